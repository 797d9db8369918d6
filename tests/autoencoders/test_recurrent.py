"""The recurrent autoencoder."""

import warnings

import numpy as np
import pandas as pd
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


@pytest.mark.parametrize(("odd", "error", "what"), [("a", ValueError, "text"), (pd.NA, TypeError, "objects")])
def test_sequences_of_what_is_no_number(odd, error, what):
    with pytest.raises(error, match=f"X holds {what} where numbers belong"):
        RecurrentAutoencoder().fit([[odd, 1.0], [1.0]] * 3)


def test_all_of_the_greatest_length(of_waves, waves):
    whole = [x for x in waves if len(x) == 12]
    np.testing.assert_array_equal(of_waves.transform(whole), of_waves.transform(np.stack(whole)))
    X = [np.arange(n, dtype=float) for n in (3, 5, 4)]
    model = RecurrentAutoencoder(2, hidden=(), epochs=1).fit(X)
    np.testing.assert_allclose(model.transform(X[1:2])[0], model.transform(X)[1], atol=1e-6)
    with pytest.raises(ValueError, match=r"instances of shape \(5, 1\)"):
        RecurrentAutoencoder(2, hidden=(), epochs=1).fit(np.zeros((4, 5, 2))).transform(X[1:2])


@pytest.fixture(scope="module")
def readings():
    """Sequences of two features, (300, 10, 2), one about 1 and the other about 1,000."""
    phases = np.random.default_rng(0).normal(size=(300, 1)) + np.linspace(0, 3, 10)
    return np.stack([np.sin(phases), 1000 + 300 * np.cos(phases)], axis=-1)


def test_features_have_units_of_their_own(readings, tmp_path):
    model = RecurrentAutoencoder(2, hidden=(16,), epochs=30, random_state=0).fit(readings)
    again = model.reconstruct(readings)
    errors = np.square(again - readings).mean(axis=(0, 1)) / readings.var(axis=(0, 1))
    assert errors.max() < 0.1
    assert -model.score(readings) == pytest.approx(errors.mean(), rel=0.01)
    model.save(tmp_path / "saved")
    np.testing.assert_allclose(codings.load(tmp_path / "saved").reconstruct(readings), again, rtol=1e-4)
    raw = readings[:9].astype(model.range_.tensor_dtype)
    np.testing.assert_allclose(model.networks().encoder(raw), model.transform(raw), atol=1e-4)


def range_of(X, **options):
    """How sequences are scaled."""
    X = X if isinstance(X, np.ndarray) else codings.autoencoders.sequences.padded(X)
    return RecurrentAutoencoder(**options)._find_range(X)


def test_how_sequences_are_scaled(readings):
    assert np.shape(range_of(readings).scale) == (2,)
    assert np.shape(range_of(readings, scaling="standard").scale) == (2,)
    assert np.shape(range_of(readings, scaling="center").offset) == (2,)
    counts = np.stack([readings[..., 0] > 0, np.rint(readings[..., 1])], axis=-1)
    for numbers in (counts, counts.astype(int), readings.clip(0, 250)):
        assert not range_of(numbers).bounded
    assert not range_of([x[:n] for n, x in enumerate(readings[:9] / 2000, 2)]).bounded
    assert range_of(counts, scaling="pixels").high == 2047
    assert range_of(counts, bounds=(0, 5000)).high == 5000
    assert range_of(readings[..., :1]).high == 1


def test_images_stay_images(random):
    X = random.integers(256, size=(9, 8, 7))
    for images, high in ((X.astype("uint8"), 255), (X / 255, 1), (X[:, :3, :2].astype("uint8"), 255)):
        with warnings.catch_warnings(action="error"):
            assert range_of(images).high == high
    with pytest.warns(UserWarning, match=r"taken for images, of values in \[0, 255\]: if it is, say scaling"):
        assert range_of(X).high == 255


def test_the_loss_is_of_steps_that_are_there(random):
    X = (random.random((16, 6, 3)) < 0.5).astype("float32")
    X[1:, 1:] = np.nan
    model = RecurrentAutoencoder(2, hidden=(), epochs=1, likelihood="bernoulli").fit(X)
    p, known = np.asarray(model.autoencoder_(X)), ~np.isnan(X)
    expected = -np.log(np.where(X == 1, p, 1 - p))[known].mean()
    assert float(model._loss((X,), training=False)) == pytest.approx(expected, rel=1e-4)


def test_held_out_with_labels_and_not_explored(of_waves, waves):
    model = RecurrentAutoencoder(2, hidden=(), epochs=1, random_state=0)
    seen = [model.fit(waves, validation=v).history_["val_loss"][0] for v in (waves, (waves, [0] * 200))]
    assert seen[0] == pytest.approx(seen[1])
    with pytest.raises(ValueError, match="X has sequences of different lengths, which cannot be shown"):
        of_waves.explore(waves[:20])
