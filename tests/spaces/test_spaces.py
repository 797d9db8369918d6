"""Spaces in which samples are measured."""

from dataclasses import replace

import keras
import numpy as np
import pandas as pd
import pytest
from sklearn.neighbors import KNeighborsClassifier

from codings.data import Dataset, find_range
from codings.metrics import frechet_distance
from codings.spaces import (
    Space,
    classifier_space,
    contrastive,
    contrastive_space,
    default_space,
    inception_space,
    pixel_space,
)
from codings.spaces.kept import kept


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    patch = pytest.MonkeyPatch()
    folder = tmp_path_factory.mktemp("cache")
    patch.setenv("CODINGS_CACHE", str(folder))
    yield folder
    patch.undo()


@pytest.fixture(scope="module")
def space(cache, digits):
    return classifier_space(digits)


def test_a_classifier_tells_the_digits_apart_and_is_kept(space, cache, digits):
    assert (space.probabilities(digits.X).argmax(1) == digits.y).mean() > 0.9
    assert space.features(digits.X[:5]).shape == (5, 128)
    [file] = cache.glob("classifier-*.keras")
    written = file.stat().st_mtime_ns
    np.testing.assert_array_equal(
        classifier_space(digits).features(digits.X[:5]), space.features(digits.X[:5])
    )
    assert file.stat().st_mtime_ns == written


def test_a_network_is_kept_for_these_data_alone(cache):
    X, y = np.arange(64, dtype=np.uint8).reshape(2, 4, 8), np.array([0, 1])
    like = [
        Dataset("it", X, y, ("a", "b")),
        Dataset("it", X.reshape(2, 8, 4), y, ("a", "b")),
        Dataset("it", X.astype(np.int8), y, ("a", "b")),
        Dataset("it", X, y.astype(np.int32).repeat(2)[:4:2], ("a", "b")),
        Dataset("it", X, y, ("a", "b", "c")),
        Dataset("it", X),
    ]
    networks = [keras.Sequential([keras.Input((1,)), keras.layers.Dense(i + 1)]) for i in range(len(like))]
    for data, network in 2 * [*zip(like, networks, strict=True)]:
        assert kept("test", data, lambda network=network: network).output_shape == network.output_shape
    assert len(list(cache.glob("test-*.keras"))) == len(like)


def test_a_network_whose_file_is_damaged_is_trained_again(cache):
    data = Dataset("it", np.zeros((3, 4, 4), np.uint8))
    network = keras.Sequential([keras.Input((1,)), keras.layers.Dense(2)])
    kept("damaged", data, lambda: network)
    [file] = cache.glob("damaged-*.keras")
    whole = file.stat().st_size
    file.write_bytes(file.read_bytes()[:200])
    assert kept("damaged", data, lambda: network).output_shape == (None, 2)
    assert file.stat().st_size == pytest.approx(whole, rel=0.1)


def test_a_network_that_cannot_be_kept_is_used_all_the_same(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("CODINGS_CACHE", str(tmp_path / "file" / "cache"))
    network = keras.Sequential([keras.Input((1,)), keras.layers.Dense(2)])
    with pytest.warns(UserWarning, match=r"is not kept in .*, and is trained again .* \$CODINGS_CACHE"):
        assert kept("it", Dataset("it", np.zeros((3, 4, 4), np.uint8)), lambda: network) is network


def test_spaces_have_a_name(space, digits):
    assert isinstance(space, Space)
    assert space.name == "classifier of digits"
    assert pixel_space(digits.X).features(digits.X[:3]).shape == (3, 64)


def test_the_pixel_space_of_flattened_images_asks_nothing(digits):
    flat = digits.X[:300].reshape(300, -1)  # which a fit would ask about, unless it was said
    table = pd.DataFrame(flat).add_prefix("pixel_")
    np.testing.assert_array_equal(pixel_space(flat).features(flat), find_range(flat, "standard").apply(flat))
    np.testing.assert_array_equal(pixel_space(table).features(table), pixel_space(flat).features(flat))


def test_what_has_no_labels_has_no_classifier_space(digits):
    with pytest.raises(ValueError, match="has no labels, which a classifier needs"):
        classifier_space(Dataset("mine", digits.X))
    one = Dataset("mine", digits.X, np.zeros(len(digits.X), np.int64), ("0",))
    with pytest.raises(ValueError, match="has one class, of which a classifier learns nothing"):
        classifier_space(one)
    assert default_space(one) == "contrastive"


@pytest.fixture(scope="module")
def unlabelled(digits):
    return Dataset("mine", digits.X)


@pytest.mark.filterwarnings("ignore::codings.metrics.FewSamplesWarning")
def test_views_told_apart_know_the_digits_without_labels(cache, unlabelled, digits, monkeypatch):
    monkeypatch.setattr(contrastive, "LEAST_STEPS", 150)
    space = contrastive_space(unlabelled)
    assert space.name == "views of mine told apart"
    features = space.features(digits.X)
    assert features.shape == (1797, 128)
    nearest = KNeighborsClassifier(5).fit(features[:1200], digits.y[:1200])
    assert nearest.score(features[1200:], digits.y[1200:]) > 0.8
    assert len(list(cache.glob("contrastive-*.keras"))) == 1
    half = digits.y[900:] < 5  # what is left of modes left out
    clean = frechet_distance(features[:900], features[900:]).value
    assert frechet_distance(features[:900], features[900:][half]).value > 3 * clean


def test_images_without_labels_are_measured_by_views(unlabelled, digits):
    assert default_space(unlabelled) == "contrastive"
    assert default_space(digits) == "classifier"
    table = unlabelled.X.reshape(len(unlabelled.X), -1)
    assert default_space(replace(unlabelled, X=table)) == "pixels"
    with pytest.raises(ValueError, match="mine has no grey or RGB images, whose views"):
        contrastive_space(replace(unlabelled, X=table))


def test_a_view_keeps_the_shape_and_the_loss_is_least_where_rows_belong_together(random):
    from keras import ops

    images = ops.convert_to_tensor(random.random((6, 9, 12, 3)).astype("float32"))
    assert contrastive.view(images).shape == images.shape
    a = ops.convert_to_tensor(random.standard_normal((6, 20)).astype("float32"))
    right, wrong = (float(contrastive.contrastive(a, b)) for b in (a, ops.roll(a, 1, axis=0)))
    assert right < 0.5 < 2 < wrong


def test_inception_without_a_network_says_so(monkeypatch, digits):
    def fails(weights):
        raise Exception("URL fetch failure")

    monkeypatch.setattr("keras.applications.InceptionV3", fails)
    with pytest.raises(
        OSError, match="Inception's weights could not be downloaded .URL fetch failure.: connect"
    ):
        inception_space(digits.X)
    with pytest.raises(ValueError, match="grey or RGB"):
        inception_space(np.zeros((3, 8)))
    with pytest.raises(ValueError, match=r"X lies in \[-3, 9\], and Inception takes pixels"):
        inception_space(np.array([-3.0, 0.5, 2.0, 9.0]).reshape(1, 2, 2))


def test_inception_reads_grey_images_of_any_size(monkeypatch, digits):
    inputs = keras.Input((299, 299, 3))
    pooled = keras.layers.GlobalAveragePooling2D()(inputs)
    stand_in = keras.Model(inputs, keras.layers.Softmax()(pooled))
    monkeypatch.setattr("keras.applications.InceptionV3", lambda weights: stand_in)
    space = inception_space(digits.X)
    assert space.name == "Inception v3"
    shades = space.features(digits.X[:70])
    np.testing.assert_allclose(shades, 2 * digits.X[:70].mean((1, 2))[:, None].repeat(3, 1) - 1, atol=0.02)
    assert space.probabilities is None
    assert "these images are grey" in space.lacks
    colour = digits.X[:3, ..., None].repeat(3, axis=-1)
    np.testing.assert_allclose(inception_space(colour).probabilities(colour).sum(1), 1, rtol=1e-5)
