"""Tables of a PDF that go on from one page to the next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from smartmap.documents.cells import clean
from smartmap.documents.headings import fold
from smartmap.documents.layout import UPPER, Layout, Wishes, find_layout
from smartmap.documents.pdf_beside import Beside
from smartmap.documents.pdf_page import Block, Line
from smartmap.documents.pdf_spans import Spans
from smartmap.documents.pdf_text import paragraphs_of
from smartmap.documents.reading import Doubt
from smartmap.documents.rows import context_word
from smartmap.documents.tables import Sheet, page_ranges, table_titles
from smartmap.documents.unwrap import OPEN_END, holds_several, unwrap

_NEAR = 6.0  # points between the columns of a table and those of its next page
_CONTINUED = re.compile(r"\W*(?:lanjutan|sambungan)\b|tabel\s.*\blanjutan\W*$", re.IGNORECASE)


class Joiner:
    """Puts tables together that go on from one page to the next; ``sheets`` takes them."""

    def __init__(self, path: Path, sheets: list[Sheet]) -> None:
        self._path, self._sheets = path, sheets
        self._sheet: Sheet | None = None
        self._body = 0  # the sheet's first row below its heading
        self._layout: Layout | None = None
        self._spans = Spans()
        self._last: list[float] = []  # left edges of the table that ended the page before
        self.columns: list[tuple[float, float]] = []  # the same for a table without lines
        self.used: set[Line] = set()  # lines of the page that say for a table what its rows serve
        self._first = True
        self._beside = Beside()
        self._seen = 0  # rows of the sheet that were looked through

    def take(self, page: int, block: Block) -> None:
        """Take the next table of a page."""
        rows = [[unwrap(clean(cell)) for cell in row] for row in block.rows]
        layout = find_layout(rows, Wishes(), file=str(self._path))
        if layout is not None and layout.header[0] and self._continues(block):
            layout = None  # "Program | Dinas" at the end of a page: a row that goes on on the next one
        chosen = table_titles([paragraph.text for paragraph in paragraphs_of(block.above)])
        context = [text for text in chosen if context_word(text)]
        if layout is not None and context:
            self.used |= {line for line in block.above if any(line.text in text for text in context)}
        if not context and self._goes_on(block, layout):
            self._put(page, rows, block, layout)
        else:
            self._begin(page, rows, block, layout, chosen)
        if self._sheet is not None and self._layout is not None:
            self._spans.end(self._sheet.rows, block, self._layout)
            self._beside.take(page, rows, block, self._sheet, len(self._sheet.rows) - len(rows))
            self._mark_several()
        self._last, self.columns = block.edges, block.columns
        self._first = False

    def _mark_several(self) -> None:
        """Leave out rows that hold the names of several programmes, because no line parts them."""
        if self._sheet is None or self._layout is None:
            return
        items = [place for role in self._layout.items for place in self._layout.roles[role]]
        for number, row in enumerate(self._sheet.rows[self._seen :], self._seen):
            several = {place for place in items if place < len(row) and holds_several(row[place])}
            if several:
                self._sheet.cut[number] = self._sheet.cut.get(number, set()) | several
        self._seen = len(self._sheet.rows) - 1

    def end_page(self, *, unsure: bool) -> None:
        """Let a table go on at the top of the next page, unless something between could not be read."""
        self._first = True
        if unsure:
            self._sheet, self.columns = None, []

    def take_column(self, page: int, block: Block) -> None:
        """Take a single column, whose rows stand on another page."""
        self._beside.take_columns(page, [[unwrap(clean(cell)) for cell in row] for row in block.rows], block)

    def end(self) -> list[tuple[int, str]]:
        """Finish the tables; give page and heading of columns whose rows were not found."""
        self._doubt()
        return self._beside.join(self._sheets)

    def _begin(
        self, page: int, rows: list[list[str]], block: Block, layout: Layout | None, chosen: Sequence[str]
    ) -> None:
        self._doubt()
        titles = [[text, *("" for _ in range(len(rows[0]) - 1))] for text in chosen]
        at = [(page, row) for row in (*(0 for _ in titles), *range(1, len(rows) + 1))]
        self._sheet = Sheet(f"Tabel {len(self._sheets) + 1}", titles + rows, at=list(at))
        self._sheet.cut = {len(titles) + row: columns for row, columns in block.cut.items()}
        self._layout, self._body = layout, len(titles) + (layout.first if layout else 0)
        self._spans, self._seen = Spans(), 0
        self._sheets.append(self._sheet)
        if layout is None and not chosen:
            self._beside.take_columns(page, rows, block, self._sheet)

    def _doubt(self) -> None:
        self._doubt_gaps()
        for place, pages in self._spans.pages.items():
            if self._sheet is not None and self._layout is not None:
                fields = {"column": self._layout.headings[place], "pages": page_ranges(pages)}
                self._sheet.doubts.append(Doubt("doubt_over_pages", fields))

    def _doubt_gaps(self) -> None:
        """Say where a table without lines leaves open how far down its missions and goals reach."""
        sheet, layout = self._sheet, self._layout
        if sheet is None or layout is None or not self.columns:
            return
        body = [row for row in sheet.rows[self._body :] if any(row)]
        for place in (place for role in UPPER if role not in layout.items for place in layout.roles.get(role, ())):
            empty = sum(not row[place] for row in body)
            if empty:
                sheet.doubts.append(Doubt("doubt_gaps", {"column": layout.headings[place], "count": empty}))

    def _goes_on(self, block: Block, layout: Layout | None) -> bool:
        if layout is None:
            return self._continues(block)
        if self._sheet is None or self._layout is None or len(block.rows[0]) != len(self._sheet.rows[-1]):
            return False
        same = [fold(left) == fold(right) for left, right in zip(layout.headings, self._layout.headings, strict=True)]
        # a heading repeated at the top of a page may have letters of the cell above on it
        return all(same) or (self._first and self._is_near(block) and sum(same) * 2 >= len(same))

    def _is_near(self, block: Block) -> bool:
        near = all(abs(left - right) <= _NEAR for left, right in zip(block.edges, self._last, strict=False))
        return near and len(block.edges) == len(self._last)

    def _continues(self, block: Block) -> bool:
        """Say whether a table without a heading stands where, and as, the one before ended."""
        if self._sheet is None or self._layout is None or len(block.rows[0]) != len(self._sheet.rows[-1]):
            return False
        called = bool(block.above) and all(_CONTINUED.match(line.text) for line in block.above)
        return (self._first or called) and self._is_near(block)

    def _put(self, page: int, rows: list[list[str]], block: Block, layout: Layout | None) -> None:
        """Put rows to the table; what the page's end broke is mended."""
        sheet, start = self._sheet, layout.first if layout else 0
        if sheet is None or self._layout is None:
            return
        if layout is not None and layout.headings != self._layout.headings:
            rows[layout.header[0] : start] = [
                list(self._layout.headings),
                *([""] * len(rows[0]) for _ in layout.header[1:]),
            ]
        if start < len(rows) and self._first:
            self._spans.go_on(page, sheet.rows, rows[start:], block, self._layout)
        if start < len(rows) and self._first and _is_rest(sheet.rows[self._body :], rows[start], self._layout):
            sheet.rows[-1] = [
                upper if upper == lower else unwrap(f"{upper}\n{lower}")
                for upper, lower in zip(sheet.rows[-1], rows[start], strict=False)
            ]
            rows = [*rows[:start], [""] * len(rows[0]), *rows[start + 1 :]]
        sheet.cut |= {len(sheet.rows) + row: columns for row, columns in block.cut.items() if row >= start}
        sheet.rows += rows
        sheet.at += [(page, row) for row in range(1, len(rows) + 1)]


def _is_rest(rows: list[list[str]], row: list[str], layout: Layout) -> bool:
    """Say whether a page's first row is the end of the last row of the page before."""
    if not any(row) or not rows:
        return False
    last = rows[-1]
    items = [place for role in layout.items for place in layout.roles[role] if place < len(row)]
    cells = [(last[place], row[place]) for place in items if row[place]]
    marks = _mark_columns(rows, layout)
    if any(row[place] for place in marks):
        return False
    if not cells:  # the item's cell was complete; the rest is of cells beside it
        return bool(marks) or any(_is_open(last[place], cell) for place, cell in enumerate(row) if cell)
    return bool(marks) or any(_is_open(upper, lower) for upper, lower in cells)


def _is_open(upper: str, lower: str) -> bool:
    return bool(upper) and (lower[:1].islower() or bool(OPEN_END.search(upper)))


def _mark_columns(rows: list[list[str]], layout: Layout) -> list[int]:
    """Give the columns of numbers or codes that every row of a table begins with."""
    marks = []
    for place in range(len(rows[0])):
        cells = [row[place] for row in rows if any(row)]
        filled = [cell for cell in cells if re.fullmatch(r"\(?[\dXx]{1,4}(?:\.[\dXx]{1,4})*[.)]?", cell.strip())]
        code = place in layout.roles.get("code", ())
        if len(filled) >= 0.9 * len(cells) and (place == 0 or code):
            marks.append(place)
    return marks
