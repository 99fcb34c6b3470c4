"""Columns of a wide sheet that its printer put on pages of their own: given back to their rows.

Such pages come after those with the first columns, as many of them, and each has the same rows at the same heights.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from smartmap.documents.cells import one_line
from smartmap.documents.pdf_page import Block
from smartmap.documents.reading import Doubt
from smartmap.documents.tables import Sheet, page_ranges

_SAME = 1.5  # points between the heights of one row on two pages


@dataclass(slots=True)
class _Part:
    """What a page holds of a table: its rows, their heights, and where they stand in a sheet."""

    page: int
    rows: list[list[str]]
    block: Block
    sheet: Sheet | None = None
    start: int = 0

    def fits(self, other: _Part) -> bool:
        """Say whether another page has the same rows."""
        tops, others = self.block.tops, other.block.tops
        near = all(abs(left - right) < _SAME for left, right in zip(tops, others, strict=False))
        return len(tops) == len(others) > 1 and near and len(self.rows) == len(other.rows)


@dataclass(slots=True)
class Beside:
    """Gathers the parts of all pages, those of tables that name items and those that do not."""

    parts: list[_Part] = field(default_factory=list)
    columns: list[_Part] = field(default_factory=list)

    def take(self, page: int, rows: list[list[str]], block: Block, sheet: Sheet, start: int) -> None:
        """Remember a page's part of a table with items."""
        self.parts.append(_Part(page, rows, block, sheet, start))

    def take_columns(self, page: int, rows: list[list[str]], block: Block, sheet: Sheet | None = None) -> None:
        """Remember columns without items; ``sheet`` if they were taken for a table of their own."""
        self.columns.append(_Part(page, rows, block, sheet))

    def join(self, sheets: list[Sheet]) -> list[tuple[int, str]]:
        """Give columns back to their rows; return page and heading of those that belong to none."""
        left: list[_Part] = []
        count = len(self.parts)
        whole = count and len(self.columns) % count == 0
        chunks = [self.columns[at : at + count] for at in range(0, len(self.columns), count)] if whole else []
        for pages in chunks:
            if all(part.fits(other) and part.page < other.page for part, other in zip(self.parts, pages, strict=True)):
                self._widen(pages, sheets)
            else:
                left += pages
        left = left if whole else self.columns
        return [(part.page, one_line(" ".join(part.rows[0]))) for part in left if part.sheet is None]

    def _widen(self, pages: list[_Part], sheets: list[Sheet]) -> None:
        added = max(len(page.rows[0]) for page in pages)
        widths = {id(part.sheet): len(part.sheet.rows[0]) for part in self.parts if part.sheet}
        for part, page in zip(self.parts, pages, strict=True):
            sheet = part.sheet
            if sheet is None:
                continue
            width = widths[id(sheet)]
            for number, cells in enumerate(page.rows, part.start):
                sheet.rows[number] = [*sheet.rows[number], *cells]
                cut = {width + place for place in page.block.cut.get(number - part.start, ())}
                if cut:
                    sheet.cut[number] = sheet.cut.get(number, set()) | cut
            if page.sheet in sheets:
                sheets.remove(page.sheet)
        for sheet in {id(part.sheet): part.sheet for part in self.parts if part.sheet}.values():
            width = widths[id(sheet)] + added
            sheet.rows[:] = [[*row, *[""] * (width - len(row))] for row in sheet.rows]
            heading = one_line(" | ".join(pages[0].rows[0]))
            fields = {"column": heading, "pages": page_ranges(page.page for page in pages)}
            sheet.doubts.append(Doubt("doubt_beside", fields))
