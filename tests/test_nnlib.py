"""The module as a whole: what importing it costs, how long it is, and that each file leans on those above it only."""

import ast
import io
import json
import subprocess
import sys
import tokenize
from pathlib import Path

import pytest

import nnlib

HERE = Path(nnlib.__file__).parent
CORE = ["initializers", "activations", "losses", "parameters", "network", "gradient_check", "optimizers", "plan",
        "training", "datasets"]


def lines_of_code(source):
    """Lines that hold something other than blanks, comments and docstrings."""
    docstrings = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            docstrings.update(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    nothing = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    code = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in nothing:
            code.update(range(token.start[0], token.end[0] + 1))
    return len(code - docstrings)


def test_the_counter_counts_code_alone():
    assert lines_of_code('"""Doc.\n\nMore."""\n\n# why\nx = 1      # one\ny = [\n    2,\n]\n') == 4


def test_the_core_stays_under_900_lines():
    counts = {name: lines_of_code((HERE / f"{name}.py").read_text()) for name in CORE}
    assert sum(counts.values()) < 900, counts


def test_importing_it_brings_no_drawing_and_no_widgets():
    code = "import sys, json, nnlib; print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    loaded = json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
    assert "numpy" in loaded
    assert not {"matplotlib", "ipywidgets", "IPython", "ipykernel", "PIL", "tqdm", "sklearn"} & set(loaded)


@pytest.mark.parametrize("name", CORE)
def test_a_file_imports_only_files_above_it(name):
    tree = ast.parse((HERE / f"{name}.py").read_text())
    imported = [node.module for node in tree.body if isinstance(node, ast.ImportFrom) and node.module]
    ours = [module.removeprefix("nnlib.") for module in imported if module.startswith("nnlib")]
    assert all(CORE.index(module) < CORE.index(name) for module in ours), ours


@pytest.mark.parametrize("name", CORE)
def test_every_public_name_says_what_it_is(name):
    module = getattr(nnlib, name, None) or __import__(f"nnlib.{name}", fromlist=[name])
    for key, value in vars(module).items():
        if not key.startswith("_") and getattr(value, "__module__", None) == module.__name__:
            assert value.__doc__, key
