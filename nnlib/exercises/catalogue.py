"""What an exercise is: a question to ask a function, and the answers that people plausibly write.

Each notebook has one file of exercises beside this one (`n02_forward_pass.py`). An exercise lists *cases* (inputs to
try), *wrong* answers (a small wrong implementation under the sentence that names the mistake) and *right* ones written
differently. The same lists are the checker's own test suite: every wrong answer must earn its own sentence.
"""

from __future__ import annotations

import difflib
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Mistake:
    """One wrong answer: the sentence that names it, and code that makes it.

    `when(output, *arguments)` recognises a mistake that has many numbers (a weight that is too small, say); without
    it, a learner's outputs are compared with those of `code`.
    """

    sentence: str
    code: Callable
    when: Callable | None = None


class Exercise:
    """One exercise of the course.

    Parameters
    ----------
    id : str
        Notebook and name, `"02.sigmoid"`. The learner's function must carry the name after the dot.
    course : callable
        The course's own answer: the reference of every check, and what a notebook goes on with until the learner's
        is right.
    returns : str or tuple of str
        What the results are called in a verdict, one name for each value that is returned.
    hints : (str, str, str)
        A nudge, then the idea, then the shape of the line.
    minutes, difficulty : int
        For the learner: how long it takes, and how hard it is, 1 to 3.
    call : callable, optional
        `call(candidate, *arguments)`: how the candidate is put to use, where that is more than calling it (a class).
    observe : callable, optional
        `observe(output, *arguments)`: what of the output is compared, where many answers are right.
    trace : callable, optional
        `trace(output, *arguments)`: lines that show what a wrong answer does, to stand beneath its verdict.
    helpers : dict, optional
        The course's version of each function that the answer may call, by name.
    library : bool
        Whether it becomes part of the library that the learner writes, `my_nnlib.py`.
    vectorized : bool
        Whether a Python loop in a right answer deserves the remark that NumPy can do without.
    """

    def __init__(self, id, *, course, returns, hints, minutes, difficulty, call=None, observe=None, trace=None,
                 helpers=None, library=False, vectorized=True):
        self.id, self.course, self.hints = id, course, tuple(hints)
        self.returns = (returns,) if isinstance(returns, str) else tuple(returns)
        self.minutes, self.difficulty = minutes, difficulty
        self.library, self.vectorized = library, vectorized
        self.call = call or (lambda candidate, *arguments: candidate(*arguments))
        self.observe, self.trace = observe, trace
        self.helpers = dict(helpers or {})
        self.mistakes: list[Mistake] = []
        self.alternatives: list[Callable] = []
        self._cases: Callable[[np.random.Generator], Iterator] | None = None
        _register(self)

    @property
    def name(self) -> str:
        """The name that the learner's function must carry."""
        return self.id.split(".", 1)[1]

    @property
    def notebook(self) -> str:
        """The two digits of the notebook in which it stands."""
        return self.id.split(".", 1)[0]

    def __repr__(self):
        return (f"<Exercise {self.id}: {self.minutes} min, {len(self.mistakes)} mistakes named, "
                f"{len(self.alternatives)} right answers known>")

    # What an author writes ------------------------------------------------------------------------------------------

    def cases(self, generate):
        """Decorator: `generate(rng)` yields pairs (what is special about it, arguments)."""
        self._cases = generate
        return generate

    def wrong(self, sentence, when=None):
        """Decorator: this code makes the mistake that the sentence names."""
        def add(code):
            self.mistakes.append(Mistake(sentence, code, when))
            return code
        return add

    def right(self, code):
        """Decorator: this code is right too."""
        self.alternatives.append(code)
        return code

    # What the checker asks ------------------------------------------------------------------------------------------

    def draw_cases(self) -> list[tuple[str, tuple]]:
        """The inputs to try, the same every time: a verdict must not change when a cell runs again."""
        rng = np.random.default_rng(sum(self.id.encode()))
        return [(label, tuple(arguments)) for label, arguments in self._cases(rng)]

    def parameters(self) -> list[str]:
        """The names of the arguments."""
        return list(inspect.signature(self.course).parameters)[: len(self.draw_cases()[0][1])]

    def answer(self) -> str | None:
        """The complete answer as it stands in the course's solutions, or None where they are not at hand."""
        for source in sorted((Path(__file__).parents[2] / "solutions").glob(f"{self.notebook}_*.md")):
            text = source.read_text(encoding="utf-8")
            cell = re.search(rf'^@exercise\("{re.escape(self.id)}"\)\n(.*?)^```', text, re.M | re.S)
            if cell:
                return re.sub(r"^ *### (BEGIN|END) SOLUTION\n", "", cell[1], flags=re.M).rstrip()
        return None


_known: dict[str, Exercise] = {}


def _register(exercise):
    if exercise.id in _known:
        raise ValueError(f"two exercises are called {exercise.id!r}: give one of them another name")
    _known[exercise.id] = exercise


@cache
def every_exercise() -> dict[str, Exercise]:
    """All exercises of the course by id, in the order of the notebooks."""
    import nnlib.exercises as package

    for module in sorted(module.name for module in pkgutil.iter_modules(package.__path__)):
        if re.match(r"n\d\d_", module):
            importlib.import_module(f"{package.__name__}.{module}")
    return dict(sorted(_known.items(), key=lambda pair: pair[0].split(".")[0]))


def find(id: str) -> Exercise:
    """The exercise of that id; a LookupError says which ids come near."""
    exercises = every_exercise()
    if id in exercises:
        return exercises[id]
    near = difflib.get_close_matches(str(id), exercises, n=1, cutoff=0.4)
    raise LookupError(f'There is no exercise "{id}".' + (f' Did you mean `@exercise("{near[0]}")`?' if near else ""))
