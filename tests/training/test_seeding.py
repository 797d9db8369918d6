"""First weights follow from a seed alone: in threads, too, and without touching what others draw from."""

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import joblib
import keras
import numpy as np
import pytest
from keras import layers
from sklearn.model_selection import cross_val_score

from codings import StackedAutoencoder
from codings.training.seeding import seeded


def network():
    return keras.Sequential([keras.Input((4,)), layers.Dense(8), layers.Dropout(0.5), layers.Dense(4)])


def weights(seed, wait=lambda: None):
    """All variables of a network made from `seed`, the counter of its dropout among them."""
    with seeded(seed):
        wait()
        made = [network() for _ in range(3)][-1]
        wait()
    return np.concatenate([np.ravel(keras.ops.convert_to_numpy(v)) for v in made.variables])


def test_the_seed_decides_whatever_was_made_before():
    first = weights(3)
    network()
    np.testing.assert_array_equal(weights(3), first)
    assert not np.array_equal(weights(4), first)


def test_threads_do_not_draw_from_each_other():
    together = Barrier(8)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda seed: weights(seed, together.wait), [0, 1, 2, 3] * 2))
    for seed, each in zip([0, 1, 2, 3] * 2, found, strict=True):
        np.testing.assert_array_equal(each, weights(seed))


def test_fits_in_eight_threads_are_as_one_alone(digits):
    X = digits.X[:100]

    def codings_of(seed):
        return StackedAutoencoder(2, hidden=(8,), epochs=2, random_state=seed).fit(X).transform(X)

    alone = codings_of(3)
    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(codings_of, [3] * 8):
            np.testing.assert_array_equal(found, alone)


def test_cross_validation_in_threads_scores_as_without(digits):
    model = StackedAutoencoder(2, hidden=(8,), epochs=2, random_state=0)
    alone = cross_val_score(model, digits.X[:200], cv=4, n_jobs=1)
    with joblib.parallel_config("threading"):
        np.testing.assert_array_equal(cross_val_score(model, digits.X[:200], cv=4, n_jobs=2), alone)


def test_nobody_elses_generator_is_seeded_or_moved():
    states = random.getstate(), np.random.get_state()  # noqa: NPY002
    weights(3)
    assert random.getstate() == states[0]
    for before, after in zip(states[1], np.random.get_state(), strict=True):  # noqa: NPY002
        np.testing.assert_array_equal(before, after)


def test_outside_keras_seeds_its_layers_as_ever():
    def made():
        keras.utils.set_random_seed(5)
        return network().get_weights()[0]

    first = made()
    with pytest.raises(ZeroDivisionError), seeded(3):
        raise ZeroDivisionError
    np.testing.assert_array_equal(made(), first)
