"""How the first process lets others in, and strangers not."""

import socket
import threading
import time

import pytest

from codings.backend import joining
from codings.backend.joining import _gathered, _let_in, free_port


@pytest.mark.parametrize("said", ["GET / HTTP/1.1", "codings x 3", "codings 1", "codings -1 3", ""])
def test_strangers_are_shown_the_door(said):
    lines = {}
    assert asked(said, lines) == ""
    assert lines == {}


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("codings 1 3", "there is a process 1 already"),
        ("codings 0 3", "there is a process 0 already"),
        ("codings 3 3", "give each its own number, from 0 to 2"),
        ("codings 2 4", "process 2 was told of 4 processes, and the first of 3"),
    ],
)
def test_who_comes_with_another_number_is_told(said, answer):
    lines = {1: None}
    assert answer in asked(said, lines)
    assert lines == {1: None}


def asked(said, lines):
    """What the first of three processes answers, before it ends the line."""
    near, far = socket.socketpair()
    with near, far:
        near.sendall(f"{said}\n".encode())
        _let_in(far, lines, 3)
        return near.recv(1000).decode()


def test_the_first_waits_for_others_as_long_as_they_are_coming(monkeypatch):
    """As they do which read much before."""
    monkeypatch.setattr(joining, "WAIT_SECONDS", 0.3)
    port = free_port()
    come = []

    def late():
        time.sleep(1)
        with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
            line.sendall(b"codings 1 2\n")
            come.append(line.makefile().readline())

    thread = threading.Thread(target=late)
    thread.start()
    lines = _gathered("here", "127.0.0.1", port, 2, 5, lambda: True)
    thread.join()
    assert (sorted(lines), come) == ([1], ["come 5\n"])
    lines[1].close()
    with pytest.raises(ConnectionError, match="there is no process 1"):
        _gathered("here", "127.0.0.1", port, 2, 5, lambda: False)
