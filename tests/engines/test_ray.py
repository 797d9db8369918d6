"""The adapter on Ray Data itself, on this machine."""

import numpy as np
import pytest

from codings.engines import ray as adapter

ray = pytest.importorskip("ray")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]  # Ray's own, of what it is made of


@pytest.fixture(scope="module")
def data(table):
    import ray.data

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, object_store_memory=100 * 2**20)
    ray.data.DataContext.get_current().execution_options.preserve_order = True
    yield ray.data.from_pandas(table).repartition(3)
    ray.shutdown()


def test_codings_come_beside_the_rows_in_their_order(data, table, folder, expected):
    found = adapter.apply(data, folder, batch_size=16).to_pandas()
    assert [*found.columns] == [*table.columns, "coding_1", "coding_2"]
    assert found["id"].tolist() == table["id"].tolist()
    numbers = found[["coding_1", "coding_2"]].to_numpy("float32")  # Ray's columns may be Arrow's
    np.testing.assert_allclose(numbers, expected, rtol=1e-5, atol=1e-6)


def test_what_there_is_not_is_refused_at_once(data, folder):
    with pytest.raises(ValueError, match="method='fit' must be one of transform, score_samples"):
        adapter.apply(data, folder, "fit")
