"""Live figures in JupyterLab and Notebook 7, by mouse and by keys; skipped where there is no browser.

One server and one browser serve the whole file: run it by itself, not spread over several processes.
"""

import subprocess
import sys
import time

import browser
import nbformat
import pytest
from browser import ERRORS, ask, until

from nnlib import widgets

pytestmark = pytest.mark.skipif(browser.why_not() is not None, reason=f"no browser: {browser.why_not()}")

BROKEN = "def endless(z):\n    while True:\n        pass"
CELLS = [f"from nnlib import widgets\nBROKEN = {BROKEN!r}",
         *(f"{name} = widgets.{name}()\n{name}" for name in widgets.__all__)]
RUN_CELL = """n => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = n;
                     window.jupyterapp.commands.execute('notebook:run-cell') }"""
CPU = "__import__('time').process_time()"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    one = browser.Desk(tmp_path_factory.mktemp("desk"))
    yield one
    one.close()


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
    assert page.locator(".nn-live").count() == len(widgets.__all__)
    assert page.locator("img.nn-still:visible").count() == 0           # the still pictures hide while the figures live


@pytest.mark.parametrize("name", widgets.__all__)
def test_every_control_changes_the_picture_and_the_kernels_state(page, name):
    place = figure(page, name)
    controls = ask(page, f"[[n, type(c).__name__, c.disabled] for n, c in {name}.controls.items()]")
    mute = ask(page, f"list({name}.mute)")
    for control, kind, disabled in controls:
        value = f"{name}.controls[{control!r}].value"
        box = place.locator("> * .widget-toggle-buttons, > * .widget-slider").nth([c[0] for c in controls_in_order(
            page, name)].index(control))
        if disabled or not box.is_visible():
            continue
        before, picture = ask(page, value), seen(place)
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
    assert page.problems == []


def controls_in_order(page, name):
    """Names of controls as they stand on the page."""
    return ask(page, f"[[n] for box in {name}.children for child in getattr(box, 'children', ()) "
                     f"for n, c in {name}.controls.items() if c is child]")


def walk_by_keys(page, front):
    """Go through the neuron's figure with Tab, move each thing that is reached; its kinds in order."""
    place = page.locator(".nn-live").nth(widgets.__all__.index("neuron") if front == "lab" else 0)
    place.scroll_into_view_if_needed()
    place.evaluate("e => e.closest('.jp-Cell').focus()")
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        kind = page.evaluate("document.activeElement.className").split(" ")[0]
        if place.evaluate("e => e.contains(document.activeElement)"):
            reached.append(kind)
            words = said(place)
            for key in move(kind, front):
                page.keyboard.press(key)
            assert until(lambda: said(place), lambda now, words=words: now != words) != words, reached
        elif reached:
            break
    return reached


def move(kind, front):
    """The keys that move a slider, or type a number. Notebook 7 keeps the arrow keys for itself."""
    if kind == "noUi-handle":
        return ["PageDown" if front == "notebook" else "ArrowRight"]
    return ["Control+a", *"-7.5", "Enter"]


@pytest.mark.parametrize("front", ["lab", "notebook"])
def test_keys_alone_reach_and_move_every_control_and_the_words_follow(desk, page, front):
    if front == "notebook":
        page = desk.open(["from nnlib import widgets", "neuron = widgets.neuron()\nneuron"], "keys", front)
    assert walk_by_keys(page, front) == ["noUi-handle", "widget-readout"] * 3
    assert ask(page, "neuron.controls['b'].value") == -7.5
    if front == "notebook":
        page.close()


def test_playing_paints_and_trains_and_pausing_stops_all(page):
    place = figure(page, "playground")
    place.get_by_role("button", name="Reset").click()
    place.get_by_role("button", name="Play").click()
    start = until(lambda: ask(page, "[playground.frames, playground.steps]"), lambda now: now[1] > 0)
    time.sleep(2.0)
    end = ask(page, "[playground.frames, playground.steps]")
    assert end[0] - start[0] > 20
    assert end[1] - start[1] >= end[0] - start[0] - 1
    place.get_by_role("button", name="Pause").click()
    assert until(lambda: ask(page, "playground.playing"), lambda now: not now) is False
    assert said(place).startswith("Paused at epoch ")
    before, used = ask(page, "playground.frames"), ask(page, CPU)
    time.sleep(1.5)
    assert ask(page, "playground.frames") == before
    assert ask(page, CPU) - used < 0.3


def test_code_that_is_copied_stands_in_the_page(page):
    place = figure(page, "playground")
    place.get_by_role("button", name="Copy as code").click()
    code = until(lambda: place.locator("textarea").input_value(), bool)
    assert code.startswith("import numpy as np")
    assert "net.train(*train, epochs=" in code


def test_running_the_cell_again_ends_the_old_figure(page):
    place = figure(page, "playground")
    place.get_by_role("button", name="Play").click()
    until(lambda: ask(page, "[(old := playground).playing, 0][0]"), bool)
    page.evaluate(RUN_CELL, CELLS.index(cell_of("playground")))
    gone = "old is not playground and [old._task is None, old.comm is None]"
    assert until(lambda: ask(page, gone), bool) == [True, True]
    frames = ask(page, "old.frames")
    time.sleep(0.5)
    assert ask(page, "old.frames") == frames
    assert until(lambda: page.locator(".nn-live").count(), lambda n: n == len(widgets.__all__)) == len(widgets.__all__)


def cell_of(name):
    return next(cell for cell in CELLS if cell.startswith(f"{name} = "))


def test_nothing_runs_once_the_output_was_cleared(desk, page):
    place = figure(page, "loss_bowl")
    place.get_by_role("button", name="0.3", exact=True).click()
    place.get_by_role("button", name="Play").click()
    until(lambda: ask(page, "[(bowl := loss_bowl).steps, 0][0]"), bool)
    page.evaluate("""n => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = n;
                            window.jupyterapp.commands.execute('notebook:clear-cell-output') }""",
                  CELLS.index(cell_of("loss_bowl")))
    assert until(lambda: ask(page, "bowl._is_away()"), bool)
    frames = ask(page, "bowl.frames")
    time.sleep(2.2)
    assert ask(page, "[bowl.playing, bowl.frames]") == [True, frames]
    page.evaluate(RUN_CELL, CELLS.index(cell_of("loss_bowl")))
    assert until(lambda: page.locator(".nn-live").count(), lambda n: n == len(widgets.__all__)) == len(widgets.__all__)


def test_a_broken_function_is_a_sentence_in_the_figure_and_the_rest_can_be_used(page):
    alerts = page.locator('.nn-live [role="alert"]')
    assert alerts.count() == 0
    ask(page, "[exec(BROKEN), setattr(neuron.sigmoid, 'function', endless), neuron.frame()] and 0")
    assert "did not come back within 1 second" in until(lambda: alerts.all_inner_texts(), bool)[0]
    place = figure(page, "neuron")
    picture = seen(place)
    place.locator(".noUi-handle").first.focus()
    page.keyboard.press("PageUp")
    assert until(lambda: seen(place), lambda now: now != picture) != picture
    assert page.evaluate(ERRORS) == []


NOTES = """
import threading, time
notes = []
for seconds in (6, 8):
    threading.Timer(seconds, lambda: notes.append([playground.frames, time.process_time()])).start()
"""


def test_nothing_runs_while_the_page_is_closed(desk, page):
    """The kernel itself takes notes meanwhile: once somebody looks again, the figure goes on."""
    place = figure(page, "playground")
    place.get_by_role("button", name="Play").click()
    until(lambda: ask(page, "playground.playing"), bool)
    ask(page, "setattr(__import__('nnlib.widgets.stage').widgets.stage, 'UNSEEN', 2.5)")
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    until(lambda: len(read(desk, "figures").cells[-1].outputs), bool)
    ask(page, f"exec({NOTES!r})")
    page.close()
    time.sleep(8.5)
    page = desk.show("figures", run=False)
    (frames, used), (frames_later, used_later) = ask(page, "notes")
    assert frames_later == frames
    assert used_later - used < 0.3
    page.close()


@pytest.mark.parametrize(("name", "front"), [("trusted", "lab"), ("untrusted", "notebook")])
def test_a_notebook_reopened_with_a_fresh_kernel_shows_the_still_picture(desk, page, name, front):
    copy_saved(desk, name)
    if name == "trusted":
        trust(desk, name)
    page = desk.show(name, front, run=False)
    picture = page.locator('.jp-OutputArea img[alt*="of four rows"]').first
    picture.wait_for(state="visible", timeout=10_000)
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("e => e.naturalWidth") > 300
    assert page.locator(".nn-live").count() == 0
    assert page.locator("text=Error displaying widget >> visible=true").count() == 0
    page.close()


def test_an_exported_page_opened_offline_shows_the_still_picture(desk, page):
    copy_saved(desk, "export")
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", str(desk.work / "export.ipynb")]
    done = subprocess.run(command, capture_output=True, text=True, env=desk.env, timeout=120)
    assert done.returncode == 0, done.stderr[-1000:]
    page = desk.browser.new_page()
    page.context.set_offline(True)
    try:
        page.goto(f"file://{desk.work / 'export.html'}", wait_until="commit")
        picture = page.locator('img[alt*="at epoch 0"]')
        picture.wait_for(state="visible", timeout=20_000)
        assert picture.evaluate("e => e.complete && e.naturalWidth") > 500
    finally:
        page.context.set_offline(False)
        page.close()


def copy_saved(desk, name):
    """What was saved, as the course stores it: without the state of the widgets, as another notebook."""
    notebook = read(desk, "figures")
    notebook.metadata.pop("widgets", None)
    nbformat.write(notebook, desk.work / f"{name}.ipynb")


def read(desk, name):
    return nbformat.read(desk.work / f"{name}.ipynb", as_version=4)


def trust(desk, name):
    """As `jupyter trust` does, in the server's own settings."""
    command = [sys.executable, "-m", "jupyter", "trust", str(desk.work / f"{name}.ipynb")]
    subprocess.run(command, check=True, capture_output=True, env=desk.env, timeout=60)
