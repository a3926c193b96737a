"""Live figures without a browser: every control at its corners and at random, broken functions, words, pictures."""

import itertools
import re
import subprocess
import sys
import threading
import time
import warnings
import xml.dom.minidom

import ipywidgets
import numpy as np
import pytest

import nnlib
from nnlib import widgets
from nnlib.widgets import graphs, stage, svg, yours

FIGURES = {name: getattr(widgets, name) for name in widgets.__all__}
every_figure = pytest.mark.parametrize("make", FIGURES.values(), ids=FIGURES)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Broken functions are given up sooner; nothing may warn."""
    monkeypatch.setattr(yours, "SECONDS", 0.2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", category=DeprecationWarning)       # 3.12 warns of fork beside threads
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
          (widgets.loss_comparer, "sigmoid"), (widgets.loss_comparer, "mse"), (widgets.loss_comparer, "cross_entropy"),
          (widgets.loss_bowl, "mse"), (widgets.loss_bowl, "neuron_slopes")]
takers = pytest.mark.parametrize(("make", "name"), TAKERS, ids=lambda value: getattr(value, "__name__", value))


@broken
@takers
def test_a_broken_function_is_told_in_a_sentence_and_the_figure_goes_on(make, name, function):
    figure = make(**{name: function})
    if name in ("backward", "update"):           # these run with the first step
        assert figure.trouble is None
        figure.buttons["step"].click()
        figure.frame()
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


@takers
def test_the_courses_own_passed_in_is_the_default(make, name):
    course = getattr(nnlib, name, None)
    if course is None:
        pytest.skip("the course has no function of this name")
    assert make(**{name: course}).still().svg == make().still().svg


def test_a_function_of_your_own_is_what_runs():
    figure = widgets.neuron(sigmoid=lambda z: (1 + np.tanh(z / 2)) / 2 + 0.001)
    assert figure.trouble is None
    assert figure.state.a[0] == pytest.approx(nnlib.sigmoid(-1.0) + 0.001)


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
@pytest.mark.parametrize("loss", ["squared error", "cross-entropy"])
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


def test_functions_written_for_one_hidden_layer_of_sigmoids_get_no_other():
    figure = widgets.playground(**OWN)
    assert (figure.controls["layers"].disabled, figure.controls["activation"].disabled) == (True, True)
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
    assert "Stopped in epoch 1: the numbers left all bounds" in figure.words
    assert figure.trouble is None


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
    figure = widgets.playground()
    figure.buttons["play"].click()
    figure.frame()
    assert figure._pulse.playing
    assert not figure._is_away()
    figure._seen -= stage.UNSEEN + 1
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


@pytest.mark.parametrize("row", range(4))
def test_the_graph_of_a_network_agrees_with_backward(row):
    figure = widgets.backward_stepper("network", forward=sigmoid_forward, backward=sigmoid_backward)
    turn(figure, {"row": row})
    graph, slopes = figure.state.graph, figure.state.graph.slopes()
    for edge in graph.edges:
        if edge.weight:
            assert graph.params[edge.weight][1] == pytest.approx(slopes[edge.end] * graph.nodes[edge.start].value)


def test_a_wrong_backward_shows_in_the_graph():
    """It is no checker: it shows what the learner's says, and only what cannot be drawn is refused."""
    figure = widgets.backward_stepper("network", backward=lambda *a, **k: {
        name: 2 * grad for name, grad in sigmoid_backward(*a, **k).items()})
    assert figure.trouble is None


def test_the_ball_steps_against_the_slope_and_stops_at_the_edge():
    figure = widgets.loss_bowl(w=-1.0, learning_rate=3.0)
    dw, before = figure.state.dw, figure.state.loss
    figure.buttons["step"].click()
    figure.frame()
    assert figure.state.w == pytest.approx(-1.0 - 3.0 * dw)
    assert figure.state.loss < before
    turn(figure, {"learning_rate": 300.0})
    figure.buttons["play"].click()
    for _ in range(5):
        figure.frame()
    assert not figure.playing
    assert "led out of the picture" in figure.words


def test_the_slope_of_cross_entropy_is_five_hundred_times_as_large_where_the_story_says_so():
    figure = widgets.loss_comparer(z=-6.9, y=1)
    squared, entropy = (slope for _, slope in figure.state.here.values())
    assert round(squared, 3) == -0.002
    assert round(entropy, 3) == -0.999
    assert 450 < entropy / squared < 550


def test_a_network_that_cannot_be_drawn_is_refused_in_words():
    with pytest.raises(ValueError, match=r"one to five hidden units and one output; found W1 \(2, 7\)"):
        widgets.flow(nnlib.init_params((2, 7, 1), np.random.default_rng(0)))


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


def test_a_fault_of_the_figure_itself_is_said_once_and_is_not_yours(monkeypatch):
    import asyncio

    figure = widgets.neuron()
    figure._was_shown = True

    async def show():
        figure._start()
        monkeypatch.setattr(type(figure), "draw", lambda self, state: 1 / 0)
        figure.controls["w1"].value = 5.0
        await asyncio.sleep(0.1)
        monkeypatch.undo()
        told = figure._banner.value
        figure.controls["w1"].value = 6.0
        await asyncio.sleep(0.1)
        figure.close()
        return told, figure._banner.value

    told, after = asyncio.run(show())
    assert "The figure failed, not you: ZeroDivisionError" in told
    assert after == ""


def test_the_loop_draws_when_a_control_moves_and_only_then():
    import asyncio

    async def show():
        figure = widgets.neuron()
        figure._start()
        await asyncio.sleep(0.1)
        idle = figure.frames
        threading.Thread(target=lambda: setattr(figure.controls["b"], "value", 3.0)).start()
        await asyncio.sleep(0.2)
        moved = figure.frames
        await asyncio.sleep(0.2)
        still = figure.frames
        figure.close()
        figure.controls["b"].value = 4.0
        await asyncio.sleep(0.1)
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
    """Not a measurement: a frame that took a tenth of a second would be broken, whatever the machine."""
    figure = widgets.neuron()
    start = time.perf_counter()
    for i in range(20):
        turn(figure, {"w1": i / 10})
    assert time.perf_counter() - start < 2.0
