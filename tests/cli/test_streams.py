"""Closed streams, warnings in one line, and the module as a command."""

import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

import codings
from codings.cli.evaluate import _warn
from codings.cli.streams import warnings_in_one_line
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
