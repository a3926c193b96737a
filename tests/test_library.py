"""The learner's own library: what goes in, what stays out and why, and that nothing that happens to a file loses it."""

import copy
import errno
import importlib.util
import json
import math
import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from test_snags import LONG, Kernel

import nnlib
from nnlib.exercises import cell, guard, library, library_file, notebook, pieces, progress, shelf
from nnlib.exercises.catalogue import Exercise, _known, every_exercise
from nnlib.exercises.library import Library
from nnlib.exercises.library_file import FILE, exercises, is_sealed, known, place

ROOT = Path(__file__).resolve().parent.parent
SOLUTIONS = sorted((ROOT / "solutions").glob("[0-9][0-9]_*.md"))

SIGMOID = """\
@exercise("02.sigmoid")
def sigmoid(z):
    return 1 / (1 + np.exp(-z))
"""
LAYER = """\
@exercise("02.layer")
def layer(X, W, b):
    return X @ W + b
"""
FORWARD = """\
@exercise("02.forward")
def forward(X, params):
    z1 = layer(X, params["W1"], params["b1"])
    a1 = sigmoid(z1)
    z2 = layer(a1, params["W2"], params["b2"])
    a2 = sigmoid(z2)
    return a2, {"a0": X, "z1": z1, "a1": a1, "z2": z2, "a2": a2}
"""


@pytest.fixture(autouse=True)
def beside_a_notebook(tmp_path, monkeypatch):
    """An empty folder, and a course that remembers nothing."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NNLIB_PROGRESS", raising=False)
    new_session(monkeypatch)
    return tmp_path


def new_session(monkeypatch):
    monkeypatch.setattr(progress, "_told", set())
    monkeypatch.setattr(progress, "_unwritten", {})
    monkeypatch.setattr(shelf, "_held", set())


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a cell as a notebook does; what was said beneath it."""
    def run(text, **names):
        text = textwrap.dedent(text).lstrip("\n")
        names = {"np": np, "sigmoid": nnlib.sigmoid, "layer": lambda X, W, b: X @ W + b, "exercise": cell.exercise,
                 **names}
        monkeypatch.setattr(notebook._Cell, "text", text)
        exec(compile(text, "<ipython-input-1>", "exec"), names)
        return capsys.readouterr().out
    return run


def written():
    return Path(FILE).read_text(encoding="utf-8")


def functions():
    """The names that the file defines, stubs left out."""
    return [statement.defines for statement in pieces.statements(written()) if statement.defines]


def imported(name="my_nnlib"):
    spec = importlib.util.spec_from_file_location(name, Path(FILE).resolve())
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def piece(name, text):
    return pieces.piece_of(name, textwrap.dedent(text).lstrip("\n"), known())


# What of a cell belongs to a function ---------------------------------------------------------------------------------


def test_a_function_is_kept_as_it_was_written_without_the_mark():
    text = '''\
        # what I found in 02
        @exercise("02.sigmoid")
        # between
        def sigmoid(z):
            """Squash."""      # a comment
            # 1/(1+np.exp(z)) was wrong

            return 1 / (1 + np.exp(-z))
            # done

        # not mine
        '''
    kept = textwrap.dedent(text).replace('@exercise("02.sigmoid")\n', "").split("\n\n# not mine")[0]
    assert piece("sigmoid", text).text == kept


def test_what_it_needs_of_its_cell_comes_along_and_nothing_else():
    found = piece("sigmoid", '''
        import math, random
        from math import pi
        E = math.e     # Euler's
        half = lambda z: z / TWO
        TWO = 2; unused = 3
        POINTS = """
        # no comment
        """
        print("hello")

        @exercise("02.sigmoid")
        def sigmoid(z):
            return 1 / (1 + E ** -(half(z) + later(z)))

        def later(z):
            return z / TWO

        y = sigmoid(np.zeros(3))
        ''')
    assert found.text == textwrap.dedent("""\
        import math, random
        E = math.e     # Euler's
        half = lambda z: z / TWO
        TWO = 2; unused = 3


        def sigmoid(z):
            return 1 / (1 + E ** -(half(z) + later(z)))


        def later(z):
            return z / TWO""")
    assert not found.uses - known()


@pytest.mark.parametrize("body", [
    "return [z for z in z if (w := z)]", "def inner(q): return q + z\n    return inner(1)",
    "import math\n    return math.exp(z)", "from math import exp as e\n    return e(z)", "return (lambda q: q)(z)",
    "for i, q in enumerate(z):\n        print(i, q)", "try:\n        return z\n    except OSError as e:\n        e",
    "return sum(map(abs, z)) + np.e + sigmoid(z) + layer(z, z, z)", "with open(z) as f:\n        return f",
])
def test_its_own_names_pythons_and_the_librarys_are_not_missing(body):
    assert not piece("sigmoid", f"def sigmoid(z):\n    {body}\n").uses - known()


@pytest.mark.parametrize("text", [
    "def sigmoid(z):\n    return factor * z", "def sigmoid(z, by=factor):\n    return z",
    "@factor\ndef sigmoid(z): return z", "def sigmoid(z: factor):\n    return z",
    "def sigmoid(z):\n    return [factor for _ in z]",
    "class sigmoid(factor):\n    pass", "class sigmoid:\n    def f(self):\n        return factor",
    "def helper(): return factor\ndef sigmoid(z): return helper()",
])
def test_a_name_from_elsewhere_is_missing(text):
    assert piece("sigmoid", text).uses - known() == {"factor"}


def test_of_two_definitions_the_last_counts_and_what_comes_after_it_does_not():
    found = piece("sigmoid", "def sigmoid(z): pass\ndef sigmoid(z): return 2 * z\nsigmoid = np.vectorize(sigmoid)\n")
    assert found.text == "def sigmoid(z): return 2 * z"


def test_a_name_of_pythons_or_the_librarys_is_never_brought_along():
    found = piece("forward", "sum = 3\ndef sigmoid(z): return z\ndef forward(X, params): return sum([sigmoid(X)])\n")
    assert found.text == "def forward(X, params): return sum([sigmoid(X)])"


def test_another_decorator_stays():
    text = '@exercise("02.sigmoid")\n@functools.cache\ndef sigmoid(z): return z\n'
    assert piece("sigmoid", "import functools\n" + text).text.endswith("\n@functools.cache\ndef sigmoid(z): return z")


@pytest.mark.parametrize("text", ["def sigmoid(z:\n", "\0", "(" * 500, "x = 1", "", None])
def test_what_is_no_python_or_not_there_is_no_piece(text):
    assert pieces.piece_of("sigmoid", text, known()) is None


def test_other_line_ends_are_line_ends():
    assert piece("sigmoid", "def sigmoid(z):\r\n    return z\r\n").text == "def sigmoid(z):\n    return z"


# A pass ---------------------------------------------------------------------------------------------------------------


def test_a_pass_goes_in_and_the_first_one_is_told(run):
    assert "It stands in `my_nnlib.py` now" in run(SIGMOID)
    assert run(LAYER) == "✓ 02.layer · right\n"
    assert functions() == ["sigmoid", "layer"]
    assert is_sealed(written())


def test_a_wrong_answer_an_untouched_one_and_one_for_practice_stay_out(run):
    run(SIGMOID.replace("-z", "z"))
    run('@exercise("02.layer")\ndef layer(X, W, b):\n    ...\n')
    assert run('@exercise("00.double")\ndef double(x):\n    return 2 * x\n') == "✓ 00.double · right\n"
    assert not Path(FILE).exists()
    run(LAYER)
    assert functions() == ["layer"]


def test_the_order_is_that_of_the_course_under_a_line_for_each_notebook(run):
    for text in (FORWARD, LAYER, SIGMOID,
                 '@exercise("01.xavier")\ndef xavier(shape, rng):\n'
                 "    return rng.normal(0, np.sqrt(2 / sum(shape)), size=shape)\n"):
        run(text)
    assert functions() == ["xavier", "sigmoid", "layer", "forward"]
    headings = [line.rstrip("-") for line in written().splitlines() if line.startswith("# 0")]
    assert headings == ["# 01 · Initialization ", "# 02 · Forward pass "]


def test_a_newer_pass_takes_the_older_ones_place(run):
    run(SIGMOID)
    run(LAYER)
    newer = SIGMOID.replace("1 / (1 + np.exp(-z))", "(1 + np.tanh(z / 2)) / 2")
    run(newer)
    assert "tanh" in written()
    assert "np.exp" not in written()
    assert functions() == ["sigmoid", "layer"]
    run(SIGMOID)                                             # and back again
    assert "tanh" not in written()
    assert "np.exp" in written()


def test_a_wrong_try_after_a_pass_changes_nothing(run):
    run(SIGMOID)
    before = written()
    run(SIGMOID.replace("-z", "z"))
    assert written() == before


def test_the_same_pass_again_writes_nothing(run):
    run(SIGMOID)
    before = os.stat(FILE)
    run(SIGMOID)
    assert (os.stat(FILE).st_ino, os.stat(FILE).st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_helpers_of_the_same_cell_come_along(run):
    run("import math\nE = math.e\ndef power(z):\n    return E ** z\n\n" + SIGMOID.replace("np.exp", "power"))
    assert "\nimport math\nE = math.e\n\n\ndef power(z):\n    return E ** z\n\n\ndef sigmoid(z):\n" in written()
    np.testing.assert_allclose(imported().sigmoid(np.array([2.0])), nnlib.sigmoid(np.array([2.0])))


def test_a_lambda_of_the_same_cell_and_an_import_inside_come_along(run):
    run("power = lambda z: np.exp(z)\n" + SIGMOID.replace("np.exp", "power"))
    run(LAYER.replace("    return", "    import math\n    return math.cos(0) *"))
    assert functions() == ["sigmoid", "layer"]


def test_a_helper_that_two_cells_share_word_for_word_stands_once(run):
    helper = "def times(X, W):\n    return X @ W\n\n"
    run(helper + LAYER.replace("X @ W", "times(X, W)"))
    run(helper + FORWARD.replace('layer(X, params["W1"], params["b1"])', 'times(X, params["W1"]) + params["b1"]'))
    assert written().count("def times") == 1
    assert functions() == ["times", "layer", "forward"]


def test_helpers_of_one_name_that_differ_are_told_and_both_functions_stay_right(run):
    run("def times(X, W):\n    return X @ W\n\n" + LAYER.replace("X @ W", "times(X, W)"))
    told = run("def times(X, W):\n    return W @ X\n\n" + FORWARD.replace(
        'layer(X, params["W1"], params["b1"])', 'times(params["W1"], X) + params["b1"]'))
    assert "✓ 02.forward" in told
    assert "It brings along a `times` that is not the `times` of `layer`. Give one of the two another name." in told
    assert functions() == ["times", "layer"]


def test_what_uses_the_notebook_stays_out_and_the_older_text_stays_in(run):
    run(SIGMOID)
    before = written()
    told = run(SIGMOID.replace("np.exp", "power"), power=np.exp)
    assert told.startswith("✓ 02.sigmoid · right\n")
    assert written() == before


@pytest.mark.parametrize(("change", "names", "sentence"), [
    ("helper(X, W) + b", {"helper": lambda X, W: X @ W},
     "It uses `helper`, which stands in another cell: define it in this one, then it can go into `my_nnlib.py`."),
    ("f(X, W) + g(b)", {"f": lambda X, W: X @ W, "g": lambda b: b},
     "It uses `f` and `g`, which stand in other cells: define them in this one, then"),
    ("X @ W + b * one", {"one": 1.0},
     "It uses `one`, which stands in another cell: use its arguments, or define it in this one, then"),
    ("X @ W + math.cos(0) * b", {"math": math},
     "It uses `math`, imported in another cell: import it in this one, then"),
    ("nnlib.sigmoid(X) * 0 @ W + X @ W + b", {"nnlib": nnlib},
     "It uses `nnlib.sigmoid`. In your library that is plain `sigmoid`: write so, then"),
    ("nnlib.tanh(X) * 0 @ W + X @ W + b", {"nnlib": nnlib},
     "It uses `nnlib.tanh`, and your library runs without the course: write it in NumPy, then"),
    ("mine.xavier((1, 1), np.random.default_rng(0)) * 0 + X @ W + b", {"mine": library.mine},
     "It uses `mine.xavier`. In your library that is plain `xavier`: write so (with `xavier = mine.xavier` in a cell "
     "above), then"),
    ("my.sigmoid(X) * 0 @ W + X @ W + b", {"my": library.mine},
     "It uses `my.sigmoid`. In your library that is plain `sigmoid`"),
    ("squash(X) * 0 @ W + X @ W + b", {"squash": nnlib.sigmoid},
     "It uses `squash`, and your library runs without the course"),
    ("(X @ W + b if plt else 0)", {"plt": plt},
     "It uses `plt`, and your library runs on Python and NumPy alone: write it without, then"),
    ("(X @ W + b if True else nowhere)", {},
     "It names `nowhere`, which is defined nowhere, in a line that the check did not reach"),
    ("(X @ W + b if True else display(X))", {"display": print}, "It uses `display`, which stands in another cell"),
    ('X @ W + b * globals()["one"]', {"one": 1.0},
     "It is right in this notebook, but not in `my_nnlib.py`, where it stands without it. There: It stopped "
     "with an error in line 2"),
], ids=lambda value: value if isinstance(value, str) and len(value) < 40 else "")
def test_what_does_not_hold_alone_passes_and_is_told_how_to_get_in(run, change, names, sentence):
    told = run(LAYER.replace("X @ W + b", change), **names)
    assert told.startswith("✓ 02.layer · right\n")
    assert sentence in told
    assert "would not work anywhere else" not in told
    assert not Path(FILE).exists()
    assert [entry["verdict"] for entry in progress.read()[0]] == ["right"]


def test_what_did_not_hold_alone_stays_out_at_the_next_pass_too(run, monkeypatch):
    run(LAYER.replace("+ b", '+ b * globals()["one"]'), one=1.0)
    run(FORWARD.replace("sigmoid", "squash"), squash=nnlib.sigmoid)
    run(SIGMOID)
    assert functions() == ["sigmoid"]
    new_session(monkeypatch)
    assert [row[0] for row in Library()._rows() if row[2] == "yours"] == ["sigmoid"]


@pytest.mark.parametrize("line", ["import nnlib", "from nnlib.activations import sigmoid as s", "import my_nnlib",
                                  "import matplotlib.pyplot as plt", "from . import x"])
def test_an_import_of_anything_but_python_and_numpy_stays_out(run, line):
    told = run(LAYER.replace("    return", f"    if b is None:\n        {line}\n    return"))
    assert told.startswith("✓ 02.layer · right\n")
    assert "your library runs on Python and NumPy alone" in told
    assert not Path(FILE).exists()


def test_a_constant_of_the_same_cell_is_no_reason_for_a_remark(run):
    assert "It reads" not in run("one = 1.0\n" + LAYER.replace("+ b", "+ one * b"))
    assert functions() == ["layer"]


def test_a_failure_of_the_library_is_the_courses_and_the_pass_counts(run, monkeypatch):
    monkeypatch.setattr(library, "collect", lambda *_: 1 / 0)
    told = run(SIGMOID)
    assert told.startswith("✓ 02.sigmoid · right\n")
    assert "the course's fault" in told
    assert progress.read()[0][0]["verdict"] == "right"


def test_a_class_goes_in_like_a_function(run, monkeypatch):
    exercise = Exercise("99.Counter", course=type("Counter", (), {"now": lambda self: 3}), returns="now",
                        hints=("", "", ""), minutes=1, difficulty=1, library=True,
                        call=lambda candidate: candidate().now())
    exercise.cases(lambda rng: [("once", ())])
    monkeypatch.setitem(every_exercise(), "99.Counter", exercise)
    try:
        told = run('''
            THREE = 3
            def helper(counter):
                return 0 if counter else 1

            @exercise("99.Counter")
            class Counter:
                """It counts."""
                start = THREE
                def now(self):
                    return self.start + helper(self)
            ''')
        assert told.startswith("✓ 99.Counter · right\n  It stands in"), told
        assert functions() == ["helper", "Counter"]
        assert imported().Counter().now() == 3
        mine = Library()
        assert mine.Counter().now() == 3
        assert "its text" not in repr(mine)
        assert [row[2] for row in mine._rows()][-1] == "yours"
    finally:
        _known.pop("99.Counter")


# The file -------------------------------------------------------------------------------------------------------------


ALONE = "import sys; sys.path.insert(0, '.'); sys.modules['nnlib'] = None; import my_nnlib; "


def alone(code):
    return subprocess.run([sys.executable, "-I", "-c", ALONE + code], capture_output=True, text=True)


def test_the_file_runs_alone_in_an_empty_folder(run, tmp_path, monkeypatch):
    run(FORWARD)
    run(SIGMOID)
    run(LAYER)
    (tmp_path / "empty").mkdir()
    os.replace(FILE, tmp_path / "empty" / FILE)
    monkeypatch.chdir(tmp_path / "empty")
    code = ("import numpy as np; a, _ = my_nnlib.forward(np.ones((2, 2)), {k: np.ones(s) for k, s in "
            "{'W1': (2, 3), 'b1': (1, 3), 'W2': (3, 1), 'b2': (1, 1)}.items()}); print(a.round(3).tolist())")
    done = alone(code)
    assert (done.stdout, done.stderr) == ("[[0.979], [0.979]]\n", "")


def test_what_a_function_calls_and_is_not_there_raises_and_names_the_exercise(run):
    run(FORWARD)
    assert functions() == ["forward"]
    assert "def layer(X, W, b):\n    raise NotImplementedError" in written()
    done = alone("my_nnlib.sigmoid(0)")
    assert "NotImplementedError: sigmoid is not here yet: it is exercise 2 of 02" in done.stderr
    run(SIGMOID)
    assert functions() == ["sigmoid", "forward"]


def test_the_file_never_names_the_course_nor_its_answers(run):
    run(FORWARD)
    run(SIGMOID)
    assert "import nnlib" not in written()
    assert "solutions" not in written()
    assert [line for line in written().splitlines() if "import" in line.split()[:1]] == ["import numpy as np"]


def test_a_deleted_file_is_made_again_whole_at_the_next_pass(run, monkeypatch):
    run(SIGMOID)
    run(FORWARD)
    Path(FILE).unlink()
    new_session(monkeypatch)
    run(LAYER)
    assert functions() == ["sigmoid", "layer", "forward"]


def test_a_deleted_file_is_made_again_whole_at_the_next_use_of_mine(run, monkeypatch, capsys):
    run(SIGMOID)
    run(FORWARD)
    before = written()
    Path(FILE).unlink()
    new_session(monkeypatch)
    assert Library().sigmoid(np.zeros(1)) == 0.5
    assert written() == before
    assert capsys.readouterr().out == ""


def test_deleted_progress_takes_nothing_out_of_the_file(run, monkeypatch):
    run(SIGMOID)
    Path(progress.FILE).unlink()
    new_session(monkeypatch)
    run(LAYER)
    assert functions() == ["sigmoid", "layer"]


def test_damaged_progress_costs_what_was_damaged_and_not_the_file(run):
    run(SIGMOID)
    run(LAYER)
    lines = Path(progress.FILE).read_text(encoding="utf-8").splitlines()
    Path(progress.FILE).write_text(lines[0][:60] + "\n" + lines[1] + "\n", encoding="utf-8")
    assert "line 1 is damaged" in run(FORWARD)
    assert functions() == ["sigmoid", "layer", "forward"]


@pytest.mark.parametrize("source", ["def sigmoid(z:\n", 7, None, "import os\n", "def sigmoid(z):\n    return z"])
def test_a_damaged_source_in_progress_never_spoils_the_file(run, monkeypatch, source):
    run(LAYER)
    entry = {"exercise": "02.sigmoid", "verdict": "right", "fingerprint": "x", "source": source}
    with open(progress.FILE, "a", encoding="utf-8") as file:
        file.write(json.dumps(entry) + "\n")
    told = run(FORWARD)
    assert alone("my_nnlib.layer").returncode == 0
    assert Library().sigmoid(np.zeros(1)) == 0.5
    assert told.count("→ mine.sigmoid") == (source == "def sigmoid(z):\n    return z")


def test_entries_of_an_older_course_count():
    entry = {"exercise": "02.sigmoid", "verdict": "right", "fingerprint": "x", "source": "\n\n" + SIGMOID}
    Path(progress.FILE).write_text(json.dumps(entry) + "\n", encoding="utf-8")
    assert [row[2] for row in Library()._rows() if row[0] == "sigmoid"] == ["yours"]
    assert functions() == ["sigmoid"]


def test_a_file_edited_by_hand_is_kept_under_another_name_and_that_is_told(run):
    run(SIGMOID)
    for number in (1, 2):
        theirs = written().replace("1 / (1 +", f"{number} / (1 +") + "\n# my note\n"
        Path(FILE).write_text(theirs, encoding="utf-8")
        told = run([LAYER, FORWARD][number - 1])
        assert f"That version is now `my_nnlib_edited_{number}.py`, and `my_nnlib.py` was made anew" in told
        assert Path(f"my_nnlib_edited_{number}.py").read_text(encoding="utf-8") == theirs
        assert is_sealed(written())
        assert "my note" not in written()
    assert functions() == ["sigmoid", "layer", "forward"]


def test_a_file_that_is_somebody_elses_is_kept_byte_for_byte(run):
    theirs = b"\xff\xfe not even text \x00\r\n"
    Path(FILE).write_bytes(theirs)
    assert "my_nnlib_edited_1.py" in run(SIGMOID)
    assert Path("my_nnlib_edited_1.py").read_bytes() == theirs
    assert functions() == ["sigmoid"]


def test_other_line_ends_and_blanks_at_line_ends_are_no_edit(run):
    run(SIGMOID)
    Path(FILE).write_bytes(written().replace("\n", " \r\n").encode())
    run(LAYER)
    assert sorted(os.listdir()) == [FILE, progress.FILE]
    assert functions() == ["sigmoid", "layer"]


def test_what_was_put_aside_before_a_crash_is_not_put_aside_twice(run, monkeypatch):
    run(SIGMOID)
    Path(FILE).write_text(written() + "# edited\n", encoding="utf-8")
    with monkeypatch.context() as broken:
        broken.setattr(os, "replace", failing(OSError(errno.ENOSPC, "No space left on device")))
        run(LAYER)
    assert "edited" in written()
    run(LAYER)
    assert sorted(os.listdir()) == [FILE, "my_nnlib_edited_1.py", progress.FILE]


def failing(error):
    def fail(*_, **__):
        raise error
    return fail


@pytest.mark.parametrize("name", ["replace", "fsync"])
def test_a_full_disk_leaves_the_old_file_and_is_told(run, monkeypatch, name):
    run(SIGMOID)
    before = written()
    with monkeypatch.context() as broken:
        broken.setattr(os, name, failing(OSError(errno.ENOSPC, "No space left on device")))
        told = run(LAYER)
    assert told.startswith("✓ 02.layer · right\n")
    assert "`my_nnlib.py` could not be written (No space left on device): the notebook goes on" in told
    assert written() == before
    assert sorted(os.listdir()) == [FILE, progress.FILE]
    run(FORWARD)
    assert functions() == ["sigmoid", "layer", "forward"]


def test_an_interrupt_while_it_writes_leaves_the_old_file(run, monkeypatch):
    run(SIGMOID)
    before = written()
    with monkeypatch.context() as broken:
        broken.setattr(os, "replace", failing(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            run(LAYER)
    assert written() == before
    assert sorted(os.listdir()) == [FILE, progress.FILE]
    assert Library().layer(np.ones((1, 1)), np.ones((1, 1)), 1) == 2
    assert functions() == ["sigmoid", "layer"]


@pytest.mark.skipif(sys.platform == "win32", reason="it is killed by a signal")
def test_a_kernel_killed_while_it_writes_leaves_the_old_file_and_its_rubbish_is_swept_later(run, tmp_path):
    run(SIGMOID)
    before = written()
    code = ("import os, signal; os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL); from pathlib import Path; "
            "from nnlib.exercises.library_file import write_whole; write_whole(Path('my_nnlib.py'), 'x = 1')")
    assert subprocess.run([sys.executable, "-c", code]).returncode == -9
    assert written() == before
    stray, = tmp_path.glob(".my_nnlib-*.unfinished")
    run(LAYER)
    assert stray.exists()                                    # it might be another kernel's, that writes just now
    os.utime(stray, (time.time() - 90, time.time() - 90))
    run(FORWARD)
    assert sorted(os.listdir()) == [FILE, progress.FILE]


def test_a_folder_in_the_files_place_is_told_and_the_notebook_goes_on(run):
    Path(FILE).mkdir()
    told = run(SIGMOID)
    assert told.startswith("✓ 02.sigmoid · right\n")
    assert "`my_nnlib.py` could not be written" in told
    assert Library().sigmoid(np.zeros(1)) == 0.5
    assert [row[2] for row in Library()._rows() if row[0] == "sigmoid"] == ["yours"]
    assert sorted(os.listdir()) == [FILE, progress.FILE]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_told_and_the_notebook_goes_on(run, tmp_path):
    tmp_path.chmod(0o500)
    try:
        told = run(SIGMOID)
    finally:
        tmp_path.chmod(0o700)
    assert "`my_nnlib.py` could not be written" in told
    assert Library().sigmoid(np.zeros(1)) == 0.5


def test_off_writes_nothing_says_nothing_and_remembers_for_this_kernel(run, monkeypatch):
    monkeypatch.setenv("NNLIB_PROGRESS", "off")
    mine = Library()
    assert [row[2] for row in mine._rows() if row[0] == "sigmoid"] == ["the course's"]
    assert run(SIGMOID) == "✓ 02.sigmoid · right\n"
    assert [row[2] for row in mine._rows() if row[0] == "sigmoid"] == ["yours"]
    assert "def sigmoid" in mine.source()
    assert os.listdir() == []
    new_session(monkeypatch)
    assert "def sigmoid" not in Library().source()


def test_off_reads_the_file_and_a_pass_of_this_kernel_counts_more(run, monkeypatch):
    run(SIGMOID)
    run(LAYER)
    before = written()
    monkeypatch.setenv("NNLIB_PROGRESS", "off")
    new_session(monkeypatch)
    mine = Library()
    assert "exp" in source_of(mine.sigmoid)
    run(SIGMOID.replace("1 / (1 + np.exp(-z))", "(1 + np.tanh(z / 2)) / 2"))
    assert "tanh" in source_of(mine.sigmoid)
    assert "X @ W" in source_of(mine.layer)
    assert written() == before


def source_of(function):
    import inspect

    return inspect.getsource(function)


def test_two_kernels_that_write_at_once_lose_nothing(tmp_path):
    """Each passes a function of its own, over and over; at any moment there is a whole file, at the end both are in."""
    code = """
import sys
from nnlib.exercises import progress, shelf
id, head = sys.argv[1:]
for number in range(25):
    progress.record(id, True, f"def {head}:\\n    return {number}  # {'x' * 9000}\\n", str(number))
    assert shelf.write() == [] or number == 0
"""
    both = [subprocess.Popen([sys.executable, "-c", code, *arguments])
            for arguments in (("02.sigmoid", "sigmoid(z)"), ("02.layer", "layer(X, W, b)"))]
    while any(kernel.poll() is None for kernel in both):
        if Path(FILE).exists():
            assert is_sealed(written())
        time.sleep(0.01)
    assert [kernel.returncode for kernel in both] == [0, 0]
    entries, damage = progress.read()
    assert (len(entries), damage) == (50, [])
    shelf.restore()
    assert functions() == ["sigmoid", "layer"]
    assert written().count("return 24") == 2
    assert not list(tmp_path.glob(".my_nnlib*"))


# mine -----------------------------------------------------------------------------------------------------------------


def test_mine_is_the_courses_until_it_is_yours(run):
    mine = Library()
    assert mine.sigmoid(np.array([2.0])) == nnlib.sigmoid(np.array([2.0]))
    assert mine.sigmoid.yours is None
    run(SIGMOID)
    assert source_of(mine.sigmoid) == SIGMOID.split("\n", 1)[1].rstrip("\n")
    assert mine.sigmoid is mine.sigmoid


def test_functions_in_it_call_each_other_and_the_courses_where_one_is_missing(run):
    run(FORWARD)
    mine = Library()
    inside = mine.forward.__globals__
    assert inside["sigmoid"].__name__ == "sigmoid"
    assert hasattr(inside["sigmoid"], "yours")               # the course's, under the learner's name
    params = nnlib.init_params((2, 4, 1), np.random.default_rng(0))
    X, _ = nnlib.xor()
    np.testing.assert_allclose(mine.forward(X, params)[0], nnlib.forward(X, params)[0])
    run(SIGMOID)
    assert mine.forward.__globals__["sigmoid"] is mine.sigmoid
    assert "np.exp" in source_of(mine.forward.__globals__["sigmoid"])
    assert mine.forward.__globals__ is mine.sigmoid.__globals__


def test_nothing_of_the_notebook_stands_in_its_namespace(run):
    run("TWO = 2.0\n" + SIGMOID.replace("1 /", "TWO / 2 /"), secret=1)
    names = {name for name in Library().sigmoid.__globals__ if not name.startswith("__")}
    assert names == {*exercises(), "np", "TWO"}


def test_a_pass_of_another_kernel_is_seen_at_once(run):
    mine = Library()
    assert mine.sigmoid.yours is None
    code = "from nnlib.exercises import progress, shelf; " \
           f"progress.record('02.sigmoid', True, {SIGMOID!r}, 'x'); shelf.write()"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert "np.exp" in source_of(mine.sigmoid)


def test_an_unknown_name_is_answered_with_the_nearest_and_where_it_is_written():
    with pytest.raises(AttributeError, match=r"no `sigmiod`. Did you mean `sigmoid`\? `sigmoid` is exercise 2 of 02$"):
        _ = Library().sigmiod
    with pytest.raises(AttributeError, match=r"has no `qqq`. It has `xavier` \(exercise 5 of 01\), "):
        _ = Library().qqq
    with pytest.raises(AttributeError, match="`double` is exercise 1 of 00, for practice"):
        _ = Library().double
    assert not hasattr(Library(), "_ipython_display_")
    assert isinstance(copy.deepcopy(Library()), Library)


def test_dir_lists_the_functions():
    assert dir(Library()) == sorted([*exercises(), "source"])


def test_names_of_the_library_are_told_apart():
    """01 and 02 both ask for a `weighted_sum`: for practice, so that no two functions of the library share a name."""
    names = [exercise.name for exercise in every_exercise().values() if exercise.library]
    assert len(names) == len(set(names))
    assert not set(names) & {"source", "np"}
    assert "weighted_sum" not in names


@pytest.mark.parametrize("source", SOLUTIONS, ids=lambda path: path.stem)
def test_exercises_are_counted_as_the_notebook_counts_them(source):
    import re

    numbered = re.findall(r"^\*\*Exercise (\d+) · `(\w+)`\*\*", source.read_text(encoding="utf-8"), re.M)
    for number, name in numbered:
        exercise = every_exercise()[f"{source.stem[:2]}.{name}"]
        assert place(exercise) == f"exercise {number} of {exercise.notebook}"


def edit(old, new):
    Path(FILE).write_text(written().replace(old, new), encoding="utf-8")


def test_an_edited_function_is_used_when_it_is_right(run):
    run(SIGMOID)
    edit("1 / (1 + np.exp(-z))", "(1 + np.tanh(half(z))) / 2\n\ndef half(z):\n    return z / 2")
    assert "tanh" in source_of(Library().sigmoid)


@pytest.mark.parametrize(("new", "said"), [
    ("z", "It has"), ("1 / (1 + np.exp(-z)) + one", "`one`"), ("None", "returns nothing"),
])
def test_a_wrong_function_in_the_file_is_told_once_and_what_passed_is_used(run, capsys, new, said):
    run(SIGMOID)
    run(FORWARD)
    edit("1 / (1 + np.exp(-z))", new)
    mine = Library()
    assert mine.forward(np.zeros((1, 1)), {name: np.zeros((1, 1)) for name in ("W1", "b1", "W2", "b2")})[0] == 0.5
    told = capsys.readouterr().out
    assert told.startswith("→ mine.sigmoid · is as it passed before\n")
    assert "Yours in `my_nnlib.py` is not used: " in told
    assert "run the cell of `02.sigmoid` once more" in told
    assert mine.sigmoid(np.zeros(1)) == Library().sigmoid(np.zeros(1)) == 0.5
    assert capsys.readouterr().out == ""


def test_a_wrong_function_in_the_file_is_the_courses_where_nothing_else_is_known(run, capsys, monkeypatch):
    run(SIGMOID)
    edit("np.exp(-z)", "np.exp(z)")
    Path(progress.FILE).unlink()
    new_session(monkeypatch)
    assert Library().sigmoid(np.array([2.0])).round(4) == 0.8808
    told = capsys.readouterr().out
    assert told.startswith("→ mine.sigmoid · is the course's\n  Yours in `my_nnlib.py` is not used: ")


def test_a_function_that_never_ends_is_the_courses(run, capsys, monkeypatch):
    monkeypatch.setattr(guard, "SECONDS", 0.3)
    monkeypatch.setenv("NNLIB_PROGRESS", "off")
    Path(FILE).write_text("def sigmoid(z):\n    while True:\n        pass\n", encoding="utf-8")
    assert Library().sigmoid(np.zeros(1)) == 0.5
    assert "had not ended after 0.3 seconds" in capsys.readouterr().out


@pytest.mark.parametrize(("text", "said"), [
    ("while True:\n    one = 1\n\ndef sigmoid(z):\n    return one / (1 + np.exp(-z))\n", "had not ended after 0.3"),
    ("def sigmoid(z, n=sum(iter(int, 1))):\n    return 1 / (1 + np.exp(-z))\n", "It had not ended after 0.3 seconds"),
    ("one = int(input('one? '))\ndef sigmoid(z):\n    return one / (1 + np.exp(-z))\n", "It calls `input`, and here"),
    ("from nowhere import one\ndef sigmoid(z):\n    return one / (1 + np.exp(-z))\n", "`ModuleNotFoundError: No mod"),
    ("one = exit()\ndef sigmoid(z):\n    return one / (1 + np.exp(-z))\n", "It calls `exit`, and here nobody can"),
], ids=["endless", "endless in C", "input", "no such package", "exit"])
def test_what_hangs_asks_or_leaves_while_it_is_read_is_the_courses(capsys, monkeypatch, text, said):
    if "iter(int" in text and sys.platform != "linux":
        pytest.skip("needs the forked copy")
    if "while True" in text or "iter(int" in text:
        monkeypatch.setattr(guard, "SECONDS", 0.3)
    Path(FILE).write_text(text, encoding="utf-8")
    runs, guarded = [], guard.run
    monkeypatch.setattr(guard, "run", lambda work, seconds=None: runs.append(work) or guarded(work, seconds))
    assert Library().sigmoid(np.zeros(1)) == 0.5
    assert len(runs) <= 1                                    # the learner waits for the limit once
    told = capsys.readouterr().out
    assert told.startswith("→ mine.sigmoid · is the course's\n")
    assert said in told


@pytest.mark.parametrize("text", [
    "def sigmoid(z):\n    while True:\n        pass\n",
    "from nowhere import one\ndef sigmoid(z, n=one()):\n    return z\n",
], ids=["hangs", "does not import"])
def test_one_function_that_is_the_courses_leaves_the_others_yours(capsys, monkeypatch, text):
    limits, run = iter([0.5, 0.5]), guard.run              # of all together, of the first; then what ends has its time
    monkeypatch.setattr(guard, "run", lambda work, seconds=None: run(work, next(limits, seconds)))
    Path(FILE).write_text(text + "\n" + LAYER.split("\n", 1)[1] + "\n" + FORWARD.split("\n", 1)[1], encoding="utf-8")
    mine = Library()
    assert [row[0] for row in mine._rows() if row[2] == "yours"] == ["layer", "forward"]
    assert mine.sigmoid(np.zeros(1)) == 0.5
    assert capsys.readouterr().out.count("→ mine.") == 1


def test_a_wrong_text_that_stands_in_two_files_is_told_once(capsys):
    entry = {"exercise": "02.sigmoid", "verdict": "right", "fingerprint": "x", "source": SIGMOID.replace("-z", "z")}
    Path(progress.FILE).write_text(json.dumps(entry) + "\n", encoding="utf-8")
    assert Library().sigmoid(np.array([2.0])).round(4) == 0.8808
    assert functions() == ["sigmoid"]
    told = capsys.readouterr().out
    assert told.count("Yours in `") == told.count("Yours in `progress.jsonl` is not used: ") == 1
    assert Library().sigmoid(np.array([2.0])).round(4) == 0.8808
    assert capsys.readouterr().out == ""


def test_an_endless_loop_that_no_function_needs_is_never_run(capsys):
    Path(FILE).write_text("while True:\n    pass\n" + LAYER.split("\n", 1)[1], encoding="utf-8")
    assert [row[2] for row in Library()._rows() if row[0] == "layer"] == ["yours"]
    assert capsys.readouterr().out == ""


def test_a_file_that_is_no_python_is_told_once_and_what_passed_is_used(run, capsys):
    run(SIGMOID)
    edit("def sigmoid(z):", "def sigmoid(z)")
    mine = Library()
    assert "np.exp" in source_of(mine.sigmoid)
    told = capsys.readouterr().out
    assert told.startswith("→ my_nnlib.py · could not be read\n  It was edited, and is no Python any more in line 18 (")
    assert "Mend the line, or delete the file: it is made again of what has passed." in told
    assert mine.sigmoid(np.zeros(1)) == 0.5
    assert capsys.readouterr().out == ""
    Path(FILE).unlink()
    assert mine.sigmoid(np.zeros(1)) == 0.5
    assert functions() == ["sigmoid"]


def test_an_error_in_a_function_of_mine_shows_its_line(run):
    import traceback

    run(LAYER)
    try:
        Library().layer(np.ones((2, 3)), np.ones((2, 3)), 0)
    except ValueError:
        assert "return X @ W + b" in traceback.format_exc()


def test_its_picture_tells_whose_each_function_is_and_how_much_of_the_file(run):
    run(SIGMOID)
    run(FORWARD)
    mine = Library()
    lines = repr(mine).splitlines()
    assert lines[0].split() == ["function", "exercise", "whose", "lines"]
    assert [line.split() for line in lines if line.startswith(("sigmoid ", "layer "))] == [
        ["sigmoid", "2", "of", "02", "yours", "2"], ["layer", "3", "of", "02", "the", "course's"]]
    total = len(written().splitlines())
    assert lines[-1] == f"my_nnlib.py: {total} lines, 8 of them yours; 2 of {len(exercises())} functions"
    assert repr(mine) == repr(Library())
    page = mine._repr_html_()
    assert "<td style=\"text-align:left\">the course&#x27;s</td>" in page
    assert lines[-1] in page
    assert mine.source() == written()


def test_everything_is_checked_in_one_run_and_then_no_more(monkeypatch):
    """A guarded run of its own for each function would take most of a second; a file read at each `mine.x` too."""
    runs, reads = [], []
    in_a_thread, read = guard.watch, library_file.read
    monkeypatch.setattr(guard, "watch", lambda work, seconds=None: runs.append(work) or in_a_thread(work, seconds))
    monkeypatch.setattr(library_file, "read", lambda: reads.append(1) or read())
    monkeypatch.setenv("NNLIB_PROGRESS", "off")
    Path(FILE).write_text(printed(), encoding="utf-8")
    mine = Library()
    assert len([row for row in mine._rows() if row[2] == "yours"]) > 3
    assert len(runs) == 1
    runs.clear()
    reads.clear()
    for name in exercises():
        getattr(mine, name)
    assert (runs, reads) == ([], [])


# The library at the end of the course ---------------------------------------------------------------------------------


def printed():
    sys.path.insert(0, str(ROOT / "solutions"))
    build = importlib.import_module("build")
    text, left_out = build.library_of(ROOT)
    assert not left_out
    return text


@pytest.fixture(scope="module")
def complete():
    """The names of the complete library, as a module without the course."""
    names = {"__name__": "my_nnlib"}
    exec(compile(printed(), FILE, "exec"), names)
    return names


def test_every_printed_solution_that_belongs_there_is_in_it(complete):
    assert [name for name in exercises() if name not in complete] == []
    assert is_sealed(printed())


def test_what_a_learner_has_at_the_end_is_the_same_file(run, monkeypatch):
    """Every printed solution, passed one after the other in cells: `solutions/my_nnlib.py`, to the letter."""
    sys.path.insert(0, str(ROOT / "solutions"))
    build = importlib.import_module("build")
    for source in SOLUTIONS:
        for found in build.read_source(source):
            exercise = every_exercise().get(found.exercise)
            if exercise and exercise.library:
                told = run(found.solved, **{name: getattr(library.mine, name) for name in exercises()})
                assert told.startswith(f"✓ {exercise.id}")
                assert "then it can go into" not in told
    assert written() == printed()


def test_the_complete_library_passes_the_gradient_check(complete):
    forward, backward, delta, loss = (complete[name] for name in ("forward", "backward", "mse_delta", "mse"))
    rng = np.random.default_rng(3)
    params = dict(nnlib.init_params((3, 5, 2), rng, nnlib.normal))
    X, y = rng.normal(size=(7, 3)), rng.random((7, 2))
    grads = backward(y, forward(X, params)[1], params, delta=delta)
    assert nnlib.check_gradients(lambda params: loss(forward(X, params)[0], y), params, grads).ok


def test_the_complete_library_trains_xor(complete):
    forward, train = complete["forward"], complete["train"]
    X, y = nnlib.xor()
    params = dict(nnlib.init_params((2, 4, 1), np.random.default_rng(0)))
    params, losses = train(X, y, params, epochs=3_000, learning_rate=1)
    assert losses[-1] < 0.01 < losses[0]
    assert ((forward(X, params)[0] > 0.5) == (y > 0.5)).all()


def test_the_complete_library_checks_gradients_of_cross_entropy(complete):
    forward, backward, delta, loss = (
        complete[name] for name in ("forward", "backward", "cross_entropy_delta", "binary_cross_entropy"))
    rng = np.random.default_rng(4)
    params = dict(nnlib.init_params((3, 5, 1), rng, nnlib.normal))
    X, y = rng.normal(size=(7, 3)), rng.integers(0, 2, (7, 1)).astype(float)
    grads = backward(y, forward(X, params)[1], params, delta=delta)
    assert nnlib.check_gradients(lambda params: loss(forward(X, params)[0], y), params, grads).ok


def test_the_complete_library_learns_three_classes(complete):
    X, y = nnlib.blobs(20, 0.2, np.random.default_rng(0))
    params = dict(nnlib.init_params((2, 4, 3), np.random.default_rng(0)))
    for _ in range(300):
        y_hat, cache = complete["softmax_forward"](X, params)
        grads = complete["backward"](y, cache, params, complete["cross_entropy_delta"])
        params = complete["update"](params, grads, 1.0)
    assert nnlib.accuracy(y_hat, y) == 1
    assert complete["cross_entropy"](y_hat, y) < 0.05


# Kernels --------------------------------------------------------------------------------------------------------------


def test_what_passes_in_one_kernel_is_mine_in_another(tmp_path):
    first, second = Kernel(tmp_path), Kernel(tmp_path)
    try:
        assert "my_nnlib.py" in first.run("import numpy as np\n\n" + SIGMOID)
        assert "the course" in second.run("mine")
        assert first.run("%precision 3\n" + "layer = mine.layer\n" + FORWARD).count("✓ 02.forward · right") == 1
        told = second.run("import inspect\nprint(inspect.getsource(mine.sigmoid))\nmine")
        assert "return 1 / (1 + np.exp(-z))" in told
        assert "2 of " in told.splitlines()[-1]
        assert "ERROR" not in second.run("mine.forward, mine.forward?")
        assert second.client.complete("mine.sig", reply=True, timeout=LONG)["content"]["matches"][0] == "sigmoid"
        assert "Did you mean `forward`?" in second.run("mine.forwad")
        assert "✓ sigmoid   ○ layer   ○ count_right   ✓ forward" in second.run("import nnlib\nnnlib.progress()")
        assert functions() == ["sigmoid", "forward"]
    finally:
        first.close()
        second.close()
