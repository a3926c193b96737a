"""Figures that stand still: one look for the whole course, one claim in each title, one sentence for who cannot see it.

The pattern of a cell is always the same::

    fig, ax = plt.subplots()
    plots.points(X, y, ax=ax, title="No straight line parts the circles from the squares")
    plots.show(fig, alt="Four points at the corners of a square; opposite corners have the same class.")

Importing this module applies ``STYLE`` with ``plt.style.use``. A figure takes its size, and axes their spines, fonts
and title side, in the moment ``plt.subplots()`` makes them, before any function here has seen them: a style that came
later would come too late. What concerns the saved picture alone (density, margins) is not among the settings: ``show``
passes it. ``plt.rcdefaults()`` takes the style back.
"""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Mapping
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import FigureBase
from matplotlib.patches import Circle, Polygon
from matplotlib.ticker import AutoLocator
from PIL import Image

# Okabe and Ito's colours, which stay apart for colour-blind eyes: https://jfly.uni-koeln.de/color/
BLUE, VERMILLION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
ORANGE, SKY = "#E69F00", "#56B4E9"       # for areas only: too pale for text and thin lines
INK, GREY, YOURS = "#222222", "#6b6b6b", "#000000"
CLASS_COLORS = (BLUE, VERMILLION, GREEN, PURPLE)
CLASS_MARKERS = ("o", "s", "^", "D")
CLASS_SIGNS = ("●", "■", "▲", "◆")       # the same shapes, for text


def _blend(color, other, share):
    """Colour that is ``share`` of the way from ``color`` to ``other``, as three numbers in [0, 1]."""
    return tuple((1 - share) * np.array(to_rgb(color)) + share * np.array(to_rgb(other)))


# Signed quantities: negative blue, zero white, positive vermillion. The pale one lies beneath points and text.
SIGNED = LinearSegmentedColormap.from_list("signed", [BLUE, "white", VERMILLION])
SIGNED_PALE = LinearSegmentedColormap.from_list(
    "signed_pale", [_blend(BLUE, "white", 0.45), "white", _blend(VERMILLION, "white", 0.45)]
)

STYLE = {
    "font.family": "DejaVu Sans",        # comes with Matplotlib: the same letters on every machine
    "font.size": 10,
    "text.color": INK,
    "figure.figsize": (6.4, 3.6),
    "figure.dpi": 100,
    "figure.facecolor": "white",
    "figure.constrained_layout.use": True,
    "axes.facecolor": "white",
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlepad": 10,
    "axes.prop_cycle": cycler(color=CLASS_COLORS),
    "axes.unicode_minus": True,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "lines.linewidth": 2.0,
    "lines.solid_capstyle": "round",
    "legend.frameon": False,
}
plt.style.use(STYLE)

DOTS_PER_CSS_PIXEL = 2                   # sharp on dense screens
RADIUS = 0.30                            # inches: a unit in the diagram of a network


# ---------------------------------------------------------------------------------------------------- showing a figure

@dataclass(frozen=True)
class Picture:
    """A finished figure: PNG bytes, the sentence that says what it shows, and its width on the page in CSS pixels."""

    alt: str
    png: bytes
    width: int

    def __repr__(self):
        """The text twin: for terminals, and for whoever reads the notebook without its pictures."""
        return f"<figure: {self.alt}>"

    def _repr_html_(self):
        # One <img>, opaque white, literal colours only: what the sanitizer of an untrusted notebook lets through.
        data = base64.b64encode(self.png).decode("ascii")
        return (
            f'<img alt="{html.escape(self.alt)}" src="data:image/png;base64,{data}" width="{self.width}" '
            'style="max-width: 100%; height: auto; background-color: #ffffff; border-radius: 6px">'
        )


def picture(fig, alt=None):
    """Draw a figure into a `Picture` and close it.

    Parameters
    ----------
    fig : a Matplotlib figure, or axes of it
    alt : str
        What the figure shows, as a sentence for who cannot see it.

    Raises
    ------
    TypeError   when ``fig`` is neither a figure nor axes
    ValueError  when ``alt`` is missing or shorter than three words
    """
    if not isinstance(fig, (Axes, FigureBase)):
        raise TypeError(
            f"show was given {type(fig).__name__} where it needs a figure. "
            "Type: fig, ax = plt.subplots() before you draw, and plots.show(fig, alt=\"…\") after."
        )
    fig = fig.figure.figure                      # of axes their figure, of a part of a figure the whole
    if not isinstance(alt, str) or len(alt.split()) < 3:
        raise ValueError(
            f"A figure needs a sentence for those who cannot see it; found alt={alt!r}. "
            'Type what it shows, for example: plots.show(fig, alt="The loss falls from 0.25 to 0.01.")'
        )
    for ax in fig.axes:
        for axis in (ax.xaxis, ax.yaxis):
            if isinstance(axis.get_major_locator(), AutoLocator):
                axis.get_major_locator().set_params(nbins=4)            # at most five ticks
    buffer = io.BytesIO()
    fig.savefig(
        buffer, format="png", dpi=100 * DOTS_PER_CSS_PIXEL, facecolor="white", bbox_inches="tight", pad_inches=0.15
    )
    plt.close(fig)
    # 256 colours chosen for this figure: a third of the bytes, and no colour is off by more than the eye can tell.
    image = Image.open(buffer).convert("RGB")
    image = image.quantize(256, method=Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)
    small = io.BytesIO()
    image.save(small, format="png", optimize=True)
    return Picture(" ".join(alt.split()), small.getvalue(), round(image.width / DOTS_PER_CSS_PIXEL))


def show(fig, alt=None):
    """Show a figure as a picture with its sentence, and close it. Takes and refuses what `picture` does."""
    from IPython.display import display  # here, so that drawing needs no IPython

    display(picture(fig, alt))


def _new_axes(ax, size):
    """``ax`` itself, or the axes of a new figure of ``size`` inches where it is None."""
    return plt.subplots(figsize=size)[1] if ax is None else ax


def _number(value, digits=3):
    """A number as a figure writes it: whole numbers bare, others with ``digits`` decimals, a true minus sign."""
    if not np.isfinite(value):
        return {"nan": "nan", "inf": "∞", "-inf": "−∞"}[str(float(value))]
    if value == int(value) and abs(value) < 1e5:
        text = str(int(value))
    elif abs(value) >= 1e4:
        text = f"{value:.0e}".replace("e+0", "e")
    else:
        text = f"{value:.{digits}f}"
    return text.replace("-", "−") if text.strip("-0.") else text.lstrip("-")


def _spread_apart(positions, gap, floor=-np.inf):
    """Positions moved as little as it takes to stand at least ``gap`` apart and not below ``floor``, order kept."""
    positions = np.asarray(positions, dtype=float)
    order = np.argsort(positions, kind="stable")
    blocks = []                                  # [sum of wanted centres, count]: labels that touch move as one block
    for p in positions[order]:
        blocks.append([p, 1])
        while len(blocks) > 1:
            (sum_1, n_1), (sum_2, n_2) = blocks[-2:]
            if sum_2 / n_2 - sum_1 / n_1 >= gap * (n_1 + n_2) / 2:
                break
            blocks[-2:] = [[sum_1 + sum_2, n_1 + n_2]]
    placed = np.concatenate([total / n + gap * (np.arange(n) - (n - 1) / 2) for total, n in blocks])
    result = np.empty_like(positions)
    result[order] = np.maximum(placed, floor + gap * np.arange(len(placed)))     # keeps the gaps: both sides have them
    return result


def label_lines(ax):
    """Write each line's label at its right end, in a darker shade of its colour, instead of a legend box.

    Call it last: it reads where the lines end. Lines without a label are left alone. Returns ``ax``.
    """
    ends = []
    for line in ax.get_lines():
        x, y = (np.asarray(v, dtype=float) for v in line.get_data())
        seen = np.isfinite(x) & np.isfinite(y) & ((y > 0) | (ax.get_yscale() != "log"))
        if not line.get_label().startswith("_") and seen.any():
            ends.append((line, x[seen][-1], y[seen][-1]))
    if not ends:
        return ax
    ax.figure.figure.draw_without_rendering()            # lays the axes out, so that pixels are true
    points_per_pixel = 72 / ax.figure.figure.dpi
    wanted = np.array([ax.transData.transform((x, y))[1] for _, x, y in ends]) * points_per_pixel
    floor = ax.get_window_extent().y0 * points_per_pixel + 5        # below it stand the ticks' own numbers
    for (line, x, y), shift in zip(ends, _spread_apart(wanted, gap=13, floor=floor) - wanted, strict=True):
        ax.annotate(
            line.get_label(), (x, y), (6, shift), textcoords="offset points", va="center", ha="left",
            color=_blend(line.get_color(), "black", 0.35), annotation_clip=False,
        )
    return ax


# ------------------------------------------------------------------------------------------------- points and answers

def _plane(X, what="X"):
    """``X`` as an array of shape (n, 2), or a refusal in words."""
    X = np.asarray(X, dtype=float)
    if X.ndim != 2 or X.shape[1] != 2 or len(X) == 0:
        raise ValueError(
            f"A picture of the plane needs {what} of shape (n, 2), one row a point; found {X.shape}. "
            f"Choose two columns: {what}[:, [0, 1]]."
        )
    if not np.isfinite(X).all():
        raise ValueError(f"{what} holds {np.sum(~np.isfinite(X))} values that are not finite: they have no place.")
    return X


def _class_numbers(y, n):
    """Class of each of n rows, as integers (n,), from y of shape (n, 1), (n,) or one-hot (n, n_classes)."""
    y = np.asarray(y, dtype=float)
    if y.ndim not in (1, 2) or len(y) != n:
        raise ValueError(f"y needs one row for each of the {n} points: shape ({n}, 1) or one-hot; found {y.shape}.")
    if y.ndim == 2 and y.shape[1] > 1:
        if not (np.isin(y, (0, 1)).all() and (y.sum(axis=1) == 1).all()):
            raise ValueError("y has several columns, but its rows are not one-hot: one 1 and else 0 in each row.")
        y = y.argmax(axis=1)
    classes = y.reshape(n).astype(int)
    if (classes != y.reshape(n)).any() or classes.min() < 0 or classes.max() >= len(CLASS_COLORS):
        raise ValueError(
            f"y needs class numbers 0 to {len(CLASS_COLORS) - 1}; found values such as {y.reshape(n)[:4].tolist()}. "
            "For the classes of a prediction type: y_hat > 0.5"
        )
    return classes


def _set_view(ax, X, extent=None):
    """Limit the view to ``extent`` (x from, x to, y from, y to), or to the points with room around them."""
    if extent is None:
        low, high = X.min(axis=0), X.max(axis=0)
        span = high - low
        room = np.where(span > 0, span, span.max() or 1.0) * (0.35 if len(X) <= 16 else 0.12)
        extent = np.column_stack([low - room, high + room]).ravel()
    ax.set(xlim=extent[:2], ylim=extent[2:])
    width, height = extent[1] - extent[0], extent[3] - extent[2]
    if max(width, height) < 3 * min(width, height):
        ax.set_aspect("equal")                   # angles are true: w stands upright on its line
    return tuple(float(v) for v in extent)


def points(X, y, *, labels=None, extent=None, title=None, ax=None):
    """Draw points: class 0 blue circles, class 1 vermillion squares, then green triangles, purple diamonds.

    Up to 16 points carry their class number inside, and points that fall on one another say how many they are.

    Parameters
    ----------
    X : (n, 2)
    y : (n, 1), (n,) or one-hot (n, n_classes)
    labels : n strings, or n rows of numbers, written beside the points; coinciding points share one label
    extent : (x from, x to, y from, y to); by default the points and some room
    title : the claim of the figure

    Returns
    -------
    ax : the axes; one collection of markers for each class that occurs, in order
    """
    X = _plane(X)
    classes = _class_numbers(y, len(X))
    few = len(X) <= 16
    fresh = ax is None or not ax.has_data()
    ax = _new_axes(ax, (4.4, 3.9))
    if fresh:
        x_from, x_to, y_from, y_to = _set_view(ax, X, extent)
    else:
        (x_from, x_to), (y_from, y_to) = ax.get_xlim(), ax.get_ylim()
    # Squares first and larger: where a circle covers one, its corners still show.
    for k in sorted(set(classes.tolist()), key=lambda k: -k):
        ax.scatter(
            *X[classes == k].T, s=(230 if k == 0 else 250) if few else (34 if k == 0 else 36), marker=CLASS_MARKERS[k],
            color=CLASS_COLORS[k], edgecolor="white", linewidth=1.2 if few else 0.6, zorder=5 - 0.1 * k,
            label=f"_class {k}", clip_on=False,
        )
    if few:
        _write_classes_and_labels(ax, X, classes, labels, np.array([x_to - x_from, y_to - y_from]))
    elif labels is not None:
        raise ValueError(f"Labels beside {len(X)} points would cover one another: give labels for at most 16 points.")
    elif fresh:
        _name_classes(ax, classes)
    if fresh:
        ax.set(xlabel="x1", ylabel="x2")
    if title is not None:
        ax.set_title(title)
    return ax


def _name_classes(ax, classes):
    """Beside the axes: which shape and colour is which class."""
    for i, k in enumerate(sorted(set(classes.tolist()))):
        ax.annotate(
            f"{CLASS_SIGNS[k]} {k}", (1, 1), (8, -6 - 16 * i), xycoords="axes fraction",
            textcoords="offset points", color=_blend(CLASS_COLORS[k], "black", 0.3), va="top",
        )


def _write_classes_and_labels(ax, X, classes, labels, span):
    """Class number inside each marker, label beside it; rows closer than 2 % of the view are one place."""
    if labels is not None and len(labels) != len(X):
        raise ValueError(f"labels needs one entry for each of the {len(X)} points; found {len(labels)}.")
    if labels is not None:
        labels = [row if isinstance(row, str) else f"({', '.join(_number(v, 2) for v in np.ravel(row))})"
                  for row in labels]
    near = (np.abs(X[:, None] - X[None]) < 0.02 * span).all(axis=-1)
    for i in range(len(X)):
        group = np.flatnonzero(near[i])
        if group[0] != i:
            continue                             # its place was written with the first row that stands there
        kinds = sorted(set(classes[group].tolist()))
        ax.text(*X[i], "/".join(map(str, kinds)), color="white", weight="bold", ha="center", va="center", zorder=6,
                fontsize=10 if len(kinds) == 1 else 7)
        beside = "\nand ".join(labels[j] for j in group) if labels is not None else f"{len(group)} rows"
        if labels is not None or len(group) > 1:
            ax.annotate(beside, X[i], (11, 9), textcoords="offset points", va="bottom", zorder=6)


def boundary(predict, X, y, *, labels=None, extent=None, resolution=200, title=None, ax=None):
    """Colour the plane by what ``predict`` answers there, with a line where it is undecided, and the points on top.

    Parameters
    ----------
    predict : function from (m, 2) to (m, 1), answers around 0.5; or to (m, n_classes), the largest wins
    X, y, labels, extent, title : as for `points`
    resolution : points asked for along each side

    Returns
    -------
    ax : the axes; ``ax.images[0]`` holds the answers, rows from the bottom up

    Raises
    ------
    TypeError   when ``predict`` is not a function
    ValueError  when the answers have another shape, or are not finite
    """
    if not callable(predict):
        raise TypeError(f"boundary was given {type(predict).__name__} where it needs a function from points to "
                        "answers. Type net.predict, or lambda X: forward(X, params)[0]")
    X = _plane(X)
    ax = _new_axes(ax, (5.0, 3.9))
    x_from, x_to, y_from, y_to = extent = _set_view(ax, X, extent)
    x1 = x_from + (np.arange(resolution) + 0.5) * (x_to - x_from) / resolution       # centres of the picture's cells
    x2 = y_from + (np.arange(resolution) + 0.5) * (y_to - y_from) / resolution
    answers = _ask(predict, np.stack(np.meshgrid(x1, x2), axis=-1).reshape(-1, 2)).reshape(resolution, resolution, -1)
    place = {"extent": extent, "origin": "lower", "interpolation": "bilinear", "zorder": 0, "aspect": ax.get_aspect()}
    if answers.shape[-1] == 1:
        image = ax.imshow(answers[..., 0], cmap=SIGNED_PALE, vmin=0, vmax=1, **place)
        margins = [answers[..., 0] - 0.5]
        bar = ax.figure.colorbar(image, ax=ax, ticks=[0, 0.5, 1], fraction=0.05, pad=0.03)
        bar.ax.set_yticklabels([f"ŷ = 0 {CLASS_SIGNS[0]}", "ŷ = 0.5", f"ŷ = 1 {CLASS_SIGNS[1]}"])
        bar.outline.set_edgecolor(GREY)
    else:
        tints = np.array([_blend(color, "white", 0.6) for color in CLASS_COLORS])
        ax.imshow(tints[answers.argmax(axis=-1)], **{**place, "interpolation": "nearest"})
        margins = [answers[..., k] - np.delete(answers, k, axis=-1).max(axis=-1) for k in range(answers.shape[-1])]
    for margin in margins:
        if margin.min() < 0 < margin.max():      # else there is nothing to draw, and Matplotlib would warn
            ax.contour(x1, x2, margin, levels=[0], colors=INK, linewidths=1.6, zorder=2)
    points(X, y, labels=labels, title=title, ax=ax)
    if answers.shape[-1] > 1 and len(X) > 16:
        _name_classes(ax, _class_numbers(y, len(X)))
    ax.set(xlabel="x1", ylabel="x2", xlim=extent[:2], ylim=extent[2:])
    return ax


def _ask(predict, grid):
    """What ``predict`` answers to the points of a grid, or a refusal in words."""
    answers = np.asarray(predict(grid), dtype=float)
    if answers.shape != (len(grid), 1) and (
        answers.ndim != 2 or len(answers) != len(grid) or not 2 <= answers.shape[1] <= len(CLASS_COLORS)
    ):
        raise ValueError(
            f"predict was given points of shape {grid.shape} and answered with shape {answers.shape}; expected "
            f"({len(grid)}, 1), one answer a row. Type net.predict, or lambda X: forward(X, params)[0]"
        )
    if not np.isfinite(answers).all():
        raise ValueError(
            f"{np.sum(~np.isfinite(answers))} of {answers.size} answers are not finite, so they have no colour. "
            'Look at the parameters first: np.isfinite(params["W1"]).all()'
        )
    return answers


def neuron_line(w, b, X=None, y=None, *, name="ŷ", extent=None, title=None, ax=None):
    """Draw the line where a neuron ``sigmoid(x @ w + b)`` answers 0.5, its side above 0.5 tinted and named.

    The arrow is the direction of w: it stands upright on the line and points to where answers grow.

    Parameters
    ----------
    w : (2,) or (2, 1)
    b : a number, or an array of one
    X, y : points to draw first, as for `points`
    name : what the neuron's answer is called in the figure
    extent, title : as for `points`; on axes that hold something already, the view stays

    Returns
    -------
    ax : the axes; the line carries the label ``{name} = 0.5``
    """
    w, b = np.ravel(np.asarray(w, dtype=float)), np.ravel(np.asarray(b, dtype=float))
    if w.shape != (2,) or b.shape != (1,) or not np.isfinite([*w, *b]).all():
        raise ValueError(
            f"One neuron over the plane has two finite weights and one bias; found w {w.tolist()}, b {b.tolist()}. "
            "For unit 0 of a layer type: neuron_line(params[\"W1\"][:, 0], params[\"b1\"][0, 0])"
        )
    fresh = ax is None or not ax.has_data()
    if X is not None:
        ax = points(X, y, extent=extent, ax=ax)
    else:
        ax = _new_axes(ax, (4.4, 3.9))
        if fresh:
            _set_view(ax, np.array([[0, 0], [1, 1]]), extent)
            ax.set(xlabel="x1", ylabel="x2")
    (x_from, x_to), (y_from, y_to) = ax.get_xlim(), ax.get_ylim()
    corners = np.array([[x_from, y_from], [x_to, y_from], [x_to, y_to], [x_from, y_to]])
    above, crossings = _half_plane(corners, w, b[0])
    ink = _blend(VERMILLION, "black", 0.4)
    if len(above):
        ax.add_patch(Polygon(above, facecolor=VERMILLION, alpha=0.14, edgecolor="none", zorder=0.5))
    if len(crossings) == 2:
        ax.plot(*crossings.T, color=INK, zorder=2, label=f"_{name} = 0.5")
        middle = crossings.mean(axis=0)
        tip = middle + 0.13 * min(x_to - x_from, y_to - y_from) * w / np.linalg.norm(w)
        arrow = {"arrowstyle": "-|>", "color": ink, "linewidth": 2, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", tip, middle, arrowprops=arrow, zorder=3)
        sides = [(f"{name} > 0.5", w, b[0], ink), (f"{name} < 0.5", -w, -b[0], _blend(BLUE, "black", 0.3))]
    else:
        sign = "=" if not w.any() and b[0] == 0 else ">" if len(above) else "<"
        sides = [(f"{name} {sign} 0.5 everywhere here", np.zeros(2), 1.0, INK)]
    ax.set(xlim=(x_from, x_to), ylim=(y_from, y_to))
    for text, *side, color in sides:
        ax.text(0, 0, text, color=color, ha="center", va="center", zorder=4).side = side
    _place_sides(ax)
    if title is not None:
        ax.set_title(title)
    return ax


def _half_plane(corners, w, b):
    """The part of a convex polygon where ``x @ w + b > 0``, and the points where its rim crosses zero."""
    z = corners @ w + b
    above, crossings = [], []
    for i in range(len(corners)):
        j = (i + 1) % len(corners)
        if z[i] > 0:
            above.append(corners[i])
        if (z[i] > 0) != (z[j] > 0):
            crossings.append(corners[i] + (corners[j] - corners[i]) * z[i] / (z[i] - z[j]))
            above.append(crossings[-1])
    return np.array(above), np.array(crossings)


def _place_sides(ax):
    """Put each text that names a side of a line on that side, close to the line, clear of all else that is drawn.

    All of them anew at each call: a second line may cross the place that was free before.
    """
    ax.figure.figure.draw_without_rendering()        # lays the axes out, so that pixels are true
    to_data, box = ax.transData.inverted().transform, ax.get_window_extent()
    taken = [[*ax.transData.transform(p), 13, 13] for c in ax.collections for p in np.asarray(c.get_offsets())]
    for line in ax.get_lines():
        ends = ax.transData.transform(np.column_stack(line.get_data()))
        taken += [[*(ends[0] + t * (ends[-1] - ends[0])), 1, 1] for t in np.linspace(0, 1, 80)]
    waiting = []
    for text in ax.texts:
        if hasattr(text, "side"):
            waiting.append(text)
        elif text.get_text():
            taken.append(_centre_and_half(text.get_window_extent()))
        else:                                                # an arrow, from xyann to xy
            ends = ax.transData.transform([text.xyann, text.xy])
            taken += [[*(ends[0] + t * (ends[1] - ends[0])), 4, 4] for t in np.linspace(0, 1, 8)]
    for text in waiting:
        w, b = text.side
        half = np.array(_centre_and_half(text.get_window_extent())[2:])
        steps = [np.linspace(low + size + 4, high - size - 4, 41)
                 for low, high, size in zip(box.min, box.max, half, strict=True)]
        places = np.stack(np.meshgrid(*steps), axis=-1).reshape(-1, 2)
        gaps = np.maximum(np.abs(places[:, None] - np.array(taken)[:, :2]) - half - np.array(taken)[:, 2:], 0)
        room = np.minimum(np.hypot(gaps[..., 0], gaps[..., 1]).min(axis=1), 8)       # pixels; 8 are enough
        z = to_data(places) @ w + b
        best = np.lexsort((np.abs(z), -np.round(room), z < 0))[0]       # right side first, then room, then nearness
        text.set_position(to_data(places[best]))
        taken.append([*places[best], *half])


def _centre_and_half(box):
    return [(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2, box.width / 2, box.height / 2]


# ------------------------------------------------------------------------------------------------- training and layers

def loss_curve(histories, *, log=False, title=None, ax=None):
    """Draw the loss of each epoch: training solid, held-out dashed, each line labelled at its end.

    Parameters
    ----------
    histories : a History, or the losses themselves as an array (epochs,); a dict of label → such a thing (the label
        ``yours`` is drawn in black); a list of them; or many networks at once, losses of shape (epochs, s).
        More than six runs become a fan: the middle half and the middle 80 % of the runs, and the median.
    log : True for a logarithmic loss axis
    title : the claim of the figure

    Returns
    -------
    ax : the axes; a run that ended in a loss that is not finite is marked with a cross at its last finite loss
    """
    if isinstance(histories, Mapping):
        runs = dict(histories)
    elif isinstance(histories, (list, tuple)) and not all(np.ndim(h) == 0 and np.isreal(h) for h in histories):
        runs = {f"run {i + 1}": h for i, h in enumerate(histories)}
    else:
        runs = {"training": histories}
    losses = {label: np.asarray(getattr(run, "loss", run), dtype=float) for label, run in runs.items()}
    for label, loss in losses.items():
        if loss.ndim not in (1, 2) or loss.size == 0:
            raise ValueError(f"{label}: a loss curve needs one loss an epoch, shape (epochs,) or (epochs, s) for s "
                             f"networks; found {loss.shape}. Give what train returned, or its .loss")
    ax = _new_axes(ax, None)
    if log:
        ax.set_yscale("log")
    longest = max(map(len, losses.values()))
    if len(runs) > 6 and all(loss.ndim == 1 for loss in losses.values()):
        padded = [np.pad(loss, (0, longest - len(loss)), constant_values=np.nan) for loss in losses.values()]
        _draw_fan(ax, np.stack(padded, axis=1), "median", BLUE)
    else:
        for i, (label, run) in enumerate(runs.items()):
            color = YOURS if label == "yours" else CLASS_COLORS[i % len(CLASS_COLORS)]
            if losses[label].ndim == 2:
                _draw_fan(ax, losses[label], "median" if len(runs) == 1 else label, color)
            else:
                _draw_run(ax, losses[label], label, color)
            held_out = getattr(run, "held_out_loss", None)
            if held_out is not None:
                held_out = np.asarray(held_out, dtype=float)
                middle = held_out if held_out.ndim == 1 else np.median(held_out, axis=1)
                ax.plot(_finite(middle), color=color, linestyle=(0, (4, 2)),
                        label="held out" if len(runs) == 1 else f"{label}, held out")
    ax.set(xlabel="epoch", ylabel="loss", xlim=(0, max(longest, 1)))
    ax.xaxis.set_major_formatter("{x:,.0f}")
    if not log:
        ax.set_ylim(bottom=0)
    if title is not None:
        ax.set_title(title)
    return label_lines(ax)


def _finite(values):
    """The same values, with a gap in the line where one is infinite or no number."""
    return np.where(np.isfinite(values), values, np.nan)


def _draw_run(ax, loss, label, color):
    """One run's training loss, and a cross where it stopped being finite."""
    ax.plot(_finite(loss), color=color, label=label)
    if not np.isfinite(loss).all() and np.isfinite(loss[0]):
        last = int(np.argmin(np.isfinite(loss))) - 1
        ax.plot(last, loss[last], "x", color=INK, markersize=9, markeredgewidth=2.5, label="_not finite after this",
                zorder=4)


def _draw_fan(ax, loss, label, color):
    """Many runs, losses (epochs, s): the middle half, the middle 80 %, and the median of the runs."""
    alive = np.isfinite(loss).any(axis=1)
    if not alive.any():
        return
    loss = _finite(loss)[: len(loss) - int(np.argmax(alive[::-1]))]      # cut the end, where no run is left
    low, lower, median, upper, high = np.nanquantile(loss, [0.1, 0.25, 0.5, 0.75, 0.9], axis=1)
    epochs = np.arange(len(loss))
    ax.fill_between(epochs, low, high, color=_blend(color, "white", 0.8), linewidth=0, label="_10 % to 90 %")
    ax.fill_between(epochs, lower, upper, color=_blend(color, "white", 0.55), linewidth=0, label="_25 % to 75 %")
    if label == "median":
        ax.plot(high, color=color, linewidth=0.8, label="90 % are below")
        ax.plot(low, color=color, linewidth=0.8, label="10 % are below")
    ax.plot(median, color=color, label=label)


def activations_by_layer(layers, *, names=None, limits=None, bins=41, title=None, ax=None):
    """Draw one histogram a layer, side by side in the direction of the data, with each layer's spread above it.

    Parameters
    ----------
    layers : list of arrays of any shape, first layer first
    names : one string a layer; by default 1, 2, …
    limits : (low, high) of the value axis; by default all values, and zero
    title : the claim of the figure

    Returns
    -------
    ax : the axes; histogram l is ``ax.collections[l]``, each as wide as its fullest bin
    """
    layers = [np.ravel(np.asarray(layer, dtype=float)) for layer in layers]
    if not layers or any(layer.size == 0 for layer in layers):
        raise ValueError("activations_by_layer needs a list of arrays with something in each, for example "
                         '[cache["a1"], cache["a2"]].')
    for i, layer in enumerate(layers):
        if not np.isfinite(layer).all():
            raise ValueError(f"Layer {i + 1} holds {np.sum(~np.isfinite(layer))} values that are not finite; "
                             "the layers before it are the place to look.")
    names = [str(i + 1) for i in range(len(layers))] if names is None else list(names)
    if len(names) != len(layers):
        raise ValueError(f"names needs one string for each of the {len(layers)} layers; found {len(names)}.")
    if limits is None:
        low, high = min(0, *(layer.min() for layer in layers)), max(0, *(layer.max() for layer in layers))
        limits = (low, high) if low < high else (-1, 1)
    ax = _new_axes(ax, None)
    for i, layer in enumerate(layers):
        counts, edges = np.histogram(layer, bins=bins, range=limits)
        width = 0.86 * counts / (counts.max() or 1)
        ax.fill_betweenx(np.repeat(edges, 2)[1:-1], i, i + np.repeat(width, 2), color=BLUE, linewidth=0)
        ax.plot([i, i], limits, color=GREY, linewidth=0.8, label=f"_layer {names[i]}")
        ax.annotate(_spread(layer.std()), (i, 1), (0, 3), xycoords=ax.get_xaxis_transform(),
                    textcoords="offset points", fontsize=9)
    ax.annotate("spread", (0, 1), (-6, 3), xycoords=ax.get_xaxis_transform(), textcoords="offset points", fontsize=9,
                ha="right", color=GREY)
    room = 0.03 * (limits[1] - limits[0])
    ax.set(xlim=(-0.15, len(layers)), ylim=(limits[0] - room, limits[1] + room), xlabel="layer", ylabel="activation")
    ax.set_xticks(np.arange(len(layers)) + 0.3, names)
    ax.tick_params(axis="x", length=0)
    if title is not None:
        ax.set_title(title, pad=22)
    return ax


def _spread(std):
    """A standard deviation in few letters: 0.63, 0.01, 1e−7."""
    text = f"{std:.2g}" if std == 0 or std >= 0.00995 else f"{std:.0e}".replace("e-0", "e-")
    return text.replace("-", "−")


def network(params, cache=None, *, row=0, names=None, title=None, ax=None):
    """Draw a network: units as circles, weights as lines, and the numbers of one row flowing through it.

    A positive weight is a solid vermillion line, a negative one dashed and blue; the larger, the wider. Where there is
    room each weight stands on its line and each bias under its unit. With a cache, a circle holds the unit's activation
    (the larger, the deeper its fill), and z stands under it. Layers of more than 8 units are shortened.

    Parameters
    ----------
    params : ``{"W1": (n_x, n_1), "b1": (1, n_1), "W2": …}``, or a network that has such ``params``
    cache : what ``forward`` keeps: ``a0, z1, a1, …``, each (n, units)
    row : which of the n rows flows through
    names : for each layer, inputs first, a list with one string a unit, or None
    title : the claim of the figure

    Returns
    -------
    ax : the axes; every unit is a ``Circle`` in ``ax.patches``, every weight a line labelled ``_W1[0,1] = …``
    """
    weights, biases, sizes = _read_layers(getattr(params, "params", params))
    values, sums = _values_of_row(cache, row, sizes)
    names = _names_of_units(names, sizes)
    depth = len(weights)

    shown = [_unit_places(n) for n in sizes]
    rows = max(len(units) for units in shown)
    step = 1.55 if rows <= 2 else 1.15 if rows <= 4 else 0.85          # inches from unit to unit
    across = 2.5 if depth <= 2 else 7.0 / depth                        # inches from layer to layer
    lines = 0 if step < 1 else 1 if cache is None else 2               # of text under a unit
    top = step * (rows - 1) / 2 + RADIUS + 0.3
    bottom = -step * (rows - 1) / 2 - RADIUS - 0.16 * lines - 0.4
    ax = _new_axes(ax, (across * depth + 1.4, top - bottom + 0.35))
    ax.set(xlim=(-0.7, across * depth + 0.7), ylim=(bottom, top), aspect="equal")
    ax.axis("off")
    at = [{unit: (across * layer, step * ((len(units) - 1) / 2 - i)) for i, unit in enumerate(units)}
          for layer, units in enumerate(shown)]
    gaps = [places.pop(None, None) for places in at]                   # where units are left out
    for layer, W in enumerate(weights, start=1):
        _draw_weights(ax, W, layer, at[layer - 1], at[layer])
    for layer, places in enumerate(at):
        for unit, place in places.items():
            under = [f"b = {_number(biases[layer - 1][unit], 2)}"] if layer and lines else []
            if under and sums[layer] is not None:
                under.append(f"z = {_number(sums[layer][unit], 2)}")
            _draw_unit(ax, place, values[layer], unit, names[layer][unit] if names[layer] else "", "\n".join(under))
        if gaps[layer] is not None:
            ax.text(*gaps[layer], "⋮", ha="center", va="center", fontsize=16)
        kind = "inputs" if layer == 0 else "output" if layer == depth else "hidden"
        key = f"{kind}, a{layer}" if cache is not None else f"{kind}: {sizes[layer]}"
        ax.text(across * layer, bottom + 0.1, key, ha="center", va="center", color=GREY, fontsize=9)
    if title is not None:
        ax.set_title(title)
    return ax


def _read_layers(params):
    """Weights, biases and sizes, layer by layer; refused in words when they are not those of one network."""
    depth = sum(1 for key in params if key.startswith("W"))
    weights = [np.asarray(params[f"W{layer}"], dtype=float) for layer in range(1, depth + 1)]
    biases = [np.asarray(params[f"b{layer}"], dtype=float) for layer in range(1, depth + 1)]
    found = ", ".join(f"W{i + 1} {weights[i].shape}, b{i + 1} {biases[i].shape}" for i in range(depth)) or "no W1"
    if not weights or any(W.ndim != 2 for W in weights):
        raise ValueError(f"network draws one network, W1, W2, … with two axes each; found {found}. "
                         "Of many networks give one: {key: value[0] for key, value in params.items()}")
    sizes = [weights[0].shape[0], *(W.shape[1] for W in weights)]
    biases = [b.ravel() for b in biases]
    if [W.shape[0] for W in weights] != sizes[:-1] or [len(b) for b in biases] != sizes[1:]:
        raise ValueError(f"These shapes do not follow from one another: {found}. Each W has as many rows as the layer "
                         "before has units, and as many columns as its own layer; each b has one number a unit.")
    return weights, biases, sizes


def _names_of_units(names, sizes):
    """One list of names for each layer or None, with x1, x2, … for inputs and ŷ for a single output by default."""
    names = [None] * len(sizes) if names is None else list(names)
    if len(names) != len(sizes) or any(n is not None and len(n) != size for n, size in zip(names, sizes, strict=True)):
        raise ValueError(f"names needs a list for each layer, with one string for each of its units, {sizes}, or None; "
                         f"found {names!r}.")
    first = [f"x{i + 1}" for i in range(sizes[0])] if names[0] is None else names[0]
    last = ["ŷ"] if names[-1] is None and sizes[-1] == 1 else names[-1]
    return [first, *names[1:-1], last]


def _values_of_row(cache, row, sizes):
    """Activations and sums of one row, a list over the layers; None where the cache is not given, or has no z."""
    if cache is None:
        return [None] * len(sizes), [None] * len(sizes)
    values, sums = [], [None]
    for layer, size in enumerate(sizes):
        a = np.asarray(cache[f"a{layer}"], dtype=float) if f"a{layer}" in cache else np.empty(0)
        if a.ndim != 2 or a.shape[1] != size or not -len(a) <= row < len(a):
            raise ValueError(
                f'cache["a{layer}"] has shape {a.shape}; to show row {row} it needs more than {row} rows and {size} '
                "columns. Give the cache that forward returned with these params."
            )
        values.append(a[row])
        if layer:
            sums.append(np.asarray(cache[f"z{layer}"], dtype=float)[row] if f"z{layer}" in cache else None)
    return values, sums


def _unit_places(n, most=8):
    """Unit numbers from top to bottom; a None stands for those left out of a layer of more than ``most``."""
    return list(range(n)) if n <= most else [*range(most - 3), None, n - 2, n - 1]


def _draw_unit(ax, place, values, unit, name, under):
    """One unit: a circle, filled the deeper the larger its activation in its layer, the number inside, texts around."""
    x, y = place
    fill = "white"
    if values is not None and np.isfinite(values[unit]):
        share = 0.55 * values[unit] / max(1.0, np.abs(values[np.isfinite(values)]).max())
        fill = _blend("white", ORANGE if share > 0 else SKY, abs(share))
    ax.add_patch(Circle(place, RADIUS, facecolor=fill, edgecolor=INK, linewidth=1.6, zorder=5))
    if values is not None:
        ax.text(x, y, _number(values[unit]), ha="center", va="center", zorder=6)
    if name:
        ax.text(x, y + RADIUS + 0.05, name, ha="center", va="bottom", zorder=6)
    if under:
        ax.text(x, y - RADIUS - 0.05, under, ha="center", va="top", fontsize=8.5, zorder=6, linespacing=1.15,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6})


def _draw_weights(ax, W, layer, sources, targets):
    """The weights between two layers; written on their lines, near the middle, where these are far enough apart."""
    largest = np.abs(W[np.isfinite(W)]).max(initial=0) or 1.0
    lines = [(i, j, np.array(p), np.array(q)) for i, p in sources.items() for j, q in targets.items()]
    starts, ends = np.array([p for *_, p, _ in lines]), np.array([q for *_, q in lines])
    ways = np.linspace(0.25, 0.75, 21)
    heights = np.sort(starts[:, 1] + ways[:, None] * (ends[:, 1] - starts[:, 1]), axis=1)
    apart = np.diff(heights).min(axis=1, initial=1.0)                  # inches between neighbours, at each way
    t = ways[np.lexsort((np.abs(ways - 0.5), -np.minimum(apart, 0.32).round(3)))[0]]
    few = len(lines) <= 12 and apart.max() > 0.2
    for i, j, p, q in lines:
        w = W[i, j]
        color, dashes = (VERMILLION, "-") if w >= 0 else (BLUE, (0, (4, 2)))
        ax.plot(*zip(p, q, strict=True), color=color, linestyle=dashes, linewidth=0.8 + 2.7 * abs(w) / largest,
                zorder=1, label=f"_W{layer}[{i},{j}] = {_number(w, 2)}", solid_capstyle="butt")
        if few:
            ax.text(*(p + t * (q - p)), _number(w, 2), ha="center", va="center", fontsize=8.5, zorder=3,
                    color=_blend(color, "black", 0.35), bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8})
