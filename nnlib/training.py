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
from nnlib.plan import Film, NoPlan, Plan

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
        return
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
    axes = None if right.ndim == 2 else (-2, -1)        # counting all is ten times faster than counting by axis
    return np.count_nonzero(right, axis=axes) / right.shape[-2]


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
    stopped, start = None, time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)     # overflow is said once, below, in words
        path = _choose_path(net, X, y, optimizer, epochs, batch_size, rng, held_out)
        try:
            path.go(epochs)
            _check_last_update(net.params)
        except _NotFinite as what:
            stopped = f"stopped in epoch {path.finished:,}: {what}"
        except KeyboardInterrupt:
            stopped = f"interrupted in epoch {path.finished:,} of {epochs:,}; what was learned until then is kept"
        curves = path.curves()
    if stopped and "finite" in stopped:
        warnings.warn(stopped, RuntimeWarning, stacklevel=2)
    return History(time.perf_counter() - start, stopped, path.name, **curves)


# ── the two paths: one to read, one to replay ─────────────────────────────────────────────────────────────────────────

class _Readable:
    """Each step is said in full: forward, loss, update by backward."""

    def __init__(self, net, X, y, optimizer, epochs, batch_size, rng, held_out, reason=""):
        self.net, self.X, self.y, self.optimizer, self.finished = net, X, y, optimizer, 0
        self.name = f"forward and backward, because {reason}"
        self.batch_size, self.rng, self.held_out, self.classes = batch_size, rng, held_out, _holds_classes(y)
        self.kept = np.zeros((2, 1 + self.classes, epochs, *np.shape(net.params["W1"])[:-2]))  # training and held out

    def go(self, epochs):
        for epoch in _progress(epochs):
            self.go_through(epoch)
            self.finished = epoch + 1

    def go_through(self, epoch):
        net = self.net
        if self.held_out:
            self._keep(1, epoch, 1.0, self.held_out[1], *net.forward(self.held_out[0]))
        for X, y in batches(self.X, self.y, self.batch_size, self.rng):
            y_hat, cache = net.forward(X)
            loss = self._keep(0, epoch, y.shape[-2] / self.y.shape[-2], y, y_hat, cache)
            if _is_lost(loss):
                raise _NotFinite(_what_broke(net.params, cache, y))
            self.optimizer.step(net.params, net.backward(y, cache))

    def _keep(self, which, epoch, share, y, y_hat, cache):
        loss = self.net.loss_from(y, cache)
        self.kept[which, 0, epoch] += share * loss
        if self.classes:
            self.kept[which, 1, epoch] += share * accuracy(y_hat, y)
        return loss

    def curves(self):
        names = [f"{kind}{name}" for kind in ("", "held_out_")[:1 + bool(self.held_out)]
                 for name in ("loss", "accuracy")[:1 + self.classes]]
        curves = [curve[:self.finished] for kind in self.kept for curve in kind]
        kept = dict(zip(names, curves, strict=False))
        if self.classes:
            kept["accuracy"][~np.isfinite(kept["loss"])] = np.nan        # a network that is lost answers nothing
        return kept


class _Replayed(_Readable):
    """Each step is a replay of a plan: the same numbers. A last batch that is smaller has a plan of its own."""

    def __init__(self, net, X, y, optimizer, epochs, batch_size, rng, held_out):
        super().__init__(net, X, y, optimizer, epochs, batch_size, rng, held_out)
        L, n, self.plan, self.films = len(net.activations), len(X), None, {}
        self.all_rows = [range(n)]
        measures = [lambda a, z, y: net.loss_from(y, {f"a{L}": a, f"z{L}": z}), lambda a, z, y: accuracy(a, y)]
        measures = measures[:1 + self.classes]
        size = batch_size and min(int(batch_size), n)
        rest = n % size if size else 0
        for rows in [size, rest] if rest else [size]:
            plan = Plan(net, X, y, optimizer, batch_size=rows, beside=self.plan)
            self.plan, self.films[plan.rows] = self.plan or plan, Film(plan, measures, self.kept[0], plan.rows / n)
        self.name = f"a plan of {len(self.plan.calls)} NumPy calls a step"
        if held_out:
            self.films["held out"] = Film(Plan(net, *held_out, optimizer, beside=self.plan), measures, self.kept[1])

    @np.errstate(over="ignore")         # as in sigmoid
    def go(self, epochs):
        with self.plan:
            super().go(epochs)

    def go_through(self, epoch):
        if self.held_out:
            for call in self.films["held out"].plan.forward:
                call()
            self.films["held out"].note(epoch)
        for rows in _drawn(len(self.X), self.batch_size, self.rng) if self.batch_size else self.all_rows:
            film = self.films[len(rows)]
            plan = film.plan
            if self.batch_size:
                plan.fetch(rows)
            for call in plan.forward:
                call()
            if not plan.is_sound():
                self._look_closer(rows)
            film.note(epoch)
            for call in plan.backward:
                call()

    def _look_closer(self, rows):
        """The readable path decides whether the loss is lost, and finds the words."""
        self.plan.__exit__()
        _, cache = self.net.forward(self.X[rows])
        if _is_lost(self.net.loss_from(self.y[rows], cache)):
            raise _NotFinite(_what_broke(self.net.params, cache, self.y[rows]))

    def curves(self):
        for film in self.films.values():
            film.develop()
        return super().curves()


def _choose_path(net, X, y, optimizer, epochs, batch_size, rng, held_out):
    """Replay a plan where one can be made; else read, and remember why."""
    data = net, X, y, optimizer, epochs, batch_size, rng, held_out
    if batch_size is not None:
        next(_drawn(1, batch_size, None))       # refuses what is no size
    try:
        if epochs * np.ceil(len(X) / (batch_size or len(X))) < FEW:
            raise NoPlan(f"a plan pays from {FEW} steps on")
        return _Replayed(*data)
    except NoPlan as reason:
        return _Readable(*data, reason)


# ── what `train` needs on the way ─────────────────────────────────────────────────────────────────────────────────────

class _NotFinite(ArithmeticError):
    """The loss is inf or NaN."""


def _holds_classes(y):
    """True for one column of 0 and 1, and for one-hot rows."""
    return bool(np.isin(y, (0, 1)).all() and (y.shape[-1] == 1 or (y.sum(axis=-1) == 1).all()))


def _is_lost(loss):
    """True when no network has a finite loss. (For one number, `math` asks a hundred times faster.)"""
    return not (math.isfinite(loss) if isinstance(loss, float) else np.isfinite(loss).any())


def _what_broke(params, cache, y):
    """Name the first array, in the order in which numbers flow, that is not finite; and the usual cure."""
    flow = {}
    for name, array in cache.items():
        if name.startswith("z"):
            flow |= {key: params[key] for key in (f"W{name[1:]}", f"b{name[1:]}")}
        flow[name] = array
    flow["y"] = y
    name = next((name for name, values in flow.items() if not np.isfinite(values).all()), "the loss")
    if name in ("a0", "y"):
        cure = f"{'X' if name == 'a0' else 'y'} itself holds NaN or inf: drop or mend those rows"
    elif name == "the loss" and np.abs(array).max() <= 1:
        cure = "the network was certain, and wrong: use the loss from logits, or a smaller learning rate"
    else:
        cure = "the usual cure is a learning rate ten times smaller, or X on a smaller scale: standardize(X)"
    return f"the loss is not finite, and the first array that is not is {name}. {cure[0].upper()}{cure[1:]}."


def _check_last_update(params):
    """No epoch follows that would find it."""
    finite = {name: np.isfinite(array).all(axis=(-2, -1)) for name, array in params.items()}
    if not np.logical_and.reduce(list(finite.values())).any():
        name = next(name for name, is_finite in finite.items() if not is_finite.all())
        raise _NotFinite(f"after the last update {name} is not finite. The usual cure is a learning rate "
                         "ten times smaller, or X on a smaller scale: standardize(X).")


def _progress(epochs):
    """Count the epochs; after a second, if someone is looking, beneath a bar."""
    return _watched(epochs) if _someone_is_looking() else range(epochs)


def _watched(epochs):
    start = time.perf_counter()
    for epoch in range(epochs):
        yield epoch
        if time.perf_counter() - start > 1:
            break
    else:
        return
    from tqdm.auto import tqdm  # here, because most trainings end before they need it

    yield from tqdm(range(epoch + 1, epochs), initial=epoch + 1, total=epochs, desc="epochs", leave=False)


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
