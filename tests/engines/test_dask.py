"""The adapter on Dask itself."""

import numpy as np
import pandas as pd
import pytest

from codings.engines import dask as adapter

frames = pytest.importorskip("dask.dataframe")


@pytest.fixture
def data(table):
    return frames.from_pandas(table, npartitions=3)


@pytest.mark.parametrize("scheduler", ["synchronous", "threads"])
def test_codings_come_beside_the_rows_in_their_order(data, table, folder, expected, scheduler):
    applied = adapter.apply(data, folder)
    assert [*applied.columns] == [*table.columns, "coding_1", "coding_2"]
    found = applied.compute(scheduler=scheduler)
    assert found["id"].tolist() == table["id"].tolist()
    np.testing.assert_allclose(found[["coding_1", "coding_2"]], expected, rtol=1e-5, atol=1e-6)
    assert found.dtypes["coding_1"] == applied.dtypes["coding_1"] == np.float32


def test_a_model_is_loaded_once(data, folder, monkeypatch):
    from codings.engines import fitted

    fitted._once.cache_clear()
    adapter.apply(data, folder).compute(scheduler="threads")
    assert fitted._once.cache_info().misses == 1


def test_a_partition_without_rows_has_the_columns(data, folder):
    found = adapter.apply(data[data["id"] < 0], folder).compute(scheduler="synchronous")
    assert isinstance(found, pd.DataFrame)
    assert found.shape == (0, 6)


def test_columns_that_are_not_the_models_are_named(data, folder):
    with pytest.raises(ValueError, match="lacks the columns 'c'"):
        adapter.apply(data[["a", "b"]], folder).compute(scheduler="synchronous")
    with pytest.raises(ValueError, match="method='fit' must be one of transform, score_samples"):
        adapter.apply(data, folder, "fit")
