"""Tests leave no trace: no progress is noted, no bar is drawn, and figures need no screen."""

import os

import pytest

os.environ.setdefault("NNLIB_PROGRESS", "off")
os.environ.setdefault("NNLIB_QUIET", "1")
os.environ.setdefault("MPLBACKEND", "agg")


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """What ends is never cut off because the machine is busy; a test of work without an end sets its own limit."""
    from nnlib.exercises import guard

    monkeypatch.setattr(guard, "SECONDS", 120.0)
    monkeypatch.setattr(guard, "PATIENCE", 60.0)


@pytest.fixture
def without_copies(monkeypatch):
    """No forked copy goes first, which takes five times as long as a check: for answers that are known to end."""
    from nnlib.exercises import guard

    monkeypatch.setattr(guard, "_run_in_a_copy", lambda work, seconds: None)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """JupyterLab and a browser in front of it, for a whole file of tests."""
    import browser

    one = browser.Desk(tmp_path_factory.mktemp("desk"))
    yield one
    one.close()
