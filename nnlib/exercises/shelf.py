"""Where the learner's functions are kept, and the one namespace in which they call each other.

Whatever comes out of a file is checked before it is used: by itself, without the notebook, among the functions that it
calls. What is wrong there, or does not end, is the course's instead, and that is said.
"""

from __future__ import annotations

import linecache
import os

import numpy as np

from nnlib.exercises import guard, library_file, progress
from nnlib.exercises.diagnosis import RIGHT, diagnose
from nnlib.exercises.library_file import FILE, exercises, known
from nnlib.exercises.pieces import NO_PYTHON, Piece, piece_of, statements
from nnlib.exercises.verdict import GREY, Verdict, show

_held: set[tuple[str, str]] = set()       # (name, text) of what was found right in this session: once is enough


# What there is --------------------------------------------------------------------------------------------------------


def collected() -> dict[str, Piece]:
    """What the file is made of: the newest text of each function that has passed, and holds alone."""
    text = _file()
    return (_in_file(text) if _is_ours(text) else {}) | _passed(progress.read()[0])


def sources() -> list[tuple[str, dict[str, Piece]]]:
    """The places where texts of the learner's stand, what counts most first.

    A file as the course made it is as old as the last pass, at best. One that was edited since is newer than that.
    """
    text, noted = _file(), _passed(progress.read()[0])
    if _is_ours(text):
        return [(progress.FILE, noted), (FILE, _in_file(text))]
    return [("this kernel", _passed(progress.session())), (FILE, _in_file(text)), (progress.FILE, noted)]


def write() -> list[str]:
    """Bring `my_nnlib.py` up to date; what must be said to the learner."""
    return [] if progress.is_off() else library_file.write(library_file.text_of(collected()))


def restore() -> None:
    """Make the file again if it is gone or stale; one that somebody edited is left as it is until the next pass."""
    if _is_ours(_file()) and collected():
        write()


def damage() -> list[str]:
    """What is to be said of a file that is no Python."""
    try:
        statements(_file() or "")
    except NO_PYTHON as error:
        at = f" in line {error.lineno} ({error.msg})" if isinstance(error, SyntaxError) and error.lineno else ""
        return [f"It was edited, and is no Python any more{at}, so nothing in it is used. Mend the line, or delete the "
                "file: it is made again of what has passed."]
    return []


def state() -> tuple:
    """Changes when anything changes that the library is made of."""
    files = []
    for path in (library_file.path(), progress.path()):
        try:
            found = os.stat(path)
            files.append((str(path), found.st_ino, found.st_mtime_ns, found.st_size))
        except OSError:
            files.append(str(path))
    return *files, progress.is_off(), len(progress.session())


def _file() -> str | None:
    try:
        return library_file.read()
    except OSError:                       # when it is written, that is said
        return None


def _is_ours(text) -> bool:
    return text is None or library_file.is_sealed(text)


def _in_file(text) -> dict[str, Piece]:
    return _pieces(dict.fromkeys(exercises(), text))


def _passed(entries) -> dict[str, Piece]:
    newest = {entry["exercise"]: entry.get("source") for entry in entries
              if entry["verdict"] == "right" and entry.get("alone", True)}
    return _pieces({name: newest.get(exercise.id) for name, exercise in exercises().items()})


def _pieces(texts) -> dict[str, Piece]:
    found = {name: piece_of(name, text, known()) for name, text in texts.items() if isinstance(text, str)}
    return {name: piece for name, piece in found.items() if piece}


# One namespace --------------------------------------------------------------------------------------------------------


class Shelf:
    """The learner's functions as far as they are right, and the course's for the others, in one namespace.

    Nothing is run before the first is asked for. Then all are checked at once, and each that is asked for brings along
    what it calls.
    """

    def __init__(self, sources):
        from nnlib.exercises.cell import stand_in

        self.sources = sources
        self.yours: dict[str, Piece] = {}
        self.names = {"__name__": FILE.removesuffix(".py"), "np": np}
        self.names |= {name: stand_in(exercise) for name, exercise in exercises().items()}
        self._asked: set[str] = set()

    def take(self, name: str):
        """The function of that name: the newest of the learner's that is right, or the course's."""
        if name not in self._asked:
            if not self._asked:
                self._check_together()
            self._asked.add(name)
            faults = {}                                    # text → what is wrong with it
            for where, piece in ((where, pieces[name]) for where, pieces in self.sources if name in pieces):
                if piece.text not in faults:
                    fault = clash(piece, self.yours) or self.fault(piece)
                    if fault is None:
                        self._put(piece)
                        break
                    faults[piece.text] = f"Yours in `{where}` is not used: {fault}"
            self._tell(name, faults.values())
        return self.names[name]

    def fault(self, piece: Piece) -> str | None:
        """What is wrong with a function when it runs here, with nothing of the notebook; None when it is right."""
        for name in sorted(piece.uses & set(exercises())):
            self.take(name)
        if (piece.name, piece.text) in _held:
            return None
        names = dict(self.names)
        fault = _define(piece, names) or _fault_among(piece, names)
        if fault is None:
            _held.add((piece.name, piece.text))
        return fault

    def _check_together(self):
        """Find in one guarded run what is right: to begin a run takes longer than most checks."""
        newest = {name: piece for _, pieces in reversed(self.sources) for name, piece in pieces.items()}
        pieces = [piece for piece in newest.values() if (piece.name, piece.text) not in _held]
        names = dict(self.names)

        def work():
            ready = [piece for piece in pieces if _define(piece, names) is None]
            return [(piece.name, piece.text) for piece in ready if _fault_among(piece, names) is None]

        report = guard.run(work) if len(pieces) > 1 else guard.Report("ended", [])
        if report.state == "ended":                        # else it is found out one by one
            _held.update(report.value)

    def _put(self, piece):
        self.yours[piece.name] = piece
        _define(piece, self.names)

    def _tell(self, name, faults):
        used = "as it passed before" if name in self.yours else "the course's"
        again = f"To have the one in your notebook again, run the cell of `{exercises()[name].id}` once more."
        for fault in progress.once(list(faults)):
            show(Verdict("→", f"mine.{name}", f"is {used}", GREY, [fault, again]))


def clash(piece: Piece, others: dict[str, Piece]) -> str | None:
    """Two helpers of one name that say different things: in one file the second would take the place of the first."""
    for other in others.values():
        for name, text in piece.helpers.items():
            if other.name != piece.name and other.helpers.get(name, text) != text:
                return (f"It brings along a `{name}` that is not the `{name}` of `{other.name}`. Give one of the two "
                        "another name.")
    return None


def _fault_among(piece, names) -> str | None:
    """What is wrong with a function that was defined among these names; None when it is right."""
    found = diagnose(exercises()[piece.name], names[piece.name], piece.definition)
    return None if found.state == RIGHT else [*found.sentences, "It is not written yet."][0]


def _define(piece, names) -> str | None:
    """Run the text of a function in a namespace; what stopped it, or None."""
    place = f"<{FILE}: {piece.name}>"
    linecache.cache[place] = len(piece.text), None, piece.text.splitlines(keepends=True), place

    def work():
        try:
            exec(compile(piece.text, place, "exec"), names)
        except guard.Stopped:
            raise
        except BaseException as error:
            return error

    if (piece.name, piece.text) in _held or all(statement.is_quiet for statement in piece.statements):
        error = work()
    else:                                                  # lines of the learner's run: they may hang, or ask
        names |= guard.overrides()
        report = guard.run(work)
        if report.state != "ended":
            return f"It had not ended after {guard.SECONDS:g} seconds, before any function was called."
        error = report.value
    if isinstance(error, guard.Asked):
        return f"It calls `{error}`, and here nobody can answer."
    return None if error is None else f"Python says `{type(error).__name__}: {error}`."
