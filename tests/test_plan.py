"""A plan does what `forward`, `backward` and the optimizer do, number by number; and where it cannot, it says so."""

import re
import warnings
from itertools import cycle, product

import numpy as np
import pytest

import nnlib
from nnlib import SGD, Adam, Momentum, NeuralNetwork, NoPlan, Parameters, Plan, losses, plan, train
from nnlib import activations as act

seed = np.random.default_rng
PAIRS = [(act.sigmoid, losses.mse), (act.identity, losses.mse), (act.sigmoid, losses.binary_cross_entropy),
         (act.softmax, losses.cross_entropy)]
HIDDEN = [act.sigmoid, act.tanh, act.relu, act.leaky_relu, act.identity, act.softmax]
OPTIMIZERS = {
    "SGD": lambda: SGD(0.1),
    "SGD, decay": lambda: SGD(0.1, weight_decay=0.01),
    "SGD, schedule, decay": lambda: SGD(nnlib.warmup(nnlib.cosine(0.1, 80), 10), weight_decay=0.01),
    "Momentum": lambda: Momentum(0.05),
    "Momentum, schedule": lambda: Momentum(nnlib.step_decay(0.05, 0.5, 30), momentum=0.8),
    "Adam": lambda: Adam(0.01),
    "Adam, schedule, decay": lambda: Adam(nnlib.cosine(0.01, 80), weight_decay=0.02),
}


class Read(NeuralNetwork):
    """The same network by the readable path: a forward of its own is never replayed."""

    def forward(self, X):
        return super().forward(X)


def data(sizes, n, loss):
    X = seed(1).standard_normal((n, sizes[0]))
    if loss is losses.mse:
        return X, seed(2).random((n, sizes[-1]))
    return X, nnlib.one_hot(np.arange(n) % sizes[-1], sizes[-1])


def same(one, other):
    """Equal up to 1e-12 of the largest."""
    np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12 * np.max(np.abs(other), initial=0))


def both(sizes, rng, options, n=7, **how):
    """Train two equal networks, one by a plan and one readable; return the networks, optimizers and histories."""
    optimizer = how.pop("optimizer")
    X, y = data(sizes, n, options.get("loss", losses.mse))
    trained = []
    for kind in (NeuralNetwork, Read):
        net, mover = kind(sizes, rng, **options), optimizer()
        more = {"rng": seed(3)} if "batch_size" in how else {}
        history = train(net, X, y, optimizer=mover, **how, **more)
        trained.append((net, mover, history))
    return trained


def check_same(replayed, read):
    (net, mover, history), (other, other_mover, other_history) = replayed, read
    assert history.path.startswith("a plan of ")
    assert other_history.path.startswith("forward and backward, because ")
    same(net.params.flat, other.params.flat)
    for name in ("velocity", "total", "squares"):
        if hasattr(mover, name):
            same(getattr(mover, name)["flat"], getattr(other_mover, name)["flat"])
    assert mover.steps == other_mover.steps
    assert history.stopped == other_history.stopped
    for name in ("loss", "accuracy", "held_out_loss", "held_out_accuracy"):
        curve, other_curve = getattr(history, name), getattr(other_history, name)
        assert (curve is None) == (other_curve is None), name
        if curve is not None:
            assert curve.shape == other_curve.shape
            same(curve, other_curve)


# ── the same numbers ──────────────────────────────────────────────────────────────────────────────────────────────────

@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0].__name__}-{pair[1].__name__}")
@pytest.mark.parametrize("hidden", HIDDEN, ids=lambda f: f.__name__)
def test_a_plan_gives_the_numbers_of_forward_and_backward(hidden, pair):
    options = {"hidden": hidden, "output": pair[0], "loss": pair[1]}
    n_y = 1 if pair[1] is losses.binary_cross_entropy else 3
    depths = cycle([(4,), (4, 3), (), (4, 3, 5, 4), (5, 2, 3)])
    plain = [OPTIMIZERS[name] for name in ("SGD", "Momentum", "Adam")]
    for optimizer, rng in [*product(OPTIMIZERS.values(), [0]), *product(plain, [range(2)])]:
        check_same(*both((2, *next(depths), n_y), rng, options, optimizer=optimizer, epochs=100))


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS)
@pytest.mark.parametrize("rng", [0, range(3)], ids=["one", "many"])
def test_mini_batches_and_their_ragged_last_one_are_replayed_too(optimizer, rng):
    how = {"hidden": act.relu, "output": act.softmax, "loss": losses.cross_entropy}
    for n, batch_size in ((7, 3), (6, 3), (4, 9), (5, 1)):
        check_same(*both((2, 5, 3), rng, how, n, optimizer=optimizer, epochs=100 // n, batch_size=batch_size))


@pytest.mark.parametrize("batch_size", [None, 4])
@pytest.mark.parametrize("rng", [0, range(3)], ids=["one", "many"])
def test_held_out_rows_are_measured_alike(rng, batch_size):
    X, y = data((2, 4, 1), 9, losses.binary_cross_entropy)
    how = {"output": act.sigmoid, "loss": losses.binary_cross_entropy}
    more = {"batch_size": batch_size} if batch_size else {}
    check_same(*both((2, 4, 1), rng, how, optimizer=lambda: SGD(0.1), epochs=50, held_out=(X, y), **more))


def test_many_networks_have_rates_of_their_own_and_their_own_order_in_memory():
    rates = np.array([[0.1], [0.2], [0.05]])
    for optimizer in (lambda: SGD(rates), lambda: Momentum(rates / 5, weight_decay=0.1), lambda: Adam(rates / 10)):
        for n in (7, 80):       # side by side, and one matrix after another
            replayed, read = both((2, 8, 2), range(3), {"output": act.identity}, n, optimizer=optimizer, epochs=100)
            check_same(replayed, read)
    net = NeuralNetwork((2, 4, 1), range(3))
    assert Plan(net, *data((2, 1), 4, losses.mse), SGD(1.0)).side_by_side
    assert not Plan(net, *data((2, 1), 400, losses.mse), SGD(1.0)).side_by_side


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_numbers_stay_of_their_kind(dtype):
    X, y = (array.astype(dtype) for array in data((2, 1), 6, losses.mse))
    nets = NeuralNetwork((2, 4, 1), 0), Read((2, 4, 1), 0)
    for net in nets:
        net.params = Parameters({name: array.astype(dtype) for name, array in net.params.items()})
        history = train(net, X, y, epochs=100, learning_rate=0.5)
    assert nets[0].params.flat.dtype == dtype
    assert "float" not in history.path
    tolerance = 1e-4 if dtype is np.float32 else 1e-12
    np.testing.assert_allclose(nets[0].params.flat, nets[1].params.flat, rtol=tolerance, atol=tolerance)


def test_training_goes_on_where_the_last_one_ended_by_either_path():
    X, y = nnlib.xor()
    nets, optimizers = (NeuralNetwork((2, 4, 1), 0), Read((2, 4, 1), 0)), (Adam(0.01), Adam(0.01))
    for _ in range(3):
        for net, optimizer in zip(nets, optimizers, strict=True):
            net.train(X, y, epochs=20, optimizer=optimizer)
    same(nets[0].params.flat, nets[1].params.flat)
    other = Read((2, 4, 1), 5)          # from plan to readable
    other.params.flat = nets[0].params.flat
    for net, optimizer in ((other, optimizers[0]), (nets[1], optimizers[1])):
        net.train(X, y, epochs=20, optimizer=optimizer)
    same(other.params.flat, nets[1].params.flat)


def test_names_and_vector_stay_views_of_each_other():
    X, y = nnlib.xor()
    for rng in (0, range(4)):
        net = NeuralNetwork((2, 4, 1), rng)
        params, flat, W1 = net.params, net.params.flat, net.params["W1"]
        before = W1.copy()
        net.train(X, y, epochs=5, learning_rate=1.0)
        assert net.params is params
        assert params.flat is flat
        assert params["W1"] is W1
        assert np.shares_memory(W1, flat)
        assert (before != W1).all()
        np.testing.assert_array_equal(W1.ravel(), flat[..., :8].ravel())


# ── the same behaviour ────────────────────────────────────────────────────────────────────────────────────────────────

@pytest.mark.parametrize("batch_size", [None, 3])
@pytest.mark.parametrize("rng", [0, range(2)], ids=["one", "many"])
def test_a_training_that_runs_away_stops_at_the_same_step_with_the_same_words(rng, batch_size):
    X, y = nnlib.xor()
    ended = []
    for kind in (NeuralNetwork, Read):
        net = kind((2, 3, 1), rng, hidden=act.identity, output=act.identity)
        more = {"batch_size": batch_size, "rng": seed(0)} if batch_size else {}
        with pytest.warns(RuntimeWarning, match="stopped in epoch") as caught:
            history = net.train(X, y, epochs=500, learning_rate=9.0, **more)
        assert len(caught) == 1
        ended.append((history.stopped, history.epochs, net.params.flat.copy()))
    assert ended[0][:2] == ended[1][:2]


def test_a_lost_network_does_not_end_the_others():
    X, y = nnlib.xor()
    rates = np.array([[0.05], [1000.0], [0.1]])
    curves = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for kind in (NeuralNetwork, Read):
            net = kind((2, 3, 1), range(3), hidden=act.identity, output=act.identity)
            curves.append(net.train(X, y, epochs=200, learning_rate=rates))
    one, other = curves
    assert one.path.startswith("a plan")
    same(one.loss[:, [0, 2]], other.loss[:, [0, 2]])
    np.testing.assert_array_equal(np.isnan(one.accuracy), np.isnan(other.accuracy))
    assert np.isnan(one.accuracy[-1, 1])


@pytest.mark.parametrize("call", [0, 9, 10, 15, 21])
@pytest.mark.parametrize("rng", [0, range(3)], ids=["one", "many"])
@pytest.mark.parametrize("optimizer", [lambda: SGD(1.0), lambda: Adam(0.1)], ids=["SGD", "Adam"])
def test_an_interrupt_anywhere_leaves_the_network_where_its_curve_ends(call, rng, optimizer, monkeypatch):
    X, y = nnlib.xor()
    whole = NeuralNetwork((2, 4, 1), rng).train(X, y, epochs=40, optimizer=optimizer())
    ticks = []

    class Interrupted(Plan):
        def __init__(self, *args, **options):
            super().__init__(*args, **options)
            half = self.forward if call < len(self.forward) else self.backward
            half.insert(call - (len(self.forward) if half is self.backward else 0), self.tick)

        def tick(self):
            ticks.append(1)
            if len(ticks) == 24:
                raise KeyboardInterrupt

    monkeypatch.setattr(nnlib.training, "Plan", Interrupted)
    net, mover = NeuralNetwork((2, 4, 1), rng), optimizer()
    monkeypatch.setattr(nnlib.training, "BUNDLE", 20 * len(np.atleast_1d(rng)))         # five epochs at once
    history = net.train(X, y, epochs=40, optimizer=mover)
    assert 0 < history.epochs < 24
    assert history.stopped == f"interrupted in epoch {history.epochs} of 40; what was learned until then is kept"
    same(history.loss, whole.loss[:history.epochs])
    same(net.measure(X, y), whole.loss[history.epochs])
    assert mover.steps == history.epochs
    monkeypatch.setattr(nnlib.training, "Plan", Plan)
    same(net.train(X, y, epochs=40 - history.epochs, optimizer=mover).loss, whole.loss[history.epochs:])


@pytest.mark.parametrize("rng", [0, range(3)], ids=["one", "many"])
def test_an_interrupt_between_two_bundles_takes_nothing_back(rng, monkeypatch):
    X, y = nnlib.xor()

    def progress(epochs, at_once):
        yield from range(0, 2 * at_once, at_once)
        raise KeyboardInterrupt

    monkeypatch.setattr(nnlib.training, "_progress", progress)
    monkeypatch.setattr(nnlib.training, "BUNDLE", 20 * len(np.atleast_1d(rng)))
    net = NeuralNetwork((2, 4, 1), rng)
    history = net.train(X, y, epochs=40, learning_rate=1.0)
    monkeypatch.undo()
    assert history.epochs == 10
    same(net.measure(X, y), NeuralNetwork((2, 4, 1), rng).train(X, y, epochs=11, learning_rate=1.0).loss[10])


@pytest.mark.parametrize("rng", [0, range(3)], ids=["one", "many"])
def test_a_plan_runs_on_from_the_parameters_that_it_finds(rng):
    X, y = nnlib.xor()
    net, twin = NeuralNetwork((2, 4, 1), rng), NeuralNetwork((2, 4, 1), rng)
    recorded = Plan(net, X, y, SGD(1.0))
    recorded.run(3)
    net.params.flat = twin.params.flat
    recorded.run(3)
    Plan(twin, X, y, SGD(1.0)).run(3)
    same(net.params.flat, twin.params.flat)


def test_a_delta_of_another_loss_is_replayed_as_it_is_read():
    X, y = nnlib.xor()
    nets = NeuralNetwork((2, 4, 1), 0), Read((2, 4, 1), 0)
    for net in nets:
        net.delta = losses.cross_entropy_delta
    replayed, read = (net.train(X, y, epochs=100, learning_rate=0.5) for net in nets)
    assert replayed.path.startswith("a plan")
    same(replayed.loss, read.loss)
    same(nets[0].params.flat, nets[1].params.flat)


@pytest.mark.parametrize("at_once", [1, 3, 40])
@pytest.mark.parametrize("rng", [0, range(3)], ids=["one", "many"])
@pytest.mark.parametrize("batch_size", [None, 3])
def test_how_many_epochs_are_measured_at_once_changes_nothing(at_once, rng, batch_size, monkeypatch):
    how = {"output": act.softmax, "loss": losses.cross_entropy}
    more = {"batch_size": batch_size} if batch_size else {}
    networks = len(np.atleast_1d(rng))
    monkeypatch.setattr(nnlib.training, "BUNDLE", at_once * networks * 7 * 3)
    X, y = data((2, 4, 3), 5, losses.cross_entropy)
    check_same(*both((2, 4, 3), rng, how, optimizer=lambda: Adam(0.01), epochs=40, held_out=(X, y), **more))


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS)
@pytest.mark.parametrize("rng", [0, range(3)], ids=["one", "many"])
def test_a_plan_whose_loss_was_not_finite_goes_back_and_the_training_goes_on_by_reading(rng, optimizer, monkeypatch):
    """As if one sum had overflowed by a plan alone: the numbers of all epochs are those of the readable path."""
    found, calls = nnlib.training._Replayed._found, []

    def not_finite_once(learner, *film):
        calls.append(film)
        return found(learner, *film) * (np.inf if len(calls) == 2 else 1)

    monkeypatch.setattr(nnlib.training._Replayed, "_found", not_finite_once)
    monkeypatch.setattr(nnlib.training, "BUNDLE", 70 * len(np.atleast_1d(rng)))
    check_same(*both((2, 4, 1), rng, {}, optimizer=optimizer, epochs=60))
    assert len(calls) == 2


@pytest.mark.parametrize("optimizer", [lambda: SGD(9.0), lambda: Momentum(9.0), lambda: Adam(1e155)],
                         ids=["SGD", "Momentum", "Adam"])
def test_a_training_that_runs_away_leaves_the_numbers_of_its_last_good_step(optimizer):
    X, y = nnlib.xor()
    nets, movers = (NeuralNetwork((2, 3, 1), 0, output=act.identity), Read((2, 3, 1), 0, output=act.identity)), []
    for net in nets:
        movers.append(optimizer())
        with pytest.warns(RuntimeWarning, match="stopped in epoch"):
            net.train(X, y, epochs=2000, optimizer=movers[-1])
    assert np.isfinite(nets[0].params.flat).any()
    np.testing.assert_allclose(nets[0].params.flat, nets[1].params.flat, rtol=1e-6)
    assert movers[0].steps == movers[1].steps


# ── what no plan is made for, and bad input ───────────────────────────────────────────────────────────────────────────

def my_relu(z):
    return np.maximum(z, 0)


class Lazy(SGD):
    def direction(self, name, grad):
        return grad / 2


def net_of(**options):
    return NeuralNetwork((2, 4, 1), 0, **options)


@pytest.mark.parametrize(("change", "words"), [
    (lambda net: setattr(net, "activations", [my_relu, act.sigmoid]), "no recipe for my_relu, only for nnlib's own"),
    (lambda net: setattr(net, "delta", lambda y_hat, y: (y_hat - y) / 4),
     "no recipe for <lambda>, only for nnlib's own"),
    (lambda net: setattr(net, "loss", lambda y_hat, y: losses.mse(y_hat, y)),
     "no recipe for <lambda>, only for nnlib's own"),
    (lambda net: setattr(net, "params", dict(net.params)), r"params are not Parameters with W1, b1, W2, b2"),
    (lambda net: setattr(net, "backward", lambda y, cache: NeuralNetwork.backward(net, y, cache)),
     "backward are not nnlib's own"),
])
def test_what_has_no_recipe_is_named_and_trained_readably(change, words, monkeypatch):
    monkeypatch.setitem(act.backward_of, my_relu, act.relu_backward)
    X, y = nnlib.xor()
    net = net_of()
    change(net)
    with pytest.raises(NoPlan, match=words):
        Plan(net, X, y, SGD(1.0))
    history = train(net, X, y, epochs=10, learning_rate=1.0)
    assert re.search(words, history.path)
    assert history.loss[2] < history.loss[0]


def test_a_recipe_of_ones_own_makes_a_plan(monkeypatch):
    monkeypatch.setitem(act.backward_of, my_relu, act.relu_backward)
    monkeypatch.setitem(plan.recipes, my_relu, "a = z max 0")
    check_same(*both((2, 4, 1), 0, {"hidden": my_relu}, optimizer=lambda: SGD(0.1), epochs=50))


@pytest.mark.parametrize("rng", [0, range(3)], ids=["one", "many"])
def test_an_optimizer_of_ones_own_takes_its_own_step(rng):
    def turned():
        optimizer = SGD(1.0)
        optimizer.direction = lambda name, grad: grad / 3
        return optimizer

    class Bare:
        steps = property(lambda self: 0)        # nothing to count

        def step(self, params, grads):
            for name, array in params.items():
                array -= grads[f"d{name}"]

    for optimizer in (lambda: Lazy(1.0), turned, Bare):
        check_same(*both((2, 4, 1), rng, {}, optimizer=optimizer, epochs=30))
        check_same(*both((2, 4, 1), rng, {}, optimizer=optimizer, epochs=30, batch_size=3))


def test_a_way_back_of_ones_own_is_trained_readably(monkeypatch):
    X, y = nnlib.xor()
    monkeypatch.setitem(act.backward_of, act.sigmoid, lambda da, a: da)
    assert "no recipe for <lambda>" in train(net_of(), X, y, epochs=10, learning_rate=1.0).path


def test_a_few_steps_are_taken_without_a_plan():
    X, y = nnlib.xor()
    assert train(net_of(), X, y, epochs=7, learning_rate=1.0).path.endswith("because a plan pays from 8 steps on")
    assert train(net_of(), X, y, epochs=8, learning_rate=1.0).path == "a plan of 22 NumPy calls a step"
    drawn = train(net_of(), X, y, epochs=4, learning_rate=1.0, batch_size=3, rng=seed(0))
    assert drawn.path == "a plan of 22 NumPy calls a step"


@pytest.mark.parametrize("change", ["params", "activations", "loss", "rate", "momentum", "memory"])
def test_a_plan_whose_network_was_changed_says_so(change):
    X, y = nnlib.xor()
    net, optimizer = net_of(), Momentum(0.1)
    old = Plan(net, X, y, optimizer)
    old.run(3)
    if change == "params":
        net.params = NeuralNetwork((2, 8, 1), 0).params
    elif change == "momentum":
        optimizer.momentum = 0.5
    elif change == "memory":
        optimizer.velocity = {}
    elif change == "activations":
        net.activations = [act.tanh, act.sigmoid]
    elif change == "loss":
        net.loss = losses.binary_cross_entropy
    else:
        optimizer.learning_rate = 0.2
    before = net.params.flat.copy()
    with pytest.raises(ValueError, match=r"were replaced in the network or the optimizer\. Make another"):
        old.run()
    np.testing.assert_array_equal(net.params.flat, before)


def test_a_plan_without_an_optimizer_cannot_run_and_says_so():
    answering = Plan(net_of(), *nnlib.xor())
    with pytest.raises(ValueError, match=r"has no optimizer.*Make another: Plan\(net, X, y, optimizer\)"):
        answering.run()


def test_data_that_lie_otherwise_or_are_whole_numbers_give_the_same_numbers():
    X, y = nnlib.xor()
    expected = net_of().train(X, y, epochs=20, learning_rate=1.0)
    wide = np.zeros((8, 5))
    wide[::2, 1:4:2] = X
    for batch in ((wide[::2, 1:4:2], y), (np.asfortranarray(X), y[::-1][::-1]), (X.astype(int), y.astype(bool)),
                  (X.astype(np.uint8), y.astype(np.int32)), (X.astype(">f8"), y.astype(np.float32))):
        history = net_of().train(*batch, epochs=20, learning_rate=1.0)
        assert history.path.startswith("a plan")
        same(history.loss, expected.loss)
        drawn = net_of().train(*batch, epochs=20, learning_rate=1.0, batch_size=3, rng=seed(0))
        assert drawn.path.startswith("a plan")
        same(drawn.loss, net_of().train(X, y, epochs=20, learning_rate=1.0, batch_size=3, rng=seed(0)).loss)


def test_the_data_may_change_after_a_plan_was_made():
    X, y = nnlib.xor()
    net, twin = net_of(), net_of()
    one, other = Plan(net, X, y, SGD(1.0)), Plan(twin, X.copy(), y.copy(), SGD(1.0))
    X[:], y[:] = 7, 7
    one.run(5)
    other.run(5)
    np.testing.assert_array_equal(net.params.flat, twin.params.flat)


@pytest.mark.parametrize(("change", "error", "words"), [
    (lambda X, y: (X[:, :1], y), ValueError, "W1 expects rows of 2"),
    (lambda X, y: (X, y[:3]), ValueError, "their last two axes must be equal"),
    (lambda X, y: (X, y[:, 0]), ValueError, r"y\.reshape\(-1, 1\)"),
    (lambda X, y: (X[:0], y[:0]), NoPlan, r"n at least 1"),
    (lambda X, y: (X * np.nan, y), NoPlan, "X or y holds NaN or inf"),
    (lambda X, y: (X, y / 0), NoPlan, "X or y holds NaN or inf"),
    (lambda X, y: (X[None], y), NoPlan, "the same for all networks"),
    (lambda X, y: (X * 1j, y), NoPlan, "X and y hold complex128 and float64"),
    (lambda X, y: (X.tolist(), y), TypeError, "X is a list"),
    (lambda X, y: (np.ma.array(X), y), NoPlan, "a MaskedArray"),
])
@pytest.mark.filterwarnings("ignore:invalid value", "ignore:divide by zero")
def test_bad_data_get_a_sentence(change, error, words):
    with pytest.raises(error, match=words):
        Plan(net_of(), *change(*nnlib.xor()), SGD(1.0))


@pytest.mark.parametrize(("rows", "error", "words"), [
    ([0, 1, 4], IndexError, "index 4 is out of bounds for axis 1 with size 4"),
    ([0, 1, -5], IndexError, "index -5 is out of bounds for axis 1 with size 4"),
    ([0, 1], ValueError, "output array does not match"),
    ([0, 1, 2, 3], ValueError, "output array does not match"),
])
def test_rows_that_do_not_fit_the_plan_are_refused(rows, error, words):
    X, y = nnlib.xor()
    net = net_of()
    before = net.params.flat.copy()
    with pytest.raises(error, match=words):
        Plan(net, X, y, SGD(1.0), batch_size=3).replay([[rows]])
    np.testing.assert_array_equal(net.params.flat, before)


def test_rows_are_counted_from_the_end_as_everywhere():
    X, y = nnlib.xor()
    net, twin = net_of(), net_of()
    Plan(net, X, y, SGD(1.0), batch_size=3).replay([[[-1, -2, 0], [-1]]])
    Plan(twin, X, y, SGD(1.0), batch_size=3).replay([[[3, 2, 0], [3]]])
    same(net.params.flat, twin.params.flat)


def test_a_plan_for_batches_begins_with_the_first_rows():
    X, y = nnlib.xor()
    net, twin = net_of(), net_of()
    Plan(net, X, y, SGD(1.0), batch_size=3).run(2)
    Plan(twin, X[:3], y[:3], SGD(1.0)).run(2)
    same(net.params.flat, twin.params.flat)


@pytest.mark.parametrize("held_out_y", [np.array([[0.5], [0.7], [0.1], [0.2]]), np.array([[0.0], [1.0], [1.0], [0.0]])])
def test_held_out_rows_of_another_kind_are_measured_alike(held_out_y):
    X, y = nnlib.xor()
    y = y if held_out_y[0, 0] else y / 2
    one, other = (net.train(X, y, epochs=9, learning_rate=1.0, held_out=(X, held_out_y))
                  for net in (net_of(), Read((2, 4, 1), 0)))
    assert one.path.startswith("a plan")
    same(one.held_out_loss, other.held_out_loss)
    assert (one.held_out_accuracy is None) == (other.held_out_accuracy is None) == (held_out_y[0, 0] == 0)
    if one.held_out_accuracy is not None:
        same(one.held_out_accuracy, other.held_out_accuracy)


def test_labels_are_looked_at_before_the_first_update():
    X, y = nnlib.xor()
    net = net_of(loss=losses.binary_cross_entropy)
    before = net.params.flat.copy()
    with pytest.raises(ValueError, match="y runs from -1 to 1"):
        net.train(X, 2 * y - 1, epochs=5, learning_rate=1.0)
    np.testing.assert_array_equal(net.params.flat, before)


@pytest.mark.parametrize("optimizer", [Adam, lambda: Momentum(0.1)], ids=["Adam", "Momentum"])
@pytest.mark.parametrize("epochs", [2, 20])
def test_an_optimizer_of_another_network_is_refused_in_words(optimizer, epochs):
    X, y = nnlib.xor()
    optimizer = optimizer()
    net_of().train(X, y, epochs=epochs, optimizer=optimizer)
    for other in (NeuralNetwork((2, 3, 1), 0), NeuralNetwork((2, 4, 1), range(2))):
        before = other.params.flat.copy()
        with pytest.raises(ValueError, match=r"remembers steps of the shape \(17,\), .* make a new one"):
            other.train(X, y, epochs=epochs, optimizer=optimizer)
        np.testing.assert_array_equal(other.params.flat, before)


# ── what it shows, and what it holds ──────────────────────────────────────────────────────────────────────────────────

def test_a_plan_can_be_read():
    X, y = nnlib.xor()
    shown = repr(Plan(net_of(), X, y, SGD(1.0))).splitlines()
    assert shown[0] == "<Plan: 22 NumPy calls a step, 2-4-1 on 4 rows>"
    assert len(shown) == 23
    assert shown[1] == "  1  z1 = V1ᵀ a0     (4, 4)"
    assert shown[5] == "  5  a1 = 1 / a1     (4, 4)"
    assert shown[-1] == " 22  θ = θ − ∂       (17,)"
    assert repr(Plan(net_of(), X, y)).startswith("<Plan: 10 NumPy calls a step")
    assert repr(Plan(net_of(), X, y, Adam(weight_decay=0.1))).endswith("22  θ = Adam.step(θ, ∂)  (17,)")
    adam = repr(Plan(net_of(), X, y, Adam())).splitlines()
    assert adam[22].startswith(" 22  η, ε = Adam.scales() ")
    assert adam[31].startswith(" 31  ∂ = ∂ · η ")
    assert adam[-1].startswith(" 32  θ = θ − ∂ ")
    many = repr(Plan(NeuralNetwork((2, 4, 1), range(1000)), X, y, SGD(1.0)))
    assert many.startswith("<Plan: 22 NumPy calls a step, 1,000 networks 2-4-1 on 4 rows>")


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS)
@pytest.mark.parametrize("hidden", HIDDEN, ids=lambda f: f.__name__)
def test_the_formulas_are_the_calls(hidden, optimizer):
    """Run the words of a plan with its buffers, and find what the calls found."""
    X, y = nnlib.xor()
    recorded = Plan(net_of(hidden=hidden), X, y, optimizer())
    recorded.run(2)
    for words, _, call in recorded.calls:
        out, _, *terms = words.split()
        if terms[-2] in plan.calls_of:
            names = terms[len(terms) == 2::2]
            values = [np.copy(recorded.buffers[name]) if name in recorded.buffers else float(name) for name in names]
            result = recorded.buffers[out].copy()
            plan.calls_of[terms[-2]](*values, result)
            call()
            np.testing.assert_array_equal(recorded.buffers[out], result)


def test_small_activations_keep_all_their_digits():
    """σ(−40) is 4e-18: 1 − 1 / (1 + e⁻⁴⁰) would be 0."""
    X, y = np.linspace(-80, 70, 41)[:, None], np.ones((41, 1))
    for loss in (losses.mse, losses.binary_cross_entropy):
        net = NeuralNetwork((1, 1, 1), 0, loss=loss)
        net.params.flat = 1.0, 0.0, 30.0, -60.0
        _, cache = net.forward(X)
        grads = net.backward(y, cache)
        recorded = Plan(net, X, y, SGD(0.0, weight_decay=0.1))      # a step of its own leaves the gradients in ∂
        film = recorded.film(1)
        recorded.answer(0)
        names = ["a2"] if loss is losses.mse else ["z2", "a2"]
        np.testing.assert_allclose(film[0].T, np.hstack([cache[name] for name in names]), rtol=1e-14)
        for name in ("a1", "a2"):
            np.testing.assert_allclose(recorded.buffers[name].T, cache[name], rtol=1e-14)
        recorded.run()
        np.testing.assert_allclose(recorded.grads.flat, net.params.lay_out(grads), rtol=1e-12)
        history = net.train(X, y, epochs=9, learning_rate=0.0)
        np.testing.assert_allclose(history.loss, net.loss_from(y, cache), rtol=1e-13)


def test_a_step_makes_no_arrays():
    """What a hundred steps hold at their worst is what one step holds."""
    import tracemalloc
    X, y = data((30, 40, 3), 500, losses.cross_entropy)
    net = NeuralNetwork((30, 40, 3), 0, hidden=act.relu, output=act.softmax, loss=losses.cross_entropy)
    recorded = Plan(net, X, y, Adam(0.01))
    recorded.run(1)
    tracemalloc.start()
    recorded.run(100)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000       # NumPy's own buffer for `a > 0`; a1 alone is 160,000


@pytest.mark.parametrize("rng", [0, range(50)], ids=["one", "many"])
@pytest.mark.parametrize("sizes", [(30, 40, 3), (64, 32, 10), (20, 64, 64, 64, 2)], ids=str)
def test_a_plan_holds_at_most_three_times_parameters_and_activations(sizes, rng):
    import tracemalloc
    X, y = data(sizes, 200, losses.cross_entropy)
    net = NeuralNetwork(sizes, rng, hidden=act.relu, output=act.softmax, loss=losses.cross_entropy)
    networks = net.params.flat.size // net.params.flat.shape[-1]
    numbers = net.params.flat.size + networks * len(X) * sum(sizes)
    tracemalloc.start()
    recorded = Plan(net, X, y, Adam(0.01))
    recorded.run(1)
    held, _ = tracemalloc.get_traced_memory()
    recorded.run(20)
    later, peak_later = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak_later <= 3 * 8 * numbers
    assert abs(later - held) < 10_000
