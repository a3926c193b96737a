"""`python3 start.py bench`: every figure beside its goal. It measures; it never fails for being slow."""

import argparse
import os
import platform
import sys

import speed  # noqa: F401  first, because it asks for one thread before NumPy is loaded
from measures import (
    Line,
    beside_others,
    checkout_size,
    growth,
    import_cost,
    notebooks,
    whole_test_command,
    xor_training,
)


def show(line: Line) -> None:
    """One figure, as soon as it is known."""
    verdict = {True: "reached", False: "MISSED", None: "not measured"}[line.reached]
    print(f"{line.what}\n    {line.found}\n    goal: {line.goal}: {verdict}", flush=True)


def main() -> int:
    """Exit status 1 when something could not be measured at all."""
    parser = argparse.ArgumentParser(description="Measure the course.")
    parser.add_argument("--skip-tests", action="store_true", help="do not time the test command")
    asked = parser.parse_args()
    import numpy

    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    print(f"Python {platform.python_version()}, NumPy {numpy.__version__}, {system}\n")
    status = 0
    for measure in (import_cost, xor_training, beside_others, growth, notebooks, checkout_size, whole_test_command):
        if measure is whole_test_command and asked.skip_tests:
            continue
        try:
            for line in measure():
                show(line)
        except Exception as error:  # one measure that cannot be made must not hide the others
            status = 1
            print(f"{measure.__name__}\n    could not be measured: {type(error).__name__}: {error}", flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
