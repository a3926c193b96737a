"""A learner's function inside a figure: called with care, and replaced by the course's once it breaks.

A broken function must not break the figure: it says in a sentence what happened, and goes on with the course's.
"""

from __future__ import annotations

import numpy as np

from nnlib.exercises import guard

SECONDS = 3.0          # for all that a frame asks of it; what is right takes some hundredths of that


class Broken(Exception):
    """What is wrong with a function that was passed in, as a sentence."""


class Yours:
    """A function that a learner passed in, beside the course's own, which tells what the result should look like.

    Called, it gives the learner's result, or raises `Broken`. Without one of the learner's, or after `give_up`, it is
    the course's. `stands_in`: what was passed is the course's already, since the exercise has not passed.
    """

    def __init__(self, name, function, course):
        if function is not None and not callable(function):
            raise TypeError(f"{name} is {function!r}, which cannot be called. Pass the function itself: {name}={name}, "
                            "without brackets.")
        self.name, self.course = name, course
        of_the_course = function is None or (getattr(function, "__module__", None) or "").startswith("nnlib")
        self.function = None if of_the_course else function
        self.stands_in = function is not None and function is not course and of_the_course

    @property
    def in_use(self):
        """Whether the learner's runs."""
        return self.function is not None

    def give_up(self):
        """Use the course's from now on."""
        self.function = None

    def __call__(self, *args, **kwargs):
        """Call the learner's, or the course's."""
        if self.function is None:
            return self.course(*args, **kwargs)
        expected = self.course(*args, **kwargs)
        try:
            result = self.function(*args, **kwargs)
        except Exception as error:
            raise Broken(f"Your {self.name} raised {type(error).__name__}: {_one_line(error)}.") from None
        wrong = differs(result, expected)
        if wrong:
            raise Broken(f"Your {self.name} {wrong}.")
        return result


def whose(functions):
    """Which of the functions are the course's because the learner's have not passed, as a sentence; or None."""
    names = [f"`{function.name}`" for function in functions if function.stands_in]
    if not names:
        return None
    *first, last = names
    listed, have = (f"{', '.join(first)} and {last}", "have") if first else (last, "has")
    return f"Runs with the course's {listed}: yours {have} not passed yet."


def differs(found, expected, what="it"):
    """How a result differs in kind, shape or finiteness from what was expected, in words; None when it does not."""
    if isinstance(expected, tuple):
        if not isinstance(found, tuple) or len(found) != len(expected):
            return f"returned {_kind(found)}, expected {len(expected)} results"
        parts = (differs(one, other, f"result {i}") for i, (one, other) in
                 enumerate(zip(found, expected, strict=True), start=1))
    elif isinstance(expected, dict):
        if not isinstance(found, dict):
            return f"returned {_kind(found)} where a dictionary is expected"
        missing = [name for name in expected if name not in found]
        if missing:
            return f"returned a dictionary without {missing[0]!r}"
        parts = (differs(found[name], array, name) for name, array in expected.items())
    else:
        return _differs_in_numbers(found, expected, what)
    return next((part for part in parts if part), None)


def _differs_in_numbers(found, expected, what):
    where = "" if what == "it" else f" as {what}"
    try:
        array = np.asarray(found)
    except ValueError:                           # rows of different lengths
        array = None
    if array is None or array.dtype.kind not in "biuf":
        return f"returned {_kind(found)}{where}, expected numbers"
    if array.shape != np.shape(expected):
        return f"returned the shape {array.shape}{where}, expected {np.shape(expected)}"
    lost = ~np.isfinite(array) & np.isfinite(expected)
    if lost.any():
        return f"returned {'NaN' if np.isnan(array[lost]).any() else 'an infinite number'}{where}, expected numbers"
    return None


def carefully(work, first=False):
    """Run what calls a learner's functions: its prints held back, stopped after a second. Return its value.

    The first time, on Linux, it is tried in a copy of the process: it may be stuck inside C, where nothing stops it.
    """
    report = (guard.run if first else guard.watch)(work, SECONDS)
    if report.state == "ended":
        return report.value
    if report.state in ("memory", "died"):
        raise Broken(f"Your function {'took too much memory' if report.state == 'memory' else 'ended Python'}.")
    place = f", in line {report.line} of its cell" if report.line else ""
    again = " It could not be stopped: restart the kernel." if report.restart else ""
    raise Broken(f"Your function did not come back within {SECONDS:g} seconds{place}: a loop without an end?{again}")


def _kind(value):
    return "nothing" if value is None else f"a {type(value).__name__}"


def _one_line(error):
    """The message of an error, short."""
    words = " ".join(str(error).split()) or "no more was said"
    return words.rstrip(".") if len(words) < 160 else words[:157] + "…"
