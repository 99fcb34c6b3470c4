"""Reading a filled workbook as people send it back: columns moved, cells merged, saved by another program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smartmap.documents.cells import as_text
from smartmap.documents.guard import check_archive
from smartmap.documents.kinds import SHEET_KINDS, kind_of
from smartmap.errors import DocumentError
from smartmap.review.workbook.layout import GUIDE, HEADINGS, META, fold

_DEPTH = 30  # rows from the top in which the headings are looked for


@dataclass(frozen=True, slots=True)
class Filled:
    """A row as it came back; ``row`` counts from 1 as the spreadsheet does."""

    sheet: str
    row: int
    cells: dict[str, str]

    def get(self, key: str) -> str:
        """Give a cell, empty if there is no such column."""
        return self.cells.get(key, "")


def read(path: Path) -> list[Filled]:
    """Read every row of every sheet that has the headings Program and Keputusan.

    Raises
    ------
    DocumentError
        If the file is damaged, no spreadsheet, or has no such sheet.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    kind = kind_of(path)
    if kind not in SHEET_KINDS:
        raise DocumentError("workbook_headings", file=str(path))
    if kind != "xls":
        check_archive(path)
    found: list[Filled] = []
    sheets = 0
    try:
        with path.open("rb") as stream:  # by content: people rename .ods to .xlsx
            book = CalamineWorkbook.from_filelike(stream)
            for name in book.sheet_names:
                if name in (META, GUIDE):
                    continue
                rows = _unmerged(book.get_sheet_by_name(name))
                head = _head(rows)
                if head is not None:
                    sheets += 1
                    found.extend(_rows(name, rows, *head))
    except (CalamineError, ValueError, OSError) as error:
        raise DocumentError("document_damaged", file=str(path), why=str(error)) from error
    if not sheets:
        raise DocumentError("workbook_headings", file=str(path))
    return found


def _unmerged(sheet: Any) -> list[list[str]]:
    """Give all cells as text; a merged block says the same in each of its rows."""
    rows = [[as_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in getattr(sheet, "merged_cell_ranges", None) or ():
        if top < len(rows) and left < len(rows[top]):
            for row in rows[top : bottom + 1]:
                row[left : right + 1] = [rows[top][left]] * len(row[left : right + 1])
    return rows


def _head(rows: list[list[str]]) -> tuple[int, dict[str, int]] | None:
    for number, row in enumerate(rows[:_DEPTH]):
        places: dict[str, int] = {}
        for place, cell in enumerate(row):
            key = HEADINGS.get(fold(cell))
            if key is not None:
                places.setdefault(key, place)
        if "text" in places and "decision" in places:
            return number, places
    return None


def _rows(name: str, rows: list[list[str]], head: int, places: dict[str, int]) -> Iterator[Filled]:
    for number, row in enumerate(rows[head + 1 :], head + 2):
        cells = {key: row[place].strip() for key, place in places.items() if place < len(row)}
        if any(value for key, value in cells.items() if key != "no"):
            yield Filled(name, number, cells)
