"""`codings project`, `mix` and `similar`: what single models can do."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from codings import runs
from codings.cli import arguments

IMAGES = "sprites:n=40,size=8"


class StandIn(SimpleNamespace):
    """In the place of a StyleGAN of two layers; `steps` and `mixed` are what it was asked for."""

    classes_ = feature_names_in_ = None
    range_ = SimpleNamespace(bounds=(0.0, 255.0))
    _coding_width = 4

    def can(self, ability):
        return True

    def project(self, X, *, steps):
        self.steps = steps
        return np.repeat(X[:, :2, :4].astype(np.float32), 1, axis=0)

    def synthesize(self, latents):
        return np.repeat(np.repeat(latents, 4, axis=1), 2, axis=2).astype(np.uint8)

    def mix(self, a, b, layers):
        self.mixed = (a, b, layers)
        return np.zeros((len(a), 8, 8), np.uint8)


@pytest.fixture
def gan(monkeypatch):
    gan = StandIn()
    monkeypatch.setattr(arguments, "estimator", lambda folder, method: gan)
    monkeypatch.setattr("codings.runs.saved_model", lambda folder: folder)
    return gan


def test_what_is_projected_can_be_decoded(codings, gan, tmp_path):
    call = ("project", "run", "--data", IMAGES, "-n", 2, "--steps", 7)
    result = codings(*call, "-o", tmp_path / "a.npy")
    assert (result.exit_code, gan.steps) == (0, 7), result.stderr
    assert np.load(tmp_path / "a.npy").shape == (2, 2, 4)
    assert codings("decode", "run", "--data", tmp_path / "a.npy", "-o", tmp_path / "b.npy").exit_code == 0
    assert np.array_equal(np.load(tmp_path / "b.npy"), gan.synthesize(np.load(tmp_path / "a.npy")))
    assert codings(*call, "-o", tmp_path / "a.png").exit_code == 0
    with Image.open(tmp_path / "a.png") as image:
        assert image.width > 100


def test_only_a_model_that_can_is_asked(refused, trained, tmp_path):
    said = refused("project", trained[0], "--data", "digits", "-o", tmp_path / "a.npy")
    assert "StackedAutoencoder cannot project: stylegan can" in said


def test_styles_are_mixed(codings, refused, gan, tmp_path):
    call = ("mix", "run", "--layers", "coarse", "--above", "0,1,2", "--left", "3,4")
    assert codings(*call, "-o", tmp_path / "a.npy").exit_code == 0
    assert np.load(tmp_path / "a.npy").shape == (6, 8, 8)
    mine, theirs, layers = gan.mixed
    assert layers == "coarse"
    assert np.array_equal(mine[0], mine[3])  # a column has the same instance
    assert np.array_equal(theirs[0], theirs[2])  # and a row the same styles
    assert not np.array_equal(theirs[0], theirs[3])
    assert codings(*call, "-o", tmp_path / "a.png").exit_code == 0
    with Image.open(tmp_path / "a.png") as image:
        assert image.width > image.height
    assert "--left needs seeds" in refused(*call, "--left", "-1", "-o", tmp_path / "a.npy")


def test_similar(codings, refused, tmp_path):
    arguments = {"coding_size": 6, "hidden": (8,), "epochs": 1, "random_state": 0}
    folder = runs.train("binary", arguments, "digits", tmp_path / "run", pictures=()).folder
    row = int(runs.load(folder).split[0][3])  # it was trained on, so that it finds itself
    result = codings("similar", folder, "--data", "digits", "--rows", row, "-n", 1617, "--json")
    [listed] = json.loads(result.stdout)
    assert listed["bits"] == sorted(listed["bits"])
    assert listed["bits"][listed["found"].index(row)] == 0
    assert set(listed["found"]) == set(runs.load(folder).split[0].tolist())
    assert "there is no row 2000" in refused("similar", folder, "--data", "digits", "--rows", 2000)
    said = refused("similar", folder, "--data", "digits", "-n", 1618)
    assert "-n 1618 is more than the 1617 instances that it was trained on" in said
    assert codings("similar", folder, "--data", "ring", "-n", 1).exit_code == 2
    file = tmp_path / "found.npy"
    assert codings("similar", folder, "--data", "digits", "-n", 2, "-o", file).exit_code == 0
    assert np.load(file).shape == (1797, 2)
