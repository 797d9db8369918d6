"""Which line of a text names the columns, and which are rows."""

import pytest

pytest.importorskip("pandas")


@pytest.mark.parametrize(
    "text",
    [
        "alcohol,acid\n14,23,1.71\n13,20,1.78\n12,16,2.36\n",
        "a,b\n1.5,2,3\n2.5,3,4\n",
        "a,b\n7,2,3\n9,3,4\n",
        'a,b\n"1.5","2","3"\n"2.5","3","4"\n',
    ],
)
def test_a_name_too_few_does_not_shift_the_columns(read, text):
    with pytest.raises(ValueError, match="2 fields in line 1.*3 in the lines below.*row numbers or values"):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n3,1.5,2\n1,2.5,3\n2,3.5,4\n",
        'a,b\n"17",1.5,2\n"3",2.5,3\n"40",3.5,4\n',
        '"a","b"\n"Fiat 128",1.5,2\n"Datsun",2.5,3\n"914",3.5,4\n',
    ],
)
def test_row_names_of_r_are_left_out(read, text):
    data = read(text)
    assert data.X.to_dict("list") == {"a": [1.5, 2.5, 3.5], "b": [2, 3, 4]}
    assert "in the first column, which has no name, left out" in data.notes[0]


@pytest.mark.parametrize(("options", "names"), [({}, ["a", "b"]), ({"header": 1}, ["#a", "b"])])
def test_names_in_a_line_that_begins_with_a_hash(read, options, names):
    data = read("#a,b\n1,2\n3,4\n5,6\n", **options)
    assert data.X.to_numpy().tolist() == [[1, 2], [3, 4], [5, 6]]
    assert list(data.X) == names


def test_numbers_that_are_taken_for_names_are_said(read):
    data = read("0,1\n1,0\n0,0\n")
    assert list(data.X) == ["0", "1"]
    assert "line 1 taken for names, though it holds numbers (header=no if it is a row)" in data.notes[0]
    assert read("# a remark\n0\n5\n7\n").X.to_dict("list") == {"0": [5, 7]}
    assert read("0,1\n1,0\n0,0\n", header=True).notes == ()
    assert read(",0,1\n0,0.5,1\n1,1,0\n").notes[0].count("taken for names") == 0
