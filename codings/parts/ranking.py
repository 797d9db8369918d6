"""The strangest rows of all shards, by the scores of their parts."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from codings.data.writing import ending_of


def strangest(records: Sequence[Mapping[str, Any]], out: Path, count: int) -> list[tuple[str, int, float]]:
    """Shard, row and score of the `count` lowest scores of all parts in `out`, the lowest first."""
    found = [
        (record["of"]["shard"], row, score)
        for record in records
        for row, score in _lowest(record, out, count)
    ]
    return sorted(found, key=lambda one: one[2])[:count]


def _lowest(record: Mapping[str, Any], out: Path, count: int) -> Sequence[Sequence[Any]]:
    """As many rows of a part, with their scores: by its record, or by its file where that has too few."""
    if len(record["strangest"]) >= min(count, record["rows"]):
        return record["strangest"]
    scores = _scores(out / record["part"])
    chosen = scores.argsort(kind="stable")[:count]
    return list(zip(chosen.tolist(), scores[chosen].tolist(), strict=True))


def _scores(path: Path) -> np.ndarray:
    import pandas as pd

    ending = ending_of(path)
    if ending == ".npy":
        return np.load(path)
    if ending == ".npz":
        return np.load(path)["X"]
    table = pd.read_parquet(path) if ending == ".parquet" else pd.read_csv(path, float_precision="round_trip")
    return table["score"].to_numpy()
