"""Spaces in which samples are measured."""

import numpy as np
import pytest

from codings.spaces import Space, classifier_space, default_space, inception_space, pixel_space


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
    [kept] = cache.glob("classifier-*.keras")
    written = kept.stat().st_mtime_ns
    np.testing.assert_array_equal(
        classifier_space(digits).features(digits.X[:5]), space.features(digits.X[:5])
    )
    assert kept.stat().st_mtime_ns == written


def test_spaces_have_a_name(space, digits):
    assert isinstance(space, Space)
    assert space.name == "classifier of digits"
    assert pixel_space(digits.X).features(digits.X[:3]).shape == (3, 64)


def test_what_has_no_labels_has_no_classifier_space(digits):
    from codings.data import Dataset

    with pytest.raises(ValueError, match="has no labels, which a classifier needs"):
        classifier_space(Dataset("mine", digits.X))
    one = Dataset("mine", digits.X, np.zeros(len(digits.X), np.int64), ("0",))
    with pytest.raises(ValueError, match="has one class, of which a classifier learns nothing"):
        classifier_space(one)
    assert default_space(one) == default_space(Dataset("mine", digits.X)) == "pixels"


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


def test_inception_reads_grey_images_of_any_size(monkeypatch, digits):
    import keras

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
