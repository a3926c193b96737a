"""What every notebook in solutions/ keeps to, what nbval cannot see in it, and that the rules see what they should."""

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import notebook_rules as rules
import numpy as np
import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "solutions"))
sys.path.insert(0, str(ROOT))
build, start = (importlib.import_module(name) for name in ("build", "start"))

SOLUTIONS = sorted((ROOT / "solutions").glob("[0-9][0-9]_*.ipynb"))
every_notebook = pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)


def read(path):
    return nbformat.read(path, as_version=4)


def exercises_of(path):
    return ROOT / "notebooks" / path.name


def test_there_are_notebooks():
    assert SOLUTIONS, "solutions/ holds no built notebook. Type: python solutions/build.py"


# --- the course's notebooks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
@every_notebook
def test_notebook_keeps_to(path, rule):
    complaints = list(rule(read(path)))
    assert not complaints, "\n" + "\n".join(complaints)


@every_notebook
def test_solutions_are_short(path):
    complaints = list(rules.length_of_solutions(build.read_source(path.with_suffix(".md"))))
    assert not complaints, "\n" + "\n".join(complaints)


@every_notebook
def test_every_prefix_of_solved_exercises_runs_to_the_end(path):
    """In process: nothing raises, the first k exercises show ✓, the others ○, and every witness holds and can fail."""
    complaints = prefix_complaints(read(path), read(exercises_of(path)))
    assert not complaints, "\n" + "\n".join(complaints)


def prefix_complaints(solution, exercises):
    solved = {cell.id: cell.source for cell in solution.cells if rules.is_exercise(cell)}
    complaints = []
    for found in rules.run(exercises.cells, solved, range(len(solved) + 1)):
        with_k = f"with the first {found['k']} of {len(solved)} exercises solved"
        complaints += [f"{with_k}, {error}" for error in found["errors"]]
        complaints += found["witnesses"]
        for i, (name, verdict) in enumerate(found["verdicts"].items()):
            expected = ["✓" if i < found["k"] else "○", re.search(r'@exercise\(\s*"([^"]+)"', solved[name]).group(1)]
            if verdict.split()[:2] != expected:
                complaints.append(f"{with_k}, {name} shows {verdict.splitlines()[:1]}; expected {' '.join(expected)}")
    return complaints


def run_as_the_test_command_does(folder):
    """With the options of its last step: the exercises run to the end, and lend their outputs from the solutions."""
    (folder / "pytest.ini").write_text("[pytest]\n")
    (_, *words) = start.test_steps()[-1].command
    assert words[-1] == "notebooks"
    settings = next(word for word in words if word.startswith("--nbval-sanitize-with="))
    words[words.index(settings)] = "--nbval-sanitize-with=" + str(ROOT / "tests" / "nbval.cfg")
    words[words.index("-n") + 1] = "0"
    command = [sys.executable, *words, "-c", str(folder / "pytest.ini"), "-p", "no:cacheprovider", "-q", "--color=no"]
    environment = {**os.environ, "NNLIB_PROGRESS": "off", "NNLIB_QUIET": "1", "IPYTHONDIR": str(folder / "profile"),
                   "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, encoding="utf-8")


# --- the rules themselves -----------------------------------------------------------------------------------------


def text(source):
    return nbformat.v4.new_markdown_cell(source)


def code(source, shows=None, kind="text/plain", tags=(), name=None):
    outputs = [nbformat.v4.new_output("execute_result", data={kind: shows}, execution_count=1)] if shows else []
    cell = nbformat.v4.new_code_cell(source, outputs=outputs, metadata={"tags": list(tags)} if tags else {})
    cell.id = name or cell.id
    return cell


FIGURE = '<img alt="Loss falls from 0.25 to 0.01 within ten epochs." src="data:image/png;base64,AAAA">'
SOLVED = '@exercise("03.slope")\ndef slope(a, y, x):\n    """The slope."""\n    return 2 * (a - y) * a * (1 - a) * x'
WITNESS = """\
by_formula = slope(0.8808, 1, 1.5)
by_nudging = -0.03755
round(by_formula, 5), abs(by_formula - by_nudging) < 1e-5"""
MSE = '@exercise("03.mse")\ndef mse(y_hat, y):\n    return ((y_hat - y) ** 2).mean()'


def good():
    """A small notebook that keeps to every rule."""
    return nbformat.v4.new_notebook(cells=[
        text("# Follow a slope\n\nStart with `w = 0.3`, in Python 3.11. It takes 17 parameters, 10,000 epochs."),
        code("import numpy as np"),
        text("The slope is −0.03755, about $-0.038$; 88.1 % of it, so 1 − 0.8808 is missing: $1.2 \\cdot 10^{-9}$."),
        code("0.880797, 1.2e-9", "(0.880797, 1.2e-09)"),
        text("$$\\frac{\\partial L}{\\partial w} = 2 (a - y)\\, a (1 - a)\\, x$$\n\nWrite it."),
        code(SOLVED, "✓ 03.slope", name="ex-03-slope"),
        code(WITNESS, "(-0.03755, True)", tags=["witness"]),
        text("Look at it."),
        code("fig, ax = plt.subplots()\nplots.show(fig, alt='Loss falls …')", FIGURE, "text/html"),
        text("Half of it:"),
        code("# a share, no more\n0.5", "0.5"),
        text("And once more."),
        code(MSE, "✓ 03.mse", name="ex-03-mse"),
    ])


def test_a_good_notebook_keeps_to_every_rule():
    assert [complaint for rule in rules.RULES for complaint in rule(good())] == []


def add(*cells):
    return lambda notebook: notebook.cells.extend([text("So:"), *cells])


def say(sentence):
    return add(text(sentence))


def replace(i, old, new):
    def change(notebook):
        assert old in notebook.cells[i].source
        notebook.cells[i].source = notebook.cells[i].source.replace(old, new)
    return change


def untag(notebook):
    notebook.cells[6].metadata = {}


def make_all_long(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source += "\n1" * 6


def show(markup):
    return add(code("figure", markup, "text/html"))


DERIVED = "$$\\sigma'(z) = a (1 - a)$$"
BAD = {
    # name: the one rule that is broken, how, and what is said about it
    "26 lines": ("cell_lengths", add(code("1\n" * 25 + "1")), "has 26 lines of code. Cut it: 25 at most"),
    "two cells of 15": ("cell_lengths", add(code("1\n" * 14 + "1"), code("2\n" * 14 + "1")), "have more than 14 lines"),
    "long cells throughout": ("cell_lengths", make_all_long, "have a median of 8 lines"),
    "a line of 106": ("lines_that_fit", add(code("1" * 106)), "has a line of 106 characters. Break it: 105 at most"),
    "three cells in a row": ("code_in_a_row", add(code("1"), code("2"), code("3")), "the third code cell in a row"),
    "few exercises": (
        "share_of_exercises", add(code("1"), text("."), code("2"), text("."), code("3")), "2 of 10 code cells are"),
    "many exercises": ("share_of_exercises", add(code("1", name="ex-1"), code("2", name="ex-2")), "4 of 9 code cells"),
    "two titles": ("titles", say("# Another"), "found ['# Follow a slope', '# Another']"),
    "simply": ("forbidden_words", say("It is Simply a sum."), "says “simply”"),
    "just, in a comment": ("forbidden_words", replace(10, "a share", "just a share"), "says “just”"),
    "easy, in a docstring": ("forbidden_words", replace(5, "The slope.", "The easy slope."), "says “easy”"),
    "a directive": ("plain_markdown", say("```{note}\nMind.\n```"), "holds '```{note}'"),
    "a role": ("plain_markdown", say("See {ref}`there`."), "holds '{ref}`there`'"),
    "code in a fold": ("plain_markdown", say("<details><summary>No</summary>\nSee `x`.\n</details>"), "`x` in a fold"),
    "a picture from elsewhere": ("plain_markdown", say("![a net](net.png)"), "holds a picture"),
    "a magic": ("code_that_nbval_misreads", add(code("%matplotlib inline")), "holds the magic '%matplotlib inline'"),
    "a shell command": ("code_that_nbval_misreads", add(code("!ls")), "holds the magic '!ls'"),
    "a question mark": ("code_that_nbval_misreads", add(code("np.dot?")), "holds the magic 'np.dot?'"),
    "a semicolon": ("code_that_nbval_misreads", add(code("plot(1);")), "ends a line with `;`"),
    "a semicolon, commented": ("code_that_nbval_misreads", add(code("plot(1);  # why\n")), "ends a line with `;`"),
    "plt.show": ("code_that_nbval_misreads", add(code("if 1:\n    plt.show()")), "uses plt.show: show a figure with"),
    "Out": ("code_that_nbval_misreads", add(code("x = [Out[3]]")), "uses Out[: give the result a name"),
    "clear_output": ("code_that_nbval_misreads", add(code("clear_output()")), "uses clear_output"),
    "a bare figure": ("figures", add(code("fig", "iVBORw0KGgo=", "image/png")), "shows a bare image/png"),
    "inline SVG": ("figures", show("<p><svg></svg>"), "shows a bare text/html"),
    "axes as a result": ("figures", add(code("ax.plot()", "[<matplotlib.lines.Line2D>]")), "End with plots.show"),
    "no alt text": ("figures", show('<img src="data:image/png;base64,A">'), "with the alt text ''. Write a sentence"),
    "a label for an alt text": ("figures", show('<img alt="A loss curve" src="data:image/png;">'), "'A loss curve'"),
    "a fetched picture": ("figures", show('<img alt="Loss falls from one to zero" src="net.png">'), "works offline"),
    "a number from nowhere": ("numbers_stand_in_outputs", say("It is 0.7311."), "says 0.7311, which no output shows"),
    "a number rounded wrongly": ("numbers_stand_in_outputs", say("It is 0.8807."), "says 0.8807, which no output"),
    "a number that is stated only": ("numbers_stand_in_outputs", say("Take x = 2.5."), "says 2.5, which no output"),
    "a number that is typed only": ("numbers_stand_in_outputs", say("It is 1.5."), "says 1.5, which no output"),
    "a number with more digits": ("numbers_stand_in_outputs", say("It is 0.88079708."), "says 0.88079708, which"),
    "a number in a formula": ("numbers_stand_in_outputs", say("So $a = 0.7311$."), "says 0.7311, which no output"),
    "a wrong sign": ("numbers_stand_in_outputs", say("It is −0.8808."), "says −0.8808, which no output shows"),
    "a wrong exponent": ("numbers_stand_in_outputs", say("Below 1.2e-8."), "says 1.2e-8, which no output shows"),
    "a wrong power of ten": ("numbers_stand_in_outputs", say("It is 1.2 · 10⁻⁸."), "says 1.2 · 10^-8, which no"),
    "wrong per cent": ("numbers_stand_in_outputs", say("That is 62.7 %."), "says 62.7 %, which no output shows"),
    "a derivative alone": ("derivatives_have_witnesses", say(DERIVED), "states a derivative"),
    "a witness too late": (
        "derivatives_have_witnesses",
        lambda notebook: notebook.cells.insert(5, text("One moment.")),
        "without a witness",
    ),
    "a witness without its tag": ("derivatives_have_witnesses", untag, "without a witness. Let a code cell"),
    "Leibniz, aligned": (
        "derivatives_have_witnesses",
        say("\\begin{align}\n\\frac{dL}{dw} &= 2 x\n\\end{align}"),
        "states a derivative",
    ),
    "a gradient by its name": ("derivatives_have_witnesses", say("$$dW_1 = a_0^T\\, dz_1$$"), "states a derivative"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_rule_finds(name):
    """Its own rule finds the mistake; only for cells added at the end may the share of exercises change besides."""
    broken, change, sentence = BAD[name]
    notebook = good()
    change(notebook)
    complaints = {rule.__name__: list(rule(notebook)) for rule in rules.RULES}
    assert any(sentence in complaint for complaint in complaints[broken]), complaints
    others = {rule for rule, found in complaints.items() if found} - {broken, "share_of_exercises"}
    assert not others


UNTOUCHED_NUMBERS = [
    "Take x = 1.5, then $2 \\cdot 1.5$ is 3.",
    "Type `w = 0.7311`, or\n\n```python\nw = 0.7311\n```\n",
    "See [there](https://example.org/v0.7311/), under <a href='0.7311'>this</a>.",
    "NumPy 2.4 and Python 3.11, licence CC BY 4.0, version 1.2.3.",
    "10,000 epochs, 17 parameters, $W_1$ in $\\hspace{0.7em} x$.",
    "- 0.5 stands in a list\n* −0.03755 too",
    "It lies between −0.04 and 0.9, since 0.5 - 0.5 is nothing.",
    "$z = -0.038$, $(−0.0376)$, $x \\approx 0.88$, so $1 - 0.88$",
    "88 % or 88.08 % or 88.1\\,%",
    "At most 1e-9, that is $1 \\cdot 10^{-9}$, or 1.2 · 10⁻⁹.",
]


@pytest.mark.parametrize("sentence", UNTOUCHED_NUMBERS)
def test_a_number_that_is_shown_or_typed_in_is_left_alone(sentence):
    notebook = good()
    say(sentence)(notebook)
    assert list(rules.numbers_stand_in_outputs(notebook)) == []


NO_STATEMENTS = [
    "$$z = x W + b$$",
    "$$\\sigma(z) = \\frac{1}{1 + e^{-z}}$$",
    "```\n$$dW = 1$$\n```",
    "Inline, $dW_1 = a_0^T dz_1$ needs none.",
    "$$\\frac{\\partial L}{\\partial w}$$",
]


@pytest.mark.parametrize("formula", NO_STATEMENTS)
def test_a_formula_that_states_no_derivative_needs_no_witness(formula):
    notebook = good()
    say(formula)(notebook)
    assert list(rules.derivatives_have_witnesses(notebook)) == []


def test_a_long_solution_is_found(tmp_path):
    source = tmp_path / "solutions" / "02_long.md"
    source.parent.mkdir()
    body = "    ### BEGIN SOLUTION\n    # why\n" + "    x = 1\n" * 9 + "    ### END SOLUTION\n"
    source.write_text(f'# A\n\n```{{code-cell}} ipython3\n@exercise("02.f")\ndef f(x):\n{body}```\n')
    assert list(rules.length_of_solutions(build.read_source(source))) == [
        "line 4: a solution of 9 lines. Cut the exercise: 8 at most"
    ]


# --- witnesses, prefixes, and untouched cells, on small notebooks -------------------------------------------------


def check(a, b):
    return SimpleNamespace(ok=np.abs(a["dW1"] - b["dW1"]).max() < 1e-7)


WITNESSES = {
    # the cell: what is said about it (None: it is good)
    "a, b = 0.5, 0.5 + 1e-12\nabs(a - b) < 1e-9": None,
    "a = 0.25\nb = 0.25\nround(a, 3), round(b, 3), np.isclose(a, b)": None,
    "a = np.array([[1.0, 0.0]])\nb = a.copy()\nnp.abs(a - b).max() < 1e-9": None,
    "grads = {'dW1': np.ones(2)}\ncheck(grads, {'dW1': np.ones(2)})": None,
    "a = 0.5\nb = 0.7\nabs(a - b) < 1e-9": "does not say yes",
    "a = 0.5\nb = 0.5\na - b": "does not say yes",
    "a = 0.5\nb = a": "last line is no expression",
    "abs(0.5 - 0.5) < 1e-9": "is a witness without sides",
    "a = 0.5\nb = 0.5\nabs(a - b) < 1": "still says yes when a is one per cent off",
    "a = 0.5\nb = 0.5\n(a == b or b > 0, a, b)": "still says yes when b is one per cent off",
    "a, b = 0.5, 0.5\nabs(a - 0.5) < 1e-9 and b > 0": "still says yes when b is one per cent off",
    "a = np.array([1.0, 1.0])\nb = a.copy()\nabs(a[0] - b[0]) < 1e-9": "when a.flat[1] is one per cent off",
    "grads = {'dW1': np.ones(2), 'db1': np.ones(1)}\ncheck(grads, {'dW1': np.ones(2)})": "grads['db1'].flat[0] is one",
}


@pytest.mark.parametrize("source", WITNESSES)
def test_a_witness_says_yes_and_can_say_no(source):
    namespace = {"np": np, "check": check}
    exec("\n".join(source.split("\n")[:-1]), namespace)
    complaints = rules.perturb(source, namespace)
    if WITNESSES[source] is None:
        assert complaints == []
    else:
        assert any(WITNESSES[source] in complaint for complaint in complaints), complaints


def test_a_perturbed_witness_leaves_its_names_as_they_were():
    namespace = {"a": 0.5, "b": 0.5}
    rules.perturb("a, b = 0.5, 0.5\nabs(a - b) < 1e-9", namespace)
    assert (namespace["a"], namespace["b"]) == (0.5, 0.5)


CHECKER = """
class Verdict:
    def __init__(self, text): self.text = text
    def __repr__(self): return self.text
def exercise(name):
    def check(f):
        display(Verdict(("○ " if f(1) is None else "✓ " if f(1) == 2 else "✗ ") + name))
        return f if f(1) == 2 else lambda x: 2 * x
    return check
"""


AGREE, AGREE_ALWAYS = "a, b = first(2), 4\na == b", "a, b = first(2), 4\na > 0 and b > 0"


def small(first="    return 2 * x", second="    return x + x", between="first(3)", witness=AGREE):
    return nbformat.v4.new_notebook(cells=[
        code(CHECKER, name="checker"),
        code(f'@exercise("02.first")\ndef first(x):\n{first}', name="ex-02-first"),
        code(between, name="between"),
        code(f'@exercise("02.second")\ndef second(x):\n{second}', name="ex-02-second"),
        code(witness, name="witness", tags=["witness"]),
    ])


OPEN = {"first": "    ...", "second": "    ..."}
NEEDS = "first.__doc__.upper()"
PREFIXES = {
    # the solution, the exercises: what is said (None: all is well)
    "good": ({}, OPEN, None),
    "a refused solution": ({"second": "    return x"}, OPEN, "shows ['✗ 02.second']; expected ✓ 02.second"),
    "an exercise that counts as tried": (
        {},
        {**OPEN, "first": "    return 0"},
        "with the first 0 of 2 exercises solved, ex-02-first shows ['✗ 02.first']; expected ○ 02.first",
    ),
    "a cell that needs a solution": (
        {"between": NEEDS},
        {**OPEN, "between": NEEDS},
        "with the first 0 of 2 exercises solved, code cell 3 (between) raised AttributeError",
    ),
    "a witness that cannot fail": ({}, {**OPEN, "witness": AGREE_ALWAYS}, "(witness) is a witness that still says yes"),
}


@pytest.mark.parametrize("name", PREFIXES)
def test_prefixes_find(name):
    solution, exercises, sentence = PREFIXES[name]
    complaints = prefix_complaints(small(**solution), small(**exercises))
    if sentence is None:
        assert complaints == []
    else:
        assert any(sentence in complaint for complaint in complaints), complaints


def test_a_cell_that_shows_something_else_in_the_exercises_is_found(tmp_path):
    """Untouched, `first` is the course's own; here that is wrong, and the cell below it tells."""
    solution = small(between="first(3)")
    for i, cell in enumerate(solution.cells, start=1):
        cell.execution_count = i
    for i, shown in {2: "6", 4: "True"}.items():
        result = nbformat.v4.new_output("execute_result", data={"text/plain": shown}, execution_count=i + 1)
        solution.cells[i].outputs = [result]
    wrong = small(**OPEN)
    wrong.cells[0].source = CHECKER.replace("2 * x", "2.5 * x")
    for folder, notebook in {"solutions": solution, "notebooks": wrong}.items():
        (tmp_path / folder).mkdir()
        nbformat.write(notebook, tmp_path / folder / "wrong.ipynb")
    done = run_as_the_test_command_does(tmp_path)
    assert "2 failed, 3 passed" in done.stdout, done.stdout
    assert "wrong.ipynb::Cell 2" in done.stdout
