"""Many networks at once: each is what it would be alone."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

import nnlib
from nnlib import NeuralNetwork, plots

X, y = nnlib.xor()


def test_an_ensemble_has_a_network_for_each_seed():
    net = NeuralNetwork.ensemble((2, 4, 1), seeds=range(5))
    assert repr(net) == "<NeuralNetwork 2-4-1, sigmoid, sigmoid, mse: 5 networks of 17 parameters>"
    for seed in range(5):
        np.testing.assert_array_equal(net.params.flat[seed], NeuralNetwork((2, 4, 1), seed).params.flat)


def test_a_thousand_is_what_one_gets_without_saying_more():
    assert len(NeuralNetwork.ensemble((2, 2, 1)).params.flat) == 1000


def test_seeds_rates_and_scales_are_combined_and_named():
    net = NeuralNetwork.ensemble((2, 4, 1), seeds=[3, 7], learning_rates=[0.1, 1.0], scales=[0.5, 1, 2],
                                 hidden=nnlib.tanh)
    assert net.params.flat.shape == (12, 17)
    assert [column.shape for column in net.varied.values()] == [(12, 1)] * 3
    history = net.train(X, y, epochs=30, learning_rate=net.varied["learning_rate"])
    assert history.path.startswith("a plan of ")
    for i, (seed, rate, scale) in enumerate(zip(*(column[:, 0] for column in net.varied.values()), strict=True)):
        one = NeuralNetwork((2, 4, 1), int(seed), hidden=nnlib.tanh)
        for name in ("W1", "W2"):
            one.params[name] *= scale
        alone = one.train(X, y, epochs=30, learning_rate=float(rate))
        np.testing.assert_allclose(history.loss[:, i], alone.loss, rtol=1e-12)
        np.testing.assert_allclose(net.params.flat[i], one.params.flat, rtol=1e-11)


def test_mini_batches_and_held_out_rows_serve_all_networks():
    net = NeuralNetwork.ensemble((2, 3, 1), seeds=range(4))
    history = net.train(X, y, epochs=10, learning_rate=1.0, batch_size=3, rng=np.random.default_rng(0), held_out=(X, y))
    assert history.loss.shape == history.accuracy.shape == history.held_out_loss.shape == (10, 4)
    one = NeuralNetwork((2, 3, 1), 2)
    alone = one.train(X, y, epochs=10, learning_rate=1.0, batch_size=3, rng=np.random.default_rng(0), held_out=(X, y))
    np.testing.assert_allclose(history.held_out_loss[:, 2], alone.held_out_loss, rtol=1e-12)


def test_their_losses_are_a_fan_whose_lines_are_the_quantiles():
    history = NeuralNetwork.ensemble((2, 4, 1), seeds=range(40)).train(X, y, epochs=60, learning_rate=3.0)
    ax = plots.loss_curve(history)
    drawn = {line.get_label(): line.get_ydata() for line in ax.get_lines()}
    for label, share in (("10 % are below", 0.1), ("median", 0.5), ("90 % are below", 0.9)):
        np.testing.assert_allclose(drawn[label], np.quantile(history.loss, share, axis=1))
    plt.close(ax.figure)


@pytest.mark.parametrize("sizes", [(2, 4, 1), (2, 40, 40, 1)], ids=["side by side", "one after another"])
def test_a_hundred_networks_are_the_same_in_either_order_in_memory(sizes):
    net = NeuralNetwork.ensemble(sizes, seeds=range(100))
    plan = nnlib.Plan(net, X, y, nnlib.SGD(1.0))
    assert plan.side_by_side == (sizes == (2, 4, 1))
    history = net.train(X, y, epochs=20, learning_rate=1.0)
    alone = NeuralNetwork(sizes, 42).train(X, y, epochs=20, learning_rate=1.0)
    np.testing.assert_allclose(history.loss[:, 42], alone.loss, rtol=1e-12)
