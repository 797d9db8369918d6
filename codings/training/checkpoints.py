"""The checkpoints of a training: the newest few and the best, in a folder that one process writes to."""

import math
import os
import re
import warnings
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from numbers import Integral, Real
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from codings.files import clear
from codings.locking import Lock
from codings.training import checkpoint
from codings.training.checkpoint import Damaged
from codings.training.position import Position

MINUTES = 2.0
KEEP = 3
MONITORED = ("val_loss", "loss")  # what says which checkpoint is the best, where there is one of them


@dataclass
class Checkpoints:
    """A folder of checkpoints, for `fit(X, checkpoint=...)`.

    Each is a folder of its own, named by its place in the training, "epoch-00012-batch-0000340", with a
    safetensors file, of all variables of networks and optimizers and the history, and a manifest with its
    checksum. It appears whole or not at all.

    Parameters
    ----------
    folder : path
        A new one, or that of the training that is to go on.
    minutes : float
        From one checkpoint to the next, above 0; one at the end of each stage, and when training is
        interrupted, comes besides. Where writing takes long, they are further apart, so that it takes some
        2 % of the time.
    keep : int
        How many of the newest are kept, 1 or more. That with the least val_loss, or loss where there is no
        validation, is kept besides; GANs have none that could be called the best.

    Raises
    ------
    ValueError
        If `minutes` or `keep` is out of its range; on entering, if the folder holds something else, or
        another process writes to it.
    """

    folder: str | os.PathLike[str]
    minutes: float = MINUTES
    keep: int = KEEP

    def __post_init__(self) -> None:
        self._path = Path(self.folder)
        self._training: dict[str, Any] = {}
        self._damaged: set[Path] = set()
        if not (isinstance(self.minutes, Real) and 0 < self.minutes < math.inf):
            raise ValueError(
                f"minutes={self.minutes!r} must be a finite number above 0: minutes between checkpoints."
            )
        if not (isinstance(self.keep, Integral) and self.keep >= 1):
            raise ValueError(f"keep={self.keep!r} must be 1 or more: how many checkpoints are kept.")
        self.minutes, self.keep = float(self.minutes), int(self.keep)

    def __enter__(self) -> Self:
        if self._path.exists() and not self._path.is_dir():
            raise ValueError(f"{self._path} is a file: give a folder for checkpoints.")
        self._path.mkdir(parents=True, exist_ok=True)
        others = [p.name for p in self._path.iterdir() if not p.name.startswith((".", "epoch-"))]
        if others:
            raise ValueError(
                f"{self._path} holds {sorted(others)[0]}, which is no checkpoint: give a folder of their own."
            )
        with ExitStack() as stack:
            stack.enter_context(Lock(self._path))
            clear(self._path, checkpoint.SCRATCH)  # what a process that was killed has left
            self._exit = stack.pop_all()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._exit.close()

    def begin(
        self, training: Mapping[str, Any], added: Mapping[str, Any] | None = None
    ) -> dict[str, np.ndarray] | None:
        """The arrays of the newest checkpoint that is whole, if there is one: what to go on from.

        Damaged ones are named in a warning, and passed over.

        Parameters
        ----------
        training : dict of str to object
            What tells this training from others, as JSON has it: model, arguments, data.
        added : dict of str to object, optional
            What stands for arguments that a checkpoint of an older version does not have.

        Raises
        ------
        ValueError
            If the checkpoints are of another training; the sentence lists the differences.
        """
        self._training = dict(training)
        for folder in reversed(self._folders()):
            try:
                manifest, arrays = checkpoint.read_manifest(folder), checkpoint.read_arrays(folder)
            except Damaged as error:
                warnings.warn(f"{error}: this checkpoint is passed over.", stacklevel=3)
                self._damaged.add(folder)
                continue
            changed = differences(_completed(manifest["training"], added or {}), self._training)
            if changed:
                raise ValueError(
                    f"{self._path} holds checkpoints of another training: {'; '.join(changed)}. Give "
                    "what was given then, or another folder."
                )
            return arrays
        return None

    def write(
        self,
        position: Position,
        arrays: Mapping[str, np.ndarray],
        losses: Mapping[str, float],
        ended: bool,
    ) -> None:
        """Writes a checkpoint, and removes those that are no longer wanted.

        `losses` are those of the epoch that has just ended, if one has.

        Raises
        ------
        OSError
            With a sentence that names the folder, if it cannot be written; those before are whole.
        """
        end = "-end" if ended else ""
        folder = self._path / f"epoch-{position.epoch:05d}-batch-{position.batch:07d}{end}"
        if folder in self._folders():
            return
        manifest = {
            "training": self._training,
            "position": {name: int(number) for name, number in position._asdict().items()},
            "losses": {name: value if math.isfinite(value) else None for name, value in losses.items()},
            "written": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        try:
            if folder in self._damaged:  # as this training has come there again
                checkpoint.remove(folder)
                self._damaged.remove(folder)
            checkpoint.write(folder, arrays, manifest)
        except OSError as error:
            raise OSError(
                f"{folder} could not be written ({error.strerror or error}): make room for it, or see who "
                "may write there. The checkpoints before it are whole."
            ) from error
        self._prune()

    def _folders(self) -> list[Path]:
        """Those of the checkpoints, the oldest first, but for those that were found damaged."""
        return sorted((p for p in self._path.glob("epoch-*") if p not in self._damaged), key=_place)

    def _prune(self) -> None:
        older = self._folders()[: -self.keep]
        best = self._best()
        for folder in older:
            if folder != best:
                checkpoint.remove(folder)

    def _best(self) -> Path | None:
        found = {}
        for folder in self._folders():
            try:
                losses = checkpoint.read_manifest(folder).get("losses", {})
            except Damaged:
                continue
            value = next((losses[name] for name in MONITORED if losses.get(name) is not None), None)
            if value is not None:
                found[folder] = value
        return min(found, key=found.__getitem__) if found else None


def _place(folder: Path) -> tuple[list[int], str]:
    """The place in the training that a checkpoint's name says; the end comes after its last epoch."""
    return [int(number) for number in re.findall(r"\d+", folder.name)], folder.name


def _completed(then: Mapping[str, Any], added: Mapping[str, Any]) -> Mapping[str, Any]:
    known = then.get("arguments")
    return {**then, "arguments": {**added, **known}} if isinstance(known, dict) else then


def differences(
    then: Mapping[str, Any],
    now: Mapping[str, Any],
    of: str = "",
    verbs: tuple[str, str] = ("was {!r}", "now {!r}"),
) -> list[str]:
    """Each thing that is not the same, with both values: "arguments hidden was 5, now 6"."""
    found = []
    for name in sorted(then.keys() | now.keys()):
        before, after = then.get(name), now.get(name)
        if isinstance(before, dict) and isinstance(after, dict):
            found += differences(before, after, f"{of}{name} ", verbs)
        elif before != after:
            found.append(f"{of}{name} {verbs[0].format(before)}, {verbs[1].format(after)}")
    return found
