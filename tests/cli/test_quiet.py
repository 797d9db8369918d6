"""Greetings are held back, and nothing else is."""

import os

import pytest

from codings.cli.quiet import quiet_start

GREETING = b"I0000 00:00:1.2 6830 port.cc:153] oneDNN custom operations are on.\n"
NEWS = b"E0000 00:00:1.2 6830 cuda.cc:1] no room on the device\nTraceback\n"


def test_greetings_are_dropped_and_news_let_through(capfd):
    with quiet_start():
        os.write(2, b"WARNING: All log messages before absl::InitializeLog() is called\n" + GREETING + NEWS)
    os.write(2, b"after\n")
    assert capfd.readouterr().err == NEWS.decode() + "after\n"


def test_news_come_through_a_failure(capfd):
    def failing():
        with quiet_start():
            os.write(2, GREETING + NEWS)
            raise ImportError

    with pytest.raises(ImportError):
        failing()
    assert capfd.readouterr().err == NEWS.decode()
