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
from nnlib.optimizers import SGD, Adam, Momentum, rate_for
from nnlib.parameters import Parameters

NARROW = 1000       # many networks lie side by side up to about so many multiplications in a product of one of them


class NoPlan(LookupError):
    """No plan can be made; the message says because of what."""


class _Recipes(dict):
    """What is called in the place of a function: a formula a call."""

    def __missing__(self, key):
        names = (getattr(f, "__name__", repr(f)) for f in (key if isinstance(key, tuple) else (key,)))
        raise NoPlan(f"there is no recipe for {' with '.join(names)}, only for nnlib's own: add it to plan.recipes")


recipes = _Recipes({
    # forward, from z to a. In layer 1, "a" is a1; da and dz share a buffer
    act.sigmoid:    "a = minus z; a = exp a; a = a + 1; a = 1 / a",
    act.tanh:       "a = tanh z",
    act.relu:       "a = z max 0",
    act.leaky_relu: f"da = z · {act.LEAK}; a = z max da",
    act.identity:   "",
    act.softmax:    "s = highest z; da = z − s; a = exp da; s = total a; a = a / s",
    # what is measured between forward and backward, added up over the rows: how wrong (l is free), and how many right
    loss.mse:                  "l = a − y; loss = l ⋅ l",
    loss.cross_entropy:        "s = log s; l = s − da; loss = l ⋅ y",
    loss.binary_cross_entropy: "da = z max 0; l = y · z; da = da − l; "
                               "l = abs z; l = minus l; l = exp l; l = log1p l; l = l + da; loss = l ⋅ ones",
    "one output":              "hit = a > 0.5; hit = hit equal k; right = count hit",
    "classes":                 "class = which a; hit = class equal k; right = count hit",
    # backward, from da to dz. Nothing reads a any more: its buffer takes the slope
    act.sigmoid_backward:    "dz = da · a; a = 1 − a; dz = dz · a",
    act.tanh_backward:       "a = a · a; a = 1 − a; dz = da · a",
    act.relu_backward:       "a = a > 0; dz = da · a",
    act.leaky_relu_backward: f"a = a > 0; a = a max {act.LEAK}; dz = da · a",
    act.identity_backward:   "",
    act.softmax_backward:    "dz = da · a; s = total dz; a = a · s; dz = dz − a",
    # where backward begins. c is the 2 / (n · n_y) of mse, the 1 / n of a cross-entropy; for SGD, times its rate
    (loss.mse_delta, loss.mse):          "da = l · c; da = da · a; a = 1 − a; dz = da · a",
    (loss.identity_mse_delta, loss.mse): "dz = l · c",
    (loss.cross_entropy_delta, loss.cross_entropy):        "da = a − y; dz = da · c",
    (loss.cross_entropy_delta, loss.binary_cross_entropy): "da = a − y; dz = da · c",
    # the update. ∂ is the gradient, laid out as θ. What has no formula here goes through `optimizer.step`
    SGD: "θ = θ − ∂", Momentum: "", Adam: "",
})


def _dot(a, b, free, ones, out):
    """The sum of products, for each of many networks."""
    np.multiply(a, b, free)
    free.reshape(len(free), -1).dot(ones, out)


def _count(hit, out):
    """How many are hit; for many networks, of each."""
    if out.ndim:
        np.add.reduce(hit, (-2, -1), None, out)
    else:
        out[...] = np.count_nonzero(hit)


calls_of = {
    "+": np.add, "−": np.subtract, "·": np.multiply, "/": np.divide, ">": np.greater, "equal": np.equal,
    "minus": np.negative, "abs": np.abs, "exp": np.exp, "log": np.log, "log1p": np.log1p, "tanh": np.tanh,
    "max":     lambda z, floor, out: np.maximum(z, floor, out=out),
    "highest": lambda z, out: np.maximum.reduce(z, -2, None, out, True),        # of each column
    "total":   lambda a, out: np.add.reduce(a, -2, None, out, True),
    "which":   lambda a, out: a.argmax(-2, out, keepdims=True),
    "⋅":       _dot,
    "count":   _count,
}


class Plan:
    """A training step of one network, or of many, as a list of NumPy calls on fixed buffers.

    Parameters
    ----------
    net : NeuralNetwork
    X, y : arrays (n, n_x), (n, n_y)
    optimizer : SGD, Momentum or Adam
        Without it, the plan measures, and does not learn.
    batch_size : int
        A step takes so many rows, those that were fetched last; without it, all.
    beside : another plan for the same network, with which this one shares the parameters

    Raises `NoPlan` where something has no recipe. `net.train` then goes through `forward` and `backward`.

    Attributes
    ----------
    calls : list of (words, shape, call)
        What `print(plan)` shows.
    buffers : dict of arrays
    found : array (1 or 2,) or (1 or 2, s)
        Of the last rows the sum of their losses, and where y holds classes, how many were answered right.
    scale : array (1 or 2,) or (1 or 2, 1)
        Times this, what was found of all rows is their mean loss, and their accuracy.
    """

    def __init__(self, net, X, y, optimizer=None, *, batch_size=None, beside=None):
        _check_parts(net, optimizer)
        _check_data(net, X, y)
        self.net, self.optimizer, self.batch_size, self.sizes = net, optimizer, batch_size, net.params.sizes
        self.dtype, self.lead = net.params.flat.dtype, net.params.flat.shape[:-1]
        self.rows = min(int(batch_size or len(X)), len(X))
        widest = max((n_in + 1) * n_out for n_in, n_out in pairwise(self.sizes))
        self.side_by_side = beside.side_by_side if beside else bool(self.lead) and self.rows * widest <= NARROW
        if beside:
            self.params, self.grads = beside.params, beside.grads
        else:
            order = "F" if self.side_by_side else "C"
            self.params = Parameters(net.params, order) if self.side_by_side else net.params
            self.grads = Parameters({f"d{name}": array for name, array in net.params.items()}, order)
        self.classes = beside.classes if beside else holds_classes(y)
        self.data = beside.data if beside and batch_size else _columns(X, y, self.dtype, self.classes, batch_size)
        self.found, self.calls, self.bound = None, [], self._bound()
        self.by_formula = bool(optimizer and recipes[type(optimizer)]) and not (
            callable(optimizer.learning_rate) or optimizer.weight_decay)
        self.buffers = {"θ": self.params.flat, "∂": self.grads.flat}
        self._place_data()
        self._record_forward()
        self._record_measures()
        self.forward = [call for _, _, call in self.calls]
        if optimizer is not None:
            self._record_backward()
            self._record_update()
            self.backward = [call for _, _, call in self.calls[len(self.forward):]]
        rest = len(X) % self.rows if batch_size and not beside else 0
        self.rest = Plan(net, X, y, optimizer, batch_size=rest, beside=self) if rest else None

    @np.errstate(over="ignore")
    def run(self, steps=1):
        """Take so many steps. What they found, `found` holds of the last alone: `net.train` keeps it of all."""
        if [*map(id, self._bound())] != [*map(id, self.bound)]:
            raise ValueError("the parameters, functions or rate that this plan is bound to were replaced in the "
                             "network or the optimizer. Make another: Plan(net, X, y, optimizer).")
        with self:
            for _ in range(steps):
                self.measure()
                self.update()

    def __repr__(self):
        many = f"{self.lead[0]:,} networks " if self.lead else ""
        sizes, wide = "-".join(map(str, self.sizes)), max(len(words) for words, _, _ in self.calls) + 2
        lines = [f"{i:3}  {words:{wide}}{shape}" for i, (words, shape, _) in enumerate(self.calls, start=1)]
        return "\n".join([f"<Plan: {len(lines)} NumPy calls a step, {many}{sizes} on {self.rows:,} rows>", *lines])

    # ── what `train` asks for ─────────────────────────────────────────────────────────────────────────────────────────

    def __enter__(self):
        """Take the parameters over. (Side by side they have another place; else this copies them to themselves.)"""
        self.params.flat = self.net.params.flat

    def __exit__(self, *_):
        self.net.params.flat = self.params.flat

    def measure(self, rows=None):
        """Go forward; a plan for batches with these rows, or those from before. Return what was found."""
        self.now = self
        if self.batch_size and rows is not None:
            self.now = self.rest if self.rest and len(rows) == self.rest.rows else self
            self.now._fetch(np.asarray(rows, int))
        for call in self.now.forward:
            call()
        return self.now.found

    def update(self):
        """Go backward, and take a step."""
        for call in self.now.backward:
            call()
        self.optimizer.steps += self.by_formula         # the optimizer's own step counts by itself

    def _fetch(self, rows):
        """Copy these rows of the data into the buffers. Only the first take asks whether there are such rows."""
        n = self.data["y"].shape[1]
        try:
            if len(rows) != self.rows:
                raise IndexError
            for take in self.takes:
                take(rows)
        except IndexError:
            raise ValueError(
                f"found {len(rows)} rows, {rows}. This plan takes {self.rows} at a time, from 0 to {n - 1}; "
                f"for others make another: Plan(…, batch_size={len(rows)}).") from None

    # ── recording ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _place_data(self):
        """The rows that a step reads: all, or room for a batch."""
        place = self.data
        if self.batch_size:
            place = {name: array[:, :self.rows].copy("K") for name, array in place.items()}
            first, *more = (partial(self.data[name].take, axis=1, out=place[name]) for name in place if name != "a0")
            more.append(partial(self.data["a0"].T.take, axis=0, out=place["a0"].T))
            self.takes = [first, *(partial(take, mode="wrap") for take in more)]
        elif self.side_by_side:             # the labels beside each network, so that calls run along all
            many = {name: np.repeat(place[name][..., None], *self.lead, axis=-1) for name in place.keys() - {"a0"}}
            place = place | {name: np.moveaxis(array, -1, 0) for name, array in many.items()}
        self.buffers |= place

    def _record_forward(self):
        """Layer by layer: buffers, named a1, z1, …, and calls. `below` is what a product reads, with the ones."""
        place, start, L = self.buffers, 0, len(self.sizes) - 1
        self.below, self.matrices = [place["a0"]], []
        for l, (n_in, n_out) in enumerate(pairwise(self.sizes), start=1):
            stop, recipe = start + (n_in + 1) * n_out, recipes[self.net.activations[l - 1]]
            V, dV = (place[v][..., start:stop].reshape(*self.lead, n_in + 1, n_out) for v in "θ∂")      # views
            self.below.append(self._space(n_out + (l < L)))
            a = self.below[l][..., :n_out, :]
            z = self._space(n_out) if l == L and recipe else a              # the loss may ask for the last z
            place |= {f"a{l}": a, f"z{l}": z, f"da{l}": self._space(n_out), f"s{l}": self._space(1)}
            place[f"dz{l}"] = place[f"da{l}"]
            self._product(f"z{l} = V{l}ᵀ a{l-1}", V.mT, self.below[l - 1], z)
            self._record(recipe, l)
            self.matrices.append((V, dV))
            start = stop

    def _record_measures(self):
        """The loss, and where there are classes, the share of right answers; of a batch, its part of them."""
        L, n_y, mse, like = len(self.sizes) - 1, self.sizes[-1], self.net.loss is loss.mse, np.empty_like
        parts, a = n_y if mse else 1, self.buffers[f"a{L}"]
        c = (2 if mse else 1) / (self.rows * parts)
        if self.by_formula:
            c = c * rate_for(a, self.optimizer.learning_rate)
        self.found = np.zeros((1 + self.classes, *self.lead), self.dtype)
        self.scale = np.array([1 / parts, 1.0][:1 + self.classes]) / self.data["y"].shape[1]
        self.scale = self.scale.reshape(-1, *[1] * len(self.lead))
        self.buffers |= {
            "loss": self.found[0, ...], "right": self.found[-1, ...], "c": np.array(c, self.dtype),
            "l": like(a), "ones": np.ones_like(a), "class": like(a[..., :1, :], int), "hit": like(a[..., :1, :], bool)}
        self._record(recipes[self.net.loss], L)
        if self.classes:
            self._record(recipes["one output" if n_y == 1 else "classes"], L)

    def _space(self, units):
        """A buffer (units, n), or (s, units, n), whose networks stand first in memory, or last: side by side."""
        if self.side_by_side:
            return np.moveaxis(np.ones((units, self.rows, *self.lead), self.dtype), -1, 0)
        return np.ones((*self.lead, units, self.rows), self.dtype)

    def _record(self, recipe, l=""):
        """Bind each call of a recipe to the buffers: those of layer l, where there is one."""
        for formula in filter(None, recipe.split("; ")):
            out, _, *terms = (f"{term}{l}" if f"{term}{l}" in self.buffers else term for term in formula.split())
            *names, result = *terms[len(terms) == 2::2], out
            arrays = [self.buffers[name] if name in self.buffers else np.array(name, self.dtype) for name in names]
            function = calls_of[terms[-2]]
            if terms[-2] == "⋅" and self.lead:
                arrays += [np.empty_like(arrays[0]), np.ones(arrays[0][0].size, self.dtype)]
            elif terms[-2] == "⋅":              # the method of an array asks less than np.dot
                function, *arrays = arrays[0].ravel().dot, arrays[1].ravel()
            call = partial(function, *arrays, self.buffers[result])
            self.calls.append((f"{out} = {' '.join(terms)}", self.buffers[result].shape, call))

    def _product(self, words, left, right, out):
        """The matrix product of left and right, in the way that suits the order in memory."""
        shape = out.shape
        if out.ndim == 2:
            call = partial(left.dot, right, out)
        elif not self.side_by_side:
            call = partial(np.matmul, left, right, out)
        elif left.shape[-1] == 1:
            call = partial(np.multiply, left, right, out)
        elif left.ndim == right.ndim:
            call = partial(np.einsum, "sij,sjk->sik", left, right, out=out)
        else:                       # one side is the same for all networks, which stand in the columns of the other
            left, right, out = (left, right, out) if left.ndim == 2 else (right.T, left.mT, out.mT)
            call = partial(np.matmul, left, right.T, out.T)
        self.calls.append((words, shape, call))

    def _record_backward(self):
        place, L = self.buffers, len(self.sizes) - 1
        self._record(recipes[self.net.delta, self.net.loss], L)
        for l in range(L, 0, -1):
            (V, dV), dz = self.matrices[l - 1], place[f"dz{l}"]
            self._product(f"dV{l} = a{l-1} dz{l}ᵀ", self.below[l - 1], dz.mT, dV)
            if l > 1:
                self._product(f"da{l-1} = W{l} dz{l}", V[..., :-1, :], dz, place[f"da{l-1}"])
                self._record(recipes[act.backward_of[self.net.activations[l - 2]]], l - 1)

    def _record_update(self):
        """By a formula; or where numbers change from step to step, by the optimizer itself."""
        optimizer, kind, θ = self.optimizer, type(self.optimizer), self.params.flat
        if self.by_formula:
            self._record(recipes[kind])
        else:
            step = partial(optimizer.step, self.params, self.grads)
            self.calls.append((f"θ = {kind.__name__}.step(θ, ∂)", θ.shape, step))

    def _bound(self):
        """All that the calls are bound to and that can be replaced behind their back."""
        net = self.net
        return [net.params, net.loss, net.delta, *net.activations, getattr(self.optimizer, "learning_rate", None)]


def _columns(X, y, dtype, classes, batch_size):
    """The data, a column a sample: a0 with its row of ones, y, and where there are classes k, the right one."""
    a0 = np.ones((X.shape[1] + 1, len(X)), dtype, "F" if batch_size else "C")   # a sample in one piece, or a feature
    a0[:-1] = X.T
    data = {"y": np.array(y.T, dtype, order="C"), "a0": a0}
    if classes:
        k = data["y"] > 0.5 if len(data["y"]) == 1 else data["y"].argmax(axis=0, keepdims=True)
        data = {"k": k, **data}
    return data


def holds_classes(y):
    """True for one column of 0 and 1, and for one-hot rows."""
    return bool(np.isin(y, (0, 1)).all() and (y.shape[-1] == 1 or (y.sum(axis=-1) == 1).all()))


def _check_parts(net, optimizer):
    """Refuse a network or an optimizer that does a part of the step in its own way."""
    own = [name for name in ("forward", "backward", "loss_from")
           if getattr(getattr(net, name, None), "__func__", None) is not getattr(NeuralNetwork, name)]
    own += {"step", "direction"} & getattr(optimizer, "__dict__", {}).keys()
    if own:
        raise NoPlan(f"{' and '.join(own)} are not nnlib's own: pass functions to NeuralNetwork(…) in their place")
    names = [f"{kind}{l}" for l in range(1, len(net.activations) + 1) for kind in "Wb"]
    if not isinstance(net.params, Parameters) or list(net.params) != names:
        raise NoPlan(f"its params are not Parameters with {', '.join(names)}, in this order: write Parameters({{…}})")


def _check_data(net, X, y):
    """Ask of the data before the first step what `forward` and the loss ask at the first step."""
    _check_input(X, net.params)
    dtype = net.params.flat.dtype
    if {type(X), type(y)} != {np.ndarray} or X.ndim != 2 or np.ndim(y) > 2 or len(X) == 0:
        raise NoPlan(f"X is a {type(X).__name__} {np.shape(X)}, y a {type(y).__name__} {np.shape(y)}: expected arrays "
                     "of rows (n, n_x) and (n, n_y), n at least 1, the same for all networks: write np.array(…)")
    if np.result_type(X, y, dtype) != dtype:
        raise NoPlan(f"X and y hold {X.dtype} and {y.dtype}, and the parameters {dtype}: write .astype({dtype})")
    L, z = len(net.activations), np.zeros((len(X), net.params.sizes[-1]))
    net.loss_from(y, {f"z{L}": z, f"a{L}": z})
    if not np.isfinite(X.sum() + y.sum()):
        raise NoPlan("X or y holds NaN or inf: drop or mend those rows")
