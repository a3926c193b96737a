import numpy as np
import pytest

import nnlib
from nnlib import NeuralNetwork, backward, forward, network
from nnlib.activations import identity, relu, sigmoid, softmax, tanh
from nnlib.losses import cross_entropy, mse, mse_delta

X, y = nnlib.xor()


def test_nine_numbers_set_by_hand_solve_xor():
    params = {"W1": np.array([[20, 20], [20, 20]]), "b1": np.array([[-10, -30]]),
              "W2": np.array([[20], [-20]]), "b2": np.array([[-10]])}
    y_hat, _ = forward(X, params)
    assert mse(y_hat, y) < 1e-8


def test_the_cache_holds_every_step_in_order():
    net = NeuralNetwork((2, 3, 4, 1), 0)
    y_hat, cache = net.forward(X)
    assert list(cache) == ["a0", "z1", "a1", "z2", "a2", "z3", "a3"]
    assert cache["a0"] is X
    assert cache["a3"] is y_hat


def test_each_layer_has_its_own_activation():
    params = nnlib.init_params((2, 3, 4, 1), np.random.default_rng(0))
    _, cache = forward(X, params, [tanh, relu, identity])
    for l, activation in enumerate([tanh, relu, identity], start=1):
        np.testing.assert_array_equal(cache[f"a{l}"], activation(cache[f"z{l}"]))


def test_many_networks_are_each_as_one_alone():
    many = NeuralNetwork((2, 3, 4, 1), [3, 8], hidden=tanh)
    y_hat, cache = many.forward(X)
    grads = many.backward(y, cache)
    losses = many.measure(X, y)
    assert losses.shape == (2,)
    for i, seed in enumerate((3, 8)):
        one = NeuralNetwork((2, 3, 4, 1), seed, hidden=tanh)
        np.testing.assert_allclose(y_hat[i], one.predict(X), rtol=1e-12)
        assert losses[i] == pytest.approx(one.measure(X, y), rel=1e-12)
        for name, grad in one.backward(y, one.forward(X)[1]).items():
            np.testing.assert_allclose(grads[name][i], grad, rtol=1e-11, atol=1e-15)


def test_gradients_have_the_shapes_of_their_parameters():
    for rng in (0, [0, 1, 2]):
        net = NeuralNetwork((2, 3, 4, 1), rng)
        grads = net.backward(y, net.forward(X)[1])
        assert {name: g.shape for name, g in grads.items()} == {f"d{n}": a.shape for n, a in net.params.items()}


def test_the_loss_is_taken_from_logits_where_it_can_be():
    net = NeuralNetwork((2, 3), 0, output=softmax, loss=cross_entropy)
    net.params.flat *= 1e4
    labels = nnlib.one_hot([0, 1, 2, 0], 3)
    assert np.isfinite(net.measure(X, labels))
    assert net.measure(X, labels) > 100
    assert np.isinf(cross_entropy(net.predict(X), labels))


def test_a_generator_and_its_seed_make_the_same_network():
    nets = [NeuralNetwork((2, 4, 1), rng) for rng in (5, np.random.default_rng(5))]
    np.testing.assert_array_equal(nets[0].params.flat, nets[1].params.flat)
    np.testing.assert_array_equal(NeuralNetwork((2, 4, 1), [4, 5]).params.flat[1], nets[0].params.flat)


def test_it_knows_what_it_is_made_of():
    net = NeuralNetwork((2, 4, 4, 3), 0, hidden=relu, output=softmax, loss=cross_entropy)
    assert net.sizes == (2, 4, 4, 3)
    assert net.activations == [relu, relu, softmax]
    assert net.loss is cross_entropy
    assert net.delta is nnlib.cross_entropy_delta


def test_it_speaks():
    assert repr(NeuralNetwork((2, 4, 1), 0)) == "<NeuralNetwork 2-4-1, sigmoid, sigmoid, mse: 17 parameters>"
    assert repr(NeuralNetwork((2, 1), [0, 1])) == "<NeuralNetwork 2-1, sigmoid, mse: 2 networks of 3 parameters>"


def test_a_pair_without_a_delta_is_refused():
    with pytest.raises(LookupError, match=r"relu with mse.*sigmoid with mse.*softmax with cross_entropy"):
        NeuralNetwork((2, 4, 1), 0, output=relu)


@pytest.mark.parametrize(("wrong", "error", "words"), [
    ([[0, 1]], TypeError, r"np\.array\(X, dtype=float\)"),
    (np.array([0.0, 1.0]), ValueError, r"X\.reshape\(1, -1\)"),
    (np.ones((4, 3)), ValueError, r"shape \(4, 3\), and W1 expects rows of 2"),
])
def test_an_input_that_does_not_fit_is_refused_in_words(wrong, error, words):
    with pytest.raises(error, match=words):
        NeuralNetwork((2, 4, 1), 0).predict(wrong)


def test_too_few_activations_are_refused():
    params = nnlib.init_params((2, 4, 1), np.random.default_rng(0))
    with pytest.raises(ValueError, match="found 1 activations for 2 layers"):
        forward(X, params, [sigmoid])


def test_an_activation_without_a_way_back_is_refused_going_back():
    params = nnlib.init_params((2, 4, 1), np.random.default_rng(0))
    _, cache = forward(X, params, np.sin)
    with pytest.raises(LookupError, match=r"backward_of\[sin\]"):
        backward(y, cache, params, np.sin, delta=mse_delta)


def test_a_flat_y_is_refused_going_back():
    net = NeuralNetwork((2, 4, 1), 0)
    with pytest.raises(ValueError, match=r"y\.reshape\(-1, 1\)"):
        net.backward(y[:, 0], net.forward(X)[1])


def test_the_thin_train_is_train():
    nets = [NeuralNetwork((2, 4, 1), 0) for _ in range(2)]
    one = nets[0].train(X, y, epochs=10, learning_rate=1.0)
    two = nnlib.train(nets[1], X, y, epochs=10, learning_rate=1.0)
    np.testing.assert_array_equal(one.loss, two.loss)


@pytest.mark.parametrize("rng", [0, range(3)], ids=["one", "many"])
@pytest.mark.parametrize("n", [network.CHUNK, network.CHUNK + 1, 3 * network.CHUNK - 1])
def test_many_rows_are_answered_alike_in_chunks(n, rng):
    net = nnlib.NeuralNetwork((2, 8, 3), rng, output=nnlib.softmax, loss=nnlib.cross_entropy)
    X = np.random.default_rng(0).standard_normal((n, 2)) * 5
    for data in (X, np.asfortranarray(X), np.repeat(X, 2, axis=0)[::2], X.round().astype(int)):
        np.testing.assert_allclose(net.predict(data), net.forward(data)[0], rtol=1e-12)
    with pytest.raises(ValueError, match="W1 expects rows of 2"):
        net.predict(X[:, :1])
    with pytest.raises(TypeError, match="X is a list"):
        net.predict(X.tolist())
    assert np.isnan(net.predict(X * np.nan)).all()
