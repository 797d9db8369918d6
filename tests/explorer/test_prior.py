"""The page draws codings from what the model does."""

import numpy as np
import pytest

import codings
from codings.explorer.prior import prior
from codings.explorer.subject import subject_of

COUNT = 4000


@pytest.fixture(scope="module")
def rows():
    """A variational autoencoder of a table of two groups, of three and one quarter, with labels."""
    random = np.random.default_rng(0)
    X = np.concatenate([random.normal(-3, 0.3, (150, 4)), random.normal(3, 0.3, (50, 4))])
    y = np.repeat(["usual", "rare"], [150, 50])
    model = codings.VariationalAutoencoder(2, hidden=(8,), epochs=3, random_state=0, verbose=False)
    return model.fit(X, y), X, y


def test_the_page_draws_as_the_model_does(modules, rows):
    """Means, covariances and shares of labels of 4,000, beside Python's."""
    model, _, _ = rows
    drawn = modules("prior.js", "(m, [prior, n]) => m.sampled(prior, 2, 2, n, 1)", [prior(model), COUNT])
    expected, y = model.sample_codings(COUNT, random_state=0)
    found = np.array(drawn["codings"])
    error = 5 * expected.std(axis=0) / COUNT**0.5
    assert (np.abs(found.mean(axis=0) - expected.mean(axis=0)) < error).all()
    np.testing.assert_allclose(np.cov(found.T), np.cov(expected.T), atol=0.1 * expected.var(axis=0).max())
    assert np.mean(drawn["labels"]) == pytest.approx(np.mean(y == "usual"), abs=0.05)
    assert np.mean(y == "usual") == pytest.approx(0.75, abs=0.05)


def test_without_a_mixture_codings_are_standard_normal(modules):
    drawn = modules(
        "prior.js", "(m, prior) => m.sampled(prior, 3, null, 4000, 2)", {"shares": None, "mixture": None}
    )
    assert drawn["labels"] is None
    found = np.array(drawn["codings"])
    np.testing.assert_allclose(found.mean(axis=0), 0, atol=0.08)
    np.testing.assert_allclose(np.cov(found.T), np.eye(3), atol=0.1)


def test_a_model_without_a_prior(digits):
    model = codings.StackedAutoencoder(2, hidden=(4,), epochs=1, verbose=False).fit(digits.X[:50])
    assert prior(model) is None


def test_the_server_draws_as_the_model_does(rows):
    model, X, y = rows
    drawn = subject_of(model, X, y).sample(50, 7)
    expected, labels = model.sample_codings(50, random_state=7)
    np.testing.assert_array_equal(drawn["codings"], expected)
    assert [model.classes_[place] for place in drawn["labels"]] == list(labels)
