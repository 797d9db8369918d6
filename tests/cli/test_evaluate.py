"""`codings evaluate`: every measure that fits the model."""

import json

import pytest

from codings import runs
from codings.cli.evaluate import _show
from codings.metrics import Estimate
from codings.runs import report
from codings.runs.evaluation import Measure
from codings.runs.figures import plain


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    patch = pytest.MonkeyPatch()
    folder = tmp_path_factory.mktemp("cache")
    patch.setenv("CODINGS_CACHE", str(folder))
    patch.setattr("codings.spaces.classifier.LEAST_STEPS", 75)  # nothing here asks for a good one
    yield folder
    patch.undo()


def test_every_measure_of_a_gan(cache, codings, tmp_path):
    runs.train(
        "gan", {"epochs": 2, "hidden": (16,), "random_state": 0}, "digits", tmp_path / "run", pictures=()
    )
    result = codings("evaluate", tmp_path / "run", "-n", 300, "--json")
    found = {row["measure"]: row for row in json.loads(result.stdout)}
    assert set(found) >= {"Fréchet distance", "kernel distance", "precision", "recall", "density", "coverage"}
    assert set(found) >= {"memorisation", "inception score", "classes of 10", "entropy of the classes"}
    assert all(row["of"] == "classifier of digits" for row in found.values())
    distance = found["Fréchet distance"]
    assert (distance["low"], distance["high"], distance["samples"]) == (None, None, 180)
    assert found["kernel distance"]["low"] < found["kernel distance"]["value"]
    assert "too high" in result.stderr
    in_pixels = json.loads(
        codings("evaluate", tmp_path / "run", "-n", 300, "--space", "pixels", "--json").stdout
    )
    assert {row["of"] for row in in_pixels} == {"pixels"}


def test_every_measure_of_autoencoders(cache, codings, tmp_path):
    options = {"epochs": 2, "random_state": 0}
    runs.train("variational", options, "digits", tmp_path / "variational", pictures=())
    runs.train("stacked", options, "digits", tmp_path / "stacked", pictures=())
    table = codings("evaluate", tmp_path / "variational", "-n", 200).stdout
    for name in ("mean squared error", "latent loss", "log-likelihood", "active units", "Fréchet distance"):
        assert name in table
    [only] = json.loads(codings("evaluate", tmp_path / "stacked", "--json").stdout)
    assert only["value"] == pytest.approx(runs.load(tmp_path / "stacked").result["mse"])
    assert json.loads((tmp_path / "stacked" / "figures.json").read_text()) == {
        "epochs": 2,
        "measured": [only],
    }
    assert "mean squared error, 180 instances held out" in (tmp_path / "stacked" / "report.html").read_text()


def test_what_is_not_finite_is_null_in_json():
    assert plain(Measure("mean squared error", float("inf"), "lower", "pixels"))["value"] is None
    distance = Estimate(float("nan"), float("nan"), float("inf"), 6)
    told = plain(Measure("kernel distance", distance, "lower", "pixels"))
    assert (told["value"], told["low"], told["high"], told["samples"]) == (None, None, None, 6)


def test_figures_that_cannot_be_kept_are_printed_all_the_same(codings, trained, monkeypatch):
    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(report, "keep_figures", full)
    result = codings("evaluate", trained[0], "--json")
    assert (result.exit_code, len(json.loads(result.stdout))) == (0, 1)
    assert f"the figures are not kept in {trained[0]}: No space left on device" in result.stderr


def test_each_class_has_a_row_of_its_own(capsys):
    def of(label, value):
        return Measure("precision", Estimate(value, value, value, 60), "higher", "pixels", label)

    _show([of(None, 0.5), of("coat", 0.25), of("shoe", 0.75)])
    above, below = capsys.readouterr().out.split("\n\n")
    assert ("coat" in above, "higher" in above) == (False, True)
    header, *rows = below.splitlines()
    assert header.split("  ")[0] == "class"
    assert "precision, higher" in header
    assert [row.split() for row in rows] == [["coat", "0.25"], ["shoe", "0.75"]]


def test_what_was_not_measured_of_a_class_is_blank(capsys):
    _show(
        [
            Measure(name, 0.5, "higher", "pixels", label)
            for label, name in [("a", "p"), ("a", "q"), ("b", "q")]
        ]
    )
    header, a, b = capsys.readouterr().out.split("\n\n")[-1].splitlines()
    assert header.index("q") == b.index("0.5") == a.rindex("0.5")
