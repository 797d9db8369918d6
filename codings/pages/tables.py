"""Tables that set things side by side: a column for each, a row for each of their properties."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Row(NamedTuple):
    """A row of a table; its name links to `address`, and `differs` says that its cells are not the same."""

    name: str
    cells: tuple[str, ...]
    differs: bool = False
    address: str = ""


def row(name: str, values: Sequence[Any]) -> Row:
    """A row of what `values` are in words."""
    cells = tuple(map(_in_words, values))
    return Row(name, cells, len(set(cells)) > 1)


def side_by_side(columns: Sequence[Mapping[str, Any]]) -> list[Row]:
    """A row for each key of any of the columns, in the order in which they come; blank where one has none."""
    names = dict.fromkeys(name for column in columns for name in column)
    return [row(name, [column.get(name, "") for column in columns]) for name in names]


class Table(NamedTuple):
    """A table's header, of all columns but that of the names, and its rows."""

    header: tuple[str, ...]
    rows: list[Row]

    def filled(self) -> "Table":
        """Without the columns that are blank in every row."""
        kept = [i for i in range(len(self.header)) if any(row.cells[i] for row in self.rows)]
        rows = [row._replace(cells=tuple(row.cells[i] for i in kept)) for row in self.rows]
        return Table(tuple(self.header[i] for i in kept), rows)


def _in_words(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(_in_words, value)) or "none"
    return str(value)
