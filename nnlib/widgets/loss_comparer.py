"""One answer, two losses: move the logit, and see what each loss says, and how hard each pushes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnlib import activations, losses
from nnlib.widgets import svg
from nnlib.widgets.stage import Stage, pick, slider
from nnlib.widgets.svg import BLUE, GREY, INK, VERMILLION, Panel, Plane, number, small, text
from nnlib.widgets.yours import Yours

LOGITS = np.linspace(-10, 10, 161)
LOSS_COLORS = {"MSE": BLUE, "cross-entropy": VERMILLION}            # as in the figures of 06


@dataclass(frozen=True)
class State:
    """The logit and the right answer; along all logits the answer, and of each loss value and push."""

    z: float
    y: float
    a: float
    answers: np.ndarray
    curves: dict                           # name → (losses, pushes) along LOGITS
    here: dict                             # name → (loss, push) at z


def loss_comparer(z=2.0, y=0, *, sigmoid=None, mse=None, binary_cross_entropy_from_logits=None, mse_delta=None,
                  cross_entropy_delta=None):
    """Show both losses of one sigmoid unit, and how hard each pushes the unit's sum z.

    Parameters
    ----------
    z : number from −10 to 10
    y : 0 or 1, the right answer
    sigmoid : function z → a
    mse : function (y_hat, y) → number
    binary_cross_entropy_from_logits : function (z, y) → number
    mse_delta, cross_entropy_delta : functions (y_hat, y) → the slope at z
        Your own; by default the course's.
    """
    if y not in (0, 1):
        raise ValueError(f"y is {y!r}. Expected the right answer, 0 or 1.")
    return LossComparer(z, int(y), {
        "sigmoid": Yours("sigmoid", sigmoid, activations.sigmoid), "mse": Yours("mse", mse, losses.mse),
        "binary_cross_entropy_from_logits": Yours("binary_cross_entropy_from_logits", binary_cross_entropy_from_logits,
                                                  losses.binary_cross_entropy_from_logits),
        "mse_delta": Yours("mse_delta", mse_delta, losses.mse_delta),
        "cross_entropy_delta": Yours("cross_entropy_delta", cross_entropy_delta, losses.cross_entropy_delta)})


class LossComparer(Stage):
    """A slider for the logit, buttons for y."""

    name = "loss comparer"

    def __init__(self, z, y, functions):
        self.functions = functions
        controls = {"z": slider("z", z, -10, 10, 0.1, ".1f"), "y": pick("right answer y", [0, 1], y)}
        controls["z"].layout.width = "380px"
        super().__init__(controls, [["z", "y"]], yours=list(functions.values()))

    def look(self, values):
        """Ask for both losses, and both pushes, here and everywhere."""
        call, z, y = self.functions, values["z"], float(values["y"])
        along = np.append(LOGITS, z).reshape(-1, 1)
        a, right, one = call["sigmoid"](along), np.full((len(along), 1), y), np.array([[y]])
        of_losses = (np.array([call["mse"](row, one) for row in a.reshape(-1, 1, 1)]),
                     np.array([call["binary_cross_entropy_from_logits"](row, one) for row in along.reshape(-1, 1, 1)]))
        # A delta is made for the mean over all rows: times their number, it is that of each row by itself.
        pushes = [-len(a) * np.ravel(call[name](a, right)) for name in ("mse_delta", "cross_entropy_delta")]
        both = dict(zip(LOSS_COLORS, zip(of_losses, pushes, strict=True), strict=True))
        curves = {name: (loss[:-1], push[:-1]) for name, (loss, push) in both.items()}
        here = {name: (float(loss[-1]), float(push[-1])) for name, (loss, push) in both.items()}
        return State(z, y, float(a[-1, 0]), a[:-1, 0], curves, here)

    def draw(self, state):
        """See `draw`."""
        return draw(state)

    def say(self, state):
        """See `say`."""
        return say(state)


def times(state):
    """How many times as hard cross-entropy pushes as the squared error."""
    of_mse, of_cross_entropy = (abs(push) for _, push in state.here.values())
    return of_cross_entropy / of_mse if of_mse > 0 else np.inf


def draw(state):
    """The answer, both losses, both pushes: all along the same z."""
    return [_answer(state), _both(state, 0, "What the answer costs", "loss", (0, 10.5), (0, 5, 10)),
            _both(state, 1, f"Cross-entropy pushes {_times(state)}", "push on z", (-1.08, 1.08), (-1, 0, 1))]


def _times(state):
    of_mse, of_cross_entropy = (push for _, push in state.here.values())
    if of_mse * of_cross_entropy < 0:
        return "the other way"
    factor = times(state)
    return f"{number(factor, 0) if factor >= 1e5 else f'{factor:,.{0 if factor >= 10 else 1}f}'} times as hard"


def _plane(low, high):
    return Plane(40, 52, 250, 170, (-10, 10), (low, high))


def _answer(state):
    plane = _plane(-0.05, 1.05)
    parts = [plane.axes("z", "answer a = σ(z)", (-10, 0, 10), (0, 0.5, 1)),
             plane.curve(LOGITS, state.answers, color=INK),
             plane.curve([-10, 10], [state.y, state.y], color=GREY, width=1.2, dash="3 4"),
             svg.dots([plane.px(state.z)], [plane.py(state.a)], "round", INK, 11),
             text(plane.left, 274, f"The dotted line is what is right: y = {state.y:.0f}", size=11)]
    return Panel(f"It says {_probability(state.a)}, and {state.y:.0f} is right", 330, 304, "".join(parts))


def _both(state, which, title, label, limits, ticks):
    plane = _plane(*limits)
    parts = [plane.axes("z", label, (-10, 0, 10), ticks)]
    for i, (name, color) in enumerate(LOSS_COLORS.items()):
        value = state.here[name][which]
        dash = None if i else "7 5"
        parts += [plane.curve(LOGITS, state.curves[name][which], color=color, dash=dash, width=2.4),
                  svg.dots([plane.px(state.z)], [plane.py(np.clip(value, *limits))], "round", color, 11),
                  _label(plane, i, name, color, value, dash, *limits)]
    return Panel(title, 330, 304, "".join(parts))


def _label(plane, i, name, color, value, dash, low, high):
    """Beneath the plane: the look of a line, its name, its number, and whether that lies outside."""
    y, off = 274 + 18 * i, ", off the panel" if value < low or value > high else ""
    return (svg.line(plane.left, y, plane.left + 26, y, color=color, width=2.4, dash=dash)
            + text(plane.left + 34, y + 4, f"{name}: {small(value)}{off}", color=color))


def _probability(a):
    """An answer with four decimals, or as many more as tell it from 0 and 1."""
    if 0 < a < 0.00005:
        return small(a)
    digits = 4
    while a < 1 and round(a, digits) == 1:
        digits += 1
    return number(a, digits)


def say(state):
    """What each loss says, and how hard it pushes."""
    (squared, squared_push), (entropy, entropy_push) = state.here.values()
    way = "up" if state.y else "down"
    return (f"z = {number(state.z, 1)} gives the answer {_probability(state.a)}, and {state.y:.0f} is right: z should "
            f"go {way}. MSE: loss {small(squared)}, push {small(squared_push)}. "
            f"Cross-entropy: loss {small(entropy)}, push {small(entropy_push)}, {_times(state)}.")
