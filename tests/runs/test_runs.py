"""A run's folder: what is in it, and what is there when something fails."""

import errno
import json
import os
import shutil
import signal
from datetime import datetime
from pathlib import Path

import keras
import numpy as np
import pytest
from PIL import Image

import codings
from codings import runs
from codings.interrupt import Interrupted
from codings.locking import Lock
from codings.runs import pictures
from codings.runs.ending import read_ending, to_go_on
from codings.runs.report import write_report
from codings.runs.split import split_rows

TINY = {"epochs": 1, "hidden": (4,), "coding_size": 2, "random_state": 0}


class Interrupt(keras.callbacks.Callback):
    """A signal at the beginning of the second epoch."""

    def __init__(self, number):
        super().__init__()
        self.number = number

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 1:
            os.kill(os.getpid(), self.number)


class Fails(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 1:
            raise RuntimeError("no space")


def names(folder):
    """Of all files but those that are hidden: locks."""
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in files if not path.name.startswith("."))


def test_what_is_in_the_folder(run):
    save = json.loads((run.folder / "model" / "model.json").read_text())["save"]
    assert names(run.folder) == [
        "checkpoints/epoch-00002-batch-0000000-end/manifest.json",
        "checkpoints/epoch-00002-batch-0000000-end/state.safetensors",
        "config.json",
        "ending.json",
        "history.csv",
        "history.jsonl",
        "model/model.json",
        f"model/{save}/autoencoder.keras",
        "pictures/codings.png",
        "pictures/losses.png",
        "pictures/reconstructions.png",
        "pictures/units.png",
        "report.html",
        "result.json",
    ]


def test_the_folder_is_loaded_as_its_model_is(run, digits):
    model = codings.load(run.folder)
    np.testing.assert_array_equal(model.transform(digits.X[:9]), run.estimator.transform(digits.X[:9]))


def test_the_configuration_says_how_to_do_it_again(run):
    config = run.config
    assert (config["model"], config["data"], config["validation"]) == ("stacked", "digits", 0.1)
    assert config["arguments"]["hidden"] == [16]
    assert config["arguments"].keys() == run.estimator.get_params().keys() - {"warm_start"}
    assert config["instances"] == {"training": 1617, "validation": 180}
    assert config["shape"] == [8, 8]
    assert config["planned"] == 2
    assert config["versions"]["codings"] == codings.__version__
    assert config["versions"][config["versions"]["backend"]]
    assert datetime.fromisoformat(config["started"]).utcoffset().total_seconds() == 0


def test_the_result_is_measured_on_what_was_held_out(run, digits):
    result = run.result
    assert result["epochs"] == 2
    assert result["parameters"] == run.estimator.autoencoder_.count_params()
    assert result["mse"] == pytest.approx(
        -run.estimator.score(digits.X[split_rows(digits.X, 180)[1]]), rel=1e-5
    )
    assert result["val_loss"] == pytest.approx(result["mse"], rel=1e-4)
    assert 0 < result["val_loss"] < 0.1
    assert 0 < result["loss"] < 0.1
    assert 0 < result["seconds"] < 600
    assert 0.1 < result["peak_memory_gib"] < 60


def test_a_run_comes_back(run, digits):
    again = runs.load(str(run.folder))
    assert again.config == run.config
    assert again.result == run.result
    assert list(again.history) == ["loss", "val_loss", "seconds"]
    assert again.history["val_loss"][-1] == run.result["val_loss"]
    assert again.history.epochs == 2
    assert np.array_equal(again.estimator.transform(digits.X[:3]), run.estimator.transform(digits.X[:3]))


def test_a_saved_model_alone_is_found(run, digits):
    alone = runs.estimator_in(run.folder / "model")
    assert np.array_equal(alone.transform(digits.X[:3]), run.estimator.transform(digits.X[:3]))


def test_the_pictures_are_pictures(run):
    for name in ("codings", "losses", "reconstructions"):
        with Image.open(run.folder / "pictures" / f"{name}.png") as image:
            assert len(image.convert("RGBA").getcolors(2**24)) > 10


def test_without_validation(tmp_path):
    run = runs.train("linear", {"epochs": 1}, "ring:n=40", tmp_path, validation=0)
    assert run.config["instances"] == {"training": 40, "validation": 0}
    assert "val_loss" not in run.result
    assert "mse" not in run.result
    assert list(run.history) == ["loss", "seconds"]
    assert (tmp_path / "pictures" / "reconstructions.png").is_file()


def test_what_cannot_be_drawn_is_left_out(tmp_path):
    np.save(tmp_path / "four.npy", np.random.default_rng(0).random((4, 3, 3, 2)))
    run = runs.train("stacked", TINY, str(tmp_path / "four.npy"), tmp_path / "run", validation=2)
    assert run.config["instances"] == {"training": 2, "validation": 2}
    assert [path.name for path in (run.folder / "pictures").iterdir()] == ["losses.png"]


def test_divergence_keeps_the_last_good_model(tmp_path, digits):
    wild = TINY | {"learning_rate": 1e30, "activation": "relu"}
    with pytest.raises(FloatingPointError, match=r"diverged.*The model is in .*run.model\.$"):
        runs.train("stacked", wild, "digits", tmp_path / "run")
    run = runs.load(tmp_path / "run")
    assert run.result is None
    ending = read_ending(run.folder)
    assert ending["how"] == "diverged"
    assert ending["said"].startswith("phase 'reconstruction' diverged: ")
    assert "Diverged." in (run.folder / "report.html").read_text()
    assert run.history.epochs == 0
    assert np.isfinite(run.estimator.transform(digits.X[:3])).all()


def test_an_interrupted_run_keeps_its_model_and_goes_on(tmp_path, digits):
    how = ("stacked", TINY | {"epochs": 3}, "digits")
    with pytest.raises(Interrupted, match=r"To go on: codings resume .*run$") as stopped:
        runs.train(*how, tmp_path / "run", pictures=(), callbacks=[Interrupt(signal.SIGTERM)])
    assert stopped.value.status == 143
    ending = read_ending(tmp_path / "run")
    assert (ending["how"], ending["said"]) == ("interrupted", "SIGTERM")
    run = runs.load(tmp_path / "run")
    assert run.result is None
    assert run.history.epochs == run.estimator.history_.epochs == 1
    resumed = runs.resume(tmp_path / "run").train()
    whole = runs.train(*how, tmp_path / "whole", pictures=())
    assert len(resumed.config["resumed"]) == 1
    assert resumed.result["epochs"] == 3
    np.testing.assert_array_equal(resumed.history["loss"], whole.history["loss"])
    np.testing.assert_array_equal(resumed.estimator.transform(digits.X), whole.estimator.transform(digits.X))
    more = runs.resume(tmp_path / "run", epochs=4).train()
    assert (more.config["arguments"]["epochs"], more.config["planned"], more.history.epochs) == (4, 4, 4)


def test_a_refused_resume_leaves_a_killed_run_as_it_was(run, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(run.folder, folder)
    for name in ("ending.json", "result.json"):
        (folder / name).unlink()
    config = (folder / "config.json").read_text()
    with pytest.raises(ValueError, match="epochs=1 are fewer than the 2 that are trained already"):
        runs.resume(folder, epochs=1).train()
    assert not (folder / "ending.json").exists()
    assert (folder / "config.json").read_text() == config
    write_report([folder], folder / "report.html")
    assert "To go on: codings resume" in (folder / "report.html").read_text()


def test_arguments_may_be_numbers_of_numpy(tmp_path):
    np.save(tmp_path / "some.npy", np.random.default_rng(0).random((8, 3)))
    arguments = {"epochs": np.int64(1), "hidden": np.array([4]), "random_state": np.int64(0)}
    how = {"validation": np.int64(2), "pictures": ()}
    run = runs.train("stacked", arguments, str(tmp_path / "some.npy"), tmp_path / "run", **how)
    chosen = {name: run.config["arguments"][name] for name in arguments}
    assert chosen == {"epochs": 1, "hidden": [4], "random_state": 0}
    assert (run.config["validation"], run.config["instances"]["validation"]) == (2, 2)
    assert runs.resume(run.folder, epochs=np.int64(2)).train().config["arguments"]["epochs"] == 2


def test_two_processes_on_one_run(run, tmp_path):
    with Lock(tmp_path), pytest.raises(ValueError, match=rf"is in use by process {os.getpid()} on "):
        runs.train("stacked", TINY, "digits", tmp_path)
    assert names(tmp_path) == []


def test_a_run_that_failed_says_that_it_has_no_model(tmp_path):
    with pytest.raises(RuntimeError, match="no space"):
        runs.train("stacked", TINY | {"epochs": 3}, "digits", tmp_path / "run", callbacks=[Fails()])
    assert names(tmp_path / "run") == ["config.json", "ending.json", "history.csv", "history.jsonl"]
    assert read_ending(tmp_path / "run")["said"] == "no space"
    assert runs.load(tmp_path / "run").history.epochs == 1
    with pytest.raises(ValueError, match="left no model yet: .*To go on: codings resume"):
        runs.estimator_in(tmp_path / "run")


@pytest.mark.parametrize(
    ("model", "arguments", "message"),
    [
        ("stacked", {"coding_size": 0}, "coding_size"),
        ("stacked", {"hidden": (0,)}, "hidden"),
        ("linear", {"coding_size": 65}, "larger than n_features=64"),
    ],
)
def test_refused_arguments_leave_no_folder(tmp_path, model, arguments, message):
    with pytest.raises(ValueError, match=message):
        runs.train(model, arguments, "digits", tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_nan_leaves_no_folder(tmp_path):
    np.save(tmp_path / "nan.npy", np.array([[1.0, 2.0], [np.nan, 0.0], [1.0, 1.0]]))
    with pytest.raises(ValueError, match="NaN"):
        runs.train("stacked", TINY, str(tmp_path / "nan.npy"), tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_damaged_runs_are_named(run, tmp_path):
    with pytest.raises(ValueError, match="holds no run: there is no config"):
        runs.load(tmp_path)
    path = tmp_path / "config.json"
    for text, message in (("{", "damaged"), ("[]", "damaged"), (json.dumps({"format": 9}), "format 9")):
        path.write_text(text)
        with pytest.raises(ValueError, match=rf"config\.json.*{message}"):
            runs.load(tmp_path)


def test_data_that_have_changed_are_not_split_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    np.save("X.npy", np.random.default_rng(0).normal(size=(40, 3)))
    runs.train("linear", {"epochs": 1, "coding_size": 2}, "X.npy", "run", pictures=())
    monkeypatch.chdir(tmp_path.parent)  # an address holds from anywhere
    assert runs.load(tmp_path / "run").split == (slice(36), slice(36, None))
    np.save(tmp_path / "X.npy", np.random.default_rng(0).normal(size=(50, 3)))
    with pytest.raises(ValueError, match=r"X.npy has changed since .*\(their shape is \(50, 3\), and it was"):
        _ = runs.load(tmp_path / "run").split


def test_pictures_that_fail_do_not_fail_a_run(tmp_path, monkeypatch):
    def full(*arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(pictures, "save", full)
    with pytest.warns(UserWarning, match=r"could not be written to .*pictures \(No space left on device\)"):
        run = runs.train("linear", {"epochs": 1, "coding_size": 2}, "ring:n=40", tmp_path / "full")
    assert run.result["epochs"] == 1

    def broken(scene):
        raise RuntimeError("a bug")

    monkeypatch.undo()
    first, second, *_ = pictures.PICTURES
    monkeypatch.setattr(pictures, "PICTURES", (first._replace(draw=broken), second))
    with pytest.warns(UserWarning, match="the picture losses could not be drawn"):
        run = runs.train("linear", {"epochs": 1, "coding_size": 2}, "ring:n=40", tmp_path / "bug")
    assert [path.name for path in (run.folder / "pictures").iterdir()] == ["reconstructions.png"]


def test_pictures_are_known_by_name(tmp_path):
    with pytest.raises(ValueError, match="there is no picture 'loss'; there are losses, "):
        runs.plan("linear", {}, "digits", tmp_path / "run", pictures=["loss"])
    for name in pictures.TRAINING:
        pictures.check_names([name])


def test_a_signal_between_two_pictures(tmp_path, monkeypatch):
    def signalled(scene):
        os.kill(os.getpid(), signal.SIGTERM)

    first = pictures.PICTURES[0]
    monkeypatch.setattr(pictures, "PICTURES", [first._replace(draw=signalled), *pictures.PICTURES[1:]])
    with pytest.raises(Interrupted, match="To go on: codings resume"):
        runs.train("linear", {"epochs": 1, "coding_size": 2}, "ring:n=40", tmp_path / "run")
    assert names(tmp_path / "run" / "pictures") == []
    monkeypatch.undo()
    assert runs.resume(tmp_path / "run").train().result["epochs"] == 1
    assert "losses.png" in names(tmp_path / "run" / "pictures")


def test_how_to_go_on_can_be_typed_as_it_stands():
    assert to_go_on(Path("runs/first")) == "To go on: codings resume runs/first"
    assert to_go_on(Path("my runs/it's")).endswith("""codings resume 'my runs/it'"'"'s'""")
    assert to_go_on(Path("-run")).endswith("codings resume ./-run")
