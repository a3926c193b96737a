import numpy as np
import pytest

import nnlib
from nnlib import blobs, breast_cancer, circles, digits, moons, one_hot, spiral, split, standardize

seed = np.random.default_rng


def test_xor_is_its_four_rows():
    X, y = nnlib.xor()
    np.testing.assert_array_equal(np.hstack([X, y]), [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]])
    X[0, 0] = 9
    assert nnlib.xor()[0][0, 0] == 0


@pytest.mark.parametrize(("make", "classes"), [(moons, 2), (circles, 2), (spiral, 2), (blobs, 3)])
@pytest.mark.parametrize("n", [1, 99, 100])
def test_drawn_sets_have_their_shapes_and_both_classes_in_equal_parts(make, classes, n):
    X, y = make(n, 0.1, seed(0))
    assert X.shape == (n, 2)
    assert y.shape == (n, 1 if classes == 2 else 3)
    assert X.dtype == y.dtype == np.float64
    assert set(np.unique(y)) <= {0, 1}
    assert abs(y.mean() - 1 / classes) <= 1 / n
    np.testing.assert_array_equal(make(n, 0.1, seed(0))[0], X)


def test_without_noise_points_lie_on_their_curves():
    X, y = circles(50, 0.0, seed(0))
    np.testing.assert_allclose(np.linalg.norm(X, axis=1, keepdims=True), np.where(y == 0, 1, 0.5))
    X, y = moons(50, 0.0, seed(0))
    np.testing.assert_allclose(np.linalg.norm(X - np.where(y == 0, [0, 0], [1, 0.5]), axis=1), 1)
    X, y = spiral(50, 0.0, seed(0))
    radius = np.linalg.norm(X, axis=1)
    angle = np.arctan2(X[:, 1], X[:, 0]) - 3 * np.pi * radius - np.pi * y[:, 0]
    np.testing.assert_allclose(np.cos(angle), 1)


def test_breast_cancer_is_raw_and_whole():
    X, y = breast_cancer()
    assert (X.shape, y.shape) == ((569, 30), (569, 1))
    assert X.dtype == y.dtype == np.float64
    assert y.mean() == pytest.approx(0.627, abs=5e-4)
    assert X.max() == 4254.0


def test_digits_are_between_paper_and_ink():
    X, y = digits()
    assert (X.shape, y.shape) == ((1797, 64), (1797, 10))
    assert (X.min(), X.max()) == (0, 1)
    np.testing.assert_array_equal(y.sum(axis=1), 1)


def test_shipped_sets_are_the_copies_of_scikit_learn():
    sklearn = pytest.importorskip("sklearn.datasets")
    X, y = sklearn.load_breast_cancer(return_X_y=True)
    np.testing.assert_array_equal(breast_cancer()[0], X)
    np.testing.assert_array_equal(breast_cancer()[1][:, 0], y)
    X, y = sklearn.load_digits(return_X_y=True)
    np.testing.assert_array_equal(digits()[0] * 16, X)
    np.testing.assert_array_equal(digits()[1].argmax(axis=1), y)


def test_one_hot():
    np.testing.assert_array_equal(one_hot([1, 0], 3), [[0, 1, 0], [1, 0, 0]])
    np.testing.assert_array_equal(one_hot(np.array([[1.0], [0.0]]), 2), [[0, 1], [1, 0]])
    for classes, words in (([0, 3], r"Expected 0 to 2: write one_hot\(classes, 4\), for more"),
                           ([1, 2, 3], r"write one_hot\(classes - 1, 3\), so that the first class is number 0"),
                           ([-1, 1], r"run from -1 to 1.*classes \+ 1, 3\)"),
                           ([-1, 3], r"classes \+ 1, 5\), so that the first class"),
                           ([0.5], "whole number"), (np.eye(3), "whole number")):
        with pytest.raises(ValueError, match=words):
            one_hot(classes, 3)


def test_held_out_rows_are_standardized_with_the_training_rows_numbers():
    X = seed(0).normal([5, -3, 2], [1, 100, 0], (50, 3))
    Z, mean, scale = standardize(X)
    np.testing.assert_allclose(Z.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(Z.std(axis=0), [1, 1, 0], atol=1e-12)
    other, _, _ = standardize(X[:4], mean, scale)
    np.testing.assert_array_equal(other, Z[:4])
    with pytest.raises(TypeError, match="both or neither"):
        standardize(X, mean)


def test_split_holds_out_a_part_and_keeps_pairs():
    X = np.arange(20.0)[:, None]
    (X_train, y_train), (X_held_out, y_held_out) = split(X, 2 * X, 0.25, seed(0))
    assert (len(X_train), len(X_held_out)) == (15, 5)
    assert sorted(np.concatenate([X_train, X_held_out])[:, 0]) == list(range(20))
    np.testing.assert_array_equal(y_train, 2 * X_train)
    np.testing.assert_array_equal(y_held_out, 2 * X_held_out)
    for fraction in (0, 1, 5, -0.1):
        with pytest.raises(ValueError, match="between 0 and 1"):
            split(X, X, fraction, seed(0))
