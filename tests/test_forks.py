"""A process that is forked once the framework is loaded says what to do, and does not hang."""

import os
import subprocess
import sys

import pytest

from codings import LinearAutoencoder
from codings.backend import forks

PROGRAM = """
import os, sys, warnings
from codings import LinearAutoencoder

warnings.filterwarnings("ignore", message="os.fork")  # JAX's own, that it may hang
if os.fork():
    sys.exit(os.wait()[1] != 0)
try:
    LinearAutoencoder(1).fit([[0.0, 1.0], [2.0, 5.0]])
except RuntimeError as error:
    print(error, flush=True)
os._exit(0)
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_child_says_what_to_do():
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("this process was forked from one that had loaded ")
    assert 'get_context("spawn")' in run.stdout


def test_all_that_computes_refuses(monkeypatch, tmp_path):
    import codings

    X = [[0.0, 1.0], [2.0, 5.0], [3.0, 1.0]]
    model = LinearAutoencoder(1, epochs=1, verbose=False).fit(X)
    monkeypatch.setattr(forks, "_forked", True)
    for function in (lambda: model.fit(X), lambda: model.transform(X), lambda: codings.load(tmp_path)):
        with pytest.raises(RuntimeError, match="forked"):
            function()
