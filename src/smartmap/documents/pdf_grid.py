"""The lines of a PDF's table as a grid of boxes, those that the end of a page leaves open included."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from smartmap.documents.pdf_letters import Char
from smartmap.documents.pdf_page import Area

SNAP = 3.0  # points between lines that are one


@dataclass(slots=True, eq=False)
class Box:
    """A cell: the rows and columns of the grid it covers, its letters; ``unclosed`` if it lacks a line."""

    first: int
    last: int
    left: int
    right: int
    unclosed: bool = False
    chars: list[Char] = field(default_factory=list)
    cut: bool = False
    ran_over: bool = False  # the box to its right
    beyond: list[Char] = field(default_factory=list)  # above or below the table

    @property
    def begin(self) -> Char:
        """The letter furthest to the left."""
        return min(self.chars, key=lambda char: float(char["x0"]))

    @property
    def end(self) -> Char:
        """The letter furthest to the right."""
        return max(self.chars, key=lambda char: float(char["x1"]))


class Grid:
    """The boxes of a table, those that lack a line at the page's end included, and one beyond each row's end."""

    def __init__(self, page: Any, table: Any) -> None:
        self.tops = sorted({row.bbox[1] for row in table.rows})
        lefts = {cell[0] for cell in table.cells}
        lefts |= {cell[2] for cell in table.cells if all(abs(cell[2] - left) > SNAP for left in lefts)}
        self.lefts = [*sorted(left for left in lefts if left < table.bbox[2] - SNAP), table.bbox[2]]
        self.bounds: Area = table.bbox
        self.owner: list[list[Box | None]] = [[None] * len(self.lefts) for _ in self.tops]
        self.boxes: list[Box] = []
        for left, top, right, bottom in sorted(table.cells, key=lambda cell: (cell[1], cell[0])):
            self._add(self.row(top + 1), self.row(bottom - 1), self.column(left + 1), self.column(right - 1))
        self._close(page)
        for row in range(len(self.tops)):
            self._add(row, row, self.width, self.width)

    @property
    def width(self) -> int:
        """How many columns the table has."""
        return len(self.lefts) - 1

    def row(self, y: float) -> int:
        """Give the row at a height; the nearest one outside."""
        return max(0, bisect_right(self.tops, y) - 1)

    def column(self, x: float) -> int:
        """Give the column at a distance from the left; the nearest one outside."""
        return max(0, bisect_right(self.lefts, x) - 1)

    def at(self, x: float, y: float) -> Box | None:
        """Give the box at a point, or the one above or below the table that goes on there."""
        if x < self.bounds[0]:
            return None
        box = self.owner[self.row(y)][self.column(x)]
        goes_on = box is not None and box.unclosed and box.left < self.width
        if y < self.bounds[1]:
            return box if goes_on and box is not None and box.first == 0 else None
        return box if goes_on or y <= self.bounds[3] else None

    def _add(self, first: int, last: int, left: int, right: int, *, unclosed: bool = False) -> None:
        box = Box(first, last, left, right, unclosed)
        self.boxes.append(box)
        for row in self.owner[first : last + 1]:
            for place in range(left, right + 1):
                row[place] = row[place] or box

    def _close(self, page: Any) -> None:
        """Make boxes of what is open on a side, as a merged cell is that goes on on the next page."""
        rules = [(edge["top"], edge["x0"], edge["x1"]) for edge in page.horizontal_edges]
        for column, (left, right) in enumerate(pairwise(self.lefts)):
            bars = sorted(top for top, x0, x1 in rules if x0 <= (left + right) / 2 <= x1)
            start: int | None = None
            for row in range(len(self.tops) + 1):
                is_open = row < len(self.tops) and self.owner[row][column] is None
                barred = is_open and _is_near(self.tops[row], bars)
                if start is not None and (not is_open or barred):
                    self._add(start, row - 1, column, column, unclosed=row - 1 > start)
                    start = None
                if is_open and start is None:
                    start = row


def _is_near(place: float, ordered: Sequence[float]) -> bool:
    at = bisect_left(ordered, place - SNAP)
    return at < len(ordered) and ordered[at] < place + SNAP


def find_ruled(page: Any) -> list[Any]:
    """Find the tables with lines of a page.

    Columns beside each other are one table, though the box between them is open above and below: so a mission looks
    on the pages between its first and its last one.
    """
    from pdfplumber.table import Table

    found: list[Any] = []
    for table in page.find_tables({"snap_tolerance": SNAP, "intersection_tolerance": 4}):
        last = found[-1].bbox if found else None
        if last and all(abs(last[side] - table.bbox[side]) < SNAP for side in (1, 3)) and last[2] < table.bbox[0]:
            found[-1] = Table(page, [*found[-1].cells, *table.cells])
        else:
            found.append(table)
    return found
