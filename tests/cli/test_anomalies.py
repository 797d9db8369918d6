"""`codings anomalies`."""

import json
import shutil

import numpy as np
import pytest
from PIL import Image

from codings import runs


@pytest.fixture
def folder(trained, tmp_path):
    """A copy of the run, to write into."""
    return shutil.copytree(trained[0], tmp_path / "run")


@pytest.fixture(scope="session")
def scores(trained, digits):
    return runs.estimator_in(trained[0]).score_samples(digits.X)


def table(text):
    header, *lines = (line.split() for line in text.splitlines())
    return [dict(zip(header, line, strict=True)) for line in lines]


def test_the_strangest_are_listed_and_drawn(codings, folder, digits, scores):
    result = codings("anomalies", folder, "--data", "digits", "-n", 4)
    assert result.exit_code == 0, result.stderr
    listed, path = result.stdout.rsplit("\n", 2)[:2]
    rows = [int(line["row"]) for line in table(listed)]
    assert rows == np.argsort(scores)[:4].tolist()
    for rank, (line, row) in enumerate(zip(table(listed), rows, strict=True), 1):
        assert line["rank"] == str(rank)
        assert line["label"] == digits.classes[digits.y[row]]
        assert float(line["error"]) == pytest.approx(-scores[row], rel=1e-3)
    assert path == str(folder / "anomalies.png")
    with Image.open(path) as image:
        assert image.size[0] > 4 * 100


def test_json(codings, folder, scores):
    result = codings("anomalies", folder, "--data", "digits", "-n", 2, "--json")
    report = json.loads(result.stdout)
    assert (report["instances"], report["file"]) == (1797, str(folder / "anomalies.png"))
    assert [anomaly["row"] for anomaly in report["anomalies"]] == np.argsort(scores)[:2].tolist()
    assert report["anomalies"][0].keys() == {"rank", "row", "error", "label"}
    assert report["anomalies"][0]["error"] == pytest.approx(-scores.min())


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


def test_an_odd_row_of_a_table_is_found(codings, tmp_path):
    X = np.random.default_rng(0).normal(size=(50, 4))
    np.save(tmp_path / "usual.npy", X)
    X[7] *= 100
    np.save(tmp_path / "new.npy", X)
    run = tmp_path / "run"
    trained = codings("train", "linear", "--data", tmp_path / "usual.npy", "--epochs", 1, "--run", run)
    assert trained.exit_code == 0, trained.stderr
    path = tmp_path / "odd.png"
    result = codings("anomalies", run, "--data", tmp_path / "new.npy", "-n", 99, "-o", path)
    listed = table(result.stdout.rsplit("\n", 2)[0])
    assert (len(listed), listed[0]["row"]) == (50, "7")
    assert "label" not in listed[0]
    assert path.is_file()


class Constant:
    """An estimator that is of no use but to be asked."""

    def __init__(self, scores):
        self.scores = np.array(scores)

    def can(self, ability):
        return ability in ("score_samples", "reconstruct")

    def score_samples(self, X):
        return self.scores

    def reconstruct(self, X):
        return X


def test_what_is_no_number_comes_first_and_is_not_drawn(codings, folder, tmp_path, monkeypatch):
    monkeypatch.setattr("codings.runs.estimator_in", lambda folder: Constant([-1.0, np.nan, -3, -np.inf]))
    np.save(tmp_path / "four.npy", np.zeros((4, 3)))
    report = json.loads(codings("anomalies", folder, "--data", tmp_path / "four.npy", "--json").stdout)
    assert [anomaly["row"] for anomaly in report["anomalies"]] == [1, 3, 2, 0]
    assert [anomaly["error"] for anomaly in report["anomalies"]] == [None, None, 3, 1]
    assert (folder / "anomalies.png").is_file()


def test_data_without_a_picture(codings, refused, folder, tmp_path, monkeypatch):
    monkeypatch.setattr("codings.runs.estimator_in", lambda folder: Constant([-1.0, -2.0]))
    np.save(tmp_path / "planes.npy", np.zeros((2, 3, 3, 2)))
    arguments = ("anomalies", folder, "--data", tmp_path / "planes.npy")
    result = codings(*arguments)
    assert result.exit_code == 0, result.stderr
    assert len(result.stdout.splitlines()) == 3
    assert json.loads(codings(*arguments, "--json").stdout)["file"] is None
    assert "have no picture" in refused(*arguments, "-o", tmp_path / "a.png")


def test_mistakes(refused, folder, tmp_path):
    assert "no-data" in refused("anomalies", folder, "--data", "no-data.csv")
    assert "holds no run" in refused("anomalies", tmp_path, "--data", "digits")
    assert "was fitted on (8, 8)" in refused("anomalies", folder, "--data", "ring:n=5")
    assert "is not in the range" in refused("anomalies", folder, "--data", "digits", "-n", 0)
