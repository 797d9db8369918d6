"""Several devices give the weights of one but for rounding: on CPU devices of JAX."""

import json
import os
import subprocess
import sys
from pathlib import Path

import keras
import pytest

import codings

PROGRAM = Path(__file__).with_name("devices_program.py")


@pytest.mark.skipif(keras.backend.backend() != "jax", reason="of JAX")
@pytest.mark.parametrize(
    ("devices", "models"), [(2, ("variational", "dcgan", "stylegan")), (4, ("stacked", "streamed"))]
)
def test_several_devices_give_the_weights_of_one(devices, models):
    environment = {**os.environ, "KERAS_BACKEND": "jax", "JAX_DISABLE_MOST_OPTIMIZATIONS": "1"}
    done = subprocess.run(
        [sys.executable, PROGRAM, str(devices), *models], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["model"] for one in found] == list(models)
    for one in found:
        assert one["weights"] < 1e-5
        assert one["losses"] < 1e-5
        assert not one["equal"]  # sums were split: it has trained on several


@pytest.mark.skipif(keras.backend.backend() == "jax", reason="of TensorFlow")
def test_tensorflow_is_told_which_backend_it_takes():
    with pytest.raises(ValueError, match="KERAS_BACKEND=jax"):
        codings.distribute(2)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"devices": 0}, "devices=0 must be 1 or more"),
        ({"processes": 2}, "must be told its number"),
        ({"processes": 2, "process_id": 2, "coordinator": "127.0.0.1:1"}, "process 2 is none of 2"),
        ({"processes": 2, "process_id": 0, "coordinator": "nowhere"}, "must be HOST:PORT"),
        ({"coordinator": "127.0.0.1:1"}, "2 processes or more"),
    ],
)
def test_bad_arguments(how, said):
    with pytest.raises(ValueError, match=said):
        codings.distribute(**how)
