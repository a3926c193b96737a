import warnings

import numpy as np
import pytest

import nnlib
from nnlib.activations import sigmoid, softmax
from nnlib.losses import (
    binary_cross_entropy,
    binary_cross_entropy_backward,
    binary_cross_entropy_from_logits,
    cross_entropy,
    cross_entropy_backward,
    cross_entropy_delta,
    cross_entropy_from_logits,
    from_logits,
    identity_mse_delta,
    mse,
    mse_backward,
    mse_delta,
    output_delta,
)

COLUMN = np.array([[0.9], [0.2], [0.6], [0.4]])
ROWS = np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]])
MANY = np.stack([ROWS, ROWS[:, ::-1], ROWS[:, [1, 0, 2]]])


@pytest.fixture(autouse=True)
def _no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def test_mse_is_the_mean_over_all_numbers():
    assert mse(ROWS, np.zeros((2, 3))) == pytest.approx((ROWS**2).sum() / 6)


def test_mse_of_the_course_s_neuron():
    y_hat, y = sigmoid(np.array([[2.0]])), np.array([[1.0]])
    assert mse(y_hat, y) == pytest.approx(0.01421, abs=5e-6)
    assert mse_delta(y_hat, y)[0, 0] * 1.5 == pytest.approx(-0.03755, abs=5e-6)


def test_cross_entropies_are_means_over_samples():
    y = np.array([[1.0], [0], [1], [0]])
    assert binary_cross_entropy(COLUMN, y) == pytest.approx(-np.log([0.9, 0.8, 0.6, 0.6]).mean())
    y = np.array([[1.0, 0, 0], [0, 0, 1]])
    assert cross_entropy(ROWS, y) == pytest.approx(-np.log([0.7, 0.6]).mean())


@pytest.mark.parametrize("loss", [mse, binary_cross_entropy, cross_entropy])
def test_many_networks_have_a_loss_each(loss):
    y = nnlib.one_hot([0, 2], 3)
    np.testing.assert_allclose(loss(MANY, y), [loss(y_hat, y) for y_hat in MANY])


@pytest.mark.parametrize("delta", [mse_delta, identity_mse_delta, cross_entropy_delta, mse_backward])
def test_many_networks_have_a_delta_each(delta):
    y = nnlib.one_hot([0, 2], 3)
    np.testing.assert_allclose(delta(MANY, y), [delta(y_hat, y) for y_hat in MANY])


@pytest.mark.parametrize(("loss", "activation", "y"), [
    (binary_cross_entropy, sigmoid, np.array([[0.0, 1.0, 0.3], [1.0, 1.0, 0.0]])),
    (cross_entropy, softmax, np.array([[0.0, 1.0, 0.0], [0.2, 0.3, 0.5]])),
])
def test_from_logits_is_the_same_loss(loss, activation, y):
    z = np.random.default_rng(0).standard_normal((4, 2, 3)) * 3
    np.testing.assert_allclose(from_logits[loss](z, y), loss(activation(z), y), rtol=1e-12)


@pytest.mark.parametrize("size", [40, 800, 1e4])
def test_binary_cross_entropy_from_logits_is_exact_where_sigmoid_is_flat(size):
    z = np.array([[size], [-size]])
    assert binary_cross_entropy_from_logits(z, np.array([[0.0], [1.0]])) == pytest.approx(size, rel=1e-12)
    right = binary_cross_entropy_from_logits(z, np.array([[1.0], [0.0]]))
    assert right == pytest.approx(np.exp(-size), rel=1e-9)
    np.testing.assert_allclose(cross_entropy_delta(sigmoid(z), np.array([[0.0], [1.0]])), [[0.5], [-0.5]])


@pytest.mark.parametrize("size", [800, 1e4])
def test_cross_entropy_from_logits_is_finite_at_far_scores(size):
    z = np.array([[size, -size, 0]])
    assert cross_entropy_from_logits(z, np.array([[0.0, 1, 0]])) == pytest.approx(2 * size)
    assert cross_entropy_from_logits(z, np.array([[1.0, 0, 0]])) == 0


@pytest.mark.parametrize("size", [40, 800, 1e4])
@pytest.mark.parametrize(("loss", "activation", "y"), [
    (binary_cross_entropy_from_logits, sigmoid, np.array([[1.0, 1.0], [0.0, 0.0]])),
    (cross_entropy_from_logits, softmax, np.array([[0.0, 1.0], [1.0, 0.0]])),
])
def test_the_delta_is_the_slope_of_the_loss_from_far_scores_too(loss, activation, y, size):
    z = np.array([[size, -size], [-size, size]], dtype=float)
    nudged = nnlib.numerical_gradient(lambda z: loss(z, y), z, h=size * 1e-6)
    np.testing.assert_allclose(cross_entropy_delta(activation(z), y), nudged, atol=1e-9)


def test_certain_and_right_costs_nothing_and_certain_and_wrong_is_infinite():
    sure = np.array([[0.0], [1.0]])
    assert binary_cross_entropy(sure, sure) == 0
    assert binary_cross_entropy(sure, 1 - sure) == np.inf
    assert cross_entropy(np.array([[1.0, 0]]), np.array([[1.0, 0]])) == 0
    assert cross_entropy(np.array([[1.0, 0]]), np.array([[0.0, 1]])) == np.inf


def test_nan_stays_nan():
    lost = np.full((2, 1), np.nan)
    for loss in (mse, binary_cross_entropy):
        assert np.isnan(loss(lost, np.ones((2, 1))))


ALL = [mse, mse_backward, mse_delta, identity_mse_delta, cross_entropy_delta,
       binary_cross_entropy, binary_cross_entropy_backward, binary_cross_entropy_from_logits]


@pytest.mark.parametrize("function", ALL)
def test_a_flat_y_is_refused_and_the_cure_is_told(function):
    with pytest.raises(ValueError, match=r"\(4,\), y_hat has \(4, 1\).*y\.reshape\(-1, 1\)"):
        function(COLUMN, np.array([0, 1, 1, 0]))


@pytest.mark.parametrize("function", [cross_entropy, cross_entropy_backward, cross_entropy_from_logits,
                                      cross_entropy_delta])
def test_class_numbers_are_told_to_become_one_hot(function):
    with pytest.raises(ValueError, match=r"one_hot\(y, 3\)"):
        function(ROWS, np.array([0, 2]))


@pytest.mark.parametrize("function", ALL)
def test_a_transposed_y_and_a_flat_y_hat_are_refused(function):
    with pytest.raises(ValueError, match=r"Pass a y of the shape \(4, 1\)"):
        function(COLUMN, COLUMN.T)
    with pytest.raises(ValueError, match="n, n_y"):
        function(COLUMN[:, 0], COLUMN[:, 0])


@pytest.mark.parametrize("function", [binary_cross_entropy, binary_cross_entropy_backward,
                                      binary_cross_entropy_from_logits])
@pytest.mark.parametrize("label", [-1, 2])
def test_labels_outside_0_and_1_are_refused(function, label):
    with pytest.raises(ValueError, match=rf"{label}.*labels between 0 and 1"):
        function(COLUMN, np.array([[0], [1], [label], [1]]))


@pytest.mark.parametrize("function", [cross_entropy, cross_entropy_backward, cross_entropy_from_logits])
def test_rows_that_do_not_sum_to_one_are_refused(function):
    with pytest.raises(ValueError, match=r"1 of 2 rows of y do not sum to 1 \(one sums to 2\)"):
        function(ROWS, np.array([[1.0, 0, 0], [0, 1, 1]]))


def test_scores_in_place_of_probabilities_are_refused():
    with pytest.raises(ValueError, match=r"cross_entropy_from_logits\(z, y\)"):
        cross_entropy(ROWS * 10, nnlib.one_hot([0, 2], 3))


def test_a_pair_without_a_delta_is_refused_with_the_pairs_that_have_one():
    with pytest.raises(LookupError, match=r"tanh with mse.*sigmoid with mse, identity with mse"):
        output_delta[nnlib.tanh, mse]


def test_labels_and_answers_are_left_alone():
    y_hat, y = ROWS.copy(), nnlib.one_hot([0, 2], 3)
    kept = y.copy()
    for function in (mse, mse_delta, cross_entropy, cross_entropy_backward, cross_entropy_from_logits):
        function(y_hat, y)
    np.testing.assert_array_equal(y_hat, ROWS)
    np.testing.assert_array_equal(y, kept)
