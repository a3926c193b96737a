"""What was tried and what has passed: one line of JSON for each, appended to `progress.jsonl` beside the notebook.

Append-only, so that a pass is never lost: nothing that the course does rewrites the file, and a line that is damaged is
skipped and said. The environment variable `NNLIB_PROGRESS=off` switches it off (building and testing do). What does not
reach the file is remembered until the kernel ends.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

FILE = "progress.jsonl"
_unwritten: dict[str, list[dict]] = {}            # file → entries of this session that do not stand in it
_told: set[str] = set()                           # damage is said once


def record(id: str, right: bool, source: str | None, fingerprint: str, alone: bool = True) -> list[str]:
    """Append a try; return what must be said to the learner (nothing, when all is well).

    Parameters
    ----------
    source : str or None
        The text of what passed; of a function of the library with all that it needs.
    fingerprint : str
        Equal for two texts that say the same.
    alone : bool
        Whether the text runs by itself, without the notebook.
    """
    entry = {"exercise": id, "verdict": "right" if right else "wrong",
             "fingerprint": hashlib.sha256(fingerprint.encode()).hexdigest()[:12]}
    if right:
        entry |= {"source": source} | ({} if alone else {"alone": False})
    entries, damage = read()
    alike = [other for other in entries if (other["exercise"], other["verdict"]) == (id, entry["verdict"])]
    said = once(damage)
    if entry in (alike[-1:] if right else alike):
        return said
    if is_off():
        session().append(entry)
        return []
    try:
        _append(json.dumps(entry, ensure_ascii=False))
    except OSError as error:
        session().append(entry)
        said = [*said, f"This could not be noted in `{FILE}` ({error.strerror}): the notebook goes on, but the course "
                       "will not remember it. Is the folder writable, and the disk not full?"]
    return said


def wrong_tries(id: str) -> int:
    """How many different wrong answers were given to this exercise."""
    return len({entry["fingerprint"] for entry in read()[0] if (entry["exercise"], entry["verdict"]) == (id, "wrong")})


def read() -> tuple[list[dict], list[str]]:
    """All entries, the oldest first, and a sentence for what could not be read."""
    entries, damage = ([], []) if is_off() else _read_file()
    return entries + session(), damage


def session() -> list[dict]:
    """The entries of this session that do not stand in the file: it is off, or could not be written."""
    return _unwritten.setdefault(str(path()), [])


def once(sentences: list[str]) -> list[str]:
    """Those of the sentences that were not said yet in this session."""
    new = [sentence for sentence in sentences if sentence not in _told]
    _told.update(new)
    return new


def path() -> Path:
    """Where the file stands: in the folder of the notebook."""
    return Path.cwd() / FILE


def is_off() -> bool:
    """Whether nothing may be written."""
    return os.environ.get("NNLIB_PROGRESS", "").lower() == "off"


def _read_file():
    if not path().exists():
        return [], []
    entries, damaged = [], []
    try:
        lines = path().read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError as error:
        return [], [f"`{FILE}` could not be read ({error.strerror}): what has passed before is not known here."]
    for number, line in enumerate(lines, 1):
        try:
            if line.strip():
                entries.append(_entry(json.loads(line)))
        except (ValueError, KeyError, TypeError, RecursionError):
            damaged.append(str(number))
    if damaged:
        lines, are = ("line", "is") if len(damaged) == 1 else ("lines", "are")
        return entries, [f"In `{FILE}` {lines} {', '.join(damaged)} {are} damaged and skipped; everything else counts."]
    return entries, []


def _entry(line) -> dict:
    """What a line says, as far as it is known here: a course to come may say more."""
    asked = {key: line[key] for key in ("exercise", "verdict", "fingerprint")}
    if not all(isinstance(value, str) for value in asked.values()):
        raise TypeError(asked)
    return asked | {key: line[key] for key in ("source", "alone") if key in line}


def _append(line):
    """Write a line in one piece, so that those of two notebooks do not mix."""
    with open(path(), "ab") as file:
        file.write((_line_break_first(file) + line + "\n").encode())


def _line_break_first(file) -> str:
    """A line break when the last line was cut off half-way: the new line must not be lost with it."""
    if file.tell() == 0:
        return ""
    with open(file.name, "rb") as before:
        before.seek(-1, os.SEEK_END)
        return "" if before.read(1) == b"\n" else "\n"
