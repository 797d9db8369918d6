"""The detector of outliers: scores, thresholds and reasons, over any autoencoder, saved and loaded."""

import keras
import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.frozen import FrozenEstimator
from sklearn.metrics import roc_auc_score
from sklearn.utils.estimator_checks import parametrize_with_checks

import codings
from codings import ConvolutionalAutoencoder, OutlierDetector, StackedAutoencoder, VariationalAutoencoder
from codings.outliers import Committee

JAX = keras.backend.backend() == "jax"
SMALL = StackedAutoencoder(2, hidden=(), epochs=1, verbose=False)
BRIEF = Committee(members=2, epochs=1, verbose=False)


@pytest.mark.slow
@parametrize_with_checks([] if JAX else [OutlierDetector(SMALL, random_state=0)])
def test_scikit_learns_checks(estimator, check):
    """On TensorFlow alone: they take minutes on JAX."""
    check(estimator)


def tied(n, seed=0):
    """A table whose second column is twice the first, and whose others are noise: (n, 6) float64."""
    X = np.random.default_rng(seed).normal(size=(n, 6))
    X[:, 1] = 2 * X[:, 0] + 0.1 * X[:, 1]
    return X


@pytest.fixture(scope="module")
def polluted():
    """A table with a scattered outlier in every twentieth row, and which rows are outliers."""
    X, outliers = tied(400), np.arange(400) % 20 == 0
    X[outliers] = np.random.default_rng(1).uniform(-6, 6, (20, 6))
    return X, outliers


@pytest.fixture(scope="module")
def detector(polluted):
    return OutlierDetector(contamination=0.05, random_state=0).fit(polluted[0])


def test_outliers_among_the_data_are_found(detector, polluted):
    X, outliers = polluted
    scores = detector.score_samples(X)
    assert roc_auc_score(~outliers, scores) > 0.98
    assert np.median(scores) == pytest.approx(-1)
    assert (detector.predict(X) == -1).sum() == 20
    np.testing.assert_allclose(detector.decision_function(X), scores - detector.offset_, atol=1e-5)
    assert set(detector.predict(X)) == {-1, 1}


def test_a_cluster_of_outliers_is_found():
    X = tied(400)
    X[:12] = 4 + 0.5 * X[:12]
    scores = OutlierDetector(random_state=0).fit(X).score_samples(X)
    assert roc_auc_score(np.arange(400) >= 12, scores) > 0.98


def test_the_threshold_without_a_share(polluted):
    X, outliers = polluted
    found = OutlierDetector(random_state=0).fit_predict(X) == -1
    assert found[outliers].mean() > 0.8
    assert found[~outliers].mean() < 0.05


def test_rows_of_any_size(detector):
    far = np.full((3, 6), [[1e9], [1e38], [-1e300]])
    scores = detector.score_samples(far)
    assert np.isfinite(scores).all()
    assert (scores < detector.offset_).all()
    assert np.isfinite(detector.explain(far).contributions).all()
    assert np.isfinite(OutlierDetector(BRIEF).fit(np.vstack([far, tied(50)])).score_samples(far)).all()


def test_one_row_alone_scores_as_among_others(detector, polluted):
    X, _ = polluted
    np.testing.assert_allclose(detector.score_samples(X[:1]), detector.score_samples(X)[:1], rtol=1e-4)


def test_units_do_not_matter(detector, polluted):
    X, _ = polluted
    other = clone(detector).fit(1000 * X + 5)
    np.testing.assert_allclose(other.score_samples(1000 * X + 5), detector.score_samples(X), rtol=1e-3)


def test_new_rows_score_as_those_fitted(detector):
    new, known = detector.score_samples(tied(400, seed=7)), detector.score_samples(tied(400))
    assert np.median(new) == pytest.approx(np.median(known), rel=0.15)


def test_a_usual_row_is_not_explained_by_itself(detector, polluted):
    X = polluted[0]
    reasons = detector.explain(X)
    assert (np.abs(reasons.expected - X).max(axis=1) > 1e-3).all()
    assert (reasons.contributions.max(axis=1) > 1.01 * reasons.contributions.min(axis=1)).all()


def repeated():
    X = np.random.default_rng(0).normal(size=(200, 3))
    X[:120] = 0
    X[-1] = 40
    return X


def rounded():
    X = np.random.default_rng(0).normal(size=(300, 2)).round()
    X[-1] = 9
    return X


def categories():
    draws = np.random.default_rng(0).choice(list("abc"), (300, 3), p=[0.6, 0.35, 0.05])
    draws[-1] = "c"
    return pd.DataFrame(draws, columns=list("xyz"))


def mostly_one():
    X = np.random.default_rng(0).normal(size=(300, 3))
    X[:280] = 0.1  # all usual rows
    X[-1] = 40
    return X


@pytest.mark.parametrize("table", [repeated, rounded, categories, mostly_one])
def test_rows_that_repeat(table):
    """Most have a copy among the usual ones, and so no distance."""
    X = table()
    detector = OutlierDetector(BRIEF, random_state=0).fit(X)
    strangeness = -detector.score_samples(X)
    assert np.median(strangeness) == pytest.approx(1)
    assert strangeness.max() < 1000
    assert strangeness.argmax() == len(X) - 1
    assert detector.predict(X)[-1] == -1


@pytest.mark.parametrize("column", [2, 5])
def test_reasons(detector, column):
    X = tied(30, seed=3)
    X[:, column] = 8
    reasons = detector.explain(X)
    assert reasons.contributions.shape == reasons.expected.shape == X.shape
    assert (reasons.contributions.argmax(1) == column).mean() > 0.9
    np.testing.assert_allclose(reasons.contributions.sum(1), -detector.score_samples(X), rtol=1e-5)
    assert (np.abs(reasons.expected[:, column]) < 4).all()
    assert reasons.most(1)[0] == [f"x{column}"]


def test_a_table_with_names(polluted):
    pandas = pytest.importorskip("pandas")
    table = pandas.DataFrame(polluted[0], columns=list("abcdef"))
    model = OutlierDetector(BRIEF, random_state=0).fit(table)
    assert list(model.feature_names_in_) == list(model.explain(table[:2]).names) == list("abcdef")


MODELS = {
    "stacked": StackedAutoencoder(2, hidden=(4,), epochs=3, scaling="pixels", verbose=False),
    "variational": VariationalAutoencoder(2, hidden=(4,), epochs=3, scaling="pixels", verbose=False),
    "convolutional": ConvolutionalAutoencoder(3, filters=(4,), epochs=1, verbose=False),
}


@pytest.mark.parametrize("name", MODELS)
def test_over_an_autoencoder(name, digits, tmp_path):
    X = digits.X[:100] if name == "convolutional" else digits.X[:100].reshape(100, 64)
    model = OutlierDetector(MODELS[name], random_state=0).fit(X)
    assert type(model.autoencoder_) is type(MODELS[name])
    assert not hasattr(MODELS[name], "range_")
    reasons = model.explain(X[:3])
    assert reasons.contributions.shape == reasons.expected.shape == X[:3].shape
    it_is_saved(model, X, tmp_path)


def test_columns_are_measured_unless_they_are_too_many_or_pixels(digits, polluted, monkeypatch):
    def fitted(X):
        return OutlierDetector(SMALL, random_state=0).fit(X)

    assert fitted(polluted[0]).scale_.shape == (3,)  # codings, columns, errors
    monkeypatch.setattr("codings.outliers.detector.WIDEST", 5)
    assert fitted(polluted[0]).scale_.shape == (2,)
    assert fitted(digits.X[:100]).scale_.shape == (2,)


@pytest.mark.parametrize("labels", [False, True])
def test_over_a_fitted_one(digits, tmp_path, labels):
    y = digits.y[:100] if labels else None
    fitted = VariationalAutoencoder(2, hidden=(4,), epochs=2, verbose=False).fit(digits.X[:100], y)
    model = OutlierDetector(FrozenEstimator(fitted), random_state=0).fit(digits.X[100:200])
    assert model.autoencoder_ is fitted
    it_is_saved(model, digits.X[:50], tmp_path)


def it_is_saved(model, X, folder):
    model.save(folder / "detector")
    again = codings.load(folder / "detector")
    np.testing.assert_allclose(again.score_samples(X), model.score_samples(X), rtol=1e-6)
    np.testing.assert_array_equal(again.predict(X), model.predict(X))
    assert type(again.autoencoder) is type(model.autoencoder)
    assert not list(folder.rglob("*.pkl"))


def test_same_random_state_same_scores(detector, polluted):
    again = clone(detector).fit(polluted[0])
    expected = detector.score_samples(polluted[0])
    np.testing.assert_allclose(again.score_samples(polluted[0]), expected, rtol=1e-5)


@pytest.mark.parametrize("n", [1, 2, 5])
def test_few_rows(n):
    X = tied(n)
    scores = OutlierDetector(BRIEF).fit(X).score_samples(X)
    assert np.isfinite(scores).all()


def test_rows_that_are_all_alike():
    X = np.ones((20, 3))
    model = OutlierDetector(BRIEF).fit(X)
    assert np.isfinite(model.score_samples(np.vstack([X, X + 5]))).all()
    assert (model.predict(X) == 1).all()


def test_mistakes(digits, detector):
    with pytest.raises(NotFittedError):
        OutlierDetector().predict(digits.X)
    with pytest.raises(NotFittedError, match="not fitted yet: fit it first"):
        OutlierDetector(FrozenEstimator(MODELS["stacked"])).fit(digits.X)
    with pytest.raises(ValueError, match="must hold a fitted autoencoder"):
        OutlierDetector(FrozenEstimator(detector)).fit(digits.X)
    with pytest.raises(ValueError, match="contamination"):
        OutlierDetector(contamination=0.7).fit(digits.X)
    with pytest.raises(ValueError, match="X has 5 features"):
        detector.score_samples(np.zeros((2, 5)))
    with pytest.raises(ValueError, match="have no columns"):
        OutlierDetector(BRIEF).fit(digits.X[:50]).explain(digits.X[:2]).most()


def test_tables_of_categories_and_gaps(tmp_path):
    random = np.random.default_rng(0)
    kind = random.choice(["a", "b"], 300)
    X = pd.DataFrame({"size": np.where(kind == "a", 1.0, 9.0) + 0.1 * random.normal(size=300), "kind": kind})
    X.loc[::7, "size"] = np.nan
    X.loc[len(X)] = [9.0, "a"]  # each is usual, but not both together
    detector = OutlierDetector(random_state=0).fit(X)
    scores = detector.score_samples(X)
    assert scores.argmin() == 300
    reasons = detector.explain(X.tail(1))
    np.testing.assert_allclose(reasons.contributions.sum(axis=1), -scores[-1:])
    assert reasons.names.tolist() == reasons.expected.columns.tolist() == ["size", "kind"]
    detector.save(tmp_path / "saved")
    np.testing.assert_allclose(codings.load(tmp_path / "saved").score_samples(X), scores, rtol=1e-5)


def test_what_only_unusual_rows_have_is_known():
    """A category, or a gap, of rows that are so far off that they are not learned."""
    X = pd.DataFrame(tied(200), columns=list("abcdef")).assign(kind="usual")
    X.loc[7, list("abcdef")] = 50.0
    X.loc[7, "kind"] = "rare"
    X.loc[8, list("abcde")], X.loc[8, "f"] = 60.0, np.nan
    detector = OutlierDetector(BRIEF, random_state=0).fit(X)
    assert set(np.argsort(detector.score_samples(X))[:2]) == {7, 8}


def test_a_fit_that_fails_leaves_it_as_it_was():
    X = tied(120)
    detector = OutlierDetector(SMALL, random_state=0)
    bounded = clone(SMALL).set_params(likelihood="bernoulli")
    scores = detector.fit(X).score_samples(X)
    with pytest.raises(ValueError, match="X has no bounds"):
        detector.set_params(autoencoder=bounded).fit(X[:, :4])
    np.testing.assert_array_equal(detector.set_params(autoencoder=SMALL).score_samples(X), scores)
    unfitted = clone(detector).set_params(autoencoder=bounded)
    with pytest.raises(ValueError, match="X has no bounds"):
        unfitted.fit(X)
    with pytest.raises(NotFittedError):
        unfitted.score_samples(X)


def test_a_detector_that_a_former_version_saved(polluted):
    """It has nothing that distances count as at least."""
    X, _ = polluted
    detector = OutlierDetector(BRIEF, random_state=0).fit(X)
    expected = detector.score_samples(X)
    detector.least_ = None
    assert np.isfinite(detector.score_samples(X)).all()
    assert np.allclose(detector.score_samples(X), expected)
