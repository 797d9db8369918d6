"""A training that stopped after some batch, resumed in another process, ends as one that never stopped."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from codings.training import Stage, Training
from codings.training.pace import StepPace

PROGRAM = Path(__file__).with_name("resume_program.py")
CASES = (
    "streamed", "greedy", "variational", "replay", "fade-in", "augmentation",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where one process trained every case, and another resumed each from its middle."""
    folder = tmp_path_factory.mktemp("resume")
    for what in ("train", "resume"):
        subprocess.run([sys.executable, str(PROGRAM), what, str(folder)], check=True)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_resumed_is_never_stopped_to_the_last_bit(folder, name):
    whole, resumed = (np.load(folder / f"{name} {what}.npz") for what in ("whole", "resumed"))
    assert set(whole.files) == set(resumed.files)
    for array in {*whole.files} - {"callbacks"}:  # there is none once it has stopped
        np.testing.assert_array_equal(whole[array], resumed[array], err_msg=array)


@pytest.mark.slow
def test_what_was_kept_is_of_the_middle(folder):
    """Or else nothing would be shown: weights moved on, and the epoch under way has losses."""
    for name in CASES:
        whole, stopped = (np.load(folder / f"{name} {what}.npz") for what in ("whole", "stopped"))
        assert not all(np.array_equal(whole[k], stopped[k]) for k in whole.files if k.startswith("state/"))
        assert len(stopped["losses"]) == stopped["position"][-1]


def test_stopped_after_any_batch(autoencoder, random):
    points = random.normal(size=(50, 4)).astype("float32")
    arrays = []

    class Keep(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            arrays.append(whole.arrays())

    def build():
        return Training([Stage([autoencoder()], 2)], (points,), batch_size=16, pace=StepPace(1, 2))

    whole = build()
    whole.run(Keep())
    assert len(arrays) == 8
    for kept in arrays:
        again = build()
        again.restore(kept)
        again.run()
        assert all(map(np.array_equal, again.state.arrays(), whole.state.arrays()))
        assert np.array_equal(again.history["loss"], whole.history["loss"])


@pytest.mark.parametrize("batch_size", [5, 25])
def test_with_other_batches_each_optimizer_has_taken_the_steps_of_its_phases(adversaries, random, batch_size):
    points = random.normal(size=(50, 2)).astype("float32")

    def build(batch_size):
        first, second, third = (adversaries(every=3, batch=batch_size) for _ in range(3))
        penalty = replace(second[0], name="penalty", every=4)  # by the discriminator's own optimizer
        stages = [Stage(first, 1), Stage([*second, penalty], 3), Stage(third, 1)]
        return Training(stages, (points,), batch_size=batch_size)

    class Stop(keras.callbacks.Callback):
        def on_train_batch_begin(self, batch, logs=None):
            if kept.position[1:] == (2, 2):  # an epoch of the second stage is over, another under way
                raise KeyboardInterrupt

    kept = build(10)
    kept.pace = StepPace(1, 2)
    with pytest.raises(KeyboardInterrupt):
        kept.run(Stop())
    assert len(kept.losses) == 2
    again = build(batch_size)
    again.restore(kept.arrays())
    assert (again.position, again.losses) == ((1, 2, 0), [])
    steps = again.feed.steps
    ran = [
        [sum(step % every == 0 for step in epoch) for every in (1, 3, 4)]
        for epoch in (range(steps), range(steps, 2 * steps))
    ]
    counts = [[int(phase.optimizer.iterations) for phase in stage.phases] for stage in again.stages]
    judging = ran[1][0] + ran[1][2]
    assert counts == [ran[0][:2], [judging, ran[1][1], judging], [0, 0]]
    assert again.run().epochs == 5


def test_arrays_of_another_training_are_refused(autoencoder, random):
    points = random.normal(size=(50, 4)).astype("float32")
    kept = Training([Stage([autoencoder()], 1)], (points,), seed=1).arrays()
    with pytest.raises(ValueError, match="of seed 1, this training is of 2"):
        Training([Stage([autoencoder()], 1)], (points,), seed=2).restore(kept)
    wider = Training([Stage([autoencoder(features=5)], 1)], (points,), seed=1)
    before = wider.state.arrays()
    with pytest.raises(ValueError, match="give those of a training of the same model"):
        wider.restore(kept)
    assert all(map(np.array_equal, before, wider.state.arrays()))
