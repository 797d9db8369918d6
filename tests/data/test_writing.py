"""Tables as files of arrays."""

import numpy as np
import pandas as pd
import pytest

from codings.data import load
from codings.data.writing import write_array


@pytest.mark.parametrize("ending", [".npy", ".npz"])
def test_missing_numbers_become_nan(tmp_path, ending):
    columns = {"whole": ([1, None, 3], "Int64"), "flag": ([True, False, None], "boolean")}
    table = pd.DataFrame({name: pd.array(values, dtype=dtype) for name, (values, dtype) in columns.items()})
    write_array(tmp_path / f"a{ending}", table, "x")
    np.testing.assert_array_equal(load(tmp_path / f"a{ending}").X, [[1, 1], [np.nan, 0], [3, np.nan]])


def test_numbers_keep_their_dtype(tmp_path):
    write_array(tmp_path / "a.npy", pd.DataFrame({"a": np.arange(3, dtype=np.int16)}), "x")
    assert load(tmp_path / "a.npy").X.dtype == np.int16


def test_text_is_no_array(tmp_path):
    with pytest.raises(ValueError, match="cannot hold the column 'k', which has no numbers"):
        write_array(tmp_path / "a.npy", pd.DataFrame({"k": ["a"]}), "x")
