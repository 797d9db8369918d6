import numpy as np
import pandas as pd
import pytest

import codings


@pytest.fixture(scope="session")
def table():
    """Numbers and categories, with an identifier that no model knows."""
    random = np.random.default_rng(0)
    kinds = random.choice(["x", "y"], 40)
    return pd.DataFrame(
        {"id": np.arange(40), "b": kinds, "a": random.normal(size=40), "c": random.normal(size=40)}
    )


@pytest.fixture(scope="session")
def folder(table, tmp_path_factory):
    """A small autoencoder of the table's last columns, saved."""
    path = tmp_path_factory.mktemp("engines") / "model"
    model = codings.VariationalAutoencoder(2, hidden=(8,), epochs=1, random_state=0, verbose=False)
    model.fit(table[["a", "b", "c"]]).save(path)
    return path


@pytest.fixture(scope="session")
def expected(table, folder):
    return np.asarray(codings.load(folder).transform(table[["a", "b", "c"]]))
