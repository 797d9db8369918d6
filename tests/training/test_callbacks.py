"""Keras's callbacks, each: those that are taken do what they do elsewhere, the others are refused."""

import csv
import inspect
import json
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import keras
import numpy as np
import pytest

from codings import StackedAutoencoder
from codings.training import Average, Stage, adam, fit

TAKEN = {
    *("Callback", "CallbackList", "CSVLogger", "EarlyStopping", "History", "LambdaCallback"),
    *("LearningRateScheduler", "ModelCheckpoint", "ProgbarLogger", "ReduceLROnPlateau", "RemoteMonitor"),
    *("TensorBoard", "TerminateOnNaN"),
}
REFUSED = ["BackupAndRestore", "OrbaxCheckpoint", "SwapEMAWeights"]


@pytest.fixture
def points(random):
    return random.normal(size=(64, 4)).astype("float32")


def test_there_are_no_others():
    found = inspect.getmembers(keras.callbacks, inspect.isclass)
    assert sorted(name for name, _ in found) == sorted(TAKEN.union(REFUSED))


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_not_do_what_it_is_for_is_refused(name, points):
    class Own(getattr(keras.callbacks, name)):
        def __init__(self):
            keras.callbacks.Callback.__init__(self)

    model = StackedAutoencoder(2, verbose=False)
    with pytest.raises(ValueError, match=rf"^{name} cannot be used here: .*(ModelCheckpoint|average=True)"):
        model.fit(points, callbacks=[Own()])
    assert not hasattr(model, "autoencoder_")


@pytest.mark.parametrize("wrong", ["abc", 3, keras.callbacks.TerminateOnNaN, {"a": 1}, [[None]]])
def test_what_is_no_callback_is_named(wrong, points):
    with pytest.raises(
        ValueError, match=r"^callbacks holds (.*): give keras.callbacks.Callback objects"
    ) as e:
        StackedAutoencoder(2, verbose=False).fit(points, callbacks=wrong)
    assert repr(wrong[0] if isinstance(wrong, list) else wrong) in str(e.value)


def test_none_one_a_list_a_tuple_and_a_callback_list(autoencoder, points):
    class Stop(keras.callbacks.Callback):
        begun = 0

        def on_train_begin(self, logs=None):
            self.begun += 1
            self.model.stop_training = True

    stop, phase = Stop(), autoencoder()
    for callbacks in (stop, [stop], (stop,), keras.callbacks.CallbackList([stop])):
        assert fit([Stage([phase], 1)], (points,), callbacks=callbacks).epochs == 0
    assert stop.begun == 4
    assert fit([Stage([phase], 1)], (points,), callbacks=None).epochs == 1


def test_csv_logger_and_history_have_every_epoch(adversaries, random, tmp_path):
    x = random.normal(size=(32, 2)).astype("float32")
    kept = keras.callbacks.History()
    log = keras.callbacks.CSVLogger(tmp_path / "log.csv")
    nan = keras.callbacks.TerminateOnNaN()  # nothing for it to do: a loss that is not finite is an error here
    history = fit([Stage(adversaries(), 2)], (x,), callbacks=(kept, log, nan))
    rows = list(csv.DictReader((tmp_path / "log.csv").read_text().splitlines()))
    assert [int(row["epoch"]) for row in rows] == kept.epoch == [0, 1]
    for name in ("discriminator_loss", "generator_loss"):
        np.testing.assert_allclose([float(row[name]) for row in rows], history[name], rtol=1e-6)
        np.testing.assert_array_equal(kept.history[name], history[name])


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


def test_what_a_callback_changes_at_the_end_is_shared_with_other_processes(autoencoder, points, monkeypatch):
    """As EarlyStopping does, which gives the best weights back then."""
    phase, shared = autoencoder(), []

    def share(model, state, before):
        shared.append(phase.network.get_weights())

    class Zero(keras.callbacks.Callback):
        def on_train_end(self, logs=None):
            phase.network.set_weights([0 * w for w in phase.network.get_weights()])

    monkeypatch.setattr("codings.training.loop.share_changes", share)
    fit([Stage([phase], 1)], (points,), callbacks=Zero())
    assert any(w.any() for w in shared[-2])
    assert not any(w.any() for w in shared[-1])


def test_early_stopping_gives_the_best_average_back(autoencoder, points):
    phase = replace(autoencoder(), optimizer=adam(1e-2, 20, averaged=True))
    averaged, seen = keras.models.clone_model(phase.network), []
    average = Average(phase.network, averaged, phase.optimizer)
    watch = keras.callbacks.LambdaCallback(on_epoch_end=lambda *_: seen.append(averaged.get_weights()))
    stopping = keras.callbacks.EarlyStopping("loss", patience=2, mode="max", restore_best_weights=True)
    fit([Stage([phase], 9, [average])], (points,), callbacks=[watch, stopping])
    assert len(seen) > stopping.best_epoch + 1
    assert all(map(np.array_equal, average.averaged.get_weights(), seen[stopping.best_epoch]))


@pytest.mark.parametrize("hook", ["on_train_begin", "on_epoch_begin"])
def test_a_callback_stops_before_the_first_step(autoencoder, points, hook):
    class Stop(keras.callbacks.Callback):
        def stop(self, *args):
            self.model.stop_training = True

    setattr(Stop, hook, Stop.stop)
    phase = autoencoder()
    assert fit([Stage([phase], 2)], (points,), callbacks=Stop()).epochs == 0
    assert int(phase.optimizer.iterations) == 0


class Seen(keras.callbacks.Callback):
    """Which batches it was called after; it can stop training after one of them."""

    def __init__(self, stop_after=None):
        super().__init__()
        self.stop_after, self.batches = stop_after, []

    def on_train_batch_end(self, batch, logs=None):
        self.batches.append(batch)
        self.model.stop_training = batch == self.stop_after


def test_a_callback_stops_within_an_epoch(autoencoder, points):
    phase = autoencoder()
    history = fit([Stage([phase], 9)], (points,), batch_size=8, callbacks=[Seen(stop_after=0)])
    assert history.epochs == 1
    assert int(phase.optimizer.iterations) == 1


def test_batches_are_counted_through_the_chunks_of_an_epoch(autoencoder, points, monkeypatch):
    monkeypatch.setattr("codings.training.feed.RESIDENT_BYTES", 0)
    monkeypatch.setattr("codings.training.feed.CHUNK_BYTES", 3 * 8 * 4 * 4)  # three of eight batches
    seen = Seen()
    fit([Stage([autoencoder()], 1)], (points,), batch_size=8, callbacks=[seen])
    assert seen.batches == sorted(set(seen.batches))
    assert seen.batches[-1] == 7


def test_the_history_has_the_epoch_that_has_just_ended(points):
    model, epochs = StackedAutoencoder(2, hidden=(), epochs=2, verbose=False), []
    model.fit(
        points,
        callbacks=keras.callbacks.LambdaCallback(
            on_epoch_end=lambda *_: epochs.append(model.history_.epochs)
        ),
    )
    assert epochs == [1, 2]


def test_progbar_logger_prints_where_training_is_verbose(autoencoder, points, capsys):
    bar = keras.callbacks.ProgbarLogger()
    fit([Stage([autoencoder()], 2)], (points,), callbacks=bar, verbose=True)
    printed = capsys.readouterr().out
    assert "Epoch 2/2" in printed
    assert "loss" in printed


@pytest.fixture
def server():
    """A web server on this machine, and what was sent to it."""
    received = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            """Prints nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", received
        server.shutdown()


def test_remote_monitor_sends_every_epoch(autoencoder, points, server):
    pytest.importorskip("requests")
    root, received = server
    monitor = keras.callbacks.RemoteMonitor(root, send_as_json=True)
    history = fit([Stage([autoencoder()], 2)], (points,), callbacks=monitor)
    assert [one["loss"] for one in received] == list(history["loss"])


def test_remote_monitor_says_what_it_lacks(autoencoder, points, monkeypatch):
    monkeypatch.setattr("keras.src.callbacks.remote_monitor.requests", None)
    with pytest.raises(ImportError, match="`requests`"):
        fit([Stage([autoencoder()], 1)], (points,), callbacks=keras.callbacks.RemoteMonitor())


def test_tensorboard_has_losses_weights_and_the_rate(autoencoder, points, tmp_path):
    pytest.importorskip("tensorflow")  # by which Keras writes for it, whatever the backend
    accumulator = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    make_ndarray = pytest.importorskip("tensorboard.util.tensor_util").make_ndarray
    phase = replace(autoencoder(), optimizer=adam(1e-2, 4))
    board = keras.callbacks.TensorBoard(tmp_path, histogram_freq=1, write_steps_per_second=True)
    fit([Stage([phase], 2)], (points,), validation=(points,), callbacks=[board])
    assert list(tmp_path.glob("validation/events*"))
    events = accumulator.EventAccumulator(str(tmp_path / "train")).Reload()
    assert {"epoch_loss", "epoch_learning_rate", "epoch_steps_per_second"} <= {*events.Tags()["tensors"]}
    rates, speeds = (
        [float(make_ndarray(event.tensor_proto)) for event in events.Tensors(f"epoch_{name}")]
        for name in ("learning_rate", "steps_per_second")
    )
    np.testing.assert_allclose(rates, [0.005, 0], atol=1e-6)  # halfway down the cosine, and at its end
    assert min(speeds) > 0
