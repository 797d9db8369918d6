"""What the options of a GAN do."""

import keras
import numpy as np
import pytest
from keras import layers, ops

from codings import GAN
from codings.backend import calls
from codings.duel import Duel
from codings.layers import SpectralNormalization

SMALL = {"coding_size": 3, "hidden": (8,), "epochs": 1, "random_state": 0, "verbose": False}


@pytest.fixture(scope="module")
def images(digits):
    return digits.X[:320]


def trained(images, **options):
    """A GAN after ten steps, and its phases by name."""
    model = GAN(**{**SMALL, **options})
    plan, training = model._begin(images)
    training.run()
    [stage] = plan.stages
    return model, {phase.name: phase for phase in stage.phases}


def test_phases_come_in_the_books_order():
    X = np.random.default_rng(0).random((64, 4))
    for options, names in (
        ({}, ["discriminator", "generator", "r1"]),
        ({"r1": 0}, ["discriminator", "generator"]),
    ):
        plan, _ = GAN(**SMALL, **options)._begin(X)
        assert [phase.name for phase in plan.stages[0].phases] == names


def test_the_generator_steps_once_in_several_of_the_critics(images):
    _, phases = trained(images, critic_steps=5, r1=0)
    assert int(phases["discriminator"].optimizer.iterations) == 10
    assert int(phases["generator"].optimizer.iterations) == 2


def test_the_penalty_is_of_the_discriminators_optimizer(images):
    _, phases = trained(images, r1_interval=5)
    assert phases["r1"].optimizer is phases["discriminator"].optimizer
    assert int(phases["r1"].optimizer.iterations) == 12


@pytest.mark.parametrize(("shape", "fades"), [((4,), True), ((2, 2), False)], ids=["tables", "images"])
def test_the_penalty_fades_with_the_learning_rate_for_tables_alone(shape, fades):
    X = np.random.default_rng(0).random((320, *shape), dtype=np.float32)
    _, phases = trained(X)
    optimizer, penalties, rates = phases["r1"].optimizer, [], []
    for step in (2, 15):
        optimizer.iterations.assign(step)
        penalties.append(float(phases["r1"].loss((ops.convert_to_tensor(X),), training=False)))
        rates.append(float(optimizer.learning_rate))
    assert rates[1] < rates[0] / 2
    assert penalties[1] / penalties[0] == pytest.approx(rates[1] / rates[0] if fades else 1, rel=1e-4)


def test_samples_are_of_the_averaged_generator(images):
    for average in (True, False):
        model, phases = trained(images, average=average, epochs=10)
        own, trained_ = model.generator_, phases["generator"].network
        pairs = zip(own.trainable_weights, trained_.trainable_weights, strict=True)
        assert average != all(np.array_equal(a, b) for a, b in pairs)
        moving = zip(own.non_trainable_weights, trained_.non_trainable_weights, strict=True)
        assert all(np.array_equal(a, b) for a, b in moving)


def test_a_critic_has_no_batch_normalisation_but_the_generator_has(images):
    model = GAN(**SMALL, loss="wasserstein").fit(images)
    kinds = [{type(layer) for layer in net.layers} for net in (model.generator_, model.discriminator_)]
    assert layers.BatchNormalization in kinds[0]
    assert layers.BatchNormalization not in kinds[1]


def test_packs_are_judged_together(images):
    model = GAN(**SMALL, pack=4).fit(images)
    assert model.discriminator_.input_shape == (None, 4, 8, 8)
    assert model.judge(images[:10]).shape == (2,)
    for method in (model.judge, model.slope):
        with pytest.raises(ValueError, match="X has n_samples=3, but this GAN judges 4 together"):
            method(images[:3])
    with pytest.raises(ValueError, match="validation: X has n_samples=3, but this GAN judges 4 together"):
        model.fit(images, validation=images[:3])
    with pytest.raises(ValueError, match=r"X has shape \(1, 4\), but the codings of this GAN have \(n, 3\)"):
        model.interpolate(np.zeros(4), np.ones(3))


def test_spectral_normalisation_holds_each_layers_norm_at_1(images):
    model = GAN(**SMALL, spectral=True, minibatch_std=False).fit(images)
    normalised = [la for la in model.discriminator_.layers if isinstance(la, SpectralNormalization)]
    assert len(normalised) == 2
    for layer in normalised:
        inputs = layer.input.shape[-1]
        x = np.eye(inputs, dtype="float32")
        kernel = keras.ops.convert_to_numpy(layer(x) - layer(0 * x))
        assert np.linalg.norm(kernel, 2) == pytest.approx(1, abs=0.1)


def test_scores_tell_data_from_noise(images, random):
    model = GAN(**{**SMALL, "epochs": 30}).fit(images)
    assert model.judge(images).mean() > model.judge(random.random(images.shape).astype("float32")).mean()


def test_slope_is_the_gradient_of_the_generators_loss(images):
    model = GAN(**SMALL, minibatch_std=False).fit(images)
    x, step = images[:1].astype("float64") * 0.9 + 0.05, 1e-2
    softplus = lambda score: np.logaddexp(0, -score)  # noqa: E731
    gradient = np.zeros(64)
    for i in range(64):
        moved = x.reshape(1, 64).repeat(2, axis=0)
        moved[:, i] += (step, -step)
        up, down = softplus(model.judge(moved.reshape(2, 8, 8)).astype("float64"))
        gradient[i] = (up - down) / (4 * step)  # of pixels in [-1, 1]
    assert model.slope(x) == pytest.approx(np.linalg.norm(gradient), rel=0.02)


def test_a_duel_for_no_loss():
    with pytest.raises(ValueError, match="loss='wgan' must be one of non-saturating, minimax"):
        Duel(None, "wgan", None, None)


def test_slopes_of_many_instances_are_found_in_batches(images, monkeypatch):
    model = GAN(**SMALL, minibatch_std=False).fit(images)
    expected, sizes = model.slope(images[:40]), []
    slopes = GAN._slopes

    def counted(self, x, *labels):
        sizes.append(len(x))
        return slopes(self, x, *labels)

    monkeypatch.setattr(GAN, "_slopes", counted)
    monkeypatch.setattr(calls, "_rows_at_once", lambda network: 16)
    assert model.slope(images[:40]) == pytest.approx(expected, rel=1e-5)
    assert sizes == [14, 14, 12]


def test_replay_needs_no_labels(images):
    _, phases = trained(images, replay=True)
    assert int(phases["discriminator"].network.memory.seen) == 10 * 16  # half of each batch


@pytest.mark.parametrize(
    ("loss", "zero"), [("hinge", 0.0), ("least-squares", 0.5), ("relativistic", None), ("wasserstein", None)]
)
def test_what_is_taken_for_real_lies_above_0(loss, zero):
    scored = keras.Sequential([keras.Input((2,)), layers.Dense(1, kernel_initializer="ones", use_bias=False)])
    real, fake = (ops.convert_to_tensor(np.full((4, 2), value, "float32")) for value in (5.0, 3.0))
    duel = Duel(scored, loss, lambda batch, training: [real], lambda batch, training: [fake])
    _, above = duel.discriminate((), training=False)
    np.testing.assert_allclose(above, np.full((4, 1), 10 - (8 if zero is None else zero)), rtol=1e-6)
