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
    weight: str = ""                       # the name of the parameter that stands on this edge


@dataclass(frozen=True)
class Graph:
    """Nodes, edges, parameters with their slopes, and the order in which slopes become known on the way back."""

    title: str
    nodes: dict
    edges: list
    order: list                            # of steps; each is a list of names of nodes
    rules: list                            # of sentences, one a step
    params: dict = field(default_factory=dict)        # name → (value, slope, the node it belongs to)

    def slopes(self):
        """The slope of the loss at each node: what comes back over all its edges, added."""
        slopes = {"loss": 1.0}
        for names in self.order:
            for name in names:
                slopes[name] = sum(slopes[edge.end] * edge.slope for edge in self.edges if edge.start == name)
        return slopes


def neuron(w, b, x=1.5, y=1.0):
    """One neuron and its squared error."""
    z = w * x + b
    a = float(nnlib.sigmoid(np.array(z)))
    nodes = {"x": Node(70, 90, x, "x"), "w": Node(70, 220, w, "w"), "p": Node(215, 155, w * x, "p = w · x"),
             "b": Node(215, 285, b, "b"), "z": Node(365, 220, z, "z = p + b"), "a": Node(510, 220, a, "a = σ(z)"),
             "loss": Node(660, 220, (a - y) ** 2, f"(a − {y:g})²")}
    edges = [Edge("x", "p", w), Edge("w", "p", x), Edge("p", "z", 1.0), Edge("b", "z", 1.0),
             Edge("z", "a", a * (1 - a)), Edge("a", "loss", 2 * (a - y))]
    rules = ["the square: twice what is squared, 2 (a − y)", "the squash: times a (1 − a)",
             "the sum: handed on as it is, to p and to b", "the product: times the other factor"]
    return Graph("One neuron", nodes, edges, [["a"], ["z"], ["p", "b"], ["w", "x"]], rules)


def fork(u=2.0, v=3.0):
    """(u · v + u − 13)²: from u two ways lead to the loss."""
    p, q = u * v, u * v + u
    nodes = {"u": Node(70, 90, u, "u"), "v": Node(70, 250, v, "v"), "p": Node(240, 250, p, "p = u · v"),
             "q": Node(430, 90, q, "q = p + u"), "loss": Node(630, 90, (q - 13) ** 2, "(q − 13)²")}
    edges = [Edge("u", "p", v), Edge("v", "p", u), Edge("p", "q", 1.0), Edge("u", "q", 1.0),
             Edge("q", "loss", 2 * (q - 13))]
    rules = ["the square: twice what is squared, 2 (q − 13)", "the sum: handed on as it is",
             "the product: times the other factor; at the fork, both ways added"]
    return Graph("A fork: u is used twice", nodes, edges, [["q"], ["p"], ["u", "v"]], rules)


def network(row, params, answer, gradients):
    """2-2-1 for one row of XOR. `answer` and `gradients` are forward and backward, a learner's or the course's."""
    X, Y = nnlib.xor()
    X, y = X[row:row + 1], Y[row:row + 1]
    _, cache = answer(X, params)
    grads = gradients(y, cache, params, nnlib.mse_delta)
    at = {name: np.asarray(array, float)[0] for name, array in cache.items()}
    nodes = {f"x{i + 1}": Node(54, 110 + 190 * i, at["a0"][i], f"x{i + 1}") for i in (0, 1)}
    for j in (0, 1):
        nodes[f"z{j + 1}"] = Node(232, 110 + 190 * j, at["z1"][j], f"z{j + 1}")
        nodes[f"a{j + 1}"] = Node(352, 110 + 190 * j, at["a1"][j], f"a{j + 1} = σ(z{j + 1})")
    answer_here, right = at["a2"][0], float(y[0, 0])
    nodes |= {"z": Node(516, 205, at["z2"][0], "z"), "ŷ": Node(624, 205, answer_here, "ŷ = σ(z)"),
              "loss": Node(716, 205, (answer_here - right) ** 2, f"(ŷ − {right:.0f})²")}
    W1, W2 = params["W1"], params["W2"]
    edges = [Edge(f"x{i + 1}", f"z{j + 1}", W1[i, j], f"W1[{i}, {j}]") for j in (0, 1) for i in (0, 1)]
    edges += [Edge(f"z{j + 1}", f"a{j + 1}", at["a1"][j] * (1 - at["a1"][j])) for j in (0, 1)]
    edges += [Edge(f"a{j + 1}", "z", W2[j, 0], f"W2[{j}, 0]") for j in (0, 1)]
    edges += [Edge("z", "ŷ", answer_here * (1 - answer_here)), Edge("ŷ", "loss", 2 * (answer_here - right))]
    rules = ["the square: 2 (ŷ − y)", "the squash: times ŷ (1 − ŷ); now W2 and b2 are known: what was heard, times dz",
             "back over each weight of W2: times the weight", "the squash: times a (1 − a); now W1 and b1 are known",
             "back over W1, to inputs that nobody can turn: both ways added"]
    return Graph("2-2-1", nodes, edges, [["ŷ"], ["z"], ["a1", "a2"], ["z1", "z2"], ["x1", "x2"]], rules,
                 _parameters(params, grads))


def _parameters(params, grads):
    """Name → (value, slope, node): W1[0, 1] belongs to z2."""
    found = {}
    for l, nodes in ((1, ("z1", "z2")), (2, ("z",))):
        for j, node in enumerate(nodes):
            found[f"b{l}[0, {j}]"] = (params[f"b{l}"][0, j], grads[f"db{l}"][0, j], node)
            for i in (0, 1):
                found[f"W{l}[{i}, {j}]"] = (params[f"W{l}"][i, j], grads[f"dW{l}"][i, j], node)
    return found
