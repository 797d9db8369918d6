"""Precision, recall, density and coverage, where the answer is known."""

import numpy as np
import pytest

from codings.metrics import FewSamplesWarning, density_coverage, precision_recall
from codings.metrics.neighbours import covered, reach


def prdc(real, fake, k):
    """As the reference computes them: github.com/clovaai/generative-evaluation-prdc, in plain NumPy."""

    def distances(a, b):
        return np.sqrt(((a[:, None] - b) ** 2).sum(-1))

    def radii(rows):
        return np.sort(distances(rows, rows), axis=1)[:, k]

    between = distances(real, fake)
    precision = (between < radii(real)[:, None]).any(0).mean()
    recall = (between < radii(fake)).any(1).mean()
    density = (between < radii(real)[:, None]).sum(0).mean() / k
    coverage = (between.min(1) < radii(real)).mean()
    return precision, recall, density, coverage


@pytest.fixture(autouse=True)
def few_subsets(monkeypatch):
    """Intervals have a test of their own."""
    monkeypatch.setattr("codings.metrics.estimate.SUBSETS", 10)


@pytest.fixture
def sets(random):
    return random.standard_normal((1200, 5)), random.standard_normal((1000, 5)) * 0.7 + 0.3


def test_against_the_reference(sets):
    precision, recall, *_ = prdc(*sets, k=3)
    found = precision_recall(*sets)
    assert (found.precision.value, found.recall.value) == pytest.approx((precision, recall))
    *_, density, coverage = prdc(*sets, k=5)
    found = density_coverage(*sets)
    assert (found.density.value, found.coverage.value) == pytest.approx((density, coverage))
    assert found.coverage.low < coverage < found.coverage.high


def test_against_the_reference_where_distances_are_equal(random):
    """Of whole numbers many are. Borders are outside there, and no instance is its own neighbour."""
    real, fake = random.integers(0, 3, size=(2, 300, 4)).astype(float)
    for k in (1, 3, 5):
        precision, recall, density, coverage = prdc(real, fake, k)
        with pytest.warns(FewSamplesWarning):
            found = *precision_recall(real, fake, k), *density_coverage(real, fake, k)
        assert [one.value for one in found] == pytest.approx(
            [precision, recall, density, coverage], abs=1e-12
        )


@pytest.mark.parametrize("offset", [1e7, 1e8])
def test_where_the_rows_lie_does_not_matter(sets, offset):
    def found(real, fake):
        return [one.value for one in (*precision_recall(real, fake), *density_coverage(real, fake))]

    rounded = [np.round(rows, 6) for rows in sets]
    assert found(*(rows + offset for rows in rounded)) == pytest.approx(found(*rounded), abs=2e-3)


def test_a_neighbourhood_of_duplicates_holds_nothing(random):
    """Nor does rounding make it wider."""
    rows = random.normal(size=(200, 64)) + 3
    real = np.repeat(rows, 6, axis=0)
    with pytest.warns(FewSamplesWarning):
        found = *precision_recall(real, rows), *density_coverage(real, rows)
    assert [one.value for one in found] == [0, 1, 0, 0]
    assert reach(real, 5).max() == 0
    assert not covered(real, reach(real, 5), rows).any()


def test_a_copy_has_them_all(sets):
    real, _ = sets
    assert precision_recall(real, real)[0].value == precision_recall(real, real)[1].value == 1
    density, coverage = density_coverage(real, real)
    assert density.value >= 1
    assert coverage.value == 1


def test_one_point_has_quality_without_variety(sets):
    real, _ = sets
    collapsed = np.repeat(real[:1], 1000, axis=0)
    precision, recall = precision_recall(real, collapsed)
    assert precision.value == 1
    assert recall.value < 0.01
    assert density_coverage(real, collapsed).coverage.value < 0.05


def test_what_is_far_off_has_none(sets):
    real, fake = sets
    assert precision_recall(real, fake + 100).precision.value == 0
    density, coverage = density_coverage(real, fake + 100)
    assert density.value == coverage.value == 0


def test_few_samples(sets):
    real, fake = sets
    with pytest.warns(FewSamplesWarning, match="100 samples: neighbourhoods are wide"):
        precision_recall(real, fake[:100])
    with pytest.warns(FewSamplesWarning):
        found = *precision_recall(real[:8], fake[:8]), *density_coverage(real[:8], fake[:8])
    assert {(one.low, one.high) for one in found} == {(None, None)}
    with pytest.raises(ValueError, match="3 samples, the measure needs 4"):
        precision_recall(real, fake[:3])
