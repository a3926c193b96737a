"""How wrong is the network, in one number; and which way is down.

Arguments are `(y_hat, y)`, both (n, n_y): a row a sample. `mse` is the mean over all n · n_y numbers, with no ½;
a cross-entropy is the mean over the n samples. With many networks at once, y_hat is (s, n, n_y) and a loss is (s,).

Each loss stands in three forms. `*_backward(y_hat, y)` is its gradient at y_hat. `*_from_logits(z, y)` is the same
loss from the scores before the activation, where no logarithm of zero can arise. And an **output delta** is the
gradient at those scores, loss and output activation taken together: it is where `backward` starts.
"""

import numpy as np

from nnlib.activations import identity, sigmoid, softmax


def mse(y_hat, y):
    """Mean squared error: the mean of (ŷ − y)²."""
    n, n_y = _check_shapes(y_hat, y)
    error = y_hat - y
    return (error * error).sum(axis=(-2, -1)) / (n * n_y)


def mse_backward(y_hat, y):
    """2 (ŷ − y) / (n · n_y)."""
    n, n_y = _check_shapes(y_hat, y)
    return 2 / (n * n_y) * (y_hat - y)


def binary_cross_entropy(y_hat, y):
    """Mean over samples of −log of the probability that was given to what happened: ŷ where y = 1, 1 − ŷ where y = 0.

    Infinite where the network was certain and wrong. The form from logits never gets there.
    """
    _check_probabilities(y_hat, y, "binary_cross_entropy")
    return _mean_of_rows(_times_log(y, y_hat) + _times_log(1 - y, 1 - y_hat))


def binary_cross_entropy_backward(y_hat, y):
    """(ŷ − y) / (ŷ (1 − ŷ)) / n. Divides by zero at ŷ = 0 and ŷ = 1: train with `cross_entropy_delta` instead."""
    n, _ = _check_probabilities(y_hat, y, "binary_cross_entropy")
    return (y_hat - y) / (y_hat * (1 - y_hat)) / n


def binary_cross_entropy_from_logits(z, y):
    """Binary cross-entropy of sigmoid(z), exact at any z: −log σ(z) = log(1 + e⁻ᶻ), with the large part taken out.

    What is left, log(1 + e^−|z|), is below 0.7 and cannot overflow.
    """
    _check_labels(z, y)
    return _mean_of_rows(np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z))))


def cross_entropy(y_hat, y):
    """Mean over samples of −log of the probability that was given to the right class. Rows of `y` are one-hot."""
    _check_probabilities(y_hat, y, "cross_entropy")
    _check_rows(y)
    return _mean_of_rows(_times_log(y, y_hat))


def cross_entropy_backward(y_hat, y):
    """−y / ŷ / n. Divides by zero at ŷ = 0: train with `cross_entropy_delta` instead."""
    n, _ = _check_probabilities(y_hat, y, "cross_entropy")
    _check_rows(y)
    return -y / y_hat / n


def cross_entropy_from_logits(z, y):
    """Cross-entropy of softmax(z), exact at any z: the largest score is taken out before eᶻ is."""
    _check_labels(z, y)
    _check_rows(y)
    shifted = z - z.max(axis=-1, keepdims=True)
    return (np.log(np.exp(shifted).sum(axis=-1)) - (y * shifted).sum(axis=-1)).mean(axis=-1)


# ── output deltas: the gradient at the scores of the last layer, dz = ∂loss/∂z ────────────────────────────────────────

def mse_delta(y_hat, y):
    """Sigmoid with MSE: 2 (a − y) a (1 − a) / (n · n_y), where a is y_hat."""
    return mse_backward(y_hat, y) * y_hat * (1.0 - y_hat)


identity_mse_delta = mse_backward       # identity with MSE: the activation adds nothing


def cross_entropy_delta(y_hat, y):
    """Sigmoid with binary cross-entropy, and softmax with cross-entropy: (a − y) / n. All else cancels."""
    n, _ = _check_shapes(y_hat, y)
    return (y_hat - y) / n


class _Pairs(dict):
    """The delta of each pair (output activation, loss); asked for another one, it names those that there are."""

    def __missing__(self, pair):
        found = " with ".join(getattr(f, "__name__", repr(f)) for f in pair)
        known = ", ".join(f"{activation.__name__} with {loss.__name__}" for activation, loss in self)
        raise LookupError(f"found {found} (output activation, loss), and there is no way back for this pair. "
                          f"Expected nnlib's own functions in one of the pairs: {known}. "
                          "For a pair of your own, write nnlib.output_delta[activation, loss] = delta.")


output_delta = _Pairs({
    (sigmoid,  mse):                  mse_delta,
    (identity, mse):                  identity_mse_delta,
    (sigmoid,  binary_cross_entropy): cross_entropy_delta,
    (softmax,  cross_entropy):        cross_entropy_delta,
})

from_logits = {
    binary_cross_entropy: binary_cross_entropy_from_logits,
    cross_entropy:        cross_entropy_from_logits,
}


# ── the parts they share ──────────────────────────────────────────────────────────────────────────────────────────────

def _mean_of_rows(cost):
    """Add up the outputs of a sample, average over samples: (n, n_y) → a number, (s, n, n_y) → (s,)."""
    return cost.sum(axis=(-2, -1)) / cost.shape[-2]


def _times_log(y, y_hat):
    """−y log ŷ, where 0 log 0 is 0, as its limit is: what did not happen costs nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(y == 0, 0.0, -y * np.log(y_hat))


def _check_shapes(y_hat, y):
    """Return (n, n_y). Shapes (n, 1) and (n,) would broadcast to a table (n, n), and be wrong without a word."""
    expected, found = y_hat.shape, np.shape(y)
    if len(expected) < 2:
        raise ValueError(f"y_hat has the shape {expected}. A loss expects rows of samples, (n, n_y): "
                         "write y_hat.reshape(-1, 1) for one output a sample.")
    if found[-2:] != expected[-2:]:
        cure = f"a y of the shape {expected[-2:]}"
        if found == expected[-2:-1]:
            cure = "y.reshape(-1, 1)" if expected[-1] == 1 else f"one_hot(y, {expected[-1]})"
        raise ValueError(f"y has the shape {found}, y_hat has {expected}: their last two axes must be equal, "
                         f"or broadcasting compares the wrong pairs. Pass {cure}.")
    return expected[-2:]


def _check_labels(y_hat, y):
    """Labels of a cross-entropy are probabilities, most often 0 and 1."""
    shape = _check_shapes(y_hat, y)
    lowest, highest = np.min(y), np.max(y)
    if lowest < 0 or highest > 1:
        raise ValueError(f"y runs from {lowest:g} to {highest:g}. A cross-entropy expects labels between 0 and 1: "
                         "write one_hot(y, n_classes) for the numbers of classes, (y + 1) / 2 for labels −1 and 1.")
    return shape


def _check_probabilities(y_hat, y, loss):
    shape = _check_labels(y_hat, y)
    lowest, highest = y_hat.min(), y_hat.max()
    if lowest < 0 or highest > 1:
        raise ValueError(f"y_hat runs from {lowest:g} to {highest:g}, and {loss} expects probabilities. "
                         f"If these are scores from before the activation, write {loss}_from_logits(z, y).")
    return shape


def _check_rows(y):
    """Each row of `y` spreads exactly 1 over the classes."""
    sums = np.sum(y, axis=-1)
    off = np.abs(sums - 1) > 1e-6
    if off.any():
        raise ValueError(f"{np.count_nonzero(off)} of {sums.size} rows of y do not sum to 1 (one sums to "
                         f"{sums[off].flat[0]:g}). Cross-entropy expects one-hot rows: write one_hot(y, n_classes).")
