"""What the running notebook tells the checker: the text of the cell, and which cell it is.

Three hooks into IPython, set once by `register`. A cell that does not parse is replaced by a call that says so (a
decorator would never run, and Run All would stop). The text of the cell is kept, because `inspect` does not find the
source of a class on Python 3.11. After a cell, a look at whether its exercise was checked at all: the line
`@exercise(…)` may have been deleted.
"""

from __future__ import annotations

import ast
import difflib
import itertools
import re
import warnings

from nnlib.exercises.catalogue import Exercise, every_exercise
from nnlib.exercises.source import dotted_lines, not_written
from nnlib.exercises.verdict import GREY, Verdict, show

MARK = re.compile(r'^@exercise\(\s*["\']([^"\'\n]+)["\']', re.M)
BROKEN_MARK = re.compile(r'^@?\s*exercise\W*(\d\d\.\w+)', re.M)    # what may be left of it in what is no Python
GUESS = re.compile(r'(\w+) = predict\(("[^"]*"),\s*guess\s*=(.*?)\)?', re.S)
OUTSIDE = "it stands at the left margin, outside the function"


class _Cell:
    """The cell that is running now, and what has been seen of this notebook."""

    text = ""
    checked: set[str] = set()         # noqa: RUF012  (one notebook, one process: this is its state)
    notebooks: set[str] = set()       # noqa: RUF012


def seen(exercise: Exercise) -> None:
    """Note that this exercise was checked in the cell that is running."""
    _Cell.checked.add(exercise.id)
    _Cell.notebooks.add(exercise.notebook)


def text() -> str:
    """The text of the cell that is running; nothing outside a notebook."""
    return _Cell.text


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
    """Input transformer: an exercise cell that is no Python becomes a call that says why; an odd guess becomes text."""

    has_side_effects = True           # so that IPython does not call it while somebody is typing

    def __init__(self, shell):
        self.shell, self.busy = shell, False

    def __call__(self, lines):
        text = "".join(lines)
        if self.busy:
            return lines
        if GUESS.fullmatch(text.strip()):
            return _guess_as_text(text.strip(), self.shell.user_ns)
        ids = MARK.findall(text) or BROKEN_MARK.findall(text)
        problem = ids and ((_problem(text) and _problem(self._as_ipython_reads_it(text))) or _body_outside(text))
        if problem:
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
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)        # Python says it itself when the cell runs
            compile(text, "<cell>", "exec", dont_inherit=True)
    except SyntaxError as error:
        return error
    except ValueError as error:       # a null character, say
        return SyntaxError(str(error), ("<cell>", 1, 0, ""))
    return None


def _body_outside(text) -> SyntaxError | None:
    """Lines at the left margin beneath a function that is nothing but its docstring: they were meant as its body."""
    try:
        body = ast.parse(text).body
    except SyntaxError:               # a magic, perhaps: IPython knows
        return None
    for node, following in itertools.pairwise(body):
        source = ast.get_source_segment(text, node)
        if getattr(node, "decorator_list", None) and not_written(source) and not dotted_lines(source):
            line = text.splitlines()[following.lineno - 1]
            return SyntaxError(OUTSIDE, ("<cell>", following.lineno, 0, line))
    return None


def _guess_as_text(text, names) -> list[str]:
    """A guess that is no value in Python (`3 rows`, `three`) is taken as it was typed: it blocks nothing."""
    target, question, guess = GUESS.fullmatch(text).groups()
    guess = guess.strip().replace("−", "-")
    guess = re.sub(r"^(-?[1-9]\d?\d?),(\d\d\d)$", r"\1\2", guess)             # 1,285 is a thousand and more
    guess = re.sub(r"^(-?\d+),(\d+)$", r"\1.\2", guess)                       # 0,5 is one half
    try:
        eval(compile(guess, "<guess>", "eval"), dict(names))
    except Exception:
        guess = repr(guess)
    return [f"{target} = predict({question}, guess={guess})\n"]


def _begin(info) -> None:
    _Cell.text = info.raw_cell or ""
    _Cell.checked = set()


def _end(result) -> None:
    info, error = result.info, result.error_before_exec or result.error_in_exec
    if not isinstance(info.raw_cell, str):
        return
    if isinstance(error, NameError):
        _say_what_to_run(error.name)
    if error:
        return
    unchecked = _exercise_of(info) if not MARK.search(info.raw_cell) else None
    if unchecked and unchecked.id not in _Cell.checked:
        lost = "The `@` is missing before" if re.search(r"^exercise\(", info.raw_cell, re.M) else "Missing is the line"
        show(Verdict("○", unchecked.id, "not checked", GREY, [
            f'{lost} `@exercise("{unchecked.id}")`, above `def {unchecked.name}`: so nothing looked at this cell, and '
            "the notebook goes on with it as it is. Put it back, and run the cell again."]))


def _say_what_to_run(name) -> None:
    """Beneath a NameError: which cell gives that name a value."""
    imported = ("np", "plt", "nnlib", "plots", "exercise", "mine", "predict")
    exercise = next((exercise for exercise in every_exercise().values() if exercise.name == name), None)
    meant = difflib.get_close_matches(name.lower(), imported[2:], n=1, cutoff=0.75)
    if name in imported:
        what = "Run the cell near the top of this notebook in which it is imported; then run this cell again."
    elif exercise:
        what = f"Run the cell of the exercise {exercise.id}; then run this cell again."
    elif meant:
        what = f"Did you mean `{meant[0]}`?"
    else:
        what = "Run the cells above, in order (menu Run → Run All Above Selected Cell); then run this cell again."
    show(Verdict("→", name, "is not known", GREY, [what]))


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
