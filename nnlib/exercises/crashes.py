"""What an error means, said in the words of the exercise."""

from __future__ import annotations

import difflib
import inspect
import math
import re
import traceback

import numpy as np

from nnlib.exercises import guard
from nnlib.exercises.catalogue import every_exercise
from nnlib.exercises.results import keys_of
from nnlib.exercises.source import text_of_line

# What Python and NumPy say → what it means here. The first that fits is said; {1}, {2} stand for what was matched.
# A sentence that has to count is a function of the match.
MEANINGS = [(re.compile(pattern), meaning) for pattern, meaning in (
    (r"size (\d+) is different from (\d+)",
     "`@` needs as many columns on its left as rows on its right; here the right has {1} and the left {2}. "
     "Write down the shapes of both sides: the two in the middle must be equal."),
    (r"shapes (\(.*?\)) and (\(.*?\)) not aligned",
     "`np.dot` got the shapes `{1}` and `{2}`: the two numbers in the middle must be equal."),
    (r"non-broadcastable output operand",
     "`+=` and its like write into the array on their left, and the result is larger than that. Write `a = a + …`."),
    (r"could not be broadcast together with shapes (\(.*?\)) (\(.*?\))",
     "The shapes `{1}` and `{2}` cannot be combined number by number: axis by axis, counted from the right, they must "
     "be equal or 1."),
    (r"only 0-dimensional arrays can be converted|only length-1 arrays",
     "Something that takes one number (`math.exp`, `float`) was given a whole array. NumPy's own functions, such as "
     "`np.exp`, take them all at once."),
    (r"could not broadcast input array from shape (\(.*?\)) into shape (\(.*?\))",
     "What is put there has the shape `{1}`, and its place the shape `{2}`. Either the place was made in another shape "
     "than it should have, or something else belongs in it."),
    (r"cannot reshape array of size (\d+) into shape (\(.*?\))",
     lambda found: f"There are {found[1]} numbers, and the shape `{found[2]}` {_room(found[2])}. `reshape` leaves none "
     "out and adds none: either the place where the array is cut or a size must be another. (What is typed in fits "
     "one case only.)"),
    (r"truth value of an array",
     "`if`, `and`, `or` and chains such as `a > b == c` want one True or False, and got an array of them. Put brackets "
     "around each comparison, `(a > b) == c`, and write `&` for `and`."),
    (r"'ellipsis'", "A `...` still stands where a value is needed."),
    (r"'(?:numpy\.\w+|int|float)' object is not callable",
     "Round brackets call a function, and what stands before them is a number or an array. A product needs a star, "
     "`2 * (…)`; an entry of an array takes square brackets, `x[0]`."),
    (r"'dict' object is not callable",
     'Round brackets call a function. An entry of a dictionary takes square ones: `params["W1"]`.'),
    (r"'(?:dict|Parameters)' object has no attribute '(\w+)'",
     'A dictionary has no `.{1}`. Its entries are asked for in square brackets, `params["W1"]`, or `params[name]` '
     "where a variable holds the key; a copy is made by `.copy()`."),
    (r"unhashable type",
     'A key is a text, `params["W1"]`, or a variable that holds one. An array is none; in `{…}` it stands behind one.'),
    (r"(?:method|function|ufunc|type|Dispatcher)\w*' object is not subscriptable",
     "A function is called with round brackets; square ones ask for an entry."),
    (r"matmul: Input operand \d+ does not have enough dimensions",
     "`@` multiplies tables, and one side of it is a single number. With a number write `*`."),
    (r"@: 'builtin_function_or_method'|matmul.*'builtin_function_or_method'",
     "A function stands there without its brackets: `X.transpose()`, or `X.T`, which needs none."),
    (r"(?:operand type|ufunc).*'(?:\w*method|function|numpy\.\w*(?:ufunc|Dispatcher))'|does not have enough dimensions",
     "One side is no array: a single number, or a function without its brackets (`X.mean` for `X.mean(axis=0)`)."),
    (r"unexpected keyword argument '(\w+)'",
     "The function that it calls there has no option `{1}`. (Sums and means have `axis` and `keepdims`.)"),
    (r"order must be", "Both sizes of a shape stand in brackets of their own: `np.reshape(v, (-1, 1))`."),
    (r"'tuple' object cannot be interpreted as an integer",
     "A tuple, such as `a.shape`, stands where one whole number is needed. One size of it is `a.shape[0]`; inside a "
     "larger shape a star takes it apart, `(3, *a.shape)`."),
    (r"'float' object cannot be interpreted as an integer",
     "A whole number is needed there (a size, an axis, a number of rounds), and it got one with a point. `/` gives "
     "one even where nothing is left over; of whole numbers `//` gives a whole one."),
    (r"only integer scalar arrays|cannot be interpreted as an integer",
     "A size is a whole number, or a shape such as `a.shape`, and not an array of numbers."),
    (r"tuple indices must be",
     "That is a tuple, several values in a row: it has no keys. Take it apart first, as in "
     "`y_hat, cache = forward(…)`."),
    (r"only integers, slices|indices must be integers",
     "A place in an array is a whole number. `for x_i in x` gives the numbers themselves, `for i in range(len(x))` "
     "their places."),
    (r"not supported between instances of 'list'|between instances of '\w+' and 'list'",
     "A list cannot be compared with a number all at once. Go through it, number by number; or make an array of it, "
     "`np.array(…)`, which compares each."),
    (r"\b_?([A-Za-z]\w*)\(\) missing \d+ required (?:positional|keyword-only) arguments?: (.+)",
     "`{1}` needs more than it was given there. Missing: {2}."),
    (r"\b_?([A-Za-z]\w*)\(\) takes (\d+) positional arguments? but (\d+) (?:was|were) given",
     "`{1}` was given {3} values there, and takes {2}."),
    (r"bitwise_xor|unsupported operand type\(s\) for \^", "`^` is no power in Python: that is `**`."),
    (r"inhomogeneous shape",
     "The rows are not equally long. (A comma always separates: one half is `0.5`, and `0,5` are two numbers.)"),
    (r"setting an array element with a sequence|setting an array element",
     "One place of an array takes one number, and got several. What has more than one number needs a place of its own "
     "for each, or a name of its own."),
    (r"data type .* not understood|Cannot interpret '.*' as a data type",
     "A second number stands where none is looked for. The sizes of a shape stand in brackets of their own: (1, 4)."),
    (r"Field elements must be",
     "`np.array` takes one list. For a table put one more pair of brackets around its rows: `np.array([[…], […]])`."),
    (r"'NoneType'", "A value is `None`: some function before it returned nothing."),
)]
# What stands on the page, or in another language, and what it is called in Python.
SAID_AS = {"σ": "sigmoid", "ŷ": "y_hat", "true": "True", "false": "False", "none": "None", "null": "None"}
SIZES = ("n", "m", "k", "n_x", "n_h", "n_y", "n_in", "n_out")


def crash(exercise, candidate, error, source, arguments) -> str:
    """The sentence for an error: where it arose, and what it means."""
    line, inside = _place(candidate, error)
    where = f" in line {line}{text_of_line(source, line)}" if line else ""
    if inside:
        return (f"It stopped with an error{where}, inside `{inside}`, which that line calls with something that "
                f"`{inside}` was not made for. Look at its docstring: what does it take?")
    return f"It stopped with an error{where}. {_meaning(exercise, candidate, error, arguments)}"


def _place(candidate, error) -> tuple[int | None, str | None]:
    """The line of this answer in which the error arose, and the exercise's function, called there, that raised it."""
    frames = list(traceback.extract_tb(error.__traceback__))
    file = "<exercise>" if inspect.isclass(candidate) else candidate.__code__.co_filename     # a class is read again
    mine = [place for place, frame in enumerate(frames) if frame.filename == file]
    if not mine or not guard.is_learners(frames[mine[-1]].filename):
        return None, None
    names = {exercise.name for exercise in every_exercise().values()}
    called = [frame.name.lstrip("_") for frame in frames[mine[-1] + 1:]]
    return frames[mine[-1]].lineno, next((name for name in called if name in names), None)


def _meaning(exercise, candidate, error, arguments) -> str:
    text = str(error)
    if isinstance(error, guard.Asked):
        return f"It calls `{text}`. A checked function gets its numbers as arguments and gives them back with `return`."
    if isinstance(error, SystemExit):
        return "It leaves Python with `SystemExit`. A function ends with `return`."
    if isinstance(error, UnboundLocalError):
        return f"{text[:1].upper()}{text[1:]}: a name is used before the line that gives it a value."
    if isinstance(error, NameError):
        return _unknown_name(exercise, candidate, error.name or "", arguments)
    if isinstance(error, KeyError):
        return _unknown_key(error, arguments, exercise.parameters())
    if isinstance(error, RecursionError):
        return f"`{exercise.name}` calls itself again and again. It should work the result out, not ask itself for it."
    if isinstance(error, AttributeError) and not isinstance(error.obj, dict):
        return _unknown_attribute(error)
    for pattern, meaning in MEANINGS:
        if (match := pattern.search(text)):
            if callable(meaning):
                return meaning(match)
            return re.sub(r"\{(\d)\}", lambda place: match[int(place[1])], meaning)
    return f"{type(error).__name__}: {text.rstrip('.')}."


def _room(shape: str) -> str:
    """How many numbers a shape takes, such as (4,1), or (4,newaxis), in which -1 stood."""
    sizes = re.findall(r"\d+", shape)
    if "newaxis" in shape:
        return f"takes a multiple of {' · '.join(sizes)}"
    many = f" = {math.prod(map(int, sizes))}" if len(sizes) > 1 else ""
    return f"takes {' · '.join(sizes) or 1}{many}"


def _unknown_name(exercise, candidate, name, arguments) -> str:
    if name in ("np", "plt"):
        return (f"`{name}` is not known yet: run the cell near the top of this notebook in which it is imported, then "
                "this one.")
    asked_for = [other for other in every_exercise().values() if other.name == name]
    if asked_for and all(other.notebook < exercise.notebook for other in asked_for):
        return (f"`{name}` is of notebook {asked_for[-1].notebook}, and has no short name here: write "
                f"`{name} = mine.{name}` in a cell above, and run it.")
    if asked_for and _is_later(asked_for[0], exercise):
        return f"`{name}` is not known yet: it is an exercise further down. Here it has to go without."
    if name in exercise.helpers or asked_for:
        return f"`{name}` is not known yet: run the cell of the exercise `{name}` above, then this one."
    if name in SAID_AS:
        return f"`{name}` is written `{SAID_AS[name]}` in code."
    for parameter, argument in zip(exercise.parameters(), arguments, strict=False):
        if isinstance(argument, dict) and name in argument:
            return f'`{name}` is a key of `{parameter}`: write `{parameter}["{name}"]`.'
    own = list(inspect.signature(candidate).parameters) if callable(candidate) else []
    if name in exercise.parameters():
        return f"`{name}` is not known here: your line `def {exercise.name}({', '.join(own)})` calls it otherwise."
    if name in SIZES and name not in own:
        return (f"`{name}` stands in the description for the length of an axis; in code that is `len(…)`, or "
                "`….shape[0]` and `….shape[1]`.")
    code = getattr(candidate, "__code__", None)
    same = [known for known in (*own, *(code.co_varnames if code else ())) if known.lower() == name.lower()]
    if same:
        return f"`{name}` is not known. Did you mean `{same[0]}`?"
    near = difflib.get_close_matches(name, [*(code.co_varnames if code else ()), *exercise.helpers, "np"], n=1)
    if near:
        return f"`{name}` is not known. Did you mean `{near[0]}`?"
    if hasattr(np, name):
        return f"`{name}` is not known by itself: it belongs to NumPy, `np.{name}`."
    if re.fullmatch(r"[az]\d", name):
        return f"No line gives `{name}` a value. (The key of a dictionary stands in quotes: `\"{name}\"`.)"
    if inspect.isclass(candidate):
        return (f"`{name}` is not known. A method knows its arguments, what it makes itself, and what the network "
                f"keeps: `self.{name}`, if it was put there.")
    return (f"`{name}` is not known. A function knows its arguments ({', '.join(own) or 'it has none'}) and what it "
            "makes itself.")


def _is_later(one, other) -> bool:
    """Whether one exercise comes after another in the same notebook."""
    ids = list(every_exercise())
    return one.notebook == other.notebook and ids.index(one.id) > ids.index(other.id)


def _unknown_attribute(error) -> str:
    module = getattr(error.obj, "__name__", "") == "numpy"
    if error.name is None:                     # Python 3.11 tells it for what is read, not for what is written
        return f"{type(error).__name__}: {str(error).rstrip('.')}. An entry is put in by its key: `params[\"W1\"] = …`."
    said = f"`np.{error.name}`" if module else f"`.{error.name}`"
    near_in_numpy = difflib.get_close_matches(error.name, dir(np), n=1, cutoff=0.8)
    if module:
        return f"NumPy has no {said}." + (f" Did you mean `np.{near_in_numpy[0]}`?" if near_in_numpy else "")
    if isinstance(error.obj, np.ndarray | np.generic) and hasattr(np, error.name):
        return f"An array has no {said}; NumPy has it as a function: `np.{error.name}(…)`."
    public = [name for name in dir(error.obj) if not name.startswith("_")]
    near = difflib.get_close_matches(error.name, public, n=1, cutoff=0.7)
    if near:
        return f"There is no {said}. Did you mean `.{near[0]}`?"
    if error.obj is None:
        return f"Something before {said} is `None`: a function that returned nothing."
    return f"{type(error.obj).__name__} has no {said}."


def _unknown_key(error, arguments, parameters) -> str:
    key = error.args[0] if error.args else ""
    given = zip(parameters, arguments, strict=False)
    tables = {name: argument for name, argument in given if isinstance(argument, dict)}
    owner = next((name for name, table in tables.items() if key in table), None)
    if owner:
        return f"There is no key `{key!r}` in what it asks there. `{owner}` has one."
    there_are = (f"`{name}` has {keys_of(table)}." for name, table in tables.items())
    return " ".join([f"There is no key `{key!r}`.", *there_are])
