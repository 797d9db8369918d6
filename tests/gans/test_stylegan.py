"""Styles: mapped, mixed, truncated, and found again from an image."""

import numpy as np
import pytest
from keras import ops

from codings import StyleGAN
from codings.layers import NoiseInjection
from tests.networks import check_networks


@pytest.fixture(scope="module")
def images(digits):
    return np.kron(digits.X[:100], np.ones((2, 2), "float32"))  # 16 x 16


@pytest.fixture(scope="module")
def fitted(images):
    return StyleGAN(6, filters=4, epochs=8, random_state=0, verbose=False).fit(images)


@pytest.fixture(scope="module")
def pair(fitted):
    return np.random.default_rng(0).standard_normal((2, 5, 6)).astype("float32")


def test_layers_of_coarse_middle_and_fine_traits(fitted):
    assert fitted.layers_ == {"coarse": range(1), "middle": range(1, 2), "fine": range(2, 3)}


@pytest.mark.usefixtures("uncompiled")
def test_of_two_layers_none_is_in_the_middle(digits):
    model = StyleGAN(4, filters=2, epochs=1, random_state=0, verbose=False).fit(digits.X[:64])
    assert model.layers_ == {"coarse": range(1), "fine": range(1, 2)}
    with pytest.raises(ValueError, match="layers='middle' must be one of coarse, fine, or numbers"):
        model.mix(np.zeros((1, 4)), np.ones((1, 4)), "middle")


def test_the_generator_maps_and_synthesises(fitted, pair):
    latents = fitted.latents(pair[0])
    assert latents.shape == (5, 3, 6)
    np.testing.assert_allclose(fitted.synthesize(latents), fitted.inverse_transform(pair[0]), atol=1e-5)


def test_mixing(fitted, pair):
    a, b = pair
    mine, theirs = fitted.inverse_transform(a), fitted.inverse_transform(b)
    np.testing.assert_allclose(fitted.mix(a, b, []), mine, atol=1e-5)
    np.testing.assert_allclose(fitted.mix(a, b, range(3)), theirs, atol=1e-5)
    np.testing.assert_array_equal(fitted.mix(a, b, "fine"), fitted.mix(a, b, [2]))
    for group in fitted.layers_:
        mixed = fitted.mix(a, b, group)
        assert np.abs(mixed - mine).max() > 1e-3
        assert np.abs(mixed - theirs).max() > 1e-3


def test_truncation_goes_towards_the_average(fitted):
    spread = [fitted.sample(50, truncation=share, random_state=0).std(0).mean() for share in (0, 0.5, 1)]
    assert spread[0] < 1e-6
    assert spread[0] < spread[1] < spread[2]
    codings = np.random.default_rng(1).standard_normal((5000, 6)).astype("float32")
    mean = fitted.latents(codings)[:, 0]
    average = fitted.latents(codings[:1], truncation=0)[0, 0]
    assert np.abs(mean.mean(0) - average).max() < 0.2 * mean.std(0).max()


def test_the_network_for_data_takes_a_truncation(fitted, pair, tmp_path):
    codings, _ = pair
    assert [x.name for x in fitted.networks().decoder.inputs] == ["codings", "truncation"]
    for share in (0.0, 0.3, 1.0):
        expected = fitted.synthesize(fitted.latents(codings, truncation=share))
        check_networks(fitted, tmp_path, codings, expected, beside=[np.full((5, 1), share, "float32")])
    drawn = fitted.sample(5, truncation=0.3, random_state=3)
    codings = np.random.RandomState(3).standard_normal((5, 6)).astype("float32")
    check_networks(fitted, tmp_path, codings, drawn, beside=[np.full((5, 1), 0.3, "float32")])


def test_noise_is_on_or_off(fitted):
    on, off, on_again = (fitted.sample(4, noise=noise, random_state=0) for noise in (True, False, True))
    assert np.abs(on - off).max() > 1e-3
    np.testing.assert_array_equal(on, on_again)
    strengths = [
        la.strength
        for la in fitted.generator_.get_layer("synthesis").layers
        if isinstance(la, NoiseInjection)
    ]
    assert len(strengths) == 3
    assert all(np.abs(ops.convert_to_numpy(strength)).max() > 0 for strength in strengths)


def test_projection_finds_the_latents_of_what_was_drawn(fitted):
    drawn = fitted.sample(3, random_state=3)
    found = fitted.project(drawn, steps=300)
    error = np.square(fitted.synthesize(found) - drawn).mean()
    assert error < 0.1 * np.square(fitted.sample(3, truncation=0) - drawn).mean()


def test_mistakes(fitted, pair):
    a, b = pair
    with pytest.raises(ValueError, match=r"truncation=1.5 must be a number from 0 to 1"):
        fitted.sample(2, truncation=1.5)
    with pytest.raises(ValueError, match=r"must be numbers from 0 to 2: there are 3"):
        fitted.mix(a, b, [3])
    for layers in (1, [1.0]):
        with pytest.raises(
            ValueError, match="must be one of coarse, middle, fine, or a list of whole numbers"
        ):
            fitted.mix(a, b, layers)
    with pytest.raises(ValueError, match=r"layers='rough' must be one of coarse, middle, fine"):
        fitted.mix(a, b, "rough")
    with pytest.raises(ValueError, match=r"a has 5 codings and b 4"):
        fitted.mix(a, b[:4], "fine")
    for steps in (0, 2.5):
        with pytest.raises(ValueError, match=rf"steps={steps} must be"):
            fitted.project(fitted.sample(1), steps=steps)
    with pytest.raises(ValueError, match=r"latents of this StyleGAN have \(n, 3, 6\)"):
        fitted.synthesize(np.zeros((2, 5, 6)))
