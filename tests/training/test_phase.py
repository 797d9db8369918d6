"""What a phase's loss may do to variables, and what it must leave to `after`."""

import keras
import numpy as np
import pytest
from keras import layers, ops

from codings import backend
from codings.layers import FadeIn
from codings.training import Phase, Stage, fit

X = np.random.default_rng(0).normal(size=(24, 2)).astype("float32")


@pytest.fixture
def network():
    """A dense layer, whose old half fades into its new one."""
    inputs = keras.Input((2,))
    fade = FadeIn(name="fade")
    faded = fade([layers.Dense(2)(inputs), layers.Dense(2)(inputs)])
    return keras.Model(inputs, layers.BatchNormalization()(faded), name="network")


def trained(network, loss, **how):
    """The phase, after six steps on batches of four."""
    phase = Phase("p", network, keras.optimizers.SGD(0.01), loss, **how)
    fit([Stage([phase], 1)], (X,), batch_size=4)
    return phase


def squares(network):
    return lambda batch, training: ops.mean(ops.square(network(batch[0], training=training)))


def assigns_to(network, layer):
    def loss(batch, training):
        layer.advance(0.1)
        return squares(network)(batch, training)

    return loss


def test_what_a_loss_assigns_to_its_own_network_is_an_error(network):
    with pytest.raises(ValueError, match=r"phase 'p': its loss assigns to 'fade/fade_in'.*`after`"):
        trained(network, assigns_to(network, network.get_layer("fade")))


def test_what_a_loss_assigns_to_anything_else_is_an_error(network):
    with pytest.raises(ValueError, match=r"phase 'p': its loss assigns to 'other/fade_in'"):
        trained(network, assigns_to(network, FadeIn(name="other")))


def test_after_assigns_at_each_step_that_is_due(network):
    fade = network.get_layer("fade")
    trained(network, squares(network), every=2, after=lambda: fade.advance(0.1))
    assert float(fade.weight) == pytest.approx(0.3)


def test_after_is_given_what_the_loss_returns_beside_it(network):
    fade = network.get_layer("fade")

    def loss(batch, training):
        return squares(network)(batch, training), ops.max(batch[0])

    trained(network, loss, after=lambda largest: fade.weight.assign(ops.maximum(fade.weight, largest)))
    assert float(fade.weight) == X.max()


@pytest.mark.parametrize("draw", [keras.random.normal, backend.normal, backend.uniform])
def test_a_generator_of_no_network_is_an_error(network, draw):
    """The engine does not move its counter: each step would draw the same."""
    stray = keras.random.SeedGenerator(3)

    def loss(batch, training):
        return squares(network)(batch, training) + ops.mean(draw((2,), seed=stray))

    with pytest.raises(ValueError, match="phase 'p': its loss draws from .* generator of no network"):
        trained(network, loss)


def test_kerass_own_generator_is_an_error(network):
    """On JAX Keras itself refuses it."""

    def loss(batch, training):
        return squares(network)(batch, training) + ops.mean(keras.random.normal((2,)))

    with pytest.raises(ValueError, match=r"phase 'p': its loss draws from|seeded random ops"):
        trained(network, loss)


def test_a_network_without_weights_cannot_be_trained():
    with pytest.raises(ValueError, match="phase 'p': its network 'unbuilt' has no weights yet: build it"):
        Phase("p", keras.Sequential([layers.Dense(2)], name="unbuilt"), keras.optimizers.SGD(), None)


def test_phases_of_a_stage_have_names_of_their_own(network):
    phase = Phase("p", network, keras.optimizers.SGD(), squares(network))
    for phases in ([], [phase, phase]):
        with pytest.raises(ValueError, match="it must have phases, one or more, of different names"):
            Stage(phases, 1)


def test_batch_normalisation_moves_in_ones_own_network_and_stays_in_others(network):
    other = keras.Sequential([keras.Input((2,)), layers.BatchNormalization()], name="other")

    def loss(batch, training):
        return ops.mean(ops.square(other(network(batch[0], training=training), training=training) - 1.0))

    own, others = (np.array(n.layers[-1].moving_mean) for n in (network, other))
    phase = trained(network, loss)
    assert not np.array_equal(own, phase.network.layers[-1].moving_mean)
    np.testing.assert_array_equal(others, other.layers[-1].moving_mean)
