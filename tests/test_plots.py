"""The figures say what they should: the data behind them, their words, and the picture that a notebook stores.

No pixel is compared: where things stand, what they are called and how they look is read off the axes.
"""

import base64
import hashlib
import io
import re
import subprocess
import sys
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import same_color, to_hex
from matplotlib.patches import Circle
from PIL import Image

from nnlib import plots

X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
y = np.array([[0.0], [1], [1], [0]])
BY_HAND = {
    "W1": np.array([[20.0, 20], [20, 20]]), "b1": np.array([[-10.0, -30]]),
    "W2": np.array([[20.0], [-20]]), "b2": np.array([[-10.0]]),
}
SENTENCE = "Four points at the corners of a square."


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def forward(X, params):
    cache = {"a0": X}
    for k in (1, 2):
        cache[f"z{k}"] = cache[f"a{k - 1}"] @ params[f"W{k}"] + params[f"b{k}"]
        cache[f"a{k}"] = sigmoid(cache[f"z{k}"])
    return cache["a2"], cache


class History:
    def __init__(self, loss, held_out_loss=None):
        self.loss, self.held_out_loss = loss, held_out_loss


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def texts(ax):
    return [t.get_text() for t in ax.texts if t.get_text()]


def text_at(ax, content):
    (found,) = [t for t in ax.texts if t.get_text() == content]
    return found


def line(ax, label):
    (found,) = [one for one in ax.get_lines() if one.get_label() == label]
    return found


def markers(ax):
    """Class → (places, colour, the marker's corners) of the points that were drawn."""
    return {
        int(c.get_label().split()[-1]): (np.asarray(c.get_offsets()), to_hex(c.get_facecolor()[0]), c.get_paths()[0])
        for c in ax.collections if c.get_label().startswith("_class")
    }


def boxes(artists):
    return [(a.get_text(), a.get_window_extent()) for a in artists if a.get_text()]


def assert_no_overlap(named_boxes):
    for i, (name, box) in enumerate(named_boxes):
        for other, other_box in named_boxes[i + 1:]:
            assert not box.overlaps(other_box), f"{name!r} lies on {other!r}"


# ------------------------------------------------------------------------------------------------------ the picture

def test_a_picture_is_one_img_with_its_sentence_and_a_text_twin():
    shown = plots.picture(plots.points(X, y), alt='Points where "1 < 2" & more.')
    tag = shown._repr_html_()
    assert tag.startswith('<img alt="Points where &quot;1 &lt; 2&quot; &amp; more." src="data:image/png;base64,')
    assert tag.count("<") == 1
    assert repr(shown) == '<figure: Points where "1 < 2" & more.>'
    assert f'width="{shown.width}"' in tag


def test_a_picture_uses_nothing_that_an_untrusted_notebook_strips():
    tag = plots.picture(plots.points(X, y), alt=SENTENCE)._repr_html_()
    without_data = re.sub(r"base64,[^\"]*", "", tag)
    assert not re.search(r"<script|<svg|<style|var\(|class=|role=|aria-|\son\w+=|http", without_data)


def test_a_picture_is_a_small_sharp_png_on_opaque_white():
    ax = plots.boundary(lambda X: forward(X, BY_HAND)[0], X, y)
    shown = plots.picture(ax, alt=SENTENCE)
    image = Image.open(io.BytesIO(shown.png))
    assert image.format == "PNG"
    assert abs(image.width - 2 * shown.width) <= 1
    assert 300 <= shown.width <= 760
    assert len(shown.png) < 35_000
    pixels = np.asarray(image.convert("RGBA"))
    assert (pixels[..., 3] == 255).all()
    for edge in (pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]):
        assert (edge == 255).all()
    assert "transparency" not in image.info


def test_two_renders_are_byte_identical():
    def render():
        ax = plots.points(X, y, labels=X)
        plots.neuron_line([20, 20], -10, name="at least one", ax=ax)
        return plots.picture(ax, alt=SENTENCE).png + plots.picture(plots.network(BY_HAND), alt=SENTENCE).png

    assert render() == render()


def test_another_process_renders_the_same_bytes():
    program = (
        "import hashlib, numpy as np; from nnlib import plots; "
        "ax = plots.points(np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [0]])); "
        f"print(hashlib.sha256(plots.picture(ax, alt={SENTENCE!r}).png).hexdigest())"
    )
    there = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    here = plots.picture(plots.points(X, y), alt=SENTENCE).png
    assert there.stdout.strip() == hashlib.sha256(here).hexdigest()
    assert there.stderr == ""


@pytest.mark.parametrize("alt", [None, "", "  ", "Loss", "Loss curve", 7])
def test_a_figure_without_a_sentence_is_refused_in_words(alt):
    with pytest.raises(ValueError, match="A figure needs a sentence for those who cannot see it") as error:
        plots.show(plots.points(X, y), alt=alt)
    assert repr(alt) in str(error.value)
    assert "plots.show(fig, alt=" in str(error.value)


@pytest.mark.parametrize("thing", [None, [1, 2], plt])
def test_what_is_no_figure_is_refused_in_words(thing):
    with pytest.raises(TypeError, match=r"where it needs a figure. Type: fig, ax = plt.subplots\(\)"):
        plots.show(thing, alt=SENTENCE)


def test_show_displays_the_picture_once_and_closes_the_figure(monkeypatch):
    seen = []
    monkeypatch.setattr("IPython.display.display", seen.append)
    fig, ax = plt.subplots()
    plots.points(X, y, ax=ax)
    assert plots.show(fig, alt=SENTENCE) is None
    assert [repr(s) for s in seen] == [f"<figure: {SENTENCE}>"]
    assert not plt.fignum_exists(fig.number)


def test_show_takes_axes_and_parts_of_figures_for_the_whole():
    fig = plt.figure()
    part, _ = fig.subfigures(1, 2)
    ax = part.subplots()
    ax.plot([0, 1])
    whole = plots.picture(fig, alt=SENTENCE).png
    assert plots.picture(ax, alt=SENTENCE).png == whole
    assert plots.picture(part, alt=SENTENCE).png == whole


def test_a_sentence_over_several_lines_becomes_one_line():
    assert plots.picture(plt.subplots()[0], alt="One\n   two  three.").alt == "One two three."


def test_ticks_are_at_most_five_where_the_author_chose_none():
    fig, ax = plt.subplots()
    ax.plot(np.arange(1000), np.arange(1000))
    ax.set_yticks(range(0, 1000, 100))
    plots.picture(fig, alt=SENTENCE)
    low, high = ax.get_xlim()
    assert sum(low <= tick <= high for tick in ax.get_xticks()) <= 5
    assert len(ax.get_yticks()) == 10


# -------------------------------------------------------------------------------------------------------- the style

def test_axes_made_after_the_import_have_the_course_style():
    fig, ax = plt.subplots()
    ax.set_title("A claim")
    assert ax.get_title(loc="left") == "A claim"
    assert ax.get_title(loc="center") == ""
    assert not ax.spines["top"].get_visible()
    assert not ax.spines["right"].get_visible()
    assert same_color(fig.get_facecolor(), "white")
    assert [c["color"] for c in plt.rcParams["axes.prop_cycle"]][:2] == [plots.BLUE, plots.VERMILLION]


def test_the_style_touches_no_setting_that_is_about_saving():
    assert not [key for key in plots.STYLE if key.startswith("savefig")]
    assert "backend" not in plots.STYLE


def test_pale_orange_and_sky_colour_neither_lines_nor_classes():
    cycle = [c["color"] for c in plt.rcParams["axes.prop_cycle"]]
    assert not {plots.ORANGE, plots.SKY} & {*cycle, *plots.CLASS_COLORS}


@pytest.mark.parametrize("draw", [
    lambda **k: plots.points(X, y, **k),
    lambda **k: plots.boundary(lambda X: X[:, :1], X, y, resolution=20, **k),
    lambda **k: plots.neuron_line([1, 1], -1, X, y, **k),
    lambda **k: plots.loss_curve([0.25, 0.1], **k),
    lambda **k: plots.activations_by_layer([X, y], **k),
    lambda **k: plots.network(BY_HAND, **k),
], ids=["points", "boundary", "neuron_line", "loss_curve", "activations_by_layer", "network"])
def test_every_function_takes_ax_returns_it_and_puts_its_claim_at_the_left(draw):
    _, ax = plt.subplots()
    assert draw(ax=ax, title="One line is not enough") is ax
    assert ax.get_title(loc="left") == "One line is not enough"
    alone = draw()
    assert alone is not ax
    assert alone.get_title(loc="left") == ""


@pytest.mark.parametrize(("value", "text"), [
    (20.0, "20"), (-10.0, "−10"), (0.0, "0"), (-0.0, "0"), (0.88079, "0.881"), (-0.0376, "−0.038"), (-1e-9, "0.000"),
    (0.99995, "1.000"), (123456.7, "1e5"), (np.nan, "nan"), (-np.inf, "−∞"),
])
def test_numbers_in_figures_are_short_and_have_a_true_minus(value, text):
    assert plots._number(value) == text


def test_texts_are_spread_as_little_as_needed_in_order_and_above_the_floor():
    assert plots._spread_apart([5.0, 50.0], 10).tolist() == [5, 50]
    assert plots._spread_apart([20.0, 20.0], 10).tolist() == [15, 25]
    assert plots._spread_apart([30.0, 0.0, 28.0], 10).tolist() == [34, 0, 24]
    assert plots._spread_apart([1.0, 0.0, 2.0], 10, floor=0).tolist() == [10, 0, 20]


# ------------------------------------------------------------------------------------------------------------ points

def test_classes_differ_in_colour_and_shape_and_stand_where_the_rows_say():
    ax = plots.points(X, y)
    drawn = markers(ax)
    assert drawn[0][0].tolist() == [[0, 0], [1, 1]]
    assert drawn[1][0].tolist() == [[0, 1], [1, 0]]
    assert (drawn[0][1], drawn[1][1]) == (plots.BLUE.lower(), plots.VERMILLION.lower())
    assert len(drawn[0][2].vertices) > 12                       # a circle is made of curves
    assert len(drawn[1][2].vertices) == 5                       # a square of four corners, closed
    assert sorted(texts(ax)) == ["0", "0", "1", "1"]            # and few points carry their class
    assert text_at_place(ax, (0, 1)) == "1"


def text_at_place(ax, place):
    (found,) = [t.get_text() for t in ax.texts if t.get_position() == place]
    return found


def test_a_third_and_fourth_class_have_their_own_shape_and_colour():
    ax = plots.points(X, np.eye(4))
    assert len({color for _, color, _ in markers(ax).values()}) == 4
    assert len({path.vertices.tobytes() for *_, path in markers(ax).values()}) == 4


@pytest.mark.parametrize("classes", [y, y.ravel(), y.astype(bool), np.eye(2)[y.ravel().astype(int)]])
def test_y_may_be_a_column_a_vector_truth_values_or_one_hot(classes):
    assert markers(plots.points(X, classes))[1][0].tolist() == [[0, 1], [1, 0]]


def test_many_points_have_no_numbers_inside_but_a_key_with_shapes():
    many = np.random.default_rng(0).normal(size=(40, 2))
    assert texts(plots.points(many, np.arange(40)[:, None] % 2)) == ["● 0", "■ 1"]


def test_rows_that_fall_on_one_another_say_so():
    seen_by_hidden_units = forward(X, BY_HAND)[1]["a1"]
    assert texts(plots.points(seen_by_hidden_units, y)).count("2 rows") == 1
    labelled = texts(plots.points(seen_by_hidden_units, y, labels=X))
    assert "(0, 1)\nand (1, 0)" in labelled
    assert "(0, 0)" in labelled
    assert labelled.count("1") == 1


def test_rows_of_two_classes_in_one_place_show_both():
    ax = plots.points([[0, 0], [0, 0], [1, 1]], [[0], [1], [1]])
    assert "0/1" in texts(ax)
    circle, square = (next(c for c in ax.collections if c.get_label() == f"_class {k}") for k in (0, 1))
    assert circle.get_zorder() > square.get_zorder()
    assert square.get_sizes()[0] > circle.get_sizes()[0]        # its corners show behind the circle


def test_two_coordinates_of_similar_span_are_drawn_with_true_angles():
    assert plots.points(X, y).get_aspect() == 1
    assert plots.points(X * [1, 100], y).get_aspect() == "auto"


@pytest.mark.parametrize(("X", "y", "sentence"), [
    (np.zeros((4, 3)), y, r"shape \(n, 2\).*found \(4, 3\)"),
    (np.full((4, 2), np.nan), y, "8 values that are not finite"),
    (X, y[:3], "one row for each of the 4 points"),
    (X, y + 0.5, "class numbers 0 to 3; found values such as"),
    (X, y - 1, "class numbers 0 to 3"),
    (X, np.ones((4, 2)), "not one-hot"),
])
def test_points_that_cannot_be_drawn_are_refused_in_words(X, y, sentence):
    with pytest.raises(ValueError, match=sentence):
        plots.points(X, y)


def test_labels_of_another_number_or_for_too_many_points_are_refused_in_words():
    with pytest.raises(ValueError, match="one entry for each of the 4 points; found 1"):
        plots.points(X, y, labels=["a"])
    with pytest.raises(ValueError, match="at most 16 points"):
        plots.points(np.arange(40.0).reshape(20, 2), np.zeros(20), labels=["a"] * 20)


# ---------------------------------------------------------------------------------------------------------- boundary

def test_boundary_shows_what_predict_answers_at_the_centre_of_each_cell():
    asked = []

    def predict(grid):
        asked.append(grid)
        return sigmoid(grid @ [[3.0], [-1.0]])

    ax = plots.boundary(predict, X, y, extent=(-1, 2, -2, 2), resolution=30)
    assert asked[0].shape == (900, 2)
    assert np.allclose(asked[0][0], [-1 + 0.05, -2 + 2 / 30])
    shown = ax.images[0]
    assert np.allclose(shown.get_array().ravel(), predict(asked[0]).ravel())
    assert shown.get_extent() == [-1, 2, -2, 2]
    assert shown.origin == "lower"
    assert shown.get_clim() == (0, 1)


def test_boundary_has_a_line_where_the_answer_is_one_half_and_the_points_on_top():
    ax = plots.boundary(lambda X: sigmoid(8 * (X[:, :1] + X[:, 1:] - 0.5)), X, y)
    (contour,) = [c for c in ax.collections if hasattr(c, "levels")]
    assert np.allclose(contour.get_paths()[0].vertices.sum(axis=1), 0.5, atol=1e-3)
    assert markers(ax)[0][0].tolist() == [[0, 0], [1, 1]]
    assert min(c.get_zorder() for c in ax.collections if c is not contour) > contour.get_zorder() > ax.images[0].zorder


def test_boundary_colours_are_signed_around_one_half_and_the_bar_names_shapes_too():
    ax = plots.boundary(lambda X: X[:, :1], X, y)
    low, middle, high = (np.array(ax.images[0].cmap(v)[:3]) for v in (0.0, 0.5, 1.0))
    assert low[2] > low[0]
    assert high[0] > high[2]
    assert np.allclose(middle, 1, atol=0.01)
    bar = next(other for other in ax.figure.axes if other is not ax)
    assert [t.get_text() for t in bar.get_yticklabels()] == ["ŷ = 0 ●", "ŷ = 0.5", "ŷ = 1 ■"]


@pytest.mark.filterwarnings("error::UserWarning", "error::RuntimeWarning", "ignore::DeprecationWarning")
@pytest.mark.parametrize("answer", [0.0, 0.5, 1.0])
def test_the_same_answer_everywhere_draws_no_line_and_warns_of_nothing(answer):
    ax = plots.boundary(lambda X: np.full((len(X), 1), answer), X, y)
    assert not [c for c in ax.collections if hasattr(c, "levels")]


def test_three_classes_take_the_colour_of_the_largest_answer():
    corners = np.array([[0.0, 1], [1, 0], [0, 0]])
    ax = plots.boundary(lambda X: -np.square(X[:, None] - corners).sum(axis=-1), corners, np.eye(3), resolution=50)
    colors = np.unique(ax.images[0].get_array().reshape(-1, 3), axis=0)
    assert len(colors) == 3
    assert sorted(markers(ax)) == [0, 1, 2]


@pytest.mark.parametrize(("predict", "error", "sentence"), [
    (lambda X: X[:, 0], ValueError, r"answered with shape \(40000,\); expected \(40000, 1\)"),
    (lambda X: X[:5, :1], ValueError, r"expected \(40000, 1\)"),
    (lambda X: np.full((len(X), 1), np.nan), ValueError, "40000 of 40000 answers are not finite"),
    (BY_HAND, TypeError, "dict where it needs a function"),
])
def test_boundary_refuses_other_answers_in_words(predict, error, sentence):
    with pytest.raises(error, match=sentence):
        plots.boundary(predict, X, y)


# -------------------------------------------------------------------------------------------------------- one neuron

@pytest.mark.parametrize(("w", "b"), [([20, 20], -10), ([2, -1], -0.3), ([0, -3], 1)])
def test_the_line_is_where_the_neuron_answers_one_half_and_its_sides_are_named(w, b):
    ax = plots.neuron_line(w, b, X, y, name="a")
    drawn = np.column_stack(line(ax, "_a = 0.5").get_data())
    assert np.allclose(sigmoid(drawn @ w + b), 0.5)
    ax.figure.draw_without_rendering()
    assert np.dot(text_at(ax, "a > 0.5").get_position(), w) + b > 0
    assert np.dot(text_at(ax, "a < 0.5").get_position(), w) + b < 0
    tinted = ax.patches[0].get_path().vertices
    assert (tinted @ w + b > -1e-9).all()
    (arrow,) = [t for t in ax.texts if hasattr(t, "xyann") and not t.get_text()]
    direction = np.subtract(arrow.xy, arrow.xyann)
    assert np.allclose(direction / np.linalg.norm(direction), w / np.linalg.norm(w))


def test_shapes_as_the_parameters_have_them_are_taken():
    ax = plots.neuron_line(BY_HAND["W2"], BY_HAND["b2"])
    assert np.allclose(np.column_stack(line(ax, "_ŷ = 0.5").get_data()) @ [20, -20], 10)


def test_two_neurons_on_the_same_axes_keep_the_view_and_clear_words():
    ax = plots.points(X, y)
    view = ax.get_xlim(), ax.get_ylim()
    plots.neuron_line([20, 20], -10, name="at least one", ax=ax)
    plots.neuron_line([20, 20], -30, name="both", ax=ax)
    assert (ax.get_xlim(), ax.get_ylim()) == view
    ax.figure.draw_without_rendering()
    assert_no_overlap(boxes(ax.texts))
    for words in ("at least one > 0.5", "at least one < 0.5", "both > 0.5", "both < 0.5"):
        box = text_at(ax, words).get_window_extent()
        corners = ax.transData.inverted().transform(box.corners())
        for b in (-10, -30):                                    # no line runs through a word
            assert len({*np.sign(corners @ [20, 20] + b)}) == 1, words


@pytest.mark.parametrize(("w", "b", "words"), [
    ([0, 0], 1, "ŷ > 0.5 everywhere here"), ([0, 0], -1, "ŷ < 0.5 everywhere here"),
    ([0, 0], 0, "ŷ = 0.5 everywhere here"), ([1, 1], 50, "ŷ > 0.5 everywhere here"),
])
def test_a_neuron_without_a_line_in_the_picture_says_what_it_answers(w, b, words):
    ax = plots.neuron_line(w, b, X, y)
    assert words in texts(ax)
    assert not ax.get_lines()


@pytest.mark.parametrize(("w", "b"), [([1, 2, 3], 0), ([1, np.nan], 0), (BY_HAND["W1"], BY_HAND["b1"])])
def test_what_is_not_one_neuron_over_the_plane_is_refused_in_words(w, b):
    with pytest.raises(ValueError, match="One neuron over the plane has two finite weights and one bias; found"):
        plots.neuron_line(w, b)


# ------------------------------------------------------------------------------------------------------- loss curves

def test_training_is_solid_held_out_dashed_and_both_are_named_at_their_ends():
    ax = plots.loss_curve(History(np.array([0.3, 0.2, 0.1]), np.array([0.4, 0.3, 0.2])))
    assert line(ax, "training").get_ydata().tolist() == [0.3, 0.2, 0.1]
    assert line(ax, "training").get_xdata().tolist() == [0, 1, 2]
    assert line(ax, "training").get_linestyle() == "-"
    assert line(ax, "held out").get_linestyle() == "--"
    assert [(t.get_text(), t.xy) for t in ax.texts] == [("training", (2, 0.1)), ("held out", (2, 0.2))]
    assert ax.get_legend() is None
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("epoch", "loss")
    assert ax.get_ylim()[0] == 0


def test_a_dict_names_its_runs_and_the_readers_own_is_black():
    ax = plots.loss_curve({"nnlib": History(np.array([0.3, 0.2])), "yours": [0.3, 0.25]})
    assert texts(ax) == ["nnlib", "yours"]
    assert line(ax, "yours").get_color() == plots.YOURS
    assert line(ax, "nnlib").get_color() == plots.BLUE


def test_labels_at_line_ends_keep_apart_and_off_the_axis():
    ax = plots.loss_curve({f"rate {r}": np.linspace(1, 0.001 * r, 50) for r in range(4)})
    ax.figure.draw_without_rendering()
    assert_no_overlap(boxes(ax.texts))
    assert min(box.y0 for _, box in boxes(ax.texts)) >= ax.get_window_extent().y0 - 6


def test_many_networks_at_once_are_a_fan_of_quantiles():
    loss = np.random.default_rng(1).uniform(size=(20, 300)).cumsum(axis=0)[::-1]
    for given in (loss, History(loss), list(loss.T)):
        ax = plots.loss_curve(given)
        assert np.allclose(line(ax, "median").get_ydata(), np.median(loss, axis=1))
        wide, half = (c.get_paths()[0].vertices for c in ax.collections)
        assert np.isclose(wide[:, 1].max(), np.quantile(loss[0], 0.9))
        assert np.isclose(half[:, 1].max(), np.quantile(loss[0], 0.75))
        assert set(texts(ax)) == {"median", "90 % are below", "10 % are below"}


def test_a_short_list_shows_each_run():
    assert texts(plots.loss_curve([[0.3, 0.2], [0.3, 0.1]])) == ["run 1", "run 2"]


@pytest.mark.filterwarnings("error::UserWarning", "error::RuntimeWarning", "ignore::DeprecationWarning")
@pytest.mark.parametrize("log", [False, True])
def test_a_run_that_diverged_ends_in_a_cross_at_its_last_finite_loss(log):
    ax = plots.loss_curve(np.array([0.2, 0.4, 900.0, np.inf, np.nan]), log=log)
    cross = line(ax, "_not finite after this")
    assert (cross.get_xdata()[0], cross.get_ydata()[0], cross.get_marker()) == (2, 900, "x")
    assert ax.texts[0].xy == (2, 900)


@pytest.mark.filterwarnings("error::UserWarning", "error::RuntimeWarning", "ignore::DeprecationWarning")
def test_a_fan_leaves_out_runs_that_diverged_and_ends_with_the_last():
    loss = np.full((6, 8), 0.5)
    loss[2:, :3], loss[5:] = np.nan, np.inf
    assert len(line(plots.loss_curve(loss), "median").get_ydata()) == 5
    plots.loss_curve(np.full((6, 8), np.nan))


@pytest.mark.parametrize("loss", [[], np.zeros((2, 2, 2)), 0.5])
def test_what_is_no_loss_curve_is_refused_in_words(loss):
    with pytest.raises(ValueError, match="a loss curve needs one loss an epoch"):
        plots.loss_curve(loss)


# -------------------------------------------------------------------------------------------------- layers, networks

def test_one_histogram_a_layer_with_its_spread_above():
    rng = np.random.default_rng(0)
    layers = [rng.normal(size=(50, 20)), 1e-7 * rng.normal(size=(50, 20)), np.zeros(7)]
    ax = plots.activations_by_layer(layers, bins=10)
    assert [texts(ax)[0], *texts(ax)[2:]] == [f"{layers[0].std():.2g}", "0", "spread"]
    assert texts(ax)[1].startswith("1e−7")
    assert [t.get_text() for t in ax.get_xticklabels()] == ["1", "2", "3"]
    for i, (drawn, layer) in enumerate(zip(ax.collections, layers, strict=True)):
        counts = np.histogram(layer, bins=10, range=(layers[0].min(), layers[0].max()))[0]
        vertices = drawn.get_paths()[0].vertices
        assert np.isclose(vertices[:, 0].max() - i, 0.86)       # the fullest bin is as wide in each layer
        widths = {round(x, 6) for x in vertices[:, 0] - i}
        assert widths == {round(x, 6) for x in [0, *(0.86 * counts / counts.max())]}


def test_layers_that_cannot_be_counted_are_refused_in_words():
    with pytest.raises(ValueError, match="Layer 2 holds 1 values that are not finite"):
        plots.activations_by_layer([X, np.array([1, np.nan])])
    with pytest.raises(ValueError, match="a list of arrays"):
        plots.activations_by_layer([])
    with pytest.raises(ValueError, match="one string for each of the 2 layers; found 1"):
        plots.activations_by_layer([X, X], names=["a"])


def units(ax):
    return [p for p in ax.patches if isinstance(p, Circle)]


def test_a_network_is_its_units_its_weights_and_its_biases():
    ax = plots.network(BY_HAND)
    assert len(units(ax)) == 5
    weights = {one.get_label(): one for one in ax.get_lines()}
    assert set(weights) == {"_W1[0,0] = 20", "_W1[0,1] = 20", "_W1[1,0] = 20", "_W1[1,1] = 20",
                            "_W2[0,0] = 20", "_W2[1,0] = −20"}
    assert texts(ax).count("20") == 5
    assert {"−20", "b = −10", "b = −30", "x1", "x2", "ŷ"} <= set(texts(ax))
    first, second = (u.center for u in units(ax)[2:4])
    assert np.allclose(weights["_W2[0,0] = 20"].get_xydata(), [first, units(ax)[4].center])
    assert np.allclose(weights["_W2[1,0] = −20"].get_xydata(), [second, units(ax)[4].center])


def test_the_sign_of_a_weight_is_its_dashes_and_its_colour_and_its_size_the_width():
    params = {"W1": np.array([[4.0], [-1.0]]), "b1": np.zeros((1, 1))}
    up, down = plots.network(params).get_lines()
    assert (up.get_linestyle(), down.get_linestyle()) == ("-", "--")
    assert (up.get_color(), down.get_color()) == (plots.VERMILLION, plots.BLUE)
    assert up.get_linewidth() > 2 * down.get_linewidth()


@pytest.mark.parametrize("row", [0, 1, 3, -1])
def test_the_numbers_of_one_row_flow_through(row):
    cache = forward(X, BY_HAND)[1]
    ax = plots.network(BY_HAND, cache, row=row)
    inside = [text_at_place(ax, tuple(u.center)) for u in units(ax)]
    flowing = [*cache["a0"][row], *cache["a1"][row], *cache["a2"][row]]
    assert inside == [plots._number(v) for v in flowing]
    below = [t for t in texts(ax) if "z = " in t]
    assert below == [f"b = {plots._number(b, 2)}\nz = {plots._number(z, 2)}" for b, z in
                     zip([-10, -30, -10], [*cache["z1"][row], *cache["z2"][row]], strict=True)]
    darkness = [1 - np.mean(u.get_facecolor()[:3]) for u in units(ax)]
    order = [np.argsort(np.round(values, 2), kind="stable").tolist() for values in (darkness, flowing)]
    assert order[0] == order[1]


@pytest.mark.parametrize("sizes", [(2, 2, 1), (2, 4, 1), (2, 3, 1), (3, 2, 2)], ids=str)
def test_no_number_in_the_diagram_lies_on_another(sizes):
    rng = np.random.default_rng(5)
    params = {}
    for k, (n, m) in enumerate(pairwise(sizes), start=1):
        params |= {f"W{k}": -rng.uniform(1, 2, size=(n, m)), f"b{k}": -rng.uniform(1, 2, size=(1, m))}
    inputs = rng.normal(size=(4, sizes[0]))
    ax = plots.network(params, forward(inputs, params)[1], row=2, names=[None, ["both"] * sizes[1], None])
    assert sum("−" in t and "=" not in t for t in texts(ax)) >= sum(W.size for k, W in params.items() if k[0] == "W")
    ax.figure.draw_without_rendering()
    assert_no_overlap(boxes(ax.texts))
    for text, box in boxes(ax.texts):
        assert ax.figure.bbox.fully_containsx(box.x0), text


def test_names_of_units_are_written_and_checked():
    ax = plots.network(BY_HAND, names=[["left", "right"], ["at least one", "both"], ["exactly one"]])
    assert {"left", "right", "at least one", "both", "exactly one"} <= set(texts(ax))
    with pytest.raises(ValueError, match="one string for each of its units"):
        plots.network(BY_HAND, names=[None, ["one"], None])


def test_wide_layers_are_shortened_and_say_how_many_they_are():
    rng = np.random.default_rng(0)
    ax = plots.network({"W1": rng.normal(size=(30, 10)), "b1": np.zeros((1, 10)),
                        "W2": rng.normal(size=(10, 3)), "b2": np.zeros((1, 3))})
    assert len(units(ax)) == 7 + 7 + 3
    assert texts(ax).count("⋮") == 2
    assert {"inputs: 30", "hidden: 10", "output: 3", "x30"} <= set(texts(ax))
    assert len(ax.get_lines()) == 7 * 7 + 7 * 3


def test_a_network_object_is_taken_for_its_params():
    class Network:
        params = BY_HAND

    assert len(units(plots.network(Network()))) == 5


@pytest.mark.parametrize(("params", "sentence"), [
    ({}, "found no W1"),
    ({"W1": np.zeros((5, 2, 2)), "b1": np.zeros((5, 1, 2))}, r"one network.*found W1 \(5, 2, 2\)"),
    ({**BY_HAND, "W2": np.zeros((3, 1))}, r"do not follow from one another: W1 \(2, 2\), b1 \(1, 2\), W2 \(3, 1\)"),
    ({**BY_HAND, "b1": np.zeros((1, 3))}, "one number a unit"),
])
def test_what_is_not_one_network_is_refused_in_words(params, sentence):
    with pytest.raises(ValueError, match=sentence):
        plots.network(params)


def test_a_cache_of_another_network_or_without_that_row_is_refused_in_words():
    cache = forward(X, BY_HAND)[1]
    with pytest.raises(ValueError, match="to show row 4 it needs more than 4 rows and 2 columns"):
        plots.network(BY_HAND, cache, row=4)
    with pytest.raises(ValueError, match=r'cache\["a1"\] has shape \(4, 3\)'):
        plots.network(BY_HAND, {**cache, "a1": np.zeros((4, 3))})


def test_the_data_in_a_figures_html_is_the_picture():
    shown = plots.picture(plots.points(X, y), alt=SENTENCE)
    data = re.search(r"base64,([^\"]*)", shown._repr_html_())[1]
    assert base64.b64decode(data) == shown.png
