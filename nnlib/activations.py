"""What bends the line: without an activation, a stack of layers is one layer.

Each activation works on arrays of any shape. Beneath it stands its way back: `*_backward(da, a)` takes the gradient
from above and the **output** a of the forward function, so nothing is computed twice, and returns dz = da · ∂a/∂z.
"""

import numpy as np

LEAK = 0.01     # the slope of leaky ReLU below zero


@np.errstate(over="ignore")      # e⁸⁰⁰ overflows to inf, and 1 / (1 + inf) = 0 is the right answer
def sigmoid(z):
    """Squash every number into (0, 1): σ(z) = 1 / (1 + e⁻ᶻ)."""
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_backward(da, a):
    """σ′(z) = a (1 − a)."""
    return da * (a * (1.0 - a))


def tanh(z):
    """Squash every number into (−1, 1), around zero."""
    return np.tanh(z)


def tanh_backward(da, a):
    """tanh′(z) = 1 − a²."""
    return da * (1.0 - a * a)


def relu(z):
    """Keep what is positive, zero for the rest."""
    return np.maximum(z, 0)


def relu_backward(da, a):
    """1 where the unit is on, 0 where it is off. At exactly 0 it is off: `a >= 0` would be true everywhere."""
    return da * (a > 0)


def leaky_relu(z):
    """Keep what is positive, let a hundredth of the rest through, so that no unit is ever dead."""
    return np.maximum(z, LEAK * z)


def leaky_relu_backward(da, a):
    """1 where the unit is on, 0.01 where it leaks."""
    return da * np.where(a > 0, 1, LEAK)


def identity(z):
    """Leave every number as it is: the output of a network that predicts any number."""
    return z


def identity_backward(da, a):
    """The slope of a straight line, 1."""
    return da


def softmax(z):
    """Turn each row of scores (the last axis) into probabilities: positive, with sum 1.

    Subtracting the largest score of the row changes nothing in the ratio, and keeps eᶻ from overflowing.
    """
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def softmax_backward(da, a):
    """Raising one score lowers the other probabilities: dzᵢ = aᵢ (daᵢ − Σⱼ daⱼ aⱼ)."""
    return a * (da - (da * a).sum(axis=-1, keepdims=True))


class _WaysBack(dict):
    """The way back of each activation; asked for another one, it says how to add it."""

    def __missing__(self, activation):
        name = getattr(activation, "__name__", repr(activation))
        raise LookupError(f"no way back is known for the activation {name} (only nnlib's own: "
                          f"{', '.join(known.__name__ for known in self)}). "
                          f"Tell it: nnlib.backward_of[{name}] = {name}_backward.")


backward_of = _WaysBack({
    sigmoid:    sigmoid_backward,
    tanh:       tanh_backward,
    relu:       relu_backward,
    leaky_relu: leaky_relu_backward,
    identity:   identity_backward,
    softmax:    softmax_backward,
})
