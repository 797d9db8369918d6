"""What units of a first layer look for: their weights as images, beside the images that excite them most."""

import numpy as np
import numpy.typing as npt
from matplotlib import colormaps
from PIL import Image

from codings.plots.arrays import Bounds, Floats, pictures, pixel_range, scaled
from codings.plots.montage import grid

CMAP = "RdBu_r"  # weights below 0 are blue, above 0 red


def units(weights: npt.ArrayLike, exciting: npt.ArrayLike, *, bounds: Bounds = None) -> Image.Image:
    """Draw a row for each unit: its weights, and then the images that excite it most.

    Parameters
    ----------
    weights : array-like, (units, height, width) or (units, height, width, 1 or 3)
        Of grey images red where a unit is excited by light, blue where it is inhibited, white where neither.
        Of RGB images grey where neither, and lighter or darker in each channel.
    exciting : array-like, (units, k, height, width) or (units, k, height, width, 1 or 3)
        Images: uint8 pixels, or floats.
    bounds : (low, high), optional
        The images' values of black and of white, where these are not 0 and 255, or 0 and 1.

    Raises
    ------
    ValueError
        If the shapes do not belong together, or a value is not finite.
    """
    drawn = pictures("weights", weights)
    shown = np.asarray(exciting)
    if shown.ndim < 4 or shown.shape[:1] + shown.shape[2:] != np.shape(weights):
        raise ValueError(
            f"exciting must have the shape (units, k, ...) for weights of shape (units, ...) = "
            f"{np.shape(weights)}, not {shown.shape}: pass as many images for each unit"
        )
    flat = pictures("exciting", shown.reshape(-1, *shown.shape[2:]))
    images = _in_colour(scaled("exciting", flat, *pixel_range("exciting", flat, bounds)))
    rows = images.reshape(*shown.shape[:2], *images.shape[1:])
    return grid(
        np.concatenate([_filters(drawn)[:, None], rows], axis=1).reshape(-1, *images.shape[1:]),
        1 + shown.shape[1],
    )


def _filters(weights: np.ndarray) -> Floats:
    """Each unit's weights as an RGB image in [0, 1], 0 in the middle of the scale."""
    largest = np.abs(weights).max(axis=tuple(range(1, weights.ndim)), keepdims=True)
    middle = 0.5 + weights / (2 * np.where(largest > 0, largest, 1))
    return np.asarray(colormaps[CMAP](middle))[..., :3] if weights.ndim == 3 else middle


def _in_colour(images: Floats) -> Floats:
    """Images in [0, 1] as RGB."""
    return images if images.ndim == 4 else np.repeat(images[..., None], 3, axis=-1)
