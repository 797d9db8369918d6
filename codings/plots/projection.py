"""Codings of any size brought to two coordinates."""

from typing import NamedTuple

import numpy as np

from codings.plots.arrays import Floats

METHODS = ("tsne", "pca")
FEWEST = 5  # instances below which t-SNE's neighbourhoods mean nothing


class Projection(NamedTuple):
    """Points (n, 2), and the names of the axes; no names where positions have no unit."""

    points: Floats
    names: tuple[str, ...]


def project(codings: Floats, method: str, random_state: int | None) -> Projection:
    """Two columns are left as they are, one is set against the instances' order, more are projected.

    Raises
    ------
    ValueError
        If t-SNE is asked of fewer than five instances.
    """
    count, size = codings.shape
    if size == 1:
        return Projection(np.column_stack([codings, np.arange(count)]), ("coding 1", "instance"))
    if size == 2:
        return Projection(codings, ("coding 1", "coding 2"))
    if (codings == codings[0]).all():  # a collapsed model: neither method is defined, and one dot says it
        return Projection(np.zeros((count, 2)), ("all codings are equal", ""))
    return _pca(codings) if method == "pca" else _tsne(codings, random_state)


def _pca(codings: Floats) -> Projection:
    from sklearn.decomposition import PCA

    pca = PCA(2, svd_solver="full").fit(codings)
    names = [
        f"component {i} ({share:.0%} of the variance)"
        for i, share in enumerate(pca.explained_variance_ratio_, 1)
    ]
    return Projection(pca.transform(codings), tuple(names))


def _tsne(codings: Floats, random_state: int | None) -> Projection:
    """Van der Maaten and Hinton (2008), https://jmlr.org/papers/v9/vandermaaten08a.html."""
    from sklearn.manifold import TSNE

    count = len(codings)
    if count < FEWEST:
        raise ValueError(f'method "tsne" needs at least {FEWEST} codings, not {count}: pass method="pca"')
    perplexity = min(30.0, (count - 1) / 3)
    tsne = TSNE(2, perplexity=perplexity, init="pca", learning_rate="auto", random_state=random_state)
    return Projection(tsne.fit_transform(codings).astype(np.float64), ())
