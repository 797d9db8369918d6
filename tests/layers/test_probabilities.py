"""The last layer of what draws rows of a table."""

import keras
import numpy as np
import pytest
from keras import ops
from keras.src import testing

from codings.layers import Probabilities


class TestKerasContract(testing.TestCase):
    def test_probabilities(self):
        self.run_layer_test(
            Probabilities,
            init_kwargs={"masks": 1, "blocks": (2, 3), "straight_through": True},
            input_shape=(4, 8),
            expected_output_shape=(4, 8),
            expected_num_seed_generators=1,
            supports_masking=False,
            run_training_check=False,  # there are no weights to train
        )


@pytest.fixture
def logits(random):
    return random.normal(size=(50, 8)).astype("float32")


def test_numbers_stay_and_blocks_sum_to_one(logits):
    out = ops.convert_to_numpy(Probabilities(1, (2, 3))(logits))
    np.testing.assert_array_equal(out[:, :2], logits[:, :2])
    np.testing.assert_allclose(out[:, 2], 1 / (1 + np.exp(-logits[:, 2])), rtol=1e-5)
    for block in (slice(3, 5), slice(5, 8)):
        exponentials = np.exp(logits[:, block])
        np.testing.assert_allclose(
            out[:, block], exponentials / exponentials.sum(1, keepdims=True), rtol=1e-5
        )


@pytest.mark.parametrize(("masks", "blocks"), [(0, (2, 6)), (3, ()), (0, (8,)), (8, ()), (1, (1, 3))])
def test_any_of_them_may_be_all_there_is(logits, masks, blocks):
    out = ops.convert_to_numpy(Probabilities(masks, blocks)(logits))
    assert out.shape == logits.shape
    assert out[:, 8 - masks - sum(blocks) :].min() >= 0


def test_in_training_they_are_drawn_as_likely_as_they_are():
    logits = np.log(np.tile([[1.0, 0.25, 0.1, 0.2, 0.7]], (20_000, 1))).astype("float32")
    layer = Probabilities(1, (3,), straight_through=True)
    out = ops.convert_to_numpy(layer(logits, training=True))
    assert set(np.unique(out[:, 1:].round(5))) == {0, 1}
    np.testing.assert_allclose(out[:, 1:].mean(0), [0.2, 0.1, 0.2, 0.7], atol=0.015)
    np.testing.assert_allclose(ops.convert_to_numpy(layer(logits))[0, 1:], [0.2, 0.1, 0.2, 0.7], rtol=1e-5)


@pytest.mark.slow
def test_a_gradient_passes_through_the_draw(logits):
    """To a layer below, which learns to draw one category alone."""
    inputs = keras.Input((1,))
    model = keras.Model(inputs, Probabilities(0, (3,), straight_through=True)(keras.layers.Dense(3)(inputs)))
    model.compile(keras.optimizers.Adam(0.1), "mse")
    ones, wanted = np.ones((64, 1), "float32"), np.tile(np.float32([[0, 0, 1]]), (64, 1))
    model.fit(ones, wanted, epochs=60, verbose=0)
    assert model.predict(ones[:1], verbose=0)[0, 2] > 0.9
