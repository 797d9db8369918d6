"""The order of batches, and chunks of data too large to stay on the device."""

import numpy as np
import pytest

from codings.data import load
from codings.training.feed import Feed, order_of


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


def test_of_a_map_no_more_is_in_memory_than_was_allowed(tmp_path):
    np.save(tmp_path / "rows.npy", np.arange(2**21).reshape(2**13, 2**8).astype("uint8"))
    feed = Feed((load(tmp_path / "rows.npy", memory="1MiB").X,), batch_size=32, seed=0)
    chunks = list(feed.epoch(0))
    assert {np.asarray(chunk.data[0]).nbytes for chunk in chunks} == {2**20 // 8}
    assert sum(chunk.steps for chunk in chunks) == 2**13 / 32
    (whole,) = Feed((load(tmp_path / "rows.npy").X,), batch_size=32, seed=0).epoch(0)
    assert len(whole.data[0]) == 2**13
