"""The recurrent autoencoder."""

import numpy as np
import pytest

import codings
from codings import RecurrentAutoencoder


def test_layers():
    model = RecurrentAutoencoder(epochs=1).fit(np.zeros((4, 28, 28), "uint8"))
    widths = [layer.units for layer in model.autoencoder_.layers if hasattr(layer, "units")]
    assert widths == [100, 30, 100, 28]


def test_it_tells_sequences_by_their_order(random):
    phases = random.uniform(size=(300, 1, 1))
    X = (phases + np.linspace(0, 2, 15)[:, None] * [1.0, 0.5]) % 1  # they climb, and fall at once
    model = RecurrentAutoencoder(3, hidden=(24,), epochs=80, random_state=0).fit(X)
    assert -model.score(X) < 0.01
    assert -model.score(X[:, ::-1]) > -10 * model.score(X)


def test_steps_of_images_are_rows(random):
    X = random.integers(256, size=(6, 5, 4, 3), dtype="uint8")
    model = RecurrentAutoencoder(2, hidden=(), epochs=1).fit(X)
    assert model.autoencoder_.get_layer("codings").input.shape == (None, 5, 12)
    assert model.reconstruct(X).shape == X.shape


@pytest.fixture(scope="module")
def waves():
    """Sequences of 5 to 12 steps and two features, as a list."""
    random = np.random.default_rng(0)
    phases = random.uniform(0, 2 * np.pi, size=(200, 1, 1))
    X = np.sin(phases + np.linspace(0, 5, 12)[:, None] * [1.0, 2.0])
    return [x[:length] for x, length in zip(X, random.integers(5, 13, 200), strict=True)]


@pytest.fixture(scope="module")
def of_waves(waves):
    return RecurrentAutoencoder(3, hidden=(16,), epochs=60, random_state=0).fit(waves)


def test_sequences_of_different_lengths(of_waves, waves, tmp_path):
    again = of_waves.reconstruct(waves)
    assert again.shape == (200, 12, 2)
    for x, back in zip(waves, again, strict=True):
        assert np.isnan(back).all(axis=1).tolist() == [False] * len(x) + [True] * (12 - len(x))
    assert of_waves.inverse_transform(of_waves.transform(waves)).shape == (200, 12, 2)
    errors = [
        np.square((x - back[: len(x)]) / of_waves.range_.scale).mean()
        for x, back in zip(waves, again, strict=True)
    ]
    np.testing.assert_allclose(-of_waves.score_samples(waves), errors, rtol=1e-3)
    assert np.mean(errors) < 0.1
    of_waves.save(tmp_path / "saved")
    loaded = codings.load(tmp_path / "saved")
    np.testing.assert_allclose(loaded.transform(waves), of_waves.transform(waves), atol=1e-6)


def test_what_comes_after_the_end_is_not_read(of_waves, waves):
    x = waves[0]
    short, long = (np.full((1, 12, 2), np.nan) for _ in range(2))
    short[0, : len(x)] = x
    long[:] = of_waves.reconstruct([*waves, np.zeros((12, 2))])[-1]
    np.testing.assert_allclose(of_waves.transform([x])[0], of_waves.transform(short)[0], atol=1e-6)
    many = of_waves.transform(np.concatenate([short, long]))
    np.testing.assert_allclose(many[0], of_waves.transform(short)[0], atol=1e-5)


def test_lengths_that_do_not_fit(of_waves, waves):
    gap = np.zeros((4, 6, 2))
    gap[2, 3] = np.nan
    with pytest.raises(ValueError, match="NaN in row 2 at step 3, which is not after the end"):
        RecurrentAutoencoder(2, epochs=1).fit(gap)
    half = np.zeros((4, 6, 2))
    half[1, 5, 0] = np.nan
    with pytest.raises(ValueError, match="NaN in row 1 at step 5"):
        RecurrentAutoencoder(2, epochs=1).fit(half)
    with pytest.raises(ValueError, match=r"\(\(4, 2\), \(5, 3\)\), in rows 0 and 1"):
        RecurrentAutoencoder(2, epochs=1).fit([np.zeros((4, 2)), np.zeros((5, 3))])
    with pytest.raises(ValueError, match="without steps, row 1"):
        RecurrentAutoencoder(2, epochs=1).fit([np.zeros((4, 2)), np.zeros((0, 2))])
    with pytest.raises(ValueError, match=r"instances of shape \(13, 2\)"):
        of_waves.transform([np.zeros((13, 2)), waves[0]])
    of_one_length = RecurrentAutoencoder(2, hidden=(), epochs=1).fit(np.zeros((8, 12, 2)))
    with pytest.raises(ValueError, match="was fitted on ones of 12 steps"):
        of_one_length.transform(waves)


def test_numbers_in_lists_are_sequences_of_one_feature():
    X = [np.arange(n, dtype=float) for n in (3, 5, 4)]
    assert RecurrentAutoencoder(2, hidden=(), epochs=1).fit(X).reconstruct(X).shape == (3, 5, 1)
