"""The layers' mathematics, and Keras's own contract over all of them."""

import keras
import numpy as np
import pytest
from keras import ops
from keras.src import testing

from codings.layers import (
    DenseTranspose,
    Dropout,
    EndMasking,
    GaussianNoise,
    MinibatchStdev,
    OutputNoise,
    PackChannels,
    ReplayBuffer,
)


class TestKerasContract(testing.TestCase):
    """Configuration, shapes, dtypes, saving and a training step, as Keras tests its own layers."""

    def test_dropout(self):
        self.run_layer_test(
            Dropout,
            init_kwargs={"rate": 0.3},
            input_shape=(2, 5),
            expected_output_shape=(2, 5),
            expected_num_seed_generators=1,
            supports_masking=True,
            run_training_check=False,  # there are no weights to train
        )

    def test_gaussian_noise(self):
        self.run_layer_test(
            GaussianNoise,
            init_kwargs={"stddev": 15.0},
            input_shape=(2, 5),
            expected_output_shape=(2, 5),
            expected_num_seed_generators=1,
            supports_masking=True,
            run_training_check=False,  # there are no weights to train
        )

    def test_minibatch_stdev(self):
        self.run_layer_test(
            MinibatchStdev,
            init_kwargs={},
            input_shape=(4, 5, 3),
            expected_output_shape=(4, 5, 4),
            supports_masking=False,
            run_training_check=False,
        )

    def test_pack_channels(self):
        self.run_layer_test(
            PackChannels,
            init_kwargs={},
            input_shape=(4, 2, 3, 5, 1),
            expected_output_shape=(4, 3, 5, 2),
            supports_masking=False,
            run_training_check=False,
        )

    def test_end_masking(self):
        self.run_layer_test(
            EndMasking,
            init_kwargs={},
            input_shape=(4, 5, 2),
            expected_output_shape=(4, 5, 2),
            supports_masking=True,
            run_training_check=False,
        )

    def test_output_noise(self):
        self.run_layer_test(
            OutputNoise,
            init_kwargs={"by_column": True},
            input_shape=(4, 5),
            expected_output_shape=(4, 5),
            expected_num_trainable_weights=1,
            supports_masking=True,
            run_training_check=False,
        )

    def test_replay_buffer(self):
        self.run_layer_test(
            ReplayBuffer,
            init_kwargs={"batches": 3},
            input_shape=(4, 5),
            expected_output_shape=(4, 5),
            expected_num_non_trainable_weights=2,
            expected_num_non_trainable_variables=3,
            expected_num_seed_generators=1,
            supports_masking=False,
            run_training_check=False,
        )

    def test_dense_transpose(self):
        dense = keras.layers.Dense(3)
        dense.build((None, 5))
        self.run_layer_test(
            DenseTranspose,
            init_kwargs={"dense": dense, "activation": "sigmoid"},
            input_shape=(2, 3),
            expected_output_shape=(2, 5),
            expected_num_trainable_weights=3,
            supports_masking=True,
            run_training_check=False,  # it would build a second `dense`
        )


def tied():
    inputs = keras.Input((6,))
    dense = keras.layers.Dense(2, activation="tanh")
    back = DenseTranspose(dense)
    return keras.Model(inputs, back(dense(inputs))), dense, back


def test_dense_transpose_computes_with_the_transposed_kernel(random):
    model, dense, back = tied()
    back.bias.assign(random.normal(size=6))
    x = random.normal(size=(4, 6)).astype("float32")
    kernel, bias = dense.get_weights()
    expected = np.tanh(x @ kernel + bias) @ kernel.T + np.asarray(ops.convert_to_numpy(back.bias))
    np.testing.assert_allclose(ops.convert_to_numpy(model(x)), expected, atol=1e-5)


def test_tied_layers_have_one_kernel():
    model, dense, back = tied()
    assert model.count_params() == 6 * 2 + 2 + 6
    assert back.dense.kernel is dense.kernel


def test_one_update_moves_both(random):
    model, dense, back = tied()
    x = random.normal(size=(4, 6)).astype("float32")
    before, codings = dense.get_weights()[0], np.ones((1, 2), "float32")
    decoded = ops.convert_to_numpy(back(codings))
    model.compile("sgd", "mse")
    model.fit(x, x, verbose=0)
    moved = dense.get_weights()[0] - before
    assert np.abs(moved).max() > 0
    change = ops.convert_to_numpy(back(codings)) - decoded - ops.convert_to_numpy(back.bias)
    np.testing.assert_allclose(change, codings @ moved.T, atol=1e-5)


def test_a_saved_model_is_still_tied(tmp_path, random):
    model, _, _ = tied()
    model.save(tmp_path / "tied.keras")
    loaded = keras.saving.load_model(tmp_path / "tied.keras", safe_mode=True)
    assert loaded.count_params() == model.count_params()
    x = random.normal(size=(3, 6)).astype("float32")
    np.testing.assert_array_equal(loaded(x), model(x))


def test_dense_transpose_refuses_what_does_not_fit():
    dense = keras.layers.Dense(2, name="narrow")
    with pytest.raises(ValueError, match="'narrow' built"):
        DenseTranspose(dense)(np.zeros((1, 2)))
    dense.build((None, 6))
    with pytest.raises(ValueError, match="takes 2 inputs.* given 3"):
        DenseTranspose(dense)(np.zeros((1, 3)))


def test_dropout_drops_its_share_and_keeps_the_mean():
    out = ops.convert_to_numpy(Dropout(0.3)(np.ones((200, 200), "float32"), training=True))
    assert set(np.unique(out.round(4))) == {0.0, np.float32(1.4286)}
    np.testing.assert_allclose([(out == 0).mean(), out.mean()], [0.3, 1.0], atol=0.02)


def test_gaussian_noise_has_its_deviation_above_one():
    out = ops.convert_to_numpy(GaussianNoise(15.0)(np.zeros((200, 200), "float32"), training=True))
    np.testing.assert_allclose([out.mean(), out.std()], [0, 15], atol=0.3)


@pytest.mark.parametrize("layer", [Dropout(0.5), GaussianNoise(2.0)])
def test_noise_only_in_training(layer, random):
    x = random.normal(size=(3, 4)).astype("float32")
    np.testing.assert_array_equal(ops.convert_to_numpy(layer(x)), x)


def test_levels_out_of_range():
    with pytest.raises(ValueError, match="rate=1.0"):
        Dropout(1.0)
    with pytest.raises(ValueError, match="stddev=-1"):
        GaussianNoise(-1)
