"""`load`: names, paths, options and what is said when these are wrong."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from codings.data import SOURCES, Dataset, fashion_mnist, load

HAS_FASHION = (Path(os.environ.get("CODINGS_DATA", "nowhere")) / "fashion-mnist").is_dir()


def idx_bytes(array: np.ndarray) -> bytes:
    sides = np.array(array.shape, ">u4").tobytes()
    return bytes([0, 0, 8, array.ndim]) + sides + array.astype(np.uint8).tobytes()


def test_importing_loads_no_framework():
    heavy = ["keras", "tensorflow", "jax", "pandas", "PIL", "sklearn", "scipy", "matplotlib"]
    code = (
        "import sys, codings.data as d; [s.origin() for s in d.SOURCES.values()]; "
        f"print([m for m in {heavy} if m in sys.modules])"
    )
    root = Path(__file__).parents[2]
    out = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_digits():
    data = load("digits")
    assert data.X.shape == (1797, 8, 8)
    assert data.X.dtype == np.float32
    assert (data.X.min(), data.X.max()) == (0, 1)
    assert data.y is not None
    assert data.y.dtype == np.int64
    assert data.classes == tuple("0123456789")


def test_options_come_as_text_or_as_arguments():
    as_text = load("sprites:n=5,size=16, channels=3")
    as_arguments = load("sprites", n=5, size=16, channels=np.int64(3))
    assert as_text.X.shape == (5, 16, 16, 3)
    assert np.array_equal(as_text.X, as_arguments.X)
    assert len(load("sprites:n=5", n=3).X) == 3


def test_sources_describe_themselves():
    assert list(SOURCES) == ["digits", "sprites", "ring", "grid", "fashion-mnist", "mnist", "cifar10"]
    assert all(source.description and source.origin() for source in SOURCES.values())
    assert SOURCES["ring"].options == {"n": 100_000, "seed": 0}


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sprits", "did you mean 'sprites'"),
        ("FASHION-MNIST", "did you mean 'fashion-mnist'"),
        ("qqqq", "named sets are digits, sprites"),
        ("", "unknown data ''"),
        ("sprits:n=3", "did you mean 'sprites'"),
        ("missing.csv", "no such file or folder: missing.csv"),
        ("http://host/a.csv", "no such file or folder: http://host/a.csv"),
        (r"C:\a.csv:label=b", r"no such file or folder: C:\\a.csv$"),
        ("some/where", "no such file or folder: some/where"),
        (Path("sprites"), "no such file or folder: sprites"),
        ("sprites:n", "cannot read 'n' as an option of sprites: write name=value"),
        ("sprites:n=2,n=3", "option 'n' of sprites is given twice"),
        ("sprites:m=2", "sprites has no option 'm': its options are n, size, channels, seed"),
        ("sprites:n=two", "option 'n' of sprites must be a whole number, not 'two'"),
        ("sprites:n=2.5", "must be a whole number"),
        ("sprites:n=0", "n >= 1"),
        ("sprites:size=7", "8 to 256"),
        ("sprites:channels=2", "channels=1"),
        ("ring:seed=-1", "seed >= 0"),
        ("digits:part=test", "digits has no option 'part': it has none"),
        ("mnist:part=valid", "part=train and part=test"),
    ],
)
def test_mistakes_are_named(source, message):
    with pytest.raises(ValueError, match=message):
        load(source)


@pytest.mark.parametrize("value", [True, 2.0, None])
def test_arguments_of_the_wrong_type_are_refused(value):
    with pytest.raises(ValueError, match="must be a whole number"):
        load("sprites", n=value)


def test_an_existing_path_is_never_split(tmp_path):
    path = tmp_path / "a:label=b.npy"
    np.save(path, np.eye(3))
    assert load(str(path)).X.shape == (3, 3)


def test_a_set_and_a_folder_of_one_name_are_told_apart(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load("set:ring:n=4").X.shape == (4, 2)
    Path("ring").mkdir()
    Path("grid").touch()
    for source, message in (
        ("ring", r"a folder of that name here: write \./ring for what is here, or set:ring for"),
        ("ring:n=4", "a folder of that name"),
        ("grid", "a file of that name"),
        ("./ring", "has no images"),
        (Path("ring"), "has no images"),
        ("set:rung", "did you mean 'ring'"),
        ("set:./ring", "no such"),
    ):
        with pytest.raises(ValueError, match=message):
            load(source)
    assert load("set:ring:n=4").X.shape == (4, 2)
    assert load("set:ring", n=4).name == "ring"


def test_a_folder_that_the_set_is_read_from_is_no_other(shelf, monkeypatch):
    folder = shelf / "mnist"
    folder.mkdir()
    (folder / "train-images-idx3-ubyte").write_bytes(idx_bytes(np.zeros((1, 2, 3))))
    (folder / "train-labels-idx1-ubyte").write_bytes(idx_bytes(np.zeros(1)))
    monkeypatch.chdir(shelf)
    assert load("mnist").X.shape == (1, 2, 3)


def test_options_behind_a_path_with_a_colon(tmp_path):
    for name in ("a", "a:b"):
        np.savez(tmp_path / name, u=np.eye(3), v=np.eye(2))
        (tmp_path / f"{name}.npz").rename(tmp_path / f"{name}.NPZ")
    (tmp_path / "a:b.NPZ").rename(tmp_path / "a.NPZ:b.npz")
    assert load(f"{tmp_path}/a.NPZ:array=u").X.shape == (3, 3)
    assert load(f"{tmp_path}/a.NPZ:b.npz:array=v").X.shape == (2, 2)


def test_values_in_quotes(tmp_path):
    (tmp_path / "a.csv").write_text('"a, b: c",x\nrose,1\niris,2\n')
    data = load(f"{tmp_path}/a.csv:label='a, b: c',sep=comma")
    assert data.classes == ("iris", "rose")
    for mistake in ('label="a, b: c"x', 'label="a, b: c'):
        with pytest.raises(ValueError, match="name=value"):
            load(f"{tmp_path}/a.csv:{mistake}")


@pytest.mark.parametrize(
    ("X", "y", "message"),
    [
        (np.zeros((0, 3)), None, "is empty"),
        (np.zeros(3), None, "shape \\(3,\\)"),
        (np.array([["a"]]), None, "must hold numbers"),
        (np.zeros((3, 2)), np.zeros(2, np.int64), "3 instances"),
    ],
)
def test_dataset_refuses(X, y, message):
    with pytest.raises(ValueError, match=f"mine.*{message}"):
        Dataset("mine", X, y)


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """An empty $CODINGS_DATA."""
    monkeypatch.setenv("CODINGS_DATA", str(tmp_path))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    return tmp_path


def test_mnist_from_a_folder(shelf):
    folder = shelf / "mnist"
    folder.mkdir()
    images = np.arange(4 * 6).reshape(4, 2, 3)
    (folder / "t10k-images-idx3-ubyte").write_bytes(idx_bytes(images))
    (folder / "t10k-labels-idx1-ubyte").write_bytes(idx_bytes(np.array([7, 0, 1, 9])))
    data = load("mnist:part=test")
    assert np.array_equal(data.X, images)
    assert data.y is not None
    assert data.y.tolist() == [7, 0, 1, 9]
    assert SOURCES["mnist"].origin() == str(folder)
    with pytest.raises(ValueError, match=r"no such file .*train-images-idx3-ubyte"):
        load("mnist")


@pytest.mark.parametrize("inner", ["", "cifar-10-batches-bin"])
def test_cifar10_from_a_folder(shelf, inner):
    folder = shelf / "cifar10" / inner
    folder.mkdir(parents=True)
    pixels = np.random.default_rng(0).integers(256, size=(2, 32, 32, 3), dtype=np.uint8)
    for i in range(1, 6):
        rows = [bytes([i]) + image.transpose(2, 0, 1).tobytes() for image in pixels]
        (folder / f"data_batch_{i}.bin").write_bytes(b"".join(rows))
    data = load("cifar10")
    assert np.array_equal(data.X, np.tile(pixels, (5, 1, 1, 1)))
    assert data.y is not None
    assert data.y.tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert data.classes[data.y[0]] == "automobile"
    (folder / "test_batch.bin").write_bytes(b"123")
    with pytest.raises(ValueError, match=r"test_batch\.bin is truncated"):
        load("cifar10:part=test")


def test_keras_serves_what_no_folder_holds(shelf, monkeypatch):
    images, labels = np.zeros((2, 32, 32, 3), np.uint8), np.array([[3], [4]], np.uint8)
    both = (images, labels), (images[:1], labels[:1])
    monkeypatch.setattr("keras.datasets.cifar10.load_data", lambda: both)
    assert SOURCES["cifar10"].origin() == "download by Keras"
    cached = shelf / "keras" / "datasets" / "cifar-10-batches-py-target"
    cached.mkdir(parents=True)  # which a download that failed leaves behind
    assert SOURCES["cifar10"].origin() == "download by Keras"
    (cached / "batch").touch()
    assert "Keras's cache" in SOURCES["cifar10"].origin()
    data = load("cifar10")
    assert data.y is not None
    assert data.y.tolist() == [3, 4]


def test_a_failed_download_says_where_to_put_the_files(shelf, monkeypatch):
    def load_data():
        raise Exception("URL fetch failure")

    monkeypatch.setattr("keras.datasets.fashion_mnist.load_data", load_data)
    with pytest.raises(ValueError, match=r"fashion-mnist could not be downloaded.*URL fetch.*CODINGS_DATA"):
        load("fashion-mnist")


@pytest.mark.skipif(not HAS_FASHION, reason="needs $CODINGS_DATA/fashion-mnist")
@pytest.mark.parametrize(("part", "n"), [("train", 60_000), ("test", 10_000)])
def test_fashion_mnist(part, n):
    data = fashion_mnist(part)
    assert data.X.shape == (n, 28, 28)
    assert data.X.dtype == np.uint8
    assert data.y is not None
    assert np.bincount(data.y).tolist() == [n // 10] * 10
    if part == "train":
        assert data.classes[data.y[0]] == "Ankle boot"
