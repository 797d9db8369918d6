"""The distances between two sets of features, where the answer is known."""

import numpy as np
import pandas as pd
import pytest
from scipy.linalg import sqrtm
from scipy.spatial import cKDTree
from scipy.stats import mannwhitneyu
from sklearn.metrics import pairwise_distances_argmin_min

from codings.metrics import (
    FewSamplesWarning,
    frechet_distance,
    frechet_distance_at_infinity,
    kernel_distance,
    memorisation,
)
from codings.metrics.nearest import nearest_distances


def two_sets(random, shift=0.0, n=2000, features=4):
    return random.standard_normal((n, features)), random.standard_normal((n, features)) + shift


def test_frechet_distance_of_normal_distributions(random):
    real, fake = two_sets(random, n=20_000)
    fake = fake * 2 + 3
    true = 4 * 3**2 + 4 * (2 - 1) ** 2
    found = frechet_distance(real, fake)
    assert found.value == pytest.approx(true, rel=0.03)
    assert (found.low, found.high, found.samples) == (None, None, 20_000)
    assert str(found).endswith("(20000 samples)")


def test_frechet_distance_is_that_of_the_formula(random):
    mixing = random.standard_normal((4, 4))
    real, fake = two_sets(random)
    fake = fake @ mixing
    a, b = np.cov(real.T), np.cov(fake.T)
    gap = real.mean(0) - fake.mean(0)
    expected = gap @ gap + np.trace(a + b - 2 * sqrtm(a @ b).real)
    assert frechet_distance(real, fake).value == pytest.approx(expected)


def test_frechet_distance_of_a_copy_and_of_one_point(random):
    real, _ = two_sets(random)
    assert frechet_distance(real, real).value == pytest.approx(0, abs=1e-9)
    collapsed = np.repeat(real[:1], 2000, axis=0)
    expected = np.square(real.mean(0) - real[0]).sum() + np.trace(np.cov(real.T))
    assert frechet_distance(real, collapsed).value == pytest.approx(expected, rel=1e-6)


def test_frechet_distance_of_few_samples_says_how_far_it_is_off(random):
    real, fake = two_sets(random, n=100, features=50)
    with pytest.warns(FewSamplesWarning, match=r"100 samples: it is about .* too high. Take 500") as caught:
        found = frechet_distance(real, fake)
    said = float(str(caught[0].message).split("about ")[1].split(" ")[0])
    assert said == pytest.approx(found.value, rel=0.4)  # for the distributions are the same


def test_how_far_it_is_off_does_not_hang_on_the_order_of_classes(random):
    real, fake = two_sets(random, n=200, features=32)
    classes = np.resize([0, 30], 200)
    real[:, 0] += random.permutation(classes)
    fake[:, 0] += classes  # in turn, as `sample` gives them with such labels
    with pytest.warns(FewSamplesWarning) as caught:
        found = frechet_distance(real, fake)
    said = float(str(caught[0].message).split("about ")[1].split(" ")[0])
    assert said == pytest.approx(found.value, rel=0.5)


def test_frechet_distance_of_three_says_that_it_is_off(random):
    with pytest.warns(FewSamplesWarning, match="3 samples: it is far too high. Take 40"):
        frechet_distance(*two_sets(random, n=3))


def test_frechet_distance_at_infinity_is_not_biased(random):
    real, fake = two_sets(random, n=400, features=30)
    found = frechet_distance_at_infinity(real, fake)
    assert found.low < 0 < found.high
    assert abs(found.value) < frechet_distance(real, fake).value / 4
    few = frechet_distance_at_infinity(real[:299], fake)
    assert (few.low, few.high) == (None, None)


def test_kernel_distance_is_that_of_its_definition(random):
    real, fake = two_sets(random, shift=0.5, n=60, features=3)

    def kernel(x, y):
        return (np.dot(x, y) / 3 + 1) ** 3

    pairs = [(i, j) for i in range(60) for j in range(60)]
    same = sum(kernel(real[i], real[j]) + kernel(fake[i], fake[j]) for i, j in pairs if i != j)
    across = sum(kernel(real[i], fake[j]) for i, j in pairs)
    with pytest.warns(FewSamplesWarning, match="varies much"):
        found = kernel_distance(real, fake)
    assert found.value == pytest.approx(same / (60 * 59) - 2 * across / 60**2)


def test_kernel_distance_is_unbiased(random):
    found = kernel_distance(*two_sets(random))
    assert found.low < 0 < found.high
    real, fake = two_sets(random, shift=0.5)
    assert kernel_distance(real, fake[:1500]).low > 0  # in blocks, of sets of different sizes


def test_memorisation(random):
    train, held_out = two_sets(random)
    fresh, _ = two_sets(random)
    found = memorisation(fresh, train, held_out)
    assert found.low < 0.5 < found.high
    assert memorisation(train, train, held_out).value == 1
    assert memorisation(fresh + 50, train, held_out).value == 0


def test_memorisation_finds_a_copy_of_any_of_very_many(random):
    """In blocks, of any dtype, and far from 0."""
    train = random.integers(0, 200, size=(30_000, 20)).astype(np.uint8)
    held_out = random.integers(0, 200, size=(50, 20)).astype(np.uint8)
    copies = train[random.choice(len(train), 50)]
    assert memorisation(copies, train, held_out).value == 1
    far = (block + 1e6 for block in np.split(train, 3))
    assert memorisation(copies + 1e6, far, held_out + 1e6).value == 1
    assert memorisation(held_out, train, held_out).value == 0.5


def lines(random):
    """Two far from each other, whose points float32 does not tell apart there."""
    return np.stack([random.integers(0, 2, 4000) * 1e4, random.standard_normal(4000)], axis=1)


def with_one_far_off(random):
    X = random.standard_normal((4000, 8))
    X[-1] = 1e8
    return X


def points(random):
    """So close to each other that the rounding of a product in float32 puts others first."""
    return random.standard_normal((9000, 2)) * 1e-3 + random.integers(0, 3, (9000, 2))


def repeated(random):
    return random.integers(0, 3, (4000, 4)) + np.where(np.arange(4000) == 3999, 0.5, 0)[:, None]


@pytest.mark.parametrize("draw", [lines, with_one_far_off, points, repeated])
def test_copies_are_nearest_however_rows_lie(draw, random):
    X = draw(random)
    train, held_out = X[:-1000], X[-1000:]
    expected, _ = cKDTree(train).query(held_out)
    np.testing.assert_allclose(nearest_distances(held_out, train), expected, rtol=1e-9)
    assert (nearest_distances(np.concatenate([train[:1000], held_out]), train)[:1000] == 0).all()


def test_training_rows_may_be_a_list_or_a_dataframe(random):
    train, held_out = random.standard_normal((2, 200, 3))
    expected = memorisation(train, train, held_out)
    for given in (train.tolist(), list(train), pd.DataFrame(train), [train[:90].tolist(), train[90:]]):
        assert memorisation(train.tolist(), given, pd.DataFrame(held_out)) == expected


def test_nearest_distances_are_those_of_scikit_learn(random):
    rows, others = random.standard_normal((60, 7)) * 1e3, random.standard_normal((500, 7)) * 1e3 + 10
    expected = pairwise_distances_argmin_min(rows, others)[1]
    np.testing.assert_allclose(nearest_distances(rows, others), expected)
    np.testing.assert_allclose(nearest_distances(rows, iter([others[:7], others[7:]])), expected)
    with pytest.raises(ValueError, match="at least one row"):
        nearest_distances(rows, others[:0])
    with pytest.raises(ValueError, match="NaN or infinity"):
        nearest_distances(rows, others * np.nan)
    with pytest.raises(ValueError, match="7 and 6 features"):
        nearest_distances(rows, others[:, :6])


def test_memorisation_is_the_statistic_of_mann_and_whitney(random):
    train, held_out = two_sets(random, n=50)
    fake = held_out[:20] + 0.1
    from sklearn.neighbors import NearestNeighbors

    near = NearestNeighbors(n_neighbors=1).fit(train)
    gap, honest = near.kneighbors(fake)[0][:, 0], near.kneighbors(held_out)[0][:, 0]
    expected = mannwhitneyu(honest, gap).statistic / (20 * 50)
    assert memorisation(fake, train, held_out).value == pytest.approx(expected)


@pytest.mark.parametrize("measure", [frechet_distance, kernel_distance])
def test_mistakes(measure, random):
    real, fake = two_sets(random)
    with pytest.raises(ValueError, match=r"widths|\[3, 4\] features"):
        measure(real, fake[:, :3])
    with pytest.raises(ValueError, match="1 samples, the measure needs 2"):
        measure(real, fake[:1])
    with pytest.raises(ValueError, match="NaN or infinity"):
        measure(real, fake * np.inf)
    with pytest.raises(ValueError, match="0 samples, the measure needs 2"):
        measure(real, fake[:0])
