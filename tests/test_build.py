"""solutions/build.py: what it makes of a source, what it refuses, and that a check finds whatever was touched since."""

import importlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "solutions"))
build = importlib.import_module("build")

SOURCE = '''\
---
kernelspec:
  name: python3
---

# Squash a number

Two cells of text,

+++

the second begins here.

```{code-cell} ipython3
import numpy as np

class Verdict:
    def __init__(self, text):
        self.text = text
    def __repr__(self):
        return self.text

def exercise(name):
    def check(f):
        display(Verdict(("○ " if f(0.0) is None else "✓ " if f(0.0) == 0.5 else "✗ ") + name))
        return f if f(0.0) == 0.5 else lambda z: 1 / (1 + np.exp(-z))
    return check
```

```{code-cell} ipython3
:tags: [witness]

round(1 / 7, 4)
```

Write it.

```{code-cell} ipython3
@exercise("02.sigmoid")
def sigmoid(z):
    """Squash every number of z into (0, 1)."""
    ### BEGIN SOLUTION
    power = np.exp(-z)
    return 1 / (1 + power)
    ### END SOLUTION
```

```{code-cell} ipython3
np.round(sigmoid(np.array([-1.0, 2.0])), 4)
```
'''
BAD_CELL = SOURCE + "\n```{code-cell} ipython3\n%s\n```\n"
SOLUTION, EXERCISES = "solutions/02_squash.ipynb", "notebooks/02_squash.ipynb"


def write_source(root, text=SOURCE):
    source = root / "solutions" / "02_squash.md"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(text, encoding="utf-8")
    return source


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A course of one source, built once, in a folder with a space and an umlaut. Do not touch: take `course`."""
    root = tmp_path_factory.mktemp("ein Häuschen")
    write_source(root)
    assert build.main([], root=root) == 0
    return root


@pytest.fixture
def course(built, tmp_path):
    """A copy of a built course, to be spoilt."""
    return Path(shutil.copytree(built, tmp_path / "course"))


def read(path):
    return nbformat.read(path, as_version=4)


def contents(root):
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*.ipynb")}


# --- what a build makes -------------------------------------------------------------------------------------------


def test_solution_is_complete_executed_and_unmarked(built):
    notebook = read(built / SOLUTION)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == [1, 2, 3, 4]
    assert code[2].source.endswith('(0, 1)."""\n    power = np.exp(-z)\n    return 1 / (1 + power)')
    assert code[2].outputs[0].data["text/plain"] == "✓ 02.sigmoid"
    assert code[3].outputs[0].data["text/plain"] == "array([0.2689, 0.8808])"


def test_exercises_hold_one_ellipsis_for_the_solution_and_no_outputs(built):
    notebook = read(built / EXERCISES)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code[2].source.endswith('(0, 1)."""\n    ...')
    assert not any(cell.outputs or cell.execution_count for cell in code)


def test_both_notebooks_share_ids_text_and_tags(built):
    solution, exercises = read(built / SOLUTION), read(built / EXERCISES)
    for a, b in zip(solution.cells, exercises.cells, strict=True):
        assert (a.id, a.cell_type, a.metadata) == (b.id, b.cell_type, b.metadata)
        assert a.source == b.source or a.id == "ex-02-sigmoid"
    assert [cell.source for cell in solution.cells][:2] == [
        "# Squash a number\n\nTwo cells of text,",
        "the second begins here.",
    ]
    assert solution.cells[3].metadata == {"tags": ["witness"]}


def test_metadata_is_fixed_and_names_the_source(built):
    for name in (SOLUTION, EXERCISES):
        metadata = read(built / name).metadata
        assert set(metadata) == {"kernelspec", "language_info", "nnlib"}
        assert "version" not in metadata["language_info"]
        assert metadata["nnlib"]["source"] == "solutions/02_squash.md"


def test_building_twice_gives_the_same_bytes(course):
    before = contents(course)
    assert build.main(["02"], root=course) == 0
    assert contents(course) == before


def test_an_edit_leaves_the_ids_of_other_cells(course):
    source = course / "solutions" / "02_squash.md"
    before = [cell.id for cell in build.read_source(source)]
    write_source(course, SOURCE.replace("Write it.", "Write it now.").replace("power", "e"))
    after = [cell.id for cell in build.read_source(source)]
    assert [i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b] == [4]
    assert after[5] == "ex-02-sigmoid"


def test_equal_cells_get_different_ids(tmp_path):
    cells = build.read_source(write_source(tmp_path, "# A\n\n+++\n\nTwice.\n\n+++\n\nTwice.\n"))
    assert cells[2].id == f"{cells[1].id}-2"


def test_a_widget_and_a_timing_are_not_stored_but_their_figure_is():
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "5f3a"}, "text/plain": "<slider>"}
    output = nbformat.v4.new_output("display_data", data=view)
    assert build._kept(output, []).data == {"text/plain": "<slider>"}
    assert build._kept(output, ["nbval-ignore-output"]) is None
    assert build._kept(nbformat.v4.new_output("stream", text="1.23 s"), ["nbval-ignore-output"]) is None
    figure = nbformat.v4.new_output("display_data", data={"text/html": '<img alt="A line that falls." src="data:">'})
    assert build._kept(figure, ["nbval-ignore-output"]) == figure


# --- what a build refuses -----------------------------------------------------------------------------------------

WRONG_SOURCES = {
    "no end": ("    ### END SOLUTION\n", "", "### BEGIN SOLUTION has no ### END SOLUTION"),
    "no begin": ("    ### BEGIN SOLUTION\n", "", "must alternate; found `### END SOLUTION`"),
    "mark beside code": ("    ### END SOLUTION\n", "    pass  ### END SOLUTION\n", "stands alone on its line"),
    "no marks": ("    ### BEGIN SOLUTION\n", "    ### END SOLUTION\n", "must alternate"),
    "no solution": (
        "    ### BEGIN SOLUTION\n    power = np.exp(-z)\n    return 1 / (1 + power)\n    ### END SOLUTION\n",
        "    ...\n",
        "the exercise 02.sigmoid has no solution. Put it between",
    ),
    "unknown tag": ("[witness]", "[witnes]", "the tag 'witnes' is unknown. There are: witness, nbval-ignore-output"),
    "one tag, no list": ("[witness]", "witness", "tags are a list. Write `:tags: [witness]`"),
    "unknown option": (":tags:", ":tag:", "the option 'tag' is unknown"),
    "no Python": ("round(1 / 7, 4)", "%timeit 1", "line 1 of the cell is no Python: invalid syntax"),
    "solution cut wrongly": (
        "    return 1 / (1 + power)\n    ### END SOLUTION\n",
        "    if True:\n    ### END SOLUTION\n        return 1 / (1 + power)\n",
        "line 5 of the cell is no Python once the solution is taken out: unexpected indent",
    ),
    "empty cell": ("round(1 / 7, 4)", "", "the code cell is empty"),
    "open fence": ("round(1 / 7, 4)\n```", "round(1 / 7, 4)", "a line of the code cell begins with ```"),
    "indented fence": (
        "```{code-cell} ipython3\n:tags",
        "    ```{code-cell} ipython3\n:tags",
        "`{code-cell}` stands in text. Is a fence around a code cell missing, or indented?",
    ),
    "twice the same exercise": (
        "```{code-cell} ipython3\nnp.round",
        '```{code-cell} ipython3\n@exercise("02.sigmoid")\ndef f(z):\n'
        "    ### BEGIN SOLUTION\n    pass\n    ### END SOLUTION\n```\n\n```{code-cell} ipython3\nnp.round",
        "the exercise 02.sigmoid stands here a second time",
    ),
    "two exercises in a cell": (
        '@exercise("02.sigmoid")',
        '@exercise("02.other")\ndef g(z): ...\n\n@exercise("02.sigmoid")',
        "two exercises in one cell",
    ),
}


@pytest.mark.parametrize("name", WRONG_SOURCES)
def test_a_wrong_source_is_refused_with_its_line(name, tmp_path):
    old, new, sentence = WRONG_SOURCES[name]
    assert SOURCE.count(old) == 1
    source = write_source(tmp_path, SOURCE.replace(old, new))
    with pytest.raises(build.BuildError, match=r"^solutions/02_squash\.md:[0-9]+: ") as refusal:
        build.build(source)
    assert sentence in str(refusal.value)
    assert not list(tmp_path.rglob("*.ipynb"))
    assert build.check(tmp_path)[0] == str(refusal.value)


def test_every_cell_knows_its_line_in_the_source(tmp_path):
    lines = SOURCE.splitlines()
    for cell in build.read_source(write_source(tmp_path)):
        assert lines[cell.line - 1] == cell.text.split("\n")[0]
    options = "text\n\n```{code-cell} ipython3\n---\ntags: [witness]\n---\n1 + 1\n```\n"
    assert [cell.line for cell in build.read_source(write_source(tmp_path, options))] == [1, 7]


def test_a_cell_that_raises_is_named_with_its_line_and_leaves_the_old_notebooks(course, capsys):
    before = contents(course)
    lines = SOURCE.replace("Write it.", "Write it now.")
    lines = lines.replace("    power = np.exp(-z)\n", "    power = np.exp(-z)\n    root = undefined\n")
    write_source(course, lines)
    assert build.main(["02"], root=course) == 1
    message = capsys.readouterr().err
    line = lines.splitlines().index("    root = undefined") + 1
    assert f"solutions/02_squash.md:{line}: cell 6 raised NameError: name 'undefined' is not defined" in message
    assert "\n    root = undefined\n" in message
    assert "solutions/build.py 02" in message.replace("\\", "/")
    assert contents(course) == before


def test_a_cell_that_does_not_end_and_one_that_kills_the_kernel_are_named(tmp_path, monkeypatch):
    source = write_source(tmp_path, BAD_CELL % "import time\ntime.sleep(600)")
    client = build.NotebookClient

    def patient_with_the_others(notebook, timeout, **options):
        return client(notebook, timeout_func=lambda cell: timeout if "time.sleep" in cell.source else 300, **options)

    monkeypatch.setattr(build, "SECONDS_PER_CELL", 1)
    monkeypatch.setattr(build, "NotebookClient", patient_with_the_others)
    line = (BAD_CELL % "import time").splitlines().index("import time") + 1
    with pytest.raises(build.BuildError, match=rf"solutions/02_squash.md:{line}: cell 8 .* did not end within 1 s"):
        build.build(source)
    write_source(tmp_path, BAD_CELL % "import os\nos._exit(1)")
    with pytest.raises(build.BuildError, match=r"cell 8 .* killed the kernel"):
        build.build(source)
    assert not list(tmp_path.rglob("*.ipynb"))


def result(text, kind="text/plain"):
    return nbformat.v4.new_output("display_data", data={kind: text})


WARNING = nbformat.v4.new_output("stream", name="stderr", text="x.py:1\nRuntimeWarning: overflow\n")
ERROR = nbformat.v4.new_output("error", ename="ValueError", evalue="no", traceback=[])
REFUSED_OUTPUTS = {
    "a warning": (None, WARNING, "writes to stderr: 'RuntimeWarning: overflow'"),
    "an error": (None, ERROR, "shows an error, ValueError: no"),
    "a wrong solution": ("02.f", result("✗ 02.f: wrong shape"), "its own checker refuses: ✗ 02.f: wrong shape"),
    "another's verdict": ("02.f", result("✓ 02.g"), "its own checker refuses: ✓ 02.g"),
    "no verdict": ("02.f", result("3"), "shows no verdict for the exercise 02.f"),
}


@pytest.mark.parametrize("name", REFUSED_OUTPUTS)
def test_what_must_not_stand_below_a_cell_is_refused(name):
    exercise, output, sentence = REFUSED_OUTPUTS[name]
    assert sentence in build._complaint_about_outputs(exercise, [output])
    assert build._complaint_about_outputs("02.f", [result("✓ 02.f"), result("0.5")]) is None


def test_what_differs_from_run_to_run_is_refused(tmp_path):
    source = write_source(tmp_path)
    assert "address in memory" in build._unstable([result("<Layer object at 0x7f00aa>")], source)
    assert "path of this machine" in build._unstable([result(f"<p>{tmp_path.resolve()}/x</p>", "text/html")], source)
    assert build._unstable([result("0x1f"), nbformat.v4.new_output("stream", text="fine at 0.5")], source) is None


def test_work_in_a_notebook_is_not_overwritten_unless_asked(course, capsys):
    path = course / EXERCISES
    path.write_text(path.read_text(encoding="utf-8").replace("    ...", "    return z"), encoding="utf-8")
    before = contents(course)
    assert build.main([], root=course) == 1
    assert "notebooks/02_squash.ipynb was changed since it was built" in (message := capsys.readouterr().err)
    assert "build.py --overwrite 02" in message
    assert contents(course) == before
    assert build.main(["--overwrite", "02"], root=course) == 0
    assert build.check(course) == []


# --- what a check finds -------------------------------------------------------------------------------------------


def edit(path, change, seal=False):
    """Change a notebook through its JSON, as an editor would; `seal` as only a forger would."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    change(notebook)
    if seal:
        build.write_notebook(nbformat.v4.reads(json.dumps(notebook)), path)
    else:
        path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def code(notebook, i):
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"][i]


def change_digit(notebook):
    code(notebook, 3)["outputs"][0]["data"]["text/plain"] = ["array([0.2689, 0.8809])"]


def change_text(notebook):
    notebook["cells"][0]["source"] = ["# Squash a digit"]


def change_solution(notebook):
    code(notebook, 2)["source"][-1] = "    return 1 / (1 + power) + 0"


def solve_exercise(notebook):
    code(notebook, 2)["source"][-1] = "    return 1 / (1 + np.exp(-z))"


def remove_cell(notebook):
    del notebook["cells"][-1]


def add_widget_state(notebook):
    notebook["metadata"]["widgets"] = {}


def clear(notebook):
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)


def swap_counts(notebook):
    code(notebook, 0)["execution_count"], code(notebook, 1)["execution_count"] = 2, 1


def skip_a_cell(notebook):
    code(notebook, 1)["execution_count"] = None


def store_error(notebook):
    error = {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": []}
    code(notebook, 3)["outputs"] = [error]


def fail_exercise(notebook):
    code(notebook, 2)["outputs"][0]["data"]["text/plain"] = ["✗ 02.sigmoid"]


def store_output(notebook):
    code(notebook, 1)["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["hello"]}]


def store_count(notebook):
    code(notebook, 1)["execution_count"] = 1


def forge_id(notebook):
    notebook["cells"][0]["id"] = "another"


def forge_tag(notebook):
    code(notebook, 1)["metadata"] = {}


UNRUN = "was never run, or its outputs were cleared"
CHANGES = {
    # name: which notebook, what is done to it, whether it is sealed anew, what the sentence says
    "a digit in an output": (SOLUTION, change_digit, False, "by hand (in its outputs or its metadata)"),
    "the text of a solution notebook": (SOLUTION, change_text, False, "was changed by hand (cell 1, "),
    "the code of a solution notebook": (SOLUTION, change_solution, False, "by hand (cell 6, ex-02-sigmoid)"),
    "the text of an exercise notebook": (EXERCISES, change_text, False, "was changed by hand (cell 1, "),
    "an exercise solved in place": (EXERCISES, solve_exercise, False, "If these are your own answers, keep them"),
    "a cell removed": (EXERCISES, remove_cell, False, "was changed by hand (a cell was removed)"),
    "widget state": (SOLUTION, add_widget_state, False, "was changed by hand"),
    "a cleared solution notebook": (SOLUTION, clear, False, UNRUN),
    "a cleared solution notebook, sealed": (SOLUTION, clear, True, UNRUN),
    "cells run out of order": (SOLUTION, swap_counts, True, "not run from top to bottom: its cells count 2, 1, 3, 4"),
    "a cell not run": (SOLUTION, skip_a_cell, True, "not run from top to bottom: its cells count 1, –, 3, 4"),
    "a stored error": (SOLUTION, store_error, True, "cell 7 shows an error, ValueError: no"),
    "a refused solution": (SOLUTION, fail_exercise, True, "its own checker refuses: ✗ 02.sigmoid"),
    "an output among the exercises": (EXERCISES, store_output, True, "holds outputs or counts"),
    "a count among the exercises": (EXERCISES, store_count, True, "holds outputs or counts"),
    "another id": (EXERCISES, forge_id, True, "is older than its source: cell 1 (another)"),
    "another tag": (EXERCISES, forge_tag, True, "is older than its source: cell 4 "),
    "another code, sealed": (SOLUTION, change_solution, True, "is older than its source: cell 6 (ex-02-sigmoid)"),
}


def red(root, capsys):
    """What a check prints, which must be red and say what to type."""
    capsys.readouterr()
    assert build.main(["--check"], root=root) == 1
    told = capsys.readouterr().out.replace("\\", "/")
    for sentence in told.strip().split("\n"):
        assert "solutions/build.py" in sentence or "git rm" in sentence, f"does not say what to type: {sentence}"
    return told


@pytest.mark.parametrize("name", CHANGES)
def test_check_turns_red_on(name, course, capsys):
    path, change, seal, sentence = CHANGES[name]
    edit(course / path, change, seal)
    told = red(course, capsys)
    assert path in told
    assert sentence in told
    assert {SOLUTION: EXERCISES, EXERCISES: SOLUTION}[path] not in told


def test_check_is_green_after_a_build_and_executes_nothing(course, capsys, monkeypatch):
    monkeypatch.setattr(build, "execute", None)
    monkeypatch.setattr(build, "NotebookClient", None)
    before = contents(course)
    for names in ([], ["02"], ["02_squash"], ["solutions/02_squash.md"], [str(course / EXERCISES)]):
        assert build.main(["--check", *names], root=course) == 0
    assert "as its source says" in capsys.readouterr().out
    assert contents(course) == before


def test_check_turns_red_on_a_source_edited_since(course, capsys):
    write_source(course, SOURCE.replace("Write it.", "Write it now."))
    told = red(course, capsys)
    line = SOURCE.splitlines().index("Write it.") + 1
    for path in (SOLUTION, EXERCISES):
        assert f"{path} is older than its source: cell 5 " in told
    assert f"is not what solutions/02_squash.md:{line} says" in told


def test_check_turns_red_on_a_solution_edited_since_although_the_exercises_stay_the_same(course, capsys):
    write_source(course, SOURCE.replace("power = np.exp(-z)", "power = np.exp(-1 * z)"))
    told = red(course, capsys)
    assert f"{SOLUTION} is older than its source: cell 6 (ex-02-sigmoid)" in told
    assert EXERCISES not in told


def test_check_turns_red_on_a_longer_source(course, capsys):
    write_source(course, SOURCE + "\nOne sentence more.\n")
    assert "it has 7 cells, solutions/02_squash.md has 8" in red(course, capsys)


@pytest.mark.parametrize("path", [SOLUTION, EXERCISES])
def test_check_turns_red_on_a_missing_notebook(path, course, capsys):
    (course / path).unlink()
    assert f"{path} is missing. Type: " in red(course, capsys)


@pytest.mark.parametrize("path", [SOLUTION, EXERCISES])
def test_check_turns_red_on_a_notebook_without_a_source(path, course, capsys):
    orphan = path.replace("02_squash", "03_gone")
    shutil.copy(course / path, course / orphan)
    told = red(course, capsys)
    assert f"{orphan} has no source solutions/03_gone.md" in told
    assert f"git rm {orphan}" in told


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "<<<<<<< HEAD\n{}"])
def test_check_turns_red_on_what_is_no_notebook(text, course, capsys):
    (course / SOLUTION).write_text(text, encoding="utf-8")
    assert f"{SOLUTION} is not a notebook any more. Type: " in red(course, capsys)
    assert "--overwrite 02" in red(course, capsys)


def test_a_name_that_is_nobodys_and_a_course_without_sources_are_told(course, tmp_path, capsys):
    assert build.main(["--check", "07"], root=course) == 1
    assert "No source is called '07'. There are: 02_squash" in capsys.readouterr().err
    assert build.main(["--check"], root=tmp_path / "empty") == 1
    assert "solutions/ holds no source" in capsys.readouterr().err


# --- the library --------------------------------------------------------------------------------------------------

LIBRARY = "solutions/my_nnlib.py"
OTHER = """\
# Use it

```{code-cell} ipython3
import inspect
from nnlib.exercises import mine
inspect.getsource(mine.sigmoid).splitlines()[-1]
```
"""


def test_the_library_holds_the_printed_solutions_and_runs_alone(built):
    text = (built / LIBRARY).read_text(encoding="utf-8")
    assert '(0, 1)."""\n    power = np.exp(-z)\n    return 1 / (1 + power)\n' in text
    assert "###" not in text
    assert "exercise(" not in text
    names = {}
    exec(text, names)
    assert names["sigmoid"](0.0) == 0.5


def test_a_build_of_one_notebook_makes_the_library_of_all_first_and_runs_with_it(course):
    (course / "solutions" / "03_use.md").write_text(OTHER, encoding="utf-8")
    write_source(course, SOURCE.replace("power", "e"))
    assert build.main(["03"], root=course) == 0
    shown = [cell.outputs[0].data["text/plain"] for cell in read(course / "solutions/03_use.ipynb").cells[1:]]
    assert shown == ["'    return 1 / (1 + e)'"]
    assert not list(course.rglob("progress.jsonl"))


def test_a_source_that_cannot_be_read_is_left_out_of_the_library_and_told(course, capsys):
    (course / "solutions" / "03_use.md").write_text(BAD_CELL % "%timeit 1", encoding="utf-8")
    assert build.main(["02"], root=course) == 0
    assert "Left out of solutions/my_nnlib.py: solutions/03_use.md:" in capsys.readouterr().err


@pytest.mark.parametrize(("text", "state"), [
    (None, "is missing"), ("", "is not what the solutions make of it"), ("def sigmoid(z): pass\n", "is not what"),
])
def test_check_turns_red_on_a_library_that_is_missing_or_edited_and_its_build_mends_it(text, state, course, capsys):
    (course / LIBRARY).unlink()
    if text is not None:
        (course / LIBRARY).write_text(text, encoding="utf-8")
    told = red(course, capsys)
    assert told.startswith(f"{LIBRARY} {state}")
    assert told.endswith("solutions/build.py my_nnlib\n")
    before = contents(course)
    assert build.main(["my_nnlib"], root=course) == 0
    assert build.main(["--check", "my_nnlib"], root=course) == 0
    assert contents(course) == before


def test_check_turns_red_on_a_library_older_than_a_solution(course, capsys):
    write_source(course, SOURCE.replace("power = np.exp(-z)", "power = np.exp(-1 * z)"))
    assert f"{LIBRARY} is not what the solutions make of it" in red(course, capsys)


def test_other_line_ends_in_the_library_are_no_change(course):
    text = (course / LIBRARY).read_bytes()
    (course / LIBRARY).write_bytes(text.replace(b"\n", b"\r\n"))
    assert build.check(course) == []


def test_a_solution_that_cannot_stand_in_the_library_is_refused():
    told = "✓ 02.sigmoid · right\n  It uses `f`, which stands in another cell: …, then it can go into `my_nnlib.py`."
    assert "cannot stand in my_nnlib.py: It uses `f`" in build._complaint_about_outputs("02.sigmoid", [result(told)])


def test_exercises_that_cannot_be_imported_are_told_with_their_reason(course, monkeypatch, capsys):
    from nnlib.exercises import library_file

    def broken():
        raise SyntaxError("n09_optimizers.py, line 3")

    monkeypatch.setattr(library_file, "exercises", broken)
    assert build.main(["02"], root=course) == 1
    assert "The exercises of nnlib cannot be imported: SyntaxError: n09_opt" in capsys.readouterr().err
    assert build.check(course)[0].startswith("The exercises of nnlib cannot be imported")


# --- what nbval finds ---------------------------------------------------------------------------------------------


FIGURE = '<img alt="A line at 0.5." src="data:image/png;base64,%s" width="%d" style="border-radius: 6px">'


def show_figure(notebook):
    cell = code(notebook, 1)
    cell["source"] = ["from IPython.display import HTML\n", f"HTML('{FIGURE % ('AAAA', 500)}')"]
    cell["outputs"][0]["data"]["text/html"] = [FIGURE % ("BBBB", 501)]
    cell["outputs"][0]["data"]["text/plain"] = ["<IPython.core.display.HTML object>"]


def test_nbval_strict_finds_a_changed_digit_and_leaves_pixels_alone(course):
    """With the options of the test command: of four cells, one with other pixels, one with a digit changed."""
    for change in (show_figure, change_digit):
        edit(course / SOLUTION, change)
    done = nbval_strict(course)
    assert "1 failed, 3 passed" in done.stdout, done.stdout
    assert "02_squash.ipynb::Cell 3" in done.stdout
    assert done.returncode == 1


def test_nbval_runs_a_solution_with_the_library_beside_it(course):
    (course / "solutions" / "03_use.md").write_text(OTHER, encoding="utf-8")
    assert build.main(["03"], root=course) == 0
    (course / SOLUTION).unlink()
    assert "1 passed" in nbval_strict(course).stdout


def nbval_strict(course):
    folder, settings = course / "solutions", course / "pytest.ini"
    settings.write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", str(folder), "-c", str(settings), "-p", "no:cacheprovider"]
    command += ["-q", "--color=no", "--nbval", "--nbval-current-env", "--nbval-cell-timeout=300"]
    command += ["--nbval-kernel-startup-timeout=300"]
    command += ["--nbval-sanitize-with", str(ROOT / "tests" / "nbval.cfg")]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=course)
