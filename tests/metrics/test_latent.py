"""Measures of models with latent variables, on arrays whose answer is known."""

import numpy as np
import pytest
from scipy.stats import norm

from codings.metrics import active_units, log_mean_exp, normal_log_density


def test_active_units_are_those_whose_mean_varies(random):
    means = random.normal(size=(5000, 4)) * [1.0, 0.2, 0.05, 0.0] + [0, 0, 0, 3]
    assert active_units(means) == 2


def test_normal_log_density(random):
    x, mean, log_variance = random.normal(size=(3, 6, 2, 4))
    expected = norm(mean, np.exp(log_variance / 2)).logpdf(x).sum((1, 2))
    np.testing.assert_allclose(normal_log_density(x, mean, log_variance), expected)


def test_log_mean_exp_without_overflow():
    weights = np.array([[1000.0, -1000.0], [1000.0 + np.log(3), -1000.0]])
    np.testing.assert_allclose(log_mean_exp(weights), [1000 + np.log(2), -1000])


def test_of_one_sample_it_is_the_weight():
    assert log_mean_exp(np.array([[-3.5]])) == pytest.approx([-3.5])
