"""`codings train`, in this process and as a process of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from codings import runs
from codings.catalogue import MODELS, Option
from codings.cli.train import _option

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "from codings.cli import main; main(prog_name='codings')"]


def test_figures_are_printed(trained):
    folder, result = trained
    rows = dict(line.split("  ", 1) for line in result.stdout.splitlines())
    assert rows["instances"].strip() == "1,617 trained on, 180 held out"
    assert rows["parameters"].strip() == f"{runs.load(folder).result['parameters']:,}"
    assert float(rows["validation loss"]) == pytest.approx(runs.load(folder).result["val_loss"], rel=1e-3)
    assert rows["run"].strip() == str(folder)
    assert result.stderr == ""


def test_options_reach_the_constructor(trained):
    arguments = runs.load(trained[0]).config["arguments"]
    assert arguments["hidden"] == [16, 8]
    assert (arguments["coding_size"], arguments["epochs"], arguments["random_state"]) == (2, 2, 0)
    [options] = [model.options for model in MODELS if model.name == "stacked"]
    defaults = {option.name: option.default for option in options}
    for name in ("tied", "activation", "learning_rate", "batch_size", "verbose"):
        assert arguments[name] == defaults[name]


def test_flags_and_empty_lists(codings, tmp_path):
    options = ("--tied", "--hidden", "", "--no-verbose", "--validation", 0, "--epochs", 1)
    result = codings("train", "stacked", "--data", "ring:n=64", *options, "--run", tmp_path / "run")
    assert result.exit_code == 0, result.stderr
    assert "validation loss" not in result.stdout
    arguments = runs.load(tmp_path / "run").config["arguments"]
    assert (arguments["tied"], arguments["hidden"], arguments["verbose"]) == (True, [], False)


@pytest.mark.parametrize(
    ("option", "given", "expected"),
    [
        (Option("filters", int, True, None, "Any."), [], None),
        (Option("filters", int, True, None, "Any."), ["--filters", "3,4"], (3, 4)),
        (Option("filters", int, True, (5,), "Any."), [], (5,)),
        (Option("r1", float, False, 1.0, "Any.", optional=True), [], 1.0),
        (Option("r1", float, False, 1.0, "Any.", optional=True), ["--r1", "None"], None),
        (Option("with_it", bool, False, None, "Any."), [], None),
        (Option("with_it", bool, False, None, "Any."), ["--with-it"], True),
        (Option("with_it", bool, False, None, "Any."), ["--no-with-it"], False),
    ],
)
def test_options_may_have_no_default(option, given, expected):
    command = click.Command("it", params=[_option(option)], callback=lambda **arguments: arguments)
    assert command.main(given, standalone_mode=False) == {option.name: expected}
    shown = _option(option).get_help_record(click.Context(command))[1]
    assert ("default" in shown) == (option.default is not None)


@pytest.mark.parametrize(
    "model", [model for model in MODELS if "judge" in model.abilities], ids=lambda model: model.name
)
def test_none_is_typed_for_a_penalty_as_the_advice_has_it(model):
    (r1,) = (option for option in model.options if option.name == "r1")
    command = click.Command("it", params=[_option(r1)], callback=lambda **arguments: arguments)
    assert command.main(["--r1", "None"], standalone_mode=False) == {"r1": None}
    assert command.main([], standalone_mode=False) == {"r1": r1.default}


def test_json_and_nothing_else_on_standard_output(tmp_path):
    arguments = ["train", "linear", "--data", "ring:n=64", "--epochs", "1", "--json"]
    done = subprocess.run(
        [*COMMAND, *arguments, "--run", tmp_path / "run"], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert [found[key] for key in ("training", "validation", "epochs")] == [58, 6, 1]
    assert found["run"] == str(tmp_path / "run")
    assert found["parameters"] == 12
    assert found["mse"] == pytest.approx(found["val_loss"], rel=1e-4)


def test_logs_for_tensorboard_and_no_pictures(codings, refused, tmp_path, monkeypatch):
    pytest.importorskip("tensorboard")
    pytest.importorskip("tensorflow")
    options = ("--data", "ring:n=64", "--epochs", 1, "--tensorboard", "--no-pictures")
    assert codings("train", "linear", *options, "--run", tmp_path / "run").exit_code == 0
    assert any((tmp_path / "run" / "tensorboard" / "train").iterdir())
    assert not (tmp_path / "run" / "pictures").exists()
    assert codings("resume", tmp_path / "run", "--epochs", 2).exit_code == 0
    logged = logged_epochs(tmp_path / "run" / "tensorboard" / "train")
    assert logged == [0, 1]
    run = ("--run", tmp_path / "other")
    assert "exclude each other" in refused("train", "linear", *options, "--pictures", "losses", *run)
    monkeypatch.setattr("codings.cli.tensorboard.find_spec", lambda name: None)
    assert "pip install 'codings[tensorboard,cpu]'" in refused("train", "linear", *options, *run)
    done = codings("resume", tmp_path / "run", "--epochs", 3)
    assert (done.exit_code, "tensorboard gets no more logs, which need TensorBoard" in done.stderr) == (
        0,
        True,
    )


def logged_epochs(folder):
    """Those that TensorBoard finds losses of."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    found = EventAccumulator(str(folder))
    found.Reload()
    return [event.step for event in found.Tensors("epoch_loss")]


def test_one_line_from_a_process_of_its_own(tmp_path):
    arguments = ["train", "linear", "--data", "ring:n=64", "--coding-size", "3"]
    done = subprocess.run(
        [*COMMAND, *arguments, "--run", tmp_path / "run"], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: coding_size=3 is larger than n_features=2")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send")
def test_ctrl_c_keeps_the_model(tmp_path):
    # Started from a background job, a process ignores SIGINT until it says otherwise.
    listening = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    arguments = ["train", "linear", "--data", "ring:n=64", "--epochs", "1000000"]
    pipe = subprocess.PIPE
    command = [*COMMAND[:2], listening + COMMAND[2], *arguments, "--run", tmp_path / "run"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True)
    while not (tmp_path / "run" / "config.json").exists() and process.poll() is None:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=120)
    assert (process.returncode, stdout) == (130, "")
    assert stderr == f"Error: interrupted. To go on: codings resume {tmp_path / 'run'}\n"
    assert runs.load(tmp_path / "run").estimator.coding_size == 2
