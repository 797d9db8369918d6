"""A model saved under one backend loads under the other, with equal output."""

import os
import subprocess
import sys

import keras
import numpy as np
import pytest

import codings
from codings import LinearAutoencoder, StackedAutoencoder

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


@pytest.mark.parametrize("model", [LinearAutoencoder(5), StackedAutoencoder(5, tied=True)])
def test_saved_here_and_loaded_there(model, digits, tmp_path):
    model.set_params(epochs=2).fit(digits.X).save(tmp_path / "model")
    np.testing.assert_allclose(
        on_the_other("load", tmp_path / "model"), model.reconstruct(digits.X), atol=1e-5
    )


def test_saved_there_and_loaded_here(digits, tmp_path):
    there = on_the_other("save", tmp_path / "model")
    np.testing.assert_allclose(codings.load(tmp_path / "model").reconstruct(digits.X), there, atol=1e-5)
