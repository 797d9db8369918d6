"""Tables of numbers, categories, dates and missing values as networks see them, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from codings.data.column import Column
from codings.data.range import Range

if TYPE_CHECKING:
    import pandas as pd


class Parts(NamedTuple):
    """What the entries of an encoded row are, in this order.

    Parameters
    ----------
    numbers : int
        How many numbers come first.
    masked : tuple of int
        Which of these may be missing. An entry each follows: 1 where it is missing, and the number is 0 then.
    blocks : tuple of int
        The widths of the one-hot blocks of categories. A missing category is the last of its block.
    """

    numbers: int
    masked: tuple[int, ...]
    blocks: tuple[int, ...]

    @property
    def first_block(self) -> int:
        """Where the blocks begin."""
        return self.numbers + len(self.masked)

    def each_block(self) -> Iterator[slice]:
        """The entries of one block after the other."""
        start = self.first_block
        for width in self.blocks:
            yield slice(start, start + width)
            start += width


@dataclass(frozen=True)
class Encoding:
    """The encoding of a DataFrame: to a table what `Range` is to an array.

    `codings.data.find_encoding` finds it. Networks see float32, (n, width): the numbers, scaled by their
    `Range`; for each number that may be missing, an entry that tells whether it is; and for each column of
    categories a one-hot block. A table of numbers alone, none of them missing, is seen as its array is.

    Parameters
    ----------
    columns : tuple of Column
        In the table's order.
    range : Range or None
        Of the numbers, dates among them; None where there are none.
    """

    columns: tuple[Column, ...]
    range: Range | None

    def __post_init__(self) -> None:
        columns = tuple(Column(**one) if isinstance(one, Mapping) else one for one in self.columns)
        object.__setattr__(self, "columns", columns)
        if isinstance(self.range, Mapping):
            object.__setattr__(self, "range", Range(**self.range))

    def __str__(self) -> str:
        return f"a table of {len(self.columns)} columns"

    @cached_property
    def numbers(self) -> tuple[Column, ...]:
        """The columns of numbers and dates."""
        return tuple(column for column in self.columns if not column.categorical)

    @cached_property
    def categories(self) -> tuple[Column, ...]:
        """The columns of categories and booleans."""
        return tuple(column for column in self.columns if column.categorical)

    @cached_property
    def parts(self) -> Parts | None:
        """What the entries of an encoded row are; None where all are numbers."""
        masked = tuple(i for i, column in enumerate(self.numbers) if column.missing)
        blocks = tuple(column.width for column in self.categories)
        return Parts(len(self.numbers), masked, blocks) if masked or blocks else None

    @property
    def plain(self) -> Range | None:
        """The range of a table of numbers alone; None of any other table."""
        return self.range if all(c.kind == "number" and not c.missing for c in self.columns) else None

    @property
    def bounded(self) -> bool:
        """Whether all are numbers between known bounds."""
        return self.plain is not None and self.plain.bounded

    @property
    def bounds(self) -> tuple[float, float] | None:
        """As those of a `Range`."""
        return None if self.plain is None else self.plain.bounds

    @property
    def low(self) -> float | None:
        return self.plain.low if self.plain is not None else None

    @property
    def high(self) -> float | None:
        return self.plain.high if self.plain is not None else None

    @property
    def tensor_dtype(self) -> str:
        """Of the tensors that `scale_tensor` takes."""
        return "float32" if self.range is None else self.range.tensor_dtype

    def shape_of(self, X: Any) -> tuple[int, ...]:
        """Of a row of `X` as networks see it."""
        parts = self.parts
        return (len(self.columns) if parts is None else parts.first_block + sum(parts.blocks),)

    def apply(self, X: Any) -> np.ndarray:
        """What networks see of `X`: (n, width) float32."""
        if self.plain is not None:
            return self.plain.apply(matrix(X))
        x = self.numeric(X)
        if self.range is None:
            return x.astype(np.float32)
        count = len(self.numbers)
        return np.hstack([self.range.apply(x[:, :count]), x[:, count:].astype(np.float32)])

    def numeric(self, X: pd.DataFrame) -> np.ndarray:
        """`X` as numbers, before they are scaled: (n, width) float64, which the models of `networks` take.

        Numbers stand in their own units, dates in days since 1970. A missing number is its column's mean,
        beside the entry that says so.
        """
        if self.plain is not None:
            return matrix(X).astype(np.float64)
        there = [column.numbers(X[column.name]) for column in self.numbers]
        missing = [np.isnan(values) for values in there]
        offsets = np.broadcast_to(np.asarray(0.0 if self.range is None else self.range.offset), (len(there),))
        filled = [np.where(gone, o, x) for x, gone, o in zip(there, missing, offsets, strict=True)]
        masks = [gone for gone, column in zip(missing, self.numbers, strict=True) if column.missing]
        blocks = [np.eye(column.width)[column.codes(X[column.name])] for column in self.categories]
        return np.column_stack([*filled, *masks, *blocks]).astype(np.float64, copy=False)

    @property
    def entries(self) -> list[str]:
        """The names of what `numeric` gives, (width,): "age", "age is missing", "job=cook" and so on."""
        numbers = [str(column.name) for column in self.numbers]
        masks = [f"{column.name} is missing" for column in self.numbers if column.missing]
        blocks = [
            f"{column.name}={value}"
            for column in self.categories
            for value in (*column.categories, *(["missing"] if column.missing else []))
        ]
        return [*numbers, *masks, *blocks]

    def undo(self, Z: np.ndarray) -> Any:
        """The table of what a network returned, (n, width): the same columns and dtypes.

        A category is the likeliest of its block, and a number is missing where that is likelier than not.
        Numbers have as many decimals as the data.
        """
        x = Z[:, :0] if self.range is None else self.range.undo(Z[:, : len(self.numbers)])
        numbers = [self._with_gaps(x[:, i], i, Z) for i in range(len(self.numbers))]
        return self._table([c.of_numbers(x) for c, x in zip(self.numbers, numbers, strict=True)], Z)

    def place(self, Z: np.ndarray) -> Any:
        """As `undo`, but numbers are floats, neither clipped nor rounded: noisy data, say."""
        import pandas as pd

        x = Z[:, :0] if self.range is None else self.range.place(Z[:, : len(self.numbers)])
        placed = [pd.Series(self._with_gaps(x[:, i], i, Z)) for i in range(len(self.numbers))]
        dates = [column.of_numbers(x.to_numpy()) for column, x in zip(self.numbers, placed, strict=True)]
        kept = [d if c.kind == "date" else x for c, d, x in zip(self.numbers, dates, placed, strict=True)]
        return self._table(kept, Z)

    def draw(self, Z: np.ndarray, random: np.random.RandomState) -> np.ndarray:
        """Instances, as networks see them, from what a network returned: both (n, width) float32.

        Each category is drawn from the probabilities of its block, and so is what is missing. Numbers are
        kept between the least and the greatest of the data.
        """
        Z = Z.copy()
        count = len(self.numbers)
        if self.range is not None:
            Z[:, :count] = np.clip(Z[:, :count], *self._bounds)
        if self.parts is None:
            return Z
        masks = slice(count, self.parts.first_block)
        Z[:, masks] = random.random_sample(Z[:, masks].shape) < Z[:, masks]
        for block in self.parts.each_block():
            below = Z[:, block].cumsum(axis=1, dtype=np.float64)
            chosen = (random.random_sample((len(Z), 1)) * below[:, -1:] >= below).sum(axis=1)
            Z[:, block] = np.eye(below.shape[1])[np.minimum(chosen, below.shape[1] - 1)]
        return Z

    def device_rows(self, X: Any) -> Any:
        """`X` as training reads it; see `Range.device_rows`."""
        return self.apply(X) if self.plain is None else self.plain.device_rows(matrix(X))

    def scale_batch(self, batch: Any) -> Any:
        """What networks see of a batch of rows that `device_rows` gave."""
        return batch if self.plain is None else self.plain.scale_batch(batch)

    def scale_tensor(self, x: Any) -> Any:
        """What networks see of a tensor of what `numeric` gives, (n, width)."""
        return self._over_numbers(x, "scale_tensor", "float32")

    def unscale_tensor(self, z: Any) -> Any:
        """What `numeric` would give, with probabilities for missing values and categories: (n, width)."""
        return self._over_numbers(z, "unscale_tensor", self.tensor_dtype)

    def by_column(self, amounts: np.ndarray) -> np.ndarray:
        """Amounts for each entry that networks see, (n, width), added up by column: (n, columns)."""
        parts = self.parts
        if parts is None:
            return amounts
        numbers = amounts[:, : parts.numbers].copy()
        numbers[:, list(parts.masked)] += amounts[:, parts.numbers : parts.first_block]
        blocks = [amounts[:, block].sum(axis=1) for block in parts.each_block()]
        added = dict(
            zip((c.name for c in (*self.numbers, *self.categories)), [*numbers.T, *blocks], strict=True)
        )
        return np.stack([added[name] for name in self.names], axis=1)

    def table(self, rows: Any) -> pd.DataFrame:
        """Single rows, a list of Series or mappings, or an array, as a table with the columns' dtypes."""
        import pandas as pd

        if isinstance(rows, list) and any(isinstance(row, pd.DataFrame) for row in rows):
            raise ValueError("a single row is given as a DataFrame: give a row of it, as X.iloc[0] is.")
        X = pd.DataFrame(rows, columns=None if isinstance(rows, list) else self.names)
        dtypes = {c.name: c.dtype for c in self.columns if c.name in X.columns and c.dtype != "category"}
        return X.reset_index(drop=True).astype(dtypes) if isinstance(rows, list) else X

    @property
    def names(self) -> list:
        """Of the columns, in order."""
        return [column.name for column in self.columns]

    @cached_property
    def _bounds(self) -> np.ndarray:
        """The least and the greatest numbers as networks see them, (2, numbers)."""
        assert self.range is not None
        extremes = [[getattr(column, name) for column in self.numbers] for name in ("least", "greatest")]
        return self.range.apply(np.array(extremes))

    def _with_gaps(self, numbers: np.ndarray, i: int, Z: np.ndarray) -> np.ndarray:
        """Those of the column `i`, NaN where the network's output says that they are missing."""
        if self.parts is None or i not in self.parts.masked:
            return numbers
        gone = Z[:, self.parts.numbers + self.parts.masked.index(i)] > 0.5
        return np.where(gone, np.nan, numbers.astype(np.float64))

    def _table(self, numbers: list, Z: np.ndarray) -> pd.DataFrame:
        """The table of its columns of numbers, and of the blocks of `Z`."""
        import pandas as pd

        made = {column.name: values for column, values in zip(self.numbers, numbers, strict=True)}
        blocks = () if self.parts is None else self.parts.each_block()
        for column, block in zip(self.categories, blocks, strict=True):
            made[column.name] = column.of_codes(Z[:, block].argmax(axis=1))
        return pd.DataFrame({name: made[name] for name in self.names})

    def _over_numbers(self, x: Any, method: str, dtype: str) -> Any:
        from keras import ops

        if self.range is None:
            return ops.cast(x, dtype)
        count = len(self.numbers)
        scaled = getattr(self.range, method)(x[:, :count])
        return scaled if self.parts is None else ops.concatenate([scaled, ops.cast(x[:, count:], dtype)], -1)


def matrix(X: pd.DataFrame) -> np.ndarray:
    """A table of numbers as an array, (n, columns), of a dtype that holds all of them; NaN where missing."""
    plain = all(isinstance(dtype, np.dtype) for dtype in X.dtypes)
    return X.to_numpy(np.result_type(*X.dtypes) if plain else np.float64)
