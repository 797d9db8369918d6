"""Files that are there whole or not at all."""

import os
from typing import TypedDict

import numpy as np
import pytest

from codings.files import in_shell, in_words, read_history, read_json, replacing, write_history, write_json


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


def test_what_a_killed_write_left_is_removed_by_the_next(tmp_path, ended):
    names = {"killed": f".out.txt-{ended}-01234567", "at work": f".out.txt-{os.getppid()}-01234567"}
    names |= {"of another": f".out.png-{ended}-01234567", "of mine": f".out.txt-{os.getpid()}-01234567"}
    for name in names.values():
        (tmp_path / name).mkdir()
        (tmp_path / name / "out.txt").write_text("half")
    with replacing(tmp_path / "out.txt") as new:
        new.write_text("new")
    left = {what for what, name in names.items() if (tmp_path / name).exists()}
    assert left == {"at work", "of another"}


@pytest.mark.parametrize("name", ["a.txt", "a" * 250])
def test_what_cannot_be_written_has_its_own_name(tmp_path, name):
    """Not that of the folder which it is written to first, and for which the second is too long."""
    path = tmp_path / name
    with pytest.raises(OSError) as raised, replacing(path) as new:  # noqa: PT011
        (new / "deeper").write_text("new")
    assert raised.value.filename == str(path)
    assert in_words(raised.value) == f"{path}: {raised.value.strerror}"
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="a shell of Unix")
@pytest.mark.parametrize(
    ("path", "typed"),
    [("runs/first", "runs/first"), ("my run", "'my run'"), ("-x", "./-x"), ("a's", "'a'\"'\"'s'")],
)
def test_a_path_as_one_types_it(path, typed):
    assert in_shell(path) == typed


def test_two_writes_of_one_file_at_once(tmp_path):
    with replacing(tmp_path / "out.txt") as first:
        first.write_text("first")
        with replacing(tmp_path / "out.txt") as second:
            second.write_text("second")
    assert (tmp_path / "out.txt").read_text() == "first"


def test_it_lies_on_the_disk_before_it_takes_the_place(tmp_path, monkeypatch):
    done = []
    replace = os.replace
    monkeypatch.setattr(os, "fsync", lambda file: done.append(os.fstat(file).st_ino))
    monkeypatch.setattr(os, "replace", lambda *paths: done.append("replaced") or replace(*paths))
    with replacing(tmp_path / "out.txt") as new:
        new.write_text("new")
    assert done == [(tmp_path / "out.txt").stat().st_ino, "replaced", tmp_path.stat().st_ino]


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


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999"])
def test_what_is_not_finite_is_refused(tmp_path, number):
    (tmp_path / "a.json").write_text(f'{{"b": [{number}]}}')
    with pytest.raises(ValueError, match=rf"a\.json is damaged \(it holds {number}, which is no number"):
        read_json(tmp_path / "a.json")


class Inner(TypedDict):
    count: int


class Outer(TypedDict):
    inner: Inner


def test_a_schema(tmp_path):
    path = tmp_path / "a.json"
    write_json(path, {"inner": {"count": 3}, "other": 1})
    assert read_json(path, Outer) == {"inner": {"count": 3}, "other": 1}
    for inner, told in (({"count": "3"}, "inner.count: Expected `int`, got `str`"), ({}, "inner: Object")):
        write_json(path, {"inner": inner})
        with pytest.raises(ValueError, match=rf"a\.json is damaged \({told}"):
            read_json(path, Outer)
