"""What can be read from the text of an answer, before it runs."""

from __future__ import annotations

import ast
import dis
import textwrap
import types
from collections.abc import Iterator

import numpy as np


def definition(source: str | None) -> ast.FunctionDef | ast.ClassDef | None:
    """The function or class that the text defines."""
    if not source:
        return None
    try:
        body = ast.parse(textwrap.dedent(source)).body
    except SyntaxError:
        return None
    return next((node for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)), None)


def without_decorators(source: str) -> str:
    """The definition alone, each line where it was."""
    node = definition(source)
    lines = textwrap.dedent(source).splitlines()
    return "\n" * (node.lineno - 1) + "\n".join(lines[node.lineno - 1:node.end_lineno])


def dotted_lines(source: str | None) -> list[int]:
    """The lines in which a bare `...` stands for what is not written yet."""
    node = definition(source)
    return sorted(inner.lineno for inner in ast.walk(node)
                  if isinstance(inner, ast.Expr | ast.Assign) and isinstance(inner.value, ast.Constant)
                  and inner.value.value is Ellipsis) if node else []


def not_written(source: str | None) -> bool:
    """Whether a bare `...` stands in it, or nothing at all, and nothing is returned."""
    node = definition(source)
    if node is None or isinstance(node, ast.ClassDef):
        return bool(node) and bool(dotted_lines(source))
    empty = all(isinstance(inner, ast.Pass) or (isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Constant)
                                                and isinstance(inner.value.value, str)) for inner in node.body)
    returns = any(isinstance(inner, ast.Return) and inner.value is not None for inner in ast.walk(node))
    return empty or (bool(dotted_lines(source)) and not returns)


def has_loop(source: str | None) -> bool:
    """Whether it goes through numbers one by one in Python. (A loop over what is written out, `(1, 2)`, does not.)"""
    node = definition(source)
    loops = [inner for inner in ast.walk(node)
             if isinstance(inner, ast.For | ast.While | ast.comprehension)] if node else []
    return any(isinstance(loop, ast.While) or any(isinstance(inner, ast.Name) and inner.id not in ("range", "enumerate")
                                                  for inner in ast.walk(loop.iter)) for loop in loops)


def fingerprint(source: str | None) -> str:
    """Equal for two texts that differ in blanks and comments only: running a cell again is not another try."""
    node = definition(source)
    if node is None:
        return repr(source)
    node.decorator_list = []
    return ast.dump(node)


def functions_of(candidate) -> list[types.FunctionType]:
    """The function itself, or the methods of a class."""
    owners = candidate.__mro__ if isinstance(candidate, type) else []
    parts = [part for owner in owners for part in vars(owner).values()] or [candidate]
    return [part for part in parts if isinstance(part, types.FunctionType)]


def codes_of(candidate) -> set[types.CodeType]:
    """What Python runs when it runs an answer's own lines."""
    return {code for function in functions_of(candidate) for code in _with_inner(function.__code__)}


def globals_of(candidate) -> dict | None:
    """The notebook's names, as a function or the methods of a class see them."""
    return next((function.__globals__ for function in functions_of(candidate)), None)


def data_read_from_notebook(candidate) -> list[str]:
    """Names of data (not of functions or modules) that an answer takes from the notebook, not from its arguments."""
    names = {instruction.argval for code in codes_of(candidate)
             for instruction in dis.get_instructions(code) if instruction.opname == "LOAD_GLOBAL"}
    known = globals_of(candidate) or {}
    return sorted(name for name in names
                  if isinstance(known.get(name), np.ndarray | dict | list | tuple | int | float))


def _with_inner(code) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _with_inner(constant)


def text_of_line(source: str | None, line: int | None) -> str:
    """That line of the text in brackets, for a sentence; nothing where it is not known."""
    text = (source or "").splitlines()
    return f" (`{text[line - 1].strip()}`)" if line and 0 < line <= len(text) else ""
