"""Rows that somebody typed."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from codings.explorer.rows import plain, typed

TABLE = pd.DataFrame(
    {
        "n": np.array([1, 2], np.int8),
        "many": pd.array([1, None], "Int64"),
        "b": [True, False],
        "x": [0.5, np.nan],
    }
)
MODEL = SimpleNamespace(range_=None)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["3", "4", "true", "1.5"], [3, 4, True, 1.5]),
        (["-3.0", "9007199254740993", "No", "1e3"], [-3, 9007199254740993, False, 1000.0]),
        (["+3", "4e2", "0", "2"], [3, 400, False, 2.0]),
    ],
)
def test_values_are_taken_as_they_are(values, expected):
    row = typed(values, MODEL, TABLE)
    assert row.iloc[0].tolist() == expected
    assert row.dtypes.tolist() == TABLE.dtypes.tolist()


def test_nothing_is_a_gap_where_there_may_be_some():
    row = typed(["3", "", "yes", " "], MODEL, TABLE)
    assert row.isna().iloc[0].tolist() == [False, True, False, True]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (["3.7", "4", "true", "1"], "'3.7' is no whole number, and the column n"),
        (["3", "4.5", "true", "1"], "'4.5' is no whole number, and the column many"),
        (["300", "4", "true", "1"], "the column n holds numbers from -128 to 127, not 300"),
        (["", "4", "true", "1"], "the column n has no gaps"),
        (["3", "4", "maybe", "1"], "'maybe' is neither true nor false"),
        (["3", "4", "", "1"], "the column b has no gaps"),
        (["3", "4", "true", "x"], "'x' is no number"),
    ],
)
def test_what_would_be_changed_is_refused(values, said):
    with pytest.raises(ValueError, match=said):
        typed(values, MODEL, TABLE)


DATES = pd.DataFrame(
    {
        "plain": pd.to_datetime(["2026-01-01", "2026-01-02"]),
        "zoned": pd.to_datetime(["2026-01-01", None]).tz_localize("Europe/Vienna"),
    }
)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["2026-03-01", "2026-03-01 10:00"], ["2026-03-01 00:00:00", "2026-03-01 10:00:00+01:00"]),
        (["2026-03-01T10:00Z", "2026-03-01T10:00Z"], ["2026-03-01 10:00:00", "2026-03-01 11:00:00+01:00"]),
        (["1 March 2026", "2026-03-29 02:30"], ["2026-03-01 00:00:00", "2026-03-29 03:00:00+02:00"]),
    ],
)
def test_dates_are_taken_with_and_without_their_zone(values, expected):
    row = typed(values, MODEL, DATES)
    assert row.dtypes.tolist() == DATES.dtypes.tolist()
    assert list(map(str, row.iloc[0])) == expected


@pytest.mark.parametrize("value", ["some day", "9999-01-01", "1"])
def test_what_is_no_date_is_refused(value):
    with pytest.raises(ValueError, match=f"'{value}' is no date, and the column zoned holds dates"):
        typed(["2026-03-01", value], MODEL, DATES)


def test_spaces_around_a_category_are_its_own():
    table = pd.DataFrame({"work": [" Private", "Private sector"]})
    assert typed(["Private"], MODEL, table).iloc[0, 0] == " Private"


def test_all_kinds_of_gaps_are_gaps_to_a_page():
    table = TABLE.assign(flag=pd.array([None, True], "boolean"), text=pd.array(["a", None], "string"))
    assert plain(table) == [[1, 1, "True", 0.5, None, "a"], [2, None, "False", None, "True", None]]
    assert plain(DATES)[1] == ["2026-01-02 00:00:00", None]
