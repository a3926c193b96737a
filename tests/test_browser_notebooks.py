"""Every notebook of the course in JupyterLab; and what stands in one that is opened another day, or exported.

One server and one browser serve the whole file: it is not to be spread over several processes.
"""

import re
import shutil
import subprocess
import sys

import browser
import nbformat
import pytest
from browser import ERRORS, LONG, until

pytestmark = browser.needed

NOTEBOOKS = sorted(path.stem for path in (browser.ROOT / "notebooks").glob("[0-9]*.ipynb"))


@pytest.fixture(scope="module")
def course(desk):
    """A page in which the course's notebooks are opened one after another."""
    shutil.copy(browser.ROOT / "solutions" / "my_nnlib.py", desk.work)
    for name in NOTEBOOKS:
        shutil.copy(browser.ROOT / "notebooks" / f"{name}.ipynb", desk.work)
    page = desk.show(NOTEBOOKS[0], run=False)
    yield page
    page.close()


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_notebook_opens_and_runs_all_and_its_figures_live(desk, course, name):
    desk.turn_to(course, name)
    browser.run_all(course)
    assert course.evaluate(ERRORS) == []
    assert course.problems == []
    calls = re.findall(r"^widgets\.\w+\(", "\n".join(cell.source for cell in read(desk, name).cells), re.MULTILINE)
    figures = course.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .nn-live")
    assert until(figures.count, lambda n: n == len(calls)) == len(calls)
    for i in range(len(calls)):
        figures.nth(i).scroll_into_view_if_needed()
        assert figures.nth(i).locator("svg").first.bounding_box()["width"] > 200
        assert figures.nth(i).locator('[role="alert"]').count() == 0
    course.evaluate("() => { window.jupyterapp.commands.execute('kernelmenu:shutdown') }")


@pytest.fixture(scope="module")
def saved(desk):
    """Notebook 02 as a learner leaves it: run, saved, and with the marks that live figures leave."""
    shutil.copy(browser.ROOT / "notebooks" / "02_forward_pass.ipynb", desk.work / "left.ipynb")
    page = desk.show("left")
    browser.save(page)
    page.close()
    notebook = read(desk, "left")
    assert sum("application/vnd.jupyter.widget-view+json" in output.get("data", {})
               for cell in notebook.cells for output in cell.get("outputs", [])) > 1
    return notebook


@pytest.mark.parametrize(("name", "front"), [("trusted", "lab"), ("untrusted", "notebook")])
def test_a_notebook_reopened_with_a_fresh_kernel_shows_the_still_picture(desk, saved, name, front):
    nbformat.write(saved, desk.work / f"{name}.ipynb")
    if name == "trusted":
        trust(desk, name)
    page = desk.show(name, front, run=False)
    picture = page.locator('.jp-OutputArea img[alt*="of four rows"]').first
    picture.wait_for(state="visible")
    picture.scroll_into_view_if_needed()
    assert until(lambda: picture.evaluate("e => e.naturalWidth"), bool) > 300
    assert page.locator(".nn-live").count() == 0
    assert page.locator("text=Error displaying widget >> visible=true").count() == 0
    page.close()


def test_an_exported_page_opened_offline_shows_the_still_picture(desk, saved):
    nbformat.write(saved, desk.work / "export.ipynb")
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", str(desk.work / "export.ipynb")]
    done = subprocess.run(command, capture_output=True, text=True, env=desk.env, timeout=LONG)
    assert done.returncode == 0, done.stderr[-1000:]
    page = desk.browser.new_page()
    page.context.set_offline(True)
    try:
        page.goto(f"file://{desk.work / 'export.html'}", wait_until="commit")
        picture = page.locator('img[alt*="of four rows"]').first
        picture.wait_for(state="visible")
        assert until(lambda: picture.evaluate("e => e.complete && e.naturalWidth"), bool) > 300
    finally:
        page.context.set_offline(False)
        page.close()


def read(desk, name):
    return nbformat.read(desk.work / f"{name}.ipynb", as_version=4)


def trust(desk, name):
    """As `jupyter trust` does, in the server's own settings."""
    command = [sys.executable, "-m", "jupyter", "trust", str(desk.work / f"{name}.ipynb")]
    subprocess.run(command, check=True, capture_output=True, env=desk.env, timeout=LONG)
