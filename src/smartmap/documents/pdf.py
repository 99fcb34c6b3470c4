"""PDF documents: tables with and without lines, over pages, and running text, by pdfplumber.

A table that cannot be read with confidence is reported with its page and left out; no row is ever guessed.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any

from smartmap.documents.cells import clean, one_line, shortened
from smartmap.documents.guard import check_pdf
from smartmap.documents.layout import UPPER, Layout, Wishes, find_layout
from smartmap.documents.narrative import Paragraph
from smartmap.documents.pdf_page import Block, Line, read_page
from smartmap.documents.reading import Skipped
from smartmap.documents.rows import context_word
from smartmap.documents.tables import Sheet, table_titles
from smartmap.documents.unwrap import OPEN_END, unwrap
from smartmap.errors import DocumentError, MissingExtraError, SmartmapError
from smartmap.records import Place

_NEAR = 6.0  # points between the columns of a table and those of its next page
_CONTINUED = re.compile(r"\W*(?:lanjutan|sambungan)\b|tabel\s.*\blanjutan\W*$", re.IGNORECASE)
_NEW_PARAGRAPH = re.compile(
    r"\s*(?:[-•*▪◦·–]\s|\(?[\da-z]{1,2}[.)]\s|\d+(?:\.\d+)+\.?\s|(?:visi|misi|tujuan|sasaran|strategi|program)\b[^.]{0,20}[:–-]|"
    r"(?:misi|tujuan|sasaran)\s+(?:ke\s*-?\s*)?\d)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Pages:
    """What the pages of a PDF hold."""

    sheets: list[Sheet] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def read_pdf(path: Path) -> Pages:
    """Give the tables of a PDF, its paragraphs, and pages and tables that cannot be read.

    Raises
    ------
    MissingExtraError
        If pdfplumber is not installed.
    DocumentError
        If the document is locked, damaged, or a picture of its pages without text.
    """
    found, lines = Pages(), list[Line]()
    join = _Joiner(path, found)
    scans = pages = 0
    check_pdf(path)
    with _clear_errors(path):
        for number, page in _pages(path):
            pages += 1
            content = read_page(page, join.columns)
            if content.scanned:
                scans += 1
                found.skipped.append(Skipped(Place(path.name, "", number), "", "page_scan", {"page": number}))
            for text in content.unsure:
                found.skipped.append(
                    Skipped(Place(path.name, "", number), shortened(text), "page_table", {"page": number})
                )
            for block in content.blocks:
                join.take(number, block)
            join.end_page(unsure=bool(content.unsure) or content.scanned)
            lines += [line._replace(page=number) for line in content.lines if line not in join.used]
            join.used.clear()
    if pages and scans == pages:
        raise DocumentError("document_scan", file=str(path), pages=pages)
    found.paragraphs = list(_paragraphs(_without_running_heads(lines, pages)))
    return found


def _pages(path: Path) -> Iterator[tuple[int, Any]]:
    import pdfplumber

    with path.open("rb") as stream, pdfplumber.open(stream) as document:
        for number, page in enumerate(document.pages, 1):
            yield number, _upright(page)
            page.close()


def _upright(page: Any) -> Any:
    """Turn a page whose text runs up or down, as wide tables do that were printed on upright paper."""
    import pdfplumber

    lying = [char["matrix"][1] for char in page.chars if not char["upright"]]
    if len(lying) * 2 <= len(page.chars):
        return page
    turn = 90 if sum(rise > 0 for rise in lying) * 2 > len(lying) else 270
    inner = page.page_obj
    inner.rotate = (inner.rotate + turn) % 360
    inner.attrs["Rotate"] = inner.rotate
    page.close()
    return pdfplumber.page.Page(page.pdf, inner, page.page_number)


@contextmanager
def _clear_errors(path: Path) -> Iterator[None]:
    """Say in our own words what goes wrong inside; keep pdfminer's remarks on odd files to itself."""
    logger = logging.getLogger("pdfminer")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    except (SmartmapError, MemoryError):
        raise
    except ImportError as error:
        raise MissingExtraError("document_extra", file=str(path), extra="smartmap[pdf]", found="PDF") from error
    except Exception as error:  # pdfminer has many errors of its own, and others escape it on broken files
        names = {type(reason).__name__ for reason in (error, error.__cause__, error.__context__, *error.args)}
        if names & {"PDFPasswordIncorrect", "PDFEncryptionError", "PDFTextExtractionNotAllowed"}:
            raise DocumentError("document_locked", file=str(path)) from error
        why = one_line(str(error))[:150] or type(error).__name__
        raise DocumentError("document_damaged", file=str(path), why=why) from error
    finally:
        logger.setLevel(level)


# --- tables over pages


class _Joiner:
    """Puts tables together that go on from one page to the next."""

    def __init__(self, path: Path, found: Pages) -> None:
        self._path, self._found = path, found
        self._sheet: Sheet | None = None
        self._body = 0  # the sheet's first row below its heading
        self._layout: Layout | None = None
        self._last: list[float] = []  # left edges of the table that ended the page before
        self.columns: list[tuple[float, float]] = []  # the same for a table without lines
        self.used: set[Line] = set()  # lines of the page that say for a table what its rows serve
        self._first = True

    def take(self, page: int, block: Block) -> None:
        """Take the next table of a page."""
        rows = [[unwrap(clean(cell)) for cell in row] for row in block.rows]
        layout = find_layout(rows, Wishes(), file=str(self._path))
        if layout is not None and layout.header[0] and self._continues(block):
            layout = None  # "Program | Dinas" at the end of a page: a row that goes on on the next one
        chosen = table_titles([paragraph.text for paragraph in _paragraphs(block.above)])
        context = [text for text in chosen if context_word(text)]
        if layout is not None and context:
            self.used |= {line for line in block.above if any(line.text in text for text in context)}
        if not context and self._goes_on(block, layout):
            self._put(page, rows, layout)
        else:
            width = len(rows[0])
            titles = [[text, *("" for _ in range(width - 1))] for text in chosen]
            at = [(page, row) for row in (*(0 for _ in titles), *range(1, len(rows) + 1))]
            self._sheet = Sheet(f"Tabel {len(self._found.sheets) + 1}", titles + rows, at=list(at))
            self._layout, self._body = layout, len(titles) + (layout.first if layout else 0)
            self._found.sheets.append(self._sheet)
        self._last, self.columns = block.edges, block.columns
        self._first = False

    def end_page(self, *, unsure: bool) -> None:
        """Let a table go on at the top of the next page, unless something between could not be read."""
        self._first = True
        if unsure:
            self._sheet, self.columns = None, []

    def _goes_on(self, block: Block, layout: Layout | None) -> bool:
        if layout is None:
            return self._continues(block)
        alike = self._layout is not None and layout.headings == self._layout.headings
        return alike and self._sheet is not None and len(block.rows[0]) == len(self._sheet.rows[-1])

    def _continues(self, block: Block) -> bool:
        """Say whether a table without a heading stands where, and as, the one before ended."""
        if self._sheet is None or self._layout is None or len(block.rows[0]) != len(self._sheet.rows[-1]):
            return False
        called = bool(block.above) and all(_CONTINUED.match(line.text) for line in block.above)
        near = all(abs(left - right) <= _NEAR for left, right in zip(block.edges, self._last, strict=False))
        return (self._first or called) and near and len(block.edges) == len(self._last)

    def _put(self, page: int, rows: list[list[str]], layout: Layout | None) -> None:
        """Put rows to the table; a row that the page's end broke is mended."""
        sheet, start = self._sheet, layout.first if layout else 0
        if sheet is None or self._layout is None:
            return
        if start < len(rows) and self._first:
            _mend_spans(sheet.rows, rows[start:], self._layout)
        if start < len(rows) and self._first and _is_rest(sheet.rows[self._body :], rows[start], self._layout):
            sheet.rows[-1] = [
                upper if upper == lower else unwrap(f"{upper}\n{lower}")
                for upper, lower in zip(sheet.rows[-1], rows[start], strict=False)
            ]
            rows = [*rows[:start], [""] * len(rows[0]), *rows[start + 1 :]]
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


def _mend_spans(upper: list[list[str]], lower: list[list[str]], layout: Layout) -> None:
    """Put a cell together that spans rows of two pages and was broken within its sentence: a mission, a goal."""
    for place in (place for role in UPPER for place in layout.roles.get(role, ())):
        begun, rest = upper[-1][place], lower[0][place]
        if not (begun and rest[:1].islower()):
            continue
        whole = unwrap(f"{begun}\n{rest}")
        for rows, part in ((reversed(upper), begun), (lower, rest)):
            for row in takewhile(lambda row: row[place] == part, rows):  # noqa: B023
                row[place] = whole


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


# --- running text


def _without_running_heads(lines: list[Line], pages: int) -> list[Line]:
    """Take off page numbers, and what stands at the same height of many pages; a list's opening stands anywhere."""
    seen = Counter(_at(line) for line in lines)
    most = max(3, pages // 3)
    return [line for line in lines if _plain(line.text) and seen[_at(line)] < most]


def _at(line: Line) -> tuple[str, int]:
    return _plain(line.text), round(line.top)


def _plain(text: str) -> str:
    return re.sub(r"[\W\d]+", " ", text).strip().casefold()


def _paragraphs(lines: list[Line]) -> Iterator[Paragraph]:
    """Put lines together that the page's width broke."""
    held: list[Line] = []
    for line in lines:
        if held and _begins(held, line):
            yield _paragraph(held)
            held = []
        held.append(line)
    if held:
        yield _paragraph(held)


def _begins(held: list[Line], line: Line) -> bool:
    last = held[-1]
    if _NEW_PARAGRAPH.match(line.text):
        return True
    if line.page != last.page:
        return not (line.text[:1].islower() or OPEN_END.search(last.text))
    wide = line.top - last.bottom > 0.75 * (last.bottom - last.top)
    return wide or line.size > 1.15 * last.size or last.size > 1.15 * line.size or last.room > line.first_word


def _paragraph(lines: list[Line]) -> Paragraph:
    return Paragraph(unwrap("\n".join(line.text for line in lines)).replace("\n", " "), lines[0].page, lines[0].number)
