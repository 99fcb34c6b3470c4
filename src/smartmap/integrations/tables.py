"""What differs between pandas, polars and Arrow: reading a column, and adding columns to rows."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from smartmap.errors import TextError

Added = Mapping[str, tuple[str, Sequence[Any]]]
"""New columns: what they hold (``text``, ``number``, ``count``) and their values, None where missing."""


class Kind(Protocol):
    """A library's tables."""

    @staticmethod
    def names(frame: Any) -> list[Any]:
        """Give the names of the columns."""

    @staticmethod
    def values(frame: Any, column: str) -> list[Any]:
        """Give a column's values, None where one is missing."""

    @staticmethod
    def extend(frame: Any, places: list[int] | None, added: Added) -> Any:
        """Give a new table: the rows at some places (None: all) with columns added."""


class Pandas:
    """Tables of pandas; new columns have the same types however many values are missing."""

    @staticmethod
    def names(frame: Any) -> list[Any]:
        """Give the names of the columns."""
        return list(frame.columns)

    @staticmethod
    def values(frame: Any, column: str) -> list[Any]:
        """Give a column's values, None where one is missing."""
        series = frame[column].astype(object)
        return [None if missing else value for value, missing in zip(series, series.isna(), strict=True)]

    @staticmethod
    def extend(frame: Any, places: list[int] | None, added: Added) -> Any:
        """Give a new table, each row with its index."""
        import pandas

        types = {"text": "string", "number": "float64", "count": "Int64"}
        out = frame.copy() if places is None else frame.iloc[places].copy()
        for name, (what, values) in added.items():
            out[name] = pandas.Series(list(values), index=out.index, dtype=types[what])
        return out


class Polars:
    """Tables of polars."""

    @staticmethod
    def names(frame: Any) -> list[Any]:
        """Give the names of the columns."""
        return list(frame.columns)

    @staticmethod
    def values(frame: Any, column: str) -> list[Any]:
        """Give a column's values, None where one is missing."""
        return list(frame[column].to_list())

    @staticmethod
    def extend(frame: Any, places: list[int] | None, added: Added) -> Any:
        """Give a new table."""
        import polars

        types = {"text": polars.String, "number": polars.Float64, "count": polars.Int64}
        out = frame if places is None else frame[places]
        return out.with_columns(
            [polars.Series(name, list(values), dtype=types[what]) for name, (what, values) in added.items()]
        )


class Arrow:
    """Tables and record batches of pyarrow."""

    @staticmethod
    def names(frame: Any) -> list[Any]:
        """Give the names of the columns."""
        return list(frame.schema.names)

    @staticmethod
    def values(frame: Any, column: str) -> list[Any]:
        """Give a column's values, None where one is missing."""
        return list(frame.column(column).to_pylist())

    @staticmethod
    def extend(frame: Any, places: list[int] | None, added: Added) -> Any:
        """Give a new table or batch."""
        import pyarrow

        types = {"text": pyarrow.string(), "number": pyarrow.float64(), "count": pyarrow.int64()}
        rows = frame if places is None else frame.take(pyarrow.array(places, type=pyarrow.int64()))
        arrays = [pyarrow.array(list(values), type=types[what]) for what, values in added.values()]
        return type(frame).from_arrays([*rows.columns, *arrays], names=[*rows.schema.names, *added])


_KINDS: dict[str, tuple[tuple[str, ...], type[Kind]]] = {
    "pandas": (("DataFrame",), Pandas),
    "polars": (("DataFrame",), Polars),
    "pyarrow": (("Table", "RecordBatch"), Arrow),
}


def kind_of(frame: Any) -> type[Kind]:
    """Say whose table it is; a library that is not loaded yet cannot have made one.

    Raises
    ------
    TextError
        If it is no table that smartmap reads.
    """
    for library, (names, kind) in _KINDS.items():
        loaded = sys.modules.get(library)
        if loaded is not None and isinstance(frame, tuple(getattr(loaded, name) for name in names)):
            return kind
    raise TextError("frame_kind", found=type(frame).__name__)
