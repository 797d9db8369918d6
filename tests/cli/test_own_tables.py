"""Commands on tables: their columns are matched by name, and what was decided is said."""

import json

import numpy as np
import pytest

pd = pytest.importorskip("pandas")

NAMES = ["mass", "length", "depth"]


@pytest.fixture(scope="module")
def table():
    """Sixty rows, of which the last is far from all others."""
    X = np.random.default_rng(0).normal(size=(60, 3)) * [1, 2, 3] + [0, 5, 10]
    X[-1] = [30, -40, 60]
    return pd.DataFrame(X.round(3), columns=NAMES)


@pytest.fixture(scope="module")
def run(codings, tmp_path_factory, table):
    """A run on a table with semicolons and decimal commas, and what was printed."""
    folder = tmp_path_factory.mktemp("tables")
    table.assign(kind=["a", "b"] * 30).to_csv(folder / "t.csv", sep=";", decimal=",", index=False)
    options = ("--epochs", 2, "--hidden", 4, "--coding-size", 2, "--random-state", 0, "--run", folder / "run")
    result = codings("train", "stacked", "--data", f"{folder / 't.csv'}:label=kind", *options)
    assert result.exit_code == 0, result.stderr
    return folder / "run", result


def ranking(result):
    assert result.exit_code == 0, result.stderr
    return [found["row"] for found in json.loads(result.stdout)["anomalies"]]


def test_what_was_decided_is_said_once(run):
    (line,) = run[1].stderr.splitlines()
    assert "t.csv: 60 rows of 3 columns; separated by semicolons; decimal commas" in line


def test_columns_are_matched_by_name(codings, refused, run, table, tmp_path):
    path = tmp_path / "new.csv"
    table.to_csv(path, index=False)
    as_trained = codings("anomalies", run[0], "--data", path, "--json")
    assert ranking(as_trained)[0] == 59
    assert as_trained.stderr == ""
    table[["depth", "mass", "length"]].to_csv(path, index=False)
    mixed = codings("anomalies", run[0], "--data", path, "--json")
    assert ranking(mixed) == ranking(as_trained)
    assert "columns put in the order that the model was trained on" in mixed.stderr
    table[["depth", "mass"]].assign(width=1.5).to_csv(path, index=False)
    message = refused("anomalies", run[0], "--data", path)
    assert "lacks the columns 'length' and has 'width', which the model does not know" in message


def test_arrays_are_taken_in_their_order(codings, run, table, tmp_path):
    np.save(tmp_path / "new.npy", table.to_numpy())
    result = codings("anomalies", run[0], "--data", tmp_path / "new.npy", "--json")
    assert ranking(result)[0] == 59
    assert "no names" in result.stderr


def test_a_model_of_arrays_takes_tables(codings, table, tmp_path):
    np.save(tmp_path / "old.npy", table.to_numpy())
    table.to_csv(tmp_path / "new.csv", index=False)
    options = ("--epochs", 1, "--hidden", 4, "--coding-size", 2, "--no-pictures", "--run", tmp_path / "run")
    assert codings("train", "stacked", "--data", tmp_path / "old.npy", *options).exit_code == 0
    assert ranking(codings("anomalies", tmp_path / "run", "--data", tmp_path / "new.csv", "--json"))


def test_commands_on_a_table(codings, run, tmp_path):
    data = ("--data", f"{run[0].parent / 't.csv'}:label=kind")
    for command in (
        ("encode", run[0], *data, "-o", tmp_path / "codings.csv"),
        ("decode", run[0], "--data", tmp_path / "codings.csv", "-o", tmp_path / "decoded.csv"),
        ("reconstruct", run[0], *data, "-o", tmp_path / "pairs.csv"),
        ("reconstruct", run[0], *data, "-o", tmp_path / "pairs.png"),
        ("anomalies", run[0], *data),
        ("evaluate", run[0]),
    ):
        result = codings(*command)
        assert result.exit_code == 0, (command, result.stderr, result.exception)
    assert (tmp_path / "decoded.csv").is_file()


def test_pictures_of_a_table(codings, run, tmp_path):
    data = f"{run[0].parent / 't.csv'}:label=kind"
    options = ("--epochs", 1, "--hidden", 4, "--coding-size", 2, "--run", tmp_path / "run")
    result = codings("train", "denoising", "--data", data, *options)
    assert result.exit_code == 0, (result.stderr, result.exception)
    assert (tmp_path / "run" / "pictures" / "denoised.png").is_file()


@pytest.mark.parametrize("model", ["variational", "gan"])
def test_generative_models_of_tables(codings, run, tmp_path, model):
    data = f"{run[0].parent / 't.csv'}:label=kind"
    options = ("--epochs", 1, "--hidden", 4, "--coding-size", 2, "--no-pictures", "--run", tmp_path / "run")
    result = codings("train", model, "--data", data, *options)
    assert result.exit_code == 0, (result.stderr, result.exception)
    assert codings("sample", tmp_path / "run", "-n", 5, "-o", tmp_path / "new.csv").exit_code == 0
    given = ("--data", data) if model == "variational" else ()
    way = codings("interpolate", tmp_path / "run", *given, "-o", tmp_path / "way.npy")
    assert way.exit_code == 0, (way.stderr, way.exception)
    evaluated = codings("evaluate", tmp_path / "run", "-n", 50)
    assert evaluated.exit_code == 0, (evaluated.stderr, evaluated.exception)
