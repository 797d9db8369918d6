"""Networks called on arrays."""

import gc
import weakref

import keras
import numpy as np
import pytest

from codings.backend import calls
from codings.backend.calls import predict, predict_together


class Counting(keras.Layer):
    """Counts how often Python runs its call."""

    times = 0

    def call(self, x):
        self.times += 1
        return x + 1


class Beside(keras.Layer):
    """The mean of the batch, for each of its rows."""

    def call(self, x):
        return keras.ops.ones_like(x) * keras.ops.mean(x)


pytestmark = pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="XLA compiles for each shape")


def network_of(layer):
    return keras.Sequential([keras.Input((3,)), layer])


def test_a_network_is_traced_once_for_any_number_of_rows(caplog):
    """Else the first calls are slow, and after five of them TensorFlow warns."""
    layer = Counting()
    network = network_of(layer)
    built = layer.times
    for n in (1, 40, 100, 200, 500, 1000, 5000):
        X = np.ones((n, 3), np.float32)
        np.testing.assert_array_equal(predict(network, X), X + 1)
    assert layer.times == built + 1
    assert not caplog.records


def test_rows_that_matter_to_each_other_are_called_in_even_batches(monkeypatch):
    """The last of 9 would be alone otherwise, and see itself."""
    monkeypatch.setattr(calls, "_rows_at_once", lambda network: 8)
    X = np.arange(27, dtype=np.float32).reshape(9, 3)
    means = predict_together(network_of(Beside()), X)[:, 0]
    np.testing.assert_array_equal(means, [7.0] * 5 + [20.5] * 4)


def test_of_many_networks_nothing_is_warned(caplog):
    """Each is traced, as it must be; TensorFlow takes them for one that is traced again and again."""
    X = np.ones((40, 3), np.float32)
    for _ in range(12):
        np.testing.assert_array_equal(predict(network_of(Counting()), X), X + 1)
    assert not caplog.records


def test_a_network_that_was_called_can_be_freed():
    network = network_of(Counting())
    predict(network, np.ones((40, 3), np.float32))
    freed = weakref.ref(network)
    del network
    keras.backend.clear_session()
    gc.collect()
    assert freed() is None
