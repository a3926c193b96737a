"""What a learner wrote, as a library: `mine.forward` is theirs where it has passed, the course's own where it has not.

A function goes in when it holds alone: its text is run once more in a namespace that has NumPy, the library so far and
nothing of the notebook, and is checked there. Where something is missing, the verdict says what, and how to mend it.
"""

from __future__ import annotations

import difflib
import html
import re
import types

from nnlib.exercises import library_file, progress, shelf
from nnlib.exercises.catalogue import every_exercise
from nnlib.exercises.library_file import FILE, exercises, known, place
from nnlib.exercises.pieces import PACKAGES, Piece, piece_of
from nnlib.exercises.shelf import Shelf, clash
from nnlib.exercises.verdict import GREY, Verdict, count, listed, show

BOLD = ' style="font-weight:bold"'
GOES_IN = f"then it can go into `{FILE}`."


# What goes in ---------------------------------------------------------------------------------------------------------


def collect(exercise, cell: str | None, names: dict) -> tuple[str | None, list[str]]:
    """The text of a function that has passed, as the library takes it; or None, and a sentence that says why not.

    Parameters
    ----------
    cell : str or None
        The whole cell, in which its helpers stand.
    names : dict
        The notebook's globals: they tell what a missing name is.
    """
    piece = piece_of(exercise.name, cell, known())
    if piece is None:
        return None, [f"Its text could not be read. Does a line with `%` or `!` stand in the cell? Move it elsewhere, "
                      f"{GOES_IN}"]
    if (why_not := lacking(piece, names)):
        return None, [why_not]
    so_far = shelf.collected()
    if (fault := clash(piece, so_far) or Shelf([(FILE, so_far)]).fault(piece)):
        return None, [f"It is right in this notebook, but not in `{FILE}`, where it stands without it. There: {fault}"]
    return piece.text, []


def lacking(piece: Piece, names: dict) -> str | None:
    """What a function uses that no file of its own would have, and how to mend it; None when it has all it needs."""
    missing = sorted(piece.uses - known())
    for name in missing:
        if _is_the_courses(names.get(name)):
            return _without_the_course(piece, name, names)
    foreign = sorted(piece.imports - PACKAGES) + [name for name in missing if _is_foreign(names.get(name))]
    if foreign:
        return f"It uses `{foreign[0]}`, and your library runs on Python and NumPy alone: write it without, {GOES_IN}"
    elsewhere = [name for name in missing if name in names]
    if missing and not elsewhere:
        return (f"It names `{missing[0]}`, which is defined nowhere, in a line that the check did not reach: mend it, "
                f"{GOES_IN}")
    return _elsewhere(elsewhere, names) if missing else None


def _elsewhere(missing, names) -> str:
    told = listed(f"`{name}`" for name in missing)
    stands, them = ("stands in another cell", "it") if len(missing) == 1 else ("stand in other cells", "them")
    if all(isinstance(names[name], types.ModuleType) for name in missing):
        return f"It uses {told}, imported in another cell: import {them} in this one, {GOES_IN}"
    instead = "" if any(callable(names[name]) for name in missing) else "use its arguments, or "
    return f"It uses {told}, which {stands}: {instead}define {them} in this one, {GOES_IN}"


def _without_the_course(piece, name, names) -> str:
    used = re.search(rf"\b{name}\.(\w+)", piece.text)
    if not used or used[1] not in exercises():
        return (f"It uses `{used[0] if used else name}`, and your library runs without the course: write it in NumPy, "
                f"{GOES_IN}")
    if used[1] == piece.name:
        return f"It hands the work to `{used[0]}`. Write those lines yourself, {GOES_IN}"
    above = "" if used[1] in names else f" (with `{used[1]} = mine.{used[1]}` in a cell above)"
    return f"It uses `{used[0]}`. In your library that is plain `{used[1]}`: write so{above}, {GOES_IN}"


def _is_the_courses(value) -> bool:
    return isinstance(value, Library) or (
        (callable(value) or isinstance(value, types.ModuleType)) and _package(value) == "nnlib")


def _is_foreign(value) -> bool:
    return isinstance(value, types.ModuleType) and _package(value) not in PACKAGES


def _package(value) -> str:
    name = getattr(value, "__name__" if isinstance(value, types.ModuleType) else "__module__", None)
    return str(name).split(".")[0]


# What the learner sees ------------------------------------------------------------------------------------------------


class Library:
    """The functions that the exercises of the course ask for, under their names: `mine.forward`.

    Each is the learner's where it has passed, the course's own where it has not. They call each other.
    """

    def __init__(self):
        self._shelf, self._state = None, None

    def source(self) -> str:
        """The text of `my_nnlib.py`, as it is or as it would be now."""
        return library_file.text_of(shelf.collected())

    def __getattr__(self, name):
        if name not in exercises():
            raise AttributeError(_unknown(name))
        return self._up_to_date().take(name)

    def __dir__(self):
        return [*exercises(), "source"]

    def __repr__(self):
        rows = [("function", "exercise", "whose", "lines"), *self._rows()]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
        return "\n".join([*lines, self._total()])

    def _repr_html_(self):
        head = "".join(map(_heading, ("function", "exercise", "whose", "lines")))
        body = "".join(f"<tr{BOLD * (row[2] == 'yours')}>{''.join(map(_cell, row))}</tr>" for row in self._rows())
        return f"<table><tr>{head}</tr>{body}</table><div>{html.escape(self._total())}</div>"

    def _rows(self):
        functions = self._up_to_date()
        for name, exercise in exercises().items():
            functions.take(name)
            piece = functions.yours.get(name)
            yield (name, place(exercise).removeprefix("exercise "), "yours" if piece else "the course's",
                   str(_lines(piece)) if piece else "")

    def _total(self):
        yours = self._up_to_date().yours.values()
        return (f"{FILE}: {count(len(self.source().splitlines()), 'line')}, {sum(map(_lines, yours))} of them yours; "
                f"{len(yours)} of {count(len(exercises()), 'function')}")

    def _up_to_date(self) -> Shelf:
        """The functions, looked up anew when a pass or a file has come in between."""
        if self._state != shelf.state():
            shelf.restore()
            for sentence in progress.once(shelf.damage()):
                show(Verdict("→", FILE, "could not be read", GREY, [sentence]))
            self._shelf, self._state = Shelf(shelf.sources()), shelf.state()
        return self._shelf


def _lines(piece) -> int:
    return len(piece.text.splitlines())


def _heading(text) -> str:
    return f'<th style="text-align:left">{html.escape(text)}</th>'


def _cell(text) -> str:
    return f'<td style="text-align:left">{html.escape(text)}</td>'


def _unknown(name) -> str:
    """What to tell somebody who asks for a function that is not there."""
    practice = next((exercise for exercise in every_exercise().values() if exercise.name == name), None)
    if practice:
        return f"`{name}` is {place(practice)}, for practice: it is not part of the library"
    said = f"the library has no `{name}`."
    near = difflib.get_close_matches(name, exercises(), n=1, cutoff=0.5)
    if near:
        return f"{said} Did you mean `{near[0]}`? `{near[0]}` is {place(exercises()[near[0]])}"
    return f"{said} It has " + listed(f"`{other}` ({place(exercise)})" for other, exercise in exercises().items())


mine = Library()
