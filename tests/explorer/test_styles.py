"""Style mixing in the browser."""

from functools import partial

import numpy as np
import pytest

pytest.importorskip("playwright", reason="pages are looked at with Playwright")
pytest.importorskip("uvicorn", reason="pages are served with codings[explorer]")

from tests.explorer.conftest import decoded, looking, panel, serving


def asked(page, doing):
    """What the page asks to be decoded when this is done, once it is shown."""
    before = page.locator(".decoded").get_attribute("data-milliseconds")
    with page.expect_request("**/decode") as request:
        doing()
    page.wait_for_function("x => document.querySelector('.decoded').dataset.milliseconds !== x", arg=before)
    return request.value.post_data_json


def test_styles_are_taken_from_what_is_kept(browser, styled):
    """At some layers, as Python mixes them; and no longer, once nothing is kept."""
    with serving(styled) as ask, looking(browser) as look:
        page = look(f"http://127.0.0.1:{ask.port}/")
        styles, at = page.get_by_label("Styles taken from"), page.get_by_label("At layers")
        assert styles.locator("option").all_inner_texts() == ["nothing: keep one first"]
        drawn = panel(page, "Drawn by the model").locator("canvas")
        kept = asked(page, drawn.first.click)["codings"][0]
        page.get_by_role("button", name="Keep", exact=True).click()
        page.get_by_text("Kept: 1 now.").wait_for()
        asked(page, drawn.nth(1).click)
        alone = decoded(page)
        asked(page, lambda: styles.select_option("kept 1"))
        for layers in reversed(styled.decode.layers):
            given = asked(page, partial(at.select_option, layers))
            assert given["styles"] == {"layers": layers, "coding": kept}
            made = styled.decode(np.array(given["codings"]), styles=(layers, tuple(kept)))
            assert np.abs(decoded(page) - styled.pixels.shown(made)[0, ..., 0]).max() <= 1
        assert (decoded(page) != alone).any()
        assert "styles" not in asked(page, page.get_by_role("button", name="Empty").click)
        assert (decoded(page) == alone).all()
