"""The table of models: what the command line lists, without loading a framework.

A test holds it equal to the constructors.
"""

from dataclasses import dataclass
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


def _training(epochs: int) -> tuple[Option, ...]:
    return (
        Option("epochs", int, epochs, "Times through the data."),
        Option("batch_size", int, 32, "Instances a step."),
        Option("learning_rate", float, None, "Peak of Adam's; by default it follows from the widest layer."),
        Option("random_state", int, None, "Seed: the same number gives the same weights."),
        Option("verbose", bool, True, "Show a progress bar on a terminal."),
    )


MODELS = (
    Model(
        "linear",
        "LinearAutoencoder",
        "codings.autoencoders.linear",
        "Linear autoencoder: performs PCA.",
        (
            Option("coding_size", int, 2, "Width of the codings."),
            *_training(epochs=100),
        ),
    ),
    Model(
        "stacked",
        "StackedAutoencoder",
        "codings.autoencoders.stacked",
        "Deep autoencoder of dense layers, tied or not.",
        (
            Option("coding_size", int, 30, "Width of the codings."),
            Option("hidden", (int,), (100,), "Widths of the encoder's hidden layers, for example 200,100."),
            Option("activation", str, "elu", "Of the hidden layers.", ACTIVATIONS),
            Option("tied", bool, False, "The decoder uses the encoder's weights, transposed."),
            *_training(epochs=20),
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
