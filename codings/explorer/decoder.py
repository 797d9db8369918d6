"""From codings to instances, with what a model lets one choose besides."""

from typing import Any

import numpy as np

FARTHEST = 1e6  # a coding's entry


class Decoder:
    """Decodes codings, with labels as places in the model's classes.

    Parameters
    ----------
    estimator : a fitted estimator that decodes
    """

    def __init__(self, estimator: Any):
        self.estimator = estimator
        self.conditions: Any = None if getattr(estimator, "classes_", None) is None else estimator.classes_
        self.resolutions: list[int] = estimator.resolutions_ if estimator.can("resolutions_") else []
        self.layers: list[str] = list(estimator.layers_) if estimator.can("mix") else []

    def __call__(
        self,
        codings: np.ndarray,
        labels: np.ndarray | None = None,
        truncation: float | None = None,
        resolution: int | None = None,
        styles: tuple[str, tuple[float, ...]] | None = None,
    ) -> Any:
        """The instances of codings, (n, coding_size).

        Parameters
        ----------
        codings : array, (n, coding_size)
        labels : array of int, (n,), optional
            Places in the model's classes; by default the first.
        truncation : float in [0, 1], optional
        styles : (str, tuple of float), optional
            Layers by their name, and the coding that these take their style from.
        resolution : int, optional
            One of `resolutions`.

        Raises
        ------
        ValueError
            If codings are not finite or far out, or an option means nothing to the model.
        """
        codings = _near(codings)
        y = {} if self.conditions is None else {"y": self.conditions[self._known(labels, len(codings))]}
        if resolution is not None and resolution not in self.resolutions:
            raise ValueError(f"there is no resolution {resolution} here: leave it out.")
        if self.estimator.can("synthesize"):
            return self._synthesized(codings, 1.0 if truncation is None else truncation, styles, y)
        if truncation is not None or styles is not None:
            raise ValueError(f"a {self._model} knows no truncation and no styles: leave them out.")
        if resolution is None:
            return self.estimator.inverse_transform(codings, **y)
        return self.estimator.inverse_transform(codings, resolution=resolution, **y)

    @property
    def _model(self) -> str:
        return type(self.estimator).__name__

    def _synthesized(self, codings: np.ndarray, truncation: float, styles: Any, y: dict[str, Any]) -> Any:
        latents = self.estimator.latents(codings, truncation=truncation, **y)
        if styles is not None:
            layers, coding = styles
            if layers not in self.layers:
                raise ValueError(f"there are no layers {layers!r} here: they are {', '.join(self.layers)}.")
            others = np.repeat(_near([coding]), len(codings), axis=0)
            chosen = list(self.estimator.layers_[layers])
            latents[:, chosen] = self.estimator.latents(others, truncation=truncation, **y)[:, chosen]
        return self.estimator.synthesize(latents, noise=False)

    def _known(self, labels: np.ndarray | None, n: int) -> np.ndarray:
        found = np.zeros(n, np.intp) if labels is None else np.asarray(labels, np.intp)
        if not ((found >= 0) & (found < len(self.conditions))).all():
            raise ValueError(f"labels must be numbers from 0 to {len(self.conditions) - 1}.")
        return found


def _near(codings: Any) -> np.ndarray:
    with np.errstate(over="ignore"):
        found = np.asarray(codings, dtype=np.float32)
    if not (np.abs(found) <= FARTHEST).all():
        raise ValueError(f"codings must be numbers between -{FARTHEST:,.0f} and {FARTHEST:,.0f}.")
    return found
