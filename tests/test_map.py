"""The map of the course: what it says of what was done, in words and in HTML, and what it costs to have it at hand."""

import html
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import nnlib
from nnlib.exercises import progress
from nnlib.exercises.catalogue import every_exercise
from nnlib.exercises.map import Map, title

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "solutions").glob("[0-9][0-9]_*.md"))


@pytest.fixture(autouse=True)
def beside_a_notebook(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NNLIB_PROGRESS", raising=False)
    monkeypatch.setattr(progress, "_told", set())
    monkeypatch.setattr(progress, "_unwritten", {})


def tried(id, right, text="x"):
    progress.record(id, right, text, text)


def line_of(name):
    """The sign beside an exercise, in words; the same must stand in the HTML, beside its colour."""
    drawn = nnlib.progress()
    sign = re.search(rf"(\S) {name}\b", repr(drawn))[1]
    assert re.search(rf">{sign}</strong> <code>{name}</code>", drawn._repr_html_())
    return sign


def test_every_notebook_stands_there_with_its_title_and_its_exercises():
    text = repr(Map())
    for exercise in every_exercise().values():
        assert f"{exercise.notebook} {title(exercise.notebook)} · " in text
        assert re.search(rf"○ {exercise.name}\b", text)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_the_titles_are_those_of_the_notebooks(source):
    head = re.search(r"^# (\d\d) · (.+?)(?::.*)?$", source.read_text(encoding="utf-8"), re.M)
    if any(exercise.notebook == head[1] for exercise in every_exercise().values()):
        assert title(head[1]) == head[2]


def test_three_signs_tell_three_states():
    tried("02.sigmoid", True)
    tried("02.layer", False)
    assert [line_of(name) for name in ("sigmoid", "layer", "forward")] == ["✓", "✗", "○"]
    assert "○ not passed yet, ✗ tried, ✓ passed" in repr(Map())


def test_a_wrong_try_afterwards_does_not_undo_a_pass():
    tried("02.sigmoid", False, "first")
    assert line_of("sigmoid") == "✗"
    tried("02.sigmoid", True, "then")
    tried("02.sigmoid", False, "later")
    assert line_of("sigmoid") == "✓"


def test_minutes_add_up():
    tried("02.sigmoid", True)
    tried("02.forward", True)
    of_02 = [exercise for exercise in every_exercise().values() if exercise.notebook == "02"]
    done, every = 4 + 10, sum(exercise.minutes for exercise in of_02)
    text = repr(Map())
    assert f"02 Forward pass · 2 of {len(of_02)} exercises, {done} minutes done, {every - done} left" in text
    everything = sum(exercise.minutes for exercise in every_exercise().values())
    assert f"Together: 2 of {len(every_exercise())} exercises, {done} minutes done, {everything - done} left" in text


def test_what_comes_next_is_what_is_left_where_the_learner_is():
    assert "Next: 00.double, about 2 minutes, in notebook 00." in repr(Map())
    tried("02.weighted_sum", True)
    assert "Next: 02.sigmoid, about 4 minutes, in notebook 02." in repr(Map())
    tried("02.sigmoid", False)
    assert "Next: 02.sigmoid, about 4 minutes" in repr(Map())


def test_what_was_skipped_comes_at_the_end_and_then_nothing():
    every = list(every_exercise().values())
    for exercise in every[1:]:
        tried(exercise.id, True)
    assert f"Next: {every[0].id}, about" in repr(Map())
    tried(every[0].id, True)
    assert "Every exercise has passed." in repr(Map())


def test_nothing_recorded_is_said():
    assert "Nothing is recorded yet: no progress.jsonl stands in this folder." in repr(Map())
    tried("02.sigmoid", False)
    assert "Nothing is recorded" not in repr(Map())


def test_off_is_said_and_the_kernel_remembers(monkeypatch):
    monkeypatch.setenv("NNLIB_PROGRESS", "off")
    tried("02.sigmoid", True)
    assert line_of("sigmoid") == "✓"
    assert "Progress is switched off (NNLIB_PROGRESS=off)" in repr(Map())
    assert os.listdir() == []


def test_a_damaged_line_is_said_every_time():
    tried("02.sigmoid", True)
    with open(progress.FILE, "a", encoding="utf-8") as file:
        file.write('{"exercise": "02.lay\n[1, 2]\n{"exercise": ["02.layer"], "verdict": "right", "fingerprint": "x"}\n')
    for _ in range(2):
        assert "In progress.jsonl lines 2, 3, 4 are damaged and skipped; everything else counts." in repr(Map())
    assert line_of("sigmoid") == "✓"


def test_a_file_that_cannot_be_read_is_said():
    Path(progress.FILE).mkdir()
    assert "could not be read" in repr(Map())


def test_an_exercise_that_is_no_more_does_no_harm():
    with open(progress.FILE, "w", encoding="utf-8") as file:
        file.write(json.dumps({"exercise": "77.gone", "verdict": "right", "fingerprint": "x", "source": ""}) + "\n")
    assert "Together: 0 of" in repr(Map())
    assert "Next: 00.double" in repr(Map())


def test_html_and_text_say_the_same_and_colours_are_literal():
    tried("02.sigmoid", True)
    tried("02.layer", False)
    drawn = Map()
    page = drawn._repr_html_()
    words = html.unescape(re.sub(r"<[^>]+>", " ", page))
    assert re.sub(r"\W+", " ", words).split() == re.sub(r"\W+", " ", repr(drawn)).split()
    assert set(re.findall(r"color:([^;\"]+)", page)) == {"#d1453b", "#27873f", "#767676", "#76767640"}
    assert not re.search(r"var\(|<style|<svg|class=|aria-|role=", page)


def test_lines_fit_a_window():
    assert max(map(len, repr(Map()).splitlines())) <= 120


def test_it_is_there_without_a_notebook_and_costs_nothing_until_it_is_asked_for(tmp_path):
    code = """
import sys, nnlib
heavy = {"nnlib.exercises", "matplotlib", "ipywidgets", "IPython"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
print(nnlib.progress())
assert not {"matplotlib", "ipywidgets", "IPython"} & set(sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8",
                          env={**os.environ, "PYTHONIOENCODING": "utf-8"})
    assert done.returncode == 0, done.stderr
    assert "02 Forward pass" in done.stdout
    assert os.listdir(tmp_path) == []
