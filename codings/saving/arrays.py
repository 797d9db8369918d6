"""Reading the arrays of a saved estimator."""

import zipfile
from collections.abc import Mapping
from typing import IO

import numpy as np

from codings.data.archives import Refusal, check_archive, check_array
from codings.saving.description import REMEDY, Array, describe_array


def read_arrays(file: IO[bytes], described: Mapping[str, Array]) -> dict[str, np.ndarray]:
    """The arrays by their names, as they were described.

    Raises ValueError if the file is damaged, or an array is another one or has NaN in it; Refusal
    if it would take memory beyond measure.
    """
    path = file.name
    try:
        with zipfile.ZipFile(file) as archive:
            check_archive(file, archive)
            for name in described:
                check_array(archive, f"{name}.npy")
        file.seek(0)
        with np.load(file, allow_pickle=False) as values:
            arrays = {name: values[name] for name in described}
    except Refusal:
        raise
    except Exception as error:  # zipfile, zlib and NumPy each have their own
        raise ValueError(f"{path} is damaged ({error}): {REMEDY}.") from error
    for name, array in arrays.items():
        if describe_array(array) != described[name]:
            raise ValueError(
                f"{path} has an array {name} of another shape or dtype than described: {REMEDY}."
            )
        if array.dtype.kind == "f" and np.isnan(array).any():
            raise ValueError(f"{path} has NaN in the array {name}: {REMEDY}.")
    return arrays
