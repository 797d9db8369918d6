"""`codings anomalies`."""

import json
import shutil

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from PIL import Image
from sklearn.frozen import FrozenEstimator

from codings import OutlierDetector, runs
from codings.cli import anomalies
from codings.cli.anomalies import _told_apart
from codings.plots import lines


@pytest.fixture
def folder(trained, tmp_path):
    """A copy of the run, to write into."""
    return shutil.copytree(trained[0], tmp_path / "run")


@pytest.fixture(scope="session")
def detector(trained, digits):
    return OutlierDetector(FrozenEstimator(runs.estimator_in(trained[0])), random_state=0).fit(digits.X)


@pytest.fixture(scope="session")
def scores(detector, digits):
    return detector.score_samples(digits.X)


def table(text):
    header, *lines = (line.split(maxsplit=4) for line in text.splitlines())
    return [dict(zip(header, line, strict=False)) for line in lines]


def test_a_folder_that_may_only_be_read_gets_no_picture(codings, folder, monkeypatch):
    def refuse(path, save, **_):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(anomalies, "picture", refuse)
    result = codings("anomalies", folder, "--data", "digits", "-n", 1, "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["file"] is None
    assert f"Warning: the picture is not kept: {folder / 'anomalies.png'}: Permission" in result.stderr
    asked = codings("anomalies", folder, "--data", "digits", "-n", 1, "-o", folder / "a.png")
    assert (asked.exit_code, asked.stderr.splitlines()[-1]) == (
        1,
        f"Error: {folder / 'a.png'}: Permission denied",
    )


def test_the_strangest_are_listed_and_drawn(codings, folder, digits, scores):
    result = codings("anomalies", folder, "--data", "digits", "-n", 4)
    assert result.exit_code == 0, result.stderr
    listed, path = result.stdout.rsplit("\n", 2)[:2]
    rows = [int(line["row"]) for line in table(listed)]
    assert rows == np.argsort(scores)[:4].tolist()
    for rank, (line, row) in enumerate(zip(table(listed), rows, strict=True), 1):
        assert line["rank"] == str(rank)
        assert line["label"] == digits.classes[digits.y[row]]
        assert float(line["strangeness"].rstrip("*")) == pytest.approx(-scores[row], rel=1e-3)
    assert path == str(folder / "anomalies.png")
    with Image.open(path) as image:
        assert image.size[0] > 4 * 100
    assert "of 1797 are outliers: strangeness above" in result.stderr


def test_json(codings, folder, detector, scores):
    result = codings("anomalies", folder, "--data", "digits", "-n", 2, "--json")
    report = json.loads(result.stdout)
    assert (report["instances"], report["file"]) == (1797, str(folder / "anomalies.png"))
    assert report["outliers"] == (scores < detector.offset_).sum()
    assert [anomaly["row"] for anomaly in report["anomalies"]] == np.argsort(scores)[:2].tolist()
    assert report["anomalies"][0].keys() == {"rank", "row", "strangeness", "outlier", "label"}
    assert report["anomalies"][0]["strangeness"] == pytest.approx(-scores.min())


def test_contamination_sets_how_many_are_outliers(codings, folder):
    result = codings("anomalies", folder, "--data", "digits", "-n", 1, "--contamination", 0.1, "--json")
    assert json.loads(result.stdout)["outliers"] == 180


@pytest.mark.parametrize("ending", [".csv", ".npy"])
def test_all_scores_in_the_order_of_the_data(codings, folder, tmp_path, scores, ending):
    path = tmp_path / f"scores{ending}"
    result = codings("anomalies", folder, "--data", "digits", "-n", 1, "-o", path)
    assert result.stdout.splitlines()[-1] == f"{path}: float64 of shape (1797,)"
    if ending == ".csv":
        assert path.read_text().startswith("score\n")
    found = np.load(path) if ending == ".npy" else np.loadtxt(path, skiprows=1)
    np.testing.assert_allclose(found, scores, rtol=1e-6)
    assert not (folder / "anomalies.png").exists()


@pytest.fixture
def odd(codings, tmp_path):
    """A run on a table, and the file of another, whose row 7 is odd in the column "width"."""
    import pandas

    usual = pandas.DataFrame(np.random.default_rng(0).normal(size=(60, 3)), columns=["age", "width", "size"])
    usual.to_csv(tmp_path / "usual.csv", index=False)
    run, new = tmp_path / "run", tmp_path / "new.csv"
    trained = codings(
        "train", "linear", "--data", tmp_path / "usual.csv", "--epochs", 1, "--no-pictures", "--run", run
    )
    assert trained.exit_code == 0, trained.stderr
    usual.loc[7, "width"] = 50.0
    usual.to_csv(new, index=False)
    return run, new


def test_each_row_of_a_table_stands_under_its_number(codings, odd, tmp_path, monkeypatch):
    drawn = []
    monkeypatch.setattr(lines, "lines", lambda *arguments: drawn.append(arguments) or Figure())
    run, new = odd
    report = json.loads(
        codings("anomalies", run, "--data", new, "-n", 2, "-o", tmp_path / "odd.png", "--json").stdout
    )
    expected = [f"{one['row']}: {one['strangeness']:.3g}" for one in report["anomalies"]]
    [(_, _, names)] = drawn
    assert names == expected


def test_the_columns_to_blame(codings, odd, tmp_path):
    run, new = odd
    path = tmp_path / "odd.png"
    result = codings("anomalies", run, "--data", new, "-n", 99, "-o", path)
    assert result.exit_code == 0, result.stderr
    first, *others = result.stdout.splitlines()[1:-1]
    assert len(others) == 59
    assert first.split()[:2] == ["1", "7"]
    assert "* " in first
    assert first.split(maxsplit=3)[3].startswith("width 50 (expected ")
    assert path.is_file()
    report = json.loads(codings("anomalies", run, "--data", new, "-n", 1, "--json").stdout)
    blamed = report["anomalies"][0]["columns"]
    assert blamed[0]["name"] == "width"
    assert abs(blamed[0]["expected"]) < 3


def test_a_column_far_from_0_is_blamed_in_enough_digits(codings, tmp_path):
    table = pd.DataFrame(np.random.default_rng(0).normal(size=(60, 2)), columns=["size", "second"])
    table["second"] = (1_700_000_000 + 1000 * table["second"]).round()
    table.loc[7, "second"] = 1_700_040_000
    table.to_csv(tmp_path / "it.csv", index=False)
    options = ("--epochs", 1, "--no-pictures", "--run", tmp_path / "run")
    assert codings("train", "linear", "--data", tmp_path / "it.csv", *options).exit_code == 0
    result = codings("anomalies", tmp_path / "run", "--data", tmp_path / "it.csv", "-n", 1)
    assert result.stdout.splitlines()[1].split(maxsplit=3)[3].startswith("second 1700040000 (expected 1")
    assert "which has only" not in result.stderr


def test_what_stands_beside_a_column_to_blame():
    def told(value, expected, adds=1.0):
        return _told_apart({"value": value, "expected": expected, "adds": adds}, 1.0)

    assert told(99999.0, 3421.9) == ("99999", "3421.9")
    assert told(0.123456, 2e30) == ("0.1235", "2e+30")
    assert told(1e9 + 0.25, 1e9) == ("1000000000.2", "1000000000")
    assert told(0.5000001, 0.5, adds=0.01) == ("0.5", "0.5")  # it hardly adds
    assert told(None, 2.0) == ("none", "2")
    assert told("cook", "smith") == ("cook", "smith")
    assert told(1.0, 1.0) == ("1", "1")


def test_of_few_rows_it_says_that_they_say_little(codings, odd, tmp_path):
    run, new = odd
    (tmp_path / "two.csv").write_text("".join(new.read_text().splitlines(keepends=True)[:3]))
    result = codings("anomalies", run, "--data", tmp_path / "two.csv", "--json")
    assert "what is usual is found in DATA itself, which has only 2 rows" in result.stderr


def test_a_saved_detector_is_asked_itself(codings, digits, detector, tmp_path):
    detector.save(tmp_path / "detector")
    arguments = ("anomalies", tmp_path / "detector", "--data", "digits", "-n", 1, "--json")
    report = json.loads(codings(*arguments).stdout)
    assert report["threshold"] == pytest.approx(-detector.offset_)


def test_mistakes(refused, folder, tmp_path):
    assert "no-data" in refused("anomalies", folder, "--data", "no-data.csv")
    assert "holds no run" in refused("anomalies", tmp_path, "--data", "digits")
    assert "was fitted on (8, 8)" in refused("anomalies", folder, "--data", "ring:n=5")
    assert "is not in the range" in refused("anomalies", folder, "--data", "digits", "-n", 0)
    assert "is not in the range" in refused("anomalies", folder, "--data", "digits", "--contamination", 0.7)
