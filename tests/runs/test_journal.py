"""The history that a run's folder has while it trains."""

import json
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from codings import runs
from codings.files import read_history
from codings.runs.journal import Journal
from codings.training import History

NAN = float("nan")


@pytest.fixture
def journal(tmp_path):
    return Journal(SimpleNamespace(history_=History()), tmp_path)


def end(journal, **logs):
    journal.estimator.history_.append(logs)
    journal.on_epoch_end(journal.estimator.history_.epochs - 1)


def in_files(folder):
    columns = read_history(folder / "history.csv")
    lines = [json.loads(line) for line in (folder / "history.jsonl").read_text().splitlines()]
    assert [line.pop("epoch") for line in lines] == list(range(1, len(lines) + 1))
    assert [[*line] for line in lines] == [[*columns]] * len(lines)
    for name, column in columns.items():
        np.testing.assert_array_equal(column, [NAN if line[name] is None else line[name] for line in lines])
    return {name: column.tolist() for name, column in columns.items()}


def test_an_epoch_is_there_when_it_has_ended(journal, tmp_path):
    end(journal, loss=1 / 3, seconds=1.0)
    assert in_files(tmp_path) == {"loss": [1 / 3], "seconds": [1.0]}
    first = (tmp_path / "history.csv").stat().st_ino
    end(journal, loss=float("inf"), seconds=2.0)
    assert (tmp_path / "history.jsonl").read_text().splitlines()[
        1
    ] == '{"epoch": 2, "loss": null, "seconds": 2.0}'
    assert read_history(tmp_path / "history.csv")["loss"].tolist() == [1 / 3, float("inf")]
    assert (tmp_path / "history.csv").stat().st_ino == first, "a line is added, the file is not written anew"


def test_another_stage_has_other_losses(journal, tmp_path):
    end(journal, a_loss=1.0)
    end(journal, b_loss=2.0)
    end(journal, b_loss=3.0)
    found = in_files(tmp_path)
    np.testing.assert_equal(found, {"a_loss": [1.0, NAN, NAN], "b_loss": [NAN, 2.0, 3.0]})


def test_a_training_that_goes_on_drops_what_it_does_again(journal, tmp_path):
    for loss in (4.0, 3.0, 2.0):
        end(journal, loss=loss)
    kept = History({"loss": np.array([4.0])})
    again = Journal(SimpleNamespace(history_=kept), tmp_path)
    end(again, loss=2.5)
    assert in_files(tmp_path) == {"loss": [4.0, 2.5]}
    end(again, loss=1.5)
    assert in_files(tmp_path) == {"loss": [4.0, 2.5, 1.5]}


def test_an_epoch_that_was_cut_off_is_left_out(journal, tmp_path):
    end(journal, loss=4.0)
    with (tmp_path / "history.csv").open("a") as file:
        file.write("2,3.")
    assert read_history(tmp_path / "history.csv")["loss"].tolist() == [4.0]


def test_what_cannot_be_written_is_named(journal, tmp_path):
    end(journal, loss=4.0)
    (tmp_path / "history.csv").unlink()
    (tmp_path / "history.csv").mkdir()
    with pytest.raises(OSError, match=r"directory: '.*history\.csv'"):
        end(journal, loss=3.0)


def test_a_run_writes_it_while_it_trains(tmp_path):
    seen = []
    look = keras.callbacks.LambdaCallback(on_epoch_end=lambda *_: seen.append(in_files(tmp_path / "run")))
    run = runs.train(
        "linear", {"epochs": 3, "random_state": 0}, "ring:n=40", tmp_path / "run", callbacks=[look]
    )
    assert [len(columns["val_loss"]) for columns in seen] == [1, 2, 3]
    assert seen[-1]["loss"] == run.history["loss"].tolist()
    assert in_files(run.folder) == seen[-1]
