"""Ten tanh layers: turn the spread of the weights, and see the signal die, or be pinned, or live."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from nnlib.widgets import svg
from nnlib.widgets.stage import Stage, magnitude
from nnlib.widgets.svg import BLUE, GREY, INK, Panel, Plane, line, number, tag, text
from nnlib.widgets.yours import Yours

LAYERS, UNITS, ROWS = 10, 100, 1000
BINS = 41
EDGES = np.linspace(-1, 1, BINS + 1)


@dataclass(frozen=True)
class State:
    """The spread of the weights, and for each layer how many activations lie where."""

    spread: float
    counts: np.ndarray                     # (LAYERS, 41)
    spreads: np.ndarray                    # (LAYERS,)
    pinned: np.ndarray                     # (LAYERS,) share beyond ±0.99


def scale_explorer(spread=0.1, *, activation=None):
    """Show how ten layers of 100 units hand a signal on, for weights of any spread.

    Parameters
    ----------
    spread : number from 0.001 to 2
        Where the slider starts.
    activation : function z → a of the same shape, between −1 and 1
        By default tanh.
    """
    return ScaleExplorer(spread, activation)


class ScaleExplorer(Stage):
    """A slider for the spread of the weights, and ten histograms."""

    name = "scale explorer"

    def __init__(self, spread, activation):
        self.activation = Yours("activation", activation, np.tanh)
        control = magnitude("Spread of the weights", spread, -3, 0.3, 0.02)
        control.layout.width = "420px"
        super().__init__({"spread": control}, [["spread"]], yours=[self.activation])

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
    """Dead, deaf or alive: what became of the signal."""
    if state.spreads[-1] < 0.05:
        return "dead", "the signal fades from layer to layer"
    if state.pinned.mean() > 0.3:
        return "deaf", "many activations are pinned at −1 or 1"
    return "alive", "every layer has activations all over the middle"


def draw(state):
    """Ten histograms in a row, each on its side; beneath it the spread of each layer."""
    word, why = verdict(state)
    plane = Plane(48, 46, 502, 190, (0.5, 10.5), (-1.05, 1.05))
    bars = [_histogram(plane, layer, counts) for layer, counts in enumerate(state.counts, start=1)]
    axes = plane.axes("", "activations", tuple(range(1, LAYERS + 1)), (-1, 0, 1))
    title = f"Spread {written(state.spread)}: {word}; {why}"
    return [[Panel(title, 570, 262, "".join([*bars, axes])), _spreads(state)]]


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
    """The spread of each layer's activations, in powers of ten."""
    logs = np.log10(np.maximum(state.spreads, 1e-12))
    lowest = min(-2.0, 2 * np.floor(logs.min() / 2))
    plane = Plane(48, 44, 502, 100, (0.5, 10.5), (lowest, 0.0))
    layers = np.arange(1, LAYERS + 1)
    seen = svg.dots(plane.px(layers), plane.py(logs), "round", INK, 7)
    ends = [text(plane.px(layer), plane.py(log) - 9, written(spread), size=11, anchor="middle")
            for layer, log, spread in zip(layers, logs, state.spreads, strict=True)]
    axes = plane.axes("layer", "", tuple(layers.tolist()), (lowest, lowest / 2, 0), write_y=_power)
    title = f"Their spread: {written(state.spreads[0])} in layer 1, {written(state.spreads[-1])} in layer 10"
    return Panel(title, 570, 188, "".join([axes, plane.curve(layers, logs, color=INK), seen, *ends]))


def _power(value):
    """A tick of the logarithmic axis."""
    return svg.short(10 ** value) if value >= -3 else f"1e−{-value:.0f}"


def written(spread):
    """A spread in two digits."""
    if spread >= 0.01:
        return number(spread, 2 if spread >= 0.095 else 3)
    return f"{spread:.0e}".replace("e-0", "e−").replace("e-", "e−")


def say(state):
    """The verdict, with its numbers."""
    word, why = verdict(state)
    return (f"Weights of spread {written(state.spread)}: {word}, {why}. The spread of the activations goes from "
            f"{written(state.spreads[0])} in layer 1 to {written(state.spreads[-1])} in layer 10, and "
            f"{state.pinned.mean():.0%} of all lie further from 0 than 0.99.").replace("%", " %")
