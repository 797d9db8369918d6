"""Data above a limit of memory: they are mapped, or refused before they are there."""

import gzip
import os
import tracemalloc
import zipfile
from contextlib import contextmanager

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from codings.data import is_mapped, load, scratch
from codings.data.memmap import allowed
from codings.data.memory import in_bytes
from codings.data.sources import with_options

MIB = 2**20
SIDE = 400  # of images of 160,000 bytes


@pytest.fixture
def spool(tmp_path, monkeypatch):
    """Where temporary files go."""
    place = tmp_path / "spool"
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    return place


@pytest.fixture
def photos(tmp_path, random):
    """A folder of 64 images, 10 MiB of pixels, and these."""
    pixels = np.repeat(random.integers(256, size=(64, 1, SIDE), dtype=np.uint8), SIDE, axis=1)
    (tmp_path / "photos").mkdir()
    for i, image in enumerate(pixels):
        Image.fromarray(image).save(tmp_path / "photos" / f"{i}.bmp")
    return tmp_path / "photos", pixels


@contextmanager
def takes_at_most(nbytes):
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < nbytes
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("text", "nbytes"),
    [("1GiB", 2**30), ("1.5 GiB", 3 * 2**29), ("20MB", 20_000_000), ("64m", 64_000_000), (2**21, 2**21)],
)
def test_amounts_of_memory(text, nbytes):
    assert in_bytes(text) == nbytes


@pytest.mark.parametrize("text", ["much", "-1GiB", "5 apples", "1KiB", "", "nan"])
def test_what_is_no_amount(text):
    with pytest.raises(ValueError, match=rf"memory={text} is"):
        in_bytes(text)


def test_images_above_the_limit_are_mapped(photos, spool):
    path, pixels = photos
    load(path, memory="2MiB")  # imports what reading takes
    with takes_at_most(5 * MIB):  # threads decode some at a time
        X = load(f"{path}:memory=2MiB").X
    assert is_mapped(X)
    assert allowed(X[1:]) == 2 * MIB
    assert np.array_equal(X, pixels)
    (file,) = spool.iterdir()
    part = X[1:]
    del X
    assert file.exists()
    del part
    assert not file.exists()
    assert not is_mapped(load(path, memory="20MiB").X)


def test_skipped_images_leave_no_gaps_in_a_map(photos, spool):
    path, pixels = photos
    whole = (path / "3.bmp").read_bytes()
    (path / "3.bmp").write_bytes(whole[: len(whole) // 2])
    data = load(path, memory="2MiB", on_error="skip")
    assert is_mapped(data.X)
    assert np.array_equal(data.X, np.delete(pixels, 3, axis=0))


def test_no_room_on_the_disk(photos, spool, monkeypatch):
    monkeypatch.setattr(scratch.shutil, "disk_usage", lambda place: type("Usage", (), {"free": 10}))
    with pytest.raises(ValueError, match=r"9\.766 MiB of data do not fit into .*spool: set TMPDIR"):
        load(photos[0], memory="2MiB")


def test_what_killed_programs_left_is_removed(photos, spool, ended):
    (spool / f"codings-{ended}-abc.map").write_bytes(b"left")
    (spool / f"codings-{os.getppid()}-abc.map").write_bytes(b"in use")
    X = load(photos[0], memory="2MiB").X
    assert len(X) == 64
    assert sorted(p.name.split("-")[1] for p in spool.iterdir()) == sorted(
        map(str, [os.getppid(), os.getpid()])
    )


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
@pytest.mark.parametrize("order", ["C", "F"])
def test_arrays_of_npz_above_the_limit_are_mapped(tmp_path, spool, random, save, order):
    values = np.asarray(random.random((1000, 600)).astype("float32"), order=order)
    save(tmp_path / "a.npz", X=values, y=np.arange(1000) % 3)
    with takes_at_most(MIB):
        data = load(tmp_path / "a.npz", memory="1MiB")
    assert is_mapped(data.X)
    assert np.array_equal(data.X, values)
    assert len(data.classes) == 3


def test_npy_files_are_mapped_and_know_their_limit(tmp_path):
    np.save(tmp_path / "a.npy", np.zeros((1000, 600)))
    assert allowed(load(tmp_path / "a.npy", memory="1MiB").X) == MIB
    assert allowed(load(tmp_path / "a.npy").X) is None


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.parquet", "a.xlsx"])
def test_tables_above_the_limit_are_refused_before_they_are_read(tmp_path, random, name):
    path, content = tmp_path / name, random.bytes(2 * MIB)  # no table: it would not be read
    if name == "a.parquet":
        pd.DataFrame(random.random((2000, 100))).rename(columns=str).to_parquet(path)
    elif name == "a.xlsx":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("xl/worksheets/sheet1.xml", content)
    else:
        path.write_bytes(gzip.compress(content, 1) if name == "a.csv.gz" else content)
    with pytest.raises(ValueError, match=rf"{name} takes more memory than memory=1 MiB: .* a \.npy file"):
        load(path, memory="1MiB")


def test_sets_above_the_limit_are_refused():
    with pytest.raises(ValueError, match=r"sprites takes more memory than .*\.npy file"):
        load("sprites:n=2000,memory=1MiB")
    assert load("digits", memory="1MiB").X.shape == (1797, 8, 8)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("sprites", "sprites:memory=1GiB"),
        ("sprites:n=5", "sprites:n=5,memory=1GiB"),
        ("set:sprites:memory=2GiB,n=5", "set:sprites:memory=1GiB,n=5"),
        ('a.csv:label="a,b"', 'a.csv:label="a,b",memory=1GiB'),
    ],
)
def test_options_are_added_to_a_source(source, expected):
    assert with_options(source, memory="1GiB", on_error=None) == expected
    assert with_options(source, memory=None) == source
