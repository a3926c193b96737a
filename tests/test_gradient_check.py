import itertools

import numpy as np
import pytest

import nnlib
from nnlib import check_gradients, numerical_gradient

X, y = nnlib.xor()
net = nnlib.NeuralNetwork((2, 4, 1), 0)


def loss(params):
    return nnlib.mse(nnlib.forward(X, params)[0], y)


def right():
    return net.backward(y, net.forward(X)[1])


def test_a_number_an_array_and_a_dictionary():
    assert numerical_gradient(lambda w: w**3, 2.0) == pytest.approx(12)
    assert isinstance(numerical_gradient(lambda w: w**3, 2), float)
    np.testing.assert_allclose(numerical_gradient(lambda w: (w**2).sum(), np.arange(3.0)), [0, 2, 4], atol=1e-9)
    assert set(numerical_gradient(loss, dict(net.params))) == {"dW1", "db1", "dW2", "db2"}


def test_the_course_s_slope():
    def neuron(w):
        return (1 / (1 + np.exp(-(w * 1.5 - 1))) - 1) ** 2
    assert numerical_gradient(neuron, 2.0) == pytest.approx(-0.03755, abs=5e-6)


@pytest.mark.parametrize("kind", [dict, nnlib.Parameters])
def test_parameters_are_left_as_found(kind):
    params = kind(net.params)
    before = {name: array.copy() for name, array in params.items()}
    numerical_gradient(loss, params)
    for name in before:
        np.testing.assert_array_equal(params[name], before[name])


def test_parameters_are_left_as_found_when_the_loss_raises():
    w, calls = np.array([0.1, 0.2]), []

    def breaks(_):
        calls.append(1)
        if len(calls) == 4:
            raise RuntimeError
        return 1.0

    with pytest.raises(RuntimeError):
        numerical_gradient(breaks, w)
    np.testing.assert_array_equal(w, [0.1, 0.2])


def test_many_networks_are_nudged_side_by_side():
    many = nnlib.NeuralNetwork((2, 4, 1), range(3))
    numbers = numerical_gradient(loss, many.params)
    for i in range(3):
        alone = numerical_gradient(loss, nnlib.NeuralNetwork((2, 4, 1), i).params)
        for name, slopes in alone.items():
            np.testing.assert_allclose(numbers[name][i], slopes, rtol=1e-7, atol=1e-11)


def test_whole_numbers_cannot_be_nudged():
    with pytest.raises(TypeError, match="astype"):
        numerical_gradient(lambda p: p["W1"].sum(), {"W1": np.array([[1, 2]])})


def test_right_gradients_pass_and_the_report_says_so():
    report = check_gradients(loss, net.params, right())
    assert report.ok
    assert 0 < max(report.errors.values()) < 1e-7
    assert repr(report).splitlines()[0] == "dW1  ✓  relative error below 1e-07"
    assert "✗" not in repr(report)


@pytest.mark.parametrize(("spoil", "words"), [
    (lambda g: 2 * g, "it is 2 times the right one"),
    (lambda g: g / 4, "it is 0.25 times the right one"),
    (lambda g: -g, "the sign is turned"),
    (lambda g: g[:1], "its shape is (1, 4), expected (2, 4)"),
    (lambda g: g * np.nan, "it holds NaN or inf"),
    (lambda g: None, "it is missing"),
    (lambda g: g * 1.00005, ""),
])
def test_a_wrong_array_is_named_with_what_is_wrong(spoil, words):
    grads = right()
    grads["dW1"] = spoil(grads["dW1"])
    report = check_gradients(loss, net.params, grads)
    assert not report.ok
    assert report.remarks == {"dW1": words, "db1": "", "dW2": "", "db2": ""}
    lines = repr(report).splitlines()
    assert [line[5] for line in lines] == ["✗", "✓", "✓", "✓"]
    assert lines[0].endswith(words)


def test_a_transposed_square_is_recognized():
    square = nnlib.NeuralNetwork((2, 2, 1), 1)
    grads = square.backward(y, square.forward(X)[1])
    grads["dW1"] = grads["dW1"].T
    assert check_gradients(loss, square.params, grads).remarks["dW1"] == "it is transposed"


def test_a_gradient_of_zero_is_not_called_wrong_for_rounding():
    params, digit = {"W1": np.random.default_rng(0).standard_normal((3, 4))}, itertools.cycle([0, np.finfo(float).eps])

    def flat(_):
        return 1.0 + next(digit)        # a loss that depends on nothing, and wobbles in its last digit

    assert numerical_gradient(flat, params)["dW1"].all()
    assert check_gradients(flat, params, {"dW1": np.zeros((3, 4))}).ok
    assert not check_gradients(flat, params, {"dW1": np.full((3, 4), 1e-8)}).ok
