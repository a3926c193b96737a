"""The loss of one neuron as a landscape: a ball, the slope beneath it, and steps against the slope."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

import nnlib
from nnlib import losses
from nnlib.widgets import svg
from nnlib.widgets.stage import Stage, pick, slider, transport
from nnlib.widgets.svg import BLUE, GREY, INK, Panel, Plane, number, short, small, text
from nnlib.widgets.yours import Yours

X = np.array([[1.5], [0.5], [1.0], [-1.5]])        # the four samples of notebook 03
Y = np.array([[1.0], [0.0], [1.0], [0.0]])
SAMPLES = (("the first sample", 1), ("four samples", 4))
W_RANGE, B_RANGE = (-4.0, 16.0), (-8.0, 8.0)      # wide enough for the plateau to which too long a step leads
W_TICKS, B_TICKS = (-4, 0, 4, 8, 12, 16), (-8, -4, 0, 4, 8)
SIDE = Plane(52, 52, 340, 276, W_RANGE, (0, 1))
ABOVE = Plane(44, 52, 350, 276, W_RANGE, B_RANGE)
RATES = (1.0, 5.0, 10.0, 20.0, 40.0, 80.0)
NUDGE, FLAT, LEVEL = 1e-5, 0.005, 1e-6
LEVELS = (0.01, 0.03, 0.1, 0.3)
ALONG = np.linspace(*W_RANGE, 161)
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
    nudged: float                          # the slope at w, nudged: what `dw` should be
    steepness: float                       # of the sigmoid, mean over the samples
    along: np.ndarray
    trail: np.ndarray                      # (·, 3): w, b, loss
    steps: int
    left: bool


def loss_bowl(w=2.0, b=-1.0, learning_rate=20, *, mse=None, neuron_slopes=None):
    """Show the loss of a neuron a = σ(w x + b) over w, and over w and b, with a ball that steps against the slope.

    Parameters
    ----------
    w, b : numbers
        Where the ball starts.
    learning_rate : one of 1, 5, 10, 20, 40, 80
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
            "both": pick("A step turns", (("w alone", False), ("w and b", True)), True),
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
        n = values["samples"]
        a = nnlib.sigmoid(w * X[:n] + b)
        nudged = (self.loss_at(w + NUDGE, b) - self.loss_at(w - NUDGE, b)) / (2 * NUDGE)
        along = np.array([self.loss_at(one, b) for one in ALONG])
        trail = np.array([*self.trail, (w, b, self.loss_at(w, b))])
        return State(n, values["both"], w, b, self.loss_at(w, b), *self.slopes_at(w, b), values["learning_rate"],
                     nudged, float((a * (1 - a)).mean()), along, trail, self.count, self.left)

    def draw(self, state):
        """See `draw`."""
        return draw(state)

    def say(self, state):
        """See `say`."""
        return say(state)


@cache
def _map(samples):
    """The loss over the whole plane of w and b, and its contour lines, as SVG: they never change."""
    w, b = ABOVE.grid(80).T
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
    parts = [plane.curve(ALONG, state.along, color=BLUE),
             svg.dots(plane.px(trail[:, 0]), plane.py(trail[:, 2]), "round", GREY, 5),
             plane.curve(ALONG[near], tangent[near], width=1.8, dash="7 4"),
             svg.dots(plane.px([state.w]), plane.py([state.loss]), "round", INK, 14)]
    axes = plane.axes("w", "loss", W_TICKS, ticks)
    note = text(plane.left + plane.width, plane.top - 8, f"b = {number(state.b)}", size=11, anchor="end", color=GREY)
    return Panel(_claim(state), 410, 372, axes + plane.inside(*parts) + note)


def _claim(state):
    """The title of the picture from the side."""
    if state.left:
        return "The ball has left the picture"
    if not agree(state):
        return f"dw = {small(state.dw)} is not the slope of this curve"
    if abs(state.dw) < LEVEL:
        return "Slope 0: the curve is level here"
    return f"Slope {small(state.dw)}: the loss falls when w goes {'down' if state.dw > 0 else 'up'}"


def agree(state):
    """Whether the slope that was handed in is the nudged one."""
    return abs(state.dw - state.nudged) < 1e-3 * abs(state.nudged) + 1e-7


def _above(state):
    trail, cut = state.trail, ABOVE.py(state.b)
    parts = [_map(state.samples),
             svg.line(ABOVE.left, cut, ABOVE.left + ABOVE.width, cut, color=BLUE, width=1.2),
             text(ABOVE.left + ABOVE.width - 4, cut - 5, "the cut shown as a curve", size=11, anchor="end", color=BLUE,
                  halo=True),
             ABOVE.curve(trail[:, 0], trail[:, 1], color=GREY, width=1.2),
             svg.dots(ABOVE.px(trail[:-1, 0]), ABOVE.py(trail[:-1, 1]), "round", GREY, 4),
             svg.dots(ABOVE.px([state.w]), ABOVE.py([state.b]), "round", INK, 14)]
    axes = ABOVE.axes("w", "b", W_TICKS, B_TICKS)
    note = text(ABOVE.left + ABOVE.width, ABOVE.top - 8, f"lines: loss {', '.join(map(short, LEVELS))}", size=11,
                anchor="end", color=GREY)
    return Panel("Seen from above: blue is low", 410, 372, ABOVE.inside(*parts) + axes + note)


def say(state):
    """Place, loss, slopes, and what the next step would do."""
    which = "the first sample" if state.samples == 1 else "the four samples"
    steps = "At the start" if state.steps == 0 else f"After {state.steps} step{'s' * (state.steps > 1)}"
    here = (f"{steps}: w = {number(state.w)}, b = {number(state.b)}, and the loss of {which} is "
            f"{small(state.loss)}. ")
    if state.left:
        return here + _why_left(state)
    doubt = "" if agree(state) else (f"Nudged, the slope at w is {small(state.nudged)}: your neuron_slopes and your "
                                     "mse do not belong together. ")
    stuck = np.hypot(state.dw, state.db) < 1e-4 and state.loss > 0.05
    flat = ("Here the sigmoid is flat for every sample: the slopes are nearly 0, though the loss is not. "
            if stuck and state.steepness < FLAT else "")
    move = f"w by {_signed(-state.learning_rate * state.dw)}"
    if state.both:
        move += f" and b by {_signed(-state.learning_rate * state.db)}"
    return here + (f"dw = {small(state.dw)}, db = {small(state.db)}. {doubt}{flat}With learning rate "
                   f"{short(state.learning_rate)} the next step turns {move}.")


def _why_left(state):
    """The ball is out of the picture: by a leap, or on its way along the valley."""
    last = state.trail[-1, :2] - state.trail[-2, :2] if len(state.trail) > 1 else np.full(2, np.inf)
    falling = len(state.trail) > 1 and state.trail[-1, 2] < state.trail[-2, 2]
    if np.hypot(*last) > 1:
        return "The last step was long and led out of the picture. Reset, and take a smaller learning rate."
    return f"It goes on beyond the picture, {'lower and lower' if falling else 'uphill'}. Reset."


def _signed(value):
    """A turn, with its sign; a small one in powers of ten, so that it does not look like none."""
    if abs(value) < LEVEL:
        return "nothing"
    return ("+" if value > 0 else "") + (small(value) if abs(value) < 0.001 else number(value, 3))
