"""Where rows begin in a table of a PDF that has no lines between them: by rules, numbers, or the white above them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from smartmap.documents.pdf_page import Line, Phrase

Rule = tuple[float, float, float]  # y, left, right
Columns = list[tuple[float, float]]
Grid = Sequence[tuple[Line, dict[int, str]]]
"""Lines with their cells by column."""

MARK = re.compile(r"\(?(?:\d{1,3}|[\dXx]{1,4}(?:\.[\dXx]{1,4})+)[.)]?")
_WITHIN = 0.7  # heights of a line: more white than that is never within a row
_JUMP = 0.2  # heights of a line between the white within rows and the white between them
_LEVEL = 0.35  # heights of a line between the number of a row and its cells


def column_of(phrase: Phrase, columns: Sequence[tuple[float, float]]) -> int | None:
    """Give the one column a phrase stands in, or None."""
    touched = [
        place for place, (left, right) in enumerate(columns) if phrase.x0 <= right + 1.5 and phrase.x1 >= left - 1.5
    ]
    if len(touched) == 1:
        return touched[0]
    if not touched:
        return None
    return None


def row_starts(grid: Grid, body: int, columns: Columns, rules: Sequence[Rule]) -> list[int] | None:
    """Give the places of the lines that begin rows; None if the signs contradict each other."""
    lines = [line for line, _ in grid]
    marked = [place for place in range(body, len(grid)) if _is_marked(grid[place][1], columns)]
    left, right = columns[0][0], columns[-1][1]
    bars = sorted({round(y) for y, x0, x1 in rules if x0 < left + 30 and x1 > right - 60})
    ruled = [
        place
        for place in range(body, len(grid))
        if place == body or any(lines[place - 1].bottom - 3 <= bar <= lines[place].top + 3 for bar in bars)
    ]
    if len(bars) >= 4 and len(ruled) > 2:
        return ruled
    gapped = _by_gap(lines, body, columns)
    if gapped is not None and (not marked or _one_each(gapped, marked, len(grid), most=1.0)):
        return gapped
    if marked:
        numbered = next(filter(None, (_by_marks(grid, body, marked, columns, top) for top in (True, False))), None)
        return numbered or (gapped if gapped and _one_each(gapped, marked, len(grid), most=0.5) else None)
    if gapped is not None:
        return None
    whole = [place for place in range(body, len(grid)) if len(grid[place][1]) >= max(2, len(columns) - 1)]
    if whole and whole[0] == body and len(whole) == len(grid) - body and not _is_wrapped(lines[body:], columns):
        return whole
    return None


def _is_wrapped(lines: Sequence[Line], columns: Columns) -> bool:
    """Say whether lines go on below each other: the next one's first word has no room behind many of them."""
    full = 0
    for upper, lower in pairwise(lines):
        for phrase in upper.phrases:
            place = column_of(phrase, columns)
            below = [other for other in lower.phrases if place is not None and column_of(other, columns) == place]
            if place is not None and below and below[0].words:
                first = below[0].words[0]
                full += columns[place][1] - phrase.x1 < first.x1 - first.x0
    return full > max(1, 0.1 * len(lines))


def _by_marks(grid: Grid, body: int, marked: Sequence[int], columns: Columns, top: bool) -> list[int] | None:
    """Part rows by their numbers: every cell of a row begins at its height, or has its middle there."""

    def height(line: Line | Phrase) -> float:
        return line.top if top else (line.top + line.bottom) / 2

    marks = [height(grid[place][0].phrases[0]) for place in marked]
    rows: list[list[int]] = [[] for _ in marks]
    for place in range(body, len(grid)):
        line = grid[place][0]
        slack = 0.4 * (line.bottom - line.top)
        if top:
            near = max((n for n, mark in enumerate(marks) if mark <= line.top + slack), default=-1)
        else:
            near = min(range(len(marks)), key=lambda n: abs(marks[n] - height(line)))
        if near < 0:
            return None
        rows[near].append(place)
    for mark, places in zip(marks, rows, strict=True):
        phrases = [phrase for place in places for phrase in grid[place][0].phrases]
        for column in range(len(columns)):
            cell = [phrase for phrase in phrases if column_of(phrase, columns) == column]
            if not cell:
                continue
            first, last = min(phrase.top for phrase in cell), max(phrase.bottom for phrase in cell)
            at = first if top else (first + last) / 2
            if abs(at - mark) > _LEVEL * (cell[0].bottom - cell[0].top):
                return None
    return [min(places) for places in rows]


def _is_marked(cells: dict[int, str], columns: Columns) -> bool:
    return 0 in cells and bool(MARK.fullmatch(cells[0].strip())) and len(columns) > 1


def _one_each(starts: Sequence[int], marked: Sequence[int], end: int, most: float) -> bool:
    """Say whether no row has two numbers, and as many of the rows as ``most`` says have one."""
    counts = [sum(begin <= place < stop for place in marked) for begin, stop in pairwise([*starts, end])]
    return max(counts) == 1 and sum(counts) >= most * len(counts)


def _by_gap(lines: Sequence[Line], body: int, columns: Columns) -> list[int] | None:
    """Part rows where more white stands between lines than within a row; None if there are not two kinds of white.

    The white is measured below everything above it, so that a row whose cells stand at different heights stays whole;
    no less than between two lines of a cell, so that lines beside each other are no sign.
    """
    least = _line_spacing(lines[body:], columns)
    whites: list[float] = []
    bottom = lines[body].bottom
    for line in lines[body + 1 :]:
        whites.append(max(least, line.top - bottom))
        bottom = max(bottom, line.bottom)
    height = max(line.bottom - line.top for line in lines[body:])
    ordered = sorted({round(white, 1) for white in whites})
    jumps = [(high - low, (high + low) / 2) for low, high in pairwise(ordered) if low <= _WITHIN * height]
    jump = max(jumps, default=(0.0, 0.0))
    if jump[0] < _JUMP * height:
        return None
    return [body, *(body + number for number, white in enumerate(whites, 1) if white > jump[1])]


def _line_spacing(lines: Sequence[Line], columns: Columns) -> float:
    """Give the least white between lines below each other in a column."""
    whites: list[float] = []
    above: dict[int, float] = {}
    for line in lines:
        for phrase in line.phrases:
            place = column_of(phrase, columns)
            if place is not None:
                if place in above:
                    whites.append(phrase.top - above[place])
                above[place] = phrase.bottom
    return min(whites, default=0.0)
