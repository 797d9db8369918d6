"""Closed streams, odd names, warnings in one line, and the module as a command."""

import io
import os
import subprocess
import sys
import warnings
from pathlib import Path

import click
import pytest

import codings
from codings.cli.evaluate import _warn
from codings.cli.streams import any_names, warnings_in_one_line
from codings.metrics import FewSamplesWarning

ROOT = Path(codings.__file__).parents[1]


def shell(line):
    environment = {**os.environ, "PYTHON": sys.executable}
    return subprocess.run(line, shell=True, cwd=ROOT, env=environment, capture_output=True, text=True)


def test_the_module_is_the_command():
    assert shell('"$PYTHON" -m codings --version').stdout == f"codings {codings.__version__}\n"
    assert "Try 'python -m codings --help'" in shell('"$PYTHON" -m codings nonsense').stderr


@pytest.mark.skipif(os.name == "nt", reason="a shell of Unix")
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams(closed):
    done = shell(f'"$PYTHON" -m codings models {closed}')
    assert (done.returncode, done.stderr) == (0, "")
    assert ("stacked" in done.stdout) == (closed == "2>&-")


@pytest.mark.parametrize(
    ("encoding", "written"),
    [("utf-8", b"caf\xe9 na\xc3\xafve \xe6\x97\xa5\n"), ("latin-1", b"caf\xe9 na\xefve \\u65e5\n")],
)
def test_names_that_are_no_text_go_out_as_they_are(monkeypatch, encoding, written):
    stream = io.TextIOWrapper(io.BytesIO(), encoding)
    monkeypatch.setattr(sys, "stdout", stream)
    with any_names():
        click.echo("caf\udce9 na\u00efve \u65e5")
    assert stream.errors == "strict"
    assert stream.buffer.getvalue() == written


def test_a_warning_is_one_line(capsys):
    with warnings_in_one_line():
        warnings.simplefilter("always")
        warnings.warn("bits,\n  and pieces", stacklevel=1)
        warnings.warn("more", stacklevel=1)
    assert capsys.readouterr().err == "Warning: bits, and pieces\nWarning: more\n"


def test_few_samples_are_told_in_one_line(capsys):
    few = [FewSamplesWarning(name, 180, 1000, "it varies") for name in ("recall", "recall", "a_distance")]
    _warn([*few, UserWarning("scaled"), UserWarning("scaled")])
    assert capsys.readouterr().err == (
        "Warning: scaled\n"
        "Warning: there are few samples: recall of 180: it varies; a distance of 180: it varies. "
        "Take 1000 or more.\n"
    )
