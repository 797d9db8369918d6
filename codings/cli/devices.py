"""`--devices` and `--processes`: a training on several devices, or several processes, on JAX."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import IO, Any

import click

from codings.cli.arguments import note
from codings.cli.group import ARGUMENTS
from codings.cli.quiet import load_backend, quiet_start

LEAVE_SECONDS = 30.0  # for those that were started here, once the first has ended

OPTIONS = (
    click.option(
        "--devices",
        type=click.IntRange(min=1),
        help="Train with so many GPUs or TPUs, or parts of a CPU, on JAX.  [default: one; of several "
        "processes, all that each has]",
    ),
    click.option(
        "--processes",
        type=click.IntRange(min=1),
        help="Train with so many processes, on JAX. Without --coordinator they are started here, on the CPU: "
        "for trying it.",
    ),
    click.option(
        "--coordinator",
        metavar="HOST:PORT",
        help="Where process 0 is, on a free port: of processes that you start, with the same command.",
    ),
    click.option("--process-id", type=click.IntRange(min=0), help="Which of these this is, from 0."),
)


@dataclass(frozen=True)
class Devices:
    """Several devices or processes, as the command line says; without any, one."""

    devices: int | None = None
    processes: int | None = None
    coordinator: str | None = None
    process_id: int | None = None

    @property
    def first(self) -> bool:
        """Whether this process is the one that writes and speaks."""
        return not self.process_id

    def note(self, notes: Iterable[str]) -> None:
        if self.first:
            note(notes)

    @contextmanager
    def distributed(self) -> Iterator[None]:
        """The framework is loaded, and what trains within it is distributed."""
        if self.processes in (None, 1) or self.coordinator is not None or self.process_id is not None:
            self._load()
            yield
            return
        os.environ["JAX_PLATFORMS"] = "cpu"  # several processes on a machine would take the same GPUs
        self._load(only=True)
        with _started(self.processes) as (coordinator, others):
            from codings.backend.distribution import distribute_first

            with quiet_start():
                distribute_first(
                    self.devices, coordinator, self.processes, lambda: all(one.is_there for one in others)
                )
            yield

    def _load(self, only: bool = False) -> None:
        with quiet_start():
            load_backend()
            if self not in (Devices(), Devices(processes=1)):
                from codings.backend.distribution import check_backend, distribute

                check_backend()
                if not only:
                    distribute(
                        self.devices,
                        coordinator=self.coordinator,
                        process_id=self.process_id,
                        processes=self.processes or 1,
                    )


def devices_options(command: Any) -> Any:
    """Gives a command these options, and its function one argument, `devices`, of them all."""
    made = isinstance(command, click.Command)  # which keeps options in the order in which it gets them
    if made:
        command.callback = _with_devices(command.callback)
    else:
        command = _with_devices(command)
    for option in OPTIONS if made else reversed(OPTIONS):
        command = option(command)
    return command


def _with_devices(function: Any) -> Callable[..., Any]:
    @wraps(function)
    def called(
        *args: Any,
        devices: int | None,
        processes: int | None,
        coordinator: str | None,
        process_id: int | None,
        **kwargs: Any,
    ) -> Any:
        return function(*args, devices=Devices(devices, processes, coordinator, process_id), **kwargs)

    return called


@contextmanager
def _started(count: int) -> Iterator[tuple[str, list[_Other]]]:
    """The other processes of a training, this command's own, on this machine, and the coordinator."""
    from codings.backend.joining import free_port

    coordinator = f"127.0.0.1:{free_port()}"
    others = [_Other(number, count, coordinator) for number in range(1, count)]
    try:
        yield coordinator, others
    except ConnectionError as error:
        said = [other.last_words() for other in others]
        raise ConnectionError(" ".join([str(error), *filter(None, said)])) from error
    finally:
        for other in others:
            other.end()


class _Other:
    """One of the processes that this one has started. What it says is kept."""

    def __init__(self, number: int, count: int, coordinator: str):
        self.number = number
        self._said: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115, closed in `end`
        given = click.get_current_context().meta[ARGUMENTS]
        own = ("--processes", str(count), "--coordinator", coordinator, "--process-id", str(number))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "codings", *given, *own],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._said,
        )

    @property
    def is_there(self) -> bool:
        return self._process.poll() is None

    def last_words(self) -> str:
        """What it failed of by itself, if it has."""
        if self._process.poll() in (None, 0):
            return ""
        self._said.seek(0)
        lines = self._said.read().decode(errors="replace").strip().splitlines()
        if lines:
            return f"Process {self.number} said: {lines[-1]}"
        return f"Process {self.number} ended with status {self._process.returncode}."

    def end(self) -> None:
        """Waits for it, but not for ever."""
        try:
            self._process.wait(LEAVE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._said.close()
