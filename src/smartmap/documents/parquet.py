"""Results as Parquet, for those who go on with them in pandas, DuckDB or R: names and ids, no wording."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from smartmap.documents import table
from smartmap.errors import MissingExtraError

if TYPE_CHECKING:
    import pyarrow
    from pyarrow import parquet

    from smartmap.documents.reading import Skipped
    from smartmap.records import Result

GROUP = 10_000  # rows held in memory and written together


class ParquetWriter:
    """A row per programme, written in groups, so that memory stays bounded.

    Columns: ``id, text, code, level, opd, misi, file, sheet, page, row, status, reason, dimension, sub_dimension,
    probability, dimension_2, probability_2, plausible, evidence, smartmap, taxonomy, rules, model``. Dimensions are
    ids; they are null for support and none. ``evidence`` are the spans that speak for the first dimension.

    Parameters
    ----------
    temporary : Path
        File to write.
    path : Path
        Its name in the end, for messages.

    Raises
    ------
    MissingExtraError
        If pyarrow is not installed.
    """

    def __init__(self, temporary: Path, path: Path) -> None:
        try:
            from pyarrow import parquet
        except ImportError as error:
            raise MissingExtraError("output_extra", file=str(path), extra="smartmap[parquet]") from error
        self._schema: pyarrow.Schema = _schema()
        self._writer: parquet.ParquetWriter = parquet.ParquetWriter(str(temporary), self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []

    def result(self, result: Result) -> None:
        """Write a result."""
        self._rows.append(_row(result))
        if len(self._rows) >= GROUP:
            self._put()

    def skipped(self, skipped: Skipped) -> None:
        """Leave it out."""

    def _put(self) -> None:
        import pyarrow

        self._writer.write_table(pyarrow.Table.from_pylist(self._rows, schema=self._schema))
        self._rows = []

    def close(self) -> None:
        """Write the last group and the file's foot."""
        self._put()
        self._writer.close()


def _schema() -> pyarrow.Schema:
    import pyarrow as pa

    whole, text, share = pa.int32(), pa.string(), pa.float64()
    names = (
        "id text code level opd misi file sheet page row status reason dimension sub_dimension probability dimension_2 "
        "probability_2 plausible evidence smartmap taxonomy rules model"
    )
    kinds = dict.fromkeys(names.split(), text)
    kinds |= {"page": whole, "row": whole, "probability": share, "probability_2": share}
    kinds |= {"plausible": pa.list_(text), "evidence": pa.list_(text)}
    return pa.schema(list(kinds.items()))


def _row(result: Result) -> dict[str, Any]:
    programme, place = table.parts(result)
    offered = result.suggestions if table.is_mapped(result) else ()
    row: dict[str, Any] = {
        "id": result.id,
        "text": result.text,
        "code": programme.code,
        "level": programme.level,
        "opd": programme.opd,
        "misi": dict(programme.parents).get("misi"),
        "file": place.file,
        "sheet": place.sheet,
        "page": place.page,
        "row": place.row,
        "status": result.status,
        "reason": result.reason,
        "plausible": list(result.plausible),
        "smartmap": result.versions.smartmap,
        "taxonomy": result.versions.taxonomy,
        "rules": result.versions.rules,
        "model": result.versions.model,
    }
    for number, suggestion in zip(("", "_2"), offered, strict=False):
        row[f"dimension{number}"] = suggestion.dimension
        row[f"probability{number}"] = suggestion.probability
    if offered:
        row["sub_dimension"] = offered[0].sub_dimension or None
        row["evidence"] = [item.text for item in offered[0].evidence if item.weight > 0 and item.start >= 0]
    return row
