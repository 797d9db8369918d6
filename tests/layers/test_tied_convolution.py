"""The tied transposed convolution."""

import keras
import numpy as np
import pytest
from keras import ops

from codings.layers import TiedConv2DTranspose

CASES = [("same", 2, 12, None), ("valid", 2, 11, None), ("same", 1, 7, None), ("same", 2, 11, 0)]


def pair(padding, strides, size, output_padding, **kwargs):
    inputs = keras.Input((size, size, 2))
    conv = keras.layers.Conv2D(5, 3, strides, padding)
    back = TiedConv2DTranspose(conv, output_padding=output_padding, **kwargs)
    return keras.Model(inputs, back(conv(inputs))), conv, back


@pytest.mark.parametrize("case", CASES)
def test_it_is_the_adjoint_of_the_convolution(case, random):
    model, conv, back = pair(*case)
    x = random.normal(size=(3, *model.input_shape[1:])).astype("float32")
    y = random.normal(size=(3, *conv.output.shape[1:])).astype("float32")
    forth, returned = ops.convert_to_numpy(conv(x)), ops.convert_to_numpy(back(y))
    assert returned.shape == x.shape == (3, *model.output_shape[1:])
    assert np.vdot(forth, y) == pytest.approx(np.vdot(x, returned), rel=1e-3)


def test_one_kernel_and_a_bias():
    model, conv, back = pair(*CASES[0], activation="sigmoid")
    assert model.count_params() == 3 * 3 * 2 * 5 + 5 + 2
    assert back.conv.kernel is conv.kernel


def test_one_update_moves_both(random):
    model, conv, back = pair(*CASES[0])
    x, y = random.normal(size=(4, 12, 12, 2)).astype("float32"), np.ones((1, 6, 6, 5), "float32")
    before, kernel = ops.convert_to_numpy(back(y)), conv.get_weights()[0]
    model.compile("sgd", "mse")
    model.fit(x, x, verbose=0)
    assert np.abs(conv.get_weights()[0] - kernel).max() > 0
    assert np.abs(ops.convert_to_numpy(back(y)) - ops.convert_to_numpy(back.bias) - before).max() > 0


def test_a_saved_model_is_still_tied(tmp_path, random):
    model, _, _ = pair(*CASES[1])
    model.save(tmp_path / "tied.keras")
    loaded = keras.saving.load_model(tmp_path / "tied.keras", safe_mode=True)
    assert loaded.count_params() == model.count_params()
    x = random.normal(size=(3, 11, 11, 2)).astype("float32")
    np.testing.assert_array_equal(loaded(x), model(x))


def test_it_refuses_what_does_not_fit():
    conv = keras.layers.Conv2D(5, 3, name="narrow")
    with pytest.raises(ValueError, match="'narrow' built"):
        TiedConv2DTranspose(conv)(np.zeros((1, 4, 4, 5), "float32"))
    conv.build((None, 8, 8, 2))
    with pytest.raises(ValueError, match="takes 5 channels.* given 3"):
        TiedConv2DTranspose(conv)(np.zeros((1, 4, 4, 3), "float32"))
    dilated = keras.layers.Conv2D(5, 3, dilation_rate=2, name="wide")
    dilated.build((None, 8, 8, 2))
    with pytest.raises(ValueError, match="no dilated or grouped layer, as 'wide' is"):
        TiedConv2DTranspose(dilated)(np.zeros((1, 4, 4, 5), "float32"))
