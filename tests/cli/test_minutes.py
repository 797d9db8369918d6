"""`codings train --minutes`: as many epochs as this machine does."""

import json


def test_epochs_are_counted_and_said(codings, tmp_path, monkeypatch):
    def within(self, X, y, minutes):
        return round(minutes)

    monkeypatch.setattr("codings.estimator.Estimator.epochs_within", within)
    run = tmp_path / "run"
    trained = codings("train", "stacked", "--hidden", 8, "--minutes", 2, "--no-pictures", "--run", run)
    assert trained.exit_code == 0, trained.stderr
    assert "--minutes 2: 2 epochs on this machine" in trained.stderr
    assert json.loads((run / "config.json").read_text())["arguments"]["epochs"] == 2


def test_minutes_and_epochs_exclude_each_other(refused, tmp_path):
    said = refused("train", "stacked", "--minutes", 2, "--epochs", 3, "--run", tmp_path / "run")
    assert "--minutes and --epochs exclude each other" in said
