"""A fitted model on Ray Data: `apply`. It needs the extra ``ray``."""

import os
from typing import Any

from codings.engines.fitted import Fitted, checked

BATCH = 4096


def apply(
    data: Any,
    folder: str | os.PathLike[str],
    method: str = "transform",
    *,
    batch_size: int = BATCH,
    **how: Any,
) -> Any:
    """A Ray dataset with the codings of its rows, or their scores, as further columns.

    Parameters
    ----------
    data : ray.data.Dataset
        Of columns. Ray keeps their order if ``ray.data.DataContext`` says ``preserve_order``.
    folder : path
        Of a run, or of a saved model. Every actor must see it, and loads it once.
    method : str
        "transform", which adds ``coding_1`` and so on, or "score_samples", which adds ``score``.
    batch_size : int
        Rows that an actor is given at a time.
    **how
        For `map_batches`: ``concurrency=4``, ``num_gpus=1``.

    Raises
    ------
    ValueError
        If there is no such model or method; when it is computed, if columns are not those of the training.
    """
    checked(folder, method)
    return data.map_batches(
        Fitted,
        fn_constructor_args=(os.path.abspath(folder), method),
        batch_format="pandas",
        batch_size=batch_size,
        **{"concurrency": 1} | how,
    )
