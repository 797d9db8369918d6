"""What `model.json` may not say: each time one sentence names the file and what is wrong."""

import re

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.frozen import FrozenEstimator

import codings
from codings import OutlierDetector, StackedAutoencoder

WRONG = {
    "a missing key": (("features",), ..., "missing required field `features`"),
    "a missing field of the range": (("range", "scale"), ..., "missing required field `scale`"),
    "an unknown argument": (("params", "units"), 3, "params: it has units, which StackedAutoencoder has not"),
    "a wrong type": (("features",), "8", "features: Expected `int`, got `str`"),
    "a truth for a number": (("features",), True, "features: Expected `int`, got `bool`"),
    "no features": (("features",), 0, "features: Expected `int` >= 1"),
    "other features": (("features",), 9, "features: 9, but its range and networks are of 8"),
    "a scale of 0": (("range", "scale"), 0, "scale 0.0 must be above 0"),
    "a scale of each column": (
        ("range", "scale"),
        [1.0, 2.0],
        r"range: .* shape \(8, 2\), but its networks are",
    ),
    "a reach of another length": (("range", "reach"), [9.0, 9.0], "offset and reach have 1 and 2 entries"),
    "a negative reach": (("range", "reach"), [-1.0], r"reach \(-1.0,\) must not be below the knee"),
    "swapped bounds": (("range", "low"), 3.0, "low 3.0 must be below high 1.0"),
    "one bound": (("range", "low"), None, "low None must be below"),
    "no dtype": (("range", "dtype"), "picture", "dtype 'picture' is none of numbers"),
    "an argument out of its range": (("params", "coding_size"), 0, "'coding_size' parameter of Stacked"),
    "an argument of another type": (("params", "epochs"), "many", "'epochs' parameter of StackedAuto"),
    "an unknown choice": (("params", "activation"), "magic", "'activation' parameter of StackedAuto"),
    "another class's name": (("model",), "DenoisingAutoencoder", "params: it has greedy"),
    "a class of another kind": (("model",), "GAN", "networks: it lacks discriminator_"),
    "infinity": (("history", "loss"), [float("inf")], "it holds Infinity, which is no number"),
    "NaN": (("params", "learning_rate"), float("nan"), "it holds NaN, which is no number"),
    "text in the history": (
        ("history", "loss"),
        ["low"],
        r"history\[\.\.\.\]\[0\]: Expected `float \| null`",
    ),
    "columns of other lengths": (
        ("history", "loss"),
        [0.5, 0.4],
        "history: its columns are of different len",
    ),
    "a model that there is not": (
        ("params", "coding_size"),
        {"estimator": "fitted", "model": "zzz", "frozen": False},
        "params: one is the model 'zzz', which is not among its models",
    ),
    "another network": (("networks", "autoencoder_", "outputs"), [[9, 9]], "another network"),
    "other parameters": (("networks", "autoencoder_", "parameters"), 7, "another network"),
    "no network": (("networks",), {}, "networks: it lacks autoencoder_"),
    "a network beside": (
        ("networks", "../../x_"),
        {"inputs": [], "outputs": [], "parameters": 0},
        r"networks: Expected `str` matching regex",
    ),
    "a model that climbs": (("models", "../.."), {}, "models: Expected `str` matching regex"),
    "a save that climbs": (("save",), "../other", "save: '../other' is no save's folder"),
    "a save elsewhere": (("save",), "/tmp/save-1-01234567", "is no save's folder"),
    "another format": (("format",), 2, "has format 2, this codings reads 3"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_told(saved, edit, what):
    keys, value, told = WRONG[what]
    edit(saved, *keys, value=value)
    with pytest.raises(ValueError, match=told) as error:
        codings.load(saved)
    assert re.match(rf"{saved}.*(model\.json|autoencoder\.keras)", str(error.value))
    assert "\n" not in str(error.value)


def test_an_argument_of_a_newer_version_has_its_default(saved, edit):
    edit(saved, "params", "learning_rate", value=...)
    assert codings.load(saved).learning_rate == StackedAutoencoder(2).learning_rate


def test_whatever_is_in_its_place(saved):
    for text in ("[]", "3", '"x"', "[" * 100_000, "{", ""):
        (saved / "model.json").write_text(text)
        with pytest.raises(ValueError, match=r"model\.json is damaged"):
            codings.load(saved)


@pytest.fixture(scope="module")
def table():
    random = np.random.default_rng(0)
    sizes = random.standard_normal((40, 2))
    return pd.DataFrame(sizes, columns=["a", "b"]).assign(kind=random.choice(["x", "y"], 40))


@pytest.fixture(scope="module")
def of_a_table(table):
    return StackedAutoencoder(2, hidden=(4,), epochs=1, verbose=False).fit(table)


OF_A_TABLE = {
    "an unknown kind": (("range", "columns", 0, "kind"), "colour", "column 'a' is of the kind 'colour'"),
    "numbers as categories": (("range", "columns", 0, "kind"), "category", "'a' .*, and has 0 categories"),
    "fewer columns": (("range", "columns", 0), ..., "1 columns of numbers, and a range of others"),
    "fewer categories": (("range", "columns", 2, "categories"), ["x"], "but its networks are of"),
    "other names": (("feature_names",), ["a"], "1 feature names for 3 features"),
    "no range": (("range", "range"), None, "2 columns of numbers, and the range None"),
    "the least above the greatest": (("range", "columns", 1, "least"), 99.0, "'b' has least 99.0 above"),
}


@pytest.mark.parametrize("what", OF_A_TABLE)
def test_what_is_wrong_with_a_table(of_a_table, tmp_path, edit, what):
    keys, value, told = OF_A_TABLE[what]
    of_a_table.save(tmp_path / "model")
    edit(tmp_path / "model", *keys, value=value)
    with pytest.raises(ValueError, match=rf"model\.json .*{told}"):
        codings.load(tmp_path / "model")


def test_models_within_models(of_a_table, table, tmp_path, edit):
    detector = OutlierDetector(FrozenEstimator(of_a_table), random_state=0).fit(table)
    detector.set_params(autoencoder=clone(of_a_table))
    scores = detector.score_samples(table)
    detector.save(tmp_path / "model")
    again = codings.load(tmp_path / "model")
    np.testing.assert_allclose(again.score_samples(table), scores, rtol=1e-5)
    assert again.get_params()["autoencoder__hidden"] == (4,)
    inner = {"estimator": "fitted", "model": "autoencoder_", "frozen": False}
    for keys, value, told in (
        (("params", "autoencoder", "params", "epochs"), 0, "'epochs' parameter of Stacked"),
        (("params", "autoencoder", "model"), "os.system", "no model 'os.system'"),
        (
            ("params", "autoencoder", "params", "hidden"),
            inner,
            "'autoencoder_', which is not among its models",
        ),
        (("models", "autoencoder_", "features"), 7, "3 feature names for 7 features"),
    ):
        detector.save(tmp_path / "model")
        edit(tmp_path / "model", *keys, value=value)
        with pytest.raises(ValueError, match=rf"model\.json .*{told}"):
            codings.load(tmp_path / "model")
