"""`codings report`."""

from pathlib import Path


def test_a_page_on_one_run_or_several(codings, trained, tmp_path):
    folder = trained[0]
    written = (folder / "report.html").stat().st_mtime_ns
    result = codings("report", folder)
    assert (result.exit_code, result.stdout) == (0, f"{folder / 'report.html'}\n")
    assert (folder / "report.html").stat().st_mtime_ns > written
    elsewhere = tmp_path / "page.html"
    assert codings("report", folder, "-o", elsewhere).stdout == f"{elsewhere}\n"
    assert "Overview" in Path(elsewhere).read_text()


def test_mistakes(refused, trained, tmp_path):
    assert "Missing argument 'DIR...'" in refused("report")
    assert "holds no run" in refused("report", tmp_path)
    assert "a page on 2 runs needs a name: add -o report.html" in refused("report", trained[0], tmp_path)
    assert "is given twice" in refused("report", trained[0], trained[0], "-o", tmp_path / "a.html")
    assert "must end in one of .html" in refused("report", trained[0], "-o", tmp_path / "a.pdf")
    assert not list(tmp_path.iterdir())
