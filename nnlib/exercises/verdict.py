"""What a learner sees beneath the cell: a sign, a sentence, hints to fold out; the same in plain text.

HTML with literal colours on borders and signs only: an untrusted notebook keeps it, and it is legible on white and on
black. Deterministic, so that a stored verdict can be compared with a new one.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

RED, GREEN, GREY = "#d1453b", "#27873f", "#767676"


@dataclass
class Verdict:
    """One message of the course: `sign` and `id` in the colour of the state, then sentences, then folds.

    Sentences are plain text in which `code` stands between backticks; one of several lines is shown as a block.
    `folds` are pairs (summary, text).
    """

    sign: str
    id: str
    headline: str
    colour: str
    sentences: list[str] = field(default_factory=list)
    folds: list[tuple[str, str]] = field(default_factory=list)

    def __repr__(self):
        head = f"{self.sign} {self.id}" + (f" · {self.headline}" if self.headline else "")
        body = ["  " + text.replace("\n", "\n  ") for text in self.sentences]
        body += [f"  ▸ {summary}" for summary, _ in self.folds]
        return "\n".join([head, *body])

    def _repr_html_(self):
        head = (f'<strong><span style="color:{self.colour}">{self.sign}</span> {html.escape(self.id)}</strong> '
                f"{html.escape(self.headline)}")
        body = "".join(_block(text) if "\n" in text else f'<div style="margin-top:.3em">{marked(text)}</div>'
                       for text in self.sentences)
        folds = "".join('<details style="margin-top:.3em"><summary style="cursor:pointer">'
                        f"{html.escape(summary)}</summary>{_fold(text)}</details>" for summary, text in self.folds)
        return (f'<div style="border-left:4px solid {self.colour};padding:.2em .8em;margin:.2em 0;max-width:60em">'
                f"<div>{head}</div>{body}{folds}</div>")


def marked(text: str) -> str:
    """Escape a sentence, and set what stands between backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))


def count(n: int, noun: str) -> str:
    """`1 value`, `2 values`."""
    return f"{n} {noun}" + ("" if n == 1 else "s")


def listed(names) -> str:
    """`a`, `a and b`, `a, b and c`."""
    names = list(names)
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def _block(text) -> str:
    return f'<pre style="margin:.3em 0 .3em 1.2em;white-space:pre-wrap">{html.escape(text, quote=False)}</pre>'


def _fold(text) -> str:
    if "\n" in text:
        return _block(text)
    return f'<div style="margin:.3em 0 .3em 1.2em">{marked(text)}</div>'


def show(verdict) -> None:
    """Put it beneath the running cell; print it where there is no notebook."""
    from IPython.display import display

    display(verdict)
