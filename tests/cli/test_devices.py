"""Options of several devices where they cannot be had."""

import keras
import pytest

DATA = ("--data", "ring:n=40", "--epochs", 1)


@pytest.mark.skipif(keras.backend.backend() == "jax", reason="of TensorFlow")
@pytest.mark.parametrize("several", ["--devices", "--processes"])
def test_tensorflow_is_told_which_backend_it_takes(several, refused, tmp_path):
    said = refused("train", "linear", *DATA, several, 2, "--run", tmp_path / "run")
    assert "set KERAS_BACKEND=jax" in said
    assert not (tmp_path / "run").exists()


def test_no_number_of_devices(refused, tmp_path):
    assert "x>=1" in refused("train", "linear", *DATA, "--devices", 0, "--run", tmp_path / "run")
