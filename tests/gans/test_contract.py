"""What every GAN promises, whichever it is and whichever the backend."""

from dataclasses import replace

import keras
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.utils.estimator_checks import parametrize_with_checks

import codings
from codings import backend
from tests.gans.conftest import GANS

CHECKED = ["gan"] if keras.backend.backend() == "tensorflow" else []  # minutes on JAX, and nothing new


@parametrize_with_checks([GANS[name] for name in CHECKED])
def test_scikit_learns_checks(estimator, check):
    check(estimator)


@pytest.fixture(scope="session")
def images(digits):
    return digits.X[:200]


@pytest.fixture(scope="session")
def fitted(unfitted, images):
    return clone(unfitted).fit(images, validation=images[:50])


def test_samples(fitted):
    samples = fitted.sample(10, random_state=0)
    assert (samples.shape, samples.dtype) == ((10, 8, 8), np.float32)
    assert samples.min() >= 0
    assert samples.max() <= 1
    assert samples.std(axis=0).max() > 0.01
    np.testing.assert_array_equal(samples, fitted.sample(10, random_state=0))
    assert not np.array_equal(samples, fitted.sample(10, random_state=1))


def test_networks(fitted):
    assert fitted.generator_.input_shape == (None, 4)
    assert fitted.generator_.output_shape == (None, 8, 8)
    assert fitted.discriminator_.output_shape == (None, 1)


def test_history_has_a_value_an_epoch(fitted):
    names = ("discriminator_loss", "generator_loss", "r1_loss", "val_discriminator_loss", "seconds")
    assert all(len(fitted.history_[name]) == 2 for name in names)


@pytest.mark.parametrize(("shape", "dtype"), [((9, 9, 3), "uint8"), ((8, 8, 1), "float64")])
def test_instances_are_drawn_in_the_datas_own_shape_range_and_dtype(varied, shape, dtype, random):
    X = random.integers(0, 256, (40, *shape)).astype(dtype)
    samples = clone(varied).set_params(epochs=1).fit(X).sample(3)
    assert samples.shape == (3, *shape)
    assert samples.dtype == dtype


def test_the_discriminator_sees_how_much_a_batch_varies(fitted, images):
    """Else it would take copies of one good image for data."""
    among_others = fitted.judge(images[:8])[0]
    among_copies = fitted.judge(np.repeat(images[:1], 8, axis=0))[0]
    assert abs(among_others - among_copies) > 1e-5  # of an image seen by itself it is rounding, or nothing


def test_same_seed_same_samples(fitted, unfitted, images):
    again = clone(unfitted).fit(images)
    np.testing.assert_array_equal(again.sample(5, random_state=0), fitted.sample(5, random_state=0))


def test_saved_and_loaded(fitted, tmp_path):
    fitted.save(tmp_path / "model")
    again = codings.load(tmp_path / "model")
    np.testing.assert_array_equal(again.sample(5, random_state=0), fitted.sample(5, random_state=0))
    assert again.history_.keys() == fitted.history_.keys()


def test_interpolation_goes_from_one_coding_to_the_other(fitted, random):
    a, b = random.standard_normal((2, 4)).astype("float32")
    way = fitted.interpolate(a, b, steps=5)
    ends = keras.ops.convert_to_numpy(fitted.generator_(np.stack([a, b]))) / 2 + 0.5
    assert way.shape == (5, 8, 8)
    np.testing.assert_allclose(way[[0, -1]], ends, atol=1e-4)


def test_labels_decide(varied, digits):
    X, y = digits.X[:300], digits.y[:300] % 2
    model = clone(varied).set_params(epochs=1).fit(X, y)
    drawn = [model.sample(20, y=label, random_state=0) for label in (0, 1)]
    assert not np.allclose(*drawn)
    assert model.sample(4, y=[0, 1, 0, 1]).shape == (4, 8, 8)
    assert model.interpolate(np.zeros(4), np.ones(4), steps=3, y=1).shape == (3, 8, 8)
    with pytest.raises(ValueError, match="label 7, which fit has not seen"):
        model.sample(2, y=7)


def test_a_phase_changes_its_own_network_alone(unfitted, images):
    plan, training = clone(unfitted).set_params(epochs=1)._begin(images)
    for stage in plan.stages:
        networks = [stage.phase(name).network for name in ("generator", "discriminator")]
        for phase in stage.phases:
            before = [network.get_weights() for network in networks]
            alone = [p if p is phase else replace(p, every=10**6) for p in stage.phases]
            [chunk] = training.feed.epoch(0)
            backend.compile_steps(alone, (0, 0))(chunk.data, chunk.order, 0, 2, phase.every)
            for network, weights in zip(networks, before, strict=True):
                changed = not all(map(np.array_equal, weights, network.get_weights()))
                assert changed == (network is phase.network)


OPTIONS = {
    "wasserstein": {"loss": "wasserstein", "r1": 0, "critic_steps": 2},
    "least squares": {"loss": "least-squares"},
    "minimax": {"loss": "minimax", "average": False},
    "hinge": {"loss": "hinge", "spectral": True},
    "seeing more": {"pack": 3, "minibatch_std": True},
    "replay": {"replay": True},
    "augmented": {"augment": True},
}


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_every_option_trains_with_labels(varied, options, digits):
    if not options.keys() <= varied.get_params().keys():
        pytest.skip("no option of this GAN")
    model = clone(varied).set_params(epochs=1, **options).fit(digits.X[:100], digits.y[:100])
    assert all(np.isfinite(column).all() for column in model.history_.values())
    assert np.isfinite(model.sample(3)).all()


def test_mistakes(unfitted, images, digits):
    with pytest.raises(NotFittedError):
        clone(unfitted).sample(3)
    with pytest.raises(ValueError, match="'loss' parameter of"):
        clone(unfitted).set_params(loss="nonsense").fit(images)
    with pytest.raises(ValueError, match="n_samples=1 are too small"):
        clone(unfitted).set_params(batch_size=1).fit(images)
    with pytest.raises(ValueError, match="give one label for each"):
        clone(unfitted).fit(images, digits.y[:100])
    with pytest.raises(ValueError, match="conditional=True needs labels"):
        clone(unfitted).set_params(conditional=True).fit(images)


def test_mistakes_once_it_is_fitted(fitted):
    with pytest.raises(ValueError, match="n=0 must be a whole number"):
        fitted.sample(0)
    with pytest.raises(ValueError, match="fitted without labels"):
        fitted.sample(3, y=1)
    with pytest.raises(ValueError, match="steps=1 must be"):
        fitted.interpolate(np.zeros(4), np.ones(4), steps=1)
    with pytest.raises(ValueError, match=r"\(n, 4\)"):
        fitted.interpolate(np.zeros(3), np.ones(3))
