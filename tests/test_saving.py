"""Saved models: whole or not at all, and clear words where one is damaged."""

import json
import pickle

import numpy as np
import pytest

import codings
from codings import StackedAutoencoder


@pytest.fixture(scope="module")
def model(digits):
    return StackedAutoencoder(2, hidden=(4,), tied=True, epochs=1, random_state=0).fit(digits.X[:50])


@pytest.fixture
def saved(model, tmp_path):
    model.save(tmp_path / "model")
    return tmp_path / "model"


def test_no_pickle_and_no_code(saved):
    assert sorted(path.name for path in saved.iterdir()) == ["autoencoder.keras", "model.json"]
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

    def full(*args):
        raise OSError("no space left on device")

    monkeypatch.setattr("pathlib.Path.write_text", full)  # when the networks have been written
    with pytest.raises(OSError, match="no space"):
        other.save(saved)
    assert codings.load(saved).coding_size == 2
    assert [path.name for path in saved.parent.iterdir()] == ["model"]


def test_feature_names_and_numpy_parameters_come_back(tmp_path):
    import pandas

    table = pandas.DataFrame(np.random.default_rng(0).random((20, 3)), columns=["a", "b", "c"])
    model = StackedAutoencoder(np.int64(2), hidden=[np.int64(4)], epochs=1).fit(table)
    model.save(tmp_path / "model")
    loaded = codings.load(tmp_path / "model")
    assert list(loaded.feature_names_in_) == ["a", "b", "c"]
    np.testing.assert_array_equal(loaded.transform(table), model.transform(table))


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
def test_a_damaged_network_is_named(saved, how):
    damage(saved / "autoencoder.keras", how)
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
