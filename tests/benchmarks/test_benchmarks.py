"""The benchmarks compare the same work, and find a checkout's files. No test here is timed."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import peers
import pytest
import speed
from comparison import Comparison, compare
from measures import check_same_loss, files_of_checkout, xor_contestants

HERE = Path(__file__).parent


def test_nnlib_and_tutorial_style_train_alike():
    ours, theirs = (contestant() for contestant in xor_contestants(epochs=300))
    np.testing.assert_allclose(ours, theirs, rtol=1e-10)
    check_same_loss(ours, theirs)


def test_another_training_is_not_compared():
    ours = np.array([0.25, 0.24, 0.23])
    with pytest.raises(ValueError, match="at epoch 2"):
        check_same_loss(ours, ours + np.array([0, 0, 1e-5]))


def test_the_ratio_is_taken_within_each_round():
    found = Comparison([1.0, 20.0, 3.0], [2.0, 10.0, 3.0])
    assert found.ratios == [0.5, 1.0, 2.0]
    assert found.median == 1.0
    assert str(found).startswith("1.00 (middle half 0.75 to 1.50, all 0.50 to 2.00, 3 rounds;")


def test_contestants_take_turns_in_beginning():
    order = []
    compare(lambda: order.append("a") or 1.0, lambda: order.append("b") or 1.0, rounds=2)
    assert "".join(order) == "ab" + "ab" + "ba"


def test_a_checkout_holds_the_sources_and_nothing_that_running_makes():
    names = {file.name for file in files_of_checkout()}
    assert {"start.py", "pyproject.toml", "measures.py"} <= names
    assert not any(name.endswith(".pyc") or name == "pyvenv.cfg" for name in names)


@pytest.mark.parametrize("make", [lambda: peers.xor(20), lambda: peers.breast_cancer(9), lambda: peers.digits(2),
                                  lambda: peers.large(np.float32, 300), lambda: peers.large(np.float64, 300)],
                         ids=["xor", "breast cancer", "digits", "float32", "float64"])
def test_all_contestants_do_the_same_work(make):
    work = make()
    expected = peers.tutorial(work)
    assert len(expected) == work.epochs
    for name, contestant in peers.installed().items():
        if name != "scikit-learn":          # it draws its own start
            tolerance = 1e-3 if work.X.dtype == np.float32 else 1e-6
            np.testing.assert_allclose(contestant(work), expected, rtol=tolerance, err_msg=name)


def test_a_plan_holds_little_more_than_the_network_and_does_not_grow():
    held, more = speed.memory(peers.large(np.float64, 300))
    assert held < 3
    assert more < 200


def test_a_table_has_a_cell_for_each_contestant():
    table = speed.as_table([{"a step of": "XOR", "nnlib": "8 µs"}, {"a step of": "digits", "PyTorch": "9"}])
    assert table.splitlines()[0] == "| a step of | nnlib | PyTorch |"
    assert table.splitlines()[2] == "| XOR | 8 µs | – |"


@pytest.mark.parametrize("script", ["__main__.py", "speed.py"])
def test_one_thread_is_asked_for_before_numpy_is_loaded(script):
    """Later it would be too late: the time of all threads together is not the time of a step."""
    code = f"""
import builtins, os, runpy, sys
load = builtins.__import__
def watched(name, *rest):
    if name == "numpy" and "numpy" not in sys.modules:
        print(os.environ.get("OPENBLAS_NUM_THREADS"))
    return load(name, *rest)
builtins.__import__ = watched
sys.path.insert(0, {str(HERE)!r})
runpy.run_path({str(HERE / script)!r}, run_name="looked at")
"""
    env = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    answer = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert answer.stdout.split()[:1] == ["1"]
