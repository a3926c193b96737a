import numpy as np
import pytest

import nnlib
from nnlib import SGD, Adam, Momentum, Parameters, cosine, step_decay, warmup

KINDS = [lambda rate: SGD(rate), lambda rate: Momentum(rate), lambda rate: Adam(rate)]


def start(kind=dict, s=None):
    lead = () if s is None else (s,)
    rng = np.random.default_rng(0)
    return kind({"W1": rng.standard_normal((*lead, 2, 3)), "b1": rng.standard_normal((*lead, 1, 3))})


def grads_of(params):
    """The gradient of ½ Σ θ²."""
    return {f"d{name}": array.copy() for name, array in params.items()}


def test_sgd_goes_straight_down():
    params = start()
    expected = {name: array * (1 - 0.1) ** 5 for name, array in params.items()}
    optimizer = SGD(0.1)
    for _ in range(5):
        optimizer.step(params, grads_of(params))
    for name in params:
        np.testing.assert_allclose(params[name], expected[name])


def test_momentum_follows_its_recurrence():
    params, theta, v = start(), start()["W1"], 0.0
    optimizer = Momentum(0.1, momentum=0.8)
    for _ in range(6):
        optimizer.step(params, grads_of(params))
        v = 0.8 * v + theta
        theta = theta - 0.1 * v
    np.testing.assert_allclose(params["W1"], theta)


def test_momentum_under_a_constant_gradient_goes_ten_times_as_fast():
    params, optimizer = {"W1": np.zeros((1, 1))}, Momentum(0.1, momentum=0.9)
    for _ in range(500):
        before = params["W1"].copy()
        optimizer.step(params, {"dW1": np.ones((1, 1))})
    np.testing.assert_allclose(before - params["W1"], 0.1 / (1 - 0.9))


def test_adam_takes_a_first_step_of_the_learning_rate_whatever_the_gradient():
    for size in (1e-3, 1.0, 1e3):
        params = {"W1": np.zeros((1, 2))}
        Adam(0.01).step(params, {"dW1": np.array([[size, -size]])})
        np.testing.assert_allclose(params["W1"], [[-0.01, 0.01]], rtol=1e-4)


def test_adam_follows_its_algorithm():
    params, theta, m, v = start(), start()["W1"], 0.0, 0.0
    optimizer = Adam(0.01, beta1=0.8, beta2=0.95, epsilon=1e-6)
    for t in range(1, 8):
        optimizer.step(params, grads_of(params))
        m, v = 0.8 * m + 0.2 * theta, 0.95 * v + 0.05 * theta**2
        theta = theta - 0.01 * (m / (1 - 0.8**t)) / (np.sqrt(v / (1 - 0.95**t)) + 1e-6)
    np.testing.assert_allclose(params["W1"], theta, rtol=1e-12)


@pytest.mark.parametrize("make", KINDS, ids=["SGD", "Momentum", "Adam"])
def test_dictionary_and_vector_and_many_networks_take_the_same_steps(make):
    rates = np.array([[0.1], [0.02]])
    many, many_plain = start(Parameters, s=2), start(dict, s=2)
    alone = [start(dict, s=2) for _ in rates]
    alone = [{name: array[i] for name, array in params.items()} for i, params in enumerate(alone)]
    optimizers = [make(rates), make(rates), make(0.1), make(0.02)]
    for _ in range(5):
        for optimizer, params in zip(optimizers, [many, many_plain, *alone], strict=True):
            optimizer.step(params, grads_of(params))
    for name in many:
        np.testing.assert_allclose(many[name], many_plain[name], rtol=1e-13)
        for i in range(2):
            np.testing.assert_allclose(many[name][i], alone[i][name], rtol=1e-13)


@pytest.mark.parametrize("kind", [dict, Parameters])
@pytest.mark.parametrize("optimizer", [SGD, Momentum, Adam])
def test_weight_decay_shrinks_weights_and_leaves_biases(optimizer, kind):
    params, still = start(kind), {"dW1": np.zeros((2, 3)), "db1": np.zeros((1, 3))}
    expected = params["W1"] * (1 - 0.1 * 0.01) ** 3
    bias = params["b1"].copy()
    slow = optimizer(0.1, weight_decay=0.01)
    for _ in range(3):
        slow.step(params, still)
    np.testing.assert_allclose(params["W1"], expected)
    np.testing.assert_array_equal(params["b1"], bias)


def test_a_step_changes_parameters_in_place_and_leaves_gradients():
    params = start(Parameters)
    W1, grads = params["W1"], grads_of(params)
    kept = grads["dW1"].copy()
    SGD(0.1).step(params, grads)
    assert params["W1"] is W1
    np.testing.assert_allclose(W1, 0.9 * kept)
    np.testing.assert_array_equal(grads["dW1"], kept)


def test_schedules():
    assert [step_decay(0.8, 0.5, every=2)(step) for step in range(5)] == [0.8, 0.8, 0.4, 0.4, 0.2]
    assert [cosine(0.2, 10)(step) for step in (0, 5, 10, 99)] == pytest.approx([0.2, 0.1, 0, 0])
    assert [warmup(0.4, 4)(step) for step in range(6)] == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.4, 0.4])
    assert warmup(step_decay(0.8, 0.5, every=2), 2)(3) == 0.4


def test_an_optimizer_follows_its_schedule():
    params = {"W1": np.zeros((1, 1))}
    optimizer = SGD(step_decay(1.0, 0.1, every=1))
    for _ in range(3):
        optimizer.step(params, {"dW1": np.ones((1, 1))})
    assert params["W1"][0, 0] == pytest.approx(-1.11)


@pytest.mark.parametrize("kind", [dict, Parameters])
def test_gradients_that_do_not_fit_are_refused_in_words(kind):
    params = start(kind)
    with pytest.raises(ValueError, match="there is no db1 among the gradients"):
        SGD(0.1).step(params, {"dW1": np.zeros((2, 3))})
    with pytest.raises(ValueError, match=r"db1 has the shape \(3,\).*keepdims"):
        SGD(0.1).step(params, {"dW1": np.zeros((2, 3)), "db1": np.zeros(3)})


def test_whole_numbers_cannot_move():
    with pytest.raises(TypeError, match=r"W1 holds int64.*astype\(float\)"):
        SGD(0.1).step({"W1": np.ones((1, 1), np.int64)}, {"dW1": np.ones((1, 1))})


def test_all_reach_the_bottom_of_xor():
    X, y = nnlib.xor()
    for optimizer in (SGD(5.0), Momentum(1.0), Adam(0.05)):
        net = nnlib.NeuralNetwork((2, 4, 1), 1)
        assert net.train(X, y, epochs=1500, optimizer=optimizer).loss[-1] < 0.01
