"""TensorFlow's greetings, kept off standard error."""

import logging
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

GREETING = re.compile(
    rb"WARNING: All log messages before absl|I\d{4} |INFO: Created TensorFlow Lite |"
    rb"To enable the following instructions"
)


@contextmanager
def quiet_start() -> Iterator[None]:
    """Holds back what is written to standard error, and lets through at the end whatever is not a greeting.

    TensorFlow's libraries greet while they are loaded, before they read the setting that silences them
    later (TF_CPP_MIN_LOG_LEVEL), and write to the file descriptor, past Python.
    """
    try:
        stderr = os.dup(2)
    except OSError:  # it is closed
        yield
        return
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(stderr, 2)
            os.close(stderr)
            held.seek(0)
            for line in held:
                if not GREETING.match(line):
                    os.write(2, line)


def load_backend() -> None:
    """Loads the framework: this takes seconds, so do first whatever can fail without it."""
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    import_module("codings.backend")  # before Keras: it says what to install where there is no backend
    import keras

    # The first time that it saves or loads, Keras looks for TensorFlow on any backend: here it may greet.
    keras.saving.serialize_keras_object(keras.activations.relu)
