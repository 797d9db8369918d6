"""What every autoencoder promises, whichever it is and whichever the backend."""

import random as python_random
from copy import copy
from decimal import Decimal

import keras
import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

import codings
from codings import LinearAutoencoder, SparseAutoencoder, VariationalAutoencoder
from codings.data.dataset import Dataset
from tests.autoencoders.conftest import AUTOENCODERS, ON_JAX, TABLES
from tests.networks import check_networks

JAX = keras.backend.backend() == "jax"
# The one with labels; of those without, the detector of outliers has one within it, which is checked as well.
CHECKED = () if JAX else ("variational",)


@pytest.mark.slow
@pytest.mark.usefixtures("uncompiled")
@parametrize_with_checks([clone(TABLES[name]).set_params(epochs=1) for name in CHECKED])
def test_scikit_learns_checks(estimator, check):
    """On TensorFlow alone: they take minutes on JAX, and ask of the backend what the tests below do."""
    check(estimator)


@pytest.fixture(scope="session")
def images(digits):
    return digits.X[:200]


@pytest.fixture(scope="session")
def fitted(unfitted, images):
    return clone(unfitted).fit(images, validation=images[:50])


@pytest.fixture(scope="session")
def fitted_on_a_table(for_tables):
    """And the table, which lies far from 0, (40, 5) float64."""
    X = np.random.default_rng(42).normal(100, 9, (40, 5))
    return clone(for_tables).fit(X), X


def outputs(network, x):
    """What a network makes of an array, without `predict`."""
    return keras.ops.convert_to_numpy(network(x))


def test_shapes(fitted, images):
    Z = fitted.transform(images)
    assert (Z.shape, Z.dtype) == ((200, fitted.coding_size), np.float32)
    assert fitted.inverse_transform(Z).shape == images.shape
    assert fitted.score_samples(images).shape == (200,)
    assert fitted.encoder_.output_shape == (None, fitted.coding_size)
    assert fitted.decoder_.output_shape == (None, 8, 8)
    assert list(fitted.get_feature_names_out())[-1].endswith(str(fitted.coding_size - 1))


def test_reconstruction_is_decoding_the_codings(fitted, images):
    decoded = fitted.inverse_transform(fitted.transform(images))
    np.testing.assert_array_equal(decoded, fitted.reconstruct(images))


def test_pixels_are_cut_to_their_range(fitted, images):
    """A linear output leaves it where codings are far from any that were seen."""
    far = 100 * fitted.transform(images)
    drawn = outputs(fitted.decoder_, far)
    assert (drawn.max() > 1) == isinstance(fitted, LinearAutoencoder)
    np.testing.assert_allclose(fitted.inverse_transform(far), drawn.clip(0, 1), atol=1e-5)


def test_scores(fitted, images):
    scores = fitted.score_samples(images)
    errors = (images - outputs(fitted.autoencoder_, images)) ** 2
    np.testing.assert_allclose(scores, -errors.reshape(200, -1).mean(1), rtol=1e-4)
    assert fitted.score(images) == pytest.approx(scores.mean())
    assert fitted.score(images) > fitted.score(1 - images)


def test_history_has_a_value_an_epoch(fitted, images):
    assert all(len(fitted.history_[name]) == 3 for name in ("loss", "val_loss", "seconds"))
    error, loss = -fitted.score(images[:50]), fitted.history_["val_loss"][-1]
    if isinstance(fitted, SparseAutoencoder):
        assert loss > error  # for it has more to pay than that
    elif not isinstance(fitted, VariationalAutoencoder):  # whose loss is of codings that are drawn
        assert loss == pytest.approx(error, rel=1e-4)


def test_images_of_bytes_come_back_as_such(unfitted, random, tmp_path):
    X = random.integers(256, size=(40, 4, 5, 3), dtype="uint8")
    it_comes_back(clone(unfitted).fit(X), X, tmp_path)


# A model sees what was scaled, and not how: each further fit takes seconds of compiling, and these show it.
@pytest.mark.skipif(JAX, reason="TensorFlow sees it")
@pytest.mark.parametrize("name", ["linear", *ON_JAX])
def test_images_of_other_numbers_come_back_in_their_own_range(name, random, tmp_path):
    X = random.normal(100, 9, (40, 9, 1))
    it_comes_back(clone(AUTOENCODERS[name]).fit(X), X, tmp_path)


def test_a_table_comes_back_in_its_own_range_and_dtype(fitted_on_a_table, tmp_path):
    it_comes_back(*fitted_on_a_table, tmp_path)


@pytest.mark.skipif(JAX, reason="TensorFlow sees it")
@pytest.mark.parametrize("name", ["linear", "tied", "variational"])
def test_a_table_of_bytes_is_one_of_numbers_unless_they_are_pixels(name, random, tmp_path):
    X = random.integers(256, size=(40, 6), dtype="uint8")
    it_comes_back(clone(TABLES[name]).set_params(scaling="pixels").fit(X), X, tmp_path)
    assert clone(TABLES[name]).fit(X).reconstruct(X).dtype == "float32"


def it_comes_back(model, X, folder):
    again, codings_ = model.reconstruct(X), model.transform(X)
    pixels = X.dtype == "uint8" and (X.ndim > 2 or model.scaling == "pixels")
    assert again.shape == X.shape
    assert again.dtype == ("float32" if X.dtype == "uint8" and not pixels else X.dtype)
    assert model.transform(X[:1]).shape == (1, model.coding_size)
    axis = 0 if X.ndim == 2 else None
    offset, scale = (0.0, 255.0) if pixels else (X.mean(axis, dtype="float64"), X.std(axis, dtype="float64"))
    if isinstance(model, LinearAutoencoder) and not pixels:
        scale = np.sqrt(np.mean(scale**2))
    seen = ((X - offset) / scale).astype("float32")
    expected = outputs(model.autoencoder_, seen) * scale + offset
    if pixels:
        np.testing.assert_allclose(again.astype(float), expected.clip(0, 255), atol=0.51)  # rounded
    else:
        np.testing.assert_allclose(again, expected, atol=1e-4 * np.max(scale))
    check_networks(model, folder, codings_, again, X)


def test_same_random_state_same_weights_and_no_trace_in_other_generators(unfitted, fitted, images):
    python_random.seed(1)
    np.random.seed(1)  # noqa: NPY002
    expected = python_random.random(), np.random.random()  # noqa: NPY002
    python_random.seed(1)
    np.random.seed(1)  # noqa: NPY002
    again = clone(unfitted).fit(images)
    assert (python_random.random(), np.random.random()) == expected  # noqa: NPY002
    np.testing.assert_array_equal(again.transform(images), fitted.transform(images))
    other = clone(unfitted).set_params(random_state=4)
    other._begin(images)  # its first weights are drawn
    first_layers = [np.ravel(model.encoder_.get_weights()[0]) for model in (again, other)]
    assert np.corrcoef(first_layers)[0, 1] < 0.5


def test_tables_are_refused_where_images_belong(for_images, random):
    with pytest.raises(ValueError, match=r"X is a table of 5 features, but \w+ takes (images|sequences)"):
        clone(for_images).fit(random.normal(size=(40, 5)))


def test_in_a_pipeline(random):
    X = random.normal(100, 9, (40, 5))
    model = clone(TABLES["tied"]).fit(X)
    scaler = StandardScaler(with_mean=False, with_std=False)  # X as it is, and the same training
    pipeline = make_pipeline(scaler, clone(TABLES["tied"])).set_output(transform="pandas")
    found = pipeline.fit_transform(X)
    assert list(found.columns) == list(model.get_feature_names_out())
    np.testing.assert_array_equal(found, model.transform(X))


ASKED = {
    "hash": lambda model, X: model.hash(X),
    "similar": lambda model, X: model.similar(X, 3)[1],
    "sparsity": lambda model, X: model.sparsity(X),
    "active_units": lambda model, X: model.active_units(X),
    "interpolate": lambda model, X: model.interpolate(X[0], X[1], 4),
    "analogy": lambda model, X: model.analogy(X[:3], X[3:6], X[6:9]),
}


def test_what_is_asked_for_is_arrays_whatever_becomes_of_codings(fitted_on_a_table):
    model, X = fitted_on_a_table
    pandas = copy(model).set_output(transform="pandas")
    for name, ask in ASKED.items():
        if model.can(name):
            np.testing.assert_array_equal(ask(pandas, X), ask(model, X))


def test_in_a_grid(digits):
    table = digits.X[:90].reshape(90, 64)
    pipeline = make_pipeline(StandardScaler(), clone(TABLES["tied"]))
    sizes = {"stackedautoencoder__coding_size": [1, 2]}
    search = GridSearchCV(pipeline, sizes, cv=2).fit(table)
    means = search.cv_results_["mean_test_score"]
    assert means[0] != means[1]
    best = search.best_params_["stackedautoencoder__coding_size"]
    assert best == 1 + means.argmax()
    assert search.transform(table).shape == (90, best)


# What the one engine does, and no model: seen of one of each kind.
@pytest.mark.parametrize("name", ON_JAX)
def test_keras_callbacks(name, images):
    stopping = keras.callbacks.EarlyStopping(min_delta=10.0, patience=0)
    model = clone(AUTOENCODERS[name]).fit(images, validation=images[:50], callbacks=[stopping])
    assert model.history_.epochs == 2  # of three


@pytest.mark.skipif(JAX, reason="TensorFlow sees it")
@pytest.mark.parametrize("name", ON_JAX)
def test_a_memory_map_gives_what_the_array_gives(name, images, tmp_path):
    np.save(tmp_path / "images.npy", images)
    mapped = np.load(tmp_path / "images.npy", mmap_mode="r")
    of_array, of_map = (clone(AUTOENCODERS[name]).fit(X) for X in (images, mapped))
    np.testing.assert_array_equal(of_map.transform(mapped), of_array.transform(images))


# Squashed codings stay finite at any rate.
DIVERGING = AUTOENCODERS.keys() & {"linear", "tied", "denoising", "variational", "convolutional"}


@pytest.mark.parametrize("name", sorted(DIVERGING))
def test_divergence_leaves_a_fitted_estimator(name, images):
    model = clone(AUTOENCODERS[name]).set_params(learning_rate=1e30, epochs=50)
    with pytest.raises(FloatingPointError, match="diverged"):
        model.fit(images)
    assert np.isfinite(model.transform(images)).all()


BAD = {
    "NaN": (np.full((9, 4), np.nan), "NaN"),
    "infinite": (np.full((9, 4), np.inf), "infinity"),
    "empty": (np.empty((0, 4)), "0 sample"),
    "no features": (np.empty((4, 0)), r"0 feature"),
    "text": (np.array([["a", "b"], ["c", "d"]]), "text where numbers belong"),
    "text in a list": ([["1", "b"], ["c", "d"]], "text where numbers belong"),
    "differing sizes": ([np.zeros((3, 3)), np.zeros((4, 4))], r"differing shapes \(\(3, 3\), \(4, 4\)\)"),
    "one instance": (np.zeros(4), "1D array"),
    "dates": (np.zeros((9, 4), "M8[s]"), r"X holds datetime64\[s\] values: make numbers of them"),
    "what is missing": (np.array([[1, pd.NA]] * 9, dtype=object), "first in row 0, column 1|takes sequences"),
    "a path": ("data.csv", r"X is the path 'data.csv': .* codings.data.load\(path\).X"),
    "a dataset": (Dataset("zeros", np.zeros((9, 4))), "X is a Dataset: .* data.X"),
    "a mapping": ({"a": [1, 2]}, r"X is a mapping: .* pandas.DataFrame\(X\)"),
    "arrays in a column": (pd.Series([np.zeros((3, 3))] * 9), r"X is a Series of 9 objects, .*list\(X\)"),
    "arrays in an array": (pd.Series([np.zeros(3)] * 9).to_numpy(), r"X is a ndarray of 9 objects"),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_data(unfitted, what):
    X, message = BAD[what]
    with pytest.raises(ValueError, match=message):
        clone(unfitted).fit(X)


def test_objects(unfitted):
    with pytest.raises(TypeError, match=r"objects where numbers belong .*NAType.*: make numbers of them"):
        clone(unfitted).fit([[pd.NA, 1]] * 9)


def test_numbers_of_any_type_in_a_list(fitted_on_a_table):
    model, X = fitted_on_a_table
    exact = [[Decimal(x) for x in row] for row in X[:3].tolist()]
    np.testing.assert_array_equal(model.transform(exact), model.transform(X[:3]))


def test_dates_are_no_numbers_afterwards_either(fitted_on_a_table):
    model, X = fitted_on_a_table
    with pytest.raises(ValueError, match="values: make numbers of them"):
        model.transform(np.zeros(X.shape, "m8[s]"))


def test_bad_data_in_a_memory_map(fitted, images, tmp_path):
    broken = images.copy()
    broken[7, 1, 1] = np.nan
    np.save(tmp_path / "broken.npy", broken)
    mapped = np.load(tmp_path / "broken.npy", mmap_mode="r")
    for method in (clone(fitted).fit, fitted.transform):
        with pytest.raises(ValueError, match="NaN.* 7"):
            method(mapped)


@pytest.mark.parametrize("method", ["transform", "reconstruct", "score", "score_samples"])
def test_other_shapes_than_fitted(fitted, images, method):
    for X in (images[:, :7], images.reshape(200, 64)):
        with pytest.raises(ValueError, match=r"but \w+ was fitted on \(8, 8\)"):
            getattr(fitted, method)(X)


def test_one_feature_less_than_fitted(fitted_on_a_table):
    model, X = fitted_on_a_table
    with pytest.raises(ValueError, match="X has 4 features, but .* is expecting 5"):
        model.transform(X[:, :4])


def test_codings_of_the_wrong_width(fitted):
    for codings_shape in ((2, 9), (2, 8, 8)):
        with pytest.raises(ValueError, match=rf"the codings of this \w+ have \(n, {fitted.coding_size}\)"):
            fitted.inverse_transform(np.zeros(codings_shape))


@pytest.mark.parametrize(
    "method", ["transform", "inverse_transform", "reconstruct", "score", "score_samples"]
)
def test_before_fit(unfitted, images, method):
    with pytest.raises(NotFittedError, match="not fitted yet"):
        getattr(clone(unfitted), method)(images)
    with pytest.raises(NotFittedError):
        clone(unfitted).save("nowhere")


@pytest.mark.parametrize(
    ("parameter", "value"),
    [("coding_size", 0), ("epochs", 0), ("batch_size", -1), ("learning_rate", 0.0), ("random_state", "x")],
)
def test_parameters_out_of_range(unfitted, images, parameter, value):
    with pytest.raises(ValueError, match=f"'{parameter}' parameter of .* must be"):
        clone(unfitted).set_params(**{parameter: value}).fit(images)


def test_validation_of_another_shape(unfitted, images):
    with pytest.raises(ValueError, match="shape"):
        clone(unfitted).fit(images, validation=images[:, :7])


def test_a_saved_estimator_is_the_same(fitted, images, tmp_path):
    fitted.save(tmp_path / "model")
    loaded = codings.load(tmp_path / "model")
    assert type(loaded) is type(fitted)
    assert loaded.get_params() == fitted.get_params()
    assert loaded.autoencoder_.count_params() == fitted.autoencoder_.count_params()
    np.testing.assert_array_equal(loaded.reconstruct(images), fitted.reconstruct(images))
    np.testing.assert_array_equal(loaded.history_["val_loss"], fitted.history_["val_loss"])
