"""The file `my_nnlib.py` beside the notebooks: its text, and how it is written without losing anything.

It is made of what has passed, and can be made again at any time. It is written whole or not at all; and what somebody
wrote into it by hand, which could not be made again, is put aside first.
"""

from __future__ import annotations

import hashlib
import inspect
import itertools
import os
import re
import time
from pathlib import Path

from nnlib.exercises.catalogue import Exercise, every_exercise
from nnlib.exercises.map import title
from nnlib.exercises.pieces import Piece, laid_out

FILE = "my_nnlib.py"
HEAD = '''\
"""A neural network library in NumPy, written by you: each function as it stood when its exercise passed.

It needs NumPy and nothing else. What is not here yet, and is called by another function, raises NotImplementedError and
says which exercise it is.

The course makes this file anew at each pass, so change nothing here: change the cell in the notebook, and run it. To go
your own way, copy the file under another name. (If it was edited here all the same, nothing is lost: at the next pass
your version is kept as my_nnlib_edited_1.py.)
"""
# Seal, by which the course sees whether somebody edited the file: ________________

import numpy as np
'''
SEAL = re.compile(r"(?<=edited the file: )\w{16}(?=\s*$)", re.M)
WIDTH = 100


def exercises() -> dict[str, Exercise]:
    """The exercises whose functions make up the library, by name, in the order of the course."""
    return {exercise.name: exercise for exercise in every_exercise().values() if exercise.library}


def known() -> frozenset[str]:
    """The names that every function of the library finds without bringing them along."""
    return frozenset(exercises()) | {"np"}


def place(exercise: Exercise) -> str:
    """Where an exercise stands: `exercise 4 of 04`."""
    beside = [other.id for other in every_exercise().values() if other.notebook == exercise.notebook]
    return f"exercise {beside.index(exercise.id) + 1} of {exercise.notebook}"


# The text -------------------------------------------------------------------------------------------------------------


def text_of(pieces: dict[str, Piece]) -> str:
    """The whole file, of these functions."""
    called = {name for piece in pieces.values() for name in piece.uses}
    text, notebook, written = HEAD, None, set()
    for name, exercise in exercises().items():
        if name in pieces:
            new = [statement for statement in pieces[name].statements if statement.text not in written]
            written.update(statement.text for statement in new)
            body = laid_out(new)
        elif name in called:
            body = stub(exercise)
        else:
            continue
        if exercise.notebook != notebook:
            notebook = exercise.notebook
            text += f"\n\n# {notebook} · {title(notebook)} ".ljust(WIDTH + 2, "-") + "\n"
        text += f"\n\n{body}\n"
    return SEAL.sub(seal_of(text), text, count=1)


def stub(exercise: Exercise) -> str:
    """What stands in the place of a function that another one calls and that has not passed."""
    arguments = ", ".join(inspect.signature(exercise.course).parameters)
    return (f'def {exercise.name}({arguments}):\n'
            f'    raise NotImplementedError("{exercise.name} is not here yet: it is {place(exercise)}")')


def seal_of(text: str) -> str:
    """A fingerprint of all but the seal; blanks at the ends of lines do not count, as editors change them."""
    lines = [line.rstrip() for line in SEAL.sub("", text, count=1).splitlines()]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def is_sealed(text: str) -> bool:
    """Whether the text is as the course made it."""
    seal = SEAL.search(text)
    return bool(seal) and seal[0] == seal_of(text)


# The file -------------------------------------------------------------------------------------------------------------


def path() -> Path:
    """Where the file stands: in the folder of the notebook."""
    return Path.cwd() / FILE


def read() -> str | None:
    """The text of the file as it is, or None where there is none."""
    try:
        return path().read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return None


def write(text: str) -> list[str]:
    """Put the text in the file's place; what must be said to the learner."""
    try:
        old = read()
        said = _told_of(old, _put_aside(path()) if old is not None and not is_sealed(old) else None)
        if old != text:
            write_whole(path(), text)
        return said
    except OSError as error:
        return [f"`{FILE}` could not be written ({error.strerror}): the notebook goes on, and the next pass tries "
                "again. Is the folder writable, and the disk not full?"]


def _told_of(old, aside) -> list[str]:
    if aside:
        return [f"Somebody had edited `{FILE}`. That version is now `{aside}`, and `{FILE}` was made anew of what has "
                "passed. To keep a change, make it in the notebook's cell, and run the cell."]
    return [] if old is not None else [f"It stands in `{FILE}` now, beside this notebook: a library of your own, which "
                                       "grows with every pass."]


def _put_aside(path) -> str:
    """Copy what somebody wrote to a file of its own, under the first number that is free; its name."""
    theirs = path.read_bytes()
    for number in itertools.count(1):
        aside = path.with_name(f"{path.stem}_edited_{number}.py")
        if aside.is_file() and aside.read_bytes() == theirs:         # a crash came between: it is safe already
            return aside.name
        try:
            with open(aside, "xb") as file:                          # never over another
                file.write(theirs)
            return aside.name
        except FileExistsError:
            continue
        except OSError:
            aside.unlink(missing_ok=True)
            raise


def write_whole(path: Path, text: str) -> None:
    """Replace a file in one step: whatever comes between, either the old one stands there or the new one."""
    unfinished = path.with_name(f".{path.stem}-{os.getpid()}.unfinished")
    try:
        with open(unfinished, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    finally:
        _sweep(path, unfinished)


def _sweep(path, unfinished):
    """Remove what this write left behind, and what one left that was killed long enough ago."""
    for stray in path.parent.glob(f".{path.stem}-*.unfinished"):
        try:
            if stray == unfinished or time.time() - stray.stat().st_mtime > 60:
                stray.unlink()
        except OSError:
            pass
