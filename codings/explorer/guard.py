"""Who may ask the server for what: its own page alone, and nothing that is too large."""

import hashlib
import hmac
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from codings.explorer.rate import TOO_MANY, Rate

COOKIE = "codings-token-"  # and what tells servers apart: to a browser all ports of a machine are one
MOST_BYTES = 8 << 20  # of a request's body
HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
]


class TooLarge(ValueError):
    """A body that is larger than `MOST_BYTES`."""


class Guard:
    """Wraps an ASGI application.

    It answers 403 to a Host that is not this server's, which is how a page elsewhere would reach it through a
    name of its own, and to another Origin; 401 where a token is asked for and missing; 429 to an address that
    asks too often; and raises `TooLarge` within the application where a body goes on too long.

    Parameters
    ----------
    app : ASGI application
    hosts : set of str, or None
        Which may stand in Host, with their port; None for any, where a token is asked for.
    token : str or None
    """

    def __init__(self, app: ASGIApp, hosts: set[str] | None, token: str | None):
        self.app, self.hosts, self.token = app, hosts, token
        self.cookie = COOKIE + hashlib.sha256((token or "").encode()).hexdigest()[:16]
        self.rate = Rate()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        refusal = self._refused(scope, headers)
        if refusal is not None:
            await refusal(scope, receive, _with_headers(send))
            return
        await self.app(scope, _limited(receive), _with_headers(send))

    def _refused(self, scope: Scope, headers: dict[str, str]) -> Response | None:
        host, origin = headers.get("host", ""), headers.get("origin")
        if not self.rate.allows(_address(scope)):
            return _error(429, TOO_MANY, {"retry-after": "1"})
        if self.hosts is not None and host.lower() not in self.hosts:
            return _error(
                403, "this server answers under its own name alone: open the address that it printed."
            )
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return _error(403, "another page's requests are not answered.")
        if _length(headers) > MOST_BYTES:
            return _error(413, f"a request may have {MOST_BYTES >> 20} MB: send less.")
        return None if self.token is None else self._without_token(scope, headers)

    def _without_token(self, scope: Scope, headers: dict[str, str]) -> Response | None:
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if scope["path"] == "/" and self._is_token(given):
            answer = RedirectResponse("/", 303)
            answer.set_cookie(self.cookie, given, httponly=True, samesite="strict")
            return answer
        if self._is_token(_cookie(headers, self.cookie)):
            return None
        return _error(
            401, "the token is missing: open the address that the server printed, with ?token= in it."
        )

    def _is_token(self, given: str) -> bool:
        assert self.token is not None
        return hmac.compare_digest(given.encode(), self.token.encode())


def _length(headers: dict[str, str]) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isdecimal() and len(length) < 20 else MOST_BYTES + 1


def _cookie(headers: dict[str, str], name: str) -> str:
    try:
        cookies = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return ""
    return cookies[name].value if name in cookies else ""


def _limited(receive: Receive) -> Receive:
    """`receive`, which raises TooLarge once more has come than is allowed."""
    seen = 0

    async def received() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > MOST_BYTES:
            raise TooLarge(f"a request may have {MOST_BYTES >> 20} MB: send less.")
        return message

    return received


def _with_headers(send: Send) -> Send:
    async def sent(message: Any) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), *HEADERS]}
        await send(message)

    return sent


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else ""


def _error(status: int, said: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"error": said}, status, headers)
