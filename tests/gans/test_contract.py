"""What every GAN promises, whichever it is and whichever the backend."""

import random as python_random
from dataclasses import replace

import keras
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

import codings
from codings import backend
from tests.networks import check_networks

JAX = keras.backend.backend() == "jax"


@pytest.fixture(scope="session")
def images(digits):
    return digits.X[:200]


@pytest.fixture(scope="session")
def fitted(unfitted, images):
    return clone(unfitted).fit(images, validation=images[:50])


@pytest.fixture(scope="session")
def labelled(digits):
    """Images, and which are of odd digits."""
    return digits.X[:100], digits.y[:100] % 2


@pytest.fixture(scope="session")
def conditional(unfitted, labelled):
    return clone(unfitted).set_params(epochs=1).fit(*labelled)


def outputs(network, *inputs):
    """What a network makes of arrays, without `predict`."""
    return keras.ops.convert_to_numpy(network(list(inputs) if len(inputs) > 1 else inputs[0]))


def test_samples(fitted, tmp_path):
    samples = fitted.sample(10, random_state=0)
    codings_ = np.random.RandomState(0).standard_normal((10, 4)).astype("float32")
    drawn = outputs(fitted.generator_, codings_)
    assert drawn.min() < 0 < drawn.max()
    assert samples.dtype == np.float32
    np.testing.assert_allclose(samples, (drawn + 1) / 2, atol=1e-5)
    assert samples.std(axis=0).max() > 0.01
    assert not np.array_equal(samples, fitted.sample(10, random_state=1))
    check_networks(fitted, tmp_path, codings_, samples, beside=untruncated(fitted, 10))


def untruncated(model, n):
    """What the decoder of a StyleGAN is given beside codings and labels."""
    return [np.ones((n, 1), "float32")] * isinstance(model, codings.StyleGAN)


def test_networks(fitted):
    assert fitted.generator_.input_shape == (None, 4)
    assert fitted.generator_.output_shape == (None, 8, 8)
    assert fitted.discriminator_.output_shape == (None, 1)


def test_history_has_a_value_an_epoch(fitted):
    names = ("discriminator_loss", "generator_loss", "r1_loss", "val_discriminator_loss", "seconds")
    assert all(len(fitted.history_[name]) == 2 for name in names)


# JAX compiles each for tens of seconds: it sees one, TensorFlow both.
SHAPES = [((9, 9, 3), "uint8")] + ([] if JAX else [((8, 8, 1), "float64")])


@pytest.mark.usefixtures("uncompiled")
@pytest.mark.parametrize(("shape", "dtype"), SHAPES)
def test_instances_are_drawn_in_the_datas_own_shape_range_and_dtype(unfitted, shape, dtype, random, tmp_path):
    X = random.integers(0, 256, (40, *shape)).astype(dtype)
    if dtype == "float64":  # no pixels
        X -= 100
    model = clone(unfitted).set_params(epochs=1).fit(X)
    codings_ = random.standard_normal((3, 4)).astype("float32")
    drawn, samples = outputs(model.generator_, codings_), model.inverse_transform(codings_)
    assert (samples.shape, samples.dtype) == ((3, *shape), X.dtype)
    if dtype == "uint8":
        np.testing.assert_allclose(samples.astype(float), 255 * (drawn + 1) / 2, atol=0.51)  # rounded
    else:
        mean, deviation = X.mean(axis=(0, 1, 2)), X.std(axis=(0, 1, 2))
        expected, near = mean + deviation * drawn, np.abs(drawn) < 5  # farther ones count by their logarithm
        np.testing.assert_allclose(samples[near], expected[near], atol=0.01)
    check_networks(model, tmp_path, codings_, samples, beside=untruncated(model, 3))


def test_the_discriminator_sees_how_much_a_batch_varies(fitted, images):
    """Else it would take copies of one good image for data."""
    among_others = fitted.judge(images[:8])[0]
    among_copies = fitted.judge(np.repeat(images[:1], 8, axis=0))[0]
    assert abs(among_others - among_copies) > 1e-5  # of an image seen by itself it is rounding, or nothing


def test_what_it_sees_is_what_is_judged_and_nothing_beside(fitted, images):
    """Rows of zeros, which fill a batch up, would make it vary less."""
    some = images[:33]
    scores = outputs(fitted.discriminator_, 2 * some - 1)[:, 0]
    np.testing.assert_allclose(fitted.judge(some), scores, atol=1e-4)


def test_same_seed_same_samples_and_no_trace_in_other_generators(fitted, unfitted, images):
    python_random.seed(1)
    np.random.seed(1)  # noqa: NPY002
    expected = python_random.random(), np.random.random()  # noqa: NPY002
    python_random.seed(1)
    np.random.seed(1)  # noqa: NPY002
    again = clone(unfitted).fit(images)
    assert (python_random.random(), np.random.random()) == expected  # noqa: NPY002
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


def test_analogies_are_sums_of_mean_codings(fitted, random):
    a, b, c = random.standard_normal((3, 3, 4)).astype("float32")
    made = fitted.analogy(a, b, c)
    assert made.shape == (1, 8, 8)
    np.testing.assert_array_equal(made, fitted.inverse_transform([a.mean(0) - b.mean(0) + c.mean(0)]))
    with pytest.raises(ValueError, match="y=1 means nothing to a model that was fitted without labels"):
        fitted.analogy(a, b, c, y=1)


def test_labels_decide(conditional, tmp_path):
    drawn = [conditional.sample(20, y=label, random_state=0) for label in (0, 1)]
    assert not np.allclose(*drawn)
    assert conditional.interpolate(np.zeros(4), np.ones(4), steps=3, y=1).shape == (3, 8, 8)
    with pytest.raises(ValueError, match="label 7, which fit has not seen"):
        conditional.sample(2, y=7)
    codings_, y = np.random.default_rng(0).standard_normal((4, 4)).astype("float32"), np.array([0, 1, 1, 0])
    mixed = conditional.inverse_transform(codings_, y)
    np.testing.assert_allclose(mixed[1:3], conditional.inverse_transform(codings_, 1)[1:3], atol=1e-6)
    one_hot = np.eye(2, dtype="float32")[y]
    beside = [one_hot, *untruncated(conditional, 4)]
    check_networks(conditional, tmp_path, codings_, mixed, beside=beside)


@pytest.mark.usefixtures("uncompiled")
def test_a_phase_changes_its_own_network_alone(unfitted, images):
    plan, training = clone(unfitted).set_params(epochs=1)._begin(images)
    for stage in plan.stages[-1:]:  # the last is all of it, where a GAN grows
        networks = [stage.phase(name).network for name in ("generator", "discriminator")]
        for phase in stage.phases:
            before = [network.get_weights() for network in networks]
            [chunk] = training.feed.epoch(0)
            alone = [replace(p, every=1 if p is phase else 10**6) for p in stage.phases]
            backend.compile_steps(alone, (0, 0))(chunk.data, chunk.order, 0, 2, 1)
            for network, weights in zip(networks, before, strict=True):
                changed = not all(map(np.array_equal, weights, network.get_weights()))
                assert changed == (network is phase.network)


OPTIONS = {
    "wasserstein": {"loss": "wasserstein", "r1": 0, "critic_steps": 2},
    "seeing more": {"loss": "least-squares", "pack": 3, "minibatch_std": True},
    "its own last weights": {"loss": "minimax", "average": False},
    "bounded": {"loss": "hinge", "spectral": True},
    "replay": {"replay": True, "r1": 0},
    "augmented": {"loss": "hinge", "augment": True, "r1": 0},
}


@pytest.mark.usefixtures("uncompiled")
@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_every_option_trains_with_labels_and_does_something(unfitted, conditional, options, labelled):
    if not options.keys() <= unfitted.get_params().keys():
        pytest.skip("no option of this GAN")
    model = clone(unfitted).set_params(epochs=1, **options).fit(*labelled)
    assert all(np.isfinite(column).all() for column in model.history_.values())
    samples = model.sample(3, y=1, random_state=0)
    assert np.abs(samples - conditional.sample(3, y=1, random_state=0)).max() > 1e-6


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
