"""Tables of a PDF with lines: which letters stand in which box, and which boxes do not show all of their text.

A sheet printed with columns too narrow or rows too low shows parts of its cells, or lets them run over the next ones.
Letters that cross a line tell; text that runs on into an empty box is put together, all other such boxes are cut.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from smartmap.documents.cells import clean, one_line
from smartmap.documents.pdf_grid import Box, Grid
from smartmap.documents.pdf_letters import Char, is_overprinted, text_of
from smartmap.documents.pdf_page import Area, Block
from smartmap.documents.unwrap import holds_several, is_one_word

# All in heights of a letter.
_CROSSING = 0.03  # what a letter reaches over a line; letters of ordinary cells keep away from it
_MIDDLE = 0.35  # from its top and bottom: what lies between is ink
_OVER = 0.1  # from which a line of text over the edge of the table belongs to it
_TOUCHING = 0.025  # white between letters of one word
_LETTER = 0.9  # the width of a blank and a wide one
_HIGH = 7  # breaks of lines in a cell
_NEXT = 1.0  # white between two lines of a cell
_ABOVE = 80.0  # points of a page's margin
_STRAY = 0.05  # from where a column's text begins


class Ruled(NamedTuple):
    """A table, and the areas of the page around it whose letters belong to it."""

    block: Block
    taken: list[Area]


def read_ruled(page: Any, table: Any) -> Ruled | None:
    """Read a table with lines; a cell merged downwards is repeated in the rows that hold anything else."""
    grid = Grid(page, table)
    for char in page.chars:
        _put(grid, char)
    starts = _starts(grid)
    inset = _inset(grid)
    for box in grid.boxes:
        start = starts[box.left]
        _take_beyond(grid, box, grid.lefts[box.left] + inset if start is None else start, float(page.height))
    for row in range(len(grid.tops)):
        for column in range(grid.width - 1, -1, -1):  # from the right: what runs over two boxes comes back by both
            _take_back(grid, row, column, starts)
    _cut_by_margin(grid, float(page.width))
    narrow = {box.right for box in grid.boxes if box.cut or box.ran_over}
    for box in grid.boxes:
        box.cut = box.cut or is_overprinted(box.chars, most=0) or (box.right in narrow and _fills(grid, box))
    return _result(grid)


def _put(grid: Grid, char: Char) -> None:
    """Put a letter into its box; one that crosses a line belongs to the box it comes from, which does not hold it."""
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    if char["top"] < grid.bounds[3] < y or y < grid.bounds[1] < char["bottom"]:  # runs over the first or last line
        inset = _OVER * _height(char)
        inside = char["top"] < grid.bounds[3] - inset if y > grid.bounds[3] else char["bottom"] > grid.bounds[1] + inset
        y = min(max(y, grid.bounds[1]), grid.bounds[3] - 1) if inside else y
    box = grid.at(x, y)
    if box is not None and char["upright"] and char["text"].strip() and grid.bounds[1] <= y <= grid.bounds[3]:
        reach = _CROSSING * _height(char)
        before, after = grid.at(char["x0"] + reach, y), grid.at(char["x1"] - reach, y)
        if before is not after and before is not None:
            box, before.cut = before, True
        inset = _MIDDLE * _height(char)
        upper, lower = grid.at(x, char["top"] + inset), grid.at(x, char["bottom"] - inset)
        if upper is not lower and char["bottom"] - inset < grid.bounds[3]:
            for other in filter(None, (upper, lower)):
                other.cut = True
    if box is not None:
        (box.chars if grid.bounds[1] <= y <= grid.bounds[3] else box.beyond).append(char)


def _inset(grid: Grid) -> float:
    """Give how far from the line to its left the text of most cells begins."""
    insets = Counter(round(box.begin["x0"] - grid.lefts[box.left], 1) for box in grid.boxes if box.chars)
    return insets.most_common(1)[0][0] if insets else 0.0


def _take_beyond(grid: Grid, box: Box, start: float, paper: float) -> None:
    """Take the lines of a box that goes on beyond the table: close to it, or off the paper, and set as its column is.

    What else stands there is a footnote, or the foot of the page.
    """
    taken = [char for char in box.beyond if not char["upright"]]  # written upwards: no foot of a page is
    above, below = _lines_away(grid, box)
    top = min((char["top"] for char in box.chars), default=grid.bounds[1])
    bottom = max((char["bottom"] for char in box.chars), default=grid.bounds[3])
    for lines, near, side, other in ((above, top, "bottom", "top"), (below, bottom, "top", "bottom")):
        off = any(line[0]["top"] < 0 or line[0]["bottom"] > paper for line in lines)
        for line in lines:
            first = line[0]
            close = abs(first[side] - near) < _NEXT * _height(first)
            if abs(min(char["x0"] for char in line) - start) > 1 or not (off or close):
                break
            near = first[other]
            taken += line
    box.chars += taken
    box.beyond = taken


def _lines_away(grid: Grid, box: Box) -> tuple[list[list[Char]], list[list[Char]]]:
    """Give the lines above a table, from the nearest one up, and those below it, down."""
    lines: dict[float, list[Char]] = {}
    for char in box.beyond:
        if char["text"].strip() and char["upright"]:
            lines.setdefault(round(char["bottom"], 1), []).append(char)
    above = [lines[bottom] for bottom in sorted(lines, reverse=True) if bottom < grid.bounds[3]]
    return above, [lines[bottom] for bottom in sorted(lines) if bottom >= grid.bounds[3]]


def _height(char: Char) -> float:
    return float(char["bottom"] - char["top"])


def _starts(grid: Grid) -> list[float | None]:
    """Give where the text of each column usually begins, if any begins there of itself."""
    places: list[Counter[float]] = [Counter() for _ in grid.lefts]
    for box in grid.boxes:
        if box.chars and not (box.left and box.begin in _next(grid.owner[box.first][box.left - 1], box)):
            places[box.left][round(box.begin["x0"], 1)] += 1
    most = [counted.most_common(1)[0] if counted else (0.0, 0) for counted in places]
    return [
        place if count > 1 and count >= 0.3 * sum(counted.values()) else None
        for (place, count), counted in zip(most, places, strict=True)
    ]


def _take_back(grid: Grid, row: int, column: int, starts: Sequence[float | None]) -> None:
    """Give text that runs on into an empty box, or a letter of it, back to the box it comes from."""
    box, beside = grid.owner[row][column], grid.owner[row][column + 1]
    if box is None or beside is None or box is beside or box.last > box.first or beside.last > beside.first:
        return
    start = starts[beside.left]
    stray = [char for char in _next(box, beside) if start is None or abs(char["x0"] - start) > _STRAY * _height(char)]
    if not stray:
        return
    if any(_lies_on(stray[0], char) for char in beside.chars if char is not stray[0]):
        beside.chars.remove(stray[0])
        box.chars.append(stray[0])
        box.cut = True
    elif stray[0] is beside.begin:
        box.chars += beside.chars
        box.cut, beside.cut, beside.chars = beside.cut, False, []
        box.right, box.ran_over = beside.right, True


def _next(box: Box | None, beside: Box) -> list[Char]:
    """Give the letters of a box that stand where the text of the box before ends, letter at letter."""
    if box is None or not box.chars:
        return []
    end = box.end
    return [
        char
        for char in beside.chars
        if abs(end["bottom"] - char["bottom"]) < 1 and abs(char["x0"] - end["x1"]) < _TOUCHING * _height(end)
    ]


def _lies_on(char: Char, other: Char) -> bool:
    side = min(char["x1"], other["x1"]) - max(char["x0"], other["x0"])
    return bool(
        side > _CROSSING * _height(char) and abs(char["bottom"] - other["bottom"]) < 2 and other["text"].strip()
    )


def _cut_by_margin(grid: Grid, paper: float) -> None:
    """Mark texts that run over the last column and end where the page's print does: the rest may be left out there."""
    ran = [box for box in grid.boxes if box.ran_over and box.chars]
    over = [box for box in ran if box.right >= grid.width - 1 and box.left < grid.width]
    limit = max((float(box.end["x1"]) for box in over), default=0.0)
    for box in over if limit <= paper else ():  # printed over the paper's edge, they are whole
        letter = _LETTER * _height(box.end)
        box.cut = box.cut or (limit > grid.bounds[2] - letter and box.end["x1"] > limit - letter)


def _fills(grid: Grid, box: Box) -> bool:
    """Say whether a box's only line reaches the next text, so that the next letter may have been left out."""
    beside = grid.owner[box.first][box.right + 1] if box.right < grid.width else None
    if not box.chars or beside is None or not beside.chars:
        return False
    end = box.end
    level = all(abs(char["bottom"] - end["bottom"]) < 2 for char in box.chars)
    return level and bool(end["x1"] > grid.lefts[box.right + 1] - _LETTER * _height(end))


def _result(grid: Grid) -> Ruled | None:
    height, width = len(grid.tops), grid.width
    rows = [[""] * width for _ in range(height)]
    begins = [list(range(width)) for _ in range(height)]
    cut: dict[int, set[int]] = defaultdict(set)
    filled = [any(box.chars and box.first == row for box in grid.owner[row][:width] if box) for row in range(height)]
    limits = _limits(grid)
    for box in grid.boxes:
        if box.left == width:
            continue
        text = clean(_text(box, limits[box.right]))
        for row in range(box.first, box.last + 1):
            begins[row][box.left] = box.first
            if row == box.first or filled[row]:
                rows[row][box.left] = text
                if box.cut:
                    cut[row].add(box.left)
    if not any(map(any, rows)):
        return None
    edges = [round(left, 1) for left in grid.lefts[:width]]
    unclosed = {box.left for box in grid.boxes if box.unclosed and box.last == height - 1}
    block = Block(rows, edges, grid.bounds[1], cut=dict(cut), begins=begins, unclosed=unclosed, tops=grid.tops)
    return Ruled(block, list(_taken(grid)))


def _limits(grid: Grid) -> list[float]:
    """Give how far to the right the text of each column reaches."""
    limits = [0.0] * (grid.width + 1)
    for box in grid.boxes:
        if box.chars and not box.cut:
            limits[box.right] = max(limits[box.right], float(box.end["x1"]))
    return limits


def _text(box: Box, limit: float) -> str:
    """Give a box's text; a word that fills a line and goes on in the next one is put together."""
    text = text_of(box.chars)
    lines = text.split("\n")
    if len(lines) < 2 or not all(char["upright"] for char in box.chars):
        return text
    ends: dict[int, float] = {}  # by height
    for char in box.chars:
        if char["text"].strip():
            height = next((top for top in ends if abs(top - char["bottom"]) < 2), round(char["bottom"]))
            ends[height] = max(ends.get(height, 0.0), char["x1"])
    if len(ends) != len(lines):
        return text
    whole = lines[0]
    letter = _LETTER * _height(box.chars[0])
    for upper, lower, end in zip(lines, lines[1:], (ends[top] for top in sorted(ends)), strict=False):
        broken = " " not in upper and end > limit - letter and is_one_word(upper, lower)
        whole += lower if broken else f"\n{lower}"
    return whole


def _taken(grid: Grid) -> list[Area]:
    """Give the areas whose letters the table took: its own, beyond the end of rows, below boxes that go on."""
    left, top, right, bottom = grid.bounds
    areas = [(left, top, right, bottom)]
    ends = [*grid.tops[1:], bottom]
    for row, end in enumerate(ends):
        beyond = grid.owner[row][grid.width]
        if beyond is not None and not beyond.chars:
            areas.append((right, grid.tops[row], float("inf"), end))
    for box in grid.boxes:
        if box.cut and box.first == 0 and box.left < grid.width:  # a text that runs over the heading begins above it
            areas.append((grid.lefts[box.left], top - _ABOVE, grid.lefts[box.right + 1], top))
        if box.beyond:
            tops, bottoms = [char["top"] for char in box.beyond], [char["bottom"] for char in box.beyond]
            areas.append((grid.lefts[box.left], min(tops), grid.lefts[box.right + 1], max(bottoms)))
    return areas


def rows_run_together(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether several rows stand in one, because no line parts them.

    "1", "2", "3" stand below each other in a cell, or all of the table is one high row below its heading.
    """
    for row in rows:
        numbers = [part.strip(" .") for part in row[0].splitlines()]
        if len(numbers) >= 2 and all(map(str.isdecimal, numbers)):
            steps = [int(lower) - int(upper) for upper, lower in pairwise(numbers)]
            if all(step == 1 for step in steps):
                return True
    return len(rows) <= 2 and any(cell.count("\n") >= _HIGH or holds_several(one_line(cell)) for cell in rows[-1])
