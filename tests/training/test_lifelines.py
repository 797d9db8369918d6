"""Processes that are told of each other's end, here as threads of one."""

import contextlib
import os
import socket
import subprocess
import sys

import pytest

from codings.backend.lifelines import Lifelines
from codings.training.pace import MOST_STEPS, ClockPace

HANGS = """
import socket, time
from codings.backend import lifelines

lifelines.GRACE_SECONDS = 0.1
server = socket.create_server(("127.0.0.1", 0))
here, there = socket.create_connection(server.getsockname()), server.accept()[0]
with lifelines.Lifelines(1, {0: here}).waiting():
    there.close()
    time.sleep(60)
"""


@pytest.fixture
def three():
    """The lines of three processes, and the other ends of those of 1 and 2."""
    ends = [tcp_pair() for _ in range(2)]
    first = Lifelines(0, {1: ends[0][0], 2: ends[1][0]})
    yield first, Lifelines(2, {0: ends[1][1]}), ends
    for pair in ends:
        for end in pair:
            with contextlib.suppress(OSError):  # closed by the test
                end.shutdown(socket.SHUT_RDWR)
    first._alone.wait(5)
    for pair in ends:
        for end in pair:
            end.close()


def tcp_pair():
    with socket.create_server(("127.0.0.1", 0)) as server:
        near = socket.create_connection(server.getsockname())
        return near, server.accept()[0]


def test_all_know_which_process_has_ended(three):
    first, second, ends = three

    def fails():
        ends[0][1].close()  # of process 1
        raise ValueError("Gloo AllGather failed")

    with pytest.raises(ConnectionError, match="process 2 cannot go on: process 1 of"), second.waiting():
        fails()
    with pytest.raises(ConnectionError, match="process 0 cannot go on: process 1 of"), first.waiting():
        pass
    first._failed = second._failed = False  # or this process would end as they do


def test_other_errors_are_their_own(three):
    with pytest.raises(ValueError, match="out of memory"), three[0].waiting():
        raise ValueError("out of memory")


def test_a_call_that_never_returns_ends_the_process():
    quiet = {**os.environ, "TF_ENABLE_ONEDNN_OPTS": "0"}  # where that is on, TensorFlow says so
    command = [sys.executable, "-c", HANGS]
    done = subprocess.run(command, capture_output=True, text=True, timeout=50, env=quiet)
    assert done.returncode == 1
    assert done.stderr == (
        "Error: process 1 cannot go on: process 0 of those that train together has ended. Start all of them "
        "again, to go on from the last checkpoint.\n"
    )


def test_a_stride_does_not_grow_for_ever():
    """Of few data a call is short, whatever the stride; processes tell it as int32."""
    pace = ClockPace()
    for _ in range(40):
        with pace.call():
            pass
    assert pace.stride == MOST_STEPS < 2**31
