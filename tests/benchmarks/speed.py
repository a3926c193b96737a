"""How fast nnlib trains beside others, how it grows, what a plan holds.

    .venv/bin/python tests/benchmarks/speed.py                    a table in Markdown, as it stands in the README
    .venv/bin/python tests/benchmarks/speed.py --figure file.png  and a figure of how a step grows

PyTorch, scikit-learn and JAX take part where they are installed: .venv/bin/python -m pip install -e ".[bench]".
All run in turns in one process, on one thread; times are the processor's, so that a busy neighbour counts little.
"""

import argparse
import gc
import os
import statistics
import sys
import time
import tracemalloc
from functools import partial

for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
os.environ["NNLIB_QUIET"] = "1"

import numpy as np  # noqa: E402
import peers  # noqa: E402

import nnlib  # noqa: E402


def in_turns(contestants, rounds):
    """Seconds of the processor of each contestant, round by round; each begins as often as it ends."""
    times = {name: [] for name in contestants}
    for contestant in contestants.values():
        contestant()                    # once unmeasured: what is compiled, is compiled
    for turn in range(rounds):
        for name in list(contestants)[::1 if turn % 2 else -1]:
            gc.collect()
            gc.disable()
            began = time.process_time()
            contestants[name]()
            times[name].append(time.process_time() - began)
            gc.enable()
    return times


def ratio(times, name, to="nnlib"):
    """How often as long `name` takes: best by best, and the middle half of the rounds."""
    of_rounds = sorted(a / b for a, b in zip(times[name], times[to], strict=True))
    low, middle, high = statistics.quantiles(of_rounds, n=4, method="inclusive")
    return min(times[name]) / min(times[to]), low, middle, high


def bind(contestants, work):
    """The contestants, each with its work."""
    return {name: partial(contestant, work) for name, contestant in contestants.items()}


def row(work, contestants, rounds):
    """The work's row of the table."""
    times = in_turns(bind(contestants, work), rounds)
    cells = [f"{min(times['nnlib']) / work.steps * 1e6:,.1f} µs"]
    for name in contestants:
        if name != "nnlib":
            best, low, _, high = ratio(times, name)
            digits = 2 if best < 1.95 else 1 if best < 9.95 else 0
            cells.append(f"{best:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})")
    return {"a step of": work.name, **dict(zip(contestants, cells, strict=True))}


def ensembles(rounds, sizes=(100, 1000), epochs=1000):
    """Many XOR networks at once, against tutorial style one after another."""
    X, y = nnlib.xor()
    one = peers.xor(epochs)
    for s in sizes:
        net = nnlib.NeuralNetwork.ensemble((2, 4, 1), seeds=range(s))
        times = in_turns({"nnlib": lambda net=net: net.train(X, y, epochs=epochs, learning_rate=0.1),
                          "tutorial style": lambda: peers.tutorial(one)}, rounds)
        best, low, _, high = ratio(times, "tutorial style")
        yield {"a step of": f"{s:,} XOR networks at once, per network",
               "nnlib": f"{min(times['nnlib']) / epochs / s * 1e6:,.2f} µs",
               "tutorial style": f"{best * s:.0f} ({low * s:.0f} to {high * s:.0f})"}


def boundary(rounds):
    """A picture of what 2-8-8-1 answers on 200 × 200 points, against tutorial style."""
    net = nnlib.NeuralNetwork((2, 8, 8, 1), 0, hidden=nnlib.tanh)
    X = np.stack(np.meshgrid(*[np.linspace(-2, 2, 200)] * 2), axis=-1).reshape(-1, 2)
    times = in_turns({"nnlib": lambda: net.predict(X),
                      "tutorial style": lambda: peers.tutorial_answers(net, X)}, rounds)
    best, low, _, high = ratio(times, "tutorial style")
    return {"a step of": "boundary of 2-8-8-1 on 200 × 200", "nnlib": f"{min(times['nnlib']) * 1e6:,.0f} µs",
            "tutorial style": f"{best:.1f} ({low:.1f} to {high:.1f})"}


def memory(work):
    """Bytes that a plan holds beside the data, as a share of parameters and activations; and what 50 steps add."""
    net, rows = work.network(), work.batch_size or len(work.X)
    numbers = net.params.flat.size + rows * sum(net.sizes)
    optimizer = nnlib.Adam(work.rate) if work.adam else nnlib.SGD(work.rate)
    tracemalloc.start()
    plan = nnlib.Plan(net, work.X, work.y, optimizer, batch_size=work.batch_size)
    data = sum(array.nbytes for array in plan.data.values())
    plan.run(1)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    plan.run(50)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (held - data) / numbers / net.params.flat.itemsize, (peak - held) / 1000


def growth(rounds):
    """Microseconds of a step against depth, width, rows and number of networks."""
    rng = np.random.default_rng(0)

    def step(sizes, n, seeds=0):
        X, y = rng.standard_normal((n, sizes[0])), rng.random((n, sizes[-1]))
        plan = nnlib.Plan(nnlib.NeuralNetwork(sizes, seeds, hidden=nnlib.tanh), X, y, nnlib.SGD(0.01))
        steps, best = [[range(n)]] * 20, float("inf")
        plan.replay(steps)
        for _ in range(rounds):
            began = time.process_time()
            plan.replay(steps)
            best = min(best, (time.process_time() - began) / len(steps))
        return best * 1e6

    return {
        "depth, 8 units wide, 32 rows": {d: step((2, *[8] * d, 1), 32) for d in (1, 2, 4, 8, 16)},
        "width, two layers, 32 rows": {w: step((2, w, w, 1), 32) for w in (4, 8, 16, 32, 64, 128, 256, 512)},
        "rows, 2-8-8-1": {n: step((2, 8, 8, 1), n) for n in (4, 16, 64, 256, 1024, 4096)},
        "networks, 2-4-1, 4 rows": {s: step((2, 4, 1), 4, range(s)) for s in (1, 4, 16, 64, 256, 1024)},
        "networks, 2-16-16-1, 64 rows": {s: step((2, 16, 16, 1), 64, range(s)) for s in (1, 4, 16, 64, 256)},
    }


def draw(grown, path):
    """The growth, double logarithmic, a panel for each; dotted, what twice the time for twice as many would be."""
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    from nnlib import plots

    fig, axes = plt.subplots(1, len(grown), sharey=True, figsize=(11, 2.7), layout="constrained")
    for ax, (what, times) in zip(axes, grown.items(), strict=True):
        sizes, micros = np.array(list(times)), np.array(list(times.values()))
        ax.loglog(sizes, micros, "o-", color=plots.BLUE, markersize=4)
        ax.loglog(sizes, micros[-1] * sizes / sizes[-1], ":", color=plots.INK, linewidth=1)
        head, _, rest = what.partition(", ")
        ax.set_title(f"{head}\n{rest}", fontsize=9, fontweight="normal")
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_formatter("{x:,g}")
            axis.set_minor_formatter("")
    axes[0].set(ylabel="µs a step", ylim=(4, None))
    fig.savefig(path, dpi=110)


def as_table(rows):
    """Rows, each a dict, as a table in Markdown."""
    heads = list(dict.fromkeys(head for row in rows for head in row))
    lines = [heads, ["---"] * len(heads), *([row.get(head, "–") for head in heads] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main():
    """Print all of it."""
    parser = argparse.ArgumentParser(description="Measure how fast nnlib trains.")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--figure", help="where to draw the growth")
    asked = parser.parse_args()
    contestants, rows = peers.installed(), []
    works = [peers.xor(), peers.breast_cancer(), peers.digits(), peers.large(np.float32), peers.large(np.float64)]
    for work in works:
        fitting = {name: c for name, c in contestants.items() if name != "scikit-learn" or work.loss is not nnlib.mse}
        if work.units == 128:
            fitting["the products alone"] = peers.products_alone
        rows.append(row(work, fitting, asked.rounds))
        print(rows[-1], file=sys.stderr, flush=True)
    rows += [*ensembles(asked.rounds), boundary(asked.rounds)]
    print(as_table(rows))
    print(f"\nOf nnlib, the time of a step; of the others, how often as long: best of {asked.rounds} by best, and "
          "the middle half of the rounds.\n")
    for work in works:
        held, more = memory(work)
        print(f"memory, {work.name}: {held:.1f} × (parameters + activations); 50 steps add {more:.0f} kB at most")
    grown = growth(asked.rounds)
    for what, times in grown.items():
        print(f"{what}:", ", ".join(f"{size}: {micros:,.0f} µs" for size, micros in times.items()))
    if asked.figure:
        draw(grown, asked.figure)


if __name__ == "__main__":
    main()
