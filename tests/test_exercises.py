"""The catalogue is the checker's own test suite: every answer in it is given to the checker, as a learner would."""

import inspect
import re
import textwrap
from pathlib import Path

import numpy as np
import pytest

from nnlib.exercises import catalogue, cell
from nnlib.exercises.catalogue import every_exercise
from nnlib.exercises.diagnosis import NOT_WRITTEN, RIGHT, WRONG, diagnose

EXERCISES = every_exercise()
SOLUTIONS = Path(__file__).parent.parent / "solutions"


def named(exercise, code):
    """The same code under the name that the exercise asks for."""
    import types

    if inspect.isclass(code):
        return type(exercise.name, (code,), {})
    twin = types.FunctionType(code.__code__, code.__globals__, exercise.name, code.__defaults__, code.__closure__)
    return twin


def written(exercise, body):
    """A function as a learner defines it, from its text; returns it with its source."""
    source = textwrap.dedent(body)
    names = {"np": np, **exercise.helpers}
    exec(compile(source, "<ipython-input-1>", "exec"), names)
    return names[exercise.name], source


def every(kind):
    return [pytest.param(exercise, item, id=f"{exercise.id}-{getattr(item, 'code', item).__name__}")
            for exercise in EXERCISES.values() for item in getattr(exercise, kind)]


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda exercise: exercise.id)
def test_every_exercise_knows_enough(exercise):
    assert len(exercise.mistakes) >= (8 if exercise.name == "forward" else 3)
    assert len(exercise.alternatives) >= 3
    assert len(exercise.hints) == 3
    assert exercise.minutes <= 12
    assert len({mistake.sentence for mistake in exercise.mistakes}) == len(exercise.mistakes)


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda exercise: exercise.id)
def test_the_courses_answer_is_right(exercise):
    assert diagnose(exercise, named(exercise, exercise.course), None).state == RIGHT


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda exercise: exercise.id)
def test_the_printed_solution_is_right_and_has_no_loop_that_it_would_remark_on(exercise):
    found = diagnose(exercise, *written(exercise, exercise.answer()))
    assert found.state == RIGHT
    assert found.remarks == []


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda exercise: exercise.id)
def test_untouched_is_not_written(exercise):
    arguments = ", ".join(exercise.parameters())
    untouched = written(exercise, f'def {exercise.name}({arguments}):\n    """Text."""\n    ...\n')
    assert diagnose(exercise, *untouched).state == NOT_WRITTEN


@pytest.mark.usefixtures("without_copies")
@pytest.mark.parametrize(("exercise", "answer"), every("alternatives"))
def test_other_right_answers_are_right(exercise, answer):
    found = diagnose(exercise, named(exercise, answer), None)
    assert (found.state, found.sentences) == (RIGHT, [])


@pytest.mark.usefixtures("without_copies")
@pytest.mark.parametrize(("exercise", "mistake"), every("mistakes"))
def test_every_mistake_earns_its_own_sentence(exercise, mistake):
    found = diagnose(exercise, named(exercise, mistake.code), None)
    assert (found.state, found.sentences[:1]) == (WRONG, [mistake.sentence])
    assert len(found.sentences) == (2 if exercise.trace and mistake.when else 1)


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda exercise: exercise.id)
def test_no_verdict_shows_the_expected_numbers(exercise):
    """What a wrong answer is told holds no number of the reference with more than three digits."""
    def digits(value):
        return {f"{abs(number):.4f}" for number in np.ravel(np.asarray(value, float)) if abs(number) % 1}

    secrets = set()
    for _, arguments in exercise.draw_cases():
        output = exercise.call(exercise.course, *arguments)
        for _, leaf in diagnosis_leaves(exercise, output):
            secrets |= digits(leaf)
    arguments, results = ", ".join(exercise.parameters()), ", ".join("0.123" for _ in exercise.returns)
    noise = f"def {exercise.name}({arguments}):\n    return {results}\n"
    told = repr(cell.verdict_of(exercise, diagnose(exercise, *written(exercise, noise))))
    assert not [secret for secret in secrets if secret in told]


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda exercise: exercise.id)
def test_the_text_announces_the_same_minutes_and_difficulty(exercise):
    source = next(SOLUTIONS.glob(f"{exercise.notebook}_*.md")).read_text(encoding="utf-8")
    dots = "●" * exercise.difficulty + "○" * (3 - exercise.difficulty)
    assert f"`{exercise.name}`** ({exercise.minutes} minutes, {dots})" in source


def diagnosis_leaves(exercise, output):
    from nnlib.exercises.outcomes import leaves

    return [(name, value) for name, value in leaves(exercise, output) if not callable(value)]


def test_inputs_of_one_exercise_have_sizes_that_tell_them_apart():
    """In each exercise some case has axes that all differ, so that a transposition cannot pass unseen."""
    for name in ("02.layer", "02.forward"):
        for _, arguments in EXERCISES[name].draw_cases():
            n, n_x = arguments[0].shape
            assert n != n_x


def test_cases_are_the_same_every_time():
    for exercise in EXERCISES.values():
        first, second = (re.sub(r" at 0x\w+", "", repr(exercise.draw_cases())) for _ in range(2))
        assert first == second


def test_an_unknown_id_says_which_comes_near():
    with pytest.raises(LookupError, match=r'Did you mean `@exercise\("02.sigmoid"\)`'):
        catalogue.find("02.sigmiod")


def test_two_exercises_cannot_share_an_id():
    with pytest.raises(ValueError, match="two exercises"):
        catalogue.Exercise("02.sigmoid", course=abs, returns="a", hints=("", "", ""), minutes=1, difficulty=1)


def test_answers_of_the_catalogue_take_the_arguments_of_the_course():
    for exercise in EXERCISES.values():
        wanted = list(inspect.signature(exercise.course).parameters)
        for code in (*exercise.alternatives, *(mistake.code for mistake in exercise.mistakes)):
            if inspect.isclass(code):              # a class may lack its `__init__`: that is one of its mistakes
                continue
            found = inspect.signature(code).parameters
            assert list(found)[:len(wanted)] == wanted, code
            assert all(found[name].default is not inspect.Parameter.empty for name in list(found)[len(wanted):]), code


def test_the_catalogue_goes_red_when_a_mistake_is_no_mistake():
    """The test of these tests: a right answer among the mistakes is found out, and so is one that stands twice."""
    sigmoid = EXERCISES["02.sigmoid"]
    for code in (sigmoid.alternatives[0], sigmoid.mistakes[1].code):
        with pytest.raises(AssertionError):
            test_every_mistake_earns_its_own_sentence(sigmoid, catalogue.Mistake("Its own sentence.", code))
