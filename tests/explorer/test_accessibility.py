"""The page for those who do not see it, or have no mouse: names, what is said, the keyboard, contrast."""

import re

import numpy as np
import pytest

pytest.importorskip("playwright", reason="pages are looked at with Playwright")
pytest.importorskip("uvicorn", reason="pages are served with codings[explorer]")

from tests.explorer.conftest import panel

NAMED = "application|button|checkbox|combobox|img|radio|region|slider|textbox"


def nameless(page):
    """Lines of what a screen reader is told of controls, pictures and landmarks that have no name."""
    lines = page.locator("body").aria_snapshot().splitlines()
    assert sum(bool(re.match(rf"\s*- ({NAMED}) \"", line)) for line in lines) > 20
    return [line for line in lines if re.match(rf"\s*- ({NAMED})(?! \")", line)]


def test_a_screen_reader_is_told_of_everything(page):
    panel(page, "Drawn by the model").locator("canvas").nth(23).wait_for()
    assert nameless(page) == []
    said = page.locator("main").aria_snapshot()
    for line in (
        'application "Map of codings"',
        'radio "Decode" [checked]',
        'combobox "Colour"',
        'slider "coding 1"',
        'region "Decoded here"',
        'img "decoded"',
        'button "Keep"',
    ):
        assert line in said
    assert page.get_by_role("slider", name="coding 2").get_attribute("aria-valuetext")
    assert "Arrow keys" in page.locator("canvas.marks").evaluate(DESCRIPTION)


DESCRIPTION = "x => document.getElementById(x.getAttribute('aria-describedby')).textContent"


def test_what_changes_is_said(page):
    """A live region says where the keyboard has come to, and what has come of a press."""
    status = page.locator(".status")
    assert status.get_attribute("aria-live") == "polite"
    page.locator("canvas.marks").focus()
    page.keyboard.press("ArrowRight")
    status.filter(has_text=re.compile("^(Near row|No instance)")).wait_for()
    page.keyboard.press("l")
    status.filter(has_text="50 instances").wait_for()
    page.get_by_role("button", name="Let go").click()
    assert page.evaluate("document.activeElement.className") == "marks"
    assert status.inner_text() == "The group is let go."


CONTRASTS = [  # of text 4.5 at least, of the edge of a control 3: WCAG 2.2, 1.4.3 and 1.4.11
    *[(text, ground, 4.5) for text in ("ink", "quiet") for ground in ("page", "card", "field")],
    ("on", "accent", 4.5),
    ("accent", "page", 3),
    ("accent", "card", 3),
    ("edge", "card", 3),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(page, scheme):
    page.emulate_media(color_scheme=scheme)
    names = sorted({name for one in CONTRASTS for name in one[:2]})
    colour = "name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim()"
    light = {name: luminance(page.evaluate(colour, name)) for name in names}
    page.emulate_media(color_scheme="light")
    for one, other, least in CONTRASTS:
        low, high = sorted((light[one], light[other]))
        assert (high + 0.05) / (low + 0.05) >= least, (one, other)


def luminance(colour):
    """The relative luminance of #rgb or #rrggbb; WCAG 2.2."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    shares = np.array([int(digits[i : i + 2], 16) for i in (0, 2, 4)]) / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def test_tab_reaches_the_map_and_every_button(page):
    page.locator("body").click(position={"x": 2, "y": 2})
    focused = "(x => x.getAttribute('aria-label') ?? x.innerText)(document.activeElement)"
    reached = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(focused))
    for name in ("Map of codings", "Keep", "Draw", "Save picture"):
        assert any(name in one for one in reached), name


def test_nothing_moves_for_those_who_want_no_motion(page):
    moving = """() => [...document.querySelectorAll('*')]
      .filter(x => parseFloat(getComputedStyle(x).transitionDuration) > 0).length"""
    assert page.evaluate(moving) > 0
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(moving) == 0
    page.emulate_media(reduced_motion="no-preference")
