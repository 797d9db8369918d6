"""What is to some instances as others are to a third group."""

import numpy as np
import pytest

import codings


@pytest.fixture(scope="module")
def linear():
    X = np.random.default_rng(0).normal(size=(60, 5))
    return codings.LinearAutoencoder(2, epochs=2, random_state=0, verbose=False).fit(X), X


def test_of_a_linear_autoencoder_it_is_a_sum_of_reconstructions(linear):
    model, X = linear
    made = model.analogy(X[:4], X[4:7], X[7:12])
    means = [model.reconstruct(X[rows]).mean(axis=0) for rows in (slice(4), slice(4, 7), slice(7, 12))]
    np.testing.assert_allclose(made, [means[0] - means[1] + means[2]], atol=1e-4)


def test_what_a_group_must_be(linear):
    model, X = linear
    with pytest.raises(ValueError, match="y=3 means nothing to a LinearAutoencoder: leave it out"):
        model.analogy(X[:1], X[1:2], X[2:3], y=3)
    with pytest.raises(ValueError, match="4 features"):
        model.analogy(X[:1, :4], X[1:2], X[2:3])
    with pytest.raises(ValueError, match="minimum of 1"):
        model.analogy(X[:1], X[:0], X[2:3])


def test_tables_of_categories_come_back_as_tables():
    import pandas as pd

    random = np.random.default_rng(0)
    table = pd.DataFrame({"size": random.normal(size=40), "kind": random.choice(["a", "b"], 40)})
    model = codings.StackedAutoencoder(2, hidden=(4,), epochs=1, verbose=False).fit(table)
    made = model.analogy(table[:3], table[3:6], table[6:9])
    assert list(made.columns) == ["size", "kind"]
    assert made.shape == (1, 2)
