"""`codings project`, `mix` and `similar`: what single models can do."""

import json

import numpy as np
import pytest
from PIL import Image

from codings import runs

IMAGES = "sprites:n=40,size=8"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("styles") / "run"
    arguments = {"coding_size": 4, "filters": 2, "epochs": 1, "random_state": 0}
    return runs.train("stylegan", arguments, IMAGES, folder, pictures=()).folder


def test_what_is_projected_can_be_decoded(codings, refused, trained, run, tmp_path):
    arguments = ("project", run, "--data", IMAGES, "-n", 2, "--steps", 2)
    assert codings(*arguments, "-o", tmp_path / "a.npy").exit_code == 0
    latents = np.load(tmp_path / "a.npy")
    assert latents.shape == (2, 2, 4)
    assert codings("decode", run, "--data", tmp_path / "a.npy", "-o", tmp_path / "b.npy").exit_code == 0
    expected = runs.estimator_in(run).synthesize(latents)
    np.testing.assert_allclose(np.load(tmp_path / "b.npy"), expected, atol=40)  # the noise is drawn anew
    assert codings(*arguments, "-o", tmp_path / "a.png").exit_code == 0
    assert "StackedAutoencoder cannot project: stylegan can" in refused(
        "project", trained[0], "--data", "digits", "-o", tmp_path / "a.npy"
    )


def test_styles_are_mixed(codings, refused, run, tmp_path):
    arguments = ("mix", run, "--layers", "coarse", "--above", "0,1,2", "--left", "3,4")
    assert codings(*arguments, "-o", tmp_path / "a.npy").exit_code == 0
    assert np.load(tmp_path / "a.npy").shape == (6, 8, 8)
    assert codings(*arguments, "-o", tmp_path / "a.png").exit_code == 0
    with Image.open(tmp_path / "a.png") as image:
        assert image.width > image.height
    assert "--left needs seeds" in refused(*arguments, "--left", "-1", "-o", tmp_path / "a.npy")


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
    assert codings("similar", folder, "--data", "ring", "-n", 1).exit_code == 2
    file = tmp_path / "found.npy"
    assert codings("similar", folder, "--data", "digits", "-n", 2, "-o", file).exit_code == 0
    assert np.load(file).shape == (1797, 2)
