"""Pictures as strings: each function takes numbers and returns SVG. Nothing here remembers anything.

A live figure is a row of `Panel`s. On the page they stand side by side and wrap where the page is narrow; in the still
picture they are one drawing. Both are opaque white, like every figure of the course, so both are legible in a dark
theme too.
"""

from __future__ import annotations

import base64
import html
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite

import numpy as np

from nnlib.plots import BLUE, GREEN, GREY, INK, PURPLE, SIGNED, SIGNED_PALE, VERMILLION

__all__ = ["BLUE", "GREEN", "GREY", "INK", "PALE", "PURPLE", "STRONG", "VERMILLION"]

FONT = "font-family:'DejaVu Sans',system-ui,sans-serif;font-variant-numeric:tabular-nums"
SHADES = 64
PALE = (255 * SIGNED_PALE(np.linspace(0, 1, SHADES))[:, :3]).round().astype(np.uint8)       # beneath points and text
STRONG = (255 * SIGNED(np.linspace(0, 1, SHADES))[:, :3]).round().astype(np.uint8)


# ── elements ──────────────────────────────────────────────────────────────────────────────────────────────────────────

def tag(name, *inside, **attributes):
    """One element: `tag("line", x1=0, stroke_width=2)` is `<line x1="0" stroke-width="2"/>`. None is left out."""
    words = "".join(f' {key.strip("_").replace("_", "-")}="{_attribute(value)}"'
                    for key, value in attributes.items() if value is not None)
    return f"<{name}{words}>{''.join(inside)}</{name}>" if inside else f"<{name}{words}/>"


def _attribute(value):
    """Numbers with one decimal, text escaped."""
    if isinstance(value, float | np.floating):
        return f"{value:.1f}".removesuffix(".0")
    return html.escape(str(value))


def text(x, y, words, *, size=12, anchor="start", color=INK, bold=False, halo=False):
    """Words whose baseline starts, is centred or ends at (x, y); with a halo, lines behind them give way."""
    around = {"stroke": "#ffffff", "stroke_width": 4, "paint_order": "stroke"} if halo else {}
    return tag("text", html.escape(words), x=float(x), y=float(y), font_size=size, fill=color,
               text_anchor=None if anchor == "start" else anchor, font_weight="bold" if bold else None, **around)


def line(x1, y1, x2, y2, *, color=INK, width=1.5, dash=None):
    """A straight line; `dash` is a pattern such as "5 4"."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""           # without `tag`: a network has hundreds of lines
    return (f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{color}" '
            f'stroke-width="{width:.1f}"{dashes} stroke-linecap="round"/>')


def polyline(x, y, *, color=INK, width=2.0, dash=None, fill="none"):
    """A line through many pixels; what is not finite leaves a gap."""
    pieces, pen = [], "M"
    for px, py in zip(np.asarray(x, float).tolist(), np.asarray(y, float).tolist(), strict=True):
        here = isfinite(px) and isfinite(py)
        if here:
            pieces.append(f"{pen}{px:.1f} {py:.1f}")
        pen = "L" if here else "M"
    return tag("path", d="".join(pieces) or "M0 0", fill=fill, stroke=color, stroke_width=width, stroke_dasharray=dash,
               stroke_linejoin="round", stroke_linecap="round")


def dots(x, y, shape, color, size, *, hollow=False, edge="#ffffff"):
    """Many circles ("round") or squares ("square") as one path: each is a line of no length with thick ends."""
    d = "".join(f"M{px:.1f} {py:.1f}h0" for px, py in zip(np.ravel(x).tolist(), np.ravel(y).tolist(), strict=True))
    if not d:
        return ""
    layers = [(edge, size + 2), (color, size), *([("#ffffff", size - 3.4)] if hollow else [])]
    return "".join(tag("path", d=d, fill="none", stroke=paint, stroke_width=float(thick), stroke_linecap=shape)
                   for paint, thick in layers)


def mark(x, y, label, *, size=22):
    """One sample: class 0 is a blue circle, class 1 a vermillion square, its class written inside."""
    shape, color = (("round", BLUE), ("square", VERMILLION))[label]
    return dots([x], [y], shape, color, size - 3 * label) + text(x, y + 4.5, str(label), size=13, anchor="middle",
                                                                 color="#ffffff", bold=True)


def heat(values, palette, low, high, x, y, width, height):
    """A table of numbers (rows from the top) as a smooth coloured area: a tiny PNG, a pixel a number."""
    shares = (np.asarray(values, float) - low) / (high - low)
    levels = np.nan_to_num(np.clip(shares, 0, 1), nan=0.5) * (SHADES - 1) + 0.5
    data = base64.b64encode(_png(levels.astype(np.uint8), palette)).decode("ascii")
    return tag("image", href=f"data:image/png;base64,{data}", x=float(x), y=float(y), width=float(width),
               height=float(height), preserveAspectRatio="none")


def _png(levels, palette):
    """PNG bytes of a table of palette numbers (h, w)."""
    height, width = levels.shape
    rows = np.zeros((height, width + 1), np.uint8)                # each row starts with its filter: none
    rows[:, 1:] = levels
    return b"".join([b"\x89PNG\r\n\x1a\n", _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
                     _chunk(b"PLTE", palette.tobytes()), _chunk(b"IDAT", zlib.compress(rows.tobytes(), 1)),
                     _chunk(b"IEND", b"")])


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


# ── axes ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

@dataclass(frozen=True)
class Plane:
    """A rectangle of pixels with coordinates: x from left to right, y upwards."""

    left: float
    top: float
    width: float
    height: float
    x: tuple[float, float]
    y: tuple[float, float]

    def px(self, x):
        """Pixels from the left."""
        return self.left + (np.asarray(x, float) - self.x[0]) / (self.x[1] - self.x[0]) * self.width

    def py(self, y):
        """Pixels from the top."""
        return self.top + (self.y[1] - np.asarray(y, float)) / (self.y[1] - self.y[0]) * self.height

    def grid(self, n):
        """Points (n · n, 2) over the whole plane, row by row from the top."""
        across = self.x[0] + (np.arange(n) + 0.5) / n * (self.x[1] - self.x[0])
        down = self.y[1] - (np.arange(n) + 0.5) / n * (self.y[1] - self.y[0])
        return np.stack(np.meshgrid(across, down), axis=-1).reshape(-1, 2)

    def heat(self, values, palette=PALE, low=0.0, high=1.0):
        """Numbers on `grid(n)`, as colours."""
        n = round(np.sqrt(np.size(values)))
        return heat(np.reshape(values, (n, n)), palette, low, high, self.left, self.top, self.width, self.height)

    def inside(self, *parts):
        """Parts of the drawing, cut off at the frame."""
        box = f"{self.left:.1f} {self.top:.1f} {self.width:.1f} {self.height:.1f}"
        return tag("svg", *parts, x=float(self.left), y=float(self.top), width=float(self.width),
                   height=float(self.height), viewBox=box)

    def curve(self, x, y, **look):
        """A line through (x, y), cut off a little beyond the frame."""
        edge = 0.02 * (self.y[1] - self.y[0])
        inside = np.clip(y, self.y[0] - edge, self.y[1] + edge)
        return polyline(self.px(x), self.py(np.where(np.isfinite(y), inside, np.nan)), **look)

    @lru_cache(maxsize=256)                      # noqa: B019    (planes are few, small, and live as long as the module)
    def axes(self, x_label, y_label, x_ticks: Sequence[float], y_ticks: Sequence[float], write=None, write_y=None):
        """The left and lower edge, ticks with their numbers, and what is measured along each."""
        write = write or short
        write_y = write_y or write
        right, bottom = self.left + self.width, self.top + self.height
        lines = [f"M{self.left:.1f} {self.top:.1f}V{bottom:.1f}H{right:.1f}"]
        lines += [f"M{self.px(x):.1f} {bottom:.1f}v4" for x in x_ticks]
        lines += [f"M{self.left:.1f} {self.py(y):.1f}h-4" for y in y_ticks]
        return "".join([
            tag("path", d="".join(lines), fill="none", stroke=GREY),
            *(text(self.px(x), bottom + 16, write(x), size=11, anchor="middle", color=GREY) for x in x_ticks),
            *(text(self.left - 7, self.py(y) + 4, write_y(y), size=11, anchor="end", color=GREY) for y in y_ticks),
            text(self.left + self.width / 2, bottom + 31, x_label, anchor="middle"),
            text(self.left, self.top - 8, y_label, anchor="start"),
        ])


def boundary(values, level, plane):
    """The line along which a table on `plane.grid(n)` passes `level`, as SVG: a short piece in each square it crosses.

    Between two neighbours the place is found by going straight from one number to the other.
    """
    n = round(np.sqrt(np.size(values)))
    z = np.reshape(values, (n, n)) - level
    edges = {"top": (z[:-1, :-1], z[:-1, 1:]), "right": (z[:-1, 1:], z[1:, 1:]),
             "bottom": (z[1:, :-1], z[1:, 1:]), "left": (z[:-1, :-1], z[1:, :-1])}
    row, column = np.mgrid[:n - 1, :n - 1]
    crossings = []
    for side, (a, b) in edges.items():
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where((a > 0) != (b > 0), a / (a - b), np.nan)
        x = column + (share if side in ("top", "bottom") else side == "right")
        y = row + (share if side in ("left", "right") else side == "bottom")
        crossings.append(np.where(np.isnan(share), np.nan, x + 1j * y))
    ends = np.sort_complex(np.stack(crossings, axis=-1).reshape(-1, 4))        # NaN goes last
    steps = [f"M{a.real:.2f} {a.imag:.2f}L{b.real:.2f} {b.imag:.2f}"
             for pair in (ends[:, :2], ends[:, 2:]) for a, b in pair[~np.isnan(pair).any(axis=1)].tolist()]
    across, down = plane.width / n, plane.height / n
    place = f"translate({plane.left + across / 2:.2f} {plane.top + down / 2:.2f}) scale({across:.4f} {down:.4f})"
    return tag("path", d="".join(steps) or "M0 0", transform=place, fill="none", stroke=INK, stroke_width=2.0,
               stroke_linecap="round", vector_effect="non-scaling-stroke")


def up_to(high):
    """Ticks from 0 to a round number that is not below `high`: (0, half, all)."""
    power = 10.0 ** np.floor(np.log10(max(high, 1e-12)))
    top = next(power * step for step in (1, 2, 4, 6, 8, 10) if power * step >= high * 0.999)
    return (0.0, float(top / 2), float(top))


# ── numbers as words ──────────────────────────────────────────────────────────────────────────────────────────────────

def number(value, digits=2):
    """A number with so many decimals, a true minus sign, and no −0.00; very large ones in powers of ten."""
    if not np.isfinite(value):
        return "not a number" if np.isnan(value) else "∞" if value > 0 else "−∞"
    if abs(value) >= 1e5:
        return f"{value:.0e}".replace("e+0", "e").replace("e+", "e").replace("-", "−")
    written = f"{value:.{digits}f}"
    return written.replace("-", "−") if written.strip("-0.") else written.lstrip("-")


def short(value):
    """A number with as few decimals as it needs, at most four digits."""
    return f"{value:.4g}".replace("-", "−")


def small(value):
    """A loss or a gradient: four decimals, or two digits where four decimals would hide it."""
    if value == 0 or not np.isfinite(value) or abs(value) >= 0.001:
        return number(value, 4)
    return f"{value:.1e}".replace("e-0", "e−").replace("-", "−")


# ── panels ────────────────────────────────────────────────────────────────────────────────────────────────────────────

@dataclass(frozen=True)
class Panel:
    """One drawing: its size in pixels, its claim (the title, read aloud as well), its elements."""

    title: str
    width: int
    height: int
    body: str

    def svg(self, **attributes):
        """The drawing as one element."""
        title = text(8, 18, self.title, size=13, bold=True)
        return tag("svg", title + self.body, xmlns="http://www.w3.org/2000/svg",
                   viewBox=f"0 0 {self.width} {self.height}", **attributes)


def live(panels, alt):
    """Panels as they stand on the page: side by side where there is room, beneath one another where there is not.

    A list among the panels is a column: its panels always stand beneath one another.
    """
    columns = [panel if isinstance(panel, list) else [panel] for panel in panels]
    row = "".join(_column(column, alt if first else "") for first, column in
                  zip([True] + [False] * len(columns), columns, strict=False))
    return ('<div style="display:flex;flex-wrap:wrap;align-items:flex-start;gap:4px 12px;overflow-x:auto;'
            f'background-color:#ffffff;border-radius:6px;padding:6px">{row}</div>')


def _column(panels, alt):
    """The first panel of a figure also tells, to who cannot see it, what the whole shows."""
    labels = [f"{panels[0].title}. {alt}".rstrip(), *(panel.title for panel in panels[1:])]
    drawn = "".join(panel.svg(role="img", aria_label=label, style=f"display:block;width:100%;{FONT}")
                    for panel, label in zip(panels, labels, strict=True))
    width = max(panel.width for panel in panels)
    least = 0.8 * width            # on a narrow page a drawing is rather moved sideways than made too small to read
    return f'<div style="flex:1 1 {least:.0f}px;min-width:{least:.0f}px;max-width:{1.2 * width:.0f}px">{drawn}</div>'


def still(panels):
    """The same panels in one drawing."""
    parts, left, bottom = [], 0, 0
    for column in (panel if isinstance(panel, list) else [panel] for panel in panels):
        tops = np.cumsum([0, *(panel.height for panel in column)]).tolist()
        parts += [panel.svg(x=left, y=top, width=panel.width, height=panel.height)
                  for panel, top in zip(column, tops, strict=False)]
        left, bottom = left + 12 + max(panel.width for panel in column), max(bottom, tops[-1])
    width, paper = left - 12, tag("rect", width=left - 12, height=bottom, fill="#ffffff")
    return width, tag("svg", paper, *parts, xmlns="http://www.w3.org/2000/svg", width=width, height=bottom,
                      viewBox=f"0 0 {width} {bottom}", style=FONT)
