"""A training that can be looked at while it goes on, and written down as the cell that repeats it."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from textwrap import indent

import numpy as np

import nnlib
from nnlib import activations, initializers, losses
from nnlib.widgets.svg import small
from nnlib.widgets.yours import Yours

POINTS = 300               # a third of them held out
BOUND = 1e9                # a weight beyond it will not come back
LONGEST = 300              # points of the loss curve that are kept

HIDDEN = {"tanh": activations.tanh, "sigmoid": activations.sigmoid, "relu": activations.relu,
          "leaky relu": activations.leaky_relu}
LOSSES = {"MSE": losses.mse, "cross-entropy": losses.binary_cross_entropy}
STARTS = {"xavier": initializers.xavier, "he": initializers.he, "normal": initializers.normal,
          "zeros": initializers.zeros}


@dataclass(frozen=True)
class Recipe:
    """All that a training starts from: the same recipe gives the same numbers."""

    data: str = "XOR"
    noise: float = 0.1
    hidden: tuple[int, ...] = (4,)
    activation: str = "tanh"
    loss: str = "MSE"
    start: str = "xavier"
    seed: int = 0

    @property
    def sizes(self):
        """Units a layer, input first."""
        return (2, *self.hidden, 1)

    @property
    def activations(self):
        """The function of each layer."""
        return [HIDDEN[self.activation]] * len(self.hidden) + [activations.sigmoid]


def draw_points(data, noise, rng):
    """X (300, 2), y (300, 1) of one of the four data sets."""
    if data == "XOR":
        X, y = (np.repeat(table, POINTS // 4, axis=0) for table in nnlib.xor())
        return X + noise * rng.standard_normal(X.shape), y
    return {"moons": nnlib.moons, "circles": nnlib.circles, "spiral": nnlib.spiral}[data](POINTS, noise, rng)


def new_params(params, grads, learning_rate):
    """What `update` should return: each number a step downhill, in a new dictionary."""
    return {name: array - learning_rate * grads[f"d{name}"] for name, array in params.items()}


@dataclass
class Functions:
    """Forward, backward and update: the course's, or a learner's."""

    forward: Yours
    backward: Yours
    update: Yours
    plain: bool = field(init=False)        # a learner's, written for one hidden layer of sigmoids

    @classmethod
    def of(cls, forward=None, backward=None, update=None):
        """Take a learner's functions where there are any."""
        plain = any(function is not None and callable(function) and not _takes_activations(function)
                    for function in (forward, backward))
        course_forward = _without_activations(nnlib.forward) if plain else nnlib.forward
        course_backward = _without_activations(nnlib.backward) if plain else nnlib.backward
        made = cls(Yours("forward", forward, course_forward), Yours("backward", backward, course_backward),
                   Yours("update", update, new_params))
        made.plain = plain
        return made

    @property
    def all(self):
        """The three of them."""
        return [self.forward, self.backward, self.update]

    def answer(self, X, params, recipe):
        """y_hat and cache."""
        return self.forward(X, params) if self.plain else self.forward(X, params, recipe.activations)

    def gradients(self, y, cache, params, recipe, delta):
        """dW1, db1, …"""
        if self.plain:
            return self.backward(y, cache, params, delta=delta)
        return self.backward(y, cache, params, recipe.activations, delta=delta)


def _takes_activations(function):
    """Whether it goes with any activations, as the course's does; a learner's of 04 knows sigmoids only."""
    try:
        return "activations" in inspect.signature(function).parameters
    except (TypeError, ValueError):
        return False


def _without_activations(function):
    """The course's function, called as a learner's is."""
    def course(*args, **kwargs):
        return function(*args, **kwargs)

    course.__name__ = function.__name__
    return course


def begin(recipe):
    """All that is drawn before the first epoch: parameters, then points, then which of them are held out; the generator
    goes on to draw the batches.
    """
    rng = np.random.default_rng(recipe.seed)
    params = dict(nnlib.init_params(recipe.sizes, rng, STARTS[recipe.start]))
    train, held_out = nnlib.split(*draw_points(recipe.data, recipe.noise, rng), 1 / 3, rng)
    return params, train, held_out, rng


class Run:
    """One training: points, numbers, the generator, and the loss so far."""

    def __init__(self, recipe, functions):
        self.recipe, self.functions = recipe, functions
        self.params, self.train, self.held_out, self.rng = begin(recipe)
        self.loss = LOSSES[recipe.loss]
        self.delta = losses.output_delta[activations.sigmoid, self.loss]
        self.epochs = self.updates = 0
        self.phases, self.curve, self.every = [], [], 1
        self.lost = None                   # the learning rate with which the last epoch left all bounds
        self.doubt = ""                    # where a learner's functions say something else than the course's

    def set_out(self, learning_rate):
        """Before the first epoch: note the loss of the start, and compare a learner's functions with the course's."""
        self.record(self.measure(self.train)[0], self.measure(self.held_out)[0])
        if any(function.in_use for function in self.functions.all):
            self.doubt = doubt(self, learning_rate)

    def epoch(self, learning_rate, batch_size):
        """See each training point once. False when the numbers left all bounds: then all stays as it was, the generator
        too, so that whoever goes on with a smaller learning rate goes on as the copied cell does.
        """
        params, functions = self.params, self.functions
        before = self.updates, self.rng.bit_generator.state
        for X, y in nnlib.batches(*self.train, batch_size, self.rng):
            _, cache = functions.answer(X, params, self.recipe)
            grads = functions.gradients(y, cache, params, self.recipe, self.delta)
            params = functions.update(params, grads, learning_rate)
            self.updates += 1
        lost = not all(np.abs(array).max() < BOUND for array in params.values())           # NaN is not below it either
        self.lost = learning_rate if lost else None
        if lost:
            self.updates, self.rng.bit_generator.state = before
        else:
            self.params = params
            self.epochs += 1
            self._note(learning_rate, batch_size)
        return not lost

    def _note(self, learning_rate, batch_size):
        """Remember how it went, for the cell that repeats it."""
        if self.phases and self.phases[-1][1:] == (learning_rate, batch_size):
            learned = self.phases.pop()[0]
        else:
            learned = 0
        self.phases.append((learned + 1, learning_rate, batch_size))

    def measure(self, points, params=None):
        """Loss and share of right answers on these points, of the network as it is or with other parameters."""
        X, y = points
        y_hat, cache = self.functions.answer(X, self.params if params is None else params, self.recipe)
        in_logits = losses.from_logits.get(self.loss)
        measured = in_logits(cache[f"z{len(self.recipe.hidden) + 1}"], y) if in_logits else self.loss(y_hat, y)
        return float(measured), float(nnlib.accuracy(y_hat, y))

    def record(self, training, held_out):
        """Add to the curve; when it grows long, keep every second point, so that it never grows without end."""
        if self.curve and self.epochs - self.curve[-1][0] < self.every:
            return
        self.curve.append((self.epochs, training, held_out))
        if len(self.curve) > LONGEST:
            self.curve, self.every = self.curve[::2], 2 * max(self.every, (self.epochs - self.curve[0][0]) // LONGEST)


# ── a learner's functions beside the course's ─────────────────────────────────────────────────────────────────────────

def doubt(run, learning_rate):
    """In a sentence, the first of a learner's functions that says something else than the course's in the first step;
    nothing where none does. Each gets what the course's made before it, so that the blame stays where it belongs.
    """
    functions, (X, y), params = run.functions, run.train, run.params
    layers = () if functions.plain else (run.recipe.activations,)
    y_hat, cache = functions.forward.course(X, params, *layers)
    grads = functions.backward.course(y, cache, params, *layers, delta=run.delta)
    new = functions.update.course(params, grads, learning_rate)
    answer, noted = functions.forward(X.copy(), _copies(params), *layers)
    found = noted | {"y_hat": answer}
    wrong = _unlike("forward", found, cache | {"y_hat": y_hat})
    if not wrong:
        found = functions.backward(y.copy(), _copies(noted | cache), _copies(params), *layers, delta=run.delta)
        wrong = _unlike("backward", found, grads)
    if not wrong:
        found = functions.update(_copies(params), _copies(grads), learning_rate)
        wrong = _unlike("update", found, new) and _what_update_does(run, found, new)
    return wrong


def _what_update_does(run, found, new):
    """A wrong update is best told by the loss."""
    before, after, right = (run.measure(run.train, params)[0] for params in (run.params, found, new))
    if all(np.array_equal(found[name], array) for name, array in run.params.items()):
        return "Your update returns the numbers as they were, so nothing is learned."
    if after > before > right:
        return (f"In the first step your update makes the loss rise, from {small(before)} to {small(after)}, where the "
                "course's lowers it.")
    return _unlike("update", found, new)


def _unlike(function, found, expected):
    """Which tables differ, and by how much the first of them does where it differs most."""
    found = {name: np.asarray(found[name], float) for name in expected}
    far = {name: np.abs(found[name] - array) for name, array in expected.items()}
    names = [name for name, array in expected.items() if far[name].max() > 1e-6 * np.abs(array).max() + 1e-12]
    if not names:
        return ""
    name = names[0]
    at = np.unravel_index(far[name].argmax(), far[name].shape)
    listed = " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else name
    place = ", ".join(map(str, at))
    return (f"In the first step your {function}'s {listed} {'are' if len(names) > 1 else 'is'} not what the course's "
            f"{'are' if len(names) > 1 else 'is'}: {name}[{place}] is {small(found[name][at])}, "
            f"not {small(expected[name][at])}.")


def _copies(tables):
    return {name: np.array(table) for name, table in tables.items()}


# ── the cell that repeats it ──────────────────────────────────────────────────────────────────────────────────────────

def as_code(run):
    """The cell that trains the same network without the figure, and ends at the same two losses.

    All of it stands in one function: in a notebook, names such as `train` and `X` are in use.
    """
    own = any(function.in_use for function in run.functions.all)
    body = [f"rng = np.random.default_rng({run.recipe.seed})", *(_by_hand(run) if own else _by_class(run))]
    inside = indent("\n".join(body), "    ")
    return f"import numpy as np\n\nimport nnlib\n\n\ndef again():\n{inside}\n\n\nagain()\n"


def _by_class(run):
    recipe = run.recipe
    yield f"net = nnlib.NeuralNetwork({recipe.sizes}, rng, hidden=nnlib.{HIDDEN[recipe.activation].__name__},"
    yield f"                          loss=nnlib.{run.loss.__name__}, initializer=nnlib.{recipe.start})"
    yield from _points(recipe)
    for epochs, learning_rate, batch_size in run.phases:
        batches = "" if batch_size is None else f", batch_size={batch_size}, rng=rng"
        yield f"net.train(*train, epochs={epochs}, learning_rate={learning_rate}{batches})"
    yield "return [float(net.measure(*points)) for points in (train, held_out)]"


def _by_hand(run):
    recipe, names = run.recipe, {one.name: _name(one) for one in run.functions.all}
    layers = "" if run.functions.plain else ", activations"
    yield f"params = nnlib.init_params({recipe.sizes}, rng, nnlib.{recipe.start})"
    if layers:
        yield f"activations = [{', '.join(f'nnlib.{f.__name__}' for f in recipe.activations)}]"
    yield from _points(recipe)
    if not run.functions.update.in_use:
        yield "\ndef update(params, grads, learning_rate):"
        yield '    return {name: array - learning_rate * grads[f"d{name}"] for name, array in params.items()}\n'
    for epochs, learning_rate, batch_size in run.phases:
        yield f"for epoch in range({epochs}):"
        yield f"    for X_batch, y_batch in nnlib.batches(*train, {batch_size}, rng):"
        yield f"        y_hat, cache = {names['forward']}(X_batch, params{layers})"
        yield (f"        grads = {names['backward']}(y_batch, cache, params{layers}, delta=nnlib.{run.delta.__name__})")
        yield f"        params = {names['update']}(params, grads, {learning_rate})"
    in_logits, answer = losses.from_logits.get(run.loss), f"{names['forward']}(X, params{layers})"
    measure = f'{in_logits.__name__}({answer}[1]["z{len(recipe.hidden) + 1}"]' if in_logits else (
        f"{run.loss.__name__}({answer}[0]")
    yield f"return [float(nnlib.{measure}, y)) for X, y in (train, held_out)]"


def _name(one):
    """How a cell calls it. A function without a name that can be written goes by that of the argument."""
    if not one.in_use:
        return "update" if one.name == "update" else f"nnlib.{one.name}"
    name = getattr(one.function, "__name__", "_")
    return name if name.isidentifier() and not name.startswith("_") else one.name


def _points(recipe):
    if recipe.data == "XOR":
        yield f"X, y = (np.repeat(table, {POINTS // 4}, axis=0) for table in nnlib.xor())"
        yield f"X = X + {recipe.noise} * rng.standard_normal(X.shape)"
    else:
        yield f"X, y = nnlib.{recipe.data}({POINTS}, {recipe.noise}, rng)"
    yield "train, held_out = nnlib.split(X, y, 1 / 3, rng)"
