"""What wrong numbers have in common with the right ones: a factor, a sign, a transposition, an axis."""

from __future__ import annotations

import numpy as np

from nnlib.exercises.outcomes import close


def pattern(triples, arguments, parameters) -> str | None:
    """What the numbers have in common with the right ones: a factor, a sign, a transposition, …"""
    for label, a, b in triples:
        lost = np.isfinite(b) & ~np.isfinite(a)
        if lost.any():
            kinds = "nan (no number)" if np.isnan(a[lost]).any() else "infinity"
            return (f"With {label}, {lost.sum()} of {lost.size} numbers {'is' if lost.sum() == 1 else 'are'} {kinds}: "
                    "something overflows, or is divided by zero.")
    pairs = [(a, b) for _, a, b in triples if np.any(b != 0)]
    if not pairs or any(np.any(a) for _, a, b in triples if not np.any(b)):      # of zero nothing else is a multiple
        return None
    if not any(np.any(a) for a, _ in pairs):
        return "Every number is 0." if _several(pairs) else "It is 0."
    for digits in range(7):
        if all(close(a, np.round(b, digits)) for a, b in pairs):
            return "The numbers are rounded. Leave them as they are: what is rounded away is missing later."
    error = max(float(np.max(np.abs(a - b)) / np.max(np.abs(b))) for a, b in pairs)
    if 0 < error < 2e-3:
        reason = "was something turned into float32? Keep float64" if error < 1e-5 else "is a constant rounded"
        return f"They agree to about {int(-np.log10(error))} digits only: {reason}{'.' if error < 1e-5 else '?'}"
    if all(close(a, -b) for a, b in pairs):
        return "Every number has the wrong sign."
    factors = [float(np.sum(a * b) / np.sum(b * b)) for a, b in pairs]
    if _several(pairs) and all(close(a, factor * b) and factor for (a, b), factor in zip(pairs, factors, strict=True)):
        return _factor(factors, arguments, parameters)
    if all(a.ndim == 2 and a.shape[0] == a.shape[1] and close(a, b.T) for a, b in pairs):
        return "It is the transpose of what was asked."
    shifts = np.concatenate([np.ravel(a - b) for a, b in pairs])
    if shifts.size > len(pairs) and np.allclose(shifts, shifts[0]):
        return "Every number is off by the same amount: is something added that should not be, or left out?"
    if all(np.allclose(a, pairs[0][0].flat[0]) for a, _ in pairs) and max(a.size for a, _ in pairs) > 1:
        return "It gives the same number everywhere."
    for axis, noun in ((0, "row"), (1, "column")):
        many = [(a, b) for a, b in pairs if a.ndim == 2 and a.shape[axis] > 1]
        if many:
            firsts = [(np.take(a, 0, axis), np.take(b, 0, axis)) for a, b in many]
            if all(close(a, b) for a, b in firsts):
                return f"The first {noun} is right, and not all the others are."
    return None


def _several(pairs) -> bool:
    """Whether some case has more than one number: of a single one any other is a multiple."""
    return max(b.size for _, b in pairs) > 1


def _factor(factors, arguments, parameters) -> str | None:
    if np.allclose(factors, factors[0], rtol=1e-7):
        size = abs(factors[0])
        sign = ", with the wrong sign" if factors[0] < 0 else ""
        return (f"Every number is {size:.4g} times too large{sign}." if size > 1 else
                f"Every number is {1 / size:.4g} times too small{sign}.")
    for position, parameter in enumerate(parameters):
        for axis, noun in ((0, "rows"), (1, "columns")):
            sizes = [np.shape(a[position])[axis] if np.ndim(a[position]) > axis else 0 for a in arguments]
            if all(sizes) and len(sizes) == len(factors):
                for power, word in ((1.0, "large"), (-1.0, "small")):
                    if np.allclose(np.array(sizes, float) ** power, factors, rtol=1e-7):
                        return f"Every number is too {word} by the number of {noun} of `{parameter}`."
    if any(close(factor, 1.0) for factor in factors):        # a case that is right has no wrong factor
        return None
    return "Within a case every number is wrong by the same factor; each case has another one."
