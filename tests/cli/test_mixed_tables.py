"""Commands on tables with categories, dates and missing values: what is written has the same columns."""

import json

import numpy as np
import pandas as pd
import pytest


@pytest.fixture(scope="module")
def table():
    random = np.random.default_rng(0)
    kind = random.integers(2, size=80)
    return pd.DataFrame(
        {
            "kind": np.array(["iris", "rose"])[kind],
            "length": (2 + 2 * kind + 0.3 * random.normal(size=80)).round(1),
            "width": pd.Series(random.integers(9, size=80), dtype="Int64").where(random.random(80) > 0.3),
            "day": [f"2024-05-{1 + i % 28:02}" for i in range(80)],
            "rare": ["usual"] * 77 + ["rare", "rarer", "rarest"],
        }
    )


@pytest.fixture(scope="module")
def run(codings, tmp_path_factory, table):
    folder = tmp_path_factory.mktemp("mixed")
    table.to_csv(folder / "flowers.csv", index=False)
    options = ("--epochs", 2, "--hidden", 4, "--coding-size", 2, "--random-state", 0, "--run", folder / "run")
    result = codings("train", "variational", "--data", folder / "flowers.csv", *options)
    assert result.exit_code == 0, (result.stderr, result.exception)
    return folder / "run", result


def test_what_was_taken_for_what_is_said_once(run):
    (line,) = run[1].stderr.splitlines()
    assert "80 rows of 5 columns; categories in 'kind' (2), 'rare' (4); dates in 'day'; " in line
    assert "values missing, in 'width'" in line


def test_rare_categories_are_trained_on(run):
    assert (run[0] / "result.json").is_file()
    categories = json.loads((run[0] / "model" / "model.json").read_text())["range"]["columns"][4][
        "categories"
    ]
    assert categories == ["rare", "rarer", "rarest", "usual"]


def test_what_is_written_has_the_same_columns(codings, run, table, tmp_path):
    data = ("--data", run[0].parent / "flowers.csv")
    for command, count in (
        (("sample", run[0], "-n", 7), 7),
        (("reconstruct", run[0], *data), 80),
        (("interpolate", run[0], *data, "--rows", "0,1", "--steps", 3), 3),
    ):
        result = codings(*command, "-o", tmp_path / "out.csv")
        assert result.exit_code == 0, (command, result.stderr, result.exception)
        found = pd.read_csv(tmp_path / "out.csv", parse_dates=["day"])
        assert list(found.columns) == list(table.columns)
        assert len(found) == count
        assert set(found["kind"]) <= {"iris", "rose"}
        assert (found["width"].dropna() % 1 == 0).all()
        assert found["day"].between("2024-05-01", "2024-05-28").all()


def test_other_commands(codings, run, tmp_path):
    data = ("--data", run[0].parent / "flowers.csv")
    for command in (
        ("encode", run[0], *data, "-o", tmp_path / "codings.npy"),
        ("decode", run[0], "--data", tmp_path / "codings.npy", "-o", tmp_path / "decoded.csv"),
        ("anomalies", run[0], *data, "-n", 3),
        ("evaluate", run[0], "-n", 50),
    ):
        result = codings(*command)
        assert result.exit_code == 0, (command, result.stderr, result.exception)


def test_columns_are_matched_by_name(codings, run, table, tmp_path):
    path = tmp_path / "new.csv"
    table[table.columns[::-1]].to_csv(path, index=False)
    result = codings("anomalies", run[0], "--data", path)
    assert result.exit_code == 0
    assert "columns put in the order that the model was trained on" in result.stderr
    table.assign(kind="tulip").to_csv(path, index=False)
    result = codings("anomalies", run[0], "--data", path)
    assert result.exit_code == 2
    assert f"column 'kind' of {path} holds 'tulip' in row 0, which fit has not seen" in result.stderr


def test_there_are_no_pictures_of_rows(codings, refused, run, tmp_path):
    data = ("--data", run[0].parent / "flowers.csv")
    for command in ("reconstruct", "anomalies"):
        result = codings(command, run[0], *data, "-o", tmp_path / "a.png")
        assert result.exit_code == 2
        assert "have no picture" in result.stderr
    assert "cannot hold the column 'kind'" in refused("sample", run[0], "-o", tmp_path / "a.npy")


def test_identifiers_are_refused_before_training(refused, table, tmp_path):
    path = tmp_path / "named.csv"
    table.assign(name=[f"flower {i}" for i in range(80)]).to_csv(path, index=False)
    message = refused("train", "stacked", "--data", path, "--run", tmp_path / "run")
    assert f"column 'name' of {path} has 80 categories in 80 rows" in message
    assert not (tmp_path / "run").exists()


def test_a_gan_of_a_table(codings, run, tmp_path):
    data = run[0].parent / "flowers.csv"
    small = ("--epochs", 1, "--hidden", "4,4", "--coding-size", 2, "--no-pictures")
    options = (*small, "--run", tmp_path / "run")
    result = codings("train", "gan", "--data", data, *options)
    assert result.exit_code == 0, (result.stderr, result.exception)
    assert codings("sample", tmp_path / "run", "-n", 5, "-o", tmp_path / "new.csv").exit_code == 0
