"""`codings reproduce`."""

import json

import pytest

from codings import chapter
from codings.chapter.rows import Row

TINY = {"epochs": 1, "hidden": (4,), "coding_size": 2}


@pytest.fixture
def rows(monkeypatch):
    row = Row("tied", "Tying Weights", "stacked", {"tied": True}, ("reconstructions",), TINY, book=0.0133)
    monkeypatch.setattr(chapter, "chosen", lambda names: (row,))


def test_a_line_a_row_and_where_the_report_is(codings, rows, tmp_path):
    out = tmp_path / "out"
    result = codings("reproduce", "--quick", "--data", "sprites:n=60,size=8", "--out", out)
    assert result.exit_code == 0, result.stderr
    header, line, _, report = result.stdout.splitlines()
    assert header.split()[:3] == ["row", "epochs", "parameters"]
    assert line.split()[:2] == ["tied", "1"]
    assert report == f"The report: {out / 'report.html'}"
    assert json.loads((out / "results.json").read_text())["rows"][0]["name"] == "tied"
    again = codings("reproduce", "--quick", "--data", "sprites:n=60,size=8", "--out", out)
    assert again.stdout == result.stdout
    as_json = codings("reproduce", "--quick", "--data", "sprites:n=60,size=8", "--out", out, "--json")
    found = json.loads(as_json.stdout)
    assert (found["report"], [row["name"] for row in found["rows"]]) == (str(out / "report.html"), ["tied"])


def test_mistakes(refused, tmp_path):
    assert "there is no row 'stakced'" in refused("reproduce", "--only", "stakced", "--out", tmp_path / "a")
    assert "unknown data 'digit'" in refused("reproduce", "--data", "digit", "--out", tmp_path / "a")
    assert "seeds" in refused("reproduce", "--seeds", 0)
    assert not (tmp_path / "a").exists()
