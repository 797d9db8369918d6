"""What a page is told of a model before it draws anything."""

from typing import Any

import numpy as np

from codings.explorer.atlas import A_SHEET, ACROSS, CELL, thumbnail_size
from codings.explorer.subject import Subject


def about(subject: Subject) -> dict[str, Any]:
    """Of a subject, for JSON: its model, its instances, and what can be done with them."""
    estimator, directions = subject.estimator, subject.directions
    return {
        "name": subject.name,
        "model": type(estimator).__name__,
        "count": len(subject.codings),
        "drawn": subject.is_drawn,
        "generates": estimator.can("sample"),
        "codingSize": subject.codings.shape[1],
        "conditions": None if subject.conditions is None else list(map(str, subject.conditions)),
        "truncation": estimator.can("synthesize"),
        "resolutions": subject.decode.resolutions,
        "layers": subject.decode.layers,
        "binary": type(estimator).__name__ == "BinaryAutoencoder",
        "columns": [{"name": c.name, "classes": list(c.classes)} for c in subject.columns],
        "middle": directions.middle.tolist(),
        "directions": [
            {"vector": vector.tolist(), "deviation": float(deviation), "said": said}
            for vector, deviation, said in zip(
                directions.vectors, directions.deviations, subject.said, strict=True
            )
        ],
        "low": np.quantile(subject.codings, 0.005, axis=0).tolist(),
        "high": np.quantile(subject.codings, 0.995, axis=0).tolist(),
        "data": subject.data is not None,
        **(_of_images(subject) if subject.is_images else _of_tables(subject)),
    }


def _of_images(subject: Subject) -> dict[str, Any]:
    size = subject.pixels.size
    return {
        "image": {
            "shape": list(size),
            "thumbnail": list(thumbnail_size(size.height, size.width)),
            "cell": CELL,
            "across": ACROSS,
            "aSheet": A_SHEET,
        },
        "names": None,
    }


def _of_tables(subject: Subject) -> dict[str, Any]:
    return {"image": None, "names": subject.names}
