"""Word documents (DOCX) as paragraphs and tables in their order, by python-docx. Links are never followed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from smartmap.documents.cells import clean, one_line
from smartmap.documents.guard import check_archive
from smartmap.documents.layout import Wishes, find_layout
from smartmap.documents.narrative import Paragraph
from smartmap.documents.rows import context_word
from smartmap.documents.tables import Sheet, table_titles
from smartmap.errors import DocumentError, MissingExtraError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEFT_OUT = {  # parts of a paragraph that are not its text, or that say it twice
    f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", f"{_W}pPr", f"{_W}rPr", f"{_W}instrText",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}  # fmt: skip
_LIST_STYLE = re.compile(r"list|daftar|bullet|numbering", re.IGNORECASE)
_WIDEST = 200  # columns
_CAPTION = re.compile(r"\s*(?:tabel|table|lanjutan|\(lanjutan|sumber)\b", re.IGNORECASE)

Block = Paragraph | list[list[str]]


def read_word(path: Path) -> tuple[list[Sheet], list[Paragraph]]:
    """Give the tables of a document and its paragraphs outside tables.

    Raises
    ------
    MissingExtraError
        If python-docx is not installed.
    DocumentError
        If the document is damaged or harmful.
    """
    check_archive(path)
    blocks = list(_blocks(path))
    used: set[int] = set()
    sheets = list(_group(path, blocks, used))
    return sheets, [block for block in blocks if isinstance(block, Paragraph) and block.row not in used]


def _blocks(path: Path) -> Iterator[Block]:
    try:
        import docx
    except ImportError as error:
        raise MissingExtraError("document_extra", file=str(path), extra="smartmap[docx]", found="DOCX") from error
    try:
        document = docx.Document(str(path))
        styles = {style.style_id: style.name or "" for style in document.styles}
        yield from _walk(document.element.body, styles, iter(range(1, 1 << 30)))
    except Exception as error:  # python-docx has no error of its own for a broken part
        raise DocumentError("document_damaged", file=str(path), why=one_line(str(error))[:150]) from error


def _walk(parent: Any, styles: dict[str, str], numbers: Iterator[int]) -> Iterator[Block]:
    for child in parent:
        if child.tag == f"{_W}p":
            yield _paragraph(child, styles, next(numbers))
        elif child.tag == f"{_W}tbl":
            yield _table(child)
            yield from _nested(child, styles, numbers)
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}smartTag"):
            yield from _walk(child, styles, numbers)


def _nested(table: Any, styles: dict[str, str], numbers: Iterator[int]) -> Iterator[Block]:
    """Give the tables inside a table's cells."""
    for inner in table.iterfind(f"{_W}tr/{_W}tc/{_W}tbl"):
        yield _table(inner)
        yield from _nested(inner, styles, numbers)


def _paragraph(element: Any, styles: dict[str, str], number: int) -> Paragraph:
    style = element.find(f"{_W}pPr/{_W}pStyle")
    name = styles.get(style.get(f"{_W}val"), "") if style is not None else ""
    numbering = element.find(f"{_W}pPr/{_W}numPr/{_W}numId")
    listed = bool(_LIST_STYLE.search(name)) or (numbering is not None and numbering.get(f"{_W}val") != "0")
    depth = element.find(f"{_W}pPr/{_W}numPr/{_W}ilvl")
    deep = int(depth.get(f"{_W}val") or 0) if depth is not None else 0
    heading = name.lower().startswith(("heading", "judul", "title"))
    return Paragraph(clean(_text(element)), None, number, listed and not heading, deep, heading)


def _text(element: Any) -> str:
    if element.tag == f"{_W}t":
        return element.text or ""
    if element.tag in (f"{_W}br", f"{_W}cr"):
        return "\n"
    if element.tag == f"{_W}tab":
        return " "
    return "".join(_text(child) for child in element if child.tag not in _LEFT_OUT)


# --- tables


def _table(element: Any) -> list[list[str]]:
    """Give a table as rows; a cell merged downwards is repeated, one merged to the right stands in its first column."""
    rows: list[list[str]] = []
    for row in element.iterfind(f"{_W}tr"):
        cells: list[str] = [""] * min(_number(row.find(f"{_W}trPr/{_W}gridBefore"), 0), _WIDEST)
        for cell in row.iterfind(f"{_W}tc"):
            merged = cell.find(f"{_W}tcPr/{_W}vMerge")
            text = clean("\n".join(_text(part) for part in cell.iterfind(f"{_W}p")))
            if merged is not None and merged.get(f"{_W}val") != "restart" and not text and rows:
                text = rows[-1][len(cells)] if len(cells) < len(rows[-1]) else ""
            span = _number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1)
            cells += [text, *("" for _ in range(min(span, _WIDEST) - 1))]
        rows.append(cells[:_WIDEST])
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _number(element: Any, otherwise: int) -> int:
    value = element.get(f"{_W}val") if element is not None else None
    return int(value) if value and value.isdigit() else otherwise


def _group(path: Path, blocks: list[Block], used: set[int]) -> Iterator[Sheet]:
    """Give the tables; one that goes on where the last one ended is put to it.

    ``used`` takes the numbers of paragraphs that say for a table what its rows serve.
    """
    held: Sheet | None = None
    header: list[str] = []
    above: list[Paragraph] = []
    number = 0
    for block in blocks:
        if isinstance(block, Paragraph):
            above += [block] if block.text else []
            continue
        number += 1
        layout = find_layout(block, Wishes(), file=str(path))
        alike = held is not None and bool(block) and len(block[0]) == len(held.rows[-1])
        quiet = all(_CAPTION.match(paragraph.text) for paragraph in above)
        goes_on = alike and quiet and bool(header) and (layout is None or layout.headings == header)
        if held is not None and goes_on:
            held.rows += block
        else:
            if held is not None:
                yield held
            width = len(block[0]) if block else 1
            chosen = table_titles([one_line(paragraph.text) for paragraph in above])
            if layout is not None:
                used |= {each.row for each in above if one_line(each.text) in chosen and context_word(each.text)}
            titles = [[text, *("" for _ in range(width - 1))] for text in chosen]
            held = Sheet(f"Tabel {number}", titles + block)
            held.at = [(None, row) for row in (*(0 for _ in titles), *range(1, len(block) + 1))]
            header = layout.headings if layout else []
        if goes_on and held is not None:
            held.at = [*held.at, *((None, held.at[-1][1] + row) for row in range(1, len(block) + 1))]
        above = []
    if held is not None:
        yield held
