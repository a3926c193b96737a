"""What all live figures share: controls, a picture, a sentence, and one loop that moves them.

A figure is a `Stage` with four parts of its own: its controls, `look`, which computes a state from their values, and
two pure functions of that state, `draw` and `say`. One that moves by itself has `advance` as well.

Who does what: a control only stores its value, under a lock, since it may call from any thread. One asyncio task takes
the values, steps, and draws, at most 30 times a second. While nothing moves, it waits, and costs nothing. It ends when
the figure is closed, or when its cell runs again.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import html
import threading
import time
import weakref

import ipywidgets
import numpy as np

from nnlib.exercises.verdict import GREY, RED, marked
from nnlib.widgets import svg
from nnlib.widgets.yours import Broken, carefully, whose

RATE = 30                  # pictures a second, while something moves
STEPPING = 0.5             # the share of a frame in which steps are taken; the rest is for drawing, and to listen
GAP = 0.004                # seconds at least between two pictures, in which the kernel hears its messages
UNSEEN = 15                # seconds without a sign of the page, after which it is taken for closed
WORDS = 2.0                # seconds between two sentences, while something moves: they are read aloud

# The still picture stands in an output of its own above the figure, and hides while the figure is there.
HIDES_STILL = ("<style>.jp-OutputArea-child:has(+ .jp-OutputArea-child .nn-live){display:none}"
               ".nn-live .widget-html-content{line-height:1.4}"
               ".nn-live .widget-toggle-button{margin:1px;padding:0 9px}"
               ".nn-live .widget-toggle-buttons{display:flex;flex-flow:row wrap;align-items:center}"
               ".nn-live .widget-toggle-buttons>.widget-label{width:auto;margin-right:6px}</style>")
# Of a saved figure nothing is left without its kernel but a line that says so: it hides beside the still picture.
HIDES_REST = ("<style>.jp-OutputArea-child:has(.nn-still) + .jp-OutputArea-child:has(.jupyter-widgets)"
              ":not(:has(.nn-live)){display:none}</style>")

_on_the_page = weakref.WeakSet()


class Still:
    """The picture that stands where no kernel runs, with the sentence that says what it shows."""

    def __init__(self, panels, alt):
        self.alt = " ".join(alt.split())
        self.width, self.svg = svg.still(panels)

    def __repr__(self):
        return f"<figure: {self.alt}>"

    def _repr_html_(self):
        data = base64.b64encode(self.svg.encode()).decode("ascii")
        return (f'<img alt="{html.escape(self.alt)}" class="nn-still" src="data:image/svg+xml;base64,{data}" '
                f'width="{self.width}" style="max-width: 100%; height: auto; background-color: #ffffff; '
                f'border-radius: 6px">{HIDES_REST}')


class Stage(ipywidgets.VBox):
    """A live figure.

    Parameters
    ----------
    controls : dict of name → widget with a value
    rows : lists of names of controls and buttons, as they stand above the picture; of a figure that plays, all but the
        first row stand beneath it
    buttons : dict of name → Button
        Pressing one calls `press(name)`, from the loop. "play" and "step" are known here.
    yours : list of `Yours`
        Functions that a learner may have passed in.
    extras : widgets that stand beneath the controls
    """

    name = "figure"
    plays = False              # whether it moves by itself once "Play" was pressed
    mute = ()                  # controls that change neither picture nor words by themselves

    def __init__(self, controls, rows, buttons=None, yours=(), extras=()):
        self.controls, self.buttons, self.yours = controls, buttons or {}, list(yours)
        self.trouble, self._whose, self._tried = None, whose(self.yours), False
        self._lock, self._values = threading.Lock(), {name: control.value for name, control in controls.items()}
        self._pressed, self._loop, self._task, self._awake = [], None, None, None
        self._playing = self._one_step = self._at_end = self._was_shown = False
        self._heard, self._seen, self._said = None, time.monotonic(), 0.0
        self.frames = self.steps = 0
        self._picture, self._words, self._banner = ipywidgets.HTML(), ipywidgets.HTML(), ipywidgets.HTML()
        self._pulse = ipywidgets.Play(max=10**9, interval=1000, layout=_hidden()) if self.plays else None
        style = ipywidgets.HTML(HIDES_STILL, layout=_hidden())
        super().__init__()
        self.add_class("nn-live")
        self._listen()
        everything = {**self.controls, **self.buttons}
        lines = [line_of([everything[name] for name in row]) for row in rows]
        few = 1 if self.plays else len(lines)    # above the picture, so that it stays in sight of the hand
        self.frame()
        self.children = [style, *([self._pulse] if self._pulse else []), *lines[:few], self._banner,
                         self._picture, self._words, *lines[few:], *extras]

    # ── what a figure fills in ────────────────────────────────────────────────────────────────────────────────────

    def look(self, values):
        """Compute what is to be drawn."""
        raise NotImplementedError

    def draw(self, state):
        """The panels of a state. Pure."""
        raise NotImplementedError

    def say(self, state):
        """The state in a sentence or two. Pure."""
        raise NotImplementedError

    def change(self, values, before):
        """Hear that controls have moved (`before` is None at the start)."""

    def press(self, name):
        """Hear that a button was pressed; "play" and "step" are the stage's own."""

    def dress(self):
        """Bring the controls in line with what is shown now."""

    def advance(self):
        """One step of what moves by itself. Return False when there is no next one."""
        return False

    # ── listening: nothing but storing, from whatever thread ──────────────────────────────────────────────────────

    def _listen(self):
        for name, control in self.controls.items():
            control.observe(lambda change, name=name: self._store(name, change["new"]), names="value")
        for name, button in self.buttons.items():
            button.on_click(lambda _, name=name: self._store_press(name))
        if self._pulse is not None:
            self._pulse.observe(lambda _: self._store_sign(), names="value")
            self._view_count = 0                 # asks the page to count where the figure stands
            self.observe(lambda change: self._store_views(change["new"]), names="_view_count")

    def _store(self, name, value):
        with self._lock:
            self._values[name] = value
            self._seen = time.monotonic()
        self._wake()

    def _store_press(self, name):
        with self._lock:
            self._pressed.append(name)
            self._seen = time.monotonic()
        self._wake()

    def _store_sign(self):
        was_away = self._is_away()
        with self._lock:
            self._seen = time.monotonic()
        if was_away and not self._is_away():
            self._wake()

    def _store_views(self, count):
        with self._lock:
            self._was_shown = self._was_shown or bool(count)
        self._store_sign()

    def _wake(self):
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):          # the loop is closed: the kernel is going down
                self._loop.call_soon_threadsafe(self._awake.set)

    # ── one frame ─────────────────────────────────────────────────────────────────────────────────────────────────

    def frame(self):
        """Take what was stored, step as far as fits into the frame, and draw."""
        with self._lock:
            values, pressed, self._pressed = dict(self._values), self._pressed, []
        self._hear(values, pressed)
        try:
            state = self._carefully(values)
        except Broken as problem:
            self._use_the_courses(problem, values)
            state = self._work(values)
        self._show(state, at_rest=bool(pressed) or not self._playing or self.frames == 0)

    def _hear(self, values, pressed):
        if values != self._heard:
            before, self._heard = self._heard, values
            self.change(values, before)
        for name in pressed:
            if name == "play":
                self.playing = not self.playing
            elif name == "step":
                self._one_step = True
                if self._playing:
                    self.playing = False
            else:
                if name == "reset" and self._playing:
                    self.playing = False
                self.press(name)

    def _carefully(self, values):
        """Step and look; with a learner's functions in use, under guard."""
        if not any(function.in_use for function in self.yours):
            return self._work(values)
        first, self._tried = not self._tried, True
        return carefully(lambda: self._work(values), first)

    def _work(self, values):
        with np.errstate(all="ignore"):                      # what overflows is told in words
            self._step()
            return self.look(values)

    def _step(self):
        """Take the steps of a frame: as many as were asked for, as far as they fit."""
        deadline = time.perf_counter() + STEPPING / RATE
        wanted, self._one_step = self.steps_a_frame if self._playing else int(self._one_step), False
        for _ in range(wanted):
            self.steps += 1
            self._at_end = not self.advance()
            if self._at_end or time.perf_counter() > deadline:
                break

    @property
    def steps_a_frame(self):
        """How many steps to take at most between two pictures."""
        return 10**6

    def _use_the_courses(self, problem, values):
        self.trouble = f"{problem} From here on the figure runs with the course's: mend yours, and run the cell again."
        for function in self.yours:
            function.give_up()
        self._heard = None                       # start again: what was reached was reached with a broken function
        self._hear(values, [])

    def _show(self, state, at_rest):
        if self._at_end:
            self._at_end, at_rest = False, True
            if self._playing:
                self.playing = False
        self.state, now = state, time.monotonic()
        self.frames += 1
        words = self.say(state)
        self._picture.value = svg.live(self.draw(state), words)
        if at_rest or now - self._said > WORDS:
            self._words.value = (f'<p role="status" aria-live="polite" style="margin:4px 0;max-width:60em">'
                                 f"{marked(words)}</p>")
            self._said, self.words = now, words
        self._tell(self.trouble)
        self.dress()

    def _tell(self, trouble):
        """Above the picture: what went wrong, or else whose functions run where they are not the learner's."""
        sentence = f"✗ {trouble}" if trouble else f"○ {self._whose}" if self._whose else ""
        self._banner.value = sentence and (
            f'<p role="{"alert" if trouble else "note"}" style="margin:4px 0;padding:2px 10px;'
            f'border-left:4px solid {RED if trouble else GREY}">{marked(sentence)}</p>')

    # ── playing ───────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def playing(self):
        """Whether it moves by itself now."""
        return self._playing

    @playing.setter
    def playing(self, on):
        self._playing, self._seen = on, time.monotonic()
        self._pulse.playing = on                 # while it plays, the page gives a sign of life each second
        play = self.buttons["play"]
        play.description, play.icon = ("Pause", "pause") if on else ("Play", "play")

    def _is_away(self):
        """Whether the page is closed, or the figure was taken from it: then nothing runs until it is seen again."""
        return time.monotonic() - self._seen > UNSEEN or (self._was_shown and self._view_count == 0)

    # ── on the page ───────────────────────────────────────────────────────────────────────────────────────────────

    def still(self):
        """The figure as it stands now, as a picture with its sentence."""
        return Still(self.draw(self.state), self.words)

    def _ipython_display_(self, **_):
        from IPython.display import display

        display(self.still())
        view = "application/vnd.jupyter.widget-view+json"
        display({view: self._repr_mimebundle_()[view]}, raw=True)
        self._start()

    def __repr__(self):
        return f"<live figure, {self.name}: {self.words}>"

    def _start(self):
        """Begin the loop, where there is one to begin; end those that this cell began when it last ran."""
        self._cell = _running_cell()
        for other in list(_on_the_page):
            if other is not self and other._cell[0] == self._cell[0] and other._cell[1] != self._cell[1]:
                other.close()
        _on_the_page.add(self)
        with contextlib.suppress(RuntimeError):              # no loop runs: a script, a test
            loop = asyncio.get_running_loop()
            if self._task is None:
                self._loop, self._awake = loop, asyncio.Event()
                self._task = loop.create_task(self._run())

    async def _run(self):
        """Wait for a control, or for the next frame; then draw one."""
        due = None
        while True:
            await self._wait(due)
            try:
                self.frame()
            except Exception as error:                       # a fault of the figure's own: said once, not thirty times
                self._playing = False
                self._tell(f"The figure failed, not you: {type(error).__name__}: {error}. Run the cell again.")
            moves, now = self._playing and not self._is_away(), time.perf_counter()
            # Each frame is due a thirtieth after the last was, not after it came: small delays do not add up.
            due = max(due or now, now - 1 / RATE) + 1 / RATE if moves else None

    async def _wait(self, due):
        """Sleep until `due` (None: for as long as it takes), or until a control moves."""
        await asyncio.sleep(GAP)
        if due is None:
            await self._awake.wait()
        else:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._awake.wait(), max(0.0, due - time.perf_counter()))
        self._awake.clear()

    def close(self):
        """End it: no task, no controls, no messages."""
        task, self._task, self._loop = getattr(self, "_task", None), None, None
        if task is not None:
            task.cancel()
        _on_the_page.discard(self)
        for child in list(_parts_of(self)):
            child.close()
        super().close()


# ── controls ──────────────────────────────────────────────────────────────────────────────────────────────────────────
#
# Sliders whose number can be typed, and buttons, nothing else: a notebook in command mode takes the arrow keys from
# lists and radio buttons, and Notebook 7 from sliders too, where it leaves Page Up, Page Down, and typing.

def slider(label, value, low, high, step, written=".2f"):
    """A slider for a number."""
    return ipywidgets.FloatSlider(value, min=low, max=high, step=step, description=label, readout_format=written,
                                  style=_label(), layout=_wide())


def magnitude(label, value, low, high, step):
    """A slider for a positive number that moves in powers of ten: from 10**low to 10**high."""
    return ipywidgets.FloatLogSlider(value, base=10, min=low, max=high, step=step, description=label,
                                     readout_format=".2g", style=_label(), layout=_wide())


def whole(label, value, low, high):
    """A slider for a whole number."""
    return ipywidgets.IntSlider(value, min=low, max=high, description=label, style=_label(), layout=_wide())


def pick(label, options, value):
    """A row of buttons, of which one is chosen. `options` are words, or pairs (word, value)."""
    style = {**_label(), "button_width": "auto"}
    return ipywidgets.ToggleButtons(options=options, value=value, description=label, style=style,
                                    layout=ipywidgets.Layout(width="max-content", max_width="100%"))


def button(label, icon="", tooltip=""):
    """A button with a word on it."""
    return ipywidgets.Button(description=label, icon=icon, tooltip=tooltip, layout=ipywidgets.Layout(width="auto"))


def transport():
    """The buttons of a figure that moves by itself."""
    return {"play": button("Play", "play", "Let it run, or pause"), "step": button("Step", "step-forward", "One step"),
            "reset": button("Reset", "refresh", "Back to the start")}


def line_of(children):
    """Controls side by side, wrapped where the page is narrow."""
    return ipywidgets.Box(children, layout=ipywidgets.Layout(display="flex", flex_flow="row wrap", align_items="center",
                                                             grid_gap="2px 14px"))


def _label():
    return {"description_width": "initial"}


def _wide():
    return ipywidgets.Layout(width="240px")


def _hidden():
    return ipywidgets.Layout(display="none")


def _parts_of(widget):
    """All widgets that a widget is made of: layouts and styles are widgets too, and live as long as they are open."""
    for child in getattr(widget, "children", ()):
        yield from _parts_of(child)
        yield child
    for part in (widget.layout, getattr(widget, "style", None)):
        if isinstance(part, ipywidgets.Widget):
            yield part


def _running_cell():
    """The cell that runs now, and the how-manieth run of a cell it is; each figure its own where that is not known."""
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None or not hasattr(shell, "get_parent"):
        return object(), 0
    cell = shell.get_parent().get("metadata", {}).get("cellId")
    return (cell or object()), shell.execution_count


def finite(*arrays):
    """Whether there is nothing but numbers in them."""
    return all(np.isfinite(array).all() for array in arrays)
