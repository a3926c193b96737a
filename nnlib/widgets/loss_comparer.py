"""One answer, two losses: move the logit, and see what each loss says, and how hard each pushes back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnlib import activations, losses
from nnlib.widgets import svg
from nnlib.widgets.stage import Stage, pick, slider
from nnlib.widgets.svg import BLUE, GREY, INK, Panel, Plane, number, small, text
from nnlib.widgets.yours import Yours

LOGITS = np.linspace(-10, 10, 161)
LOSS_COLORS = {"squared error": BLUE, "cross-entropy": "#9c4a76"}       # purple, darkened: it is text, too


@dataclass(frozen=True)
class State:
    """The logit and the right answer; along all logits the probability, and of each loss value and slope."""

    z: float
    y: float
    a: float
    probability: np.ndarray
    curves: dict                           # name → (losses, slopes) along LOGITS
    here: dict                             # name → (loss, slope) at z


def loss_comparer(z=-4.0, y=1, *, sigmoid=None, mse=None, cross_entropy=None):
    """Show both losses of one sigmoid unit, and how each changes with the unit's sum z.

    Parameters
    ----------
    z : number from −10 to 10
    y : 0 or 1, the right answer
    sigmoid : function z → a
    mse : function (y_hat, y) → number
    cross_entropy : function (z, y) → number, from logits
        Your own; by default the course's.
    """
    return LossComparer(z, y, sigmoid, mse, cross_entropy)


class LossComparer(Stage):
    """A slider for the logit, buttons for y."""

    name = "loss comparer"

    def __init__(self, z, y, sigmoid, mse, cross_entropy):
        self.sigmoid = Yours("sigmoid", sigmoid, activations.sigmoid)
        self.mse = Yours("mse", mse, losses.mse)
        self.cross_entropy = Yours("cross_entropy", cross_entropy, losses.binary_cross_entropy_from_logits)
        controls = {"z": slider("logit z", z, -10, 10, 0.1, ".1f"), "y": pick("right answer y", [0, 1], y)}
        controls["z"].layout.width = "380px"
        super().__init__(controls, [["z", "y"]], yours=[self.sigmoid, self.mse, self.cross_entropy])

    def look(self, values):
        """Ask for both losses, and both slopes, here and everywhere."""
        z, y = values["z"], float(values["y"])
        along = np.append(LOGITS, z)
        a = self.sigmoid(along)
        squared = np.array([self.mse(np.array([[one]]), np.array([[y]])) for one in a])
        entropy = np.array([self.cross_entropy(np.array([[one]]), np.array([[y]])) for one in along])
        both = {"squared error": (squared, 2 * (a - y) * a * (1 - a)), "cross-entropy": (entropy, a - y)}
        curves = {name: (loss[:-1], slope[:-1]) for name, (loss, slope) in both.items()}
        here = {name: (float(loss[-1]), float(slope[-1])) for name, (loss, slope) in both.items()}
        return State(z, y, float(a[-1]), a[:-1], curves, here)

    def draw(self, state):
        """See `draw`."""
        return draw(state)

    def say(self, state):
        """See `say`."""
        return say(state)


def times(state):
    """How many times harder cross-entropy pushes than the squared error."""
    slopes = [abs(slope) for _, slope in state.here.values()]
    return slopes[1] / slopes[0] if slopes[0] > 0 else np.inf


def draw(state):
    """The probability, both losses, both slopes: all along the same z."""
    push = f"Cross-entropy pushes {_times(state)} as hard"
    return [_probability(state), _both(state, 0, "What the answer costs", "loss", (0, 10.5), (0, 5, 10)),
            _both(state, 1, push, "slope of the loss at z", (-1.08, 1.08), (-1, 0, 1))]


def _times(state):
    factor = times(state)
    return f"{factor:,.0f} times" if factor >= 10 else f"{factor:.1f} times"


def _plane(low, high):
    return Plane(40, 52, 250, 170, (-10, 10), (low, high))


def _probability(state):
    plane = _plane(-0.05, 1.05)
    parts = [plane.axes("z", "a = σ(z)", (-10, 0, 10), (0, 0.5, 1)), plane.curve(LOGITS, state.probability, color=INK),
             plane.curve([-10, 10], [state.y, state.y], color=GREY, width=1.2, dash="3 4"),
             svg.mark(plane.px(state.z), plane.py(state.a), int(state.y))]
    title = f"It says {number(state.a, 4)}; {state.y:.0f} is right"
    return Panel(title, 330, 304, "".join(parts))


def _both(state, which, title, label, limits, ticks):
    plane = _plane(*limits)
    parts = [plane.axes("z", label, (-10, 0, 10), ticks)]
    for i, (name, color) in enumerate(LOSS_COLORS.items()):
        value = state.here[name][which]
        dash = None if i else "7 5"
        parts += [plane.curve(LOGITS, state.curves[name][which], color=color, dash=dash, width=2.4),
                  svg.dots([plane.px(state.z)], [plane.py(np.clip(value, *limits))], ("square", "round")[i], color, 11),
                  _label(plane, i, name, color, value, dash)]
    return Panel(title, 330, 304, "".join(parts))


def _label(plane, i, name, color, value, dash):
    """Beneath the plane: the look of a line, its name, its number."""
    y = 274 + 18 * i
    return (svg.line(plane.left, y, plane.left + 26, y, color=color, width=2.4, dash=dash)
            + text(plane.left + 34, y + 4, f"{name}: {small(value)}", color=color))


def say(state):
    """What each loss says, and how hard it pushes."""
    (squared, squared_slope), (entropy, entropy_slope) = state.here.values()
    return (f"z = {number(state.z, 1)} gives {number(state.a, 4)} where {state.y:.0f} is right. Squared error: loss "
            f"{small(squared)}, slope at z {small(squared_slope)}. Cross-entropy: loss {small(entropy)}, slope "
            f"{small(entropy_slope)}, which is a − y, {_times(state)} as hard.")
