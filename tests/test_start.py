"""The launcher: what it says when something is in the way, and that `start.py test` is red when anything is red."""

import ast
import contextlib
import ctypes
import errno
import importlib.util
import io
import itertools
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import pytest
import yaml

SOURCE = Path(__file__).resolve().parents[1] / "start.py"
OLD_PYTHONS = ["python2.7", *(f"python3.{minor}" for minor in range(4, 11))]
NO_WAY = "The packages could not be fetched: there is no way"
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
not_on_windows = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals, or no such rights")


@pytest.fixture
def start(tmp_path, monkeypatch):
    """start.py as a module, in a course of its own that has nothing but requirements."""
    for name in (*PROXIES, "NNLIB_PRERELEASE"):
        monkeypatch.delenv(name, raising=False)
    spec = importlib.util.spec_from_file_location("start", SOURCE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    root = tmp_path / "Mein Käse"
    root.mkdir()
    (root / "requirements.txt").write_text("numpy\n")
    (root / "pyproject.toml").write_text("")
    for name in ("ROOT", "VENV", "PYTHON", "STAMP", "INSTALL_LOG", "JUPYTER_LOG"):
        moved = os.path.join(root, os.path.relpath(getattr(module, name), SOURCE.parent))
        monkeypatch.setattr(module, name, os.path.normpath(moved))
    return module


@pytest.fixture
def made(start, monkeypatch):
    """The same, with a complete environment; its commands are only written down, in `made.commands`."""
    Path(start.PYTHON).parent.mkdir(parents=True)
    Path(start.PYTHON).touch()
    Path(start.VENV, "pyvenv.cfg").touch()
    monkeypatch.setattr(start, "python_in_venv", lambda: "{}.{}".format(*sys.version_info[:2]))
    start.write_stamp(start.wanted(()))
    start.commands = []
    start.answers = {}  # a word of the command -> what it says as it fails

    def watch(title, command):
        start.commands.append(command)
        for word, said in start.answers.items():
            if word in command:
                return False, said
        return True, ""

    monkeypatch.setattr(start, "watch", watch)
    return start


# ---- An older Python -------------------------------------------------------------------------------------------------


def test_the_source_is_ascii_and_has_no_syntax_that_an_old_python_cannot_read():
    tree = ast.parse(SOURCE.read_bytes().decode("ascii"))
    for node in ast.walk(tree):
        where = f"start.py, line {getattr(node, 'lineno', '?')}"
        new = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match, ast.Nonlocal, ast.AsyncFunctionDef, ast.Await)
        assert not isinstance(node, new), where
        if isinstance(node, ast.Raise):
            assert node.cause is None, where
        if isinstance(node, ast.Starred):
            assert not isinstance(node.ctx, ast.Store), where
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            assert not any(isinstance(item, ast.Starred) for item in node.elts), where
        if isinstance(node, ast.FunctionDef):
            assert not node.args.kwonlyargs, where
            assert node.returns is None, where
            assert not any(argument.annotation for argument in node.args.args), where


def test_an_older_version_number_gets_a_sentence():
    code = f"import sys; sys.version_info = (3, 9, 1, 'final', 0); exec(open({str(SOURCE)!r}).read())"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert answer.returncode == 1
    assert answer.stderr.startswith("The course needs Python 3.11 or later; this is Python 3.9")
    assert "Traceback" not in answer.stderr


def older_pythons():
    """Pythons before 3.11 on this computer: on the path, or kept by pyenv."""
    kept = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser().glob("versions/*/bin/python")
    for python in filter(None, [*map(shutil.which, OLD_PYTHONS), *map(str, kept)]):
        ask = "import sys; print('%d.%d' % sys.version_info[:2])"
        answer = subprocess.run([python, "-c", ask], capture_output=True)
        version = answer.stdout.decode().strip()
        if answer.returncode == 0 and tuple(map(int, version.split("."))) < (3, 11):
            yield python, version


def test_real_older_pythons_say_the_sentence():
    found = list(older_pythons())
    if not found:
        pytest.skip("no Python before 3.11 is installed here")
    for python, version in found:
        environment = os.environ | {"PATH": os.path.dirname(python)}
        answer = subprocess.run([python, str(SOURCE)], env=environment, capture_output=True, text=True)
        assert answer.returncode == 1
        assert "The course needs Python 3.11 or later; this is Python " + version in answer.stderr
        assert "Traceback" not in answer.stderr


@not_on_windows
def test_a_newer_python_beside_the_old_one_is_named_if_it_runs(tmp_path, start, monkeypatch):
    def shim(name, status):
        (tmp_path / name).write_text(f"#!/bin/sh\nexit {status}\n")
        (tmp_path / name).chmod(0o755)

    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["My course/start.py", "test"])
    assert start.newer_python() is None
    assert "https://www.python.org/downloads/" in start.too_old()
    shim("python3.13", 127)  # as pyenv does for a version that is not switched on
    assert start.newer_python() is None
    shim("python3.12", 0)
    assert start.too_old().endswith('Type: python3.12 "My course/start.py" test')


# ---- What is in the way, in words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        ("error: Failed to fetch: `https://pypi.org/simple/numpy/`", NO_WAY),
        ("client error (Connect): dns error: failed to lookup address information", NO_WAY),
        ("NewConnectionError('...: [Errno -3] Temporary failure in name resolution')", NO_WAY),
        ("ReadTimeoutError: HTTPSConnectionPool(host='pypi.org'): Read timed out.", NO_WAY),
        ("ConnectionResetError(104, 'Connection reset by peer')", NO_WAY),
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("failed to copy file: No space left on device (os error 28)", "The disk is full"),
        ("PermissionError: [WinError 5] Access is denied", "A file could not be written"),
        ("Request failed after 3 retries\nFailed to fetch\ncause: operation timed out", NO_WAY),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] self-signed'))", "The packages could"),
        ("client error (Connect)\ninvalid peer certificate: UnknownIssuer", "The packages could"),
        ("failed to remove file: The process cannot access the file (os error 32)", "A file in "),
        ("OSError: [Errno 36] File name too long: '/course/.venv/x'", "A file's name would be too long"),
        ("The filename or extension is too long. (os error 206)", "A file's name would be too long"),
        ("[Errno 30] Read-only file system: '/course/.venv'", "A file could not be written"),
    ],
)
def test_what_installers_say_becomes_a_sentence_with_a_way_out(start, said, begins):
    sentence = start.in_words("Collecting numpy\n" + said)
    assert sentence.startswith(begins)
    assert ("certificate" in sentence) == ("certificate" in said.lower())
    assert sentence.rstrip().endswith(start.AGAIN)


def test_what_is_not_known_is_not_guessed(start):
    assert start.in_words("error: metadata-generation-failed") is None


def test_a_proxy_is_mentioned_but_not_its_password(start, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://me:secret@proxy:3128")
    sentence = start.in_words("dns error")
    assert "A proxy is set in HTTPS_PROXY" in sentence
    assert "secret" not in sentence
    assert "proxy is set" not in start.in_words("No space left on device")


def test_a_python_newer_than_all_packages_is_mentioned(start, monkeypatch):
    assert "made for" not in start.why_it_failed("It failed.", "error: metadata-generation-failed")
    monkeypatch.setattr(start, "NEWEST", (3, 4))
    assert "the course is made for" in start.why_it_failed("It failed.", "error: metadata-generation-failed")


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_the_venv_module_is_told_what_to_install(start, monkeypatch, missing):
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == missing else find(name))
    with pytest.raises(start.Problem, match=rf"lacks {missing}.*\n.*sudo apt install python3\.\d+-venv"):
        start.check_python()


def test_a_python_without_ssl_is_told_so(start, monkeypatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "_ssl" else find(name))
    with pytest.raises(start.Problem, match="without ssl"):
        start.check_python()


def test_a_folder_that_cannot_be_written_to_is_named(start, monkeypatch, capsys):
    def refuse(dir):
        raise PermissionError(13, "Permission denied", dir)

    monkeypatch.setattr(start.tempfile, "TemporaryFile", refuse)
    assert start.main(["--no-browser"]) == 1
    said = capsys.readouterr().out
    assert f"Nothing can be written in {start.ROOT} (Permission denied)" in said
    assert "Move the course's folder" in said


def test_a_start_from_within_a_zip_file_is_told_to_unpack_it(start, capsys):
    Path(start.ROOT, "requirements.txt").unlink()
    assert start.main(["test"]) == 1
    assert "requirements.txt, beside start.py" in (said := capsys.readouterr().out)
    assert "unpack" in said


def test_a_path_that_no_environment_can_have_is_named(start, monkeypatch):
    root = start.ROOT + os.pathsep + "2"
    os.rename(start.ROOT, root) if os.name != "nt" else shutil.copytree(start.ROOT, root)
    monkeypatch.setattr(start, "ROOT", root)
    with pytest.raises(start.Problem, match="Rename that folder"):
        start.check_folder()


def test_what_the_system_refuses_for_an_unknown_reason_is_shown_with_a_way_out(made, monkeypatch, capsys):
    def odd(*_):
        raise OSError(errno.EIO, "Input/output error", "disk")

    monkeypatch.setattr(made, "write_settings", odd)
    assert made.main(["test"]) == 1
    said = capsys.readouterr().out
    assert f"delete the folder {made.VENV}" in said
    assert "Input/output error" in said


def test_no_screen_makes_a_word_fail(start, monkeypatch):
    for encoding in ("ascii", "cp1252"):
        raw = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
        start.mend_streams()
        start.say("\u5b66 \u2713 Mein K\xe4se")
        assert b"? ? Mein K" in raw.getvalue()
    monkeypatch.setattr(sys, "stdout", None)  # pythonw, or a closed one
    start.mend_streams()
    start.say("nobody reads this")
    sys.stdout.close()
    start.say("nor this")


def test_the_whole_program_says_its_sentence_in_ascii_from_another_folder(tmp_path):
    course = tmp_path / "K\xe4se \u5b66"
    course.mkdir()
    script = shutil.copy(SOURCE, course)
    answer = subprocess.run(
        [sys.executable, script], cwd="/", env=os.environ | {"PYTHONIOENCODING": "ascii:strict"}, capture_output=True,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert answer.returncode == 1
    assert answer.stderr == b""
    assert b"A part of the course is not there: requirements.txt" in answer.stdout


@pytest.mark.parametrize(
    ("python", "words", "shown"),
    [
        ("python3.12", ["start.py", "test"], "python3.12 start.py test"),
        ("python3", ["/home/me/My course/start.py"], "python3 '/home/me/My course/start.py'"),
        ("/no/such/python3", ["start.py"], "/no/such/python3 start.py"),
    ],
)
@not_on_windows
def test_what_to_type_again_is_what_was_typed(start, monkeypatch, python, words, shown):
    monkeypatch.setattr(sys, "orig_argv", [python, *words])
    monkeypatch.setattr(sys, "argv", words)
    assert start.typed() == shown


def test_what_to_type_again_on_windows(start, monkeypatch):
    monkeypatch.setattr(start, "WINDOWS", True)
    monkeypatch.setattr(sys, "argv", ["C:\\My course\\start.py"])
    monkeypatch.setattr(shutil, "which", lambda name: name)
    assert start.typed() == 'py "C:\\My course\\start.py"'


@pytest.mark.parametrize(("programs", "waits"), [(1, True), (2, True), (3, False), (0, False)])
def test_a_window_of_its_own_waits_for_enter(start, monkeypatch, capsys, programs, waits):
    kernel32 = SimpleNamespace(GetConsoleProcessList=lambda ids, size: programs)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel32), raising=False)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True, readline=lambda: "\n"))
    start.WINDOWS = True
    start.hold_window()
    assert ("Press Enter" in capsys.readouterr().err) == waits
    monkeypatch.setattr(sys, "stdin", None)
    start.hold_window()
    assert capsys.readouterr().err == ""


def test_a_full_disk_in_the_middle_of_it_is_a_sentence_not_a_traceback(made, monkeypatch, capsys):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(made, "write_settings", full)
    assert made.main(["--no-browser"]) == 1
    assert "The disk is full" in capsys.readouterr().out


def test_a_full_disk_is_seen_even_where_the_command_says_something_else(made, monkeypatch):
    usage = shutil.disk_usage(made.ROOT)
    monkeypatch.setattr(made.shutil, "disk_usage", lambda _: usage._replace(free=1_000_000))
    made.answers = {"install": "returned non-zero exit status 1"}
    with pytest.raises(made.Problem, match="The disk is full"):
        made.install(())


def test_an_unknown_command_is_refused(start, capsys):
    with pytest.raises(SystemExit) as refusal:
        start.main(["tset"])
    assert refusal.value.code == 2
    assert "'test'" in capsys.readouterr().err


# ---- When the environment is made, updated, left alone ---------------------------------------------------------------


def test_without_an_environment_one_is_made(start):
    assert start.state_of_venv(())[0] == "remake"


def test_a_complete_environment_is_left_alone(made):
    made.prepare()
    assert made.commands == []


def test_an_environment_with_more_extras_than_needed_is_left_alone(made):
    made.write_stamp(made.wanted(["dev"]))
    assert made.state_of_venv(())[0] == "ready"


def test_changed_requirements_are_installed_and_extras_kept(made):
    made.write_stamp(made.wanted(["dev"]))
    Path(made.ROOT, "requirements.txt").write_text("numpy>=2\n")
    assert made.state_of_venv(()) == (
        "install", "The course's requirements have changed: the environment in .venv is updated."
    )  # fmt: skip
    made.prepare()
    assert ".[dev]" in made.commands[1]
    assert "matplotlib.font_manager" in made.commands[-1][-1]
    assert made.state_of_venv(["dev"])[0] == "ready"


@pytest.mark.parametrize(
    ("change", "state", "word"),
    [
        ({"state": "installing"}, "remake", "did not end"),
        ({"root": "/elsewhere"}, "remake", "moved or copied"),
        ({"root": None}, "remake", "moved or copied"),
        ({"requirements": "0" * 64}, "install", "requirements have changed"),
        ({"prerelease": ["numpy"]}, "remake", "holds a pre-release"),
    ],
)
def test_a_stamp_that_does_not_fit(made, change, state, word):
    made.write_stamp(made.wanted(()) | change)
    found, why = made.state_of_venv(())
    assert found == state
    assert word in why


def test_missing_extras_are_installed(made):
    assert made.state_of_venv(["dev"])[0] == "install"
    made.prepare(extras=["dev"])
    assert json.loads(Path(made.STAMP).read_text())["extras"] == ["dev"]


@pytest.mark.parametrize("content", ["", "{", "[]", "\0"])
def test_a_damaged_stamp_is_no_stamp(made, content):
    Path(made.STAMP).write_text(content)
    assert made.state_of_venv(())[0] == "install"


@pytest.mark.parametrize(("version", "word"), [(None, "half-made"), ("3.4", "holds Python 3.4")])
def test_an_environment_whose_python_is_broken_or_another_is_made_anew(made, monkeypatch, version, word):
    monkeypatch.setattr(made, "python_in_venv", lambda: version)
    state, why = made.state_of_venv((), any_python=True)
    assert state == "remake"
    assert word in why
    left = Path(made.VENV, "left-over")
    left.touch()
    made.prepare()
    assert not left.exists()
    assert made.commands[0][1:] == ["-m", "venv", made.VENV]


def test_a_learner_keeps_an_environment_of_another_python_and_a_tester_does_not(made, monkeypatch):
    monkeypatch.setattr(made, "python_in_venv", lambda: "{}.{}".format(*made.OLDEST))
    monkeypatch.setattr(made.sys, "version_info", (3, 99, 0))
    made.prepare(may_lag=True)
    assert made.commands == []
    assert made.state_of_venv(())[0] == "remake"


def test_another_way_to_the_same_folder_is_no_other_folder(made, tmp_path):
    try:
        os.symlink(made.ROOT, tmp_path / "link", target_is_directory=True)
    except OSError:
        pytest.skip("no right to make links")
    made.write_stamp(made.wanted(()) | {"root": str(tmp_path / "link")})
    assert made.state_of_venv(())[0] == "ready"


def test_a_python_that_does_not_run_is_seen(start):
    Path(start.PYTHON).parent.mkdir(parents=True)
    Path(start.PYTHON).touch()
    assert start.python_in_venv() is None


def test_an_interrupted_installation_is_made_anew_the_next_time(made, monkeypatch):
    Path(made.ROOT, "requirements.txt").write_text("numpy>=2\n")

    def interrupted(title, command):
        raise KeyboardInterrupt

    monkeypatch.setattr(made, "watch", interrupted)
    assert made.main(["--no-browser"]) == 130
    assert made.state_of_venv(())[0] == "remake"


@pytest.mark.parametrize("left", [(), ("installed.json.new",), ("pyvenv.cfg", "bin"), ("installed.json", "lib")])
def test_what_a_killed_start_left_is_cleared_away(start, left):
    Path(start.VENV).mkdir()
    for name in left:
        Path(start.VENV, name).touch()
    start.remove_venv()
    assert not os.path.lexists(start.VENV)


def test_a_deletion_that_breaks_off_leaves_a_mark(made, monkeypatch):
    Path(made.VENV, "lib").mkdir()
    order = []
    delete = shutil.rmtree
    monkeypatch.setattr(made.shutil, "rmtree", lambda path, **_: order.append(path) or delete(path, ignore_errors=True))
    made.remove_venv()
    assert order[-1] == made.VENV
    assert not {os.path.basename(path) for path in order} & {"pyvenv.cfg", "installed.json"}


def test_an_environment_in_use_is_said_to_be(made, monkeypatch):
    monkeypatch.setattr(made.shutil, "rmtree", lambda path, **_: None)
    with pytest.raises(made.Problem, match="something still uses it"):
        made.remove_venv()


def test_a_second_start_waits_for_the_first(made, capsys):
    other = threading.Thread(target=made.prepare, kwargs={"extras": ["dev"]})
    with made.one_at_a_time():
        other.start()
        while "in another window" not in (said := capsys.readouterr().out):
            assert said == ""
            time.sleep(0.01)
        assert made.commands == []
    other.join()
    assert made.state_of_venv(["dev"])[0] == "ready"


def test_a_folder_named_venv_that_is_none_is_not_deleted(made):
    for name in ("pyvenv.cfg", "installed.json"):
        Path(made.VENV, name).unlink()
    mine = Path(made.VENV, "thesis.txt")
    mine.touch()
    with pytest.raises(made.Problem, match="is in the way"):
        made.remove_venv()
    assert mine.exists()


def test_a_link_named_venv_is_removed_and_what_it_points_at_is_not(start, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    os.symlink(tmp_path / "elsewhere", start.VENV, target_is_directory=True)
    start.remove_venv()
    assert not os.path.lexists(start.VENV)
    assert (tmp_path / "elsewhere").exists()


# ---- Installing ------------------------------------------------------------------------------------------------------


def test_uv_installs_and_pip_steps_in_when_it_cannot(made):
    made.install(())
    assert [command[2] for command in made.commands] == ["pip", "uv"]
    made.commands.clear()
    made.answers = {"--python": "error: unsupported platform"}
    made.install(())
    assert [command[2] for command in made.commands] == ["pip", "uv", "pip"]
    assert made.commands[-1][-2:] == ["-r", "requirements.txt"]


def test_without_network_pip_is_not_tried_in_vain(made):
    made.answers = {"uv": "NewConnectionError: [Errno 111] Connection refused"}
    with pytest.raises(made.Problem, match="no way to the internet"):
        made.install(())
    assert len(made.commands) == 1


@pytest.mark.parametrize(
    ("said", "tries"),
    [("operation timed out", 2), ("(os error 28)", 2), ("invalid peer certificate: UnknownIssuer", 3)],
)
def test_pip_steps_in_only_where_it_may_get_further_than_uv(made, said, tries):
    made.answers = {"--python": said}
    with contextlib.suppress(made.Problem):
        made.install(())
    assert len(made.commands) == tries


def test_the_fonts_are_collected_and_their_failure_is_no_harm(made):
    made.write_stamp(made.wanted(()) | {"requirements": ""})
    made.answers = {"import matplotlib.font_manager": "no fonts"}
    made.prepare()
    assert made.commands[-1][1:] == ["-c", "import matplotlib.font_manager"]
    assert made.state_of_venv(())[0] == "ready"


def test_a_prerelease_is_installed_when_asked_for_and_gone_when_not(made, monkeypatch):
    monkeypatch.setenv("NNLIB_PRERELEASE", "scikit-learn numpy")
    assert made.state_of_venv(()) == ("install", "Pre-releases are asked for (numpy, scikit-learn).")
    made.prepare()
    packages = [command[command.index("install") + 1 :] for command in made.commands if "install" in command]
    assert packages[-1][-4:] == ["--upgrade", "--pre", "numpy", "scikit-learn"]
    assert "-r" in packages[-2]  # after all others, and instead of none
    assert made.state_of_venv(())[0] == "ready"
    monkeypatch.delenv("NNLIB_PRERELEASE")
    assert made.state_of_venv(())[0] == "remake"


def test_a_prerelease_that_cannot_be_installed_is_a_failure(made, monkeypatch):
    monkeypatch.setenv("NNLIB_PRERELEASE", "numpy")
    made.answers = {"--pre": "error: odd"}
    with pytest.raises(made.Problem, match="could not be installed"):
        made.prepare()
    assert made.read_stamp()["state"] == "installing"


def test_a_failed_installation_shows_its_last_lines_and_where_the_rest_is(made):
    made.answers = {"install": "Collecting numpy\nerror: metadata-generation-failed"}
    with pytest.raises(made.Problem) as problem:
        made.install(())
    assert "    error: metadata-generation-failed" in str(problem.value)
    assert made.INSTALL_LOG in str(problem.value)


def test_an_update_without_network_leaves_the_old_environment_usable(made, capsys):
    Path(made.ROOT, "requirements.txt").write_text("numpy>=2\n")
    made.answers = {"install": "dns error"}
    with pytest.raises(made.Problem, match="no way to the internet"):
        made.prepare()  # the tests want the new packages
    made.prepare(may_lag=True)  # a learner can go on
    assert "going on with those that are installed" in capsys.readouterr().out
    assert made.state_of_venv(())[0] == "install"


def test_a_new_environment_without_network_is_not_called_complete(made, monkeypatch):
    shutil.rmtree(made.VENV)
    made.answers = {"install": "dns error"}
    with pytest.raises(made.Problem, match="no way to the internet"):
        made.prepare(may_lag=True)
    assert made.read_stamp()["state"] == "installing"


def test_watch_shows_the_title_and_keeps_the_words_in_the_log(start, capsys):
    Path(start.VENV).mkdir()
    code = "import sys; print('Downloading numpy'); print('error: no', file=sys.stderr); sys.exit(3)"
    ok, said = start.watch("Trying", [sys.executable, "-c", code])
    assert not ok
    assert sorted(said.splitlines()) == ["Downloading numpy", "error: no"]
    shown = capsys.readouterr().out
    assert "Trying" in shown
    assert "failed" in shown
    assert "Downloading" not in shown  # one line a step, no wall
    assert "error: no" in Path(start.INSTALL_LOG).read_text()


def test_the_environment_leads_to_nothing_outside(start, monkeypatch):
    foreign = [
        *("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONWARNINGS", "PYTHONOPTIMIZE", "PYTHONIOENCODING"),
        *("MPLBACKEND", "MATPLOTLIBRC", "JUPYTER_PATH", "JUPYTER_PORT", "JUPYTERLAB_DIR", "JUPYTER_CONFIG_PATH"),
        *("JPY_SESSION_NAME", "PIP_TARGET", "PIP_PREFIX", "PIP_CONSTRAINT", "UV_SYSTEM_PYTHON", "UV_PRERELEASE"),
        "PYTEST_ADDOPTS",
    ]
    settings = ["JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "MPLCONFIGDIR"]
    replaced = ["VIRTUAL_ENV", *settings]
    kept = ["HTTPS_PROXY", "PIP_INDEX_URL", "UV_DEFAULT_INDEX", "PYTHONDONTWRITEBYTECODE"]
    for name in (*foreign, *replaced, *kept):
        monkeypatch.setenv(name, "/elsewhere")
    env = start.environment(NNLIB_QUIET="1")
    assert [name for name in foreign if name in env] == []
    assert [name for name in replaced if not env[name].startswith(start.VENV)] == []
    assert [name for name in kept if env.get(name) != "/elsewhere"] == []
    assert env["NNLIB_QUIET"] == "1"
    assert env["PATH"].split(os.pathsep)[0] == os.path.dirname(start.PYTHON)


@not_on_windows
def test_a_home_that_is_missing_or_read_only_is_replaced(start, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert start.environment()["HOME"] == str(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "gone"))
    assert start.environment()["HOME"].startswith(start.VENV)


@not_on_windows
def test_no_variable_path_is_no_trouble(start, monkeypatch):
    monkeypatch.delenv("PATH")
    assert start.environment()["PATH"].endswith(os.defpath)


def test_settings_load_the_exercise_cell_and_switch_off_news(made):
    made.prepare()
    config = Path(made.VENV, "etc", "ipython", "ipython_kernel_config.py").read_text()
    assert "nnlib.exercises" in config
    overrides = json.loads(Path(made.VENV, "share", "jupyter", "lab", "settings", "overrides.json").read_text())
    assert overrides["@jupyterlab/apputils-extension:notification"] == {"fetchNews": "false", "checkForUpdates": False}


def test_the_server_sends_what_a_kernel_says_at_once(made, monkeypatch):
    made.prepare()
    code = Path(made.VENV, "etc", "jupyter", "jupyter_server_config.py").read_text()
    config = mock.MagicMock()
    exec(code, {"c": config})
    connection = config.ServerApp.kernel_websocket_connection_class
    base, page = connection.__mro__[1], mock.Mock()
    monkeypatch.setattr(connection, "websocket_handler", page)
    monkeypatch.setattr(base, "__init__", lambda self: None)
    monkeypatch.setattr(base, "connect", lambda self: 7)
    assert connection().connect() == 7
    page.set_nodelay.assert_called_once_with(True)
    page.set_nodelay.side_effect = OSError                  # the page is gone: that is the server's to find out
    assert connection().connect() == 7


def test_another_server_is_no_trouble(made, monkeypatch):
    monkeypatch.setitem(sys.modules, "jupyter_server.services.kernels.connection.channels", None)
    made.prepare()
    config = mock.MagicMock(spec=[])
    exec(Path(made.VENV, "etc", "jupyter", "jupyter_server_config.py").read_text(), {"c": config})


# ---- Opening ---------------------------------------------------------------------------------------------------------


def test_a_port_that_is_taken_is_passed_over(start):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(start.Problem, match=f"{port}"):
            start.free_port(first=port, tries=1)
        assert start.free_port(first=port) > port


def test_the_first_notebook_is_the_page_that_opens(start):
    assert start.first_page() == "/lab"
    notebooks = Path(start.ROOT, "notebooks")
    notebooks.mkdir()
    for name in ("02_forward_pass.ipynb", "01_initialization.ipynb"):
        (notebooks / name).touch()
    assert start.first_page() == "/lab/tree/notebooks/01_initialization.ipynb"


def test_a_server_that_ends_at_once_shows_its_last_words(start):
    Path(start.VENV).mkdir()
    Path(start.JUPYTER_LOG).write_text("No module named jupyterlab\n")
    server = subprocess.Popen([sys.executable, "-c", "raise SystemExit(1)"])
    server.wait()
    with pytest.raises(start.Problem, match="No module named jupyterlab"):
        start.wait_for_jupyter(server, "http://127.0.0.1:9", "token")


def test_a_port_that_was_taken_meanwhile_is_passed_over(start, monkeypatch):
    ports = itertools.count(8888)
    monkeypatch.setattr(start, "free_port", lambda first=8888, tries=50: next(ports) if first == 8888 else first)
    started = []
    monkeypatch.setattr(start, "start_jupyter", lambda port, token: started.append(port))
    monkeypatch.setattr(start, "stop_jupyter", lambda *_: None)

    def wait(server, address, token):
        if len(started) == 1:
            raise start.Problem("[C] The port 8888 is already in use.")

    monkeypatch.setattr(start, "wait_for_jupyter", wait)
    assert start.running_jupyter("token")[1] == "http://127.0.0.1:8889"


def test_a_server_that_fails_for_another_reason_is_not_tried_again(start, monkeypatch):
    started = []
    monkeypatch.setattr(start, "start_jupyter", lambda port, token: started.append(port))
    monkeypatch.setattr(start, "stop_jupyter", lambda *_: None)

    def wait(*_):
        raise start.Problem("No module named jupyterlab")

    monkeypatch.setattr(start, "wait_for_jupyter", wait)
    with pytest.raises(start.Problem, match="No module named"):
        start.running_jupyter("token")
    assert len(started) == 1


def test_a_server_that_does_not_listen_yet_is_ended_at_once(start, monkeypatch):
    server = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    end, wait, done = server.terminate, server.wait, []

    def wait_for_what_was_asked_to_end(timeout=None):
        done.append("waited for")
        if "asked to end" not in done:
            raise subprocess.TimeoutExpired("the server", timeout)
        return wait()

    monkeypatch.setattr(server, "terminate", lambda: done.append("asked to end") or end())
    monkeypatch.setattr(server, "wait", wait_for_what_was_asked_to_end)
    start.stop_jupyter(server, "http://127.0.0.1:9", "token")
    assert server.returncode is not None
    assert done == ["asked to end", "waited for"]


def test_a_second_ctrl_c_ends_the_server_at_once(start, monkeypatch):
    def again(*_, **__):
        raise KeyboardInterrupt

    server = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    monkeypatch.setattr(start, "ask", again)
    start.stop_jupyter(server, "http://127.0.0.1:9", "token")
    assert server.returncode is not None


@not_on_windows
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_command_is_ended_and_said(tmp_path, number):
    for name in ("start.py", "requirements.txt", "pyproject.toml"):
        shutil.copy(SOURCE.with_name(name), tmp_path)
    program = subprocess.Popen(
        [sys.executable, "start.py"], cwd=tmp_path, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    )
    while "Making the environment" not in program.stdout.readline():
        assert program.poll() is None
    program.send_signal(number)
    rest = program.communicate(timeout=300)[0]
    assert program.returncode == 130
    assert re.search(r"Stopped\. To go on: .*start\.py$", rest.strip())


# ---- Testing ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def steps(start, monkeypatch):
    """Steps of small commands, run by the Python of these tests."""
    monkeypatch.setattr(start, "PYTHON", sys.executable)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # they take seconds, and nothing here needs them

    def command(title, status):
        return start.Step(title, [sys.executable, "-c", f"raise SystemExit({status})"])

    def tests(title, source):
        file = Path(start.ROOT, f"test_{title}.py")
        file.write_text(source)
        return start.Step(title, [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(file)])

    return command, tests


def test_all_green_is_green(start, steps, capfd):
    command, tests = steps
    assert start.run_tests([command("ruff", 0), tests("unit", "def test_a(): pass\ndef test_b(): pass\n")]) == 0
    assert capfd.readouterr().out.splitlines()[-1] == "3 passed, 0 failed"


MIXED = """
import pytest
def test_right(): pass
def test_wrong(): assert False
@pytest.mark.skip(reason="no browser here")
def test_left_out(): pass
@pytest.fixture
def broken(): raise OSError
def test_error(broken): pass
"""


def test_every_step_runs_after_a_failure_and_every_failure_is_counted(start, steps, capfd):
    command, tests = steps
    assert start.run_tests([command("ruff", 1), tests("mixed", MIXED), command("last", 0)]) == 1
    shown = capfd.readouterr().out.splitlines()
    assert shown[-1] == "2 passed, 3 failed, 1 skipped"
    assert sum(line.startswith("  FAILED") for line in shown) == 2


@pytest.mark.parametrize(
    "source",
    ["def test_(:\n", "import no_such_module\n", "", "import os\ndef test_(): os._exit(0)\n"],
    ids=["syntax error", "import error", "no tests", "dies with status 0"],
)
def test_a_run_that_tested_nothing_is_red(start, steps, source):
    _, tests = steps
    assert start.run_tests([tests("odd", source)]) == 1


def test_a_command_that_is_not_there_is_red_and_does_not_end_the_run(start, steps, capfd):
    command, _ = steps
    assert start.run_tests([start.Step("gone", [os.path.join(start.ROOT, "gone")]), command("ruff", 0)]) == 1
    assert capfd.readouterr().out.splitlines()[-1] == "1 passed, 1 failed"


def test_the_steps_are_those_of_the_course(start):
    commands = [" ".join(step.command[1:]) for step in start.test_steps()]
    for part in ("ruff check", "build.py --check", "worksteal tests", "-rs tests", "--nbval ", "--nbval-lax "):
        assert sum(part in command for command in commands) == 1, part
    assert all("--nbval-cell-timeout" in command for command in commands if "nbval" in command)


def test_the_workflow_tests_the_oldest_and_the_newest_python_by_the_same_command(start):
    text = SOURCE.with_name(".github").joinpath("workflows", "tests.yml").read_text(encoding="utf-8")
    workflow = yaml.load(text, Loader=yaml.BaseLoader)  # BaseLoader: else `on` is read as true
    assert set(workflow["on"]) == {"push", "pull_request", "schedule", "workflow_dispatch"}
    assert workflow["permissions"] == {"contents": "read"}
    matrix = workflow["jobs"]["test"]["strategy"]["matrix"]
    assert matrix["python"] == ["{}.{}".format(*start.OLDEST), "{}.{}".format(*start.NEWEST)]
    assert {system.split("-")[0] for system in matrix["system"]} == {"ubuntu", "macos", "windows"}
    for job in workflow["jobs"].values():
        assert int(job["timeout-minutes"]) <= 30
        commands = [step["run"] for step in job["steps"] if "run" in step]
        assert commands[0].split("  #")[0] == "python start.py test"
    (asked,) = [step["env"] for step in workflow["jobs"]["prerelease"]["steps"] if "env" in step]
    assert asked == {"NNLIB_PRERELEASE": "numpy"}


# ---- The README ------------------------------------------------------------------------------------------------------

README = SOURCE.with_name("README.md").read_text(encoding="utf-8")


def test_the_links_of_the_readme_lead_somewhere():
    links = re.findall(r"\]\(([^)]+)\)", README)
    local = [link for link in links if "://" not in link]
    assert local
    assert [link for link in local if not (SOURCE.parent / link).exists()] == []


def test_the_commands_of_the_readme_are_commands(start, monkeypatch):
    asked = []
    monkeypatch.setattr(start, "open_course", lambda browser: asked.append("open") or 0)
    monkeypatch.setattr(start, "test_course", lambda: asked.append("test") or 0)
    monkeypatch.setattr(start, "bench_course", lambda skip_tests: asked.append("bench") or 0)
    for line in re.findall(r"^    python3 start\.py(.*)$", README, re.MULTILINE):
        assert start.main(line.split()) == 0
    assert asked == ["open", "test", "bench"]


def test_the_exercise_of_the_readme_does_what_it_says():
    import numpy as np

    from nnlib import activations
    from nnlib.exercises import catalogue
    from nnlib.exercises.diagnosis import diagnose

    (example,) = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    names = {"Exercise": catalogue.Exercise, "activations": activations, "np": np}
    try:
        exec(example.replace('"02.sigmoid"', '"99.sigmoid"'), names)
        exercise = names["sigmoid"]

        def answer(code):
            def sigmoid(z):
                return code(z)

            return diagnose(exercise, sigmoid, None)

        assert answer(names["by_tanh"]).state == "right"
        assert "The minus sign is lost" in answer(names["minus_lost"]).sentences[0]
    finally:
        catalogue._known.pop("99.sigmoid", None)
