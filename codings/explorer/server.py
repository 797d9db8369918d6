"""The server of the page, on this machine."""

import secrets
import socket
from collections.abc import Callable, Sequence

from codings.explorer.opened import Opened

LOOPBACK = ("127.0.0.1", "localhost", "::1")
HTTP = 80
MOST_AT_ONCE = 256  # requests; others are answered 503


def serve(opened: Sequence[Opened], host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serves the page until Ctrl-C; `ready` is told its address.

    On an address that other machines reach, the address has a token, without which nothing is answered.

    Raises
    ------
    ImportError
        If Starlette or uvicorn are not installed.
    OSError
        If the port is taken, or the host has no such address.
    """
    try:
        import uvicorn

        from codings.explorer.application import application
    except ModuleNotFoundError as error:
        raise ImportError(
            f"the explorer's server needs {error.name}, which is not installed: pip install "
            "'codings[explorer]', or write the page to a file with -o."
        ) from None
    for one in opened:
        if one.subject is not None:  # what is compiled now, the first press does not wait for
            one.subject.decode(one.subject.codings[:1])
    listening = _listening(host, port)
    port = listening.getsockname()[1]
    is_local = host in LOOPBACK
    token = None if is_local else secrets.token_urlsafe(24)
    app = application(opened, _names(port) if is_local else None, token)
    settings = uvicorn.Config(
        app,
        log_level="warning",
        lifespan="off",
        ws="none",
        server_header=False,
        limit_concurrency=MOST_AT_ONCE,
    )
    shown = f"[{host}]" if ":" in host else host
    ready(f"http://{shown}:{port}/" + ("" if token is None else f"?token={token}"))
    uvicorn.Server(settings).run(sockets=[listening])


def _names(port: int) -> set[str]:
    """What browsers call this machine's server at a port: that of HTTP they leave out."""
    names = {"127.0.0.1", "localhost", "[::1]"}
    return {f"{name}:{port}" for name in names} | (names if port == HTTP else set())


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise OSError(
            f"{host}:{port} cannot be used ({error.strerror or error}): choose another --port or --host."
        ) from None
    listening.listen(128)
    return listening
