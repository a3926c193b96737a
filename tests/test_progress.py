"""A pass is never lost: not by damage, not by a full disk, not by a second run."""

import json

import pytest

from nnlib.exercises import progress


@pytest.fixture(autouse=True)
def beside_a_notebook(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NNLIB_PROGRESS", raising=False)
    monkeypatch.setattr(progress, "_told", set())
    monkeypatch.setattr(progress, "_tried", {})


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
    monkeypatch.setattr(progress, "_tried", {})
    progress.record("02.sigmoid", False, None, "b")
    assert progress.wrong_tries("02.sigmoid") == 2


def test_a_damaged_line_is_skipped_and_said_once():
    progress.record("02.sigmoid", True, "source", "a")
    with open(progress.FILE, "a", encoding="utf-8") as file:
        file.write('{"exercise": "02.lay')
    said = progress.record("02.layer", True, "source", "b")
    assert said == ["In `progress.jsonl` line 2 is damaged and was skipped; everything else counts."]
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
