"""Tables of a PDF without lines: columns by the white between them, rows by numbers, rules or the white above them.

Every step must agree with what else is seen; a table in doubt is given back as unsure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from smartmap.documents.cells import clean
from smartmap.documents.headings import BEGINS, role_of
from smartmap.documents.layout import ITEMS, Wishes, find_layout
from smartmap.documents.pdf_page import FAR, Block, Line, Phrase, Word
from smartmap.documents.pdf_rows import MARK, Columns, Rule, column_of, row_starts
from smartmap.documents.rows import context_word
from smartmap.documents.unwrap import OPEN_END, holds_several, unwrap

_BRAND = re.compile(r"[a-z]{1,2}-?[A-Z]|e-\w")  # e-Retribusi, iPasar
_FIGURE = re.compile(r"[\d.,%()/-]+")
_NUMBERED = re.compile(r"\d{1,3}\s+[A-Z]")
_GROUP = re.compile(
    r"(?:[\dXx]{1,2}(?:\.[\dXx]{1,2})*\.?\s+)?(?:urusan|bidang|dinas|badan|kecamatan|sekretariat)\b", re.IGNORECASE
)
_ALIGNED = 1.5  # points between beginnings of words of one column
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
        zone = _split_at_edges(lines[start:end], at - start)
        columns = _under_headings(_columns(zone), zone, at - start)
        block = _read(zone, columns, rules, at - start) if columns else None
        if block is not None:
            blocks.append(block)
        else:
            unsure.append(lines[at].text)
        at = end
    return Found(blocks, left, unsure)


def part_rows(lines: Sequence[Line], lefts: Sequence[float], right: float) -> Block | None:
    """Part the rows of a table that has lines between its columns only; None if they cannot be told apart."""
    columns = [(left, end - 2) for left, end in pairwise([*lefts, right])]
    parted = [line._replace(phrases=tuple(_split(line.phrases, lefts))) for line in lines]
    block = _read(parted, columns, (), 0)
    return Block(block.rows, list(lefts), block.top) if block else None


def _split_at_edges(zone: Sequence[Line], header: int) -> list[Line]:
    """Part phrases where a column begins: numbers set to the right may stand close to the next column.

    A column begins where words of many lines begin, and of the heading or of other lines nothing stands before.
    """
    begins = [phrase.x0 for line in zone[header + 1 :] for phrase in line.phrases]
    edges = []
    for place in sorted(phrase.x0 for phrase in zone[header].phrases):
        words = sum(any(abs(word.x0 - place) <= _ALIGNED for word in _words(line)) for line in zone)
        alone = sum(abs(x0 - place) <= _ALIGNED for x0 in begins)
        if words * 3 >= len(zone) and (alone or words * 3 >= 2 * len(zone)):
            edges.append(place)
    return [line._replace(phrases=tuple(_split(line.phrases, edges))) for line in zone]


def _words(line: Line) -> list[Word]:
    return [word for phrase in line.phrases for word in phrase.words]


def _split(phrases: Sequence[Phrase], edges: Sequence[float]) -> Iterator[Phrase]:
    for phrase in phrases:
        held: list[Word] = []
        for word in phrase.words:
            crossed = held and any(held[-1].x0 < edge - _ALIGNED and word.x0 >= edge - _ALIGNED for edge in edges)
            if crossed:
                yield _phrase(phrase, held)
                held = []
            held.append(word)
        yield _phrase(phrase, held)


def _phrase(phrase: Phrase, words: Sequence[Word]) -> Phrase:
    text = clean(" ".join(word.text for word in words))
    return phrase._replace(text=text, x0=words[0].x0, x1=words[-1].x1, words=tuple(words))


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
        if line.top - upper.bottom > FAR * (line.bottom - line.top):
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
        if _is_header(line) or any(column_of(phrase, columns) is None for phrase in line.phrases):
            break
        if number and line.top - lines[number - 1].bottom > FAR * (line.bottom - line.top):
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


def _under_headings(columns: Columns, zone: Sequence[Line], header: int) -> Columns:
    """Put a heading to the left of its column and the figures to the right of it together."""
    tops, bodies = zone[: header + 1], zone[header + 1 :]
    found: Columns = []
    for left, right in columns:
        alone = not any(_stands(line, (left, right)) for line in tops)
        if alone and found and not any(_stands(line, found[-1]) for line in bodies):
            found[-1] = (found[-1][0], right)
        else:
            found.append((left, right))
    return found


def _stands(line: Line, column: tuple[float, float]) -> bool:
    return any(phrase.x0 <= column[1] and phrase.x1 >= column[0] for phrase in line.phrases)


def _left(phrase: Phrase) -> float:
    return phrase.x0


# --- rows


def _read(zone: Sequence[Line], columns: Columns, rules: Sequence[Rule], header: int) -> Block | None:
    """Give the table, or None if its rows cannot be told apart with confidence."""
    grid: list[tuple[Line, dict[int, str]]] = []
    for line in zone:
        cells: dict[int, str] = {}
        for phrase in line.phrases:
            place = column_of(phrase, columns)
            if place is None:
                if len(line.phrases) > 1 or not _names_group(phrase.text):
                    return None
                place = 0
            cells[place] = f"{cells[place]} {phrase.text}" if place in cells else phrase.text
        grid.append((line, cells))
    body = header + 1
    while body < len(grid) and _is_heading_rest(grid, body):
        body += 1
    if body >= len(grid) or not _header_fits(grid[:body], columns):
        return None
    starts = row_starts(grid, body, columns, rules)
    if starts is None:
        return None
    rows = [_merge(grid[:body], len(columns))] if header or body else []
    for begin, end in pairwise([*starts, len(grid)]):
        rows.append(_merge(grid[begin:end], len(columns)))
    if _is_broken(rows, headed=_is_header(grid[header][0])):
        return None
    return Block(rows, [left for left, _ in columns], zone[0].top, columns=columns)


def _names_group(text: str) -> bool:
    """Say whether a line across the table names the mission, office or affair of the rows below it."""
    return bool(context_word(text) or _GROUP.match(text) or text.isupper())


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
        and not (0 in cells and MARK.fullmatch(cells[0]))
    )


def _header_fits(head: Sequence[tuple[Line, dict[int, str]]], columns: Columns) -> bool:
    return all(any(place in cells for _, cells in head) for place in range(len(columns)))


def _is_broken(rows: Sequence[Sequence[str]], *, headed: bool) -> bool:
    """Say whether the rows were not told apart rightly.

    Cells of the items begin or end within a sentence, hold two programmes or their number, or the heading is lost.
    """
    layout = find_layout(rows, Wishes(), file="")
    if headed and (layout is None or layout.header[0] > 0):
        return True
    items = [place for role in layout.items for place in layout.roles[role]] if layout else []
    body = rows[layout.first :] if layout else rows
    for place in items or range(len(rows[0])):
        cells = [unwrap(row[place]) for row in body if row[place]]
        torn = [cell for cell in cells if (cell[0].islower() and not _BRAND.match(cell)) or OPEN_END.search(cell)]
        numbered = sum(bool(_NUMBERED.match(cell)) for cell in cells)  # a number drawn into the name
        if items and (numbered > 0.3 * len(cells) or any(map(holds_several, cells))):
            return True
        if len(torn) > (_TORN if items else 0.5) * len(cells):
            return True
    return False
