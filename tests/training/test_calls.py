"""Networks called on arrays."""

import keras
import numpy as np
import pytest

from codings.backend.calls import predict


class Counting(keras.Layer):
    """Counts how often Python runs its call."""

    times = 0

    def call(self, x):
        self.times += 1
        return x + 1


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="XLA compiles for each shape")
def test_a_network_is_traced_once_for_any_number_of_rows(caplog):
    """Else the first calls are slow, and after five of them TensorFlow warns."""
    layer = Counting()
    network = keras.Sequential([keras.Input((3,)), layer])
    built = layer.times
    for n in (1, 40, 100, 200, 500, 1000, 5000):
        X = np.ones((n, 3), np.float32)
        np.testing.assert_array_equal(predict(network, X), X + 1)
    assert layer.times == built + 1
    assert not caplog.records
