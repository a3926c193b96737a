"""Make both notebooks of each source: ``solutions/NN_name.md`` is written by hand, every ``.ipynb`` is made.

    python solutions/build.py              build every notebook
    python solutions/build.py 02           build one: its number, its name or a path
    python solutions/build.py my_nnlib     make solutions/my_nnlib.py alone, which every other build makes first
    python solutions/build.py --check      execute nothing; tell what is not as its source says

Of a source come ``solutions/NN_name.ipynb``, complete and executed, and ``notebooks/NN_name.ipynb``, where one ``...``
stands for what lies between ``### BEGIN SOLUTION`` and ``### END SOLUTION``, without outputs. Of all sources together
comes ``solutions/my_nnlib.py``, the library that a learner has at the end; it comes first, for notebooks run with it.
"""

import argparse
import ast
import copy
import hashlib
import json
import os
import re
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import jupytext.myst
import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from tqdm import tqdm

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
SECONDS_PER_CELL = 120
LIBRARY = "my_nnlib"

# The tags a cell may carry. Any other is refused: a misspelt tag does nothing, and says nothing.
TAGS = {
    "witness": "it evaluates both sides of the formula above; its last expression says whether they agree",
    "nbval-ignore-output": "it never shows the same twice (a time, a widget): a figure's <img alt> alone is stored",
}

# Fixed, so that neither the Python of the day nor a front end changes a committed file.
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}


class BuildError(Exception):
    """What stopped a build: the file, the line, what was found, and what to do."""


@dataclass
class Cell:
    """One cell of a source, as it was written: with the marks around its solution."""

    kind: str       # "code" or "markdown"
    text: str
    tags: list
    line: int       # of the source file, counted from 1, where `text` begins
    id: str = ""    # the same in both notebooks

    @property
    def exercise(self):
        """The exercise that the cell asks for, such as ``02.sigmoid``, or None."""
        found = re.search(r'^@exercise\(\s*"([^"]+)"', self.text, re.MULTILINE)
        return found.group(1) if found and self.kind == "code" else None

    @property
    def solved(self):
        """The text with its solution, without the marks."""
        return "\n".join(line for line in self.text.split("\n") if line.strip() not in (BEGIN, END))

    @property
    def unsolved(self):
        """The text with one ``...`` where the solution stood, as far to the right as its first mark."""
        lines, inside = [], False
        for line in self.text.split("\n"):
            if line.strip() == BEGIN:
                lines.append(line.replace(BEGIN, "..."))
                inside = True
            elif line.strip() == END:
                inside = False
            elif not inside:
                lines.append(line)
        return "\n".join(lines)


# --- the source ---------------------------------------------------------------------------------------------------


def sources(root=ROOT, names=()):
    """The source files, all or those that are named by number (``02``), name or path.

    Raises
    ------
    BuildError
        If there is none, or a name is nobody's.
    """
    found = sorted((Path(root) / "solutions").glob("[0-9][0-9]_*.md"))
    if not found:
        raise BuildError("solutions/ holds no source. Write one, named like solutions/02_forward_pass.md")
    if not names:
        return found
    chosen = []
    for name in names:
        stem = Path(name).stem
        match = [source for source in found if stem in (source.stem, source.stem[:2])]
        if not match:
            raise BuildError(f"No source is called {name!r}. There are: {', '.join(s.stem for s in found)}")
        chosen += match
    return sorted(set(chosen))


def read_source(source):
    """The cells of a source file.

    Raises
    ------
    BuildError
        If a cell is not what both notebooks could be made of; it names file and line.
    """
    source = Path(source)
    text = source.read_text(encoding="utf-8")
    # Front matter is for editors. Blank lines in its place keep the line numbers.
    text = re.sub(r"\A---\n.*?^---\n", lambda found: "\n" * found.group().count("\n"), text, flags=re.DOTALL | re.M)
    for number, line in enumerate(text.splitlines(), start=1):
        if tag := re.match(r":tags:\s*([^\[\s]+)", line):
            raise BuildError(f"{_place(source, number)}: tags are a list. Write `:tags: [{tag.group(1)}]`")
    try:
        notebook = jupytext.myst.myst_to_notebook(text, add_source_map=True)
    except Exception as error:  # a YAML or JSON error of the cell options, told by several libraries
        raise BuildError(f"{_place(source)}: {error}") from error

    lines = text.splitlines()
    cells = [
        Cell(
            kind=found.cell_type,
            text=found.source,
            tags=found.metadata.get("tags", []),
            line=_first_line(lines, start, found.cell_type),
        )
        for found, start in zip(notebook.cells, notebook.metadata["source_map"], strict=True)
    ]
    for cell, found in zip(cells, notebook.cells, strict=True):
        complaint = _complaint(cell, found.metadata)
        if complaint:
            raise BuildError(f"{_place(source, cell.line)}: {complaint}")
    _name_cells(cells, source)
    return cells


def _first_line(lines, start, kind):
    """The line, counted from 1, where the text of a cell begins: below blank lines, or below the options of a fence."""
    i = start
    if kind == "code":
        if i < len(lines) and lines[i].startswith("---"):
            i = next((j + 1 for j in range(i + 1, len(lines)) if lines[j].startswith("---")), i)
        while i < len(lines) and lines[i].lstrip().startswith(":"):
            i += 1
        if i < len(lines) and not lines[i].strip():
            i += 1
    else:
        while i < len(lines) and not lines[i].strip():
            i += 1
    return i + 1


def _complaint(cell, options):
    """What is wrong with a cell as its author wrote it, or None."""
    unknown = [option for option in options if option != "tags"]
    if unknown:
        return f"the option {unknown[0]!r} is unknown. A cell has `:tags: [name]`, or no option"
    for tag in cell.tags:
        if tag not in TAGS:
            return f"the tag {tag!r} is unknown. There are: {', '.join(TAGS)}"
    if cell.kind == "markdown":
        for sign in ("{code-cell}", BEGIN, END):
            if sign in cell.text:
                return f"`{sign}` stands in text. Is a fence around a code cell missing, or indented?"
        return None
    if cell.kind != "code":
        return f"a {cell.kind} cell. Only code cells and Markdown are used here"
    if not cell.text.strip():
        return "the code cell is empty. Fill it, or take it out"
    if any(line.startswith("```") for line in cell.text.split("\n")):
        return "a line of the code cell begins with ```. A fence ends with as many ` as it was opened with"

    depth = 0
    for line in cell.text.split("\n"):
        if BEGIN in line or END in line:
            if line.strip() not in (BEGIN, END):
                return f"`{line.strip()}`: the mark stands alone on its line, `{BEGIN}` or `{END}`"
            depth += 1 if BEGIN in line else -1
            if depth not in (0, 1):
                return f"{BEGIN} and {END} must alternate; found `{line.strip()}` where the other was expected"
    if depth:
        return f"{BEGIN} has no {END}"
    if cell.exercise and BEGIN not in cell.text:
        return f"the exercise {cell.exercise} has no solution. Put it between {BEGIN} and {END}"
    if len(re.findall(r"^@exercise\(", cell.text, re.MULTILINE)) > 1:
        return "two exercises in one cell. Give each its own: the verdict appears under the cell"
    for name, text in (("", cell.solved), (" once the solution is taken out", cell.unsolved)):
        try:
            ast.parse(text)
        except SyntaxError as error:
            return f"line {error.lineno} of the cell is no Python{name}: {error.msg}"
    return None


def _name_cells(cells, source):
    """Give each cell an id that an edit elsewhere leaves alone; both notebooks share it."""
    taken = {}
    for cell in cells:
        if cell.exercise:
            name = "ex-" + re.sub(r"[^A-Za-z0-9]+", "-", cell.exercise)
            if name in taken:
                raise BuildError(f"{_place(source, cell.line)}: the exercise {cell.exercise} stands here a second time")
        else:
            name = hashlib.sha256(f"{cell.kind}\n{cell.text}".encode()).hexdigest()[:12]
        taken[name] = taken.get(name, 0) + 1
        cell.id = name if taken[name] == 1 else f"{name}-{taken[name]}"


# --- two notebooks ------------------------------------------------------------------------------------------------


def notebooks_of(source):
    """Where the two notebooks of a source stand: the solution and the exercises."""
    source = Path(source)
    return source.with_suffix(".ipynb"), source.parent.parent / "notebooks" / f"{source.stem}.ipynb"


def make_notebook(cells, source, solved):
    """A notebook of these cells, not executed: complete (``solved``) or with its exercises open."""
    notebook = nbformat.v4.new_notebook(metadata=copy.deepcopy(METADATA))
    notebook.metadata["nnlib"] = {"source": _place(source)}
    for cell in cells:
        new = nbformat.v4.new_code_cell if cell.kind == "code" else nbformat.v4.new_markdown_cell
        metadata = {"tags": list(cell.tags)} if cell.tags else {}
        notebook.cells.append(new(cell.solved if solved else cell.unsolved, id=cell.id, metadata=metadata))
    return notebook


def execute(notebook, cells, source):
    """Run a notebook from top to bottom, in place, with this Python, in the folder of its source.

    Raises
    ------
    BuildError
        If a cell raises, hangs, kills the kernel, or shows what must not be stored.
    """
    source = Path(source)
    # The kernel of this interpreter, whatever kernels the user installed under the same name.
    kernel = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=KernelSpecManager(kernel_dirs=[]))
    at = 0

    def starts(cell, cell_index):
        nonlocal at
        at = cell_index
        bar.update(cell_index - bar.n)

    client = NotebookClient(
        notebook,
        km=kernel,
        timeout=SECONDS_PER_CELL,
        record_timing=False,
        coalesce_streams=True,      # how output is cut into pieces depends on how fast it came
        on_cell_start=starts,
        extra_arguments=["--log-level=ERROR"],
    )
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile,
        tqdm(total=len(cells), desc=source.stem, unit="cell", leave=False, disable=None, delay=1) as bar,
    ):
        # An empty profile: start-up files of the user's own would run in front of the first cell.
        environment = {**os.environ, "NNLIB_PROGRESS": "off", "NNLIB_QUIET": "1", "IPYTHONDIR": profile}
        environment.pop("MPLBACKEND", None)
        try:
            client.execute(env=environment, cwd=str(source.parent), cleanup_kc=True)
        except CellExecutionError as error:
            raise BuildError(_what_raised(error, notebook, cells, source, at)) from None
        except CellTimeoutError:
            raise BuildError(
                f"{_cell_place(cells, source, at)} did not end within {SECONDS_PER_CELL} s. Make it shorter"
            ) from None
        except DeadKernelError:
            place = _cell_place(cells, source, at)
            raise BuildError(f"{place} killed the kernel. Run it by itself to see how") from None

    notebook.metadata = nbformat.from_dict({**copy.deepcopy(METADATA), "nnlib": {"source": _place(source)}})
    for i, (cell, run) in enumerate(zip(cells, notebook.cells, strict=True)):
        if cell.kind == "code":
            run.outputs = [kept for output in run.outputs if (kept := _kept(output, cell.tags)) is not None]
            complaint = _complaint_about_outputs(cell.exercise, run.outputs) or _unstable(run.outputs, source)
            if complaint:
                raise BuildError(f"{_cell_place(cells, source, i)} {complaint}")


def _what_raised(error, notebook, cells, source, at):
    """The sentence about a cell that raised, with the line of the source that did."""
    count = notebook.cells[at].execution_count
    traceback = re.sub(r"\x1b\[[0-9;]*m", "", error.traceback)
    in_this_cell = re.findall(rf"In\[{count}\], line (\d+)", traceback)
    line_in_cell = int(in_this_cell[-1]) if in_this_cell else 1
    # The marks were taken out before the cell ran, so its lines are found in the source by number among the others.
    kept = [i for i, line in enumerate(cells[at].text.split("\n")) if line.strip() not in (BEGIN, END)]
    offset = kept[min(line_in_cell, len(kept)) - 1]
    return (
        f"{_place(source, cells[at].line + offset)}: cell {at + 1} raised {error.ename}: {error.evalue}\n"
        f"    {cells[at].text.split(chr(10))[offset].strip()}\n"
        f"Mend it, then type: {_command(source)}"
    )


def _kept(output, tags):
    """What of an output is stored: no widget (its id is drawn anew each time), nothing that is never the same twice."""
    output = copy.deepcopy(output)
    if "data" in output:
        output.data.pop("application/vnd.jupyter.widget-view+json", None)
        if not output.data:
            return None
    if "nbval-ignore-output" in tags and "<img alt=" not in output.get("data", {}).get("text/html", ""):
        return None
    return output


def _complaint_about_outputs(exercise, outputs):
    """What must not stand below a cell of a solution, or None. Building and checking both ask this."""
    for output in outputs:
        if output.output_type == "error":
            return f"shows an error, {output.ename}: {output.evalue}. Catch it, and show its message"
        if output.output_type == "stream" and output.name == "stderr":
            return f"writes to stderr: {output.text.strip().splitlines()[-1]!r}. Mend what it warns about, or catch it"
    if exercise:
        verdicts = [text for output in outputs if re.match("[✓✗○!] ", text := _plain(output))]
        if not verdicts:
            return f"shows no verdict for the exercise {exercise}. Is `exercise` imported from nnlib.exercises?"
        if verdicts[0].split()[:2] != ["✓", exercise]:
            return f"holds a solution that its own checker refuses: {verdicts[0].splitlines()[0]}"
        if "my_nnlib.py" in verdicts[0]:
            return f"holds a solution that cannot stand in my_nnlib.py: {verdicts[0].splitlines()[-1].strip()}"
    return None


def _unstable(outputs, source):
    """What in an output would differ on the next run, or on another machine."""
    root, home = str(source.parent.parent.resolve()), str(Path.home())
    for output in outputs:
        for text in [output.get("text", ""), *(v for v in output.get("data", {}).values() if isinstance(v, str))]:
            if found := re.search(r".{0,40} at 0x[0-9a-fA-F]+", text):
                address = found.group().strip()
                return f"shows an address in memory, {address!r}. Show a value, or give its class a __repr__"
            for path in (root, home):
                if len(path) > 1 and path in text:
                    return f"shows a path of this machine, {path!r}. Show the name of the file alone"
    return None


def _plain(output):
    """The plain text of an output."""
    return output.get("data", {}).get("text/plain", "")


# --- the library --------------------------------------------------------------------------------------------------


def library_of(root):
    """The text of ``solutions/my_nnlib.py``, made of every printed solution, and what is wrong with sources left out.

    Raises
    ------
    BuildError
        If the exercises of nnlib cannot be imported.
    """
    try:
        from nnlib.exercises.library_file import exercises, known, text_of
        from nnlib.exercises.pieces import piece_of

        wanted = exercises()
    except Exception as error:  # whatever an unfinished catalogue may raise
        raise BuildError(f"The exercises of nnlib cannot be imported: {type(error).__name__}: {error}") from error
    solutions, left_out = {}, []
    for source in sources(root):
        try:
            solutions |= {cell.exercise: cell.solved for cell in read_source(source) if cell.exercise}
        except BuildError as error:
            left_out.append(str(error))
    pieces = {name: piece_of(name, solutions.get(exercise.id), known()) for name, exercise in wanted.items()}
    return text_of({name: piece for name, piece in pieces.items() if piece}), left_out


def build_library(root):
    """Bring ``solutions/my_nnlib.py`` up to date, and tell what is wrong with sources that had to be left out."""
    text, left_out = library_of(root)
    for complaint in left_out:
        print(f"Left out of solutions/{LIBRARY}.py: {complaint}", file=sys.stderr)
    path = Path(root) / "solutions" / f"{LIBRARY}.py"
    if not path.exists() or path.read_text(encoding="utf-8", errors="replace") != text:
        from nnlib.exercises.library_file import write_whole

        write_whole(path, text)


def _check_library(root):
    """The finding about the library, if there is one."""
    path = Path(root) / "solutions" / f"{LIBRARY}.py"
    try:
        text, _ = library_of(root)
    except BuildError as error:
        return [str(error)]
    if path.exists() and path.read_text(encoding="utf-8", errors="replace") == text:
        return []
    state = "is not what the solutions make of it" if path.exists() else "is missing"
    return [f"{_place(path)} {state}. Type: {_command(path)}"]


# --- the seal -----------------------------------------------------------------------------------------------------


def seal_of(notebook):
    """SHA-256 over everything in a notebook but the seal itself: no hand edit, of an output either, keeps it."""
    plain = json.loads(nbformat.writes(notebook, version=4, split_lines=False))
    plain["metadata"].get("nnlib", {}).pop("sha256", None)
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def is_sealed(notebook):
    """Whether a notebook is, to the last character, what build.py wrote."""
    return notebook.metadata.get("nnlib", {}).get("sha256") == seal_of(notebook)


def write_notebook(notebook, path):
    """Seal a notebook and put it in place in one step: a build that is broken off leaves no half a file."""
    notebook.metadata["nnlib"]["sha256"] = seal_of(notebook)
    nbformat.validate(notebook)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(nbformat.writes(notebook, version=4) + "\n", encoding="utf-8", newline="\n")
    os.replace(unfinished, path)


def _read_notebook(path):
    """A notebook, or None if the file is no notebook any more."""
    try:
        notebook = nbformat.v4.reads(path.read_text(encoding="utf-8"))
        nbformat.validate(notebook)
        return notebook
    except (ValueError, AttributeError, KeyError, TypeError, nbformat.ValidationError):
        return None


# --- build and check ----------------------------------------------------------------------------------------------


def build(source, overwrite=False):
    """Make both notebooks of a source. Either both are replaced, or none.

    Raises
    ------
    BuildError
        If the source cannot be built, or if someone worked in a notebook that would be replaced (unless ``overwrite``).
    """
    source = Path(source)
    targets = notebooks_of(source)
    for path in targets:
        edited = path.exists() and ((old := _read_notebook(path)) is None or not is_sealed(old))
        if edited and not overwrite:
            raise BuildError(
                f"{_place(path)} was changed since it was built, and building would lose that. Carry the change over "
                f"to {_place(source)}, or copy the file elsewhere; then type: {_command(source, '--overwrite')}"
            )
    cells = read_source(source)
    build_library(source.parent.parent)
    solution, exercises = make_notebook(cells, source, solved=True), make_notebook(cells, source, solved=False)
    execute(solution, cells, source)
    for notebook, path in zip((solution, exercises), targets, strict=True):
        write_notebook(notebook, path)
    return cells


def check(root=ROOT, names=()):
    """Compare all notebooks with their sources, executing nothing. Each finding is a sentence; none is good.

    Raises
    ------
    BuildError
        If there is no source, or a name is nobody's.
    """
    root, findings = Path(root), []
    known = set()
    for source in sources(root, names):
        known.update(notebooks_of(source))
        try:
            cells = read_source(source)
        except BuildError as error:
            findings.append(str(error))
            continue
        for path, solved in zip(notebooks_of(source), (True, False), strict=True):
            findings += _check_notebook(path, cells, source, solved)
    findings += _check_library(root)
    if not names:
        for folder in ("solutions", "notebooks"):
            for path in sorted(set((root / folder).glob("*.ipynb")) - known):
                findings.append(
                    f"{_place(path)} has no source solutions/{path.stem}.md. If it is your own, move it to another "
                    f"folder; if its source is gone, type: git rm {_place(path)}"
                )
    return findings


def _check_notebook(path, cells, source, solved):
    """The findings about one notebook."""
    place, again = _place(path), f"Type: {_command(source)}"
    if not path.exists():
        return [f"{place} is missing. {again}"]
    notebook = _read_notebook(path)
    if notebook is None:
        return [f"{place} is not a notebook any more. Type: {_command(source, '--overwrite')}"]

    findings = []
    if is_sealed(notebook):
        expected = make_notebook(cells, source, solved)
        stale = _first_difference(expected.cells, notebook.cells, cells, source)
        if stale:
            findings.append(f"{place} is older than its source: {stale}. {again}")
    else:
        findings.append(
            f"{place} was changed by hand{_where_changed(notebook, cells, solved)}. {_who_may(source, solved)}"
        )
        again = f"Type: {_command(source, '--overwrite')}"

    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    counts = [cell.execution_count for cell in code]
    if solved:
        if not any(counts):
            findings.append(f"{place} was never run, or its outputs were cleared. {again}")
        elif counts != list(range(1, len(code) + 1)):
            findings.append(f"{place} was not run from top to bottom: its cells count {_counted(counts)}. {again}")
        exercises = {cell.id: cell.exercise for cell in cells}
        for i, cell in enumerate(notebook.cells, start=1):
            if cell.cell_type == "code" and cell.execution_count:
                complaint = _complaint_about_outputs(exercises.get(cell.id), cell.outputs)
                if complaint:
                    findings.append(f"{place}: cell {i} {complaint}; in {_place(source)}. Then t{again[1:]}")
    elif any(counts) or any(cell.outputs for cell in code):
        findings.append(f"{place} holds outputs or counts: exercises are shipped empty. {again}")
    return findings


def _first_difference(expected, found, cells, source):
    """Where the cells of a notebook part from those of its source, or None."""
    for i, (new, old) in enumerate(zip(expected, found, strict=False)):
        if any(new[key] != old.get(key) for key in ("id", "cell_type", "source", "metadata")):
            return f"cell {i + 1} ({old.get('id')}) is not what {_place(source, cells[i].line)} says"
    if len(expected) != len(found):
        return f"it has {len(found)} cells, {_place(source)} has {len(expected)}"
    return None


def _where_changed(notebook, cells, solved):
    """In which cell a notebook was changed, as far as its source can tell."""
    expected = {cell.id: cell.solved if solved else cell.unsolved for cell in cells}
    for i, cell in enumerate(notebook.cells, start=1):
        if expected.get(cell.get("id")) != cell.source:
            return f" (cell {i}, {cell.get('id')})"
    return " (in its outputs or its metadata)" if len(expected) == len(notebook.cells) else " (a cell was removed)"


def _who_may(source, solved):
    """What to do about a changed notebook: only the exercises may hold somebody's work."""
    carry = f"carry the change over to {_place(source)}, and type: {_command(source, '--overwrite')}"
    return f"C{carry[1:]}" if solved else f"If these are your own answers, keep them, all is well; else {carry}"


def _counted(counts):
    """A short account of counts that are not 1, 2, 3 …"""
    shown = [str(count or "–") for count in counts]
    return ", ".join(shown if len(shown) < 9 else [*shown[:8], "…"])


def _place(path, line=None):
    """A file as told to the author: from the root of the project, with the line."""
    path = Path(path)
    return f"{path.parent.name}/{path.name}" + (f":{line}" if line else "")


def _cell_place(cells, source, i):
    """A cell as told to the author."""
    return f"{_place(source, cells[i].line)}: cell {i + 1} ({cells[i].id})"


def _command(source, *options):
    """What to type, with the Python that runs now: the right one holds the packages."""
    python = Path(sys.executable)
    shown = python.relative_to(ROOT) if python.is_relative_to(ROOT) else "python"
    name = LIBRARY if Path(source).stem == LIBRARY else Path(source).stem[:2]
    return " ".join([str(shown), str(Path("solutions") / "build.py"), *options, name])


def main(arguments=None, root=ROOT):
    """The command line. Returns the exit status: 0 if all is well."""
    parser = argparse.ArgumentParser(description="Make both notebooks of each source in solutions/.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="02, 02_forward_pass or a path (if none: all)")
    parser.add_argument("--check", action="store_true", help="execute nothing: tell what is not as built")
    parser.add_argument("--overwrite", action="store_true", help="replace notebooks that were changed by hand, too")
    options = parser.parse_args(arguments)
    names = [name for name in options.names if Path(name).stem != LIBRARY]
    try:
        if options.check:
            findings = check(root, names)
            print("\n".join(findings) or "Every notebook is as its source says.")
            return 1 if findings else 0
        if names != options.names:
            build_library(root)
            print(f"solutions/{LIBRARY}.py", flush=True)
        for source in sources(root, names) if names or not options.names else []:
            started = time.perf_counter()
            cells = build(source, options.overwrite)
            exercises = sum(cell.exercise is not None for cell in cells)
            seconds = time.perf_counter() - started
            print(f"{source.stem}: {len(cells)} cells, {exercises} exercises, {seconds:.1f} s", flush=True)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
