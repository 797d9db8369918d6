"""Columns that are taken for numbers, dates or categories, and those that are refused by name."""

import pytest

from codings.data import find_encoding, load

pd = pytest.importorskip("pandas")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a;b\n1,5;2,5\n2,5;?\n3,5;2,5\n4,5;1,5\n", r"'\?' in row 1 of column 'b', which holds numbers"),
        ("a;b\n1;2,5\n2;?\n3;2,5\n", r"'\?' in row 1 of column 'b', which holds numbers"),
        ("a,b\n50%,1\n40%,2\n-,3\n50%,4\n", "'-' in row 2 of column 'a', which holds percentages"),
        ("a;b\n1 250;1\n1 300;2\n-;3\n1 250;4\n", "'-' in row 2 of column 'a', which holds numbers"),
        ("a,b\n10%,1\n20%,2\n5,3\n30%,4\n", "'5' in row 2 of column 'a', which holds percentages"),
        ("t,v\n2020-01-01,1\n?,2\n2020-01-03,1\n", r"'\?' in row 1 of column 't', which holds dates"),
    ],
)
def test_a_placeholder_makes_no_categories_of_numbers_or_dates(read, text, words):
    with pytest.raises(ValueError, match=words):
        read(text)


@pytest.mark.parametrize("kinds", [["1.2.3", "1.2.4"], ["S", "38"], ["<5", "5-10"], ["3-4-5", "1/2/3"]])
def test_text_that_is_neither_stays_text(read, kinds):
    values = [*kinds, kinds[0], "other", "other"]
    data = read("k,v\n" + "".join(f"{kind},{i * i}\n" for i, kind in enumerate(values)))
    assert data.X["k"].tolist() == values


def test_version_numbers_are_no_dates(read):
    assert read("t,v\n1.2.3,1\n1.2.4,2\n1.2.3,5\n").X["t"].tolist() == ["1.2.3", "1.2.4", "1.2.3"]
    with pytest.raises(ValueError, match="dates in column 't'"):
        read("t,v\n1.2.24,1\n1.3.24,2\n")


@pytest.fixture
def write(tmp_path):
    """Writes a table to a .parquet file, and loads it."""
    pytest.importorskip("pyarrow")

    def call(table, **options):
        table.to_parquet(tmp_path / "a.parquet")
        return load(tmp_path / "a.parquet", **options)

    return call


def test_declared_categories_stay_what_they_are(write):
    kinds = {"text": ["3", "1", "?"], "whole": [3, 1, 2], "day": ["2024-01-05", "2024-02-01", "x"]}
    table = pd.DataFrame({name: pd.Categorical(values) for name, values in kinds.items()})
    X = write(table).X
    assert X.to_dict("list") == kinds
    assert set(map(str, X.dtypes)) == {"category"}


def test_an_index_with_a_name_is_a_column(write):
    table = pd.DataFrame({"age": [30, 50, 40], "x": [1.5, 2.5, 3.5]})
    assert write(table.set_index("age")).X.to_dict("list") == table.to_dict("list")
    assert write(table.set_index("age"), label="age").classes == ("30", "40", "50")
    assert write(table.set_index(pd.Index([7, 9, 3]))).X.to_dict("list") == table.to_dict("list")
    kinds = pd.CategoricalIndex(["u", "v", "u"], name="kind")
    assert list(write(table.set_index(["age", kinds])).X) == ["age", "kind", "x"]
    with pytest.raises(ValueError, match="two columns or more called 'age'"):
        write(table.set_index("age", drop=False))


def test_a_nullable_column_may_begin_with_a_gap(write):
    table = pd.DataFrame({"a": pd.array([None, 1, 2], dtype="Int64"), "b": [1.0, 2, 4]})
    pd.testing.assert_frame_equal(write(table).X, table)


def test_whole_numbers_beside_a_gap_are_not_rounded(tmp_path):
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    first = 9007199254740993
    parquet.write_table(
        pa.table(
            {"id": [first, None, first + 2], "u": pa.array([None, 2, 3], pa.uint64()), "x": [1e300, 2, None]}
        ),
        tmp_path / "a.parquet",
    )
    X = load(tmp_path / "a.parquet").X
    assert X["id"].dropna().tolist() == [first, first + 2]
    assert list(map(str, X.dtypes)) == ["Int64", "float64", "float64"]


def test_what_pandas_cannot_read_is_one_sentence(write):
    pa = pytest.importorskip("pyarrow")
    lists = pd.array([[1, 2], None], dtype=pd.ArrowDtype(pa.list_(pa.int64())))
    with pytest.raises(ValueError, match=r"a\.parquet (cannot be read as a \.parquet file|holds a)"):
        write(pd.DataFrame({"a": lists, "b": [1.0, 2]}))


@pytest.mark.parametrize(("values", "kind"), [([[1, 2], None], "ndarray"), ([None, {"q": 2}], "dict")])
def test_nested_columns_are_refused(write, values, kind):
    with pytest.raises(ValueError, match=rf"a\.parquet holds a {kind} in row [01] of column 'a'"):
        write(pd.DataFrame({"a": values, "b": [1.0, 2]}))


def test_dates_of_pyarrow_are_dates(write):
    pa = pytest.importorskip("pyarrow")
    days = pd.Series(pd.to_datetime(["2024-01-05", None, "2024-02-01"]))
    table = pd.DataFrame({"t": days.dt.date.astype(pd.ArrowDtype(pa.date32())), "b": [1.0, 2, 4]})
    assert find_encoding(write(table).X).columns[0].kind == "date"
    times = table.assign(t=(days + pd.Timedelta("1ms")).astype("timestamp[ns][pyarrow]"))
    pd.testing.assert_series_equal(write(times).X["t"], times["t"])


def test_labels_that_are_called_none_are_told_of(read):
    with pytest.raises(
        ValueError, match="misses labels in 'k', first in row 1: .*NA, None and null are read"
    ):
        read("a,k\n1,some\n2,None\n", label="k")


def test_labels_of_bytes_are_text(write):
    table = pd.DataFrame({"k": [b"dog", "caf\u00e9".encode(), b"dog"], "b": [1.0, 2, 4]})
    assert write(table, label="k").classes == ("caf\u00e9", "dog")


def test_labels_of_no_text_are_missing(write):
    with pytest.raises(ValueError, match="misses labels in 'k', first in row 1"):
        write(pd.DataFrame({"k": ["a", ""], "b": [1.0, 2]}), label="k")
