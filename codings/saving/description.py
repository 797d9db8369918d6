"""What `model.json` says of a saved estimator: the one schema by which it is written and read.

The networks and arrays lie in a folder of their own, new for each save, whose name is in `save`. So the file
can be replaced at one blow, and never describes the files of another save.
"""

from pathlib import Path
from typing import Annotated, Any, Literal

import keras
import numpy as np
from msgspec import Meta, Struct, convert

from codings.files import conforming, is_written, read_json

DESCRIPTION, ARRAYS = "model.json", "arrays.npz"
FORMAT = 3
SAVE = "save-"  # with which the names of the saves' folders begin
REMEDY = "save the model again"

Size = Annotated[int, Meta(ge=0)]
Name = Annotated[str, Meta(pattern=r"^\w+\Z")]  # of an attribute, and so of a file
Shape = tuple[Size | None, ...]


class Network(Struct):
    """Shapes of a network's inputs and outputs, without the batch, and how many parameters it has."""

    inputs: list[Shape]
    outputs: list[Shape]
    parameters: Size


class Array(Struct):
    """An array's shape, and NumPy's name of its dtype."""

    shape: tuple[Size, ...]
    dtype: str


class Unfitted(Struct, tag_field="estimator", tag="unfitted"):
    """An estimator as an argument, by the name of its class and its own arguments."""

    model: str
    params: dict[str, "Param"]


class Fitted(Struct, tag_field="estimator", tag="fitted"):
    """An estimator as an argument, which is among the models; in scikit-learn's FrozenEstimator or not."""

    model: str
    frozen: bool


Param = None | bool | int | float | str | list[Any] | Unfitted | Fitted


class Saved(Struct, kw_only=True):
    """A fitted estimator. Files and folders have the names of its attributes.

    Arguments that `params` lacks are those that a newer version has added: they have their defaults.
    """

    model: str
    params: dict[str, Param]
    range: dict[str, Any]
    features: Annotated[int, Meta(ge=1)]
    feature_names: list[str] | None
    history: dict[str, list[float | None]]
    networks: dict[Name, Network]
    arrays: dict[Name, Array]
    models: dict[Name, "Saved"]


class Description(Saved, kw_only=True):
    """What `model.json` holds."""

    format: Literal[3]
    codings: str
    save: str


def file_of(network: str) -> str:
    """The name of the file of a network, by that of its attribute."""
    return f"{network.rstrip('_')}.keras"


def describe(network: keras.Model) -> Network:
    """The shapes of a network."""
    inputs, outputs = ([tuple(x.shape[1:]) for x in some] for some in (network.inputs, network.outputs))
    return convert({"inputs": inputs, "outputs": outputs, "parameters": network.count_params()}, Network)


def describe_array(array: np.ndarray) -> Array:
    """An array's shape and dtype."""
    return Array(array.shape, array.dtype.str)


def read_description(folder: Path) -> Description:
    """What the saved model in `folder` is; raises ValueError if there is none, or `model.json` is damaged."""
    path = folder / DESCRIPTION
    if not path.is_file():
        raise ValueError(f"{folder} holds no saved model: there is no {DESCRIPTION} in it.")
    content = read_json(path, remedy=REMEDY)
    if content.get("format") != FORMAT:
        raise ValueError(
            f"{path} has format {content.get('format')}, this codings reads {FORMAT}: save the model again "
            "by this version."
        )
    description = conforming(path, content, Description, REMEDY)
    if not is_written(description.save, SAVE):
        raise ValueError(f"{path} is damaged (save: {description.save!r} is no save's folder): {REMEDY}.")
    return description
