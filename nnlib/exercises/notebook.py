"""What the running notebook tells the checker: the text of the cell, and which cell it is.

Three hooks into IPython, set once by `register`. A cell that does not parse is replaced by a call that says so (a
decorator would never run, and Run All would stop). The text of the cell is kept, because `inspect` does not find the
source of a class on Python 3.11. After a cell, a look at whether its exercise was checked at all: the line
`@exercise(…)` may have been deleted.
"""

from __future__ import annotations

import ast
import re

from nnlib.exercises.catalogue import Exercise, every_exercise
from nnlib.exercises.verdict import GREY, Verdict, show

MARK = re.compile(r'^@exercise\(\s*["\']([^"\']+)["\']', re.M)


class _Cell:
    """The cell that is running now, and what has been seen of this notebook."""

    text = ""
    checked: set[str] = set()         # noqa: RUF012  (one notebook, one process: this is its state)
    notebooks: set[str] = set()       # noqa: RUF012


def seen(exercise: Exercise) -> None:
    """Note that this exercise was checked in the cell that is running."""
    _Cell.checked.add(exercise.id)
    _Cell.notebooks.add(exercise.notebook)


def source_in_cell(name: str) -> str | None:
    """The text of the definition of that name in the running cell, decorators included, from the cell's first line."""
    try:
        body = ast.parse(_Cell.text).body
    except SyntaxError:
        return None
    for node in reversed(body):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name and node.decorator_list:
            lines = _Cell.text.splitlines()[: node.end_lineno]
            first = node.decorator_list[0].lineno - 1
            return "\n" * first + "\n".join(lines[first:]) + "\n"
    return None


def register(shell) -> None:
    """Set the hooks in an IPython shell; doing it twice changes nothing."""
    if shell is None or getattr(shell, "_nnlib_exercises", False):
        return
    shell._nnlib_exercises = True
    shell.input_transformers_cleanup.append(_CatchCellsThatDoNotParse(shell))
    shell.events.register("pre_run_cell", _begin)
    shell.events.register("post_run_cell", _end)


class _CatchCellsThatDoNotParse:
    """Input transformer: an exercise cell that is no Python becomes a call that shows why."""

    has_side_effects = True           # so that IPython does not call it while somebody is typing

    def __init__(self, shell):
        self.shell, self.busy = shell, False

    def __call__(self, lines):
        text = "".join(lines)
        ids = MARK.findall(text)
        if self.busy or not ids:
            return lines
        problem = _problem(text)
        if problem and _problem(self._as_ipython_reads_it(text)):
            return [f"__import__('nnlib.exercises.cell', fromlist=['cell']).cell_does_not_parse("
                    f"{ids!r}, globals(), {problem.lineno or 1}, {(problem.text or '')!r}, {problem.msg!r})\n"]
        return lines

    def _as_ipython_reads_it(self, text):
        self.busy = True
        try:
            return self.shell.input_transformer_manager.transform_cell(text)
        except SyntaxError:
            return text
        finally:
            self.busy = False


def _problem(text) -> SyntaxError | None:
    try:
        compile(text, "<cell>", "exec", dont_inherit=True)
    except SyntaxError as error:
        return error
    except ValueError as error:       # a null character, say
        return SyntaxError(str(error), ("<cell>", 1, 0, ""))
    return None


def _begin(info) -> None:
    _Cell.text = info.raw_cell or ""
    _Cell.checked = set()


def _end(result) -> None:
    info = result.info
    if result.error_before_exec or result.error_in_exec or not isinstance(info.raw_cell, str):
        return
    unchecked = _exercise_of(info) if not MARK.search(info.raw_cell) else None
    if unchecked and unchecked.id not in _Cell.checked:
        show(Verdict("○", unchecked.id, "not checked", GREY, [
            f'The line `@exercise("{unchecked.id}")` is missing above `def {unchecked.name}`, so nothing looked at '
            "this cell. Put it back, as the first line, and run the cell again."]))


def _exercise_of(info) -> Exercise | None:
    """The exercise that a cell without its mark seems to be: by the cell's own name, or by what it defines."""
    exercises = every_exercise()
    match = re.fullmatch(r"ex-(\d\d)-(.+)", getattr(info, "cell_id", None) or "")
    if match:
        return exercises.get(f"{match[1]}.{match[2]}".replace("-", "_"))
    try:
        body = ast.parse(info.raw_cell).body
    except SyntaxError:
        return None
    defined = {node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return next((exercise for exercise in exercises.values()
                 if exercise.name in defined and exercise.notebook in _Cell.notebooks), None)
