"""`codings explore`, as far as it needs no browser."""

import pytest

pytest.importorskip("starlette")


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
