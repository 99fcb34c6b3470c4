"""Cells merged over rows that a page's end broke: a mission, a goal, an office.

On each page only a part of such a cell is drawn, and its text may stand on any of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from smartmap.documents.layout import UPPER, Layout
from smartmap.documents.pdf_page import Block
from smartmap.documents.rows import context_word
from smartmap.documents.unwrap import unwrap

ROLES = (*UPPER, "opd", "field")
Rows = list[list[str]]


class Spans:
    """Follows the last cell of each column of a table over the pages.

    ``pages`` are those where what a cell says was taken from another page: right by all signs, but to be checked.
    """

    def __init__(self) -> None:
        self.pages: dict[int, set[int]] = {}  # by column
        self._waiting: dict[int, int] = {}  # column to the row from which a cell waits for its text
        self._unclosed: set[int] = set()
        self._seen_unclosed = False
        self._tall: set[int] = set()  # columns whose last cell spans rows

    def end(self, rows: Rows, block: Block, layout: Layout) -> None:
        """Remember how a page's part of the table ends; ``rows`` are the table's, to the end."""
        self._unclosed = block.unclosed
        self._seen_unclosed = self._seen_unclosed or bool(block.unclosed)
        self._tall.clear()
        for place in _columns(layout):
            if not block.begins:
                continue
            height = len(block.rows) - block.begins[-1][place]
            if height > 1 or place in self._waiting:
                self._tall.add(place)
            if rows[-1][place]:
                self._waiting.pop(place, None)
            elif height > 1:
                self._waiting.setdefault(place, len(rows) - height)

    def go_on(self, page: int, upper: Rows, lower: Rows, block: Block, layout: Layout) -> None:
        """Put together what a page's end broke; ``lower`` are the rows below the heading of the next page."""
        skip = len(block.rows) - len(lower)
        for place in _columns(layout):
            height = _height(block, skip, place)
            begun, rest = upper[-1][place], lower[0][place]
            if place in self._waiting:
                start = self._waiting[place]
                if rest:
                    _write(upper[start:], place, rest)
                    self._note(place, page)
                    del self._waiting[place]
                elif height < len(lower):  # it ends here, and never said anything
                    del self._waiting[place]
            elif begun and rest and begun != rest:
                if whole := _whole(begun, rest, upper, place, drawn_twice=place in self._unclosed):
                    _write(_last(upper, place, begun), place, whole)
                    _write(lower[:height], place, whole)
                    self._note(place, page, sure=rest[:1].islower())
            elif begun and not rest and height > 1:
                if self._seen_unclosed and place not in self._unclosed:
                    self._waiting[place] = len(upper)  # the one before was closed: this one is another
                else:
                    _write(lower[:height], place, begun)
                    self._note(place, page, sure=place in self._unclosed)

    def _note(self, place: int, page: int, *, sure: bool = False) -> None:
        if not sure:
            self.pages.setdefault(place, set()).add(page)


def _columns(layout: Layout) -> list[int]:
    return [place for role in ROLES if role not in layout.items for place in layout.roles.get(role, ())]


def _height(block: Block, start: int, place: int) -> int:
    """Count the rows of the cell that a page's rows begin with."""
    if not block.begins:
        return 1
    begin = block.begins[start][place]
    return sum(row[place] == begin for row in block.begins[start:])


def _last(rows: Rows, place: int, text: str) -> Rows:
    start = len(rows)
    while start and rows[start - 1][place] in (text, ""):
        start -= 1
    return rows[start:]


def _write(rows: Sequence[list[str]], place: int, text: str) -> None:
    for row in rows:
        if any(row):
            row[place] = text


def _whole(begun: str, rest: str, rows: Rows, place: int, *, drawn_twice: bool) -> str:
    """Give a text broken within its sentence as one, or nothing if they are two."""
    if drawn_twice and (begun in rest or rest in begun):  # drawn whole on one page, in part on the other
        return max(begun, rest, key=len)
    labelled = {bool(context_word(row[place])) for row in rows if row[place] and row[place] != rows[0][place]}
    named = labelled == {True} and not context_word(rest)  # all others begin with "Misi 1:" or the like
    if not (rest[:1].islower() or named):
        return ""
    words, more = begun.split(), rest.split()
    for count in range(min(len(words), len(more)), 0, -1):  # a line the page cut through is drawn on both
        if words[-count:] == more[:count]:
            return " ".join(words + more[count:])
    return unwrap(f"{begun}\n{rest}")
