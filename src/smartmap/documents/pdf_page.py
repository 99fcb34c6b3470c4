"""A page of a PDF: its lines of text, its ruled tables, and the tables that have no lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from smartmap.documents.cells import clean, one_line
from smartmap.documents.headings import BEGINS, role_of
from smartmap.documents.layout import Wishes, find_layout
from smartmap.documents.pdf_letters import is_page_overprinted, is_slanted

_GAP = 0.6  # of the letters' height: a wider gap within a line parts columns
FAR = 3.5  # heights of a line: a wider gap ends a table
_COLUMN = 4  # rows of a single column that is part of a table; less may be frames around text
_MOST_WORDS = 20_000


Area = tuple[float, float, float, float]
"""Left, top, right, bottom, in points."""


class Word(NamedTuple):
    """A word and where it stands."""

    text: str
    x0: float
    x1: float


class Phrase(NamedTuple):
    """Words of a line that stand together."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    words: tuple[Word, ...] = ()


class Line(NamedTuple):
    """A line of a page; ``full`` if it reaches the right edge of the text, ``room`` is the points left up to there."""

    text: str
    phrases: tuple[Phrase, ...]
    top: float
    bottom: float
    size: float
    number: int
    full: bool = True
    page: int = 0
    room: float = 0.0

    @property
    def first_word(self) -> float:
        """Points that the line's first word and a blank take: with room for it, it would stand on the line above."""
        phrase = self.phrases[0]
        return (phrase.x1 - phrase.x0) * (len(phrase.text.split(" ", 1)[0]) + 1) / max(1, len(phrase.text))


@dataclass(slots=True)
class Block:
    """A table of a page: rows, left edges of its columns, the lines above it.

    ``columns`` gives left and right edges where the table has no lines. Where it has lines, ``cut`` names the columns
    of each row whose text is not all to be seen, ``begins`` gives for every cell the row its box begins in, and
    ``unclosed`` are the columns that have no line at the table's end; ``tops`` is where its rows begin.
    """

    rows: list[list[str]]
    edges: list[float]
    top: float
    above: list[Line] = field(default_factory=list)
    columns: list[tuple[float, float]] = field(default_factory=list)
    cut: dict[int, set[int]] = field(default_factory=dict)
    begins: list[list[int]] = field(default_factory=list)
    unclosed: set[int] = field(default_factory=set)
    tops: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Content:
    """What a page holds.

    ``unsure`` are first lines of tables that cannot be read with confidence, ``columns`` are single columns of tables.
    """

    blocks: list[Block] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    columns: list[Block] = field(default_factory=list)
    scanned: bool = False


def read_page(page: Any, columns: Sequence[tuple[float, float]] = ()) -> Content:
    """Read a page; ``columns`` are those of a table without lines that ended the page before."""
    from smartmap.documents.pdf_columns import find_tables, part_rows
    from smartmap.documents.pdf_grid import find_ruled
    from smartmap.documents.pdf_ruled import read_ruled, rows_run_together

    page = page.filter(lambda item: item["object_type"] != "char" or not is_slanted(item))  # no watermarks
    content = Content()
    if len(page.chars) < 10:
        content.scanned = _is_picture(page)
        return content
    words = page.extract_words(x_tolerance_ratio=0.15, y_tolerance=2, extra_attrs=["size"])
    if len(words) > _MOST_WORDS:
        content.unsure.append(str(words[0]["text"]))
        return content
    if is_page_overprinted(page.chars):
        content.unsure.append(_lines(words)[0].text)
        return content
    boxes: list[Area] = []
    tables = find_ruled(page)
    for table in tables:
        ruled = read_ruled(page, table)
        if ruled is None:
            continue
        if len(ruled.block.edges) < 2:
            headed = role_of(one_line(ruled.block.rows[0][0])).score > BEGINS
            if len(table.rows) >= (2 if headed else _COLUMN):  # the programmes it belongs to stand on other pages
                boxes += ruled.taken
                content.columns.append(ruled.block)
            continue
        block: Block | None = ruled.block
        boxes += ruled.taken
        if _is_heading(ruled.block) or rows_run_together(ruled.block.rows):
            ends = [other.bbox[1] for other in tables if other.bbox[1] >= table.bbox[3]]
            open_end = _open_end(words, table.bbox, min(ends, default=float(page.height)))
            boxes.append(open_end)
            within = _lines([word for word in words if _inside(word, open_end)])
            if open_end[3] > table.bbox[3] or not _is_heading(ruled.block):
                block = part_rows(within, ruled.block.edges, table.bbox[2])
        if block is None:
            content.unsure.append(one_line(" ".join(ruled.block.rows[0])))
        else:
            content.blocks.append(block)
    visible = (0.0, 0.0, float(page.width), float(page.height))  # clipped text goes on beyond the paper
    outside = [word for word in words if _inside(word, visible) and not any(_inside(word, box) for box in boxes)]
    lines = _lines(outside)
    rules = [(edge["top"], edge["x0"], edge["x1"]) for edge in page.horizontal_edges]
    found, lines, unsure = find_tables(lines, rules, columns if not content.blocks else ())
    content.blocks = sorted([*content.blocks, *found], key=lambda block: block.top)
    content.unsure += unsure
    above = 0.0
    for block in content.blocks:
        block.above = [line for line in lines if above <= line.top < block.top]
        above = block.top
    content.lines = lines
    if not content.blocks and _is_column(lines):
        content.columns.append(Block([[lines[0].text]], [], lines[0].top))
        content.lines = []
    return content


def _is_column(lines: Sequence[Line]) -> bool:
    """Say whether a page holds one column of a table and nothing else, as a wide sheet's further pages do."""
    headed = bool(lines) and role_of(lines[0].text).score > BEGINS
    return headed and len(lines) > _COLUMN and all(len(line.phrases) == 1 for line in lines)


def _is_heading(block: Block) -> bool:
    """Say whether a table with lines is a heading alone: the rows below it may have none."""
    layout = find_layout([[clean(cell) for cell in row] for row in block.rows], Wishes(), file="")
    return layout is not None and layout.first >= len(block.rows)


def _open_end(words: Sequence[dict[str, Any]], box: Area, end: float) -> Area:
    """Give the area of a table with the lines close below it, as far as its columns reach."""
    left, top, right, bottom = box
    for word in sorted(words, key=lambda word: float(word["top"])):
        inside = left - 2 <= word["x0"] and word["x1"] <= right + 2
        if inside and bottom - 2 <= word["top"] < end:
            if word["top"] - bottom > FAR * (word["bottom"] - word["top"]):
                break
            bottom = max(bottom, word["bottom"])
    return left - 2, top, right + 2, bottom


def _is_picture(page: Any) -> bool:
    area = sum(max(0.0, image["x1"] - image["x0"]) * max(0.0, image["bottom"] - image["top"]) for image in page.images)
    return bool(area > 0.3 * float(page.width) * float(page.height))


def _inside(word: dict[str, Any], box: Area) -> bool:
    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _lines(words: Sequence[dict[str, Any]]) -> list[Line]:
    """Put words into lines, from the top, and the words of a line into phrases."""
    rows: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda word: (word["top"], word["x0"])):
        middle = (word["top"] + word["bottom"]) / 2
        if rows and rows[-1][0]["top"] - 1 <= middle <= rows[-1][0]["bottom"] - 1:
            rows[-1].append(word)
        else:
            rows.append([word])
    right = max((word["x1"] for word in words), default=0.0)
    lines = []
    for number, row in enumerate(rows, 1):
        row.sort(key=lambda word: word["x0"])
        phrases = tuple(_phrases(row))
        size = max(word["size"] for word in row)
        full = phrases[-1].x1 > right - 5 * size
        top, bottom = min(word["top"] for word in row), max(word["bottom"] for word in row)
        text = clean(" ".join(phrase.text for phrase in phrases))
        lines.append(Line(text, phrases, top, bottom, size, number, full, room=right - phrases[-1].x1))
    return lines


def _phrases(row: Sequence[dict[str, Any]]) -> list[Phrase]:
    groups = [[row[0]]]
    for left, right in pairwise(row):
        if right["x0"] - left["x1"] > _GAP * (left["bottom"] - left["top"]):
            groups.append([])
        groups[-1].append(right)
    return [
        Phrase(
            clean(" ".join(word["text"] for word in group)),
            group[0]["x0"],
            group[-1]["x1"],
            min(word["top"] for word in group),
            max(word["bottom"] for word in group),
            tuple(Word(word["text"], word["x0"], word["x1"]) for word in group),
        )
        for group in groups
    ]
