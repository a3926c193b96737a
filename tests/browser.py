"""JupyterLab and Notebook 7 in a real browser: one server and one browser for a whole run of tests.

`why_not()` says why there can be none here. `Desk` keeps both; `desk.open(cells)` opens a notebook with these cells.
"""

import base64
import importlib.util
import io
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
LONG = 300                 # seconds in which whatever is waited for must have come, on however busy a machine
READY = """() => { const p = window.jupyterapp?.shell?.currentWidget;
                   const k = p?.sessionContext?.session?.kernel;
                   return !!p?.context?.isReady && k?.status === 'idle' }"""
RAN = """() => { const p = window.jupyterapp.shell.currentWidget;
                 const cells = p.content.model.sharedModel.cells.filter(c => c.cell_type === 'code');
                 return cells.every(c => c.execution_count) && p.sessionContext.session.kernel.status === 'idle' }"""
ERRORS = """() => window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells
                  .flatMap(c => (c.outputs || []).filter(o => o.output_type === 'error').map(o => o.evalue))"""
ASK = """async code => { const k = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    const f = k.requestExecute({code, store_history: false}); let said = '';
    f.onIOPub = m => { if (m.header.msg_type === 'stream') said += m.content.text;
                       if (m.header.msg_type === 'error') said += 'ERROR ' + m.content.traceback.join('') };
    await f.done; return said }"""


def why_not():
    """Why no browser can be driven here, or None."""
    if importlib.util.find_spec("playwright") is None:
        return "Playwright is not installed"
    if program() is None:
        return f"none of {', '.join(BROWSERS)} is installed"
    return None


def program():
    """The program, or None."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


needed = pytest.mark.skipif(why_not() is not None, reason=f"no browser: {why_not()}")


class Desk:
    """A server in a folder of its own, and a browser in front of it."""

    def __init__(self, folder):
        from playwright.sync_api import sync_playwright

        self.folder, self.work = Path(folder), Path(folder) / "work"
        self.work.mkdir(parents=True)
        self.token, self.port = secrets.token_hex(8), free_port()
        self.server = self._serve()
        self.playwright = sync_playwright().start()
        self.browser = self.playwright.chromium.launch_persistent_context(
            str(self.folder / "profile"), executable_path=program(), headless=True, args=FLAGS,
            viewport={"width": 1200, "height": 900}, timeout=1000 * LONG)
        self.browser.set_default_timeout(1000 * LONG)
        self._wait_for_server()

    def _serve(self):
        settings = self.folder / "settings" / "@jupyterlab" / "apputils-extension"
        settings.mkdir(parents=True)
        (settings / "notification.jupyterlab-settings").write_text('{"fetchNews": "false", "checkForUpdates": false}')
        own = {f"JUPYTER_{kind}_DIR": str(self.folder / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")}
        self.env = {**os.environ, **own, "IPYTHONDIR": str(self.folder / "ipython"), "NNLIB_PROGRESS": "off",
                    "JUPYTERLAB_SETTINGS_DIR": str(self.folder / "settings"), "PYTHONPATH": str(ROOT),
                    "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}
        log = open(self.folder / "server.log", "w")  # noqa: SIM115      (it is the server's for as long as it lives)
        return subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={self.port}",
             "--ServerApp.port_retries=0", "--expose-app-in-browser", "--JupyterNotebookApp.expose_app_in_browser=True",
             f"--IdentityProvider.token={self.token}", "--allow-root", f"--ServerApp.root_dir={self.work}"],
            env=self.env, stdout=log, stderr=log)

    def _wait_for_server(self):
        if not until(lambda: answers(f"http://127.0.0.1:{self.port}/api?token={self.token}"), bool):
            raise RuntimeError((self.folder / "server.log").read_text()[-2000:])

    def write(self, cells, name, kernel="python3"):
        """A notebook with these code cells, in the folder that is served."""
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        notebook.metadata["kernelspec"] = {"name": kernel, "display_name": "Python 3 (ipykernel)", "language": "python"}
        nbformat.write(notebook, self.work / f"{name}.ipynb")

    def open(self, cells, name, front="lab", run=True):
        """Write these cells, open them in a page of their own, and run them."""
        self.write(cells, name)
        return self.show(name, front, run)

    def show(self, name, front="lab", run=True):
        """Open a notebook that is there."""
        page = self.browser.new_page()
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.goto(self.address(name, front))
        wait_until_ready(page)
        if run:
            run_all(page)
        return page

    def address(self, name, front="lab"):
        """Where a notebook is."""
        where = (f"lab/workspaces/auto-{name}/tree/{name}.ipynb?reset&token=" if front == "lab" else
                 f"notebooks/{name}.ipynb?token=")
        return f"http://127.0.0.1:{self.port}/{where}{self.token}"

    def turn_to(self, page, name):
        """Open another notebook in a page of JupyterLab that is open already: quicker than a page of its own."""
        path = f"{name}.ipynb"
        page.evaluate("path => { window.jupyterapp.commands.execute('docmanager:open', {path}) }", path)
        page.wait_for_function("path => window.jupyterapp.shell.currentWidget?.context?.path === path", arg=path)
        wait_until_ready(page)

    def close(self):
        """End the browser, then the server with its kernels."""
        self.browser.close()
        self.playwright.stop()
        self.server.terminate()
        try:
            self.server.wait(20)
        except subprocess.TimeoutExpired:
            self.server.kill()


def wait_until_ready(page):
    """Wait until the notebook is there and its kernel has nothing to do."""
    page.wait_for_function(READY)


def run_all(page):
    """Run all cells, and wait until the kernel has done them."""
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells') }")
    page.wait_for_function(RAN)


def save(page):
    """Save the notebook, and wait until it is saved."""
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save').then(() => 0)")


def ask(page, expression):
    """The value of a Python expression in the page's kernel."""
    said = page.evaluate(ASK, f"import json as _j; print('<<' + _j.dumps({expression}) + '>>')")
    if "<<" not in said:
        raise AssertionError(said)
    return json.loads(said[said.index("<<") + 2:said.rindex(">>")])


def screencast(page, frames):
    """What the screen shows, until it was painted so many times: a table (height, width, 3) of bytes for each time."""
    session, shots = page.context.new_cdp_session(page), []

    def keep(event):
        shots.append(event["data"])
        session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    session.on("Page.screencastFrame", keep)
    session.send("Page.startScreencast", {"format": "png"})
    end = time.monotonic() + LONG
    while len(shots) < frames and time.monotonic() < end:
        page.wait_for_timeout(50)
    session.send("Page.stopScreencast")
    session.detach()
    return [np.asarray(Image.open(io.BytesIO(base64.b64decode(shot))).convert("RGB")) for shot in shots]


def until(read, wanted):
    """Read until `wanted(value)` holds; return that value, or after `LONG` the last one."""
    end = time.monotonic() + LONG
    while True:
        value = read()
        if wanted(value) or time.monotonic() > end:
            return value
        time.sleep(0.05)


def answers(address):
    """Whether something answers there."""
    try:
        return bool(urllib.request.urlopen(address, timeout=5).read())
    except (urllib.error.URLError, OSError):
        return False


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]
