"""A classifier on a pretrained encoder: what is trained when, what stays as it was, and bad input."""

import json
import pickle

import keras
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.decomposition import PCA
from sklearn.exceptions import NotFittedError
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import codings
from codings import (
    ConvolutionalAutoencoder,
    DenoisingAutoencoder,
    LinearAutoencoder,
    PretrainedClassifier,
    RecurrentAutoencoder,
    StackedAutoencoder,
    VariationalAutoencoder,
)

LABELS = 100


@pytest.fixture(scope="module")
def few(digits):
    """A random 100 of the digits with their labels, and the others."""
    order = np.random.default_rng(0).permutation(len(digits.X))
    seen, others = order[:LABELS], order[LABELS:]
    return digits.X[seen], digits.y[seen], digits.X[others], digits.y[others]


@pytest.fixture(scope="module")
def autoencoder(digits):
    """Fitted on all digits, without labels."""
    return DenoisingAutoencoder(10, epochs=15, random_state=0, verbose=False).fit(digits.X)


def classifier(autoencoder, **kwargs):
    return PretrainedClassifier(autoencoder, **{"random_state": 0, "verbose": False} | kwargs)


def brief(model, X, epochs=1, **kwargs):
    """An autoencoder that is fitted, and has hardly learned a thing."""
    return model(4, epochs=epochs, random_state=0, verbose=False, **kwargs).fit(X)


def test_few_labels_go_far(autoencoder, few):
    X, y, others, answers = few
    model = classifier(autoencoder).fit(X, y, validation=(others, answers))
    assert model.score(others, answers) > 0.8
    assert model.history_.epochs == 40
    assert model.history_["loss"][-1] < model.history_["loss"][19] < model.history_["loss"][0]
    assert model.history_["val_loss"][-1] == pytest.approx(
        -np.log(model.predict_proba(others)[np.arange(len(others)), answers]).mean(), rel=1e-3
    )


def test_probabilities_and_classes(autoencoder, few):
    X, y, others, _ = few
    model = classifier(autoencoder, epochs=1).fit(X, y)
    probabilities = model.predict_proba(others)
    assert (probabilities.shape, probabilities.dtype) == ((len(others), 10), np.float32)
    np.testing.assert_allclose(probabilities.sum(1), 1, rtol=1e-5)
    np.testing.assert_array_equal(model.predict(others), model.classes_[probabilities.argmax(1)])
    by_keras = keras.ops.convert_to_numpy(model.classifier_(others))
    np.testing.assert_allclose(probabilities, by_keras, atol=1e-5)
    assert model.n_features_in_ == autoencoder.n_features_in_


def test_the_autoencoder_is_left_as_it_was(autoencoder, few):
    X, y, others, _ = few
    weights, codings = autoencoder.autoencoder_.get_weights(), autoencoder.transform(others)
    classifier(autoencoder, learning_rate=0.1).fit(X, y)
    for before, after in zip(weights, autoencoder.autoencoder_.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)
    np.testing.assert_array_equal(autoencoder.transform(others), codings)


@pytest.mark.parametrize(("epochs", "moved"), [(0, False), (2, True)])
def test_the_first_stage_trains_the_head_alone(autoencoder, few, epochs, moved):
    X, y, *_ = few
    *body, kernel, bias = classifier(autoencoder, epochs=epochs).fit(X, y).classifier_.get_weights()
    pretrained = autoencoder.encoder_.get_weights()[: len(body)]
    changed = [not np.array_equal(*pair) for pair in zip(body, pretrained, strict=True)]
    assert changed == [moved] * 2
    assert np.abs(kernel).min(0).all()
    assert bias.all()


def test_it_may_start_with_all_layers(autoencoder, few):
    X, y, others, answers = few
    model = classifier(autoencoder, frozen_epochs=0, epochs=30).fit(X, y)
    assert model.history_.epochs == 30
    assert model.score(others, answers) > 0.7


def test_same_random_state_same_probabilities(autoencoder, few):
    X, y, others, _ = few
    first, second, other = (
        classifier(autoencoder, frozen_epochs=0, epochs=2, random_state=state).fit(X, y).predict_proba(others)
        for state in (3, 3, 4)
    )
    np.testing.assert_array_equal(first, second)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("kind", [str, object])
def test_labels_that_are_text(autoencoder, few, kind):
    X, y, others, answers = few
    names = np.array([f"digit {label}" for label in range(10)], dtype=kind)
    model = classifier(autoencoder, epochs=0).fit(X, names[y], validation=(others, names[answers]))
    assert list(model.classes_) == list(names)
    assert model.score(others, names[answers]) > 0.6


def test_images_of_bytes(few):
    X, y, others, answers = few
    images, other_images = ((255 * part).astype("uint8") for part in (X, others))
    model = classifier(brief(StackedAutoencoder, images, epochs=20), epochs=0).fit(images, y)
    assert model.score(other_images, answers) > 0.6


def test_a_table_with_names(few):
    pandas = pytest.importorskip("pandas")
    X, y, *_ = few
    table = pandas.DataFrame(X.reshape(LABELS, 64)).rename(columns=str)
    pretrained = StackedAutoencoder(4, hidden=(8,), epochs=1, scaling="pixels", random_state=0).fit(table)
    model = classifier(pretrained, epochs=0).fit(table, pandas.Series(y))
    assert list(model.feature_names_in_) == list(table.columns)
    assert model.predict(table).shape == (LABELS,)


@pytest.mark.skipif(keras.backend.backend() == "jax", reason="TensorFlow sees it")
@pytest.mark.parametrize(
    ("model", "options", "width"),
    [
        (StackedAutoencoder, {"hidden": (20, 9)}, 9),
        (StackedAutoencoder, {"hidden": ()}, 4),
        (LinearAutoencoder, {}, 4),
        (VariationalAutoencoder, {"hidden": (20, 9)}, 9),
        (ConvolutionalAutoencoder, {"filters": (3,)}, 3 * 4 * 4),
        (RecurrentAutoencoder, {"hidden": (7,)}, 4),
    ],
)
def test_what_the_head_reads(few, model, options, width):
    X, y, *_ = few
    model = classifier(brief(model, X, **options), frozen_epochs=1, epochs=0).fit(X, y)
    kernel, _ = model.classifier_.get_weights()[-2:]
    assert kernel.shape == (width, 10)


def test_keras_and_pickle_keep_it(autoencoder, few, tmp_path):
    X, y, others, _ = few
    model = classifier(autoencoder, epochs=1).fit(X, y)
    model.classifier_.save(tmp_path / "classifier.keras")
    loaded = keras.saving.load_model(tmp_path / "classifier.keras")
    expected = model.predict_proba(others)
    np.testing.assert_allclose(keras.ops.convert_to_numpy(loaded(others)), expected, atol=1e-5)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(model)).predict_proba(others), expected)


def test_callbacks(autoencoder, few):
    X, y, *_ = few
    stopping = keras.callbacks.EarlyStopping(min_delta=100.0, patience=0)
    assert classifier(autoencoder).fit(X, y, validation=(X, y), callbacks=[stopping]).history_.epochs == 2


def test_cross_validation_keeps_a_frozen_one_fitted(autoencoder, few):
    X, y, *_ = few
    model = classifier(FrozenEstimator(autoencoder), epochs=0)
    assert cross_val_score(model, X, y, cv=2).mean() > 0.5
    search = GridSearchCV(model, {"frozen_epochs": [1, 20]}, cv=2, refit=False).fit(X, y)
    assert search.best_params_ == {"frozen_epochs": 20}


def test_cross_validation_says_to_freeze(autoencoder, few):
    X, y, *_ = few
    with pytest.raises(ValueError, match="not fitted yet: .*FrozenEstimator under cross-validation"):
        cross_val_score(classifier(autoencoder), X, y, cv=2, error_score="raise")


def test_a_pipeline_on_the_codings(autoencoder, few):
    X, y, others, answers = few
    pipeline = make_pipeline(FrozenEstimator(autoencoder), StandardScaler(), LogisticRegression())
    assert pipeline.fit(X, y).score(others, answers) > 0.75
    assert cross_val_score(pipeline, X, y, cv=2).mean() > 0.5


BAD_LABELS = {
    "too few": (np.arange(LABELS - 1) % 10, r"y has shape \(99,\), but there are 100 instances"),
    "a table": (np.zeros((LABELS, 2)), r"y has shape \(100, 2\)"),
    "none": (None, r"y is missing: give fit\(X, y\) one label"),
    "one class": (np.zeros(LABELS), "one class only, 0.0: a classifier needs two"),
    "NaN": (np.where(np.arange(LABELS) > 5, np.nan, 1.0), "missing labels"),
    "one that is None": (np.array([None, *"ab" * 49, "a"], dtype=object), "missing labels"),
}


@pytest.mark.parametrize("what", BAD_LABELS)
def test_bad_labels(autoencoder, few, what):
    y, message = BAD_LABELS[what]
    with pytest.raises(ValueError, match=message):
        classifier(autoencoder).fit(few[0], y)


def test_bad_instances(autoencoder, few):
    X, y, *_ = few
    with pytest.raises(ValueError, match=r"\(8, 7\), but DenoisingAutoencoder was fitted on \(8, 8\)"):
        classifier(autoencoder).fit(X[:, :, :7], y)
    with pytest.raises(ValueError, match="NaN"):
        classifier(autoencoder).fit(np.full_like(X, np.nan), y)
    model = classifier(autoencoder, frozen_epochs=1, epochs=0).fit(X, y)
    with pytest.raises(ValueError, match=r"\(64,\), but DenoisingAutoencoder was fitted on \(8, 8\)"):
        model.predict(X.reshape(LABELS, 64))


def test_bad_validation(autoencoder, few):
    X, y, *_ = few
    with pytest.raises(ValueError, match="validation must be a pair"):
        classifier(autoencoder).fit(X, y, validation=X)
    with pytest.raises(ValueError, match="holds the label 10, which fit has not seen"):
        classifier(autoencoder).fit(X, y, validation=(X, y + 2))


def test_an_autoencoder_that_is_not_fitted(autoencoder, few):
    X, y, *_ = few
    for unfitted in (clone(autoencoder), FrozenEstimator(clone(autoencoder))):
        with pytest.raises(NotFittedError, match="fit it first"):
            classifier(unfitted).fit(X, y)


def test_something_else_than_an_autoencoder(few):
    X, y, *_ = few
    with pytest.raises(ValueError, match="'autoencoder' parameter of PretrainedClassifier must be"):
        classifier(PCA()).fit(X, y)
    with pytest.raises(ValueError, match=r"FrozenEstimator holds PCA\(\): it must hold a fitted autoencoder"):
        classifier(FrozenEstimator(PCA())).fit(X, y)


def test_before_fit(autoencoder, few):
    for method in (classifier(autoencoder).predict, classifier(autoencoder).predict_proba):
        with pytest.raises(NotFittedError, match="not fitted yet"):
            method(few[0])


@pytest.mark.parametrize(
    ("parameter", "value"),
    [("frozen_epochs", -1), ("epochs", -1), ("batch_size", 0), ("learning_rate", 0.0), ("random_state", "x")],
)
def test_parameters_out_of_range(autoencoder, few, parameter, value):
    with pytest.raises(ValueError, match=f"'{parameter}' parameter of .* must be"):
        classifier(autoencoder, **{parameter: value}).fit(*few[:2])


def test_nothing_to_train(autoencoder, few):
    with pytest.raises(ValueError, match="would train nothing"):
        classifier(autoencoder, frozen_epochs=0, epochs=0).fit(*few[:2])


@pytest.mark.parametrize("wrap", [lambda fitted: fitted, FrozenEstimator], ids=["plain", "frozen"])
def test_saved_and_loaded_with_its_autoencoder(autoencoder, few, tmp_path, wrap):
    X, y, others, _ = few
    names = np.array([f"digit {label}" for label in y])
    model = classifier(wrap(autoencoder), frozen_epochs=1, epochs=1).fit(X, names)
    model.save(tmp_path / "model")
    again = codings.load(tmp_path / "model")
    np.testing.assert_array_equal(again.predict_proba(others), model.predict_proba(others))
    np.testing.assert_array_equal(again.predict(others), model.predict(others))
    assert type(again.autoencoder) is type(model.autoencoder)
    inner = again.autoencoder.estimator if wrap is FrozenEstimator else again.autoencoder
    np.testing.assert_array_equal(inner.transform(others), autoencoder.transform(others))
    np.testing.assert_array_equal(again.fit(X, names).predict_proba(others), model.predict_proba(others))


def test_sequences_of_different_lengths(random, tmp_path):
    lengths = random.integers(3, 8, 60)
    X, y = [np.full((n, 2), n / 7) for n in lengths], lengths > 5
    pretrained = RecurrentAutoencoder(2, hidden=(4,), epochs=1, random_state=0).fit(X, validation=(X, y))
    model = classifier(pretrained, frozen_epochs=10, epochs=10, learning_rate=0.1)
    model.fit(X, y, validation=(X, y))
    assert model.score(X, y) > 0.9
    model.save(tmp_path / "model")
    loaded = codings.load(tmp_path / "model")
    np.testing.assert_allclose(loaded.predict_proba(X), model.predict_proba(X), atol=1e-6)
    of_one_length = brief(RecurrentAutoencoder, np.stack(X[:1] * 9), hidden=())
    with pytest.raises(ValueError, match="fitted on ones of"):
        classifier(of_one_length).fit(X[:1] * 9, [0, 1] * 4 + [0]).predict([X[0][:2]])


def test_checkpoints_are_of_one_autoencoder(autoencoder, few, tmp_path):
    X, y, *_ = few
    model = classifier(autoencoder, frozen_epochs=1, epochs=0)
    model.fit(X, y, checkpoint=tmp_path)
    with pytest.raises(ValueError, match="arguments autoencoder's weights was .*, now"):
        classifier(brief(DenoisingAutoencoder, X), frozen_epochs=1, epochs=0).fit(X, y, checkpoint=tmp_path)
    [manifest] = tmp_path.glob("epoch-*/manifest.json")
    content = json.loads(manifest.read_text())
    del content["training"]["arguments"]["autoencoder's weights"]  # which older versions did not write
    manifest.write_text(json.dumps(content))
    assert model.fit(X, y, checkpoint=tmp_path).history_.epochs == 1


def test_data_are_checked_as_the_classifier_knows_them(autoencoder, few):
    X, y, others, _ = few
    pretrained = clone(autoencoder).set_params(epochs=1).fit(X)
    model = classifier(pretrained, frozen_epochs=1, epochs=0).fit(X, y)
    pretrained.fit(1000 * X)
    assert model.predict(others).shape == (len(others),)


def test_epochs_within_minutes(autoencoder, few):
    X, y, *_ = few
    for wrapped in (autoencoder, FrozenEstimator(autoencoder)):
        assert classifier(wrapped).epochs_within(X, y, minutes=0.001) >= 1
