"""Folders of images, written here as real files."""

import numpy as np
import pytest
from PIL import Image

from codings.data import folder as module
from codings.data import is_mapped, load

RNG = np.random.default_rng(0)


def save(path, *shape, **options):
    """Write a random image and return its pixels."""
    pixels = RNG.integers(256, size=shape, dtype=np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path, **options)
    return pixels


def test_flat_in_natural_order(tmp_path):
    pixels = [save(tmp_path / name, 5, 4) for name in ("2.png", "10.png", "a1.bmp")]
    (tmp_path / "notes.txt").write_text("not an image")
    (tmp_path / "._2.png").write_text("a hidden file")
    data = load(tmp_path)
    assert data.X.dtype == np.uint8
    assert np.array_equal(data.X, pixels)
    assert data.y is None


def test_one_subfolder_per_class(tmp_path):
    expected = [save(tmp_path / name, 4, 4, 3) for name in ("cat/1.png", "cat/more/2.png", "dog/1.tif")]
    (tmp_path / "empty").mkdir()
    data = load(str(tmp_path))
    assert np.array_equal(data.X, expected)
    assert data.classes == ("cat", "dog")
    assert data.y is not None
    assert data.y.dtype == np.int64
    assert data.y.tolist() == [0, 0, 1]


@pytest.mark.parametrize("suffix", ["png", "jpg", "jpeg", "bmp", "gif", "webp", "tif", "PNG"])
def test_every_type_is_read(tmp_path, suffix):
    Image.new("RGB", (6, 5), (200, 40, 90)).save(tmp_path / f"a.{suffix}")
    X = load(tmp_path).X
    assert X.shape == (1, 5, 6, 3)
    assert np.abs(X.astype(int) - (200, 40, 90)).max() <= 3


def test_grey_and_colour_together_are_colour(tmp_path):
    grey = save(tmp_path / "a.png", 4, 4)
    colour = save(tmp_path / "b.png", 4, 4, 3)
    X = load(tmp_path).X
    assert np.array_equal(X, [np.stack([grey] * 3, axis=-1), colour])
    assert load(f"{tmp_path}:channels=1").X.shape == (2, 4, 4)


def test_transparency_becomes_white(tmp_path):
    Image.new("RGBA", (3, 2), (255, 0, 0, 0)).save(tmp_path / "a.png")
    assert (load(tmp_path).X == 255).all()
    Image.new("LA", (3, 2), (100, 255)).save(tmp_path / "a.png")
    X = load(tmp_path).X
    assert X.shape == (1, 2, 3)
    assert (X == 100).all()


def test_sixteen_bits_are_scaled(tmp_path):
    Image.fromarray(np.full((3, 3), 25_700, np.uint16)).save(tmp_path / "a.png")
    X = load(tmp_path).X
    assert X.shape == (1, 3, 3)
    assert (X == 100).all()


def test_rotation_flags_are_obeyed(tmp_path):
    image, exif = Image.new("L", (16, 8)), Image.Exif()
    image.paste(255, (0, 0, 8, 8))
    exif[0x0112] = 6
    image.save(tmp_path / "a.jpg", exif=exif)
    X = load(tmp_path).X
    assert X.shape == (1, 16, 8)
    assert X[0, :6].min() > 200
    assert X[0, 10:].max() < 50


def test_differing_sizes_need_the_option(tmp_path):
    for name in ("a.png", "b.png"):
        save(tmp_path / name, 4, 6)
    save(tmp_path / "c.png", 8, 8)
    with pytest.raises(ValueError, match=r"2 sizes: 2 of 6x4, and 1 of others, such as c.png of 8x8.*:size="):
        load(tmp_path)
    assert load(f"{tmp_path}:size=4").X.shape == (3, 4, 4)


def test_size_scales_the_short_side_and_cuts_out_the_middle(tmp_path):
    pixels = np.zeros((8, 24), np.uint8)
    pixels[:, 8:16] = 200
    Image.fromarray(pixels).save(tmp_path / "a.png")
    assert load(tmp_path, size=8).X.min() == 200
    assert load(tmp_path, size=4).X.shape == (1, 4, 4)


def test_every_broken_file_is_named(tmp_path):
    for i in range(6):
        save(tmp_path / "class" / f"{i}.png", 16, 16, 3)
    whole = (tmp_path / "class" / "1.png").read_bytes()
    (tmp_path / "class" / "1.png").write_bytes(whole[:200])
    (tmp_path / "class" / "3.png").write_bytes(whole[:-300])
    with pytest.raises(ValueError, match="has broken images") as caught:
        load(tmp_path)
    assert [f"{i}.png" in str(caught.value) for i in range(6)] == [False, True, False, True, False, False]
    (tmp_path / "class" / "4.png").write_bytes(b"")
    with pytest.raises(ValueError, match=r"1\.png .*3\.png .*4\.png \(not an image\)"):
        load(tmp_path)


def test_mistakes_are_named(tmp_path):
    with pytest.raises(ValueError, match="has no images"):
        load(tmp_path)
    save(tmp_path / "a.png", 4, 4)
    for option, message in [
        ("size=0", "at least 1"),
        ("channels=2", "channels=1"),
        ("part=test", "no option"),
    ]:
        with pytest.raises(ValueError, match=message):
            load(f"{tmp_path}:{option}")
    save(tmp_path / "sub" / "a.png", 4, 4)
    with pytest.raises(ValueError, match=r"beside its subfolders \(a\.png beside sub\)"):
        load(tmp_path)


def test_large_folders_are_mapped(tmp_path, monkeypatch):
    pixels = [save(tmp_path / f"{i}.png", 4, 4) for i in range(3)]
    spool = tmp_path / "spool"
    spool.mkdir()
    monkeypatch.setattr(module.tempfile, "tempdir", str(spool))
    monkeypatch.setattr(module, "MEMORY_BYTES", 47)
    X = load(tmp_path).X
    assert is_mapped(X)
    assert np.array_equal(X, pixels)
    (file,) = spool.iterdir()
    part = X[1:]
    del X
    assert file.exists()
    del part
    assert not file.exists()
    monkeypatch.setattr(module.shutil, "disk_usage", lambda place: type("Usage", (), {"free": 10}))
    with pytest.raises(ValueError, match="TMPDIR"):
        load(tmp_path)
