"""Ways between codings, and the labels that are drawn."""

import tracemalloc

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline

import codings
from codings.autoencoders.mixture import Mixture, by_class
from codings.generative import around

SMALL = {"coding_size": 3, "hidden": (8,), "epochs": 1, "random_state": 0, "verbose": False}


def test_the_way_around_keeps_to_likely_lengths(random):
    a, b = random.standard_normal((2, 100))
    way = around(a, b, 11)
    lengths = np.linalg.norm(way, axis=1)
    assert lengths.min() > 0.97 * min(lengths[0], lengths[-1])
    np.testing.assert_allclose(way[[0, -1]], [a, b], rtol=1e-6)
    unit = way / lengths[:, None]
    steps = np.arccos((unit[1:] * unit[:-1]).sum(axis=1))
    assert 0.5 * steps.mean() < steps.min() < steps.max() < 1.5 * steps.mean()


def test_of_equal_lengths_it_is_an_arc():
    way = around(np.array([3.0, 0.0]), np.array([0.0, 3.0]), 3)
    np.testing.assert_allclose(way, [[3, 0], [3 / 2**0.5, 3 / 2**0.5], [0, 3]], atol=1e-6)


@pytest.mark.parametrize(("a", "b"), [([1.0], [3.0]), ([1.0, 1.0], [-1.0, -1.0]), ([0.0, 0.0], [2.0, 2.0])])
def test_on_one_line_it_is_straight(a, b):
    np.testing.assert_allclose(around(np.array(a), np.array(b), 3)[1], (np.array(a) + b) / 2)


def test_labels_are_drawn_as_often_as_in_the_data(digits, tmp_path, monkeypatch):
    y = np.where(np.arange(200) % 10 == 0, "rare", "usual")
    model = codings.GAN(**SMALL).fit(digits.X[:200], y)
    np.testing.assert_allclose(model.class_prior_, [0.1, 0.9])
    model.save(tmp_path / "model")
    again = codings.load(tmp_path / "model")
    np.testing.assert_allclose(again.class_prior_, [0.1, 0.9])
    _, labels = again.sample_codings(2000, random_state=0)
    assert (labels == "rare").mean() == pytest.approx(0.1, abs=0.03)
    model.class_prior_ = np.array([0.5, 0.9])
    model.save(tmp_path / "damaged")
    with pytest.raises(ValueError, match="class_prior_: it must have a share for each label, 1 in all"):
        codings.load(tmp_path / "damaged")
    # One that was saved before there were shares draws each as often.
    monkeypatch.setattr(codings.GAN, "_saved_arrays", ("classes_",))
    model.save(tmp_path / "old")
    monkeypatch.undo()
    old = codings.load(tmp_path / "old")
    assert old.class_prior_ is None
    _, labels = old.sample_codings(2000, random_state=0)
    assert (labels == "rare").mean() == pytest.approx(0.5, abs=0.05)


def test_codings_that_are_drawn_are_those_that_samples_are_made_of(digits):
    y = np.where(np.arange(200) % 10 == 0, "rare", "usual")
    for model in (codings.GAN(**SMALL), codings.VariationalAutoencoder(**SMALL)):
        model.fit(digits.X[:200], y)
        drawn, labels = model.sample_codings(5, random_state=3)
        made = model.inverse_transform(drawn, labels)
        np.testing.assert_array_equal(made, model.sample(5, random_state=3))
        _, labels = model.sample_codings(5, y="rare")
        assert labels == "rare"
        with pytest.raises(ValueError, match="n=0 must be a whole number"):
            model.sample_codings(0)


def test_codings_of_rows_come_from_their_mixture(random):
    X = np.concatenate([random.normal(-4, 0.3, (150, 3)), random.normal(4, 0.3, (50, 3))])
    model = codings.VariationalAutoencoder(**SMALL).fit(X)
    means = random.normal(9, 1, (1, 3))  # far from what is standard normal
    model.mixture_ = np.column_stack([[[1.0]], means, np.eye(3).reshape(1, 9) * 0.01])
    drawn, labels = model.sample_codings(400, random_state=0)
    assert labels is None
    np.testing.assert_allclose(drawn.mean(axis=0), means[0], atol=0.05)


def test_many_codings_take_no_covariance_each(random):
    width, n = 30, 20_000
    factors = random.normal(size=(2, width, width))
    mixture = Mixture(np.array([0.3, 0.7]), np.eye(width)[:2] * 90, factors @ factors.swapaxes(1, 2))
    tracemalloc.start()
    drawn = mixture.draw(n, np.random.RandomState(0))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 6 * n * width * 8
    for component in range(2):
        own = drawn[drawn[:, component] > 45]
        np.testing.assert_allclose(np.cov(own.T), mixture.covariances[component], atol=6)


def test_codings_are_those_of_their_class(random):
    y = np.arange(303) // 100
    codings_of = random.normal(size=(303, 2)) + 8 * np.eye(4)[y][:, :2]
    mixture, weights = by_class(codings_of, np.eye(4, dtype="float32")[y])
    np.testing.assert_allclose(weights.sum(axis=1), 1)
    seed = np.random.RandomState(0)
    for label, expected in enumerate([(8, 0), (0, 8), (0, 0), codings_of.mean(axis=0)]):  # the last has 3
        drawn = mixture.draw(2000, seed, np.tile(weights[label], (2000, 1)))
        np.testing.assert_allclose(drawn.mean(axis=0), expected, atol=0.4)
    np.testing.assert_allclose(mixture.draw(4000, seed).mean(axis=0), codings_of.mean(axis=0), atol=0.3)


def test_rows_are_drawn_from_the_codings_of_their_class(random, tmp_path, monkeypatch):
    y = np.where(np.arange(200) < 100, "low", "high")
    X = random.normal(size=(200, 3)) + 9.0 * (y == "high")[:, None]
    model = codings.VariationalAutoencoder(**SMALL).fit(X, y)
    coded = {label: model.transform(X[y == label]).mean(axis=0) for label in ("low", "high")}
    apart = np.abs(coded["low"] - coded["high"]).max()
    for label, mean in coded.items():
        drawn, _ = model.sample_codings(2000, y=label, random_state=0)
        assert np.abs(drawn.mean(axis=0) - mean).max() < 0.3 * apart
    model.save(tmp_path / "model")
    again = codings.load(tmp_path / "model").sample(9, y="low", random_state=0)
    np.testing.assert_array_equal(again, model.sample(9, y="low", random_state=0))
    kept = tuple(name for name in model._saved_arrays if name != "class_weights_")
    monkeypatch.setattr(codings.VariationalAutoencoder, "_saved_arrays", kept)
    model.save(tmp_path / "old")
    monkeypatch.undo()
    old = codings.load(tmp_path / "old")
    assert old.class_weights_ is None
    assert np.isfinite(old.sample(9, y="low", random_state=0)).all()


def test_targets_of_a_regression_are_no_labels(random):
    X, Y = random.normal(size=(60, 3)), random.normal(size=(60, 2))
    regression = make_pipeline(codings.VariationalAutoencoder(**SMALL), LinearRegression())
    assert regression.fit(X, Y).predict(X).shape == (60, 2)
    with pytest.raises(ValueError, match=r"y has shape \(60, 3\), but there are 60 instances"):
        codings.VariationalAutoencoder(**SMALL).fit(X, np.eye(3)[np.arange(60) % 3])
    with pytest.raises(ValueError, match=r"y has shape \(60, 2\), but there are 60 instances"):
        codings.VariationalAutoencoder(**SMALL, conditional=True).fit(X, Y)
