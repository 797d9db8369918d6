"""The convolutional autoencoder."""

import tracemalloc
from functools import partial

import keras
import numpy as np
import pytest
from sklearn.decomposition import PCA

from codings import DCGAN, ConvolutionalAutoencoder, VariationalAutoencoder
from codings.autoencoders.components import begin_at_components
from codings.autoencoders.halves import chain, convolutional_halves
from codings.backend.calls import predict
from codings.data import load


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
    for side in range(1, 18):  # what is left over by three halvings is met twice
        image = (side, 2 * side, *channels)
        down, up = convolutional_halves(image, (2, 2, 2), "relu", "sigmoid")
        assert chain(keras.KerasTensor((None, *image)), [*down, *up]).shape == (None, *image)


@pytest.mark.parametrize(("channels", "chequered"), [(1, True), (3, False)])
def test_images_in_colour_are_enlarged_without_a_chessboard(channels, chequered):
    _, up = convolutional_halves((32, 32, channels), (16, 16, 16), "linear", "linear")
    codings = keras.Input((5,))
    decoder = keras.Model(codings, chain(codings, up))
    for layer in decoder.layers:
        if isinstance(layer, keras.layers.Dense):
            layer.set_weights([np.ones_like(weights) for weights in layer.get_weights()])
    drawn = predict(decoder, np.ones((1, 5), "float32"))[0, 12:-12, 12:-12]
    assert (np.ptp(drawn, axis=(0, 1)).max() > 1e-3 * np.abs(drawn).max()) == chequered


@pytest.mark.parametrize("options", [{"scaling": "standard"}, {}])
@pytest.mark.parametrize(
    "kind", [ConvolutionalAutoencoder, partial(VariationalAutoencoder, convolutional=True)]
)
def test_images_in_colour_begin_at_the_error_of_principal_components(kind, options, random):
    X = (0.3 + 0.4 * random.random((60, 9, 8, 3))).astype("float32")
    model = kind(5, epochs=1, learning_rate=1e-9, random_state=0, **options).fit(X)
    flat = model.range_.apply(X).reshape(60, -1)
    pca = PCA(5).fit(flat)
    least = np.square(pca.inverse_transform(pca.transform(flat)) - flat).mean()
    assert -model.score(X) == pytest.approx(least, rel=1e-3)


@pytest.mark.parametrize("n", [1, 3])
def test_fewer_images_in_colour_than_codings(n, random):
    X = random.integers(256, size=(n, 8, 8, 3), dtype="uint8")
    assert np.isfinite(ConvolutionalAutoencoder(30, epochs=1, random_state=0).fit(X).score(X))


def test_images_in_colour_that_are_all_alike(random):
    X = np.repeat(random.integers(256, size=(1, 8, 8, 3), dtype="uint8"), 20, axis=0)
    model = ConvolutionalAutoencoder(5, epochs=1, random_state=0).fit(X)
    assert np.abs(model.transform(X)).max() < 10


def test_components_take_no_more_memory_than_was_allowed(random, tmp_path):
    np.save(tmp_path / "images.npy", random.integers(256, size=(3000, 32, 32, 3), dtype="uint8"))
    X = load(str(tmp_path / "images.npy"), memory="8MiB").X
    model = ConvolutionalAutoencoder(5, epochs=1, random_state=0).fit(np.array(X[:10]))
    tracemalloc.start()
    begin_at_components(model.autoencoder_, X, model.range_)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 8 * 2**20


def test_it_learns(digits):
    model = ConvolutionalAutoencoder(8, filters=(8, 16), epochs=12, random_state=0).fit(digits.X[:1500])
    mean = np.square(digits.X[1500:] - digits.X[:1500].mean(0)).mean()
    assert -model.score(digits.X[1500:]) < 0.5 * mean


def test_videos_are_no_images():
    with pytest.raises(ValueError, match=r"shape \(4, 4, 4, 3\), but ConvolutionalAutoencoder takes images"):
        ConvolutionalAutoencoder().fit(np.zeros((9, 4, 4, 4, 3)))


@pytest.mark.parametrize("model", [ConvolutionalAutoencoder(4), DCGAN(4)])
def test_images_are_refused_where_keras_takes_their_rows_for_channels(model, monkeypatch):
    monkeypatch.setattr(keras.config, "image_data_format", lambda: "channels_first")
    with pytest.raises(ValueError, match="Keras's image_data_format is channels_first"):
        model.fit(np.zeros((9, 8, 8)))


@pytest.mark.parametrize("filters", [(0,), (16, -1), (2.5,), ()])
def test_filters_that_are_none(filters):
    with pytest.raises(ValueError, match="filters=.* positive whole numbers"):
        ConvolutionalAutoencoder(filters=filters).fit(np.zeros((4, 8, 8)))
