"""Learning is a loop: answer, compare, find the way down, take a step; and write down how it went.

`train` returns a `History`. It goes on until the epochs are done, until the loss is not a number any more, or until it
is interrupted; in each case what was reached is kept, and what happened is said.
"""

import math
import os
import sys
import time
import warnings

import numpy as np

from nnlib.optimizers import SGD
from nnlib.plan import NoPlan, Plan, holds_classes

FEW = 8     # steps that are sooner taken by forward and backward than recorded


class History:
    """How a training went, epoch by epoch.

    Attributes
    ----------
    loss : array (epochs,)
        loss[e] is the loss of the forward pass of epoch e, before its update. With mini-batches, the mean over the
        batches of the epoch, each weighted by its size. For s networks at once, (epochs, s).
    accuracy : array (epochs,) or None
        The share of samples answered right in that same pass; None where `y` does not hold classes.
    held_out_loss, held_out_accuracy : array (epochs,) or None
        The same on rows held out, measured before the first update of the epoch.
    seconds : float
    stopped : None, or a sentence that says why the training ended early
    path : str
        How the steps were taken: by a recorded plan, or by `forward` and `backward`, and then why.
    """

    def __init__(self, seconds=0.0, stopped=None, path=None, *, loss, accuracy=None, held_out_loss=None,
                 held_out_accuracy=None):
        self.loss, self.accuracy = loss, accuracy
        self.held_out_loss, self.held_out_accuracy = held_out_loss, held_out_accuracy
        self.seconds, self.stopped, self.path = seconds, stopped, path

    @property
    def epochs(self):
        """The number of epochs that were recorded."""
        return len(self.loss)

    def __repr__(self):
        words, many = [f"{self.epochs:,} epochs"], ""
        if self.loss.ndim == 2:
            words, many = [f"{self.loss.shape[1]:,} networks", *words], "median "
        for name in ("loss", "accuracy", "held_out_loss", "held_out_accuracy"):
            curve = getattr(self, name)
            if curve is not None and len(curve):
                name = name.replace("held_out", "held-out").replace("_", " ")
                first, last = (_number(np.median(curve[epoch])) for epoch in (0, -1))
                words.append(f"{many}{name} {first} → {last}")
        return f"<History: {', '.join(words)}{f'; {self.stopped}' if self.stopped else ''}>"


def batches(X, y, batch_size, rng):
    """Yield the rows in pairs (X, y) of `batch_size` rows, in random order, each once; the last may be smaller.

    `batch_size=None` yields everything at once, as it is; `rng=None` keeps the order.
    """
    if batch_size is None:
        yield X, y
    else:
        for rows in _drawn(X.shape[-2], batch_size, rng):
            yield X[..., rows, :], y[..., rows, :]


def _drawn(n, batch_size, rng):
    """Yield the numbers of the rows of each batch."""
    if batch_size != int(batch_size) or batch_size < 1:
        raise ValueError(f"batch_size is {batch_size!r}. Expected a whole number of rows, such as 32, "
                         "or None for all rows at once.")
    order = np.arange(n) if rng is None else rng.permutation(n)
    for start in range(0, n, batch_size):
        yield order[start:start + batch_size]


def accuracy(y_hat, y):
    """Return the share of samples answered right: a number, or one for each network.

    With one output the answer is "yes" above 0.5; with several it is the class of the largest.
    """
    if y.shape[-1] == 1:
        right = (y_hat > 0.5) == (y > 0.5)
    else:
        right = (y_hat.argmax(axis=-1) == y.argmax(axis=-1))[..., None]
    return right.mean(axis=(-2, -1))


def train(net, X, y, *, epochs, learning_rate=None, optimizer=None, batch_size=None, rng=None, held_out=None):
    """Train a network in place, and return how it went.

    Parameters
    ----------
    net : NeuralNetwork, or anything with `params`, `forward(X)`, `backward(y, cache)` and `loss_from(y, cache)`
    X, y : arrays (n, n_x), (n, n_y)
    epochs : int
        How often each sample is seen.
    learning_rate : float, or (s, 1) for s networks
        Trains with `SGD(learning_rate)`. Pass this or an `optimizer`.
    batch_size, rng : int, numpy.random.Generator
        Rows an update, drawn with `rng`. Without them each epoch is one update with all rows.
    held_out : (X, y)
        Rows that are measured and never trained on.

    Returns
    -------
    History
        A loss that is not finite ends the training, with a warning; with several networks, once none is left.
        KeyboardInterrupt ends it too. Both times `stopped` says so, and what was recorded is returned.
    """
    optimizer = _check_options(X, y, epochs, learning_rate, optimizer, batch_size, rng)
    classes, finished, stopped, start = holds_classes(y), 0, None, time.perf_counter()
    curves = np.zeros((2, epochs, 1 + classes, *np.shape(net.params["W1"])[:-2]))       # of training, of rows held out
    with np.errstate(all="ignore"):         # overflow is said once, below, in words
        learner, watcher, path = _choose_path(net, X, y, optimizer, epochs, batch_size, held_out)
        try:
            with learner:
                for epoch, kept in zip(_progress(epochs), curves[0]):
                    if watcher:
                        curves[1, epoch] = watcher.measure()
                    for rows in [slice(None)] if batch_size is None else _drawn(X.shape[-2], batch_size, rng):
                        found = learner.measure(rows)
                        if not (np.isfinite(found[0]).any() if found.ndim == 2 else math.isfinite(found[0])):
                            raise _NotFinite(rows)
                        kept += found
                        learner.update()
                    finished = epoch + 1
            _check_last_update(net.params)
        except _NotFinite as where:
            stopped = f"stopped in epoch {finished:,}: {_what_broke(net, X, y, *where.args)}"
            warnings.warn(stopped, RuntimeWarning, stacklevel=2)
        except KeyboardInterrupt:
            stopped = f"interrupted in epoch {finished:,} of {epochs:,}; what was learned until then is kept"
    measured = {f"{kind}{name}": curves[i, :finished, j] * who.scale[j]
                for i, (kind, who) in enumerate([("", learner), ("held_out_", watcher)][:1 + bool(held_out)])
                for j, name in enumerate(("loss", "accuracy")[:1 + classes])}
    if classes:
        measured["accuracy"][~np.isfinite(measured["loss"])] = np.nan       # a network that is lost answers nothing
    return History(time.perf_counter() - start, stopped, path, **measured)


class _Readable:
    """Each step is said in full: forward, loss, backward, update. A `Plan` does the same, faster."""

    def __init__(self, net, X, y, classes, optimizer=None):
        self.net, self.X, self.y, self.classes, self.optimizer = net, X, y, classes, optimizer
        self.scale = np.full(2, 1 / y.shape[-2])

    def measure(self, rows=slice(None)):
        """Go forward; return the sum of the losses of these rows, and where there are classes, how many are right."""
        self.drawn = self.y[..., rows, :]
        y_hat, self.cache = self.net.forward(self.X[..., rows, :])
        found = [self.net.loss_from(self.drawn, self.cache)] + [accuracy(y_hat, self.drawn)] * self.classes
        return self.drawn.shape[-2] * np.array(found)

    def update(self):
        """Go backward, and take a step."""
        self.optimizer.step(self.net.params, self.net.backward(self.drawn, self.cache))

    def __enter__(self): ...

    def __exit__(self, *_): ...


def _choose_path(net, X, y, optimizer, epochs, batch_size, held_out):
    """Replay a plan where one can be made; else read, and remember why."""
    n = X.shape[-2]
    try:
        if epochs * np.ceil(n / (batch_size or n)) < FEW:
            raise NoPlan(f"a plan pays from {FEW} steps on")
        learner = Plan(net, X, y, optimizer, batch_size=batch_size)
        watcher = Plan(net, *held_out, beside=learner) if held_out else None
        return learner, watcher, f"a plan of {len(learner.calls)} NumPy calls a step"
    except NoPlan as reason:
        learner = _Readable(net, X, y, holds_classes(y), optimizer)
        watcher = _Readable(net, *held_out, learner.classes) if held_out else None
        return learner, watcher, f"forward and backward, because {reason}"


# ── what `train` needs on the way ─────────────────────────────────────────────────────────────────────────────────────

class _NotFinite(ArithmeticError):
    """The loss of these rows is inf or NaN."""


def _what_broke(net, X, y, rows, when=""):
    """Name the first array, in the order in which numbers flow, that is not finite; and the usual cure."""
    flow, y = {}, y[..., rows, :]
    for name, array in net.forward(X[..., rows, :])[1].items():
        if name.startswith("z"):
            flow |= {key: net.params[key] for key in (f"W{name[1:]}", f"b{name[1:]}")}
        flow[name] = array
    flow["y"] = y
    name = next((name for name, values in flow.items() if not np.isfinite(values).all()), "the loss")
    if name in ("a0", "y"):
        cure = f"{'X' if name == 'a0' else 'y'} itself holds NaN or inf: drop or mend those rows"
    elif name == "the loss" and np.abs(array).max() <= 1:
        cure = "the network was certain, and wrong: use the loss from logits, or a smaller learning rate"
    else:
        cure = "the usual cure is a learning rate ten times smaller, or X on a smaller scale: standardize(X)"
    return f"{when}the loss is not finite, and the first array that is not is {name}. {cure[0].upper()}{cure[1:]}."


def _check_last_update(params):
    """No epoch follows that would find it."""
    finite = [np.isfinite(array).all(axis=(-2, -1)) for array in params.values()]
    if not np.logical_and.reduce(finite).any():
        raise _NotFinite(slice(None), "after the last update ")


def _progress(epochs):
    """Count the epochs; after a second, if someone is looking, beneath a bar."""
    return _watched(epochs) if _someone_is_looking() else range(epochs)


def _watched(epochs):
    start, ahead = time.perf_counter(), iter(range(epochs))
    for epoch in ahead:
        yield epoch
        if time.perf_counter() - start > 1:
            from tqdm.auto import tqdm  # here, because most trainings end before they need it

            yield from tqdm(ahead, initial=epoch + 1, total=epochs, desc="epochs", leave=False)


def _someone_is_looking():
    if os.environ.get("NNLIB_QUIET"):
        return False
    in_a_notebook = "ipykernel" in sys.modules
    return in_a_notebook or (sys.stderr is not None and sys.stderr.isatty())


def _number(value):
    """Four decimals, or two digits where four decimals would hide it."""
    return f"{value:.4f}" if value == 0 or 0.001 <= abs(value) < 1000 else f"{value:.1e}"


def _check_options(X, y, epochs, learning_rate, optimizer, batch_size, rng):
    """Return the optimizer, or say what is missing."""
    if np.ndim(y) < 2 or np.ndim(X) < 2 or X.shape[-2] != y.shape[-2] or X.shape[-2] == 0:
        raise ValueError(f"X has the shape {np.shape(X)}, y has {np.shape(y)}. Expected as many rows in both, at least "
                         "one: (n, n_x) and (n, n_y). Write y.reshape(-1, 1) for one output a sample.")
    if epochs != int(epochs) or epochs < 0:
        raise ValueError(f"epochs is {epochs!r}. Expected a whole number, such as epochs=1000.")
    if (learning_rate is None) == (optimizer is None):
        raise TypeError(f"found {'neither' if optimizer is None else 'both'} of learning_rate and optimizer, expected "
                        "one: write learning_rate=0.1, or optimizer=Adam(0.001).")
    if batch_size is not None and rng is None:
        raise TypeError("mini-batches are drawn at random, and found no generator: "
                        "write rng=np.random.default_rng(0) beside batch_size.")
    return optimizer or SGD(learning_rate)
