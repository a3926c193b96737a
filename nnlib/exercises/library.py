"""What a learner wrote, as a library: `mine.forward` is theirs where it has passed, the course's where it has not."""

from __future__ import annotations

from nnlib.exercises.catalogue import every_exercise


class Library:
    """The functions that the exercises of the course ask for, under their names."""

    def __getattr__(self, name):
        from nnlib.exercises.cell import stand_in

        for exercise in every_exercise().values():
            if exercise.library and exercise.name == name:
                return stand_in(exercise)
        raise AttributeError(f"there is no {name} in your library")


mine = Library()
