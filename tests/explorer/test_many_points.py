"""A map of a million points: it can be moved."""

import copy

import numpy as np
import pytest

pytest.importorskip("playwright", reason="pages are looked at with Playwright")
pytest.importorskip("uvicorn", reason="pages are served with codings[explorer]")

from tests.explorer.conftest import looking, serving

COUNT = 1_000_000
FRAMES = """() => new Promise(resolve => {
  const times = [];
  const next = time => (times.push(time), times.length < 6 ? requestAnimationFrame(next) : resolve(times));
  requestAnimationFrame(next);
})"""


@pytest.fixture
def million(subject):
    """The same model with as many codings; they share an image."""
    many = copy.copy(subject)
    random = np.random.default_rng(0)
    many.codings = random.normal(size=(COUNT, 3)).astype(np.float32)
    many.rows = np.arange(COUNT)
    many.X = np.broadcast_to(subject.X[0], (COUNT, 8, 8))
    many.columns = []
    return many


def test_a_million_points_are_drawn_and_moved(browser, million):
    with serving(million) as ask, looking(browser) as look:
        page = look(f"http://127.0.0.1:{ask.port}/", viewport={"width": 800, "height": 600})
        assert "1,000,000 instances" in page.locator("header").inner_text()
        page.get_by_label("images").uncheck()
        page.get_by_text("Move", exact=True).click()
        seen = "document.querySelector('.map').dataset.view"
        before = page.evaluate(seen)
        box = page.locator("canvas.marks").bounding_box()
        page.mouse.move(box["x"] + 200, box["y"] + 200)
        page.mouse.down()
        page.mouse.move(box["x"] + 260, box["y"] + 230, steps=3)
        page.mouse.up()
        times = page.evaluate(FRAMES)
        assert page.evaluate(seen) != before
        assert np.diff(times).max() < 20_000  # milliseconds: without a graphics card, on a busy machine
