"""A page of a PDF: its lines of text, its ruled tables, and the tables that have no lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from smartmap.documents.cells import clean

_GAP = 0.6  # of the letters' height: a wider gap within a line parts columns
_MOST_WORDS = 20_000
_OVERLAP = 0.4  # of a letter's width and height: less is kerning and the tails of tight lines
_COVERED = 0.006  # of a page's letters; in pages that can be read it is none


class Phrase(NamedTuple):
    """Words of a line that stand together."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float


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

    ``columns`` gives left and right edges where the table has no lines.
    """

    rows: list[list[str]]
    edges: list[float]
    top: float
    above: list[Line] = field(default_factory=list)
    columns: list[tuple[float, float]] = field(default_factory=list)


@dataclass(slots=True)
class Content:
    """What a page holds; ``unsure`` are first lines of tables that cannot be read with confidence."""

    blocks: list[Block] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    scanned: bool = False


def read_page(page: Any, columns: Sequence[tuple[float, float]] = ()) -> Content:
    """Read a page; ``columns`` are those of a table without lines that ended the page before."""
    from smartmap.documents.pdf_columns import find_tables

    content = Content()
    if len(page.chars) < 10:
        content.scanned = _is_picture(page)
        return content
    words = page.extract_words(x_tolerance_ratio=0.15, y_tolerance=2, extra_attrs=["size"])
    if len(words) > _MOST_WORDS:
        content.unsure.append(str(words[0]["text"]))
        return content
    if _is_overprinted(page.chars):
        content.unsure.append(_lines(words)[0].text)
        return content
    boxes = []
    for table in page.find_tables({"snap_tolerance": 3, "intersection_tolerance": 4}):
        block = _ruled(table)
        if block is None:
            continue
        boxes.append(table.bbox)
        if _rows_run_together(block.rows):
            content.unsure.append(" ".join(block.rows[0]))
        else:
            content.blocks.append(block)
    outside = [word for word in words if not any(_inside(word, box) for box in boxes)]
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
    return content


def _is_picture(page: Any) -> bool:
    area = sum(max(0.0, image["x1"] - image["x0"]) * max(0.0, image["bottom"] - image["top"]) for image in page.images)
    return bool(area > 0.3 * float(page.width) * float(page.height))


def _is_overprinted(chars: Sequence[dict[str, Any]]) -> bool:
    """Say whether letters lie on other letters, as where a cell was too small for its text: nobody can read that.

    A letter on the same letter is only bold.
    """
    covered = 0
    near: list[dict[str, Any]] = []
    for char in sorted((char for char in chars if char["text"].strip()), key=lambda char: char["x0"]):
        inset = char["x0"] + _OVERLAP * (char["x1"] - char["x0"])
        near = [other for other in near if other["x1"] > char["x0"]]
        covered += any(other["x1"] > inset and _is_over(char, other) for other in near)
        near.append(char)
    return covered > max(10, _COVERED * len(chars))


def _is_over(char: dict[str, Any], other: dict[str, Any]) -> bool:
    shared = min(char["bottom"], other["bottom"]) - max(char["top"], other["top"])
    return bool(shared > _OVERLAP * (char["bottom"] - char["top"]) and char["text"] != other["text"])


def _inside(word: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
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
        )
        for group in groups
    ]


# --- tables with lines


def _ruled(table: Any) -> Block | None:
    """Read a table with lines; a cell merged downwards is repeated in the rows that hold anything else."""
    texts = [[cell or "" for cell in row] for row in table.extract(x_tolerance_ratio=0.15, y_tolerance=2)]
    if len(texts) < 1 or len(texts[0]) < 2 or not any(map(any, texts)):
        return None
    boxes = [row.cells for row in table.rows]
    for number, row in enumerate(boxes):
        for place, box in enumerate(row):
            if box is None or not texts[number][place]:
                continue
            for lower in range(number + 1, len(boxes)):
                if table.rows[lower].bbox[3] > box[3] + 2:
                    break
                if boxes[lower][place] is None and any(texts[lower]):
                    texts[lower][place] = texts[number][place]
    edges = sorted({round(box[0], 1) for row in boxes for box in row if box is not None})
    return Block([[clean(cell) for cell in row] for row in texts], edges, float(table.bbox[1]))


def _rows_run_together(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether several rows stand in one, because no line parts them: "1", "2", "3" below each other in a cell."""
    for row in rows:
        numbers = [part.strip(" .") for part in row[0].splitlines()]
        if len(numbers) >= 2 and all(map(str.isdecimal, numbers)):
            steps = [int(lower) - int(upper) for upper, lower in pairwise(numbers)]
            if all(step == 1 for step in steps):
                return True
    return False
