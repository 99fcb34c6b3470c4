"""Workbooks (XLSX, XLS, ODS) as grids of text, by python-calamine. Macros and links are never followed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from smartmap.documents.cells import as_text
from smartmap.documents.guard import CELLS, check_archive, too_large
from smartmap.documents.guard_xls import check_xls
from smartmap.errors import DocumentError

if TYPE_CHECKING:
    from python_calamine import SheetMetadata

Merged = Sequence[tuple[tuple[int, int], tuple[int, int]]]


@dataclass(slots=True)
class Grid:
    """A sheet: its name and rows of text, the first row being row 1 of the sheet.

    ``merged`` gives corners (row, column), counted from 0, of merged cells.
    """

    name: str
    rows: list[list[str]]
    merged: Merged = field(default_factory=tuple)
    hidden: bool = False


def grids(path: Path, kind: str, sheet: str | int | None = None) -> Iterator[Grid]:
    """Give the sheets of a workbook, or the one asked for by name or number from 1.

    Raises
    ------
    DocumentError
        If the workbook is damaged, locked or harmful, or has no such sheet.
    """
    if kind == "xls":
        check_xls(path)
    else:
        check_archive(path)
    import python_calamine as calamine

    try:
        with path.open("rb") as stream:
            book = calamine.CalamineWorkbook.from_filelike(stream)
            listed = [item for item in book.sheets_metadata if item.typ == calamine.SheetTypeEnum.WorkSheet]
            for item in _chosen(path, listed, sheet):
                hidden = item.visible != calamine.SheetVisibleEnum.Visible
                if hidden and sheet is None:
                    yield Grid(item.name, [], hidden=True)
                    continue
                found = book.get_sheet_by_name(item.name)
                cells = found.to_python(skip_empty_area=False)
                rows = [[as_text(cell) for cell in row] for row in cells]
                merged = found.merged_cell_ranges or ()
                if sum(min(bottom, len(rows)) - top for (top, _), (bottom, _) in merged if top < len(rows)) > CELLS:
                    raise too_large(path, item.name, len(rows), len(merged))  # merged over and over
                yield Grid(item.name, rows, merged)
    except calamine.PasswordError as error:
        raise DocumentError("document_locked", file=str(path)) from error
    except DocumentError:
        raise
    except (calamine.CalamineError, OSError, ValueError, MemoryError) as error:
        raise DocumentError("document_damaged", file=str(path), why=_first_line(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # calamine's own fault on a broken file
            raise
        raise DocumentError("document_damaged", file=str(path), why=_first_line(error)) from error


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [""])[0][:150]


def _chosen(path: Path, listed: list[SheetMetadata], sheet: str | int | None) -> list[SheetMetadata]:
    if sheet is None:
        return listed
    names = [item.name for item in listed]
    wanted = str(sheet).strip().casefold()
    for place, name in enumerate(names):
        if name.strip().casefold() == wanted:
            return [listed[place]]
    if wanted.isdigit() and 1 <= int(wanted) <= len(listed):
        return [listed[int(wanted) - 1]]
    raise DocumentError("document_sheet", file=str(path), sheet=str(sheet), known=", ".join(names))


def fill_merged(grid: Grid) -> list[list[str]]:
    """Write a merged cell's text into the rows it covers, in its first column only.

    A cell over several columns is a title or a group: repeated to the right it would look like values.
    Rows in which nothing else stands are left empty.
    """
    for (top, left), (bottom, _) in grid.merged:
        if top >= len(grid.rows) or left >= len(grid.rows[top]) or not grid.rows[top][left]:
            continue
        text = grid.rows[top][left]
        for row in grid.rows[top + 1 : bottom + 1]:
            if left < len(row) and not row[left] and any(row):
                row[left] = text
    return grid.rows
