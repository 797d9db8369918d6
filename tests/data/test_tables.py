"""Tables as people write them: each is read as they would read it, or refused with what to do."""

import gzip

import pytest

from codings.data import load, tables

pd = pytest.importorskip("pandas")


NUMBERS = {"alcohol": [14.23, 13.2, 13.16], "acid": [1.71, 1.78, 2.36]}
POINTS = "alcohol,acid\n14.23,1.71\n13.2,1.78\n13.16,2.36\n"
COMMAS = POINTS.replace(",", ";").replace(".", ",")


@pytest.mark.parametrize(
    ("text", "name", "note"),
    [
        (POINTS, "a.csv", None),
        (POINTS.replace(",", "\t"), "a.tsv", None),
        (POINTS.replace("\n", "\r\n"), "a.csv", None),
        (POINTS.replace("\n", "\r"), "a.csv", None),
        (POINTS + "\n\n", "a.csv", None),
        ("\n\n" + POINTS, "a.csv", None),
        (POINTS.replace(",", ", "), "a.csv", None),
        ("\ufeff" + POINTS, "a.csv", None),
        (POINTS.replace("alcohol,acid", '"alcohol","acid"'), "a.csv", None),
        (POINTS.replace(",", ";"), "a.csv", "separated by semicolons"),
        (POINTS.replace(",", "|"), "a.csv", "separated by pipes"),
        (POINTS.replace(",", "\t"), "a.csv", "separated by tabs"),
        (POINTS.replace(",", " "), "a.txt", "separated by spaces"),
        (POINTS.replace(",", "   ").replace("\n", "  \n  "), "a.txt", "separated by spaces"),
        (COMMAS, "a.csv", "3 rows of 2 columns; separated by semicolons; decimal commas"),
        (COMMAS.replace(";", "\t"), "a.tsv", "decimal commas"),
        ("sep=;\r\n" + COMMAS, "a.csv", "semicolons"),
        ("# made on Monday\n# by R\n" + POINTS, "a.csv", "lines that begin with # left out"),
        ("# " + POINTS, "a.csv", "names taken from the line that begins with #"),
        (POINTS.replace("\n", ",\n"), "a.csv", "columns without name and values left out"),
        (POINTS.replace("\n", ",\n").replace("acid,", "acid"), "a.csv", "columns without name and values"),
        (POINTS + ",\n,\n", "a.csv", "2 empty rows left out"),
        (gzip.compress(POINTS.encode(), mtime=0), "a.csv.gz", None),
        (gzip.compress(POINTS.replace(",", "\t").encode(), mtime=0), "a.TSV.GZ", None),
    ],
)
def test_the_same_table(read, text, name, note):
    data = read(text, name)
    assert data.X.to_dict("list") == NUMBERS
    if note is None:
        assert data.notes == ()
    else:
        (said,) = data.notes
        assert note in said
        assert name in said


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ("sep=;,decimal=comma", COMMAS),
        ("sep=semicolon,decimal=,", COMMAS),
        ('sep=";",decimal=","', COMMAS),
        ("sep=tab", POINTS.replace(",", "\t")),
        (r"sep=\t", POINTS.replace(",", "\t")),
        ("sep=,,decimal=.", POINTS),
        ("sep=comma", POINTS),
        ("sep=:", POINTS.replace(",", ":")),
        ("header=3", "Wines of 1991\nsource: nobody\n" + POINTS),
        ("header=yes", POINTS),
    ],
)
def test_options(tmp_path, options, text):
    path = tmp_path / "a.csv"
    path.write_text(text)
    data = load(f"{path}:{options}")
    assert data.X.to_dict("list") == NUMBERS


@pytest.mark.parametrize(
    ("encoding", "note"),
    [("utf-8", None), ("utf-8-sig", None), ("utf-16", None), ("cp1252", "read as cp1252")],
)
def test_encodings(read, encoding, note):
    data = read("Größe,é\n1,2\n", encoding=encoding)
    assert list(data.X) == ["Größe", "é"]
    assert [note in said for said in data.notes] == ([True] if note else [])


def test_a_label_that_is_not_there_may_be_in_another_encoding(read):
    with pytest.raises(ValueError, match=r"no column '品種' for label=: it has .*; read as cp1252, since"):
        read("品種,x\na,1.5\nb,2\n", encoding="cp932", label="品種")


def test_names_that_begin_as_other_files_do(read):
    assert list(read("PAR1,PAR2\n1,2\n").X) == ["PAR1", "PAR2"]


def test_an_encoding_that_is_given(tmp_path):
    (tmp_path / "a.csv").write_bytes("Größe\n1\n".encode("utf-16-le"))
    assert list(load(tmp_path / "a.csv", encoding="utf-16-le").X) == ["Größe"]
    for encoding, message in (
        ("utf-9", "nobody knows"),
        ("ascii", "encoding=ascii"),
        (None, "encoding=utf-16"),
    ):
        with pytest.raises(ValueError, match=message):
            load(tmp_path / "a.csv", encoding=encoding)


def test_quotes_hold_separators_and_lines(read):
    data = read('"a, or ""b""","c\nd"\n1,2\n"3",4\n')
    assert data.X.to_dict("list") == {'a, or "b"': [1, 3], "c\nd": [2, 4]}
    text = "name;x\nSmith, John;1,5\nRoe, Jane;2,25\n"
    data = read(text, label="name")
    assert data.X.to_dict("list") == {"x": [1.5, 2.25]}
    assert data.classes == ("Roe, Jane", "Smith, John")
    data = read('x,name\n1.5,"a; b"\n2.5,"c; d"\n', label="name")
    assert data.X.to_dict("list") == {"x": [1.5, 2.5]}


def test_one_column(read):
    assert read("body mass\n3750\n3800\n").X.to_dict("list") == {"body mass": [3750, 3800]}
    data = read("mass\n14,23\n13,2\n")
    assert data.X.to_dict("list") == {"mass": [14.23, 13.2]}
    assert "decimal commas" in data.notes[0]


def test_booleans(read):
    assert read("a,b\nTrue,1.5\nFalse,2\n").X.to_dict("list") == {"a": [1, 0], "b": [1.5, 2]}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('a,b\n"1,234,567",1.5\n"2,345",2.5\n', [1234567, 2345]),
        ('a,b\n"1,234.5",1\n"12",2\n', [1234.5, 12]),
        ("a;b\n1.234,5;1\n12;2\n", [1234.5, 12]),
        ("a;b\n1.234;1,5\n12;2\n", [1234, 12]),
        ("a,b\n1 234,1.5\n12,2\n", [1234, 12]),
        ("a,b\n1\u00a0234,1.5\n12,2\n", [1234, 12]),
        ("a,b\n1'234.5,1.5\n12,2\n", [1234.5, 12]),
        ("a,b\n12%,1.5\n7.5 %,2\n", [12, 7.5]),
        ("a,b\n\u221212,1.5\n7,2\n", [-12, 7]),
        ("a;b\n12,5%;1\n7%;2\n", [12.5, 7]),
        ("a;b\n,5;1\n-1,25e3;2\n", [0.5, -1250]),
    ],
)
def test_numbers_as_people_write_them(read, text, values):
    assert read(text).X["a"].tolist() == values


def test_how_text_was_read_is_said(read):
    (note,) = read('a,b\n12,"1,234,567"\n7,13\n').notes
    assert note.endswith("2 rows of 2 columns; text read as numbers in 'b' (such as '1,234,567' as 1234567)")


def test_a_comma_that_may_be_either_is_asked_about(read):
    text = "a;b\n1,234;1\n2,345;2\n"
    with pytest.raises(ValueError, match=r"'1,234' in column 'a'.*decimal=comma or thousands=comma"):
        read(text)
    assert read(text, decimal="comma").X["a"].tolist() == [1.234, 2.345]
    assert read(text, thousands=",").X["a"].tolist() == [1234, 2345]
    with pytest.raises(ValueError, match=r"'1\.5' in column 'b', which is no number with decimal commas"):
        read("a;b\n1,5;1.5\n2,5;2.5\n")
    with pytest.raises(ValueError, match="decimal=comma"):
        read('a,b\n"1,5",1\n"2,5",2\n')
    assert read('a,b\n"1,5",1\n"2,5",2\n', decimal=",").X["a"].tolist() == [1.5, 2.5]


ROWS = [5.1, 4.9, 4.7]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (",x\n0,5.1\n1,4.9\n2,4.7\n", "row numbers in the first column"),
        (",x\n1,5.1\n2,4.9\n3,4.7\n", "row numbers in the first column"),
        (",x\n2,5.1\n0,4.9\n1,4.7\n", "row numbers in the first column"),
        (",x\n17,5.1\n40,4.9\n3,4.7\n", "row numbers in the first column"),
        ("Unnamed: 0,x\n0,5.1\n1,4.9\n2,4.7\n", "row numbers in the first column"),
        (",Unnamed: 0,x\n0,2,5.1\n1,1,4.9\n2,0,4.7\n", "row numbers in the first column"),
        ('"","x"\n"1",5.1\n"2",4.9\n"3",4.7\n', "row numbers in the first column"),
        ('"x"\n"1" 5.1\n"2" 4.9\n"3" 4.7\n', "row numbers in the first column"),
        ('"x"\n"1",5.1\n"2",4.9\n"3",4.7\n', "row numbers in the first column"),
        ("rownames,x\n1,5.1\n2,4.9\n3,4.7\n", "row numbers in 'rownames'"),
        (",x\nMazda RX4,5.1\nDatsun,4.9\nFiat 128,4.7\n", "row names in the first column"),
    ],
)
def test_row_numbers_are_no_feature(read, text, note):
    data = read(text, "a.txt" if '"1" ' in text else "a.csv")
    assert data.X.to_dict("list") == {"x": ROWS}
    assert note in data.notes[0]


def test_tables_laid_out_by_hand(read):
    text = '18.0   8   307.0\t"chevrolet chevelle"\n15.0   8   350.5\t"buick"\n'
    data = read(text, "auto.txt", header=False, label="x3")
    assert data.X.to_dict("list") == {"x0": [18, 15], "x1": [8, 8], "x2": [307, 350.5]}
    assert data.classes == ("buick", "chevrolet chevelle")
    assert read("a\tb\n1 234\t5\n2 345\t6\n", "a.tsv").X.to_dict("list") == {"a": [1234, 2345], "b": [5, 6]}
    assert read("a,b\t\n1,2\t\n3,4\t\n").X.to_dict("list") == {"a": [1, 3], "b": [2, 4]}


def test_row_numbers_of_tables_of_several_columns(tmp_path):
    table = pd.DataFrame({"x": [5.1, 4.9, 4.7], "y": [1.0, 2, 4]}).sample(frac=1, random_state=0)
    table.to_csv(tmp_path / "a.csv")
    assert load(tmp_path / "a.csv").X.to_dict("list") == table.to_dict("list")
    (tmp_path / "b.txt").write_text('"x" "y"\n"1" 5.1 1\n"2" 4.9 2\n"3" 4.7 4\n')
    assert load(tmp_path / "b.txt").X.to_dict("list") == {"x": ROWS, "y": [1, 2, 4]}


def test_what_is_a_feature_stays_one(read):
    assert list(read(",x\n1.5,5.1\n0,4.9\n").X) == ["Unnamed: 0", "x"]
    assert list(read(",x\n1,5.1\n1,4.9\n").X) == ["Unnamed: 0", "x"]
    data = read("id,x\n1,5.1\n2,4.9\n3,4.7\n")
    assert list(data.X) == ["id", "x"]
    assert "'id' taken as a feature" in data.notes[0]
    assert read("x\n2\n0\n1\n").X["x"].tolist() == [2, 0, 1]


def test_a_table_without_names(read):
    text = "5.1,3.5,setosa\n4.9,3.0,setosa\n"
    with pytest.raises(ValueError, match=r"begins with numbers \(5\.1 in line 1\).*header=no"):
        read(text)
    data = read(text, header=False, label="x2")
    assert data.X.to_dict("list") == {"x0": [5.1, 4.9], "x1": [3.5, 3.0]}
    assert list(read("a,2010,2012\n1,2,3\n", header=True).X) == ["a", "2010", "2012"]
    assert list(read("target,0,1\n1,2,3\n").X) == ["target", "0", "1"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n1,2,3,4\n", r"4 fields in line 3, where there are 2 columns \(separated by commas\)"),
        ("a,b,c\n1,2,3\n4,5\n6,7,8\n", "2 fields in line 3, where there are 3 columns"),
        ("a;b\n1;2\n3;4;5\n6;7\n", r"3 fields in line 3.*semicolons"),
        ('a,b\n"x\ny",2\n1,2,3\n1,2\n', "3 fields in line 4"),
        ("a,b\n1,5,2\n3,4\n5,6\n7,8\n", "3 fields in line 2"),
        ("a,b\n1,5,2\n3,4,9\n" + 600 * "5,6\n", "3 fields in line 2"),
        ("a,b\n1,5,,\n3,4\n5,6\n7,8\n", "4 fields in line 2"),
        ("The wines\na,b,c\n1,2,3\n4,5,6\n", "1 field in line 1.*3 in the lines below.*header=3"),
        ("a,b,a\n1,2,3\n", "two columns or more called 'a'"),
        ("a,b\n", "no rows"),
        ("\n\n", "no rows"),
        ('""\n', "no rows"),
        ("a,b\n1,2\n?,3\n4,5\n", r"'\?' in row 1 of column 'a', which holds numbers otherwise"),
        ("a,b\n1,2\n2,n.a.\n4,5\n", r"'n\.a\.' in row 1 of column 'b'"),
        ("a,day\n1,5.1.2024\n2,1.2.2024\n", r"dates in column 'day' \('5.1.2024' in row 0\)"),
        ("a,day\n1,2024-31-01\n2,2024-01-02\n", "dates in column 'day'"),
        ("a,b,c\n1,2\n3,4\n", "3 fields in line 1.*2 in the lines below"),
        ("a,b\n10%,1\n0.2,2\n3,4\n", "'10%' in row 0 of column 'a'"),
        ("a,b\n1,2\n2,-inf\n", "infinity in row 1 of column 'b'"),
        ('a,b\n1,"2\n3,4\n', "quote"),
        ("a\0,b\n1,2\n", "encoding=utf-16"),
    ],
)
def test_bad_tables_are_refused(read, text, message):
    with pytest.raises(ValueError, match=message) as caught:
        read(text)
    assert "a.csv" in str(caught.value)


def test_commas_that_may_separate_or_not(read):
    text = "a\n1,5\n2,75\n"
    with pytest.raises(ValueError, match="sep=comma if.*sep=tab,decimal=comma"):
        read(text)
    assert read(text, sep="comma").X["a"].tolist() == [5, 75]
    assert read(text, sep="tab", decimal="comma").X["a"].tolist() == [1.5, 2.75]


def test_a_separator_that_is_not_there(read):
    with pytest.raises(ValueError, match="one column, 'a;b', if commas separate.*sep=semicolon"):
        read("a;b\n1;2\n", sep=",")


def test_lines_are_counted_from_one(read):
    for header in (0, -1):
        with pytest.raises(ValueError, match="counted from 1"):
            read(POINTS, header=header)
    with pytest.raises(ValueError, match="no rows"):
        read(POINTS, header=9)


@pytest.mark.parametrize("option", ["sep=two", "decimal=sign"])
def test_words_for_characters(tmp_path, option):
    (tmp_path / "a.csv").write_text(POINTS)
    with pytest.raises(ValueError, match="comma, semicolon, tab"):
        load(f"{tmp_path / 'a.csv'}:{option}")


def test_a_line_far_down_is_named(read):
    body = "".join(f"{i},{i + 0.5}\n" for i in range(2000))
    with pytest.raises(ValueError, match="3 fields in line 2002"):
        read(f"a,b\n{body}1,2,3\n")
    with pytest.raises(ValueError, match="1 field in line 2002"):
        read(f"a,b\n{body}1\n2,3\n")


def test_a_gap_at_the_end_of_a_row_costs_no_second_reading(read, monkeypatch):
    monkeypatch.setattr(tables, "check_fields", None)
    assert read("a,b\n1,\n2,3\n\n4,5\n").X["b"].fillna(0).tolist() == [0, 3, 5]


def test_a_first_line_of_more_fields_is_not_cut(read):
    with pytest.raises(ValueError, match="3 fields in line 1, where there are 2"):
        read("1,5,2\n3,4\n5,6\n7,8\n", header=False)
    assert read("a,b\n1,5,\n3,4\n5,6\n").X.to_dict("list") == {"a": [1, 3, 5], "b": [5, 4, 6]}


def test_commas_that_begin_far_down(read):
    body = "".join(f"{i};1\n" for i in range(2000))
    assert read(f"a;b\n{body}2,5;1\n").X["a"].tolist()[-2:] == [1999, 2.5]


def test_very_wide(read):
    wide = 3000
    text = ",".join(f"g{i}" for i in range(wide)) + "\n" + ",".join(["1.5"] * wide) + "\n"
    assert read(text).X.shape == (1, wide)


@pytest.fixture
def book(tmp_path):
    """A spreadsheet of two sheets."""
    pytest.importorskip("openpyxl")
    path = tmp_path / "a.xlsx"
    with pd.ExcelWriter(path) as writer:
        pd.DataFrame(NUMBERS).to_excel(writer, sheet_name="Wine")
        pd.DataFrame({"a": [1, 2], "kind": ["x", "y"]}).to_excel(writer, sheet_name="2024", index=False)
    return path


def test_spreadsheets(book):
    data = load(book)
    assert data.X.to_dict("list") == NUMBERS
    assert "sheet 'Wine', the first of 2" in data.notes[0]
    assert "row numbers" in data.notes[0]
    for sheet in ("2", "2024"):
        other = load(f"{book}:sheet={sheet},label=kind")
        assert other.X.to_dict("list") == {"a": [1, 2]}
        assert other.classes == ("x", "y")
    with pytest.raises(ValueError, match=r"no sheet 'Beer': it has 'Wine', '2024'"):
        load(f"{book}:sheet=Beer")


def test_spreadsheets_as_people_have_them(tmp_path):
    pytest.importorskip("openpyxl")
    path = tmp_path / "a.xlsx"
    pd.DataFrame([["The wines", None], ["a", "b"], [1, 2.5], [3, 4.5]]).to_excel(
        path, index=False, header=False
    )
    assert load(path, header=2).X.to_dict("list") == {"a": [1, 3], "b": [2.5, 4.5]}
    pd.DataFrame([[1, 2.5], [3, 4.5]]).to_excel(path, index=False, header=False)
    with pytest.raises(ValueError, match="header=no"):
        load(path)
    assert load(path, header=False).X.to_dict("list") == {"x0": [1, 3], "x1": [2.5, 4.5]}
    with pytest.raises(ValueError, match="is empty: it has no rows from line 99 on"):
        load(path, header=99)
    pd.DataFrame({"a": ["1,5", "2,5"], "b": [1.5, 2]}).to_excel(path, index=False)
    assert load(path).X.to_dict("list") == {"a": [1.5, 2.5], "b": [1.5, 2]}
    with pytest.raises(ValueError, match="two signs"):
        load(path, decimal="comma", thousands="comma")
    pd.DataFrame().to_excel(path, index=False, header=False)
    with pytest.raises(ValueError, match="no rows"):
        load(path)


def test_numbers_that_name_the_columns_of_spreadsheets(tmp_path):
    pytest.importorskip("openpyxl")
    path = tmp_path / "a.xlsx"
    table = pd.DataFrame([[1.5, 2], [3, 4]])
    table.to_excel(path, index=False)
    assert load(path).X.to_dict("list") == {"0": [1.5, 3], "1": [2, 4]}
    table.to_excel(path, startrow=2, startcol=1)
    assert load(path).X.to_dict("list") == {"0": [1.5, 3], "1": [2, 4]}
    table.set_axis([2019, 2020], axis=1).to_excel(path, startrow=2, index=False)
    with pytest.raises(ValueError, match="begins with numbers \\(2019 in line 3\\)"):
        load(path)
    for header in (True, 1, 3):
        assert list(load(path, header=header).X) == ["2019", "2020"]
    assert load(path, header=False).X["x0"].tolist() == [2019, 1.5, 3]


def test_spreadsheets_need_openpyxl(tmp_path, monkeypatch):
    (tmp_path / "a.xlsx").write_bytes(b"")
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    with pytest.raises(ValueError, match=r"pip install 'codings\[excel\]'"):
        load(tmp_path / "a.xlsx")


def test_whole_numbers_stay_whole(read):
    X = read("a,b\n1,2\n3,4.5\n").X
    assert list(X.dtypes) == ["int64", "float64"]


def test_what_columns_were_taken_for_is_said(read):
    data = read("kind,day,n,flag\nrose,2024-01-05,1,True\niris,2024-02-01 10:30,,\nrose,,3,False\n")
    (note,) = data.notes
    assert "categories in 'kind' (2); dates in 'day'; 3 values missing, in 'day', 'n', 'flag'" in note
    assert data.X["day"].dtype.kind == "M"
    assert data.X["day"][1].hour == 10
    assert data.X["kind"].tolist() == ["rose", "iris", "rose"]
    assert data.X["flag"].tolist()[::2] == [True, False]
