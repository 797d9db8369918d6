"""The layers of the variational autoencoder."""

import keras
import numpy as np
import pytest
from keras import ops
from keras.src import testing
from scipy.integrate import quad
from scipy.stats import norm

from codings import backend, losses
from codings.layers import LatentLoss, Sampling


class TestKerasContract(testing.TestCase):
    def test_sampling(self):
        self.run_layer_test(
            Sampling,
            init_kwargs={},
            input_shape=[(2, 5), (2, 5)],
            expected_output_shape=(2, 5),
            expected_num_seed_generators=1,
            supports_masking=False,
            run_training_check=False,  # there are no weights to train
        )

    def test_latent_loss(self):
        self.run_layer_test(
            LatentLoss,
            init_kwargs={"weight": 0.1},
            input_shape=[(2, 5), (2, 5)],
            expected_output_shape=((2, 5), (2, 5)),
            expected_num_losses=1,
            supports_masking=False,
            run_training_check=False,
        )


def test_draws_have_mean_and_variance():
    mean, log_variance = (
        np.full((40000, 2), [1.0, -3.0], "float32"),
        np.full((40000, 2), [0.0, 2.0], "float32"),
    )
    z = ops.convert_to_numpy(Sampling()([mean, log_variance], training=True))
    np.testing.assert_allclose(z.mean(0), [1, -3], atol=0.05)
    np.testing.assert_allclose(z.std(0), np.exp([0, 1]), rtol=0.03)


def test_without_training_the_codings_are_the_mean(random):
    mean = random.normal(size=(3, 2)).astype("float32")
    np.testing.assert_array_equal(ops.convert_to_numpy(Sampling()([mean, mean])), mean)


@pytest.mark.parametrize(("mean", "log_variance"), [(0.0, 0.0), (1.5, -1.0), (-0.3, 0.7)])
def test_the_latent_loss_is_the_divergence_from_the_standard_normal(mean, log_variance):
    q, p = norm(mean, np.exp(log_variance / 2)), norm(0, 1)
    expected = quad(lambda z: q.pdf(z) * (q.logpdf(z) - p.logpdf(z)), -30, 30, points=[mean])[0]
    found = losses.latent(np.full((1, 3), mean, "float32"), np.full((1, 3), log_variance, "float32"))
    np.testing.assert_allclose(ops.convert_to_numpy(found), [3 * expected], atol=1e-5)


@pytest.mark.parametrize(("log_variance", "counts_as"), [(1000.0, 5.0), (5.1, 5.0), (-1000.0, -30.0)])
def test_the_log_variance_has_bounds(log_variance, counts_as):
    mean, far = (np.full((4000, 1), value, "float32") for value in (0.0, log_variance))
    expected = -(1 + counts_as - np.exp(counts_as)) / 2
    found = ops.convert_to_numpy(losses.latent(mean, far))
    np.testing.assert_allclose(found, np.full(4000, expected), rtol=1e-5)
    drawn = ops.convert_to_numpy(Sampling()([mean, far], training=True))
    np.testing.assert_allclose(drawn.std(), np.exp(counts_as / 2), rtol=0.05)


def test_within_its_bounds_nothing_of_the_log_variance_is_changed(random):
    log_variance = random.uniform(-30, 5, 1000).astype("float32")
    np.testing.assert_array_equal(ops.convert_to_numpy(losses.bounded(log_variance)), log_variance)


def test_what_is_beyond_the_bounds_is_drawn_back():
    log_variance = np.array([[500.0], [5.0], [-500.0]], "float32")
    slopes = backend.input_gradient(lambda g: losses.latent(ops.zeros_like(g), g), ops.array(log_variance))
    up = (np.exp(5) - 1) / 2
    np.testing.assert_allclose(ops.convert_to_numpy(slopes), [[up], [up], [-0.5]], rtol=1e-5)


def test_the_layer_adds_its_share_to_the_model(random):
    x = random.normal(size=(6, 4)).astype("float32")
    inputs = keras.Input((4,))
    outputs = LatentLoss(0.5)([inputs, inputs])
    model = keras.Model(inputs, outputs)
    for passed in model(x):
        np.testing.assert_array_equal(ops.convert_to_numpy(passed), x)
    expected = 0.5 * ops.convert_to_numpy(losses.latent(x, x)).mean()
    np.testing.assert_allclose([float(loss) for loss in model.losses], [expected], rtol=1e-5)


def test_a_negative_weight():
    with pytest.raises(ValueError, match="weight=-1"):
        LatentLoss(-1)
