"""Modes and the inception score, where the answer is known."""

import numpy as np
import pytest

from codings.metrics import FewSamplesWarning, inception_score, modes_of_classes, modes_of_mixture

CENTRES = np.array([(x, y) for x in range(3) for y in range(3)], dtype=float)


def test_modes_of_the_mixture_itself(random):
    samples = CENTRES[random.integers(9, size=5000)] + 0.05 * random.standard_normal((5000, 2))
    found = modes_of_mixture(samples, CENTRES, 0.05)
    assert (found.recovered, found.of) == (9, 9)
    assert found.high_quality == pytest.approx(1 - np.exp(-4.5), abs=0.005)  # within three deviations
    assert found.reverse_kl == pytest.approx(0, abs=0.01)
    assert found.entropy == pytest.approx(np.log(9), abs=0.01)


def test_one_mode_and_none():
    collapsed = np.zeros((100, 2))
    found = modes_of_mixture(collapsed, CENTRES, 0.05)
    assert (found.recovered, found.high_quality) == (1, 1)
    assert (found.reverse_kl, found.entropy) == pytest.approx((np.log(9), 0))
    missed = modes_of_mixture(collapsed + 0.5, CENTRES, 0.05)
    assert (missed.recovered, missed.high_quality, missed.entropy) == (0, 0, 0)
    assert missed.reverse_kl == np.inf


def test_classes():
    found = modes_of_classes(np.array([0, 0, 2, 2]), classes=4)
    assert (found.recovered, found.of, found.high_quality) == (2, 4, 1)
    assert found.entropy == pytest.approx(np.log(2))


def test_classes_may_be_floats_and_are_no_others_than_there_are():
    assert modes_of_classes([0.0, 2.0], classes=3) == modes_of_classes([0, 2], classes=3)
    for labels in ([1, 2, 3], [-1, 0], [0.5], ["0"], [], [[0, 1]], [np.nan]):
        with pytest.raises(ValueError, match=r"labels must be places of classes, .* from 0 to 2"):
            modes_of_classes(labels, classes=3)


def test_inception_score():
    sure = np.eye(5).repeat(1000, axis=0)
    assert inception_score(sure).value == pytest.approx(5)
    assert inception_score(np.full((5000, 5), 0.2)).value == pytest.approx(1)
    assert inception_score(sure[:1000].repeat(5, axis=0)).value == pytest.approx(1)
    mixed = np.array([[0.9, 0.1], [0.1, 0.9]]).repeat(2500, axis=0)
    assert inception_score(mixed).value == pytest.approx(np.exp(0.9 * np.log(1.8) + 0.1 * np.log(0.2)))
    with pytest.warns(FewSamplesWarning, match="10 samples"):
        inception_score(np.eye(10))
    with pytest.raises(ValueError, match="softmax"):
        inception_score(np.ones((10, 3)))
