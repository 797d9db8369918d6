"""Tiny models with their pages, from a server and as files, and a browser to look at them."""

import http.client
import json
import shutil
import threading
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

import codings
from codings.explorer.opened import Opened
from codings.explorer.subject import subject_of
from tests.conftest import step_by_step

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
COUNT = 300
SHOWN = ".decoded canvas"
PIXELS = """canvas => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]
  .filter((_, i) => i % 4 === 0)"""
SOURCES = Path(__file__).parents[2] / "page" / "src"


def fit(name, X, y=None, **options):
    """A model of a few steps; more would show nothing else."""
    model = getattr(codings, name)(epochs=1, batch_size=64, random_state=0, verbose=False, **options)
    with step_by_step():
        return model.fit(X, y)


@pytest.fixture(scope="session")
def subject(digits):
    """Of a variational autoencoder of digits with three codings."""
    model = fit("VariationalAutoencoder", digits.X[:COUNT], coding_size=3, hidden=(16,))
    return subject_of(model, digits.X[:COUNT], digits.y[:COUNT], "digits")


@pytest.fixture(scope="session")
def other(digits):
    """Of another autoencoder of the same digits."""
    model = fit("StackedAutoencoder", digits.X[:COUNT], coding_size=2, hidden=(8,))
    return subject_of(model, digits.X[:COUNT], digits.y[:COUNT], "other")


@pytest.fixture(scope="session")
def gan(digits):
    model = fit("GAN", digits.X[:COUNT], coding_size=4)
    return subject_of(model, digits.X[:COUNT], name="gan")


@pytest.fixture(scope="session")
def styled(digits):
    """Of a StyleGAN."""
    model = fit("StyleGAN", digits.X[:64], coding_size=4)
    return subject_of(model, digits.X[:64], name="styled")


@pytest.fixture(scope="session")
def table():
    """Of a variational autoencoder of a table with a category, whose names, values and labels are markup."""
    import pandas as pd

    random = np.random.default_rng(0)
    rare = np.arange(80) < 20
    X = pd.DataFrame(
        {
            "<b>length</b>": random.normal(10, 2, 80) + 30 * rare,
            "width": random.normal(size=80),
            "kind": random.choice(["<img src=x onerror=alert(1)>", "plain"], 80),
        }
    )
    y = np.where(rare, "</script><script>alert(1)</script>", "b")
    model = fit("VariationalAutoencoder", X, y, coding_size=2, hidden=(8,))
    return subject_of(model, X, y, "<i>table</i>")


class Client:
    """Asks a server that listens at `port`, with the headers that a page's own requests have."""

    def __init__(self, port):
        self.port = port

    def __call__(self, path, content=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        body = content if content is None or isinstance(content, bytes) else json.dumps(content)
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET" if content is None else "POST", path, body, headers)
        response = connection.getresponse()
        response.content = response.read()
        connection.close()
        return response


def serving(*subjects, token=None):
    """A server of pages on these; see `serving_opened`."""
    return serving_opened([Opened(one.name, None, one) for one in subjects], token)


@contextmanager
def serving_opened(opened, token=None):
    """A server in a thread of this process; gives a client of it."""
    import uvicorn

    from codings.explorer.application import application
    from codings.explorer.server import _listening

    listening = _listening("127.0.0.1", 0)
    port = listening.getsockname()[1]
    hosts = None if token else {f"127.0.0.1:{port}", f"localhost:{port}"}
    settings = uvicorn.Config(
        application(opened, hosts, token),
        log_level="critical",
        lifespan="off",
        ws="none",
        server_header=False,
    )
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield Client(port)
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def ask(subject):
    pytest.importorskip("uvicorn")
    with serving(subject) as client:
        yield client


@pytest.fixture(scope="session")
def browser():
    api = pytest.importorskip("playwright.sync_api", reason="pages are looked at with Playwright")
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip("pages are looked at in Chromium, which is not installed")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def modules(browser):
    """Runs a function of one of the page's modules, and of what it is given, in the browser."""
    page = browser.new_page()
    page.route(
        "http://page.test/**",
        lambda route: (
            route.fulfill(path=SOURCES / route.request.url.split("/")[-1], content_type="text/javascript")
            if route.request.url.endswith(".js")
            else route.fulfill(body="<!doctype html>", content_type="text/html")
        ),
    )
    page.goto("http://page.test/")

    def run(name, function, given):
        return page.evaluate(f"async (given) => ({function})(await import('/{name}'), given)", given)

    yield run
    page.close()


@contextmanager
def looking(browser):
    """Opens pages; at the end none has complained or asked another machine.

    Within `serving`, since they may be asking the server until they are closed.
    """
    complaints, addresses, contexts = [], [], []

    def opened(address, wait_for=".decoded :is(canvas, table)", **options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}} | options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)  # on a busy machine
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: addresses.append(request.url))
        page.on("dialog", lambda dialog: (complaints.append("a script ran"), dialog.dismiss()))
        page.goto(address)
        page.locator(wait_for).first.wait_for()
        return page

    opened.complaints, opened.addresses = complaints, addresses
    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
    local = ("http://127.0.0.1:", "file://", "data:", "blob:")
    assert [address for address in addresses if not address.startswith(local)] == []


@pytest.fixture
def look(browser):
    with looking(browser) as opened:
        yield opened


@pytest.fixture(scope="session")
def opened(browser, ask):
    """One page for all that one does with it."""
    with looking(browser) as look:
        page = look(f"http://127.0.0.1:{ask.port}/")
        page.complaints = look.complaints
        yield page


@pytest.fixture
def page(opened):
    """As it was in the beginning, but for what stands in the panel."""
    opened.get_by_text("Decode", exact=True).click()
    opened.get_by_role("button", name="All", exact=True).click()
    opened.get_by_role("button", name="Middle").click()
    opened.evaluate("scrollTo(0, 0)")
    return opened


def decoded(page):
    """The pixels of what the page shows as decoded, (8, 8)."""
    return np.array(page.eval_on_selector(SHOWN, PIXELS)).reshape(8, 8)


def panel(page, title):
    return page.locator("section", has=page.get_by_role("heading", name=title))


def sliders(page):
    return [
        float(value)
        for value in page.locator(".slider:has-text('coding') input").evaluate_all("x => x.map(i => i.value)")
    ]
