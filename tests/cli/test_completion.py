"""What a shell completes."""

import click
import pytest
from click.shell_completion import ShellComplete

from codings.cli import main


@pytest.fixture
def completed(tmp_path, monkeypatch):
    """Kinds and values that are offered, in a folder with two runs and one other."""
    monkeypatch.chdir(tmp_path)
    for name, mark in (("run-a", "config.json"), ("run-b", "model.json"), ("rubbish", "a.txt")):
        (tmp_path / name).mkdir()
        (tmp_path / name / mark).write_text("{}")

    def call(*words):
        complete = ShellComplete(main, {}, "codings", "_CODINGS_COMPLETE")
        return [(item.type, item.value) for item in complete.get_completions([*words[:-1]], words[-1])]

    return call


def test_runs_and_folders(completed):
    assert completed("sample", "r") == [("plain", "run-a"), ("plain", "run-b")]
    assert completed("sample", "rub") == [("dir", "rub")]
    assert completed("train", "gan", "--run", "ru") == [("dir", "ru")]


def test_data_and_files(completed):
    assert completed("encode", "run-a", "--data", "di") == [("plain", "digits")]
    assert completed("train", "gan", "--data", "my") == [("file", "my")]
    assert completed("encode", "run-a", "-o", "ou") == [("file", "ou")]
    assert completed("train", "gan", "--config", "a") == [("file", "a")]


def test_all_that_is_a_path_is_completed(completed):
    """Of every command, by what stands in its help."""
    paths = {"DATA", "DIR", "DIR...", "FILE"}

    def bare(command, *names):
        for name, one in getattr(command, "commands", {}).items():
            yield from bare(one, *names, name)
        for param in command.params:
            kind = param.metavar or param.type.name.upper()
            if kind in paths and not param.shell_complete(click.Context(command), "no-such-thing"):
                yield (*names, param.name)

    assert list(bare(main)) == []


def test_models(completed):
    assert completed("train", "st") == [("plain", "stacked"), ("plain", "stylegan")]
