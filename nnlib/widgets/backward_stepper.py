"""Back through a graph of numbers, a step at a time: beneath each value appears how much the loss moves with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

import nnlib
from nnlib.widgets import graphs
from nnlib.widgets.run import Functions, Recipe
from nnlib.widgets.stage import Stage, pick, slider, whole
from nnlib.widgets.svg import BLUE, GREY, INK, Panel, line, number, small, tag, text

SIGMOIDS = Recipe(activation="sigmoid", hidden=(2,))
GRAPHS = (("one neuron", "neuron"), ("a fork", "fork"), ("2-2-1", "network"))
RADIUS = 28


@dataclass(frozen=True)
class State:
    """The graph, and how many steps back were taken."""

    graph: graphs.Graph
    steps: int

    @property
    def known(self):
        """The nodes whose slope is known by now, the loss among them once one step was taken."""
        reached = ["loss"] if self.steps else []
        return reached + [name for names in self.graph.order[:self.steps] for name in names]


def backward_stepper(graph="neuron", steps=0, *, forward=None, backward=None):
    """Show values on their way forward, and slopes on their way back.

    Parameters
    ----------
    graph : "neuron", "fork" or "network"
    steps : how many steps back to begin with
    forward, backward : functions
        Your own, for 2-2-1: `forward(X, params)`, `backward(y, cache, params, delta=…)`.
    """
    return BackwardStepper(graph, steps, Functions.of(forward, backward))


class BackwardStepper(Stage):
    """Buttons for the graph, a slider for the steps back."""

    name = "backward stepper"
    mute = ("row",)

    def __init__(self, graph, steps, functions):
        self.functions = functions
        self.params = nnlib.init_params((2, 2, 1), np.random.default_rng(0))
        controls = {"graph": pick("Graph", GRAPHS, graph), "steps": whole("Steps back", steps, 0, 5),
                    "w": slider("w", 2.0, -4, 4, 0.1, ".1f"), "b": slider("b", -1.0, -4, 4, 0.1, ".1f"),
                    "row": pick("Row", [("(0, 0)", 0), ("(0, 1)", 1), ("(1, 0)", 2), ("(1, 1)", 3)], 1)}
        super().__init__(controls, [["graph", "steps"], ["w", "b", "row"]], yours=functions.all)

    def look(self, values):
        """Make the graph with its numbers."""
        made = {"neuron": lambda: graphs.neuron(values["w"], values["b"]), "fork": graphs.fork,
                "network": lambda: graphs.network(values["row"], self.params, self._forward, self._backward)}
        graph = made[values["graph"]]()
        return State(graph, min(values["steps"], len(graph.order)))

    def _forward(self, X, params):
        return self.functions.answer(X, params, SIGMOIDS)

    def _backward(self, y, cache, params, delta):
        return self.functions.gradients(y, cache, params, SIGMOIDS, delta)

    def dress(self):
        """Show the sliders that belong to the graph."""
        chosen = self._heard["graph"]
        for name, owner in (("w", "neuron"), ("b", "neuron"), ("row", "network")):
            self.controls[name].layout.display = None if chosen == owner else "none"

    def draw(self, state):
        """See `draw`."""
        return draw(state)

    def say(self, state):
        """See `say`."""
        return say(state)


# ── drawing ───────────────────────────────────────────────────────────────────────────────────────────────────────────

def draw(state):
    """One drawing: values in the circles, slopes beneath them as far as they are known."""
    graph, slopes = state.graph, state.graph.slopes()
    arrows = [_edge(state, slopes, edge) for edge in graph.edges]
    nodes = [_node(state, slopes, name, node) for name, node in graph.nodes.items()]
    biases = [_bias(state, name, *graph.params[name]) for name in graph.params if name.startswith("b")]
    height = int(max(node.y for node in graph.nodes.values())) + 62
    return [Panel(_title(state), 750, height, "".join([*arrows, *nodes, *biases]))]


def _title(state):
    if state.steps == 0:
        return f"{state.graph.title}: the values went forward; nothing has come back yet"
    new = " and ".join(f"d{name}" for name in state.graph.order[state.steps - 1])
    return f"{new} by {state.graph.rules[state.steps - 1]}"


def _node(state, slopes, name, node):
    known = name in state.known
    new = state.steps > 0 and name in state.graph.order[state.steps - 1]
    circle = tag("circle", cx=node.x, cy=node.y, r=RADIUS, fill="#ffffff", stroke=BLUE if new else INK,
                 stroke_width=4 if new else 1.4)
    parts = [circle, text(node.x, node.y + 4.5, _value(node.value), anchor="middle"),
             text(node.x, node.y - RADIUS - 8, node.label, anchor="middle", color=GREY)]
    if known:
        words = f"d{name} = {_slope(slopes[name])}" if name != "loss" else "1"
        parts.append(text(node.x, node.y + RADIUS + 17, words, anchor="middle", color=BLUE, bold=True,
                          halo=True))
    return "".join(parts)


def _edge(state, slopes, edge):
    """A line from circle to circle; on it what came back, or the weight and its slope."""
    a, b = state.graph.nodes[edge.start], state.graph.nodes[edge.end]
    way = np.array([b.x - a.x, b.y - a.y])
    unit = way / np.hypot(*way)
    (x1, y1), (x2, y2) = (a.x, a.y) + unit * (RADIUS + 1), (b.x, b.y) - unit * (RADIUS + 3)
    came_back = edge.start in state.known
    parts = [line(x1, y1, x2, y2, color=BLUE if came_back else GREY, width=2.6 if came_back else 1.4),
             _head(*((x1, y1, -unit) if came_back else (x2, y2, unit)), BLUE if came_back else GREY)]
    words = _on_edge(state, slopes, edge, came_back)
    share = 0.37 if edge.start + edge.end in ("x1z2", "x2z1") else 0.5
    x, y = a.x + share * way[0], a.y + share * way[1] - (9 if a.y == b.y else 7 * (len(words) - 1))
    return "".join([*parts, *(_words(x, y + 14 * i + (6 if i and a.y == b.y else 0), *pair, boxed=a.y != b.y)
                              for i, pair in enumerate(words))])


def _words(x, y, words, color, boxed):
    """Words on a line that slants, or above one that lies level."""
    width = 6.4 * len(words) + 4
    box = tag("rect", x=float(x - width / 2), y=float(y - 8), width=float(width), height=14, rx=3, fill="#ffffff")
    return (box if boxed else "") + text(x, y + 3, words, size=11, anchor="middle", color=color)


def _on_edge(state, slopes, edge, came_back):
    """The words on an edge: pairs (words, colour)."""
    if edge.weight:
        value, slope, node = state.graph.params[edge.weight]
        return [(number(value), INK), *([(f"d {_slope(slope)}", BLUE)] if node in state.known else [])]
    if came_back and edge.end != "loss":
        return [(_slope(slopes[edge.end] * edge.slope), BLUE)]
    return []


def _head(x, y, unit, color):
    """The tip of an arrow."""
    across = np.array([-unit[1], unit[0]])
    tip = np.array([x, y])
    corners = [tip, tip - 9 * unit + 4.5 * across, tip - 9 * unit - 4.5 * across]
    return tag("path", d="M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in corners) + "z", fill=color)


def _bias(state, name, value, slope, node):
    """The bias of a sum, with its slope, above the name of the sum."""
    place = state.graph.nodes[node]
    words = f"b = {number(value)}" + (f", db = {_slope(slope)}" if node in state.known else "")
    return text(place.x - 34, place.y - RADIUS - 24, words, size=11, halo=True)


def _value(value):
    return (f"{value:.4g}" if abs(value) >= 0.1 or value == 0 else f"{value:.3g}").replace("-", "−")


def _slope(value):
    """A slope: whole where it is whole, else four decimals, or two digits."""
    return number(value, 0) if value == round(value) else small(value)


def say(state):
    """What is known by now."""
    graph, slopes = state.graph, state.graph.slopes()
    if state.steps == 0:
        values = ", ".join(f"{name} = {_value(node.value)}" for name, node in graph.nodes.items())
        return f"{graph.title}. The values went forward: {values}. Take a step back."
    new = ", ".join(f"d{name} = {_slope(slopes[name])}" for name in graph.order[state.steps - 1])
    rest = len(graph.order) - state.steps
    ahead = "The walk is over." if rest == 0 else f"{rest} {'step' if rest == 1 else 'steps'} to go."
    return f"{graph.title}, step {state.steps} back, {graph.rules[state.steps - 1]}: {new}. {ahead}"
