"""The recurrent autoencoder."""

import numpy as np

from codings import RecurrentAutoencoder


def test_layers():
    model = RecurrentAutoencoder(epochs=1).fit(np.zeros((4, 28, 28), "uint8"))
    widths = [layer.units for layer in model.autoencoder_.layers if hasattr(layer, "units")]
    assert widths == [100, 30, 100, 28]


def test_it_tells_sequences_by_their_order(random):
    phases = random.uniform(0, 2 * np.pi, size=(300, 1, 1))
    X = np.sin(phases + np.linspace(0, 6, 15)[:, None] * [1.0, 2.0])
    model = RecurrentAutoencoder(3, hidden=(24,), epochs=80, random_state=0).fit(X)
    assert -model.score(X) < 0.01
    assert -model.score(X[:, ::-1]) > -10 * model.score(X)


def test_steps_of_images_are_rows(random):
    X = random.integers(256, size=(6, 5, 4, 3), dtype="uint8")
    model = RecurrentAutoencoder(2, hidden=(), epochs=1).fit(X)
    assert model.autoencoder_.get_layer("codings").input.shape == (None, 5, 12)
    assert model.reconstruct(X).shape == X.shape
