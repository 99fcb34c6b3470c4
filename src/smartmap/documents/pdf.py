"""PDF documents: tables with and without lines, over pages, and running text, by pdfplumber.

A table that cannot be read with confidence is reported with its page and left out; no row is ever guessed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from smartmap.documents.cells import one_line, shortened
from smartmap.documents.guard import check_pdf
from smartmap.documents.narrative import Paragraph
from smartmap.documents.pdf_join import Joiner
from smartmap.documents.pdf_page import Line, read_page
from smartmap.documents.pdf_text import paragraphs_of, without_running_heads
from smartmap.documents.reading import Skipped
from smartmap.documents.tables import Sheet
from smartmap.errors import DocumentError, MissingExtraError, SmartmapError
from smartmap.records import Place


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
    join = Joiner(path, found.sheets)
    scans = pages = 0
    check_pdf(path)
    with _clear_errors(path):
        for number, page in _pages(path):
            pages += 1
            content = read_page(page, join.columns)
            if content.scanned:
                scans += 1
                found.skipped.append(Skipped(Place(path.name, "", number), "", "page_scan", {"page": number}))
            where = Place(path.name, "", number)
            found.skipped += [
                Skipped(where, shortened(text), "page_table", {"page": number}) for text in content.unsure
            ]
            for block in content.columns:
                join.take_column(number, block)
            for block in content.blocks:
                join.take(number, block)
            join.end_page(unsure=bool(content.unsure) or content.scanned)
            lines += [line._replace(page=number) for line in content.lines if line not in join.used]
            join.used.clear()
        for number, text in join.end():
            found.skipped.append(
                Skipped(Place(path.name, "", number), shortened(text), "page_columns", {"page": number})
            )
    if pages and scans == pages:
        raise DocumentError("document_scan", file=str(path), pages=pages)
    found.paragraphs = list(paragraphs_of(without_running_heads(lines, pages)))
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
