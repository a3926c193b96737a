"""Learning is a loop: answer, compare, find the way down, take a step; and write down how it went.

`train` returns a `History`. It goes on until the epochs are done, until the loss is not a number any more, or until it
is interrupted; in each case what was reached is kept, and what happened is said.
"""

import copy
import os
import sys
import time
import warnings
from itertools import islice, repeat

import numpy as np

from nnlib.optimizers import SGD
from nnlib.plan import NoPlan, Plan

FEW = 8             # steps that are sooner taken by forward and backward than recorded
BUNDLE = 32_768     # numbers that the last layer says, and thousands of products, before what was said is measured:
                    # they stay in the processor's cache, and take some hundredths of a second at most


class History:
    """How a training went, epoch by epoch.

    Attributes
    ----------
    epochs : int
        How many were recorded.
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
        self.epochs, self.loss, self.accuracy = len(loss), loss, accuracy
        self.held_out_loss, self.held_out_accuracy = held_out_loss, held_out_accuracy
        self.seconds, self.stopped, self.path = seconds, stopped, path

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
    for rows in _drawn(X.shape[-2], batch_size, rng):
        yield X[..., rows, :], y[..., rows, :]


def _drawn(n, batch_size, rng):
    """Return the numbers of the rows of each batch, or one slice of all."""
    if batch_size is None:
        return [slice(None)]
    if batch_size != int(batch_size) or batch_size < 1:
        raise ValueError(f"batch_size is {batch_size!r}. Expected a whole number of rows, such as 32, "
                         "or None for all rows at once.")
    order = np.arange(n) if rng is None else rng.permutation(n)
    return [order[start:start + batch_size] for start in range(0, n, batch_size)]


def holds_classes(y):
    """True for one column of 0 and 1, and for one-hot rows."""
    return bool(np.isin(y, (0, 1)).all() and (y.shape[-1] == 1 or (y.sum(axis=-1) == 1).all()))


def accuracy(y_hat, y):
    """Return the share of samples answered right: a number, or one for each network.

    With one output the answer is "yes" above 0.5; with several it is the class of the largest.
    """
    return (chosen(y_hat) == chosen(y)).mean(axis=-1)


def chosen(y):
    """Return the class of each sample, (n,): yes or no for one output, else the number of the largest."""
    return y[..., 0] > 0.5 if y.shape[-1] == 1 else y.argmax(axis=-1)


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
    names = ["loss", "accuracy"] if holds_classes(y) else ["loss"]
    names += [f"held_out_{name}" for name in names if held_out]
    curves = np.zeros((epochs, len(names), *np.shape(net.params["W1"])[:-2]))
    n, whole = X.shape[-2], batch_size is None
    drawn = repeat([slice(None)], epochs) if whole else (_drawn(n, batch_size, rng) for _ in range(epochs))
    finished, stopped, start = 0, None, time.perf_counter()
    with np.errstate(all="ignore"):         # overflow is said once, below, in words
        try:
            if epochs * np.ceil(n / (batch_size or n)) < FEW:
                raise NoPlan(f"a plan pays from {FEW} steps on")
            learner = _Replayed(net, X, y, optimizer, held_out, batch_size)
            path = f"a plan of {len(learner.plan.calls)} NumPy calls a step"
        except NoPlan as reason:
            learner, path = _Readable(net, X, y, optimizer, held_out), f"forward and backward, because {reason}"
        try:
            for _ in _progress(epochs, learner.at_once):
                for found in learner.learn([*islice(drawn, learner.at_once)]):
                    curves[finished:finished + len(found)] = found
                    finished += len(found)
            if not np.isfinite(sum(array.sum(axis=(-2, -1)) for array in net.params.values())).any():
                raise _NotFinite(slice(None), "after the last update ")         # no epoch follows that would find it
        except _NotFinite as where:
            stopped = f"stopped in epoch {finished:,}: {_what_broke(net, X, y, *where.args)}"
            warnings.warn(stopped, RuntimeWarning, stacklevel=2)
        except KeyboardInterrupt:
            learner.go_back()
            stopped = f"interrupted in epoch {finished:,} of {epochs:,}; what was learned until then is kept"
    measured = {name: curves[:finished, i] for i, name in enumerate(names)}
    if "accuracy" in names:
        measured["accuracy"][~np.isfinite(measured["loss"])] = np.nan       # a network that is lost answers nothing
    return History(time.perf_counter() - start, stopped, path, **measured)


class _Readable:
    """Each step is said in full: forward, loss, backward, update."""

    at_once, start = 1, None        # epochs that are measured at once; where they began

    def __init__(self, net, X, y, optimizer, held_out):
        self.net, self.X, self.y, self.optimizer, self.held_out = net, X, y, optimizer, held_out
        self.classes = holds_classes(y)

    def learn(self, epochs):
        """Take the steps of some epochs, each a list of batches. Yield what was found, (1, curves[, s])."""
        for batches in epochs:
            found = 0
            held_out = [self.found(self.held_out[1], *self.net.forward(self.held_out[0]))] if self.held_out else []
            for rows in batches:
                y = self.y[..., rows, :]
                y_hat, cache = self.net.forward(self.X[..., rows, :])
                of_these = self.found(y, y_hat, cache)
                if not np.isfinite(of_these[0]).any():
                    raise _NotFinite(rows)
                found = found + y.shape[-2] / self.y.shape[-2] * of_these
                self.optimizer.step(self.net.params, self.net.backward(y, cache))
            yield np.concatenate([found, *held_out])[None]

    def found(self, y, y_hat, cache, right=None):
        """The loss, and where there are classes, the accuracy; the first axis tells which. `right` is chosen(y)."""
        right = chosen(y) if right is None else right
        return np.array([self.net.loss_from(y, cache)] + [(chosen(y_hat) == right).mean(axis=-1)] * self.classes)

    def go_back(self):
        """To where these epochs began, when their steps are ahead of what was found."""
        if self.start:
            (self.net.params.flat, memory), self.start = self.start, None
            vars(self.optimizer).update(memory)


class _Replayed(_Readable):
    """A plan takes the same steps. What its last layer says is kept, and measured for many epochs at once."""

    def __init__(self, net, X, y, optimizer, held_out, batch_size):
        super().__init__(net, X, y, optimizer, held_out)
        self.plan = Plan(net, X, y, optimizer, batch_size=batch_size)
        plans = [self.plan] + ([Plan(net, *held_out, beside=self.plan)] if held_out else [])
        said = [*net.params.values()][-1].size * max(plan.n for plan in plans)
        self.at_once = max(1, BUNDLE // (said + net.params.flat.size * len(y) // 1000))
        self.films = [(plan, plan.film(self.at_once), chosen(plan.data["y"].T)) for plan in plans]

    def learn(self, epochs):
        """Yield what was found in all epochs together. Where a loss is not finite, go back, and on in small steps."""
        self.start = self.net.params.flat.copy(), copy.deepcopy(vars(self.optimizer))
        self.plan.replay(epochs, *(plan for plan, _, _ in self.films[1:]))
        found = np.concatenate([self._found(epochs, *film) for film in self.films])
        if np.isfinite(found[0].reshape(len(epochs), -1)).any(axis=1).all():
            yield found.swapaxes(0, 1)
            self.start = None
        else:
            self.go_back()
            self.learn = super().learn          # for good: the plan is bound to the memory that was just given up
            yield from self.learn(epochs)

    def _found(self, epochs, plan, film, right):
        """The losses and accuracies of each epoch."""
        y, n_y, L, said = plan.data["y"].T, plan.sizes[-1], len(plan.sizes) - 1, film[:len(epochs)].mT
        if plan.batch_size:
            y, right = (np.expand_dims(rows, [1] * len(plan.lead)) for rows in (plan.asked.mT, right[plan.order]))
        return self.found(y, said[..., -n_y:], {f"z{L}": said[..., :n_y], f"a{L}": said[..., -n_y:]}, right)


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


def _progress(epochs, at_once=1):
    """Count the epochs, some at once; after a second, if someone is looking, beneath a bar."""
    start, looking, parts = time.perf_counter(), _someone_is_looking(), range(0, epochs, at_once)
    ahead = iter(parts)
    for part in ahead:
        yield part
        if looking and time.perf_counter() - start > 1:
            from tqdm.auto import tqdm  # here, because most trainings end before they need it

            yield from tqdm(ahead, "epochs", len(parts), False, initial=part // parts.step + 1, unit_scale=parts.step)


def _someone_is_looking():
    in_a_terminal = sys.stderr is not None and sys.stderr.isatty()
    return not os.environ.get("NNLIB_QUIET") and ("ipykernel" in sys.modules or in_a_terminal)


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
