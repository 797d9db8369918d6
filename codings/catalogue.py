"""The table of models: what the command line lists, without loading a framework.

A test holds it equal to the constructors.
"""

from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Option:
    """A constructor's argument as an option of the command line."""

    name: str
    kind: type | tuple[type, ...]  # bool, int, float or str; (int,) is any number of them
    default: Any
    help: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Model:
    """An estimator, by its name on the command line."""

    name: str
    class_name: str
    module: str
    summary: str
    options: tuple[Option, ...]

    def estimator(self) -> Any:
        """The class. This loads the framework."""
        return getattr(import_module(self.module), self.class_name)


ACTIVATIONS = (
    "elu", "gelu", "leaky_relu", "linear", "mish", "relu", "selu", "sigmoid", "silu", "softplus", "tanh"
)  # fmt: skip


HIDDEN = Option("hidden", (int,), (100,), "Widths of the encoder's hidden layers, for example 200,100.")


def _codings(size: int) -> Option:
    return Option("coding_size", int, size, "Width of the codings.")


def _activation(name: str) -> Option:
    return Option("activation", str, name, "Of the hidden layers.", ACTIVATIONS)


def _training(epochs: int, batch_size: int = 32, learning_rate: float | None = None) -> tuple[Option, ...]:
    by_width = "; by default it follows from the widest layer" if learning_rate is None else ""
    return (
        Option("epochs", int, epochs, "Times through the data."),
        Option("batch_size", int, batch_size, "Instances a step."),
        Option("learning_rate", float, learning_rate, f"Peak of Adam's{by_width}."),
        Option("random_state", int, None, "Seed: the same number gives the same weights."),
        Option("verbose", bool, True, "Show a progress bar on a terminal."),
    )


LOSSES = ("non-saturating", "minimax", "least-squares", "hinge", "wasserstein")
CONDITIONAL = Option("conditional", bool, None, "Learn with the data's labels, to sample by label.")


LOSS = Option("loss", str, "non-saturating", "What the two networks minimise.", LOSSES)
EVERY = Option("every", int, 8, "Steps from one R1 penalty to the next.")


def _by_resolution(coding_size: int, *own: Option) -> tuple[Option, ...]:
    return (
        _codings(coding_size),
        Option(
            "filters", int, 16, "At half the finest resolution; twice as many at each below, at most 8 times."
        ),
        *own,
        LOSS,
        Option("r1", float, 1.0, "Weight of the R1 penalty; 0 for none."),
        EVERY,
        Option("augment", bool, False, "Adaptive augmentation, for small data."),
        CONDITIONAL,
    )


def _adversarial(r1: float | None, every: int, minibatch_std: bool | None) -> tuple[Option, ...]:
    return (
        LOSS,
        Option("r1", float, r1, "Weight of the R1 penalty; 0 for none, or by the number of entries."),
        replace(EVERY, default=every),
        Option("critic_steps", int, 1, "Steps of the discriminator to one of the generator."),
        Option("pack", int, 1, "Instances that the discriminator judges together."),
        Option("minibatch_std", bool, minibatch_std, "Show the discriminator how much a batch varies."),
        Option("spectral", bool, False, "Spectral normalisation of the discriminator."),
        Option("average", bool, True, "Draw with a moving average of the generator's weights."),
        Option("replay", bool, False, "Show the discriminator earlier generated instances, too."),
        CONDITIONAL,
    )


MODELS = (
    Model(
        "linear",
        "LinearAutoencoder",
        "codings.autoencoders.linear",
        "Linear autoencoder: performs PCA.",
        (_codings(2), *_training(epochs=100)),
    ),
    Model(
        "stacked",
        "StackedAutoencoder",
        "codings.autoencoders.stacked",
        "Deep autoencoder of dense layers, tied or not.",
        (
            _codings(30),
            HIDDEN,
            _activation("elu"),
            Option("tied", bool, False, "The decoder uses the encoder's weights, transposed."),
            Option("greedy", bool, False, "Train one layer at a time, then all together."),
            *_training(epochs=20),
        ),
    ),
    Model(
        "convolutional",
        "ConvolutionalAutoencoder",
        "codings.autoencoders.convolutional",
        "Convolutions and transposed ones, for images of any size.",
        (
            _codings(30),
            Option("filters", (int,), (16, 32, 64), "Of the encoder's convolutions."),
            _activation("elu"),
            *_training(epochs=10),
        ),
    ),
    Model(
        "recurrent",
        "RecurrentAutoencoder",
        "codings.autoencoders.recurrent",
        "LSTM layers, for sequences; an image is one of its rows.",
        (_codings(30), HIDDEN, *_training(epochs=10)),
    ),
    Model(
        "denoising",
        "DenoisingAutoencoder",
        "codings.autoencoders.denoising",
        "Trained to remove noise.",
        (
            _codings(30),
            Option("noise", str, "dropout", "Entries set to 0, or normal noise.", ("dropout", "gaussian")),
            Option("level", float, 0.5, "Share that is dropped, or the noise's standard deviation."),
            HIDDEN,
            _activation("leaky_relu"),
            *_training(epochs=20),
        ),
    ),
    Model(
        "sparse",
        "SparseAutoencoder",
        "codings.autoencoders.sparse",
        "Many codings, few of them active.",
        (
            _codings(300),
            Option("penalty", str, "kl", "On activations, or on their distance from a target.", ("l1", "kl")),
            Option("weight", float, None, "Of the penalty; by default 1e-4 for l1, 5e-3 for kl."),
            Option("target", float, 0.1, "Mean activation of each unit, for kl."),
            HIDDEN,
            _activation("elu"),
            *_training(epochs=20),
        ),
    ),
    Model(
        "variational",
        "VariationalAutoencoder",
        "codings.autoencoders.variational",
        "Generates: its codings follow a distribution to draw from.",
        (
            _codings(10),
            Option("hidden", (int,), None, "Widths (150,100), or with --convolutional filters (16,32,64)."),
            Option("beta", float, 1.0, "Weight of the latent loss."),
            Option("convolutional", bool, False, "Convolutions instead of dense layers, for images."),
            CONDITIONAL,
            _activation("silu"),
            *_training(epochs=25, batch_size=128),
        ),
    ),
    Model(
        "binary",
        "BinaryAutoencoder",
        "codings.autoencoders.binary",
        "Codings of bits, to find similar instances by.",
        (
            Option("coding_size", int, 16, "Number of bits."),
            HIDDEN,
            _activation("elu"),
            *_training(epochs=20),
        ),
    ),
    Model(
        "gan",
        "GAN",
        "codings.gans.gan",
        "Generator against discriminator, of dense layers.",
        (
            _codings(30),
            Option("hidden", (int,), (100, 150), "Widths of the generator's hidden layers."),
            *_adversarial(r1=None, every=1, minibatch_std=None),
            *_training(epochs=10, learning_rate=0.0015),
        ),
    ),
    Model(
        "dcgan",
        "DCGAN",
        "codings.gans.dcgan",
        "GAN of strided convolutions, for images.",
        (
            _codings(100),
            Option("filters", int, 32, "Of the convolution nearest to the image; twice as many a step down."),
            *_adversarial(r1=1.0, every=8, minibatch_std=True),
            *_training(epochs=7, batch_size=64, learning_rate=0.001),
        ),
    ),
    Model(
        "progan",
        "ProGAN",
        "codings.gans.progan",
        "GAN that grows, from 4x4 pixels to the images' own.",
        (*_by_resolution(100), *_training(epochs=12, learning_rate=0.01)),
    ),
    Model(
        "stylegan",
        "StyleGAN",
        "codings.gans.stylegan",
        "GAN whose generator is given a style at each layer.",
        (
            *_by_resolution(64, Option("mixing", float, 0.1, "Share of images in training of two styles.")),
            *_training(epochs=6, learning_rate=0.02),
        ),
    ),
)


def by_class(class_name: str) -> Model:
    """The model of that class; raises ValueError if there is none."""
    for model in MODELS:
        if model.class_name == class_name:
            return model
    known = ", ".join(model.class_name for model in MODELS)
    raise ValueError(f"there is no model {class_name!r} in this version of codings; there are {known}.")
