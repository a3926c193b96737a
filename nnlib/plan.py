"""The fast path: every step of a training makes the same few dozen NumPy calls, so write them down once, and replay.

A small network spends its time on asking NumPy, not on the numbers: on names looked up, shapes compared, arrays made.
A plan asks once. Each array has its place, a buffer, before the first step; each call is bound to the buffers that it
reads and writes; a step is nothing but the calls, one after another. What they are is said below, for each function of
nnlib, as a recipe: a formula a call. `forward` and `backward` say the same as one thinks it; tests hold both together.
The loss is no part of the step: `train` keeps what the last layer says, and measures it for many steps at once.

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
from nnlib.optimizers import SGD, Adam, Momentum, rate_for, remembered
from nnlib.parameters import Parameters

NARROW = 1000       # many networks lie side by side up to about so many multiplications in a product of one of them


class NoPlan(LookupError):
    """No plan can be made; the message says because of what."""


class _Recipes(dict):
    """What is called in the place of a function: a formula a call."""

    def __missing__(self, f):
        raise NoPlan(f"there is no recipe for {getattr(f, '__name__', f)}, only for nnlib's own: extend plan.recipes")


recipes = _Recipes({
    # forward, from z to a. In layer 1, "a" is a1; z and a share a buffer, as da and dz do
    act.sigmoid:    "a = minus z; a = exp a; a = a + 1; a = 1 / a",
    act.tanh:       "a = tanh z",
    act.relu:       "a = z max 0",
    act.leaky_relu: f"da = z · {act.LEAK}; a = z max da",
    act.identity:   "",
    act.softmax:    "s = highest z; da = z − s; a = exp da; s = ones @ a; a = a / s",
    # what is kept of the last layer, so that `train` can measure many steps at once
    loss.mse: "a", loss.cross_entropy: "z a", loss.binary_cross_entropy: "z a",
    # backward, from da to dz. Nothing reads a any more: its buffer takes the slope
    act.sigmoid_backward:    "dz = da · a; a = 1 − a; dz = dz · a",
    act.tanh_backward:       "a = a · a; a = 1 − a; dz = da · a",
    act.relu_backward:       "a = a > 0; dz = da · a",
    act.leaky_relu_backward: f"a = a > 0; a = a max {act.LEAK}; dz = da · a",
    act.identity_backward:   "",
    act.softmax_backward:    "dz = da · a; s = ones @ dz; a = a · s; dz = dz − a",
    # where backward begins. c is 2 / (n · n_y) or 1 / n, and with SGD, times the rate
    loss.mse_delta:           "da = a − y; da = da · c; da = da · a; a = 1 − a; dz = da · a",
    loss.identity_mse_delta:  "da = a − y; dz = da · c",
    loss.cross_entropy_delta: "da = a − y; dz = da · c",
    # the update. ∂ is the gradient, laid out as θ. η and ε are Adam's of this step. Others take their own `step`
    SGD:      "θ = θ − ∂",
    Momentum: "velocity = velocity · momentum; velocity = velocity + ∂; ∂ = velocity · learning_rate; θ = θ − ∂",
    Adam:     "total = total · beta1; total = total + ∂; ∂ = ∂ · ∂; squares = squares · beta2; squares = squares + ∂; "
              "∂ = root squares; ∂ = ∂ + ε; ∂ = total / ∂; ∂ = ∂ · η; θ = θ − ∂",
})


calls_of = {
    "+": np.add, "−": np.subtract, "·": np.multiply, "/": np.divide, ">": np.greater,
    "minus": np.negative, "exp": np.exp, "tanh": np.tanh, "root": np.sqrt,
    "max":     lambda z, floor, out: np.maximum(z, floor, out=out),
    "highest": lambda z, out: np.maximum.reduce(z, -2, None, out, True),        # of each column
}


class Plan:
    """A training step of one network, or of many, as a list of NumPy calls on fixed buffers.

    Parameters
    ----------
    net : NeuralNetwork
    X, y : arrays (n, n_x), (n, n_y)
    optimizer : with a method `step(params, grads)`, such as those of nnlib
        Without it, the plan answers, and cannot `run`.
    batch_size : int
        A step takes so many rows; without it, all.
    beside : another plan for the same network, with which this one shares the parameters

    Raises `NoPlan` where something has no recipe. `net.train` then goes through `forward` and `backward`.

    Attributes
    ----------
    calls : list of (words, shape, call)
        What `print(plan)` shows.
    buffers : dict of arrays
    said : array (n_y, n) or (2 n_y, n)
        What a loss is measured from: the last a, and above it z where the loss asks for logits.
    """

    def __init__(self, net, X, y, optimizer=None, *, batch_size=None, beside=None):
        _check_parts(net)
        _check_data(net, X, y)
        self.net, self.optimizer, self.batch_size, self.sizes = net, optimizer, batch_size, net.params.sizes
        self.dtype, self.lead, self.n = net.params.flat.dtype, net.params.flat.shape[:-1], len(X)
        self.rows = min(int(batch_size or len(X)), len(X))
        widest = max((n_in + 1) * n_out for n_in, n_out in pairwise(self.sizes))
        self.side_by_side = beside.side_by_side if beside else bool(self.lead) and self.rows * widest <= NARROW
        self.params, order = (Parameters(net.params, "F"), "F") if self.side_by_side else (net.params, "C")
        self.grads = Parameters({f"d{name}": array for name, array in net.params.items()}, order)
        if beside:
            self.params, self.grads = beside.params, beside.grads
        self.data = beside.data if beside and batch_size else _columns(X, y, self.dtype, batch_size)
        # `kind` is the optimizer whose formulas are recorded; any other takes its own step
        own = type(optimizer) not in recipes or callable(optimizer.learning_rate) or optimizer.weight_decay
        self.kind = None if own or {"step", "direction"} & vars(optimizer).keys() else type(optimizer)
        self.calls, self.bound, self.buffers = [], self._bound(), {"θ": self.params.flat, "∂": self.grads.flat}
        self._place_data()
        self._record_forward()
        self.forward = [call for _, _, call in self.calls]
        if optimizer is not None:
            self._record_backward()
            self.backward = [call for _, _, call in self.calls[len(self.forward):]]
        rest = len(X) % self.rows if batch_size and not beside else 0
        self.rest = Plan(net, X, y, optimizer, batch_size=rest, beside=self) if rest else self

    @np.errstate(over="ignore")
    def run(self, steps=1):
        """Take so many steps; a plan for batches always with the first rows."""
        if self.optimizer is None or [*map(id, self._bound())] != [*map(id, self.bound)]:
            raise ValueError("this plan has no optimizer, or its parameters, functions or rate were replaced in the "
                             "network or the optimizer. Make another: Plan(net, X, y, optimizer).")
        for part in [1] * steps if self.batch_size else [steps]:       # the labels of a replay are all at hand
            self.replay([[range(self.rows)]] * part)

    def __repr__(self):
        many = f"{self.lead[0]:,} networks " if self.lead else ""
        sizes, wide = "-".join(map(str, self.sizes)), max(len(words) for words, _, _ in self.calls) + 2
        lines = [f"{i:3}  {words:{wide}}{shape}" for i, (words, shape, _) in enumerate(self.calls, start=1)]
        return "\n".join([f"<Plan: {len(lines)} NumPy calls a step, {many}{sizes} on {self.rows:,} rows>", *lines])

    def replay(self, epochs, watcher=None):
        """Take the steps of some epochs, each a list of batches, of the numbers of their rows.

        What is said before each step goes into the film. A watcher answers at the beginning of each epoch.
        """
        self.params.flat = self.net.params.flat     # side by side they have another place; else this changes nothing
        if self.batch_size:
            self.order = np.array([np.concatenate(batches) for batches in epochs])
            self.asked = np.moveaxis(self.data["y"].take(self.order, axis=1), 1, 0)        # refuses a row that is none
        for e, batches in enumerate(epochs):
            if watcher:
                watcher.answer(e)
            now, where, end = self, e, 0
            for rows in batches:
                if self.batch_size:
                    now = self.rest if len(rows) == self.rest.rows else self
                    where = e, ..., slice(end, end := end + len(rows))
                    now.take(rows)
                    now.buffers["y"][...] = self.asked[where]
                now.answer(where)
                for call in now.backward:
                    call()
        if self.kind in (SGD, Momentum):            # the others count by themselves
            self.optimizer.steps += sum(map(len, epochs))
        self.net.params.flat = self.params.flat

    def answer(self, where):
        """Go forward, and keep what the last layer says in its place in the film."""
        for call in self.forward:
            call()
        for film in self.films:
            film[where] = self.said

    def space(self, units, *columns):
        """A buffer (units, columns), or (s, units, columns), whose networks stand first in memory, or side by side."""
        if self.side_by_side:
            return np.moveaxis(np.ones((units, *columns, *self.lead), self.dtype), -1, 0)
        return np.ones((*self.lead, units, *columns), self.dtype)

    def film(self, epochs):
        """Keep what is said, from now on, in an array (epochs, [s,] n_y or 2 n_y, n), and return it."""
        self.films = self.rest.films = [np.moveaxis(self.space(self.said.shape[-2], epochs, self.n), -2, 0)]
        return self.films[0]

    # ── recording ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _place_data(self):
        """The rows that a step reads: all, or room for a batch."""
        self.buffers |= self.data
        if self.batch_size:
            self.buffers |= {name: array[:, :self.rows].copy("K") for name, array in self.data.items()}
            self.take = partial(self.data["A0"].T.take, axis=0, out=self.buffers["A0"].T, mode="wrap")
        elif self.side_by_side:             # the labels beside each network, so that calls run along all
            self.buffers["y"] = np.moveaxis(np.repeat(self.data["y"][..., None], *self.lead, axis=-1), -1, 0)

    def _record_forward(self):
        """Layer by layer: buffers, named a1, z1, …, and calls. A1 is a1 with its row of ones, as a product reads it."""
        place, start, L, self.films = self.buffers, 0, len(self.sizes) - 1, []
        for l, (n_in, n_out) in enumerate(pairwise(self.sizes), start=1):
            stop, recipe = start + (n_in + 1) * n_out, recipes[self.net.activations[l - 1]]
            for V, vector in ((f"V{l}", "θ"), (f"dV{l}", "∂")):             # views
                place[V] = place[vector][..., start:stop].reshape(*self.lead, n_in + 1, n_out)
            self.said = self.space(n_out + 1 if l < L else n_out * len(recipes[self.net.loss].split()), self.rows)
            z, da, ones = self.said[..., :n_out, :], self.space(n_out, self.rows), np.ones((1, n_out), self.dtype)
            place |= {f"z{l}": z, f"a{l}": z if l < L else self.said[..., -n_out:, :], f"A{l}": self.said}
            place |= {f"da{l}": da, f"dz{l}": da, f"s{l}": self.space(1, self.rows), f"ones{l}": ones}
            self._product(f"z{l} = V{l}ᵀ a{l-1}", place[f"V{l}"].mT, place[f"A{l-1}"], z)
            self._record(recipe, l)
            start = stop

    def _record(self, recipe, l=""):
        """Bind each call of a recipe to the buffers: those of layer l, where there is one."""
        for formula in filter(None, recipe.split("; ")):
            out, _, *terms = (f"{term}{l}" if f"{term}{l}" in self.buffers else term for term in formula.split())
            words, place, names = f"{out} = {' '.join(terms)}", self.buffers, (*terms[len(terms) == 2::2], out)
            like = place[out] if "max" in terms else np.zeros((), self.dtype)   # NumPy's maximum is slow with a number
            arrays = [place[name] if name in place else
                      place.setdefault(f"{name} {like.shape}", np.full_like(like, float(name))) for name in names]
            if "@" in terms:
                self._product(words, *arrays)
            else:
                self.calls.append((words, place[out].shape, partial(calls_of[terms[-2]], *arrays)))

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
        c = 1 / self.rows if self.net.delta is loss.cross_entropy_delta else 2 / self.rows / self.sizes[-1]
        rate = rate_for(place[f"a{L}"], self.optimizer.learning_rate) if self.kind is SGD else 1.0
        place["c"] = np.array(c * rate, self.dtype)
        self._record(recipes[self.net.delta], L)
        for l in range(L, 0, -1):
            dz = place[f"dz{l}"]
            self._product(f"dV{l} = a{l-1} dz{l}ᵀ", place[f"A{l-1}"], dz.mT, place[f"dV{l}"])
            if l > 1:
                self._product(f"da{l-1} = W{l} dz{l}", place[f"V{l}"][..., :-1, :], dz, place[f"da{l-1}"])
                self._record(recipes[act.backward_of[self.net.activations[l - 2]]], l - 1)
        self._record_update(place, self.optimizer)

    def _record_update(self, place, optimizer):
        """By formula, with the optimizer's own numbers and memory; or else by its own step."""
        if not self.kind:
            step = partial(optimizer.step, self.params, self.grads)
            self.calls.append((f"θ = {type(optimizer).__name__}.step(θ, ∂)", place["θ"].shape, step))
            return
        for name in vars(optimizer).keys() & recipes[self.kind].replace(";", "").split():
            held = getattr(optimizer, name)
            place[name] = remembered(held, "flat", place["θ"]) if isinstance(held, dict) else np.array(held, self.dtype)
        if self.kind is Adam:
            place |= {name: np.array(optimizer.learning_rate, self.dtype) for name in "ηε"}
            self.calls.append(("η, ε = Adam.scales()", place["η"].shape, self._scale))
        self._record(recipes[self.kind])

    def _scale(self):
        """Say Adam's numbers of this step."""
        scale, self.buffers["ε"][...] = self.optimizer.scales()
        np.multiply(self.optimizer.learning_rate, scale, self.buffers["η"])
        self.optimizer.steps += 1

    def _bound(self):
        """All that the calls are bound to and that can be replaced behind their back."""
        net, held = self.net, vars(self.optimizer) | {"steps": 0} if self.kind else {}
        return [net.params, net.loss, net.delta, *net.activations, *held.values()]


def _columns(X, y, dtype, batch_size):
    """The data, a column a sample: y, and A0, which is X with a row of ones.

    For batches a sample of A0 lies in one piece, to be taken; else a feature, which is what products walk along.
    """
    A0, order = np.pad(X, ((0, 0), (0, 1)), constant_values=1).T, "F" if batch_size else "C"
    return {"y": np.array(y.T, dtype, order="C"), "A0": np.asarray(A0, dtype, order=order)}


def _check_parts(net):
    """Refuse a network that does a part of the step in its own way."""
    own = [name for name in ("forward", "backward", "loss_from")
           if getattr(getattr(net, name, None), "__func__", None) is not getattr(NeuralNetwork, name)]
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
