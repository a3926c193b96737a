"""Live figures in JupyterLab and Notebook 7, by mouse and by keys; skipped where there is no browser.

One server and one browser serve the whole file: it is not to be spread over several processes.
"""

import json
import time

import browser
import numpy as np
import pytest
from browser import ERRORS, ask, screencast, until

from nnlib import widgets

pytestmark = browser.needed

BROKEN = "def endless(z):\n    while True:\n        pass"
CELLS = [f"from nnlib import widgets\nBROKEN = {BROKEN!r}",
         *(f"{name} = widgets.{name}()\n{name}" for name in widgets.__all__)]
RUN_CELL = """n => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = n;
                     window.jupyterapp.commands.execute('notebook:run-cell') }"""
PANELS = """n => [...document.querySelectorAll('.nn-live')[n].querySelectorAll('svg[role=img]')].map(e => {
    const b = e.getBoundingClientRect(); return [b.x, b.y, b.width, b.height].map(Math.round) })"""
CPU = "__import__('time').process_time()"


@pytest.fixture(scope="module")
def page(desk):
    """All figures in JupyterLab, run."""
    return desk.open(CELLS, "figures")


def figure(page, name):
    """The place of a figure on the page."""
    place = page.locator(".nn-live").nth(widgets.__all__.index(name))
    place.scroll_into_view_if_needed()
    return place


def seen(place):
    """What a figure shows: its picture, and its words."""
    return place.locator("svg").first.evaluate("e => e.parentElement.parentElement.innerHTML"), said(place)


def said(place):
    return place.locator('[role="status"]').inner_text()


def test_all_figures_open_without_an_error(page):
    assert page.evaluate(ERRORS) == []
    assert page.problems == []
    assert until(page.locator(".nn-live").count, lambda n: n == len(widgets.__all__)) == len(widgets.__all__)
    stills = page.locator("img.nn-still:visible")                      # they hide while the figures live
    assert until(stills.count, lambda n: n == 0) == 0


# Controls that stand on the page only while another control has a certain value.
REVEALED = {"playground": [("layers", 3)], "backward_stepper": [("graph", "fork"), ("graph", "network")]}


@pytest.mark.parametrize("name", widgets.__all__)
def test_every_control_changes_the_picture_and_the_kernels_state(page, name):
    start = values_of(page, name)
    place, missing = figure(page, name), drive(page, name)
    for control, value in REVEALED.get(name, []):
        before = seen(place)
        assert missing
        set_value(page, name, control, value)
        assert until(lambda before=before: seen(place), lambda now, before=before: now != before) != before
        missing &= drive(page, name, missing)
    put_back(page, name, start)
    assert missing == set()
    assert page.problems == []


def drive(page, name, only=None):
    """Move each control of a figure that stands on the page, see kernel and picture follow, and put it back; what does
    not stand there is returned.
    """
    place, missing = figure(page, name), set()
    mute = ask(page, f"list({name}.mute)")
    for i, (control, kind) in enumerate(controls_in_order(page, name)):
        box = place.locator("> * .widget-toggle-buttons, > * .widget-slider").nth(i)
        if only is not None and control not in only:
            continue
        if not box.is_visible():
            missing.add(control)
            continue
        value, picture = f"{name}.controls[{control!r}].value", seen(place)
        before = ask(page, value)
        if kind == "ToggleButtons":
            box.locator("button:not(.mod-active)").first.click()
        else:
            handle = box.locator(".noUi-handle")
            handle.focus()
            at_end = handle.get_attribute("aria-valuenow") == handle.get_attribute("aria-valuemax")
            page.keyboard.press("ArrowLeft" if at_end else "ArrowRight")
        assert until(lambda value=value: ask(page, value), lambda now, before=before: now != before) != before, control
        if control not in mute:
            assert until(lambda: seen(place), lambda now, picture=picture: now != picture) != picture, control
        set_value(page, name, control, before)
    return missing


def set_value(page, name, control, value):
    set_values(page, name, {control: value})


def set_values(page, name, values):
    """Set controls, and wait until the figure has been drawn with them."""
    ask(page, f"[setattr({name}.controls[n], 'value', value) for n, value in {values!r}.items()] and 0")
    heard = f"all({name}._heard[n] == {name}.controls[n].value for n in {list(values)!r})"
    assert until(lambda: ask(page, heard), bool), values


def controls_in_order(page, name):
    """Names and kinds of the controls as they stand on the page."""
    return ask(page, f"[[n, type(c).__name__] for box in {name}.children for child in getattr(box, 'children', ()) "
                     f"for n, c in {name}.controls.items() if c is child]")


STOP = """e => { const at = document.activeElement; if (!e.contains(at)) return null;
                 const box = at.closest('.widget-slider, .widget-toggle-buttons');
                 return [box ? [...e.querySelectorAll('.widget-slider, .widget-toggle-buttons')].indexOf(box) : -1,
                         at.classList[0], at.matches('.mod-active, [readonly]'), at.innerText] }"""


def walk_by_keys(page, name, front, done=()):
    """Go through a figure with Tab, and move what is reached, but what is done already; the names of the controls and
    buttons that moved.
    """
    place, order = figure(page, name), [control for control, _ in controls_in_order(page, name)]
    mute = ask(page, f"list({name}.mute)")
    place.evaluate("e => e.closest('.jp-Cell').focus()")
    moved, inside, start, last = set(), False, values_of(page, name), None
    for _ in range(120):
        page.keyboard.press("Tab")
        stop = place.evaluate(STOP)
        if stop is None and inside:
            break
        inside = inside or stop is not None
        if stop is None or stop[2] or stop[1] == "widget-input":                # the code is to be copied, not moved
            continue
        control = order[stop[0]] if stop[0] >= 0 else None
        if (control or stop[3].strip()) in done:
            continue
        if control != last:
            put_back(page, name, {other: value for other, value in start.items() if other != control})
            last = control
        value = f"{name}.controls[{control!r}].value" if control else f"{name}.frames"
        before, words = ask(page, value), said(place)
        for key in keys_for(stop[1], front, page, f"{name}.controls[{control!r}]"):
            page.keyboard.press(key)
        assert until(lambda value=value: ask(page, value), lambda now, before=before: now != before) != before, stop
        if control and control not in mute:
            assert until(lambda: said(place), lambda now, words=words: now != words) != words, stop
        moved.add(control or stop[3].strip())
        if not control and ask(page, f"getattr({name}, '_playing', False)"):       # a figure that plays slows all else
            page.keyboard.press("Space")
            assert until(lambda: ask(page, f"{name}.playing"), lambda now: not now) is False
    put_back(page, name, start)
    return moved


def values_of(page, name):
    return ask(page, f"{{n: c.value for n, c in {name}.controls.items()}}")


def put_back(page, name, start):
    """Set the controls that have moved; a row of buttons is made anew by that, so never the one that has the focus."""
    moved = {control: start[control] for control, value in values_of(page, name).items()
             if control in start and value != start[control]}
    if moved:
        set_values(page, name, moved)


def keys_for(kind, front, page, control):
    """The keys that move a slider, type a number, press a button. Notebook 7 keeps the arrow keys for itself."""
    if kind == "noUi-handle":
        down, up = ("PageDown", "PageUp") if front == "notebook" else ("ArrowLeft", "ArrowRight")
        return [down, up, up]                    # one of them moves it, whichever end it stands at
    if kind == "widget-readout":
        low, high, value = ask(page, f"[*(c.base ** e if hasattr(c, 'base') else e for c in [{control}] "
                                     f"for e in (c.min, c.max)), {control}.value]")
        return ["Control+a", *str(low if value - low > high - value else high), "Enter"]
    return ["Space"]


@pytest.fixture(scope="module")
def page7(desk):
    """All figures in Notebook 7, run."""
    return desk.open(CELLS, "figures7", "notebook")


@pytest.mark.parametrize("front", ["lab", "notebook"])
@pytest.mark.parametrize("name", widgets.__all__)
def test_keys_alone_reach_and_move_every_control_and_the_words_follow(request, name, front):
    page = request.getfixturevalue("page" if front == "lab" else "page7")
    everything = ask(page, f"[*{name}.controls, *(b.description for b in {name}.buttons.values())]")
    moved = walk_by_keys(page, name, front)
    for control, value in REVEALED.get(name, []):
        set_value(page, name, control, value)
        moved |= walk_by_keys(page, name, front, done=moved)
    assert moved >= set(everything)


def paints(page, name):
    """See a figure that plays paint, and train: the seconds that 30 pictures take, and the processor's for one."""
    state = f"[{name}.frames, {name}.steps, {CPU}]"
    start, began = until(lambda: ask(page, state), lambda now: now[1] > 0), time.monotonic()
    end = until(lambda: ask(page, state), lambda now: now[0] - start[0] >= 30)
    frames, steps, used = (after - before for after, before in zip(end, start, strict=True))
    assert frames >= 30
    assert steps >= frames - 1
    return (time.monotonic() - began) * 30 / frames, used / frames


def test_playing_paints_and_trains_and_pausing_stops_all(page):
    """In the time in which it had painted 30 pictures, it neither paints nor steps then, and works less than for 8."""
    place = figure(page, "playground")
    place.get_by_role("button", name="Reset").click()
    place.get_by_role("button", name="Play").click()
    seconds, a_picture = paints(page, "playground")
    place.get_by_role("button", name="Pause").click()
    assert until(lambda: ask(page, "playground.playing"), lambda now: not now) is False
    assert until(lambda: said(place), lambda now: now.startswith("Paused")).startswith("Paused at epoch ")
    state = f"[[playground.frames, playground.steps, playground.run.epochs], {CPU}]"
    before, used = ask(page, state)
    time.sleep(seconds)
    after, used_by_then = ask(page, state)
    assert after == before
    assert used_by_then - used < 8 * a_picture


def test_no_panel_is_ever_empty_while_it_trains(page):
    """What the screen showed, frame by frame: the share of each panel that is not white never falls to half."""
    place = figure(page, "playground")
    place.get_by_role("button", name="Reset").click()
    place.get_by_role("button", name="Play").click()
    until(lambda: ask(page, "playground.frames"), lambda now: now > 10)
    panels = where_the_panels_rest(page, place)
    painted = np.array([[not_white(shot, panel) for panel in panels] for shot in screencast(page, frames=30)])
    assert page.evaluate(PANELS, widgets.__all__.index("playground")) == panels
    place.get_by_role("button", name="Pause").click()
    assert len(painted) >= 30
    assert painted.min(axis=0) == pytest.approx(np.median(painted, axis=0), rel=0.5)
    assert painted.min() > 0.02


def where_the_panels_rest(page, place):
    """Bring the panels into sight, and wait until they stand still."""
    places = [None]

    def look():
        place.evaluate("e => e.querySelector('svg').scrollIntoView({block: 'start'})")
        page.wait_for_timeout(250)
        places.append(page.evaluate(PANELS, widgets.__all__.index("playground")))
        return places[-2:]

    return until(look, lambda two: two[0] == two[1])[1]


def not_white(shot, panel):
    """The share of a panel that has a colour in it."""
    left, top, width, height = panel
    return (shot[top:top + height, left:left + width].min(axis=2) < 245).mean()


def test_code_that_is_copied_stands_in_the_page(page):
    place = figure(page, "playground")
    place.get_by_role("button", name="Step").click()
    if not place.locator("textarea").is_visible():
        place.get_by_role("button", name="Show as code").click()
    code = until(lambda: place.locator("textarea").input_value(), bool)
    assert code.startswith("import numpy as np")
    assert "net.train(*" in code


def test_running_the_cell_again_ends_the_old_figure(page):
    place = figure(page, "playground")
    place.get_by_role("button", name="Play").click()
    until(lambda: ask(page, "[(old := playground).playing, 0][0]"), bool)
    seconds, _ = paints(page, "playground")
    page.evaluate(RUN_CELL, CELLS.index(cell_of("playground")))
    gone = "old is not playground and [old._task is None, old.comm is None]"
    assert until(lambda: ask(page, gone), bool) == [True, True]
    frames = ask(page, "old.frames")
    time.sleep(seconds)
    assert ask(page, "old.frames") == frames
    assert until(lambda: page.locator(".nn-live").count(), lambda n: n == len(widgets.__all__)) == len(widgets.__all__)


def cell_of(name):
    return next(cell for cell in CELLS if cell.startswith(f"{name} = "))


def test_nothing_runs_once_the_output_was_cleared(desk, page):
    place = figure(page, "loss_bowl")
    place.get_by_role("button", name="1", exact=True).click()
    place.get_by_role("button", name="Play").click()
    until(lambda: ask(page, "[(bowl := loss_bowl).steps, 0][0]"), bool)
    seconds, _ = paints(page, "loss_bowl")
    page.evaluate("""n => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = n;
                            window.jupyterapp.commands.execute('notebook:clear-cell-output') }""",
                  CELLS.index(cell_of("loss_bowl")))
    assert until(lambda: ask(page, "bowl._is_away()"), bool)
    frames = ask(page, "bowl.frames")
    time.sleep(max(seconds, 2.2))                        # the page gave a sign each second, if it gave one
    playing, then = ask(page, "[bowl.playing, bowl.frames]")
    assert playing
    assert then - frames <= 1                            # one picture may have been due
    time.sleep(seconds)
    assert ask(page, "[bowl.playing, bowl.frames]") == [True, then]
    page.evaluate(RUN_CELL, CELLS.index(cell_of("loss_bowl")))
    assert until(lambda: page.locator(".nn-live").count(), lambda n: n == len(widgets.__all__)) == len(widgets.__all__)


def test_a_broken_function_is_a_sentence_in_the_figure_and_the_rest_can_be_used(page):
    alerts = page.locator('.nn-live [role="alert"]')
    assert alerts.count() == 0
    ask(page, "[exec(BROKEN), setattr(neuron.sigmoid, 'function', endless), neuron.frame()] and 0")
    assert "did not come back within 3 seconds" in until(lambda: alerts.all_inner_texts(), bool)[0]
    place = figure(page, "neuron")
    picture = seen(place)
    place.locator(".noUi-handle").first.focus()
    page.keyboard.press("PageUp")
    assert until(lambda: seen(place), lambda now: now != picture) != picture
    assert page.evaluate(ERRORS) == []


NOTES = """
import json, threading, time
def note():
    while taking_notes:
        with open("notes.jsonl", "a") as notes:
            done = playground.frames + playground.run.epochs
            print(json.dumps([time.monotonic(), done, time.process_time()]), file=notes)
        time.sleep(0.1)
taking_notes = True
open("notes.jsonl", "w").close()                 # it is there when it is read, however late the thread begins
threading.Thread(target=note, daemon=True).start()
"""


def test_nothing_runs_while_the_page_is_closed(desk, page):
    """The kernel itself takes notes meanwhile: once somebody looks again, the figure goes on.

    It must come to rest: for as long as 30 pictures took, no picture, no epoch, and less work than for eight.
    """
    place = figure(page, "playground")
    place.get_by_role("button", name="Play").click()
    until(lambda: ask(page, "playground.playing"), bool)
    seconds, a_picture = paints(page, "playground")
    ask(page, "setattr(__import__('nnlib.widgets.stage').widgets.stage, 'UNSEEN', 2.5)")
    browser.save(page)
    ask(page, f"exec({NOTES!r})")
    page.close()

    def lately():
        """Pictures and epochs, and work, in the last notes that span the seconds; nothing where none do."""
        notes = [json.loads(line) for line in (desk.work / "notes.jsonl").read_text().splitlines()[:-1]]
        last = next((i for i in reversed(range(len(notes))) if notes[-1][0] - notes[i][0] > seconds), None)
        return None if last is None else [notes[-1][1] - notes[last][1], notes[-1][2] - notes[last][2]]

    def at_rest(now):
        return now is not None and now[0] == 0 and now[1] < 8 * a_picture

    assert at_rest(until(lately, at_rest))
    time.sleep(seconds)
    assert at_rest(lately())
    page = desk.show("figures", run=False)
    ask(page, "exec('taking_notes = False')")
    page.close()
