"""A plugin for nbval (`-p tests.nbval_patiently`): outputs may come late, and one run of an exercise proves two things.

With `--nbval-lax` an exercise notebook runs to its end, and nothing is compared, for nothing is stored in it. Here the
solution of the same name lends its outputs to every cell that is no exercise: what stands there untouched must show
what the solution shows. It runs in a folder of its own, beside the library that the course makes.
"""

import shutil

import nbformat

LONG = 300                 # seconds in which an output must have come, on however busy a machine


def pytest_collection_modifyitems(config, items):
    """Prepare each cell that nbval has collected, and each notebook once."""
    cells = [item for item in items if type(item).__name__ == "IPyNbCell"]
    for cell in cells:
        cell.output_timeout = LONG
    if config.option.nbval_lax:
        for notebook in dict.fromkeys(cell.parent for cell in cells):
            if (solution := solution_of(notebook)).exists():
                lend_outputs(nbformat.read(solution, as_version=4), [cell for cell in cells if cell.parent is notebook])
                notebook.setup = lambda notebook=notebook: set_up(notebook, config)


def solution_of(notebook):
    """The path of the solution."""
    return notebook.path.parent.parent / "solutions" / notebook.path.name


def lend_outputs(solution, cells):
    """Have the solution's outputs compared, below every cell that is no exercise."""
    solved = [cell for cell in solution.cells if cell.cell_type == "code"]
    for cell, other in zip(cells, solved, strict=True):
        assert cell.cell.id == other.id
        if not other.id.startswith("ex-"):
            cell.cell.outputs, cell.cell.execution_count = other.outputs, other.execution_count
            cell.options["check"] = "nbval-ignore-output" not in other.metadata.get("tags", [])


def set_up(notebook, config):
    """Start the kernel, and send it to a folder where only the library of the solutions lies."""
    type(notebook).setup(notebook)
    folder = config._tmp_path_factory.mktemp(notebook.path.stem)
    library = solution_of(notebook).with_name("my_nnlib.py")
    if library.exists():
        shutil.copy(library, folder)
    sent = notebook.kernel.execute_cell_input(f"__import__('os').chdir({str(folder)!r})", allow_stdin=False)
    notebook.kernel.await_reply(sent, timeout=LONG)
    notebook.kernel.await_idle(sent, timeout=LONG)
