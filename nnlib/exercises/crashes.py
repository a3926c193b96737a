"""What an error means, said in the words of the exercise."""

from __future__ import annotations

import difflib
import re

from nnlib.exercises import guard
from nnlib.exercises.catalogue import every_exercise
from nnlib.exercises.results import keys_of
from nnlib.exercises.source import text_of_line


def crash(exercise, candidate, error, source, arguments) -> str:
    """The sentence for an error: where it arose, and what it means."""
    line = guard.learners_line(error)
    where = f" in line {line}{text_of_line(source, line)}" if line else ""
    return f"It stopped with an error{where}. {_meaning(exercise, candidate, error, arguments)}"


def _meaning(exercise, candidate, error, arguments) -> str:
    text = str(error)
    if isinstance(error, guard.Asked):
        return f"It calls `{text}`. A checked function gets its numbers as arguments and gives them back with `return`."
    if isinstance(error, SystemExit):
        return "It leaves Python with `SystemExit`. A function ends with `return`."
    if isinstance(error, UnboundLocalError):
        return f"{text[:1].upper()}{text[1:]}: a name is used before the line that gives it a value."
    if isinstance(error, NameError):
        return _unknown_name(exercise, candidate, error.name or "")
    if isinstance(error, KeyError):
        return _unknown_key(error, arguments, exercise.parameters())
    if isinstance(error, RecursionError):
        return f"`{exercise.name}` calls itself again and again. It should work the result out, not ask itself for it."
    if (match := re.search(r"size (\d+) is different from (\d+)", text)):
        return (f"`@` needs as many columns on its left as rows on its right; here the right has {match[1]} and the "
                f"left {match[2]}. Write down the shapes of both sides: the two in the middle must be equal.")
    if (match := re.match(r"shapes (\(.*?\)) and (\(.*?\)) not aligned", text)):
        return f"`np.dot` got the shapes `{match[1]}` and `{match[2]}`: what stands in the middle must be equal."
    if (match := re.search(r"could not be broadcast together with shapes (\(.*?\)) (\(.*?\))", text)):
        return (f"The shapes `{match[1]}` and `{match[2]}` cannot be combined number by number: axis by axis, counted "
                "from the right, they must be equal or 1.")
    if "only 0-dimensional arrays can be converted" in text or "only length-1 arrays" in text:
        return ("A function for one number was given an array: `math.exp` takes one number, `np.exp` takes them all "
                "at once.")
    if "truth value of an array" in text:
        return "`if` wants one True or False, and got an array of them: use `np.where(condition, this, that)`."
    if "'ellipsis'" in text:
        return "A `...` still stands where a value is needed."
    if (match := re.match(r"module 'numpy' has no attribute '(\w+)'", text)):
        return f"NumPy has no `np.{match[1]}`."
    if isinstance(error, OverflowError):
        return f"{type(error).__name__}: {text}. `np.exp` gives infinity where `math.exp` gives up."
    return f"{type(error).__name__}: {text}."


def _unknown_name(exercise, candidate, name) -> str:
    if name in ("np", "plt"):
        return (f"`{name}` is not known yet: run the first code cell of this notebook (it imports NumPy), then this "
                "one.")
    if name in exercise.helpers or any(other.name == name for other in every_exercise().values()):
        return f"`{name}` is not known yet: run the cell of the exercise `{name}` above, then this one."
    code = getattr(candidate, "__code__", None)
    near = difflib.get_close_matches(name, [*(code.co_varnames if code else ()), *exercise.helpers, "np"], n=1)
    if near:
        return f"`{name}` is not known. Did you mean `{near[0]}`?"
    arguments = ", ".join(exercise.parameters()) or "none"
    return f"`{name}` is not known. A function knows its arguments ({arguments}) and what it makes itself."


def _unknown_key(error, arguments, parameters) -> str:
    key = error.args[0] if error.args else ""
    for name, argument in zip(parameters, arguments, strict=False):
        if isinstance(argument, dict):
            return f"There is no key `{key!r}`. `{name}` has {keys_of(argument)}."
    return f"There is no key `{key!r}`."
