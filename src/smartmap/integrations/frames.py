"""A table in, the same kind of table out: pandas and polars DataFrames, Arrow tables and batches.

The library whose table comes in is the only one loaded, and only then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from smartmap.errors import TextError
from smartmap.integrations import tables
from smartmap.load import load_suggester
from smartmap.records import Programme, Result, Suggestion
from smartmap.suggest import Suggester
from smartmap.wording import reasons

WIDE = {
    "status": "text", "reason": "text", "dimension": "text", "sub_dimension": "text", "probability": "number",
    "second": "text", "second_probability": "number", "plausible": "text", "evidence": "text",
}  # fmt: skip
"""Columns of one row a programme, with what they hold."""

LONG = {
    "status": "text", "reason": "text", "rank": "count", "dimension": "text", "sub_dimension": "text",
    "probability": "number", "evidence": "text",
}  # fmt: skip
"""Columns of one row a suggestion."""

PREFIX = "smartmap_"
_JOIN = ";"

Values = tuple[str | float | None, ...]


class Columns(NamedTuple):
    """Which columns of a table are read; empty for none."""

    text: str
    code: str = ""
    opd: str = ""
    field: str = ""
    outcome: str = ""
    indicator: str = ""

    def named(self) -> dict[str, str]:
        """Give those that are named, by key of a Programme."""
        return {key: column for key, column in self._asdict().items() if column}


def suggest_frame(
    frame: Any,
    text: str,
    *,
    code: str = "",
    opd: str = "",
    field: str = "",
    outcome: str = "",
    indicator: str = "",
    suggester: Suggester | None = None,
    long: bool = False,
    language: str = "id",
    prefix: str = PREFIX,
) -> Any:
    """Suggest for every row of a table and give the table back with the answers beside it.

    Parameters
    ----------
    frame : pandas.DataFrame, polars.DataFrame, pyarrow.Table or pyarrow.RecordBatch
        Left as it is.
    text : str
        Column of the texts to classify.
    code, opd, field, outcome, indicator : str
        Columns of what stands beside them, see :class:`smartmap.Programme`; empty for none.
    suggester : Suggester, optional
        By default the shipped one, loaded once.
    long : bool
        One row a suggestion, best first, instead of one row a programme; a programme without any keeps one row.
    language : {"id", "en"}
        Of the reasons in the column ``evidence``.
    prefix : str
        Before the names of the new columns.

    Returns
    -------
    the kind of table that came in
        Its columns and rows in their order, a pandas index too (repeated where ``long``), and the columns of
        :data:`WIDE` or :data:`LONG`. Where the text is missing, the new columns are.

    Raises
    ------
    TextError
        If it is no table, a column is missing or holds something else than text, or a new column has a name that the
        table uses.
    """
    kind = tables.kind_of(frame)
    columns = Columns(text, code, opd, field, outcome, indicator)
    new = LONG if long else WIDE
    known = kind.names(frame)
    for column in columns.named().values():
        if column not in known:
            raise TextError("frame_column", column=column, known=", ".join(map(str, known)))
    taken = [f"{prefix}{name}" for name in new if f"{prefix}{name}" in known]
    if taken:
        raise TextError("frame_columns_taken", columns=", ".join(taken))
    results = _results(kind, frame, columns, suggester or _shipped(None))
    places: list[int] = []
    rows: list[Values] = []
    for place, result in enumerate(results):
        found = list(_long(result, language)) if long else [_wide(result, language)]
        places += [place] * len(found)
        rows += found
    by_column: Sequence[tuple[Any, ...]] = list(zip(*rows, strict=True)) or [()] * len(new)
    added = {f"{prefix}{name}": (what, values) for (name, what), values in zip(new.items(), by_column, strict=True)}
    return kind.extend(frame, places if long else None, added)


class BatchSuggester:
    """What :func:`suggest_frame` does, as an object that travels to workers: each loads the suggester by itself, once.

    Parameters
    ----------
    text : str
        Column of the texts.
    model : str or path, optional
        As for :func:`smartmap.load_suggester`; a path must be readable on every worker.
    **settings
        As for :func:`suggest_frame`: ``code``, ``opd`` and the other columns, ``long``, ``language`` and ``prefix``.

    Examples
    --------
    Ray: ``dataset.map_batches(BatchSuggester("Program"), batch_format="pandas")``;
    Dask: ``frame.map_partitions(BatchSuggester("Program"))``;
    Spark: ``frame.mapInPandas(suggest.each, suggest.schema(...))``.
    """

    def __init__(self, text: str, *, model: str | Path | None = None, **settings: Any) -> None:
        self.text, self.model, self.settings = text, model, settings

    def __call__(self, batch: Any) -> Any:
        """Suggest for the rows of one batch."""
        return suggest_frame(batch, self.text, suggester=_shipped(self.model), **self.settings)

    def each(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Suggest for batches as they come, as Spark's ``mapInPandas`` and ``mapInArrow`` ask."""
        return map(self, batches)

    def schema(self, *columns: str) -> str:
        """Give the schema of what comes out, as Spark wants it said.

        Parameters
        ----------
        *columns : str
            Those that come in, each with its type: ``"Program string"``.

        Examples
        --------
        >>> BatchSuggester("Program", long=True).schema("Program string")[:60]
        'Program string, smartmap_status string, smartmap_reason stri'
        """
        types = {"text": "string", "number": "double", "count": "bigint"}
        prefix = self.settings.get("prefix", PREFIX)
        new = LONG if self.settings.get("long") else WIDE
        return ", ".join((*columns, *(f"{prefix}{name} {types[what]}" for name, what in new.items())))


@lru_cache(maxsize=4)
def _shipped(model: str | Path | None) -> Suggester:
    return load_suggester(model)


def _results(kind: tables.Kind, frame: Any, columns: Columns, suggester: Suggester) -> Iterator[Result | None]:
    """Give a result for each row, None where its text is missing."""
    named = columns.named()
    values = [kind.values(frame, column) for column in named.values()]
    for place, row in enumerate(zip(*values, strict=True)):
        for column, value in zip(named.values(), row, strict=True):
            if value is not None and not isinstance(value, str):
                raise TextError("frame_text", row=place + 1, column=column, found=type(value).__name__)
        if row[0] is None:
            yield None
        else:
            fields: dict[str, Any] = {key: value or "" for key, value in zip(named, row, strict=True)}
            yield suggester.suggest(Programme(**fields))


def _wide(result: Result | None, language: str) -> Values:
    if result is None:
        return (None,) * len(WIDE)
    first, second = (*result.suggestions[:2], None, None)[:2]
    return (
        result.status,
        result.reason,
        *_named(first),
        second.dimension if second else None,
        second.probability if second else None,
        _JOIN.join(result.plausible),
        "; ".join(reasons(first, language)) if first else None,
    )


def _long(result: Result | None, language: str) -> Iterator[Values]:
    if result is None or not result.suggestions:
        status = (None, None) if result is None else (result.status, result.reason)
        yield *status, None, *_named(None), None
        return
    for rank, suggestion in enumerate(result.suggestions, 1):
        told = "; ".join(reasons(suggestion, language))
        yield result.status, result.reason, rank, *_named(suggestion), told


def _named(suggestion: Suggestion | None) -> Values:
    if suggestion is None:
        return None, None, None
    return suggestion.dimension, suggestion.sub_dimension, suggestion.probability
