"""Files that are there whole or not at all."""

import numpy as np
import pytest

from codings.files import read_history, read_json, replacing, write_history, write_json


def test_a_failure_keeps_the_old_file(tmp_path):
    path = tmp_path / "out.txt"
    path.write_text("old")

    def failing():
        with replacing(path) as new:
            new.write_text("half")
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        failing()
    assert path.read_text() == "old"
    with replacing(path) as new:
        new.write_text("new")
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_has_the_permissions_of_any_other(tmp_path):
    (tmp_path / "plain").touch()
    with replacing(tmp_path / "replaced") as new:
        new.touch()
    assert (tmp_path / "replaced").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_history_comes_back_to_the_last_digit(tmp_path):
    history = {"a_loss": np.array([0.1, 1 / 3, np.nan]), "seconds": np.array([1e-9, 2.0, 3e9])}
    write_history(tmp_path / "history.csv", history)
    again = read_history(tmp_path / "history.csv")
    assert list(again) == list(history)
    for name in history:
        np.testing.assert_array_equal(again[name], history[name])
    assert (tmp_path / "history.csv").read_text().splitlines()[:2] == ["epoch,a_loss,seconds", "1,0.1,1e-09"]


def test_an_empty_history(tmp_path):
    write_history(tmp_path / "history.csv", {})
    assert read_history(tmp_path / "history.csv") == {}


def test_a_damaged_history(tmp_path):
    for text in ("epoch,loss\n1,many\n", "epoch,loss\n1\n2,3\n", ""):
        (tmp_path / "history.csv").write_text(text)
        with pytest.raises(ValueError, match=r"history\.csv is damaged"):
            read_history(tmp_path / "history.csv")


def test_json_has_no_nan(tmp_path):
    write_json(tmp_path / "a.json", {"é": 1.5})
    assert read_json(tmp_path / "a.json") == {"é": 1.5}
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(tmp_path / "a.json", {"b": float("nan")})
    assert read_json(tmp_path / "a.json") == {"é": 1.5}
