"""What every notebook of the course keeps to, as functions: a notebook goes in, sentences about what is wrong come out.

For authors
-----------
*Numbers.* A decimal number in prose or in a formula stands in an output of the same notebook, rounded at most. Two
kinds need not: a given, which the text states once as ``x = 1.5`` and a code cell types in; and what stands in
backquotes, for code in prose is not looked at.

*Epochs.* Every prefix of solved exercises is run with trainings cut short to `MOST_EPOCHS`, wherever a cell writes
``epochs=10_000``. So a cell runs to its end whatever the number: it slices, and asks for no single late epoch.

*Witnesses.* A display formula that states a derivative is followed within two cells by a code cell tagged ``witness``::

    by_formula = 2 * (a - y) * a * (1 - a) * x
    by_nudging = (loss(w + h) - loss(w - h)) / (2 * h)
    round(by_formula, 5), round(by_nudging, 5), abs(by_formula - by_nudging) < 1e-9

The sides are assigned in the cell. Its last expression reads them, and says whether they agree: as True, as a tuple in
which a True stands, or as a report with ``.ok``. What else it reads is no name that the cell assigns (write a tolerance
as a number), for a test makes each such name one per cent wrong, and expects the agreement to be gone.
"""

import ast
import copy
import html
import io
import itertools
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import tokenize
import traceback
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from pathlib import Path

LONGEST_CELL, LONG_CELL, LONGEST_SOLUTION, MEDIAN_CELL = 25, 14, 8, 4
LONGEST_LINE = 105
FORBIDDEN_WORDS = ("simply", "just", "obviously", "trivial", "trivially", "easy", "easily")
FORBIDDEN_CALLS = {
    "clear_output": "nbval compares what was shown before, too",
    "update_display": "nbval does not see what changed",
    "display_id": "nbval does not see what changed",
    "plt.show": "show a figure with plots.show(fig, alt=…)",
    "fig.show": "show a figure with plots.show(fig, alt=…)",
    "Out[": "give the result a name",
}


# --- what a notebook is made of -----------------------------------------------------------------------------------


def is_exercise(cell):
    return cell.get("id", "").startswith("ex-")


def tags(cell):
    return cell.metadata.get("tags", [])


def where(notebook, cell):
    """How a sentence names a cell: its place, counted from 1 as in the front end's list, and its beginning."""
    begin = next((line for line in cell.source.split("\n") if line.strip()), "")
    return f"cell {notebook.cells.index(cell) + 1} ({begin[:40]!r})"


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def without_fences(markdown):
    """Markdown without its fences and code spans."""
    text = re.sub(r"^(`{3,}|~{3,}).*?^\1[`~]*[ ]*$", " ", markdown, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", " ", text, flags=re.DOTALL)


def without_code(markdown):
    """Markdown without code, HTML tags and link targets: what is read as a sentence or a formula."""
    text = without_fences(markdown)
    text = re.sub(r"<!--.*?-->|<[a-zA-Z/][^>]*>", " ", text, flags=re.DOTALL)
    return re.sub(r"\]\([^)\s]*\)|https?://\S+", "] ", text)


def without_formulas(text):
    text = re.sub(r"\$\$.*?\$\$", " ", text, flags=re.DOTALL)
    return re.sub(r"\$[^$\n]+\$", " ", text)


def display_formulas(markdown):
    text = without_code(markdown)
    environments = r"\\begin\{(?:equation|align|gather|aligned)\*?\}.*?\\end\{(?:equation|align|gather|aligned)\*?\}"
    return re.findall(rf"\$\$.*?\$\$|\\\[.*?\\\]|{environments}", text, flags=re.DOTALL)


def sentences_in_code(source):
    """The comments and strings of a code cell: prose as well, to its reader."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return ""
    kinds = (tokenize.COMMENT, tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING))
    return " ".join(token.string for token in tokens if token.type in kinds)


def shown(cell):
    """The outputs of a code cell as (kind, text): ``("text/html", "<img …>")``."""
    for output in cell.get("outputs", []):
        if "text" in output:
            yield "stream", output["text"]
        for kind, text in output.get("data", {}).items():
            yield kind, text if isinstance(text, str) else json.dumps(text)


# --- the shape of a notebook --------------------------------------------------------------------------------------


def cell_lengths(notebook):
    """None above 25 lines, one in ten above 14, and the median of what is no exercise at most 4."""
    lengths = [(cell, cell.source.count("\n") + 1) for cell in code_cells(notebook)]
    for cell, lines in lengths:
        if lines > LONGEST_CELL:
            yield f"{where(notebook, cell)} has {lines} lines of code. Cut it: {LONGEST_CELL} at most"
    long = [cell for cell, lines in lengths if lines > LONG_CELL]
    if len(long) > max(1, len(lengths) / 10):
        places = ", ".join(where(notebook, cell) for cell in long)
        yield f"{len(long)} of {len(lengths)} code cells have more than {LONG_CELL} lines; one in ten may: {places}"
    plain = [lines for cell, lines in lengths if not is_exercise(cell)]
    if plain and statistics.median(plain) > MEDIAN_CELL:
        yield (
            f"the code cells that are no exercises have a median of {statistics.median(plain):g} lines. "
            f"Cut some: {MEDIAN_CELL} at most"
        )


def lines_that_fit(notebook):
    """No line of code is so long that a page 1,100 pixels wide hides its end."""
    for cell in code_cells(notebook):
        for line in cell.source.split("\n"):
            if len(line) > LONGEST_LINE:
                yield f"{where(notebook, cell)} has a line of {len(line)} characters. Break it: {LONGEST_LINE} at most"


def code_in_a_row(notebook):
    """Never more than two code cells without a word between them."""
    run = 0
    for cell in notebook.cells:
        run = run + 1 if cell.cell_type == "code" else 0
        if run == 3:
            yield f"{where(notebook, cell)} is the third code cell in a row. Say between them what is seen"


def share_of_exercises(notebook):
    """Exercises are 25 to 35 % of the code cells, not counting those that only show a live figure."""
    code = [cell for cell in code_cells(notebook) if not cell.source.startswith("widgets.")]
    exercises = sum(is_exercise(cell) for cell in code)
    if not code or not 0.25 <= exercises / len(code) <= 0.35:
        yield f"{exercises} of {len(code)} code cells are exercises. Make that 25 to 35 %"


def length_of_solutions(cells):
    """What a learner writes is at most 8 lines. (Of the source's cells, which know where a solution begins.)"""
    for cell in cells:
        inside = re.search(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", cell.text, re.DOTALL)
        if inside:
            code = [line for line in inside.group(1).split("\n") if line.strip() and not line.strip().startswith("#")]
            if len(code) > LONGEST_SOLUTION:
                yield f"line {cell.line}: a solution of {len(code)} lines. Cut the exercise: {LONGEST_SOLUTION} at most"


def titles(notebook):
    """One title, at the top."""
    headings = [line for cell in notebook.cells if cell.cell_type == "markdown"
                for line in re.findall(r"^# .+", without_code(cell.source), re.MULTILINE)]
    if len(headings) != 1 or not notebook.cells[0].source.startswith("# "):
        yield f"a notebook begins with its only `# title`; found {headings or 'none'}"


# --- words --------------------------------------------------------------------------------------------------------


def forbidden_words(notebook):
    """No word that calls easy what a reader may find hard."""
    for cell in notebook.cells:
        is_text = cell.cell_type == "markdown"
        text = without_formulas(without_code(cell.source)) if is_text else sentences_in_code(cell.source)
        for word in FORBIDDEN_WORDS:
            if re.search(rf"\b{word}\b", text, re.IGNORECASE):
                yield f"{where(notebook, cell)} says “{word}”. Leave the word out, or say what is meant"


def plain_markdown(notebook):
    """CommonMark and LaTeX alone: JupyterLab shows directives and roles as they are typed. No picture either."""
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        directive = re.search(r"^(?:`{3,}|:{3,})\{\w+\}.*|\{\w+\}`[^`]+`", cell.source, re.MULTILINE)
        if directive:
            yield f"{where(notebook, cell)} holds {directive.group()!r}, which is shown as typed. Write CommonMark"
        folded = re.search(r"<details>(?:[^\n]|\n(?!\n))*?(`[^`\n]+`)", cell.source)        # HTML, up to an empty line
        if folded:
            yield f"{where(notebook, cell)} holds {folded.group(1)} in a fold, which is shown as typed. Write <code>"
        if re.search(r"!\[[^]]*\]\(|<img\b", without_fences(cell.source)):
            yield f"{where(notebook, cell)} holds a picture. Draw it in a code cell, with plots.show(fig, alt=…)"


def code_that_nbval_misreads(notebook):
    """No magics, no `;` at the end of a line, nothing that changes what was shown before."""
    for cell in code_cells(notebook):
        for line in cell.source.split("\n"):
            if re.match(r"\s*(?:%|!)\S", line) or re.match(r"\s*\??[\w.]+\?{1,2}\s*$|\s*\?\w", line):
                yield f"{where(notebook, cell)} holds the magic {line.strip()!r}. Write Python"
        try:
            tokens = [t for t in tokenize.generate_tokens(io.StringIO(cell.source).readline)
                      if t.type not in (tokenize.COMMENT, tokenize.NL)]
        except (tokenize.TokenError, SyntaxError):
            tokens = []
        for token, following in itertools.pairwise(tokens):
            if token.string == ";" and following.type in (tokenize.NEWLINE, tokenize.ENDMARKER):
                yield f"{where(notebook, cell)} ends a line with `;`. Give the value to `_` instead"
        code = " ".join(token.string for token in tokens if token.type != tokenize.STRING)
        code = re.sub(r"\s*([.\[(])\s*", r"\1", code)
        for name, reason in FORBIDDEN_CALLS.items():
            if re.search(rf"(?<![\w.]){re.escape(name)}" + (r"\b" if name[-1].isalpha() else ""), code):
                yield f"{where(notebook, cell)} uses {name}: {reason}"


# --- what is shown ------------------------------------------------------------------------------------------------


def figures(notebook):
    """Every figure is an <img> with a sentence for those who do not see it."""
    for cell in code_cells(notebook):
        for kind, text in shown(cell):
            if kind in ("image/png", "image/jpeg", "image/svg+xml") or "<svg" in text:
                yield f"{where(notebook, cell)} shows a bare {kind}. Show a figure with plots.show(fig, alt=…)"
            if kind == "text/plain" and re.match(r"<Figure size|<Axes|\[<matplotlib", text):
                yield f"{where(notebook, cell)} shows {text[:30]!r}. End with plots.show(fig, alt=…)"
            for tag in re.findall(r"<img\b[^>]*>", text) if kind == "text/html" else ():
                alt = re.search(r'\balt="([^"]*)"', tag)
                words = html.unescape(alt.group(1)).split() if alt else []
                if len(words) < 5:
                    alt = " ".join(words)
                    yield f"{where(notebook, cell)} shows a figure with the alt text {alt!r}. Write a sentence"
                if not re.search(r'\bsrc="data:', tag):
                    yield f"{where(notebook, cell)} fetches a picture from elsewhere. The course works offline"


# --- numbers ------------------------------------------------------------------------------------------------------

TEN_TO_THE = r"\s*(?:\\cdot|\\times|×|·)\s*10\s*\^\s*\{?\s*([-−]?\d+)\s*\}?"
# What looks like a number and is none that could be measured here.
NAMES = r"\b(?:Python|NumPy|Matplotlib|JupyterLab|BY|version|chapter|section|figure|equation)\s+v?\d+(?:\.\d+)+"


def numbers_in_prose(markdown):
    """The decimal numbers of Markdown: as written, as ``Decimal``, and whether a per cent sign follows.

    A decimal number has a point or an exponent; counts, such as 17 parameters, are left to the reader. The sign counts
    where nothing stands before it that it could be subtracted from.
    """
    text = re.sub(NAMES, " ", without_code(markdown), flags=re.IGNORECASE)
    text = re.sub(r"^\s*[-*+]\s", "", text, flags=re.MULTILINE)  # the sign of a list is no minus
    text = re.sub(r"\\[hvm]space\*?\{[^}]*\}|\d+\.\d+(?:\.\d+)+|(?<=\d)(?:\\,|,|\{,\})(?=\d{3}\b)", "", text)
    superscripts = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    text = re.sub(r"10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda found: f"10^{found.group(1).translate(superscripts)}", text)
    decimal = rf"\d+\.\d+(?:[eE][-+−]?\d+)?|\d+[eE][-−]?\d+|\d+(?={TEN_TO_THE})"
    pattern = rf"(?<![\w.])({decimal})(?:{TEN_TO_THE})?((?:\s|\\,)*\\?%)?"
    for found in re.finditer(pattern, text):
        number, _, power, percent = found.groups()
        before = text[: found.start()]
        sign = re.search(r"(?:^|[\s(\[{=$,&:≈])([-−])\s?$", before)
        # `a − 0.5` subtracts; `= −0.5`, `(−0.5` and ` −0.5` do not.
        if sign and re.search(r"[\w)\]}]\s+[-−]\s$", before):
            sign = None
        value = Decimal(number.replace("−", "-")).scaleb(int((power or "0").replace("−", "-")))
        written = ("−" if sign else "") + found.group().strip()
        yield written, -value if sign else value, bool(percent)


NUMBER = r"([-−]?)((?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"


def numbers_shown(notebook):
    """The numbers in the outputs of a notebook, alt texts included."""
    found = set()
    for cell in code_cells(notebook):
        for kind, text in shown(cell):
            if kind == "text/html":
                text = re.sub(r'src="[^"]*"|style="[^"]*"', "", text)
                text = html.unescape(" ".join(re.findall(r'alt="([^"]*)"', text)) + re.sub(r"<[^>]*>", " ", text))
            if not kind.startswith(("text/", "stream")):
                continue
            for sign, number in re.findall(NUMBER, text):
                found.add(Decimal(("-" if sign else "") + number.replace(",", "")))
    return found


def numbers_given(notebook):
    """The numbers that the text states as ``name = 1.5`` and that a code cell types in: inputs, not results."""
    text = " ".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    stated = {Decimal(number) for number in re.findall(r"(?<![\w.])[^\W\d]\w*\s*=\s*[-−]?(\d+\.\d+)", text)}
    typed = set()
    for cell in code_cells(notebook):
        try:
            constants = [node.value for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Constant)]
        except SyntaxError:
            continue
        typed |= {Decimal(repr(value)) for value in constants if isinstance(value, float)}
    return stated & typed


def _is_rounded_from(claim, value):
    """Whether a number as written is this value, rounded to the digits that are written."""
    last = Decimal(1).scaleb(claim.as_tuple().exponent)
    try:
        return claim in (value.quantize(last, ROUND_HALF_EVEN), value.quantize(last, ROUND_HALF_UP))
    except ArithmeticError:  # far too large to have these digits
        return False


def numbers_stand_in_outputs(notebook):
    """Each decimal number in prose stands in an output of the notebook, in full or rounded."""
    outputs = numbers_shown(notebook)
    unsigned = {abs(value) for value in outputs}
    given = numbers_given(notebook)
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        for written, claim, percent in numbers_in_prose(cell.source):
            candidates = outputs if claim < 0 else unsigned
            if percent:
                candidates = candidates | {100 * value for value in candidates}
            if abs(claim) not in given and not any(_is_rounded_from(claim, value) for value in candidates):
                yield (
                    f"{where(notebook, cell)} says {written}, which no output shows. Show it in a code cell, mend it, "
                    "or put what is no result between backquotes"
                )


# --- witnesses ----------------------------------------------------------------------------------------------------

DERIVATIVE = re.compile(
    r"""
    \\partial | \\nabla
    | \\[dt]?frac\{\s*(?:\\mathrm\{d\}|\\mathrm\ d|d)[^=]*?\}\s*\{\s*(?:\\mathrm\{d\}|\\mathrm\ d|d)   # \frac{dL}{dw}
    | '\s*\( | \^\{?\\prime | ′                                                                       # σ'(z)
    | \\mathrm\{?d\}?\s*[Wbzayw] | (?<![\w\\])d[Wbzayw](?![A-Za-z0-9])                                         # dW_1
    """,
    re.VERBOSE,
)


def derivatives_have_witnesses(notebook):
    """A display formula that states a derivative has a witness within two cells."""
    for i, cell in enumerate(notebook.cells):
        if cell.cell_type != "markdown":
            continue
        for formula in display_formulas(cell.source):
            witnessed = any("witness" in tags(near) for near in notebook.cells[i + 1 : i + 3])
            if "=" in formula and DERIVATIVE.search(formula) and not witnessed:
                begin = " ".join(formula.strip("$\n ").split())[:50]
                yield (
                    f"{where(notebook, cell)} states a derivative, {begin!r}, without a witness. Let a code cell "
                    "with `:tags: [witness]` follow within two cells, and compare both sides in it"
                )


RULES = (
    cell_lengths,
    lines_that_fit,
    code_in_a_row,
    share_of_exercises,
    titles,
    forbidden_words,
    plain_markdown,
    code_that_nbval_misreads,
    figures,
    numbers_stand_in_outputs,
    derivatives_have_witnesses,
)


# --- running in process -------------------------------------------------------------------------------------------


def run(cells, solutions, prefixes):
    """Run an exercise notebook with its first k exercises solved, for each k: no kernel, but a process of its own.

    Trainings are cut short (`MOST_EPOCHS`): whether a cell runs to its end does not hang on what was learned, and nbval
    runs every one of them whole.

    Parameters
    ----------
    cells : the cells of the exercise notebook
    solutions : exercise cell id → solved source
    prefixes : the numbers k

    Returns
    -------
    For each k: ``errors`` (sentences), ``verdicts`` (exercise cell id → the plain text of its verdict), ``witnesses``
    (sentences; looked at where all is solved).
    """
    job = {
        "cells": [{"id": c["id"], "source": c["source"], "tags": tags(c)} for c in cells if c["cell_type"] == "code"],
        "solutions": solutions,
        "prefixes": list(prefixes),
    }
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        quiet = {"NNLIB_PROGRESS": "off", "NNLIB_QUIET": "1", "MPLBACKEND": "agg", "IPYTHONDIR": folder}
        answer = Path(folder) / "answer.json"
        done = subprocess.run(
            [sys.executable, __file__, str(answer)],
            input=json.dumps(job), env={**os.environ, **quiet}, cwd=folder, capture_output=True, text=True,
            encoding="utf-8", timeout=3600,
        )
        if done.returncode:
            raise RuntimeError(f"the run in process broke off:\n{done.stderr[-3000:]}")
        return json.loads(answer.read_text(encoding="utf-8"))


def _run_job(job):
    # Pixels take longer than all else, and nbval has them drawn twice over: here a figure is made, but not drawn.
    from matplotlib.figure import Figure
    from PIL import Image

    Figure.savefig = lambda figure, file, **options: Image.new("RGB", (2, 2)).save(file, format="png")
    if sys.platform == "linux":
        return _run_branches(job)
    return [_run_on(job, k, _fresh_shell(), _nothing_found(k)) for k in job["prefixes"]]


MOST_EPOCHS = 300


def cut_short(source):
    """The source with no more epochs than `MOST_EPOCHS` where it writes `epochs=10_000`."""
    return re.sub(r"\b(epochs\s*=\s*)(\d[\d_]*)",
                  lambda found: found[1] + str(min(int(found[2]), MOST_EPOCHS)), source)


def _run_branches(job):
    """The same, but what several prefixes begin with is run once: before each exercise, one of them branches off.

    All is solved here; a forked copy of the process goes on with nothing more solved. What it sees is what a run of its
    own would have seen.
    """
    shell, found, most = _fresh_shell(), [], len(job["solutions"])
    so_far, begun = _nothing_found(most), 0
    exercises = [i for i, cell in enumerate(job["cells"]) if cell["id"] in job["solutions"]]
    for k in sorted(job["prefixes"]):
        branches_off = exercises[k] if k < most else len(job["cells"])
        _run_on(job, most, shell, so_far, begun, branches_off)
        begun = branches_off
        found.append({**so_far, "k": k} if k == most else _forked(
            lambda k=k, begun=begun: _run_on(job, k, shell, {**copy.deepcopy(so_far), "k": k}, begun)))
    return found


def _forked(work):
    """What the work gives in a copy of this process, of which nothing else is left."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        pid = os.fork()
        if pid == 0:
            try:
                answer.write_text(json.dumps(work()), encoding="utf-8")
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(0)
        os.waitpid(pid, 0)
        return json.loads(answer.read_text(encoding="utf-8"))


def _nothing_found(k):
    return {"k": k, "errors": [], "verdicts": {}, "witnesses": []}


def _run_on(job, k, shell, found, start=0, end=None):
    """Run the cells from one to another, with the first k exercises solved; add to what was found."""
    from IPython.utils.capture import capture_output

    _be_patient(copies=k == len(job["solutions"]))
    solved = [cell["id"] for cell in job["cells"] if cell["id"] in job["solutions"]][:k]
    for i, cell in list(enumerate(job["cells"], start=1))[start:end]:
        source = cut_short(job["solutions"][cell["id"]] if cell["id"] in solved else cell["source"])
        with capture_output() as captured:
            result = shell.run_cell(source, store_history=True)
        error = result.error_before_exec or result.error_in_exec
        if error is not None:
            found["errors"].append(f"code cell {i} ({cell['id']}) raised {type(error).__name__}: {error}")
        if cell["id"] in job["solutions"]:
            texts = [output.data.get("text/plain", "") for output in captured.outputs]
            found["verdicts"][cell["id"]] = next((text for text in texts if re.match("[✓✗○!] ", text)), "")
        if "witness" in cell["tags"] and k == len(job["solutions"]) and error is None:
            found["witnesses"] += [f"code cell {i} ({cell['id']}) {w}" for w in perturb(source, shell.user_ns)]
    return found


def _be_patient(copies):
    """All of it ends, so it has all the time. Where no copies are asked for, no forked one goes first: that is slow."""
    from nnlib.exercises import guard

    guard.SECONDS = 120
    if not copies:
        guard._run_in_a_copy = lambda work, seconds: None


def _fresh_shell():
    """A new shell, and an exercise machinery that remembers nothing of the last."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    InteractiveShell.clear_instance()
    for name in [name for name in sys.modules if name.startswith("nnlib.exercises")]:
        del sys.modules[name]
    shell = InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}))
    shell.colors = "nocolor"
    return shell


def perturb(source, namespace):
    """What is wrong with a witness that has run: it must say yes, and no as soon as one side is one per cent off."""
    body = ast.parse(source).body
    if not body or not isinstance(body[-1], ast.Expr):
        return ["is a witness whose last line is no expression. End with one that says whether both sides agree"]
    last = compile(ast.Expression(body[-1].value), "<witness>", "eval")
    if not agrees(eval(last, namespace)):
        return ["is a witness that does not say yes. End with a True, a tuple that holds one, or a report with .ok"]

    assigned = {n.id for statement in body[:-1] for n in ast.walk(statement)
                if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    read = {n.id for n in ast.walk(body[-1]) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    sides = [name for name in sorted(assigned & read) if list(_wrong(namespace[name]))]
    if not sides:
        return ["is a witness without sides. Assign them in the cell, and compare them in its last expression"]
    complaints = []
    for name in sides:
        right = namespace[name]
        for label, wrong in _wrong(right):
            namespace[name] = wrong
            try:
                noticed = not agrees(eval(last, namespace))
            except (ArithmeticError, ValueError):
                noticed = True
            finally:
                namespace[name] = right
            if not noticed:
                complaints.append(f"is a witness that still says yes when {name}{label} is one per cent off")
    return complaints


BOOLEANS = ("bool", "bool_")  # Python's, and NumPy's before and since 2.0


def agrees(value):
    """Whether the value of a witness's last expression says that both sides agree."""
    if hasattr(value, "ok"):
        return bool(value.ok)
    if isinstance(value, tuple):
        verdicts = [item for item in value if type(item).__name__ in BOOLEANS]
        return bool(verdicts) and all(verdicts)
    return type(value).__name__ in BOOLEANS and bool(value)


def _wrong(value):
    """Copies of a value, each with one number one per cent off: the first and the last of each array."""
    import numpy as np

    if isinstance(value, bool | np.bool_ | str) or value is None:
        return
    if isinstance(value, dict):
        for key in value:
            for label, wrong in _wrong(value[key]):
                changed = copy.deepcopy(value)
                changed[key] = wrong
                yield f"[{key!r}]{label}", changed
    elif isinstance(value, int | float | np.number):
        yield "", value * 1.01 if value else 0.01
    elif isinstance(value, np.ndarray | list | tuple):
        try:
            array = np.array(value, dtype=float)
        except (TypeError, ValueError):
            return
        for place in sorted({0, array.size - 1}) if array.size else ():
            wrong = array.copy()
            wrong.flat[place] = wrong.flat[place] * 1.01 if wrong.flat[place] else 0.01
            yield f".flat[{place}]", wrong


if __name__ == "__main__":
    answer = _run_job(json.load(sys.stdin))
    Path(sys.argv[1]).write_text(json.dumps(answer), encoding="utf-8")
