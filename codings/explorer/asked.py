"""What a page asks for, and whether it may."""

from typing import Annotated, Any

import msgspec
import numpy as np

from codings.explorer.subject import Subject

MOST_CODINGS = 1024  # in a request
Place = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]


class Styles(msgspec.Struct, forbid_unknown_fields=True):
    """Which layers take their style from which coding."""

    layers: str
    coding: list[float]


class Codings(msgspec.Struct, forbid_unknown_fields=True):
    """What is to be decoded."""

    codings: list[list[float]]
    labels: list[Place] | None = None
    truncation: float | None = None
    resolution: int | None = None
    styles: Styles | None = None

    def checked(self, subject: Subject) -> tuple[np.ndarray, np.ndarray, dict[str, Any]]:
        """Codings, labels, and options; raises ValueError if they are too many or do not fit the model."""
        width = subject.codings.shape[1]
        if not 1 <= len(self.codings) <= MOST_CODINGS:
            raise ValueError(f"give 1 to {MOST_CODINGS} codings at a time, not {len(self.codings)}.")
        others = [] if self.styles is None else [self.styles.coding]
        if any(len(one) != width for one in [*self.codings, *others]):
            raise ValueError(f"each coding of this model has {width} numbers.")
        if self.labels is not None and len(self.labels) != len(self.codings):
            raise ValueError("give as many labels as codings, or none.")
        labels = np.array(self.labels or [0] * len(self.codings), dtype=np.int64)
        with np.errstate(over="ignore"):
            return np.array(self.codings, dtype=np.float32), labels, self._options()

    def _options(self) -> dict[str, Any]:
        styles = None if self.styles is None else (self.styles.layers, tuple(self.styles.coding))
        given = {"truncation": self.truncation, "resolution": self.resolution, "styles": styles}
        return {name: value for name, value in given.items() if value is not None}


class Row(msgspec.Struct, forbid_unknown_fields=True):
    """A row that somebody typed."""

    row: list[str]


class Draw(msgspec.Struct, forbid_unknown_fields=True):
    """How many codings are to be drawn, and from which seed."""

    count: int
    seed: int

    def checked(self) -> tuple[int, int]:
        """Both; raises ValueError if there is no such number."""
        if not (1 <= self.count <= MOST_CODINGS and 0 <= self.seed < 2**32):
            raise ValueError(f"1 to {MOST_CODINGS} can be drawn at a time, from a seed of 0 or more.")
        return self.count, self.seed
