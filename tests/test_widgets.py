"""Live figures without a browser: every control at its corners and at random, broken functions, words, pictures."""

import itertools
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
from nnlib.widgets import stage, svg, yours

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
    return [control.min, control.max]


def anything(control, rng):
    """Any value that a hand could reach."""
    if hasattr(control, "options"):
        return control._options_values[rng.integers(len(control._options_values))]
    value = rng.uniform(control.min, control.max)
    return round(value) if isinstance(control, ipywidgets.IntSlider) else value


def check(figure):
    """It drew, it speaks, and what it drew is XML."""
    assert figure.trouble is None
    drawn = xml.dom.minidom.parseString(figure.still().svg)
    assert drawn.documentElement.getElementsByTagName("svg")
    xml.dom.minidom.parseString(figure._picture.value)
    assert len(figure.words.split()) >= 5, figure.words
    assert "nan" not in figure._picture.value.lower().replace("not a number", ""), figure.words


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
        seen = set()
        for value in extremes(control):
            turn(figure, {name: value})
            seen.add((figure._picture.value, figure.words))
        assert len(seen) > 1, name


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


@every_figure
def test_every_control_can_be_moved_by_keys_in_any_notebook(make):
    for control in make().controls.values():
        assert isinstance(control, ipywidgets.FloatSlider | ipywidgets.IntSlider | ipywidgets.ToggleButtons), control
        assert control.description


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
TAKERS = [(widgets.neuron, "sigmoid")]
takers = pytest.mark.parametrize(("make", "name"), TAKERS, ids=lambda value: getattr(value, "__name__", value))


@broken
@takers
def test_a_broken_function_is_told_in_a_sentence_and_the_figure_goes_on(make, name, function):
    figure = make(**{name: function})
    assert figure.trouble.startswith("Your ")
    assert "course's" in figure.trouble
    assert "Traceback" not in figure._banner.value
    assert figure.trouble.split()[0] in figure._banner.value
    before, told = figure.frames, figure.trouble
    for values in in_all_corners(figure, most=4):
        turn(figure, values)
    assert figure.frames == before + 4
    assert figure.trouble == told
    figure.trouble = None
    check(figure)


@takers
def test_the_courses_own_passed_in_is_the_default(make, name):
    course = {"sigmoid": nnlib.sigmoid}[name]
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
