"""The pictures of a run."""

from pathlib import Path
from typing import Any

import numpy as np

from codings.data import Dataset

MAP_INSTANCES = 2000
MAP_FEWEST = 5  # below, t-SNE's neighbourhoods mean nothing
PAIRS = 10


def draw(folder: Path, estimator: Any, data: Dataset, shown: slice | np.ndarray) -> None:
    """Draws losses, reconstructions and the map of codings into `folder`, as .png files.

    Reconstructions are of the first of the rows `shown`; the map is of a random choice among all
    instances, of which it holds at most 2,000.
    """
    from codings import plots

    folder.mkdir()
    plots.losses(estimator.history_).savefig(folder / "losses.png")
    if data.X.ndim == 2 or is_image(data.X.shape[1:]):
        some = np.asarray(data.X[np.arange(len(data.X))[shown][:PAIRS]])
        pairs = plots.reconstructions(some, estimator.reconstruct(some), PAIRS)
        pairs.savefig(folder / "reconstructions.png")
    if len(data.X) >= MAP_FEWEST:
        _map(estimator, data).savefig(folder / "codings.png")


def is_image(shape: tuple[int, ...]) -> bool:
    """Whether instances of this shape can be drawn as images: grey or RGB."""
    return len(shape) == 2 or (len(shape) == 3 and shape[-1] in (1, 3))


def _map(estimator: Any, data: Dataset) -> Any:
    from codings import plots

    chosen = np.arange(len(data.X))
    if len(chosen) > MAP_INSTANCES:
        chosen = np.sort(np.random.default_rng(0).choice(chosen, MAP_INSTANCES, replace=False))
    some = np.asarray(data.X[chosen])
    return plots.codings_map(
        estimator.transform(some),
        some if is_image(some.shape[1:]) else None,
        None if data.y is None else data.y[chosen],
        data.classes,
    )
