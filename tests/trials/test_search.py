"""Searches: what they find, that they go on where they stopped, and whose trials they take for theirs."""

import json
import os
import signal
from functools import partial

import numpy as np
import pytest

import codings
from codings.cli import trials as command

optuna = pytest.importorskip("optuna")

from codings.interrupt import Interrupted  # noqa: E402
from codings.trials import plan_search, write_report  # noqa: E402

OVER = ["coding_size=2,8"]


@pytest.fixture
def plan(tmp_path):
    """Plans a search over widths of a linear autoencoder: the more, the better."""
    how = {"storage": f"sqlite:///{tmp_path / 'trials.db'}", "over": OVER, "arguments": {"epochs": 2}}
    return lambda **changed: plan_search("linear", "digits", **(how | changed))


@pytest.fixture
def searched(plan):
    search = plan()
    assert search.begin() == 0
    search.work(5)
    return search


def trials(search):
    return search.open().get_trials()


def test_the_best_has_the_least_loss_and_is_a_config(searched, tmp_path):
    best = searched.best()
    done = [trial.value for trial in trials(searched) if trial.state.name == "COMPLETE"]
    assert best.value == min(done)
    assert searched.config(best) == {
        "model": "linear", "data": "digits", "validation": 0.1,
        "epochs": 2, "random_state": 0, "coding_size": 8,
    }  # fmt: skip
    model = codings.LinearAutoencoder(8, epochs=2, random_state=0, verbose=False)
    (X, _), (held_out, _) = (searched.plan.instances(rows) for rows in searched.plan.split)
    assert model.fit(X, validation=held_out).history_["val_loss"][-1] == best.value


def test_a_trial_is_stopped_where_others_stood_better(plan):
    search = plan(over=["learning_rate=1e-7,1e-2"], arguments={"epochs": 6, "coding_size": 2})
    search.begin()
    study = search.open()
    for rate in [1e-2] * 5 + [1e-7]:
        study.enqueue_trial({"learning_rate": rate})
    search.work(7)
    *usual, bad = [trial for trial in trials(search) if trial.number > 0]
    assert [trial.state.name for trial in usual] == ["COMPLETE"] * 5
    assert (bad.state.name, bad.user_attrs["ended"], len(bad.intermediate_values)) == ("PRUNED", "stopped", 2)


def test_a_search_goes_on(searched, plan):
    again = plan()
    assert again.begin() == 5
    again.work(5)
    assert len(trials(again)) == 5
    again.work(6)
    assert [trial.number for trial in trials(again)] == list(range(6))


def test_another_search_is_refused_and_told_apart(searched, plan):
    for changed, sentence in (
        ({"over": ["coding_size=2..8"]}, "its space coding_size=2,8, and now coding_size=2..8"),
        ({"arguments": {"epochs": 3}}, "its arguments epochs=2, .*and now epochs=3"),
        ({"validation": 100}, "its held out 180, and now 100"),
    ):
        with pytest.raises(ValueError, match=f"'linear' in .* is of another search: {sentence}"):
            plan(**changed).begin()
    other = plan_search("linear", "sprites:n=200,size=8", storage=searched.storage, over=OVER)
    with pytest.raises(
        ValueError, match=r"its data of shape \(1797, 8, 8\), \w+, and now of shape \(200, 8, 8\)"
    ):
        other.begin()
    other = plan_search("stacked", "digits", storage=searched.storage, over=OVER, name="linear")
    with pytest.raises(ValueError, match="its model linear, and now stacked"):
        other.begin()


def test_what_a_killed_process_left_is_done_anew(plan, ended):
    search = plan()
    search.begin()
    study = search.open()
    left = study.ask()
    left.suggest_categorical("coding_size", [2, 8])
    left.set_user_attr("process", {"process": ended, "machine": os.uname().nodename})
    assert plan().begin() == 0
    search.work(1)
    first, second = trials(search)
    assert (first.state.name, second.state.name) == ("FAIL", "COMPLETE")
    assert first.params == second.params


def test_a_trial_that_is_interrupted_is_done_anew(plan, monkeypatch):
    search = plan()
    search.begin()
    with monkeypatch.context() as patch:
        patch.setattr("codings.trials.trial.train", partial(_interrupt))
        with pytest.raises(KeyboardInterrupt):
            search.work(3)
    search.work(3)
    assert [trial.state.name for trial in trials(search)].count("FAIL") == 1
    assert len([trial for trial in trials(search) if trial.state.name != "FAIL"]) == 3


def _interrupt(*_):
    raise KeyboardInterrupt


def test_a_trial_that_diverges_is_told(plan):
    search = plan(over=["learning_rate=1e30,1e31"], arguments={"epochs": 2})
    search.begin()
    search.work(1)
    assert trials(search)[0].user_attrs["ended"] == "diverged"
    with pytest.raises(ValueError, match="no trial of 'linear' has come to its end yet"):
        search.best()


def test_arguments_that_the_model_refuses_are_named(plan):
    search = plan(over=["coding_size=65,66"])
    search.begin()
    with pytest.raises(ValueError, match="trial 0, coding_size=6[56]: .* larger than n_features=64"):
        search.work(1)


def test_a_gan_is_measured_by_what_it_does_not_cover(tmp_path):
    storage = f"sqlite:///{tmp_path / 'trials.db'}"
    search = plan_search("gan", "ring:n=400", storage=storage, over=["hidden=4,8"], arguments={"epochs": 2})
    search.begin()
    search.work(1)
    assert search.measure == "share of held-out instances not covered"
    measured = trials(search)[0].intermediate_values
    assert np.all(
        [0 <= value <= 1 and round(value * 40) == pytest.approx(value * 40) for value in measured.values()]
    )
    with pytest.raises(ValueError, match="these are 10: hold out 20 or more"):
        plan_search("gan", "ring:n=400", storage=storage, validation=10)


def test_a_gan_of_data_that_repeat_is_not_searched_by_what_it_covers(tmp_path):
    np.save(tmp_path / "few.npy", np.random.default_rng(0).integers(0, 2, (400, 2)).astype(float))
    source, storage = str(tmp_path / "few.npy"), f"sqlite:///{tmp_path / 'trials.db'}"
    search = plan_search("gan", source, storage=storage, over=["hidden=4,8"], arguments={"epochs": 2})
    search.begin()
    with pytest.raises(ValueError, match="a tenth of these or more repeat"):
        search.work(1)


def test_a_report_is_one_file_that_says_what_was_found(searched, tmp_path):
    write_report(searched, tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text()
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org", "")
    assert "LinearAutoencoder(epochs=2, random_state=0, coding_size=8)" in page
    assert "Minimised was the validation loss" in page
    for trial in trials(searched):
        assert f"trial {trial.number}</th>" in page


def test_what_is_missing_is_said(plan, monkeypatch):
    with pytest.raises(ValueError, match="give --validation above 0"):
        plan(validation=0)
    with pytest.raises(ValueError, match="cannot be opened"):
        plan(storage="nowhere://x").begin()
    monkeypatch.setattr("codings.trials.planning.find_spec", lambda name: None)
    with pytest.raises(ValueError, match=r"pip install 'codings\[search\]'"):
        plan()


@pytest.mark.slow
def test_the_command_searches_by_several_processes(cli, tmp_path):
    arguments = ("search", "linear", "--data", "digits", "--epochs", 1, "--over", "coding_size=2,8")
    out = tmp_path / "out"
    done = cli(*arguments, "--trials", 4, "--jobs", 2, "--out", out, "--json")
    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["trials"], found["config"]["coding_size"]) == (4, 8)
    assert sorted(path.name for path in out.iterdir()) == [command.BEST, command.REPORT, command.TRIALS]
    trained = cli(
        "train", "linear", "--config", out / command.BEST, "--no-pictures", "--run", tmp_path / "run"
    )
    assert trained.exit_code == 0, trained.stderr
    assert f"{found['best']:.4g}" in trained.stdout
    again = cli(*arguments, "--trials", 4, "--out", out)
    assert "4 of 4 trials are there" in again.stderr
    assert "The best: codings train linear --config" in again.stdout


class Others:
    """Processes that go on until they are told to end."""

    def __init__(self):
        self.left = 0

    def Process(self, **how):
        return self

    def start(self):
        self.left += 1

    def is_alive(self):
        return self.left > 0

    def terminate(self):
        self.left -= 1

    def join(self):
        assert not self.is_alive()

    exitcode = None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_all_processes_of_a_search(monkeypatch, number):
    others = Others()
    monkeypatch.setattr("multiprocessing.get_context", lambda method: others)

    class Search:
        def work(self, trials, report):
            os.kill(os.getpid(), number)

    with pytest.raises(Interrupted, match="To go on: the same command again") as told:
        command._work(Search(), (), 3, jobs=2)
    assert (told.value.status, others.left) == (128 + number, 0)
