"""Parts: the same rows as in one go, whoever makes them, and none of them twice."""

import json
import multiprocessing
import os
import signal
import threading
from functools import partial
from time import sleep

import numpy as np
import pandas as pd
import pytest

import codings
from codings import runs
from codings.data import load
from codings.data.writing import write_array
from codings.interrupt import Interrupted
from codings.parts import Task, find_shards, is_pattern, shards_in_parts, strangest

SHARDS, ROWS = 3, 40


@pytest.fixture(scope="module")
def table():
    random = np.random.default_rng(0)
    return pd.DataFrame(
        {"a": random.normal(size=SHARDS * ROWS), "b": random.choice(["x", "y"], SHARDS * ROWS)}
    )


@pytest.fixture(scope="module")
def model(cli, table, tmp_path_factory):
    """A run of a small autoencoder of a table."""
    folder = tmp_path_factory.mktemp("model")
    table.to_csv(folder / "all.csv", index=False)
    options = ("--epochs", 1, "--coding-size", 2, "--hidden", 8, "--no-pictures", "--random-state", 0)
    done = cli("train", "variational", "--data", folder / "all.csv", "--run", folder / "run", *options)
    assert done.exit_code == 0, done.stderr
    return folder / "run"


@pytest.fixture
def shards(table, tmp_path):
    (tmp_path / "shards").mkdir()
    for i in range(SHARDS):
        rows = table.iloc[ROWS * i : ROWS * (i + 1)]
        rows.to_csv(tmp_path / "shards" / f"s{i}.csv.gz", index=False)
    return tmp_path / "shards" / "*.csv.gz"


def made(done):
    """The parts that were made or found, from what is told on standard error."""
    return [line for line in done.stderr.splitlines() if " of " in line and "rows" in line]


def whole(folder, ending="csv.gz"):
    paths = sorted(folder.glob(f"*.{ending}"))
    return pd.concat([pd.read_csv(path) for path in paths], ignore_index=True)


def test_parts_are_what_one_file_would_be(cli, model, shards, table, tmp_path):
    done = cli("encode", model, "--data", shards, "--out", tmp_path / "parts")
    assert done.exit_code == 0, done.stderr
    assert done.stderr.splitlines()[-1].endswith("parts: 3 parts, 120 rows")
    names = sorted(path.name for path in (tmp_path / "parts").iterdir() if path.name[0] != ".")
    assert names == ["parts.json", "parts.jsonl", "s0.csv.gz", "s1.csv.gz", "s2.csv.gz"]
    expected = runs.estimator_in(model).transform(table)
    np.testing.assert_allclose(whole(tmp_path / "parts").to_numpy(), expected, rtol=1e-6)


@pytest.mark.slow
def test_the_number_of_processes_changes_no_value(cli, model, shards, tmp_path):
    for command, options in (("encode", ("--data", shards)), ("sample", ("-n", 50, "--rows", 20))):
        for count in (1, 2):
            out = tmp_path / f"{command}-{count}"
            seed = ("--random-state", 3) if command == "sample" else ()
            done = cli(command, model, *options, *seed, "--out", out, "--processes", count)
            assert done.exit_code == 0, done.stderr
        one, two = (sorted((tmp_path / f"{command}-{count}").glob("*.csv*")) for count in (1, 2))
        assert len(one) == 3
        assert [path.name for path in one] == [path.name for path in two]
        for first, second in zip(one, two, strict=True):
            pd.testing.assert_frame_equal(pd.read_csv(first), pd.read_csv(second), check_exact=True)


def test_what_is_whole_is_passed_over_and_what_changed_is_made_anew(cli, model, shards, table, tmp_path):
    out = tmp_path / "parts"
    cli("encode", model, "--data", shards, "--out", out)
    before = {path.name: path.stat().st_mtime_ns for path in out.glob("s*")}
    (out / "s0.csv.gz").unlink()
    (out / "s1.csv.gz").write_bytes(b"cut off")
    with (out / "parts.jsonl").open("a") as file:
        file.write('{"part": "s2.cs')  # killed while it was written
    assert cli("encode", model, "--data", shards, "--out", out).exit_code == 0
    after = {path.name: path.stat().st_mtime_ns for path in out.glob("s*")}
    assert [name for name in sorted(before) if before[name] == after[name]] == ["s2.csv.gz"]
    table.iloc[:10].to_csv(shards.parent / "s2.csv.gz", index=False)
    assert cli("encode", model, "--data", shards, "--out", out).exit_code == 0
    assert len(pd.read_csv(out / "s2.csv.gz")) == 10
    assert (out / "s0.csv.gz").stat().st_mtime_ns == after["s0.csv.gz"]


@pytest.mark.parametrize("processes", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_column_that_differs_is_named_and_parts_before_stay(cli, model, shards, table, tmp_path, processes):
    broken = table.iloc[:5].rename(columns={"a": "A"})
    broken.to_csv(shards.parent / "s1.csv.gz", index=False)
    done = cli("encode", model, "--data", shards, "--out", tmp_path / "parts", "--processes", processes)
    assert done.exit_code == 2
    *_, said = done.stderr.splitlines()
    assert said.startswith("Error: ")
    assert "s1.csv.gz lacks the columns 'a' and has 'A'" in said
    assert (tmp_path / "parts" / "s0.csv.gz").is_file()
    assert not (tmp_path / "parts" / "s1.csv.gz").exists()
    table.iloc[:5].assign(b="z").to_csv(shards.parent / "s1.csv.gz", index=False)
    done = cli("encode", model, "--data", shards, "--out", tmp_path / "parts")
    assert "column 'b' of " in done.stderr
    assert "s1.csv.gz holds 'z' in row 0, which fit has not seen" in done.stderr


def test_another_model_or_another_folder_is_refused(cli, model, shards, tmp_path):
    cli("encode", model, "--data", shards, "--out", tmp_path / "parts")
    done = cli("anomalies", model, "--data", shards, "--out", tmp_path / "parts")
    assert "holds parts of something else (command encode, and now anomalies" in done.stderr
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").touch()
    done = cli("encode", model, "--data", shards, "--out", tmp_path / "full")
    assert (done.exit_code, "holds files already" in done.stderr) == (2, True)


def test_scores_do_not_depend_on_how_data_are_cut(cli, model, shards, table, tmp_path):
    done = cli("anomalies", model, "--data", shards, "--out", tmp_path / "parts", "-n", 4, "--json")
    assert done.exit_code == 0, done.stderr
    scores = whole(tmp_path / "parts")["score"].to_numpy()
    table.to_csv(tmp_path / "all.csv", index=False)
    cli("anomalies", model, "--data", tmp_path / "all.csv*", "--out", tmp_path / "one")
    np.testing.assert_allclose(scores, whole(tmp_path / "one", "csv")["score"], rtol=1e-5)
    found = json.loads(done.stdout)
    assert found["instances"] == SHARDS * ROWS
    first = found["anomalies"][0]
    number = int(first["shard"][-8]) * ROWS + first["row"]
    assert number == scores.argmin()
    assert first["strangeness"] == pytest.approx(-scores.min())


@pytest.mark.parametrize("ending", [".npy", ".csv.gz"])
def test_more_rows_than_a_record_holds_are_ranked_by_the_scores(
    cli, model, shards, table, tmp_path, monkeypatch, ending
):
    strange = table.iloc[:ROWS].assign(a=range(50, 50 + ROWS))
    strange.to_csv(shards.parent / "s1.csv.gz", index=False)
    arguments = ("--data", shards, "--ending", ending, "--json", "-n", 30)
    expected = cli("anomalies", model, *arguments, "--out", tmp_path / "expected").stdout
    monkeypatch.setattr("codings.parts.making.STRANGEST", 3)
    found = cli("anomalies", model, *arguments, "--out", tmp_path / "found").stdout
    assert [one["shard"][-9:] for one in json.loads(found)["anomalies"]] == ["s1.csv.gz"] * 30
    assert found == expected


@pytest.mark.parametrize("ending", [".npz", ".parquet"])
def test_scores_of_other_files(tmp_path, ending):
    if ending == ".parquet":
        pytest.importorskip("pyarrow")
    scores = np.array([-1.0, -3.0, -2.0])
    write_array(tmp_path / f"a{ending}", scores, "score")
    record = {"part": f"a{ending}", "of": {"shard": "a"}, "rows": 3, "strangest": [[1, -3.0]]}
    assert strangest([record], tmp_path, 2) == [("a", 1, -3), ("a", 2, -2)]


def test_parts_of_an_earlier_call_do_not_stand_among_new_ones(cli, model, shards, tmp_path):
    out, encoded = tmp_path / "samples", tmp_path / "encoded"
    sample = partial(cli, "sample", model, "--rows", 10, "--random-state", 1, "--out", out)
    sample("-n", 30)
    done = sample("-n", 10)
    assert done.exit_code == 2
    assert "holds part-00001.csv and 1 more of an earlier call" in done.stderr
    for i in (1, 2):
        (out / f"part-0000{i}.csv").unlink()
    assert sample("-n", 10).stderr.endswith("samples: 1 part, 10 rows\n")
    encode = partial(cli, "encode", model, "--out", encoded, "--data")
    encode(shards)
    done = encode(shards.parent / "s[12]*")  # days that come one by one, say
    assert done.stderr.endswith("encoded: 2 parts, 80 rows, beside 1 part of other shards\n")
    done = encode(shards, "--ending", ".csv")
    assert (done.exit_code, "s0.csv.gz and 2 more of an earlier call" in done.stderr) == (2, True)


def test_a_model_that_cannot_is_one_sentence(cli, table, shards, tmp_path):
    gan = codings.GAN(epochs=1, hidden=(4,), coding_size=2, verbose=False)
    gan.fit(table[["a"]]).save(tmp_path / "gan")
    done = cli("encode", tmp_path / "gan", "--data", shards, "--out", tmp_path / "parts")
    assert (done.exit_code, done.stderr) == (
        2,
        "Error: GAN cannot transform, and encode needs that: give another model.\n",
    )


@pytest.fixture
def alone(model, shards, tmp_path):
    """Makes parts by two processes, of which each calls this first."""
    found = find_shards(str(shards))
    task, out = Task("encode", str(model), {}), tmp_path / "parts"
    return lambda ready: list(shards_in_parts(task, found, out, processes=2, ready=ready))


@pytest.mark.slow
def test_a_process_that_fails_or_is_killed_is_one_sentence(alone):
    with pytest.raises(ValueError, match="'damaged'"):
        alone(partial(int, "damaged"))
    with pytest.raises(OSError, match="a process that makes parts was ended"):
        alone(partial(os._exit, 1))


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has no such signals")
@pytest.mark.parametrize("number", ["SIGTERM", "SIGHUP"])
def test_a_signal_ends_the_processes_too(alone, number):
    threading.Timer(1, os.kill, (os.getpid(), getattr(signal, number))).start()
    with pytest.raises(Interrupted):
        alone(partial(sleep, 60))
    assert multiprocessing.active_children() == []


def test_samples_follow_from_seed_and_part(cli, model, tmp_path):
    out = tmp_path / "parts"
    done = cli("sample", model, "-n", 50, "--rows", 20, "--out", out)
    assert done.exit_code == 0, done.stderr
    parts = [pd.read_csv(path) for path in sorted(out.glob("part-*.csv"))]
    assert [len(part) for part in parts] == [20, 20, 10]
    assert not parts[0].equals(parts[1])
    (out / "part-00001.csv").unlink()
    assert cli("sample", model, "-n", 50, "--rows", 20, "--out", out).exit_code == 0  # by the same seed
    pd.testing.assert_frame_equal(pd.read_csv(out / "part-00001.csv"), parts[1])


def test_arrays_and_endings(cli, trained_on_digits, digits, tmp_path):
    for i, rows in enumerate((digits.X[:30], digits.X[30:50])):
        np.save(tmp_path / f"x{i}.npy", rows)
    out = tmp_path / "parts"
    cli("encode", trained_on_digits, "--data", tmp_path / "x*.npy", "--out", out)
    found = np.concatenate([np.load(out / f"x{i}.npy") for i in range(2)])
    expected = runs.estimator_in(trained_on_digits).transform(digits.X[:50])
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)
    np.save(tmp_path / "x2.npy", digits.X[:4, :4])
    done = cli("encode", trained_on_digits, "--data", tmp_path / "x*.npy", "--out", out)
    assert (
        "x2.npy: X has instances of shape (4, 8), but LinearAutoencoder was fitted on (8, 8)" in done.stderr
    )
    done = cli(
        "encode",
        trained_on_digits,
        "--data",
        tmp_path / "x[01].npy",
        "--out",
        tmp_path / "t",
        "--ending",
        ".csv",
    )
    assert done.exit_code == 0, done.stderr
    np.testing.assert_allclose(load(str(tmp_path / "t" / "x0.csv")).X, expected[:30], rtol=1e-5, atol=1e-6)


@pytest.fixture(scope="module")
def trained_on_digits(cli, tmp_path_factory):
    folder = tmp_path_factory.mktemp("digits") / "run"
    options = ("--epochs", 1, "--coding-size", 2, "--no-pictures", "--random-state", 0)
    assert cli("train", "linear", "--data", "digits", "--run", folder, *options).exit_code == 0
    return folder


def test_one_of_file_and_parts_is_asked_for(cli, model, shards, tmp_path):
    for arguments, sentence in (
        (("--data", shards, "-o", tmp_path / "a.npy"), "is a pattern of files: give --out DIR"),
        (("--data", "digits"), "give -o FILE for one file, or --out DIR"),
        (("--data", "digits", "-o", tmp_path / "a.npy", "--out", tmp_path / "b"), "leave one of them out"),
        (("--data", tmp_path / "none*.csv", "--out", tmp_path / "b"), "no file is named like"),
    ):
        done = cli("encode", model, *arguments)
        assert (done.exit_code, sentence in done.stderr) == (2, True), done.stderr


def test_patterns(tmp_path):
    for name in ("b.csv", "a.csv", "x[1].csv"):
        (tmp_path / name).touch()
    assert [shard.path.name for shard in find_shards(f"{tmp_path}/?.csv")] == ["a.csv", "b.csv"]
    assert find_shards(f"{tmp_path}/a*.csv:label=y")[0].source == f"{tmp_path / 'a.csv'}:label=y"
    assert is_pattern("shards/*.csv:label=y")
    assert not is_pattern("sprites:n=500")
    assert not is_pattern(str(tmp_path / "x[1].csv"))
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.csv").touch()
    with pytest.raises(ValueError, match="would be the same part"):
        find_shards(f"{tmp_path}/**/a.csv")
