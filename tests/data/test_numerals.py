"""Signs in numbers: those that are given tell of the others."""

import pytest

pytest.importorskip("pandas")


@pytest.mark.parametrize(
    ("text", "options", "values"),
    [
        ("a;b\n1.500;2\n2.500;3\n", {"thousands": "point"}, [1500, 2500]),
        ("a;b\n1.500,5;2\n2.500;3\n", {"thousands": "point"}, [1500.5, 2500]),
        ("a;b\n1 500,5;2\n2;3\n", {"thousands": "space"}, [1500.5, 2]),
        ("a;b\n2,125;1 500\n3,5;2\n", {"thousands": "space"}, [2.125, 3.5]),
        ("a;b\n1,234;1.5\n2,345;2.5\n", {"decimal": "point"}, [1234, 2345]),
        ("a;b\n1.500;2,5\n2;3,5\n", {"decimal": "comma"}, [1500, 2]),
        ("a;b\n1.5;2\n2.5;3\n", {"decimal": "point", "thousands": "space"}, [1.5, 2.5]),
    ],
)
def test_one_sign_tells_of_the_other(read, text, options, values):
    assert read(text, **options).X["a"].tolist() == values


def test_a_sign_that_begins_far_down(read):
    body = "".join(f"{i};1\n" for i in range(2000))
    assert read(f"a;b\n{body}1 500,5;1\n", thousands="space").X["a"].tolist()[-2:] == [1999, 1500.5]


@pytest.mark.parametrize("sign", ["point", "comma", "space"])
def test_one_sign_is_not_two(read, sign):
    with pytest.raises(ValueError, match=r"a\.csv cannot be read with decimal=.*two signs"):
        read("a;b\n1;2\n", decimal=sign, thousands=sign)


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        ("a;b\n1.5;1\n2.5;2\n", {"decimal": "comma"}, r"'1\.5' in column 'a'.* decimal commas: "),
        (
            "a;b\n1,5;1\n2,5;2\n",
            {"decimal": "point"},
            "'1,5' in column 'a'.* decimal points and commas between",
        ),
        ("a;b\n1.50;2\n2.500;3\n", {"thousands": "point"}, r"'1\.50' in column 'a'"),
        ("a;b\n1.5;2\n2,5;3\n3,5;3\n", {}, "'[12].5' in column 'a', which is no number"),
    ],
)
def test_numbers_with_other_signs_are_no_categories(read, text, options, words):
    with pytest.raises(ValueError, match=words):
        read(text, **options)


def test_whole_numbers_beside_a_gap_are_not_rounded(read):
    data = read("id,v\n9007199254740993,1\n,2\n9007199254740995,3\n")
    assert "(such as '9007199254740993' as 9007199254740993)" in data.notes[0]
    assert data.X["id"].dropna().tolist() == [9007199254740993, 9007199254740995]
    assert read("a,v\n1e300,1\n,2\n3,3\n").X["a"].dropna().tolist() == [1e300, 3]


def test_digits_of_full_width_are_numbers(read):
    data = read("a,b,c\n12,5%,x\n\uff11\uff12,\uff15\uff05,y\n\uff0d\uff13\uff0e\uff15,7%,\u0663\n")
    assert data.X["a"].tolist() == [12, 12, -3.5]
    assert data.X["b"].tolist() == [5, 5, 7]
    assert data.X["c"].tolist() == ["x", "y", "\u0663"]
    assert read("a,b\n\u0661\u0662,1\n\u0663,2\n").X["a"].tolist() == ["\u0661\u0662", "\u0663"]


def test_numbers_of_too_many_digits_are_refused(read):
    with pytest.raises(
        ValueError, match=r"a\.csv has whole numbers of too many digits in column 'id', such as '1"
    ):
        read("id,v\n123456789012345678901234,1\n123456789012345678901235,2\n")
