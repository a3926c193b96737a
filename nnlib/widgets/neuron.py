"""One neuron: turn its two weights and its bias, and its line turns over XOR's four rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnlib import activations, datasets
from nnlib.widgets.stage import Stage, slider
from nnlib.widgets.svg import GREY, Panel, Plane, line, mark, number, text
from nnlib.widgets.yours import Yours

X, Y = datasets.xor()
PLANE = Plane(40, 52, 220, 220, (-0.5, 1.5), (-0.5, 1.5))
CURVE = Plane(40, 52, 330, 220, (-12, 12), (-0.05, 1.05))
SUMS = np.linspace(*CURVE.x, 121)
COUNTS = ("None", "One", "Two", "Three", "All four")


@dataclass(frozen=True)
class State:
    """Weights and bias, the four sums and answers, the answers over the plane and along the curve."""

    w1: float
    w2: float
    b: float
    z: np.ndarray
    a: np.ndarray
    over_plane: np.ndarray
    over_sums: np.ndarray

    @property
    def right(self):
        """Which of the four rows are answered right (True, False)."""
        return (self.a > 0.5) == (Y.ravel() > 0.5)


def neuron(w1=2.0, w2=2.0, b=-1.0, *, sigmoid=None):
    """Show a neuron with two inputs over the four rows of XOR.

    Parameters
    ----------
    w1, w2, b : numbers
        Where the sliders start.
    sigmoid : function z → a of the same shape
        Your own; by default the course's.
    """
    return Neuron(w1, w2, b, sigmoid)


class Neuron(Stage):
    """Sliders for w₁, w₂ and b; the line in the plane of the inputs, and the curve."""

    name = "neuron"

    def __init__(self, w1, w2, b, sigmoid):
        self.sigmoid = Yours("sigmoid", sigmoid, activations.sigmoid)
        controls = {name: slider(label, value, -most, most, 0.1, ".1f") for name, label, value, most in
                    (("w1", "w₁", w1, 20), ("w2", "w₂", w2, 20), ("b", "b", b, 30))}
        super().__init__(controls, [["w1", "w2", "b"]], yours=[self.sigmoid])

    def look(self, values):
        """Ask the neuron about the rows, the plane and the curve."""
        w, b = np.array([values["w1"], values["w2"]]), values["b"]
        z = X @ w + b
        return State(*w.tolist(), b, z, self.sigmoid(z), self.sigmoid(PLANE.grid(48) @ w + b), self.sigmoid(SUMS))

    def draw(self, state):
        """See `draw`."""
        return draw(state)

    def say(self, state):
        """See `say`."""
        return say(state)


def draw(state):
    """Left the plane of the inputs, right the curve, the four rows on both."""
    return [Panel(f"{_score(state)}", 296, 318, _plane(state)),
            Panel("The sum z, squashed", 390, 318, _curve(state))]


def _score(state):
    count = int(state.right.sum())
    return f"{COUNTS[count]} of four rows {'is' if count == 1 else 'are'} right" if count < 4 else "All four are right"


def _plane(state):
    parts = [PLANE.heat(state.over_plane), _line(state), PLANE.axes("x₁", "x₂", (0, 0.5, 1), (0, 0.5, 1))]
    for (x1, x2), y, a, right in zip(X, Y.ravel(), state.a, state.right, strict=True):
        x, above = PLANE.px(x1), PLANE.py(x2)
        parts += [mark(x, above, int(y)), text(x, above + 27, f"{'✓' if right else '✗'} {number(a)}", anchor="middle")]
    return "".join(parts)


def _line(state):
    """Where the sum is 0: upright on w, as far from the origin as b says."""
    w = np.array([state.w1, state.w2])
    if not w.any():
        return ""
    foot, along = -state.b * w / (w @ w), np.array([-state.w2, state.w1]) / np.linalg.norm(w)
    far = 5 + np.linalg.norm(foot)                         # enough to leave the picture on both sides
    (x1, x2), (x3, x4) = foot - far * along, foot + far * along
    return PLANE.inside(line(PLANE.px(x1), PLANE.py(x2), PLANE.px(x3), PLANE.py(x4), width=2))


def _curve(state):
    parts = [CURVE.axes("z", "a = σ(z)", (-10, -5, 0, 5, 10), (0, 0.5, 1)),
             CURVE.curve([0, 0], [-0.05, 1.05], color=GREY, width=1, dash="3 4"),
             CURVE.curve(SUMS, state.over_sums)]
    for rows, x, y in _places(state):
        z, label = state.z[rows[0]], int(Y[rows[0], 0])
        name = " and ".join(f"({x1:.0f}, {x2:.0f})" for x1, x2 in X[rows])
        beyond = abs(z) > CURVE.x[1]
        if z > 0:                                          # the room beside an S: below it on the right, else above
            words, down = f"{name} z = {number(z, 1)} →" if beyond else name, 18
        else:
            words, down = f"← z = {number(z, 1)} {name}" if beyond else name, -7
        side = 1 if (z > 0) != (abs(z) > 7) else -1        # near an edge the words turn to the middle
        parts += [text(x + 14 * side, y + down, words, size=11, anchor="start" if side > 0 else "end", halo=True),
                  mark(x, y, label)]
    return "".join(parts)


def _places(state):
    """Which rows stand where at the curve: one mark for rows that agree in sum and class; others that would cover one
    another stand in a column, towards the middle.
    """
    places = []
    for i in np.argsort(np.abs(state.z), kind="stable").tolist():
        same = [rows for rows, _, _ in places if np.isclose(state.z[i], state.z[rows[0]]) and Y[i] == Y[rows[0]]]
        if same:
            same[0].append(i)
            continue
        x = float(CURVE.px(np.clip(state.z[i], CURVE.x[0] + 0.4, CURVE.x[1] - 0.4)))
        y = float(CURVE.py(state.a[i]))
        while any(abs(x - other_x) < 40 and abs(y - other_y) < 26 for _, other_x, other_y in places):
            y += 27 if state.a[i] > 0.5 else -27
        places.append(([i], x, y))
    return places


def say(state):
    """Weights, line and answers in words."""
    answers = ", ".join(f"({x1:.0f}, {x2:.0f}) gets {number(a)} {'✓' if right else '✗'}"
                        for (x1, x2), a, right in zip(X, state.a, state.right, strict=True))
    line = f"z = {number(state.w1, 1)} x₁ + {number(state.w2, 1)} x₂ + {number(state.b, 1)}".replace("+ −", "− ")
    return f"{line}. {answers}: {_score(state)[0].lower()}{_score(state)[1:]}."
