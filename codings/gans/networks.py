"""The inputs and the last layers that all GANs' networks have, around layers of each one's own."""

from collections.abc import Callable
from typing import Any

import keras
from keras import layers

from codings.backend.scope import given
from codings.layers import MinibatchStdev

Generate = Callable[[Any, list], Any]
"""From codings and labels, a list of one tensor or of none, to instances."""

Features = Callable[[Any], Any]
"""From packs of instances, (batch, pack, ...), to what the discriminator's last layer is given."""


def build_generator(generate: Generate, coding_size: int, classes: int) -> keras.Model:
    """From codings, and labels, one-hot, where there are `classes`, to instances."""
    codings = keras.Input((coding_size,), name="codings")
    labels = _labels(classes)
    return keras.Model(given([codings, *labels]), generate(codings, labels), name="generator")


def build_discriminator(
    features: Features,
    shape: tuple[int, ...],
    classes: int,
    *,
    pack: int,
    minibatch_std: bool,
    dense: Callable[..., keras.Layer],
) -> keras.Model:
    """From instances of `shape`, or packs of them, and labels, to scores, (batch, 1).

    `dense` makes the last layer, from its number of units. Labels are compared with the features: Miyato and
    Koyama (2018), "cGANs with projection discriminator", https://arxiv.org/abs/1802.05637
    """
    packed = () if pack == 1 else (pack,)
    instances = keras.Input((*packed, *shape), name="instances")
    labels = _labels(classes, *packed)
    x = features(layers.Reshape((pack, *shape))(instances))
    if minibatch_std:
        x = MinibatchStdev()(x)
    x = layers.Flatten()(x)
    scores = dense(1)(x)
    if labels:
        wanted = dense(x.shape[-1], use_bias=False)(layers.Flatten()(labels[0]))
        scores = layers.Add()([scores, layers.Dot(axes=1)([wanted, x])])
    return keras.Model(given([instances, *labels]), scores, name="discriminator")


def joined(codings: Any, labels: list) -> Any:
    """Codings, and labels if there are any, as one input of a generator."""
    return layers.Concatenate()([codings, *labels]) if labels else codings


def _labels(classes: int, *packed: int) -> list:
    return [keras.Input((*packed, classes), name="label")] if classes else []
