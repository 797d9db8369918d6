"""`codings explore`, as far as it needs no browser."""

import pandas as pd
import pytest

pytest.importorskip("starlette")

from codings.explorer.opened import open_all
from tests.runs.test_report import made


@pytest.fixture(scope="module")
def model(tmp_path_factory, digits):
    from codings import StackedAutoencoder

    folder = tmp_path_factory.mktemp("explore") / "model"
    StackedAutoencoder(2, hidden=(4,), epochs=1, random_state=0, verbose=False).fit(digits.X[:100]).save(
        folder
    )
    return folder


def test_a_page_as_one_file_asks_no_other_host(codings, model, tmp_path):
    path = tmp_path / "page.html"
    result = codings("explore", model, "--data", "digits", "-o", path)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith(f"{path}: 1,797 instances")
    text = path.read_text()
    assert text.lower().startswith("<!doctype html>")
    assert 'src="http' not in text
    assert 'href="http' not in text


def test_bad_use(refused, model, tmp_path):
    page = tmp_path / "page.html"
    assert "a file shows one run, not 2" in refused("explore", model, model, "-o", page)
    assert "say which with --data" in refused("explore", model, "-o", page)
    assert "nothing" in refused("explore", tmp_path / "nothing", "-o", page)
    assert not page.exists()


def test_what_is_decided_about_a_table_is_said(codings, refused, tmp_path):
    from codings import StackedAutoencoder

    table = pd.DataFrame({"x": [0.1, 0.7, 0.4, 0.9] * 5, "kind": ["a", "b"] * 10})
    model = StackedAutoencoder(1, hidden=(2,), epochs=1, random_state=0, verbose=False).fit(table)
    model.save(tmp_path / "model")
    table[["kind", "x"]].to_csv(tmp_path / "turned.csv", index=False)
    table.replace("b", "c").to_csv(tmp_path / "other.csv", index=False)
    page = ("-o", tmp_path / "page.html")
    result = codings("explore", tmp_path / "model", "--data", tmp_path / "turned.csv", *page)
    assert result.exit_code == 0, result.stderr
    assert "categories in 'kind' (2)" in result.stderr
    assert "columns put in the order that the model was trained on" in result.stderr
    said = refused("explore", tmp_path / "model", "--data", tmp_path / "other.csv", *page)
    assert "column 'kind' of" in said
    assert "other.csv holds 'c' in row 1" in said


def test_runs_of_one_name_have_their_paths(tmp_path):
    folders = [str(made(tmp_path / name / "run", finished=False)) for name in "ab"]
    assert [one.name for one in open_all(folders, None)] == folders
    assert [one.name for one in open_all(folders[:1], None)] == ["run"]
