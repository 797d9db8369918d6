"""What the files of a run may not say: each time one sentence names the file and what is wrong."""

import json
from dataclasses import replace

import numpy as np
import pytest

from codings import runs
from codings.catalogue import MODELS
from codings.diagnostics import Observation
from codings.runs.figures import read_figures
from codings.runs.observed import read_observations, write_observations

STACKED = next(model for model in MODELS if model.name == "stacked")
PLAIN = {option.name: option.default for option in STACKED.options}
CONFIG = {
    "format": 1,
    "model": "stacked",
    "arguments": PLAIN,
    "data": "digits",
    "validation": 0.1,
    "instances": {"training": 1617, "validation": 180},
    "shape": [8, 8],
    "versions": {"codings": "0.1.0"},
    "started": "2026-11-26T12:00:00+00:00",
}
RESULT = {"epochs": 2, "parameters": 9, "seconds": 1.5, "loss": None, "val_loss": 0.5, "mse": 0.5}


def without(content, name):
    return {key: value for key, value in content.items() if key != name}


def test_what_is_right_is_read(tmp_path):
    (tmp_path / "config.json").write_text(json.dumps(CONFIG | {"later": [1]}))
    (tmp_path / "result.json").write_text(json.dumps(RESULT | {"later": [1]}))
    run = runs.load(tmp_path)
    assert run.config["later"] == run.result["later"] == [1]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (without(CONFIG, "data"), "missing required field `data`"),
        (CONFIG | {"instances": {"training": 3}}, "instances: Object missing required field `validation`"),
        (CONFIG | {"instances": {"training": 0, "validation": 1}}, "instances.training: Expected `int` >= 1"),
        (CONFIG | {"shape": [8, "8"]}, r"shape\[1\]: Expected `int`, got `str`"),
        (CONFIG | {"validation": -1}, "validation: Expected `float` >= 0.0"),
        (CONFIG | {"validation": float("nan")}, "it holds NaN"),
        (CONFIG | {"model": "magic"}, "model: there is no 'magic'"),
        (CONFIG | {"arguments": PLAIN | {"hidden": [4, "x"]}}, r"arguments.hidden: \[4, 'x'\] is nothing"),
        (CONFIG | {"arguments": PLAIN | {"activation": "magic"}}, "arguments.activation: 'magic' is nothing"),
        (CONFIG | {"arguments": PLAIN | {"epochs": True}}, "arguments.epochs: True is nothing for it"),
        (CONFIG | {"arguments": PLAIN | {"tied": 1}}, "arguments.tied: 1 is nothing for it"),
    ],
)
def test_configurations(tmp_path, content, told):
    (tmp_path / "config.json").write_text(json.dumps(content))
    with pytest.raises(ValueError, match=rf"config\.json is damaged \(.*{told}"):
        runs.load(tmp_path)


def test_arguments_of_a_newer_version_have_their_defaults(tmp_path):
    older = without(without(PLAIN, "hidden"), "tied") | {"epochs": 7}
    (tmp_path / "config.json").write_text(json.dumps(CONFIG | {"arguments": older}))
    arguments = runs.load(tmp_path).config["arguments"]
    assert arguments == STACKED.defaults | {"epochs": 7}


def test_an_argument_that_this_version_lacks_is_named(tmp_path):
    (tmp_path / "config.json").write_text(json.dumps(CONFIG | {"arguments": PLAIN | {"units": 3}}))
    with pytest.raises(ValueError, match=r"config\.json has the argument 'units', which stacked has not in"):
        runs.load(tmp_path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (without(RESULT, "epochs"), "missing required field `epochs`"),
        (RESULT | {"loss": "low"}, "loss: Expected `float | null`, got `str`"),
        (RESULT | {"seconds": -1.0}, "seconds: Expected `float` >= 0.0"),
        (RESULT | {"mse": float("inf")}, "it holds Infinity"),
        (RESULT | {"peak_memory_gib": "lots"}, "peak_memory_gib: Expected `float`, got `str`"),
    ],
)
def test_results(tmp_path, content, told):
    (tmp_path / "config.json").write_text(json.dumps(CONFIG))
    (tmp_path / "result.json").write_text(json.dumps(content))
    with pytest.raises(ValueError, match=r"result\.json is damaged \(.*" + told.replace("|", r"\|")):
        assert runs.load(tmp_path).result


MEASURED = {"measure": "recall", "value": 0.5, "aim": "higher", "of": "pixels"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"value": "abc"}, r"measured\[1\]\.value: Expected `float \| null`, got `str`"),
        ({"low": "abc"}, "low: Expected `float"),
        ({"samples": -3}, "samples: Expected `int` >= 0"),
        ({"class": 3}, "class: Expected `str`"),
        ({"of": None}, "of: Expected `str`"),
    ],
)
def test_figures(tmp_path, change, told):
    path = tmp_path / "figures.json"
    path.write_text(json.dumps({"epochs": 3, "measured": [MEASURED | {"later": [1]}]}))
    assert read_figures(path).measured == [MEASURED | {"later": [1]}]
    path.write_text(json.dumps({"epochs": 3, "measured": [MEASURED, MEASURED | change]}))
    with pytest.raises(ValueError, match=rf"figures\.json is damaged \(.*{told}.*: remove it, and measure"):
        read_figures(path)


SEEN = Observation(1, float("nan"), 0.5, 0.7, 0.1, 1.0, 0.0, 0.9, np.ones(3), 0.5)


def test_observations_of_before_chessboards_are_read(tmp_path):
    path = tmp_path / "observations.json"
    write_observations(path, [replace(SEEN, chessboard=2.5)])
    assert read_observations(path)[0].chessboard == 2.5
    content = json.loads(path.read_text())
    del content["observations"][0]["chessboard"]
    path.write_text(json.dumps(content))
    assert np.isnan(read_observations(path)[0].chessboard)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"epoch": 0}, "epoch: Expected `int` >= 1"),
        ({"shares": []}, r"shares: Expected `array` of length >= 1"),
        ({"shares": [0.1, None]}, r"shares\[1\]|shares\[\.\.\.\]"),
        ({"separation": 1.5}, "separation: Expected `float` <= 1.0"),
        ({"slope": "steep"}, "slope: Expected `float"),
        ({"chessboard": -1.0}, "chessboard: Expected `float` >= 0.0"),
        ({"settled": None}, "settled: Expected `bool`"),
    ],
)
def test_observations(tmp_path, change, told):
    path = tmp_path / "observations.json"
    write_observations(path, [SEEN])
    assert read_observations(path)[0].shares.tolist() == [1.0] * 3
    content = json.loads(path.read_text())
    content["observations"][0] |= change
    path.write_text(json.dumps(content))
    with pytest.raises(ValueError, match=rf"observations\.json is damaged \(.*({told})"):
        read_observations(path)
