"""The binary autoencoder, and searching by its hashes."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

import codings
from codings import BinaryAutoencoder
from codings.autoencoders import binary


@pytest.fixture(scope="module")
def fitted(digits):
    return BinaryAutoencoder(12, epochs=40, random_state=0).fit(digits.X[:1500])


def test_codings_are_bits(fitted, digits):
    bits = fitted.hash(digits.X)
    assert (bits.shape, bits.dtype) == ((1797, 12), np.uint8)
    np.testing.assert_array_equal(bits, fitted.transform(digits.X))
    assert set(np.unique(bits)) == {0, 1}
    assert bits.mean(0).min() > 0.05
    assert bits.mean(0).max() < 0.95


def test_bits_tell_more_than_the_mean(fitted, digits):
    mean = np.square(digits.X[1500:] - digits.X[:1500].mean(0)).mean()
    assert -fitted.score(digits.X[1500:]) < 0.65 * mean


def test_similar_is_nearest_by_hamming_distance(fitted, digits):
    distances, rows = fitted.similar(digits.X[1500:], k=7)
    all_distances = 12 * cdist(fitted.hash(digits.X[1500:]), fitted.hash(digits.X[:1500]), "hamming")
    np.testing.assert_allclose(distances, np.sort(all_distances, axis=1)[:, :7])
    np.testing.assert_allclose(np.take_along_axis(all_distances, rows, axis=1), distances, atol=1e-9)
    ties = np.diff(distances) == 0
    assert ties.any()
    assert (np.diff(rows)[ties] > 0).all()


def test_among_many_hashes_few_are_sought_at_a_time(fitted, digits, monkeypatch):
    expected, at_a_time = fitted.similar(digits.X[:40], k=3), []
    nearest = BinaryAutoencoder._nearest

    def counted(self, bits, k):
        at_a_time.append(len(bits))
        return nearest(self, bits, k)

    monkeypatch.setattr(binary, "DISTANCES", 16 * 1500)
    monkeypatch.setattr(BinaryAutoencoder, "_nearest", counted)
    for found, before in zip(fitted.similar(digits.X[:40], k=3), expected, strict=True):
        np.testing.assert_array_equal(found, before)
    assert at_a_time == [16, 16, 8]


def test_an_instance_of_fit_finds_itself_at_distance_nought(fitted, digits):
    distances, _ = fitted.similar(digits.X[:20], k=1)
    assert not distances.any()


def test_similar_digits_are_often_the_same(fitted, digits):
    _, rows = fitted.similar(digits.X[1500:], k=5)
    assert (digits.y[rows] == digits.y[1500:, None]).mean() > 0.6


def test_a_saved_one_searches_alike(fitted, digits, tmp_path):
    fitted.save(tmp_path / "model")
    loaded = codings.load(tmp_path / "model")
    for before, after in zip(fitted.similar(digits.X[:9], 3), loaded.similar(digits.X[:9], 3), strict=True):
        np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize("k", [0, 1501, 3.0])
def test_more_than_there_are(fitted, digits, k):
    with pytest.raises(ValueError, match=f"k={k} must be a whole number from 1 to 1500"):
        fitted.similar(digits.X[:2], k)
