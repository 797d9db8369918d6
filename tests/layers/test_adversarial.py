"""Layers of GANs: mini-batch standard deviation, packing, replay."""

import keras
import numpy as np
import pytest
from keras import ops

from codings.layers import MinibatchStdev, PackChannels, ReplayBuffer


@pytest.mark.parametrize("shape", [(8, 5), (8, 4, 4, 3)])
def test_minibatch_standard_deviation(shape, random):
    x = random.standard_normal(shape).astype("float32")
    y = ops.convert_to_numpy(MinibatchStdev()(x))
    np.testing.assert_array_equal(y[..., :-1], x)
    np.testing.assert_allclose(y[..., -1], x.std(axis=0).mean(), rtol=1e-5)
    collapsed = np.repeat(x[:1], 8, axis=0)
    assert ops.convert_to_numpy(MinibatchStdev()(collapsed))[..., -1].max() < 1e-3


def test_packs_are_images_side_by_side_in_their_channels(random):
    x = random.standard_normal((3, 2, 4, 5, 3)).astype("float32")
    y = ops.convert_to_numpy(PackChannels()(x))
    assert y.shape == (3, 4, 5, 6)
    np.testing.assert_array_equal(y[..., :3], x[:, 0])
    np.testing.assert_array_equal(y[..., 3:], x[:, 1])


def replayed(buffer, number):
    """What comes of a batch of six rows that all hold `number`."""
    return ops.convert_to_numpy(buffer(np.full((6, 1), number, "float32"), training=True))[:, 0]


def test_replay_gives_back_what_came_before():
    buffer = ReplayBuffer(batches=2)
    np.testing.assert_array_equal(replayed(buffer, 1), 1)  # nothing to remember yet
    second = replayed(buffer, 2)
    np.testing.assert_array_equal(second, [2, 2, 2, 1, 1, 1])
    third = replayed(buffer, 3)
    assert set(third[3:]) <= {1, 2}
    np.testing.assert_array_equal(third[:3], 3)
    seen = np.concatenate([replayed(buffer, number)[3:] for number in range(4, 30)])
    assert 1 not in seen  # the oldest are forgotten
    assert len(set(seen)) > 10


def test_without_training_nothing_is_remembered():
    buffer = ReplayBuffer()
    x = np.ones((4, 2), "float32")
    np.testing.assert_array_equal(ops.convert_to_numpy(buffer(x)), x)
    assert int(buffer.seen) == 0


def test_replay_refuses():
    with pytest.raises(ValueError, match="batches=0 must be 1 or more"):
        ReplayBuffer(batches=0)
    with pytest.raises(ValueError, match="batch=None must be a number of rows"):
        ReplayBuffer()(keras.Input((3,)))
