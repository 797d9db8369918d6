"""Data sets that others published: digits, and those that Keras can fetch.

`fashion_mnist`, `mnist` and `cifar10` are read from ``$CODINGS_DATA/NAME/`` where that folder exists, and
through Keras, from its cache or by download, otherwise.
"""

import contextlib
import importlib
import os
import sys
from pathlib import Path

import numpy as np

from codings.data.dataset import Dataset
from codings.data.idx import read_idx

DIGITS = tuple("0123456789")
FASHION = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)
CIFAR10 = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
CACHED = {"fashion-mnist": "fashion-mnist", "mnist": "mnist.npz", "cifar10": "cifar-10-batches-py-target"}


def digits() -> Dataset:
    """scikit-learn's handwritten digits: X is (1797, 8, 8), float32 in [0, 1]."""
    from sklearn.datasets import load_digits

    bunch = load_digits()
    return Dataset("digits", (bunch.images / 16).astype(np.float32), bunch.target.astype(np.int64), DIGITS)


def fashion_mnist(part: str = "train") -> Dataset:
    """Fashion MNIST: X is (60000, 28, 28), or (10000, 28, 28) with ``part="test"``; uint8.

    Xiao, Rasul and Vollgraf, 2017: https://arxiv.org/abs/1708.07747
    """
    return _published("fashion-mnist", part, FASHION)


def mnist(part: str = "train") -> Dataset:
    """MNIST: X is (60000, 28, 28), or (10000, 28, 28) with ``part="test"``; uint8."""
    return _published("mnist", part, DIGITS)


def cifar10(part: str = "train") -> Dataset:
    """CIFAR-10: X is (50000, 32, 32, 3), or (10000, 32, 32, 3) with ``part="test"``; uint8.

    Krizhevsky, 2009: https://www.cs.toronto.edu/~kriz/learning-features-2009-TR.pdf
    """
    return _published("cifar10", part, CIFAR10)


def origin(name: str) -> str:
    """Where the data set would come from now, in words."""
    folder = _folder(name)
    if folder is not None:
        return str(folder)
    home = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")
    cached = home / "datasets" / CACHED[name]
    if cached.is_file() or (cached.is_dir() and any(cached.iterdir())):
        return f"Keras's cache ({home / 'datasets'})"
    return "download by Keras"


def _published(name: str, part: str, classes: tuple[str, ...]) -> Dataset:
    if part not in ("train", "test"):
        raise ValueError(f"{name} has part=train and part=test, not part={part}")
    folder = _folder(name)
    if folder is None:
        X, y = _from_keras(name, part)
    else:
        X, y = _from_binary(folder, part) if name == "cifar10" else _from_idx(folder, part)
    return Dataset(name, X, y.reshape(-1).astype(np.int64), classes)


def _folder(name: str) -> Path | None:
    """``$CODINGS_DATA/NAME`` where it exists."""
    root = os.environ.get("CODINGS_DATA")
    folder = Path(root).expanduser() / name if root else None
    return folder if folder is not None and folder.is_dir() else None


def _from_idx(folder: Path, part: str) -> tuple[np.ndarray, np.ndarray]:
    stem = "train" if part == "train" else "t10k"
    images, labels = f"{stem}-images-idx3-ubyte", f"{stem}-labels-idx1-ubyte"
    return read_idx(_either(folder, images)), read_idx(_either(folder, labels))


def _either(folder: Path, name: str) -> Path:
    """The file of that name in the folder, or the gzipped one."""
    for path in (folder / name, folder / f"{name}.gz"):
        if path.exists():
            return path
    raise ValueError(f"no such file {folder / name}, nor with .gz: put it there, or remove the folder")


def _from_binary(folder: Path, part: str) -> tuple[np.ndarray, np.ndarray]:
    """CIFAR-10's binary version; its Python version is pickled, and so is not read."""
    inner = folder / "cifar-10-batches-bin"
    folder = inner if inner.is_dir() else folder
    names = [f"data_batch_{i}.bin" for i in range(1, 6)] if part == "train" else ["test_batch.bin"]
    batches = [_batch(folder / name) for name in names]
    y = np.concatenate([batch[:, 0] for batch in batches])
    X = np.concatenate([batch[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1) for batch in batches])
    return np.ascontiguousarray(X), y


def _batch(path: Path) -> np.ndarray:
    """Records of a label and of three planes of 32 x 32 pixels, (n, 3073), uint8."""
    if not path.exists():
        raise ValueError(f"no such file {path}: put CIFAR-10's binary version there, or remove the folder")
    content = np.fromfile(path, np.uint8)
    if content.size % 3073:
        raise ValueError(f"{path} is truncated: its {content.size} bytes are no multiple of 3073")
    return content.reshape(-1, 3073)


def _from_keras(name: str, part: str) -> tuple[np.ndarray, np.ndarray]:
    import codings.backend  # noqa: F401 - before Keras: it says what to install where there is no backend

    keras = importlib.import_module("keras")
    try:
        # Keras announces a download on standard output, which belongs to the results of a command.
        with contextlib.redirect_stdout(sys.stderr):
            train, test = getattr(keras.datasets, name.replace("-", "_")).load_data()
    except Exception as error:  # Keras raises a bare Exception when a download fails
        raise ValueError(
            f"{name} could not be downloaded by Keras ({error}): "
            f"put its files into a folder {name} and set CODINGS_DATA to the folder which holds that"
        ) from error
    return train if part == "train" else test
