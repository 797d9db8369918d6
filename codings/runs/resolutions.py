"""Pictures of the GANs that have a block for each resolution: how one grew, and how styles are mixed."""

from typing import Any

import numpy as np

GROWN = 10  # codings that are drawn at every resolution
SOURCES = 8  # instances whose styles are changed
STYLES = 2  # instances whose styles are taken, for each group of layers


def growth(estimator: Any) -> Any:
    """The same codings at every resolution, a row for each, without the margins that no one has looked at."""
    from codings import plots

    codings, labels = _codings(estimator, GROWN)
    resolutions = estimator.resolutions_
    drawn = {r: estimator.inverse_transform(codings, labels, resolution=r) for r in resolutions}
    side = min(estimator.generator_.output_shape[1], resolutions[-1])
    margin = (resolutions[-1] - side) // 2
    inner = slice(margin, margin + side)
    rows = {
        f"{r} x {r}": _enlarged(images, resolutions[-1] // r)[:, inner, inner] for r, images in drawn.items()
    }
    return plots.rows(rows, GROWN, bounds=estimator.range_.bounds)


def mixing(estimator: Any) -> Any:
    """Styles of the instances on the left, put into those above: coarse ones first, then middle and fine."""
    from codings import plots

    number = STYLES * len(estimator.layers_)
    codings, labels = _codings(estimator, SOURCES + number)
    label = None if labels is None else labels[0]
    drawn = estimator.inverse_transform(codings, label)
    above, left = codings[:SOURCES], codings[SOURCES:]
    sheet = [np.zeros_like(drawn[:1]), drawn[:SOURCES]]
    for i, coding in enumerate(left):
        group = list(estimator.layers_)[i // STYLES]
        styled = estimator.mix(above, np.repeat(coding[None], SOURCES, axis=0), group, y=label)
        sheet += [drawn[SOURCES + i : SOURCES + i + 1], styled]
    return plots.grid(np.concatenate(sheet), 1 + SOURCES, bounds=estimator.range_.bounds)


def _codings(estimator: Any, n: int) -> tuple[np.ndarray, Any]:
    """Codings, (n, coding_size), and labels, the classes in turn, if there are any."""
    codings = np.random.default_rng(0).standard_normal((n, estimator._coding_width)).astype(np.float32)
    return codings, None if estimator.classes_ is None else np.resize(estimator.classes_, n)


def _enlarged(images: np.ndarray, times: int) -> np.ndarray:
    return images.repeat(times, axis=1).repeat(times, axis=2)
