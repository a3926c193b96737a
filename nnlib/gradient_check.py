"""Nudge a number up, nudge it down, and see what the loss does: slow, and needs no calculus. So it can check calculus.

The slope from two nudges, (L(θ + h) − L(θ − h)) / 2h, is off by two errors: of order h² from the curve between the
nudges, of order 10⁻¹⁶ / h from rounding. Near h = 10⁻⁵ both are small.
"""

import numpy as np


def numerical_gradient(f, params, h=1e-5):
    """Compute the gradient of `f` by nudging each number of `params` both ways.

    Parameters
    ----------
    f : function (params) → loss
        A number; or (s,) for s networks at once, which are then nudged side by side.
    params : dict of arrays, one array, or one number
        Nudged in place, and left as it was found, even when `f` raises.

    Returns
    -------
    dict of arrays, keyed dW1 for W1; or an array of the shape of `params`, or a number
    """
    if isinstance(params, dict):
        return {f"d{name}": _slopes(lambda: f(params), array, h, name) for name, array in params.items()}
    if isinstance(params, np.ndarray):
        return _slopes(lambda: f(params), params, h, "the array")
    number = np.array(params, dtype=float)
    return float(_slopes(lambda: f(number[()]), number, h, "the number"))


def _slopes(f, array, h, name):
    """Nudge one array, number by number."""
    if array.dtype.kind != "f":
        raise TypeError(f"{name} holds {array.dtype} numbers, which a nudge of {h:g} cannot move. "
                        "Write .astype(float) behind it.")
    networks = np.shape(f())                        # () for one, (s,) for many: those share each nudge
    slopes = np.empty_like(array)
    for index in np.ndindex(array.shape[len(networks):]):
        here = (..., *index)
        kept = array[here].copy()
        try:
            array[here] = kept + h
            above = f()
            array[here] = kept - h
            below = f()
        finally:
            array[here] = kept
        slopes[here] = (above - below) / (2 * h)
    return slopes


def check_gradients(f, params, grads, h=1e-5, tolerance=1e-7):
    """Compare gradients with the numerical ones, array by array.

    Parameters
    ----------
    f, params, h
        As for `numerical_gradient`; `params` is a dictionary.
    grads : dict of arrays
        What `backward` returned: dW1, db1, …
    tolerance : float
        An array is right when its relative error ‖a − n‖ / (‖a‖ + ‖n‖) is below.

    Returns
    -------
    GradientReport
    """
    blur = 10 * np.finfo(float).eps * np.max(np.abs(f(params))) / h     # what rounding alone may do to a slope
    findings = {name: _compare(grads.get(name), number, blur, tolerance)
                for name, number in numerical_gradient(f, params, h).items()}
    return GradientReport(findings, tolerance)


class GradientReport:
    """One line an array: its name, ✓ or ✗, and what is wrong.

    Attributes
    ----------
    errors : dict of float
        The relative error of each array; with many networks at once, of the worst.
    remarks : dict of str
        What is wrong in words, where it could be told.
    ok : bool
        True when every array is right.
    """

    def __init__(self, findings, tolerance):
        self.errors, self.remarks = ({name: found[i] for name, found in findings.items()} for i in (0, 1))
        self.tolerance, self.ok = tolerance, all(error < tolerance for error in self.errors.values())

    def __repr__(self):
        lines = []
        for name, error in self.errors.items():
            if error < self.tolerance:
                lines.append(f"{name:<4} ✓  relative error below {self.tolerance:.0e}")
            else:
                lines.append(f"{name:<4} ✗  {f'relative error {error:.1g}' if np.isfinite(error) else 'no comparison'}"
                             f"{', ' * bool(self.remarks[name])}{self.remarks[name]}")
        return "\n".join(lines)


def _compare(found, number, blur, tolerance):
    """Return the relative error of one array, and a remark."""
    if found is None:
        return np.inf, "it is missing"
    if np.shape(found) != number.shape:
        return np.inf, f"its shape is {np.shape(found)}, expected {number.shape}"
    if not np.isfinite(found).all():
        return np.inf, "it holds NaN or inf"
    off, size = _length(found - number), _length(found) + _length(number)
    blur = blur * np.sqrt(np.prod(number.shape[-2:]))
    error = off / np.maximum(size, np.finfo(float).tiny)
    error = float(np.max(np.where((error >= tolerance) & (off <= blur), 0, error)))
    return error, "" if error < tolerance else _remark(found, number)


def _remark(found, number):
    """Say what the two have to do with each other, where it is as plain as a factor."""
    factor = (found * number).sum() / max((number * number).sum(), np.finfo(float).tiny)
    if np.allclose(found, factor * number, rtol=1e-4, atol=1e-9) and abs(factor) > 1e-6:
        if abs(factor + 1) < 1e-4:
            return "the sign is turned"
        return f"it is {factor:.3g} times the right one" if abs(factor - 1) > 5e-3 else ""
    if number.shape[-2] == number.shape[-1] and np.allclose(found.mT, number, rtol=1e-4, atol=1e-9):
        return "it is transposed"
    return ""


def _length(array):
    """The length of an array as a vector; with many networks at once, one for each."""
    return np.sqrt((array * array).sum(axis=(-2, -1)))
