"""`codings encode`, `decode` and `reconstruct`."""

import numpy as np
import pytest
from PIL import Image

from codings import data, runs
from codings.data import writing
from codings.plots.montage import GAP


@pytest.fixture(scope="session")
def model(trained):
    return runs.estimator_in(trained[0])


@pytest.fixture(scope="session")
def expected(model, digits):
    return model.transform(digits.X)


@pytest.mark.parametrize("ending", [".npy", ".npz", ".csv", ".parquet", ".NPY"])
def test_codings_come_back_from_every_type_of_file(codings, trained, tmp_path, expected, ending):
    if ending == ".parquet":
        pytest.importorskip("pyarrow")
    path = tmp_path / f"codings{ending}"
    result = codings("encode", trained[0], "--data", "digits", "-o", path)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == f"{path}: float32 of shape (1797, 2)\n"
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
    np.testing.assert_allclose(data.load(str(path)).X, expected, rtol=1e-6)


def test_tables_name_their_columns(codings, trained, tmp_path):
    codings("encode", trained[0], "--data", "digits", "-o", tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text().splitlines()[0] == "coding_1,coding_2"
    codings("reconstruct", trained[0], "--data", "digits", "-o", tmp_path / "b.csv")
    header, *rows = (tmp_path / "b.csv").read_text().splitlines()
    assert header.startswith("feature_1,feature_2,")
    assert header.endswith(",feature_64")
    assert len(rows) == 1797


def test_a_saved_model_alone_will_do(codings, trained, tmp_path, expected):
    codings("encode", trained[0] / "model", "--data", "digits", "-o", tmp_path / "a.npy")
    np.testing.assert_allclose(np.load(tmp_path / "a.npy"), expected, rtol=1e-6)


def test_decode_and_reconstruct_agree_with_the_estimator(codings, trained, tmp_path, model, digits, expected):
    np.save(tmp_path / "codings.npy", expected[:20])
    codings("decode", trained[0], "--data", tmp_path / "codings.npy", "-o", tmp_path / "decoded.npy")
    np.testing.assert_allclose(np.load(tmp_path / "decoded.npy"), model.inverse_transform(expected[:20]))
    codings("reconstruct", trained[0], "--data", "digits", "-o", tmp_path / "again.npz")
    np.testing.assert_allclose(data.load(str(tmp_path / "again.npz")).X, model.reconstruct(digits.X))


def size_of(path):
    with Image.open(path) as image:
        return image.size


def test_pictures(codings, trained, tmp_path, expected):
    np.save(tmp_path / "codings.npy", expected)
    sizes = []
    for count in (3, 12):
        path = tmp_path / f"{count}.png"
        result = codings("decode", trained[0], "--data", tmp_path / "codings.npy", "-o", path, "-n", count)
        assert (result.exit_code, result.stdout) == (0, f"{path}\n")
        sizes.append(size_of(path))
    assert sizes == [(3 * 120 + GAP, 120 + GAP), (10 * 120 + GAP, 240 + GAP)]
    codings("reconstruct", trained[0], "--data", "digits", "-o", tmp_path / "pairs.png", "-n", 4)
    assert size_of(tmp_path / "pairs.png")[0] > 4 * 100


def test_tables_are_decoded_to_no_picture(codings, refused, tmp_path):
    run = tmp_path / "run"
    trained = codings("train", "linear", "--data", "ring:n=40", "--epochs", 1, "--no-pictures", "--run", run)
    assert trained.exit_code == 0
    np.save(tmp_path / "codings.npy", np.eye(2))
    arguments = (run, "--data", tmp_path / "codings.npy", "-o", tmp_path / "out.png")
    assert "instances of shape (2,) are no pictures" in refused("decode", *arguments)
    assert codings("reconstruct", run, "--data", "ring:n=4", "-o", tmp_path / "lines.png").exit_code == 0


def test_a_failure_keeps_the_file_that_was_there(refused, trained, tmp_path, monkeypatch):
    def full(path, array, column):
        path.write_bytes(b"half")
        raise OSError("no space left on device")

    monkeypatch.setitem(writing.WRITERS, ".npy", full)
    path = tmp_path / "codings.npy"
    path.write_bytes(b"old")
    arguments = ("encode", trained[0], "--data", "digits", "-o", path)
    assert "no space left" in refused(*arguments, status=1)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("option", [("--processes", "2"), ("--ending", ".csv")])
def test_options_of_parts_without_parts_are_refused(refused, trained, tmp_path, option):
    said = refused("encode", trained[0], "--data", "digits", "-o", tmp_path / "codings.npy", *option)
    assert f"{option[0]} is of parts: give --out DIR as well" in said
    assert not list(tmp_path.iterdir())
