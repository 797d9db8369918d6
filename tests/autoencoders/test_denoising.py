"""The denoising autoencoder."""

import numpy as np
import pytest

from codings import DenoisingAutoencoder, StackedAutoencoder


@pytest.fixture(scope="module", params=[("dropout", 0.5), ("gaussian", 0.4)])
def fitted(request, digits):
    noise, level = request.param
    model = DenoisingAutoencoder(12, noise=noise, level=level, epochs=30, random_state=0)
    return model.fit(digits.X[:1500])


def test_it_removes_noise_better_than_one_that_never_saw_any(fitted, digits):
    clean = digits.X[1500:]
    noisy = fitted.corrupt(clean, random_state=0)
    plain = StackedAutoencoder(12, epochs=30, random_state=0).fit(digits.X[:1500])
    left = np.square(fitted.denoise(noisy) - clean).mean()
    assert left < 0.7 * np.square(plain.reconstruct(noisy) - clean).mean()
    assert left < 0.5 * np.square(noisy - clean).mean()


def test_noise_is_in_training_only(fitted, digits):
    np.testing.assert_array_equal(fitted.denoise(digits.X[:50]), fitted.reconstruct(digits.X[:50]))
    assert fitted.history_["loss"][-1] > -fitted.score(digits.X[:1500])


def test_what_corrupt_does(digits):
    dropped = DenoisingAutoencoder(2, level=0.3, epochs=1).fit(digits.X).corrupt(np.ones_like(digits.X), 0)
    assert set(np.unique(dropped.round(4))) == {0.0, np.float32(1.4286)}
    assert (dropped == 0).mean() == pytest.approx(0.3, abs=0.01)
    X = np.full((2000, 2, 3), 100, "uint8")
    noisy = DenoisingAutoencoder(2, noise="gaussian", level=0.2, epochs=1).fit(X).corrupt(X, 0)
    assert noisy.dtype == np.float32
    assert noisy.mean() == pytest.approx(100, abs=2)
    assert noisy.std() == pytest.approx(0.2 * 127, rel=0.03)


def test_corrupt_follows_from_its_seed(fitted, digits):
    first, second, other = (fitted.corrupt(digits.X[:9], seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, second)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize(
    ("noise", "level", "message"),
    [
        ("dropout", 1.0, "level=1.0 must be below 1"),
        ("dropout", -0.1, "'level' parameter"),
        ("gaussian", -1.0, "'level' parameter"),
        ("salt", 0.1, "'noise' parameter .* 'salt'"),
    ],
)
def test_noise_out_of_range(noise, level, message):
    with pytest.raises(ValueError, match=message):
        DenoisingAutoencoder(noise=noise, level=level).fit(np.zeros((4, 4)))


@pytest.mark.parametrize(("noise", "level"), [("gaussian", 3.0), ("dropout", 0.97)])
def test_its_own_noise_is_taken_back(noise, level, digits):
    model = DenoisingAutoencoder(2, hidden=(), noise=noise, level=level, epochs=1).fit(digits.X[:500])
    noisy = model.corrupt(digits.X[:500], random_state=0)
    assert np.abs(noisy).max() > 10
    assert model.denoise(noisy).shape == (500, 8, 8)
    with pytest.raises(ValueError, match="was fitted on values in"):
        model.denoise(100 * noisy)
    if noise == "dropout":  # which makes nothing negative
        with pytest.raises(ValueError, match="was fitted on values in"):
            model.denoise(2 * digits.X - 1)


def test_noise_on_dark_images_one_by_one(random):
    X = (random.random((200, 8, 8)) * 0.2).astype("float32")
    model = DenoisingAutoencoder(2, hidden=(), noise="gaussian", level=0.3, epochs=1).fit(X)
    noisy = model.corrupt(X, random_state=0)
    one = noisy[(noisy.min(axis=(1, 2)) < -0.5) & (noisy.max(axis=(1, 2)) < 1)][:1]
    assert model.denoise(one).shape == (1, 8, 8)
