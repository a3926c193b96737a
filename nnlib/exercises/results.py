"""The kind and the shape of a result: what was found, what was expected, what to type instead."""

from __future__ import annotations

import numpy as np

from nnlib.exercises.outcomes import Outcome, close, compared, in_order_of_work, is_number, is_numeric, leaves
from nnlib.exercises.verdict import count, listed


def agrees(exercise, mine: Outcome, theirs: Outcome, arguments) -> bool:
    """Whether the learner's outcome is as right as the course's."""
    if mine.error is not None or wrong_kind(exercise, mine.value, theirs.value):
        return False
    return not wrong_shape(exercise, mine.value, theirs.value) and all(
        close(a, b) for _, a, b in compared(exercise, mine.value, theirs.value, arguments))


def wrong_kind(exercise, mine, theirs) -> str | None:
    """What is wrong with the kind of a result, or None."""
    names = exercise.returns
    if mine is None:
        return (f"`{exercise.name}` returns nothing (`None`). What it has worked out must be handed back: "
                f"`return {', '.join(names)}`.")
    if len(names) > 1:
        if not isinstance(mine, tuple) or len(mine) != len(names):
            found = count(len(mine), "value") if isinstance(mine, tuple) else _a(mine)
            return (f"It returns {found}; {len(names)} values were expected, in this order: "
                    f"`return {', '.join(names)}`.")
        pairs = list(zip(names, mine, theirs, strict=True))
    else:
        pairs = [(names[0], mine, theirs)]
    for name, a, b in pairs:
        if (sentence := _kind_of_part(name, a, b)):
            return sentence
    return None


def _kind_of_part(name, a, b) -> str | None:
    if isinstance(b, dict):
        if not isinstance(a, dict):
            return f"`{name}` is {_a(a)}; a dictionary was expected, with the keys {keys_of(b)}."
        missing = [key for key in b if key not in a]
        if missing:
            extra = [key for key in a if key not in b]
            found = f" It has {keys_of(extra)}, which was not asked for." if extra else ""
            return f"`{name}` lacks {keys_of(missing)}.{found} The keys are the symbols: {keys_of(b)}."
        return next(filter(None, (_kind_of_part(f'{name}["{key}"]', a[key], b[key]) for key in b)), None)
    if a is Ellipsis:
        return f"`{name}` is the three dots themselves: what should stand in their place?"
    if isinstance(b, bool | np.bool_ | str):
        return None if isinstance(a, type(b) | np.bool_) else f"`{name}` is {_a(a)}; {_a(b)} was expected."
    if is_numeric(a):
        return None
    if isinstance(a, tuple):
        return (f"`{name}` is a tuple of {count(len(a), 'value')}; {_a(b)} was expected. A comma makes a tuple: is "
                "there one too many?")
    if isinstance(a, list):
        return (f"`{name}` is a {type(a).__name__}; {_a(b)} was expected."
                + (" Let NumPy do it for all numbers at once, or turn the list into an array: `np.array(…)`."
                   if isinstance(b, np.ndarray) and b.ndim else ""))
    if isinstance(a, np.ndarray) and a.dtype.kind == "b":
        return f"`{name}` is an array of True and False; numbers were expected."
    if callable(a):
        called = getattr(a, "__name__", "a function")
        return (f"`{name}` is the function `{called}` itself, not what it returns. It is called with brackets: "
                f"`{called}(…)`.")
    return f"`{name}` is {_a(a)}; {_a(b)} was expected."


def keys_of(keys) -> str:
    """The keys of a dictionary, for a sentence."""
    return listed([f'`"{key}"`' for key in keys])


def _a(value) -> str:
    if value is None:
        return "nothing (`None`)"
    if isinstance(value, bool | np.bool_):
        return "True or False"
    if is_number(value):
        return "one number"
    if isinstance(value, np.ndarray):
        return "an array" if value.dtype.kind in "ifb" else f"an array of {value.dtype} entries"
    if isinstance(value, type) or callable(value):
        return "a function"
    return {dict: "a dictionary", list: "a list", tuple: "a tuple", str: "a text"}.get(
        type(value), f"a `{type(value).__name__}`")


def wrong_shape(exercise, mine, theirs) -> str | None:
    """What is wrong with a shape, or None."""
    of_mine = dict(leaves(exercise, mine))
    for name, b in in_order_of_work(leaves(exercise, theirs)):
        if is_numeric(b) and np.shape(of_mine[name]) != np.shape(b):
            return _sentence_on_shapes(name, np.shape(of_mine[name]), np.shape(b), typed=not exercise.parameters())
    return None


def _sentence_on_shapes(name, found, wanted, typed) -> str:
    """Both shapes, and what mostly leads from one to the other; `typed`: the numbers were typed in, not computed."""
    told = f"`{name}` has shape {_tuple(found)}; {_tuple(wanted)} was expected"
    if not wanted:
        return f"`{name}` is an array of shape {_tuple(found)}; a single number was expected."
    if not found:
        return f"`{name}` is a single number; an array of shape {_tuple(wanted)} was expected."
    if typed:
        return (f"{told}. Count the brackets: `[[1.0, 2.0]]` is a row, (1, 2); `[[1.0], [2.0]]` is a column, (2, 1); "
                "`[1.0, 2.0]` is neither.")
    squeezed = tuple(size for size in wanted if size != 1)
    if len(wanted) == 2 and found == (wanted[0], wanted[0]) and wanted[1] == 1:
        return (f"{told}. A column {_tuple(wanted)} met a flat array {_tuple(wanted[:1])}: NumPy pairs every number "
                "of one with every number of the other. Make the flat one a column: `.reshape(-1, 1)`.")
    if found == squeezed and found != wanted:
        return (f"{told}. An axis was lost on the way: sums and means keep theirs with `keepdims=True`, and a slice "
                f"`[:, 0:1]` keeps what `[:, 0]` loses.")
    if tuple(size for size in found if size != 1) == squeezed and found != wanted and len(found) > len(wanted):
        return f"{told}. An axis of length 1 was added that is not asked for."
    if found == wanted[::-1]:
        return f"{told}. Rows and columns are exchanged."
    return f"{told}."


def _tuple(shape) -> str:
    return f"`({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})`"
