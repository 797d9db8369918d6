"""A connection that outlives the other side: JAX ends a process at once that cannot reach its coordinator."""

import socket
import threading
from contextlib import suppress

BYTES = 1 << 16


def relay(host: str, port: int) -> int:
    """A port of this machine, from which all goes on to `host` and back, as long as this process lives.

    When `host` ends a connection, or never answers, who has connected here hears nothing of it.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_accept, args=(listener, host, port), daemon=True).start()
    return int(listener.getsockname()[1])


def _accept(listener: socket.socket, host: str, port: int) -> None:
    while True:
        near, _ = listener.accept()
        try:
            far = socket.create_connection((host, port))
        except OSError:  # not yet there: who has connected tries again
            near.close()
            continue
        threading.Thread(target=_pump, args=(near, far), daemon=True).start()
        threading.Thread(target=_pump, args=(far, near, False), daemon=True).start()


def _pump(source: socket.socket, sink: socket.socket, closes: bool = True) -> None:
    """What comes from one side goes to the other, to its end, which the other is told of if it `closes`."""
    with suppress(OSError):
        while content := source.recv(BYTES):
            sink.sendall(content)
    if closes:
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)
