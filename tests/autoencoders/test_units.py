"""Columns of any units, and samples of tables: what is learned does not depend on how data are measured."""

import numpy as np
import pytest
from sklearn.datasets import load_wine
from sklearn.decomposition import PCA
from sklearn.metrics import r2_score
from sklearn.preprocessing import StandardScaler

from codings import LinearAutoencoder, StackedAutoencoder, VariationalAutoencoder


@pytest.fixture(scope="module")
def weather():
    """A year, a temperature and a pressure, (600, 3), which one common factor moves."""
    random = np.random.default_rng(0)
    factor, noise = random.normal(size=(600, 1)), random.normal(size=(600, 3))
    return [2010, 20, 1013] + factor * [3, 5, 8] + 0.2 * noise


@pytest.mark.parametrize(
    "unfitted",
    [LinearAutoencoder(1, random_state=0), StackedAutoencoder(1, hidden=(16,), random_state=0)],
    ids=["linear", "stacked"],
)
def test_columns_have_offsets_of_their_own(unfitted, weather):
    assert r2_score(weather, unfitted.fit(weather).reconstruct(weather)) > 0.98


@pytest.mark.parametrize("size", [1, 0.01, 1e-6])
def test_a_table_within_0_and_1_is_no_image(size, weather):
    X = size * (weather - weather.min()) / np.ptp(weather)
    model = StackedAutoencoder(1, hidden=(16,), random_state=0).fit(X)
    assert r2_score(X, model.reconstruct(X)) > 0.98


def test_pca_on_a_raw_table():
    X = load_wine().data
    again = LinearAutoencoder(1, random_state=0).fit(X).reconstruct(X)
    pca = PCA(1).fit(X)
    expected = pca.inverse_transform(pca.transform(X))
    assert np.square(X - again).mean() < 1.02 * np.square(X - expected).mean()


@pytest.fixture(scope="module")
def wine():
    """Standardised, and a model of it."""
    X = StandardScaler().fit_transform(load_wine().data)
    return X, VariationalAutoencoder(random_state=0).fit(X)


def test_samples_vary_and_correlate_as_the_data_do(wine):
    X, model = wine
    drawn = model.sample(20_000, random_state=0)
    spread = drawn.std(axis=0) / X.std(axis=0)
    assert 0.95 < spread.min() <= spread.max() < 1.05
    assert np.abs(np.corrcoef(drawn.T) - np.corrcoef(X.T)).max() < 0.05


def test_means_vary_less(wine):
    X, model = wine
    means = model.sample(5000, noise=False, random_state=0)
    assert (means.std(axis=0) < 0.95 * X.std(axis=0)).mean() > 0.5


def test_samples_stay_where_the_data_are(wine):
    X, model = wine
    drawn = model.sample(5000, random_state=0)
    width = 1e-4 * np.ptp(X, axis=0)
    assert (drawn >= X.min(axis=0) - width).all()
    assert (drawn <= X.max(axis=0) + width).all()


@pytest.mark.parametrize("far", [100, 1e38, -1e300])
def test_the_strangest_row_has_the_lowest_likelihood(wine, far):
    X, model = wine
    rows = np.vstack([X[:5], np.full((1, X.shape[1]), far)])
    for scores in (
        model.log_likelihood(rows, samples=3, random_state=0),
        model.elbo(rows, samples=3, random_state=0),
        model.score_samples(rows),
    ):
        assert np.isfinite(scores).all()
        assert scores.argmin() == 5


def test_heavy_tails_do_not_diverge():
    X = np.random.default_rng(0).standard_cauchy((400, 5))
    model = VariationalAutoencoder(random_state=0).fit(StandardScaler().fit_transform(X))
    assert np.isfinite(model.history_["loss"]).all()
