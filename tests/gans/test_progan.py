"""Growth: a stage after the other, from what was there to what is new."""

import keras
import numpy as np
import pytest
from keras import ops
from sklearn.exceptions import NotFittedError

import codings
from codings import ProGAN, StyleGAN
from codings.gans.growth import stages_of_growth
from codings.layers import FadeIn
from tests.conftest import step_by_step

SMALL = {"filters": 2, "batch_size": 16, "random_state": 0, "verbose": False}


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(0).integers(0, 256, (48, 14, 14), dtype=np.uint8)


@pytest.fixture(scope="module")
def grown(images):
    """Grown from 8 to 16 pixels a side, for images of 14."""
    with step_by_step():
        return ProGAN(4, epochs=3, **SMALL).fit(images)


@pytest.mark.parametrize(
    ("epochs", "stages"),
    [
        (5, [(4, False, 1), (8, True, 1), (8, False, 1), (16, True, 1), (16, False, 1)]),
        (20, [(4, False, 2), (8, True, 2), (8, False, 2), (16, True, 2), (16, False, 12)]),
        (2, [(16, True, 1), (16, False, 1)]),
        (1, [(16, False, 1)]),
    ],
)
def test_epochs_are_shared_among_the_stages(epochs, stages):
    assert stages_of_growth([4, 8, 16], epochs) == stages


def test_every_resolution_has_been_drawn(grown):
    assert grown.resolutions_ == [8, 16]
    for resolution in grown.resolutions_:
        samples = grown.sample(3, resolution=resolution, random_state=0)
        assert samples.shape == (3, resolution, resolution)
        assert samples.dtype == np.uint8
    np.testing.assert_array_equal(samples[:, 1:-1, 1:-1], grown.sample(3, random_state=0))
    assert grown.history_.epochs == 3


def test_growth_is_saved(grown, tmp_path):
    grown.save(tmp_path / "model")
    again = codings.load(tmp_path / "model")
    for resolution in (8, None):
        one, other = (m.sample(3, resolution=resolution, random_state=0) for m in (grown, again))
        np.testing.assert_array_equal(one, other)


def weight_of_fade(network):
    """The variable, or None where nothing fades in."""
    return next((layer.weight for layer in network.layers if isinstance(layer, FadeIn)), None)


@pytest.mark.usefixtures("uncompiled")
def test_fade_in_is_complete_after_its_stage(images):
    _, training = ProGAN(4, epochs=3, **SMALL)._begin(images)
    training.run()
    settled, fading, last = (stage.phase("generator").network for stage in training.stages)
    assert float(weight_of_fade(fading)) == 1
    assert weight_of_fade(settled) is weight_of_fade(last) is None


def test_a_network_just_grown_gives_the_old_networks_output_upsampled(images, random):
    plan, _ = ProGAN(4, epochs=3, **SMALL)._begin(images)
    old, new = ({p.name: p.network for p in stage.phases} for stage in plan.stages[:2])
    codings_ = random.standard_normal((5, 4)).astype("float32")
    drawn = [ops.convert_to_numpy(networks["generator"](codings_)) for networks in (old, new)]
    np.testing.assert_array_equal(*drawn)
    enlarged = drawn[1].reshape(5, 14, 14)
    np.testing.assert_array_equal(enlarged[:, 1:-1:2], enlarged[:, 2::2])  # squares of 2x2, cropped by 1
    scores = [ops.convert_to_numpy(networks["discriminator"](drawn[1])) for networks in (old, new)]
    np.testing.assert_allclose(*scores, rtol=1e-5)
    weight_of_fade(new["generator"]).assign(1)
    assert not np.allclose(drawn[0], new["generator"](codings_))


def test_the_real_images_are_seen_at_the_stages_resolution(grown, images, random):
    plan, _ = ProGAN(4, epochs=3, **SMALL)._begin(images)
    coarse = plan.stages[0].phase("discriminator").network
    x = random.standard_normal((4, 14, 14)).astype("float32")
    changed = x.copy()
    changed[:, 1:3, 3:5] += [[1, -1], [-1, 1]]  # no square of 2x2 has another mean
    np.testing.assert_allclose(coarse(x), coarse(changed), atol=1e-5)
    assert not np.allclose(grown.discriminator_(x), grown.discriminator_(changed), atol=1e-5)


class StopAfter(keras.callbacks.Callback):
    """Stops after so many epochs."""

    def __init__(self, epochs):
        super().__init__()
        self.epochs = epochs

    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = epoch + 1 == self.epochs


@pytest.mark.usefixtures("uncompiled")
def test_stopped_early_it_draws_what_it_has_grown_to(images):
    model = ProGAN(4, epochs=3, **SMALL).fit(images, callbacks=[StopAfter(1)])
    assert model.resolutions_ == [8]
    assert not model.settled_
    assert model.sample(2).shape == (2, 14, 14)


@pytest.mark.usefixtures("uncompiled")
@pytest.mark.parametrize(
    ("epochs", "resolutions", "settled"), [(1, [8], False), (2, [8, 16], False), (3, [8, 16], True)]
)
def test_fitted_again_where_it_has_ended_it_is_as_it_was(images, tmp_path, epochs, resolutions, settled):
    """Nothing is trained then: it draws what it had grown to all the same."""
    once, again = (ProGAN(4, epochs=3, **SMALL) for _ in range(2))
    once.fit(images, checkpoint=tmp_path, callbacks=[StopAfter(epochs)])
    again.fit(images, checkpoint=tmp_path, callbacks=[StopAfter(epochs)])
    assert once.resolutions_ == again.resolutions_ == resolutions
    assert once.settled_ == again.settled_ == settled
    np.testing.assert_array_equal(once.sample(2, random_state=0), again.sample(2, random_state=0))


@pytest.mark.parametrize(
    ("shape", "coarsest", "margin"),
    [
        ((28, 28), (4, 4), ((2, 2), (2, 2))),
        ((8, 30, 3), (4, 15), ((0, 0), (0, 0))),
        ((64, 48), (4, 4), ((0, 0), (8, 8))),
        ((100, 33, 1), (7, 4), ((6, 6), (15, 16))),
    ],
)
def test_where_a_pyramid_begins(shape, coarsest, margin):
    pyramid = ProGAN(4, **SMALL)._pyramid(shape)
    assert (pyramid.coarsest, pyramid.margin) == (coarsest, margin)


@pytest.mark.parametrize("model", [ProGAN, StyleGAN])
@pytest.mark.parametrize(
    ("augment", "n", "on"),
    [(None, 4_999, True), (None, 5_000, False), (True, 5_000, True), (False, 9, False)],
)
def test_augmentation_is_on_by_itself_of_few_images(model, augment, n, on):
    assert (model(augment=augment)._augmentation(n) is not None) == on


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ((7, 7), "images of 7x7 pixels in 1 channels"),
        ((16, 130), "sides of 8 to 128 pixels"),
        ((16, 16, 5), "1 to 4 channels"),
        ((12,), "is a table of 12 features, but ProGAN takes images"),
    ],
)
def test_images_that_do_not_fit(shape, message):
    with pytest.raises(ValueError, match=message):
        ProGAN(4, epochs=1, **SMALL).fit(np.zeros((8, *shape), np.uint8))


def test_mistakes(grown):
    with pytest.raises(NotFittedError):
        ProGAN(4).inverse_transform(np.zeros((1, 4)), resolution=8)
    with pytest.raises(ValueError, match=r"resolution=5 is none of this ProGAN's: it has drawn at 8, 16"):
        grown.sample(3, resolution=5)
