"""The step whose gradient is a sigmoid's."""

import numpy as np
from keras import ops
from keras.src import testing

from codings.backend import input_gradient
from codings.layers import Binarize


class TestKerasContract(testing.TestCase):
    def test_binarize(self):
        self.run_layer_test(
            Binarize,
            init_kwargs={},
            input_shape=(2, 5),
            expected_output_shape=(2, 5),
            supports_masking=True,
            run_training_check=False,  # there are no weights to train
        )


def test_bits_are_exact(random):
    x = np.r_[random.normal(size=1000) * 50, 0, 1e-8, -1e-8].astype("float32")
    bits = ops.convert_to_numpy(Binarize()(x))
    np.testing.assert_array_equal(bits, x > 0)


def test_the_gradient_is_the_sigmoids(random):
    x = ops.convert_to_tensor(random.normal(size=50).astype("float32"))
    through = ops.convert_to_numpy(input_gradient(Binarize(), x))
    np.testing.assert_allclose(through, ops.convert_to_numpy(input_gradient(ops.sigmoid, x)), atol=1e-6)
