"""Callbacks read and change the learning rates of the stage that trains; the schedule goes on."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from codings import GAN
from codings.training import Stage, adam, fit, warm_cosine

PEAK, EPOCHS, STEPS = 1e-2, 4, 2  # of an epoch


@pytest.fixture
def points(random):
    return random.normal(size=(64, 4)).astype("float32")


class Rates(keras.callbacks.Callback):
    """What it reads at the end of each epoch, and what the optimizers in truth have."""

    def __init__(self, *optimizers):
        super().__init__()
        self.optimizers, self.read, self.true = optimizers, [], []

    def on_epoch_end(self, epoch, logs=None):
        self.read.append(self.model.optimizer.learning_rate)
        self.true.append([float(keras.ops.convert_to_numpy(o.learning_rate)) for o in self.optimizers])


def scheduled(peak=PEAK, epochs=EPOCHS):
    """A schedule's value at the end of each epoch."""
    rate = warm_cosine(peak, epochs * STEPS)
    return np.array([float(rate((epoch + 1) * STEPS)) for epoch in range(epochs)])


def rates_of(phase, points, callback, epochs=EPOCHS):
    phase = replace(phase, optimizer=adam(PEAK, epochs * STEPS))
    rates = Rates(phase.optimizer)
    fit([Stage([phase], epochs)], (points,), callbacks=[callback, rates])
    np.testing.assert_allclose(np.ravel(rates.true), rates.read, rtol=1e-5)
    return np.array(rates.read)


def test_a_factor_compounds_and_the_schedule_goes_on(autoencoder, points):
    falling = keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate * 0.9)
    rates = rates_of(autoencoder(), points, falling)
    np.testing.assert_allclose(rates, 0.9 ** np.arange(1, EPOCHS + 1) * scheduled(), rtol=1e-4, atol=1e-9)


def test_a_constant_is_the_rate_at_the_beginning_of_each_epoch(autoencoder, points):
    rates = rates_of(autoencoder(), points, keras.callbacks.LearningRateScheduler(lambda epoch, rate: 3e-4))
    at_beginning = np.array([PEAK, *scheduled()[:-1]])
    np.testing.assert_allclose(rates, 3e-4 * scheduled() / at_beginning, rtol=1e-4, atol=1e-9)


def test_a_rate_set_while_it_climbs_is_the_one_that_it_climbs_to(autoencoder, points):
    """In the first 10 of 100 steps. Taken for that of the first step, it would become ten times as much."""
    phase = replace(autoencoder(), optimizer=adam(PEAK, 100))
    rates, read = Rates(phase.optimizer), []

    def set_rate(epoch, rate):
        read.append(rate)
        return 3e-4 if epoch == 0 else rate

    callbacks = [keras.callbacks.LearningRateScheduler(set_rate), rates]
    fit([Stage([phase], 2)], (points[:50],), batch_size=1, callbacks=callbacks)
    np.testing.assert_allclose(read[0], PEAK, rtol=1e-6)
    schedule = warm_cosine(PEAK, 100)
    np.testing.assert_allclose(rates.read[0], 3e-4 * float(schedule(50)) / PEAK, rtol=1e-4)


@pytest.mark.parametrize("from_epoch", [0, 1])
def test_a_rate_of_0_freezes(autoencoder, points, from_epoch):
    phase, weights = replace(autoencoder(), optimizer=adam(PEAK, EPOCHS * STEPS)), []

    def note(epoch, logs=None):
        weights.append([np.array(w) for w in phase.network.trainable_weights])

    frozen = keras.callbacks.LearningRateScheduler(lambda e, rate: 0.0 if e >= from_epoch else rate)
    noting = keras.callbacks.LambdaCallback(on_epoch_begin=note, on_epoch_end=note)
    fit([Stage([phase], 3)], (points,), callbacks=[frozen, noting])
    before, after = weights[2 * from_epoch], weights[-1]
    assert all(map(np.array_equal, before, after))
    assert from_epoch == 0 or not all(map(np.array_equal, weights[0], before))


def test_a_peak_of_numpys_is_no_wider_than_weights():
    rate = adam(np.float64(PEAK), 100).learning_rate
    assert keras.backend.standardize_dtype(rate.dtype) == "float32"


def test_a_plateau_reduces_all_rates_of_a_stage_in_proportion_and_the_next_begins_anew(adversaries, random):
    x = random.normal(size=(64, 2)).astype("float32")
    peaks, optimizers, stages = (PEAK, 5 * PEAK), [], []
    for _ in range(2):
        own = [adam(peak, EPOCHS * STEPS) for peak in peaks]
        phases = [replace(p, optimizer=o) for p, o in zip(adversaries(), own, strict=True)]
        stages.append(Stage(phases, EPOCHS))
        optimizers += own
    plateau = keras.callbacks.ReduceLROnPlateau(
        "generator_loss", factor=0.5, patience=1, mode="min", min_delta=1e9, min_lr=1e-12
    )  # nothing is an improvement but the first loss
    rates = Rates(*optimizers)
    fit(stages, (x,), callbacks=[rates, plateau])
    true = np.array(rates.true)
    halved = 0.5 ** np.array([0, 0, 1, 2])  # as it was when the epoch ended
    for column, peak in enumerate(peaks):
        first = true[:EPOCHS, column]
        np.testing.assert_allclose(first, scheduled(peak) * halved, rtol=1e-4, atol=1e-9)
        second = true[EPOCHS:, 2 + column]
        np.testing.assert_allclose(second[0], scheduled(peak)[0], rtol=1e-4)
    np.testing.assert_allclose(rates.read, [*true[:EPOCHS, 0], *true[EPOCHS:, 2]], rtol=1e-5)


def test_the_optimizer_is_there_from_the_beginning_and_that_of_the_stage(digits):
    """A GAN's discriminator has one optimizer for its loss and for its penalty."""
    seen = []

    class Look(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.model.optimizer.learning_rate *= 0.5
            seen.append((self.model.optimizer.learning_rate, self.model.optimizer.get_config()))
            self.model.stop_training = True

    gan = GAN(4, hidden=(8,), learning_rate=PEAK, epochs=2, random_state=0, verbose=False)
    gan.fit(digits.X[:64], callbacks=Look())
    [(rate, config)] = seen
    np.testing.assert_allclose(rate, PEAK / 2, rtol=1e-6)
    assert config["beta_1"] == 0.5
    assert config["learning_rate"]["class_name"] == "CosineDecay"
