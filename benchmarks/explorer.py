"""How fast the page of `codings explore` is: its first view, its frames, and what it asks to be decoded.

    python benchmarks/explorer.py

It takes two minutes, `codings[explorer]`, Playwright, and Chromium on the path.

Printed in November 2026 on two cores with nothing beside it (load 1.5 when it began, of what had just ended),
without a graphics card: Chromium draws in software. With one it has not been measured.

    100 presses at once: 36 ms at the median, 73 ms at the 95th percentile; the network has 36% of the time
       10,000 points: first view 624 ms; frames 17 ms at the median, 33 ms at the 95th percentile
      100,000 points: first view 793 ms; frames 17 ms at the median, 17 ms at the 95th percentile
    1,000,000 points: first view 2,504 ms; frames 17 ms at the median, 17 ms at the 95th percentile

Before, with uvicorn's h11 in the place of httptools, which parses in C, presses took 61 ms and 68 ms. Frames
waited for all points, and took 33, 150 and 692 ms at the median; now a picture is drawn in parts, and moved
meanwhile. While other work kept the machine busy three times over, presses took 190 ms, and the first view of
10,000 points 1,690 ms (with h11).

The page is one of a variational autoencoder of digits with 10 codings; a map of more points than there are
digits shows them again, with other codings. First view: from the request until something is decoded. Frames:
while the map is moved by a pixel a frame. A press is one request of one coding; 100 are sent at the same
time, each again as soon as it is answered, and the network's share is the time that the decoder was at work,
of all the time until the last was answered.
"""

import asyncio
import copy
import json
import os
import shutil
import statistics
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

import numpy as np
import uvicorn
from playwright.sync_api import sync_playwright

import codings
from codings.explorer import rate
from codings.explorer.application import application
from codings.explorer.opened import Opened
from codings.explorer.subject import Subject, subject_of

COUNTS = (10_000, 100_000, 1_000_000)
ROUNDS = 1
AT_ONCE, EACH = 100, 10  # presses
CODINGS = 10
FRAMES = """count => new Promise(resolve => {
  const [map, times] = [document.querySelector('canvas.marks'), []];
  const box = map.getBoundingClientRect();
  const at = (type, i) => map.dispatchEvent(new PointerEvent(type, {pointerId: 1, bubbles: true,
    clientX: box.left + 200 + i, clientY: box.top + 200, button: 2}));
  map.setPointerCapture = () => {};
  at('pointerdown', 0);
  const next = time => {
    times.push(time);
    at('pointermove', times.length);
    times.length <= count ? requestAnimationFrame(next) : resolve(times);
  };
  requestAnimationFrame(next);
})"""
SEEN = """new MutationObserver(() => {
  if (document.querySelector('.decoded canvas')) window.seen ??= performance.now();
}).observe(document, {childList: true, subtree: true})"""


class Watched:
    """A decoder, and how long it was at work."""

    def __init__(self, decode: Any):
        self.decode, self.seconds = decode, 0.0

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        began = time.perf_counter()
        try:
            return self.decode(*arguments, **options)
        finally:
            self.seconds += time.perf_counter() - began

    def __getattr__(self, name: str) -> Any:
        return getattr(self.decode, name)


def subject_with(model: Any, X: np.ndarray, y: np.ndarray, count: int) -> Subject:
    subject = copy.copy(subject_of(model, X, y, "digits"))
    which = np.arange(count) % len(X)
    noise = np.random.default_rng(0).normal(0, 0.3, (count, CODINGS))
    subject.codings = (subject.codings[which] + noise).astype(np.float32)
    subject.rows, subject.X = np.arange(count), X[which]
    subject.instances = subject.instances._replace(X=subject.X, codings=subject.codings, labels=y[which])
    return subject


@contextmanager
def serving(subject: Subject) -> Any:
    app = application([Opened("digits", None, subject)], None)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


def page_times(browser: Any, port: int) -> tuple[float, np.ndarray]:
    """Milliseconds until the first view, and of each frame."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.add_init_script(SEEN)
    page.goto(f"http://127.0.0.1:{port}/")
    page.wait_for_function("() => window.seen", timeout=60_000)
    page.wait_for_timeout(1000)  # for the images
    frames = np.diff(page.evaluate(FRAMES, 12))
    seen = page.evaluate("window.seen")
    page.close()
    return seen, frames


async def _press(port: int, coding: list[float], each: int) -> list[float]:
    body = json.dumps({"codings": [coding]}).encode()
    head = f"POST /api/0/decode HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {len(body)}\r\n\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    times = []
    for _ in range(each):
        began = time.perf_counter()
        writer.write(head.encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 200"), answer
        (length,) = (line for line in answer.lower().split(b"\r\n") if line.startswith(b"content-length"))
        await reader.readexactly(int(length.split(b":")[1]))
        times.append(time.perf_counter() - began)
    writer.close()
    return times


def presses(port: int, at_once: int, each: int) -> tuple[list[float], float]:
    """The seconds of each, and of all together."""

    async def all_of_them() -> list[list[float]]:
        codings_ = np.random.default_rng(0).normal(size=(at_once, CODINGS)).round(3).tolist()
        return await asyncio.gather(*(_press(port, one, each) for one in codings_))

    began = time.perf_counter()
    times = asyncio.run(all_of_them())
    return [second for one in times for second in one], time.perf_counter() - began


def main() -> None:
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before it begins")
    rate.AT_ONCE = 10**9  # or presses would be refused
    digits = codings.data.load("digits")
    model = codings.VariationalAutoencoder(CODINGS, epochs=2, random_state=0, verbose=False).fit(digits.X)
    subject = subject_with(model, digits.X, digits.y, COUNTS[0])
    subject.decode = watched = Watched(subject.decode)  # type: ignore[assignment]
    with serving(subject) as port, ProcessPoolExecutor(1, get_context("spawn")) as pool:
        pool.submit(presses, port, AT_ONCE, 1).result()  # what is compiled is compiled
        watched.seconds = 0.0
        times, taken = pool.submit(presses, port, AT_ONCE, EACH).result()
    print(
        f"{AT_ONCE} presses at once: {1e3 * statistics.median(times):.0f} ms at the median, "
        f"{1e3 * np.quantile(times, 0.95):.0f} ms at the 95th percentile; the network has "
        f"{watched.seconds / taken:.0%} of the time",
        flush=True,
    )
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for count in COUNTS:
            with serving(subject_with(model, digits.X, digits.y, count)) as port:
                runs = [page_times(browser, port) for _ in range(ROUNDS)]
            first = statistics.median(seen for seen, _ in runs)
            frames = np.concatenate([frames for _, frames in runs])
            print(
                f"{count:>9,} points: first view {first:,.0f} ms; frames {np.median(frames):.0f} ms at the "
                f"median, {np.quantile(frames, 0.95):.0f} ms at the 95th percentile",
                flush=True,
            )
        browser.close()
    print(f"load {os.getloadavg()[0]:.1f} at the end")


if __name__ == "__main__":
    main()
