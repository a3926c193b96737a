"""The playground: a network, its data and its training, all of it under your hands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import ipywidgets
import numpy as np

from nnlib.widgets import svg
from nnlib.widgets.run import HIDDEN, LOSSES, STARTS, Functions, Recipe, Run, as_code, begin
from nnlib.widgets.stage import Stage, button, pick, slider, transport, whole
from nnlib.widgets.svg import BLUE, GREEN, GREY, INK, VERMILLION, Panel, Plane, line, number, short, small, text

VIEWS = {"XOR": (-0.6, 1.6, -0.6, 1.6), "moons": (-1.75, 2.75, -2.0, 2.5), "circles": (-1.6, 1.6, -1.6, 1.6),
         "spiral": (-1.35, 1.35, -1.35, 1.35)}
GRID = 40                  # the answers are asked for on 40 × 40 places
RATES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
BATCHES = (("all", 0), ("50", 50), ("10", 10), ("1", 1))         # None would be no choice at all
SPEEDS = (("1", 1), ("5", 5), ("20", 20), ("as many as fit", 10**6))
UNIT = 32                  # pixels: the picture of a unit
ABOVE = 42                 # pixels: the title of the network, and what its columns are
SHOW = "Show as code"
TO_COPY = ("To copy as code: click into the box, select all (Ctrl + A), copy, and paste it into a cell of its own. "
           "It ends at epoch {epochs:,}, with the losses {training} and {held_out}.")
PLAYS_ON = " The figure plays on: pause it, and the code is brought up to date."
PLAIN = ("<i>These functions are written for one hidden layer of sigmoids, so the figure offers no other network.</i>")


@dataclass(frozen=True)
class State:
    """All that is drawn: the recipe (and so the points), how far it came, what the network answers, its weights."""

    recipe: Recipe
    learning_rate: float
    batch_size: int | None
    epochs: int
    updates: int
    loss: tuple[float, float]              # training, held out
    right: tuple[float, float]
    curve: np.ndarray                      # (·, 3): epoch, training loss, held-out loss
    answers: np.ndarray                    # (GRID², 1)
    units: list                            # a table (GRID²/4, units) for each layer, inputs first
    weights: list                          # W1, W2, …
    lost: float | None                     # the learning rate with which the last epoch left all bounds
    playing: bool
    doubt: str                             # what a learner's functions do otherwise than the course's


def playground(data="XOR", hidden=(4,), learning_rate=1.0, seed=0, *, forward=None, backward=None, update=None):
    """Show a network while it trains.

    Parameters
    ----------
    data : "XOR", "moons", "circles" or "spiral"
    hidden : units in each hidden layer: one to three numbers from 1 to 8
    learning_rate : a positive number; those of the row of buttons can be chosen while it runs
    seed : a whole number from 0 to 99
    forward, backward, update : functions
        Your own: `forward(X, params)`, `backward(y, cache, params, delta=…)`, `update(params, grads, learning_rate)`.
        Written for one hidden layer of sigmoids, they get such networks only.
    """
    hidden = (hidden,) if isinstance(hidden, int) else tuple(hidden)
    _refuse(data, hidden, learning_rate, seed)
    return Playground(data, hidden, float(learning_rate), seed, Functions.of(forward, backward, update))


def _refuse(data, hidden, learning_rate, seed):
    """Say what cannot be shown, and what can."""
    if data not in VIEWS:
        raise ValueError(f"data is {data!r}. Expected one of {', '.join(map(repr, VIEWS))}.")
    if not (1 <= len(hidden) <= 3 and all(units in range(1, 9) for units in hidden)):
        raise ValueError(f"hidden is {hidden}. Expected the units of one to three hidden layers, each from 1 to 8, "
                         "such as (4,) or (8, 8).")
    if not 0 < learning_rate < np.inf:
        raise ValueError(f"learning_rate is {learning_rate!r}. Expected a number above 0, such as 1.0.")
    if seed not in range(100):
        raise ValueError(f"seed is {seed!r}. Expected a whole number from 0 to 99.")


class Playground(Stage):
    """What `playground` shows."""

    name = "playground"
    plays = True
    mute = ("speed", "units2", "units3")

    def __init__(self, data, hidden, learning_rate, seed, functions):
        self.functions, self.run, self._shows_code = functions, None, False
        plain = functions.plain
        layers = 1 if plain else len(hidden)
        units = [*hidden[:layers], 4, 4, 4]
        controls = {
            "data": pick("Data", list(VIEWS), data),
            "noise": slider("Noise", 0.1, 0, 0.5, 0.05),
            "seed": whole("Seed", seed, 0, 99),
            "layers": pick("Hidden layers", [1, 2, 3], layers),
            **{f"units{l}": whole(f"Units, layer {l}", units[l - 1], 1, 8) for l in (1, 2, 3)},
            "activation": pick("Activation", list(HIDDEN), "sigmoid" if plain else "tanh"),
            "start": pick("Initialization", list(STARTS), "xavier"),
            "loss": pick("Loss", list(LOSSES), "MSE"),
            "learning_rate": pick("Learning rate", [(short(rate), rate) for rate in sorted({*RATES, learning_rate})],
                                  learning_rate),
            "batch_size": pick("Batch size", BATCHES, 0),
            "speed": pick("Speed: epochs a picture", SPEEDS, 20),
        }
        for name in ("layers", "activation"):
            controls[name].disabled = plain
            controls[name].layout.display = "none" if plain else None
        if plain:
            controls["units1"].description = "Hidden units"
        buttons = {**transport(), "code": button(SHOW, "code", "The cell that trains the same network")}
        self._code = ipywidgets.Textarea(layout=ipywidgets.Layout(width="100%", height="17em"))
        self._how_to_copy = ipywidgets.HTML()
        self._to_copy = ipywidgets.VBox([self._how_to_copy, self._code],
                                        layout=ipywidgets.Layout(display="none"))
        extras = [*([ipywidgets.HTML(PLAIN)] if plain else []), self._to_copy]
        rows = [["play", "step", "reset", "code", "speed"], ["data", "noise", "seed"],
                ["layers", "units1", "units2", "units3", "activation", "start"],
                ["loss", "learning_rate", "batch_size"]]
        super().__init__(controls, rows, buttons, functions.all, extras)

    @property
    def steps_a_frame(self):
        """Epochs between two pictures."""
        return self._heard["speed"]

    def recipe(self, values):
        """What the controls ask for."""
        hidden = tuple(values[f"units{l}"] for l in range(1, values["layers"] + 1))
        return Recipe(values["data"], round(values["noise"], 2), hidden, values["activation"], values["loss"],
                      values["start"], values["seed"])

    def change(self, values, before):
        """Another recipe is another training; learning rate and batch size may change on the way."""
        if self.run is None or before is None or self.recipe(values) != self.run.recipe:
            self.run = Run(self.recipe(values), self.functions)

    def press(self, name):
        """Reset, or show the code."""
        if name == "reset":
            self.run = Run(self.run.recipe, self.functions)
        if name == "code":
            self._shows_code = not self._shows_code
            self._code.value = ""

    def advance(self):
        """One epoch."""
        if self.run.epochs == 0:
            self.run.set_out(self._heard["learning_rate"])
        return self.run.epoch(self._heard["learning_rate"], self._heard["batch_size"] or None)

    def look(self, values):
        """Measure both losses, and ask every unit about every place."""
        run = self.run
        (loss, right), (held_loss, held_right) = run.measure(run.train), run.measure(run.held_out)
        run.record(loss, held_loss)
        plane = view_of(run.recipe.data)
        answers, cache = self.functions.answer(plane.grid(GRID), run.params, run.recipe)
        layers = len(run.recipe.sizes)
        return State(run.recipe, values["learning_rate"], values["batch_size"] or None, run.epochs, run.updates,
                     (loss, held_loss), (right, held_right), np.array([*run.curve, (run.epochs, loss, held_loss)]),
                     answers, [_thinned(cache[f"a{l}"]) for l in range(layers)],
                     [run.params[f"W{l}"] for l in range(1, layers)], run.lost, self.playing, run.doubt)

    def dress(self):
        """Hide the sliders of layers that are not there; bring the code up to date."""
        for l in (2, 3):
            self.controls[f"units{l}"].layout.display = None if l <= len(self.run.recipe.hidden) else "none"
        self._to_copy.layout.display = None if self._shows_code else "none"
        self.buttons["code"].description = "Hide the code" if self._shows_code else SHOW
        if self._shows_code and not (self.playing and self._code.value):          # nobody can copy what runs away
            self._code.value = as_code(self.run)
            training, held_out = map(small, self.state.loss)
            self._how_to_copy.value = TO_COPY.format(epochs=self.run.epochs, training=training, held_out=held_out) + (
                PLAYS_ON if self.playing else "")

    def draw(self, state):
        """See `draw`."""
        return draw(state)

    def say(self, state):
        """See `say`."""
        return say(state)


def view_of(data):
    """The part of the plane that is shown."""
    x_from, x_to, y_from, y_to = VIEWS[data]
    return Plane(36, 34, 350, 350, (x_from, x_to), (y_from, y_to))


def _thinned(table):
    """Every second place, both ways."""
    units = table.shape[1]
    return table.reshape(GRID, GRID, units)[::2, ::2].reshape(-1, units)


# ── drawing ───────────────────────────────────────────────────────────────────────────────────────────────────────────

def draw(state):
    """The network, the plane, the loss."""
    return [[_network(state), _losses(state)], _plane(state)]


def _plane(state):
    plane = view_of(state.recipe.data)
    round_numbers = (-1, 0, 1) if state.recipe.data != "XOR" else (0, 0.5, 1)
    parts = [plane.heat(state.answers), svg.boundary(state.answers, 0.5, plane), _points(state.recipe)]
    title = f"What it answers: {state.right[0]:.0%} right, held out {state.right[1]:.0%}".replace("%", " %")
    return Panel(title, 400, 462, plane.inside(*parts) + plane.axes("", "", round_numbers, round_numbers) + _PLANE_KEY)


def _shades(x, y, palette):
    """All the colours of a palette, from low to high."""
    frame = svg.tag("rect", x=x, y=y, width=60, height=11, fill="none", stroke=GREY)
    return svg.heat([np.linspace(0, 1, 30)], palette, 0, 1, x, y, 60, 11) + frame


_PLANE_KEY = "".join([
    svg.dots([44], [427], "round", BLUE, 7), text(53, 431, "0", size=11),
    svg.dots([74], [427], "square", VERMILLION, 6.5), text(83, 431, "1", size=11),
    text(116, 431, "filled: trained on", size=11), text(222, 431, "hollow: held out", size=11),
    text(40, 450, "answers 0", size=11), _shades(102, 441, svg.PALE), text(168, 450, "1", size=11),
    line(194, 446, 216, 446, width=2), text(222, 450, "one half: the boundary", size=11)])


@lru_cache(maxsize=4)
def _points(recipe):
    """All points of a recipe; they stay as long as it does."""
    plane, (_, train, held_out, _) = view_of(recipe.data), begin(recipe)
    return "".join([*_marks(plane, *train, False), *_marks(plane, *held_out, True)])


def _marks(plane, X, y, hollow):
    for label, shape, color in ((0, "round", BLUE), (1, "square", VERMILLION)):
        here = X[y.ravel() == label]
        size = (7.2 if hollow else 5.5) - 0.5 * label          # a hole is seen only where it is wide
        yield svg.dots(plane.px(here[:, 0]), plane.py(here[:, 1]), shape, color, size, hollow=hollow)


def _losses(state):
    epochs, training, held_out = state.curve.T
    x_ticks, y_ticks = svg.up_to(max(state.epochs, 1)), svg.up_to(1.02 * state.curve[:, 1:].max())
    plane = Plane(46, 46, 270, 110, (0, x_ticks[-1]), (0, y_ticks[-1]))
    ends = _apart(float(plane.py(training[-1])), float(plane.py(held_out[-1])), lowest=plane.top + plane.height - 11)
    x = float(plane.px(epochs[-1])) + 6
    parts = [plane.axes("epochs", "loss", x_ticks, y_ticks, _count),
             plane.curve(epochs, held_out, color=GREEN, dash="6 4"), plane.curve(epochs, training, color=INK),
             text(x, ends[0] + 4, "training", size=11), text(x, ends[1] + 4, "held out", size=11, color="#00664b")]
    return Panel(f"Loss {small(state.loss[0])}, held out {small(state.loss[1])}", 412, 195, "".join(parts))


def _apart(one, other, lowest, gap=14):
    """Two heights, moved so that words beside them overlap neither each other nor the numbers beneath."""
    half = max(abs(one - other), gap) / 2
    middle = min((one + other) / 2, lowest - half)
    return (middle - half, middle + half) if one < other else (middle + half, middle - half)


def _count(value):
    return f"{value:,.0f}" if value >= 1000 else short(value)


def _network(state):
    columns = [table.shape[1] for table in state.units]
    height = ABOVE + 52 + 40 * max(4, *columns)
    across = np.linspace(46, 378, len(columns))
    places = [[(x, (ABOVE + height - 52) / 2 + 40 * (i - (n - 1) / 2)) for i in range(n)]
              for x, n in zip(across, columns, strict=True)]
    parts = [_weight(a, b, W[i, j]) for W, (left, right) in zip(state.weights, pairwise(places), strict=True)
             for i, a in enumerate(left) for j, b in enumerate(right)]
    for layer, (table, column) in enumerate(zip(state.units, places, strict=True)):
        low, high = _range(state, layer, table)
        parts += [_unit(table[:, i], low, high, *place) for i, place in enumerate(column)]
    parts.append(_highest((table[:, i], *place) for table, column in zip(state.units, places, strict=True)
                          for i, place in enumerate(column)))
    parts += [text(x - UNIT / 2 - 6, y + 4, f"x{'₁₂'[i]}", anchor="end") for i, (x, y) in enumerate(places[0])]
    parts += [text(x + UNIT / 2 + 5, y + 4, "ŷ") for x, y in places[-1]]
    parts += [text(x, ABOVE - 4, name, size=11, anchor="middle", color=GREY)
              for x, name in zip(across, _headings(len(columns) - 2), strict=True)]
    name = "-".join(map(str, state.recipe.sizes))
    return Panel(f"What each unit says: the network {name}", 412, height, "".join([*parts, _network_key(height)]))


def _headings(layers):
    """What stands above each column."""
    return ["inputs", *(["hidden units"] if layers == 1 else [f"hidden {l}" for l in range(1, layers + 1)]), "answer"]


@lru_cache(maxsize=8)
def _network_key(height):
    """What squares and lines mean."""
    y, z = height - 32, height - 13
    return "".join([text(30, y + 4, "each square: low", size=11), _shades(130, y - 5, svg.STRONG),
                    text(196, y + 4, "high", size=11), _crosses([(238, y)]), text(248, y + 4, "highest here", size=11),
                    line(30, z, 56, z, color=VERMILLION, width=3), text(62, z + 4, "weight above 0", size=11),
                    line(166, z, 192, z, color=BLUE, width=3, dash="7 5"), text(198, z + 4, "below 0", size=11),
                    text(260, z + 4, "thick: far from 0", size=11)])


def _weight(a, b, w):
    """A line from unit to unit: its sign is colour and dashes, its size the width."""
    width = min(0.6 + 1.3 * np.sqrt(abs(w)), 7.0)
    color, dash = (VERMILLION, None) if w > 0 else (BLUE, "7 5") if w < 0 else (GREY, "1 5")
    return line(a[0] + UNIT / 2, a[1], b[0] - UNIT / 2, b[1], color=color, width=width, dash=dash)


def _range(state, layer, table):
    """The numbers that are shown as blue and as vermillion; white lies between."""
    if layer == len(state.units) - 1 or (layer and state.recipe.activation == "sigmoid"):
        return 0.0, 1.0
    most = 1.0 if layer and state.recipe.activation == "tanh" else max(float(np.abs(table).max()), 1e-9)
    return -most, most


def _unit(values, low, high, x, y):
    n = round(np.sqrt(len(values)))
    left, top = x - UNIT / 2, y - UNIT / 2
    frame = svg.tag("rect", x=left, y=top, width=UNIT, height=UNIT, fill="none", stroke=INK)
    return svg.heat(values.reshape(n, n), svg.STRONG, low, high, left, top, UNIT, UNIT) + frame


def _highest(units):
    """A cross where a unit says most, so that high and low are told without colour; none where it says the same
    everywhere.
    """
    places = []
    for values, x, y in units:
        at, n = int(values.argmax()), round(np.sqrt(len(values)))
        if values[at] - values.min() > 1e-6:
            across, down = (np.clip((k + 0.5) / n * UNIT, 5, UNIT - 5) - UNIT / 2 for k in (at % n, at // n))
            places.append((x + across, y + down))
    return _crosses(places)


def _crosses(places):
    """A small cross at each place, black on white."""
    d = "".join(f"M{x - 3:.1f} {y:.1f}h6M{x:.1f} {y - 3:.1f}v6" for x, y in places) or "M0 0"
    return "".join(svg.tag("path", d=d, stroke=color, stroke_width=width, stroke_linecap="round", fill="none")
                   for color, width in (("#ffffff", 4.0), (INK, 1.6)))


def say(state):
    """Where the training stands, and from what it came."""
    doubt = f"{state.doubt} " if state.doubt else ""
    if state.lost is not None:
        return f"{doubt}{_lost(state)} {_recipe(state)}"
    (loss, held_out), (right, held_right) = state.loss, state.right
    if state.epochs or state.playing:
        start = f"{'Running' if state.playing else 'Paused'} at epoch {state.epochs:,}"
        start += f" ({state.updates:,} updates)" if state.updates != state.epochs else ""
    else:
        start = "Not trained yet. Press Play, and it learns to tell round points (0) from square ones (1). Epoch 0"
    return (f"{doubt}{start}: loss {small(loss)} and {right:.0%} right on the points it trains on, "
            f"{small(held_out)} and {held_right:.0%} on those held out. {_recipe(state)}").replace("%", " %")


def _lost(state):
    """That the numbers left all bounds, and how to go on."""
    rate = short(state.lost)
    told = (f"Stopped in epoch {state.epochs + 1:,}: the numbers left all bounds with the learning rate {rate}. "
            "They are as they were before that epoch.")
    if state.learning_rate < state.lost:
        return f"{told} Play goes on with the learning rate {short(state.learning_rate)}."
    return f"{told} Take a smaller learning rate and press Play, or Reset."


def _recipe(state):
    recipe, batch = state.recipe, state.batch_size
    points = "all points" if batch is None else "1 point" if batch == 1 else f"{batch} points"
    network = "-".join(map(str, recipe.sizes))
    return (f"{recipe.data}, noise {number(recipe.noise)}; {network}, {recipe.activation}, {recipe.loss}, "
            f"initialization {recipe.start}; learning rate {short(state.learning_rate)}, {points} an update; "
            f"seed {recipe.seed}.")
