"""A model saved under one backend loads under the other, with equal output."""

import os
import subprocess
import sys

import keras
import numpy as np
import pytest

import codings
from codings import StackedAutoencoder

OTHER = "jax" if keras.backend.backend() == "tensorflow" else "tensorflow"
PROGRAM = """
import sys
import numpy as np
import codings

what, folder = sys.argv[1:]
X = codings.data.load("digits").X
if what == "save":
    codings.StackedAutoencoder(5, tied=True, epochs=2, random_state=0).fit(X).save(folder)
np.save(folder + "/out.npy", codings.load(folder).reconstruct(X))
"""


def on_the_other(what, folder):
    pytest.importorskip(OTHER)
    subprocess.run(
        [sys.executable, "-c", PROGRAM, what, str(folder)],
        check=True,
        env={**os.environ, "KERAS_BACKEND": OTHER},
    )
    return np.load(folder / "out.npy")


def test_saved_here_and_loaded_there(digits, tmp_path):
    model = StackedAutoencoder(5, tied=True, epochs=2).fit(digits.X)
    model.save(tmp_path / "model")
    np.testing.assert_allclose(
        on_the_other("load", tmp_path / "model"), model.reconstruct(digits.X), atol=1e-5
    )


def test_saved_there_and_loaded_here(digits, tmp_path):
    there = on_the_other("save", tmp_path / "model")
    np.testing.assert_allclose(codings.load(tmp_path / "model").reconstruct(digits.X), there, atol=1e-5)


WITHOUT = """
import importlib.machinery

missing, find = {missing!r}, importlib.machinery.PathFinder.find_spec
importlib.machinery.PathFinder.find_spec = lambda name, *rest: None if name in missing else find(name, *rest)
from codings import StackedAutoencoder
import keras
print(keras.backend.backend())
"""


def start_without(*missing):
    environment = {name: value for name, value in os.environ.items() if name != "KERAS_BACKEND"}
    code = WITHOUT.format(missing=missing)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)


def test_without_any_backend_one_line_says_what_to_install():
    last = start_without("tensorflow", "jax").stderr.splitlines()[-1]
    assert "pip install 'codings[cpu]'" in last


def test_without_tensorflow_jax_is_taken():
    pytest.importorskip("jax")
    assert start_without("tensorflow").stdout.split() == ["jax"]


def test_without_any_backend_loading_says_so_too():
    code = WITHOUT.format(missing=("tensorflow", "jax")).replace("StackedAutoencoder", "load")
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "pip install 'codings[cpu]'" in run.stderr.splitlines()[-1]
