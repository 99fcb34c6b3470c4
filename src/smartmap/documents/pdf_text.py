"""Running text of a PDF: lines put together to paragraphs, without what stands on every page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from smartmap.documents.narrative import Paragraph
from smartmap.documents.pdf_page import Line
from smartmap.documents.unwrap import OPEN_END, unwrap

_NEW_PARAGRAPH = re.compile(
    r"\s*(?:[-•*▪◦·–]\s|\(?[\da-z]{1,2}[.)]\s|\d+(?:\.\d+)+\.?\s|(?:visi|misi|tujuan|sasaran|strategi|program)\b[^.]{0,20}[:–-]|"
    r"(?:misi|tujuan|sasaran)\s+(?:ke\s*-?\s*)?\d)",
    re.IGNORECASE,
)


def without_running_heads(lines: list[Line], pages: int) -> list[Line]:
    """Take off page numbers, and what stands at the same height of many pages; a list's opening stands anywhere."""
    seen = Counter(_at(line) for line in lines)
    most = max(3, pages // 3)
    return [line for line in lines if _plain(line.text) and seen[_at(line)] < most]


def _at(line: Line) -> tuple[str, int]:
    return _plain(line.text), round(line.top)


def _plain(text: str) -> str:
    return re.sub(r"[\W\d]+", " ", text).strip().casefold()


def paragraphs_of(lines: list[Line]) -> Iterator[Paragraph]:
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
