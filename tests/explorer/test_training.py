"""A training that goes on: its page shows what it has come to, and stops it."""

import subprocess
import sys
import time

import pytest

pytest.importorskip("playwright", reason="pages are looked at with Playwright")
pytest.importorskip("uvicorn", reason="pages are served with codings[explorer]")

from codings.explorer.following import following
from codings.explorer.opened import open_all
from tests.explorer.conftest import looking, serving_opened
from tests.runs.test_report import made

PATIENCE = 120  # seconds until a process has loaded its framework and trained an epoch


@pytest.fixture
def running(tmp_path):
    """The folder of a run that a process trains for very long, and the process."""
    folder = tmp_path / "long"
    command = ("-m", "codings", "train", "linear", "--data", "digits", "--run", folder, "--epochs", "1000000")
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    began = time.monotonic()
    while not (folder / "history.csv").is_file():
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() - began < PATIENCE
        time.sleep(0.1)
    yield folder, process
    process.kill()
    process.communicate()


@pytest.mark.slow
def test_a_training_is_followed_and_stopped(browser, running):
    folder, process = running
    opened = open_all([str(folder)], None)
    assert opened[0].subject is None
    with serving_opened(opened) as ask, looking(browser) as look:
        page = look(f"http://127.0.0.1:{ask.port}/", wait_for="section")
        page.get_by_text("is being trained by").wait_for()
        page.get_by_role("img", name="loss from").first.wait_for()
        page.get_by_role("button", name="Stop the training").click()
        page.get_by_text("it keeps a checkpoint").wait_for()
        process.wait(PATIENCE)
        page.get_by_text("The training has ended").wait_for()
        assert page.get_by_role("button", name="Stop the training").count() == 0
    assert list((folder / "checkpoints").iterdir())


def test_a_training_that_was_killed_may_have_left_no_model(tmp_path):
    folder = made(tmp_path / "it", finished=False)
    told = following(folder)
    assert (told["state"], told["of"], told["model"]) == ("killed", 3, False)
