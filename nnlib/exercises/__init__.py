"""Exercises that are checked the moment they are written.

    from nnlib.exercises import exercise, mine, predict

In a notebook this import also sets the hooks that catch what a decorator cannot see. The course's environment loads it
as an IPython extension, so that an exercise cell works, and says what is missing, even before the import cell has run.
"""

from nnlib.exercises.cell import exercise
from nnlib.exercises.library import mine
from nnlib.exercises.prediction import predict

__all__ = ["exercise", "mine", "predict"]


def load_ipython_extension(shell):
    """Let a notebook know `exercise`, `mine` and `predict` before any cell has run."""
    from nnlib.exercises.notebook import register

    register(shell)
    shell.push({"exercise": exercise, "mine": mine, "predict": predict}, interactive=False)


def _register_where_imported():
    import sys

    if "IPython" in sys.modules:
        from IPython import get_ipython

        from nnlib.exercises.notebook import register

        register(get_ipython())


_register_where_imported()
