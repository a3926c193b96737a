"""What the README shows and announces is what the notebooks hold."""

import importlib.util
import re
from pathlib import Path

import pytest

from nnlib import widgets

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SOURCES = sorted((ROOT / "solutions").glob("[0-9][0-9]_*.md"))


@pytest.fixture(scope="module")
def picture():
    spec = importlib.util.spec_from_file_location("picture", ROOT / "solutions" / "picture.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_picture_is_the_last_figure_of_02(picture):
    assert picture.PICTURE.read_bytes() == picture.last_figure(), "type: .venv/bin/python solutions/picture.py"


def test_the_playground_is_drawn_as_it_is_today(picture):
    """But for its numbers: after 1,600 epochs they may differ in their last digits from one processor to the next."""
    stored, drawn = picture.PLAYGROUND.read_text("utf-8"), picture.trained_playground()
    assert outline(stored) == outline(drawn), "type: .venv/bin/python solutions/picture.py"
    assert "What it answers: # % right, held out # %" in outline(stored)


def outline(svg):
    """Elements, colours and words of a drawing, and the name of its network; no other number, curve or heat map."""
    names = re.findall(r"network [\d-]+", svg)
    without = re.sub(r'(base64,|\bd=")[^"]*', r"\1", svg)
    return re.sub(r"(?<![#\w])−?-?\d[\d.,]*(e−\d+)?", "#", without) + " ".join(names)


def test_every_live_figure_stands_in_the_table_and_in_a_notebook():
    used = re.findall(r"^widgets\.(\w+)\(", "\n".join(source.read_text("utf-8") for source in SOURCES), re.M)
    assert set(used) == set(widgets.__all__)
    for name in widgets.__all__:
        assert re.search(rf"^\| \d\d \| {name.replace('_', ' ')} \|", README, re.M), name


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_the_map_has_every_notebook_with_its_question_and_its_minutes(source):
    text = source.read_text(encoding="utf-8")
    question = re.search(r"^# .*\n\n\*\*(.*)\*\*$", text, re.M)[1]
    minutes = re.search(r"\*\*Time\*\*: about (\d+) minutes", text)[1]
    row = next(line for line in README.splitlines() if f"notebooks/{source.stem}.ipynb" in line)
    assert f"| {question} | {minutes} |" in row
