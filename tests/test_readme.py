"""What the README shows and announces is what the notebooks hold."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SOURCES = sorted((ROOT / "solutions").glob("[0-9][0-9]_*.md"))


def test_the_picture_is_the_last_figure_of_02():
    spec = importlib.util.spec_from_file_location("picture", ROOT / "solutions" / "picture.py")
    picture = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(picture)
    assert picture.PICTURE.read_bytes() == picture.last_figure(), "type: .venv/bin/python solutions/picture.py"


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_the_map_has_every_notebook_with_its_question_and_its_minutes(source):
    text = source.read_text(encoding="utf-8")
    question = re.search(r"^# .*\n\n\*\*(.*)\*\*$", text, re.M)[1]
    minutes = re.search(r"\*\*Time\*\*: about (\d+) minutes", text)[1]
    row = next(line for line in README.splitlines() if f"notebooks/{source.stem}.ipynb" in line)
    assert f"| {question} | {minutes} |" in row
