"""Intervals hold the true value about 95 times in 100: the long proof is benchmarks/intervals.py."""

import numpy as np
import pytest
from scipy.special import softmax
from scipy.stats import norm

from codings import metrics
from codings.metrics.estimate import of_share, standard_error

pytestmark = pytest.mark.filterwarnings("ignore::codings.metrics.FewSamplesWarning")
DRAWS, ROWS, WIDTH, SHIFT = 40, 200, 3, 0.3
TRAIN = np.random.default_rng(1).standard_normal((300, WIDTH))
LEAST = 0.8  # of so few draws: 95 % less four standard deviations


def held(measure, true, shift=0.0):
    """How often the interval holds the true value."""
    found = []
    for seed in range(DRAWS):
        random = np.random.default_rng(seed)
        real, fake = random.standard_normal((2, ROWS, WIDTH))
        estimate = measure(real, fake + shift)
        found.append(estimate.low <= true <= estimate.high)
    return np.mean(found)


@pytest.mark.parametrize("shift", [0.0, SHIFT])
def test_distances(shift):
    # E k(x, y) = 1 + 3 m.m' / d + ...: of a shift of all means by m, between moments.
    mean, eye = np.full(WIDTH, shift), np.eye(WIDTH)
    second = np.outer(mean, mean)
    third = np.einsum("i,j,k", mean, mean, mean)
    third += sum(np.einsum(s, mean, eye) for s in ("i,jk->ijk", "j,ik->ijk", "k,ij->ijk"))
    gaps = (np.square(moment).sum() for moment in (mean, second, third))
    kernel = sum(c * gap / WIDTH**i for i, (c, gap) in enumerate(zip((3, 3, 1), gaps, strict=True), 1))
    assert held(metrics.kernel_distance, kernel, shift) > LEAST
    assert held(metrics.frechet_distance_at_infinity, WIDTH * shift**2, shift) > LEAST


def test_memorisation():
    assert held(lambda real, fake: metrics.memorisation(fake, TRAIN, real), 0.5) > LEAST


def test_inception_score():
    """Of which few instances make the score too low."""
    scores = np.random.default_rng(2).standard_normal((WIDTH, 4))
    many = softmax(np.random.default_rng(3).standard_normal((100_000, WIDTH)) @ scores, axis=1)
    true = metrics.inception_score(many).value
    assert held(lambda real, fake: metrics.inception_score(softmax(fake @ scores, axis=1)), true) > LEAST


def test_the_standard_error_is_that_of_a_mean(random):
    rows = random.standard_normal((4000, 1))
    found = standard_error(lambda some: some.mean(axis=0), rows, least=1)
    assert found[0] == pytest.approx(1 / 4000**0.5, rel=0.3)


def test_a_share_keeps_its_bounds():
    assert of_share(1.0, 0.0, 100)[:3] == (1.0, pytest.approx(1 - 1.96**2 / 103.84, abs=1e-3), 1.0)
    assert of_share(0.0, 0.0, 100)[:2] == (0.0, 0.0)
    _, low, high, _ = of_share(0.99, 0.02, 100)
    assert 0 < low < 0.99 < high < 1
    assert of_share(0.5, 0.01, 100).high == pytest.approx(0.5 + norm.ppf(0.975) * 0.01, abs=1e-3)


def test_a_score_of_too_few_has_none():
    few = metrics.inception_score(np.eye(10))
    assert (few.low, few.high) == (None, None)
    assert of_share(0.5, 0.0, 10).low < 0.3  # no error was seen, of ten
    assert np.diff(of_share(0.5, 0.0, 1000)[1:3]) == pytest.approx(2 * 1.96 * (0.25 / 1000) ** 0.5, rel=0.01)


@pytest.mark.parametrize(("rows", "seed"), [(2, 5), (3, 16), (6, 174), (12, 116)])
def test_a_distance_far_below_0_has_an_interval_with_0_in_it(rows, seed):
    real, fake = np.random.default_rng(seed).standard_normal((2, rows, WIDTH))
    found = metrics.kernel_distance(real, fake)
    assert found.value < 0
    assert found.low <= found.value <= 0 <= found.high


def test_where_no_error_is_seen_none_is_stated(random):
    same = metrics.memorisation(np.zeros((20, 2)), np.zeros((30, 2)), np.zeros((10, 2)))
    assert same.value == 0.5
    assert same.low < 0.4 < 0.6 < same.high
    none = metrics.density_coverage(random.standard_normal((100, 2)), np.full((100, 2), 50.0)).density
    assert none[:3] == (0, None, None)
