"""scikit-learn's searches on another engine's workers, by joblib."""

import joblib
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV

import codings

distributed = pytest.importorskip("distributed")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]  # Dask's own, of what it is made of


@pytest.fixture(scope="module")
def cluster():
    """One worker, a process of its own: what is shown is that models reach it and come back."""
    with (
        distributed.LocalCluster(1, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def test_on_dask_it_finds_what_it_finds_here(cluster, digits):
    model = codings.LinearAutoencoder(epochs=1, random_state=0, verbose=False)
    search = GridSearchCV(model, {"coding_size": [2, 8]}, cv=2, refit=False, error_score="raise")
    X = digits.X[:200]
    with joblib.parallel_backend("dask"):
        there = clone(search).fit(X)
    here = search.fit(X)
    np.testing.assert_allclose(
        there.cv_results_["mean_test_score"], here.cv_results_["mean_test_score"], rtol=1e-4
    )
    assert there.best_params_ == here.best_params_ == {"coding_size": 8}
