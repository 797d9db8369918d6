"""Two processes train GANs as one does, and either goes on where the other has stopped."""

import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

import codings
from codings.backend.joining import free_port

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(keras.backend.backend() != "jax", reason="of JAX"),
]
PROGRAM = Path(__file__).with_name("gans_program.py")
GANS = ("dcgan", "progan", "stylegan")


def train(folder, processes, *names):
    """Runs the program, in one process or several, to their end."""
    cache = os.environ.get("JAX_COMPILATION_CACHE_DIR", str(folder / "cache"))
    environment = {
        **os.environ,
        "JAX_COMPILATION_CACHE_DIR": cache,
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
        "JAX_DISABLE_MOST_OPTIMIZATIONS": "1",
        "KERAS_BACKEND": "jax",
        "PYTHONPATH": str(Path(codings.__file__).parent.parent),
    }
    port = str(free_port())
    begun = [
        subprocess.Popen(
            [sys.executable, PROGRAM, folder, str(number), str(processes), port, *names],
            env=environment, stderr=subprocess.PIPE, text=True,
        )
        for number in range(processes)
    ]  # fmt: skip
    try:
        ends = [process.communicate(timeout=900)[1] for process in begun]
    finally:
        for process in begun:
            process.kill()
    assert [process.returncode for process in begun] == [0] * processes, ends


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Trainings by one process and by two, and those that the others have begun."""
    folder = tmp_path_factory.mktemp("gans")
    train(folder, 1, "whole", "by one")
    train(folder, 2, "whole", "by one", "by two")
    train(folder, 1, "by two")
    return folder


def arrays(folder, name, gan, number, processes):
    with np.load(folder / f"{name} {gan} {number} of {processes}.npz") as found:
        return {key: found[key] for key in found.files}


def apart(one, other):
    assert one.keys() == other.keys()
    return max(float(np.abs(one[key] - other[key]).max()) for key in one)


@pytest.mark.parametrize("gan", GANS)
def test_two_processes_give_the_weights_of_one(folder, gan):
    one = arrays(folder, "whole", gan, 0, 1)
    first, second = (arrays(folder, "whole", gan, number, 2) for number in (0, 1))
    assert apart(first, second) == 0
    assert 0 < apart(one, first) < 1e-5  # sums were split: two have trained


@pytest.mark.parametrize(("stopped", "number"), [("by one", 2), ("by two", 1)])
@pytest.mark.parametrize("gan", GANS)
def test_what_some_have_begun_others_end(folder, gan, stopped, number):
    one = arrays(folder, "whole", gan, 0, 1)
    ended = arrays(folder, stopped, gan, 0, number)
    assert apart(one, ended) < 1e-5
