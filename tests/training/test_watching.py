"""What is seen of a training: history, validation, progress, and its end when it diverges."""

import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import keras
import numpy as np
import pytest
from keras import layers, ops

from codings.training import History, Phase, Stage, Training, fit
from codings.training.feed import order_of
from codings.training.pace import StepPace


@pytest.fixture
def points(random):
    return random.normal(size=(64, 4)).astype("float32")


def test_validation_is_the_mean_over_all_instances_without_dropout(autoencoder, points, random):
    held_out = random.normal(size=(1003, 4)).astype("float32")
    phase = autoencoder()
    history = fit([Stage([phase], 2)], (points,), validation=(held_out,))
    errors = (np.asarray(phase.network(held_out, training=False)) - held_out) ** 2
    np.testing.assert_allclose(history["val_loss"][-1], errors.mean(), rtol=1e-5)


def test_a_loss_that_is_not_finite_names_phase_and_step(autoencoder, points, monkeypatch):
    monkeypatch.setattr("codings.training.pace.KEEP_SECONDS", np.inf)  # however long it takes to compile
    phase = autoencoder()
    start = [np.array(w) for w in phase.network.get_weights()]
    points[17] = np.nan
    order = order_of(len(points), 8, seed=3, epoch=0)
    step = int(np.argwhere(order == 17)[0, 0])
    with pytest.raises(FloatingPointError, match=rf"'autoencoder' .*nan at step {step}\b"):
        fit([Stage([phase], 1)], (points,), batch_size=8, seed=3)
    assert all(map(np.array_equal, phase.network.get_weights(), start))


def test_weights_that_are_not_finite_are_found_even_after_the_last_step(points):
    """The loss is finite, and its gradient, of a square root at 0, is not."""
    network = keras.Sequential([keras.Input((4,)), layers.Dense(1, kernel_initializer="zeros")])

    def loss(batch, training):
        return ops.sqrt(ops.sum(ops.square(network(batch[0], training=training))))

    phase = Phase("root", network, keras.optimizers.SGD(0.1), loss)
    with pytest.raises(FloatingPointError, match=r"'root' .*weights .* step 0"):
        fit([Stage([phase], 1)], (points,), batch_size=64)
    assert not np.any(network.get_weights()[0])


def test_divergence_keeps_the_weights_of_the_epoch_before(autoencoder, points):
    class Explode(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 1:
                self.good = self.model.get_weights()
                self.model.optimizer.learning_rate = 1e38

    phase, explode = autoencoder(), Explode()
    with pytest.raises(FloatingPointError):
        fit([Stage([phase], 5)], (points,), callbacks=[explode])
    assert all(map(np.array_equal, phase.network.get_weights(), explode.good))


@pytest.fixture
def interrupted_while_traced(autoencoder):
    """A phase during whose compilation Ctrl-C is pressed `times` times.

    Python's own handler is put in place: in a background job SIGINT starts out ignored.
    """
    former = signal.signal(signal.SIGINT, signal.default_int_handler)

    def build(times):
        phase = autoencoder()

        def loss(batch, training):
            for _ in range(times):
                signal.raise_signal(signal.SIGINT)
            return phase.loss(batch, training)

        return replace(phase, loss=loss)

    yield build
    signal.signal(signal.SIGINT, former)


def test_ctrl_c_waits_for_the_end_of_a_compiled_call(interrupted_while_traced, points):
    phase = interrupted_while_traced(times=1)
    with pytest.raises(KeyboardInterrupt):
        fit([Stage([phase], 5)], (points,))
    assert int(phase.optimizer.iterations) == 1
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_second_ctrl_c_comes_at_once(interrupted_while_traced, points):
    phase = interrupted_while_traced(times=2)
    with pytest.raises(KeyboardInterrupt):
        fit([Stage([phase], 5)], (points,))
    assert int(phase.optimizer.iterations) == 0
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_handler_of_ones_own_stays(interrupted_while_traced, points):
    heard = []
    signal.signal(signal.SIGINT, lambda *_: heard.append(1))
    assert fit([Stage([interrupted_while_traced(times=1)], 2)], (points,)).epochs == 2
    assert heard


def test_pythons_own_handler_is_back_after_training(interrupted_while_traced, points):
    fit([Stage([interrupted_while_traced(times=0)], 2)], (points,))
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_training_runs_in_a_thread(interrupted_while_traced, points):
    stages = [Stage([interrupted_while_traced(times=0)], 2)]
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(fit, stages, (points,)).result().epochs == 2


def test_progress_is_silent_in_a_pipe_and_shows_on_a_terminal(autoencoder, points, capfd, monkeypatch):
    fit([Stage([autoencoder()], 2)], (points,), verbose=True)
    assert capfd.readouterr() == ("", "")
    monkeypatch.setenv("FORCE_COLOR", "1")
    fit([Stage([autoencoder()], 2)], (points,), verbose=True)
    shown = capfd.readouterr()
    assert shown.out == ""
    assert "epoch" in shown.err
    assert "loss" in shown.err


def test_history_is_plain_arrays():
    history = History()
    history.append({"loss": 1.0})
    history.append({"loss": 0.5, "val_loss": 0.6})
    assert list(history) == ["loss", "val_loss"]
    np.testing.assert_array_equal(history["loss"], [1.0, 0.5])
    np.testing.assert_array_equal(history["val_loss"], [np.nan, 0.6])
    assert "loss=0.5" in repr(history)
    assert np.array_equal(History(history)["loss"], history["loss"])


def test_divergence_goes_back_to_weights_that_draw_finite_values(points):
    """The weights grow a million times each step: what the network makes of them overflows before they do."""
    network = keras.Sequential([keras.Input((4,)), *(keras.layers.Dense(4) for _ in range(4))])

    def loss(batch, training):
        grown = sum(ops.sum(ops.square(w)) for w in network.trainable_variables)
        return -grown + ops.mean(network(batch[0], training=training))

    phase = Phase("growth", network, keras.optimizers.SGD(1e6), loss)
    training = Training([Stage([phase], 20)], (points,), batch_size=len(points), pace=StepPace(1, 1))
    with pytest.raises(FloatingPointError, match="diverged"):
        training.run()
    assert np.isfinite(network(points)).all()
