"""The range: found in one pass, undone exactly, and strict about what is not a number."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from codings.data import Range, blocks, is_mapped, release

RNG = np.random.default_rng(0)
BYTES = np.arange(256, dtype=np.uint8).reshape(16, 16)


def test_bytes_round_trip_exactly():
    found = Range.find(BYTES)
    assert found == Range(0, 255, 0, 255, "uint8")
    Z = found.apply(BYTES)
    assert Z.dtype == np.float32
    assert (Z.min(), Z.max()) == (0, 1)
    assert np.array_equal(found.undo(Z), BYTES)
    assert found.undo(Z).dtype == np.uint8


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_unit_floats_are_bounded(dtype):
    X = RNG.random((5, 4)).astype(dtype)
    found = Range.find(X)
    assert found == Range(0, 1, 0, 1, np.dtype(dtype).name)
    assert found.bounded
    assert found.undo(np.array([[-0.5, 0.5, 1.5]])).tolist() == [[0, 0.5, 1]]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_other_floats_are_standardised(dtype):
    X = RNG.normal(1000, 3, size=(500, 4)).astype(dtype)
    found = Range.find(X)
    assert not found.bounded
    assert found.dtype == np.dtype(dtype).name
    Z = found.apply(X)
    assert Z.dtype == np.float32
    np.testing.assert_allclose([Z.mean(), Z.std()], [0, 1], atol=1e-4)
    assert found.undo(Z).dtype == dtype
    np.testing.assert_allclose(found.undo(Z), X, rtol=1e-6)


@pytest.mark.parametrize(
    ("X", "expected"),
    [
        (np.array([[True, False]]), Range(0, 1, 0, 1, "float32")),
        (np.array([[0, 1]]), Range(0, 1, 0, 1, "float32")),
        (np.array([[1, 3]]), Range(2, 1, None, None, "float32")),
        (np.array([[0.5, 1]], np.float16), Range(0, 1, 0, 1, "float32")),
        (np.full((9, 7), 3.3), Range(pytest.approx(3.3), 1, None, None, "float64")),
        (np.array([[0.25, 0.5]], ">f4"), Range(0, 1, 0, 1, "float32")),
    ],
)
def test_other_types(X, expected):
    assert Range.find(X) == expected
    assert Range.find(X).apply(X).dtype == np.dtype(np.float32)
    assert Range.find(X).undo(X).dtype == expected.dtype


@pytest.mark.parametrize("mean", [0.0, 1e8])
def test_blocks_find_what_the_whole_has(monkeypatch, mean):
    X = RNG.normal(mean, 2, size=(1000, 3, 5))
    monkeypatch.setattr("codings.data.range.blocks", lambda array: blocks(array, nbytes=7 * 15 * 8))
    found = Range.find(X)
    np.testing.assert_allclose(found.offset, X.mean(), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(found.scale, X.std(), rtol=1e-9)


def test_neither_apply_nor_undo_changes_its_argument():
    X = RNG.normal(5, 2, size=(4, 3)).astype(np.float32)
    before, found = X.copy(), Range.find(X)
    found.apply(X)
    found.undo(X)
    assert np.array_equal(X, before)
    found = Range.find(np.array([[0.0, 1.0]], np.float32))
    assert not np.shares_memory(found.apply(X), X)


@pytest.mark.parametrize(("value", "name"), [(np.nan, "NaN"), (np.inf, "infinity"), (-np.inf, "infinity")])
def test_what_is_not_finite_is_named_with_its_row(monkeypatch, value, name):
    monkeypatch.setattr("codings.data.range.blocks", lambda array: blocks(array, nbytes=100))
    X = np.ones((50, 4))
    X[37, 2] = X[41, 0] = value
    with pytest.raises(ValueError, match=f"X holds {name}, first in row 37: .*SimpleImputer"):
        Range.find(X)


@pytest.mark.parametrize("X", [np.zeros((0, 3)), np.zeros((3, 0)), np.zeros((0, 3), np.uint8)])
def test_empty(X):
    with pytest.raises(ValueError, match="X is empty"):
        Range.find(X)


@pytest.mark.parametrize("X", [np.array([["a"]]), np.array([[None]]), np.array([[1j]])])
def test_no_numbers(X):
    with pytest.raises(ValueError, match="must hold numbers"):
        Range.find(X)


@pytest.mark.parametrize("X", [BYTES, BYTES / 255, BYTES / 7])
def test_json(X):
    found = Range.find(X)
    assert Range(**json.loads(json.dumps(asdict(found)))) == found


@pytest.fixture
def mapped(tmp_path):
    path = tmp_path / "a.npy"
    np.save(path, RNG.normal(size=(1000, 40)))
    return path


@pytest.mark.parametrize("mode", ["r", "r+", "c"])
def test_views_of_a_map_are_mapped_and_survive_release(mapped, mode):
    X = np.load(mapped, mmap_mode=mode)
    if mode != "r":
        X[3] = 5
    before = np.array(X)
    for view in (X, X[10:20], np.asarray(X), np.asarray(X)[::2].T):
        assert is_mapped(view)
        release(view)
    assert np.array_equal(X, before)


def test_copies_are_not_mapped(mapped):
    X = np.load(mapped, mmap_mode="r")
    for array in (np.array(X), X[[1, 2]], X + 1, np.eye(3), np.eye(3)[1:]):
        assert not is_mapped(array)
        release(array)


def test_blocks_cover_all_rows():
    X = np.arange(60).reshape(20, 3)
    found = list(blocks(X, nbytes=7 * 24))
    assert [start for start, _ in found] == [0, 7, 14]
    assert np.array_equal(np.concatenate([block for _, block in found]), X)
    assert len(list(blocks(X, nbytes=1))) == 20


STATUS = Path("/proc/self/status")


def resident() -> int:
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith("RssFile"))
    return int(line.split()[1]) * 1024


@pytest.mark.skipif(not STATUS.exists(), reason="reads the resident memory from Linux")
def test_a_map_is_never_in_memory_whole(tmp_path):
    path, nbytes = tmp_path / "a.npy", 64 * 2**20
    X = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=(nbytes // 4096, 1024))
    X[:] = 2
    del X
    X = np.load(path, mmap_mode="r")
    before = resident()
    Range.find(X)
    assert resident() - before < nbytes / 4
