"""Results that have names (dW2, db2, dW1, db1): which of them is right, and what is wrong with each other one."""

from __future__ import annotations

import re

import numpy as np

from nnlib.exercises.outcomes import close, in_order_of_work, leaves, outcomes_of
from nnlib.exercises.patterns import pattern
from nnlib.exercises.verdict import listed


def table(exercise, cases, outcomes, expected) -> list[str]:
    """One line a part, in the order of work: ✓, or what is wrong with it. Nothing where there is a single part."""
    parts = _parts(exercise, outcomes, expected)
    if len(parts) < 2:
        return []
    width = max(map(len, parts))
    lines = []
    for name, pairs in parts.items():
        said = _fault(pairs, cases, exercise)
        lines.append(f"{name:<{width}}  ✓" if said is None else f"{name:<{width}}  ✗  {said}".rstrip())
    return ["\n".join(lines)]


def recognised_part(exercise, cases, outcomes, expected) -> list[str]:
    """The sentence of a known mistake that makes the first wrong part what it is, where others are wrong as well.

    Only of a mistake that has every part that it makes wrong in common: all that its sentence says is then true here.
    """
    parts = _parts(exercise, outcomes, expected)
    wrong = [name for name, pairs in parts.items() if _is_wrong(pairs)]
    if len(parts) < 2 or len(wrong) < 2:
        return []
    for mistake in exercise.mistakes:
        theirs = [] if mistake.when else outcomes_of(exercise, mistake.code, cases)
        try:
            of_mistake = _parts(exercise, theirs, expected)
        except (TypeError, ValueError, KeyError, AttributeError):      # it crashes, or returns something else
            continue
        if of_mistake.keys() != parts.keys() or any(outcome.error for outcome in theirs):
            continue
        off = {name for name, pairs in of_mistake.items() if _is_wrong(pairs)}
        if wrong[0] in off and off <= set(wrong) and all(_same(parts[name], of_mistake[name]) for name in off):
            return [f"For {listed(f'`{name}`' for name in parts if name in off)}: {mistake.sentence}"]
    return []


def _parts(exercise, outcomes, expected) -> dict[str, list[tuple]]:
    """Each part's (found, expected) in every case, under its own name: dW1, not grads["dW1"]."""
    parts = {}
    for mine, theirs in zip(outcomes, expected, strict=True):
        found = dict(leaves(exercise, mine.value))
        for label, value in in_order_of_work(leaves(exercise, theirs.value)):
            name = re.search(r'"(\w+)"', label) or re.search(r"`(\w+)`", label)
            parts.setdefault(name[1], []).append((found[label], value))
    return parts


def _fault(pairs, cases, exercise) -> str | None:
    """What is wrong with one part, in a few words; "" where no words are known, None where nothing is."""
    if not _is_wrong(pairs):
        return None
    shapes = next(((np.shape(a), np.shape(b)) for a, b in pairs if np.shape(a) != np.shape(b)), None)
    if shapes:
        return f"shape {shapes[0]}; {shapes[1]} was expected"
    triples = [(label, np.asarray(a, float), np.asarray(b, float))
               for (label, _), (a, b) in zip(cases, pairs, strict=True)]
    words = pattern(triples, [arguments for _, arguments in cases], exercise.parameters()) or ""
    return re.split(r"[.?] ", words)[0].rstrip(".")


def _same(pairs, others) -> bool:
    """Whether two answers have the same in this part, in every case."""
    return all(_equal(a, b) for (a, _), (b, _) in zip(pairs, others, strict=True))


def _is_wrong(pairs) -> bool:
    return not all(_equal(a, b) for a, b in pairs)


def _equal(a, b) -> bool:
    try:
        return np.shape(a) == np.shape(b) and close(np.asarray(a, float), np.asarray(b, float))
    except (TypeError, ValueError):               # a mistake of the catalogue may return something else than numbers
        return False
