"""What a training holds while it runs is given back after it."""

import gc
import weakref

import keras
import pytest
from keras import layers, ops

from codings import GAN, StackedAutoencoder
from codings.autoencoders.halves import ACTIVATIONS, dense
from codings.training import Phase, Stage, fit
from codings.training.training import Training

MODELS = [StackedAutoencoder, GAN]


class Watch(keras.callbacks.Callback):
    """Keeps weak references to the networks, and the names that their variables have in the backend."""

    def on_epoch_begin(self, epoch, logs=None):
        self.seen = [weakref.ref(network) for network in (self.model, *self.model.networks)]
        variables = [v for network in self.model.networks for v in network.variables]
        self.names = [getattr(v.value, "name", None) for v in variables]


@pytest.fixture
def points(random):
    return random.random((64, 4)).astype("float32")


@pytest.mark.parametrize("model", MODELS)
def test_a_training_its_optimizers_and_networks_die_with_the_model(model, points, monkeypatch):
    seen = []
    run = Training.run

    def watched(self, *args, **how):
        optimizers = [phase.optimizer for stage in self.stages for phase in stage.phases]
        seen.extend(map(weakref.ref, (self, *optimizers)))
        return run(self, *args, **how)

    monkeypatch.setattr(Training, "run", watched)
    watch = Watch()
    fitted = model(2, hidden=(8,), epochs=2, verbose=False).fit(points, validation=points, callbacks=watch)
    watch.set_model(None)
    assert any(ref() is not None for ref in watch.seen)
    del fitted
    gc.collect()
    assert len(seen) >= 2
    assert [ref() for ref in (*watch.seen, *seen) if ref() is not None] == []


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_nothing_that_was_traced_is_held(activation, points):
    seen = []
    network = keras.Sequential([keras.Input((4,)), dense(8, activation), layers.Dense(4)])

    def loss(batch, training):
        y = network(batch[0], training=training)
        seen.append(weakref.ref(y))
        return ops.mean(ops.square(y - batch[0]))

    phase = Phase("autoencoder", network, keras.optimizers.Adam(), loss)
    fit([Stage([phase], 1)], (points,), validation=(points,))
    gc.collect()
    assert seen
    assert [ref() for ref in seen if ref() is not None] == []


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="TensorFlow keeps what it once named")
@pytest.mark.parametrize("model", MODELS)
def test_two_fits_name_their_variables_alike(model, points):
    watches = [Watch(), Watch()]
    for watch in watches:
        model(2, hidden=(8,), epochs=1, verbose=False).fit(points, callbacks=watch)
    assert watches[0].names == watches[1].names
