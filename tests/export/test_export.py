"""Networks in files: they compute what the estimator does, whoever loads them."""

import re
import subprocess

import keras
import numpy as np
import pandas as pd
import pytest

import codings
from codings import GAN, PretrainedClassifier, StackedAutoencoder, VariationalAutoencoder
from codings.export import FORMATS, elsewhere, writing

QUICK = {"epochs": 1, "random_state": 0, "verbose": False}
only_tensorflow = pytest.mark.skipif(
    keras.backend.backend() != "tensorflow", reason="elsewhere than on TensorFlow another process does this"
)


@pytest.fixture(scope="module")
def conditional(digits):
    return VariationalAutoencoder(3, hidden=(8,), **QUICK).fit(digits.X[:100], digits.y[:100])


@pytest.fixture(scope="module")
def table():
    random = np.random.default_rng(0)
    ages = np.where(random.random(60) < 0.2, np.nan, random.normal(1e6, 9, 60))
    return pd.DataFrame({"job": random.choice(["cook", "clerk"], 60), "age": ages})


@pytest.fixture(scope="module")
def mixed(table):
    return StackedAutoencoder(2, hidden=(8,), **QUICK).fit(table)


@pytest.fixture(scope="module")
def gan():
    images = np.random.default_rng(0).integers(0, 255, (40, 8, 8, 3)).astype("uint8")
    return GAN(4, hidden=(8,), batch_size=20, **QUICK).fit(images)


def used(done, **inputs):
    """What the lines that an export gives make of `inputs`."""
    exec(done.usage, inputs)
    return np.asarray(inputs["output"])


def needs(format):
    for name in FORMATS[format].needs:
        pytest.importorskip(name)


@only_tensorflow
@pytest.mark.parametrize("format", ["onnx", "savedmodel"])
def test_a_conditional_decoder_takes_labels(conditional, tmp_path, format):
    needs(format)
    done = conditional.export(tmp_path / f"decoder{FORMATS[format].ending}", format, "decoder")
    codings, label = np.random.default_rng(1).normal(size=(7, 3)).astype("float32"), np.eye(10)[[4] * 7]
    found = used(done, codings=codings, label=label.astype("float32"))
    np.testing.assert_allclose(found, conditional.inverse_transform(codings, y=4), atol=1e-5)
    assert 0 <= done.difference < 1e-5
    assert [path.name for path in tmp_path.iterdir()] == [done.path.name]


@only_tensorflow
def test_a_table_goes_in_as_numbers(mixed, table, tmp_path):
    needs("onnx")
    done = mixed.export(tmp_path / "encoder.onnx")  # of what it needs, log1p is not in ONNX
    far = table.assign(age=table["age"] * 2)
    for rows in (table, far):
        np.testing.assert_allclose(
            used(done, data=mixed.range_.numeric(rows)), mixed.transform(rows), atol=1e-5
        )
    assert mixed.range_.entries == ["age", "age is missing", "job=clerk", "job=cook"]


@pytest.fixture(scope="module")
def classifier(digits):
    autoencoder = StackedAutoencoder(3, hidden=(8,), **QUICK).fit(digits.X[:100])
    return PretrainedClassifier(autoencoder, **QUICK).fit(digits.X[:100], digits.y[:100])


@only_tensorflow
@pytest.mark.parametrize("format", ["onnx", "savedmodel"])
def test_a_classifier_gives_probabilities(classifier, digits, tmp_path, format):
    needs(format)
    classifier.save(tmp_path / "model")
    done = codings.load(tmp_path / "model").export(tmp_path / f"a{FORMATS[format].ending}", format)
    assert done.description.startswith("the classifier, from data (n, 8, 8) float32 to probabilities (n, 10)")
    found = used(done, data=digits.X[:7])
    np.testing.assert_allclose(found, classifier.predict_proba(digits.X[:7]), atol=1e-6)


def test_a_classifier_has_one_part(classifier, tmp_path):
    with pytest.raises(ValueError, match="no 'decoder' to export here; there is classifier"):
        classifier.export(tmp_path / "a.onnx", part="decoder")


@only_tensorflow
def test_litert_has_pixels_and_refuses_what_it_lacks(gan, mixed, tmp_path):
    needs("litert")
    done = gan.export(tmp_path / "generator.tflite", "litert")
    codings = np.ones((3, 4), np.float32)
    np.testing.assert_allclose(
        used(done, codings=codings).astype(int), gan.inverse_transform(codings), atol=1
    )
    with pytest.raises(ValueError, match=r"cannot be exported to litert, as .*: LiteRT lacks"):
        mixed.export(tmp_path / "encoder.tflite", "litert")


@only_tensorflow
def test_elsewhere_it_is_the_same(gan, tmp_path, monkeypatch):
    """The other process's work, done in this one."""

    def run(command, **how):
        assert command[1:3] == ["-m", "codings.export.elsewhere"]
        assert how["env"]["KERAS_BACKEND"] == "tensorflow"
        elsewhere._main(*command[3:])
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", run)
    codings = np.random.default_rng(0).normal(size=(5, 4)).astype("float32")
    network = gan.networks().decoder
    found = elsewhere.written_elsewhere(network, tmp_path / "generator", "savedmodel", [codings])
    np.testing.assert_allclose(found.astype(int), gan.inverse_transform(codings), atol=1)
    assert (tmp_path / "generator" / "saved_model.pb").is_file()


def test_what_goes_wrong_elsewhere_is_told(gan, tmp_path, monkeypatch):
    failed = subprocess.CompletedProcess([], 1, stderr="a traceback\nValueError: this is why\n")
    monkeypatch.setattr(subprocess, "run", lambda *_, **how: failed)
    with pytest.raises(RuntimeError, match="^this is why$"):
        elsewhere.written_elsewhere(gan.networks().decoder, tmp_path / "a", "nonsense", [np.ones((2, 4))])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("a.onnx", "pickle"), "no format 'pickle'; there are onnx, savedmodel, litert"),
        (("a", "savedmodel", "encoder"), "no 'encoder' to export here; there is generator"),
        (("full", "savedmodel"), "is a folder that holds something else"),
        (("missing/a", "savedmodel"), "there is no folder"),
        (("file", "savedmodel"), "is a file, and a SavedModel is a folder"),
    ],
)
def test_bad_use_is_refused(gan, tmp_path, arguments, message):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.tex").touch()
    (tmp_path / "file").touch()
    path, *others = arguments
    with pytest.raises(ValueError, match=message):
        gan.export(tmp_path / path, *others)


def test_what_is_not_installed_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr("codings.export.formats.find_spec", lambda name: None)
    with pytest.raises(ImportError, match=re.escape("pip install 'codings[cpu,onnx]'")):
        FORMATS["onnx"].check(tmp_path / "a.onnx")


def test_an_ending_is_checked(monkeypatch, tmp_path):
    monkeypatch.setattr("codings.export.formats.find_spec", lambda name: True)
    with pytest.raises(ValueError, match=r"must end in \.onnx"):
        FORMATS["onnx"].check(tmp_path / "a.tflite")


def test_any_folder_can_be_named_in_what_loads_it(tmp_path):
    path = tmp_path / "INPUTS and PATH"
    for format in FORMATS.values():
        assert repr(str(path)) in format.usage(path, ["data"])


@only_tensorflow
def test_other_numbers_are_refused_and_the_earlier_file_stays(gan, tmp_path, monkeypatch):
    earlier = tmp_path / "generator"
    earlier.mkdir()
    (earlier / "saved_model.pb").write_text("an earlier export")
    monkeypatch.setattr(writing, "written", lambda *_: np.zeros((8, 8, 8, 3), "uint8"))
    with pytest.raises(FloatingPointError, match="other numbers than the original"):
        gan.export(earlier, "savedmodel")
    assert (earlier / "saved_model.pb").read_text() == "an earlier export"
    assert len([*tmp_path.iterdir()]) == 1


@only_tensorflow
def test_the_earlier_export_is_replaced(gan, tmp_path, monkeypatch):
    expected = writing._compared(*[gan.networks().decoder] * 2)[1]

    def write(network, path, format, inputs):
        path.mkdir()
        (path / "saved_model.pb").write_text("the new one")
        return expected

    monkeypatch.setattr(writing, "written", write)
    for _ in range(2):
        done = gan.export(tmp_path / "generator", "savedmodel")
    assert (done.path / "saved_model.pb").read_text() == "the new one"
    assert done.difference == 0
    assert len([*tmp_path.iterdir()]) == 1
