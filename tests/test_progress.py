"""A pass is never lost: not by damage, not by a full disk, not by a second run."""

import json

import pytest

from nnlib.exercises import progress


@pytest.fixture(autouse=True)
def beside_a_notebook(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NNLIB_PROGRESS", raising=False)
    monkeypatch.setattr(progress, "_told", set())
    monkeypatch.setattr(progress, "_unwritten", {})


def lines():
    with open(progress.FILE, encoding="utf-8") as file:
        return file.read().splitlines()


def test_a_pass_is_noted_with_its_source_and_once():
    for _ in range(2):
        assert progress.record("02.sigmoid", True, "def sigmoid(z): …", "tree") == []
    assert len(lines()) == 1
    assert json.loads(lines()[0])["source"] == "def sigmoid(z): …"


def test_wrong_tries_are_counted_by_what_they_say():
    for mark in ("a", "a", "b"):
        progress.record("02.sigmoid", False, None, mark)
    assert progress.wrong_tries("02.sigmoid") == 2
    assert progress.wrong_tries("02.layer") == 0


def test_tries_of_an_earlier_session_count(monkeypatch):
    progress.record("02.sigmoid", False, None, "a")
    monkeypatch.setattr(progress, "_unwritten", {})
    progress.record("02.sigmoid", False, None, "b")
    assert progress.wrong_tries("02.sigmoid") == 2


def test_a_damaged_line_is_skipped_and_said_once():
    progress.record("02.sigmoid", True, "source", "a")
    with open(progress.FILE, "a", encoding="utf-8") as file:
        file.write('{"exercise": "02.lay')
    said = progress.record("02.layer", True, "source", "b")
    assert said == ["In `progress.jsonl` line 2 is damaged and skipped; everything else counts."]
    assert [entry["exercise"] for entry in progress.read()[0]] == ["02.sigmoid", "02.layer"]
    assert progress.record("02.forward", True, "source", "c") == []


def test_what_cannot_be_written_is_said_and_nothing_stops(tmp_path):
    (tmp_path / progress.FILE).mkdir()
    said = progress.record("02.sigmoid", True, "source", "a")
    assert any("could not be noted" in sentence for sentence in said)


def test_nothing_already_there_is_ever_changed():
    before = b'not json at all\n{"exercise": "01.old", "verdict": "right", "fingerprint": "x", "source": "s"}\n'
    with open(progress.FILE, "wb") as file:
        file.write(before)
    progress.record("02.sigmoid", True, "source", "a")
    with open(progress.FILE, "rb") as file:
        assert file.read().startswith(before)


def test_off_means_off(tmp_path, monkeypatch):
    monkeypatch.setenv("NNLIB_PROGRESS", "off")
    progress.record("02.sigmoid", True, "source", "a")
    assert list(tmp_path.iterdir()) == []


def test_off_is_remembered_until_the_kernel_ends(tmp_path, monkeypatch):
    monkeypatch.setenv("NNLIB_PROGRESS", "off")
    for mark in ("a", "a", "b"):
        progress.record("02.sigmoid", False, None, mark)
    progress.record("02.layer", True, "source", "c")
    assert progress.wrong_tries("02.sigmoid") == 2
    assert [entry["exercise"] for entry in progress.read()[0]] == ["02.sigmoid", "02.sigmoid", "02.layer"]
    assert list(tmp_path.iterdir()) == []


def test_what_could_not_be_written_is_remembered_until_the_kernel_ends(tmp_path):
    (tmp_path / progress.FILE).mkdir()
    progress.record("02.sigmoid", True, "source", "a")
    assert [entry["source"] for entry in progress.session()] == ["source"]
    assert progress.read()[0] == progress.session()


def test_an_older_answer_that_passes_again_is_the_newest():
    for source in ("first", "second", "first", "first"):
        progress.record("02.sigmoid", True, source, source)
    assert [entry["source"] for entry in progress.read()[0]] == ["first", "second", "first"]


def test_a_source_that_does_not_stand_alone_is_marked():
    progress.record("02.sigmoid", True, "source", "a", alone=False)
    progress.record("02.sigmoid", True, "source", "a")
    assert [entry.get("alone", True) for entry in progress.read()[0]] == [False, True]


def test_odd_characters_in_a_source_do_not_break_the_line():
    source = "def f():\n    return '\x0c\x1c\u0085\u2028\r' # σ\n"
    progress.record("02.sigmoid", True, source, "a")
    entries, damage = progress.read()
    assert ([entry["source"] for entry in entries], damage) == ([source], [])


@pytest.mark.parametrize("line", [
    "[1, 2]", "null", '{"exercise": ["02"], "verdict": "x", "fingerprint": "y"}', '{"exercise": "02.sigmoid"}',
    "[" * 100_000])
def test_a_line_that_is_json_and_no_entry_is_damaged(line):
    with open(progress.FILE, "w", encoding="utf-8") as file:
        file.write(line + "\n")
    assert progress.read() == ([], ["In `progress.jsonl` line 1 is damaged and skipped; everything else counts."])
