"""Tables of numbers, categories, dates and missing values, as networks see them, and back."""

import dataclasses
import json
from decimal import Decimal

import keras
import numpy as np
import pandas as pd
import pytest

from codings.data import find_encoding, find_range
from codings.data.matching import check_columns
from codings.data.stored import read_range
from codings.layers import Scaling, Unscaling

N = 40
MIXED = {
    "float": np.arange(N) / 4,
    "whole": np.arange(N),
    "small": np.arange(N, dtype=np.uint8),
    "single": np.linspace(0, 1, N, dtype=np.float32),
    "gaps": np.where(np.arange(N) % 5 == 0, np.nan, np.arange(N) * 10.0),
    "Whole": pd.array([1, None, 3, 4] * 10, dtype="Int64"),
    "text": ["rose", "iris"] * 20,
    "text with gaps": ["rose", np.nan, "iris", "aster"] * 10,
    "string": pd.array(["x", None, "y", "z"] * 10, dtype="string"),
    "category": pd.Categorical(["low", "high"] * 20, ["low", "middle", "high"], ordered=True),
    "numbered": pd.Categorical([3, 1, None, 3] * 10),
    "flag": [True, False] * 20,
    "Flag": pd.array([True, None, False, True] * 10, dtype="boolean"),
    "old flag": pd.Series([True, None, False, True] * 10, dtype=object).fillna(np.nan),
    "day": pd.date_range("2024-02-27", periods=N),
    "time": pd.date_range("2024-02-27 10:31:07", periods=N, freq="37min", tz="Europe/Berlin"),
    "day with gaps": pd.Series(pd.date_range("2024-02-27", periods=N)).where(np.arange(N) % 3 > 0),
    "constant": np.full(N, 2.1),
    "one kind": ["only"] * N,
}


@pytest.fixture(scope="module")
def table():
    return pd.DataFrame(MIXED)


@pytest.fixture(scope="module")
def encoding(table):
    return find_encoding(table)


def test_a_table_comes_back_as_it_was(table, encoding):
    pd.testing.assert_frame_equal(encoding.undo(encoding.apply(table)), table)


@pytest.mark.parametrize("name", MIXED)
def test_so_does_each_column(table, name):
    alone = table[[name, "float"]] if name != "float" else table[[name]]
    encoding = find_encoding(alone)
    pd.testing.assert_frame_equal(encoding.undo(encoding.apply(alone)), alone)


def test_in_json(table, encoding):
    again = read_range(json.loads(json.dumps(dataclasses.asdict(encoding))))
    assert again == encoding
    pd.testing.assert_frame_equal(again.undo(again.apply(table)), table)


def test_what_networks_see(table, encoding):
    x, parts = encoding.apply(table), encoding.parts
    assert (x.dtype, x.shape) == (np.float32, (N, *encoding.shape_of(table)))
    masks = x[:, parts.numbers : parts.first_block]
    missing = [c.name for c in encoding.numbers if c.missing]
    np.testing.assert_array_equal(masks, table[missing].isna())
    assert (x[:, list(parts.masked)][masks == 1] == 0).all()
    for block in parts.each_block():
        np.testing.assert_array_equal(x[:, block].sum(axis=1), 1)
    there = x[:, :-1][:, : parts.numbers].astype(float)
    there[:, list(parts.masked)] = np.where(masks == 1, np.nan, there[:, list(parts.masked)])
    np.testing.assert_allclose(np.nanmean(there, axis=0), 0, atol=1e-6)
    constant = [c.name for c in encoding.numbers].index("constant")
    np.testing.assert_allclose(np.delete(np.nanstd(there, axis=0), constant), 1, atol=1e-6)


@pytest.mark.parametrize("nothing", [None, np.nan])
def test_rows_may_miss_all_that_a_column_may_miss(table, encoding, nothing):
    gaps = [column.name for column in encoding.columns if column.missing]
    other = table[:2].assign(**{name: [nothing, nothing] for name in gaps})
    check_columns(encoding, other)
    back = encoding.undo(encoding.apply(other))
    assert back[gaps].isna().all(axis=None)
    pd.testing.assert_frame_equal(back.drop(columns=gaps), table[:2].drop(columns=gaps))


def test_values_that_are_unknown_are_named_as_people_write_them(table, encoding):
    with pytest.raises(ValueError, match="column 'text' of X holds True in row 0, which fit has not seen"):
        check_columns(encoding, table.assign(text=True))


def test_text_that_a_file_of_few_rows_makes_no_text_of_is_known():
    table = pd.DataFrame(
        {"flag": ["true", "false", "unknown"] * 4, "kind": ["1", "x", "y"] * 4, "n": range(12)}
    )
    encoding = find_encoding(table)
    other = pd.DataFrame({"flag": [True, False], "kind": [1.0, 1.0], "n": [3, 4]})
    assert encoding.undo(encoding.apply(other))["flag"].tolist() == ["true", "false"]
    assert encoding.undo(encoding.apply(other))["kind"].tolist() == ["1", "1"]
    check_columns(encoding, other.assign(flag=pd.Series([True, "unknown"], dtype=object)))
    for unknown in (1, 2, "True", "z"):
        with pytest.raises(ValueError, match=f"holds {unknown!r} in row 0"):
            check_columns(encoding, other.assign(flag=unknown))


def test_numbers_alone_are_seen_as_their_array_is(random):
    table = pd.DataFrame(random.normal(100, 9, (30, 3)), columns=["a", "b", "c"])
    encoding, range_ = find_encoding(table), find_range(table.to_numpy())
    assert encoding.range == range_
    assert encoding.parts is None
    np.testing.assert_array_equal(encoding.apply(table), range_.apply(table.to_numpy()))
    z = random.normal(size=(5, 3)).astype("float32")
    np.testing.assert_array_equal(encoding.undo(z), range_.undo(z))


@pytest.mark.parametrize("how", [{}, {"scaling": "center"}, {"bounds": (0, 30_000)}])
def test_dates_are_scaled_as_numbers_are(random, how):
    table = pd.DataFrame(random.normal(5, 1, (50, 2)), columns=list("ab"))
    dated = table.assign(day=pd.date_range("2024-01-01", periods=50))
    numbers = np.ascontiguousarray(dated.assign(day=np.arange(19723.0, 19773.0)))
    encoding = find_encoding(dated, lambda X: find_range(X, **how))
    assert encoding.range == find_range(numbers, **how)
    np.testing.assert_array_equal(encoding.apply(dated), encoding.range.apply(numbers))
    pd.testing.assert_frame_equal(encoding.undo(encoding.apply(dated)), dated, atol=0.01)


def test_numbers_have_the_decimals_of_the_data():
    table = pd.DataFrame({"a": [1.25, 2.5, 8.0], "b": [1, 2, 3], "c": [1 / 3, 2 / 3, 1.0]})
    encoding = find_encoding(table)
    assert [column.decimals for column in encoding.columns] == [2, 0, None]
    drawn = encoding.undo(np.full((1, 3), 0.123, "float32"))
    assert drawn["a"][0] == round(drawn["a"][0], 2)
    assert drawn["b"].dtype == np.int64


@pytest.mark.parametrize("dtype", ["Int8", "UInt8", "int8[pyarrow]", "uint8[pyarrow]"])
def test_whole_numbers_beyond_their_dtype_are_its_greatest(dtype):
    if "pyarrow" in dtype:
        pytest.importorskip("pyarrow")
    table = pd.DataFrame({"a": pd.array([100, None, 3, 120], dtype=dtype), "b": [1.0, 2, 3, 4]})
    encoding = find_encoding(table)
    Z = encoding.apply(table)
    for far, bound in zip((-9, 9), (0, 255) if "u" in dtype.lower() else (-128, 127), strict=True):
        drawn = encoding.undo(np.hstack([np.full((4, 1), far, "float32"), Z[:, 1:]]))["a"]
        assert drawn.isna().tolist() == [False, True, False, False]
        assert drawn.dropna().tolist() == [bound] * 3
        assert drawn.dtype == table["a"].dtype


def test_declared_categories_are_known():
    kinds = pd.Series(["rose", "iris", "rose"], dtype=pd.CategoricalDtype(["iris", "rose", "aster"]))
    table = pd.DataFrame({"kind": kinds, "one": kinds.where(kinds == "rose", "rose"), "n": [1, 2, 3]})
    encoding = find_encoding(table)
    assert encoding.parts == (1, (), (3, 3))
    other = table.assign(kind=kinds.where(kinds == "rose", "aster"))
    assert encoding.undo(encoding.apply(other))["kind"].tolist() == ["rose", "aster", "rose"]
    drawn = encoding.undo(np.float32([[0, 0.1, 0.2, 0.7, 0.5, 0.2, 0.3]]))
    assert drawn.iloc[0].tolist() == ["aster", "rose", 2]  # the second has but one


def test_draws_are_as_likely_as_they_are_said_to_be(encoding, table):
    parts = encoding.parts
    outputs = np.tile(encoding.apply(table)[:1], (20_000, 1))
    outputs[:, parts.numbers] = 0.3
    block = next(b for b in parts.each_block() if b.stop - b.start == 4)
    outputs[:, block] = [0.1, 0.2, 0.3, 0.4]
    outputs[:, 0] = 99
    drawn = encoding.draw(outputs, np.random.RandomState(0))
    assert drawn[:, parts.numbers].mean() == pytest.approx(0.3, abs=0.02)
    np.testing.assert_allclose(drawn[:, block].mean(axis=0), [0.1, 0.2, 0.3, 0.4], atol=0.02)
    assert set(np.unique(drawn[:, parts.numbers :])) == {0, 1}
    assert (encoding.undo(drawn[:10])[encoding.numbers[0].name] == table["float"].max()).all()


@pytest.mark.parametrize("columns", [list(MIXED), ["text", "flag"], ["float", "single"]])
def test_the_layers_map_as_the_encoding_does(table, columns):
    near = [c for c in columns if c != "time"]  # of which float32 would see the hours only
    encoding = find_encoding(table[near])
    numeric, seen = encoding.numeric(table[near]), encoding.apply(table[near])
    layer = Scaling.from_config(Scaling(encoding).get_config())
    np.testing.assert_allclose(keras.ops.convert_to_numpy(layer(numeric)), seen, atol=2e-3)
    back = keras.ops.convert_to_numpy(Unscaling(encoding)(seen))
    np.testing.assert_allclose(back, numeric, rtol=1e-4, atol=1e-3)


def refused(**columns):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the message is what is tested
        find_encoding(pd.DataFrame({"a": np.arange(len(next(iter(columns.values())))), **columns}))
    return str(caught.value)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([np.nan] * 3, ["column 'x' of X has no values", "remove it, or fill it"]),
        ([1.0, np.inf, 2.0], ["column 'x'", "infinity in row 1"]),
        (["2024-01-05", "2024-02-01", None], ["dates as text ('2024-01-05' in row 0)", "pd.to_datetime"]),
        (["1", "2", "3"], ["numbers as text", "pd.to_numeric"]),
        (["1", "?", "3"], ["'?' in row 1", "pd.to_numeric"]),
        ([1, "b", 3], ["int and str values"]),
        (pd.Series([1, 2, 3], dtype=object), ["numbers as objects", "pd.to_numeric"]),
        ([1j, 2j, 3j], ["complex128 values"]),
        (pd.to_timedelta([1, 2, 3], unit="D"), ["timedelta64["]),
        ([[1], [2, 3], [4]], ["list values"]),
        (pd.arrays.SparseArray([0, 0, 1]), ["is sparse", ".sparse.to_dense()"]),
        ([1, 2**53 + 2, 3], ["beyond 2 ** 53 (9007199254740994 in row 1)", "subtract the least"]),
        (pd.array([1, None, -(2**60)], dtype="Int64"), ["beyond 2 ** 53 (-1152921504606846976 in row 2)"]),
        (
            [f"name {i}" for i in range(30)],
            ["30 categories in 30 rows", "'name 0'", "too many"],
        ),
        ([f"name {i % 40}" for i in range(160)], ["40 categories in 160 rows"]),
    ],
)
def test_columns_that_are_refused(values, words):
    message = refused(x=values)
    assert all(word in message for word in words), message
    assert "'x'" in message


def test_columns_of_pyarrow():
    pa = pytest.importorskip("pyarrow")
    days = pd.date_range("2024-02-27", periods=3)
    for values, kind in (
        (days.date, pa.date32()),
        (np.arange(3, dtype=np.float16), pa.float16()),
        ([Decimal(i) for i in range(3)], pa.decimal128(10, 2)),
    ):
        dtype = pd.ArrowDtype(kind)
        message = refused(x=pd.Series(values, dtype=dtype))
        assert f"column 'x' of X holds {dtype} values: make numbers, dates or categories" in message
    table = pd.DataFrame({"k": pd.Series(["a", None, "b"], dtype=pd.ArrowDtype(pa.large_string()))})
    table["t"] = pd.Series(days, dtype=pd.ArrowDtype(pa.timestamp("us")))
    table["s"] = pd.Series(["a", None, "b"], dtype=pd.ArrowDtype(pa.string()))
    encoding = find_encoding(table)
    pd.testing.assert_frame_equal(encoding.undo(encoding.apply(table)), table)


def test_tables_that_are_refused(table):
    two = pd.DataFrame([[1, 2], [3, 4]], columns=["a", "a"])
    for bad, words in (
        (two, "two columns or more called 'a'"),
        (pd.DataFrame({"a": [1, 1], "b": ["x", "x"]}), "constant"),
        (table[:0], "empty"),
        (pd.DataFrame([[1, 2], [3, 4]], columns=["a", 1]), "column called 1, which is no text"),
    ):
        with pytest.raises(ValueError, match=words):
            find_encoding(bad)
