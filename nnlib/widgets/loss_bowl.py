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
NUDGE, FLAT, LEVEL = 1e-5, 0.005, 1e-5             # LEVEL: a slope below it moves nothing that could be seen
FINE, COARSE = 80, 40                               # places of the map along each side
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
    nudged: tuple[float, float]            # the slopes at w and b, nudged: what `dw` and `db` should be
    steepness: float                       # of the sigmoid, mean over the samples
    along: np.ndarray
    trail: np.ndarray                      # (·, 3): w, b, loss
    steps: int
    left: bool
    over_plane: np.ndarray                 # the loss over the plane of w and b
    top: float                             # of the loss, in the picture from the side

    @property
    def rests(self):
        """Whether a step would turn next to nothing."""
        return resting(self.dw, self.db, self.both)


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


def resting(dw, db, both):
    """Whether the slopes of what a step turns are nearly 0."""
    return max(abs(dw), abs(db) * both) < LEVEL


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
        self._maps = {}
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
        """One step against the slope. False when the ball has left the picture, or the slopes are nearly 0."""
        (w, b), rate = self.ball, self._heard["learning_rate"]
        dw, db = self.slopes_at(w, b)
        self.trail = [*self.trail, (w, b, self.loss_at(w, b))][-TRAIL:]
        w, b = w - rate * dw, b - rate * db * self._heard["both"]
        self.left = not (W_RANGE[0] <= w <= W_RANGE[1] and B_RANGE[0] <= b <= B_RANGE[1])
        self.ball, self.count = (w, b), self.count + 1
        return not self.left and not resting(*self.slopes_at(w, b), self._heard["both"])

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
        nudged = ((self.loss_at(w + NUDGE, b) - self.loss_at(w - NUDGE, b)) / (2 * NUDGE),
                  (self.loss_at(w, b + NUDGE) - self.loss_at(w, b - NUDGE)) / (2 * NUDGE))
        along = np.array([self.loss_at(one, b) for one in ALONG])
        trail = np.array([*self.trail, (w, b, self.loss_at(w, b))])
        over_plane, top = self.map_of(n, b, along)
        return State(n, values["both"], w, b, self.loss_at(w, b), *self.slopes_at(w, b), values["learning_rate"],
                     nudged, float((a * (1 - a)).mean()), along, trail, self.count, self.left, over_plane, top)

    def map_of(self, n, b, along):
        """The loss over the whole plane, and a round number above all of it. It is the course's, as long as the curve
        is; of another loss it is made once, and more coarsely, for a learner's function takes one place at a time.
        """
        if np.allclose(along, course_loss(n, ALONG, b)):
            return course_map(n), 1.0
        if (n, self.mse.function) not in self._maps:
            over_plane = np.array([self.loss_at(*place) for place in ABOVE.grid(COARSE).tolist()])
            self._maps[n, self.mse.function] = over_plane, svg.up_to(np.abs(over_plane).max())[-1]
        return self._maps[n, self.mse.function]

    def draw(self, state):
        """See `draw`."""
        return draw(state)

    def say(self, state):
        """See `say`."""
        return say(state)


def course_loss(samples, w, b):
    """The mean squared error for many w and b."""
    return ((nnlib.sigmoid(w * X[:samples] + b) - Y[:samples]) ** 2).mean(axis=0)


@cache
def course_map(samples):
    """The mean squared error over the whole plane."""
    return course_loss(samples, *ABOVE.grid(FINE).T)


@cache
def _map(over_plane):
    """The plane in colours, with its contour lines, as SVG: it stays as it is while the ball moves."""
    loss = np.frombuffer(over_plane)
    lines = "".join(svg.boundary(loss, level, ABOVE).replace('stroke-width="2"', 'stroke-width="0.8"')
                    for level in LEVELS)
    return ABOVE.heat(np.log10(np.maximum(loss, 1e-3)), svg.PALE, -2.3, 0.3) + lines


def draw(state):
    """The loss along w, and the map of w and b seen from above."""
    return [_side(state), _above(state)]


def _side(state):
    top = max(state.top, svg.up_to(state.loss)[-1])
    plane = Plane(SIDE.left, SIDE.top, SIDE.width, SIDE.height, SIDE.x, (0, top))
    tangent = state.loss + state.dw * (ALONG - state.w)
    near = np.abs(plane.px(ALONG) - plane.px(state.w)) ** 2 + (plane.py(tangent) - plane.py(state.loss)) ** 2 < 85 ** 2
    trail = state.trail[:-1] if not state.both else state.trail[:0]
    parts = [plane.curve(ALONG, state.along, color=BLUE),
             svg.dots(plane.px(trail[:, 0]), plane.py(trail[:, 2]), "round", GREY, 5),
             plane.curve(ALONG[near], tangent[near], width=1.8, dash="7 4")]
    axes = plane.axes("w", "loss", W_TICKS, (0, top / 2, top))
    note = text(plane.left + plane.width, plane.top - 8, f"cut at b = {number(state.b)}", size=11, anchor="end",
                color=GREY)
    ball = _ball(state, plane.px(state.w), plane.py(state.loss))
    return Panel(_claim(state), 410, 372, axes + plane.inside(*parts) + note + ball)


def _ball(state, x, y):
    """It may lie on the frame, and is whole there; once it has left, it is not in the picture."""
    return "" if state.left else svg.dots([x], [y], "round", INK, 14)


def _claim(state):
    """The title of the picture from the side."""
    if state.left:
        return "The ball has left the picture"
    if not agree(state)[0]:
        return f"dw = {small(state.dw)} is not the slope of this curve"
    if abs(state.dw) < LEVEL:
        return "Slope 0: the curve is level here"
    return f"Slope {small(state.dw)}: the loss falls when w goes {'down' if state.dw > 0 else 'up'}"


def agree(state):
    """Whether the slopes that were handed in are the nudged ones: that at w, that at b."""
    return [abs(slope - nudged) < 1e-3 * abs(nudged) + 1e-7
            for slope, nudged in zip((state.dw, state.db), state.nudged, strict=True)]


def _above(state):
    trail, cut = state.trail, ABOVE.py(state.b)
    right = ABOVE.left + ABOVE.width
    where, anchor = (right - 4, "end") if state.w < 6 else (ABOVE.left + 4, "start")       # where the ball is not
    parts = [_map(state.over_plane.tobytes()),
             svg.line(ABOVE.left, cut, right, cut, color=BLUE, width=1.2),
             text(where, cut + (14 if cut < ABOVE.top + 18 else -5), "the curve shows this cut", size=11, anchor=anchor,
                  color=BLUE, halo=True),
             ABOVE.curve(trail[:, 0], trail[:, 1], color=GREY, width=1.2),
             svg.dots(ABOVE.px(trail[:-1, 0]), ABOVE.py(trail[:-1, 1]), "round", GREY, 4)]
    axes = ABOVE.axes("w", "b", W_TICKS, B_TICKS)
    note = text(right, ABOVE.top - 8, f"lines: loss {', '.join(map(short, LEVELS))}", size=11, anchor="end", color=GREY)
    ball = _ball(state, ABOVE.px(state.w), ABOVE.py(state.b))
    return Panel("Seen from above: blue is low", 410, 372, ABOVE.inside(*parts) + axes + note + ball)


def say(state):
    """Place, loss, slopes, and what the next step would do."""
    which = "the first sample" if state.samples == 1 else "the four samples"
    steps = "At the start" if state.steps == 0 else f"After {state.steps} step{'s' * (state.steps > 1)}"
    here = (f"{steps}: w = {number(state.w)}, b = {number(state.b)}, and the loss of {which} is "
            f"{small(state.loss)}{_since(state)}. ")
    if state.left:
        return here + _why_left(state)
    move = f"w by {_signed(-state.learning_rate * state.dw)}"
    if state.both:
        move += f" and b by {_signed(-state.learning_rate * state.db)}"
    return here + (f"dw = {small(state.dw)}, db = {small(state.db)}. {_doubt(state)}{_level(state)}With learning rate "
                   f"{short(state.learning_rate)} the next step turns {move}.")


def _since(state):
    """What the last step made of the loss."""
    if len(state.trail) < 2:
        return ""
    before = state.trail[-2, 2]
    if small(before) == small(state.loss):
        return ", as before"
    return f", {'up' if state.loss > before else 'down'} from {small(before)}"


def _doubt(state):
    """Slopes that are none."""
    wrong = [f"at {name} is {small(nudged)}" for name, nudged, right in
             zip("wb", state.nudged, agree(state), strict=True) if not right]
    return (f"Nudged, the slope {' and '.join(wrong)}: your neuron_slopes and your mse do not belong together. "
            if wrong else "")


def _level(state):
    """That nothing moves any more; and why, where the loss is not 0."""
    if not state.rests:
        return ""
    slopes = "the slopes are" if state.both else "the slope at w is"
    if state.steepness < FLAT and state.loss > 0.05:
        return f"Here the sigmoid is flat for every sample: {slopes} nearly 0, though the loss is not. Play ends here. "
    return f"{slopes[0].upper()}{slopes[1:]} nearly 0: Play ends here. "


def _why_left(state):
    """The ball is out of the picture: by a leap, or on its way along the valley."""
    if len(state.trail) < 2:
        return "It is out of the picture. Press Reset."
    last, rose = state.trail[-1, :2] - state.trail[-2, :2], state.trail[-1, 2] > state.trail[-2, 2]
    if np.hypot(*last) <= 1:
        return f"It goes on beyond the picture, {'uphill' if rose else 'lower and lower'}. Press Reset."
    if rose:
        return "The last step was long and led out of the picture. Press Reset, and take a smaller learning rate."
    return "The last step led out of the picture. Press Reset."


def _signed(value):
    """A turn, with its sign; a small one in powers of ten, so that it does not look like none."""
    if abs(value) < 1e-6:
        return "nothing"
    return ("+" if value > 0 else "") + (small(value) if abs(value) < 0.001 else number(value, 3))
