"""What a model lets one choose besides codings."""

import numpy as np
import pytest


@pytest.fixture
def style(styled):
    return styled.decode


def test_some_layers_take_their_style_from_another_coding(style, random):
    a, b = random.standard_normal((2, 1, 4)).astype(np.float32)
    model, layers = style.estimator, style.layers[-1]
    latents = model.latents(a, truncation=0.7)
    latents[:, list(model.layers_[layers])] = model.latents(b, truncation=0.7)[:, list(model.layers_[layers])]
    mixed = style(a, truncation=0.7, styles=(layers, tuple(b[0].tolist())))
    np.testing.assert_allclose(mixed, model.synthesize(latents, noise=False), atol=1e-6)
    assert np.abs(mixed - style(a, truncation=0.7)).max() > 1e-4


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"styles": ("upper", (0.0,) * 4)}, "there are no layers 'upper' here: they are "),
        ({"styles": ("fine", (1e9,) * 4)}, "codings must be numbers between"),
        ({"resolution": 4}, "there is no resolution 4"),
        ({"truncation": 2.0}, "truncation=2.0 must be a number from 0 to 1"),
    ],
)
def test_what_means_nothing_to_a_stylegan(style, options, said):
    with pytest.raises(ValueError, match=said):
        style(np.zeros((1, 4)), **options)


def test_what_means_nothing_to_others(gan):
    with pytest.raises(ValueError, match="a GAN knows no truncation and no styles: leave them out"):
        gan.decode(gan.codings[:1], styles=("fine", (0.0,) * 4))
