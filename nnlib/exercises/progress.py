"""What was tried and what has passed: one line of JSON for each, appended to `progress.jsonl` beside the notebook.

Append-only, so that a pass is never lost: nothing that the course does rewrites the file, and a line that is damaged is
skipped and said. The environment variable `NNLIB_PROGRESS=off` switches it off (building and testing do).
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

FILE = "progress.jsonl"
_tried: dict[tuple[str, str], set[str]] = {}      # (file, exercise) → fingerprints of wrong answers of this session
_told: set[str] = set()                           # damage is said once


def record(id: str, right: bool, source: str | None, fingerprint: str) -> list[str]:
    """Append a try; return what must be said to the learner (nothing, when all is well)."""
    mark = hashlib.sha256(fingerprint.encode()).hexdigest()[:12]
    if not right:
        _tried.setdefault((str(_path()), id), set()).add(mark)
    if _is_off():
        return []
    entry = {"exercise": id, "verdict": "right" if right else "wrong", "fingerprint": mark}
    if right:
        entry["source"] = source
    entries, said = read()
    if entry in entries:
        return said
    try:
        with open(_path(), "a", encoding="utf-8") as file:
            file.write(_line_break_first(file) + json.dumps(entry, ensure_ascii=False) + "\n")
    except OSError as error:
        said = [*said, f"This could not be noted in `{FILE}` ({error.strerror}): the notebook goes on, but the course "
                       "will not remember it. Is the folder writable, and the disk not full?"]
    return said


def wrong_tries(id: str) -> int:
    """How many different wrong answers were given to this exercise."""
    before = {entry["fingerprint"] for entry in read()[0] if entry["exercise"] == id and entry["verdict"] == "wrong"}
    return len(before | _tried.get((str(_path()), id), set()))


def read() -> tuple[list[dict], list[str]]:
    """All entries that can be read, and a sentence for what could not be."""
    if _is_off() or not _path().exists():
        return [], []
    entries, damaged = [], []
    try:
        lines = _path().read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        return [], _once(f"`{FILE}` could not be read ({error.strerror}): what has passed before is not known here.")
    for number, line in enumerate(lines, 1):
        try:
            entry = json.loads(line)
            entries.append({key: entry[key] for key in ("exercise", "verdict", "fingerprint", "source") if key in entry
                            or key != "source"})
        except (ValueError, KeyError, TypeError):
            if line.strip():
                damaged.append(str(number))
    if damaged:
        return entries, _once(
            f"In `{FILE}` line {', '.join(damaged)} is damaged and was skipped; everything else counts.")
    return entries, []


def _path() -> Path:
    return Path.cwd() / FILE


def _is_off() -> bool:
    return os.environ.get("NNLIB_PROGRESS", "").lower() == "off"


def _line_break_first(file) -> str:
    """A line break when the last line was cut off half-way: the new line must not be lost with it."""
    if file.tell() == 0:
        return ""
    with open(file.name, "rb") as before:
        before.seek(-1, os.SEEK_END)
        return "" if before.read(1) == b"\n" else "\n"


def _once(sentence) -> list[str]:
    new = sentence not in _told
    _told.add(sentence)
    return [sentence] if new else []
