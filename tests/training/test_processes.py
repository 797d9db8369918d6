"""Trainings by several processes of the command, on the loopback address."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
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
SMALL = ("--hidden", "8", "--coding-size", "2", "--random-state", "0", "--no-pictures")
ENDLESS = ("--epochs", "1000000")
LEAVE_SECONDS = 30
PROGRAM = Path(__file__).with_name("processes_program.py")
ENVIRONMENT = {
    **os.environ,
    "KERAS_BACKEND": "jax",
    "JAX_DISABLE_MOST_OPTIMIZATIONS": "1",
    "PYTHONPATH": str(Path(codings.__file__).parent.parent),
}


class Command:
    """`codings`, in a process of its own."""

    def __init__(self, *arguments, folder):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "codings", *map(str, arguments)],
            env=ENVIRONMENT,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def end(self, seconds=300):
        """Its exit status, and what it wrote to standard output and error."""
        out, err = self.process.communicate(timeout=seconds)
        return self.process.returncode, out, err


@pytest.fixture
def start(tmp_path):
    """Starts a command in a folder of the test's own; none outlives the test."""
    begun = []

    def call(*arguments):
        begun.append(Command(*arguments, folder=tmp_path))
        return begun[-1]

    yield call
    for command in begun:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(command.process.pid, signal.SIGKILL)
        if not command.process.stdout.closed:
            command.process.communicate()


@pytest.fixture
def pair(start):
    """Starts two commands that train together, by their numbers."""

    def call(*arguments, other=None):
        joint = ("--processes", 2, "--coordinator", f"127.0.0.1:{free_port()}", "--process-id")
        return [start(*arguments, *joint, 0), start(*(other or arguments), *joint, 1)]

    return call


def wait_for(path, seconds=300):
    end = time.monotonic() + seconds
    while not any(path.parent.glob(path.name)):
        assert time.monotonic() < end, f"{path} does not come"
        time.sleep(0.1)


def weights(run):
    model = codings.load(run / "model")
    return [w for name in model._saved_networks for w in getattr(model, name).get_weights()]


def test_two_processes_that_the_command_starts_give_the_weights_of_one(start, tmp_path):
    how = ("train", "variational", *SMALL, "--epochs", 2, "--json")
    alone = start(*how, "--run", "alone").end()
    both = start(*how, "--run", "both", "--processes", 2).end()
    assert (alone[0], both[0]) == (0, 0), both[2]
    assert both[2] == ""
    assert json.loads(both[1])["run"] == "both"  # one process alone has written
    pairs = [*zip(weights(tmp_path / "alone"), weights(tmp_path / "both"), strict=True)]
    assert max(np.abs(a - b).max() for a, b in pairs) < 1e-5
    assert not all(np.array_equal(a, b) for a, b in pairs)
    left = [sorted(p.name for p in (tmp_path / run).iterdir()) for run in ("alone", "both")]
    assert left[0] == left[1]


@pytest.mark.parametrize("killed", [0, 1])
def test_when_a_process_is_killed_the_other_leaves_and_the_run_goes_on(killed, start, pair, tmp_path):
    how = ("train", "stacked", *SMALL, *ENDLESS, "--run", "run", "--checkpoint-minutes", 0.01)
    both = pair(*how)
    wait_for(tmp_path / "run" / "checkpoints" / "epoch-*")
    both[killed].process.kill()
    began = time.monotonic()
    status, out, err = both[1 - killed].end(LEAVE_SECONDS)
    assert time.monotonic() - began < LEAVE_SECONDS
    assert (status, out) == (1, "")
    assert err.startswith(f"Error: process {1 - killed} cannot go on: process {killed} of those")
    assert err.count("\n") == 1
    epoch = int(re.search(r"epoch-(\d+)", max((tmp_path / "run" / "checkpoints").glob("epoch-*")).name)[1])
    status, out, err = start("resume", "run", "--epochs", epoch + 2, "--json").end()  # one process now
    assert status == 0, err
    assert json.loads(out)["epochs"] == epoch + 2


def test_ctrl_c_leaves_a_checkpoint_and_the_run_goes_on_with_other_processes(start, tmp_path):
    command = start("train", "stacked", *SMALL, *ENDLESS, "--run", "run", "--processes", 2)
    wait_for(tmp_path / "run" / "history.csv")
    os.killpg(command.process.pid, signal.SIGINT)
    status, out, err = command.end(LEAVE_SECONDS)
    assert (status, out) == (130, ""), err
    assert err == "Error: interrupted. To go on: codings resume run\n"
    epoch = int(re.search(r"epoch-(\d+)", max((tmp_path / "run" / "checkpoints").glob("epoch-*")).name)[1])
    status, out, err = start("resume", "run", "--epochs", epoch + 2, "--devices", 2, "--json").end()
    assert status == 0, err
    assert json.loads(out)["epochs"] == epoch + 2


def test_processes_agree_on_what_a_detector_without_a_seed_draws_and_on_the_best_weights():
    how = {"env": ENVIRONMENT, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    port = str(free_port())
    both = [subprocess.Popen([sys.executable, str(PROGRAM), port, number], **how) for number in "01"]
    ends = [(*process.communicate(timeout=300), process.returncode) for process in both]
    assert [(err, status) for _, err, status in ends] == [("", 0)] * 2
    assert ends[0][0] == ends[1][0] != ""


def test_other_arguments_in_one_process_are_refused(pair):
    how = ("train", "stacked", *SMALL, "--epochs", 1, "--run", "run")
    both = [one.end() for one in pair(*how, other=(*how, "--learning-rate", 0.5))]
    assert [status for status, _, _ in both] == [2, 2], both
    assert "process 1 trains something else than the first one" in both[0][2]
    assert "arguments learning_rate is None in the first process, here 0.5" in both[1][2]


def test_a_process_that_was_told_of_more_is_refused(start):
    address = f"127.0.0.1:{free_port()}"
    how = ("train", "stacked", *SMALL, "--epochs", 1, "--run", "run", "--coordinator", address)
    first = start(*how, "--processes", 2, "--process-id", 0)
    other = start(*how, "--processes", 3, "--process-id", 1)
    status, _, err = other.end()
    assert (status, err.count("\n")) == (2, 1)
    assert "process 1 was told of 3 processes, and the first of 2" in err
    first.process.kill()


def test_a_coordinator_that_does_not_answer(start):
    how = ("train", "stacked", *SMALL, "--run", "run", "--coordinator", f"127.0.0.1:{free_port()}")
    status, _, err = start(*how, "--processes", 2, "--process-id", 1).end()
    assert (status, err.count("\n")) == (1, 1)
    assert "has not answered for 30 seconds" in err


def test_batches_that_the_devices_do_not_divide_are_refused(start, tmp_path):
    command = start("train", "stacked", *SMALL, "--batch-size", 9, "--devices", 2, "--run", "run")
    status, out, err = command.end()
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "batches of 9 instances cannot be divided among 2 devices" in err
    assert not (tmp_path / "run").exists()


SIGNALLED = """
import os, signal
from codings.backend.joining import _initialize, free_port
port = free_port()
_initialize(f"127.0.0.1:{port}", 0, 1, f"127.0.0.1:{port}")
os.kill(os.getpid(), signal.SIGTERM)
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_a_process_that_has_joined_others_ends_by_a_signal():
    """Which JAX, where it looks for preemptions, would take for a note that it need not heed."""
    done = subprocess.run([sys.executable, "-c", SIGNALLED], env=ENVIRONMENT, capture_output=True, text=True)
    assert done.returncode == -signal.SIGTERM, done.stderr
