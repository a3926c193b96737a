"""A guess is compared, never judged, and never waited for."""

import pytest

from nnlib.exercises import predict


@pytest.mark.parametrize(("guess", "answer", "within", "said"), [
    (3, 3, 0, "You guessed 3: a hit."),
    (2, 3, 0, "You guessed 2."),
    (0.88, 0.8808, 0.01, "You guessed 0.88: a hit."),
    ("Up ", "up", 0, "You guessed Up : a hit."),
    ("many", 3, 0, "You guessed many."),
    ([1, 2], [1, 2], 0, "a hit"),
    (None, 3, 0, "No guess was made."),
    ("", 3, 0, "No guess was made."),
    (max, 3, 0, "You guessed a builtin_function_or_method."),
    (..., 3, 0, "No guess was made."),
])
def test_what_is_said(guess, answer, within, said, capsys):
    predict("How many?", guess=guess).compare(answer, within=within)
    told = capsys.readouterr().out
    assert f"→ It is {answer}. · " in told
    assert said in told


def test_a_guess_is_never_called_wrong(capsys):
    predict("How many?", guess=7).compare(3)
    told = capsys.readouterr().out
    assert "✗" not in told
    assert "wrong" not in told.lower()


def test_the_question_says_what_to_do(capsys):
    predict("How many?")
    assert "Write your guess in the place of `...`" in capsys.readouterr().out
    predict("How many?", guess=2)
    assert "You guess 2. Now run the next cell." in capsys.readouterr().out
