"""Processes that end with the one that has started them."""

import subprocess
import sys

import psutil
import pytest

PROGRAM = """
import multiprocessing, time
from codings.children import end_with_parent

def child():
    end_with_parent()
    print("begun", flush=True)
    time.sleep(60)

if __name__ == "__main__":
    process = multiprocessing.get_context("spawn").Process(target=child)
    process.start()
    print(process.pid, flush=True)
    process.join()
"""


@pytest.fixture
def parent(tmp_path):
    (tmp_path / "program.py").write_text(PROGRAM)
    with subprocess.Popen(
        [sys.executable, tmp_path / "program.py"], stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


def test_a_child_ends_with_a_parent_that_is_killed(parent):
    child = psutil.Process(int(parent.stdout.readline()))
    assert parent.stdout.readline() == "begun\n"
    parent.kill()
    child.wait(10)  # raises where it goes on
