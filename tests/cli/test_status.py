"""What is being done stands in one line on a terminal, and nowhere in a pipe."""

import logging
import sys

import pytest

from codings.cli.status import CLEAR, status_line
from codings.data import load
from codings.logger import logger, step


def test_steps_on_a_terminal(monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "20")
    with status_line():
        with step("measuring one thing after the other"):
            shown = capsys.readouterr().err
        assert shown == f"{CLEAR}measuring one thing"
        assert capsys.readouterr().err == CLEAR
        logger.info("a note")
    with step("later"):
        assert capsys.readouterr().err == ""


def test_steps_in_a_pipe(capsys):
    with status_line(), step("measuring"):
        pass
    assert capsys.readouterr().err == ""


def test_the_logger_has_steps_and_notes(caplog, tmp_path):
    (tmp_path / "a.csv").write_text("a;b\n1,5;2\n2,5;3\n")
    with caplog.at_level(logging.DEBUG, logger="codings"):
        notes = load(tmp_path / "a.csv").notes
        with pytest.raises(KeyError), step("measuring"):
            raise KeyError
    said = [record.getMessage() for record in caplog.records]
    assert notes
    assert said[: len(notes)] == list(notes)
    assert said[-2:][0] == "measuring"
    assert said[-1].startswith("measuring took 0.0")
