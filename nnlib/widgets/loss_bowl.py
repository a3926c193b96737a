"""The loss of one neuron as a landscape: a ball, the slope beneath it, and steps against the slope."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

import nnlib
from nnlib import losses
from nnlib.widgets import svg
from nnlib.widgets.stage import Stage, pick, slider, transport
from nnlib.widgets.svg import GREY, INK, VERMILLION, Panel, Plane, number, short, small, text
from nnlib.widgets.yours import Yours

X = np.array([[1.5], [0.5], [1.0], [-1.5]])        # the four samples of notebook 03
Y = np.array([[1.0], [0.0], [1.0], [0.0]])
SAMPLES = (("the first sample", 1), ("four samples", 4))
W_RANGE, B_RANGE = (-4.0, 8.0), (-6.0, 3.0)
SIDE = Plane(52, 52, 330, 250, W_RANGE, (0, 1))
ABOVE = Plane(44, 52, 290, 250, W_RANGE, B_RANGE)
RATES = (0.3, 1.0, 3.0, 15.0, 50.0, 300.0)
LEVELS = (0.01, 0.03, 0.1, 0.3)
ALONG = np.linspace(*W_RANGE, 121)
TRAIL = 200                                         # places behind the ball that are kept


@dataclass(frozen=True)
class State:
    """Where the ball lies, what the loss and its two slopes are there, the loss along w, and the way so far."""

    samples: int
    both: bool
    w: float
    b: float
    loss: float
    dw: float
    db: float
    learning_rate: float
    along: np.ndarray
    trail: np.ndarray                      # (·, 3): w, b, loss
    steps: int
    left: bool


def loss_bowl(w=-1.0, b=-1.0, learning_rate=3.0, *, mse=None, neuron_slopes=None):
    """Show the loss of a neuron a = σ(w x + b) over w, and over w and b, with a ball that steps against the slope.

    Parameters
    ----------
    w, b : numbers
        Where the ball starts.
    learning_rate : one of 0.3, 1, 3, 15, 50, 300
    mse : function (y_hat, y) → number
    neuron_slopes : function (x, y, w, b) → dw, db
        Of the squared error of one sample. Your own; by default the course's.
    """
    return LossBowl(w, b, learning_rate, mse, neuron_slopes)


def course_slopes(x, y, w, b):
    """The slopes of (σ(w x + b) − y)² at w and at b."""
    a = nnlib.sigmoid(w * x + b)
    dz = 2 * (a - y) * a * (1 - a)
    return dz * x, dz


class LossBowl(Stage):
    """Sliders for the start and the learning rate; step, play, reset."""

    name = "loss bowl"
    plays = True
    mute = ("both",)

    def __init__(self, w, b, learning_rate, mse, neuron_slopes):
        self.mse = Yours("mse", mse, losses.mse)
        self.slopes = Yours("neuron_slopes", neuron_slopes, course_slopes)
        controls = {
            "samples": pick("Loss of", SAMPLES, 4),
            "both": pick("A step turns", (("w alone", False), ("w and b", True)), False),
            "w": slider("start at w", w, *W_RANGE, 0.1, ".1f"),
            "b": slider("start at b", b, *B_RANGE, 0.1, ".1f"),
            "learning_rate": pick("learning rate", [(short(rate), rate) for rate in RATES], float(learning_rate)),
        }
        super().__init__(controls, [["play", "step", "reset", "learning_rate"], ["samples", "both"], ["w", "b"]],
                         transport(), [self.mse, self.slopes])

    steps_a_frame = 1

    def change(self, values, before):
        """Another start puts the ball there; learning rate and direction may change on the way."""
        place = ("samples", "w", "b")
        if before is None or any(values[name] != before[name] for name in place):
            self.press("reset")

    def press(self, name):
        """Put the ball back."""
        self.ball = (float(self._heard["w"]), float(self._heard["b"]))
        self.trail, self.count, self.left = [], 0, False

    def advance(self):
        """One step against the slope. False when the ball has left the picture, or lies still."""
        (w, b), rate = self.ball, self._heard["learning_rate"]
        dw, db = self.slopes_at(w, b)
        self.trail = [*self.trail, (w, b, self.loss_at(w, b))][-TRAIL:]
        w, b = w - rate * dw, b - rate * db * self._heard["both"]
        self.left = not (W_RANGE[0] <= w <= W_RANGE[1] and B_RANGE[0] <= b <= B_RANGE[1])
        moved = abs(w - self.ball[0]) + abs(b - self.ball[1]) > 1e-7
        self.ball, self.count = (w, b), self.count + 1
        return moved and not self.left

    def slopes_at(self, w, b):
        """Mean over the samples of dw and db."""
        n = self._heard["samples"]
        each = [self.slopes(x, y, w, b) for x, y in np.hstack([X[:n], Y[:n]]).tolist()]
        return tuple(float(np.mean(column)) for column in zip(*each, strict=True))

    def loss_at(self, w, b):
        """The loss for this w and b."""
        n = self._heard["samples"]
        return float(self.mse(nnlib.sigmoid(w * X[:n] + b), Y[:n]))

    def look(self, values):
        """Measure where the ball lies, and along w."""
        w, b = self.ball
        along = np.array([self.loss_at(one, b) for one in ALONG])
        trail = np.array([*self.trail, (w, b, self.loss_at(w, b))])
        return State(values["samples"], values["both"], w, b, self.loss_at(w, b), *self.slopes_at(w, b),
                     values["learning_rate"], along, trail, self.count, self.left)

    def draw(self, state):
        """See `draw`."""
        return draw(state)

    def say(self, state):
        """See `say`."""
        return say(state)


@cache
def _map(samples):
    """The loss over the whole plane of w and b, and its contour lines, as SVG: they never change."""
    w, b = ABOVE.grid(60).T
    loss = ((nnlib.sigmoid(w * X[:samples] + b) - Y[:samples]) ** 2).mean(axis=0)
    deep = np.log10(np.maximum(loss, 1e-3))
    lines = "".join(svg.boundary(loss, level, ABOVE).replace('stroke-width="2"', 'stroke-width="0.8"')
                    for level in LEVELS)
    return ABOVE.heat(deep, svg.PALE, -2.3, 0.3) + lines


def draw(state):
    """Left the loss along w, right the map of w and b seen from above."""
    return [_side(state), _above(state)]


def _top(state):
    """The height of the picture from the side: a round number above the curve."""
    return svg.up_to(1.05 * float(max(state.along.max(), state.loss)))


def _side(state):
    ticks = _top(state)
    plane = Plane(SIDE.left, SIDE.top, SIDE.width, SIDE.height, SIDE.x, (0, ticks[-1]))
    tangent = state.loss + state.dw * (ALONG - state.w)
    near = np.abs(plane.px(ALONG) - plane.px(state.w)) ** 2 + (plane.py(tangent) - plane.py(state.loss)) ** 2 < 85 ** 2
    trail = state.trail[:-1] if not state.both else state.trail[:0]
    parts = [plane.curve(ALONG, state.along), svg.dots(plane.px(trail[:, 0]), plane.py(trail[:, 2]), "round", GREY, 5),
             plane.curve(ALONG[near], tangent[near], color=VERMILLION, width=2.5, dash="7 4"),
             svg.dots(plane.px([state.w]), plane.py([state.loss]), "round", INK, 14)]
    which = "" if state.left else "down" if state.dw > 0 else "up"
    title = f"Slope {small(state.dw)}: the loss falls when w goes {which}" if which else "The ball has left the picture"
    return Panel(title, 410, 346, plane.axes("w", "loss", (-4, 0, 4, 8), ticks) + plane.inside(*parts))


def _above(state):
    trail = state.trail
    parts = [_map(state.samples), ABOVE.curve(trail[:, 0], trail[:, 1], color=GREY, width=1.2),
             svg.dots(ABOVE.px(trail[:-1, 0]), ABOVE.py(trail[:-1, 1]), "round", GREY, 4),
             svg.line(ABOVE.left, ABOVE.py(state.b), ABOVE.left + ABOVE.width, ABOVE.py(state.b), color=VERMILLION,
                      width=1.2, dash="7 4"),
             svg.dots(ABOVE.px([state.w]), ABOVE.py([state.b]), "round", INK, 14)]
    axes = ABOVE.axes("w", "b", (-4, 0, 4, 8), (-6, -3, 0, 3))
    note = text(ABOVE.left + ABOVE.width, ABOVE.top - 8, f"lines: loss {', '.join(map(short, LEVELS))}", size=11,
                anchor="end", color=GREY)
    return Panel("Seen from above: blue is low", 360, 346, ABOVE.inside(*parts) + axes + note)


def say(state):
    """Place, loss, slopes, and what the next step would do."""
    which = "the first sample" if state.samples == 1 else "the four samples"
    here = (f"After {state.steps} steps: w = {number(state.w)}, b = {number(state.b)}, and the loss of {which} is "
            f"{small(state.loss)}. ")
    if state.left:
        far = np.hypot(*(state.trail[-1, :2] - state.trail[-2, :2])) > 1 if len(state.trail) > 1 else True
        return here + ("The last step was long and led out of the picture. Take a smaller learning rate; Reset." if far
                       else "The valley goes on beyond the picture, lower and lower. Reset.")
    move = f"w by {number(-state.learning_rate * state.dw, 3)}"
    if state.both:
        move += f" and b by {number(-state.learning_rate * state.db, 3)}"
    return here + (f"Slope at w {small(state.dw)}, at b {small(state.db)}. With learning rate "
                   f"{short(state.learning_rate)} the next step turns {move}.")
