"""The order of batches, and chunks of data too large to stay on the device."""

import tracemalloc

import keras
import numpy as np
import pytest

from codings import backend
from codings.backend import own_pages
from codings.data import load
from codings.training.feed import Feed, order_of
from codings.training.validation import Validation


@pytest.mark.parametrize(("n", "batch"), [(10, 4), (12, 4), (60, 32), (5, 5)])
def test_all_instances_come_equally_often(n, batch):
    orders = [order_of(n, batch, seed=1, epoch=epoch) for epoch in range(n)]
    assert {order.shape for order in orders} == {(-(-n // batch), batch)}
    rows = np.concatenate(orders).ravel()
    assert all(sorted(one) == list(range(n)) for one in rows.reshape(-1, n))


def test_orders_follow_from_seed_and_epoch():
    assert np.array_equal(order_of(50, 8, 1, 2), order_of(50, 8, 1, 2))
    assert not np.array_equal(order_of(50, 8, 1, 2), order_of(50, 8, 1, 3))
    assert not np.array_equal(order_of(50, 8, 1, 2), order_of(50, 8, 2, 2))


@pytest.mark.parametrize(("n", "batch", "epoch"), [(10, 4, 3), (60, 32, 1), (1000, 64, 2)])
def test_the_order_is_cut_from_shuffled_passes(n, batch, epoch):
    """Those of `permutation`: another order would be another model from the same seed."""
    room = -(-n // batch) * batch
    passes = [np.random.default_rng((1, number)).permutation(n) for number in range(2 * epoch + 3)]
    expected = np.concatenate(passes)[epoch * room : (epoch + 1) * room].reshape(-1, batch)
    found = order_of(n, batch, seed=1, epoch=epoch)
    assert np.array_equal(found, expected)
    assert found.dtype == np.int32


def test_an_order_of_many_instances_takes_eight_bytes_each():
    tracemalloc.start()
    order_of(2**20, 100, seed=0, epoch=1)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 8.1 * 2**20


@pytest.mark.parametrize("n", [16, 37, 48])
def test_chunks_hold_the_batches_of_the_order(n, monkeypatch, tmp_path):
    monkeypatch.setattr("codings.training.feed.RESIDENT_BYTES", 0)
    monkeypatch.setattr("codings.training.feed.CHUNK_BYTES", 100)
    np.save(tmp_path / "rows.npy", np.arange(2 * n).reshape(n, 2).astype("float32"))
    rows = np.load(tmp_path / "rows.npy", mmap_mode="r")
    feed = Feed((rows,), batch_size=4, seed=0)
    seen = [
        np.asarray(chunk.data[0])[np.asarray(chunk.order)[step]]
        for chunk in feed.epoch(5)
        for step in range(chunk.steps)
    ]
    assert np.array_equal(seen, rows[order_of(n, 4, seed=0, epoch=5)])


def test_a_batch_is_cut_to_the_data():
    feed = Feed((np.zeros((5, 2), "float32"),), batch_size=32, seed=0)
    assert (feed.batch, feed.steps) == (5, 1)


@pytest.mark.parametrize("lengths", [(3, 4), (0, 0), ()])
def test_arrays_of_different_lengths_or_none(lengths):
    with pytest.raises(ValueError, match="all must have as many"):
        Feed([np.zeros((n, 2), "float32") for n in lengths], batch_size=2, seed=0)


def test_batches_of_no_rows():
    with pytest.raises(ValueError, match="batch_size=0 must be 1 or more"):
        Feed([np.zeros((3, 2), "float32")], batch_size=0, seed=0)


@pytest.mark.parametrize("lengths", [(3, 4), (0, 0), ()])
def test_what_is_held_out_is_of_one_length_too(lengths):
    with pytest.raises(ValueError, match="validation have arrays of .* all must have as many"):
        Validation([np.zeros((n, 2), "float32") for n in lengths], 2)


def test_of_a_map_no_more_is_in_memory_than_was_allowed(tmp_path):
    np.save(tmp_path / "rows.npy", np.arange(2**21).reshape(2**13, 2**8).astype("uint8"))
    feed = Feed((load(tmp_path / "rows.npy", memory="1MiB").X,), batch_size=32, seed=0)
    chunks = list(feed.epoch(0))
    assert {np.asarray(chunk.data[0]).nbytes for chunk in chunks} == {2**20 // 8}
    assert sum(chunk.steps for chunk in chunks) == 2**13 / 32
    (whole,) = Feed((load(tmp_path / "rows.npy").X,), batch_size=32, seed=0).epoch(0)
    assert len(whole.data[0]) == 2**13


@pytest.mark.parametrize("dtype", ["bool", "uint8", "int16", "uint16", "int32", "float16", "float32"])
def test_arrays_of_their_own_pages_are_on_the_device_as_they_are(dtype):
    array = own_pages.zeros((3, 5), np.dtype(dtype))
    assert own_pages.begins_at_page(array)
    assert not array.any()
    array[...] = np.arange(15).reshape(3, 5) % 2
    on_device = np.asarray(backend.to_devices([array], axis=0))
    assert on_device.dtype == dtype
    assert np.array_equal(on_device, array)


@pytest.mark.skipif(keras.backend.backend() != "tensorflow", reason="TensorFlow's own copies are two")
def test_chunks_are_not_copied_and_what_users_have_is():
    chunk = own_pages.zeros((4, 2), np.dtype("float32"))
    shared, copied = backend.to_devices([chunk], axis=0), backend.to_device(chunk)
    chunk[0] = 7
    assert np.asarray(shared)[0].tolist() == [7, 7]
    assert np.asarray(copied)[0].tolist() == [0, 0]


def test_a_chunk_outlives_its_array():
    chunk = own_pages.zeros((1000, 1000), np.dtype("uint8"))
    chunk[...] = 3
    on_device = backend.to_devices([chunk], axis=0)
    del chunk
    assert (np.asarray(on_device) == 3).all()
