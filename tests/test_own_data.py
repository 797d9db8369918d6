"""Images, arrays and labels as people have them: read as they are meant, or refused in a sentence."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline

from codings import (
    DCGAN,
    GAN,
    ConvolutionalAutoencoder,
    PretrainedClassifier,
    StackedAutoencoder,
    VariationalAutoencoder,
)

SMALL = {"epochs": 1, "random_state": 0, "verbose": False}


@pytest.fixture(scope="module")
def bytes_(digits):
    """Digits as uint8 images, (200, 8, 8)."""
    return np.rint(255 * digits.X[:200]).astype(np.uint8)


@pytest.mark.parametrize(
    ("change", "bounds"),
    [
        (lambda X: X / 127.5 - 1, (-1, 1)),
        (lambda X: X.astype("float32"), (0, 255)),
        (lambda X: X.astype("uint16") << 4, (0, 4095)),
        (lambda X: (X > 127).astype("uint8"), (0, 1)),
    ],
    ids=["[-1, 1]", "0 to 255 as floats", "12 bits", "masks"],
)
def test_samples_keep_the_bounds_of_images(bytes_, change, bounds):
    X = change(bytes_)
    model = GAN(4, hidden=(16,), **SMALL).fit(X)
    assert (model.range_.low, model.range_.high) == bounds
    drawn = model.sample(50, random_state=0)
    assert drawn.dtype == X.dtype
    assert bounds[0] <= drawn.min() <= drawn.max() <= bounds[1]


def test_masks_are_not_black(bytes_):
    masks = (bytes_ > 127).astype("uint8")
    model = StackedAutoencoder(16, random_state=0, verbose=False).fit(masks)
    assert (model.reconstruct(masks) == masks).mean() > 0.9
    assert model.score(masks) < -1e-3


def test_images_of_another_range_are_refused(bytes_):
    floats = (bytes_ / 255).astype("float32")
    of_floats, of_bytes = (StackedAutoencoder(4, hidden=(), **SMALL).fit(X) for X in (floats, bytes_))
    with pytest.raises(ValueError, match=r"X lies in \[0, 255\], but .* was fitted on values in \[0, 1\]"):
        of_floats.score(bytes_)
    with pytest.raises(ValueError, match=r"X lies in \[0, 1\], but .* was fitted on values in \[0, 255\]"):
        of_bytes.transform(floats)
    with pytest.raises(ValueError, match=r"X lies in \[0, 1\], but .* fitted on values in \[0, 255\]"):
        StackedAutoencoder(4, hidden=(), **SMALL).fit(bytes_, validation=floats)


@pytest.mark.parametrize("cls", [ConvolutionalAutoencoder, DCGAN])
def test_channels_first_are_named(cls):
    with pytest.raises(ValueError, match=r"channels first.*np\.moveaxis\(X, 1, -1\)"):
        cls(**SMALL).fit(np.zeros((8, 3, 16, 16), np.uint8))


@pytest.mark.parametrize("dtype", ["int16", "int32", "float16", "bool", ">f4", ">i2", "uint8", "float64"])
def test_a_memory_map_of_any_numbers_is_read_block_by_block(dtype, tmp_path, monkeypatch):
    X = np.random.default_rng(0).integers(0, 2 if dtype == "bool" else 100, (300, 6)).astype(dtype)
    np.save(tmp_path / "X.npy", X)
    mapped = np.load(tmp_path / "X.npy", mmap_mode="r")
    expected = StackedAutoencoder(2, hidden=(), **SMALL).fit(X)
    seen = []
    begun = StackedAutoencoder._plan
    monkeypatch.setattr(StackedAutoencoder, "_plan", lambda self, X: seen.append(X) or begun(self, X))
    model = StackedAutoencoder(2, hidden=(), **SMALL).fit(mapped)
    assert np.shares_memory(seen[0], mapped)
    np.testing.assert_array_equal(model.transform(mapped), expected.transform(X))


def test_what_a_regression_predicts_is_no_label(digits):
    X, y = digits.X[:200].reshape(200, -1), np.random.default_rng(0).normal(size=200)
    model = VariationalAutoencoder(2, hidden=(8,), scaling="pixels", **SMALL)
    pipeline = make_pipeline(model, Ridge()).fit(X, y)
    assert pipeline[0].classes_ is None
    with pytest.raises(ValueError, match="y holds 200 different numbers"):
        VariationalAutoencoder(2, conditional=True, scaling="pixels", **SMALL).fit(X, y)
    with pytest.raises(ValueError, match="different numbers"):
        PretrainedClassifier(pipeline[0], epochs=1).fit(X, y)


@pytest.mark.parametrize("dtype", ["int8", "uint16", "U3", "bool", "float32"])
def test_labels_keep_their_dtype(dtype, digits):
    y = (digits.y[:200] % 2).astype(dtype)
    model = VariationalAutoencoder(2, hidden=(8,), **SMALL).fit(digits.X[:200], y)
    assert model.classes_.dtype == y.dtype


def test_flattened_images_get_a_warning(digits):
    X = digits.X[:100].reshape(100, -1)
    with pytest.warns(UserWarning, match=r'flattened images, say scaling="pixels"'):
        StackedAutoencoder(2, hidden=(), **SMALL).fit(X)
    StackedAutoencoder(2, hidden=(), scaling="standard", **SMALL).fit(X)
    assert StackedAutoencoder(2, hidden=(), scaling="pixels", **SMALL).fit(X).range_.high == 1


@pytest.mark.parametrize(("value", "name"), [(np.nan, "NaN"), (-np.inf, "infinity")])
def test_what_is_not_finite_is_named_with_its_place(value, name):
    X = np.random.default_rng(0).normal(size=(50, 4))
    model = StackedAutoencoder(2, hidden=(), **SMALL).fit(X)
    X[7, 2] = value
    for call in (model.fit, model.transform, model.score_samples):
        with pytest.raises(ValueError, match=f"X holds {name}, first in row 7, column 2"):
            call(X)


def test_what_is_missing_among_objects_is_named_with_its_place():
    X = np.random.default_rng(0).normal(size=(50, 4))
    model = StackedAutoencoder(2, hidden=(), **SMALL).fit(X)
    lists, objects = X.tolist(), X.astype(object)
    lists[7][2], objects[7, 2] = None, pd.NA
    for given in (lists, objects):
        for call in (model.fit, model.transform):
            with pytest.raises(ValueError, match="X holds NaN, first in row 7, column 2"):
                call(given)
    decimals = [[Decimal(str(value)) for value in row] for row in X.tolist()]
    np.testing.assert_array_equal(model.fit(decimals).transform(decimals), model.transform(X))


def test_what_is_no_number_is_refused_after_the_fit_too():
    X = np.random.default_rng(0).normal(size=(50, 4))
    model = StackedAutoencoder(2, hidden=(), **SMALL).fit(X)
    for call in (model.fit, model.transform):
        with pytest.raises(ValueError, match=r"X holds datetime64\[D\] values: make numbers of them"):
            call(np.full((3, 4), "2024-01-05", "datetime64[D]"))
        with pytest.raises(ValueError, match="rows differ in length"):
            call([[[1, 2], [3]], [[1, 2], [3, 4]]])


def test_masked_arrays_are_refused():
    X = np.ma.masked_greater(np.arange(40.0).reshape(20, 2), 30)
    with pytest.raises(ValueError, match="masked array of which 9 values are masked, first in row 15"):
        StackedAutoencoder(1, hidden=(), **SMALL).fit(X)
    StackedAutoencoder(1, hidden=(), **SMALL).fit(X[:15])
