"""Distances from samples of the usual instances, in units of their own deviations."""

import numpy as np
import pytest
from scipy.spatial.distance import mahalanobis

from codings.outliers import neighbourhood
from codings.outliers.neighbourhood import Neighbourhood

MIX = np.array([[3.0, 1.0, 0.0], [0.0, 0.5, 0.2], [0.1, 0.0, 2.0]])


@pytest.fixture
def samples(random):
    return random.normal(size=(4, 50, 3)) @ MIX + 5


def test_of_one_neighbour_it_is_mahalanobis_distance(samples, random, monkeypatch):
    monkeypatch.setattr(neighbourhood, "RIDGE", 0.0)
    near = Neighbourhood.fit(samples)
    alone = near._replace(samples=near.samples[:1, :1])
    precision = np.linalg.inv(np.cov(samples.reshape(-1, 3), rowvar=False, ddof=0))
    for x in random.normal(size=(5, 3)):
        assert alone.distance(x[None])[0] == pytest.approx(mahalanobis(x, samples[0, 0], precision))


def test_units_do_not_matter(samples, random):
    x = random.normal(size=(20, 3))
    in_others = Neighbourhood.fit(1000 * samples).distance(1000 * x)
    np.testing.assert_allclose(in_others, Neighbourhood.fit(samples).distance(x))


def test_an_instance_of_the_samples_is_measured_by_the_others(samples):
    assert (Neighbourhood.fit(samples).distance(samples[0]) > 0).all()


def test_blocks_change_nothing(samples, random, monkeypatch):
    near, x = Neighbourhood.fit(samples), random.normal(size=(23, 3))
    whole = near.distance(x)
    monkeypatch.setattr(neighbourhood, "BLOCK", 10)
    np.testing.assert_allclose(near.distance(x), whole)
