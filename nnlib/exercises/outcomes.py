"""Put a function to work on every case, and compare what it did with what it should have done."""

from __future__ import annotations

import copy
import inspect
import traceback
import types
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nnlib.exercises import guard
from nnlib.exercises.catalogue import Exercise
from nnlib.exercises.source import codes_of, data_read_from_notebook, globals_of, without_decorators

RTOL, ATOL = 1e-9, 1e-12          # two right answers differ by rounding only


@dataclass
class Outcome:
    """What one call did: its value or its error, and the names of the arguments that it changed.

    `inside` tells that the error arose in something that was called, and not in the answer's own lines.
    """

    value: object = None
    error: BaseException | None = None
    changed: tuple[str, ...] = ()
    inside: bool = False


def isolated(candidate, source=None, **extra):
    """The same function with its own copy of the notebook's globals, in which nothing can ask, leave or stay."""
    names = globals_of(candidate)
    if names is None:
        return candidate
    data = {name: copy.deepcopy(names[name]) for name in data_read_from_notebook(candidate)}     # a check leaves them
    surroundings = {**names, **data, **guard.overrides(), **extra}
    if isinstance(candidate, types.FunctionType):
        twin = types.FunctionType(candidate.__code__, surroundings, candidate.__name__, candidate.__defaults__,
                                  candidate.__closure__)
        twin.__kwdefaults__ = candidate.__kwdefaults__
        surroundings[candidate.__name__] = twin           # so that a function that calls itself finds itself
        return twin
    if inspect.isclass(candidate) and source:
        exec(compile(without_decorators(source), "<exercise>", "exec"), surroundings)
        return surroundings[candidate.__name__]
    return candidate


def outcomes_of(exercise: Exercise, candidate, cases) -> list[Outcome]:
    """Call it on a private copy of every case."""
    return [_outcome(exercise, candidate, arguments) for _, arguments in cases]


def _outcome(exercise, candidate, arguments) -> Outcome:
    given = copy.deepcopy(arguments)
    try:
        with np.errstate(all="ignore"):
            value = exercise.call(candidate, *given)
    except guard.Stopped:
        raise
    except BaseException as error:
        return Outcome(error=error, inside=_inside(candidate, error))
    changed = tuple(name for name, before, after in zip(exercise.parameters(), arguments, given, strict=False)
                    if not _identical(before, after))
    return Outcome(value=value, changed=changed)


def _inside(candidate, error) -> bool:
    """Whether an error passed through the answer, and arose in something that it calls."""
    own = codes_of(candidate)
    passed = [frame.f_code for frame, _ in traceback.walk_tb(error.__traceback__)]
    return bool(passed) and passed[-1] not in own and any(code in own for code in passed)


def _identical(before, after) -> bool:
    if isinstance(before, dict):
        return list(before) == list(after) and all(_identical(before[key], after[key]) for key in before)
    if isinstance(before, np.ndarray):
        return (isinstance(after, np.ndarray) and before.shape == after.shape
                and np.array_equal(before, after, equal_nan=True))
    if callable(before) or isinstance(before, np.random.Generator):       # to draw from a generator is to move it on
        return True
    return before == after


def is_number(value) -> bool:
    """A Python or NumPy number, or an array without axes."""
    return (isinstance(value, int | float | np.number) and not isinstance(value, bool)) or (
        isinstance(value, np.ndarray) and value.ndim == 0 and value.dtype.kind in "if")


def is_numeric(value) -> bool:
    """A number, or an array of numbers."""
    return is_number(value) or (isinstance(value, np.ndarray) and value.dtype.kind in "if")


def close(a, b) -> bool:
    """Equal up to rounding."""
    return np.shape(a) == np.shape(b) and np.allclose(a, b, rtol=RTOL, atol=ATOL, equal_nan=True)


def leaves(exercise, value) -> Iterator[tuple[str, object]]:
    """The parts of a result, in order, each under the words that begin a sentence about it."""
    if len(exercise.returns) == 1:
        if isinstance(value, dict):
            yield from ((f'The entry `"{key}"`', entry) for key, entry in value.items())
        else:
            yield f"What `{exercise.name}` returns", value
        return
    for name, part in zip(exercise.returns, value, strict=True):
        if isinstance(part, dict):
            yield from ((f'`{name}["{key}"]`', entry) for key, entry in part.items())
        else:
            yield f"`{name}`", part


def compared(exercise, mine, theirs, arguments) -> list[tuple[str, np.ndarray, np.ndarray]]:
    """What is compared, part by part: the output itself, or what the exercise observes of it."""
    if exercise.observe:
        return [("The result", np.asarray(exercise.observe(mine, *arguments), float),
                 np.asarray(exercise.observe(theirs, *arguments), float))]
    of_mine = dict(leaves(exercise, mine))
    return [(name, np.asarray(of_mine[name], float), np.asarray(value, float))
            for name, value in in_order_of_work(leaves(exercise, theirs))]


def in_order_of_work(named):
    """Entries of a cache before the result that is made of them: the first wrong one is where the mistake is."""
    named = list(named)
    return [pair for pair in named if "[" in pair[0]] + [pair for pair in named if "[" not in pair[0]]


def same(mine: Outcome, other: Outcome) -> bool:
    """Whether two calls did the same, mistakes included: same error, or same changes and same values."""
    if mine.error is not None or other.error is not None:
        return (type(mine.error) is type(other.error) and str(mine.error) == str(other.error)
                and mine.inside == other.inside)
    return mine.changed == other.changed and _same_value(mine.value, other.value)


def _same_value(a, b) -> bool:
    if isinstance(a, dict) and isinstance(b, dict):
        return set(a) == set(b) and all(_same_value(a[key], b[key]) for key in a)
    if isinstance(a, tuple | list) and type(a) is type(b):
        return len(a) == len(b) and all(_same_value(x, y) for x, y in zip(a, b, strict=True))
    if is_numeric(a) and is_numeric(b):
        return close(a, b)
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return a.dtype == b.dtype and np.array_equal(a, b)
    return type(a) is type(b) and (a is None or callable(a) or bool(np.all(a == b)))
