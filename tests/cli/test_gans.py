"""The commands on runs of GANs."""

import json

import numpy as np
import pytest
from PIL import Image

from codings import runs


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gan") / "run"
    arguments = {"epochs": 2, "coding_size": 3, "hidden": (8,), "random_state": 0, "conditional": True}
    return runs.train("gan", arguments, "digits", folder).folder


def test_sample(codings, run, tmp_path):
    assert codings("sample", run, "-n", 9, "--label", 3, "-o", tmp_path / "a.png").exit_code == 0
    assert codings("sample", run, "-n", 9, "-o", tmp_path / "a.npy").exit_code == 0
    assert np.load(tmp_path / "a.npy").shape == (9, 8, 8)
    with Image.open(tmp_path / "a.png") as image:
        assert image.width == image.height


def test_interpolate_goes_from_coding_to_coding(codings, refused, run, tmp_path):
    arguments = ("interpolate", run, "--rows", "3,4,5", "--steps", 6, "-o", tmp_path / "way.npy")
    assert codings(*arguments, "--label", 7).exit_code == 0
    ways = np.load(tmp_path / "way.npy")
    assert ways.shape == (12, 8, 8)
    np.testing.assert_allclose(ways[5], ways[6], atol=1e-6)  # the end of one is the start of the next
    assert "a conditional model needs labels" in refused(*arguments)
    assert "has no encoder" in refused(*arguments, "--data", "digits")
    assert "means nothing with --data" in refused(*arguments, "--data", "digits", "--label", 3)
    assert "seeds are 0 or more" in refused("interpolate", run, "--rows", "-1,2", "-o", tmp_path / "way.npy")


def test_decode(codings, run, tmp_path):
    np.save(tmp_path / "codings.npy", np.eye(3, dtype=np.float32))
    arguments = ("decode", run, "--data", tmp_path / "codings.npy", "--label", 1)
    assert codings(*arguments, "-o", tmp_path / "out.npy").exit_code == 0
    assert np.load(tmp_path / "out.npy").shape == (3, 8, 8)


def test_a_run_keeps_its_losses_and_pictures(run):
    result = runs.load(run).result
    assert result["discriminator_loss"] > 0
    assert result["val_generator_loss"] > 0
    assert {path.name for path in (run / "pictures").iterdir()} >= {
        "losses.png",
        "samples.png",
        "measures.png",
        "training.gif",
    }


def test_diagnose(codings, refused, run, trained):
    result = codings("diagnose", run)
    assert "coverage" in result.stdout
    assert "separation" in result.stdout
    assert "settled" not in result.stdout
    found = json.loads(codings("diagnose", run, "--json").stdout)
    assert set(found) == {"findings", "figures"}
    assert found["figures"]["epoch"] == 2
    assert all(set(finding) == {"name", "seen", "meaning", "remedy"} for finding in found["findings"])
    assert "runs of GANs have them" in refused("diagnose", trained[0])


def test_what_is_found_is_said_while_it_trains(codings, tmp_path):
    options = (
        "--epochs",
        2,
        "--coding-size",
        1,
        "--hidden",
        2,
        "--data",
        "digits",
        "--run",
        tmp_path / "run",
        "--pictures",
        "losses,measures",
    )
    result = codings("train", "gan", *options)
    assert result.exit_code == 0
    drawn = {path.name for path in (tmp_path / "run" / "pictures").iterdir()}
    assert drawn == {"losses.png", "measures.png"}
    assert "mode collapse: " in result.stderr
    assert "mode collapse: " in codings("diagnose", tmp_path / "run").stdout


@pytest.fixture(scope="module")
def few(codings, tmp_path_factory):
    """A run on 30 images of 4 channels, of which 3 were held out."""
    folder = tmp_path_factory.mktemp("few")
    np.save(folder / "X.npy", np.random.default_rng(0).random((30, 8, 8, 4), dtype=np.float32))
    options = ("--epochs", 1, "--hidden", 8, "--loss", "minimax", "--r1", "None", "--no-pictures")
    result = codings("train", "gan", "--data", folder / "X.npy", *options, "--run", folder / "run")
    assert result.exit_code == 0, result.stderr
    return folder / "run"


def test_what_the_advice_says_can_be_typed(few):
    assert runs.load(few).config["arguments"]["r1"] is None


def test_images_of_four_channels_are_sampled_to_an_array(codings, few):
    assert codings("sample", few, "-n", 2).stdout.endswith("samples.npy: float32 of shape (2, 8, 8, 4)\n")


def test_too_few_held_out_to_diagnose(refused, few):
    said = refused("diagnose", few)
    assert "20 instances of each kind or more" in said
    assert "27 were trained on and 3 held out" in said
