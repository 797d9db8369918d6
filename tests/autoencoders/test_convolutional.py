"""The convolutional autoencoder."""

import numpy as np
import pytest

from codings import ConvolutionalAutoencoder
from codings.autoencoders.halves import chain, convolutional_halves


def test_layers_are_the_books():
    model = ConvolutionalAutoencoder(epochs=1).fit(np.zeros((4, 28, 28), "uint8"))
    kernels = [layer.kernel.shape for layer in model.autoencoder_.layers if hasattr(layer, "kernel")]
    encoder = [(3, 3, 1, 16), (3, 3, 16, 32), (3, 3, 32, 64), (576, 30)]
    assert kernels == [*encoder, (30, 144), (3, 3, 32, 16), (3, 3, 16, 32), (3, 3, 1, 16)]


@pytest.mark.parametrize(
    "shape", [(28, 28), (31, 31), (64, 64, 3), (33, 47), (33, 47, 1), (2, 5, 4), (1, 1), (1, 9, 2)]
)
def test_images_of_any_size_come_back_to_it(shape, random):
    X = random.integers(256, size=(6, *shape), dtype="uint8")
    model = ConvolutionalAutoencoder(2, epochs=1, random_state=0).fit(X)
    assert model.reconstruct(X).shape == X.shape
    assert model.transform(X).shape == (6, 2)


@pytest.mark.parametrize("channels", [(), (3,)])
def test_halving_and_doubling_mirror_each_other(channels):
    for side in range(1, 40):
        image = (side, 2 * side, *channels)
        down, up = convolutional_halves(image, (2, 2, 2), "relu", "sigmoid")
        shape = (None, *image)
        for layer in [*down, *up]:
            shape = layer.compute_output_shape(shape)
        assert shape == (None, *image)


def test_images_in_colour_are_enlarged_without_a_chessboard():
    flat = np.ones((1, 4, 4, 16), "float32")
    for channels, chessboard in (1, True), (3, False):
        _, up = convolutional_halves((32, 32, channels), (16, 16, 16), "linear", "linear")
        drawn = np.asarray(chain(flat, up[2:]))[0, 12:-12, 12:-12]
        assert (np.ptp(drawn, axis=(0, 1)).max() > 1e-3) == chessboard


def test_it_learns(digits):
    model = ConvolutionalAutoencoder(8, filters=(8, 16), epochs=12, random_state=0).fit(digits.X[:1500])
    mean = np.square(digits.X[1500:] - digits.X[:1500].mean(0)).mean()
    assert -model.score(digits.X[1500:]) < 0.5 * mean


def test_videos_are_no_images():
    with pytest.raises(ValueError, match=r"shape \(4, 4, 4, 3\), but ConvolutionalAutoencoder takes images"):
        ConvolutionalAutoencoder().fit(np.zeros((9, 4, 4, 4, 3)))


@pytest.mark.parametrize("filters", [(0,), (16, -1), (2.5,), ()])
def test_filters_that_are_none(filters):
    with pytest.raises(ValueError, match="filters=.* positive whole numbers"):
        ConvolutionalAutoencoder(filters=filters).fit(np.zeros((4, 8, 8)))
