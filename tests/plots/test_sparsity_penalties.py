import numpy as np
import pytest
from scipy.stats import entropy

from codings.plots import penalties


@pytest.mark.parametrize("target", [0.1, 0.6])
def test_three_penalties_that_are_0_at_the_target(target, draw):
    figure = penalties(target)
    draw(figure)
    divergence, squared, absolute, _ = figure.axes[0].lines
    for line in (divergence, squared, absolute):
        active, penalty = line.get_data()
        assert active[penalty.argmin()] == pytest.approx(target, abs=0.005)
        assert penalty.min() == pytest.approx(0, abs=0.01)
    active, penalty = divergence.get_data()
    pairs = [np.stack([p, 1 - p]) for p in (np.full_like(active, target), active)]
    np.testing.assert_allclose(penalty, entropy(*pairs), atol=1e-12)
    np.testing.assert_allclose(squared.get_ydata(), (active - target) ** 2)
    np.testing.assert_allclose(absolute.get_ydata(), abs(active - target))


def test_a_target_is_a_mean_activation():
    with pytest.raises(ValueError, match="target=1 must be between 0 and 1"):
        penalties(1)
