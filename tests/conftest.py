import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import subprocess
import sys
from contextlib import contextmanager

import numpy as np
import pytest


def pytest_collection_modifyitems(items):
    """Files with slow tests come first: begun last, a long one would leave other processes without work."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@contextmanager
def step_by_step():
    """TensorFlow runs functions as they are written: of a step or two, compiling is most of the work."""
    import keras

    if keras.backend.backend() != "tensorflow":
        yield
        return
    import tensorflow as tf

    tf.config.run_functions_eagerly(True)
    try:
        yield
    finally:
        tf.config.run_functions_eagerly(False)


@pytest.fixture(scope="session")
def digits():
    """Scikit-learn's digits, (1797, 8, 8) float32 in [0, 1], with their labels."""
    from codings.data import load

    return load("digits")


@pytest.fixture(scope="session")
def fashion():
    """Fashion MNIST's training images, (60000, 28, 28) uint8, where they are at hand."""
    if not os.path.isdir(os.path.join(os.environ.get("CODINGS_DATA", ""), "fashion-mnist")):
        pytest.skip("needs Fashion MNIST in $CODINGS_DATA/fashion-mnist")
    from codings.data import load

    return load("fashion-mnist")


@pytest.fixture(autouse=True)
def seeded():
    """Layers without seeds of their own begin alike in every run, whatever ran before."""
    import keras

    keras.utils.set_random_seed(0)


@pytest.fixture
def uncompiled():
    """See `step_by_step`."""
    with step_by_step():
        yield


@pytest.fixture
def random():
    return np.random.default_rng(42)


@pytest.fixture(scope="session")
def ended():
    """The number of a process that is over."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid
