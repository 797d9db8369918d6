"""Autoencoders side by side in one network."""

import numpy as np
import pytest

from codings.outliers import Committee
from codings.outliers.committee import ACTIVATION, WIDE


@pytest.mark.parametrize("members", [1, 3, 40])
@pytest.mark.parametrize(("activation", "gain"), [(ACTIVATION, 2), ("linear", 1)])
def test_how_far_weights_spread_at_first_does_not_depend_on_the_members(members, activation, gain):
    layer = Committee(members=members)._dense(200, activation)
    layer.build((None, members, 50))
    assert layer.kernel.shape == (members, 50, 200)
    assert np.std(layer.kernel) == pytest.approx(np.sqrt(gain * WIDE / 50), rel=0.05)
