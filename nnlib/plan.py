"""The fast path: every step of a training makes the same few dozen NumPy calls, so write them down once, and replay.

A small network spends its time on asking NumPy, not on the numbers: on names looked up, shapes compared, arrays made.
A plan asks once. Each array has its place, a buffer, before the first step; each call is bound to the buffers that it
reads and writes; a step is nothing but the calls, one after another. What they are is said below, for each function of
nnlib, as a recipe: a formula a call. `forward` and `backward` say the same as one thinks it; tests hold both together.

Inside a plan a column is a sample: a1 is (n_h, n). Below its units stands a row of ones, and V2 is W2 with b2 as its
last row, as they lie in `params.flat`; so the product V2ᵀ a1 adds the biases, and no call is needed for them.
Many small networks lie side by side in memory, the network on the last axis: each call then runs along all of them.
"""

from functools import partial
from itertools import pairwise

import numpy as np

import nnlib.activations as act
import nnlib.losses as loss
from nnlib.network import NeuralNetwork, _check_input
from nnlib.optimizers import SGD, Adam, Momentum
from nnlib.parameters import Parameters

NARROW = 1000       # many networks lie side by side up to about so many multiplications in a product of one of them
FILM = 4096, 32768  # scores on a film: as many as the network has numbers, but within these


class NoPlan(LookupError):
    """No plan can be made; the message says because of what."""


class _Recipes(dict):
    """What is called in the place of a function: a formula a call."""

    def __missing__(self, key):
        names = (getattr(f, "__name__", repr(f)) for f in (key if isinstance(key, tuple) else (key,)))
        raise NoPlan(f"there is no recipe for {' with '.join(names)}, only for nnlib's own")


recipes = _Recipes({
    # forward, from z to a. In layer 1, "a" is a1; da and dz share a buffer
    act.sigmoid:    "a = minus z; a = exp a; a = a + 1; a = 1 / a",
    act.tanh:       "a = tanh z",
    act.relu:       "a = z max 0",
    act.leaky_relu: f"da = z · {act.LEAK}; a = z max da",
    act.identity:   "",
    act.softmax:    "s = highest z; a = z − s; a = exp a; s = total a; a = a / s",
    # backward, from da to dz. Nothing reads a any more: its buffer takes the slope
    act.sigmoid_backward:    "dz = da · a; a = 1 − a; dz = dz · a",
    act.tanh_backward:       "a = a · a; a = 1 − a; dz = da · a",
    act.relu_backward:       "a = a > 0; dz = da · a",
    act.leaky_relu_backward: f"a = a > 0; a = a max {act.LEAK}; dz = da · a",
    act.identity_backward:   "",
    act.softmax_backward:    "dz = da · a; s = total dz; a = a · s; dz = dz − a",
    # where backward begins. c is the 2 / (n · n_y) of mse or the 1 / n of a cross-entropy; for SGD, times its η
    (loss.mse_delta, loss.mse):          "da = a − y; da = da · c; dz = da · a; a = 1 − a; dz = dz · a",
    (loss.identity_mse_delta, loss.mse): "da = a − y; dz = da · c",
    (loss.cross_entropy_delta, loss.cross_entropy):        "da = a − y; dz = da · c",
    (loss.cross_entropy_delta, loss.binary_cross_entropy): "da = a − y; dz = da · c",
    # the update. ∂ is the gradient, laid out as θ; λ the weight decay, 0 beside a bias; η̂ and ε̂ correct Adam's means
    "decay":  "t = λ · η; t = 1 − t; θ = θ · t",
    SGD:      "θ = θ − ∂",
    Momentum: "velocity = velocity · momentum; velocity = velocity + ∂; ∂ = velocity · η; θ = θ − ∂",
    Adam:     "mean = mean · beta1; t = ∂ · 1−beta1; mean = mean + t; "
              "square = square · beta2; ∂ = ∂ · ∂; ∂ = ∂ · 1−beta2; square = square + ∂; "
              "t = root square; t = t + ε̂; t = mean / t; t = t · η̂; θ = θ − t",
})
calls_of = {
    "+": np.add, "−": np.subtract, "·": np.multiply, "/": np.divide, ">": np.greater,
    "minus": np.negative, "exp": np.exp, "tanh": np.tanh, "root": np.sqrt,
    "max":     lambda z, floor, out: np.maximum(z, floor, out=out),
    "highest": lambda z, out: np.maximum.reduce(z, -2, None, out, True),        # of each column
    "total":   lambda a, out: np.add.reduce(a, -2, None, out, True),
}


class Plan:
    """A training step of one network, or of many, as a list of NumPy calls on fixed buffers.

    Parameters
    ----------
    net : NeuralNetwork
    X, y : arrays (n, n_x), (n, n_y)
    optimizer : SGD, Momentum or Adam
    batch_size : int
        A step takes so many rows, those that were fetched last; without it, all.
    beside : another plan for the same network and optimizer, with which this one shares what it can

    Raises `NoPlan` where something has no recipe. `net.train` then goes through `forward` and `backward`.

    Attributes
    ----------
    calls : list of (words, shape, call)
        What `print(plan)` shows.
    buffers : dict of arrays
    """

    def __init__(self, net, X, y, optimizer, *, batch_size=None, beside=None):
        _check_parts(net, optimizer)
        _check_data(net, X, y)
        flat, self.sizes, self.net, self.optimizer = net.params.flat, net.params.sizes, net, optimizer
        self.dtype, self.lead, self.rows, self.drawn = flat.dtype, flat.shape[:-1], batch_size or len(X), batch_size
        self.X, self.y = np.hstack([X, np.ones((len(X), 1))], dtype=self.dtype), np.array(y, self.dtype, order="C")
        widest = max((n_in + 1) * n_out for n_in, n_out in pairwise(self.sizes))
        self.side_by_side = beside.side_by_side if beside else bool(self.lead) and self.rows * widest <= NARROW
        own = np.empty(flat.shape[::-1], self.dtype).T if self.side_by_side else flat
        shared = beside.buffers if beside else {"θ": own, "∂": np.empty_like(own), "t": np.empty_like(own)}
        self.buffers, self.calls = {name: shared[name] for name in "θ∂t"}, []
        self._record_forward()
        self.forward = [call for _, _, call in self.calls]
        self._place_numbers()
        self._record_backward()
        self._record(recipes["decay"] if optimizer.weight_decay else "")
        self._record(recipes[type(optimizer)])
        restless = callable(optimizer.learning_rate) or type(optimizer) is Adam
        calls = [call for _, _, call in self.calls[len(self.forward):]]
        self.backward = [self._tune] * restless + calls + [self._count]
        self.bound = self._bound()
        if batch_size:
            self.fetch(range(batch_size))

    @np.errstate(over="ignore")
    def run(self, steps=1):
        """Take so many steps. Nobody looks at the loss on the way: `net.train` does."""
        if [*map(id, self._bound())] != [*map(id, self.bound)]:
            raise ValueError("the arrays or functions that this plan is bound to were replaced in the network or the "
                             "optimizer. Make another: Plan(net, X, y, optimizer).")
        with self:
            for _ in range(steps):
                for call in (*self.forward, *self.backward):
                    call()

    def __repr__(self):
        many = f"{self.lead[0]:,} networks " if self.lead else ""
        sizes, wide = "-".join(map(str, self.sizes)), max(len(words) for words, _, _ in self.calls) + 2
        lines = [f"{i:3}  {words:{wide}}{shape}" for i, (words, shape, _) in enumerate(self.calls, start=1)]
        return "\n".join([f"<Plan: {len(lines)} NumPy calls a step, {many}{sizes} on {self.rows:,} rows>", *lines])

    # ── what `train` asks for ─────────────────────────────────────────────────────────────────────────────────────────

    def __enter__(self):
        """Take the parameters over. (Side by side they have another place; else this copies them to themselves.)"""
        self.buffers["θ"][...] = self.net.params.flat
        self._tune()

    def __exit__(self, *_):
        self.net.params.flat[...] = self.buffers["θ"]

    def fetch(self, rows):
        """Copy these rows of the data into the buffers: as many as a batch has."""
        self.X.take(rows, 0, self.a0.T, "clip")
        self.y.take(rows, 0, self.buffers["y"].T, "clip")
        self.drawn = rows

    def is_sound(self):
        """True where the scores are so small that the loss is a number; with many networks, those of one of them."""
        return self.square() < self.limit or bool((self.z * self.z < self.limit).all(axis=(-2, -1)).any())

    # ── recording ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _record_forward(self):
        """Layer by layer: buffers, named a1, z1, …, and calls. `below` is what a product reads, with the ones."""
        place, start, L = self.buffers, 0, len(self.sizes) - 1
        if self.drawn:                          # rows that come and go, and lie as they lie in X
            self.a0, place["y"] = (np.empty((self.rows, data.shape[1]), self.dtype).T for data in (self.X, self.y))
        else:
            self.a0, place["y"] = self.X.T.copy(), self.y.T.copy()
        self.below, self.weights = [self.a0], []
        for l, (n_in, n_out) in enumerate(pairwise(self.sizes), start=1):
            stop, recipe = start + (n_in + 1) * n_out, recipes[self.net.activations[l - 1]]
            V, dV = (place[v][..., start:stop].reshape(*self.lead, n_in + 1, n_out) for v in "θ∂")      # views
            self.below.append(self._space(n_out + (l < L)))
            a, dz = self.below[l][..., :n_out, :], self._space(n_out)
            self.z = self._space(n_out) if l == L and recipe else a     # the last outlives the step, for the film
            place |= {f"a{l}": a, f"z{l}": self.z, f"da{l}": dz, f"dz{l}": dz, f"s{l}": self._space(1)}
            self._product(f"z{l} = V{l}ᵀ a{l-1}", V.mT, self.below[l - 1], self.z)
            self._record(recipe, l)
            self.weights.append((V, dV))
            start = stop
        self.scores = self.z.T if self.side_by_side else self.z         # as it lies in memory
        line = self.scores.reshape(-1)
        self.square, self.limit = partial(line.dot, line), np.finfo(self.dtype).max / 1e6

    def _record_backward(self):
        place, L = self.buffers, len(self.sizes) - 1
        self._record(recipes[self.net.delta, self.net.loss], L)
        for l in range(L, 0, -1):
            (V, dV), dz = self.weights[l - 1], place[f"dz{l}"]
            self._product(f"dV{l} = a{l-1} dz{l}ᵀ", self.below[l - 1], dz.mT, dV)
            if l > 1:
                self._product(f"da{l-1} = W{l} dz{l}", V[..., :-1, :], dz, place[f"da{l-1}"])
                self._record(recipes[act.backward_of[self.net.activations[l - 2]]], l - 1)

    def _place_numbers(self):
        """The numbers of the optimizer, and its memories, which stay its own: it can go on without the plan."""
        optimizer, place, rate = self.optimizer, self.buffers, np.shape(self._rate())
        for name, value in vars(optimizer).items():
            if isinstance(value, dict):
                place[name] = value.setdefault("flat", np.zeros_like(place["θ"]))
            elif np.ndim(value) == 0 and not callable(value):
                place |= {name: self._number(value), f"1−{name}": self._number(1 - value)}
        memories = {array.shape for array in self._bound() if type(array) is np.ndarray}
        if rate not in ((), (*self.lead, 1)) or memories - {place["θ"].shape}:
            raise NoPlan(f"the optimizer is one for other networks: rate {rate}, memories {memories or 'none'}")
        place |= {name: np.zeros(rate, self.dtype) for name in ("η", "η̂")} | {"ε̂": self._number(0)}
        place["c"] = np.zeros((*rate, 1) if rate else (), self.dtype)
        decay = [np.repeat([optimizer.weight_decay, 0], [n_in * n, n]) for n_in, n in pairwise(self.sizes)]
        place["λ"] = np.concatenate(decay).astype(self.dtype)
        self._tune()

    def _tune(self):
        """Set the numbers that can change from step to step."""
        optimizer, place, rate, t = self.optimizer, self.buffers, self._rate(), self.optimizer.steps + 1
        place["η"][...], kind = rate, type(optimizer)
        c = 2 / (self.rows * self.sizes[-1]) if self.net.loss is loss.mse else 1 / self.rows
        place["c"][...] = c * place["η"].reshape(place["c"].shape) if kind is SGD else c
        if kind is Adam:
            root = (1 - optimizer.beta2**t) ** 0.5
            place["η̂"][...], place["ε̂"][...] = rate * (root / (1 - optimizer.beta1**t)), optimizer.epsilon * root

    def _rate(self):
        rate = self.optimizer.learning_rate
        return rate(self.optimizer.steps) if callable(rate) else rate

    def _count(self):
        self.optimizer.steps += 1

    def _space(self, units):
        """A buffer (units, n), or (s, units, n), whose networks stand first in memory, or last: side by side."""
        if self.side_by_side:
            return np.ones((self.rows, units, *self.lead), self.dtype).T
        return np.ones((*self.lead, units, self.rows), self.dtype)

    def _number(self, value):
        return np.array(value, self.dtype)

    def _record(self, recipe, l=""):
        """Bind each call of a recipe to the buffers: those of layer l, where there is one."""
        for formula in filter(None, recipe.split("; ")):
            out, _, *terms = (f"{term}{l}" if f"{term}{l}" in self.buffers else term for term in formula.split())
            *names, result = *terms[len(terms) == 2::2], out
            arrays = [self.buffers[name] if name in self.buffers else self._number(name) for name in names]
            call = partial(calls_of[terms[-2]], *arrays, self.buffers[result])
            self.calls.append((f"{out} = {' '.join(terms)}", self.buffers[result].shape, call))

    def _product(self, words, left, right, out):
        """The matrix product of left and right, in the way that suits the order in memory."""
        shape = out.shape
        if out.ndim == 2:
            call = partial(left.dot, right, out)
        elif not self.side_by_side:
            call = partial(np.matmul, left, right, out)
        elif left.ndim == right.ndim:
            call = partial(np.einsum, "sij,sjk->sik", left, right, out=out)
        else:                       # one side is the same for all networks: a single product with all others in a row
            if right.ndim == 2:
                left, right, out = right.T, left.mT, out.mT
            call = partial(np.matmul, left, *(np.moveaxis(A, 0, -1).reshape(A.shape[1], -1) for A in (right, out)))
        self.calls.append((words, shape, call))

    def _bound(self):
        """All that the calls are bound to and that can be replaced behind their back."""
        memories = [value["flat"] for value in vars(self.optimizer).values() if isinstance(value, dict)]
        return [self.net.params, self.net.loss, self.net.delta, *self.net.activations, *memories]


class Film:
    """The scores of the last steps, developed together: a loss takes many networks at once, and sees no difference.

    Parameters
    ----------
    plan : Plan
    measures : list of functions (a, z, y) → array (k,) or (k, s)
        What is to be known of k steps, whose scores z are (k, n, n_y) or (k, s, n, n_y), with the answers a.
    curves : array (measures, epochs) or (measures, epochs, s)
        Where it goes: each step adds its `share` to its epoch.
    """

    def __init__(self, plan, measures, curves, share=1.0):
        numbers = plan.buffers["θ"].size + sum(a.size for a in plan.below)
        room = max(1, int(np.clip(numbers, *FILM)) // plan.scores.size)
        self.plan, self.measures, self.curves, self.share, self.taken = plan, measures, curves, share, 0
        self.scores, self.epochs = np.empty((room, *plan.scores.shape), plan.dtype), [0] * room
        self.rows = np.empty((room, plan.rows), int) if plan.drawn is not None else None

    def note(self, epoch):
        """Keep the scores of the plan as they are now."""
        i = self.taken
        self.scores[i], self.epochs[i] = self.plan.scores, epoch
        if self.rows is not None:
            self.rows[i] = self.plan.drawn
        self.taken = i + 1
        if self.taken == len(self.epochs):
            self.develop()

    def develop(self):
        """Measure what is on the film. An interrupt finds it developed, or not: nothing gets between the last lines."""
        n, y, epochs = self.taken, self.plan.buffers["y"].T, self.epochs[:self.taken]
        if n:
            z = self.scores[:n].transpose(0, 3, 1, 2) if self.plan.side_by_side else self.scores[:n].mT
            if self.rows is not None:
                y = self.plan.y[self.rows[:n]].mT.copy().mT.reshape(n, *[1] * len(self.plan.lead), *z.shape[-2:])
            a = self.plan.net.activations[-1](z)
            values = self.share * np.stack([measure(a, z, y) for measure in self.measures])
            starts = [i for i in range(n) if i == 0 or epochs[i] > epochs[i - 1]]
            sums = values if len(starts) == n else np.add.reduceat(values, starts, axis=1)
            curves, self.taken = self.curves[:, epochs[0]:epochs[-1] + 1], 0
            curves += sums


def _check_parts(net, optimizer):
    """Refuse a network or an optimizer that does a part of the step in its own way."""
    own = [name for name in ("forward", "backward", "loss_from")
           if getattr(getattr(net, name, None), "__func__", None) is not getattr(NeuralNetwork, name)]
    own += {"step", "direction"} & vars(optimizer).keys()
    if own:
        raise NoPlan(f"{' and '.join(own)} are not nnlib's own")
    names = [f"{kind}{l}" for l in range(1, len(net.activations) + 1) for kind in "Wb"]
    if not isinstance(net.params, Parameters) or list(net.params) != names:
        raise NoPlan(f"its params are not Parameters with {', '.join(names)}, in this order")


def _check_data(net, X, y):
    """Ask of the data before the first step what `forward` and the loss ask at the first step."""
    _check_input(X, net.params)
    if {type(X), type(y)} != {np.ndarray} or X.ndim != 2 or y.ndim > 2 or len(X) == 0:
        raise NoPlan(f"X is a {type(X).__name__} {np.shape(X)}, y a {type(y).__name__} {np.shape(y)}: expected arrays "
                     "of rows (n, n_x) and (n, n_y), n at least 1, the same for all networks")
    L, z, dtype = len(net.activations), np.zeros((len(X), net.params.sizes[-1])), net.params.flat.dtype
    net.loss_from(y, {f"z{L}": z, f"a{L}": z})
    if np.result_type(X, y, dtype) != dtype:
        raise NoPlan(f"X holds {X.dtype}, y {y.dtype}, and the parameters {dtype}: write .astype({dtype})")
    if not np.isfinite(X.sum() + y.sum()):
        raise NoPlan("X or y holds NaN or inf")
