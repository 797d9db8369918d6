"""The lines that hold processes together: when one of them ends, however it does, the others know at once.

Each other process has a connection to the first. The system closes it with the process, and where a whole
machine is gone, TCP finds that no answer comes.
"""

import atexit
import os
import selectors
import socket
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

GRACE_SECONDS = 5.0  # for a call that waits for a process that is gone: it fails by itself, or never returns
TELL_SECONDS = 2.0  # for the news to come, where a call has failed
LEAVE_SECONDS = 10.0  # for the others to leave, after a failure
QUIET_SECONDS, PROBES = 5, 3  # a machine that has not answered for QUIET_SECONDS is asked as often
FAILURE = 1  # exit status


class Lifelines:
    """What this process knows of the others that it trains with.

    Parameters
    ----------
    number : int
        This process's.
    lines : dict of int to socket
        To other processes, by their numbers: the first has one to each, each other one to the first.
    """

    def __init__(self, number: int, lines: Mapping[int, socket.socket]):
        self.number = number
        self.gone: int | None = None  # the number of the first process that ended
        self._news, self._alone = threading.Event(), threading.Event()
        self._waiting: object | None = None
        self._failed = False
        self._lines = dict(lines)
        for line in self._lines.values():
            _keep_alive(line)
        threading.Thread(target=self._watch, daemon=True).start()
        atexit.register(self._end)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Others are waited for within it; raises ConnectionError where one of them has ended.

        Where the call does not come back, as on GPUs, this process ends.
        """
        if self.gone is not None:
            raise self._error()
        self._waiting = object()
        try:
            yield
        except Exception as error:
            if self._news.wait(TELL_SECONDS):
                raise self._error() from error
            raise
        finally:
            self._waiting = None

    def _error(self) -> ConnectionError:
        self._failed = True
        return ConnectionError(self._sentence())

    def _sentence(self) -> str:
        return (
            f"process {self.number} cannot go on: process {self.gone} of those that train together has "
            "ended. Start all of them again, to go on from the last checkpoint."
        )

    def _watch(self) -> None:
        with selectors.DefaultSelector() as selector:
            for number, line in self._lines.items():
                selector.register(line, selectors.EVENT_READ, number)
            while selector.get_map():
                for key, _ in selector.select():
                    if self._heard(key.data, self._lines[key.data]):
                        selector.unregister(key.fileobj)
        self._alone.set()

    def _heard(self, number: int, line: socket.socket) -> bool:
        """Whether that was the last of this line."""
        try:
            said = line.recv(256)
        except OSError:
            said = b""
        for text in said.split():
            self._lose(int(text))
        if not said:
            self._lose(number)
        return not said

    def _lose(self, number: int) -> None:
        if self.gone is not None:
            return
        self.gone = number
        self._news.set()
        if self.number == 0:
            self._tell(number)
        waiting = self._waiting
        if waiting is not None:
            timer = threading.Timer(GRACE_SECONDS, self._leave_if, [waiting])
            timer.daemon = True
            timer.start()

    def _tell(self, number: int) -> None:
        for line in self._lines.values():
            with suppress(OSError):
                line.send(f"{number}\n".encode())

    def _leave_if(self, waiting: object) -> None:
        if self._waiting is waiting:
            os.write(2, f"Error: {self._sentence()}\n".encode())
            os._exit(FAILURE)

    def _end(self) -> None:
        """The first process ends last: the others are told what they need by it until they end, too.

        After a failure JAX would wait for those that are gone.
        """
        if self.number == 0:
            self._tell(0)
            self._alone.wait(LEAVE_SECONDS if self._failed else None)
        if self._failed:
            for stream in (sys.stdout, sys.stderr):
                with suppress(OSError, ValueError, AttributeError):
                    stream.flush()
            os._exit(FAILURE)


def _keep_alive(line: socket.socket) -> None:
    line.settimeout(None)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in {
        "TCP_KEEPIDLE": QUIET_SECONDS, "TCP_KEEPINTVL": QUIET_SECONDS, "TCP_KEEPCNT": PROBES,
    }.items():  # fmt: skip
        if hasattr(socket, name):
            line.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
