"""What watches over the training of a run, and what is drawn of it."""

import numpy as np
import pytest

from codings import GAN
from codings.diagnostics import Observation
from codings.runs.watching import Watching


def test_instances_that_are_all_the_same_are_trained_on_without_a_watch():
    X = np.full((60, 8, 8), 7, np.uint8)
    with pytest.warns(UserWarning, match="nothing watches over this training: .* all the same"):
        watching = Watching(GAN(), X[:40], None, (X[40:], None))
    assert watching.watch is None
    assert watching.callbacks == [watching.snapshots]


def test_what_could_not_be_observed_is_not_drawn(tmp_path):
    rows = np.random.default_rng(0).integers(0, 2, (80, 3)).astype(float)
    gan = GAN()
    watching = Watching(gan, rows[:40], None, (rows[40:], None))
    gan.history_ = {"discriminator_loss": [1.0, 1.0]}
    nan, shares = float("nan"), np.ones(4)
    watching.watch.observations = 2 * [Observation(1, 1.0, 1.0, 0.7, 1.0, 1.0, 0.0, nan, shares, 0.5)]
    _, below = watching._measures(watching.watch.observations).axes
    drawn = [line.get_label() for line in below.lines]
    assert [name.split(",")[0] for name in drawn] == ["separation", "memorisation"]
