"""What the networks of a GAN minimise, against the formulas of the papers."""

import numpy as np
import pytest
from keras import ops
from scipy.stats import norm

from codings import losses
from codings.data.encoding import Parts

REAL, FAKE = np.array([[0.5], [-1.0], [2.0]], "float32"), np.array([[-0.3], [1.5], [0.0]], "float32")


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


EXPECTED = {  # of the discriminator, of the generator
    "non-saturating": (
        -np.log(sigmoid(REAL)).mean() - np.log(1 - sigmoid(FAKE)).mean(),
        -np.log(sigmoid(FAKE)).mean(),
    ),
    "minimax": (
        -np.log(sigmoid(REAL)).mean() - np.log(1 - sigmoid(FAKE)).mean(),
        np.log(1 - sigmoid(FAKE)).mean(),
    ),
    "least-squares": (((REAL - 1) ** 2).mean() / 2 + (FAKE**2).mean() / 2, ((FAKE - 1) ** 2).mean() / 2),
    "hinge": (np.maximum(0, 1 - REAL).mean() + np.maximum(0, 1 + FAKE).mean(), -FAKE.mean()),
    "wasserstein": (FAKE.mean() - REAL.mean(), -FAKE.mean()),
    "relativistic": (-np.log(sigmoid(REAL - FAKE)).mean(), -np.log(sigmoid(FAKE)).mean()),
}


@pytest.mark.parametrize("name", losses.ADVERSARIAL)
def test_adversarial_losses(name):
    loss = losses.ADVERSARIAL[name]
    found = (float(loss.discriminator(REAL, FAKE)), float(loss.generator(FAKE)))
    assert found == pytest.approx(EXPECTED[name], rel=1e-5)


def test_losses_stay_finite_where_a_network_is_sure():
    sure = np.full((3, 1), 1e4, "float32")
    for name in ("non-saturating", "minimax"):
        loss = losses.ADVERSARIAL[name]
        assert np.isfinite(float(loss.discriminator(-sure, sure)))
        assert np.isfinite(float(loss.generator(-sure)))


def quadratic(x):
    """A score whose gradient is 2x."""
    return ops.sum(ops.square(x), axis=(1, 2), keepdims=True)[:, 0]


def test_r1_is_half_the_squared_slope(random):
    x = ops.convert_to_tensor(random.standard_normal((5, 3, 2)), "float32")
    expected = (4 * ops.convert_to_numpy(x) ** 2).sum((1, 2)).mean() / 2
    assert float(losses.r1(quadratic, x)) == pytest.approx(expected, rel=1e-5)


def test_gradient_penalty_is_of_the_slope_between(random):
    slope = ops.convert_to_tensor(random.standard_normal((3, 2)), "float32")
    real, fake = (ops.convert_to_tensor(random.standard_normal((5, 3, 2)), "float32") for _ in range(2))
    found = losses.gradient_penalty(lambda x: ops.sum(x * slope, axis=(1, 2)), real, fake)
    norm = np.linalg.norm(ops.convert_to_numpy(slope))
    assert float(found) == pytest.approx((norm - 1) ** 2, rel=1e-4)


def test_gradient_penalty_mixes_each_instance_by_one_uniform_number():
    """From 0 to 1, in six entries alike: at the place u a score of |x|^2 / 2 has the slope sqrt(6) u."""
    found = losses.gradient_penalty(
        lambda x: ops.sum(ops.square(x), axis=(1, 2)) / 2, ops.ones((20_000, 3, 2)), ops.zeros((20_000, 3, 2))
    )
    expected = 6 / 3 - 2 * 6**0.5 / 2 + 1  # of (sqrt(6) u - 1)^2; six numbers would give 0.24, a normal one 7
    assert float(found) == pytest.approx(expected, abs=0.02)


def test_gradient_penalty_of_a_constant_score_is_finite():
    constant = losses.gradient_penalty(lambda x: 0 * ops.sum(x, axis=1), ops.ones((4, 3)), ops.zeros((4, 3)))
    assert float(constant) == pytest.approx(1, abs=1e-4)


def test_the_likelihood_of_rows_of_a_table(random):
    """Numbers normal, the second of them missing at times; a mask; a block of three."""
    parts = Parts(2, (1,), (3,))
    gone = np.arange(6) % 2
    x = np.column_stack([random.normal(size=6), np.where(gone, 0, random.normal(size=6)), gone])
    x = np.hstack([x, np.eye(3)[random.integers(3, size=6)]]).astype("float32")
    outputs = np.hstack([random.normal(size=(6, 2)), random.uniform(0.1, 0.9, (6, 1))])
    outputs = np.hstack([outputs, random.dirichlet([1, 1, 1], 6)]).astype("float32")
    log_variance = np.float32([0.3, -0.5])
    normal = norm.logpdf(x[:, :2], outputs[:, :2], np.exp(log_variance / 2)) + np.log(2 * np.pi) / 2
    likelihood = normal[:, 0] + normal[:, 1] * (1 - gone) + np.log((x * outputs)[:, 3:].sum(1))
    likelihood += np.log(np.where(gone, outputs[:, 2], 1 - outputs[:, 2]))
    tensors = [ops.convert_to_tensor(array) for array in (x, outputs, log_variance)]
    found = losses.mixed(*tensors[:2], parts, tensors[2])
    assert float(found) == pytest.approx(-likelihood.mean() / 6, rel=1e-5)
    plain = losses.mixed(*tensors[:2], parts)
    squares = np.square(x - outputs)[:, :2] * np.column_stack([np.ones(6), 1 - gone])
    others = -(likelihood - normal[:, 0] - normal[:, 1] * (1 - gone))
    assert float(plain) == pytest.approx((squares.sum(1) + others).mean() / 6, rel=1e-5)
