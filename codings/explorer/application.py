"""The server's addresses, and what stands behind each."""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import numpy as np
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from codings.explorer.about import about
from codings.explorer.answers import Answers
from codings.explorer.asked import Codings, Draw, Row
from codings.explorer.following import following, stop
from codings.explorer.guard import Guard, TooLarge
from codings.explorer.opened import Opened
from codings.explorer.page import page
from codings.explorer.rows import plain, typed
from codings.explorer.uploads import picture


class Told(JSONResponse):
    """JSON in ASCII: names of files may hold what UTF-8 has no bytes for."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode()


def application(opened: Sequence[Opened], hosts: set[str] | None, token: str | None = None) -> Guard:
    """The server's application: the page, and what it asks for. See `Guard` on hosts and tokens."""
    quick, slow = ThreadPoolExecutor(1, "decode"), ThreadPoolExecutor(1, "look")
    answers = [Answers(one, quick, slow) for one in opened]

    def of(request: Request) -> Answers:
        number = request.path_params["run"]
        if not 0 <= number < len(answers):
            raise LookupError(f"there is no run {number} here.")
        return answers[number]

    async def index(request: Request) -> Response:
        html, policy = page({"runs": [one.name for one in opened]}, title="Explorer")
        return HTMLResponse(html, headers={"content-security-policy": policy})

    async def tell(request: Request) -> Response:
        run = of(request)
        told = {"name": run.opened.name, "followed": run.opened.followed}
        if run.opened.subject is None:
            return Told(told | {"model": None})
        return Told(told | await run.slowly(about, run.subject))

    async def array(request: Request) -> Response:
        return _binary(of(request).array(request.path_params["name"]))

    async def column(request: Request) -> Response:
        run = of(request)
        return _binary(await run.slowly(run.column, request.path_params["number"]))

    async def atlas(request: Request) -> Response:
        run, path = of(request), request.path_params
        return Response(await run.slowly(run.sheet, path["kind"], path["number"]), media_type="image/jpeg")

    async def instance(request: Request) -> Response:
        run = of(request)
        return Told(await run.slowly(run.instance, request.path_params["number"]))

    async def decode(request: Request) -> Response:
        run = of(request)
        codings = msgspec.json.decode(await request.body(), type=Codings)
        decoded = await run.decode(*codings.checked(run.subject))
        if not run.subject.is_images:
            return Told(plain(decoded))
        shown = run.subject.pixels.shown(decoded)
        return _binary(shown, {"x-shape": ",".join(map(str, shown.shape))})

    async def encode(request: Request) -> Response:
        run = of(request)
        body = await request.body()
        if run.subject.is_images:
            X = await run.slowly(picture, body, run.subject.pixels)
        else:
            X = typed(msgspec.json.decode(body, type=Row).row, run.subject.estimator, run.subject.X)
        return Told(await run.slowly(run.landed, X))

    async def nearest(request: Request) -> Response:
        run = of(request)
        codings = msgspec.json.decode(await request.body(), type=Codings)
        return Told(await run.slowly(run.nearest, *codings.checked(run.subject)))

    async def draw(request: Request) -> Response:
        run, asked = of(request), msgspec.json.decode(await request.body(), type=Draw)
        return Told(await run.slowly(run.subject.sample, *asked.checked()))

    async def training(request: Request) -> Response:
        run = of(request)
        return Told(await run.slowly(following, run.opened.folder))

    async def halt(request: Request) -> Response:
        return Told({"said": stop(of(request).opened.folder)})

    run = "/api/{run:int}"
    routes = [
        Route(f"{run}/decode", decode, methods=["POST"]),  # first: it is asked for as fingers move
        Route("/", index),
        Route(f"{run}/about", tell),
        Route(f"{run}/arrays/{{name}}", array),
        Route(f"{run}/columns/{{number:int}}", column),
        Route(f"{run}/atlas/{{kind}}/{{number:int}}", atlas),
        Route(f"{run}/instances/{{number:int}}", instance),
        Route(f"{run}/encode", encode, methods=["POST"]),
        Route(f"{run}/nearest", nearest, methods=["POST"]),
        Route(f"{run}/draw", draw, methods=["POST"]),
        Route(f"{run}/training", training),
        Route(f"{run}/stop", halt, methods=["POST"]),
    ]
    refusals = {
        TooLarge: _refusal(413),
        ValueError: _refusal(422),
        msgspec.MsgspecError: _refusal(400),
        LookupError: _refusal(404),
    }
    return Guard(Starlette(routes=routes, exception_handlers=refusals), hosts, token)


def _binary(array: np.ndarray, headers: dict[str, str] | None = None) -> Response:
    content = np.ascontiguousarray(array).tobytes()
    return Response(content, media_type="application/octet-stream", headers=headers)


def _refusal(status: int) -> Callable[[Request, Exception], Response]:
    def answer(request: Request, error: Exception) -> Response:
        return Told({"error": " ".join(str(error.args[0] if error.args else error).split())}, status)

    return answer
