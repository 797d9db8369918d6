"""The range: found in one pass, undone exactly, and strict about what is not a number."""

import json
import re
from dataclasses import asdict, replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from codings.checks import check_range
from codings.data import Range, blocks, find_range, is_mapped, release

RNG = np.random.default_rng(0)
BYTES = np.arange(256, dtype=np.uint8).reshape(4, 8, 8)


def test_bytes_round_trip_exactly():
    found = find_range(BYTES)
    assert found == Range(0, 255, 0, 255, "uint8")
    Z = found.apply(BYTES)
    assert Z.dtype == np.float32
    assert (Z.min(), Z.max()) == (0, 1)
    assert np.array_equal(found.undo(Z), BYTES)
    assert found.undo(Z).dtype == np.uint8


@pytest.mark.parametrize(
    ("X", "bounds", "dtype"),
    [
        (RNG.integers(0, 2, (9, 4, 4), dtype=np.uint8), (0, 1), "uint8"),  # masks
        (RNG.integers(0, 2, (9, 4, 4)) > 0, (0, 1), "bool"),
        (RNG.integers(0, 5, (99, 4, 4)), (0, 7), "int64"),  # labels
        (RNG.integers(0, 4096, (99, 4, 4), dtype=np.uint16), (0, 4095), "uint16"),
        (RNG.integers(0, 17, (99, 4, 4)).astype(np.float32), (0, 31), "float32"),  # scikit-learn's digits
        (RNG.integers(0, 256, (99, 4, 4)).astype(float), (0, 255), "float64"),
        (RNG.random((9, 4, 4)) * 255, (0, 255), "float64"),
        (RNG.random((9, 4, 4)), (0, 1), "float64"),
        (RNG.random((9, 4, 4, 3)).astype(np.float16), (0, 1), "float32"),
        (RNG.random((9, 4, 4)).astype(">f4"), (0, 1), "float32"),
        (RNG.uniform(-1, 1, (9, 4, 4)), (-1, 1), "float64"),
        (RNG.uniform(-0.01, 0.01, (9, 4, 4)), (-1, 1), "float64"),
    ],
)
def test_images_are_bounded_by_what_they_hold(X, bounds, dtype):
    found = find_range(X)
    assert (found.low, found.high, found.dtype) == (*bounds, dtype)
    Z = found.apply(X)
    assert Z.dtype == np.float32
    assert Z.min() >= 0
    assert Z.max() <= 1
    mirrored = find_range(X, symmetric=True).apply(X)
    np.testing.assert_allclose(mirrored, 2 * Z - 1, atol=1e-6)
    back = found.undo(Z)
    assert back.dtype == dtype
    np.testing.assert_allclose(back.astype(float), X.astype(float), atol=1e-6 * found.high)


@pytest.mark.parametrize(
    "X", [RNG.random((9, 4, 4)) * 3, RNG.integers(-500, 500, (9, 4, 4)), RNG.normal(size=(9, 4))]
)
def test_other_values_have_no_bounds(X):
    assert not find_range(X).bounded


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_columns_are_standardised_by_themselves(dtype):
    X = (RNG.normal(size=(500, 4)) * [1, 1e-3, 1e6, 10] + [0, 5, 1e7, -3]).astype(dtype)
    found = find_range(X)
    assert found.dtype == np.dtype(dtype).name
    np.testing.assert_allclose(found.offset, X.mean(axis=0, dtype=float), rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(found.scale, X.std(axis=0, dtype=float), rtol=1e-6)
    Z = found.apply(X)
    assert Z.dtype == np.float32
    np.testing.assert_allclose(found.undo(Z), X, rtol=1e-6, atol=1e-5)


@pytest.mark.parametrize("X", [RNG.random((50, 3)), RNG.integers(0, 256, (50, 3), dtype=np.uint8)])
def test_a_table_is_no_pixels_unless_it_is_said(X):
    assert not find_range(X).bounded
    assert find_range(X, "pixels").bounded


@pytest.mark.parametrize("shift", [0.0, 1e8, 1e9])
@pytest.mark.parametrize("size", [1.0, 1e-3, 1e5])
def test_neither_offset_nor_unit_counts(shift, size):
    X = RNG.normal(size=(200, 3))
    np.testing.assert_allclose(
        find_range(size * X + shift).apply(size * X + shift),
        find_range(X).apply(X),
        atol=1e-3 / min(size, 1) if shift else 1e-5,
    )


def test_channels_have_units_of_their_own_and_pixels_have_not():
    X = RNG.normal(size=(50, 4, 4, 3)) * [1, 10, 100]
    assert np.shape(find_range(X).scale) == (3,)
    assert np.shape(find_range(X[..., 0]).scale) == ()


def test_wild_entries_do_not_move_the_others():
    X = RNG.normal(size=(300, 2))
    usual = find_range(X)
    X[7, 0] = 1e12
    found = find_range(X)
    np.testing.assert_allclose(found.scale, usual.scale, rtol=0.01)
    Z = found.apply(X)
    assert 20 < Z[7, 0] < 40  # by its logarithm
    assert found.undo(Z)[7, 0] == pytest.approx(1e12, rel=1e-3)


@pytest.mark.parametrize("shape", [(500, 2), (500, 4, 4, 2), (250, 4, 4)])
def test_what_networks_return_lies_no_farther_out_than_the_data(shape):
    X = RNG.standard_normal(shape)
    X[7] = 300.0
    found = find_range(X)
    farthest = np.abs(X - found.offset).max()
    for z in (30.0, -30.0):  # in data that count by their logarithm it would stand for e ** 25 deviations
        Z = np.full((1, *shape[1:]), z, np.float32)
        assert np.abs(found.undo(Z) - found.offset).max() == pytest.approx(farthest)
        np.testing.assert_allclose(found.unscale_tensor(Z), found.undo(Z), rtol=1e-5)
    np.testing.assert_allclose(found.undo(found.apply(X)), X, rtol=1e-5, atol=1e-5)


def test_the_reach_is_that_of_each_column():
    X = RNG.standard_normal((500, 2))
    X[7, 0] = 300.0
    wild, tame = find_range(X).reach
    assert wild > 10
    assert tame == 5  # the knee: to there nothing is changed
    assert np.abs(find_range(X).undo(np.full((1, 2), 30, np.float32)))[0, 1] < 6


def test_a_range_of_former_versions_has_no_reach():
    found = replace(find_range(RNG.standard_normal((500, 2))), reach=None)
    assert np.abs(found.undo(np.full((1, 2), 30, np.float32))).min() > 1e10


def test_a_column_that_is_mostly_one_value_keeps_its_others():
    X = np.zeros((1000, 1))
    X[:40, 0] = RNG.normal(20, 1, 40)
    assert find_range(X).scale[0] == pytest.approx(X.std())


@pytest.mark.parametrize("value", [3.3, 0.0, 1e9, -1e-30])
def test_constant_columns_become_nought(value):
    X = np.column_stack([np.full(90, value), RNG.normal(size=90)])
    found = find_range(X)
    assert found.scale[0] == 1
    np.testing.assert_allclose(found.apply(X)[:, 0], 0, atol=1e-6)


@pytest.mark.parametrize(("mean", "deviation"), [(5.3e6, 30), (48.137, 3e-4), (1e6, 5)])
def test_few_digits_of_floats_of_32_bits_are_a_deviation(mean, deviation):
    X = RNG.normal(mean, deviation, (500, 1)).astype(np.float32)
    assert find_range(X).scale[0] == pytest.approx(X.astype(np.float64).std(), rel=1e-3)


def test_what_is_left_by_rounding_outweighs_no_column():
    X = np.column_stack([1.7e9 + 128 * RNG.integers(0, 9, 500), RNG.normal(size=500)]).astype(np.float32)
    Z = find_range(X).apply(X)
    assert 0 < Z[:, 0].std() < 1
    X[:, 0] = 1.7e9
    assert find_range(X).scale[0] == 1


@pytest.mark.parametrize("scaling", ["auto", "center"])
@pytest.mark.parametrize("value", [1e38, -1e38, 1e300])
def test_rows_of_any_size_stay_finite(scaling, value):
    X = RNG.normal(size=(50, 3))
    Z = find_range(X, scaling).apply(np.full((1, 3), value))
    assert np.isfinite(np.square(Z)).all()
    assert np.abs(Z).min() > 30


def test_centred_columns_keep_their_proportions():
    X = RNG.normal(size=(500, 2)) * [1, 1000] + 7
    Z = find_range(X, "center").apply(X)
    np.testing.assert_allclose(Z.mean(axis=0), 0, atol=1e-6)
    assert Z[:, 1].std() / Z[:, 0].std() == pytest.approx(X[:, 1].std() / X[:, 0].std(), rel=1e-5)


def test_bounds_that_are_given():
    X = RNG.random((9, 4)) * 3
    found = find_range(X, bounds=(0, 10))
    assert (found.low, found.high) == (0, 10)
    np.testing.assert_allclose(found.apply(X), X / 10, rtol=1e-6)
    with pytest.raises(ValueError, match=r"outside of bounds=\(0, 1\)"):
        find_range(X, bounds=(0, 1))
    with pytest.raises(ValueError, match="the lower one first"):
        find_range(X, bounds=(1, 0))
    with pytest.raises(ValueError, match="finds no bounds of pixels"):
        find_range(X, "pixels")


@pytest.mark.parametrize("mean", [0.0, 1e8])
@pytest.mark.parametrize("shape", [(1000, 15), (1000, 3, 5)])
def test_blocks_find_what_the_whole_has(monkeypatch, mean, shape):
    X = RNG.normal(mean, 2, size=shape)
    monkeypatch.setattr("codings.data.moments.blocks", lambda array: blocks(array, nbytes=7 * 15 * 8))
    found, axis = find_range(X), 0 if len(shape) == 2 else None
    np.testing.assert_allclose(found.offset, X.mean(axis), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(found.scale, X.std(axis), rtol=1e-8)


def test_neither_apply_nor_undo_changes_its_argument():
    X = RNG.normal(5, 2, size=(4, 3)).astype(np.float32)
    before, found = X.copy(), find_range(X)
    found.apply(X)
    found.undo(X)
    assert np.array_equal(X, before)
    found = find_range(np.array([[[0.0, 1.0]]], np.float32))
    assert not np.shares_memory(found.apply(X), X)


@pytest.mark.parametrize(("value", "name"), [(np.nan, "NaN"), (np.inf, "infinity"), (-np.inf, "infinity")])
def test_what_is_not_finite_is_named_with_its_row(monkeypatch, value, name):
    monkeypatch.setattr("codings.data.moments.blocks", lambda array: blocks(array, nbytes=100))
    X = np.ones((50, 4))
    X[37, 2] = X[41, 0] = value
    with pytest.raises(ValueError, match=f"X holds {name}, first in row 37[,:] .*SimpleImputer"):
        find_range(X)


@pytest.mark.parametrize("X", [np.zeros((0, 3)), np.zeros((3, 0)), np.zeros((0, 3), np.uint8)])
def test_empty(X):
    with pytest.raises(ValueError, match="X is empty"):
        find_range(X)


@pytest.mark.parametrize("X", [np.array([["a"]]), np.array([[None]]), np.array([[1j]])])
def test_no_numbers(X):
    with pytest.raises(ValueError, match="must hold numbers"):
        find_range(X)


@pytest.mark.parametrize(
    "bounds", [(0, np.inf), (-np.inf, np.inf), (-np.inf, 1), (np.nan, 1), (0,), (0, 1, 2), 1]
)
def test_bounds_are_two_finite_numbers(bounds):
    with pytest.raises(ValueError, match="must be two finite numbers"):
        find_range(RNG.random((4, 3)), bounds=bounds)


def test_bytes_are_held_against_bounds_to_the_last():
    X = np.full((17 * 2**20 // 2**14, 128, 128), 150, np.uint8)
    X[-1] = 255
    with pytest.raises(ValueError, match=r"\[150, 255\], outside of bounds=\(10, 200\)"):
        find_range(X, bounds=(10, 200))
    fitted = SimpleNamespace(range_=find_range(X[:-1], bounds=(10, 200)), _noise_reach=(0.0, 0.0))
    with pytest.raises(ValueError, match=r"X lies in \[150, 255\]"):
        check_range(fitted, X)


@pytest.mark.parametrize("dtype", ["int32", "uint32", "int64"])
def test_integers_of_many_bits_do_not_overflow(dtype):
    most = min(np.iinfo(dtype).max, 2**53)
    X = np.zeros((2, 4, 4), dtype)
    X[0, 0, 0] = most
    found = find_range(X)
    assert found.undo(found.apply(X))[0, 0, 0] == most
    assert found.undo(found.apply(X)).dtype == dtype
    wide = find_range(X, bounds=(-(2.0**70), 2.0**70))
    limits = np.iinfo(dtype)
    low, high = wide.undo(np.float32([[[0]], [[1]]])).ravel().tolist()
    assert low == limits.min
    assert 0 <= limits.max - high < 1024


@pytest.mark.parametrize("dtype", ["int64", "uint64"])
def test_images_of_whole_numbers_that_floats_do_not_have_are_refused(dtype):
    X = np.full((2, 4, 4), np.iinfo(dtype).max, dtype)
    for bounds in (None, (0, 2.0**64)):
        with pytest.raises(ValueError, match=r"beyond 2 \*\* 53"):
            find_range(X, bounds=bounds)


@pytest.mark.parametrize("value", [2**53 + 1, -(2**60), np.iinfo(np.int64).min])
def test_whole_numbers_that_floats_do_not_have_are_refused(value):
    with pytest.raises(ValueError, match=re.escape(f"beyond 2 ** 53 ({value} at [1, 0])")):
        find_range(np.array([[1, 2], [value, 3]]))


def test_the_greatest_exact_whole_number_is_taken():
    assert find_range(np.array([[1], [2**53]])).bounded is False


@pytest.mark.parametrize("X", [BYTES, BYTES[0] / 255, BYTES[0] / 7])
def test_json(X):
    found = find_range(X)
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
    find_range(X)
    assert resident() - before < nbytes / 4
