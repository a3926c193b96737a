import warnings

import numpy as np
import pytest

from nnlib.activations import backward_of, identity, leaky_relu, relu, relu_backward, sigmoid, softmax, tanh


@pytest.fixture(autouse=True)
def _no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def test_sigmoid_is_its_formula():
    z = np.linspace(-30, 30, 101)
    np.testing.assert_array_equal(sigmoid(z), 1 / (1 + np.exp(-z)))


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_sigmoid_ends_at_0_and_1_without_a_warning(dtype):
    z = np.array([-np.inf, -1e4, -800, 800, 1e4, np.inf], dtype=dtype)
    np.testing.assert_array_equal(sigmoid(z), [0, 0, 0, 1, 1, 1])


def test_the_course_s_neuron():
    assert sigmoid(2.0) == pytest.approx(0.8808, abs=5e-5)


@pytest.mark.parametrize("activation", [sigmoid, tanh, relu, leaky_relu, identity, softmax])
def test_shape_and_type_stay_and_the_input_is_left_alone(activation):
    for dtype in (np.float64, np.float32):
        z = np.linspace(-2, 2, 24, dtype=dtype).reshape(2, 3, 4)
        kept = z.copy()
        a = activation(z)
        assert (a.shape, a.dtype) == (z.shape, dtype)
        np.testing.assert_array_equal(z, kept)


def test_relu_is_off_at_zero():
    a = relu(np.array([-2.0, 0.0, 3.0]))
    np.testing.assert_array_equal(a, [0, 0, 3])
    np.testing.assert_array_equal(relu_backward(np.ones(3), a), [0, 0, 1])


def test_leaky_relu_lets_a_hundredth_through():
    z = np.array([-2.0, 3.0])
    np.testing.assert_allclose(leaky_relu(z), [-0.02, 3])
    np.testing.assert_allclose(backward_of[leaky_relu](np.ones(2), leaky_relu(z)), [0.01, 1])


@pytest.mark.parametrize("shift", [0, 1e4, -1e4])
def test_softmax_rows_sum_to_one_and_a_shift_changes_nothing(shift):
    z = np.array([[[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]]])
    np.testing.assert_allclose(softmax(z + shift).sum(axis=-1), 1)
    np.testing.assert_allclose(softmax(z + shift), softmax(z))


def test_softmax_of_far_scores():
    np.testing.assert_array_equal(softmax(np.array([[1e4, -1e4]])), [[1, 0]])


def test_an_unknown_activation_is_told_how_to_become_known():
    def swish(z):
        return z * sigmoid(z)
    with pytest.raises(LookupError, match=r"swish.*backward_of\[swish\] = swish_backward"):
        backward_of[swish]
