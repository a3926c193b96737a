import sys
import warnings

import numpy as np
import pytest

import nnlib
from nnlib import NeuralNetwork, accuracy, batches, train, training

X, y = nnlib.xor()
seed = np.random.default_rng


def test_the_loss_of_an_epoch_is_from_before_its_update():
    net = NeuralNetwork((2, 4, 1), 0)
    start = net.measure(X, y)
    history = train(net, X, y, epochs=3, learning_rate=1.0)
    assert history.loss.shape == (3,)
    assert history.loss[0] == pytest.approx(start)
    assert net.measure(X, y) < history.loss[2] < history.loss[1] < start


def test_an_epoch_is_the_update_that_the_formula_says():
    net, other = NeuralNetwork((2, 4, 1), 0), NeuralNetwork((2, 4, 1), 0)
    train(net, X, y, epochs=1, learning_rate=0.5)
    grads = other.backward(y, other.forward(X)[1])
    for name, array in other.params.items():
        np.testing.assert_allclose(net.params[name], array - 0.5 * grads[f"d{name}"])


def test_no_epochs_change_nothing():
    net = NeuralNetwork((2, 4, 1), 0)
    before = net.params.flat.copy()
    history = train(net, X, y, epochs=0, learning_rate=1.0)
    np.testing.assert_array_equal(net.params.flat, before)
    assert repr(history) == "<History: 0 epochs>"


def test_many_networks_learn_as_each_would_alone():
    rates = np.array([[0.5], [2.0]])
    many = train(NeuralNetwork((2, 4, 1), [0, 1]), X, y, epochs=50, learning_rate=rates)
    assert many.loss.shape == many.accuracy.shape == (50, 2)
    for i in range(2):
        one = train(NeuralNetwork((2, 4, 1), i), X, y, epochs=50, learning_rate=float(rates[i, 0]))
        np.testing.assert_allclose(many.loss[:, i], one.loss, rtol=1e-10)
        np.testing.assert_array_equal(many.accuracy[:, i], one.accuracy)


def test_batches_take_each_row_once_and_keep_pairs_together():
    rows = np.arange(10.0)[:, None]
    parts = list(batches(rows, -rows, 4, seed(0)))
    assert [len(part) for part, _ in parts] == [4, 4, 2]
    together = np.concatenate([part for part, _ in parts])
    assert sorted(together[:, 0]) == list(range(10))
    assert list(together[:, 0]) != list(range(10))
    for left, right in parts:
        np.testing.assert_array_equal(left, -right)


def test_batches_in_order_without_a_generator_and_all_at_once_without_a_size():
    assert [part[:, 0].tolist() for part, _ in batches(X, y, 3, None)] == [[0, 0, 1], [1]]
    (rows, labels), = batches(X, y, None, None)
    np.testing.assert_array_equal(rows, X)
    np.testing.assert_array_equal(labels, y)


@pytest.mark.parametrize("size", [0, -1, 2.5])
def test_a_batch_size_that_is_none_is_refused(size):
    with pytest.raises(ValueError, match="batch_size is"):
        list(batches(X, y, size, None))
    for epochs in (1, 100):
        with pytest.raises(ValueError, match="batch_size is"):
            train(NeuralNetwork((2, 4, 1), 0), X, y, epochs=epochs, learning_rate=1.0, batch_size=size, rng=seed(0))


def test_the_loss_of_an_epoch_of_batches_weighs_them_by_size():
    net, rows = NeuralNetwork((2, 4, 1), 0), np.array([[0.0, 0], [1, 0], [1, 1]])
    target = np.array([[0.0], [1], [0]])
    history = train(net, rows, target, epochs=1, learning_rate=0.0, batch_size=2, rng=seed(0))
    assert history.loss[0] == pytest.approx(net.measure(rows, target))
    assert history.accuracy[0] == pytest.approx(accuracy(net.predict(rows), target))


def test_held_out_rows_are_measured_and_not_learned_from():
    one, two = NeuralNetwork((2, 4, 1), 0), NeuralNetwork((2, 4, 1), 0)
    with_rows = train(one, X[:3], y[:3], epochs=5, learning_rate=1.0, held_out=(X[3:], y[3:]))
    train(two, X[:3], y[:3], epochs=5, learning_rate=1.0)
    np.testing.assert_array_equal(one.params.flat, two.params.flat)
    assert with_rows.held_out_loss.shape == with_rows.held_out_accuracy.shape == (5,)
    assert with_rows.held_out_loss[0] == pytest.approx(NeuralNetwork((2, 4, 1), 0).measure(X[3:], y[3:]))


def test_accuracy_says_yes_above_a_half_and_takes_the_first_of_equals():
    y_hat = np.array([[0.499], [0.5], [0.501]])
    assert [accuracy(y_hat[i:i + 1], np.array([[1.0]])) for i in range(3)] == [0, 0, 1]
    assert accuracy(np.full((3, 3), 0.2), np.eye(3)) == pytest.approx(1 / 3)


def test_accuracy_counts_rows():
    assert accuracy(np.array([[0.9], [0.6], [0.4]]), np.array([[1.0], [0], [0]])) == pytest.approx(2 / 3)
    assert accuracy(np.eye(3), nnlib.one_hot([0, 1, 0], 3)) == pytest.approx(2 / 3)
    np.testing.assert_allclose(accuracy(np.stack([y, 1 - y]), y), [1, 0])
    np.testing.assert_allclose(accuracy(np.stack([np.eye(3), np.eye(3)[::-1]]), np.eye(3)), [1, 1 / 3])


def test_accuracy_is_left_out_where_there_are_no_classes():
    net = NeuralNetwork((2, 4, 1), 0, output=nnlib.identity)
    assert train(net, X, y + 0.3, epochs=2, learning_rate=0.1).accuracy is None


def test_history_speaks():
    history = train(NeuralNetwork((2, 4, 1), 0), X, y, epochs=500, learning_rate=3.0, held_out=(X, y))
    start, end = history.loss[0], history.loss[-1]
    assert repr(history).startswith(f"<History: 500 epochs, loss {start:.4f} → {end:.4f}, accuracy 0.5000 → ")
    assert ", held-out loss " in repr(history)
    assert history.epochs == 500
    assert history.seconds > 0
    assert "second" not in repr(history)
    many = train(NeuralNetwork((2, 4, 1), range(7)), X, y, epochs=2, learning_rate=1.0)
    assert repr(many).startswith("<History: 7 networks, 2 epochs, median loss 0.2")


# ── the ways in which a training ends early ───────────────────────────────────────────────────────────────────────────

class Escape(NeuralNetwork):
    """A network of straight lines, which runs away at a high learning rate."""

    def __init__(self, rng=0):
        super().__init__((2, 3, 1), rng, hidden=nnlib.identity, output=nnlib.identity)


def test_a_loss_that_is_not_finite_ends_training_with_a_sentence():
    net = Escape()
    with pytest.warns(RuntimeWarning, match=r"stopped in epoch .* learning rate ten times smaller") as caught:
        history = train(net, X, y, epochs=1000, learning_rate=100.0)
    assert len(caught) == 1, "overflow is said once, not by NumPy as well"
    assert 0 < history.epochs < 100
    assert history.stopped.startswith(f"stopped in epoch {history.epochs}: ")
    assert np.isfinite(history.loss).all()
    assert history.stopped in repr(history)


def test_a_certain_and_wrong_answer_is_not_blamed_on_its_size():
    def from_probabilities(y, cache):
        return nnlib.binary_cross_entropy(cache["a1"], y)
    net = NeuralNetwork((2, 1), 0, loss=nnlib.binary_cross_entropy)
    net.params["b1"][:] = 800
    net.loss_from = from_probabilities
    with pytest.warns(RuntimeWarning, match="The network was certain, and wrong"):
        train(net, X, y, epochs=5, learning_rate=0.1)


@pytest.mark.parametrize(("name", "words"), [
    ("W1", "the first array that is not is W1. The usual cure is a learning rate"),
    ("b2", "the first array that is not is b2."),
    ("X", "X itself holds NaN or inf"),
    ("y", "y itself holds NaN or inf"),
])
def test_the_first_array_in_the_order_of_flow_is_named(name, words):
    net, data = Escape(), {"X": X.copy(), "y": y.copy()}
    array = data[name] if name in data else net.params[name]
    array[0, 0] = np.nan
    with pytest.warns(RuntimeWarning, match="stopped in epoch 0"):
        history = train(net, **data, epochs=5, learning_rate=0.1)
    assert words.lower() in history.stopped.lower()
    assert history.epochs == 0


def test_a_last_update_that_breaks_the_network_is_noticed():
    net = Escape()
    with pytest.warns(RuntimeWarning, match="after the last update"):
        history = train(net, X, y, epochs=1, learning_rate=np.inf)
    assert history.epochs == 1


def test_many_networks_go_on_until_the_last_is_lost():
    rates = np.array([[0.05], [1000.0]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        history = train(Escape([0, 1]), X, y, epochs=300, learning_rate=rates)
    assert history.stopped is None
    assert history.epochs == 300
    assert np.isfinite(history.loss[:, 0]).all()
    assert not np.isfinite(history.loss[-1, 1])
    assert np.isnan(history.accuracy[-1, 1])
    with pytest.warns(RuntimeWarning, match="stopped"):
        assert train(Escape([0, 1]), X, y, epochs=300, learning_rate=1000.0).epochs < 300


@pytest.mark.parametrize("where", ["forward", "backward"])
def test_an_interrupt_returns_the_history_so_far(where, monkeypatch):
    net, calls = NeuralNetwork((2, 4, 1), 0), []
    original = getattr(net, where)

    def interrupted(*args):
        calls.append(1)
        if len(calls) == 11:
            raise KeyboardInterrupt
        return original(*args)

    monkeypatch.setattr(net, where, interrupted)
    history = train(net, X, y, epochs=1000, learning_rate=1.0, rng=None)
    assert history.epochs == len(history.loss) == len(history.accuracy) == 10
    assert history.stopped == "interrupted in epoch 10 of 1,000; what was learned until then is kept"


@pytest.mark.parametrize(("options", "error", "words"), [
    ({}, TypeError, "neither of learning_rate and optimizer"),
    ({"learning_rate": 1.0, "optimizer": nnlib.SGD(1.0)}, TypeError, "both of learning_rate and optimizer"),
    ({"learning_rate": 1.0, "batch_size": 2}, TypeError, r"rng=np\.random\.default_rng\(0\)"),
    ({"learning_rate": 1.0, "epochs": 1.5}, ValueError, "epochs is 1.5"),
    ({"learning_rate": 1.0, "y": y[:, 0]}, ValueError, r"y\.reshape\(-1, 1\)"),
    ({"learning_rate": 1.0, "y": y[:3]}, ValueError, "as many rows in both"),
    ({"learning_rate": 1.0, "X": X[:0], "y": y[:0]}, ValueError, "at least one"),
])
def test_options_that_do_not_fit_are_refused_in_words(options, error, words):
    net = NeuralNetwork((2, 4, 1), 0)
    with pytest.raises(error, match=words):
        train(net, **{"X": X, "y": y, "epochs": 2} | options)


# ── the progress bar ──────────────────────────────────────────────────────────────────────────────────────────────────

def test_no_bar_where_nobody_is_looking(monkeypatch, capsys):
    clock = iter(np.arange(0, 100, 0.6))
    monkeypatch.setattr(training, "_someone_is_looking", lambda: False)
    monkeypatch.setattr(training.time, "perf_counter", lambda: next(clock))
    assert list(training._progress(9)) == list(range(9))
    assert capsys.readouterr().err == ""


def test_quiet_is_quiet_even_in_a_notebook(monkeypatch):
    monkeypatch.setitem(sys.modules, "ipykernel", sys)
    monkeypatch.delenv("NNLIB_QUIET", raising=False)
    assert training._someone_is_looking()
    monkeypatch.setenv("NNLIB_QUIET", "1")
    assert not training._someone_is_looking()


@pytest.mark.parametrize(("tick", "bar"), [(0.1, False), (0.4, True)])
def test_a_bar_comes_after_a_second_and_every_epoch_is_counted(tick, bar, monkeypatch, capsys):
    clock = iter(np.arange(0, 100, tick))
    monkeypatch.setattr(training, "_someone_is_looking", lambda: True)
    monkeypatch.setattr(training.time, "perf_counter", lambda: next(clock))
    assert list(training._progress(6)) == list(range(6))
    assert ("epochs" in capsys.readouterr().err) == bar


def test_the_bar_counts_epochs_also_where_many_are_taken_at_once(monkeypatch, capsys):
    clock = iter(np.arange(0, 100, 0.6))
    monkeypatch.setattr(training, "_someone_is_looking", lambda: True)
    monkeypatch.setattr(training.time, "perf_counter", lambda: next(clock))
    assert list(training._progress(1000, 100)) == list(range(0, 1000, 100))
    assert " 200/1000 " in capsys.readouterr().err
