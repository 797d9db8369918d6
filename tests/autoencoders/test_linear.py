"""The linear autoencoder performs PCA."""

import numpy as np
import pytest
from scipy.linalg import subspace_angles
from scipy.spatial.transform import Rotation
from sklearn.decomposition import PCA
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from codings import LinearAutoencoder


def ring_in_space():
    """The book's 60 points: part of a noisy ellipse, turned and moved in 3-D."""
    random = np.random.RandomState(42)
    angles = (random.rand(60) ** 3 + 0.5) * 2 * np.pi
    flat = np.c_[np.cos(angles), 0.5 * np.sin(angles), np.zeros(60)] + 0.28 * random.randn(60, 3)
    turned = Rotation.from_rotvec([np.pi / 29, -np.pi / 20, np.pi / 4]).apply(flat)
    return turned + np.array([0.2, 0, 0.2])


def compare(model, X):
    """The model's squared error over PCA's, and the angle in degrees between the two subspaces."""
    flat = X.reshape(len(X), -1).astype("float64")
    pca = PCA(model.coding_size).fit(flat)
    best = np.mean((flat - pca.inverse_transform(pca.transform(flat))) ** 2)
    error = -model.score(X) * model.range_.scale**2
    kernel = model.decoder_.get_weights()[0]
    angle = np.degrees(subspace_angles(kernel.T, pca.components_.T).max())
    return error / best, angle


@pytest.mark.parametrize("seed", range(3))
def test_it_is_pca_on_the_books_points(seed):
    X = ring_in_space()
    ratio, angle = compare(LinearAutoencoder(2, epochs=500, random_state=seed).fit(X), X)
    assert 1 - 1e-5 < ratio < 1.001
    assert angle < 1


def test_it_is_pca_on_digits(digits):
    ratio, angle = compare(LinearAutoencoder(10, random_state=0).fit(digits.X), digits.X)
    assert 1 - 1e-5 < ratio < 1.001
    assert angle < 1


def test_behind_a_standard_scaler():
    X = ring_in_space()
    pipeline = make_pipeline(StandardScaler(), LinearAutoencoder(2, epochs=500, random_state=0)).fit(X)
    ratio, angle = compare(pipeline[-1], StandardScaler().fit_transform(X))
    assert ratio < 1.001
    assert angle < 1


def test_it_is_pca_on_fashion_mnist(fashion):
    X = fashion.X[:55000] / np.float32(255)
    ratio, _ = compare(LinearAutoencoder(30, epochs=10, random_state=0).fit(X), X)
    assert 1 - 1e-5 < ratio < 1.001


def test_more_codings_than_features():
    with pytest.raises(ValueError, match="coding_size=4 is larger than n_features=3"):
        LinearAutoencoder(4).fit(ring_in_space())


def test_its_outputs_are_no_probabilities(digits):
    with pytest.raises(ValueError, match='likelihood="bernoulli" is of outputs in .0, 1.'):
        LinearAutoencoder(2, likelihood="bernoulli").fit(digits.X)
