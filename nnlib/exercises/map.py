"""The map of the course: what has passed, what was tried, what is left, and what to do next."""

from __future__ import annotations

import html
import importlib
import itertools
import pkgutil
import re
from collections.abc import Iterable
from functools import cache

from nnlib.exercises import progress
from nnlib.exercises.catalogue import Exercise, every_exercise
from nnlib.exercises.verdict import GREEN, GREY, RED, count, marked

COLOURS = {"✓": GREEN, "✗": RED, "○": GREY}
FAINT = "#76767640"                # grey, a quarter as strong: on white and on black
WIDTH = 100


@cache
def title(notebook: str) -> str:
    """What a notebook is called, `Forward pass`: the file of its exercises says it in its first line."""
    import nnlib.exercises as package

    for name in (module.name for module in pkgutil.iter_modules(package.__path__)):
        if name.startswith(f"n{notebook}_"):
            says = importlib.import_module(f"{package.__name__}.{name}").__doc__ or ""
            said = re.match(rf"The exercises of {notebook} (.+?)[:.]", says)
            return said[1] if said else name[4:].replace("_", " ").capitalize()
    return ""


class Map:
    """Where the learner stands, as a drawing: its text, or HTML with the same words."""

    def __init__(self):
        entries, self.remarks = progress.read()
        self.last = entries[-1]["exercise"] if entries else ""
        self.signs = {exercise: _sign(exercise, entries) for exercise in every_exercise().values()}
        if progress.is_off():
            self.remarks = ["Progress is switched off (`NNLIB_PROGRESS=off`): this is what the kernel remembers until "
                            "it ends."]
        elif not entries and not self.remarks:
            self.remarks = [f"Nothing is recorded yet: no `{progress.FILE}` stands in this folder. It is made when the "
                            "first cell with `@exercise` runs."]

    def __repr__(self):
        lines = []
        for heading, exercises in self._notebooks():
            lines += [heading, *_wrapped(f"{self.signs[exercise]} {exercise.name}" for exercise in exercises), ""]
        return "\n".join([*lines, self._total(), *(text.replace("`", "") for text in [self._next(), *self.remarks])])

    def _repr_html_(self):
        rows = "".join(f'<div style="margin-top:.8em">{_bold(heading)}</div>{self._bar(exercises)}'
                       f'<div>{" &ensp; ".join(map(self._drawn, exercises))}</div>'
                       for heading, exercises in self._notebooks())
        words = "".join(f'<div style="margin-top:.6em">{marked(text)}</div>'
                        for text in (self._total(), self._next(), *self.remarks))
        return f'<div style="border-left:4px solid {GREY};padding:.2em .8em;max-width:60em">{rows}{words}</div>'

    def _bar(self, exercises):
        """The minutes that are done, as a share of all."""
        done = _minutes(exercise for exercise in exercises if self.signs[exercise] == "✓")
        return (f'<div style="height:4px;margin:.2em 0;background-color:{FAINT}"><div style="height:4px;'
                f'width:{done / _minutes(exercises):.0%};background-color:{GREEN}"></div></div>')

    def _drawn(self, exercise):
        sign = self.signs[exercise]
        return (f'<span style="white-space:nowrap"><strong style="color:{COLOURS[sign]}">{sign}</strong> '
                f"<code>{html.escape(exercise.name)}</code></span>")

    def _notebooks(self):
        for notebook, group in itertools.groupby(self.signs, key=lambda exercise: exercise.notebook):
            exercises = list(group)
            yield f"{notebook} {title(notebook)} · {self._account(exercises)}", exercises

    def _account(self, exercises):
        passed = [exercise for exercise in exercises if self.signs[exercise] == "✓"]
        done, left = _minutes(passed), _minutes(exercises) - _minutes(passed)
        return f"{len(passed)} of {count(len(exercises), 'exercise')}, {done} minutes done, {left} left"

    def _total(self):
        return f"Together: {self._account(list(self.signs))}. ○ not passed yet, ✗ tried, ✓ passed"

    def _next(self):
        """The first that has not passed from the notebook on in which the learner was last, or else of all."""
        left = [exercise for exercise, sign in self.signs.items() if sign != "✓"]
        ahead = [exercise for exercise in left if exercise.notebook >= self.last[:2]]
        for exercise in ahead or left:
            return f"Next: `{exercise.id}`, about {exercise.minutes} minutes, in notebook {exercise.notebook}."
        return "Every exercise has passed."


def _sign(exercise, entries) -> str:
    """✓ once it has passed: a wrong try afterwards does not undo that."""
    verdicts = {entry["verdict"] for entry in entries if entry["exercise"] == exercise.id}
    return "✓" if "right" in verdicts else "✗" if "wrong" in verdicts else "○"


def _bold(heading) -> str:
    name, account = heading.split(" · ", 1)
    return f"<strong>{html.escape(name)}</strong> · {html.escape(account)}"


def _minutes(exercises: Iterable[Exercise]) -> int:
    return sum(exercise.minutes for exercise in exercises)


def _wrapped(words) -> list[str]:
    """Words one after the other, in lines that begin four blanks in."""
    lines = ["   "]
    for word in words:
        if len(lines[-1]) + len(word) > WIDTH:
            lines.append("   ")
        lines[-1] += f" {word}  "
    return [line.rstrip() for line in lines]
