"""What is seen of a training: history, validation, callbacks, progress, and its end when it diverges."""

import csv
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import keras
import numpy as np
import pytest
from keras import layers, ops

from codings.training import History, Phase, Stage, fit
from codings.training.callbacks import Networks
from codings.training.feed import order_of


@pytest.fixture
def points(random):
    return random.normal(size=(64, 4)).astype("float32")


def test_validation_is_the_mean_over_all_instances_without_dropout(autoencoder, points, random):
    held_out = random.normal(size=(1003, 4)).astype("float32")
    phase = autoencoder()
    history = fit([Stage([phase], 2)], (points,), validation=(held_out,))
    errors = (np.asarray(phase.network(held_out, training=False)) - held_out) ** 2
    np.testing.assert_allclose(history["val_loss"][-1], errors.mean(), rtol=1e-5)


def test_early_stopping_gives_the_best_weights_back(autoencoder, points):
    class Worse(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch >= 3:
                self.model.optimizer.learning_rate = 10.0

    phase = autoencoder()
    stopping = keras.callbacks.EarlyStopping(patience=2, restore_best_weights=True)
    history = fit([Stage([phase], 50)], (points,), validation=(points,), callbacks=[Worse(), stopping])
    assert history.epochs < 50
    best = np.argmin(history["val_loss"])
    errors = (np.asarray(phase.network(points, training=False)) - points) ** 2
    np.testing.assert_allclose(errors.mean(), history["val_loss"][best], rtol=1e-5)


def test_csv_logger(adversaries, random, tmp_path):
    path = tmp_path / "log.csv"
    x = random.normal(size=(32, 2)).astype("float32")
    history = fit([Stage(adversaries(), 2)], (x,), callbacks=[keras.callbacks.CSVLogger(path)])
    rows = list(csv.DictReader(path.read_text().splitlines()))
    assert [int(row["epoch"]) for row in rows] == [0, 1]
    for name in ("discriminator_loss", "generator_loss"):
        np.testing.assert_allclose([float(row[name]) for row in rows], history[name], rtol=1e-6)


def test_tensorboard(autoencoder, points, tmp_path):
    pytest.importorskip("tensorboard")
    pytest.importorskip("tensorflow")  # by which Keras writes for it, whatever the backend
    board = keras.callbacks.TensorBoard(tmp_path, histogram_freq=1)
    fit([Stage([autoencoder()], 2)], (points,), validation=(points,), callbacks=[board])
    assert list(tmp_path.glob("train/events*"))
    assert list(tmp_path.glob("validation/events*"))


def test_callbacks_change_the_learning_rate(autoencoder, points):
    phase = autoencoder()
    frozen = keras.callbacks.LearningRateScheduler(lambda epoch, rate: 0.0)
    before = [np.array(w) for w in phase.network.trainable_weights]
    fit([Stage([phase], 1)], (points,), callbacks=[frozen])
    for old, new in zip(before, phase.network.trainable_weights, strict=True):
        assert np.array_equal(old, new)


class Seen(keras.callbacks.Callback):
    """Which batches it was called after; it can stop training after one of them."""

    def __init__(self, stop_after=None):
        super().__init__()
        self.stop_after, self.batches = stop_after, []

    def on_train_batch_end(self, batch, logs=None):
        self.batches.append(batch)
        self.model.stop_training = batch == self.stop_after


def test_batches_are_counted_through_the_chunks_of_an_epoch(autoencoder, points, monkeypatch):
    monkeypatch.setattr("codings.training.feed.RESIDENT_BYTES", 0)
    monkeypatch.setattr("codings.training.feed.CHUNK_BYTES", 3 * 8 * 4 * 4)  # three of eight batches
    seen = Seen()
    fit([Stage([autoencoder()], 1)], (points,), batch_size=8, callbacks=[seen])
    assert seen.batches == sorted(set(seen.batches))
    assert seen.batches[-1] == 7


def test_a_callback_stops_within_an_epoch(autoencoder, points):
    phase = autoencoder()
    history = fit([Stage([phase], 9)], (points,), batch_size=8, callbacks=[Seen(stop_after=0)])
    assert history.epochs == 1
    assert int(phase.optimizer.iterations) == 1


def test_a_model_checkpoint_holds_every_network(adversaries, random, tmp_path):
    phases = adversaries()
    keep = keras.callbacks.ModelCheckpoint(tmp_path / "all.weights.h5", save_weights_only=True)
    fit([Stage(phases, 1)], (random.normal(size=(32, 2)).astype("float32"),), callbacks=[keep])
    other = adversaries()
    Networks.of([Stage(other, 1)]).load_weights(tmp_path / "all.weights.h5")
    for a, b in zip(phases, other, strict=True):
        assert all(map(np.array_equal, a.network.get_weights(), b.network.get_weights()))


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
