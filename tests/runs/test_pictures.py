"""Which pictures a run has, and what is in them."""

from types import SimpleNamespace

import keras
import numpy as np
import pytest
from PIL import Image

from codings import plots, runs
from codings.data import Dataset
from codings.runs.pictures import draw, is_drawable, is_image

ALL = {"losses", "reconstructions", "codings"}
BOUNDS = (0.0, 31.0)
SMALL = {"epochs": 1, "hidden": (8,), "random_state": 0}


@pytest.mark.parametrize(
    ("model", "arguments", "source", "more"),
    [
        ("sparse", {"coding_size": 12}, "sprites:n=40,size=16", {"sparsity", "penalties", "units"}),
        ("denoising", {"coding_size": 3}, "ring:n=40", {"denoised"}),
        ("binary", {"coding_size": 6}, "sprites:n=40,size=16", {"similar", "hashes", "units"}),
        ("variational", {"conditional": True}, "sprites:n=40,size=16", {"samples", "interpolation", "units"}),
    ],
)
def test_pictures_follow_from_what_the_estimator_can_do(tmp_path, model, arguments, source, more):
    run = runs.train(model, SMALL | arguments, source, tmp_path / "run")
    drawn = {path.stem: path for path in (run.folder / "pictures").iterdir()}
    assert drawn.keys() == ALL | more
    for path in drawn.values():
        with Image.open(path) as image:
            assert len(image.convert("RGBA").getcolors(2**24)) > 5


@pytest.fixture
def drawn(monkeypatch):
    """What was handed to `plots`, under the name of its function; nothing is drawn."""
    calls = {}

    def recording(name):
        def record(*arguments, bounds=None):
            calls[name] = arguments
            assert bounds == (None if name in ("losses", "sparsity", "penalties") else BOUNDS)
            return SimpleNamespace(savefig=lambda path: path.touch())

        return record

    for name in (
        "losses",
        "reconstructions",
        "codings_map",
        "rows",
        "grid",
        "sparsity",
        "penalties",
        "units",
    ):
        monkeypatch.setattr(plots, name, recording(name))
    return calls


@pytest.fixture
def data():
    """30 images, the pixels of each of which are its row."""
    return Dataset("thirty", np.arange(30, dtype=np.uint8).repeat(4).reshape(30, 2, 2))


class StandIn(SimpleNamespace):
    """In the place of a fitted estimator that can do what it is given."""

    range_ = SimpleNamespace(apply=lambda X: X.astype("float32"), bounds=BOUNDS)

    def can(self, ability):
        return ability in vars(self)


def numbers(images):
    return np.asarray(images)[:, 0, 0].tolist()


def test_masks_of_bytes_are_black_and_white(tmp_path):
    masks = np.random.default_rng(0).integers(0, 2, (40, 8, 8), np.uint8)
    np.save(tmp_path / "masks.npy", masks)
    arguments = {"conditional": False, "coding_size": 2, **SMALL}
    run = runs.train("variational", arguments, str(tmp_path / "masks.npy"), tmp_path / "run")
    assert run.estimator.range_.bounds == (0, 1)
    for name in ("samples", "interpolation", "reconstructions", "codings"):
        with Image.open(run.folder / "pictures" / f"{name}.png") as image:
            grey, shown = np.moveaxis(np.asarray(image.convert("LA")), -1, 0)
        assert (grey[shown == 255] > 200).mean() > 0.1, name


def test_only_those_that_are_asked_for(tmp_path, data, drawn):
    estimator = StandIn(history_={}, reconstruct=lambda X: X)
    draw(tmp_path / "pictures", estimator, data, slice(20), slice(20, 30), only=["reconstructions", "map"])
    assert [path.name for path in (tmp_path / "pictures").iterdir()] == ["reconstructions.png"]


def test_hashes_are_those_that_most_images_have(tmp_path, data, drawn):
    estimator = StandIn(hash=lambda X: np.unpackbits((X[:, :1, 0] // 8 % 3), axis=1))
    draw(tmp_path / "pictures", estimator, data, slice(30), slice(30))
    assert {title: numbers(images) for title, images in drawn["rows"][0].items()} == {
        "0000 0000": [0, 1, 2, 3, 4, 5, 6, 7],
        "0000 0001": [8, 9, 10, 11, 12, 13, 14, 15],
        "0000 0010": [16, 17, 18, 19, 20, 21, 22, 23],
    }


def test_units_stand_beside_the_images_that_excite_them_most(tmp_path, data, drawn):
    inputs = keras.Input((2, 2))
    layer = keras.layers.Dense(2)
    encoder = keras.Model(inputs, layer(keras.layers.Flatten()(inputs)))
    weights = np.array([[1, -3]] * 4, np.float32)
    layer.set_weights([weights, np.zeros(2)])
    estimator = StandIn(transform=None, encoder_=encoder)
    draw(tmp_path / "pictures", estimator, data, slice(20), slice(20, 30), only=["units"])
    shown, exciting = drawn["units"]
    np.testing.assert_array_equal(
        shown.reshape(2, 4), weights.T[::-1]
    )  # the one that varies more comes first
    assert [numbers(images) for images in exciting] == [list(range(9)), list(range(29, 20, -1))]


def test_units_are_those_of_a_dense_layer_only(tmp_path, data, drawn):
    inputs = keras.Input((2, 2))
    encoder = keras.Model(inputs, keras.layers.Dense(3)(inputs))  # row by row
    estimator = StandIn(transform=None, encoder_=encoder)
    draw(tmp_path / "pictures", estimator, data, slice(20), slice(20, 30), only=["units"])
    assert list((tmp_path / "pictures").iterdir()) == []


def test_nearest_are_rows_of_what_was_trained_on(tmp_path, data, drawn):
    trained = np.arange(1, 30, 2)
    estimator = StandIn(similar=lambda X, k: (None, np.tile(np.arange(k), (len(X), 1))))
    draw(tmp_path / "pictures", estimator, data, trained, np.arange(0, 30, 2))
    (rows,) = drawn["rows"]
    assert list(rows) == ["query", "nearest", "2nd", "3rd", *(f"{i}th" for i in range(4, 10))]
    assert numbers(rows["query"]) == list(range(0, 20, 2))
    for column, rank in zip(list(rows.values())[1:], trained, strict=False):
        assert numbers(column) == [rank] * 10


def test_no_more_neighbours_than_there_are(tmp_path, data, drawn):
    estimator = StandIn(similar=lambda X, k: (None, np.tile(np.arange(k), (len(X), 1))))
    draw(tmp_path / "pictures", estimator, data, slice(2), slice(2, 4))
    assert {title: numbers(a) for title, a in drawn["rows"][0].items()} == {
        "query": [2, 3],
        "nearest": [0, 0],
        "2nd": [1, 1],
    }


def test_ways_are_between_pairs_of_those_shown(tmp_path, data, drawn):
    estimator = StandIn(interpolate=lambda a, b, steps: np.stack([a] * (steps - 1) + [b]))
    draw(tmp_path / "pictures", estimator, data, slice(20), slice(25, 30))
    images, columns = drawn["grid"]
    assert (len(images), columns) == (20, 10)
    assert numbers(images[::10]) == [25, 27]
    assert numbers(images[9::10]) == [26, 28]


def test_no_way_leads_from_a_single_instance(tmp_path, data, drawn):
    estimator = StandIn(interpolate=lambda a, b, steps: np.stack([a, b]))
    draw(tmp_path / "pictures", estimator, data, slice(29), slice(29, 30))
    assert list((tmp_path / "pictures").iterdir()) == []


def test_samples_of_a_conditional_model_have_a_row_for_each_class(tmp_path, data, drawn):
    seen = []

    def sample(n, y=None, random_state=None):
        seen.append(y)
        return np.arange(n).repeat(4).reshape(n, 2, 2)

    classes = np.array(["a", "b" * 40, "caf\udce9"])  # of a folder whose name is no text
    draw(tmp_path / "one", StandIn(sample=sample, classes_=classes), data, slice(20), slice(20, 30))
    rows, columns = drawn["rows"]
    assert columns == 8
    assert {name: numbers(images) for name, images in rows.items()} == {
        "a": list(range(8)),
        "b" * 23 + "…": list(range(8, 16)),
        "caf?": list(range(16, 24)),
    }
    assert seen[0].tolist() == [*["a"] * 8, *["b" * 40] * 8, *["caf\udce9"] * 8]
    draw(tmp_path / "two", StandIn(sample=sample, classes_=None), data, slice(20), slice(20, 30))
    assert (len(drawn["grid"][0]), drawn["grid"][1], seen[1]) == (64, 8, None)


def test_samples_of_a_table_are_left_out(tmp_path, drawn):
    estimator = StandIn(sample=None, interpolate=None)
    draw(tmp_path / "pictures", estimator, Dataset("table", np.eye(4)), slice(2), slice(2, 4))
    assert list((tmp_path / "pictures").iterdir()) == []


def test_noise_stays_in_the_range_of_images(tmp_path, data, drawn):
    estimator = StandIn(corrupt=lambda X, random_state: X * 2.0 - 10, denoise=lambda noisy: noisy + 0.5)
    draw(tmp_path / "pictures", estimator, data, slice(20), slice(20, 30))
    (rows,) = drawn["rows"]
    assert list(rows) == ["noisy", "denoised", "original"]
    assert rows["noisy"].dtype == np.uint8
    assert (rows["noisy"].min(), rows["noisy"].max()) == (29, 29)
    assert rows["denoised"].min() == 30.5
    assert numbers(rows["original"]) == list(range(20, 30))


@pytest.mark.parametrize(("penalty", "target"), [("kl", 0.2), ("l1", None)])
def test_a_target_is_marked_where_there_is_one(tmp_path, data, drawn, penalty, target):
    estimator = StandIn(
        sparsity=None,
        transform=lambda X: X.reshape(len(X), -1),
        get_params=lambda: {"penalty": penalty, "target": 0.2},
    )
    draw(tmp_path / "pictures", estimator, data, slice(20), slice(20, 30), only=["sparsity", "penalties"])
    assert drawn["sparsity"][0].shape == (30, 4)
    assert drawn["sparsity"][1] == target
    assert drawn["penalties"] == (0.2,)


def test_what_can_be_drawn():
    assert [is_image(s) for s in [(3, 3), (3, 3, 1), (3, 3, 3), (3, 3, 2), (3,)]] == [1, 1, 1, 0, 0]
    assert [is_drawable(s) for s in [(3, 3), (3, 3, 2), (3,)]] == [1, 0, 1]
