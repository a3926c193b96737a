"""Run a learner's code where it can do no harm: with a time limit, without input, and with its prints held back.

The work runs in a worker thread while the main thread waits. A loop without end is stopped by an exception sent into
the worker again and again, so that even `except:` does not keep it. A loop inside C never looks for that exception
(`list(itertools.count())` does not even let the main thread run): on Linux a forked copy of the process goes first,
and if that copy does not come back, the original never starts.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import json
import os
import select
import sys
import threading
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SECONDS = 5.0             # until the work is stopped; a check takes some thousandths of that
PATIENCE = 2.0            # how long a worker is asked to stop before it is given up
ANSWER = 3.0              # how long beyond its limit the forked copy has to say how the work ended
PRINTED = 2_000           # characters of the learner's prints that are kept
MEMORY = 2 * 2**30        # bytes that the forked copy may take beyond what the process has


_here = threading.local()  # .guarded: whether this thread is a worker


class Stopped(BaseException):
    """Sent into a worker that took too long. No `except Exception` catches it."""


class Asked(BaseException):
    """The code called `input`, `exit` or `quit`: there is nobody to answer, and nothing to leave."""


@dataclass
class Report:
    """How the work ended: `ended`, `late`, `stuck` (inside C), `memory`, `died` (took the process with it)."""

    state: str
    value: object = None
    printed: str = ""
    line: int | None = None
    restart: bool = False


class _Printed(io.TextIOBase):
    """Standard output during a check: the worker's prints are kept up to a limit, everybody else's pass through."""

    def __init__(self, out):
        self.out, self.worker, self.text = out, None, ""

    def write(self, text):
        if threading.current_thread() is not self.worker:
            return self.out.write(text)
        if len(self.text) < PRINTED:
            self.text += text[: PRINTED - len(self.text)]
            if len(self.text) == PRINTED:
                self.text += " …"
        return len(text)

    def flush(self):
        if threading.current_thread() is not self.worker:
            self.out.flush()

    def __getattr__(self, name):
        return getattr(self.out, name)


def forbidden(name):
    """A stand-in for `input`, `exit` and `quit` while code is being checked."""
    def ask(*_, **__):
        raise Asked(name)
    return ask


def overrides() -> dict[str, Callable]:
    """What a checked function sees in place of the builtins that would stop a notebook."""
    return {name: forbidden(name) for name in ("input", "exit", "quit")}


def run(work: Callable[[], object], seconds: float | None = None) -> Report:
    """Run `work()` to its end, to the time limit, or to an interrupt, which is raised again.

    Within a run another one needs no guard of its own.
    """
    if getattr(_here, "guarded", False):
        return Report("ended", work())
    if sys.platform == "linux":
        probe = _run_in_a_copy(work, seconds or SECONDS)
        if probe is not None and probe.state != "ended":
            return probe
    return watch(work, seconds)


def watch(work: Callable[[], object], seconds: float | None = None) -> Report:
    """The same without a copy of the process first: a tenth of a millisecond, but a loop inside C is not stopped."""
    box = {}

    def target():
        _here.guarded = True
        try:
            with np.errstate(all="ignore"):
                box["value"] = work()
        except Stopped:
            pass
        except BaseException as error:               # the checker's own: the learner's are caught within the work
            box["error"] = error

    worker = threading.Thread(target=target, daemon=True)
    printed = _Printed(sys.stdout)
    printed.worker = worker
    with contextlib.redirect_stdout(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        worker.start()
        try:
            # In short waits, so that an interrupt is heard on every system; and counted, since a clock would also count
            # the night in which the computer slept.
            for _ in range(round((seconds or SECONDS) / 0.05)):
                worker.join(0.05)
                if not worker.is_alive():
                    break
        except KeyboardInterrupt:
            _stop(worker)
            raise
        if worker.is_alive():
            line = _line_of(worker)
            return Report("late", printed=printed.text, line=line, restart=not _stop(worker))
    if "error" in box:
        raise box["error"]
    return Report("ended", box.get("value"), printed.text)


def _line_of(worker) -> int | None:
    """The line of the notebook's cell in which the worker is now: the innermost that is no library's."""
    frame = sys._current_frames().get(worker.ident)
    while frame is not None and not is_learners(frame.f_code.co_filename):
        frame = frame.f_back
    return frame.f_lineno if frame else None


def is_learners(filename: str) -> bool:
    """Whether code of that file was typed in a cell (or a test's stand-in for one), not installed."""
    return "ipykernel_" in filename or filename.startswith("<")


def _stop(worker) -> bool:
    """Send `Stopped` again and again, because `except:` may swallow one; False when the worker does not end.

    What still does not end sleeps inside a `try` inside a loop. Where there are forked copies it never gets here.
    """
    deadline = time.monotonic() + PATIENCE
    with _unheard(Stopped):
        while worker.is_alive() and time.monotonic() < deadline:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(worker.ident), ctypes.py_object(Stopped))
            worker.join(0.01)
    return not worker.is_alive()


@contextlib.contextmanager
def _unheard(kind):
    """Keep the interpreter from reporting a thread that ends with this exception: it is how it was meant to end."""
    hooks = threading.excepthook, sys.unraisablehook
    threading.excepthook = lambda report: hooks[0](report) if report.exc_type is not kind else None
    sys.unraisablehook = lambda report: hooks[1](report) if report.exc_type is not kind else None
    try:
        yield
    finally:
        threading.excepthook, sys.unraisablehook = hooks


def _run_in_a_copy(work, seconds) -> Report | None:
    """What became of the work in a forked copy; None when that could not be found out."""
    global PATIENCE
    import resource
    import signal

    read, write = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)       # 3.12 warns of fork beside threads: see below
        pid = os.fork()
    if pid == 0:                                                  # the copy: no notebook, no output, no way back
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            os.close(read)
            used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
            resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
            sys.stdout = sys.stderr = io.StringIO()
            PATIENCE = 0.0                                        # the worker ends with its copy
            report = watch(work, seconds)
            state = "memory" if _ran_out_of_memory(report.value) else report.state
            os.write(write, json.dumps({"state": state, "line": report.line}).encode())
        except MemoryError:
            os.write(write, b'{"state": "memory"}')
        except BaseException:
            os.write(write, b'{"state": "ended"}')                # the same will happen, and be told, in process
        finally:
            os._exit(0)
    os.close(write)
    answered, told = False, b""
    try:
        answered = _answers(read, pid, seconds)
        if answered:
            told = os.read(read, 4096)
    finally:                                                      # an interrupt ends the copy too
        os.close(read)
        if not answered:
            os.kill(pid, signal.SIGKILL)
        _, _, usage = os.wait4(pid, 0)
    if told:
        return Report(**json.loads(told))
    if answered:                                                  # the pipe closed, and nothing had been said
        return Report("died")
    # A copy may also hang on a lock that another thread held at the fork. It burns no time then, and proves nothing.
    return Report("stuck") if usage.ru_utime + usage.ru_stime > seconds / 2 else None


def _answers(read, pid, seconds) -> bool:
    """Whether the copy says how the work ended, or ends without a word.

    One that is late and has burned little time may be kept from its work by other programs: as long as its clock moves,
    it is waited for.
    """
    wait, before = seconds + ANSWER, 0.0
    while not select.select([read], [], [], wait)[0]:
        used = _used(pid)
        if used > seconds / 2 or used == before:
            return False
        wait, before = 1.0, used
    return True


def _used(pid) -> float:
    """The seconds of processor time that another process has burned."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _ran_out_of_memory(outcomes) -> bool:
    return any(isinstance(getattr(outcome, "error", None), MemoryError) for outcome in outcomes or ())

