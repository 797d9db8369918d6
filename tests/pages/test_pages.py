"""What all pages share: words are escaped, tables set things side by side, pictures are within."""

import base64

import jinja2
import numpy as np
import pytest
from PIL import Image

from codings.pages import Row, Table, render, row, shown, side_by_side

EVIL = "<script>alert('&')</script>"


def test_blank_columns_are_left_out():
    table = Table(("here", "book", "aim"), [Row("a", ("1", "", "")), Row("b", ("2", "", "3"))])
    assert table.filled() == (("here", "aim"), [Row("a", ("1", "")), Row("b", ("2", "3"))])


def test_columns_side_by_side():
    rows = side_by_side([{"a": 1, "b": (100, 50)}, {"b": [100, 50], "c": None}])
    assert rows == [
        Row("a", ("1", ""), True),
        Row("b", ("100, 50", "100, 50"), False),
        Row("c", ("", "None"), True),
    ]


@pytest.mark.parametrize(
    ("value", "words"),
    [(True, "True"), (0.00123456, "0.001235"), (60_000, "60000"), ((), "none"), ("x", "x")],
)
def test_in_words(value, words):
    assert row("it", [value]).cells == (words,)


def test_a_picture_is_whole_within_its_address(tmp_path):
    path = tmp_path / "it.png"
    Image.fromarray(np.zeros((2, 3), np.uint8)).save(path)
    picture = shown(path, "alt", "caption")
    kind, _, encoded = picture.source.partition(",")
    assert (kind, picture.width, picture.height) == ("data:image/png;base64", 3, 2)
    assert base64.b64decode(encoded) == path.read_bytes()
    path.write_text("no picture")
    with pytest.raises(ValueError, match=r"it\.png is damaged \(it holds no picture\)"):
        shown(path, "alt", "caption")


def test_what_is_filled_in_is_escaped_and_must_be_there():
    page = {"data": EVIL, "circumstances": EVIL, "beside_the_book": True, "sections": ()}
    table, none = Table((EVIL,), [Row(EVIL, (EVIL,))]), Table((), [])
    filled = render("chapter/report.html", **page, errors=table, distances=none)
    assert EVIL not in filled
    assert filled.count("&lt;script&gt;") == 7
    with pytest.raises(jinja2.UndefinedError, match="errors"):
        render("chapter/report.html", **page)
