"""Start the course, or test it.

    python3 start.py                 make .venv, install what the course needs, open JupyterLab on the first notebook
    python3 start.py --no-browser    the same, but print the address instead of opening a browser
    python3 start.py test            run every test of the project
    python3 start.py bench           measure it, each figure beside its goal (--skip-tests leaves out the longest one)

With NNLIB_PRERELEASE=numpy in the environment (or several names, with spaces between them), the newest pre-release of
that package replaces the released one, where there is one. That is for `test`: it shows ahead of time what a new
version will break.

This file needs nothing but Python 3.11 or later. An older Python must still be able to read it, to say that it is too
old: hence no f-strings, no annotations, no `[*a, b]`, no `raise ... from`, and ASCII only.
"""
# ruff: noqa: E402, RUF005, UP032

import os
import sys

WINDOWS = os.name == "nt"
OLDEST = (3, 11)
NEWEST = (3, 14)  # the newest for which every package has a ready-made file


def hold_window():
    """On Windows, a window that a double-click opened closes at the end: wait, so that the last words can be read."""
    if not WINDOWS:
        return
    try:
        import ctypes

        # In a window of its own there are only py.exe and Python; with a shell, one more.
        programs = ctypes.windll.kernel32.GetConsoleProcessList((ctypes.c_uint * 8)(), 8)
        if 1 <= programs <= 2 and sys.stdin.isatty():
            sys.stderr.write("\nPress Enter to close this window. ")
            sys.stderr.flush()
            sys.stdin.readline()
    except Exception:  # whatever it was: the words were said, and there is nothing to wait for
        pass


def newer_python():
    """The command of a Python on this computer that is new enough, or None."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        name = "python3.{}".format(minor)
        for folder in os.environ.get("PATH", "").split(os.pathsep):
            found = os.path.isfile(os.path.join(folder, name))
            if found and os.system(name + " -c pass >" + os.devnull + " 2>&1") == 0:
                return name
    return None


def too_old():
    """The sentence for a Python that is too old."""
    found = "The course needs Python {}.{} or later; this is Python {}.{} ({}).\n".format(
        OLDEST[0], OLDEST[1], sys.version_info[0], sys.version_info[1], sys.executable
    )
    newer = newer_python()
    if newer:
        words = ['"{}"'.format(word) if " " in word else word for word in [newer] + sys.argv]
        return found + "A newer one is on this computer, too. Type: " + " ".join(words)
    if sys.platform.startswith("linux"):
        return found + (
            "Install a newer one with the system's package manager (a package named python3.12, say),\n"
            "or from https://www.python.org/downloads/, and start with it: python3.12 start.py"
        )
    return found + "Get a newer one from https://www.python.org/downloads/ and type: {}".format(
        "py start.py" if WINDOWS else "python3 start.py"
    )


if sys.version_info < OLDEST:
    sys.stderr.write(too_old() + "\n")
    hold_window()
    sys.exit(1)

import argparse
import collections
import contextlib
import glob
import hashlib
import importlib.util
import json
import re
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import webbrowser
import xml.etree.ElementTree

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "Scripts", "python.exe") if WINDOWS else os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed.json")
NEEDED = ("requirements.txt", "pyproject.toml")
INSTALL_LOG = os.path.join(VENV, "install.log")
JUPYTER_LOG = os.path.join(VENV, "jupyterlab.log")
AGAIN = "py start.py" if WINDOWS else "python3 start.py"  # what to type; `typed` puts in what was typed


class Problem(Exception):
    """Something that the person in front of the screen can mend: a sentence on what was found, and what to do."""


def say(text="", end="\n"):
    """Write to the screen at once."""
    try:
        sys.stdout.write(text + end)
        sys.stdout.flush()
    except (OSError, ValueError):  # the window was closed: nobody is left to read it
        pass


def mend_streams():
    """A letter that this screen does not know becomes a question mark; without a screen, words go nowhere."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def typed():
    """What was typed to start this program: the same Python, the same way to this file, the same command."""
    python, words = sys.orig_argv[0], sys.argv
    if WINDOWS:
        return subprocess.list2cmdline(["py" if shutil.which("py") else python] + words)
    name = os.path.basename(python)
    if python != name and shutil.which(name):  # pyenv and others put a path where a name was typed
        ask = [shutil.which(name), "-c", "import sys; print(sys.executable)"]
        if subprocess.run(ask, capture_output=True, text=True).stdout.strip() == sys.executable:
            python = name
    return shlex.join([python] + words)


# ---- What can go wrong, in words -------------------------------------------------------------------------------------

DISK_FULL = (
    "The disk is full: the course's environment needs up to 600 MB in {venv},\n"
    "and the installers some more in their caches and among the temporary files.\n"
    "Make room and type again: {again}"
)
NO_NETWORK = (
    "The packages could not be fetched: there is no way to the internet from here, or it broke off.\n"
    "Check the connection and type again: {again}"
)
NOT_TRUSTED = (
    "The packages could not be fetched: the certificate of the server is not trusted here.\n"
    "Look whether this computer's date and time are right. In an office or a school, the network may put certificates\n"
    "of its own in their place: ask those who run it, or use another network. Then type again: {again}"
)
IN_USE = (
    "A file in {venv} is in use.\n"
    "Stop the course where it is open (Ctrl-C in its window), then type again: {again}"
)
NOT_WRITABLE = (
    "A file could not be written in {root}.\n"
    "If the course is open in another window, stop it there (Ctrl-C). Else move the course's folder to a place where\n"
    "you may write (your home folder, for example; no sudo is needed) and type again: {again}"
)
NAME_TOO_LONG = (
    "A file's name would be too long: {root} lies too deep.\n"
    "Move the course's folder to a place with a shorter name and type again: {again}"
)
UNKNOWN = (
    "The system refused something that the course needs.\n"
    "Read what stands below. If it is no help: delete the folder {venv}\n"
    "(it holds none of your work) and type again: {again}"
)
NO_CAUSE = "If they show no cause: delete the folder {venv} (it holds none of your work)\nand type again: {again}"
# What the installers, or Python, say of it -> what we say. The first that matches counts.
TROUBLES = [
    (
        r"no space left on device|os error 28\b|os error 112\b|disk quota exceeded|not enough space on the disk",
        DISK_FULL,
    ),
    (
        r"os error 32\b|winerror 32\b|used by another process|text file busy",
        IN_USE,
    ),
    (
        r"file ?name too long|os error 206\b|winerror 206\b|extension is too long",
        NAME_TOO_LONG,
    ),
    (
        r"read-only file system|permission denied|os error 13\b|access is denied|operation not permitted",
        NOT_WRITABLE,
    ),
    (
        r"certificate.verify.failed|invalid peer certificate|unknownissuer|self.signed certificate",
        NOT_TRUSTED,
    ),
    (
        r"name resolution|name or service not known|getaddrinfo|nodename nor servname|dns error"
        r"|failed to lookup address|failed to fetch|failed to download|error sending request|newconnectionerror"
        r"|connection (?:refused|reset|aborted|broken)|network is (?:unreachable|down)|timed out|max retries exceeded"
        r"|proxyerror|tunnel|could not connect|incompleteread|unexpected eof|peer closed connection|connection closed",
        NO_NETWORK,
    ),
]
FETCHING = (NO_NETWORK, NOT_TRUSTED)  # both installers fetch everything before they change anything


def in_words(text):
    """The sentence for what an installer or an OSError said, or None."""
    for pattern, sentence in TROUBLES:
        if re.search(pattern, text, re.IGNORECASE):
            return filled(sentence) + (proxy_remark() if sentence in FETCHING else "")
    return None


def is_fetching(sentence):
    """Whether this sentence says that something could not be fetched."""
    return sentence.startswith(tuple(filled(known) for known in FETCHING))


def proxy_remark():
    """What only someone with a proxy must know; its address may hold a password and is not shown."""
    names = [name for name in os.environ if name.lower() in ("http_proxy", "https_proxy", "all_proxy")]
    return "\n(A proxy is set in {}: it must be right.)".format(" and ".join(sorted(names))) if names else ""


def filled(sentence):
    """A sentence with this course's places in it."""
    return sentence.format(root=ROOT, venv=VENV, again=AGAIN)


def why_it_failed(what, output, log=None):
    """The sentence for a command that failed: its cause where it is known, else the end of what it said."""
    if shutil.disk_usage(ROOT).free < 20e6:  # on a full disk, programs fail with no or with misleading words
        return filled(DISK_FULL)
    known = in_words(output)
    if known:
        return known
    if sys.version_info[:2] > NEWEST:
        what += " This is Python {}.{}; the course is made for {}.{} to {}.{}: start it with one of these.".format(
            *(sys.version_info[:2] + OLDEST + NEWEST)
        )
    return "{} The last lines of {}:\n\n{}\n\n{}".format(what, log or INSTALL_LOG, tail(output), filled(NO_CAUSE))


def tail(text, lines=12):
    """The last lines, indented."""
    kept = [line.rstrip() for line in text.splitlines() if line.strip()][-lines:]
    return "\n".join("    " + line for line in kept)


def check_python():
    """Debian and Ubuntu ship Python without the parts that make an environment; one built at home may lack ssl."""
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        raise Problem(
            "This Python ({}) lacks {}, which makes environments.\n"
            "On Debian and Ubuntu type: sudo apt install python{}.{}-venv\n"
            "Then: {}".format(sys.executable, " and ".join(missing), sys.version_info[0], sys.version_info[1], AGAIN)
        )
    if importlib.util.find_spec("_ssl") is None:
        raise Problem(
            "This Python ({}) was built without ssl: it cannot fetch anything from the internet.\n"
            "Start with another one, from https://www.python.org/downloads/ or the system's packages.".format(
                sys.executable
            )
        )


def check_folder():
    """The whole course is there, and its environment can be made beside it."""
    lacking = [name for name in NEEDED if not os.path.exists(os.path.join(ROOT, name))]
    if lacking:
        raise Problem(
            "A part of the course is not there: {}, beside start.py in {}.\n"
            "If the course is in a ZIP file, unpack the whole of it first, then start again in the new folder.".format(
                " and ".join(lacking), ROOT
            )
        )
    if os.pathsep in ROOT:
        raise Problem(
            "The path to the course, {}, holds a {!r}: no Python environment can be made there.{}\n"
            "Rename that folder and start again.".format(
                ROOT, os.pathsep, " (The Finder shows it as a slash.)" if sys.platform == "darwin" else ""
            )
        )
    if os.path.lexists(VENV):
        return
    try:
        with tempfile.TemporaryFile(dir=ROOT):
            return
    except OSError as error:
        reason = error
    if filled(DISK_FULL) == in_words(str(reason)):
        raise Problem(filled(DISK_FULL))
    raise Problem(
        "Nothing can be written in {} ({}).\n"
        "Move the course's folder to a place where you may write (your home folder, for example; no sudo is needed)\n"
        "and type there: {}".format(ROOT, reason.strerror, AGAIN)
    )


# ---- Running commands ------------------------------------------------------------------------------------------------


# What others have set, and would lead out of .venv or change what its programs do. Proxies, indexes, caches stay.
FOREIGN = re.compile(
    r"PYTHON(?!DONTWRITEBYTECODE$|PYCACHEPREFIX$|UNBUFFERED$|FAULTHANDLER$)|__PYVENV_LAUNCHER__$|JUPYTER|JPY_|IPYTHON"
    r"|MPL|MATPLOTLIBRC$|PYTEST_ADDOPTS$|RUFF_"
    r"|PIP_(?:TARGET|PREFIX|ROOT|PYTHON|CONSTRAINT|REQUIREMENT|PRE|NO_DEPS|DRY_RUN|NO_BINARY|ONLY_BINARY|REQUIRE_HASHES)$"
    r"|UV_(?:SYSTEM_PYTHON|PYTHON|TARGET|PREFIX|CONSTRAINT|OVERRIDE|PRERELEASE|RESOLUTION|EXCLUDE_NEWER|NO_BINARY|NO_BUILD"
    r"|REQUIRE_HASHES|PROJECT_ENVIRONMENT|WORKING_DIR|PROJECT|DRY_RUN|NO_DEPS)$"
)


def environment(**more):
    """The variables for everything that runs in .venv: the user's own, without those that would lead out of it.

    Settings of Jupyter, IPython and Matplotlib are the course's own, too, and are kept in .venv: nothing in the user's
    home can break the course, nothing there is changed, and it may be missing or read-only.
    """
    env = {name: value for name, value in os.environ.items() if not FOREIGN.match(name)}
    env.update(
        VIRTUAL_ENV=VENV,
        PATH=os.path.dirname(PYTHON) + os.pathsep + env.get("PATH", os.defpath),
        PYTHONUTF8="1",  # else Python 3.11 on Windows misreads the path to nnlib when it holds an umlaut
        PYTHONNOUSERSITE="1",
        PIP_USER="0",
        PIP_NO_INPUT="1",
        PIP_RETRIES="2",
        PIP_DISABLE_PIP_VERSION_CHECK="1",
        JUPYTER_PREFER_ENV_PATH="1",  # this environment's kernel, not one that the user installed elsewhere
        JUPYTER_CONFIG_DIR=os.path.join(VENV, "settings", "jupyter"),
        JUPYTER_DATA_DIR=os.path.join(VENV, "settings", "jupyter-data"),
        JUPYTER_RUNTIME_DIR=os.path.join(VENV, "settings", "jupyter-runtime"),
        IPYTHONDIR=os.path.join(VENV, "settings", "ipython"),
        MPLCONFIGDIR=os.path.join(VENV, "settings", "matplotlib"),
    )
    if not WINDOWS and not os.access(os.path.expanduser("~"), os.W_OK):
        env["HOME"] = os.path.join(VENV, "settings")  # for what insists on one, and for the caches of the installers
    env.setdefault("UV_SYSTEM_CERTS", "1")  # as pip does: else uv fails where a network puts in certificates of its own
    env.setdefault("UV_HTTP_RETRIES", "2")
    env.update(more)
    return env


def watch(title, command):
    """Run a command behind one line that shows its title, the seconds and the last thing it said.

    Returns whether it succeeded, and all it said; that goes to the installation log, too.
    """
    began = time.monotonic()
    live = sys.stdout.isatty()
    width = max(40, shutil.get_terminal_size((100, 20)).columns - 1)
    lines = []

    def listen():
        with process.stdout:
            for line in process.stdout:
                if line.strip():
                    lines.append(line.strip())

    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
    )
    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    if not live:
        say(title + " ...")
    told = 0
    try:
        while process.poll() is None:
            seconds = time.monotonic() - began
            last = lines[-1] if lines else ""
            if live:
                line = "{} {:3.0f} s  {}".format(title, seconds, last)
                say("\r" + line[:width].ljust(width), end="")
            elif seconds - told >= 10:
                told = seconds
                say("    {:.0f} s: {}".format(seconds, last[:80]))
            time.sleep(0.1)
    except BaseException:
        process.terminate()
        process.wait()
        raise
    listener.join()
    output = "\n".join(lines)
    with contextlib.suppress(OSError), open(INSTALL_LOG, "a", encoding="utf-8") as log:  # on a full disk, no log
        log.write("$ {}\n{}\n\n".format(" ".join(command), output))
    done = process.returncode == 0
    end = "{:3.0f} s  {}".format(time.monotonic() - began, "done" if done else "failed")
    say(("\r" + title + " " + end).ljust(width) if live else "    " + end.strip())
    return done, output


# ---- The environment -------------------------------------------------------------------------------------------------


def wanted(extras, state="complete"):
    """The stamp of an environment that holds what the project asks for now."""
    digest = hashlib.sha256()
    for name in NEEDED:
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    return {
        "state": state,
        "python": "{}.{}".format(*sys.version_info[:2]),
        "root": ROOT,
        "requirements": digest.hexdigest(),
        "extras": sorted(extras),
        "prerelease": prereleases(),
    }


def prereleases():
    """The packages whose pre-releases are asked for."""
    return sorted(os.environ.get("NNLIB_PRERELEASE", "").split())


def read_stamp():
    """The stamp in .venv, or None when there is none that can be read."""
    try:
        with open(STAMP, encoding="utf-8") as file:
            stamp = json.load(file)
    except (OSError, ValueError):
        return None
    return stamp if isinstance(stamp, dict) else None


def write_stamp(stamp):
    """Whole or not at all."""
    with open(STAMP + ".new", "w", encoding="utf-8") as file:
        json.dump(stamp, file, indent=1)
    os.replace(STAMP + ".new", STAMP)


def python_in_venv():
    """The version of the Python in .venv, or None when it, or its pip, does not run."""
    code = "import sys, importlib.util as u; u.find_spec('pip') or sys.exit(1); print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run([PYTHON, "-c", code], env=environment(), capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None


def same_place(one, other):
    """Whether two paths are the same folder, whichever way they lead to it."""
    try:
        return os.path.samefile(one, other)
    except (OSError, TypeError, ValueError):
        return False


def state_of_venv(extras, any_python=False):
    """What .venv needs, and why: ("ready" or "install" or "remake", a sentence).

    With `any_python`, an environment with another Python than the one that runs now will do, if it is new enough.
    """
    if not os.path.lexists(VENV):
        return "remake", "The course is installed in .venv. This happens once."
    stamp, want = read_stamp(), wanted(extras)
    version = python_in_venv()
    if version is None:
        return "remake", "The environment in .venv is damaged or half-made: it is made anew."
    new_enough = tuple(int(part) for part in version.split(".")) >= OLDEST
    if version != want["python"] and not (any_python and new_enough):
        return "remake", "The environment in .venv holds Python {}, and this is Python {}: it is made anew.".format(
            version, want["python"]
        )
    if stamp is None:
        return "install", "The environment in .venv may not be complete: what is missing is installed."
    if stamp.get("state") != "complete":
        return "remake", "The last installation did not end: the environment in .venv is made anew."
    if not same_place(stamp.get("root"), ROOT):
        return "remake", "The course's folder was moved or copied: the environment in .venv is made anew."
    if not set(stamp.get("prerelease", ())) <= set(want["prerelease"]):
        return "remake", "The environment in .venv holds a pre-release: it is made anew."
    if stamp.get("requirements") != want["requirements"]:
        return "install", "The course's requirements have changed: the environment in .venv is updated."
    if not set(want["extras"]) <= set(stamp.get("extras", ())):
        return "install", "For this, a few more packages are needed ({}).".format(", ".join(extras))
    if set(want["prerelease"]) - set(stamp.get("prerelease", ())):
        return "install", "Pre-releases are asked for ({}).".format(", ".join(want["prerelease"]))
    return "ready", ""


def remove_venv():
    """Delete .venv, but only if it is an environment."""
    if os.path.islink(VENV) or os.path.isfile(VENV):
        os.remove(VENV)
        return
    marks = ("pyvenv.cfg", "installed.json", "installed.json.new")  # each shows that it is an environment
    names = os.listdir(VENV) if os.path.isdir(VENV) else []
    if names and not set(names) & set(marks):
        raise Problem(
            "{} is in the way: it holds files, but is no Python environment.\n"
            "Rename or move it, then type again: {}".format(VENV, AGAIN)
        )
    for name in set(names) - set(marks):  # the marks go last: what is left of a deletion that broke off has one
        shutil.rmtree(os.path.join(VENV, name), ignore_errors=True)
    shutil.rmtree(VENV, ignore_errors=True)
    if os.path.lexists(VENV):
        raise Problem(
            "{} could not be deleted: something still uses it, or it belongs to somebody else.\n"
            "Close JupyterLab and every window that runs the course (where (.venv) is shown, type: deactivate),\n"
            "then type again: {}".format(VENV, AGAIN)
        )


def make_venv():
    """An empty environment with pip, marked as not complete yet."""
    remove_venv()
    os.mkdir(VENV)
    write_stamp(wanted((), state="installing"))
    base = getattr(sys, "_base_executable", None) or sys.executable  # not the one inside an environment just deleted
    made, output = watch("Making the environment in .venv", [base, "-m", "venv", VENV])
    if not made:
        raise Problem(why_it_failed("The environment could not be made.", output))


def install(extras):
    """The packages, through uv (seconds), else through pip (minutes)."""
    packages = ["-r", "requirements.txt"]
    if extras:
        packages += ["-e", ".[{}]".format(",".join(sorted(extras)))]
    pip = [PYTHON, "-m", "pip", "install", "--progress-bar", "off"]
    failed = "The packages could not be installed."
    installed, output = watch("Fetching uv, the installer", pip + ["uv"])
    if not installed and is_fetching(in_words(output) or ""):  # pip would not get the others either
        raise Problem(why_it_failed(failed, output))
    if installed:
        installed, output = watch(
            "Installing the packages", [PYTHON, "-m", "uv", "pip", "install", "--python", PYTHON] + packages
        )
        hopeless = "timed out" in output or in_words(output) == filled(DISK_FULL)
        if not installed and hopeless:  # pip would wait as long again, and find no more room
            raise Problem(why_it_failed(failed, output))
    if not installed:
        installed, output = watch("Installing the packages with pip instead", pip + packages)
    if installed and prereleases():
        installed, output = watch("Installing pre-releases", pip + ["--upgrade", "--pre"] + prereleases())
    if not installed:
        raise Problem(why_it_failed(failed, output))


def collect_fonts():
    """Matplotlib looks once through all fonts; in a notebook, its remark on that would stand under the first figure."""
    watch("Collecting the fonts for figures", [PYTHON, "-c", "import matplotlib.font_manager"])  # if not: no harm


# Small messages wait in the server until the page has confirmed the last one, which it puts off for 40 ms on Linux and
# 200 on Windows: a live figure would follow the hand by so much later. With another server it does, and nothing else.
AT_ONCE = """\
# Written by start.py: what a kernel says goes to the page at once, so that live figures follow the hand.
try:
    from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

    class AtOnce(ZMQChannelsWebsocketConnection):
        def connect(self):
            try:
                self.websocket_handler.set_nodelay(True)
            finally:
                return super().connect()

    c.ServerApp.kernel_websocket_connection_class = AtOnce
except Exception:
    pass
"""


def write_settings():
    """Settings of the environment, not of the user: every kernel knows the exercise cell; no news, no update checks."""
    settings = {
        os.path.join("etc", "ipython", "ipython_kernel_config.py"): (
            "# Written by start.py: `exercise` and `predict` exist even before the import cell of a notebook ran.\n"
            'c.InteractiveShellApp.extensions.append("nnlib.exercises")\n'
        ),
        os.path.join("etc", "jupyter", "jupyter_server_config.py"): AT_ONCE,
        os.path.join("share", "jupyter", "lab", "settings", "overrides.json"): json.dumps(
            {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}, indent=1
        )
        + "\n",
    }
    for name, content in settings.items():
        path = os.path.join(VENV, name)
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                if file.read() == content:
                    continue
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(content)


def take_lock(file):
    """Whether the lock on this file could be taken. It ends with the process, however that ends."""
    try:
        if WINDOWS:
            import msvcrt

            file.seek(1 << 30)  # far behind the end: on Windows, others cannot read what is locked
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # a file system without locks
        return True
    return True


@contextlib.contextmanager
def one_at_a_time():
    """Two starts at once do not install into the same .venv: the second waits."""
    with open(os.path.join(ROOT, "requirements.txt"), "rb") as file:
        if not take_lock(file):
            say("The course is being installed in another window: waiting for it. (Ctrl-C ends the waiting.)")
            while not take_lock(file):
                time.sleep(0.2)
        yield


def prepare(extras=(), may_lag=False):
    """Make .venv hold what is asked for.

    The stamp says "installing" from the first file to the last: an installation that broke off is seen the next time.
    With `may_lag`, another Python will do if it is new enough, and packages that were complete before an update will do
    when the new ones cannot be fetched.
    """
    check_folder()
    with one_at_a_time():
        state, why = state_of_venv(extras, any_python=may_lag)
        if state == "remake":
            check_python()
        if state != "ready":
            say(why)
            before = read_stamp() if state == "install" else None
            extras = set(extras) | set((before or {}).get("extras", ()))
            if state == "remake":
                make_venv()
            write_stamp(wanted(extras, state="installing"))
            try:
                install(extras)
                collect_fonts()
            except Problem as problem:
                if before is None or not is_fetching(str(problem)):
                    raise
                write_stamp(before)
                if not may_lag:
                    raise
                say("The new packages could not be fetched: going on with those that are installed.")
            else:
                write_stamp(wanted(extras))
        write_settings()


# ---- python3 start.py ------------------------------------------------------------------------------------------------


def free_port(first=8888, tries=50):
    """The first port from `first` on that nobody listens at."""
    for port in range(first, first + tries):
        with socket.socket() as probe:
            if not WINDOWS:  # a port that was closed a moment ago is free; on Windows the option means something else
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise Problem(
        "The ports {} to {} of this computer are all taken.\n"
        "Close other JupyterLab windows and type again: {}".format(first, first + tries - 1, AGAIN)
    )


def first_page():
    """Where JupyterLab opens: the first notebook, or the list of files."""
    notebooks = sorted(glob.glob(os.path.join(glob.escape(ROOT), "notebooks", "*.ipynb")))
    return "/lab/tree/notebooks/" + urllib.parse.quote(os.path.basename(notebooks[0])) if notebooks else "/lab"


def ask(url, token, method="GET"):
    """One request to our own server, past any proxy; its status, or None when nobody answers."""
    request = urllib.request.Request(url, method=method, headers={"Authorization": "token " + token})
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def start_jupyter(port, token):
    """JupyterLab as a process of its own, silent; what it says goes to its log."""
    command = [
        PYTHON, "-m", "jupyterlab", "--no-browser", "--ServerApp.ip=127.0.0.1", "--ServerApp.port={}".format(port),
        "--ServerApp.port_retries=0", "--ServerApp.root_dir=" + ROOT, "--LabApp.extension_manager=readonly",
    ]  # fmt: skip
    if not WINDOWS and os.geteuid() == 0:
        command.append("--allow-root")  # in a container
    # In a group of its own, so that Ctrl-C reaches start.py alone, which then stops it in an orderly way.
    apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP} if WINDOWS else {"start_new_session": True}
    open(JUPYTER_LOG, "wb").close()
    with open(JUPYTER_LOG, "ab") as log:  # appending: a second start may write to it, too
        return subprocess.Popen(
            command, cwd=ROOT, env=environment(JUPYTER_TOKEN=token),
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, **apart
        )  # fmt: skip


def wait_for_jupyter(server, address, token, limit=120):
    """Until it answers."""
    began = time.monotonic()
    while ask(address + "/api/status", token) != 200:
        if server.poll() is not None or time.monotonic() - began > limit:
            with open(JUPYTER_LOG, encoding="utf-8", errors="replace") as log:
                said = log.read()
            raise Problem(why_it_failed("JupyterLab did not start.", said, JUPYTER_LOG))
        time.sleep(0.1)


def stop_jupyter(server, address, token):
    """Ask it to stop, with its kernels; insist when it does not, at once at a second Ctrl-C."""
    try:
        if server.poll() is None and ask(address + "/api/shutdown", token, method="POST") != 200:
            server.terminate()  # it does not listen yet, or no longer
        for insist in (server.terminate, server.kill):
            try:
                server.wait(timeout=10)
                return
            except subprocess.TimeoutExpired:
                insist()
    except KeyboardInterrupt:
        server.kill()
    server.wait()


def running_jupyter(token, tries=5):
    """A JupyterLab that answers, and its address. A port that somebody else took in the meantime is passed over."""
    port = free_port()
    while True:
        address = "http://127.0.0.1:{}".format(port)
        server = start_jupyter(port, token)
        try:
            wait_for_jupyter(server, address, token)
            return server, address
        except BaseException as reason:
            stop_jupyter(server, address, token)
            taken = re.search(r"port \d+ is (?:already in use|not available)", str(reason)) or free_port(port) != port
            tries -= 1
            if not isinstance(reason, Problem) or not taken or not tries:
                raise
        port = free_port(port + 1)


def can_open_browser():
    """Whether there is a screen; without one, Python would open a text browser in this very window."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"))


def open_course(browser=True):
    """JupyterLab on the first notebook, until it is stopped."""
    prepare(may_lag=True)
    token = secrets.token_hex(24)
    say("Starting JupyterLab ...")
    server, address = running_jupyter(token)
    try:
        page = "{}{}?token={}".format(address, first_page(), token)
        say("\nThe course is open at\n\n    {}\n".format(page))
        say("Leave this window open while you work. To stop: save your notebook, then press Ctrl-C here.")
        if browser and can_open_browser():
            webbrowser.open(page)
        while server.poll() is None:  # not wait(), which Ctrl-C does not end on Windows
            time.sleep(0.2)
        say("JupyterLab has ended.")
    except KeyboardInterrupt:
        say("\nStopping JupyterLab ...")
    finally:
        stop_jupyter(server, address, token)
    say("Stopped. To go on another time: " + AGAIN)
    return 0


# ---- python3 start.py test -------------------------------------------------------------------------------------------

Step = collections.namedtuple("Step", "title command")
Result = collections.namedtuple("Result", "title passed failed skipped seconds")


def test_steps():
    """All that is tested, in order. A step that runs pytest is counted test by test, any other one as one."""
    pytest = [PYTHON, "-m", "pytest"]
    nbval = ["--nbval-current-env", "--nbval-cell-timeout=300", "--nbval-kernel-startup-timeout=300"]
    nbval += ["--nbval-sanitize-with=" + os.path.join("tests", "nbval.cfg"), "-p", "tests.nbval_patiently"]
    # One server and one browser serve all tests of a file: a file is not split.
    browser = [os.path.join("tests", name) for name in ("test_browser.py", "test_browser_notebooks.py")]
    # More than two processes only where there are processors for them, and no more than there are notebooks.
    processes = str(min(8, max(2, os.cpu_count() or 2)))
    by_test, by_file = (["-n", processes, "--dist", way] for way in ("worksteal", "loadfile"))
    return [
        Step("style (ruff)", [PYTHON, "-m", "ruff", "check", "."]),
        Step("notebooks follow their sources", [PYTHON, os.path.join("solutions", "build.py"), "--check"]),
        Step("unit tests and exercises", pytest + by_test + ["tests", "--ignore-glob=*_browser*"]),
        Step("live figures in a browser", pytest + by_file + ["-rs"] + browser),
        Step("solutions: every stored number", pytest + by_file + ["--nbval"] + nbval + ["solutions"]),
        Step("notebooks: run to the end", pytest + by_file + ["--nbval-lax"] + nbval + ["notebooks"]),
    ]


def count(report, status):
    """(passed, failed, skipped) from pytest's report and its exit status: never green when pytest was not."""
    total = failed = skipped = 0
    try:
        for suite in xml.etree.ElementTree.parse(report).getroot().iter("testsuite"):
            total += int(suite.get("tests", 0))
            failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            skipped += int(suite.get("skipped", 0))
    except (OSError, xml.etree.ElementTree.ParseError):
        status = status or 1
    passed = max(0, total - failed - skipped)
    if status != 0 and failed == 0:  # it broke off, or found no tests
        failed = 1
    return passed, failed, skipped


def run_step(step, env, scratch):
    """Run one step, its output on the screen."""
    began = time.monotonic()
    report = os.path.join(scratch, "report-{}.xml".format(len(os.listdir(scratch))))
    counted = "pytest" in step.command
    command = step.command + (["--junitxml=" + report] if counted else [])
    try:
        status = subprocess.run(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL).returncode
    except OSError as error:
        say("could not be run: {}".format(error))
        status = 1
    passed, failed, skipped = count(report, status) if counted else (int(status == 0), int(status != 0), 0)
    return Result(step.title, passed, failed, skipped, time.monotonic() - began)


def told(passed, failed, skipped):
    """`12 passed, 0 failed`, and what was skipped, if anything."""
    return "{} passed, {} failed".format(passed, failed) + (", {} skipped".format(skipped) if skipped else "")


def summary(results):
    """One line a step, then the total, alone on the last line."""
    width = max(len(result.title) for result in results)
    lines = ["", "Summary"]
    for title, passed, failed, skipped, seconds in results:
        sign = "FAILED" if failed else "passed"
        lines.append("  {}  {}  {:4.0f} s  {}".format(sign, title.ljust(width), seconds, told(passed, failed, skipped)))
    total = [sum(result[column] for result in results) for column in (1, 2, 3)]
    return "\n".join(lines + ["", told(*total)])


def versions():
    """What is tested with: the versions that decide most."""
    code = (
        "import importlib.metadata, platform\n"
        "print('Python', platform.python_version(), 'on', platform.platform(), end='')\n"
        "for name in ('numpy', 'matplotlib', 'jupyterlab'): print(',', name, importlib.metadata.version(name), end='')"
    )
    answer = subprocess.run([PYTHON, "-c", code], env=environment(), capture_output=True, text=True)
    return answer.stdout.strip()


def run_tests(steps=None):
    """Every step, also after one that failed. Returns the exit status."""
    steps = test_steps() if steps is None else steps
    results = []
    with tempfile.TemporaryDirectory() as scratch, tempfile.TemporaryDirectory() as ipython:
        # No progress of the tester's is touched, nothing animated is stored, no start-up file of the user's runs.
        env = environment(NNLIB_PROGRESS="off", NNLIB_QUIET="1", IPYTHONDIR=ipython)
        for number, step in enumerate(steps, start=1):
            say("\n[{}/{}] {}".format(number, len(steps), step.title))
            results.append(run_step(step, env, scratch))
    say(summary(results))
    return int(any(result.failed for result in results))


def test_course():
    """python3 start.py test."""
    prepare(extras=["dev"])
    say(versions())
    return run_tests()


# ---- python3 start.py bench ------------------------------------------------------------------------------------------


def bench_course(skip_tests=False):
    """python3 start.py bench."""
    prepare(extras=["dev"])
    command = [PYTHON, os.path.join("tests", "benchmarks")] + (["--skip-tests"] if skip_tests else [])
    # One thread: what is compared is the code, not how BLAS shares out small matrices.
    env = environment(
        NNLIB_PROGRESS="off", NNLIB_QUIET="1", OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1"
    )
    return subprocess.run(command, cwd=ROOT, env=env).returncode


# ---- The command line ------------------------------------------------------------------------------------------------


def main(arguments=None):
    """Do what was asked. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="start.py", description="Start the course, or test it.")
    parser.add_argument("command", nargs="?", default="open", choices=["open", "test", "bench"], help="default: open")
    parser.add_argument("--no-browser", action="store_true", help="open: print the address, open no browser")
    parser.add_argument("--skip-tests", action="store_true", help="bench: do not time the test command")
    asked = parser.parse_args(arguments)
    try:
        if asked.command == "test":
            return test_course()
        if asked.command == "bench":
            return bench_course(asked.skip_tests)
        return open_course(not asked.no_browser)
    except KeyboardInterrupt:
        say("\nStopped. To go on: " + AGAIN)
        return 130
    except Problem as problem:
        say("\n" + str(problem))
        return 1
    except OSError as error:
        say("\n{}\n(What was found: {})".format(in_words(str(error)) or filled(UNKNOWN), error))
        return 1


def stop(number, frame):
    """Asked to end, or the window was closed: the same as Ctrl-C."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    mend_streams()
    AGAIN = typed()
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)
    status = 1
    try:
        status = main()
    finally:
        if status not in (0, 130):
            hold_window()
    sys.exit(status)
