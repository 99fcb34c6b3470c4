"""A result as a row of a table: the columns every output shares, and the names they carry."""

from __future__ import annotations

import tomllib
from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from smartmap import wording
from smartmap.records import Place, Programme, Result
from smartmap.resources import data

if TYPE_CHECKING:
    from smartmap.taxonomy import Taxonomy

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# beginnings a spreadsheet may take for a formula


@lru_cache(maxsize=1)
def _names() -> dict[str, dict[str, dict[str, str]]]:
    names: dict[str, dict[str, dict[str, str]]] = tomllib.loads(data("output.toml").read_text(encoding="utf-8"))
    return names


def columns(language: str) -> list[str]:
    """Give the headings of the table of results, in order."""
    return [name[language] for name in _names()["columns"].values()]


def sheet_name(key: str, language: str) -> str:
    """Name a sheet of the workbook."""
    return _names()["sheets"][key][language]


def label(key: str, language: str) -> str:
    """Name something else a table shows, or one of its columns."""
    names = _names()
    return (names["labels"].get(key) or names["columns"][key])[language]


def is_mapped(result: Result) -> bool:
    """Say whether a result counts for its first dimension: clear, or up for discussion."""
    return result.status in ("suggested", "review") and bool(result.suggestions)


def row(number: int, result: Result, taxonomy: Taxonomy, language: str) -> list[str | int | float]:
    """Give a result's cells in the order of :func:`columns`; empty where there is nothing to say.

    Dimensions stand for results that are suggested or up for discussion; support and none leave them empty.
    """
    programme, place = parts(result)
    offered = result.suggestions if is_mapped(result) else ()
    cells: list[str | int | float] = [
        number,
        programme.code,
        result.text,
        programme.level.replace("_", " "),
        programme.opd,
        wording.status(result, language),
    ]
    if offered:
        first = offered[0]
        cells += [
            wording.dimension_name(first.dimension, taxonomy, language),
            wording.dimension_name(first.sub_dimension, taxonomy, language) if first.sub_dimension else "",
            round(first.probability, 4),
        ]
    else:
        cells += ["", "", ""]
    if len(offered) > 1:
        second = offered[1]
        cells += [wording.dimension_name(second.dimension, taxonomy, language), round(second.probability, 4)]
    else:
        cells += ["", ""]
    cells.append("; ".join(wording.reasons(offered[0], language)) if offered else "")
    where: str | int = place.row if place.row is not None else ""
    return [*cells, place.file, sheet_or_page(place, language), where]


def parts(result: Result) -> tuple[Programme, Place]:
    """Give what a result was made from, and where that was read."""
    programme = result.programme or Programme(result.text)
    return programme, programme.place


def sheet_or_page(place: Place, language: str) -> str:
    """Name the sheet, the table of a document, or its page and table."""
    page = f"{label('page', language)} {place.page}" if place.page is not None else ""
    return ", ".join(filter(None, (page, place.sheet)))


def record(result: Result) -> dict[str, Any]:
    """Give a result as plain data, with where it was read and what stood beside the text."""
    programme, place = parts(result)
    beside = asdict(programme)
    for key in ("text", "id", "place"):
        del beside[key]
    beside["parents"] = [list(pair) for pair in programme.parents]
    return {**result.to_dict(), "place": asdict(place), "programme": beside}


def harmless(cell: str | int | float) -> str | int | float:
    """Put an apostrophe before a text that a spreadsheet would take for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_RISKY) else cell
