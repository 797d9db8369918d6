"""Many requests at once: none that is good is lost, until there are too many."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from codings.explorer import rate
from codings.explorer.opened import Opened

pytest.importorskip("starlette", reason="pages are served with codings[explorer]")


async def asked(app, path, content):
    """The status and body that an ASGI application answers, without a socket."""
    sent = []

    async def receive():
        return {"type": "http.request", "body": content or b""}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET" if content is None else "POST",
        "path": path,
        "query_string": b"",
        "headers": [(b"host", b"here")],
        "client": ("127.0.0.1", 1),
    }
    await app(scope, receive, send)
    return sent[0]["status"], b"".join(part.get("body", b"") for part in sent[1:])


def run(work):
    """In a thread of its own: the browser has the loop of this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


@pytest.fixture
def app(subject):
    from codings.explorer.application import application

    return application([Opened("digits", None, subject)], {"here"})


BAD = [
    ("/api/0/decode", b'{"codings": [[1, 2]]}', 422),
    ("/api/0/decode", b'{"codings": [[NaN, 0, 0]]}', 400),
    ("/api/0/decode", b'{"codings": [[0, 0, 1e7]]}', 422),
    ("/api/0/encode", b"no picture", 422),
    ("/api/7/about", None, 404),
]


def test_1000_bad_requests_lose_none_of_1000_good_ones(app, subject):
    good = json.dumps({"codings": [[0.5, -1, 2]]}).encode()
    expected = subject.pixels.shown(subject.decode([[0.5, -1, 2]])).astype(int)

    async def all_at_once():
        both = [asked(app, *(("/api/0/decode", good) if i % 2 else BAD[i // 2 % 5][:2])) for i in range(2000)]
        return await asyncio.gather(*both)

    found = run(all_at_once())
    assert [status for status, _ in found[::2]] == [BAD[i % 5][2] for i in range(1000)]
    assert {status for status, _ in found[1::2]} == {200}
    for _, body in found[1::2]:
        assert abs(expected.ravel() - list(body)).max() <= 1


def test_too_many_requests_are_refused_with_a_sentence(app, monkeypatch):
    monkeypatch.setattr(rate, "AT_ONCE", 3)
    monkeypatch.setattr(rate, "A_SECOND", 0)  # a slow machine would gain one meanwhile

    async def four():
        return [await asked(app, "/nothing", None) for _ in range(4)]

    found = run(four())
    assert [status for status, _ in found] == [404, 404, 404, 429]
    assert json.loads(found[3][1]) == {"error": rate.TOO_MANY}


def test_each_address_gains_requests_as_time_passes(monkeypatch):
    now = [0.0]
    limit = rate.Rate(lambda: now[0])
    assert sum(limit.allows("a") for _ in range(rate.AT_ONCE + 100)) == rate.AT_ONCE
    assert limit.allows("b")
    now[0] += 0.5
    assert sum(limit.allows("a") for _ in range(rate.AT_ONCE)) == rate.A_SECOND // 2
    now[0] += 3600
    assert sum(limit.allows("a") for _ in range(rate.AT_ONCE + 100)) == rate.AT_ONCE
    monkeypatch.setattr(rate, "MOST_ADDRESSES", 2)
    assert limit.allows("c")
    assert list(limit._left) == ["a", "c"]  # b, which asked first, is forgotten
