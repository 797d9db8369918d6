"""The page draws codings from what the model does."""

import numpy as np
import pytest

from codings.explorer.prior import prior

COUNT = 4000


def test_the_page_draws_as_the_model_does(modules, table):
    """Means, covariances and shares of labels of 4,000, beside Python's."""
    model = table.estimator
    drawn = modules("prior.js", "(m, [prior, n]) => m.sampled(prior, 2, 2, n, 1)", [prior(model), COUNT])
    expected, y = model.sample_codings(COUNT, random_state=0)
    found = np.array(drawn["codings"])
    error = 5 * expected.std(axis=0) / COUNT**0.5
    assert (np.abs(found.mean(axis=0) - expected.mean(axis=0)) < error).all()
    np.testing.assert_allclose(np.cov(found.T), np.cov(expected.T), atol=0.1 * expected.var(axis=0).max())
    for place, label in enumerate(model.classes_):
        means = [
            coded[which].mean(axis=0)
            for coded, which in ((found, np.equal(drawn["labels"], place)), (expected, y == label))
        ]
        np.testing.assert_allclose(*means, atol=0.2)
    share = np.mean(y == model.classes_[1])
    assert np.mean(drawn["labels"]) == pytest.approx(share, abs=0.05)
    assert share == pytest.approx(0.75, abs=0.05)


def test_without_a_mixture_codings_are_standard_normal(modules):
    drawn = modules(
        "prior.js", "(m, prior) => m.sampled(prior, 3, null, 4000, 2)", {"shares": None, "mixture": None}
    )
    assert drawn["labels"] is None
    found = np.array(drawn["codings"])
    np.testing.assert_allclose(found.mean(axis=0), 0, atol=0.08)
    np.testing.assert_allclose(np.cov(found.T), np.eye(3), atol=0.1)


def test_a_model_without_a_prior(other):
    assert prior(other.estimator) is None


def test_the_server_draws_as_the_model_does(table):
    drawn = table.sample(50, 7)
    expected, labels = table.estimator.sample_codings(50, random_state=7)
    np.testing.assert_array_equal(drawn["codings"], expected)
    assert [table.conditions[place] for place in drawn["labels"]] == list(labels)
