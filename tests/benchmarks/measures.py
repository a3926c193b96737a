"""What `start.py bench` measures. Each measure yields lines: what, how much, the goal, whether it was reached."""

import math
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from comparison import compare, seconds
from tutorial_style import TutorialNetwork

ROOT = Path(__file__).resolve().parents[2]
NOT_IN_A_CHECKOUT = {".git", ".venv", "__pycache__", ".pytest_cache", ".ruff_cache", ".ipynb_checkpoints"}


class Line(NamedTuple):
    """One figure beside its goal; `reached` is None where there is nothing to reach."""

    what: str
    found: str
    goal: str
    reached: bool | None


def import_seconds(module: str) -> float:
    """Seconds of `import module` in a new Python, without the start of Python itself."""
    code = f"import time; t = time.perf_counter(); import {module}; print(time.perf_counter() - t)"
    answer = subprocess.run([sys.executable, "-P", "-c", code], check=True, capture_output=True, text=True)
    return float(answer.stdout)


def import_cost(rounds: int = 21) -> Iterator[Line]:
    """`import nnlib` against `import numpy`."""
    found = compare(lambda: import_seconds("nnlib"), lambda: import_seconds("numpy"), rounds)
    yield Line("import nnlib / import numpy", str(found), "at most 1.10", found.median <= 1.10)


def xor_contestants(epochs: int):
    """Two functions that train 2-4-1 on XOR from the same start and return the losses: nnlib's, tutorial style's."""
    import numpy as np

    from nnlib.datasets import xor
    from nnlib.network import NeuralNetwork
    from nnlib.training import train

    X, y = xor()

    def network():
        return NeuralNetwork((2, 4, 1), rng=np.random.default_rng(0))

    start = network().params
    arrays = [np.array(start[name]) for name in ("W1", "b1", "W2", "b2")]
    return (
        lambda: train(network(), X, y, epochs=epochs, learning_rate=1.0).loss,
        lambda: TutorialNetwork(*arrays).train(X, y, epochs, learning_rate=1.0),
    )


def check_same_loss(ours, theirs) -> None:
    """Refuse to compare two trainings that did not do the same."""
    import numpy as np

    if not np.allclose(ours, theirs, rtol=1e-6, atol=0):
        epoch = int(np.argmax(~np.isclose(ours, theirs, rtol=1e-6, atol=0)))
        raise ValueError(
            f"the two trainings are not the same: at epoch {epoch} nnlib's loss is {ours[epoch]}, "
            f"tutorial style's is {theirs[epoch]}"
        )


def xor_training(epochs: int = 10_000, rounds: int = 9) -> Iterator[Line]:
    """nnlib.train, History included, against tutorial style."""
    ours, theirs = xor_contestants(epochs)
    check_same_loss(ours(), theirs())
    found = compare(lambda: seconds(ours), lambda: seconds(theirs), rounds)
    what = f"XOR 2-4-1, {epochs:,} epochs: nnlib.train / tutorial style"
    yield Line(what, str(found), "at most 1.00", found.median <= 1)


def beside_others(rounds: int = 9) -> Iterator[Line]:
    """How often as long the same training takes others, on the processor's clock; those that are installed."""
    import numpy as np
    import peers
    import speed

    goals = {
        "XOR 2-4-1": {"tutorial style": 5, "PyTorch": 30},
        "breast cancer 30-4-1": {"tutorial style": 4, "PyTorch": 11},
        "digits 64-32-10, Adam, batches of 64": {"PyTorch": 9, "scikit-learn": 4.5, "JAX, one scan": 1 / 1.2},
        "784-128-10, batches of 128, float32": {"PyTorch": 1, "the products alone": 1 / 1.25},
        "784-128-10, batches of 128, float64": {"PyTorch": 1, "the products alone": 1 / 1.25},
    }
    contestants = peers.installed() | {"the products alone": peers.products_alone}
    for make in (peers.xor, peers.breast_cancer, peers.digits, lambda: peers.large(np.float32),
                 lambda: peers.large(np.float64)):
        work = make()
        wanted = {name: contestants[name] for name in ("nnlib", *goals[work.name]) if name in contestants}
        times = speed.in_turns(speed.bind(wanted, work), rounds)
        for name, goal in goals[work.name].items():
            if name in times:
                best, low, middle, high = speed.ratio(times, name)
                found = f"{best:.2f} (best of {rounds}; median {middle:.2f}, middle half {low:.2f} to {high:.2f})"
                yield Line(f"{work.name}: {name} / nnlib", found, f"at least {goal:.2g}", best >= goal)
    for row in speed.ensembles(rounds):
        many = float(row["tutorial style"].split()[0])
        yield Line(f"{row['a step of']}: tutorial style / nnlib", row["tutorial style"], "at least 150", many >= 150)
    row = speed.boundary(rounds)
    yield Line(f"{row['a step of']}: tutorial style / nnlib", row["tutorial style"], "at least 1",
               float(row["tutorial style"].split()[0]) >= 1)


def growth(rounds: int = 5) -> Iterator[Line]:
    """How the time of a step grows; a cliff is a step to twice the size that takes more than four times as long."""
    import speed

    for what, times in speed.growth(rounds).items():
        sizes = list(times)
        steepest = max((times[b] / times[a]) ** (1 / math.log2(b / a)) for a, b in pairwise(sizes))
        found = ", ".join(f"{size}: {micros:,.0f} µs" for size, micros in times.items())
        yield Line(f"a step against {what}", f"{found}; at most × {steepest:.1f} for twice as many", "at most × 4.5",
                   steepest <= 4.5)


def execute(path: Path) -> None:
    """Run a notebook in a kernel of its own; nobody's progress is touched."""
    import nbclient
    import nbformat

    client = nbclient.NotebookClient(
        nbformat.read(path, as_version=4),
        timeout=120, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}},
    )  # fmt: skip
    client.execute(env=os.environ | {"NNLIB_PROGRESS": "off", "NNLIB_QUIET": "1"}, stderr=subprocess.DEVNULL)


def notebooks() -> Iterator[Line]:
    """Each complete notebook, from the start of its kernel to its last cell."""
    paths = sorted((ROOT / "solutions").glob("*.ipynb"))
    if not paths:
        yield Line("notebooks", "solutions/ holds none", "under 20 s", None)
    for path in paths:
        began = time.perf_counter()
        try:
            execute(path)
        except Exception as error:
            yield Line(path.stem, f"stopped: {str(error).strip().splitlines()[-1]}", "under 20 s", False)
        else:
            took = time.perf_counter() - began
            yield Line(path.stem, f"{took:.1f} s", "under 20 s", took < 20)


def whole_test_command() -> Iterator[Line]:
    """`start.py test`, in an environment that is already there."""
    began = time.perf_counter()
    answer = subprocess.run([sys.executable, "start.py", "test"], cwd=ROOT, capture_output=True, text=True)
    took = time.perf_counter() - began
    last = (answer.stdout.strip().splitlines() or ["no output"])[-1]
    yield Line("start.py test", f"{took:.0f} s ({last})", "under 120 s", took < 120)


def files_of_checkout() -> list[Path]:
    """All that git would hold of this folder; without git, all that is not made by running it."""
    if (ROOT / ".git").exists():
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listing = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        return [ROOT / name for name in listing.split("\0") if name and (ROOT / name).is_file()]
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in NOT_IN_A_CHECKOUT]
        found += [Path(folder, name) for name in names]
    return found


def checkout_size() -> Iterator[Line]:
    """The files of a checkout, the folder .git left out."""
    files = files_of_checkout()
    megabytes = sum(file.stat().st_size for file in files) / 1e6
    yield Line("checkout", f"{megabytes:.2f} MB in {len(files)} files", "under 5 MB", megabytes < 5)
