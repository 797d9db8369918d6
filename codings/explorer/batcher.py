"""Presses that wait at the same time are answered by one call of the decoder."""

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import Executor
from typing import Any

import numpy as np

from codings.data import rows


class Batcher:
    """Collects codings while the decoder is busy, and decodes all of them at once when it is free.

    Parameters
    ----------
    decode : callable
        From codings, (n, coding_size), labels, (n,), and options, to instances, (n, ...).
    executor : Executor
        With one thread, in which it runs.
    """

    def __init__(self, decode: Callable[..., Any], executor: Executor):
        self._decode = decode
        self._executor = executor
        self._waiting: list[tuple[Hashable, np.ndarray, np.ndarray, asyncio.Future]] = []
        self._work: asyncio.Task | None = None

    async def __call__(self, codings: np.ndarray, labels: np.ndarray, options: dict[str, Any]) -> Any:
        """The instances of codings, (n, ...); raises what the decoder raises of these."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.append((tuple(sorted(options.items())), codings, labels, future))
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._decode_all())
        return await future

    async def _decode_all(self) -> None:
        while self._waiting:
            options = self._waiting[0][0]
            batch = [one for one in self._waiting if one[0] == options]
            self._waiting = [one for one in self._waiting if one[0] != options]
            await self._decode_batch(dict(options), batch)  # type: ignore[call-overload]

    async def _decode_batch(self, options: dict[str, Any], batch: list) -> None:
        codings = np.concatenate([one[1] for one in batch])
        labels = np.concatenate([one[2] for one in batch])
        try:
            decoded = await asyncio.get_running_loop().run_in_executor(
                self._executor, lambda: self._decode(codings, labels, **options)
            )
        except Exception as error:
            await self._apart(options, batch, error)
            return
        start = 0
        for _, part, _, future in batch:
            if not future.done():  # its reader may have left
                future.set_result(rows(decoded, slice(start, start + len(part))))
            start += len(part)

    async def _apart(self, options: dict[str, Any], batch: list, error: Exception) -> None:
        """One bad request must not cost the others their answer."""
        if len(batch) > 1:
            for one in batch:
                await self._decode_batch(options, [one])
        elif not batch[0][3].done():
            batch[0][3].set_exception(error)
