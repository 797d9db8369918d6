"""Bad use: one line that says what to do, exit status 2, and nothing is left behind."""

import os

import numpy as np
import pandas as pd
import pytest


def text_csv(folder):
    (folder / "text.csv").write_text("a,b\n1,5\n2,x\n3,6\n")
    return folder / "text.csv"


def nan_npy(folder):
    np.save(folder / "nan.npy", np.array([[1.0, 2.0], [np.nan, 0.0], [1.0, 1.0]]))
    return folder / "nan.npy"


def span_parquet(folder):
    pytest.importorskip("pyarrow")
    spans = pd.to_timedelta(np.arange(4), "D")
    pd.DataFrame({"a": [1.0, 2.0, 3.0, 4.0], "span": spans}).to_parquet(folder / "span.parquet")
    return folder / "span.parquet"


def names_csv(folder):
    rows = "".join(f"{i},person {i}\n" for i in range(40))
    (folder / "names.csv").write_text(f"a,name\n{rows}")
    return folder / "names.csv"


def unknown_type(folder):
    (folder / "a.mat").write_bytes(b"123")
    return folder / "a.mat"


def empty_folder(folder):
    (folder / "empty").mkdir()
    return folder / "empty"


def broken_image(folder):
    (folder / "images").mkdir()
    (folder / "images" / "a.png").write_bytes(b"no image")
    return folder / "images"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: "digit", "did you mean 'digits'"),
        (lambda folder: folder / "none.npy", "no such file"),
        (lambda folder: "ring:m=3", "has no option 'm'"),
        (text_csv, "has 'x' in row 1 of column 'b'"),
        (nan_npy, "NaN"),
        (span_parquet, "column 'span' of"),
        (names_csv, "column 'name' of"),
        (unknown_type, "is of no type that can be read"),
        (empty_folder, "has no images"),
        (broken_image, "a.png (not an image)"),
    ],
)
def test_data(refused, tmp_path, make, message):
    assert message in refused("train", "stacked", "--data", make(tmp_path), "--run", tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["stackd"], "unknown model 'stackd': did you mean 'stacked'?"),
        (["qqqq"], "unknown model 'qqqq': There are linear, stacked"),
        (["stacked"], "Missing option '--run'. Try 'codings train stacked --help'."),
        (["stacked", "--epoch", "3"], "--epochs"),
        (["stacked", "--epochs", "many"], "'many' is not a valid integer"),
        (["stacked", "--hidden", "3,x"], "separate them by commas"),
        (["stacked", "--activation", "rely"], "'rely' is not one of"),
    ],
)
def test_usage(refused, arguments, message):
    assert message in refused("train", *arguments)


@pytest.mark.parametrize(
    ("model", "options", "message"),
    [
        ("stacked", ["--coding-size", 0], "'coding_size' parameter"),
        ("linear", ["--coding-size", 65], "larger than n_features=64"),
        ("linear", ["--minutes", "inf"], "minutes=inf must be a finite number above 0"),
        ("linear", ["--bounds", 0], "bounds=(0.0,) must be two finite numbers"),
        ("stacked", ["--validation", 1797], "none to train on"),
        ("stacked", ["--validation", -1], "must be a share"),
    ],
)
def test_values(refused, tmp_path, model, options, message):
    assert message in refused("train", model, *options, "--run", tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_unknown_commands_and_options(refused):
    assert "unknown command 'tran': did you mean 'train'?" in refused("tran")
    assert "--nonsense" in refused("--nonsense")


def test_a_run_is_not_overwritten(refused, trained):
    folder, _ = trained
    before = (folder / "config.json").read_bytes()
    assert "holds a run already: choose another folder" in refused("train", "stacked", "--run", folder)
    assert (folder / "config.json").read_bytes() == before


@pytest.mark.parametrize("command", ["encode", "decode", "reconstruct", "interpolate", "anomalies"])
def test_outputs_are_checked_before_any_work(refused, tmp_path, command):
    def message(name):
        return refused(command, tmp_path / "no-run", "--data", "no-data", "-o", tmp_path / name)

    assert "must end in one of .npy, .npz, .csv, .parquet" in message("out.txt")
    assert "its folder must exist" in message("no/folder/out.npy")
    (tmp_path / "taken.npy").mkdir()
    assert "cannot be a file" in message("taken.npy")


def test_codings_are_no_picture(refused, trained, tmp_path):
    assert "must end" in refused("encode", trained[0], "--data", "digits", "-o", tmp_path / "out.png")


def test_folders_without_a_run(refused, tmp_path):
    def message(folder):
        return refused("encode", folder, "--data", "no-data", "-o", tmp_path / "out.npy")

    assert "holds no run and no saved model" in message(tmp_path)
    assert "is not a folder" in message(tmp_path / "none")
    (tmp_path / "config.json").write_text("{}")
    assert "left no model" in message(tmp_path)


def test_data_of_another_shape(refused, trained, tmp_path):
    arguments = (trained[0], "--data", "ring:n=5", "-o", tmp_path / "out.npy")
    assert "StackedAutoencoder" in refused("encode", *arguments)
    assert "StackedAutoencoder" in refused("reconstruct", *arguments)
    assert list(tmp_path.iterdir()) == []


def test_codings_of_another_width(refused, trained, tmp_path):
    np.save(tmp_path / "wide.npy", np.eye(3))
    arguments = (trained[0], "--data", tmp_path / "wide.npy", "-o", tmp_path / "out.npy")
    assert "X has shape (3, 3), but the codings of this" in refused("decode", *arguments)


def test_failures_have_status_1(refused, tmp_path, monkeypatch):
    wild = ("--learning-rate", 1e30, "--activation", "relu", "--epochs", 1, "--run", tmp_path / "run")
    assert "diverged" in refused("train", "stacked", *wild, status=1)
    assert (tmp_path / "run" / "model" / "model.json").is_file()

    def missing(*arguments):
        raise ModuleNotFoundError("Keras wants its backend\n'torch'")

    monkeypatch.setattr("codings.runs.plan", missing)
    assert "backend 'torch'" in refused("train", "stacked", "--run", tmp_path / "other", status=1)


def test_networks_that_do_not_fit_into_memory(refused, tmp_path):
    arguments = ("--hidden", 10**15, "--epochs", 1, "--run", tmp_path / "run")
    assert "memory of the device is too small" in refused("train", "stacked", *arguments, status=1)
    assert not (tmp_path / "run").exists()


def test_ctrl_c(codings, tmp_path, monkeypatch):
    def interrupt(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("codings.runs.plan", interrupt)
    result = codings("train", "stacked", "--run", tmp_path / "run")
    assert (result.exit_code, result.stderr) == (130, "Error: interrupted.\n")


def test_bugs_keep_their_traceback(codings, tmp_path, monkeypatch):
    def buggy(*arguments):
        raise TypeError("a bug")

    monkeypatch.setattr("codings.runs.plan", buggy)
    assert isinstance(codings("train", "stacked", "--run", tmp_path / "run").exception, TypeError)


def test_trials_are_kept_in_no_folder_whose_name_an_address_would_cut(refused, tmp_path):
    said = refused("search", "linear", "--data", "digits", "--out", tmp_path / "which?")
    assert "which? cannot keep trials, for its question mark: choose another --out." in said


def test_a_file_that_cannot_be_written_is_refused_before_any_work(refused, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    said = refused("sample", tmp_path / "no-run", "-o", tmp_path / "a.npy")
    assert "a.npy' cannot be written: its folder may only be read." in said
