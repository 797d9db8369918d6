"""A lock on a folder: one process has it, and none after it was killed."""

import os
import signal
import subprocess
import sys

import pytest

from codings.locking import Lock, is_free

HOLD = """
import sys, time
from pathlib import Path
from codings.locking import Lock
with Lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_another_process_is_named_and_one_that_was_killed_leaves_no_lock(tmp_path):
    other = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE)
    try:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(ValueError, match=f"is in use by process {other.pid} on .*: wait for it to end"):
            Lock(tmp_path).__enter__()
    finally:
        os.kill(other.pid, signal.SIGKILL)
        other.communicate()
    with Lock(tmp_path):
        pass
    assert is_free(tmp_path)
