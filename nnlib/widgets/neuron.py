"""One neuron: turn its two weights and its bias, and its line turns over XOR's four rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from nnlib import activations, datasets
from nnlib.widgets.stage import Stage, slider
from nnlib.widgets.svg import GREY, INK, Panel, Plane, dots, line, mark, number, text
from nnlib.widgets.yours import Yours

X, Y = datasets.xor()
PLANE = Plane(40, 52, 220, 220, (-0.5, 1.5), (-0.5, 1.5))
CURVE = Plane(40, 52, 330, 220, (-12, 12), (-0.05, 1.05))
SUMS = np.linspace(*CURVE.x, 121)
EDGE = CURVE.x[1] - 0.4                    # where a sum that lies beyond the picture is marked
APART = 24                                 # pixels from mark to mark
LETTER = 6.6                               # pixels, about
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
    plane, (low, high) = _upright(state)
    parts = [plane.axes("z", "a = σ(z)", (-10, -5, 0, 5, 10), (low, (low + high) / 2, high)),
             plane.curve([0, 0], plane.y, color=GREY, width=1, dash="3 4"),
             plane.curve(SUMS, state.over_sums)]
    places = _places(state)
    for rows, x, y in places:
        true_x, _ = _at(state, rows[0])
        if abs(x - true_x) > 3:                            # moved aside: a line leads to where it belongs
            parts += [line(true_x, y, x, y, color=GREY), dots([true_x], [y], "round", INK, 6)]
    parts += [text(x, y, words, size=11, anchor=anchor, halo=True) for x, y, anchor, words in _labels(state, places)]
    return "".join([*parts, *(mark(x, y, int(Y[rows[0], 0])) for rows, x, y in places)])


def _upright(state):
    """The plane of the curve, and the lowest and highest answer that it must hold: 0 and 1, or those of a function that
    does not stay between them.
    """
    answers = np.append(state.over_sums, state.a)
    low, high = float(answers.min()), float(answers.max())
    if low > -0.02 and high < 1.02:
        return CURVE, (0.0, 1.0)
    low, high = min(round(low, 1), 0.0), max(round(high, 1), 1.0)
    room = 0.05 * (high - low)
    return replace(CURVE, y=(low - room, high + room)), (low, high)


def _at(state, i):
    """Where a row stands on the curve; at the edge, if its sum lies beyond it."""
    plane, _ = _upright(state)
    return float(plane.px(np.clip(state.z[i], -EDGE, EDGE))), float(plane.py(state.a[i]))


def _places(state):
    """Which rows stand where at the curve: one mark for rows of a class that stand in the same place. Others that would
    cover one another are moved aside, never up or down: the height is the answer.
    """
    places = []
    for i in np.argsort(state.z, kind="stable").tolist():
        x, y = _at(state, i)
        same = [rows for rows, *there in places if np.allclose(there, (x, y), atol=0.5) and Y[i] == Y[rows[0]]]
        if same:
            same[0].append(i)
        else:
            places.append(([i], x, y))
    xs = np.array([x for _, x, _ in places])
    crowded = [(i, j) for i, j in combinations(range(len(places)), 2) if abs(places[i][2] - places[j][2]) < APART]
    for _ in range(40):                                    # four marks at most: each pair gives way, until all do
        for i, j in crowded:
            lack = max(0.0, APART - (xs[j] - xs[i]))
            xs[[i, j]] += -lack / 2, lack / 2
        xs = np.clip(xs, CURVE.px(-EDGE), CURVE.px(EDGE))
    return [(rows, x, y) for (rows, _, y), x in zip(places, xs.tolist(), strict=True)]


def _labels(state, places):
    """The rows of each mark, written beside it where nothing else stands: x, y, anchor, words."""
    taken, labels = [(x - 13, y - 13, x + 13, y + 13) for _, x, y in places], []
    for rows, x, y in places:
        words = _name(state, rows)
        for x_words, y_words, anchor in _beside(x, y, state.z[rows[0]]):
            left = x_words - (LETTER * len(words) if anchor == "end" else 0)
            box = (left, y_words - 9, left + LETTER * len(words), y_words + 3)
            if _fits(box, taken):
                break
        taken.append(box)
        labels.append((x_words, y_words, anchor, words))
    return labels


def _name(state, rows):
    """(0, 1) and (1, 0); and where their sums lie, if that is beyond the picture."""
    names = " and ".join(f"({x1:.0f}, {x2:.0f})" for x1, x2 in X[rows])
    z = state.z[rows]
    if abs(z[0]) <= EDGE:
        return names
    sums = " and ".join(dict.fromkeys(number(one, 1) for one in z))
    return f"{names} z = {sums} →" if z[0] > 0 else f"← z = {sums} {names}"


def _beside(x, y, z):
    """Places for words at a mark, the best first: beside an S there is room below it on the right, else above; near an
    edge the words turn to the middle; and where others stand, a line further up or down.
    """
    side = 1 if (z > 0) != (abs(z) > 7) else -1
    down = 1 if z > 0 else -1
    for lines in range(9):
        for across, along in ((side, down), (-side, -down)):
            offset = 14 if lines == 0 else -11
            yield (max(x + across * offset, CURVE.left + 4), y + (18 + 15 * lines if along > 0 else -7 - 15 * lines),
                   "start" if across > 0 else "end")


def _fits(box, taken):
    left, top, right, bottom = box
    inside = left > CURVE.left and top > CURVE.top - 8 and right < 388 and bottom < CURVE.top + CURVE.height
    return inside and not any(left < r and l < right and top < b and t < bottom for l, t, r, b in taken)


def say(state):
    """Weights, line and answers in words."""
    answers = ", ".join(f"({x1:.0f}, {x2:.0f}) gets {number(a)} {'✓' if right else '✗'}"
                        for (x1, x2), a, right in zip(X, state.a, state.right, strict=True))
    line = f"z = {number(state.w1, 1)} x₁ + {number(state.w2, 1)} x₂ + {number(state.b, 1)}".replace("+ −", "− ")
    half = " Exactly one half counts as no." if (state.a == 0.5).any() else ""
    return f"{line}. {answers}: {_score(state)[0].lower()}{_score(state)[1:]}.{half}{_doubt(state)}"


def _doubt(state):
    """Where a learner's function is furthest from the sigmoid, if that can be seen."""
    gaps = np.abs(state.over_sums - activations.sigmoid(SUMS))
    z, found = SUMS[gaps.argmax()], state.over_sums[gaps.argmax()]
    return "" if gaps.max() < 0.005 else (f" At z = {number(z, 1)} your sigmoid gives {number(found)}, where σ(z) is "
                                          f"{number(activations.sigmoid(z))}.")
