"""Dates: of several time zones, far from today, and what is none."""

import pytest

from codings.data import find_encoding, load

pd = pytest.importorskip("pandas")


@pytest.mark.parametrize("sign", ["-", "/", "."])
def test_dates_that_begin_with_the_year_are_read(read, sign):
    text = "t,v\n2024-1-5,1\n2024-02-01 10:30,2\n,3\n2024-12-31T00:00,5\n".replace("-", sign)
    days = read(text).X["t"]
    assert days.isna().tolist() == [False, False, True, False]
    assert days.dropna().tolist() == list(map(pd.Timestamp, ("2024-01-05", "2024-02-01 10:30", "2024-12-31")))
    with pytest.raises(
        ValueError, match=f"dates in column 't' of which '2024{sign}31{sign}01' in row 1 is none"
    ):
        read(f"t,v\n2024{sign}01{sign}31,1\n2024{sign}31{sign}01,2\n")


def test_dates_of_several_time_zones_are_in_utc(read):
    days = read("t,v\n2024-03-01T00:30+01:00,1\n2024-07-01T00:30+02:00,2\n").X["t"]
    assert days.tolist() == list(pd.to_datetime(["2024-02-29 23:30", "2024-06-30 22:30"], utc=True))
    alike = read("t,v\n2024-03-01T00:30+01:00,1\n2024-07-01T00:30+01:00,2\n").X["t"]
    assert alike[0].utcoffset() == pd.Timedelta("1h")


def test_a_date_without_a_time_zone_among_others_is_refused(read):
    with pytest.raises(ValueError, match="'2024-07-01 00:30' in row 1 has none: give it one"):
        read("t,v\n2024-03-01T00:30:00Z,1\n2024-07-01 00:30,2\n")


def test_a_date_that_stands_for_none_is_named(read):
    with pytest.raises(
        ValueError, match="column 't' of which '9999-12-31' in row 1 lies outside of the years"
    ):
        read("t,v\n2020-01-01,1\n9999-12-31,2\n2021-01-01,3\n")


@pytest.mark.parametrize("none", ["0000-00-00", "2023-02-29", "2024-01-05 10:00 AM"])
def test_what_is_in_no_calendar_is_named(read, none):
    with pytest.raises(ValueError, match=f"of which '{none}' in row 1 is none as .*leave it empty where"):
        read(f"t,v\n2024-01-05,1\n{none},2\n")


def test_fractions_of_seconds_come_back():
    times = pd.date_range("2024-02-27 10:31:07.25", periods=40, freq="25ms")
    table = pd.DataFrame({"t": times, "gaps": times.where(times.microsecond > 0), "x": range(40)})
    encoding = find_encoding(table)
    back = encoding.undo(encoding.apply(table))
    for name in ("t", "gaps"):
        assert (back[name] - table[name]).abs().max() < pd.Timedelta("20us")
        assert back[name].isna().equals(table[name].isna())
    assert find_encoding(table.assign(t=times.floor("s"), x=1.5)).columns[0].decimals is None


def test_dates_far_from_today_come_back(tmp_path):
    pytest.importorskip("pyarrow")
    days = pd.Series(["2020-01-01", "9999-12-31", None, "2021-01-01"]).astype("datetime64[us]")
    pd.DataFrame({"t": days, "v": [1.5, 2, 3, 4]}).to_parquet(tmp_path / "a.parquet")
    X = load(tmp_path / "a.parquet").X
    encoding = find_encoding(X)
    assert encoding.columns[0].greatest == 2932896
    back = encoding.undo(encoding.apply(X))["t"]
    assert back.dtype == days.dtype
    assert back.isna().tolist() == [False, False, True, False]
    assert back[0] == days[0]
