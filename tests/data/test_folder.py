"""Folders of images, written here as real files."""

import struct
import zipfile
import zlib

import numpy as np
import pytest
from PIL import Image

from codings.data import folder as module
from codings.data import load
from codings.data.collection import SUFFIXES

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


@pytest.mark.parametrize("suffix", [*SUFFIXES, ".PNG"])
def test_every_type_is_read(tmp_path, suffix):
    colour = (200, 40, 90) if suffix not in (".pgm", ".pbm") else 255
    Image.new("RGB" if colour != 255 else "1", (6, 5), colour).save(
        tmp_path / f"a{suffix}", "PPM" if colour == 255 else "JPEG" if suffix in (".jpe", ".jfif") else None
    )
    for source in (tmp_path, tmp_path / f"a{suffix}"):
        X = load(source).X
        assert X.shape == (1, 5, 6, 3)[: 4 if colour != 255 else 3]
        assert np.abs(X.astype(int) - colour).max() <= 3


@pytest.mark.parametrize(
    ("mode", "colour"), [("CMYK", (0, 255, 255, 0)), ("P", 1), ("RGBA", (255, 0, 0, 255))]
)
def test_every_kind_of_pixel_is_read(tmp_path, mode, colour):
    image = Image.new(mode, (3, 2), colour)
    if mode == "P":
        image.putpalette([0, 0, 0, 255, 0, 0])
    image.save(tmp_path / ("a.jpg" if mode == "CMYK" else "a.png"))
    assert np.abs(load(tmp_path).X.astype(int) - (255, 0, 0)).max() <= 3


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


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tif", "lzw.tif"])
def test_rotation_flags_are_obeyed(tmp_path, name):
    image, exif = Image.new("L", (16, 8)), Image.Exif()
    image.paste(255, (0, 0, 8, 8))
    exif[0x0112] = 6
    image.save(tmp_path / name, exif=exif, **({"compression": "tiff_lzw"} if "lzw" in name else {}))
    X = load(tmp_path, channels=1).X
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
        ("part=test", "no folder 'test' for part=: its folders with images are none"),
        ("mode=RGB", "no option"),
        ("size=4x", "whole number of pixels, or width x height"),
        ("bits=20", "bits=8 to bits=16"),
    ]:
        with pytest.raises(ValueError, match=message):
            load(f"{tmp_path}:{option}")
    save(tmp_path / "sub" / "a.png", 4, 4)
    with pytest.raises(ValueError, match=r"beside its subfolders \(a\.png beside sub\)"):
        load(tmp_path)


def test_size_may_be_no_square(tmp_path):
    save(tmp_path / "a.png", 8, 24)
    for size in ("12x4", (12, 4), " 12 x 4"):
        assert load(tmp_path, size=size).X.shape == (1, 4, 12)
    assert load(f"{tmp_path}:size=4x8").X.shape == (1, 8, 4)
    with pytest.raises(ValueError, match="at least 1"):
        load(tmp_path, size="4x0")


def test_few_of_sixteen_bits_are_asked_about(tmp_path):
    for name, most in (("a.png", 4000), ("b.tif", 1600)):
        Image.fromarray(np.array([[0, most]], np.uint16)).save(tmp_path / name)
    with pytest.raises(ValueError, match=r"12 are in use at most.*nearly black: say bits=12, or bits=16"):
        load(tmp_path)
    assert load(f"{tmp_path}:bits=12").X.tolist() == [[[0, 250]], [[0, 100]]]
    assert load(f"{tmp_path}:bits=16").X.tolist() == [[[0, 15]], [[0, 6]]]


@pytest.mark.parametrize("value", [-5, 70_000])
def test_numbers_beyond_sixteen_bits_are_refused(tmp_path, value):
    Image.fromarray(np.full((2, 2), value, np.int32)).save(tmp_path / "a.tif")
    for place in (tmp_path, tmp_path / "a.tif"):
        with pytest.raises(ValueError, match=r"replaced: a\.tif \(its pixels lie outside 0 to 65535\)"):
            load(place)


def test_what_is_not_read_is_counted(tmp_path):
    save(tmp_path / "a.png", 4, 4)
    save(tmp_path / "b.jfif", 4, 4, format="JPEG")
    for name in ("c.heic", "d.HEIC", "README", ".DS_Store"):
        (tmp_path / name).touch()
    data = load(tmp_path)
    assert len(data.X) == 2
    assert data.notes == (
        f"{tmp_path}: 2 images; 3 files that are no images left out (2 .heic, 1 no ending)",
    )


def test_several_pictures_in_a_file(tmp_path):
    pages = [Image.new("L", (4, 4), 40 * i) for i in range(1, 4)]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:])
    pages[1].save(tmp_path / "b.gif", save_all=True, append_images=pages[2:])
    pages[2].save(tmp_path / "c.png")
    data = load(tmp_path)
    assert load(tmp_path, channels=1).X[:, 0, 0].tolist() == [40, 80, 120]
    assert "2 files hold several pictures, of which the first was taken and 3 left out" in data.notes[0]


def test_classes_come_in_natural_order(tmp_path):
    for name in ("10", "2", "1", "b", "A"):
        save(tmp_path / name / "1.png", 4, 4)
    assert load(tmp_path).classes == ("1", "2", "10", "A", "b")


def test_links_are_followed_but_not_for_ever(tmp_path):
    photos = tmp_path / "photos"
    linked = save(tmp_path / "elsewhere" / "1.png", 4, 4)
    own = save(photos / "cat" / "2.png", 4, 4)
    other = save(photos / "dog" / "3.png", 4, 4)
    (photos / "cat" / "more").symlink_to(tmp_path / "elsewhere")
    (photos / "cat" / "again").symlink_to(photos)
    (photos / "cow").symlink_to(tmp_path / "elsewhere")
    data = load(photos)
    assert data.classes == ("cat", "cow", "dog")
    assert np.array_equal(data.X, [own, linked, linked, other])
    (photos / "cow" / "9.png").symlink_to(tmp_path / "nowhere.png")
    with pytest.raises(ValueError, match=r"cow/9\.png .*No such file"):
        load(photos)


def test_parts_without_train_are_asked_for(tmp_path):
    for name in ("test/cat/1.png", "test/dog/1.png", "val/cat/1.png", "val/dog/1.png"):
        save(tmp_path / name, 4, 4)
    with pytest.raises(
        ValueError, match="the parts test, val of a data set, and none called train.*part=test"
    ):
        load(tmp_path)
    assert load(tmp_path, part="val").classes == ("cat", "dog")


def test_the_only_part_may_be_named(tmp_path):
    for name in ("train/cat/1.png", "train/dog/1.png"):
        save(tmp_path / "all" / name, 4, 4)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(tmp_path / "all" / "train" / "cat" / "1.png", "all/train/1.png")
    assert load(tmp_path, part="train").classes == load(tmp_path / "all").classes == ("cat", "dog")
    assert load(tmp_path / "a.zip", part="train").X.shape == (1, 4, 4)
    with pytest.raises(ValueError, match="its folders with images are train"):
        load(tmp_path / "all", part="test")


def save_deep(path, values, kind):
    """Write a PNG of 16 bits and one row of pixels, (channels, width): Pillow writes grey ones alone."""
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", values.shape[1], 1, 16, kind, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0" + values.T.astype(">u2").tobytes())),
        (b"IEND", b""),
    )
    packed = [struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d)) for t, d in chunks]
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(packed))


@pytest.mark.parametrize(("kind", "channels"), [(2, 3), (4, 1), (6, 3)])  # RGB, LA, RGBA
def test_dark_images_of_16_bits_in_colour_are_not_black(tmp_path, kind, channels):
    colours = np.full((channels, 5), 4095)
    opaque = [np.full((1, 5), 65535)] if kind > 2 else []
    save_deep(tmp_path / "a.png", np.concatenate([colours, *opaque]), kind)
    for options in ({}, {"bits": 12}):
        with pytest.raises(ValueError, match="upper 8 bits are read, but 12 of 16 are in use: .*bits=16"):
            load(tmp_path, **options)
    assert load(tmp_path, bits=16).X.max() == 15
    save_deep(tmp_path / "a.png", np.concatenate([16 * colours, *opaque]), kind)
    assert load(tmp_path).X.tolist() == [[[[255, 255, 255]] * 5]]


def test_parts_are_no_classes(tmp_path):
    for name in ("train/cat/1.png", "train/dog/2.png", "test/cat/3.png"):
        save(tmp_path / name, 4, 4)
    data = load(tmp_path)
    assert data.classes == ("cat", "dog")
    assert data.notes == (f"{tmp_path}: 2 images; the images of train taken (part= takes those of test)",)
    assert load(f"{tmp_path}:part=test").X.shape == (1, 4, 4)
    with pytest.raises(
        ValueError, match="no folder 'dev' for part=: its folders with images are test, train"
    ):
        load(tmp_path, part="dev")
    save(tmp_path / "car" / "1.png", 4, 4)
    assert load(tmp_path).classes == ("car", "test", "train")


def test_a_folder_around_all_others_is_no_class(tmp_path):
    for name in ("set/train/cat/1.png", "set/train/dog/2.png", "set/test/cat/3.png"):
        save(tmp_path / name, 4, 4)
    assert load(tmp_path).classes == ("cat", "dog")
    save(tmp_path / "one: class" / "cat" / "1.png", 4, 6)
    assert load(f"{tmp_path / 'one: class'}:size=4").classes == ("cat",)


def zipped(path, folder, **others):
    """A .zip of a folder, with what a Mac adds, and other members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            archive.write(file, file.relative_to(folder))
        for name in ("__MACOSX/photos/._1.png", "photos/.DS_Store", ".DS_Store"):
            archive.writestr(name, b"junk")
        for name, content in others.items():
            archive.writestr(name, content)


@pytest.mark.parametrize("top", ["", "photos", "a/b"])
def test_a_zip_is_read_as_a_folder_is(tmp_path, top):
    photos = tmp_path / "in" / top
    for name in ("cat/2.png", "cat/10.png", "dog/1.png"):
        save(photos / name, 4, 4, 3)
    zipped(tmp_path / "a.zip", tmp_path / "in")
    data, unpacked = load(tmp_path / "a.zip"), load(photos)
    assert np.array_equal(data.X, unpacked.X)
    assert data.classes == ("cat", "dog")
    assert data.y is not None
    assert data.y.tolist() == [0, 0, 1]
    assert load(f"{tmp_path / 'a.zip'}:size=2,channels=1").X.shape == (3, 2, 2)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.zip", "in"]


def test_a_flat_zip(tmp_path):
    pixels = [save(tmp_path / "in" / "photos" / name, 4, 4) for name in ("1.png", "2.png")]
    zipped(tmp_path / "a.zip", tmp_path / "in", **{"photos/../../evil.txt": b"", "photos/notes.txt": b""})
    data = load(tmp_path / "a.zip")
    assert np.array_equal(data.X, pixels)
    assert data.y is None
    assert "left out" in data.notes[0]


def test_bad_zips(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(b"junk")
    with pytest.raises(ValueError, match=r"cannot be read as a \.zip"):
        load(path)
    (tmp_path / "empty").mkdir()
    zipped(path, tmp_path / "empty", **{"titanic.csv": b"a,b"})
    with pytest.raises(ValueError, match=r"has no images, but titanic\.csv"):
        load(path)
    save(tmp_path / "in" / "1.png", 16, 16)
    zipped(path, tmp_path / "in", **{"2.png": b"junk"})
    with pytest.raises(ValueError, match=r"broken images.*2\.png \(not an image\)"):
        load(path)
    content = bytearray(path.read_bytes())
    content[60] ^= 255
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"1\.png"):
        load(path)


def gone(*files):
    """A function of a picture's number that fails for some, as if their files had gone meanwhile."""

    def decode(picture, *how):
        if picture.name.name in files:
            raise FileNotFoundError("no such file")
        return original(picture, *how)

    original = module.decoded
    return decode


@pytest.fixture
def flawed(tmp_path):
    """Six images in two folders, of which one is text; their pixels by name."""
    pixels = {name: save(tmp_path / f"{name}.png", 4, 4) for name in ("a/1", "a/2", "a/3", "b/4", "b/5")}
    (tmp_path / "a" / "0.png").write_text("no image")
    return pixels


def test_broken_images_are_skipped_and_counted(tmp_path, flawed):
    data = load(f"{tmp_path}:on_error=skip")
    assert np.array_equal(data.X, list(flawed.values()))
    assert data.y.tolist() == [0, 0, 0, 1, 1]
    assert data.notes == (f"{tmp_path}: 5 images; 1 broken image left out: a/0.png (not an image)",)


def test_images_that_go_while_they_are_read(tmp_path, flawed, monkeypatch):
    monkeypatch.setattr(module, "decoded", gone("2.png", "5.png"))
    (tmp_path / "a" / "0.png").unlink()
    with pytest.raises(
        ValueError, match=r"a/2\.png \(no such file\), b/5\.png .*on_error=skip|on_error=skip"
    ):
        load(tmp_path)
    data = load(tmp_path, on_error="skip")
    assert np.array_equal(data.X, [flawed[name] for name in ("a/1", "a/3", "b/4")])
    assert data.y.tolist() == [0, 0, 1]
    assert "2 broken images left out: a/2.png (no such file), b/5.png (no such file)" in data.notes[0]


def test_a_folder_of_broken_images_alone_is_an_error(tmp_path):
    for i in range(5):
        (tmp_path / f"{i}.png").write_text("no image")
    with pytest.raises(ValueError, match=r"broken images.*0\.png \(not an image\).*4\.png"):
        load(tmp_path, on_error="skip")
    with pytest.raises(ValueError, match="on_error=raise or on_error=skip, not never"):
        load(tmp_path, on_error="never")
