"""`@exercise("02.sigmoid")`: check a function the moment it is defined, say what was found, and let the notebook go on.

The learner's function is bound when it is right, the course's own when it is not: the next cell works either way, and
the verdict says which of the two it got. The learner's stays at hand as `sigmoid.yours`.
"""

from __future__ import annotations

import difflib
import functools
import inspect
import re
import traceback

from nnlib.exercises import library, notebook, progress, shelf
from nnlib.exercises.catalogue import Exercise, find
from nnlib.exercises.diagnosis import NOT_WRITTEN, RIGHT, WRONG, Diagnosis, diagnose
from nnlib.exercises.source import fingerprint, globals_of
from nnlib.exercises.verdict import GREEN, GREY, RED, Verdict, show

TRIES = 3                          # different wrong answers, until the complete one is shown
HINTS = ("a nudge", "the idea", "the shape of the line")


def exercise(id: str = ""):
    """Decorator of an exercise cell: check the function or class beneath it.

    Parameters
    ----------
    id : str
        Notebook and name, as it stands in the notebook: `"02.sigmoid"`.
    """
    if not isinstance(id, str):
        name = getattr(id, "__name__", "name")
        show(Verdict("✗", name, "not checked", RED, [
            f'`@exercise` needs the number of the exercise: write `@exercise("NN.{name}")`, as it stood in the cell.']))
        return id

    def check(candidate):
        if not id:
            return exercise(candidate)
        try:
            question = find(id)
        except LookupError as unknown:
            show(Verdict("✗", str(id), "not checked", RED, [str(unknown)]))
            return candidate
        notebook.seen(question)
        try:
            return _check(question, candidate)
        except KeyboardInterrupt:
            _bind(candidate, question.name, stand_in(question, candidate))
            show(Verdict("✗", id, "interrupted", RED, [
                "You stopped the check before it had ended, so nothing is known of this answer. "
                f"The notebook goes on with the course's `{question.name}`. Run the cell again to check it."]))
            raise
        except Exception:
            show(Verdict("!", id, "the checker itself failed", RED, [
                "This is the course's fault, not yours: your function may well be right. The notebook goes on with the "
                f"course's `{question.name}`; `{question.name}.yours` is yours."],
                [("What happened", traceback.format_exc(limit=-3))]))
            return stand_in(question, candidate)

    return check


def _check(question: Exercise, candidate):
    source = source_of(candidate)
    found = diagnose(question, candidate, source)
    said = []
    if found.state == WRONG:
        said = progress.record(question.id, False, None, fingerprint(source))
    elif found.state == RIGHT:
        said = _note_pass(question, candidate, source)
    show(verdict_of(question, found, said))
    if found.state != RIGHT:
        if getattr(candidate, "__name__", "") != question.name:
            _bind(candidate, question.name, stand_in(question, candidate))
        return stand_in(question, candidate)
    candidate.yours = candidate
    return candidate


def _note_pass(question, candidate, source) -> list[str]:
    """Remember what has passed, and put it into the learner's library; what must be said of it."""
    if not question.library:
        return progress.record(question.id, True, source, fingerprint(source))
    try:
        text, why_not = library.collect(question, cell_of(candidate, source), globals_of(candidate) or {})
    except Exception as error:
        text, why_not = None, [f"The course could not put it into `{library.FILE}`, and that is the course's fault "
                               f"(`{type(error).__name__}: {error}`)."]
    said = progress.record(question.id, True, text or source, fingerprint(source), alone=text is not None)
    return [*why_not, *said, *(shelf.write() if text else [])]


def verdict_of(question: Exercise, found: Diagnosis, said=(), at_hand=True) -> Verdict:
    """The message for a diagnosis; `at_hand`: there is a function of the learner's to be looked at."""
    goes_on = f"the notebook goes on with the course's `{question.name}`"
    folds = [("What it printed while it was checked", found.printed.rstrip() + "\n")] if found.printed.strip() else []
    if found.state == RIGHT:
        return Verdict("✓", question.id, "right", GREEN, [*found.remarks, *said], folds)
    hints = [(f"Hint {number} of {len(question.hints)}: {kind}", hint)
             for number, (kind, hint) in enumerate(zip(HINTS, question.hints, strict=True), 1)]
    if found.state == NOT_WRITTEN:
        return Verdict("○", question.id, f"not written yet: about {question.minutes} minutes", GREY,
                       [f"Put your lines in the place of `...` and run the cell. Until then {goes_on}."], hints + folds)
    kept = f"; yours stays at hand as `{question.name}.yours`" if at_hand else ""
    sentences = [*found.sentences, f"Until it is right, {goes_on}{kept}.", *said]
    return Verdict("✗", question.id, "not right yet", RED, sentences, folds + hints + _answer(question))


def _answer(question) -> list[tuple[str, str]]:
    """The complete answer, from the third different wrong one on."""
    if progress.wrong_tries(question.id) < TRIES:
        return []
    answer = question.answer()
    return [("The complete answer", answer + "\n" if answer else
             f"It stands in the folder `solutions`, in the notebook that begins with {question.notebook}.")]


def stand_in(question: Exercise, candidate=None):
    """The course's own answer under the learner's name, with the learner's at hand as `.yours`."""
    if inspect.isclass(question.course):
        return type(question.name, (question.course,), {"yours": candidate, "__doc__": question.course.__doc__})

    @functools.wraps(question.course)
    def course(*arguments, **named):
        return question.course(*arguments, **named)

    course.__name__ = course.__qualname__ = question.name
    course.yours = candidate
    return course


def source_of(candidate) -> str | None:
    """The text of a definition: from the cell, where IPython runs it, else from its file; None when it has none."""
    text = notebook.source_in_cell(getattr(candidate, "__name__", ""))
    if text is None:
        try:
            text = inspect.getsource(candidate)
        except (OSError, TypeError):
            return None
    return text


def cell_of(candidate, source) -> str | None:
    """The text of the whole cell in which a definition stands, or of the definition where that is all that is known."""
    if notebook.source_in_cell(candidate.__name__) is not None:
        return notebook.text()
    try:
        return "".join(inspect.findsource(candidate)[0])
    except (OSError, TypeError):
        return source


def _bind(candidate, name, value):
    """Give the notebook a name that the cell itself does not bind."""
    names = getattr(candidate, "__globals__", None)
    if names is not None:
        names[name] = value


def cell_does_not_parse(ids: list[str], names: dict, line: int, text: str, reason: str) -> None:
    """What runs in the place of an exercise cell that is no Python: a verdict, and the course's function."""
    for id in ids:
        try:
            question = find(id)
        except LookupError as unknown:
            show(Verdict("✗", id, "not checked", RED, [str(unknown)]))
            continue
        notebook.seen(question)
        names[question.name] = stand_in(question)
        at = f"Line {line} (`{text.strip()}`)" if text.strip() else f"Line {line}"
        if reason == notebook.OUTSIDE:
            sentence = f"{at} is not part of `{question.name}`: {reason}. {MARGIN}"
        else:
            sentence = f"{at} is not Python yet: {reason.rstrip('.?')}.{_advice(reason, text)}"
        found = Diagnosis(WRONG, [sentence])
        said = progress.record(id, False, None, f"{line} {text} {reason}")
        show(verdict_of(question, found, said, at_hand=False))


MARGIN = "Every line of a function stands four blanks in."
ADVICE = (                         # what Python says, or what stands in the line → what to do
    ("expected ':'", "A line that opens a block (`def`, `for`, `if`) ends with a colon."),
    ("never closed", "Count the brackets: each one that opens must close."),
    ("outside function", f"It stands at the left margin. {MARGIN}"),
    ("indent", "Lines of one block begin at the same column; the body of a function stands four blanks in."),
    ("dictionary key", 'In a dictionary a colon stands between key and value: `{"key": value}`.'),
    ("triple-quoted", "The text beneath `def` begins and ends with three quotation marks."),
    ("unterminated", "A text ends with the same quotation mark with which it begins."),
    ("U+2212", "That is the minus of print: type `-`, as on the keyboard."),
    ("U+00D7", "That is the times of print: type `*`."),
    ("U+2026", "The three dots in a hint stand for what you should write there."),
    ("U+201", "Those are the quotation marks of print: type straight ones."),
    ("U+00B7", "That is the times of print: type `*`."),
    ("decimal literal", "A product needs a star: `2 * x`."),
    ("positional argument follows keyword", "Inside the brackets of a call `=` names an option; `==` compares."),
    ("unmatched", "One bracket too many, or one too few before it."),
    ("assign to function call", "An entry is asked for in square brackets: `changed[name] = …`."),
)
KEYWORDS = ("return", "def", "for", "while", "if", "else", "in")


def _advice(reason, text) -> str:
    words = text.split()
    near = difflib.get_close_matches(words[0].lower(), KEYWORDS, n=1, cutoff=0.75) if words else []
    if reason.startswith("invalid syntax") and near and words[0] != near[0]:
        return f" Did you mean `{near[0]}`?"
    if reason.startswith("invalid syntax") and words[:1] == ["..."]:
        return " Delete the three dots: your line stands in their place."
    if reason.startswith("invalid syntax") and re.search(r"\d [A-Za-z_]|\w x \w", text):
        return " A product needs a star: `2 * x`."
    if text.lstrip().startswith(("@exercise", "exercise")):
        return (' The first line is written `@exercise("00.double")`: the number of the exercise in quotes, '
                "with a quotation mark on either side.")
    if "==" in reason and "{" in text and "=" in text:
        return ' In a dictionary a colon stands between key and value: `{"key": value}`.'
    if "positional argument follows keyword" in reason and re.search(r"\baxis *= *-?\d+ *,", text):
        return " Several axes stand in brackets of their own, `axis=(…, …)`."
    if "Maybe you meant '=='" in reason and "function call" not in reason:
        return " One `=` gives a value to a name, two compare."
    return next((f" {advice}" for said, advice in ADVICE if said in reason), "")
