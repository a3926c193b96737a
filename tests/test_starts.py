"""`starts.py` prints the tables that it promises, and counts what it says that it counts."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import starts

import nnlib

STARTS, EPOCHS = 12, 220
A_SHARE = re.compile(r"^[01]\.\d{3} \([01]\.\d{3}–[01]\.\d{3}\)$")


@pytest.fixture(scope="module")
def printed():
    """The script as it is called, only smaller."""
    script = Path(starts.__file__)
    options = ["--starts", str(STARTS), "--epochs", str(EPOCHS)]
    return subprocess.run([sys.executable, str(script), *options], capture_output=True, encoding="utf-8", check=True,
                          env={**os.environ, "PYTHONUTF8": "1"})


def table(printed, title):
    """The rows of the table below this title, the head first."""
    lines = printed.stdout.split(f"## {title}", 1)[1].split("## ")[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    assert rows[1] == ["---"] * len(rows[0])
    return [rows[0], *rows[2:]]


@pytest.mark.parametrize(("title", "rows", "names"), [
    ("Solved: all four answers within 0.5 (12 starts, 220 epochs)", 4, 2),
    ("And the mean squared error below 0.01", 4, 2),
    ("The tutorials for XOR, as their code trains", 3, 3),
    ("Tutorial E: mean absolute error below 0.1 (12 starts, 440 epochs)", 2, 1),
])
def test_each_share_stands_with_its_interval(printed, title, rows, names):
    head, *body = table(printed, title)
    assert len(body) == rows
    for row in body:
        assert len(row) == len(head)
        assert all(A_SHARE.match(cell) for cell in row[names:]), row


def test_a_line_for_each_setup_goes_to_stderr(printed):
    lines = printed.stderr.splitlines()
    assert [line.split(", ", 1)[1].split(":")[0] for line in lines] == [f"{n} of 20" for n in range(1, 21)] + ["done"]
    assert "E, mended" in lines[-2]


def test_a_share_is_that_of_networks_trained_one_by_one(printed):
    X, y = nnlib.xor()
    right, close = [], []
    for seed in range(STARTS):
        net = nnlib.NeuralNetwork((2, 4, 1), seed, loss=nnlib.binary_cross_entropy, initializer=nnlib.normal)
        net.train(X, y, epochs=EPOCHS, learning_rate=1.0)
        errors = [abs(answer - wanted) for answer, wanted in zip(net.predict(X).flat, y.flat, strict=True)]
        right.append(all(error < 0.5 for error in errors))
        close.append(sum(error**2 for error in errors) / 4 < 0.01)
    ends = starts.train(starts.Setup(4, nnlib.normal, nnlib.binary_cross_entropy, 1.0), STARTS, EPOCHS)
    np.testing.assert_array_equal(ends, [right, close])

    for title, found in [("Solved", right), ("And the mean squared error", close)]:
        head, *body = table(printed, title)
        assert head[-1] == "BCE, 1"
        assert body[2][:2] == ["4", "N(0, 1)"]
        assert body[2][-1].startswith(f"{sum(found) / STARTS:.3f} ")
    assert 0 < sum(close) < sum(right) < STARTS, "shares of 0 or 1 would agree with a script that trains nothing"


def test_tutorial_e_learns_at_many_starts_as_it_would_at_each_alone():
    many = starts.e_starts(range(5))
    for _ in range(50):
        starts.e_step(many, starts.E_X, starts.E_Y)
    for seed in range(5):
        alone = starts.e_start(seed)
        for _ in range(50):
            starts.e_step(alone, starts.E_X, starts.E_Y)
        for name, array in alone.items():
            np.testing.assert_allclose(many[name][seed], array, rtol=0, atol=1e-12)


def test_tutorial_e_mended_is_counted_by_the_mean_absolute_error():
    one_by_one = []
    for seed in range(6):
        net = nnlib.NeuralNetwork((3, 4, 1))
        net.params.update(starts.e_start(seed))
        net.train(starts.E_X, starts.E_Y, epochs=400, learning_rate=2.0)
        one_by_one.append(abs(net.predict(starts.E_X) - starts.E_Y).sum() / 4 < 0.1)
    np.testing.assert_array_equal(starts.e_mended(6, 400), one_by_one)
    assert 0 < sum(one_by_one) < 6


def test_tutorial_e_as_published_gets_there_from_the_seventh_start_alone():
    assert starts.e_published(7, 2000).tolist() == 6 * [False] + [True]
    assert not starts.e_published(7, 0).any()


def test_the_interval_is_wilsons():
    assert starts.wilson(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert starts.wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)
    assert starts.wilson(20, 20) == pytest.approx((0.8389, 1.0), abs=1e-4)
    assert starts.share(np.array([True, False] * 5)) == "0.500 (0.237–0.763)"


def test_an_interrupted_training_is_not_counted():
    with pytest.raises(SystemExit, match="interrupted in epoch 3"):
        starts.to_the_end(nnlib.History(loss=np.ones(3), stopped="interrupted in epoch 3 of 10"))
    starts.to_the_end(nnlib.History(loss=np.ones(3)))
