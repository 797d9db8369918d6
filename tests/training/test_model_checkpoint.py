"""What ModelCheckpoint writes is read back, of networks that share layers, too."""

import keras
import numpy as np
import pytest

from codings import GAN, ProGAN, StackedAutoencoder
from codings.training import Stage, fit
from codings.training.callbacks import Networks

SMALL = {"random_state": 0, "verbose": False}
MODELS = {
    "greedy and tied": StackedAutoencoder(3, hidden=(8,), greedy=True, tied=True, **SMALL),
    "gan with replay": GAN(4, hidden=(8,), replay=True, spectral=True, **SMALL),
    "progan": ProGAN(4, filters=1, epochs=2, **SMALL),  # two stages: one fades in
}


@pytest.fixture(scope="module")
def build(digits):
    """The networks of the training of one of the models, anew: untrained, which spares the compilation."""

    def build(name):
        stages = MODELS[name]._begin(digits.X[:64])[0].stages
        networks = Networks.of(stages)
        networks.follow(stages[0])
        return networks

    return build


@pytest.fixture(scope="module", params=MODELS)
def kept(request, build, tmp_path_factory):
    """Its name, networks with weights of their own, and where they were saved: whole, and weights alone."""
    folder, networks, random = tmp_path_factory.mktemp("kept"), build(request.param), np.random.default_rng(0)
    networks.set_weights([random.uniform(size=weights.shape) for weights in networks.get_weights()])
    networks.save(folder / "all.keras")
    networks.save_weights(folder / "all.weights.h5")
    return request.param, networks, folder


def equal(first, second):
    return all(
        len(a.weights) == len(b.weights) and all(map(np.array_equal, a.get_weights(), b.get_weights()))
        for a, b in zip(first.networks, second.networks, strict=True)
    )


def outputs(networks):
    """What each network makes of the same random inputs."""
    random, found = np.random.default_rng(0), []
    for network in networks.networks:
        network = getattr(network, "discriminator", network)  # a memory has no outputs
        x = random.normal(size=(4, *network.input_shape[1:])).astype("float32")
        found.append(keras.ops.convert_to_numpy(network(x, training=False)))
    return found


def test_networks_saved_whole_do_what_they_did(kept):
    _, networks, folder = kept
    loaded = keras.saving.load_model(folder / "all.keras")
    assert equal(loaded, networks)
    for a, b in zip(outputs(loaded), outputs(networks), strict=True):
        np.testing.assert_array_equal(a, b)


def test_weights_alone_load_into_equal_networks(kept, build):
    name, networks, folder = kept
    anew = build(name)
    assert not equal(anew, networks)
    anew.load_weights(folder / "all.weights.h5")
    assert equal(anew, networks)


def test_weights_alone_load_into_networks_that_were_saved_whole(kept):
    _, networks, folder = kept
    loaded = keras.saving.load_model(folder / "all.keras")
    loaded.set_weights([np.zeros_like(weights) for weights in loaded.get_weights()])
    loaded.load_weights(folder / "all.weights.h5")
    assert equal(loaded, networks)


def test_a_model_checkpoint_holds_the_networks_of_that_epoch(adversaries, random, tmp_path):
    x, phases = random.normal(size=(32, 2)).astype("float32"), adversaries()
    callbacks = [
        keras.callbacks.ModelCheckpoint(tmp_path / "{epoch}.keras"),
        keras.callbacks.ModelCheckpoint(tmp_path / "{epoch}.weights.h5", save_weights_only=True),
        keras.callbacks.ModelCheckpoint(
            tmp_path / "best.keras", "generator_loss", save_best_only=True, mode="min"
        ),
    ]
    history = fit([Stage(phases, 2)], (x,), callbacks=callbacks)
    last = keras.saving.load_model(tmp_path / "2.keras")
    assert equal(last, callbacks[0].model)
    first = keras.saving.load_model(tmp_path / "1.keras")
    assert not equal(first, last)
    last.load_weights(tmp_path / "1.weights.h5")
    assert equal(last, first)
    best = 1 + np.argmin(history["generator_loss"])
    best_whole = keras.saving.load_model(tmp_path / f"{best}.keras")
    assert equal(keras.saving.load_model(tmp_path / "best.keras"), best_whole)


def test_the_average_is_among_the_networks(build):
    names = [network.name for network in build("gan with replay").networks]
    assert names.count("generator") == 2


def test_weights_of_other_networks_are_refused(adversaries, autoencoder, tmp_path):
    Networks([autoencoder().network]).save_weights(tmp_path / "a.weights.h5")
    with pytest.raises(ValueError, match="8 weights, and these have 16"):
        Networks([phase.network for phase in adversaries()]).load_weights(tmp_path / "a.weights.h5")


def test_shared_weights_are_written_once(adversaries, tmp_path):
    network = adversaries()[0].network
    for name, networks in {"one": [network], "two": [network, network]}.items():
        Networks(networks).save_weights(tmp_path / f"{name}.weights.h5")
    one, two = (path.stat().st_size for path in sorted(tmp_path.iterdir()))
    assert two - one < 500
