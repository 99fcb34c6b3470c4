"""Tables of a PDF without lines: columns by the white between them, rows by numbers, rules or the white above them.

Every step must agree with what else is seen; a table in doubt is given back as unsure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from smartmap.documents.headings import BEGINS, role_of
from smartmap.documents.layout import ITEMS, Wishes, find_layout
from smartmap.documents.pdf_page import Block, Line, Phrase
from smartmap.documents.unwrap import OPEN_END, unwrap

Rule = tuple[float, float, float]  # y, left, right
Columns = list[tuple[float, float]]

_FAR = 3.5  # heights of a line: a wider gap ends a table
_MARK = re.compile(r"\(?(?:\d{1,3}|[\dXx]{1,4}(?:\.[\dXx]{1,4})+)[.)]?")
_BRAND = re.compile(r"[a-z]{1,2}-?[A-Z]|e-\w")  # e-Retribusi, iPasar
_FIGURE = re.compile(r"[\d.,%()/-]+")
_WITHIN = 0.7  # heights of a line: more white than that is never within a row
_JUMP = 0.2  # heights of a line between the white within rows and the white between them
_TORN = 0.03  # share of cells that may begin or end within a sentence


class Found(NamedTuple):
    """Tables, the lines that belong to none, and the first lines of tables in doubt."""

    blocks: list[Block]
    lines: list[Line]
    unsure: list[str]


def find_tables(lines: list[Line], rules: Sequence[Rule], before: Sequence[tuple[float, float]] = ()) -> Found:
    """Find the tables without lines of a page; ``before`` are columns of the table that ended the last page."""
    blocks: list[Block] = []
    unsure: list[str] = []
    left = list[Line]()
    at = 0
    if before and (end := _rest_of_table(lines, before)):
        block = _read(lines[:end], list(before), rules, 0)
        if block is not None:
            blocks.append(block)
            at = end
    while at < len(lines):
        if not _is_header(lines[at]):
            left.append(lines[at])
            at += 1
            continue
        start = at
        while (
            left and start > 0 and _near(lines[start - 1], lines[start]) and _is_head_part(lines[start - 1], lines[at])
        ):
            start -= 1
            left.pop()
        end = _end(lines, at)
        zone = lines[start:end]
        columns = _columns(zone)
        block = _read(zone, columns, rules, at - start) if columns else None
        if block is not None:
            blocks.append(block)
        else:
            unsure.append(lines[at].text)
        at = end
    return Found(blocks, left, unsure)


def _is_header(line: Line) -> bool:
    roles = [role_of(phrase.text) for phrase in line.phrases]
    known = [role for role in roles if role.score > BEGINS]
    item = any(role.name in ITEMS for role in known)
    return len(line.phrases) >= 2 and item and len(known) >= 2 and len(known) * 2 >= len(roles)


def _near(upper: Line, lower: Line) -> bool:
    return lower.top - upper.bottom < 0.8 * (lower.bottom - lower.top)


def _is_head_part(line: Line, header: Line) -> bool:
    """Say whether a line above belongs to the heading: short pieces, each over a part of the heading's width."""
    width = header.phrases[-1].x1 - header.phrases[0].x0
    inside = header.phrases[0].x0 - 20 <= line.phrases[0].x0
    return inside and all(phrase.x1 - phrase.x0 < 0.35 * width for phrase in line.phrases)


def _end(lines: list[Line], start: int) -> int:
    """Find where the table stops: at a wide gap, or where running text begins."""
    place = start + 1
    while place < len(lines):
        upper, line = lines[place - 1], lines[place]
        if line.top - upper.bottom > _FAR * (line.bottom - line.top):
            break
        first = lines[start].phrases[0].x0
        if len(line.phrases) == 1 and line.phrases[0].x0 < first + 5 and line.full and lines[place - 1].full:
            several = [len(other.phrases) for other in lines[place : place + 3]]
            if max(several) == 1:
                break
        if place > start + 3 and _is_header(line) and line.text != lines[start].text:
            break
        place += 1
    return place


def _rest_of_table(lines: list[Line], columns: Sequence[tuple[float, float]]) -> int:
    """Count the lines from the top that stand in the columns of the table before."""
    count = 0
    for number, line in enumerate(lines):
        if _is_header(line) or any(_column(phrase, columns) is None for phrase in line.phrases):
            break
        if number and line.top - lines[number - 1].bottom > _FAR * (line.bottom - line.top):
            break
        count = number + 1
    several = sum(len(line.phrases) >= 2 for line in lines[:count])
    return count if several and several * 3 >= count else 0


# --- columns


def _columns(zone: Sequence[Line]) -> Columns:
    """Give the columns as far as every line of several phrases keeps to them; empty if they do not fit the heading."""
    spans: Columns = []
    for phrase in sorted((phrase for line in zone if len(line.phrases) > 1 for phrase in line.phrases), key=_left):
        if spans and phrase.x0 <= spans[-1][1] + 1.5:
            spans[-1] = (spans[-1][0], max(spans[-1][1], phrase.x1))
        else:
            spans.append((phrase.x0, phrase.x1))
    return spans if len(spans) >= 2 else []


def _left(phrase: Phrase) -> float:
    return phrase.x0


def _column(phrase: Phrase, columns: Sequence[tuple[float, float]]) -> int | None:
    """Give the one column a phrase stands in, or None."""
    touched = [
        place for place, (left, right) in enumerate(columns) if phrase.x0 <= right + 1.5 and phrase.x1 >= left - 1.5
    ]
    if len(touched) == 1:
        return touched[0]
    if not touched:
        return None
    # longer than any phrase beside others, but it begins with its column and ends before the next one does
    return None


# --- rows


def _read(zone: Sequence[Line], columns: Columns, rules: Sequence[Rule], header: int) -> Block | None:
    """Give the table, or None if its rows cannot be told apart with confidence."""
    grid: list[tuple[Line, dict[int, str]]] = []
    for line in zone:
        cells: dict[int, str] = {}
        for phrase in line.phrases:
            place = _column(phrase, columns)
            if place is None:
                if len(line.phrases) > 1:
                    return None
                place = 0  # a group's name across the table
            cells[place] = f"{cells[place]} {phrase.text}" if place in cells else phrase.text
        grid.append((line, cells))
    body = header + 1
    while body < len(grid) and _is_heading_rest(grid, body):
        body += 1
    if body >= len(grid) or not _header_fits(grid[:body], columns):
        return None
    starts = _row_starts(grid, body, columns, rules)
    if starts is None:
        return None
    rows = [_merge(grid[:body], len(columns))] if header or body else []
    for begin, end in pairwise([*starts, len(grid)]):
        rows.append(_merge(grid[begin:end], len(columns)))
    if _is_broken(rows):
        return None
    return Block(rows, [left for left, _ in columns], zone[0].top, columns=columns)


def _merge(lines: Sequence[tuple[Line, dict[int, str]]], width: int) -> list[str]:
    return ["\n".join(cells[place] for _, cells in lines if place in cells) for place in range(width)]


def _is_heading_rest(grid: Sequence[tuple[Line, dict[int, str]]], place: int) -> bool:
    """Say whether a line goes on with the heading: close below it, without number, code or figure."""
    (upper, _), (line, cells) = grid[place - 1], grid[place]
    return (
        _near(upper, line)
        and line.top - upper.bottom < 0.45 * (line.bottom - line.top)
        and not any(_FIGURE.fullmatch(cell) or len(cell) > 40 for cell in cells.values())
        and len(cells) < len(grid[0][1]) + 2
        and place <= 3
        and not (0 in cells and _MARK.fullmatch(cells[0]))
    )


def _header_fits(head: Sequence[tuple[Line, dict[int, str]]], columns: Columns) -> bool:
    return all(any(place in cells for _, cells in head) for place in range(len(columns)))


def _row_starts(
    grid: Sequence[tuple[Line, dict[int, str]]], body: int, columns: Columns, rules: Sequence[Rule]
) -> list[int] | None:
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
    gapped = _by_gap(lines, body)
    if gapped is not None:
        if not marked or _one_each(gapped, marked, len(grid)):
            return gapped
        return None
    if marked and marked[0] == body and len(marked) * 2 >= len(gapped or marked):
        return marked
    whole = [place for place in range(body, len(grid)) if len(grid[place][1]) >= max(2, len(columns) - 1)]
    if whole and whole[0] == body and len(whole) == len(grid) - body:
        return whole
    return None


def _is_marked(cells: dict[int, str], columns: Columns) -> bool:
    return 0 in cells and bool(_MARK.fullmatch(cells[0].strip())) and len(columns) > 1


def _one_each(starts: Sequence[int], marked: Sequence[int], end: int) -> bool:
    """Say whether no row has two numbers, and most rows have one."""
    counts = [sum(begin <= place < stop for place in marked) for begin, stop in pairwise([*starts, end])]
    return max(counts) == 1 and sum(counts) * 2 >= len(counts)


def _by_gap(lines: Sequence[Line], body: int) -> list[int] | None:
    """Part rows where more white stands between lines than within a row; None if there are not two kinds of white.

    The white is measured below everything above it, so that a row whose cells stand at different heights stays whole.
    """
    whites: list[float] = []
    bottom = lines[body].bottom
    for line in lines[body + 1 :]:
        whites.append(line.top - bottom)
        bottom = max(bottom, line.bottom)
    height = max(line.bottom - line.top for line in lines[body:])
    ordered = sorted({round(white, 1) for white in whites})
    jumps = [(high - low, (high + low) / 2) for low, high in pairwise(ordered) if low <= _WITHIN * height]
    jump = max(jumps, default=(0.0, 0.0))
    if jump[0] < _JUMP * height:
        return None
    return [body, *(body + number for number, white in enumerate(whites, 1) if white > jump[1])]


def _is_broken(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether cells of the items begin or end within a sentence: then the rows were not told apart rightly."""
    layout = find_layout(rows, Wishes(), file="")
    items = [place for role in layout.items for place in layout.roles[role]] if layout else []
    body = rows[layout.first :] if layout else rows
    for place in items or range(len(rows[0])):
        cells = [unwrap(row[place]) for row in body if row[place]]
        torn = [cell for cell in cells if (cell[0].islower() and not _BRAND.match(cell)) or OPEN_END.search(cell)]
        if len(torn) > (_TORN if items else 0.5) * len(cells):
            return True
    return False
