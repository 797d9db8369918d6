"""Row numbers, spaces and gaps around what a table holds."""

import pytest

from codings.data import find_encoding, load

pd = pytest.importorskip("pandas")


@pytest.mark.parametrize("numbers", [[0, 1, 2, 0, 1], [1, 2, 3, 1, 2, 3], [0, 1, 2, 3, 0, 0, 1, 2]])
def test_row_numbers_of_joined_tables_are_no_feature(read, numbers):
    data = read(",x\n" + "".join(f"{number},{i + 0.5}\n" for i, number in enumerate(numbers)))
    assert list(data.X) == ["x"]
    assert "row numbers in the first column, which has no name, left out" in data.notes[0]


@pytest.mark.parametrize(
    ("name", "numbers", "note"),
    [
        ("", [0, 1, 0, 0, 1], "'Unnamed: 0' taken as a feature, though it has no name"),
        ("", [1, 1, 2, 3], "'Unnamed: 0' taken as a feature, though it has no name"),
        ("", [1.5, 2.5, 3.5], "'Unnamed: 0' taken as a feature, though it has no name"),
        ("index", [3, 7, 9], "'index' taken as a feature, though it may number the rows"),
        ("index", [0, 1, 2, 0, 1], "'index' taken as a feature, though it may number the rows"),
    ],
)
def test_what_may_be_no_feature_is_said(read, name, numbers, note):
    data = read(f"{name},x\n" + "".join(f"{number},{i + 0.5}\n" for i, number in enumerate(numbers)))
    assert list(data.X) == [name or "Unnamed: 0", "x"]
    assert note in data.notes[0]


def test_spaces_around_text_count_as_none(read):
    text = "k , v\nyes , 1\nyes, 2\nno, 3\nno , 5\n"
    assert read(text, label="k").classes == ("no", "yes")
    assert read(text).X.to_dict("list") == {"k": ["yes", "yes", "no", "no"], "v": [1, 2, 3, 5]}
    assert read('a,b\n1,"  "\n2,x\n').X["b"].isna().tolist() == [True, False]
    with pytest.raises(ValueError, match="misses labels in 'b', first in row 0"):
        read('a,b\n1,"  "\n2,x\n', label="b")


def test_columns_without_values_are_missing(read):
    data = read("a,b,c\n1,,x\n3,,y\n")
    assert data.X["b"].isna().all()
    assert "2 values missing, in 'b'" in data.notes[0]
    with pytest.raises(ValueError, match="column 'b' of X has no values: remove it, or fill it"):
        find_encoding(data.X)


def test_spaces_in_cells_of_spreadsheets(tmp_path):
    pytest.importorskip("openpyxl")
    pd.DataFrame({"k": ["yes ", "yes", 3], "v": [1, " ", 2]}).to_excel(tmp_path / "a.xlsx", index=False)
    data = load(tmp_path / "a.xlsx", label="k")
    assert data.classes == ("3", "yes")
    assert data.X["v"].fillna(0).tolist() == [1, 0, 2]
