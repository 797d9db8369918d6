"""What the server answers."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from codings.data import rows
from codings.explorer.about import about
from codings.explorer.atlas import A_SHEET, sheet
from codings.explorer.batcher import Batcher
from codings.explorer.following import following, stop
from codings.explorer.guard import Guard, TooLarge
from codings.explorer.opened import Opened
from codings.explorer.page import page
from codings.explorer.rows import plain, typed
from codings.explorer.subject import Subject
from codings.explorer.uploads import picture

MOST_CODINGS = 1024  # in a request
SHEETS = 64  # that are kept: 30 MB or so
NEAREST = 5


class Codings(msgspec.Struct, forbid_unknown_fields=True):
    """What the page asks to be decoded."""

    codings: list[list[float]]
    labels: list[int] | None = None
    truncation: float | None = None
    resolution: int | None = None

    def checked(self, subject: Subject) -> tuple[np.ndarray, np.ndarray, dict[str, Any]]:
        """Codings, labels, and options; raises ValueError if they are too many or do not fit the model."""
        width = subject.codings.shape[1]
        if not 1 <= len(self.codings) <= MOST_CODINGS:
            raise ValueError(f"give 1 to {MOST_CODINGS} codings at a time, not {len(self.codings)}.")
        if any(len(one) != width for one in self.codings):
            raise ValueError(f"each coding of this model has {width} numbers.")
        if self.labels is not None and len(self.labels) != len(self.codings):
            raise ValueError("give as many labels as codings, or none.")
        labels = np.array(self.labels or [0] * len(self.codings), dtype=np.int64)
        given = {"truncation": self.truncation, "resolution": self.resolution}
        options = {name: value for name, value in given.items() if value is not None}
        with np.errstate(over="ignore"):
            return np.array(self.codings, dtype=np.float32), labels, options


class Row(msgspec.Struct, forbid_unknown_fields=True):
    """A row that somebody typed."""

    row: list[str]


class Draw(msgspec.Struct, forbid_unknown_fields=True):
    """How many codings are to be drawn, and from which seed."""

    count: int
    seed: int


class Answers:
    """What is answered of one run or model."""

    def __init__(self, opened: Opened, quick: ThreadPoolExecutor, slow: ThreadPoolExecutor):
        self.opened, self._slow = opened, slow
        if opened.subject is not None:
            self.decode = Batcher(opened.subject.decode, quick)
            self.sheet = lru_cache(SHEETS)(self._sheet)

    @property
    def subject(self) -> Subject:
        if self.opened.subject is None:
            raise LookupError(f"{self.opened.name} has no model yet.")
        return self.opened.subject

    async def slowly(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Not in the thread that answers presses."""
        return await asyncio.get_running_loop().run_in_executor(self._slow, function, *arguments)

    def _sheet(self, kind: str, number: int) -> bytes:
        if kind not in ("originals", "reconstructions") or not self.subject.is_images:
            raise LookupError(f"there are no {kind} here.")
        part = slice(number * A_SHEET, (number + 1) * A_SHEET)
        if not 0 <= part.start < len(self.subject.X):
            raise LookupError(f"there is no sheet {number}.")
        instances = rows(self.subject.X, part) if kind == "originals" else self.subject.reconstruct(part)
        return sheet(self.subject.pixels.shown(instances))

    def instance(self, number: int) -> dict[str, Any]:
        """A row of a table, and what is made of it."""
        if self.subject.is_images or not 0 <= number < len(self.subject.X):
            raise LookupError(f"there is no row {number} here.")
        some = slice(number, number + 1)
        return {
            "original": plain(rows(self.subject.X, some))[0],
            "reconstruction": plain(self.subject.reconstruct(some))[0],
        }

    def landed(self, X: Any) -> dict[str, Any]:
        """Where an instance lies, what is made of it, how strange it is, and why."""
        subject = self.subject
        if subject.is_drawn:
            raise ValueError(f"a {type(subject.estimator).__name__} has no encoder: it makes instances only.")
        made = subject._quietly(subject.estimator.reconstruct, X)
        reasons = subject._quietly(subject.detector.explain, X)
        return {
            "coding": subject.encode(X)[0].tolist(),
            "error": float(-subject._quietly(subject.estimator.score_samples, X)[0]),
            "strangeness": float(-subject._quietly(subject.detector.score_samples, X)[0]),
            "usual": float(-subject.detector.offset_),
            "original": self._drawable(X),
            "reconstruction": self._drawable(made),
            "contributions": reasons.contributions[0].reshape(-1).tolist(),
            "expected": self._drawable(
                reasons.expected.reshape(X.shape) if subject.is_images else reasons.expected
            ),
            "nearest": subject.nearest(X, NEAREST)[0].tolist(),
        }

    def nearest(self, codings: np.ndarray, labels: np.ndarray, options: dict[str, Any]) -> dict[str, Any]:
        """The training instances nearest to what is made of a coding."""
        subject = self.subject
        options.pop("resolution", None)  # instances are compared at their own
        found = subject.nearest(subject.decode(codings[:1], labels[:1], **options), NEAREST)[0]
        assert subject.data is not None
        return {"rows": found.tolist(), "instances": self._all_drawable(rows(subject.data.X, found))}

    def _drawable(self, X: Any) -> list:
        return self._all_drawable(X)[0]

    def _all_drawable(self, X: Any) -> list:
        if not self.subject.is_images:
            return plain(X)
        return self.subject.pixels.shown(X).reshape(len(X), -1).tolist()


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
        if run.opened.subject is None:
            return JSONResponse({"name": run.opened.name, "model": None, "run": True})
        told = await run.slowly(about, run.subject)
        return JSONResponse(told | {"run": run.opened.folder is not None})

    async def array(request: Request) -> Response:
        subject, name = of(request).subject, request.path_params["name"]
        arrays = {"codings": subject.codings.astype("<f4"), "rows": subject.rows.astype("<i4")}
        if name not in arrays:
            raise LookupError(f"there is no {name} here.")
        return _binary(arrays[name])

    async def column(request: Request) -> Response:
        run, number = of(request), request.path_params["number"]
        if not 0 <= number < len(run.subject.columns):
            raise LookupError(f"there is no column {number} here.")
        return _binary((await run.slowly(run.subject.columns[number].values)).astype("<f4"))

    async def atlas(request: Request) -> Response:
        run, path = of(request), request.path_params
        return Response(await run.slowly(run.sheet, path["kind"], path["number"]), media_type="image/jpeg")

    async def instance(request: Request) -> Response:
        run = of(request)
        return JSONResponse(await run.slowly(run.instance, request.path_params["number"]))

    async def decode(request: Request) -> Response:
        run = of(request)
        codings = msgspec.json.decode(await request.body(), type=Codings)
        decoded = await run.decode(*codings.checked(run.subject))
        if not run.subject.is_images:
            return JSONResponse(plain(decoded))
        shown = run.subject.pixels.shown(decoded)
        return _binary(shown, {"x-shape": ",".join(map(str, shown.shape))})

    async def encode(request: Request) -> Response:
        run = of(request)
        body = await request.body()
        if run.subject.is_images:
            X = await run.slowly(picture, body, run.subject.pixels)
        else:
            X = typed(msgspec.json.decode(body, type=Row).row, run.subject.estimator, run.subject.X)
        return JSONResponse(await run.slowly(run.landed, X))

    async def nearest(request: Request) -> Response:
        run = of(request)
        codings = msgspec.json.decode(await request.body(), type=Codings)
        return JSONResponse(await run.slowly(run.nearest, *codings.checked(run.subject)))

    async def draw(request: Request) -> Response:
        subject, asked = of(request).subject, msgspec.json.decode(await request.body(), type=Draw)
        if not (1 <= asked.count <= MOST_CODINGS and 0 <= asked.seed < 2**32):
            raise ValueError(f"1 to {MOST_CODINGS} can be drawn at a time, from a seed of 0 or more.")
        return JSONResponse(subject.drawn(asked.count, asked.seed))

    async def training(request: Request) -> Response:
        run = of(request)
        return JSONResponse(await run.slowly(following, run.opened.folder))

    async def halt(request: Request) -> Response:
        return JSONResponse({"said": stop(of(request).opened.folder)})

    run = "/api/{run:int}"
    routes = [
        Route("/", index),
        Route(f"{run}/about", tell),
        Route(f"{run}/arrays/{{name}}", array),
        Route(f"{run}/columns/{{number:int}}", column),
        Route(f"{run}/atlas/{{kind}}/{{number:int}}", atlas),
        Route(f"{run}/instances/{{number:int}}", instance),
        Route(f"{run}/decode", decode, methods=["POST"]),
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
        return JSONResponse({"error": " ".join(str(error.args[0] if error.args else error).split())}, status)

    return answer
