"""From what a function did to a sentence that names the mistake.

The questions are asked in the order in which a person would ask them: is it a mistake that we know; did it crash;
does it return anything, of the right kind, of the right shape; did it change its input; and only then, what is wrong
with the numbers. Every sentence says only what was seen.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field

import numpy as np

from nnlib.exercises import by_name, guard
from nnlib.exercises.catalogue import Exercise
from nnlib.exercises.crashes import crash
from nnlib.exercises.outcomes import close, compared, is_numeric, isolated, outcomes_of, same
from nnlib.exercises.patterns import pattern
from nnlib.exercises.results import agrees, wrong_kind, wrong_shape
from nnlib.exercises.source import data_read_from_notebook, dotted_lines, has_loop, not_written, text_of_line
from nnlib.exercises.verdict import count, listed

NOT_WRITTEN, WRONG, RIGHT = "not written", "wrong", "right"


@dataclass
class Diagnosis:
    """What is to be said of an answer: its state, the sentences, remarks on a right one, what it printed."""

    state: str
    sentences: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    printed: str = ""


def diagnose(exercise: Exercise, candidate, source: str | None) -> Diagnosis:
    """Ask all the questions of one candidate.

    Parameters
    ----------
    candidate : callable
        The learner's function or class, as it was defined.
    source : str or None
        Its text, where it is known: tells a function not written from a function that returns nothing.
    """
    lines = dotted_lines(source)
    if not_written(source):
        return Diagnosis(NOT_WRITTEN)
    if candidate.__name__ != exercise.name:
        kind, word = ("class", "class") if inspect.isclass(exercise.course) else ("function", "def")
        return Diagnosis(WRONG, [f"This exercise asks for a {kind} called `{exercise.name}`; this one is called "
                                 f"`{candidate.__name__}`. Later cells call it by that name: rename it in the line "
                                 f"that begins with `{word}`."])
    if (sentence := _wrong_signature(exercise, candidate)):
        return Diagnosis(WRONG, [sentence])

    cases = exercise.draw_cases()
    subject = isolated(candidate, source)
    report = guard.run(lambda: outcomes_of(exercise, subject, cases))
    if report.state != "ended":
        return Diagnosis(WRONG, [_sentence_of(report, source)])
    outcomes, printed = report.value, report.printed
    if lines and all(outcome.value is None and outcome.error is None for outcome in outcomes):
        return Diagnosis(NOT_WRITTEN, printed=printed)

    expected = outcomes_of(exercise, exercise.course, cases)
    wrong = [not agrees(exercise, mine, theirs, case[1])
             for mine, theirs, case in zip(outcomes, expected, cases, strict=True)]
    if not any(wrong) and not any(outcome.changed for outcome in outcomes):
        again = guard.run(lambda: outcomes_of(exercise, subject, cases[:1])).value
        if again and agrees(exercise, again[0], expected[0], cases[0][1]):
            return Diagnosis(RIGHT, remarks=_remarks(exercise, candidate, source), printed=printed)
        return Diagnosis(WRONG, ["It was right at first, and wrong when called once more with the same numbers. "
                                 "Something outlives the call: a default argument or a global that it changes."],
                         printed=printed)
    sentences = _explain(exercise, candidate, source, cases, outcomes, expected, wrong)
    return Diagnosis(WRONG, sentences, printed=printed)


def recognised(exercise, cases, outcomes) -> str | None:
    """The sentence of the catalogue's mistake that does exactly this, crashes and wrong shapes included, or None."""
    for mistake in exercise.mistakes:
        if mistake.when:
            continue
        theirs = outcomes_of(exercise, mistake.code, cases)
        if all(same(mine, other) for mine, other in zip(outcomes, theirs, strict=True)):
            return mistake.sentence
    return None


def recognised_by_condition(exercise, cases, outcomes) -> str | None:
    """The sentence of the catalogue's mistake whose condition holds for these results, or None."""
    for mistake in exercise.mistakes:
        if mistake.when and all(mistake.when(outcome.value, *arguments)
                                for outcome, (_, arguments) in zip(outcomes, cases, strict=True)):
            return mistake.sentence
    return None


def _explain(exercise, candidate, source, cases, outcomes, expected, wrong) -> list[str]:
    if (sentence := _swapped_arguments(exercise, candidate) or recognised(exercise, cases, outcomes)):
        return [sentence, *_dots(source)]
    outside = _outside(candidate)
    for outcome, (label, arguments) in zip(outcomes, cases, strict=True):
        if outcome.error is not None:
            return [*outside, crash(exercise, candidate, outcome.error, source, arguments),
                    *_only_there(label, [o.error is not None for o in outcomes], cases)]
    nothing = [outcome.value is None for outcome in outcomes]
    if any(nothing) and not all(nothing):
        return [f"With {cases[nothing.index(True)][0]} it returns nothing: no `return` stands on the way that it takes "
                "there. (Does one stand inside an `if` or a loop?)"]
    for outcome, theirs in reversed(list(zip(outcomes, expected, strict=True))):       # the largest input tells most
        if (sentence := wrong_kind(exercise, outcome.value, theirs.value)):
            return [sentence, *_dots(source)]
    for outcome, theirs, (label, _) in zip(outcomes, expected, cases, strict=True):
        if (sentence := wrong_shape(exercise, outcome.value, theirs.value)):
            flags = [bool(wrong_shape(exercise, o.value, t.value)) for o, t in zip(outcomes, expected, strict=True)]
            return [*outside, sentence, *_only_there(label, flags, cases),
                    *by_name.table(exercise, cases, outcomes, expected)]
    by_condition = recognised_by_condition(exercise, cases, outcomes)
    if by_condition and not any(wrong):           # right numbers, and something else that has its own sentence
        return [by_condition]
    changed = sorted({name for outcome in outcomes for name in outcome.changed})
    if changed:
        return [_on_changed(changed, dict(zip(exercise.parameters(), cases[0][1], strict=False)))]
    if (sentence := _blame_a_helper(exercise, candidate, source, cases, expected)):
        return [sentence]
    if by_condition:
        return [by_condition, *_shown(exercise, cases, outcomes, wrong)]
    return [*outside, *_numbers(exercise, candidate, source, cases, outcomes, expected, wrong),
            *by_name.recognised_part(exercise, cases, outcomes, expected),
            *([] if exercise.observe else by_name.table(exercise, cases, outcomes, expected)),
            *_shown(exercise, cases, outcomes, wrong)]


def _on_changed(names, arguments) -> str:
    """What to do instead of changing an argument; the copy of a dictionary still holds the same arrays."""
    said = f"It changes {listed(f'`{name}`' for name in names)}, which it was given. The caller still needs the old "
    if isinstance(arguments.get(names[0]), dict):
        return said + ("numbers: make new arrays, `W = W - …` instead of `W -= …`, and put them into a new dictionary. "
                       "(A copy of the dictionary alone still holds the same arrays.)")
    return said + (f"numbers: work on a copy (`new = {names[0]}.copy()`; `new = {names[0]}` is only another name "
                   f"for it), or write `new = {names[0]} + …` instead of `{names[0]} += …`.")


def _swapped_arguments(exercise, candidate) -> str | None:
    """The right names in another order: everything after it would be said of the wrong numbers."""
    wanted = exercise.parameters()
    found = list(inspect.signature(candidate).parameters) if not inspect.isclass(candidate) else wanted
    if found == wanted or sorted(found) != sorted(wanted):
        return None
    return (f"The arguments stand in another order: later cells call `{exercise.name}({', '.join(wanted)})`. "
            f"Write `def {exercise.name}({', '.join(wanted)}):`.")


def _outside(candidate) -> list[str]:
    """What the function takes from the notebook instead of from its arguments."""
    names = data_read_from_notebook(candidate)
    them = "it" if len(names) == 1 else "them"
    how = (f"A method works with its arguments, and with what the network keeps, such as `self.{names[0]}`."
           if names and inspect.isclass(candidate) else "A function works with its arguments.")
    return [f"It reads {listed(f'`{name}`' for name in names)} from the notebook, where the check cannot change "
            f"{them}. {how}"] if names else []


def _shown(exercise, cases, outcomes, wrong) -> list[str]:
    """What the learner's answer does, to look at: a table of the exercise's own, or one small case that is wrong."""
    off = [(outcome, arguments) for outcome, (_, arguments), flag in zip(outcomes, cases, wrong, strict=True) if flag]
    if exercise.trace:
        return [exercise.trace(off[0][0].value, *off[0][1])]
    for outcome, arguments in off:
        if is_numeric(outcome.value) and all(is_numeric(argument) and np.size(argument) <= 2 for argument in arguments):
            given = ", ".join(f"{name} = {_plain(argument)}"
                              for name, argument in zip(exercise.parameters(), arguments, strict=True))
            return [f"One to check by hand: with `{given}` it gives `{_plain(outcome.value)}`."]
    return []


def _plain(value) -> str:
    numbers = [f"{number:.4g}" for number in np.ravel(value)]
    return numbers[0] if np.ndim(value) == 0 else f"[{', '.join(numbers)}]"


def _dots(source) -> list[str]:
    lines = dotted_lines(source)
    return [f"A `...` still stands in line {lines[0]}."] if lines else []


def _only_there(label, flags, cases) -> list[str]:
    """Where some inputs were fine: which one was not."""
    if all(flags):
        return []
    fine = [name for (name, _), flag in zip(cases, flags, strict=True) if not flag]
    return [f"That happened with {label}; with {listed(fine)} it did not."]


def _wrong_signature(exercise, candidate) -> str | None:
    if inspect.isclass(candidate) != inspect.isclass(exercise.course):
        kinds = ("a class", "a function") if inspect.isclass(exercise.course) else ("a function", "a class")
        return f"This exercise asks for {kinds[0]}; `{candidate.__name__}` is {kinds[1]}."
    if inspect.isclass(candidate):
        return None
    wanted = exercise.parameters()
    try:
        inspect.signature(candidate).bind(*wanted)
    except TypeError:
        found = list(inspect.signature(candidate).parameters)
        return (f"`{exercise.name}` is called with {count(len(wanted), 'argument')} ({', '.join(wanted) or 'none'}); "
                f"the line `def {exercise.name}({', '.join(found)})` takes {len(found) or 'none'}. "
                f"Write `def {exercise.name}({', '.join(wanted)}):`.")
    return None


def _sentence_of(report: guard.Report, source) -> str:
    seconds = f"{guard.SECONDS:g} seconds"
    if report.state == "late":
        where = f", in line {report.line}{text_of_line(source, report.line)}" if report.line else ""
        return (f"It had not ended after {seconds} and was stopped{where}. A loop that never reaches its end, or a "
                "number of rounds typed in? Look at what should make it stop."
                + (" It could not be stopped whole: restart the kernel (menu Kernel → Restart)."
                   if report.restart else ""))
    if report.state == "stuck":
        return (f"It had not ended after {seconds}, inside a call that never comes back to Python, such as `sum` or "
                "`list` over something endless. It was tried in a copy of the kernel, so nothing is lost.")
    if report.state == "memory":
        return (f"It asked for more than {guard.MEMORY // 2**30} GB of memory, and was stopped in a copy of the kernel."
                " The inputs are small: is a list growing without end, or an array far too large?")
    return ("It ended the Python process in which it was tried (a copy: nothing is lost). Something in it leaves "
            "Python altogether, such as `os._exit` or code outside NumPy.")


def _blame_a_helper(exercise, candidate, source, cases, expected) -> str | None:
    known = getattr(candidate, "__globals__", {})
    for name, helper in exercise.helpers.items():
        if name not in known:
            continue
        report = guard.run(lambda name=name, helper=helper: outcomes_of(
            exercise, isolated(candidate, source, **{name: helper}), cases))
        if report.state == "ended" and all(
                agrees(exercise, mine, theirs, case[1])
                for mine, theirs, case in zip(report.value, expected, cases, strict=True)):
            return (f"`{exercise.name}` is right, but `{name}`, which it calls, was redefined since it was checked and "
                    f"gives other numbers. Run the cell of the exercise `{name}` again, then this one.")
    return None


def _numbers(exercise, candidate, source, cases, outcomes, expected, wrong) -> list[str]:
    parts = [compared(exercise, mine.value, theirs.value, case[1])
             for mine, theirs, case in zip(outcomes, expected, cases, strict=True)]
    names = [name for name, *_ in parts[0]]
    bad = [name for index, name in enumerate(names) if any(not close(*of_case[index][1:]) for of_case in parts)]
    first = names.index(bad[0])
    triples = [(label, *of_case[first][1:]) for (label, _), of_case in zip(cases, parts, strict=True)]
    sentences = []
    if exercise.observe:
        sentences.append(f"{bad[0]} does not do what was asked.")
    elif len(names) > 1:
        place = "alone is" if len(bad) == 1 else "is the first that is"
        sentences.append(f"{bad[0]} {place} not right: look at what makes it.")
    elif all(np.size(b) == 1 for _, _, b in triples):
        sentences.append("The result is not right.")
    else:
        sentences.append("The shape is right, the numbers are not.")
    found = pattern(triples, [arguments for _, arguments in cases], exercise.parameters())
    unused = [] if exercise.observe else _unused(exercise, candidate, source, cases)
    if unused:
        sentences.append(f"The result stays the same when {listed(f'`{name}`' for name in unused)} "
                         f"{'is' if len(unused) == 1 else 'are'} changed, and it should not.")
    if found and not unused and len(names) == 1:             # of several, each stands in the table with its own
        sentences.append(found)
    if any(wrong) and not all(wrong):
        fine = [label for (label, _), flag in zip(cases, wrong, strict=True) if not flag]
        off = [label for (label, _), flag in zip(cases, wrong, strict=True) if flag]
        sentences.append(f"Right with {listed(fine)}; wrong with {listed(off)}.")
    return sentences


def _unused(exercise, candidate, source, cases) -> list[str]:
    """The names of arguments (or entries of dictionaries) that make no difference to the result, and should."""
    rng = np.random.default_rng(0)
    subject = isolated(candidate, source)
    arguments = max((arguments for _, arguments in cases), key=_size)
    trials = list(_varied(arguments, exercise.parameters(), rng))
    given = [("", arguments), *trials]
    report = guard.run(lambda: outcomes_of(exercise, subject, given))
    if report.state != "ended":
        return []
    mine, theirs = report.value, outcomes_of(exercise, exercise.course, given)
    if not all(np.isfinite(_all_numbers(outcome.value)).all() for outcome in mine):       # nan is nan, whatever goes in
        return []
    moved = {label for (label, _), outcome in zip(trials, mine[1:], strict=True) if not same(outcome, mine[0])}
    should = {label for (label, _), outcome in zip(trials, theirs[1:], strict=True) if not same(outcome, theirs[0])}
    return [label for label in dict.fromkeys(label for label, _ in trials) if label in should - moved]


def _all_numbers(value) -> np.ndarray:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else [value]
    return np.concatenate([[], *(np.ravel(part) if is_numeric(part) else _all_numbers(part) for part in parts
                                 if is_numeric(part) or isinstance(part, dict | tuple))])


def _size(arguments) -> int:
    return sum(_size(argument.values()) if isinstance(argument, dict) else np.size(argument) for argument in arguments)


def _varied(arguments, parameters, rng, times=8):
    """The arguments with one entry changed, some ways each: its numbers in another order, and a little moved."""
    for position, (name, argument) in enumerate(zip(parameters, arguments, strict=False)):
        entries = argument if isinstance(argument, dict) else {None: argument}
        for key, entry in entries.items():
            if not is_numeric(entry):
                continue
            for time in range(times):
                new = rng.permutation(np.ravel(entry)).reshape(np.shape(entry))
                new = new if time % 2 and np.size(entry) > 1 else new + rng.normal(size=np.shape(entry))
                new = new if key is None else {**argument, key: new}
                yield (name if key is None else f'{name}["{key}"]',
                       (*arguments[:position], new, *arguments[position + 1:]))


def _remarks(exercise, candidate, source) -> list[str]:
    remarks = []
    if exercise.vectorized and source and has_loop(source):
        remarks.append("NumPy can do this without the loop, and much faster on many rows.")
    outside = data_read_from_notebook(candidate)
    if outside and not exercise.library:          # whether it goes into the library says this more to the point
        remarks.append(f"It reads {listed(f'`{name}`' for name in outside)} from the notebook: it would not work "
                       "anywhere else.")
    return remarks
