"""Numbers flow through 2-4-1: choose a row and a unit, and read how its number came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

import nnlib
from nnlib.activations import sigmoid
from nnlib.widgets.run import Functions, Recipe
from nnlib.widgets.stage import Stage, pick
from nnlib.widgets.svg import BLUE, GREY, INK, STRONG, VERMILLION, Panel, line, number, tag, text

ROW_NAMES = [("(0, 0)", 0), ("(0, 1)", 1), ("(1, 0)", 2), ("(1, 1)", 3)]
SIGMOIDS = Recipe(activation="sigmoid")
ACROSS, TOP, GAP, RADIUS = (48, 284, 508), 88, 86, 25
NEAR_UNIT = {1: 0.68, 2: 0.42}             # how far along its line a weight is written: where the lines lie apart
TIED = "\u00a0"                             # a space at which no line ends


@dataclass(frozen=True)
class State:
    """The row that flows, the unit that is looked at, and all numbers of the network."""

    row: int
    unit: int                              # 0 … n_h − 1 hidden, n_h the output
    params: dict
    cache: dict
    y: float

    @property
    def n_h(self):
        """Hidden units."""
        return self.params["W1"].shape[1]


def flow(params=None, *, forward=None):
    """Show the numbers of one row on their way through a network.

    Parameters
    ----------
    params : dict with W1 (2, n_h), b1 (1, n_h), W2 (n_h, 1), b2 (1, 1), up to five hidden units
        By default the 2-4-1 from which the course starts.
    forward : function (X, params) → y_hat, cache
        Your own; by default the course's.
    """
    return Flow(params or nnlib.init_params((2, 4, 1), np.random.default_rng(0)), forward)


class Flow(Stage):
    """Buttons for the row, and for the unit that is looked at."""

    name = "flow"

    def __init__(self, params, forward):
        n_h = _check(params)
        self.params, self.functions = params, Functions.of(forward)
        units = [*((f"hidden {j + 1}", j) for j in range(n_h)), ("output", n_h)]
        controls = {"row": pick("Row", ROW_NAMES, 1), "unit": pick("Look at", units, 0)}
        super().__init__(controls, [["row", "unit"]], yours=self.functions.all)

    def look(self, values):
        """Send all four rows through the network."""
        X, y = nnlib.xor()
        _, cache = self.functions.answer(X, self.params, SIGMOIDS)
        return State(values["row"], values["unit"], dict(self.params), cache, float(y[values["row"], 0]))

    def draw(self, state):
        """See `draw`."""
        return draw(state)

    def say(self, state):
        """See `say`."""
        return say(state)


def _check(params):
    shapes = {name: np.shape(array) for name, array in params.items()} if isinstance(params, Mapping) else {}
    n_h = (shapes.get("W1") or (0,))[-1]
    if shapes != {"W1": (2, n_h), "b1": (1, n_h), "W2": (n_h, 1), "b2": (1, 1)} or not 1 <= n_h <= 5:
        found = ", ".join(f"{name} {shape}" for name, shape in shapes.items()) or f"a {type(params).__name__}"
        raise ValueError(f"the figure shows two inputs, one to five hidden units and one output; found {found}. "
                         "Pass W1 (2, n_h), b1 (1, n_h), W2 (n_h, 1), b2 (1, 1).")
    return n_h


# ── drawing ───────────────────────────────────────────────────────────────────────────────────────────────────────────

def draw(state):
    """One drawing: the network with its numbers; the unit that is looked at has a thick ring, its weights are bold."""
    tallest = max(state.n_h, 2)
    places = [_column(x, n, tallest) for x, n in zip(ACROSS, (2, state.n_h, 1), strict=True)]
    values = [state.cache[name][state.row] for name in ("a0", "a1", "a2")]
    parts = []
    for l in (1, 2):
        W = state.params[f"W{l}"]
        parts += [_weight(places[l - 1][i], places[l][j], W[i, j], looked_at(state) == (l, j), NEAR_UNIT[l])
                  for j in range(W.shape[1]) for i in range(W.shape[0])]
    for l, (column, numbers) in enumerate(zip(places, values, strict=True)):
        parts += [_unit(place, numbers[j], l, looked_at(state) == (l, j)) for j, place in enumerate(column)]
    parts += [text(x, 46, words, anchor="middle", color=GREY)
              for x, words in zip(ACROSS, ("inputs a0", "hidden a1", "output a2"), strict=True)]
    for l in (1, 2):
        b, z = state.params[f"b{l}"][0], state.cache[f"z{l}"][state.row]
        parts += [text(x, y + RADIUS + 14, f"b = {plain(b[j])}, z = {plain(z[j])}", size=11, anchor="middle",
                       color=GREY, halo=True) for j, (x, y) in enumerate(places[l])]
    x1, x2 = values[0]
    title = f"({x1:.0f}, {x2:.0f}) goes in, {number(values[2][0])} comes out{_but(state)}"
    return [Panel(title, 564, TOP + GAP * (tallest - 1) + RADIUS + 30, "".join(parts))]


def _but(state):
    """What would be right; or, before that counts, where a learner's forward does otherwise than the picture says."""
    place = astray(state)
    if place is None:
        return f"; right would be {state.y:.0f}"
    l = place[0]
    return f", but a{l} is not σ(z{l})" if added_up(state, *place) else f", but z{l} is not a{l - 1} @ W{l} + b{l}"


def looked_at(state):
    """Layer and number of the unit whose sum is told."""
    return (1, state.unit) if state.unit < state.n_h else (2, 0)


def _column(x, n, tallest):
    return [(x, TOP + GAP * (i + (tallest - n) / 2)) for i in range(n)]


def plain(value):
    """A number with two decimals, and with none when they are zeros: −0.31, 20, 0."""
    return number(value).removesuffix(".00")


def _weight(a, b, w, looked_at, share):
    """A line with its number; solid above 0, dashed below."""
    color, dash = (VERMILLION, None) if w > 0 else (BLUE, "7 5")
    width = min(0.8 + 1.6 * np.sqrt(abs(w)), 6.0)
    x, y = a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])
    label = tag("rect", x=x - 20, y=y - 9, width=40, height=17, fill="#ffffff", rx=3)
    return (line(a[0], a[1], b[0], b[1], color=color, width=width, dash=dash) + label
            + text(x, y + 4, plain(w), size=11, anchor="middle", bold=looked_at))


def _unit(place, value, layer, looked_at):
    """A circle with its number; the deeper its colour, the nearer to 1."""
    shade = STRONG[round(32 + 31 * min(max(float(value), 0), 1))]
    fill = "#" + "".join(f"{int(0.45 * c + 0.55 * 255):02x}" for c in shade)
    circle = tag("circle", cx=place[0], cy=float(place[1]), r=RADIUS, fill=fill, stroke=INK,
                 stroke_width=3.5 if looked_at else 1.2)
    return circle + text(place[0], place[1] + 4.5, number(value, 0 if layer == 0 else 2), size=13, anchor="middle",
                         bold=True)


def name_of(l, j):
    """As a learner says it."""
    return f"Hidden unit {j + 1}" if l == 1 else "Output unit"


def heard_by(state, l, j):
    """What a unit hears, its weights and its bias."""
    return state.cache[f"a{l - 1}"][state.row], state.params[f"W{l}"][:, j], state.params[f"b{l}"][0, j]


def added_up(state, l, j):
    """Whether its z is the sum of what it hears."""
    heard, W, b = heard_by(state, l, j)
    return abs(heard @ W + b - state.cache[f"z{l}"][state.row, j]) <= 1e-6


def squashed(state, l, j):
    """Whether its a is σ(z)."""
    return abs(sigmoid(state.cache[f"z{l}"][state.row, j]) - state.cache[f"a{l}"][state.row, j]) < 1e-6


def astray(state):
    """The first unit, the one that is looked at before all others, that does not add up and squash as the picture says:
    layer and number, or None.
    """
    units = [looked_at(state), *((1, j) for j in range(state.n_h)), (2, 0)]
    return next((unit for unit in units if not (added_up(state, *unit) and squashed(state, *unit))), None)


def arithmetic(state, l, j):
    """z = 0 · 0.07 + 1 · (−0.31) + 0 = −0.31, and a = σ(z) = 0.42; or where a learner's forward does otherwise."""
    heard, W, b = heard_by(state, l, j)
    z, a = state.cache[f"z{l}"][state.row, j], state.cache[f"a{l}"][state.row, j]
    products = [f"{plain(x)} · {f'({plain(w)})' if w < 0 else plain(w)}" for x, w in zip(heard, W, strict=True)]
    # Who adds up the numbers as they stand here should find what stands here, or be told that they are rounded.
    written = np.round(heard, 2) @ np.round(W, 2) + np.round(b, 2)
    equals = "=" if plain(written) == plain(z) else "≈"
    total = f"{' + '.join(products)} + {plain(b)}".replace("+ −", "− ")
    if not added_up(state, l, j):
        return f"{tied(total)} is {plain(heard @ W + b)}, but your forward's z{l} is {plain(z)}"
    last = (tied(f"a = σ(z) = {number(a)}") if squashed(state, l, j) else
            f"σ(z) is {number(sigmoid(z))}, but your forward's a{l} is {number(a)}")
    return f"{tied(f'z = {total} {equals} {plain(z)}')}, and {last}"


def tied(formula):
    """Lines end before + and −, and nowhere else in a formula."""
    return formula.replace(" ", TIED).replace(f"{TIED}+", " +").replace(f"{TIED}−{TIED}", f" −{TIED}")


def say(state):
    """The way of the row, and the sum of the unit that is looked at; and that of another, if it is not as it should be.
    """
    x1, x2 = state.cache["a0"][state.row]
    hidden = ", ".join(number(a) for a in state.cache["a1"][state.row])
    units = dict.fromkeys([looked_at(state), astray(state) or looked_at(state)])
    sums = " ".join(f"{name_of(*unit)}: {arithmetic(state, *unit)}." for unit in units)
    return (f"Row ({x1:.0f}, {x2:.0f}): the hidden units say {hidden}; the output says "
            f"{number(state.cache['a2'][state.row, 0])}, where {state.y:.0f} is right. {sums}")
