"""Data that have changed are told from those that have not, wherever one looks from."""

import numpy as np
import pandas as pd
import pytest

from codings.data import Dataset, address, load
from codings.data.fingerprint import changes, of_dataset

X = np.arange(24, dtype=np.uint8).reshape(6, 2, 2)
TABLE = pd.DataFrame({"a": [1.0, np.nan], "b": pd.Categorical(["x", "y"]), "c": ["p", None]})


def test_the_same_data_have_not_changed():
    for array in (X, X.astype(float)[::-1], X > 3, TABLE):
        assert changes(Dataset("a", array), of_dataset(Dataset("b", array.copy()))) is None


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (Dataset("a", X), Dataset("a", X[:5]), "their shape is (5, 2, 2), and it was (6, 2, 2)"),
        (Dataset("a", X), Dataset("a", X[::-1]), "they hold other values"),
        (Dataset("a", TABLE), Dataset("a", TABLE.rename(columns={"a": "z"})), "other values"),
        (Dataset("a", TABLE), Dataset("a", TABLE.assign(a=[1.0, 2.0])), "other values"),
        (
            Dataset("a", X, np.zeros(6, int), ("p", "q")),
            Dataset("a", X, np.ones(6, int), ("p", "q")),
            "other",
        ),
    ],
)
def test_what_has_changed_is_said(before, after, said):
    assert said in changes(after, of_dataset(before))


def test_of_large_arrays_some_rows_are_read(monkeypatch):
    monkeypatch.setattr("codings.data.fingerprint.MOST_BYTES", 100)
    large = np.zeros((1000, 2))
    known = of_dataset(Dataset("a", large))
    large[-1] = 1
    assert changes(Dataset("a", large), known) == "they hold other values"


def test_an_address_holds_from_any_folder(tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, 4.0]}).to_csv(tmp_path / "a.csv", index=False)
    monkeypatch.chdir(tmp_path)
    found = address("a.csv:label=b")
    assert found == f"{tmp_path / 'a.csv'}:label=b"
    monkeypatch.chdir("here")
    assert load(found).X.shape == (2, 1)
    for name in ("digits", "sprites:n=5", "set:digits", "no-such-thing"):
        assert address(name) == name
