"""Something to learn from. The small ones are drawn from a generator; two real ones are shipped beside this file.

Each function returns `X` (n, n_x) and `y` (n, n_y) as float64: a column of 0 and 1 for two classes, one-hot
rows for more.
"""

import os

import numpy as np


def xor():
    """Return the four rows: the answer is 1 when one input is on and the other is not. X (4, 2), y (4, 1)."""
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
    y = np.array([[0], [1], [1], [0]], dtype=float)
    return X, y


def moons(n, noise, rng):
    """Draw two half circles that reach into each other. X (n, 2), y (n, 1); `noise` is a standard deviation."""
    y = _two_halves(n)
    angle = np.pi * rng.random((n, 1))
    upper = np.hstack([np.cos(angle), np.sin(angle)])
    lower = np.hstack([1 - np.cos(angle), 0.5 - np.sin(angle)])
    return np.where(y == 0, upper, lower) + noise * rng.standard_normal((n, 2)), y


def circles(n, noise, rng):
    """Draw a circle of radius ½ (class 1) within one of radius 1 (class 0). X (n, 2), y (n, 1)."""
    y = _two_halves(n)
    angle = 2 * np.pi * rng.random((n, 1))
    radius = np.where(y == 0, 1.0, 0.5)
    return radius * np.hstack([np.cos(angle), np.sin(angle)]) + noise * rng.standard_normal((n, 2)), y


def spiral(n, noise, rng):
    """Draw two arms that wind around each other one and a half times. X (n, 2), y (n, 1)."""
    y = _two_halves(n)
    way = np.sqrt(rng.random((n, 1)))           # the square root spreads the points evenly along the arm
    angle = 3 * np.pi * way + np.pi * y
    return way * np.hstack([np.cos(angle), np.sin(angle)]) + noise * rng.standard_normal((n, 2)), y


def blobs(n, noise, rng):
    """Draw three round clouds around the corners of a triangle. X (n, 2), y (n, 3), one-hot."""
    classes = np.arange(n) % 3
    corner = np.pi / 2 + 2 * np.pi * classes[:, None] / 3
    return np.hstack([np.cos(corner), np.sin(corner)]) + noise * rng.standard_normal((n, 2)), one_hot(classes, 3)


def breast_cancer():
    """Return 30 measurements of cell nuclei and the diagnosis. X (569, 30), raw; y (569, 1): 1 benign, 0 malignant.

    Source: Wolberg, Mangasarian, Street and Street, Breast Cancer Wisconsin (Diagnostic), 1995; see data/README.md.
    """
    with _shipped("breast_cancer") as data:
        return data["X"], data["y"][:, None].astype(float)


def digits():
    """Return handwritten digits, 8 × 8 pixels from 0 (paper) to 1 (ink). X (1797, 64); y (1797, 10), one-hot.

    Source: Alpaydin and Kaynak, Optical Recognition of Handwritten Digits, 1998; see data/README.md.
    """
    with _shipped("digits") as data:
        return data["X"] / 16, one_hot(data["y"], 10)


def one_hot(classes, n_classes):
    """Turn class numbers (n,) into rows (n, n_classes): 1 at the class, 0 elsewhere."""
    classes = np.asarray(classes)
    if classes.ndim == 2 and classes.shape[1] == 1:
        classes = classes[:, 0]
    if classes.ndim != 1 or (classes != np.round(classes)).any():
        raise ValueError(f"found classes of the shape {classes.shape} and type {classes.dtype}. "
                         "Expected one whole number a sample, such as [0, 2, 1].")
    if classes.size and (classes.min() < 0 or classes.max() >= n_classes):
        lowest, highest = int(classes.min()), int(classes.max())
        enough = max(n_classes, highest - lowest + 1)
        cure = (f"one_hot(classes - {lowest}, {enough}), so that the first class is number 0" if lowest else
                f"one_hot(classes, {enough}), for more classes")
        raise ValueError(f"the classes run from {classes.min():g} to {classes.max():g}. Expected 0 to {n_classes - 1}: "
                         f"write {cure.replace('- -', '+ ')}.")
    return np.eye(n_classes)[classes.astype(int)]


def standardize(X, mean=None, scale=None):
    """Give each column mean 0 and standard deviation 1; return the new X, and the mean and scale that did it.

    Rows that were held out take the training rows' numbers, since their own are not known when the network is used:

        X_train, mean, scale = standardize(X_train)
        X_test, _, _ = standardize(X_test, mean, scale)

    A column that never changes gets the scale 1.
    """
    if (mean is None) != (scale is None):
        raise TypeError("found one of mean and scale, expected both or neither: standardize(X, mean, scale).")
    if mean is None:
        mean, scale = X.mean(axis=0, keepdims=True), X.std(axis=0, keepdims=True)
        scale = np.where(scale == 0, 1.0, scale)
    return (X - mean) / scale, mean, scale


def split(X, y, fraction, rng):
    """Hold out a random `fraction` of the rows; return (X_train, y_train), (X_held_out, y_held_out)."""
    n_held_out = round(fraction * len(X))
    if len(X) != len(y) or not 0 < n_held_out < len(X):
        raise ValueError(f"cannot hold out {fraction!r} of {len(X)} rows of X and {len(y)} of y. Expected as many rows "
                         "in both, and a fraction between 0 and 1 that leaves some on either side, such as 0.2.")
    order = rng.permutation(len(X))
    held_out, kept = order[:n_held_out], order[n_held_out:]
    return (X[kept], y[kept]), (X[held_out], y[held_out])


def _two_halves(n):
    """Labels (n, 1): the first half 0, the rest 1."""
    return (np.arange(n) >= n // 2).astype(float)[:, None]


def _shipped(name):
    return np.load(os.path.join(os.path.dirname(__file__), "data", f"{name}.npz"))
