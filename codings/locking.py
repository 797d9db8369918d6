"""One process at a time writes to a folder."""

import json
import os
import platform
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from filelock import FileLock, Timeout

if TYPE_CHECKING:
    from psutil import Process

LOCK, OWNER = ".lock", ".process.json"


class Lock:
    """A context in which no other process has the same lock, on this machine or another that shares the disk.

    The system holds it, and gives it back however the process ends: a lock that was left is no lock.

    Parameters
    ----------
    folder : Path
        Of what is written to; it must be there.

    Raises
    ------
    ValueError
        On entering, if another process has it; the sentence names that.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self._lock = FileLock(folder / LOCK, blocking=False)

    def __enter__(self) -> Self:
        try:
            self._lock.acquire()
        except Timeout:
            raise ValueError(
                f"{self.folder} is in use by {_owner(self.folder / OWNER)}: wait for it to end, stop it, or "
                "choose another folder."
            ) from None
        except OSError as error:  # the folder's: nobody knows the lock's name
            raise OSError(error.errno, error.strerror, str(self.folder)) from error
        owner = {"process": os.getpid(), "machine": platform.node()}
        (self.folder / OWNER).write_text(json.dumps(owner), encoding="utf-8")
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        (self.folder / OWNER).unlink(missing_ok=True)
        self._lock.release()


def owner(folder: Path) -> str | None:
    """The process that has the lock of a folder, in words; None if there is none, or it was killed."""
    path = folder / OWNER
    machine, process = _noted(path)
    if machine is None or (machine == platform.node() and process is None):
        return None
    return _owner(path)


def owning(folder: Path) -> "Process | None":
    """The process of this machine that has the lock of a folder, if it is one."""
    return _noted(folder / OWNER)[1]


def _noted(path: Path) -> "tuple[str | None, Process | None]":
    """The machine that a lock's file names, and, if it is this one and it still runs, the process."""
    import psutil

    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        machine, number, written = found["machine"], found["process"], path.stat().st_mtime
        process = psutil.Process(number) if machine == platform.node() else None
        began = None if process is None else process.create_time()
    except psutil.Error:
        return machine, None
    except (OSError, ValueError, KeyError, TypeError):
        return None, None
    # A process that began after the file was written has got the number of one that was killed.
    return machine, process if began is not None and began <= written + 1 else None


def _owner(path: Path) -> str:
    try:
        owner = json.loads(path.read_text(encoding="utf-8"))
        return f"process {owner['process']} on {owner['machine']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


def is_free(folder: Path) -> bool:
    """Whether a folder is empty, but for what locks leave there."""
    return all(path.name in (LOCK, OWNER) for path in folder.iterdir())
