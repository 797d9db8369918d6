"""A line of progress fits its terminal, and a notebook gets a bar."""

import io
import re
from types import SimpleNamespace

import pytest
from rich.console import Console

from codings.training import bars
from codings.training.bars import NotebookBar, TerminalBar
from codings.training.progress import Progress, fitting

TRAINED = {"discriminator_loss": 0.86654, "generator_loss": 0.76351, "r1_loss": 0.12741}
ALL = TRAINED | {f"val_{name}": loss for name, loss in TRAINED.items()}


@pytest.mark.parametrize(
    ("losses", "room", "expected"),
    [
        ({"loss": 0.5, "val_loss": 0.6}, 80, "loss 0.5  val_loss 0.6"),
        (ALL, 60, "discriminator 0.867  generator 0.764  r1 0.127"),
        (TRAINED, 80, "discriminator_loss 0.8665  generator_loss 0.7635  r1_loss 0.1274"),
        (ALL, 30, "d 0.867  g 0.764  r 0.127"),
        (ALL, 5, ""),
    ],
)
def test_losses_in_as_many_words_as_fit(losses, room, expected):
    assert fitting(losses, room) == expected


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("losses", [ALL, {name: 1e-7 * loss for name, loss in TRAINED.items()}])
def test_a_line_has_epoch_losses_and_time(width, losses):
    file = io.StringIO()
    bar = TerminalBar(Console(file=file, width=width, force_terminal=True, color_system=None))
    bar.start(1000)
    bar.show(500.5, fitting(losses, bar.room))
    bar.close()
    lines = re.sub(r"\x1b\[[0-9?;]*[A-Za-z]", "\n", file.getvalue()).splitlines()
    line = [line for line in lines if line.startswith("epoch")][-1]
    assert len(line) <= width
    assert "epoch  500/1000 ━" in line
    assert ":--" in line or ":00" in line
    assert "d 8" in line or "discriminator" in line or width == 60


@pytest.fixture
def shown(monkeypatch):
    """What a notebook has been shown, one after the other."""
    calls = []
    display = pytest.importorskip("IPython.display")

    def show(data, **options):
        calls.append(data)
        return SimpleNamespace(update=lambda data, raw: calls.append(data))

    monkeypatch.setattr(display, "display", show)
    return calls


def test_a_notebook_has_a_bar_that_ends_as_a_line(shown, monkeypatch):
    ticks = iter(range(100))
    monkeypatch.setattr(bars, "now", lambda: next(ticks))
    bar = NotebookBar()
    bar.start(4)
    bar.show(1.0, "loss <0.5>")
    bar.show(4.0, "loss 0.25")
    bar.close()
    assert shown[0]["text/plain"].endswith("compiling")
    assert 'value="1.0000"' in shown[1]["text/html"]
    assert "&lt;0.5&gt;" in shown[1]["text/html"]
    assert shown[-1]["text/plain"].startswith("epoch 4/4  0:00:")
    assert shown[-1]["text/plain"].endswith("loss 0.25")


def test_without_a_terminal_nothing_is_shown(capfd):
    progress = Progress(verbose=True)
    progress.set_params({"epochs": 2, "steps": 1})
    progress.on_train_begin()
    progress.on_epoch_end(0, {"loss": 1.0})
    progress.close()
    assert capfd.readouterr() == ("", "")
