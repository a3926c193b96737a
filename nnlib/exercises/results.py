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
        things = f": {count(len(names), 'thing')}, {listed(names)}." if len(names) > 1 else "."
        return (f"`{exercise.name}` returns nothing (`None`). What it has worked out must be handed back, with "
                f"`return` in front of it{things}")
    if len(names) > 1:
        if not isinstance(mine, tuple) or len(mine) != len(names):
            found = count(len(mine), "value") if isinstance(mine, tuple) else _a(mine)
            how = f" Write `return {', '.join(names)}`." if isinstance(mine, list | np.ndarray) else ""
            return (f"It returns {found}; {count(len(names), 'value')} were expected, in this order: "
                    f"{', '.join(names)}.{how}")
        return next(filter(None, (_kind_of_part(f"`{name}`", name, a, b)
                                  for name, a, b in zip(names, mine, theirs, strict=True))), None)
    return _kind_of_part(f"What `{exercise.name}` returns", "", mine, theirs)


def _kind_of_part(label, name, a, b) -> str | None:
    """The same for one part: `label` begins the sentence, `name` is what a dictionary is called in it."""
    if isinstance(b, dict):
        if not isinstance(a, dict):
            return f"{label} is {_a(a)}; a dictionary was expected, with the keys {keys_of(b)}."
        missing = [key for key in b if key not in a]
        if missing:
            extra = [key for key in a if key not in b]
            found = f" It has {keys_of(extra)} instead." if extra else ""
            return f"{label} lacks {keys_of(missing)}.{found} The keys are the symbols: {keys_of(b)}."
        extra = [] if name else [key for key in a if key not in b]      # a cache may hold more, a result may not
        if extra:
            return f"{label} holds {keys_of(extra)} as well: more than was asked for. Asked are {keys_of(b)}."
        return next(filter(None, (_kind_of_part(entry_label(name, key), name, a[key], b[key]) for key in b)), None)
    if a is Ellipsis:
        return f"{label} is the three dots themselves: what should stand in their place?"
    if isinstance(a, np.matrix):
        return f"{label} is an `np.matrix`, for which `*` and `**` mean something else. Return a plain array."
    if isinstance(b, bool | np.bool_ | str):
        return None if isinstance(a, type(b) | np.bool_) else f"{label} is {_a(a)}; {_a(b)} was expected."
    if is_numeric(a):
        return None
    if isinstance(a, tuple):
        return (f"{label} is a tuple of {count(len(a), 'value')}; {_a(b)} was expected. A comma makes a tuple (is "
                "there one too many?), and so does `.shape`.")
    if isinstance(a, list):
        return (f"{label} is a list; {_a(b)} was expected."
                + (" Let NumPy do it for all numbers at once, or turn the list into an array: `np.array(…)`."
                   if isinstance(b, np.ndarray) and b.ndim else ""))
    if isinstance(a, np.ndarray) and a.dtype.kind == "b":
        return f"{label} is an array of True and False; numbers were expected."
    if callable(a):
        called = getattr(a, "__name__", "a function")
        return (f"{label} is the function `{called}` itself, not what it gives. A function is called with brackets: "
                f"`{called}(…)`.")
    return f"{label} is {_a(a)}; {_a(b)} was expected."


def entry_label(name, key) -> str:
    """How an entry of a returned dictionary is called at the beginning of a sentence."""
    return f'`{name}["{key}"]`' if name else f'The entry `"{key}"`'


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
        return "an array" if value.dtype.kind in "ifb" else (
            "an array of texts" if value.dtype.kind in "US" else f"an array of {value.dtype} entries")
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
    told = f"{name} has shape {_tuple(found)}; {_tuple(wanted)} was expected"
    if not wanted:
        return f"{name} is an array of shape {_tuple(found)}; a single number was expected."
    if not found:
        return f"{name} is a single number; an array of shape {_tuple(wanted)} was expected."
    if typed:
        return (f"{told}. Count the brackets: `[[1.0, 2.0]]` is a row, (1, 2); `[[1.0], [2.0]]` is a column, (2, 1); "
                "`[1.0, 2.0]` is neither.")
    squeezed = tuple(size for size in wanted if size != 1)
    if len(wanted) == 2 and found == (wanted[0], wanted[0]) and wanted[1] == 1:
        return (f"{told}. A column met a row, or a flat array {_tuple(wanted[:1])}, which NumPy takes for a row: every "
                "number of one was paired with every number of the other. Make both columns: `.reshape(-1, 1)`.")
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
