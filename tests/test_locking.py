"""A lock on a folder: one process has it, and none after it was killed."""

import os
import signal
import subprocess
import sys

import psutil
import pytest
from filelock import FileLock

from codings.locking import OWNER, Lock, is_free, owner, owning

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


def test_a_process_that_has_got_the_number_of_one_that_was_killed_is_none(tmp_path):
    """As processes in a container have, whose numbers begin anew when it is started again."""
    with Lock(tmp_path):
        assert f"process {os.getpid()} on " in owner(tmp_path)
        assert owning(tmp_path).pid == os.getpid()
        before = psutil.Process().create_time() - 60
        os.utime(tmp_path / OWNER, (before, before))
        assert owner(tmp_path) is None
        assert owning(tmp_path) is None


def test_a_process_of_another_machine_is_believed(tmp_path):
    (tmp_path / OWNER).write_text('{"process": 1, "machine": "elsewhere"}')
    assert owner(tmp_path) == "process 1 on elsewhere"
    assert owning(tmp_path) is None


def test_a_folder_that_may_only_be_read_is_named(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied", str(tmp_path / ".lock"))

    monkeypatch.setattr(FileLock, "acquire", refuse)
    with pytest.raises(PermissionError) as raised:
        Lock(tmp_path).__enter__()
    assert raised.value.filename == str(tmp_path)
