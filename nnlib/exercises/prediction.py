"""Guess first, then run.

A guess is compared with what happened, and never judged: most experts guess wrong here too.
"""

from __future__ import annotations

import numbers

import numpy as np

from nnlib.exercises.verdict import GREY, Verdict, show

YES_NO = {"yes": "true", "no": "false"}       # an answer to a question, and what Python calls it


class Prediction:
    """A guess that waits for the answer: `.compare(answer)` shows both."""

    def __init__(self, question, guess=...):
        self.question, self.guess = question, guess

    def __repr__(self):
        return f"<Prediction: {self.question} {'no guess yet' if self.guess is ... else self.guess!r}>"

    def compare(self, answer, within=0.0) -> None:
        """Say what happened beside what was guessed.

        Parameters
        ----------
        answer : number or str
            What the cell above found.
        within : float
            How far a number may be away and still be called a hit.
        """
        told = _told(answer)
        if _is_none(self.guess):
            said = "No guess was made. Make one next time, before the run: a wrong guess teaches most."
        elif _hits(self.guess, answer, within):
            said = f"You guessed {_told(self.guess)}: a hit."
        else:
            said = f"You guessed {_told(self.guess)}."
        show(Verdict("→", f"It is {told}.", said, GREY))


def predict(question: str, guess=...) -> Prediction:
    """Take a guess before a run.

    Parameters
    ----------
    question : str
        What is asked.
    guess : number or str
        The learner's guess in the place of `...`; none is fine, nothing waits for it.

    Returns
    -------
    Prediction
        Its `.compare(answer)` tells afterwards what happened.
    """
    if _is_none(guess):
        next_step = "Write your guess in the place of `...` and run this cell, before you run the next."
    else:
        next_step = f"You guess {_told(guess)}. Now run the next cell."
    show(Verdict("?", str(question), "", GREY, [next_step]))
    return Prediction(question, guess)


def _is_none(guess) -> bool:
    return guess is ... or guess is None or (isinstance(guess, str) and not guess.strip())


def _told(value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, numbers.Number | np.number) and not isinstance(value, bool):
        if value != value:
            return "nan, which is no number"
        return f"{value:.6g}" if abs(value) < 1e15 else "a very large number"
    return f"a {type(value).__name__}" if callable(value) else str(value)


def _hits(guess, answer, within) -> bool:
    said = str(guess).strip().casefold()
    if YES_NO.get(said, said) == str(answer).strip().casefold():
        return True
    try:
        return bool(np.all(np.abs(np.asarray(guess, float) - np.asarray(answer, float)) <= within))
    except (TypeError, ValueError, OverflowError):
        return False
