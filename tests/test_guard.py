"""Code without an end, with too much memory, or that leaves Python: the process survives, and says what happened."""

import itertools
import os
import sys
import threading
import time

import pytest

from nnlib.exercises import guard

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the forked copy exists on Linux only")


@pytest.fixture
def impatient(monkeypatch):
    """For work without an end only: whatever ends has all the time that a busy machine needs (conftest)."""
    monkeypatch.setattr(guard, "SECONDS", 0.4)
    monkeypatch.setattr(guard, "ANSWER", 1.0)


def endless():
    while True:
        pass


def endless_and_stubborn():
    number = 0
    while True:
        try:
            number += 1
        except:  # noqa: E722      (this is what must not help)
            number = 0


def endless_and_asleep():
    while True:
        time.sleep(0.01)


def endless_around_a_stubborn_one():
    while True:
        try:
            while True:
                time.sleep(0.01)
        except:  # noqa: E722
            continue


def test_what_ends_gives_its_value_and_its_prints():
    def work():
        print("seen")
        return 7

    report = guard.run(work)
    assert (report.state, report.value, report.printed) == ("ended", 7, "seen\n")


@pytest.mark.parametrize("work", [endless, endless_and_stubborn, endless_and_asleep], ids=lambda work: work.__name__)
def test_a_thread_without_end_is_stopped(impatient, work):
    before = threading.active_count()
    report = guard.watch(work)
    assert (report.state, report.restart) == ("late", False)
    assert threading.active_count() == before


def test_a_thread_that_cannot_be_stopped_asks_for_a_restart(impatient, monkeypatch):
    monkeypatch.setattr(guard, "PATIENCE", 0.1)
    over = threading.Event()
    try:
        assert guard.watch(over.wait).restart          # it sleeps inside C, where it hears nothing
    finally:
        over.set()


@on_linux
def test_not_even_a_loop_in_a_loop_that_catches_everything_gets_into_the_process(impatient, monkeypatch):
    monkeypatch.setattr(guard, "ANSWER", 60.0)
    before = threading.active_count()
    report = guard.run(endless_around_a_stubborn_one)
    assert report.state == "late"
    assert threading.active_count() <= before


def test_prints_of_other_threads_pass_through(capsys):
    def work():
        other = threading.Thread(target=lambda: print("from elsewhere"))
        other.start()
        other.join()

    assert guard.watch(work).printed == ""
    assert capsys.readouterr().out == "from elsewhere\n"


@on_linux
def test_a_loop_inside_c_is_found_out_in_a_copy_that_burns_no_more_than_it_must(impatient):
    before = os.times()
    report = guard.run(lambda: sum(itertools.repeat(0)))
    assert report.state == "stuck"
    after = os.times()
    assert 0.2 < after.children_user + after.children_system - before.children_user - before.children_system < 3.0


@on_linux
def test_memory_without_end_is_found_out_in_a_copy(monkeypatch):
    monkeypatch.setattr(guard, "MEMORY", 200 * 2**20)
    assert guard.run(lambda: list(itertools.count())).state == "memory"


@on_linux
def test_leaving_python_is_found_out_in_a_copy():
    assert guard.run(lambda: os._exit(3)).state == "died"


@on_linux
def test_a_copy_that_only_sleeps_proves_nothing(monkeypatch):
    monkeypatch.setattr(guard, "watch", lambda work, seconds=None: threading.Event().wait())
    monkeypatch.setattr(guard, "ANSWER", 0.1)
    assert guard._run_in_a_copy(lambda: None, 1.5) is None


@on_linux
@pytest.mark.parametrize(("clock", "told"), [(itertools.count(0.001, 0.001), "ended"), (itertools.repeat(0.01), None)],
                         ids=["moves", "stands still"])
def test_a_late_copy_is_waited_for_as_long_as_its_clock_moves(monkeypatch, clock, told):
    """Held up by other programs it burns a little now and then; hanging on a lock, nothing."""
    read, write = os.pipe()                                            # who ends the copy's waiting
    asked = []

    def used(pid):
        asked.append(pid)
        if told and len(asked) == 3:
            os.write(write, b"go on")
        return next(clock)

    monkeypatch.setattr(guard, "_used", used)
    monkeypatch.setattr(guard, "ANSWER", 0.1)
    monkeypatch.setattr(guard, "watch", lambda work, seconds=None: os.read(read, 5) and guard.Report("ended"))
    try:
        report = guard._run_in_a_copy(lambda: None, 0.5)
        assert getattr(report, "state", None) == told
        assert len(asked) == (3 if told else 2)
    finally:
        os.close(read)
        os.close(write)


def test_the_checkers_own_error_comes_out():
    def work():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        guard.run(work)


@on_linux
def test_no_copy_is_left_behind(impatient):
    guard.run(lambda: sum(itertools.repeat(0)))
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_the_night_in_which_the_computer_slept_does_not_count(monkeypatch):
    hours = itertools.count(step=3600)
    monkeypatch.setattr(guard.time, "monotonic", lambda: next(hours))
    assert guard.watch(lambda: time.sleep(0.2) or "ended", seconds=60).value == "ended"
