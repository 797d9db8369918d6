"""Disks that are really full: the system lets no file grow beyond a size, as where there is no room."""

import json
import os
from contextlib import contextmanager

import keras
import numpy as np
import pytest

import codings
from codings import Checkpoints, StackedAutoencoder, runs
from codings.files import write_history, write_json
from codings.runs.ending import read_ending
from codings.training.position import Position

resource = pytest.importorskip("resource")

ARGUMENTS = {"epochs": 3, "hidden": (60,), "coding_size": 2, "random_state": 0, "verbose": False}


@contextmanager
def full(nbytes):
    """Within it no file can have more bytes: what is written beyond fails, and does not end the process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (nbytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("nbytes", [0, 500, 5000])
def test_no_room_for_a_checkpoint(tmp_path, nbytes):
    with Checkpoints(tmp_path) as checkpoints:
        checkpoints.begin({"model": "none"})
        checkpoints.write(Position(0, 1), {"x": np.ones(9)}, {}, False)
        with (
            full(nbytes),
            pytest.raises(
                OSError, match=r"epoch-00002.* could not be written \(.*too large.*make room for it"
            ),
        ):
            checkpoints.write(Position(0, 2), {"x": np.zeros(5000)}, {}, False)
        assert [path.name for path in tmp_path.iterdir() if path.name[0] != "."] == [
            "epoch-00001-batch-0000000"
        ]
        assert checkpoints.begin({"model": "none"})["x"].tolist() == [1] * 9


@pytest.fixture(scope="module")
def model():
    X = np.random.default_rng(0).random((50, 8, 8)).astype("float32")
    return StackedAutoencoder(**ARGUMENTS | {"epochs": 1}).fit(X)


@pytest.mark.parametrize("nbytes", [0, 500, 5000])
def test_no_room_for_a_model_leaves_the_old_one(model, tmp_path, nbytes):
    folder = tmp_path / "model"
    model.save(folder)
    before = sorted(path.name for path in folder.iterdir())
    with full(nbytes), pytest.raises(OSError, match=rf"too large.*{folder}"):
        model.save(folder)
    assert sorted(path.name for path in folder.iterdir()) == before
    assert codings.load(folder).coding_size == 2


def test_no_room_for_a_file_leaves_the_old_one(tmp_path):
    path = tmp_path / "a.json"
    write_json(path, {"a": 1})
    with full(500), pytest.raises(OSError, match=rf"too large: '{path}'"):
        write_json(path, {"a": "b" * 10_000})
    assert json.loads(path.read_text()) == {"a": 1}
    with full(500), pytest.raises(OSError, match=r"too large: .*a\.csv"):
        write_history(tmp_path / "a.csv", {"loss": np.zeros(1000)})
    assert os.listdir(tmp_path) == ["a.json"]


class Fills(keras.callbacks.Callback):
    """The disk is full from the second epoch on, but for files that are small."""

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 1:
            _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (4000, hard))


def test_a_disk_that_fills_up_while_it_trains(tmp_path):
    folder = tmp_path / "run"
    with (
        full(resource.RLIM_INFINITY),
        pytest.raises(OSError, match=rf"{folder}.checkpoints.epoch-\S+ could not be written"),
    ):
        runs.train("stacked", ARGUMENTS, "ring:n=60", folder, pictures=(), callbacks=[Fills()])
    ending = read_ending(folder)
    assert ending["how"] == "failed"
    assert "could not be written" in ending["said"]
    assert runs.resume(folder).train().result["epochs"] == 3
