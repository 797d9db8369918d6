"""Processes that were forked: a framework's threads do not come along, and who waits for them hangs."""

import os

import keras

NAMES = {"tensorflow": "TensorFlow", "jax": "JAX"}

_forked = False


def check_fork() -> None:
    """Raises RuntimeError in a process that was forked from one that had loaded the framework."""
    if _forked:
        raise RuntimeError(
            f"this process was forked from one that had loaded {NAMES[keras.backend.backend()]}, and would "
            'wait for its threads for ever: start it by multiprocessing.get_context("spawn"), or by joblib.'
        )


def _note_fork() -> None:
    global _forked
    _forked = True


if hasattr(os, "register_at_fork"):  # but not on Windows, which cannot fork
    os.register_at_fork(after_in_child=_note_fork)
