"""List the exercises of the course: python -m nnlib.exercises."""

import itertools

from nnlib.exercises.catalogue import every_exercise


def table() -> str:
    """One line a notebook: how many exercises, how many minutes they take, and each with its own."""
    lines = []
    for notebook, group in itertools.groupby(every_exercise().values(), key=lambda exercise: exercise.notebook):
        exercises = list(group)
        each = ", ".join(f"{exercise.name} {exercise.minutes}" for exercise in exercises)
        lines.append(f"{notebook}  {len(exercises)} exercises, {sum(e.minutes for e in exercises)} minutes: {each}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
