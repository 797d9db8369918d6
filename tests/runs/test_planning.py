"""What is refused before a framework is loaded."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from codings import runs
from codings.runs.split import held_out, split_rows


@pytest.mark.parametrize(
    ("n", "validation", "count"),
    [(100, 0.1, 10), (100, 0, 0), (100, 1, 1), (100, 99, 99), (2, 0.1, 1), (1, 0, 0), (1797, 0.1, 180)],
)
def test_held_out(n, validation, count):
    assert held_out(n, validation) == count


@pytest.mark.parametrize("validation", [-0.1, 1.5, float("nan"), float("inf"), 10, 0.999])
def test_too_much_held_out(validation):
    with pytest.raises(ValueError, match=r"validation="):
        held_out(10, validation)


@pytest.mark.parametrize(
    ("model", "arguments", "source", "validation", "message"),
    [
        ("stackd", {}, "digits", 0.1, "no model 'stackd'; there are linear, stacked"),
        ("linear", {"hidden": (3,)}, "digits", 0.1, "linear has no argument 'hidden'; it has batch_size"),
        ("linear", {}, "digit", 0.1, "did you mean 'digits'"),
        ("linear", {}, "digits", 1797, "none to train on"),
        ("linear", {"random_state": np.random.RandomState(0)}, "digits", 0.1, "random_state=.* whole number"),
    ],
)
def test_refused(tmp_path, model, arguments, source, validation, message):
    with pytest.raises(ValueError, match=message):
        runs.plan(model, arguments, source, tmp_path / "run", validation)
    assert list(tmp_path.iterdir()) == []


def test_folders_that_hold_something_are_refused(tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    for folder in (tmp_path, tmp_path / "letter.txt"):
        with pytest.raises(ValueError, match="is not an empty folder: choose another folder, or remove it"):
            runs.plan("linear", {}, "digits", folder)
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ValueError, match="holds a run already: choose another"):
        runs.plan("linear", {}, "digits", tmp_path)


def test_an_empty_folder_will_do(tmp_path):
    plan = runs.plan("linear", {}, "ring:n=10", tmp_path, 3)
    assert plan.held_out == 3
    assert list(tmp_path.iterdir()) == []


def test_planning_loads_no_framework(tmp_path):
    code = (
        "import sys; from codings import runs; runs.plan('linear', {}, 'ring:n=9', sys.argv[1]);"
        "print([m for m in ('keras', 'tensorflow', 'jax', 'sklearn', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_held_out_at_random_the_same_each_time():
    X = np.zeros((100, 2))
    train, valid = split_rows(X, 10)
    assert sorted([*train, *valid]) == list(range(100))
    assert np.array_equal(valid, split_rows(X, 10)[1])
    assert not np.array_equal(valid, np.arange(90, 100))


def test_of_a_memory_map_the_last_rows_are_held_out(tmp_path):
    np.save(tmp_path / "rows.npy", np.zeros((100, 2)))
    assert split_rows(np.load(tmp_path / "rows.npy", mmap_mode="r"), 10) == (slice(90), slice(90, None))


@pytest.mark.parametrize(("named", "others"), [(2, ""), (3, " and none of 1 more")])
def test_last_rows_without_a_class_are_told(tmp_path, named, others):
    y = np.sort(np.arange(40) % named)
    np.savez(tmp_path / "sorted.npz", X=np.zeros((40, 180, 180), np.uint8), y=y)
    source = str(tmp_path / "sorted.npz:memory=1MiB")
    with pytest.warns(
        UserWarning, match=f"last 4 instances are held out: they have no '0'{others}, of which"
    ):
        runs.plan("stacked", {}, source, tmp_path / "run")


def test_labels_are_needed_where_they_are_asked_for(tmp_path):
    np.save(tmp_path / "plain.npy", np.eye(9))
    source = str(tmp_path / "plain.npy")
    with pytest.raises(ValueError, match=r"--conditional needs labels, and .*plain\.npy has none"):
        runs.plan("variational", {"conditional": True}, source, tmp_path / "run")
    assert runs.plan("variational", {"conditional": False}, source, tmp_path / "run").data.y is None


def test_labels_are_handed_over_by_their_names(tmp_path):
    arguments = {"conditional": True, "epochs": 1, "hidden": (4,), "random_state": 0}
    run = runs.train("variational", arguments, "ring:n=64", tmp_path / "run", pictures=())
    assert run.estimator.classes_.tolist() == sorted(
        runs.plan("linear", {}, "ring", tmp_path / "a").data.classes
    )
    assert run.config["arguments"]["conditional"] is True
    assert run.result["val_loss"] > 0
    assert run.result["mse"] > 0


def test_without_being_asked_for_labels_are_kept_back(tmp_path):
    arguments = {"epochs": 1, "hidden": (4,), "random_state": 0}
    plan = runs.plan("variational", arguments, "ring:n=64", tmp_path / "run")
    assert plan.data.y is not None
    assert plan.train().estimator.classes_ is None


def test_a_seed_is_drawn_and_told(tmp_path):
    seeds = {
        runs.plan("linear", {}, "ring:n=9", tmp_path / "run").arguments["random_state"] for _ in range(2)
    }
    assert len(seeds) == 2


def test_how_flattened_images_are_scaled_is_not_asked_where_it_is_said(tmp_path, digits):
    table = pd.DataFrame(digits.X[:50].reshape(50, -1).astype(int)).add_prefix("pixel_")
    table.to_csv(tmp_path / "flat.csv", index=False)
    plan = runs.plan("variational", {"scaling": "pixels"}, str(tmp_path / "flat.csv"), tmp_path / "run")
    assert len(plan.data.X) == 50  # without a warning, which would be an error here
