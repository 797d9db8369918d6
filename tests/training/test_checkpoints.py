"""Checkpoints: whole or not there, the newest few and the best, and what goes on from them."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from codings import Checkpoints, StackedAutoencoder
from codings.interrupt import Interrupted
from codings.training import checkpoint
from codings.training.position import Position

KILLED = Path(__file__).with_name("killed_program.py")


@pytest.fixture
def model():
    return StackedAutoencoder(2, hidden=(6,), epochs=4, random_state=0, verbose=False)


@pytest.fixture
def X(random):
    return random.normal(size=(80, 5)).astype("float32")


class At(keras.callbacks.Callback):
    """Does something after an epoch."""

    def __init__(self, epoch, do):
        super().__init__()
        self.epoch, self.do = epoch, do

    def on_epoch_end(self, epoch, logs=None):
        if epoch == self.epoch:
            self.do()


def weights(model):
    return model.autoencoder_.get_weights()


def assert_same(a, b):
    assert all(map(np.array_equal, weights(a), weights(b)))
    for name in ("loss", "val_loss"):
        np.testing.assert_array_equal(a.history_[name], b.history_[name])


def written(folder):
    return sorted(path.name for path in folder.glob("epoch-*"))


def stopped_by(number, model, X, folder, **how):
    stop = At(1, lambda: os.kill(os.getpid(), number))
    with pytest.raises(Interrupted) as stopped:
        model.fit(X, callbacks=stop, checkpoint=folder, **how)
    assert stopped.value.status == 128 + number
    assert written(folder) == ["epoch-00002-batch-0000000"]
    assert model.history_.epochs == 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_a_checkpoint(model, X, tmp_path, number):
    stopped_by(number, model, X, tmp_path)


def test_after_ctrl_c_it_goes_on_and_ends_as_if_it_had_never_stopped(model, X, tmp_path):
    how = {"validation": X[:20]}
    stopped_by(signal.SIGINT, model, X, tmp_path, **how)
    whole = StackedAutoencoder(**model.get_params()).fit(X, **how)
    assert_same(model.fit(X, checkpoint=tmp_path, **how), whole)
    assert written(tmp_path) == ["epoch-00002-batch-0000000", "epoch-00004-batch-0000000-end"]
    trained = model.history_["seconds"].tolist()
    assert model.fit(X, checkpoint=tmp_path, **how).history_["seconds"].tolist() == trained, "it had ended"


def test_without_a_seed_it_goes_on_with_the_one_that_was_drawn(model, X, tmp_path):
    first = model.set_params(random_state=None, epochs=1).fit(X, checkpoint=tmp_path).transform(X)
    np.testing.assert_array_equal(model.fit(X, checkpoint=tmp_path).transform(X), first)
    (kept,) = tmp_path.glob("epoch-*")
    drawn = int(checkpoint.read_arrays(kept)["seed"])
    plain = model.set_params(random_state=None).fit(X).transform(X)
    assert not np.array_equal(plain, first), "another seed was drawn"
    assert model._begin(X)[1].seed != drawn


def test_more_epochs_go_on_where_it_ended_and_fewer_are_refused(model, X, tmp_path):
    ended = weights(model.set_params(epochs=2).fit(X, checkpoint=tmp_path))
    model.set_params(epochs=5).fit(X, checkpoint=tmp_path)
    assert model.history_.epochs == 5
    assert not all(map(np.array_equal, ended, weights(model)))
    with pytest.raises(ValueError, match="epochs=3 are fewer than the 5 that are trained already"):
        model.set_params(epochs=3).fit(X, checkpoint=tmp_path)


def test_stages_that_are_over_keep_their_lengths(X, tmp_path):
    greedy = StackedAutoencoder(2, hidden=(6,), greedy=True, epochs=5, random_state=0, verbose=False)
    greedy.fit(X, checkpoint=tmp_path)
    with pytest.raises(ValueError, match="epochs cannot be changed any more: this model trains in stages"):
        greedy.set_params(epochs=11).fit(X, checkpoint=tmp_path)


def test_another_training_is_refused_with_the_differences(model, X, tmp_path):
    model.set_params(epochs=1).fit(X, checkpoint=tmp_path)
    with pytest.raises(ValueError, match=r"arguments hidden was \[6\], now \[7\]"):
        model.set_params(hidden=(7,)).fit(X, checkpoint=tmp_path)
    model.set_params(hidden=[6])
    other = X.copy()
    other[0, 0] += 1
    with pytest.raises(ValueError, match="data X was '80x5 float32 .*', now '80x5 float32 "):
        model.fit(other, checkpoint=tmp_path)
    with pytest.raises(ValueError, match="data validation was None, now"):
        model.fit(X, validation=X, checkpoint=tmp_path)
    model.fit(X, checkpoint=tmp_path)


def test_a_checkpoint_of_an_older_version_lacks_an_argument(model, X, tmp_path):
    model.set_params(epochs=1).fit(X, checkpoint=tmp_path)
    (manifest,) = tmp_path.glob("epoch-*/manifest.json")
    content = json.loads(manifest.read_text())
    del content["training"]["arguments"]["activation"]
    manifest.write_text(json.dumps(content))
    with pytest.raises(ValueError, match="arguments activation was '.*', now 'tanh'"):
        StackedAutoencoder(**model.get_params() | {"activation": "tanh"}).fit(X, checkpoint=tmp_path)
    assert model.set_params(epochs=2).fit(X, checkpoint=tmp_path).history_.epochs == 2


def test_warm_start_goes_on_as_a_checkpoint_does(model, X, tmp_path):
    model.set_params(warm_start=True, epochs=2).fit(X)
    with pytest.warns(UserWarning, match="no more epochs: nothing is trained"):
        model.fit(X)
    assert model.set_params(epochs=5).fit(X).history_.epochs == 5
    resumed = StackedAutoencoder(**model.get_params()).set_params(epochs=2, warm_start=False)
    resumed.fit(X, checkpoint=tmp_path).set_params(epochs=5).fit(X, checkpoint=tmp_path)
    assert all(map(np.array_equal, weights(model), weights(resumed)))
    with pytest.raises(ValueError, match="warm_start=True cannot go on from a model that was loaded, or fit"):
        resumed.set_params(warm_start=True).fit(X)
    with pytest.raises(ValueError, match="it is fitted on instances of shape|features"):
        model.fit(X[:, :4])


@pytest.mark.parametrize(
    ("rows", "batch_size"), [(16, 16), (80, 80), (80, 8)], ids=["fewer rows", "larger batches", "smaller"]
)
def test_warm_start_of_other_steps_an_epoch_takes_the_place_of_the_epochs(model, X, rows, batch_size):
    model.set_params(warm_start=True, batch_size=16, epochs=10).fit(X)
    before = weights(model)
    counted = []
    begin = keras.callbacks.LambdaCallback(
        on_epoch_begin=lambda epoch, logs: counted.append(int(begin.model.optimizer.iterations))
    )
    model.set_params(epochs=12, batch_size=batch_size).fit(X[:rows], callbacks=begin)
    steps = rows // batch_size
    assert counted == [10 * steps, 11 * steps]
    assert not any(map(np.array_equal, before, weights(model)))


def test_a_folder_of_something_else_and_a_file_are_refused(model, X, tmp_path):
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(ValueError, match="holds thesis.txt, which is no checkpoint"):
        model.fit(X, checkpoint=tmp_path)
    with pytest.raises(ValueError, match="is a file: give a folder"):
        model.fit(X, checkpoint=tmp_path / "thesis.txt")


@pytest.mark.parametrize(("how", "message"), [({"minutes": 0}, "minutes=0 must be"), ({"keep": 0}, "keep=0")])
def test_options_out_of_their_range(tmp_path, how, message):
    with pytest.raises(ValueError, match=message):
        Checkpoints(tmp_path, **how)


def test_numbers_of_numpy_are_numbers(tmp_path):
    checkpoints = Checkpoints(tmp_path, minutes=np.float32(2), keep=np.uint8(3))
    assert checkpoints == Checkpoints(tmp_path, minutes=2, keep=3)
    assert type(checkpoints.keep) is int
    checkpoints.write(Position(np.int64(0), np.int64(1)), {"x": np.zeros(1)}, {}, False)
    assert written(tmp_path) == ["epoch-00001-batch-0000000"]


def test_what_callbacks_remember_goes_on(model, X, tmp_path):
    """Patience ran out after the third epoch without an improvement, of which one was before the stop."""

    def stopping():
        return keras.callbacks.EarlyStopping(
            "val_loss", patience=3, min_delta=10, start_from_epoch=1, restore_best_weights=True
        )

    model.set_params(epochs=20)
    how = {"validation": X[:20]}
    whole = StackedAutoencoder(**model.get_params()).fit(X, callbacks=stopping(), **how)
    stop = At(2, lambda: os.kill(os.getpid(), signal.SIGINT))
    with pytest.raises(Interrupted):
        model.fit(X, callbacks=[stopping(), stop], checkpoint=tmp_path, **how)
    idle = At(-1, None)
    model.fit(X, callbacks=[stopping(), idle], checkpoint=tmp_path, **how)
    assert model.history_.epochs == whole.history_.epochs < 20
    assert_same(model, whole)


def test_of_a_training_that_has_ended_callbacks_have_what_they_remembered(model, X, tmp_path):
    class Taken(keras.callbacks.Callback):
        losses = ()

        def on_epoch_end(self, epoch, logs=None):
            self.losses = (*self.losses, logs["loss"])

        def state_dict(self):
            return {"losses": self.losses}

        def load_state_dict(self, state):
            self.losses = tuple(state["losses"])

    first, again = Taken(), Taken()
    model.set_params(epochs=2).fit(X, callbacks=first, checkpoint=tmp_path)
    model.fit(X, callbacks=again, checkpoint=tmp_path)
    assert again.losses == first.losses
    assert len(again.losses) == 2


@pytest.fixture
def checkpoints(tmp_path):
    """Three of them, written to a folder: the second one has the least loss."""
    with Checkpoints(tmp_path, keep=3) as checkpoints:
        checkpoints.begin({"model": "none"})
        for epoch, loss in enumerate([0.3, 0.1, 0.2]):
            at = Position(0, epoch)
            checkpoints.write(at, {"x": np.full(3, epoch), "y": np.array(0.5)}, {"val_loss": loss}, False)
        yield checkpoints


def damage(path):
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("file", "how", "message"),
    [
        ("state.safetensors", damage, "is not what was written"),
        ("state.safetensors", lambda path: os.truncate(path, 40), "is not what was written"),
        ("state.safetensors", Path.unlink, "cannot be read"),
        ("manifest.json", lambda path: path.write_text("{"), "cannot be read"),
        ("manifest.json", lambda path: path.write_text("[]"), "cannot be read"),
        ("manifest.json", lambda path: path.write_text('{"format": 9}'), "has format 9"),
    ],
)
def test_a_damaged_checkpoint_is_named_and_the_one_before_it_taken(checkpoints, tmp_path, file, how, message):
    how(tmp_path / "epoch-00002-batch-0000000" / file)
    with pytest.warns(UserWarning, match=rf"epoch-00002.*{file} {message}.*: this checkpoint is passed over"):
        arrays = checkpoints.begin({"model": "none"})
    np.testing.assert_array_equal(arrays["x"], [1, 1, 1])
    assert [*arrays] == ["x", "y"]
    assert arrays["y"].shape == ()


def test_a_damaged_checkpoint_is_written_anew_and_takes_no_place(checkpoints, tmp_path):
    last = tmp_path / "epoch-00002-batch-0000000"
    damage(last / "state.safetensors")
    with pytest.warns(UserWarning, match="passed over"):
        checkpoints.begin({"model": "none"})
    checkpoints.write(Position(0, 3), {"x": np.zeros(1)}, {}, False)
    assert len(written(tmp_path)) == 4, "three that are whole, and the damaged one"
    checkpoints.write(Position(0, 2), {"x": np.full(1, 7.0)}, {}, False)
    assert checkpoint.read_arrays(last)["x"] == 7


def test_the_newest_and_the_best_are_kept(checkpoints, tmp_path):
    for epoch in range(3, 8):
        checkpoints.write(Position(0, epoch), {"x": np.zeros(1)}, {"val_loss": np.nan}, False)
    assert written(tmp_path) == [f"epoch-0000{epoch}-batch-0000000" for epoch in (1, 5, 6, 7)]
    manifest = json.loads((tmp_path / "epoch-00007-batch-0000000" / "manifest.json").read_text())
    assert manifest["losses"] == {"val_loss": None}


def test_the_newest_is_that_of_the_latest_epoch_however_many_digits_it_has(tmp_path):
    places = [(99_999, 0), (99_999, 9_999_999), (99_999, 10_000_000), (100_000, 0), (100_001, 0)]
    with Checkpoints(tmp_path, keep=2) as checkpoints:
        checkpoints.begin({})
        for epoch, batch in places:
            checkpoints.write(Position(0, epoch, batch), {"at": np.array([epoch, batch])}, {}, False)
            assert checkpoints.begin({})["at"].tolist() == [epoch, batch]
    assert written(tmp_path) == ["epoch-100000-batch-0000000", "epoch-100001-batch-0000000"]


def test_no_room_leaves_those_before_whole(checkpoints, tmp_path, monkeypatch):
    def full(arrays, path):
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkpoint, "save_file", full)
    with pytest.raises(OSError, match=r"epoch-00009.* could not be written \(No space left on device\)"):
        checkpoints.write(Position(0, 9), {"x": np.zeros(1)}, {}, False)
    assert written(tmp_path)[-1] == "epoch-00002-batch-0000000"
    assert not list(tmp_path.glob(".new-*"))


def test_a_folder_that_is_removed_while_it_trains(model, X, tmp_path):
    gone = At(1, lambda: shutil.rmtree(tmp_path / "kept"))
    with pytest.raises(OSError, match=r"kept.epoch-\d+-batch-\d+-end could not be written"):
        model.fit(X, callbacks=gone, checkpoint=tmp_path / "kept")


def test_killed_at_any_moment_the_newest_is_whole(tmp_path):
    """Twenty processes write checkpoints as fast as they can, each killed at a random moment."""
    done = subprocess.run([sys.executable, str(KILLED), str(tmp_path)], capture_output=True, text=True)
    assert done.stdout.count("killed") == 20, done.stderr
    with Checkpoints(tmp_path) as checkpoints:
        assert not list(tmp_path.glob(".new-*"))
        arrays = checkpoints.begin({"model": "none"})
    assert (arrays["x"] == arrays["epoch"]).all()
    assert len(written(tmp_path)) <= 4
