"""Bars that show how far a training is: on a terminal, in a notebook, or not at all."""

from html import escape
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from codings.training.pace import now

LEAST_BAR, TIME, SPACES = 6, 8, 4  # columns of a terminal
SECONDS = 0.2  # from one picture of a notebook's bar to the next
ROOM = 120  # characters beside it


class NoBar:
    """Shows nothing."""

    room = 0

    def start(self, epochs: int) -> None: ...

    def show(self, done: float, losses: str) -> None: ...

    def close(self) -> None: ...


class TerminalBar:
    """One line, as wide as the terminal."""

    def __init__(self, console: Console):
        self._console = console
        columns = (
            TextColumn("epoch {task.fields[epochs]}"),
            BarColumn(None),
            TimeRemainingColumn(),
            TextColumn("{task.fields[losses]}", markup=False),
        )
        self._bar = Progress(*columns, console=console, expand=True)

    def start(self, epochs: int) -> None:
        self._epochs = epochs
        text = _epochs(0, epochs)
        self._task = self._bar.add_task("", total=epochs, epochs=text, losses="compiling")
        self._bar.start()

    @property
    def room(self) -> int:
        """Characters that are left for losses."""
        epochs = len("epoch ") + len(_epochs(0, self._epochs))
        return self._console.width - epochs - LEAST_BAR - TIME - SPACES

    def show(self, done: float, losses: str) -> None:
        text = _epochs(done, self._epochs)
        self._bar.update(self._task, completed=done, epochs=text, losses=losses)

    def close(self) -> None:
        self._bar.stop()


class NotebookBar:
    """A bar in Jupyter's own output, which needs no widgets; at the end a line is left."""

    room = ROOM

    def start(self, epochs: int) -> None:
        from IPython.display import display

        self._epochs, self._started, self._drawn = epochs, now(), now()
        self._last = (0.0, "compiling")
        self._handle: Any = display(self._drawing(), raw=True, display_id=True)

    def show(self, done: float, losses: str) -> None:
        self._last = (done, losses)
        if now() - self._drawn >= SECONDS:
            self._draw()

    def close(self) -> None:
        if hasattr(self, "_handle"):
            self._draw()

    def _draw(self) -> None:
        self._drawn = now()
        self._handle.update(self._drawing(), raw=True)

    def _drawing(self) -> dict[str, str]:
        done, losses = self._last
        text = f"epoch {_epochs(done, self._epochs)}  {_clock(self._seconds(done))}  {losses}".rstrip()
        bar = f'<progress max="{self._epochs}" value="{done:.4f}"></progress>'
        return {"text/plain": text, "text/html": f"{bar} <code>{escape(text)}</code>"}

    def _seconds(self, done: float) -> float:
        """Those that are left; at the end, those that it took."""
        taken = now() - self._started
        return taken if not 0 < done < self._epochs else taken * (self._epochs - done) / done


def _epochs(done: float, epochs: int) -> str:
    return f"{int(done):{len(str(epochs))}}/{epochs}"


def _clock(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"
