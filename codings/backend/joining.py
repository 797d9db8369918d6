"""How processes come together: each tells the first its number, and hears when all are there."""

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from codings.backend import processes
from codings.backend.lifelines import Lifelines
from codings.backend.relay import relay

WAIT_SECONDS = 30  # for the coordinator, and for all processes to come
HELLO_SECONDS = 5  # for who connects to say its number: a stranger's silence must not keep the others out
TRY_SECONDS = 0.2
HEARTBEAT_SECONDS = 300  # JAX's own: lifelines know sooner
SHUTDOWN_SECONDS = 10
HELLO, COME = "codings", "come"


def join(coordinator: str, number: int, count: int, coming: Callable[[], bool] = lambda: False) -> None:
    """Waits until all processes are there, and makes their devices known to this one.

    Raises ConnectionError if the coordinator does not answer, or not all come, within 30 seconds, or later if
    the first process knows that the others are `coming`; ValueError if the first process was told another
    number of them, or that this one is another.
    """
    if processes.count() > 1:
        raise ValueError("this process has joined others already: call codings.distribute once.")
    host, _, port = coordinator.rpartition(":")
    host = host.strip("[]")
    if number:
        line, port_of_jax = _come(coordinator, host, int(port), number, count)
        lines, address = {0: line}, f"127.0.0.1:{relay(host, port_of_jax)}"
    else:
        port_of_jax = free_port()
        lines, address = (
            _gathered(coordinator, host, int(port), count, port_of_jax, coming),
            f"127.0.0.1:{port_of_jax}",
        )
    with _quiet():
        _initialize(address, number, count, _bound(host, port_of_jax))
        processes.joined(count, number, Lifelines(number, lines))
        processes.told(0)  # they connect to each other now, and say so on standard output


def _initialize(address: str, number: int, count: int, bound: str) -> None:
    import jax

    jax.config.update("jax_enable_recoverability", True)  # else JAX ends all processes when one ends
    try:
        jax.distributed.initialize(
            address,
            count,
            number,
            cluster_detection_method="deactivate",
            coordinator_bind_address=bound,
            initialization_timeout=WAIT_SECONDS,
            heartbeat_timeout_seconds=HEARTBEAT_SECONDS,
            shutdown_timeout_seconds=SHUTDOWN_SECONDS,
        )
    except RuntimeError as error:
        raise ConnectionError(f"process {number} cannot join the others: {_reason(error)}.") from error
    _put_back(signal.SIGTERM)


def _put_back(number: int) -> None:
    """Python's handler of a signal, in the place of JAX's own, which notes it and does nothing."""
    handler = signal.getsignal(number)
    if handler is not None and threading.current_thread() is threading.main_thread():
        signal.signal(number, handler)


def _gathered(
    coordinator: str, host: str, port: int, count: int, told: int, coming: Callable[[], bool]
) -> dict[int, socket.socket]:
    """In the first process: a line to each other, which is told JAX's port when all are there."""
    lines: dict[int, socket.socket] = {}
    end = time.monotonic() + WAIT_SECONDS
    try:
        with _listening(coordinator, host, port) as listener:
            listener.settimeout(TRY_SECONDS)
            while len(lines) < count - 1:
                _let_in(_next(listener, end, coming), lines, count)
    except TimeoutError as error:
        missing = ", ".join(str(i) for i in range(1, count) if i not in lines)
        said = (
            f"of {count} processes not all came to {coordinator} within {WAIT_SECONDS} seconds: there is no "
            f"process {missing}. Start each once, with numbers from 0 to {count - 1}."
        )
        for line in lines.values():
            _say(line, said)
        raise ConnectionError(said) from error
    for line in lines.values():
        _say(line, f"{COME} {told}")
    return lines


def _next(listener: socket.socket, end: float, coming: Callable[[], bool]) -> socket.socket:
    """Who connects next; raises TimeoutError if it is late, and the others are not `coming`."""
    while time.monotonic() < end or coming():
        with suppress(TimeoutError):
            return listener.accept()[0]
    raise TimeoutError


def _let_in(line: socket.socket, lines: dict[int, socket.socket], count: int) -> None:
    line.settimeout(HELLO_SECONDS)
    hello, *numbers = _line_of(line).split() or [""]
    if hello != HELLO or len(numbers) != 2 or not all(text.isdecimal() for text in numbers):
        line.close()  # somebody else, who has the wrong port
        return
    number, of = map(int, numbers)
    if of != count:
        said = f"process {number} was told of {of} processes, and the first of {count}: tell all the same."
    elif number in lines or not 0 < number < count:
        said = f"there is a process {number} already: give each its own number, from 0 to {count - 1}."
    else:
        lines[number] = line
        return
    _say(line, said)
    line.close()


def _come(coordinator: str, host: str, port: int, number: int, count: int) -> tuple[socket.socket, int]:
    """In another process: its line to the first, and JAX's port there."""
    line = _connected(coordinator, host, port)
    line.settimeout(2 * WAIT_SECONDS)
    _say(line, f"{HELLO} {number} {count}")
    answer = _line_of(line)
    word, _, told = answer.partition(" ")
    if word == COME and told.isdecimal():
        return line, int(told)
    if answer:
        raise ValueError(answer)
    raise ConnectionError(
        f"what listens at {coordinator} is no first process of a training that waits: start process 0 there."
    )


def _connected(coordinator: str, host: str, port: int) -> socket.socket:
    end = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            return socket.create_connection((host, port), timeout=WAIT_SECONDS)
        except OSError as error:
            if time.monotonic() > end:
                raise ConnectionError(
                    f"the coordinator {coordinator} has not answered for {WAIT_SECONDS} seconds "
                    f"({error.strerror or error}): start process 0 there, and let this machine reach it."
                ) from error
            time.sleep(TRY_SECONDS)


def _listening(coordinator: str, host: str, port: int) -> socket.socket:
    loopback = host in ("127.0.0.1", "localhost")
    try:
        if loopback or not socket.has_dualstack_ipv6():
            return socket.create_server(("127.0.0.1" if loopback else "", port))
        return socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True)
    except OSError as error:
        raise ValueError(
            f"process 0 cannot listen at {coordinator} ({error.strerror or error}): choose a free port."
        ) from error


def _bound(host: str, port: int) -> str:
    return f"127.0.0.1:{port}" if host in ("127.0.0.1", "localhost") else f"[::]:{port}"


def _say(line: socket.socket, text: str) -> None:
    with suppress(OSError):
        line.sendall(f"{text}\n".encode())


def _line_of(line: socket.socket) -> str:
    """What is said on it up to the end of a line; nothing if it ends before, or is silent for too long."""
    said = b""
    with suppress(OSError):
        while not said.endswith(b"\n") and len(said) < 1000:
            one = line.recv(1)
            if not one:
                return ""
            said += one
    return said.decode(errors="replace").strip()


@contextmanager
def _quiet() -> Iterator[None]:
    """What libraries write to standard output goes nowhere."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:200].rstrip(".") or type(error).__name__


def free_port() -> int:
    """One of this machine's, on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
