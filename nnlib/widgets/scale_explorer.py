"""Ten tanh layers: turn the spread of the weights, and see the signal die, or be pinned, or live."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from nnlib.widgets import svg
from nnlib.widgets.stage import Stage, Still, button, magnitude
from nnlib.widgets.svg import BLUE, GREY, INK, Panel, Plane, line, tag, text
from nnlib.widgets.yours import Yours

LAYERS, UNITS, ROWS = 10, 100, 1000
STARTS = {"0.01": 0.01, "0.1": 0.1, "1": 1.0}      # the three of notebook 01
# A page puts a typed number on the nearest step. On these lie, as far as three digits tell, 0.01, 0.08, 0.1, 0.12, 0.14
# and others of which the notebook speaks; and each step can be seen in the digits.
STEP = 1 / 186
BINS = 41
EDGES = np.linspace(-1, 1, BINS + 1)


@dataclass(frozen=True)
class State:
    """The spread of the weights, and for each layer how many activations lie where."""

    spread: float
    counts: np.ndarray                     # (LAYERS, 41)
    spreads: np.ndarray                    # (LAYERS,)
    pinned: np.ndarray                     # (LAYERS,) share beyond ±0.99


def scale_explorer(spread=1.0, *, activation=None):
    """Show how ten layers of 100 units hand a signal on, for weights of any spread.

    The still picture, which stands where no kernel runs, shows three of them: 0.01, 1 and 0.1.

    Parameters
    ----------
    spread : number from 0.001 to 2
        Where the slider starts.
    activation : function z → a of the same shape, between −1 and 1
        By default tanh.
    """
    return ScaleExplorer(spread, activation)


class ScaleExplorer(Stage):
    """A slider for the spread of the weights, with three places to jump to, and ten histograms."""

    name = "scale explorer"

    def __init__(self, spread, activation):
        self.activation = Yours("activation", activation, np.tanh)
        control = magnitude("Spread", spread, -3, 0.3, STEP)
        control.readout_format = ".3"            # as the title has it: three digits, and no zeros behind them
        control.layout.width, control.layout.max_width = "420px", "100%"
        buttons = {name: button(name, tooltip=f"Weights of spread {name}") for name in STARTS}
        super().__init__({"spread": control}, [["spread", *STARTS]], buttons, yours=[self.activation])

    def press(self, name):
        """Go to one of the three starts: the slider moves, and is heard like any hand."""
        self.controls["spread"].value = STARTS[name]

    def look(self, values):
        """Send 1,000 rows through ten layers. The weights keep their pattern, and change in size alone."""
        spread = values["spread"]
        a, weights = _draws()
        counts, spreads, pinned = [], [], []
        for W in weights:
            a = self.activation(a @ (spread * W))
            counts.append(_count(a))
            spreads.append(a.std())
            pinned.append(np.mean(np.abs(a) > 0.99))
        return State(float(spread), np.array(counts), np.array(spreads), np.array(pinned))

    def draw(self, state):
        """See `draw`."""
        return draw(state)

    def say(self, state):
        """See `say`."""
        return say(state)

    def still(self):
        """The three starts beneath one another: one alone would not tell what there is to see."""
        if self.activation.in_use:               # what a function of your own does, it is asked only under guard
            return super().still()
        states = [self.look({"spread": STARTS[name]}) for name in ("0.01", "1", "0.1")]
        return Still([[_layers(state) for state in states]], " ".join(say(state) for state in states))


def _count(a):
    """How many numbers lie in each of 41 equal steps from −1 to 1: np.histogram, ten times as fast."""
    steps = ((np.clip(a, -1, 1) + 1) * (BINS / 2)).astype(int)
    return np.bincount(np.minimum(steps, BINS - 1).ravel(), minlength=BINS)


@cache
def _draws():
    """1,000 rows of 100 numbers, and ten tables of weights, all of spread 1: those of notebook 01."""
    rng = np.random.default_rng(0)
    draws = rng.normal(size=(ROWS, UNITS)), rng.normal(size=(LAYERS, UNITS, UNITS))
    return [draw.astype(np.float32) for draw in draws]          # half as exact, twice as fast: two digits are shown


def verdict(state):
    """What became of the signal, in a word and in a few."""
    first, last, pinned = state.spreads[0], state.spreads[-1], state.pinned.mean()
    if state.spreads.max() > 1:
        return "loud", "the signal leaves the range from −1 to 1"
    if last < 0.01:
        return "dead", "next to nothing comes out"
    if last < first / 4:
        return "fading", "layer 10 hands on less than a quarter of layer 1"
    if pinned > 0.5:
        return "deaf", "most activations are pinned at −1 or 1"
    if pinned > 0.1:
        return "growing deaf", "many activations are pinned at −1 or 1"
    return "alive", "no layer is near 0, and few activations are pinned"


def draw(state):
    """Ten histograms in a row, each on its side; beneath it the spread of each layer."""
    return [[_layers(state), _spreads(state)]]


def _layers(state):
    word, why = verdict(state)
    plane = Plane(52, 46, 508, 150, (0.5, 10.5), (-1.05, 1.05))
    bars = [_histogram(plane, layer, counts) for layer, counts in enumerate(state.counts, start=1)]
    axes = plane.axes("", "activations", tuple(range(1, LAYERS + 1)), (-1, 0, 1))
    return Panel(f"Spread {state.spread:.3g}: {word}, {why}", 570, 224, "".join([*bars, axes]))


def _histogram(plane, layer, counts):
    """The wider it is at some height, the more activations lie there."""
    width = 0.84 * counts / max(counts.max(), 1)
    left = float(plane.px(layer - 0.42))
    tops, bottoms = plane.py(EDGES[1:]), plane.py(EDGES[:-1])
    one = plane.width / 10
    d = "".join(f"M{left:.1f} {top:.1f}h{one * w:.1f}V{bottom:.1f}H{left:.1f}z"
                for w, top, bottom in zip(width.tolist(), tops.tolist(), bottoms.tolist(), strict=True) if w > 0)
    return tag("path", d=d, fill=BLUE) + line(left, plane.top, left, plane.top + plane.height, color=GREY, width=1)


def _spreads(state):
    """The spread of each layer's activations, in powers of ten: a tenth is one step down, wherever it is."""
    logs = np.log10(np.maximum(state.spreads, 1e-30))
    lowest, highest = min(-2.0, 2 * np.floor(logs.min() / 2)), max(0.0, 2 * np.ceil(logs.max() / 2))
    plane = Plane(52, 48, 508, 84, (0.5, 10.5), (lowest, highest))
    layers = np.arange(1, LAYERS + 1)
    seen = svg.dots(plane.px(layers), plane.py(logs), "round", INK, 7)
    ends = [text(plane.px(layer), plane.py(log) - 8, written(spread), size=11, anchor="middle", halo=True)
            for layer, log, spread in zip(layers, logs, state.spreads, strict=True)]
    axes = plane.axes("layer", "", tuple(layers.tolist()), (lowest, (lowest + highest) / 2, highest), write_y=_power)
    title = f"Their spread: {written(state.spreads[0])} in layer 1, {written(state.spreads[-1])} in layer 10"
    return Panel(title, 570, 176, "".join([axes, plane.curve(layers, logs, color=INK), *ends, seen]))


def _power(value):
    """A tick of the logarithmic axis."""
    return svg.short(10 ** value) if -3 <= value <= 3 else f"1e{svg.number(value, 0)}"


def written(spread):
    """The spread of a layer, in two digits; what is smaller than 0.001 in powers of ten."""
    if spread >= 100:
        return f"{spread:.0e}".replace("e+0", "e").replace("e+", "e")
    if spread >= 0.001:
        return f"{spread:#.2g}".removesuffix(".")
    return f"{spread:.0e}".replace("e-0", "e−").replace("e-", "e−") if spread > 1e-30 else "0"


def say(state):
    """The verdict, with its numbers."""
    word, why = verdict(state)
    return (f"Weights of spread {state.spread:.3g}: {word}, {why}. The spread of the activations goes from "
            f"{written(state.spreads[0])} in layer 1 to {written(state.spreads[-1])} in layer 10, and "
            f"{state.pinned.mean():.0%} of all lie further from 0 than 0.99.").replace("%", " %")
