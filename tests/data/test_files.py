"""Every type of file: what is written comes back, and what is broken is named."""

import gzip
import io
import os
import sys
import zipfile

import numpy as np
import pytest

from codings.data import is_mapped, load

pd = pytest.importorskip("pandas")

CODES = {"u1": 0x08, "i1": 0x09, "i2": 0x0B, "i4": 0x0C, "f4": 0x0D, "f8": 0x0E}


def idx_bytes(array: np.ndarray) -> bytes:
    head = bytes([0, 0, CODES[array.dtype.str[1:]], array.ndim])
    return (
        head + np.array(array.shape, ">u4").tobytes() + array.astype(array.dtype.newbyteorder(">")).tobytes()
    )


@pytest.mark.parametrize(
    "dtype",
    ["uint8", "float32", "float64", "int64", "int16", "uint16", "int32", "float16", "bool", ">f4", ">i2"],
)
def test_npy_is_a_memory_map(tmp_path, dtype):
    X = np.arange(24).reshape(4, 3, 2).astype(dtype)
    np.save(tmp_path / "a.npy", X)
    data = load(tmp_path / "a.npy")
    assert is_mapped(data.X)
    assert data.X.dtype == dtype
    assert np.array_equal(data.X, X)
    assert not data.X.flags.writeable


def test_npz(tmp_path):
    X, path = np.eye(3, dtype=np.float32), tmp_path / "a.npz"
    np.savez(path, X=X, other=2 * X, y=np.array(["b", "a", "b"]))
    data = load(path)
    assert np.array_equal(data.X, X)
    assert data.classes == ("a", "b")
    assert data.y is not None
    assert data.y.tolist() == [1, 0, 1]
    assert np.array_equal(load(f"{path}:array=other").X, 2 * X)
    with pytest.raises(ValueError, match=r"no array 'none'.*X, other"):
        load(path, array="none")


def test_npz_of_one_array(tmp_path):
    np.savez_compressed(tmp_path / "a.npz", pictures=np.eye(3), labels=np.array([[5], [7], [5]]))
    data = load(tmp_path / "a.npz")
    assert np.array_equal(data.X, np.eye(3))
    assert data.classes == ("5", "7")
    np.savez(tmp_path / "b.npz", u=np.eye(3), v=np.eye(3))
    with pytest.raises(ValueError, match=r"choose with array= among those it has \(u, v\)"):
        load(tmp_path / "b.npz")


def test_npz_with_bad_labels(tmp_path):
    np.savez(tmp_path / "a.npz", X=np.eye(3), y=np.eye(3))
    with pytest.raises(ValueError, match=r"a\.npz.*labels of shape \(3, 3\)"):
        load(tmp_path / "a.npz")


@pytest.mark.parametrize("labels", [[0, np.nan, 1], ["a", "", "b"], ["a", "  ", "b"]])
def test_npz_that_misses_labels(tmp_path, labels):
    np.savez(tmp_path / "a.npz", X=np.eye(3), y=np.array(labels))
    with pytest.raises(ValueError, match=r"a\.npz misses labels in 'y', first in row 1"):
        load(tmp_path / "a.npz")
    np.savez(tmp_path / "a.npz", X=np.eye(3), y=np.array(["yes", "no", "yes "]))
    assert load(tmp_path / "a.npz").classes == ("no", "yes")
    np.savez(tmp_path / "a.npz", X=np.eye(3), y=np.array([b"yes", b"no", b"yes "]))
    assert load(tmp_path / "a.npz").classes == ("no", "yes")


@pytest.fixture
def flowers():
    return pd.DataFrame({"wide": [1.5, 2, 3], "long": [4, 5, 6], "species": ["rose", "iris", "rose"]})


@pytest.fixture(params=[".csv", ".parquet"])
def write(request, tmp_path):
    """Write a table to a file of either type."""
    if request.param == ".parquet":
        pytest.importorskip("pyarrow")

    def write_to(table):
        path = tmp_path / f"table{request.param}"
        table.to_csv(path, index=False) if request.param == ".csv" else table.to_parquet(path)
        return path

    return write_to


def test_table(write, flowers):
    data = load(f"{write(flowers)}:label=species")
    assert isinstance(data.X, pd.DataFrame)
    assert list(data.X.dtypes) == ["float64", "int64"]
    assert data.X.to_dict("list") == {"wide": [1.5, 2, 3], "long": [4, 5, 6]}
    assert data.notes == ()
    assert data.classes == ("iris", "rose")
    assert data.y is not None
    assert data.y.tolist() == [1, 0, 1]
    assert load(write(flowers[["wide", "long"]])).y is None


def test_table_mistakes(write, flowers):
    path = write(flowers)
    with pytest.raises(ValueError, match=r"no column 'kind'.*'wide', 'long', 'species'"):
        load(path, label="kind")
    flowers.loc[1, "species"] = None
    with pytest.raises(ValueError, match=r"misses labels in 'species', first in row 1"):
        load(write(flowers), label="species")
    with pytest.raises(ValueError, match="is empty"):
        load(write(flowers[:0]))


def test_csv_leaves_out_the_index_of_pandas(tmp_path, flowers):
    flowers.to_csv(tmp_path / "a.csv")
    assert load(f"{tmp_path / 'a.csv'}:label=species").X.shape == (3, 2)


def test_csv_with_numbered_columns(tmp_path):
    pd.DataFrame(np.full((4, 3), 0.5)).to_csv(tmp_path / "a.csv")
    assert load(tmp_path / "a.csv").X.shape == (4, 3)


def test_numbers_keep_their_digits(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n100000000.25,1e300\n")
    assert load(tmp_path / "a.csv").X.to_numpy().tolist() == [[100000000.25, 1e300]]


def test_csv_without_names_does_not_lose_its_first_row(tmp_path):
    (tmp_path / "a.csv").write_text("5.1,3.5\n4.9,3.0\n")
    with pytest.raises(ValueError, match=r"begins with numbers \(5\.1 in line 1\).*header=no"):
        load(tmp_path / "a.csv")


def test_parquet_needs_pyarrow(tmp_path, monkeypatch):
    (tmp_path / "a.parquet").write_bytes(b"")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ValueError, match=r"pip install 'codings\[parquet\]'"):
        load(tmp_path / "a.parquet")


@pytest.mark.parametrize("dtype", list(CODES))
@pytest.mark.parametrize("name", ["a-idx3-ubyte", "a.idx", "a-images.idx3-ubyte.gz", "A.IDX.GZ"])
def test_idx(tmp_path, dtype, name):
    X = np.arange(24).reshape(4, 3, 2).astype(dtype)
    zipped = name.lower().endswith(".gz")
    content = gzip.compress(idx_bytes(X)) if zipped else idx_bytes(X)
    (tmp_path / name).write_bytes(content)
    data = load(tmp_path / name)
    assert np.array_equal(data.X, X)
    assert is_mapped(data.X) is not zipped


GOOD = idx_bytes(np.zeros((4, 3, 2), np.uint8))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.idx", GOOD[:-1], r"truncated: its header says 40 bytes for the shape \(4, 3, 2\), and it has 39"),
        ("a.idx", GOOD + b"1", "too long.* 40 bytes .* 41"),
        ("a.idx", b"", r"no IDX file.*\(none\)"),
        ("a.idx", b"\0\0\x07\x01", "no IDX file.*00 00 07 01"),
        ("a.idx", GOOD[:9], "ends within its header"),
        ("a.idx", b"\0\0\x08\x02" + bytes(8), "is empty"),
        ("a.idx.gz", gzip.compress(GOOD[:-1], mtime=0), "truncated"),
        ("a.idx.gz", gzip.compress(GOOD, mtime=0)[:-12], "cannot be unzipped"),
        ("a.idx.gz", GOOD, "cannot be unzipped"),
        ("a.npy", b"", "cannot be read as a .npy file"),
        ("a.npy", b"junk" * 99, "cannot be read as a .npy file"),
        ("a.npz", b"junk" * 99, "no zip archive"),
        ("a.csv", b"", "is empty: it has 0 bytes"),
        ("a.csv.gz", b"junk", "cannot be read"),
        ("a.csv", gzip.compress(b"a,b\n1,2\n", mtime=0), r"cannot be read as text: .* that of \.gz, so name"),
        ("a.txt", b"PK\x03\x04\x14\0\0", r"that of \.xlsx or \.zip, so name it so"),
        ("a.xlsx", b"junk", "cannot be read as an .xlsx file"),
        ("a.parquet", b"junk" * 99, "parquet"),
        (
            "a.doc",
            b"junk",
            "no type that can be read.*.npy, .npz.*.csv, .tsv, .txt, .csv.gz.*.xlsx",
        ),
        ("a", b"junk", "no type that can be read"),
    ],
)
def test_broken_files_are_named(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ValueError, match=message) as caught:
        load(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("save", [np.save, np.savez])
def test_pickles_are_refused(tmp_path, save):
    path = tmp_path / ("a.npy" if save is np.save else "a.npz")
    save(path, np.array([[{}, None]], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match=str(path)):
        load(path)


@pytest.mark.parametrize("save", [np.save, np.savez, np.savez_compressed])
def test_truncated_arrays_are_named(tmp_path, save):
    path = tmp_path / ("a.npy" if save is np.save else "a.npz")
    save(path, np.random.default_rng(0).random((100, 10)))
    content = path.read_bytes()
    path.write_bytes(content[:-500])
    with pytest.raises(ValueError, match=str(path)):
        load(path)


def test_a_damaged_member_of_npz_is_named(tmp_path):
    path = tmp_path / "a.npz"
    np.savez_compressed(path, X=np.random.default_rng(0).random((100, 10)))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 255
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"a\.npz has an array 'X' that cannot be read"):
        load(path)


def test_text_arrays_are_refused(tmp_path):
    np.save(tmp_path / "a.npy", np.array([["a", "b"]]))
    with pytest.raises(ValueError, match=r"a\.npy.*must hold numbers"):
        load(tmp_path / "a.npy")


def test_an_archive_of_zeros_is_not_unpacked(tmp_path):
    path = tmp_path / "zeros.npz"
    np.savez_compressed(path, X=np.zeros((2**20, 100), np.uint8))
    with pytest.raises(ValueError, match=r"zeros\.npz is refused: .* would become 104,[\d,]+ in memory"):
        load(path)
    np.savez_compressed(path, X=np.zeros((2**18, 100), np.uint8))
    assert load(path).X.shape == (2**18, 100)


def test_an_array_that_claims_more_than_there_is(tmp_path):
    header = {"descr": "<f4", "fortran_order": False, "shape": (10**13, 4)}
    file = io.BytesIO()
    np.lib.format.write_array_header_1_0(file, header)
    with zipfile.ZipFile(tmp_path / "claims.npz", "w") as archive:
        archive.writestr("X.npy", file.getvalue())
    with pytest.raises(ValueError, match=r"header of X\.npy says \(10000000000000, 4\) float32, and it has"):
        load(tmp_path / "claims.npz")
    (tmp_path / "claims.npy").write_bytes(file.getvalue())
    with pytest.raises(ValueError, match=r"claims\.npy cannot be read as a \.npy file"):
        load(tmp_path / "claims.npy")


def test_a_gzipped_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "zeros.idx.gz"
    path.write_bytes(gzip.compress(idx_bytes(np.zeros((2**20, 100), np.uint8))))
    with pytest.raises(ValueError, match=r"zeros\.idx\.gz is refused: .* more than 100 times as many"):
        load(path)


def test_bombs_of_tables_are_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr("codings.data.archives.LITTLE", 2**20)
    monkeypatch.setattr("codings.data.spreadsheets.LITTLE", 2**20)
    (tmp_path / "zeros.csv.gz").write_bytes(gzip.compress(b"a,b\n" + b"0,0\n" * 2**19))
    with zipfile.ZipFile(tmp_path / "zeros.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b" " * 2**21)
    for name in ("zeros.csv.gz", "zeros.xlsx"):
        with pytest.raises(ValueError, match=rf"{name} is refused: .* more than 100 times as many"):
            load(tmp_path / name)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.csv")
    for source in (tmp_path / "a.csv", "/dev/stdin", "-"):
        with pytest.raises(ValueError, match=r"(a pipe or a device|standard input), which .* a regular file"):
            load(source)
