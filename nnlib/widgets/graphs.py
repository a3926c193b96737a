"""Small computations as graphs of numbers: values go forward, slopes come back, and where ways meet they add."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

import nnlib


@dataclass(frozen=True)
class Node:
    """A number on the way: its place in the drawing, its value, and what stands above it."""

    x: float
    y: float
    value: float
    label: str


@dataclass(frozen=True)
class Edge:
    """One number used in making another; `slope`: how much the second moves when the first moves by 1."""

    start: str
    end: str
    slope: float
    weight: tuple = ()                     # of a weight on this edge: value, its slope from this row, all rows, name


@dataclass(frozen=True)
class Graph:
    """Nodes, edges, and the order in which slopes become known on the way back."""

    title: str
    nodes: dict
    edges: list
    order: list                            # of steps; each is a list of names of nodes
    rules: list                            # of sentences, one a step
    given: dict = field(default_factory=dict)         # name of a node → its slope, as a learner's function says
    by: dict = field(default_factory=dict)            # name of a node → the name of that function
    heads: tuple = ()                      # of columns: (x, name, what stands beneath it)
    sums: dict = field(default_factory=dict)          # first node of a step → (name, said, sum over rows, whose)

    @property
    def forks(self):
        """Whether a number is used twice, and no columns tell what comes back."""
        starts = [edge.start for edge in self.edges]
        return not self.heads and len(starts) > len(set(starts))

    def slopes(self):
        """The slope of the loss at each node: as given, else what comes back over all its edges, added."""
        slopes = {"loss": 1.0}
        for names in self.order:
            for name in names:
                slopes[name] = self.given.get(name, self.came_back(name, slopes))
        return slopes

    def came_back(self, name, slopes):
        """What comes back to a node over all its edges, added."""
        return sum(slopes[edge.end] * edge.slope for edge in self.edges if edge.start == name)


def neuron(w, b, x=1.5, y=1.0):
    """One neuron and its squared error."""
    z = w * x + b
    a = float(nnlib.sigmoid(np.array(z)))
    nodes = {"x": Node(50, 100, x, "x"), "w": Node(50, 240, w, "w"), "p": Node(165, 170, w * x, "p = w · x"),
             "b": Node(165, 310, b, "b"), "z": Node(282, 240, z, "z = p + b"), "a": Node(398, 240, a, "a = σ(z)"),
             "loss": Node(514, 240, (a - y) ** 2, f"loss = (a − {y:g})²")}
    edges = [Edge("x", "p", w), Edge("w", "p", x), Edge("p", "z", 1.0), Edge("b", "z", 1.0),
             Edge("z", "a", a * (1 - a)), Edge("a", "loss", 2 * (a - y))]
    rules = ["twice what is squared, 2 (a − y)", "through the squash, times a (1 − a)",
             "the sum hands on what it got", "the product, times the other factor"]
    return Graph("One neuron", nodes, edges, [["a"], ["z"], ["p", "b"], ["w", "x"]], rules)


def fork(u=2.0, v=3.0, graph_backward=None):
    """(u · v + u − 13)²: from u two ways lead to the loss. `graph_backward` says du and dv."""
    p, q = u * v, u * v + u
    nodes = {"u": Node(60, 100, u, "u"), "v": Node(60, 250, v, "v"), "p": Node(215, 250, p, "p = u · v"),
             "q": Node(370, 100, q, "q = p + u"), "loss": Node(516, 100, (q - 13) ** 2, "loss = (q − 13)²")}
    edges = [Edge("u", "p", v), Edge("v", "p", u), Edge("p", "q", 1.0), Edge("u", "q", 1.0),
             Edge("q", "loss", 2 * (q - 13))]
    rules = ["twice what is squared, 2 (q − 13)", "the sum hands on what it got",
             "the product, times the other factor, u", "used twice, so what came on both ways adds up"]
    du, dv = (graph_backward or fork_slopes)(u, v)
    return Graph("A fork", nodes, edges, [["q"], ["p"], ["v"], ["u"]], rules, {"u": float(du), "v": float(dv)},
                 dict.fromkeys("uv", "graph_backward"))


def fork_slopes(u, v):
    """The slopes of (u · v + u − 13)² at u and v."""
    dq = 2 * (u * v + u - 13)
    return dq * v + dq, dq * u


def output_gradients(y, cache, delta):
    """Back to z2, W2, b2, as notebook 04 does it."""
    dz2 = delta(cache["a2"], y)
    return {"dz2": dz2, "dW2": cache["a1"].T @ dz2, "db2": dz2.sum(axis=0, keepdims=True)}


def hidden_gradients(dz2, cache, params):
    """Back to a1, z1, W1, b1, as notebook 04 does it."""
    da1 = dz2 @ params["W2"].T
    dz1 = nnlib.sigmoid_backward(da1, cache["a1"])
    return {"da1": da1, "dz1": dz1, "dW1": cache["a0"].T @ dz1, "db1": dz1.sum(axis=0, keepdims=True)}


def network(row, unit, params, forward, output_gradients, hidden_gradients):
    """2-n_h-1 for one of XOR's four rows, with the weights of one hidden unit. The functions may be a learner's."""
    X, y = nnlib.xor()
    _, cache = forward(X, _copies(params))
    back = dict(output_gradients(y, _copies(cache), nnlib.mse_delta))
    back |= hidden_gradients(np.array(back["dz2"]), _copies(cache), _copies(params))
    summed = {"dW2": np.transpose(cache["a1"]) @ back["dz2"], "db2": np.sum(back["dz2"], axis=0, keepdims=True),
              "dW1": np.transpose(cache["a0"]) @ back["dz1"], "db1": np.sum(back["dz1"], axis=0, keepdims=True)}
    at = {name: np.asarray(table, float)[row] for name, table in {**cache, **back}.items()
          if np.shape(table)[0] == len(X)}
    n_h, right = params["W1"].shape[1], float(y[row, 0])
    hidden, middle = [(f"z1 {j}", f"a1 {j}") for j in range(n_h)], 232
    heights = [middle + min(88, 330 / n_h) * (j - (n_h - 1) / 2) for j in range(n_h)]
    nodes = {f"a0 {i}": Node(30, middle - 66 + 132 * i, at["a0"][i], "") for i in (0, 1)}
    for (z, a), height, j in zip(hidden, heights, range(n_h), strict=True):
        nodes |= {z: Node(150, height, at["z1"][j], ""), a: Node(236, height, at["a1"][j], "")}
    answer = float(at["a2"][0])
    nodes |= {"z2": Node(386, middle, at["z2"][0], ""), "a2": Node(463, middle, answer, ""),
              "loss": Node(540, middle, nnlib.mse(cache["a2"], y), "")}
    weights = {name: (params[name], summed[f"d{name}"]) for name in ("W1", "W2")}
    edges = [Edge(f"a0 {i}", z, params["W1"][i, j], _weight("W1", i, j, at["a0"][i] * at["dz1"][j], weights, j == unit))
             for j, (z, _) in enumerate(hidden) for i in (0, 1)]
    edges += [Edge(z, a, at["a1"][j] * (1 - at["a1"][j])) for j, (z, a) in enumerate(hidden)]
    edges += [Edge(a, "z2", params["W2"][j, 0], _weight("W2", j, 0, at["a1"][j] * at["dz2"][0], weights))
              for j, (_, a) in enumerate(hidden)]
    edges += [Edge("z2", "a2", answer * (1 - answer)), Edge("a2", "loss", 2 * (answer - right) / len(X))]
    given = {"z2": at["dz2"][0]} | {name: at[f"d{name[:2]}"][j] for j, pair in enumerate(hidden) for name in pair}
    rules = [f"da2 = 2 (a2 − y) / n, where y is {right:.0f} and n is {len(X)}",
             "dz2 = da2 · a2 (1 − a2), and now W2 is asked",
             "da1 = dz2 @ W2.T: back through the same weights",
             "dz1 = da1 · a1 (1 − a1), and now W1 is asked"]
    by = {name: "output_gradients" if name == "z2" else "hidden_gradients" for name in given}
    order = [["a2"], ["z2"], [a for _, a in hidden], [z for z, _ in hidden]]
    heads = ((30, "a0", ""), (150, "z1", "dz1"), (236, "a1", "da1"), (386, "z2", "dz2"), (463, "a2", "da2"),
             (540, "loss", f"mean of {len(X)}"))
    sums = {first: [(name, np.asarray(back[name], float), summed[name], f"{layer}_gradients") for name in names]
            for first, names, layer in (("z2", ("dW2", "db2"), "output"), ("z1 0", ("dW1", "db1"), "hidden"))}
    title = f"Row ({X[row, 0]:.0f}, {X[row, 1]:.0f}), answer {answer:.4f} where {right:.0f} is right"
    return Graph(title, nodes, edges, order, rules, {name: float(slope) for name, slope in given.items()}, by, heads,
                 sums)


def _copies(tables):
    """So that a function that writes into what it gets spoils nothing that is shown."""
    return {name: np.array(table) for name, table in tables.items()}


def _weight(table, i, j, asked, weights, shown=True):
    """Value of a weight, its slope from this row, its slope over all rows, its name; nothing where it is not shown."""
    values, slopes = weights[table]
    return (float(values[i, j]), float(asked), float(slopes[i, j]), f"{table}[{i}, {j}]") if shown else ()
