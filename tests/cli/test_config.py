"""`--config`: options from files, below what the command line says."""

import json

import click
import pytest

from codings.catalogue import MODELS
from codings.cli import train
from codings.cli.train import _command

[STACKED] = [model for model in MODELS if model.name == "stacked"]


@pytest.fixture
def options(monkeypatch):
    """What `codings train stacked` would train with."""
    monkeypatch.setattr(train, "_train", lambda name, **options: options)
    command = _command(STACKED)
    return lambda *arguments: command.main([str(a) for a in arguments], "stacked", standalone_mode=False)


def test_a_file_of_ones_own(options, tmp_path):
    (tmp_path / "a.toml").write_text('data = "ring"\nrun = "runs/a"\ncoding-size = 3\nhidden = [4, 5]\n')
    given = options("--config", tmp_path / "a.toml", "--coding-size", 2)
    assert (given["source"], given["folder"], given["hidden"]) == ("ring", "runs/a", (4, 5))
    assert given["coding_size"] == 2  # the command line goes before it
    pytest.importorskip("yaml")
    (tmp_path / "a.yaml").write_text("learning_rate: 1e-2\ntied: true\npictures: []\nbounds: null\n")
    given = options("--config", tmp_path / "a.yaml", "--run", "runs/b")
    assert (given["learning_rate"], given["tied"], given["pictures"]) == (0.01, True, ())
    assert given["bounds"] is None


def test_nothing_is_the_default_and_none_a_value_of_the_model(options, tmp_path):
    (tmp_path / "a.json").write_text(
        json.dumps({"validation": None, "data": None, "bounds": None, "run": "a"})
    )
    given = options("--config", tmp_path / "a.json")
    assert (given["validation"], given["source"], given["bounds"]) == (0.1, "digits", None)


@pytest.mark.parametrize("name", ["a.json", "a.toml"])
def test_files_as_editors_on_windows_write_them(options, tmp_path, name):
    text = '{"epochs": 3}' if name == "a.json" else "epochs = 3\n"
    (tmp_path / name).write_text(text, encoding="utf-8-sig")
    assert options("--config", tmp_path / name, "--run", "a")["epochs"] == 3


def test_names_are_those_of_the_command_line(options, tmp_path):
    (tmp_path / "a.toml").write_text(
        'minutes = 0.02\ncheckpoint-minutes = 1\nno_pictures = true\nrun = "a"\n'
    )
    given = options("--config", tmp_path / "a.toml")
    assert (given["budget"], given["minutes"], given["no_pictures"]) == (0.02, 1, True)


def test_numbers_are_read_as_if_they_were_typed(options, tmp_path):
    whole = {"epochs": 3.0, "hidden": [8.0, 4], "learning_rate": 1, "tied": False, "validation": 0.25}
    (tmp_path / "a.json").write_text(json.dumps(whole | {"run": "a", "bounds": [0, 1.5]}))
    given = options("--config", tmp_path / "a.json")
    assert {name: given[name] for name in whole} == whole | {"hidden": (8, 4)}
    assert isinstance(given["epochs"], int)
    assert given["bounds"] == (0, 1.5)
    (tmp_path / "b.json").write_text(json.dumps({"hidden": 8}))
    assert options("--config", tmp_path / "b.json", "--run", "a")["hidden"] == (8,)


def test_a_runs_own_configuration(options, trained, tmp_path):
    given = options("--config", trained[0] / "config.json", "--run", "again")
    assert (given["hidden"], given["epochs"], given["random_state"]) == ((16, 8), 2, 0)
    assert given["folder"] == "again"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.toml", "hiden = 3", "has 'hiden', and stacked no such option"),
        ("a.toml", "hidden = ", "cannot be read as toml"),
        ("a.json", json.dumps({"model": "gan"}), "is of the model gan"),
        ("a.json", "[1]", "must hold names of options"),
        ("a.txt", "", "must end in one of .json, .toml, .yaml, .yml"),
        ("a.toml", 'epochs = "many"', "'many' is not a valid integer"),
        ("a.toml", "epochs = 2.7", "'2.7' is not a valid integer"),
        ("a.toml", "epochs = [2, 3]", "'2,3' is not a valid integer"),
        ("a.toml", "epochs = 2026-01-01", "'2026-01-01' is not a valid integer"),
        ("a.toml", "coding_size = true", "'True' is not a valid integer"),
        ("a.toml", "random_state = 1.5", "'1.5' is not a valid integer"),
        ("a.toml", "validation = true", "'True' is not a valid float"),
        ("a.toml", "hidden = [100.5]", "'100.5' is not a list of integers"),
        ("a.toml", "hidden = [true, 8]", "'True,8' is not a list of integers"),
        ("a.toml", "hidden = [[8]]", "'[8]' is not a list of integers"),
        ("a.toml", "budget = 2", "has 'budget', and stacked no such option"),
        ("a.toml", "json = true", "has 'json', and stacked no such option"),
    ],
)
def test_what_is_wrong_is_named(refused, tmp_path, name, content, message):
    (tmp_path / name).write_text(content)
    assert message in refused("train", "stacked", "--config", tmp_path / name, "--run", tmp_path / "run")


def test_every_model_takes_its_own_options_from_a_file():
    for model in MODELS:
        assert isinstance(_command(model), click.Command)
