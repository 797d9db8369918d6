"""`codings sample` and `interpolate`, and decoding by a model that knows labels."""

import shutil

import numpy as np
import pytest
from PIL import Image

from codings import runs
from codings.plots.montage import GAP
from codings.plots.montage import SIDE as SHOWN

QUICK = ("--epochs", 1, "--hidden", "8", "--coding-size", 2, "--random-state", 0, "--validation", 0)


@pytest.fixture(scope="session")
def conditional(codings, tmp_path_factory):
    """A model that knows the labels of shapes, (32, 32) in uint8. Leave its folder as it is."""
    folder = tmp_path_factory.mktemp("conditional") / "run"
    result = codings(
        "train",
        "variational",
        "--data",
        "sprites:n=40",
        "--conditional",
        *QUICK,
        "--no-pictures",
        "--run",
        folder,
    )
    assert result.exit_code == 0, result.stderr
    return folder


@pytest.fixture(scope="session")
def of_tables(codings, tmp_path_factory):
    """A model of the plane, without labels. Leave its folder as it is."""
    folder = tmp_path_factory.mktemp("tables") / "run"
    result = codings("train", "variational", "--data", "ring:n=40", *QUICK, "--no-pictures", "--run", folder)
    assert result.exit_code == 0, result.stderr
    return folder


def size_of(path):
    with Image.open(path) as image:
        return image.size


def test_samples_are_the_estimators(codings, conditional, tmp_path):
    path = tmp_path / "samples.npy"
    result = codings("sample", conditional, "-n", 5, "-o", path, "--random-state", 3, "--label", "star")
    assert result.exit_code == 0, result.stderr
    model = runs.estimator_in(conditional)
    expected = model.sample(5, y="star", random_state=3)
    assert result.stdout == f"{path}: {expected.dtype} of shape {expected.shape}\n"
    assert np.array_equal(np.load(path), expected)
    assert not np.array_equal(expected, model.sample(5, y="square", random_state=3))


@pytest.mark.parametrize("command", ["sample", "decode", "interpolate"])
def test_a_picture_shows_the_pixels_that_an_array_holds(codings, conditional, tmp_path, command):
    np.save(tmp_path / "codings.npy", np.eye(2, dtype=np.float32))
    arguments = {
        "sample": ("-n", 4, "--random-state", 3),
        "decode": ("--data", tmp_path / "codings.npy", "--label", "star"),
        "interpolate": ("--data", "sprites:n=40", "--steps", 2),
    }[command]
    for name in ("grey.npy", "grey.png"):
        result = codings(command, conditional, *arguments, "-o", tmp_path / name)
        assert result.exit_code == 0, result.stderr
    grey = np.load(tmp_path / "grey.npy")
    with Image.open(tmp_path / "grey.png") as image:
        sheet = np.asarray(image)
    assert (grey.dtype, grey.ndim, sheet.ndim) == (np.uint8, 3, 2)
    zoom = round(SHOWN / grey.shape[1])
    side = zoom * grey.shape[1]
    columns = sheet.shape[1] // (GAP + side)
    for index, pixels in enumerate(grey):
        top, left = (GAP + (GAP + side) * place for place in divmod(index, columns))
        tile = sheet[top : top + side, left : left + side]
        np.testing.assert_array_equal(tile, pixels.repeat(zoom, axis=0).repeat(zoom, axis=1))


def test_a_sheet_of_samples_is_nearly_square(codings, conditional, tmp_path):
    folder = shutil.copytree(conditional, tmp_path / "run")
    result = codings("sample", folder, "-n", 7)
    assert (result.exit_code, result.stdout) == (0, f"{folder / 'samples.png'}\n")
    width, height = size_of(folder / "samples.png")  # three by three
    assert width == height


def test_tables_have_no_picture(codings, refused, of_tables, tmp_path):
    assert codings("sample", of_tables, "-n", 6, "-o", tmp_path / "a.csv").exit_code == 0
    lines = (tmp_path / "a.csv").read_text().splitlines()
    assert (lines[0], len(lines)) == ("feature_1,feature_2", 7)
    assert "shape (2,) are no pictures" in refused("sample", of_tables, "-o", tmp_path / "a.png")


def test_without_a_name_samples_go_where_they_can_be_seen(codings, of_tables, tmp_path):
    folder = shutil.copytree(of_tables, tmp_path / "run")
    assert codings("sample", folder, "-n", 6).stdout == f"{folder}/samples.csv: float32 of shape (6, 2)\n"


def test_labels(refused, conditional, of_tables, tmp_path):
    path = tmp_path / "a.npy"
    message = refused("sample", conditional, "--label", "sun", "-o", path)
    assert message.startswith("Error: there is no label 'sun'; there are ellipse")
    assert "trained without labels" in refused("sample", of_tables, "--label", "star", "-o", path)
    assert not path.exists()


def test_what_cannot_generate(refused, trained, tmp_path):
    path = tmp_path / "a.npy"
    able = "variational, gan, dcgan, progan, stylegan"
    message = f"Error: StackedAutoencoder cannot {{}}: {able} can (see codings models).\n"
    assert refused("sample", trained[0], "-o", path) == message.format("sample")
    arguments = (trained[0], "--data", "digits", "-o", path)
    assert refused("interpolate", *arguments) == message.format("interpolate")


def test_ways_from_one_row_to_the_next(codings, conditional, tmp_path):
    path = tmp_path / "ways.npy"
    options = ("--data", "sprites:n=20", "--rows", "3,0,9", "--steps", 4)
    assert codings("interpolate", conditional, *options, "-o", path).exit_code == 0
    ways = np.load(path)
    from codings.data import load

    X, model = load("sprites:n=20").X, runs.estimator_in(conditional)
    assert np.array_equal(ways[:4], model.interpolate(X[3], X[0], steps=4))
    assert np.array_equal(ways[4:], model.interpolate(X[0], X[9], steps=4))
    result = codings("interpolate", conditional, *options, "-o", tmp_path / "ways.png")
    assert result.stdout == f"{tmp_path / 'ways.png'}\n"
    width, height = size_of(tmp_path / "ways.png")
    assert (width - GAP) // 4 == (height - GAP) // 2


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--rows", "0,40"], "there is no row 40: the data have rows 0 to 39"),
        (["--rows", "-1,0"], "there is no row -1"),
        (["--rows", "3"], "--rows needs two rows"),
        (["--rows", ""], "--rows needs two rows"),
        (["--rows", "a,b"], "separate them by commas"),
        (["--steps", "1"], "1 is not in the range x>=2"),
    ],
)
def test_ways_that_lead_nowhere(refused, conditional, tmp_path, monkeypatch, options, message):
    def loaded(folder):
        raise AssertionError("this could have been refused before the model was loaded")

    monkeypatch.setattr("codings.runs.estimator_in", loaded)
    path = tmp_path / "ways.png"
    assert message in refused("interpolate", conditional, "--data", "sprites:n=40", "-o", path, *options)


THREE = ("--plus", "3,1", "--minus", "0", "--to", "9,2")


def test_what_is_to_some_as_others_are_to_a_third_group(codings, of_tables, tmp_path):
    path = tmp_path / "like.npy"
    result = codings("analogy", of_tables, "--data", "ring:n=20", *THREE, "-o", path)
    assert result.exit_code == 0, result.stderr
    from codings.data import load

    X, model = load("ring:n=20").X, runs.estimator_in(of_tables)
    assert np.array_equal(np.load(path), model.analogy(X[[3, 1]], X[[0]], X[[9, 2]]))


def test_analogies_of_a_model_that_knows_labels(codings, refused, conditional, tmp_path):
    given, path = ("--data", "sprites:n=20"), tmp_path / "like.png"
    assert codings("analogy", conditional, *given, *THREE, "--label", "star", "-o", path).exit_code == 0
    width, height = size_of(path)
    assert width == height
    assert "needs labels y" in refused("analogy", conditional, *given, *THREE, "-o", path)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((*THREE[:4], "--to", "40"), "there is no row 40: the data have rows 0 to 39"),
        ((*THREE[:4], "--to", ""), "--to needs a row or more"),
        (THREE[:4], "Missing option '--to'"),
    ],
)
def test_analogies_without_instances(refused, conditional, tmp_path, options, message):
    path = tmp_path / "like.png"
    assert message in refused("analogy", conditional, "--data", "sprites:n=40", *options, "-o", path)


def test_ways_between_rows_of_a_table(codings, refused, of_tables, tmp_path):
    arguments = ("interpolate", of_tables, "--data", "ring:n=9")
    assert "no pictures" in refused(*arguments, "-o", tmp_path / "ways.png")
    assert codings(*arguments, "-o", tmp_path / "ways.csv").exit_code == 0
    assert len((tmp_path / "ways.csv").read_text().splitlines()) == 11


def test_a_model_that_knows_labels_decodes_with_one(codings, refused, conditional, of_tables, tmp_path):
    np.save(tmp_path / "codings.npy", np.eye(2, dtype=np.float32))
    arguments = ("decode", conditional, "--data", tmp_path / "codings.npy", "-o", tmp_path / "out.npy")
    assert "was trained with labels: say which with --label" in refused(*arguments)
    assert codings(*arguments, "--label", "star").exit_code == 0
    expected = runs.estimator_in(conditional).inverse_transform(np.eye(2), "star")
    assert np.array_equal(np.load(tmp_path / "out.npy"), expected)
    assert "trained without labels" in refused("decode", of_tables, *arguments[2:], "--label", "star")
