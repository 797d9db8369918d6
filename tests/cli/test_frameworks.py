"""The commands where a framework is not installed: each in a process of its own, as from a shell."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import codings
from codings.catalogue import MODELS

WITHOUT = """
import importlib.machinery, sys

missing, find = sys.argv.pop(1).split(","), importlib.machinery.PathFinder.find_spec
importlib.machinery.PathFinder.find_spec = lambda name, *rest: None if name in missing else find(name, *rest)
from codings.cli import main
main()
"""
DIGITS = ("--data", "digits")
LINEAR = next(model for model in MODELS if model.name == "linear")


def run(missing, folder, *arguments):
    """The command, called in `folder` by someone who has not installed the frameworks in `missing`."""
    environment = {name: value for name, value in os.environ.items() if name != "KERAS_BACKEND"}
    environment["PYTHONPATH"] = str(Path(codings.__file__).parent.parent)  # this copy, from any folder
    command = [sys.executable, "-c", WITHOUT, missing, *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment)


def test_without_tensorflow_all_runs_on_jax(tmp_path):
    pytest.importorskip("jax")

    small = ("--hidden", "16", "--coding-size", "2", "--epochs", "1")
    for arguments in (
        ("train", "variational", *DIGITS, *small, "--no-pictures", "--run", "run"),
        ("evaluate", "run", "-n", "50", "--space", "pixels"),
    ):
        done = run("tensorflow", tmp_path, *arguments)
        assert done.returncode == 0, (arguments, done.stderr)
    assert json.loads((tmp_path / "run" / "config.json").read_text())["versions"]["backend"] == "jax"


COMMANDS = (
    ("train", "stacked", *DIGITS, "--run", "new"),
    ("train", "stacked", "--data", "mnist", "--run", "new"),  # which Keras would download
    ("sample", "run"),
    ("interpolate", "run", "-o", "out.npy"),
    ("analogy", "run", "--plus", "0", "--minus", "1", "--to", "2", "-o", "out.npy"),
    ("encode", "run", *DIGITS, "-o", "out.npy"),
    ("decode", "run", *DIGITS, "-o", "out.npy"),
    ("reconstruct", "run", *DIGITS, "-o", "out.npy"),
    ("anomalies", "run", *DIGITS),
    ("evaluate", "run"),
    ("reproduce", "--quick", "--out", "new"),
)


def test_without_any_framework_every_command_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.delenv("CODINGS_DATA", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    (tmp_path / "run").mkdir()
    config = {"format": 1, "model": "linear", "data": "digits", "validation": 0.1, "shape": [8, 8]}
    config |= {"arguments": {option.name: option.default for option in LINEAR.options}, "versions": {}}
    config |= {"instances": {"training": 1617, "validation": 180}, "started": "2026-11-26"}
    (tmp_path / "run" / "config.json").write_text(json.dumps(config))
    (tmp_path / "run" / "model.json").write_text("{}")  # nothing can read it without a framework
    with ThreadPoolExecutor(2) as pool:
        every = [*pool.map(lambda arguments: run("tensorflow,jax", tmp_path, *arguments), COMMANDS)]
    for arguments, done in zip(COMMANDS, every, strict=True):
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1), (arguments, done.stderr)
        assert done.stderr.startswith("Error: Keras wants its backend 'tensorflow', which is not installed")
        assert "pip install 'codings[cpu]'" in done.stderr
    assert not (tmp_path / "new").exists()


def test_what_needs_no_framework_works_without(tmp_path):
    assert run("tensorflow,jax", tmp_path, "models", "--json").returncode == 0
