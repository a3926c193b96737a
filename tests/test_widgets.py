"""Live figures without a browser: every control at its corners and at random, broken functions, words, pictures."""

import asyncio
import contextlib
import functools
import itertools
import re
import subprocess
import sys
import threading
import time
import types
import warnings
import xml.dom.minidom

import ipywidgets
import nbformat
import numpy as np
import pytest

import nnlib
from nnlib import exercises, widgets
from nnlib.exercises import exercise
from nnlib.widgets import graphs, run, stage, svg, yours

FIGURES = {name: getattr(widgets, name) for name in widgets.__all__}
neuron_figure = sys.modules["nnlib.widgets.neuron"]            # the name in the package is the function
every_figure = pytest.mark.parametrize("make", FIGURES.values(), ids=FIGURES)


@pytest.fixture(autouse=True)
def strict(monkeypatch):
    """Nothing may warn. A right function has all the time that a busy machine needs."""
    monkeypatch.setattr(yours, "SECONDS", 30)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", category=DeprecationWarning)       # 3.12 warns of fork beside threads
        yield


@contextlib.contextmanager
def impatient_with(function):
    """An endless function is given up sooner than in the course; any other has its time."""
    with pytest.MonkeyPatch.context() as patch:
        if function is endless:
            patch.setattr(yours, "SECONDS", 0.2)
        yield


def extremes(control):
    """The values of a control that are worth a try."""
    if hasattr(control, "options"):
        return list(control._options_values)
    ends = [control.min, control.max]
    return [control.base ** end for end in ends] if hasattr(control, "base") else ends


def anything(control, rng):
    """Any value that a hand could reach."""
    if hasattr(control, "options"):
        return control._options_values[rng.integers(len(control._options_values))]
    value = rng.uniform(control.min, control.max)
    if hasattr(control, "base"):
        return control.base ** value
    return round(value) if isinstance(control, ipywidgets.IntSlider) else value


def check(figure):
    """It drew, it speaks, and what it drew is XML."""
    assert figure.trouble is None
    drawn = xml.dom.minidom.parseString(figure.still().svg)
    assert drawn.documentElement.getElementsByTagName("svg")
    xml.dom.minidom.parseString(figure._picture.value)
    assert len(figure.words.split()) >= 5, figure.words
    without_pictures = re.sub(r"base64,[A-Za-z0-9+/=]+", "", figure._picture.value)
    assert not re.search(r"\b(nan|inf)\b", without_pictures, re.IGNORECASE), figure.words


def in_all_corners(figure, most=64):
    """Each combination of extremes, or a sample of them where there are many."""
    names = list(figure.controls)
    corners = list(itertools.product(*(extremes(figure.controls[name]) for name in names)))
    rng = np.random.default_rng(0)
    for i in rng.permutation(len(corners))[:most]:
        yield dict(zip(names, corners[i], strict=True))


def turn(figure, values):
    """Move controls as a hand would; then one frame, which the loop would draw."""
    for name, value in values.items():
        figure.controls[name].value = value
    figure.frame()


@every_figure
def test_every_control_in_all_corners(make):
    figure = make()
    for values in in_all_corners(figure):
        turn(figure, values)
        check(figure)


@every_figure
def test_a_hundred_random_states_and_every_button(make):
    figure, rng = make(), np.random.default_rng(1)
    buttons = list(figure.buttons.values())
    for i in range(100):
        name = list(figure.controls)[rng.integers(len(figure.controls))]
        if buttons and rng.random() < 0.5:
            buttons[rng.integers(len(buttons))].click()
        turn(figure, {name: anything(figure.controls[name], rng)})
        if i % 5 == 0:
            check(figure)
    check(figure)


@every_figure
def test_turning_a_control_changes_picture_and_words(make):
    figure = make()
    for name, control in figure.controls.items():
        if name in figure.mute or control.disabled:
            continue
        seen, start = set(), control.value
        for value in extremes(control):
            turn(figure, {name: value})
            seen.add((figure._picture.value, figure.words))
        assert len(seen) > 1, name
        turn(figure, {name: start})


@every_figure
def test_drawing_is_pure(make):
    figure = make()
    once, again = (svg.still(figure.draw(figure.state)) for _ in range(2))
    assert once == again
    assert figure.say(figure.state) == figure.say(figure.state)


@every_figure
def test_a_figure_says_what_it_is_the_same_way_each_time(make):
    one, two = make(), make()
    assert repr(one) == repr(two)
    assert repr(one).startswith("<live figure, ")
    assert " at 0x" not in repr(one)
    assert one.still()._repr_html_() == two.still()._repr_html_()
    assert one.still()._repr_html_().startswith(f'<img alt="{repr(one.still())[9:20]}')


@every_figure
def test_a_control_only_stores_its_value_and_may_do_so_from_any_thread(make):
    figure = make()
    frames, picture = figure.frames, figure._picture.value
    rng = np.random.default_rng(2)

    def move(name, control):
        for _ in range(20):
            control.value = anything(control, rng)

    threads = [threading.Thread(target=move, args=one) for one in figure.controls.items()]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (figure.frames, figure._picture.value) == (frames, picture)
    figure.frame()
    assert figure._heard == {name: control.value for name, control in figure.controls.items()}


MOVED_BY_KEYS = (ipywidgets.FloatSlider, ipywidgets.FloatLogSlider, ipywidgets.IntSlider, ipywidgets.ToggleButtons)


@every_figure
def test_every_control_can_be_moved_by_keys_in_any_notebook(make):
    for control in make().controls.values():
        assert isinstance(control, MOVED_BY_KEYS), control
        assert control.description
        assert control.value is not None             # to a row of buttons, None is no choice


@every_figure
def test_nothing_of_a_picture_is_said_by_colour_alone_or_in_the_themes_colours(make):
    picture = make()._picture.value
    assert 'role="img"' in picture
    assert "aria-label=" in picture
    assert "background-color:#ffffff" in picture
    assert "var(--" not in picture


# ── functions that were passed in ─────────────────────────────────────────────────────────────────────────────────────

def raises(*_, **__):
    return 1 / 0


def nothing(*_, **__):
    pass


def no_number(*_, **__):
    return np.full(4, np.nan)


def endless(*_, **__):
    while True:
        pass


def text_instead(*_, **__):
    return "0.5"


BROKEN = (raises, nothing, no_number, endless, text_instead)
broken = pytest.mark.parametrize("function", BROKEN, ids=lambda function: function.__name__)
TAKERS = [(widgets.neuron, "sigmoid"), (widgets.playground, "forward"), (widgets.playground, "backward"),
          (widgets.playground, "update"), (widgets.scale_explorer, "activation"), (widgets.flow, "forward"),
          (widgets.loss_comparer, "sigmoid"), (widgets.loss_comparer, "mse"), (widgets.loss_comparer, "mse_delta"),
          (widgets.loss_comparer, "binary_cross_entropy_from_logits"), (widgets.loss_comparer, "cross_entropy_delta"),
          (widgets.loss_bowl, "mse"), (widgets.loss_bowl, "neuron_slopes")]
takers = pytest.mark.parametrize(("make", "name"), TAKERS, ids=lambda value: getattr(value, "__name__", value))


@broken
@takers
def test_a_broken_function_is_told_in_a_sentence_and_the_figure_goes_on(make, name, function):
    if name in ("backward", "update"):           # these run with the first step
        figure = make(**{name: function})
        assert figure.trouble is None
        figure.buttons["step"].click()
        with impatient_with(function):
            figure.frame()
    else:
        with impatient_with(function):
            figure = make(**{name: function})
    assert figure.trouble.startswith("Your ")
    assert "course's" in figure.trouble
    assert "Traceback" not in figure._banner.value
    assert figure.trouble.split()[0] in figure._banner.value
    told = figure.trouble
    for values in in_all_corners(figure, most=4):
        before = figure.frames
        turn(figure, values)
        assert figure.frames == before + 1
    assert figure.trouble == told
    figure.trouble = None
    check(figure)


@pytest.mark.parametrize(("make", "name"), [taker for taker in TAKERS if hasattr(nnlib, taker[1])],
                         ids=lambda value: getattr(value, "__name__", value))
def test_the_courses_own_passed_in_is_the_default(make, name):
    assert make(**{name: getattr(nnlib, name)}).still().svg == make().still().svg


def test_a_function_of_your_own_is_what_runs():
    figure = widgets.neuron(sigmoid=lambda z: (1 + np.tanh(z / 2)) / 2 + 0.001)
    assert figure.trouble is None
    assert figure.state.a[0] == pytest.approx(nnlib.sigmoid(-1.0) + 0.001)


def test_a_function_that_stands_in_for_yours_is_told():
    """An exercise that has not passed hands on the course's under the learner's name."""
    @exercise("02.sigmoid")
    def sigmoid(z):
        return 1 / (1 + np.exp(z))

    figure = widgets.neuron(sigmoid=sigmoid)
    assert "○ Runs with the course's <code>sigmoid</code>: yours has not passed yet." in figure._banner.value
    assert figure.trouble is None
    assert figure.still().svg == widgets.neuron().still().svg
    wrong = widgets.neuron(sigmoid=sigmoid.yours)
    assert wrong._banner.value == ""
    assert wrong.still().svg != figure.still().svg
    for right in (nnlib.sigmoid, np.vectorize(nnlib.sigmoid), lambda z: 0.5 * (1 + np.tanh(z / 2))):
        assert widgets.neuron(sigmoid=right)._banner.value == ""
    both = widgets.playground(forward=exercises.mine.forward, backward=exercises.mine.backward)
    assert "course's <code>forward</code> and <code>backward</code>: yours have not passed" in both._banner.value


def test_reset_pauses_too():
    for figure in (widgets.playground(), widgets.loss_bowl()):
        play(figure)
        figure.buttons["play"].click()
        figure.frame()
        assert figure.playing
        figure.buttons["reset"].click()
        figure.frame()
        assert not figure.playing
        assert figure.buttons["play"].description == "Play"


def test_prints_of_a_function_are_held_back(capsys):
    widgets.neuron(sigmoid=lambda z: print("seen") or nnlib.sigmoid(z))
    assert capsys.readouterr().out == ""


def test_what_is_no_function_is_refused_in_words():
    with pytest.raises(TypeError, match=r"sigmoid is 0\.5, which cannot be called. Pass the function itself"):
        widgets.neuron(sigmoid=0.5)


# ── the playground ────────────────────────────────────────────────────────────────────────────────────────────────────

def sigmoid_forward(X, params):
    """As a learner writes it in 02."""
    z1 = X @ params["W1"] + params["b1"]
    a1 = nnlib.sigmoid(z1)
    z2 = a1 @ params["W2"] + params["b2"]
    a2 = nnlib.sigmoid(z2)
    return a2, {"a0": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}


def sigmoid_backward(y, cache, params, delta):
    """As a learner writes it in 04."""
    dz2 = delta(cache["a2"], y)
    dz1 = dz2 @ params["W2"].T * cache["a1"] * (1 - cache["a1"])
    return {"dW2": cache["a1"].T @ dz2, "db2": dz2.sum(axis=0, keepdims=True),
            "dW1": cache["a0"].T @ dz1, "db1": dz1.sum(axis=0, keepdims=True)}


def plain_update(params, grads, learning_rate):
    return {name: params[name] - learning_rate * grads[f"d{name}"] for name in params}


OWN = {"forward": sigmoid_forward, "backward": sigmoid_backward, "update": plain_update}


def play(figure, frames=3):
    """Press Play, let some pictures go by, press it again."""
    figure.buttons["play"].click()
    for _ in range(frames):
        figure.frame()
    figure.buttons["play"].click()
    figure.frame()


def losses_of(code, names=()):
    """Run a cell in a fresh namespace, and give the value of its last line."""
    *body, last = code.rstrip().split("\n")
    space = dict(names)
    exec("\n".join(body), space)
    return eval(last, space)


@pytest.mark.parametrize("data", ["XOR", "moons", "circles", "spiral"])
@pytest.mark.parametrize("turns", [{}, {"loss": "cross-entropy", "activation": "relu", "start": "he", "layers": 3},
                                   {"batch_size": 10, "activation": "leaky relu", "layers": 2, "units2": 3},
                                   {"activation": "sigmoid", "start": "normal", "seed": 7, "batch_size": 50}], ids=str)
def test_the_code_trains_the_same_network_to_the_same_losses(data, turns):
    figure = widgets.playground(data=data, learning_rate=0.1)
    turn(figure, turns)
    play(figure)
    turn(figure, {"learning_rate": 0.03})
    play(figure)
    figure.buttons["code"].click()
    figure.frame()
    assert figure.run.epochs > 3
    assert figure.words.startswith("Paused at epoch ")
    assert np.allclose(losses_of(figure._code.value), figure.state.loss, rtol=1e-9)


@pytest.mark.parametrize("names", [["forward"], ["backward"], ["update"], ["forward", "backward", "update"]], ids=str)
@pytest.mark.parametrize("loss", ["MSE", "cross-entropy"])
def test_the_code_with_functions_of_your_own_too(names, loss):
    own = {name: OWN[name] for name in names}
    figure = widgets.playground(**own)
    turn(figure, {"loss": loss, "batch_size": 50})
    play(figure)
    assert figure.trouble is None
    figure.buttons["code"].click()
    figure.frame()
    code = figure._code.value
    for function in own.values():
        assert f"{function.__name__}(" in code
    assert np.allclose(losses_of(code, {f.__name__: f for f in own.values()}), figure.state.loss, rtol=1e-9)


@pytest.mark.parametrize("own", [{}, OWN], ids=["the course's", "your own"])
def test_the_code_leaves_the_names_of_a_notebook_alone(own):
    figure = widgets.playground(**own)
    play(figure, frames=1)
    space = dict.fromkeys(("X", "y", "params", "rng", "train", "held_out", "net", "grads", "activations"))
    space |= {function.__name__: function for function in own.values()}
    before = dict(space)
    exec(run.as_code(figure.run), space)
    assert {name: space[name] for name in before} == before
    assert set(space) - set(before) == {"np", "nnlib", "again", "__builtins__"}
    assert space["again"]() == space["again"]() == pytest.approx(figure.state.loss)


def test_the_code_does_not_stop_the_figure_and_stands_still_while_it_plays():
    figure = widgets.playground()
    assert figure.buttons["code"].description == "Show as code"
    figure.buttons["play"].click()
    figure.frame()
    figure.buttons["code"].click()
    figure.frame()
    code, told = figure._code.value, figure._how_to_copy.value
    assert f"at epoch {figure.run.epochs:,}, with the losses {svg.small(figure.state.loss[0])} and " in told
    assert "plays on" in told
    figure.frame()
    assert figure.playing
    assert (figure._code.value, figure.buttons["code"].description) == (code, "Hide the code")
    figure.buttons["play"].click()
    figure.frame()
    assert np.allclose(losses_of(figure._code.value), figure.state.loss, rtol=1e-9)
    assert "plays on" not in figure._how_to_copy.value
    for name in ("code", "step", "code"):
        figure.buttons[name].click()
        figure.frame()
    assert np.allclose(losses_of(figure._code.value), figure.state.loss, rtol=1e-9)


def test_the_code_goes_on_as_the_figure_did_after_the_numbers_left_all_bounds(monkeypatch):
    figure = widgets.playground(learning_rate=10.0)
    turn(figure, {"batch_size": 10, "activation": "relu"})
    play(figure, frames=1)
    with monkeypatch.context() as patch:
        patch.setattr(run, "BOUND", 1e-9)              # as if they had
        updates = figure.state.updates
        figure.buttons["step"].click()
        figure.frame()
        assert figure.state.lost
        assert figure.state.updates == updates
    turn(figure, {"learning_rate": 0.1})
    play(figure, frames=1)
    assert np.allclose(losses_of(run.as_code(figure.run)), figure.state.loss, rtol=1e-9)


def test_the_code_measures_certain_and_wrong_answers_as_the_figure_does():
    figure = widgets.playground(**OWN)
    turn(figure, {"loss": "cross-entropy", "learning_rate": 10.0})
    for _ in range(3):                                   # throws the sums so far up that σ is 1
        figure.run.epoch(1000.0, None)
    figure.frame()
    assert figure.state.loss[0] > 40
    code = run.as_code(figure.run)
    assert np.allclose(losses_of(code, {f.__name__: f for f in OWN.values()}), figure.state.loss, rtol=1e-9)


def _update(params, grads, learning_rate):
    return plain_update(params, grads, learning_rate)


@pytest.mark.parametrize("update", [lambda *args: plain_update(*args), _update, functools.partial(plain_update)])
def test_a_function_without_a_name_goes_by_that_of_its_argument(update):
    figure = widgets.playground(update=update)
    play(figure, frames=1)
    code = run.as_code(figure.run)
    assert "params = update(params, grads, 1.0)" in code
    assert np.allclose(losses_of(code, {"update": update}), figure.state.loss, rtol=1e-9)


@pytest.mark.parametrize(("wrong", "words"), [
    ({"data": "xor"}, r"data is 'xor'\. Expected one of 'XOR', 'moons'"), ({"hidden": (9,)}, r"hidden is \(9,\)\. "),
    ({"hidden": (2, 2, 2, 2)}, "one to three hidden layers"), ({"hidden": ()}, "one to three hidden layers"),
    ({"learning_rate": 0.0}, "Expected a number above 0"), ({"seed": 1.5}, "a whole number from 0 to 99")], ids=str)
def test_a_playground_that_does_not_exist_is_refused_in_words(wrong, words):
    with pytest.raises(ValueError, match=words):
        widgets.playground(**wrong)


def test_any_learning_rate_can_be_asked_for_and_one_hidden_layer_needs_no_brackets():
    figure = widgets.playground(hidden=3, learning_rate=1000)
    assert figure.run.recipe.sizes == (2, 3, 1)
    assert "learning rate 1000, all points an update; seed 0" in figure.words
    assert "1000" in [label for label, _ in figure.controls["learning_rate"].options]


def test_before_the_first_epoch_it_says_what_to_do():
    assert widgets.playground().words.startswith("Not trained yet. Press Play")


def test_functions_written_for_one_hidden_layer_of_sigmoids_get_no_other():
    figure = widgets.playground(**OWN)
    for name in ("layers", "activation"):
        assert (figure.controls[name].disabled, figure.controls[name].layout.display) == (True, "none")
    assert any("one hidden layer of sigmoids" in str(getattr(child, "value", "")) for child in figure.children)
    assert figure.run.recipe.activation == "sigmoid"
    figure = widgets.playground(forward=nnlib.forward, backward=nnlib.backward)
    assert not figure.controls["layers"].disabled


def test_it_starts_where_the_course_starts():
    params = nnlib.init_params((2, 4, 1), np.random.default_rng(0))
    assert all((widgets.playground().run.params[name] == array).all() for name, array in params.items())


def test_the_same_seed_gives_the_same_run_and_reset_goes_back():
    one, two = widgets.playground(), widgets.playground()
    start = one._picture.value
    for figure in (one, two):
        for _ in range(5):
            figure.buttons["step"].click()
            figure.frame()
    assert one._picture.value == two._picture.value != start
    one.buttons["reset"].click()
    one.frame()
    assert one._picture.value == start


def test_numbers_that_leave_all_bounds_stop_it_in_words():
    figure = widgets.playground(learning_rate=10.0)
    turn(figure, {"activation": "relu", "start": "normal", "loss": "cross-entropy", "layers": 3})
    figure.run.params["W1"] *= 1e8
    figure.buttons["play"].click()
    figure.frame()
    assert not figure.playing
    assert "Stopped in epoch 1: the numbers left all bounds with the learning rate 10. " in figure.words
    assert "Take a smaller learning rate and press Play, or Reset." in figure.words
    assert figure.trouble is None
    turn(figure, {"learning_rate": 0.01})
    assert "Take a smaller" not in figure.words
    assert "Play goes on with the learning rate 0.01." in figure.words


def test_play_goes_on_with_a_smaller_rate_after_the_numbers_left_all_bounds(monkeypatch):
    figure = widgets.playground(learning_rate=10.0)
    with monkeypatch.context() as patch:
        patch.setattr(run, "BOUND", 1e-9)              # as if they had
        figure.buttons["play"].click()
        figure.frame()
    turn(figure, {"learning_rate": 0.1})
    figure.buttons["play"].click()
    figure.frame()
    assert figure.playing
    assert figure.run.epochs > 0
    assert figure.words.startswith("Running at epoch ")


def test_the_curve_begins_at_the_start_however_a_run_began():
    figure = widgets.playground(**OWN)
    figure.buttons["play"].click()
    figure.frame()
    for turns in ({"seed": 5}, {"data": "moons"}, {"units1": 2}):
        turn(figure, turns)
        assert figure.playing
        epoch, *losses = figure.state.curve[0]
        start = widgets.playground(**OWN)
        turn(start, {"seed": 5, **({"data": figure.run.recipe.data}), "units1": figure.run.recipe.hidden[0]})
        assert epoch == 0
        assert losses == pytest.approx(start.state.loss)


def test_what_stands_beside_the_ends_of_the_curves_stands_clear_of_the_axis():
    figure = widgets.playground()
    figure.run.epochs, figure.run.curve = 1700, [(0, 0.3, 0.3), (1600, 0.001, 0.001)]
    figure.run.params["W2"] *= 0
    figure.frame()
    for _ in range(2000):
        figure.run.epoch(1.0, None)
    figure.frame()
    [[_, losses], _] = figure.draw(figure.state)
    drawn = xml.dom.minidom.parseString(losses.svg()).getElementsByTagName("text")
    heights = {one.firstChild.data: float(one.getAttribute("y")) for one in drawn}
    assert figure.state.loss[0] < 0.01
    assert max(heights["training"], heights["held out"]) + 4 < heights["0"] - 4            # the axis
    assert abs(heights["training"] - heights["held out"]) > 12


def test_updates_are_counted_where_they_are_not_epochs():
    figure = widgets.playground()
    play(figure, frames=1)
    assert "updates)" not in figure.words
    turn(figure, {"batch_size": 50})
    figure.buttons["step"].click()
    figure.frame()
    assert f"({figure.run.epochs + 3:,} updates)" in figure.words


def half_the_slopes(y, cache, params, delta):
    return {name: array / 2 for name, array in sigmoid_backward(y, cache, params, delta).items()}


def no_sum_over_rows(y, cache, params, delta):
    grads = sigmoid_backward(y, cache, params, delta)
    return {**grads, "db1": grads["db1"] / len(y)}


def uphill(params, grads, learning_rate):
    return {name: params[name] + learning_rate * grads[f"d{name}"] for name in params}


def in_place(params, grads, learning_rate):
    for name in params:
        params[name] -= learning_rate * grads[f"d{name}"]
    return params


def unsquashed(X, params):
    z1 = X @ params["W1"] + params["b1"]
    a2 = nnlib.sigmoid(z1 @ params["W2"] + params["b2"])
    return a2, {"a0": X, "z1": z1, "a1": z1, "z2": z1 @ params["W2"] + params["b2"], "a2": a2}


@pytest.mark.parametrize(("wrong", "words"), [
    ({"update": uphill}, "In the first step your update makes the loss rise, from 0.2992 to "),
    ({"update": lambda params, grads, learning_rate: dict(params)}, "Your update returns the numbers as they were"),
    ({"update": lambda params, grads, rate: plain_update(params, grads, 2 * rate)},
     "In the first step your update's W1, b1, W2 and b2 are not what the course's are: W1["),
    ({"backward": half_the_slopes}, "your backward's dW2, db2, dW1 and db1 are not what the course's are: dW2["),
    ({"backward": no_sum_over_rows}, "your backward's db1 is not what the course's is: db1[0, "),
    ({"forward": unsquashed}, "your forward's a1, z2, a2 and y_hat are not what the course's are: a1[")],
    ids=["uphill", "unchanged", "twice", "half", "one mean", "unsquashed"])
def test_a_function_with_wrong_numbers_is_told_and_the_figure_goes_on(wrong, words):
    figure = widgets.playground(**{**OWN, **wrong})
    assert words not in figure.words
    figure.buttons["step"].click()
    figure.frame()
    assert words in figure.words
    play(figure)
    assert words in figure.words
    assert figure.trouble is None
    assert figure.run.epochs > 1


@pytest.mark.parametrize("own", [OWN, {"update": in_place}, {"forward": nnlib.forward}], ids=" ".join)
def test_of_right_functions_nothing_is_said(own):
    figure = widgets.playground(**own)
    for turns in ({}, {"loss": "cross-entropy"}, {"data": "spiral", "learning_rate": 10.0}, {"batch_size": 10}):
        turn(figure, turns)
        figure.buttons["step"].click()
        figure.frame()
        assert figure.words.startswith("Paused at epoch 1"), figure.words
        figure.buttons["reset"].click()
        figure.frame()


def test_the_curve_does_not_grow_without_end():
    figure = widgets.playground()
    for epoch in range(5000):
        figure.run.epochs = epoch
        figure.run.record(0.1, 0.2)
    assert len(figure.run.curve) <= 301
    assert figure.run.curve[-1][0] > 4900


def test_it_learns_each_data_set():
    for data in ("XOR", "moons", "circles"):
        figure = widgets.playground(data=data, hidden=(8,), learning_rate=1.0)
        for _ in range(1500):
            figure.run.epoch(1.0, None)
        figure.frame()
        assert figure.state.right[1] > 0.9, data


def test_what_is_played_stops_when_nobody_looks(monkeypatch):
    now = 0.0
    monkeypatch.setattr(stage, "time", types.SimpleNamespace(monotonic=lambda: now, perf_counter=time.perf_counter))
    figure = widgets.playground()
    now += 100
    figure.buttons["play"].click()
    figure.frame()
    assert figure._pulse.playing
    now += stage.UNSEEN
    assert not figure._is_away()
    now += 1
    assert figure._is_away()
    figure._pulse.value += 1                       # the page shows itself again
    assert not figure._is_away()


# ── the others ────────────────────────────────────────────────────────────────────────────────────────────────────────

@pytest.mark.parametrize("graph", [graphs.neuron(2.0, -1.0), graphs.neuron(-3.0, 0.5), graphs.fork()],
                         ids=["the course's neuron", "another", "fork"])
def test_slopes_of_a_graph_are_what_nudging_says(graph):
    inputs = {"w": lambda w: graphs.neuron(w, -1.0), "b": lambda b: graphs.neuron(2.0, b)}
    if "q" in graph.nodes:
        inputs = {"u": lambda u: graphs.fork(u, 3.0), "v": lambda v: graphs.fork(2.0, v)}
    elif graph.nodes["w"].value == -3:
        inputs = {"w": lambda w: graphs.neuron(w, 0.5), "b": lambda b: graphs.neuron(-3.0, b)}
    for name, make in inputs.items():
        value, h = graph.nodes[name].value, 1e-5
        nudged = (make(value + h).nodes["loss"].value - make(value - h).nodes["loss"].value) / (2 * h)
        assert graph.slopes()[name] == pytest.approx(nudged, rel=1e-6)


def test_old_friends_come_back():
    neuron = widgets.backward_stepper()
    slopes = neuron.state.graph.slopes()
    assert [round(slopes[name], 5) for name in "azwb"] == [-0.23841, -0.02503, -0.03755, -0.02503]
    fork = widgets.backward_stepper("fork").state.graph.slopes()
    assert [fork[name] for name in "qpvu"] == [-10, -10, -20, -40]
    bowl = widgets.loss_bowl(w=2.0, b=-1.0)
    assert round(bowl.state.dw, 5) == -0.00481
    turn(bowl, {"samples": 1})
    assert (round(bowl.state.loss, 5), round(bowl.state.dw, 5)) == (0.01421, -0.03755)
    explorer = widgets.scale_explorer(0.1)
    assert "from 0.63 in layer 1 to 0.23 in layer 10" in explorer.words
    turn(explorer, {"spread": 1.0})
    assert "deaf" in explorer.words
    assert "78 %" in explorer.words
    assert "0.29 comes out" in widgets.flow()._picture.value
    assert "(1, 1) gets 0.95 ✗: three of four rows are right." in widgets.neuron().words


GRAPHS = {name: lambda name=name: widgets.backward_stepper(name, 4) for name in ("neuron", "fork", "network")}
every_graph = pytest.mark.parametrize("make", GRAPHS.values(), ids=GRAPHS)


@every_graph
def test_each_graph_by_itself_in_all_corners(make):
    assert "graph" not in make().controls
    test_every_control_in_all_corners(make)


@pytest.mark.parametrize("graph", GRAPHS)
def test_every_control_of_a_graph_changes_picture_and_words(graph):
    figure = widgets.backward_stepper(graph, 4)
    for name, control in figure.controls.items():
        seen = set()
        for value in extremes(control):
            turn(figure, {name: value})
            seen.add((figure._picture.value, figure.words))
        assert len(seen) == len(extremes(control)), name
        assert control.layout.display is None


def test_what_four_rows_ask_of_a_weight_adds_up_to_its_slope():
    figure, asked, together = widgets.backward_stepper("network", 4), {}, {}
    X, y = nnlib.xor()
    params = nnlib.init_params((2, 4, 1), np.random.default_rng(0))
    grads = nnlib.backward(y, nnlib.forward(X, params)[1], params, delta=nnlib.mse_delta)
    for row, unit in itertools.product(range(4), range(4)):
        turn(figure, {"row": row, "unit": unit})
        graph, slopes = figure.state.graph, figure.state.graph.slopes()
        for edge in graph.edges:
            if edge.weight:
                _, one, together[edge.weight[3]], name = edge.weight
                assert one == pytest.approx(slopes[edge.end] * graph.nodes[edge.start].value)
                asked.setdefault(name, {})[row] = one
    assert len(asked) == 12
    for name, ones in asked.items():
        table, place = name[:2], eval(name[2:])
        assert sum(ones.values()) == pytest.approx(together[name]) == pytest.approx(grads[f"d{table}"][tuple(place)])


@pytest.mark.parametrize("row", range(4))
def test_slopes_in_the_graph_of_a_network_are_what_came_back(row):
    figure = widgets.backward_stepper("network", 4)
    turn(figure, {"row": row})
    graph = figure.state.graph
    for name in graph.given:
        assert graph.came_back(name, graph.slopes()) == pytest.approx(graph.given[name])
    assert "But " not in figure.words


def test_the_walk_tells_where_a_function_goes_wrong_and_only_there():
    def one_way(u, v):
        return 2 * (u * v + u - 13) * v, 2 * (u * v + u - 13) * u

    figure = widgets.backward_stepper("fork", 3, graph_backward=one_way)
    assert "But " not in figure.words                            # dv is right
    turn(figure, {"steps": 4})
    assert "But −40 came back, and your graph_backward says du = −30." in figure.words

    def forgot_the_squash(dz2, cache, params):
        return {**graphs.hidden_gradients(dz2, cache, params), "dz1": dz2 @ params["W2"].T}

    assert "mean of 4" in widgets.backward_stepper("network")._picture.value
    figure = widgets.backward_stepper("network", 3, hidden_gradients=forgot_the_squash)
    assert "But " not in figure.words
    turn(figure, {"steps": 4})
    assert "But 0.0080 came back, and your hidden_gradients says dz1 of unit 0 = 0.0326." in figure.words


def test_with_a_doubt_the_title_drops_the_rule_that_was_not_followed():
    figure = widgets.backward_stepper("fork", 4, graph_backward=lambda u, v: (-30.0, -20.0))
    assert figure.draw(figure.state)[0].title == "du = −30, but −40 came back"
    assert "du = −30: used twice" not in figure.words


def test_a_function_that_writes_into_the_cache_is_not_shown_its_own_traces():
    def spoils(dz2, cache, params):
        found = graphs.hidden_gradients(dz2, cache, params)
        cache["a1"] *= 0
        params["W2"] *= 0
        dz2 *= 0
        return found

    spoiling, right = (widgets.backward_stepper("network", 4, **own) for own in ({"hidden_gradients": spoils}, {}))
    for steps in (2, 3, 4):
        for figure in (spoiling, right):
            turn(figure, {"steps": steps})
        assert spoiling.words == right.words


def test_a_sum_over_rows_that_is_a_mean_is_told_at_its_step():
    def means(y, cache, delta):
        return {name: table / (1 if name == "dz2" else 4)
                for name, table in graphs.output_gradients(y, cache, delta).items()}

    def mean_of_biases(dz2, cache, params):
        found = graphs.hidden_gradients(dz2, cache, params)
        return {**found, "db1": found["db1"] / 4}

    figure = widgets.backward_stepper("network", 2, output_gradients=means, hidden_gradients=mean_of_biases)
    assert "dW2[0, 0] gets −0.0310 from this row, −0.0396 from all four. But " in figure.words
    assert "is what the rows add up to, and your output_gradients says dW2[" in figure.words
    assert figure.draw(figure.state)[0].title.startswith("dW2[")
    turn(figure, {"steps": 3})
    assert "But " not in figure.words
    turn(figure, {"steps": 4})
    assert "is what the rows add up to, and your hidden_gradients says db1[0, " in figure.words


def test_numbers_of_a_fork_have_as_many_decimals_as_they_need():
    figure = widgets.backward_stepper("fork", 4)
    assert (figure.controls["u"].step, figure.controls["v"].step) == (0.1, 0.1)       # what is typed goes to a step
    turn(figure, {"u": 2.3})
    assert figure.words.startswith("A fork, step 4 back. du = −30.4: ")
    turn(figure, {"u": 2.5, "v": 5.5})
    assert "du = 42.25: used twice, so what came on both ways adds up, 35.75 and 6.5." in figure.words
    network = widgets.backward_stepper("network", 3)
    assert "da1: 0.0326, 0.0" in network.words
    for steps, row in itertools.product((3, 4), range(4)):
        turn(network, {"steps": steps, "row": row})
        assert not re.search(r"\d\.\de−4", network.words)


@broken
@pytest.mark.parametrize(("graph", "name"), [("fork", "graph_backward"), ("network", "forward"),
                                             ("network", "output_gradients"), ("network", "hidden_gradients")])
def test_a_broken_function_does_not_break_the_walk(graph, name, function):
    with impatient_with(function):
        figure = widgets.backward_stepper(graph, **{name: function})
    assert figure.trouble.startswith(f"Your {'function' if function is endless else name} ")
    figure.trouble = None
    turn(figure, {"steps": 4})
    check(figure)
    assert figure.words.endswith("The walk is over.")


def test_a_walk_can_end_before_what_is_still_to_be_guessed():
    figure = widgets.backward_stepper("fork", last=3)
    turn(figure, {"steps": 1})
    assert figure.words.endswith("2 steps to go.")
    turn(figure, {"steps": 9})
    assert figure.words.endswith("du is left to you.")
    assert "−40" not in figure._picture.value
    assert "du =" not in figure.still().svg


def test_where_nobody_can_step_the_whole_walk_is_shown():
    figure = widgets.backward_stepper("fork")
    assert "du = −40" not in figure._picture.value
    assert "du = −40" in figure.still().svg
    assert "du = −40" in figure.still().alt


def test_a_network_that_the_walk_cannot_draw_is_refused_in_words():
    with pytest.raises(ValueError, match=r"one to five hidden units and one output; found W1 \(2, 7\)"):
        widgets.backward_stepper("network", params=nnlib.init_params((2, 7, 1), np.random.default_rng(0)))
    for n_h in (1, 5):
        check(widgets.backward_stepper("network", 4, params=nnlib.init_params((2, n_h, 1), np.random.default_rng(0))))


def test_the_ball_steps_against_the_slope_and_stops_at_the_edge():
    figure = widgets.loss_bowl(w=-1.0, learning_rate=5)
    dw, before = figure.state.dw, figure.state.loss
    figure.buttons["step"].click()
    figure.frame()
    assert figure.state.w == pytest.approx(-1.0 - 5.0 * dw)
    assert figure.state.loss < before
    turn(figure, {"learning_rate": 80.0, "w": 0.0})
    figure.buttons["play"].click()
    for _ in range(5):
        figure.frame()
    assert not figure.playing
    assert "led out of the picture" in figure.words


def walked(steps, **values):
    """The states of a ball that takes so many steps."""
    figure = widgets.loss_bowl()
    turn(figure, values)
    states = [figure.state]
    for _ in range(steps):
        figure.buttons["step"].click()
        figure.frame()
        states.append(figure.state)
    return figure, states


def test_the_ball_does_what_notebook_03_says_of_it():
    figure, states = walked(100)
    assert [round(one.loss, 4) for one in (states[0], states[100])] == [0.0842, 0.004]
    rises = [after.loss > before.loss for before, after in itertools.pairwise(states)]
    assert rises[:4] == [False, True, True, True]
    assert not any(rises[20:])
    assert not figure.state.left
    figure, states = walked(3, learning_rate=80.0)
    assert ["flat for every sample" in widgets.loss_bowl.__globals__["say"](one) for one in states] == [
        False, False, True, True]
    assert round(states[2].loss, 4) == 0.25
    figure, states = walked(100, both=False)
    assert figure.draw(states[-1])[0].title == "Slope 0: the curve is level here"
    assert states[-1].loss == min([*states[-1].along, states[-1].loss])
    assert states[-1].db > 0.03


def ended(**values):
    """The figure when what was played from its start has ended, and the number of pictures."""
    figure = widgets.loss_bowl()
    turn(figure, values)
    figure.buttons["play"].click()
    for frames in range(1, 400):
        figure.frame()
        if not figure.playing:
            return figure, frames
    raise AssertionError("it plays on")


def test_what_hardly_moves_any_more_ends_and_says_so():
    figure, frames = ended(learning_rate=80.0)
    assert frames == 2
    assert "flat for every sample: the slopes are nearly 0, though the loss is not. Play ends here." in figure.words
    figure, frames = ended(both=False)
    assert frames < 10
    assert "The slope at w is nearly 0: Play ends here." in figure.words
    assert figure.draw(figure.state)[0].title == "Slope 0: the curve is level here"
    figure, frames = ended()
    assert (frames, figure.state.left) == (187, True)
    assert "beyond the picture, lower and lower. Press Reset." in figure.words


def test_the_ball_says_what_became_of_the_loss():
    figure, _ = walked(2)
    assert "is 0.0805, up from 0.0769. " in figure.words
    assert " from " not in walked(0)[0].words
    figure, _ = walked(1, w=16.0, b=-8.0)
    assert "0.0075, down from 0.0625. The last step led out of the picture. Press Reset." in figure.words
    assert "smaller learning rate" not in figure.words
    figure, _ = walked(1, learning_rate=80.0, w=12.0, b=-6.0)
    assert "0.1674, up from 0.0625. The last step was long and led out of the picture. " in figure.words
    assert "smaller learning rate" in figure.words


def test_a_slope_at_b_that_is_none_is_told_too():
    figure = widgets.loss_bowl(neuron_slopes=lambda x, y, w, b: (2 * (nnlib.sigmoid(w * x + b) - y) * x
                               * nnlib.sigmoid(w * x + b) * (1 - nnlib.sigmoid(w * x + b)), 0.0))
    assert "Nudged, the slope at b is 0.0300: your neuron_slopes and your mse do not belong together." in figure.words


def test_the_map_is_that_of_the_loss_that_was_handed_in():
    usual = widgets.loss_bowl()
    summed = widgets.loss_bowl(mse=lambda y_hat, y: np.sum((y_hat - y) ** 2))
    right = widgets.loss_bowl(mse=lambda y_hat, y: np.mean((y_hat - y) ** 2))
    for samples in (4, 1):
        for figure in (usual, summed, right):
            turn(figure, {"samples": samples})
        assert right.draw(right.state) == usual.draw(usual.state)
        middle = [np.interp(0.5, [0, 1], [figure.state.over_plane.max(), 0]) for figure in (usual, summed)]
        assert middle[1] / middle[0] == pytest.approx(samples, rel=0.02)
    turn(summed, {"samples": 4})
    assert summed.state.top == 4


def test_the_height_of_the_curve_keeps_its_scale_and_the_ball_is_whole():
    figure = widgets.loss_bowl()
    ball = svg.dots([0], [0], "round", svg.INK, 14).split("M")[1].partition("h0")[2]
    for samples, w, b in itertools.product((1, 4), (-4.0, 6.0, 16.0), (-8.0, 0.0, 8.0)):
        turn(figure, {"samples": samples, "w": w, "b": b})
        side, above = figure.draw(figure.state)
        assert figure.state.top == 1.0 >= max(figure.state.along.max(), figure.state.loss)
        for panel in (side, above):
            assert ball in panel.body.rpartition("</svg>")[2]          # behind all that is cut off at the frame


@pytest.mark.parametrize(("factor", "agrees"), [(1, True), (0.5, False), (4, False), (-1, False)])
def test_a_slope_that_is_none_is_told_by_a_nudge(factor, agrees):
    def slopes(x, y, w, b):
        a = nnlib.sigmoid(w * x + b)
        dz = factor * 2 * (a - y) * a * (1 - a)
        return dz * x, dz

    figure, rng = widgets.loss_bowl(neuron_slopes=slopes), np.random.default_rng(3)
    for _ in range(20):
        assert ("Nudged, the slope at w is" not in figure.words) is agrees
        turn(figure, {"w": rng.uniform(-2, 3), "b": rng.uniform(-3, 1), "samples": int(rng.choice([1, 4]))})
    title = figure.draw(figure.state)[0].title
    assert title.endswith("is not the slope of this curve") is not agrees


def test_the_slope_of_cross_entropy_is_five_hundred_times_as_large_where_the_story_says_so():
    figure = widgets.loss_comparer(z=-6.9, y=1)
    squared, entropy = (push for _, push in figure.state.here.values())
    assert round(squared, 3) == 0.002
    assert round(entropy, 3) == 0.999
    assert 450 < entropy / squared < 550


def test_both_pushes_are_most_alike_at_zero_and_point_to_what_is_right():
    figure, times = widgets.loss_comparer(), {}
    for y, sign in ((0, -1), (1, 1)):
        for z in np.linspace(-10, 10, 41).tolist():
            turn(figure, {"z": z, "y": y})
            pushes = np.array([push for _, push in figure.state.here.values()])
            assert (sign * pushes > 0).all()
            times[y, z] = pushes[1] / pushes[0]
        assert min((times[y, z], z) for _, z in times if (y, z) in times) == pytest.approx((2.0, 0.0))


def test_an_answer_is_told_from_0_and_1():
    for z, written in ((10, "0.99995"), (-10, "4.5e−5"), (2, "0.8808"), (-7, "0.0009"), (9.9, "0.9999")):
        figure = widgets.loss_comparer(z)
        assert f" gives the answer {written}, and 0 is right" in figure.words
        assert figure.draw(figure.state)[0].title == f"It says {written}, and 0 is right"
    assert "the answer 1.0000," in widgets.loss_comparer(sigmoid=lambda z: np.ones_like(z)).words


def test_a_push_the_other_way_and_one_off_the_panel_are_told():
    figure = widgets.loss_comparer(mse_delta=lambda a, y: -nnlib.mse_delta(a, y))
    assert figure.draw(figure.state)[2].title == "Cross-entropy pushes the other way"
    assert figure.words.endswith(", the other way.")
    assert "off the panel" not in figure._picture.value
    figure = widgets.loss_comparer(cross_entropy_delta=lambda a, y: 50 * nnlib.cross_entropy_delta(a, y))
    assert "cross-entropy: −44.0399, off the panel" in figure._picture.value


def test_a_right_answer_that_is_none_is_refused_in_words():
    with pytest.raises(ValueError, match=r"y is 2\. Expected the right answer, 0 or 1"):
        widgets.loss_comparer(y=2)


@pytest.mark.parametrize(("spread", "word"), [(0.001, "dead"), (0.01, "dead"), (0.08, "fading"), (0.09, "fading"),
                                              (0.1, "alive"), (0.16, "alive"), (0.3, "growing deaf"), (1, "deaf"),
                                              (2, "deaf")])
def test_what_is_said_of_a_start_is_what_its_layers_show(spread, word):
    figure = widgets.scale_explorer(spread)
    assert f": {word}, " in figure.words
    state = figure.state
    assert (state.spreads[-1] < 0.01) == (word == "dead")
    assert word != "alive" or (state.spreads.min() > 0.2 and state.pinned.mean() < 0.1)
    assert (state.spreads[-1] < state.spreads[0] / 4) == (word in ("dead", "fading"))
    assert word != "fading" or "fading, layer 10 hands on less than a quarter of layer 1." in figure.words


@pytest.mark.parametrize("spread", [0.01, 0.05, 0.08, 0.1, 0.11, 0.12, 0.13, 0.14, 0.15, 0.2, 0.5, 1, 1.5])
def test_a_typed_spread_is_what_is_read_then(spread):
    figure = widgets.scale_explorer()
    slider = figure.controls["spread"]
    places = np.round((np.log10(spread) - slider.min) / slider.step)       # where a page puts it
    turn(figure, {"spread": 10 ** (slider.min + places * slider.step)})
    assert figure.words.startswith(f"Weights of spread {spread:g}: ")
    assert slider.readout_format == ".3"
    one_up = 10 ** (slider.min + (places + 1) * slider.step)
    assert f"{one_up:.3g}" != f"{spread:.3g}"


@pytest.mark.parametrize(("name", "spreads"), [("0.01", "0.099 in layer 1 to 1e−10"), ("1", "0.96 in layer 1 to 0.96"),
                                               ("0.1", "0.63 in layer 1 to 0.23")])
def test_a_start_is_one_button_away_and_has_the_spreads_of_notebook_01(name, spreads):
    figure = widgets.scale_explorer(0.5)
    figure.buttons[name].click()
    figure.frame()                               # the button is heard, and moves the slider
    figure.frame()                               # the slider is heard
    assert f"spread {name}: " in figure.words
    assert spreads in figure.words


def test_a_signal_however_weak_is_drawn_where_its_number_says():
    figure = widgets.scale_explorer(0.001)
    assert figure.state.spreads == pytest.approx(10.0 ** -np.arange(2, 22, 2), rel=0.1)
    [[_, below]] = figure.draw(figure.state)
    curve, = re.findall(r'd="(M[^"]*L[^"]*)"', below.body)
    heights = [float(y) for y in re.findall(r" ([\d.]+)", curve)]
    assert len(heights) == 10
    assert np.diff(heights).min() > 5


def test_the_still_picture_shows_the_three_starts_and_says_so():
    still = widgets.scale_explorer().still()
    for start in ("Spread 0.01: dead", "Spread 1: deaf", "Spread 0.1: alive"):
        assert start in still.svg
        assert start.replace("Spread", "Weights of spread") in still.alt
    assert "Spread 0.5" in widgets.scale_explorer(0.5, activation=lambda z: z / (1 + np.abs(z))).still().svg


def test_no_row_at_the_curve_hides_another():
    rng = np.random.default_rng(0)
    for _ in range(300):
        figure = widgets.neuron(*rng.integers(-20, 21, 2).tolist(), int(rng.integers(-30, 31)))
        places = neuron_figure._places(figure.state)
        assert sorted(row for rows, _, _ in places for row in rows) == [0, 1, 2, 3]
        for (_, x, y), (_, other_x, other_y) in itertools.combinations(places, 2):
            assert max(abs(x - other_x), abs(y - other_y)) > 22
        for rows, _, y in places:
            sums = np.clip(figure.state.z[rows], -neuron_figure.EDGE, neuron_figure.EDGE)
            assert len(set(sums.round(9))) == len(set(neuron_figure.Y[rows, 0])) == 1
            assert np.allclose(y, neuron_figure.CURVE.py(figure.state.a[rows]), atol=0.01)
        boxes = [(x - 11, y - 11, x + 11, y + 11) for _, x, y in places]
        for x, y, anchor, words in neuron_figure._labels(figure.state, places):
            left = x - 6 * len(words) * (anchor == "end")
            boxes.append((left, y - 8, left + 6 * len(words), y + 2))
            assert boxes[-1][0] > neuron_figure.CURVE.left
            assert boxes[-1][2] < 390
        for (left, top, right, bottom), (l, t, r, b) in itertools.combinations(boxes, 2):
            assert left >= r or l >= right or top >= b or t >= bottom


def test_a_squash_that_is_none_stays_in_the_picture_and_is_told():
    figure = widgets.neuron(sigmoid=np.tanh)
    places = neuron_figure._places(figure.state)
    assert all(52 < y < 52 + 220 for _, _, y in places)
    assert figure.words.endswith("At z = −1.6 your sigmoid gives −0.92, where σ(z) is 0.17.")
    assert "your sigmoid" not in widgets.neuron(sigmoid=lambda z: 1 / (1 + np.exp(-z))).words
    check(widgets.neuron(20, 20, 30, sigmoid=lambda z: np.maximum(z, 0)))


def test_one_half_is_said_to_count_as_no_where_it_stands():
    assert "one half" not in widgets.neuron().words
    assert "two of four rows are right. Exactly one half counts as no." in widgets.neuron(0, 0, 0).words


@pytest.mark.parametrize(("w1", "w2", "b"), [(2, 2, -1), (20, 20, -10), (3, -5, 1), (0, 4, -2), (0.1, 0, -0.05)])
def test_the_neurons_line_lies_where_its_sum_is_0(w1, w2, b):
    plane, drawn = neuron_figure.PLANE, neuron_figure._line(widgets.neuron(w1, w2, b).state)
    ends = np.array([float(number) for number in re.findall(r' [xy][12]="([-\d.]+)"', drawn)]).reshape(2, 2)
    x1 = plane.x[0] + (ends[:, 0] - plane.left) / plane.width * (plane.x[1] - plane.x[0])
    x2 = plane.y[1] - (ends[:, 1] - plane.top) / plane.height * (plane.y[1] - plane.y[0])
    assert np.abs((w1 * x1 + w2 * x2 + b) / np.hypot(w1, w2)).max() < 0.002
    assert np.hypot(*(ends[0] - ends[1])) > 2 * plane.width
    assert neuron_figure._line(widgets.neuron(0, 0, b).state) == ""


def test_who_adds_up_the_numbers_of_the_flow_finds_what_stands_there():
    signs = set()
    for seed, row, unit in itertools.product(range(5), range(4), range(5)):
        figure = widgets.flow(nnlib.init_params((2, 4, 1), np.random.default_rng(seed)))
        turn(figure, {"row": row, "unit": unit})
        told = figure.words.replace("\u00a0", " ")
        told = told[told.index(" z = ") + 5:told.index(", and a")].replace("−", "-")
        total, sign, z = re.split(" ([=≈]) ", told)
        added = eval(total.replace("·", "*"))
        assert abs(added - float(z)) < (0.0051 if sign == "=" else 0.03), told
        signs.add(sign)
    assert signs == {"=", "≈"}


def test_the_flow_says_where_a_forward_does_not_add_up_or_squash():
    def no_squash(X, params):
        y_hat, cache = sigmoid_forward(X, params)
        return y_hat, {**cache, "a1": cache["z1"]}

    def no_bias(X, params):
        return sigmoid_forward(X, {**params, "b1": 0 * params["b1"]})

    params = dict(nnlib.init_params((2, 4, 1), np.random.default_rng(0)), b1=np.ones((1, 4)))
    assert "σ(z) is 0.67, but your forward's a1 is 0.69" in widgets.flow(params, forward=no_squash).words
    assert "is 0.69, but your forward's z1 is −0.31" in widgets.flow(params, forward=no_bias).words


def test_the_flow_says_so_too_where_another_unit_is_looked_at():
    def bare_output(X, params):
        _, cache = sigmoid_forward(X, params)
        return cache["z2"], {**cache, "a2": cache["z2"]}

    figure = widgets.flow(forward=bare_output)
    assert figure.draw(figure.state)[0].title == "(0, 1) goes in, −0.88 comes out, but a2 is not σ(z2)"
    assert "Hidden unit 1: z" in figure.words
    assert "Output unit: z" in figure.words
    assert figure.words.endswith("σ(z) is 0.29, but your forward's a2 is −0.88.")
    turn(figure, {"unit": 4})
    assert figure.words.count("Output unit") == 1
    assert "but your forward" not in widgets.flow(forward=sigmoid_forward).words


def test_a_formula_is_broken_before_plus_and_minus_only():
    by_hand = {"W1": [[20, 20], [20, 20]], "b1": [[-10, -30]], "W2": [[20], [-20]], "b2": [[-10]]}
    figure = widgets.flow({name: np.array(table, float) for name, table in by_hand.items()})
    told = figure.words[figure.words.index("Hidden unit 1: ") + 15:].split(" ")
    assert told == ["z\u00a0=\u00a00\u00a0·\u00a020", "+\u00a01\u00a0·\u00a020", "−\u00a010\u00a0=\u00a010,", "and",
                    "a\u00a0=\u00a0σ(z)\u00a0=\u00a01.00."]


def test_how_thick_a_line_is_says_how_large_its_weight_is_and_nothing_else():
    figure, widths = widgets.flow(), []
    for unit in range(5):
        turn(figure, {"unit": unit})
        widths.append(re.findall(r'<line [^>]*stroke-width="([^"]+)"', figure.draw(figure.state)[0].body))
    assert len(widths[0]) == 12
    assert all(one == widths[0] for one in widths)


@pytest.mark.parametrize("n_h", range(1, 6))
def test_the_numbers_of_a_network_stand_apart_and_inside_the_picture(n_h):
    figure = widgets.flow(nnlib.init_params((2, n_h, 1), np.random.default_rng(n_h)))
    panel, = figure.draw(figure.state)
    words = xml.dom.minidom.parseString(panel.svg()).getElementsByTagName("text")
    places = [(float(one.getAttribute("x")), float(one.getAttribute("y"))) for one in words]
    assert len(places) == 1 + 3 + (2 + n_h + 1) + 2 * n_h + n_h + n_h + 1      # title, columns, units, weights, sums
    for (x, y), (other_x, other_y) in itertools.combinations(places, 2):
        assert abs(x - other_x) >= 30 or abs(y - other_y) >= 16
    assert all(8 <= x <= panel.width - 8 and 8 <= y <= panel.height - 4 for x, y in places)


def test_a_network_that_cannot_be_drawn_is_refused_in_words():
    with pytest.raises(ValueError, match=r"one to five hidden units and one output; found W1 \(2, 7\)"):
        widgets.flow(nnlib.init_params((2, 7, 1), np.random.default_rng(0)))
    for wrong, found in (({"W1": 1}, r"W1 \(\)"), ([1, 2], "a list")):
        with pytest.raises(ValueError, match=f"one output; found {found}"):
            widgets.flow(wrong)


# ── the stage ─────────────────────────────────────────────────────────────────────────────────────────────────────────

def test_importing_nnlib_brings_no_widgets():
    code = "import sys, nnlib; print('ipywidgets' in sys.modules, 'matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False False\n"


def test_a_closed_figure_leaves_nothing_behind():
    before = set(ipywidgets.widget._instances) if hasattr(ipywidgets.widget, "_instances") else None
    figure = widgets.neuron()
    parts = [figure, *stage._parts_of(figure)]
    figure.close()
    assert all(part.comm is None for part in parts)
    if before is not None:
        assert set(ipywidgets.widget._instances) == before


async def until(holds):
    """Let the loop run until something holds: it must, on however busy a machine."""
    async with asyncio.timeout(120):
        while not holds():
            await asyncio.sleep(0.005)


def test_a_fault_of_the_figure_itself_is_said_once_and_is_not_yours(monkeypatch):
    figure = widgets.neuron()
    figure._was_shown = True

    async def show():
        figure._start()
        with monkeypatch.context() as broken:
            broken.setattr(type(figure), "draw", lambda self, state: 1 / 0)
            figure.controls["w1"].value = 5.0
            await until(lambda: figure._banner.value)
        told = figure._banner.value
        figure.controls["w1"].value = 6.0
        await until(lambda: not figure._banner.value)
        figure.close()
        return told, figure._banner.value

    told, after = asyncio.run(show())
    assert "The figure failed, not you: ZeroDivisionError" in told
    assert after == ""


def test_the_loop_draws_when_a_control_moves_and_only_then():
    async def show():
        figure, beside = widgets.neuron(), widgets.neuron()
        figure._start()
        beside._start()

        async def some_pictures():
            """As long as another figure takes to draw a few, one after another."""
            for _ in range(5):
                drawn = beside.frames
                beside.controls["b"].value += 0.1
                await until(lambda drawn=drawn: beside.frames > drawn)

        await some_pictures()
        idle = figure.frames
        threading.Thread(target=lambda: setattr(figure.controls["b"], "value", 3.0)).start()
        await until(lambda: figure.frames > idle)
        moved = figure.frames
        await some_pictures()
        still = figure.frames
        figure.close()
        figure.controls["b"].value = 4.0
        await some_pictures()
        beside.close()
        return idle, moved, still, figure.frames

    assert asyncio.run(show()) == (1, 2, 2, 2)


def test_numbers_are_written_as_the_course_writes_them():
    assert [svg.number(v) for v in (0.5, -0.001, -2, np.nan, np.inf, 1e6)] == [
        "0.50", "0.00", "−2.00", "not a number", "∞", "1e6"]
    assert [svg.small(v) for v in (0.25, 0.00021, 0, -3.4e-5)] == ["0.2500", "2.1e−4", "0.0000", "−3.4e−5"]
    assert [svg.short(v) for v in (0.5, -2, 100)] == ["0.5", "−2", "100"]


def test_a_heat_map_is_a_png_of_its_numbers():
    import base64
    import io

    from PIL import Image

    values = np.linspace(0, 1, 12).reshape(3, 4)
    image = svg.heat(values, svg.STRONG, 0, 1, 0, 0, 40, 30)
    data = base64.b64decode(image.split("base64,")[1].split('"')[0])
    pixels = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    assert pixels.shape == (3, 4, 3)
    assert pixels[0, 0].tolist() == [0, 0x72, 0xB2]
    assert pixels[-1, -1].tolist() == [0xD5, 0x5E, 0x00]


def test_a_boundary_lies_where_the_numbers_pass_the_level():
    plane = svg.Plane(0, 0, 100, 100, (-1, 1), (-1, 1))
    path = svg.boundary(plane.grid(20) @ [1.0, 0.0] - 0.25, 0, plane)
    d = path.split(' d="')[1].split('"')[0]
    xs = [float(pair.split()[0]) for step in d.split("M")[1:] for pair in step.split("L")]
    assert np.allclose(np.array(xs) / 20 * 2 - 1 + 0.05, 0.25, atol=0.01)
    assert len(d.split("M")) == 20


def test_time_is_not_lost_in_drawing():
    """Not a measurement: a picture that took as much as counting to four millions would be broken on any machine."""
    figure = widgets.neuron()

    def work_of(something):
        before = time.process_time()
        something()
        return time.process_time() - before

    def count():
        for _ in range(4_000_000):
            pass

    drawing = [work_of(lambda i=i: turn(figure, {"w1": i / 10})) for i in range(20)]
    assert np.median(drawing) < min(work_of(count) for _ in range(3))


def test_a_notebook_of_all_figures_is_executed_and_exported_where_no_page_is(tmp_path):
    cells = ["from nnlib import widgets", *(f"widgets.{name}()" for name in FIGURES)]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbformat.write(notebook, tmp_path / "figures.ipynb")
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--execute", "--to", "html", "figures.ipynb",
               "--ExecutePreprocessor.startup_timeout=300"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    assert not re.search(r"Traceback|Error|NbConvertApp\] WARNING", done.stderr), done.stderr
    assert (tmp_path / "figures.html").read_text(encoding="utf-8").count('class="nn-still"') == len(FIGURES)
