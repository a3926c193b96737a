import numpy as np
import pytest

import nnlib


@pytest.mark.parametrize(("initializer", "spread"), [
    (nnlib.zeros, 0), (nnlib.normal, 1), (nnlib.xavier, np.sqrt(2 / (200 + 300))), (nnlib.he, np.sqrt(2 / 200)),
])
def test_weights_have_the_spread_that_the_law_asks_for(initializer, spread):
    W = initializer((200, 300), np.random.default_rng(0))
    assert W.shape == (200, 300)
    assert W.dtype == np.float64
    assert W.std() == pytest.approx(spread, rel=0.01)
    assert abs(W.mean()) < 0.01


def test_normal_takes_a_scale():
    rng = np.random.default_rng
    np.testing.assert_array_equal(nnlib.normal((2, 3), rng(0), scale=0.01), 0.01 * nnlib.normal((2, 3), rng(0)))


@pytest.mark.parametrize("initializer", [nnlib.normal, nnlib.xavier, nnlib.he])
def test_the_same_seed_gives_the_same_weights(initializer):
    one, two = (initializer((2, 4), np.random.default_rng(5)) for _ in range(2))
    np.testing.assert_array_equal(one, two)


def test_xavier_keeps_the_spread_through_ten_linear_layers():
    signal = np.random.default_rng(0).standard_normal((2000, 100))
    for seed in range(10):
        signal = signal @ nnlib.xavier((100, 100), np.random.default_rng(seed))
    assert 0.8 < signal.std() < 1.25
