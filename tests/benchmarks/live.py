"""Measure the playground in JupyterLab in a real browser: `python tests/benchmarks/live.py [--minutes 10]`.

Pictures painted a second and the way from a key to pixels, both while it trains; memory of kernel and page over some
minutes of play; the kernel's time while it is paused. It measures; it never fails for being slow.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import browser
from browser import ask, until

RSS = "int(open('/proc/self/statm').read().split()[1]) * 4096 / 1e6"
# A picture counts as painted when the browser draws a frame in which the figure's SVG is another than before.
WATCH = """() => { window.painted = 0; window.waiting = null;
    const box = () => document.querySelector('.nn-live svg'); let last = box();
    const tick = () => { const now = box(); if (now !== last) { last = now; window.painted++;
        const w = window.waiting;
        if (w && now.getAttribute('aria-label').includes(w.words)) {
            window.waiting = null; const c = new MessageChannel();    // its message comes after the frame was drawn
            c.port1.onmessage = () => w.done(performance.now() - w.start); c.port2.postMessage(0) } }
        requestAnimationFrame(tick) };
    requestAnimationFrame(tick) }"""
AWAIT = """words => { window.answer = new Promise(done => { document.addEventListener('keydown', e => {
    window.waiting = {words, done, start: e.timeStamp} }, {capture: true, once: true}) }); }"""


def spread(values, unit):
    """Median, and from where to where."""
    low, high = min(values), max(values)
    return f"median {statistics.median(values):.1f} {unit} ({low:.1f} to {high:.1f}, {len(values)} rounds)"


def pictures(page, rounds=6, seconds=5):
    """Painted pictures a second, and epochs a picture."""
    rates, epochs = [], []
    for _ in range(rounds):
        before = page.evaluate("[window.painted, performance.now()]"), ask(page, "[fig.frames, fig.steps]")
        page.wait_for_timeout(1000 * seconds)
        after = page.evaluate("[window.painted, performance.now()]"), ask(page, "[fig.frames, fig.steps]")
        rates.append((after[0][0] - before[0][0]) / (after[0][1] - before[0][1]) * 1000)
        epochs.append((after[1][1] - before[1][1]) / max(after[1][0] - before[1][0], 1))
    print(f"pictures painted a second, training: {spread(rates, 'a second')}; goal 28")
    print(f"    epochs a picture: {spread(epochs, 'epochs')}; goal 20")


def latency(page, times=60):
    """From the event of a key on the noise slider to the frame that shows the new noise."""
    page.locator(".nn-live .widget-slider .noUi-handle").first.focus()
    found = []
    for i in range(times):
        noise = ask(page, "round(fig.controls['noise'].value, 2)")
        key, wanted = ("ArrowRight", noise + 0.05) if i % 2 == 0 else ("ArrowLeft", noise - 0.05)
        page.evaluate(AWAIT, f"noise {wanted:.2f};")
        page.keyboard.press(key)
        found.append(page.evaluate("Promise.race([window.answer, new Promise(d => setTimeout(() => d(-1), 5000))])"))
        page.wait_for_timeout(130 + 17 * (i % 7))
    kept = sorted(value for value in found if value >= 0)
    print(f"key to pixels while training: median {statistics.median(kept):.0f} ms, 95th percentile "
          f"{kept[int(0.95 * len(kept))]:.0f} ms, longest {kept[-1]:.0f} ms ({len(kept)} of {times} seen); "
          "goals 50 and 90")


def page_memory(page, session):
    """Megabytes of the page after it gave back what it can: its heap, and its process."""
    session.send("HeapProfiler.collectGarbage")
    session.send("Memory.simulatePressureNotification", {"level": "critical"})      # empties caches, of pictures too
    page.wait_for_timeout(500)
    metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return metrics["JSHeapUsedSize"] / 1e6, metrics["Nodes"], _renderer()


def _renderer():
    """The largest page process of this very browser, in megabytes of its own (what it shares is not counted)."""
    parents, pages = {}, {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            if b"--type=renderer" in (entry / "cmdline").read_bytes():
                rollup = (entry / "smaps_rollup").read_text()
                pages[int(entry.name)] = int(re.search(r"Anonymous:\s+(\d+) kB", rollup)[1]) / 1000
        except OSError:
            continue
    return max((size for pid, size in pages.items() if os.getpid() in _ancestors(pid, parents)), default=0.0)


def _ancestors(pid, parents):
    while pid in parents:
        pid = parents[pid]
        yield pid


class LeftAlone:
    """A browser that is looked at now and then, and left alone between: what drives one keeps all that a page loads."""

    def __init__(self, desk):
        self.desk, self.port = desk, browser.free_port()
        self.process = subprocess.Popen(
            [browser.program(), "--headless=new", f"--remote-debugging-port={self.port}", "--window-size=1200,900",
             f"--user-data-dir={desk.folder / 'alone'}", *browser.FLAGS, "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def look(self, work):
        """Do something with its page, and let go of it."""
        connected = self.desk.playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{self.port}")
        try:
            return work(connected.contexts[0].pages[0])
        finally:
            connected.close()

    def open(self, page):
        """Open the notebook and let the figure play."""
        page.goto(self.desk.address("bench"))
        browser.wait_until_ready(page)
        browser.run_all(page)
        page.get_by_role("button", name="Play").click()


def memory(desk, minutes, samples=5):
    """Kernel and page after a minute and every third one, as the median of some samples."""
    alone, found = LeftAlone(desk), []
    try:
        until(lambda: browser.answers(f"http://127.0.0.1:{alone.port}/json/version"), bool)
        alone.look(alone.open)
        start = time.monotonic()
        for minute in [*range(1, minutes, 3), minutes]:
            time.sleep(max(0.0, start + 60 * minute - time.monotonic()))
            taken, pictures = alone.look(lambda page: (sizes(page, samples), ask(page, "fig.frames")))
            found.append(np.median(taken, axis=0))
            kernel, heap, nodes, process = found[-1]
            print(f"    minute {minute}: kernel {kernel:.1f} MB, page's heap {heap:.1f} MB, {nodes:.0f} nodes,",
                  f"its process {process:.1f} MB ({taken[:, 3].min():.1f} to {taken[:, 3].max():.1f}),",
                  f"{pictures} pictures, load {os.getloadavg()[0]:.1f}", flush=True)
    finally:
        alone.process.kill()
    kernel, heap, nodes, process = found[-1] - found[0]
    print(f"from minute 1 to {minutes}: kernel {kernel:+.1f} MB, page's heap {heap:+.1f} MB, page's process "
          f"{process:+.1f} MB; goal within 10")


def sizes(page, samples):
    """Kernel, page's heap, nodes, page's process; a line each sample."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    return np.array([(ask(page, RSS), *page_memory(page, session)) for _ in range(samples)])


def paused(page, seconds=10):
    """The kernel's processor time while nothing moves."""
    page.get_by_role("button", name="Pause").click()
    until(lambda: ask(page, "fig.playing"), lambda now: not now)
    before = ask(page, "[__import__('time').process_time(), fig.frames]")
    page.wait_for_timeout(1000 * seconds)
    after = ask(page, "[__import__('time').process_time(), fig.frames]")
    print(f"paused for {seconds} s: {1000 * (after[0] - before[0]):.0f} ms of the kernel's time, "
          f"{after[1] - before[1]} pictures; goal 0 pictures")


def main():
    """Open JupyterLab, measure, print."""
    parser = argparse.ArgumentParser(description="Measure the playground in a real browser.")
    parser.add_argument("--minutes", type=int, default=10, help="minutes of play for the memory")
    asked = parser.parse_args()
    if browser.why_not():
        print(f"not measured: {browser.why_not()}")
        return
    with tempfile.TemporaryDirectory() as folder:
        desk = browser.Desk(Path(folder) / "desk")
        try:
            page = desk.open(["from nnlib import widgets", "fig = widgets.playground(data='moons')\nfig"], "bench")
            page.wait_for_selector(".nn-live svg")
            page.evaluate(WATCH)
            print(f"load at the start {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
            page.get_by_role("button", name="Play").click()
            time.sleep(2)
            pictures(page)
            latency(page)
            paused(page)
            page.close()
            if asked.minutes:
                memory(desk, asked.minutes)
            print(f"errors in the page: {page.problems or 'none'}; load at the end {os.getloadavg()[0]:.1f}")
        finally:
            desk.close()


if __name__ == "__main__":
    main()
