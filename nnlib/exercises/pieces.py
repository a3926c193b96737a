"""What of a cell belongs to a function: its own text, and what else of the same cell it cannot do without.

Nothing runs here. The text is cut into the statements at its left margin; each knows which names it binds and which it
uses; and from the function one follows the names.
"""

from __future__ import annotations

import ast
import builtins
import io
import re
import symtable
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

OF_THE_NOTEBOOK = {"display", "get_ipython"}      # IPython puts them among the builtins; no other Python has them
BUILTINS = frozenset(dir(builtins)) - OF_THE_NOTEBOOK
PACKAGES = frozenset(sys.stdlib_module_names) | {"numpy"}
NO_PYTHON = (SyntaxError, ValueError, RecursionError, MemoryError)       # what a parser may make of a damaged text


@dataclass(frozen=True)
class Statement:
    """A statement at the left margin, with the comments above it: which names it binds, which it uses.

    `defines` is the name of the function or class, where it is one. (One that does nothing but raise defines nothing:
    it holds a place.) `imports` are the packages that it imports, anywhere in it. `is_quiet`: to run it is to define
    or to import, and no line of the learner's runs on the way.
    """

    text: str
    binds: frozenset[str]
    uses: frozenset[str]
    imports: frozenset[str]
    defines: str | None
    is_quiet: bool


@dataclass(frozen=True)
class Piece:
    """A function or class with what it needs of its own cell, in the order of the cell."""

    name: str
    statements: tuple[Statement, ...]

    @property
    def definition(self) -> str:
        """The text of the function alone."""
        return next(statement.text for statement in self.statements if statement.defines == self.name)

    @property
    def text(self) -> str:
        """All of it, as it is kept."""
        return laid_out(self.statements)

    @property
    def uses(self) -> frozenset[str]:
        """Every name that it uses and does not make itself, Python's own left out."""
        return frozenset().union(*(statement.uses for statement in self.statements)) - BUILTINS - {
            name for statement in self.statements for name in statement.binds}

    @property
    def imports(self) -> frozenset[str]:
        """The packages that it imports."""
        return frozenset().union(*(statement.imports for statement in self.statements))

    @property
    def helpers(self) -> dict[str, str]:
        """The names that it brings along, each with the text that binds it."""
        return {name: statement.text for statement in self.statements for name in statement.binds - {self.name}}


def piece_of(name: str, text: str | None, known: frozenset[str]) -> Piece | None:
    """The last definition of that name in a text, and what of the text it needs; None where there is none.

    Parameters
    ----------
    known : set of str
        Names that are at hand in any case, as Python's own are: the text need not bring them along.
    """
    try:
        every = statements(text or "")
    except NO_PYTHON:
        return None
    chosen = [statement for statement in every if statement.defines == name][-1:]
    for statement in chosen:                               # the list grows while it is gone through
        needed = statement.uses - known - BUILTINS - {name}
        chosen += [other for other in every if other not in chosen and other.binds & needed]
    return Piece(name, tuple(statement for statement in every if statement in chosen)) if chosen else None


def laid_out(statements) -> str:
    """Statements beneath each other: two blank lines around a definition, none between others."""
    text, before = "", None
    for statement in statements:
        if before:
            text += "\n\n\n" if before.defines or statement.defines else "\n"
        text, before = text + statement.text, statement
    return text


@cache
def statements(text: str) -> tuple[Statement, ...]:
    """The statements of a text, those that stand in one line as one.

    Raises
    ------
    SyntaxError, ValueError, RecursionError or MemoryError
        When the text is no Python.
    """
    text = io.StringIO(text, newline=None).read()          # every kind of line end becomes \n
    lines, found = text.split("\n"), []
    for nodes, first, last in _spans(ast.parse(text).body, lines):
        left_out = {line for node in nodes for mark in _marks(node) for line in range(mark.lineno, mark.end_lineno + 1)}
        found.append(_statement(nodes, "\n".join(lines[line - 1] for line in range(first, last + 1)
                                                 if line not in left_out)))
    return tuple(found)


def _statement(nodes, text) -> Statement:
    table = symtable.symtable(text, "<cell>", "exec")
    binds = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    defines = next((node.name for node in nodes if _is_definition(node)), None)
    return Statement(text, frozenset(binds), frozenset(_used(table)), frozenset(_imported(nodes)), defines,
                     all(map(_is_quiet, nodes)))


def _spans(nodes, lines) -> Iterator[tuple[list, int, int]]:
    """Nodes with their first and last line: comments right above belong to them, and comments in their last block."""
    group, first, last = [], 0, 0
    for node in nodes:
        start = min([node.lineno, *(mark.lineno for mark in getattr(node, "decorator_list", []))])
        if group and start > last:
            yield group, first, last
            group = []
        if not group:
            first = start
            while first - 1 > last and lines[first - 2].startswith("#"):
                first -= 1
        group.append(node)
        last = _last_line(node, lines)
    if group:
        yield group, first, last


def _last_line(node, lines) -> int:
    last = node.end_lineno
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        for number in range(last + 1, len(lines) + 1):
            if lines[number - 1].strip() and not re.match(r"\s+#", lines[number - 1]):
                break
            last = number if lines[number - 1].strip() else last
    return last


def _marks(node) -> list[ast.expr]:
    """The decorators `@exercise(…)` of a definition."""
    return [mark for mark in getattr(node, "decorator_list", [])
            if re.search(r"\bexercise\b", ast.unparse(getattr(mark, "func", mark)))]


def _is_definition(node) -> bool:
    return isinstance(node, ast.FunctionDef | ast.ClassDef) and not (
        len(node.body) == 1 and isinstance(node.body[0], ast.Raise))


def _is_quiet(node) -> bool:
    if not isinstance(node, ast.FunctionDef):
        return isinstance(node, ast.Import | ast.ImportFrom)
    by_the_way = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
    return len(node.decorator_list) == len(_marks(node)) and all(isinstance(part, ast.Constant) for part in by_the_way)


def _used(table) -> Iterator[str]:
    """The names that are looked up outside of all functions: those of the module, and Python's own."""
    of_module = table.get_type() == "module"
    for symbol in table.get_symbols():
        name = symbol.get_name()
        if symbol.is_referenced() and (of_module or symbol.is_global()) and not re.fullmatch("__.*__", name):
            yield name
    for inner in table.get_children():
        yield from _used(inner)


def _imported(nodes) -> Iterator[str]:
    for node in (inner for outer in nodes for inner in ast.walk(outer)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").split(".")[0] if not node.level else "."
