"""The engine's promises, whichever backend is in use."""

from dataclasses import replace

import keras
import numpy as np
import pytest
from keras import layers, ops

from codings import backend
from codings.layers import Dropout
from codings.training import Phase, Stage, fit
from codings.training.feed import order_of


def weights(*phases):
    return [np.array(w) for phase in phases for w in phase.network.get_weights()]


def same(first, second):
    return all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


@pytest.fixture
def points(random):
    return random.normal(size=(100, 4)).astype("float32")


def test_steps_are_keras_own(random):
    """Full batches, plain SGD: the same weights as `keras.Model.fit`."""
    x = random.normal(size=(32, 4)).astype("float32")
    ours = keras.Sequential([keras.Input((4,)), layers.Dense(3, "tanh"), layers.Dense(4)])
    theirs = keras.models.clone_model(ours)
    theirs.set_weights(ours.get_weights())
    theirs.compile(keras.optimizers.SGD(0.1, momentum=0.9), "mse")
    theirs.fit(x, x, batch_size=32, epochs=10, verbose=0)

    def loss(batch, training):
        return ops.mean(ops.square(ours(batch[0], training=training) - batch[0]))

    phase = Phase("ours", ours, keras.optimizers.SGD(0.1, momentum=0.9), loss)
    fit([Stage([phase], 10)], (x,))
    for a, b in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-6)


def test_a_phase_changes_only_its_own_network(adversaries, random):
    discriminator, generator = adversaries()
    before = start = weights(generator)
    x = random.normal(size=(64, 2)).astype("float32")
    moving_mean = np.array(discriminator.network.layers[1].moving_mean)
    fit([Stage([discriminator], 2)], (x,), batch_size=16)
    assert same(weights(generator), before)  # moving averages among them
    assert not np.array_equal(moving_mean, discriminator.network.layers[1].moving_mean)
    before = weights(discriminator)
    data, order = backend.to_device(x), backend.to_device(order_of(64, 16, seed=0, epoch=0))
    asleep = replace(discriminator, every=100)  # whose dropout draws, and which is not due at steps 1 to 3
    backend.compile_steps([asleep, generator], (0, 0))((data,), order, 1, 4, 1)
    assert same(weights(discriminator), before)
    assert not same(weights(generator), start)


def test_same_seed_same_bits(adversaries, random):
    x = random.normal(size=(70, 2)).astype("float32")
    runs = [adversaries() for _ in range(3)]
    histories = [
        fit([Stage(run, 3)], (x,), batch_size=16, seed=seed)
        for run, seed in zip(runs, (5, 5, 6), strict=True)
    ]
    assert same(weights(*runs[0]), weights(*runs[1]))
    assert np.array_equal(histories[0]["generator_loss"], histories[1]["generator_loss"])
    assert not same(weights(*runs[0]), weights(*runs[2]))


def test_weights_optimizer_and_counters_are_all_the_state(adversaries, random):
    """Four steps are the same as two, and two more with everything else built anew."""
    data = (backend.to_device(random.normal(size=(64, 2)).astype("float32")),)
    order = backend.to_device(order_of(64, 16, seed=0, epoch=0))
    whole, half, rest = adversaries(), adversaries(), adversaries()
    losses = backend.compile_steps(whole, (7, 0))(data, order, 0, 4, 0)
    first = backend.compile_steps(half, (7, 0))(data, order, 0, 2, 0)
    for old, new in zip(half, rest, strict=True):
        new.network.set_weights(old.network.get_weights())
        for variable, kept in zip(new.optimizer.variables, old.optimizer.variables, strict=True):
            variable.assign(kept)
    second = backend.compile_steps(rest, (7, 0))(data, order, 2, 4, 2)
    assert same(weights(*whole), weights(*rest))
    assert np.array_equal(losses, np.concatenate([first, second]))


@pytest.mark.parametrize("layer", [layers.Dropout, Dropout])
def test_draws_differ_by_step_and_by_phase(layer, random):
    network = keras.Sequential([keras.Input((50,)), layer(0.5)])
    network.add(layers.Dense(1))
    ones = backend.to_device(np.ones((1, 50), "float32"))

    def kept(batch, training):
        """Which of the inputs are kept, as a number."""
        places = ops.convert_to_tensor(np.random.default_rng(0).random(50).astype("float32"))
        return ops.sum(network.layers[0](batch[0], training=training) * places) + 0 * ops.sum(
            network(batch[0])
        )

    phases = [Phase(name, network, keras.optimizers.SGD(0.0), kept) for name in "ab"]
    order = backend.to_device(np.zeros((6, 1), "int32"))
    losses = backend.compile_steps(phases, (0, 0))((ones,), order, 0, 6, 0)
    assert len(np.unique(losses)) == losses.size


def test_every(adversaries, random):
    phases = adversaries(every=3)
    x = random.normal(size=(64, 2)).astype("float32")
    history = fit([Stage(phases, 2)], (x,), batch_size=16)  # steps 0 to 7
    assert [int(phase.optimizer.iterations) for phase in phases] == [8, 3]
    assert history["generator_loss"].min() > 0.1  # steps at which it was not due do not count as 0


def test_every_below_one_is_refused(autoencoder):
    with pytest.raises(ValueError, match="every=0"):
        autoencoder(every=0)
    with pytest.raises(ValueError, match="stage of autoencoder: epochs=0"):
        Stage([autoencoder()], 0)


def test_data_keep_their_dtype_on_the_device(random):
    network = keras.Sequential([keras.Input((4,)), layers.Dense(4)])
    seen = []

    def loss(batch, training):
        seen.extend(keras.backend.standardize_dtype(part.dtype) for part in batch)
        return ops.mean(network(ops.cast(batch[0], "float32")) ** 2) + 0.0 * ops.mean(batch[1])

    pixels, wide = random.integers(256, size=(8, 4), dtype="uint8"), random.random((8, 1))
    fit([Stage([Phase("p", network, keras.optimizers.SGD(0.0), loss)], 1)], (pixels, wide))
    assert set(zip(seen[::2], seen[1::2], strict=True)) == {("uint8", "float32")}


def test_stages_follow_each_other(autoencoder, adversaries, random):
    first, second = autoencoder(features=2), adversaries()
    history = fit([Stage([first], 2), Stage(second, 3)], (random.normal(size=(32, 2)).astype("float32"),))
    assert history.epochs == 5
    assert np.isnan(history["loss"]).tolist() == [False] * 2 + [True] * 3
    assert np.isnan(history["generator_loss"]).tolist() == [True] * 2 + [False] * 3
    assert int(first.optimizer.iterations) == 2


def test_streamed_is_resident_to_the_last_bit(autoencoder, points, monkeypatch):
    resident, streamed = autoencoder(), autoencoder()
    fit([Stage([resident], 3)], (points,), batch_size=16)
    monkeypatch.setattr("codings.training.feed.RESIDENT_BYTES", 0)
    monkeypatch.setattr("codings.training.feed.CHUNK_BYTES", 3 * 16 * 4 * 4)  # three batches
    fit([Stage([streamed], 3)], (points,), batch_size=16)
    assert same(weights(resident), weights(streamed))


def test_gradient_with_respect_to_the_input():
    x = backend.to_device(np.array([[1.0, 2.0], [3.0, 4.0]], "float32"))
    slope = backend.input_gradient(lambda x: ops.sum(x**3, axis=1), x)
    np.testing.assert_allclose(np.asarray(slope), [[3, 12], [27, 48]])


def test_gradient_of_a_gradient():
    """A penalty on the slope of w.x is the square of w's norm: plain SGD shrinks w by 1 - 2 rate."""
    network = keras.Sequential([keras.Input((3,)), layers.Dense(1, use_bias=False)])

    def penalty(batch, training):
        slope = backend.input_gradient(lambda x: ops.sum(network(x, training=training), axis=1), batch[0])
        return ops.mean(ops.sum(ops.square(slope), axis=1))

    before = network.get_weights()[0]
    fit(
        [Stage([Phase("critic", network, keras.optimizers.SGD(0.1), penalty)], 1)],
        (np.ones((4, 3), "float32"),),
    )
    np.testing.assert_allclose(network.get_weights()[0], 0.8 * before, rtol=1e-5)


def test_draws_have_their_distribution():
    seed = keras.random.SeedGenerator(3)
    uniform = np.asarray(backend.uniform((100_000,), seed))
    normal = np.asarray(backend.normal((100_000,), seed))
    assert uniform.min() >= 0
    assert uniform.max() < 1
    np.testing.assert_allclose([uniform.mean(), uniform.var()], [1 / 2, 1 / 12], atol=0.005)
    np.testing.assert_allclose([normal.mean(), normal.var()], [0, 1], atol=0.02)
    assert not np.array_equal(uniform, np.asarray(backend.uniform((100_000,), seed)))
