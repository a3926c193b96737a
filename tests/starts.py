"""How often does training solve XOR? Counted over many starts, because one start proves nothing.

    python tests/starts.py                               prints four tables in Markdown, in about two minutes
    python tests/starts.py --starts 100 --epochs 1000    is quicker, and coarser

Start i draws its weights with seed i, in every row of a table; biases start at zero. A share stands with its 95 %
interval (Wilson's). Columns share their starts, so a difference between two of them is surer than that.
"""

import argparse
import sys
import time
from functools import partial
from typing import NamedTuple

import numpy as np
from tqdm import tqdm

import nnlib

INITIALIZERS = {nnlib.normal: "N(0, 1)", nnlib.xavier: "Xavier"}
LOSSES = {nnlib.mse: "MSE", nnlib.binary_cross_entropy: "BCE"}
COLUMNS = [(loss, learning_rate) for loss in LOSSES for learning_rate in (0.1, 1.0)]
ROWS = [(hidden, initializer) for hidden in (2, 4) for initializer in INITIALIZERS]


class Setup(NamedTuple):
    """A 2-h-1 network for XOR, and how it learns."""

    hidden: int
    initializer: object
    loss: object
    learning_rate: float

    def __str__(self):
        return (f"2-{self.hidden}-1, {LOSSES[self.loss]}, learning rate {self.learning_rate:g}, "
                f"{INITIALIZERS[self.initializer]}")


class Ends(NamedTuple):
    """Where the starts got to: for each, True or False."""

    right: np.ndarray       # all four answers within 0.5
    close: np.ndarray       # and their mean squared error below 0.01


SETUPS = [Setup(*row, *column) for row in ROWS for column in COLUMNS]

# C and D descend ½ Σ (ŷ − y)², which is n/2 times the mean: with n = 4, their 0.1 is 0.2 for the mean squared error.
TUTORIALS = {
    "A": (Setup(4, nnlib.normal, nnlib.binary_cross_entropy, 0.1), "follows cross-entropy, says MSE"),
    "C": (Setup(2, nnlib.normal, nnlib.mse, 0.2), "follows ½ summed squared error, says cross-entropy"),
    "D": (Setup(4, nnlib.normal, nnlib.mse, 0.2), "follows ½ summed squared error"),
}


def train(setup: Setup, starts: int, epochs: int) -> Ends:
    """Train as many networks as there are starts, side by side."""
    X, y = nnlib.xor()
    net = nnlib.NeuralNetwork((2, setup.hidden, 1), range(starts), loss=setup.loss, initializer=setup.initializer)
    to_the_end(net.train(X, y, epochs=epochs, learning_rate=setup.learning_rate))
    y_hat = net.predict(X)
    right = np.abs(y_hat - y).max(axis=(-2, -1)) < 0.5
    return Ends(right, right & (nnlib.mse(y_hat, y) < 0.01))


def to_the_end(history: nnlib.History) -> None:
    """A training that was interrupted must not be counted."""
    if history.stopped:
        sys.exit(history.stopped)


# ── tutorial E: XOR with a third input that is always 1, 3-4-1, learning rate 1 ───────────────────────────────────────

E_X = np.array([[0, 1, 1], [1, 0, 1], [1, 1, 1], [0, 0, 1]], dtype=float)
E_Y = np.array([[1], [1], [0], [0]], dtype=float)
E_STARTS = 200      # its two updates are so far apart that these are enough


def e_start(seed: int) -> dict[str, np.ndarray]:
    """Weights, then biases, all from N(0, 1) and from NumPy's old generator, whose numbers never change."""
    randn = np.random.RandomState(seed).randn
    W1, W2, b1, b2 = randn(3, 4), randn(4, 1), randn(1, 4), randn(1, 1)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def e_starts(seeds) -> dict[str, np.ndarray]:
    """The starts of several seeds, one behind the other: W1 (s, 3, 4), …"""
    starts = [e_start(seed) for seed in seeds]
    return {name: np.stack([start[name] for start in starts]) for name in starts[0]}


def e_slope(x):
    """σ′ of x. Tutorial E hands it an activation, where x should be the sum before it: σ is applied twice."""
    return nnlib.sigmoid(x) * (1 - nnlib.sigmoid(x))


def e_step(params, X, y):
    """One epoch of tutorial E as published, in place; return the answers from before. One network, or many at once."""
    a1 = nnlib.sigmoid(X @ params["W1"] + params["b1"])
    a2 = nnlib.sigmoid(a1 @ params["W2"] + params["b2"])
    to_output = (a2 - y) * e_slope(a2)
    to_hidden = (to_output @ params["W2"].mT) * e_slope(a1)
    params["W2"] -= a1.mT @ to_output                                   # summed over the samples …
    params["W1"] -= X.T @ to_hidden
    params["b2"] -= to_output.mean(axis=-2, keepdims=True)              # … and here the mean
    params["b1"] -= to_hidden.mean(axis=-1, keepdims=True).mT           # over the units: a number for each sample
    return a2


def e_published(starts: int, epochs: int) -> np.ndarray:
    """For each start: does the published update bring the mean absolute error, the loss E prints, below 0.1?"""
    params = e_starts(range(starts))
    for _ in tqdm(range(epochs), desc="epochs", leave=False, disable=None):
        e_step(params, E_X, E_Y)
    return e_solved(nnlib.forward(E_X, params)[0])


def e_mended(starts: int, epochs: int) -> np.ndarray:
    """The same, with σ′ at the right place and every gradient summed over the samples: that is MSE at a rate of 2."""
    net = nnlib.NeuralNetwork((3, 4, 1), range(starts), loss=nnlib.mse)
    net.params.update(e_starts(range(starts)))
    to_the_end(net.train(E_X, E_Y, epochs=epochs, learning_rate=len(E_X) / 2))
    return e_solved(net.predict(E_X))


def e_solved(y_hat):
    """True where the mean absolute error is below 0.1."""
    return np.abs(y_hat - E_Y).mean(axis=(-2, -1)) < 0.1


E_UPDATES = {"as published": e_published, "mended": e_mended}


# ── tables ────────────────────────────────────────────────────────────────────────────────────────────────────────────

def wilson(successes: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share; it stays within 0 and 1, also when all or none succeeded (Wilson, 1927)."""
    middle = (successes + z**2 / 2) / (n + z**2)
    reach = z / (n + z**2) * np.sqrt(successes * (n - successes) / n + z**2 / 4)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def share(found: np.ndarray) -> str:
    """The share of True, with its interval: 0.580 (0.549–0.610)."""
    low, high = wilson(int(found.sum()), len(found))
    return f"{found.mean():.3f} ({low:.3f}–{high:.3f})"


def markdown(head: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown."""
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])


def by_setup(ends: dict[Setup, Ends], what: str) -> str:
    """A row for each width and start, a column for each loss and learning rate."""
    head = ["hidden", "weights", *(f"{LOSSES[loss]}, {rate:g}" for loss, rate in COLUMNS)]
    return markdown(head, [
        [str(hidden), INITIALIZERS[initializer],
         *(share(getattr(ends[Setup(hidden, initializer, *column)], what)) for column in COLUMNS)]
        for hidden, initializer in ROWS
    ])


def measure(runs: dict) -> dict:
    """Run one after the other, and tell stderr how far this is."""
    found, began = {}, time.perf_counter()
    for number, (name, run) in enumerate(runs.items(), start=1):
        print(f"{time.perf_counter() - began:4.0f} s, {number} of {len(runs)}: {name}", file=sys.stderr, flush=True)
        found[name] = run()
    print(f"{time.perf_counter() - began:4.0f} s, done", file=sys.stderr, flush=True)
    return found


def report(starts: int, epochs: int):
    """Measure everything, then yield the page, piece by piece."""
    e_count, e_epochs = min(starts, E_STARTS), 2 * epochs
    runs = {setup: partial(train, setup, starts, epochs) for setup in SETUPS}
    runs |= {setup: partial(train, setup, starts, epochs) for setup, _ in TUTORIALS.values()}   # A's is there already
    runs |= {f"E, {name}": partial(update, e_count, e_epochs) for name, update in E_UPDATES.items()}
    ends = measure(runs)

    yield f"## Solved: all four answers within 0.5 ({starts:,} starts, {epochs:,} epochs)"
    yield by_setup(ends, "right")
    yield "## And the mean squared error below 0.01"
    yield by_setup(ends, "close")
    yield "## The tutorials for XOR, as their code trains"
    yield markdown(["", "network", "what it does", "all within 0.5", "and MSE below 0.01"],
                   [[name, f"2-{setup.hidden}-1", does, *map(share, ends[setup])]
                    for name, (setup, does) in TUTORIALS.items()])
    yield f"## Tutorial E: mean absolute error below 0.1 ({e_count:,} starts, {e_epochs:,} epochs)"
    yield markdown(["", "solved"], [[f"E, {name}", share(ends[f"E, {name}"])] for name in E_UPDATES])


def main() -> None:
    """Read the options, print the page."""
    parser = argparse.ArgumentParser(description="Count how many starts solve XOR.")
    parser.add_argument("--starts", type=int, default=1000,
                        help=f"networks a setup (1000; tutorial E: at most {E_STARTS})")
    parser.add_argument("--epochs", type=int, default=10_000, help="updates a network (10000; tutorial E: twice that)")
    asked = parser.parse_args()
    if asked.starts < 1 or asked.epochs < 0:
        parser.error("expected at least one start, and no negative number of epochs")
    for piece in report(asked.starts, asked.epochs):
        print(piece, end="\n\n", flush=True)


if __name__ == "__main__":
    main()
