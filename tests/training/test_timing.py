"""How long a training will take."""

import pytest

import codings
from codings.training import timing


def test_epochs_within_some_minutes_by_the_seconds_that_steps_take(monkeypatch, digits):
    clock = iter(range(1000))
    monkeypatch.setattr(timing, "now", lambda: 2.0 * next(clock))  # two seconds a call, the first of one step
    model = codings.StackedAutoencoder(4, hidden=(8,), epochs=3, batch_size=100)
    X = digits.X[:1000]  # ten steps an epoch
    assert model.epochs_within(X, minutes=5) == 300 // (10 * 2)
    assert model.epochs_within(X, minutes=0.01) == 1
    assert not hasattr(model, "autoencoder_")
    assert model.epochs_within(X, minutes=1e300) == (2**31 - 1) // 10
    for minutes in (0, float("inf"), float("nan")):
        with pytest.raises(ValueError, match=rf"minutes={minutes} must be a finite number above 0"):
            model.epochs_within(X, minutes=minutes)


def test_each_phase_has_its_turn(monkeypatch, digits):
    clock = iter(range(1000))
    monkeypatch.setattr(timing, "now", lambda: 8.0 * next(clock))  # eight seconds a call
    model = codings.GAN(4, hidden=(8,), epochs=2, batch_size=100, r1_interval=8)
    assert model.epochs_within(digits.X[:1000], minutes=5) == 300 // 10  # a call has eight steps
