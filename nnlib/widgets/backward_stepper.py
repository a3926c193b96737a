"""Back through a graph of numbers, a step at a time: beneath each value appears how much the loss moves with it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

import nnlib
from nnlib.widgets import graphs
from nnlib.widgets.stage import Stage, Still, pick, slider, whole
from nnlib.widgets.svg import BLUE, GREY, INK, Panel, line, number, small, tag, text
from nnlib.widgets.yours import Yours

GRAPHS = (("one neuron", "neuron"), ("a fork", "fork"), ("2-4-1", "network"))
OWNER = {"w": "neuron", "b": "neuron", "u": "fork", "v": "fork", "row": "network", "unit": "network"}
ROWS = [("(0, 0)", 0), ("(0, 1)", 1), ("(1, 0)", 2), ("(1, 1)", 3)]
RADIUS, WIDTH = 26, 584                             # so wide that a narrow page moves it, and does not shrink it


@dataclass(frozen=True)
class State:
    """The graph, how many steps back were taken, and how many can be."""

    graph: graphs.Graph
    steps: int
    last: int

    @property
    def known(self):
        """The nodes whose slope is known by now, the loss among them once one step was taken."""
        reached = ["loss"] if self.steps else []
        return reached + [name for names in self.graph.order[:self.steps] for name in names]

    @property
    def new(self):
        """The nodes whose slope became known in the last step."""
        return self.graph.order[self.steps - 1] if self.steps else []


def backward_stepper(graph=None, steps=0, *, last=4, params=None, forward=None, graph_backward=None,
                     output_gradients=None, hidden_gradients=None):
    """Show values on their way forward, and slopes on their way back.

    Parameters
    ----------
    graph : "neuron", "fork" or "network"
        By default there are buttons to choose one.
    steps, last : how many steps back to begin with, and how many there can be
    params : dict with W1 (2, n_h), b1 (1, n_h), W2 (n_h, 1), b2 (1, 1), up to five hidden units
        Of the network. By default the 2-4-1 from which the course starts.
    forward, graph_backward, output_gradients, hidden_gradients : functions
        Your own, as in notebooks 02 and 04; by default the course's.
    """
    functions = {"forward": Yours("forward", forward, lambda X, params: nnlib.forward(X, params)),
                 "graph_backward": Yours("graph_backward", graph_backward, graphs.fork_slopes),
                 "output_gradients": Yours("output_gradients", output_gradients, graphs.output_gradients),
                 "hidden_gradients": Yours("hidden_gradients", hidden_gradients, graphs.hidden_gradients)}
    params = params or nnlib.init_params((2, 4, 1), np.random.default_rng(0))
    return BackwardStepper(graph, steps, last, params, functions)


class BackwardStepper(Stage):
    """A slider for the steps back, and what can be turned in the graph."""

    name = "backward stepper"
    mute = ("u", "v", "row", "unit")

    def __init__(self, graph, steps, last, params, functions):
        self.params, self.functions, self.only = params, functions, graph
        n_h = _check(params)
        controls = {"graph": pick("Graph", GRAPHS, graph or "neuron"), "steps": whole("Steps back", steps, 0, last),
                    "w": slider("w", 2.0, -4, 4, 0.1, ".1f"), "b": slider("b", -1.0, -4, 4, 0.1, ".1f"),
                    "u": slider("u", 2.0, -4, 6, 0.1, ".1f"), "v": slider("v", 3.0, -4, 6, 0.1, ".1f"),
                    "row": pick("Row", ROWS, 1), "unit": pick("Hidden unit", [(str(j), j) for j in range(n_h)], 0)}
        if graph:
            del controls["graph"]
            controls = {name: one for name, one in controls.items() if OWNER.get(name, graph) == graph}
        rows = [[name for name in row if name in controls] for row in (["graph", "steps"], list(OWNER))]
        super().__init__(controls, [row for row in rows if row], yours=functions.values())

    def look(self, values):
        """Make the graph with its numbers."""
        chosen, functions = values.get("graph", self.only), self.functions
        if chosen == "network":
            graph = graphs.network(values["row"], values["unit"], self.params, functions["forward"],
                                   functions["output_gradients"], functions["hidden_gradients"])
        elif chosen == "fork":
            graph = graphs.fork(round(values["u"], 2), round(values["v"], 2), functions["graph_backward"])
        else:
            graph = graphs.neuron(values["w"], values["b"])
        return State(graph, values["steps"], self.controls["steps"].max)

    def dress(self):
        """Show the sliders that belong to the graph."""
        chosen = self._heard.get("graph", self.only)
        for name, owner in OWNER.items():
            if name in self.controls:
                self.controls[name].layout.display = None if chosen == owner else "none"

    def still(self):
        """Where nobody can step, all steps were taken."""
        walked = replace(self.state, steps=self.state.last)
        return Still(draw(walked), say(walked))

    def draw(self, state):
        """See `draw`."""
        return draw(state)

    def say(self, state):
        """See `say`."""
        return say(state)


def _check(params):
    shapes = {name: np.shape(array) for name, array in dict(params).items()}
    n_h = shapes.get("W1", (0, 0))[-1]
    if shapes != {"W1": (2, n_h), "b1": (1, n_h), "W2": (n_h, 1), "b2": (1, 1)} or not 1 <= n_h <= 5:
        found = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        raise ValueError(f"the figure shows two inputs, one to five hidden units and one output; found {found}. "
                         "Pass W1 (2, n_h), b1 (1, n_h), W2 (n_h, 1), b2 (1, 1).")
    return n_h


# ── drawing ───────────────────────────────────────────────────────────────────────────────────────────────────────────

def draw(state):
    """One drawing: values in the circles, slopes beneath them as far as they are known."""
    graph, slopes = state.graph, state.graph.slopes()
    edges = sorted(graph.edges, key=lambda edge: bool(edge.weight))              # what is written on lines lies above
    parts = [*(_arrow(state, edge) for edge in edges), *(_on_edge(state, slopes, edge) for edge in edges),
             *(_node(state, slopes, name, node) for name, node in graph.nodes.items()),
             *(_head(state, *head) for head in graph.heads), *_units(graph)]
    height = int(max(node.y for node in graph.nodes.values())) + 58
    if graph.heads:
        height += 18
        words = "On a line: the weight, and beneath it (d) its slope from this row alone."
        parts.append(text(8, height - 8, words, size=11, color=GREY))
    return [Panel(_title(state), WIDTH, height, "".join(parts))]


def _title(state):
    if state.steps == 0:
        return "Forward: the values are made; nothing has come back yet"
    graph, rule, doubt = state.graph, state.graph.rules[state.steps - 1], _doubt(state)
    if doubt:
        what, said, expected, _ = doubt
        return f"{what} = {said}, but {expected}"
    return rule if graph.heads else f"{_said(state)}: {rule}"


def _said(state):
    """What became known in the last step, with its numbers."""
    slopes = state.graph.slopes()
    return ", ".join(f"d{name} = {_slope(slopes[name])}" for name in state.new)


def _node(state, slopes, name, node):
    new = name in state.new
    circle = tag("circle", cx=node.x, cy=float(node.y), r=RADIUS, fill="#ffffff", stroke=BLUE if new else INK,
                 stroke_width=4 if new else 1.4)
    parts = [circle, text(node.x, node.y + 4, _value(node.value), size=11, anchor="middle"),
             text(node.x, node.y - RADIUS - 8, node.label, anchor="middle", color=GREY)]
    if name in state.known and name != "loss":
        words = _slope(slopes[name]) if state.graph.heads else f"d{name} = {_slope(slopes[name])}"
        parts.append(text(node.x, node.y + RADIUS + 15, words, anchor="middle", color=BLUE, bold=True, halo=True))
    return "".join(parts)


def _head(state, x, name, beneath):
    """What a column holds, and from when on its slopes stand there too."""
    if name == "loss":
        second = text(x, 60, beneath, size=11, anchor="middle", color=GREY)
    else:
        known = any(node.startswith(name) for node in state.known)
        second = text(x, 60, beneath, anchor="middle", color=BLUE, bold=True) if known else ""
    return text(x, 44, name, anchor="middle", color=GREY) + second


def _units(graph):
    """The number of each hidden unit, between its z and its a."""
    return [text((node.x + graph.nodes[f"a{name[1:]}"].x) / 2, node.y - 17, f"unit {name[3:]}", size=11,
                 anchor="middle", color=GREY)
            for name, node in graph.nodes.items() if name.startswith("z1 ")]


def _arrow(state, edge):
    """A line from circle to circle; its tip turns round when something came back over it."""
    a, b, came_back = *_ends(state, edge), edge.start in state.known
    unit = (b - a) / np.hypot(*(b - a))
    (x1, y1), (x2, y2) = a + unit * (RADIUS + 2), b - unit * (RADIUS + 2)
    color = BLUE if came_back else GREY
    return (line(x1, y1, x2, y2, color=color, width=2.6 if came_back else 1.2 if _in_focus(state, edge) else 0.5)
            + _tip(*((x1, y1, -unit) if came_back else (x2, y2, unit)), color))


def _ends(state, edge):
    return (np.array([state.graph.nodes[name].x, state.graph.nodes[name].y]) for name in (edge.start, edge.end))


def _in_focus(state, edge):
    """Whether the line is drawn in full: all are, but those of W1 to units that were not chosen."""
    return bool(edge.weight) or not edge.start.startswith("a0")


def _tip(x, y, unit, color):
    """The tip of an arrow."""
    across, tip = np.array([-unit[1], unit[0]]), np.array([x, y])
    corners = [tip, tip - 8 * unit + 4 * across, tip - 8 * unit - 4 * across]
    return tag("path", d="M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in corners) + "z", fill=color)


def _on_edge(state, slopes, edge):
    """On a line stands its weight with what is asked of it, or what came back over it."""
    a, b = _ends(state, edge)
    if edge.weight:
        value, asked, *_ = edge.weight
        words = [(number(value, 4), INK), *([(f"d {_slope(asked)}", BLUE)] if edge.end in state.known else [])]
    elif edge.start in state.known and state.graph.forks:
        words = [(f"← {_slope(slopes[edge.end] * edge.slope)}", BLUE)]
    else:
        return ""
    x, y = a + (0.45 if edge.weight else 0.5) * (b - a) - (0, 7 * (len(words) - 1))
    return "".join(_boxed(x, y + 14 * i, *pair) for i, pair in enumerate(words))


def _boxed(x, y, words, color):
    """Words in the middle of a line, which gives way to them."""
    width = 6.6 * len(words) + 4
    box = tag("rect", x=float(x - width / 2), y=float(y - 8), width=float(width), height=15, rx=3, fill="#ffffff")
    return box + text(x, y + 4, words, size=11, anchor="middle", color=color)


def _value(value):
    return (f"{value:.4g}" if value == 0 or abs(value) >= 0.1 else f"{value:.3g}").replace("-", "−")


def _slope(value):
    """A slope with at most four decimals, fewer where these are all, and two digits where four decimals show none."""
    rounded = round(value, 4)
    if abs(value - rounded) > 1e-9:
        return number(value, 4) if rounded else small(value)
    return number(value, next(digits for digits in range(5) if round(value, digits) == rounded))


# ── words ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

def say(state):
    """What is known by now."""
    graph, nodes = state.graph, state.graph.nodes
    if state.steps == 0:
        if graph.heads:
            return f"{graph.title}. Nothing has come back yet: take a step."
        values = ", ".join(f"{name} = {_value(node.value)}" for name, node in nodes.items())
        return f"{graph.title}. Forward: {values}. Nothing has come back yet: take a step."
    ahead = min(state.last, len(graph.order)) - state.steps
    more = (f"{ahead} {'step' if ahead == 1 else 'steps'} to go." if ahead else
            "The walk is over." if state.steps == len(graph.order) else f"{_left_out(state)} left to you.")
    doubt, rule = _doubt(state), graph.rules[state.steps - 1]
    news = _network_news(state) if graph.heads else rule.capitalize() if doubt else f"{_said(state)}: {rule}"
    but = "" if doubt is None else " But {2}, and your {3} says {0} = {1}.".format(*doubt)
    return f"{graph.title}, step {state.steps} back. {news}{_ways(state)}.{but} {more}"


def _left_out(state):
    """What a walk that ends early does not reach."""
    names = [f"d{name}" for names in state.graph.order[state.steps:] for name in names]
    return f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'}"


def _network_news(state):
    """The slopes of a column, and what the weights before it get from them."""
    graph, slopes = state.graph, state.graph.slopes()
    column, numbers = state.new[0][:2], ", ".join(_slope(slopes[name]) for name in state.new)
    units = f", for hidden units 0 to {len(state.new) - 1}" if len(state.new) > 1 else ""
    asked = "".join(f"; d{name} gets {_slope(asked)} from this row, {_slope(together)} from all four"
                    for edge in graph.edges if edge.weight and edge.end in state.new
                    for _, asked, together, name in [edge.weight] if _spoken(state, edge))
    return f"d{column}: {numbers}{units}{asked}"


def _spoken(state, edge):
    """Of the weights of W2 one is spoken of, that of the unit whose weights of W1 are shown."""
    chosen = next(one.end for one in state.graph.edges if one.weight and one.start.startswith("a0"))
    return edge.end != "z2" or edge.start == chosen.replace("z1", "a1")


def _ways(state):
    """At a fork: what came on each way."""
    graph, slopes = state.graph, state.graph.slopes()
    came = [slopes[edge.end] * edge.slope for edge in graph.edges if edge.start == state.new[0]]
    return f", {' and '.join(_slope(one) for one in came)}" if len(came) > 1 else ""


def _doubt(state):
    """Where a learner's function says something else than what came back: of what, what it says, what it should,
    and which function; None where it does not.
    """
    graph, slopes = state.graph, state.graph.slopes()
    for name in state.new:
        said, came = slopes[name], graph.came_back(name, slopes)
        if _unlike(said, came):
            what = f"d{name}" if " " not in name else f"d{name.replace(' ', ' of unit ')}"
            return what, _slope(said), f"{_slope(came)} came back", graph.by[name]
    for name, said, came, function in graph.sums.get(next(iter(state.new), ""), ()):
        i, j = np.unravel_index(np.abs(said - came).argmax(), came.shape)
        if _unlike(said[i, j], came[i, j]):
            return f"{name}[{i}, {j}]", _slope(said[i, j]), f"{_slope(came[i, j])} is what the rows add up to", function
    return None


def _unlike(said, came):
    return abs(said - came) > 1e-6 * abs(came) + 1e-12
