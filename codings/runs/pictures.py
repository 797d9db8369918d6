"""The pictures of a run: those that suit its data and its estimator."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from codings.data import Dataset, all_numbers
from codings.images import is_drawable, is_image
from codings.runs.drawing import drawing, save
from codings.runs.inside import hashes, units
from codings.runs.resolutions import growth, mixing
from codings.runs.scene import SHOWN, Scene

MAP_FEWEST = 5  # below, t-SNE's neighbourhoods mean nothing
SIDE = 8  # of the sheet of samples; a conditional model's has this many of each class
MOST_CLASSES = 20
LETTERS = 24  # of a class
STEPS = 10
NEAREST, NEAREST_LINES = 9, 3  # images below a query, and lines over one


def draw(
    folder: Path,
    estimator: Any,
    data: Dataset,
    trained: slice | np.ndarray,
    shown: slice | np.ndarray,
    only: Collection[str] | None = None,
    before: Callable[[], None] = lambda: None,
) -> None:
    """Draws every picture that suits estimator and data into `folder` as .png files.

    `trained` are the rows of `data` that were given to the estimator's `fit`, in that order. Single
    instances are the first of the rows `shown`; the map and the activations are of a random choice among
    all, at most 2,000. Rows of a table with anything but numbers are not drawn. With `only`, no others than
    the pictures of these names are drawn. One that fails is left out, with a warning. `before` is called
    before each, and may raise.
    """
    if only is not None and not only:
        return
    from codings import plots

    folder.mkdir(exist_ok=True)
    scene = Scene(estimator, data, trained, shown)
    for picture in PICTURES:
        if only is not None and picture.name not in only:
            continue
        fit = estimator.can(picture.needs) and picture.of(data.X.shape[1:])
        if not fit or (not all_numbers(data.X) and picture.of is not _any):
            continue
        before()
        with drawing(picture.name), plots.on_any_ground():
            drawn = picture.draw(scene)
            if drawn is not None:
                save(drawn, folder / f"{picture.name}.png")


def _losses(scene: Scene) -> Any:
    from codings import plots

    return plots.losses(scene.estimator.history_)


def _reconstructions(scene: Scene) -> Any:
    from codings import plots

    return plots.reconstructions(scene.some, scene.estimator.reconstruct(scene.some), bounds=scene.bounds)


def _map(scene: Scene) -> Any:
    from codings import plots

    data, chosen = scene.data, scene.choice
    if len(chosen) < MAP_FEWEST:
        return None
    images = scene.instances(chosen) if is_image(data.X.shape[1:]) else None
    labels = None if data.y is None else data.y[chosen]
    classes = tuple(map(_printable, data.classes))
    return plots.codings_map(scene.codings, images, labels, classes, bounds=scene.bounds)


def _sparsity(scene: Scene) -> Any:
    from codings import plots

    params = scene.estimator.get_params()  # a target is that of the divergence, and of no other penalty
    return plots.sparsity(scene.codings, params["target"] if params.get("penalty") == "kl" else None)


def _penalties(scene: Scene) -> Any:
    from codings import plots

    return plots.penalties(scene.estimator.get_params()["target"])


def _denoised(scene: Scene) -> Any:
    from codings import plots

    noisy = scene.estimator.corrupt(scene.some, random_state=0)
    denoised = scene.estimator.denoise(scene.named(noisy))
    if scene.some.ndim > 2:  # images in one range, which noise may leave
        noisy = np.clip(noisy, scene.some.min(), scene.some.max()).astype(scene.some.dtype)
    return plots.rows({"noisy": noisy, "denoised": denoised, "original": scene.some}, bounds=scene.bounds)


def _samples(scene: Scene) -> Any:
    """A square of them, or a row for each class, with its name."""
    from codings import plots

    classes = getattr(scene.estimator, "classes_", None)
    if classes is None:
        return plots.grid(scene.estimator.sample(SIDE * SIDE, random_state=0), SIDE, bounds=scene.bounds)
    labels = np.repeat(classes[:MOST_CLASSES], SIDE)
    drawn = np.split(scene.estimator.sample(len(labels), y=labels, random_state=0), len(labels) // SIDE)
    return plots.rows(dict(zip(_names(classes), drawn, strict=False)), SIDE, bounds=scene.bounds)


def _names(classes: Sequence[Any]) -> list[str]:
    """Of classes in few letters, for pictures need their room; whole where these would be the same."""
    names = [_printable(name) for name in classes]
    short = [name if len(name) <= LETTERS else f"{name[: LETTERS - 1]}…" for name in names]
    return short if len({*short}) == len(short) else names


def _printable(name: Any) -> str:
    """A class's name, without what is no character: of a folder, it may hold any bytes."""
    return str(name).encode("utf-8", "replace").decode("utf-8")


def _plane(scene: Scene) -> Any:
    """Samples over as many points of the data."""
    from codings import plots

    points = np.asarray(scene.instances(scene.choice))
    return plots.plane(points, scene.estimator.sample(len(points), random_state=0))


def _interpolation(scene: Scene) -> Any:
    """A row of pictures for each two of the instances shown; of a GAN, for each two codings drawn."""
    from codings import plots

    ends: np.ndarray = np.asarray(scene.some)
    labels: list[dict[str, Any]] = [{}] * SHOWN
    if scene.estimator.can("judge"):
        ends, labels = _codings(scene.estimator)
    pairs = zip(ends[::2], ends[1::2], labels, strict=False)
    ways = [scene.estimator.interpolate(a, b, steps=STEPS, **label) for a, b, label in pairs]
    return plots.grid(np.concatenate(ways), STEPS, bounds=scene.bounds) if ways else None


def _codings(estimator: Any) -> tuple[np.ndarray, list[dict[str, Any]]]:
    """Codings drawn for a GAN, (10, coding_size), and the label of each way between two of them, if any."""
    codings = np.random.default_rng(0).standard_normal((SHOWN, estimator._coding_width))
    classes = estimator.classes_
    return codings, [{} if classes is None else {"y": classes[i % len(classes)]} for i in range(SHOWN)]


def _neighbours(scene: Scene) -> Any:
    """Samples, each above the training instances that are nearest to it, entry by entry: are they copies?"""
    from sklearn.neighbors import NearestNeighbors

    from codings import plots

    samples = scene.estimator.sample(SHOWN, random_state=0)
    trained = scene.trained_on(np.arange(scene.searched))
    flat = [X.reshape(len(X), -1).astype(np.float32) for X in (trained, samples)]
    search = NearestNeighbors(n_neighbors=min(NEAREST_LINES, len(trained)), algorithm="brute").fit(flat[0])
    nearest = search.kneighbors(flat[1], return_distance=False)
    found = {_ordinal(i): trained[n] for i, n in enumerate(nearest.T, 1)}
    return plots.rows({"sample": samples, **found}, bounds=scene.bounds)


def _similar(scene: Scene) -> Any:
    """Instances shown, each above those of the training that are nearest to it."""
    from codings import plots

    many = NEAREST if is_image(scene.data.X.shape[1:]) else NEAREST_LINES
    _, nearest = scene.estimator.similar(scene.some, min(many, scene.searched))
    found = {_ordinal(i): scene.trained_on(column) for i, column in enumerate(nearest.T, 1)}
    return plots.rows({"query": scene.some, **found}, bounds=scene.bounds)


def _units(scene: Scene) -> Any:
    return units(scene.estimator, np.asarray(scene.instances(scene.choice)))


def _hashes(scene: Scene) -> Any:
    return hashes(scene.estimator, scene.trained_on(np.arange(scene.searched)))


def _growth(scene: Scene) -> Any:
    return growth(scene.estimator)


def _mixing(scene: Scene) -> Any:
    return mixing(scene.estimator)


def _ordinal(rank: int) -> str:
    return {1: "nearest", 2: "2nd", 3: "3rd"}.get(rank, f"{rank}th")


class Picture(NamedTuple):
    """The file's name, what the estimator must be able to do, instances of which shapes, and who draws it."""

    name: str
    needs: str
    of: Callable[[tuple[int, ...]], bool]
    draw: Callable[[Scene], Any]


def _is_plane(shape: tuple[int, ...]) -> bool:
    return shape == (2,)


def _any(shape: tuple[int, ...]) -> bool:
    return True


PICTURES = (
    Picture("losses", "fit", _any, _losses),
    Picture("reconstructions", "reconstruct", is_drawable, _reconstructions),
    Picture("codings", "transform", _any, _map),
    Picture("units", "transform", is_image, _units),
    Picture("sparsity", "sparsity", _any, _sparsity),
    Picture("penalties", "sparsity", _any, _penalties),
    Picture("denoised", "denoise", is_drawable, _denoised),
    Picture("samples", "sample", is_image, _samples),
    Picture("samples", "sample", _is_plane, _plane),
    Picture("interpolation", "interpolate", is_image, _interpolation),
    Picture("similar", "similar", is_drawable, _similar),
    Picture("hashes", "hash", is_image, _hashes),
    Picture("neighbours", "judge", is_image, _neighbours),
    Picture("growth", "resolutions_", is_image, _growth),
    Picture("mixing", "mix", is_image, _mixing),
)

TRAINING = ("training", "measures")
"""Of a GAN: what was drawn after each epoch, and what was measured."""


def check_names(names: Collection[str]) -> None:
    """Raises ValueError if there is no picture of one of these names."""
    known = [*dict.fromkeys(picture.name for picture in PICTURES), *TRAINING]
    for name in names:
        if name not in known:
            raise ValueError(f"there is no picture {name!r}; there are {', '.join(known)}.")
