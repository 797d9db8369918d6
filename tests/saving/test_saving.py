"""Saved models: whole or not at all, and clear words where one is damaged."""

import json
import os
import pickle
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

import codings
from codings import StackedAutoencoder
from codings.saving import reading


def test_no_pickle_and_no_code(saved, files_of):
    assert sorted(path.name for path in files_of(saved).iterdir()) == ["autoencoder.keras"]
    assert sorted(path.name for path in saved.iterdir()) == ["model.json", files_of(saved).name]
    assert json.loads((saved / "model.json").read_text())["params"]["hidden"] == [4]


def test_saving_again_replaces(saved, model, digits):
    other = StackedAutoencoder(3, hidden=(4,), epochs=1).fit(digits.X[:50])
    other.save(saved)
    assert codings.load(saved).coding_size == 3
    assert [path.name for path in saved.parent.iterdir()] == ["model"]  # nothing is left beside it


def test_a_folder_with_something_else_is_refused(model, tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(ValueError, match="is no saved model: choose another folder"):
        model.save(tmp_path)
    assert (tmp_path / "letter.txt").read_text() == "dear"


def test_a_save_that_fails_leaves_the_old_one(saved, model, digits, monkeypatch):
    other = StackedAutoencoder(3, hidden=(4,), epochs=1).fit(digits.X[:50])

    def full(*args, **kwargs):
        raise OSError("no space left on device")

    monkeypatch.setattr("pathlib.Path.write_text", full)  # when the networks have been written
    with pytest.raises(OSError, match="no space"):
        other.save(saved)
    assert codings.load(saved).coding_size == 2
    assert [path.name for path in saved.parent.iterdir()] == ["model"]


PROGRAM = """
import sys
import time
import codings

models = [codings.load(folder) for folder in sys.argv[1:3]]
for model, value in zip(models, (1, 2)):
    for network in (model.generator_, model.discriminator_):
        network.set_weights([0 * weights + value for weights in network.get_weights()])
while True:
    for model in models:
        model.save(sys.argv[3])
        print("saved", flush=True)
        time.sleep(0.1)
"""


def test_a_load_during_saves_gets_one_or_the_other(gan, saved_gan, tmp_path):
    """And a save that is killed leaves the last one, and nothing that the next one does not remove."""
    folder = tmp_path / "model"
    command = [sys.executable, "-c", PROGRAM, saved_gan, saved_gan, folder]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for _ in range(2):
            assert process.stdout.readline() == "saved\n"
        seen = {weights_of(codings.load(folder)) for _ in range(4)}
        process.kill()
    assert seen <= {(1.0, 1.0), (2.0, 2.0)}
    assert weights_of(codings.load(folder)) in seen | {(1.0, 1.0), (2.0, 2.0)}
    gan.save(folder)
    assert {path.name[:5] for path in folder.iterdir()} == {"model", "save-"}
    assert len(list(folder.iterdir())) == 2


def weights_of(gan):
    """The first weight of either network."""
    return tuple(float(n.get_weights()[0].flat[0]) for n in (gan.generator_, gan.discriminator_))


def test_a_load_whose_files_vanish_reads_those_of_the_newer_save(saved, model, digits, monkeypatch):
    open_all = reading._open_all
    newer = codings.load(saved)
    newer.autoencoder_.set_weights([0 * weights for weights in newer.autoencoder_.get_weights()])

    def save_first(*args):
        monkeypatch.setattr(reading, "_open_all", open_all)
        newer.save(saved)
        return open_all(*args)

    monkeypatch.setattr(reading, "_open_all", save_first)
    assert not codings.load(saved).transform(digits.X[:3]).any()


def test_all_lies_on_the_disk_before_the_description_names_it(model, tmp_path, files_of, monkeypatch):
    done = []
    replace = os.replace
    monkeypatch.setattr(os, "fsync", lambda file: done.append(os.fstat(file).st_ino))
    monkeypatch.setattr(os, "replace", lambda *paths: done.append("replaced") or replace(*paths))
    model.save(tmp_path / "model")
    flushed = {*done[: done.index("replaced")]}
    files = files_of(tmp_path / "model")
    description = tmp_path / "model" / "model.json"
    assert {path.stat().st_ino for path in (files, *files.iterdir(), description)} <= flushed
    assert done[-2:] == [path.stat().st_ino for path in (tmp_path / "model", tmp_path)]


def test_what_a_first_save_left_that_was_killed_is_no_obstacle(model, tmp_path, ended):
    left = tmp_path / "model" / f"save-{ended}-01234567"
    left.mkdir(parents=True)
    (left / "autoencoder.keras").write_text("half")
    with pytest.raises(ValueError, match="holds no saved model"):
        codings.load(tmp_path / "model")
    model.save(tmp_path / "model")
    assert codings.load(tmp_path / "model").coding_size == 2
    assert not left.exists()


def test_a_first_save_that_fails_leaves_nothing(model, tmp_path, monkeypatch):
    def full(*args, **kwargs):
        raise OSError("no space left on device")

    monkeypatch.setattr("pathlib.Path.write_text", full)
    with pytest.raises(OSError, match="no space"):
        model.save(tmp_path / "model")
    assert not list(tmp_path.iterdir())


def test_feature_names_and_numpy_parameters_come_back(tmp_path):
    import pandas

    table = pandas.DataFrame(np.random.default_rng(0).random((20, 3)), columns=["a", "b", "c"])
    model = StackedAutoencoder(np.int64(2), hidden=[np.int64(4)], epochs=1, random_state=np.int64(7)).fit(
        table
    )
    model.save(tmp_path / "model")
    loaded = codings.load(tmp_path / "model")
    assert list(loaded.feature_names_in_) == ["a", "b", "c"]
    assert (loaded.random_state, type(loaded.random_state)) == (7, int)
    np.testing.assert_array_equal(loaded.transform(table), model.transform(table))


@pytest.mark.usefixtures("uncompiled")
def test_names_that_are_numpys_text_are_saved(tmp_path):
    names = list(np.array(["a", "b"]))  # as scikit-learn's data sets have them
    table = pd.DataFrame(np.eye(20)[:, :2], columns=names)
    StackedAutoencoder(1, hidden=(), epochs=1, verbose=False).fit(table).save(tmp_path / "model")
    assert codings.load(tmp_path / "model").range_.names == ["a", "b"]


def test_a_loaded_model_can_be_fitted_and_pickled(saved, digits):
    loaded = codings.load(saved)
    again = pickle.loads(pickle.dumps(loaded))
    np.testing.assert_array_equal(again.transform(digits.X), loaded.transform(digits.X))
    assert again.fit(digits.X[:40]).n_features_in_ == loaded.n_features_in_


def damage(path, how):
    content = path.read_bytes()
    if how == "missing":
        path.unlink()
    elif how == "cut short":
        path.write_bytes(content[: len(content) // 2])
    elif how == "a flipped byte":
        middle = len(content) // 2
        path.write_bytes(content[:middle] + bytes([content[middle] ^ 0xFF]) + content[middle + 1 :])
    else:
        path.write_bytes(b"")


@pytest.mark.parametrize("how", ["missing", "cut short", "a flipped byte", "empty"])
def test_a_damaged_network_is_named(saved, files_of, how):
    damage(files_of(saved) / "autoencoder.keras", how)
    with pytest.raises(ValueError, match=r"autoencoder\.keras is (missing|damaged)"):
        codings.load(saved)


@pytest.mark.parametrize("how", ["missing", "cut short", "empty"])
def test_a_damaged_description_is_named(saved, how):
    damage(saved / "model.json", how)
    with pytest.raises(ValueError, match=r"model\.json"):
        codings.load(saved)


def test_an_unknown_class_or_format(saved):
    description = json.loads((saved / "model.json").read_text())
    (saved / "model.json").write_text(json.dumps(description | {"model": "Nonsense"}))
    with pytest.raises(ValueError, match="no model 'Nonsense'"):
        codings.load(saved)
    (saved / "model.json").write_text(json.dumps(description | {"format": 99}))
    with pytest.raises(ValueError, match="format 99"):
        codings.load(saved)
