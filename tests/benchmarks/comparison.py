"""Two things that do the same work, timed in turns, so that whatever slows the machine slows both."""

import statistics
import time
from collections.abc import Callable
from typing import NamedTuple


class Comparison(NamedTuple):
    """Seconds of two contestants, round by round."""

    first: list[float]
    second: list[float]

    @property
    def ratios(self) -> list[float]:
        """First over second within each round, in ascending order."""
        return sorted(a / b for a, b in zip(self.first, self.second, strict=True))

    @property
    def median(self) -> float:
        """The ratio to report: the middle one."""
        return statistics.median(self.ratios)

    def __str__(self) -> str:
        """The median ratio, the middle half and the range of the rounds, and the median times."""
        low, _, high = statistics.quantiles(self.ratios, n=4, method="inclusive")
        a, b = (1000 * statistics.median(times) for times in self)
        return (
            f"{self.median:.2f} (middle half {low:.2f} to {high:.2f}, all {self.ratios[0]:.2f} to "
            f"{self.ratios[-1]:.2f}, {len(self.first)} rounds; {a:,.0f} ms against {b:,.0f} ms)"
        )


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes, once."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def compare(first: Callable[[], float], second: Callable[[], float], rounds: int) -> Comparison:
    """Time both in turns, `rounds` times, each beginning every other round. Each returns its own seconds."""
    first(), second()  # once unmeasured: files are read, memory is there
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(rounds):
        for contestant in ((0, 1), (1, 0))[turn % 2]:
            times[contestant].append((first, second)[contestant]())
    return Comparison(*times)
