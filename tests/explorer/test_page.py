"""The page in a browser: what one can do with it, and that the file does it as the server does."""

import copy
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from codings.explorer.notebook import Exploring
from codings.explorer.single_file import file_content, file_page, write_page
from codings.explorer.subject import subject_of

pytest.importorskip("playwright", reason="pages are looked at with Playwright")
pytest.importorskip("uvicorn", reason="pages are served with codings[explorer]")

from tests.explorer.conftest import decoded, fit, looking, panel, serving, sliders


def place(page, share=(0.5, 0.5)):
    box = page.locator("canvas.marks").bounding_box()
    return box["x"] + share[0] * box["width"], box["y"] + share[1] * box["height"]


def drag(page, *shares):
    page.mouse.move(*place(page, shares[0]))
    page.mouse.down()
    for share in shares[1:]:
        page.mouse.move(*place(page, share), steps=4)
    page.mouse.up()


def test_hover_press_and_drag(page):
    page.mouse.move(*place(page))
    page.locator(".tip").wait_for()
    assert "row" in page.locator(".tip").inner_text()
    panel(page, "Under the pointer").get_by_text("reconstruction").wait_for()
    before, coding = decoded(page), sliders(page)
    drag(page, (0.5, 0.5), (0.2, 0.3), (0.8, 0.8))
    page.wait_for_function("() => document.querySelector('.decoded').dataset.milliseconds")
    page.wait_for_timeout(300)
    assert (decoded(page) != before).any()
    assert sliders(page) != coding


def test_a_slider_decodes_its_coding(page, subject):
    before = decoded(page)
    page.locator(".slider", has_text="coding 2").locator("input").fill(
        str(subject.codings[:, 1].max().round(1))
    )
    page.wait_for_timeout(400)
    assert (decoded(page) != before).any()


def test_lasso_and_way(page):
    page.get_by_text("Lasso", exact=True).click()
    drag(page, (0.05, 0.05), (0.95, 0.05), (0.95, 0.95), (0.05, 0.95))
    group = panel(page, "Group of")
    group.wait_for()
    assert int(group.locator("h2").inner_text().split()[-1]) > 200
    with page.expect_download() as download:
        group.get_by_role("button", name="Save its rows").click()
    lines = Path(download.value.path()).read_text().splitlines()
    assert lines[0] == "row,label,coding_1,coding_2,coding_3"
    assert len(lines) > 200
    page.get_by_text("Way", exact=True).first.click()
    drag(page, (0.3, 0.5), (0.7, 0.5))
    panel(page, "Way").locator("canvas").nth(8).wait_for()


def test_an_image_is_dropped(page, subject):
    written = io.BytesIO()
    Image.fromarray((subject.X[0] * 255).astype(np.uint8)).save(written, "PNG")
    file = {"name": "<img src=x onerror=alert(1)>.png", "mimeType": "image/png", "buffer": written.getvalue()}
    page.locator("input[type=file]").set_input_files(file)
    own = panel(page, "An image of your own")
    own.get_by_text("strangeness").wait_for()
    assert own.locator("canvas").count() == 3
    np.testing.assert_allclose(sliders(page), subject.codings[0], atol=0.05)
    page.locator("input[type=file]").set_input_files(file | {"buffer": b"no picture"})
    own.get_by_text("no picture that can be read").wait_for()
    said = page.complaints.pop()  # by the browser itself, of a 422
    assert said.startswith("Failed to load resource")


def test_the_keyboard_goes_everywhere(page):
    page.locator("canvas.marks").focus()
    before = sliders(page)
    for key in ("ArrowRight", "ArrowUp", "+", "-", "Shift+ArrowLeft", "0"):
        page.keyboard.press(key)
    assert sliders(page) != before
    page.keyboard.press("Enter")
    page.get_by_text("At row").wait_for()
    page.keyboard.press("l")
    panel(page, "Group of 50").wait_for()


def test_draw_keep_and_reckon(page):
    drawn = panel(page, "Drawn by the model")
    drawn.locator("canvas").nth(23).wait_for()
    for i in range(3):
        drawn.locator("canvas").nth(i).click()
        page.wait_for_timeout(150)
        page.get_by_role("button", name="Keep", exact=True).click()
        panel(page, "Kept").locator("canvas").nth(i).wait_for()
    panel(page, "Kept").get_by_role("button", name="First").click()
    panel(page, "Kept").get_by_role("button", name="Way through them").click()
    panel(page, "Way").locator("canvas").nth(16).wait_for()
    with page.expect_download() as download:
        panel(page, "Kept").get_by_role("button", name="Save picture").click()
    with Image.open(download.value.path()) as picture:
        assert picture.size == (24, 8)
    drawn.get_by_role("button", name="Vary").click()
    page.get_by_role("button", name="Nearest in the data").click()
    panel(page, "Nearest in the data").locator("canvas").nth(4).wait_for()


def test_nothing_is_cut_at_any_width(page):
    for width in (1280, 768, 360):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function(
            """() => { const map = document.querySelector('.map');
            return Math.abs(map.querySelector('.marks').width / devicePixelRatio - map.clientWidth) <= 1; }"""
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1280, "height": 800})


def test_light_and_dark(page):
    background = "getComputedStyle(document.body).backgroundColor"
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(background) == "rgb(18, 18, 20)"
    page.emulate_media(color_scheme="light")
    assert page.evaluate(background) == "rgb(251, 251, 250)"


def test_the_file_decodes_as_python_does(look, subject, tmp_path):
    """Over file://, without a server: to one grey level what the model makes in Python."""
    said = write_page(subject, tmp_path / "page.html")
    assert said.startswith("300 instances")
    page = look((tmp_path / "page.html").as_uri())
    page.locator("canvas.marks").focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    row = int(page.locator(".status").inner_text().split("row ")[1].split(",")[0])
    expected = subject.estimator.inverse_transform(subject.codings[[row]])[0] * 255
    assert np.abs(decoded(page) - expected).max() <= 1
    written = io.BytesIO()
    Image.fromarray((subject.X[0] * 255).astype(np.uint8)).save(written, "PNG")
    page.locator("input[type=file]").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": written.getvalue()}
    )
    page.get_by_text("How strange it is, this file cannot tell").wait_for()
    np.testing.assert_allclose(sliders(page), subject.codings[0], atol=0.05)


def test_names_and_labels_are_no_markup(browser, table):
    """What a column or a label holds is shown as it is; `looking` fails if a script runs."""
    with serving(table) as ask, looking(browser) as look:
        page = look(f"http://127.0.0.1:{ask.port}/")
        assert page.locator("h1").inner_text() == "<i>table</i>"
        assert "</script><script>alert(1)</script>" in page.locator(".legend").inner_text()
        page.locator("canvas.marks").focus()
        page.keyboard.press("Enter")
        panel(page, "Under the pointer").get_by_text("<b>length</b>").wait_for()
        row = panel(page, "A row of your own")
        row.get_by_text("As text").click()
        row.locator("textarea").fill("10, 0.5, plain")
        assert row.get_by_label("width", exact=True).input_value() == "0.5"
        page.get_by_role("button", name="Where does it land?").click()
        row.get_by_text("What makes it so").wait_for()
        row.get_by_role("textbox", name="width", exact=True).fill("x")
        page.keyboard.press("Tab")
        row.get_by_text("'x' is no number, and the column width holds numbers.").wait_for()
        assert look.complaints.pop().startswith("Failed to load resource")
        page.get_by_text("What each coding does to the columns").click()
        effects = page.locator(".effects")
        effects.get_by_role("img", name="width along coding 2: from").wait_for()
        assert effects.locator("tbody tr").count() == 3


def test_a_file_says_that_it_cannot_decode_categories(look, table, tmp_path):
    html, lacking = file_page(table)
    assert lacking == ["this file cannot decode rows with categories, dates or gaps: serve it for that"]
    (tmp_path / "page.html").write_text(html)
    page = look_at_file(look, tmp_path / "page.html")
    assert "serve it for that" in panel(page, "What this file cannot do").inner_text()


def look_at_file(look, path):
    page = look(path.as_uri(), wait_for=".explorer")
    page.locator(".legend").wait_for()
    return page


@pytest.mark.parametrize("name", ["ConvolutionalAutoencoder", "DCGAN", "ProGAN", "GAN"])
def test_every_network_that_a_file_takes(name, digits, gan, modules):
    """The page's own evaluation of convolutions, pooling, normalisation: beside Keras, to one grey level."""
    shown = gan
    if name != "GAN":
        shown = subject_of(fit(name, digits.X[:64], coding_size=4), digits.X[:64], name=name)
    content = file_content(shown)
    assert content["lacking"] == []
    expected = shown.pixels.shown(shown.decode(shown.codings[:5])).astype(int)
    decode = "(m, [content, all]) => m.file(content).decode(all).then(x => x.map(one => [...one.pixels]))"
    found = modules("file.js", decode, [content, shown.codings[:5].tolist()])
    assert np.abs(np.array(found).reshape(expected.shape) - expected).max() <= 1


def test_rows_side_by_side(browser, table):
    twin = copy.copy(table)
    twin.name = "twin"
    with serving(table, twin) as ask, looking(browser) as look:
        page = look(f"http://127.0.0.1:{ask.port}/")
        page.locator("canvas.marks").focus()
        page.keyboard.press("Enter")
        panel(page, "Under the pointer").get_by_role("columnheader", name="twin").wait_for()
        heads = panel(page, "Under the pointer").get_by_role("columnheader").all_inner_texts()
        assert heads == ["", "original", "<i>table</i>", "twin"]


def test_runs_side_by_side(browser, subject, other):
    """What each makes of what is under the pointer; and one can go from one's map to the other's."""
    with serving(subject, other) as ask, looking(browser) as look:
        page = look(f"http://127.0.0.1:{ask.port}/")
        assert page.locator("h1").inner_text() == "digits"
        page.locator("canvas.marks").focus()
        page.keyboard.press("Enter")
        beside = panel(page, "Under the pointer")
        beside.get_by_text("other").wait_for()
        assert beside.locator("canvas").count() == 3
        page.get_by_label("Run").select_option("other")
        page.get_by_role("heading", name="other").wait_for()
        page.locator("canvas.marks").focus()
        page.keyboard.press("Enter")
        panel(page, "Under the pointer").get_by_text("digits").wait_for()


def test_a_notebook_shows_the_page(digits, subject):
    shown = subject.estimator.explore(digits.X[:20], digits.y[:20])
    assert isinstance(shown, Exploring)
    frame = shown._repr_html_()
    assert frame.startswith("<iframe srcdoc=")
    assert "<script" not in frame  # but escaped
    assert "allow-same-origin" not in frame


def test_of_two_rows_the_last_one_counts(modules):
    """Its answer may come before the one to the first."""
    landed = """async ({own}) => {
      const seen = [];
      const later = (ms, answer) => new Promise((resolve) => setTimeout(() => resolve(answer), ms));
      const answer = (row) => ({error: 1, strangeness: 1, usual: 2, coding: row, contributions: [1],
                                original: row, reconstruction: row, expected: row});
      const encodeRow = (row) => later(row[0] === "slow" ? 200 : 0, answer(row));
      const about = {image: null, names: ["a"], columns: []};
      const panel = own({about, source: {encodeRow}, decoding: {}, landed: (coding) => seen.push(coding[0])});
      const input = panel.querySelector("input");
      for (const value of ["slow", "fast"]) {
        input.value = value;
        input.dispatchEvent(new Event("change"));
      }
      await later(400);
      return seen;
    }"""
    assert modules("own.js", landed, None) == ["fast"]


def test_a_row_is_read_as_it_was_written(modules):
    """With separators and quotation marks in it, which a field or the text may hold."""
    again = """({fields}, row) => {
      const about = {names: ["kind", "x", "y"], columns: [{name: "kind", classes: ["b", "Smith, John"]}]};
      const form = fields(about, () => {});
      form.write(row);
      return [form.read(), form.elements[0].querySelector("select").value];
    }"""
    assert modules("fields.js", again, ["Smith, John", "1,5", None]) == [["Smith, John", "1,5", ""], "2"]
    assert modules("fields.js", again, ["b", 'a "b"', -1.5]) == [["b", 'a "b"', "-1.5"], "1"]
    typed = """({fields}, text) => {
      const form = fields({names: ["a"], columns: []}, () => {});
      form.elements[1].querySelector("textarea").value = text;
      return form.read();
    }"""
    for text, row in [
        ("10, 0.5, plain", ["10", "0.5", "plain"]),
        ("10;0.5\tplain\n", ["10", "0.5", "plain"]),  # as a spreadsheet's
        (' "a, b" , 5" pipe,"c""d"', ["a, b", '5" pipe', 'c"d']),
        (",", ["", ""]),
    ]:
        assert modules("fields.js", typed, text) == row


def test_the_class_that_is_decoded_is_the_one_that_is_chosen(modules):
    """An instance that was drawn brings its own."""
    chosen = """async ({Decoding}) => {
      const about = {middle: [0], low: [-1], high: [1], codingSize: 1, directions: [], resolutions: [],
                     layers: [], conditions: ["a", "b"], image: null, names: ["x"], columns: []};
      const decoding = new Decoding({about, moved() {}, source: {decode: async () => [{row: [1]}]}});
      decoding.label = 1;
      decoding.set([0.5]);
      return decoding.element.querySelector("select").value;
    }"""
    assert modules("decoding.js", chosen, None) == "1"
