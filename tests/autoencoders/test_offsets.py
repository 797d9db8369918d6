"""However far from 0 data lie, and in whatever form they come, none of their digits is lost."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import r2_score

from codings import StackedAutoencoder
from codings.data import load


@pytest.fixture(scope="module")
def table():
    """Rank 2 with a little noise, (600, 8) float64."""
    random = np.random.default_rng(0)
    return random.normal(size=(600, 2)) @ random.normal(size=(2, 8)) + 0.05 * random.normal(size=(600, 8))


def explained(X):
    """The share of the columns' variance that two codings explain."""
    model = StackedAutoencoder(2, hidden=(16,), epochs=100, random_state=0).fit(X)
    return r2_score(X, model.reconstruct(X)), model


@pytest.fixture(scope="module")
def without_offset(table):
    return explained(table)


@pytest.mark.parametrize("offset", [1e8, 1e9])
def test_an_offset_changes_nothing(table, without_offset, offset):
    expected, plain = without_offset
    found, model = explained(table + offset)
    assert expected > 0.98
    assert found == pytest.approx(expected, abs=0.005)
    assert model.score(table + offset) == pytest.approx(plain.score(table), rel=0.2)
    assert model.history_["loss"][-1] == pytest.approx(plain.history_["loss"][-1], rel=0.2)


def as_csv(X, folder):
    pd.DataFrame(X).to_csv(folder / "table.csv", index=False)
    return load(folder / "table.csv").X


FORMS = {
    "int64": lambda X, folder: X.astype("int64"),
    "uint64": lambda X, folder: X.astype("uint64"),
    "list": lambda X, folder: X.tolist(),
    "list of integers": lambda X, folder: X.astype("int64").tolist(),
    "DataFrame": lambda X, folder: pd.DataFrame(X.astype("int64")),
    "CSV": as_csv,
    "CSV of integers": lambda X, folder: as_csv(X.astype("int64"), folder),
}


@pytest.fixture(scope="module")
def whole(table):
    """Whole numbers that float32 cannot tell apart, and what is made of them as float64."""
    X = np.rint(100 * table) + 2**40
    assert (X.astype("float32") == X.astype("float32")[0, 0]).all()
    return X, StackedAutoencoder(2, hidden=(), epochs=1, random_state=0).fit(X)


@pytest.mark.parametrize("form", FORMS)
def test_whole_numbers_beyond_float32_keep_their_digits(form, whole, tmp_path):
    X, expected = whole
    given = FORMS[form](X, tmp_path)
    model = StackedAutoencoder(2, hidden=(), epochs=1, random_state=0).fit(given)
    np.testing.assert_array_equal(model.transform(given), expected.transform(X))
    np.testing.assert_array_equal(model.score_samples(given), expected.score_samples(X))
