"""Every gradient of nnlib agrees with numbers, and with an independent library; and the check would notice if not."""

from functools import partial

import numpy as np
import pytest

import nnlib
from nnlib import activations, losses, network
from nnlib.activations import identity, leaky_relu, relu, sigmoid, softmax, tanh
from nnlib.losses import binary_cross_entropy, cross_entropy, mse

HIDDEN = [sigmoid, tanh, relu, leaky_relu, identity, softmax]
PAIRS = list(nnlib.output_delta)
SMALLEST_KINK = 1e-3        # a nudge of 1e-5 must not carry a unit over the corner of ReLU


def name_of(value):
    if isinstance(value, tuple):
        return "-".join(f.__name__ for f in value)
    return getattr(value, "__name__", None)


def problem(hidden, pair, depth, rng):
    """A network of this depth, away from kinks, with data; all sizes differ, so that no axis stands for another."""
    output, loss = pair
    n_y = 3 if loss is cross_entropy else 2
    sizes = (*(5, 4, 6, 7)[:depth], n_y)
    initializer = partial(nnlib.normal, scale=0.7)
    for _ in range(1000):
        data = np.random.default_rng(len(sizes))
        net = nnlib.NeuralNetwork(sizes, rng, hidden=hidden, output=output, loss=loss, initializer=initializer)
        net.params.flat += 0.1 * data.standard_normal(net.params.flat.shape)        # biases away from zero
        X = data.standard_normal((3 if hidden in (relu, leaky_relu) else 8, 5))
        cache = net.forward(X)[1]
        corners = [np.abs(cache[f"z{l}"]).min() for l in range(1, depth) if hidden in (relu, leaky_relu)]
        if not corners or min(corners) > SMALLEST_KINK:
            return net, X, labels(loss, len(X), n_y, data)
    raise AssertionError("no start away from the kinks was found")


def labels(loss, n, n_y, rng):
    if loss is cross_entropy:
        return nnlib.one_hot(rng.integers(0, n_y, n), n_y)
    if loss is binary_cross_entropy:
        return rng.integers(0, 2, (n, n_y)).astype(float)
    return rng.random((n, n_y))


def relative_errors(net, X, y):
    """For each array ‖a − n‖ / (‖a‖ + ‖n‖), the largest of the networks."""
    grads = net.backward(y, net.forward(X)[1])
    numbers = nnlib.numerical_gradient(lambda _: net.measure(X, y), net.params)

    def length(array):
        return np.sqrt((array**2).sum(axis=(-2, -1)))

    assert set(grads) == set(numbers)
    return {name: np.max(length(grads[name] - n) / (length(grads[name]) + length(n))) for name, n in numbers.items()}


@pytest.mark.parametrize("many", [False, True], ids=["one", "five"])
@pytest.mark.parametrize("depth", [1, 2, 3, 4])
@pytest.mark.parametrize("pair", PAIRS, ids=name_of)
@pytest.mark.parametrize("hidden", HIDDEN, ids=name_of)
def test_backward_agrees_with_numbers(hidden, pair, depth, many):
    rng = [np.random.default_rng(seed) for seed in range(5)] if many else np.random.default_rng(0)
    errors = relative_errors(*problem(hidden, pair, depth, rng))
    assert max(errors.values()) < 1e-7, errors


@pytest.mark.parametrize(("loss", "backward", "output"), [
    (mse, losses.mse_backward, identity),
    (binary_cross_entropy, losses.binary_cross_entropy_backward, sigmoid),
    (cross_entropy, losses.cross_entropy_backward, softmax),
], ids=name_of)
def test_the_gradient_of_a_loss_agrees_with_numbers(loss, backward, output, rng):
    y_hat = output(rng.standard_normal((4, 3)))
    y = labels(loss, 4, 3, rng)
    assert_same_gradient(lambda p: loss(p, y), y_hat, backward(y_hat, y))


@pytest.mark.parametrize("activation", HIDDEN, ids=name_of)
def test_the_way_back_through_an_activation_agrees_with_numbers(activation, rng):
    z, weights = rng.standard_normal((4, 3)), rng.standard_normal((4, 3))
    dz = nnlib.backward_of[activation](weights, activation(z))
    assert_same_gradient(lambda z: (weights * activation(z)).sum(), z, dz)


@pytest.mark.parametrize("pair", PAIRS, ids=name_of)
def test_the_delta_is_the_chain_of_its_two_parts(pair, rng):
    output, loss = pair
    z = rng.standard_normal((4, 3))
    y_hat, y = output(z), labels(loss, 4, 3, rng)
    chained = nnlib.backward_of[output](getattr(losses, f"{loss.__name__}_backward")(y_hat, y), y_hat)
    np.testing.assert_allclose(nnlib.output_delta[pair](y_hat, y), chained, rtol=1e-12, atol=1e-15)


@pytest.fixture
def rng():
    return np.random.default_rng(7)


def assert_same_gradient(f, at, gradient):
    number = nnlib.numerical_gradient(f, at)
    error = np.linalg.norm(gradient - number) / (np.linalg.norm(gradient) + np.linalg.norm(number))
    assert error < 1e-7


# ── the check itself: a gradient that is 0.005 % wrong is found ───────────────────────────────────────────────────────

def slightly_wrong(function):
    """The same function, with a result that is 0.005 % too large."""
    def wrong(*args):
        return function(*args) * 1.00005
    wrong.__name__ = function.__name__
    return wrong


@pytest.mark.parametrize("hidden", HIDDEN, ids=name_of)
def test_a_slightly_wrong_way_back_is_found(hidden, monkeypatch):
    monkeypatch.setitem(activations.backward_of, hidden, slightly_wrong(activations.backward_of[hidden]))
    errors = relative_errors(*problem(hidden, (sigmoid, mse), 3, np.random.default_rng(0)))
    assert errors["dW3"] < 1e-7
    assert all(errors[name] > 1e-5 for name in ("dW2", "db2", "dW1", "db1")), errors


@pytest.mark.parametrize("pair", PAIRS, ids=name_of)
def test_a_slightly_wrong_delta_is_found(pair):
    net, X, y = problem(tanh, pair, 2, np.random.default_rng(0))
    net.delta = slightly_wrong(net.delta)
    errors = relative_errors(net, X, y)
    assert all(error > 1e-5 for error in errors.values()), errors


@pytest.mark.parametrize("name", ["mse", "binary_cross_entropy", "cross_entropy"])
def test_a_slightly_wrong_gradient_of_a_loss_is_found(name, rng):
    loss, backward = getattr(losses, name), slightly_wrong(getattr(losses, f"{name}_backward"))
    y_hat, y = softmax(rng.standard_normal((4, 3))), labels(getattr(losses, name), 4, 3, rng)
    with pytest.raises(AssertionError):
        assert_same_gradient(lambda p: loss(p, y), y_hat, backward(y_hat, y))


@pytest.mark.parametrize("wrong", ["dW1", "db1", "dW2", "db2"])
def test_the_report_names_the_array_that_is_slightly_wrong(wrong):
    net, X, y = problem(tanh, (sigmoid, mse), 2, np.random.default_rng(0))
    grads = network.backward(y, net.forward(X)[1], net.params, net.activations, delta=net.delta)
    grads[wrong] = grads[wrong] * 1.00005
    report = nnlib.check_gradients(lambda _: net.measure(X, y), net.params, grads)
    assert [name for name, error in report.errors.items() if error >= report.tolerance] == [wrong]
    assert not report.ok


# ── an independent library ────────────────────────────────────────────────────────────────────────────────────────────

@pytest.mark.parametrize("hidden", ["logistic", "tanh", "relu", "identity"])
@pytest.mark.parametrize("task", ["regression", "two classes", "three classes"])
def test_losses_and_gradients_agree_with_scikit_learn(task, hidden, rng):
    neural_network = pytest.importorskip("sklearn.neural_network")
    ours = {"logistic": sigmoid, "tanh": tanh, "relu": relu, "identity": identity}[hidden]
    X = rng.standard_normal((11, 5))
    output, loss, y, factor = {
        "regression": (identity, mse, rng.standard_normal((11, 1)), 2),      # theirs has the ½ that ours leaves out
        "two classes": (sigmoid, binary_cross_entropy, (np.arange(11) % 2)[:, None].astype(float), 1),
        "three classes": (softmax, cross_entropy, nnlib.one_hot(np.arange(11) % 3, 3), 1),
    }[task]
    net = nnlib.NeuralNetwork((5, 4, 6, y.shape[1]), 3, hidden=ours, output=output, loss=loss)

    kind = neural_network.MLPRegressor if task == "regression" else neural_network.MLPClassifier
    target = y.argmax(axis=1) if task == "three classes" else y[:, 0]
    theirs = kind(hidden_layer_sizes=(4, 6), activation=hidden, alpha=0, solver="sgd")
    theirs.partial_fit(X, target, **({} if task == "regression" else {"classes": np.unique(target)}))   # makes arrays
    theirs.coefs_ = [net.params[f"W{l}"].copy() for l in (1, 2, 3)]
    theirs.intercepts_ = [net.params[f"b{l}"][0].copy() for l in (1, 2, 3)]
    layers = [X, *(np.empty((11, width)) for width in net.sizes[1:])]
    empty = [[np.empty_like(array) for array in arrays] for arrays in (theirs.coefs_, theirs.intercepts_)]
    their_loss, dW, db = backprop(theirs, X, y, layers, empty)

    assert net.measure(X, y) == pytest.approx(factor * their_loss, rel=1e-12)
    grads = net.backward(y, net.forward(X)[1])
    for l in (1, 2, 3):
        np.testing.assert_allclose(grads[f"dW{l}"], factor * dW[l - 1], rtol=1e-10, atol=1e-14)
        np.testing.assert_allclose(grads[f"db{l}"][0], factor * db[l - 1], rtol=1e-10, atol=1e-14)


def backprop(theirs, X, y, layers, empty):
    deltas = [np.empty_like(layer) for layer in layers[1:]]
    try:
        return theirs._backprop(X, y, None, layers, deltas, *empty)      # from 1.7 on, with sample weights
    except TypeError:
        return theirs._backprop(X, y, layers, deltas, *empty)
