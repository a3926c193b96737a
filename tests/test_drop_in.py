"""What a learner writes in 02 and 04, for two layers, stands in for nnlib's any-depth functions, and back.

Same signature, same keys, same numbers; on a plain dictionary and on `Parameters`.
"""

import inspect

import numpy as np
import pytest

import nnlib
from nnlib.losses import cross_entropy_delta, mse_delta


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def forward(X, params):
    z1 = X @ params["W1"] + params["b1"]
    a1 = sigmoid(z1)
    z2 = a1 @ params["W2"] + params["b2"]
    a2 = sigmoid(z2)
    return a2, {"a0": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


def backward(y, cache, params, delta):
    dz2 = delta(cache["a2"], y)
    dW2 = cache["a1"].T @ dz2
    db2 = dz2.sum(axis=0, keepdims=True)
    da1 = dz2 @ params["W2"].T
    dz1 = da1 * cache["a1"] * (1 - cache["a1"])
    dW1 = cache["a0"].T @ dz1
    db1 = dz1.sum(axis=0, keepdims=True)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}


@pytest.fixture(params=["dict", "Parameters"])
def params(request):
    drawn = nnlib.init_params((3, 5, 2), np.random.default_rng(0), nnlib.normal)
    return dict(drawn) if request.param == "dict" else drawn


X = np.random.default_rng(1).standard_normal((7, 3))
y = np.random.default_rng(2).integers(0, 2, (7, 2)).astype(float)


def assert_same(theirs, ours):
    assert set(theirs) == set(ours)
    for name in ours:
        np.testing.assert_allclose(theirs[name], ours[name], rtol=1e-12, atol=1e-15, err_msg=name)


def test_forward_has_the_same_keys_and_numbers(params):
    y_hat, cache = forward(X, params)
    nnlib_y_hat, nnlib_cache = nnlib.forward(X, params)
    assert_same(cache, nnlib_cache)
    np.testing.assert_allclose(y_hat, nnlib_y_hat, rtol=1e-12)
    assert list(nnlib_cache) == ["a0", "z1", "a1", "z2", "a2"]
    assert nnlib_cache["a0"] is X


@pytest.mark.parametrize("delta", [mse_delta, cross_entropy_delta])
def test_backward_has_the_same_keys_and_numbers(params, delta):
    cache = forward(X, params)[1]
    assert_same(backward(y, cache, params, delta=delta), nnlib.backward(y, cache, params, delta=delta))


def test_each_takes_what_the_other_made(params):
    theirs = backward(y, nnlib.forward(X, params)[1], params, delta=mse_delta)
    ours = nnlib.backward(y, forward(X, params)[1], params, delta=mse_delta)
    assert_same(theirs, ours)


@pytest.mark.parametrize(("learners", "ours"), [(forward, nnlib.forward), (backward, nnlib.backward)])
def test_what_the_learner_names_stands_first_and_in_the_same_order(learners, ours):
    names = list(inspect.signature(learners).parameters)
    assert [name for name in inspect.signature(ours).parameters if name in names] == names
    extra = [p for name, p in inspect.signature(ours).parameters.items() if name not in names]
    assert all(p.default is not inspect.Parameter.empty for p in extra)


def test_delta_is_passed_by_keyword(params):
    with pytest.raises(TypeError):
        nnlib.backward(y, nnlib.forward(X, params)[1], params, nnlib.sigmoid, mse_delta)


def test_neither_changes_what_it_was_given(params):
    before = {name: array.copy() for name, array in params.items()}
    _, cache = nnlib.forward(X, params)
    kept = {name: array.copy() for name, array in cache.items()}
    nnlib.backward(y, cache, params, delta=mse_delta)
    assert_same(cache, kept)
    assert_same(params, before)


def test_a_network_trains_with_the_learners_functions_as_with_its_own():
    class Learners(nnlib.NeuralNetwork):
        def forward(self, X):
            return forward(X, self.params)

        def backward(self, y, cache):
            return backward(y, cache, self.params, delta=self.delta)

    theirs, ours = Learners((3, 5, 2), 0), nnlib.NeuralNetwork((3, 5, 2), 0)
    losses = [net.train(X, y, epochs=200, learning_rate=1.0).loss for net in (theirs, ours)]
    np.testing.assert_allclose(*losses, rtol=1e-10)


def test_a_plain_dictionary_and_parameters_take_the_same_step(params):
    grads = backward(y, forward(X, params)[1], params, delta=mse_delta)
    plain, vector = {name: array.copy() for name, array in params.items()}, nnlib.Parameters(params)
    nnlib.SGD(0.1).step(plain, grads)
    nnlib.SGD(0.1).step(vector, dict(reversed(grads.items())))
    assert_same(plain, vector)
    assert_same(plain, {name: params[name] - 0.1 * grads[f"d{name}"] for name in params})
