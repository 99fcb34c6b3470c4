"""A short report as blocks, written as Markdown or as one HTML page that needs nothing beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple


class Heading(NamedTuple):
    """A heading; level 1 is the title."""

    level: int
    text: str


class Paragraph(NamedTuple):
    """Running text."""

    text: str


class Table(NamedTuple):
    """A table; columns from `numbers` on are figures and stand to the right."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: int = 1


Block = Heading | Paragraph | Table

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; }
table { border-collapse: collapse; margin: 0 0 1rem; }
th, td { padding: .2rem .7rem; border-bottom: 1px solid #ccc; text-align: left; vertical-align: top; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
h2 { margin-top: 2.5rem; }
"""


def to_markdown(blocks: Iterable[Block]) -> str:
    """Write blocks as Markdown; what is in a text cannot become markup."""
    parts: list[str] = []
    for block in blocks:
        if isinstance(block, Heading):
            parts.append(f"{'#' * block.level} {_plain(block.text)}")
        elif isinstance(block, Paragraph):
            parts.append(_plain(block.text))
        else:
            rules = ["---" if place < block.numbers else "---:" for place in range(len(block.columns))]
            rows = [block.columns, rules, *block.rows]
            told = [row if row is rules else [_plain(cell) for cell in row] for row in rows]
            parts.append("\n".join(f"| {' | '.join(row)} |" for row in told))
    return "\n\n".join(parts) + "\n"


def to_html(blocks: Sequence[Block], language: str) -> str:
    """Write blocks as a page of its own; every text is escaped, and the page runs and loads nothing."""
    title = next((block.text for block in blocks if isinstance(block, Heading)), "")
    body = "\n".join(_html(block) for block in blocks)
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f'<meta name="viewport" content="width=device-width">\n<title>{escape(title)}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _html(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level}>{escape(block.text)}</h{block.level}>"
    if isinstance(block, Paragraph):
        return f"<p>{escape(block.text)}</p>"
    lines = [_row("th", block.columns, block.numbers), *(_row("td", row, block.numbers) for row in block.rows)]
    return "<table>\n" + "\n".join(lines) + "\n</table>"


def _row(tag: str, cells: Sequence[str], numbers: int) -> str:
    marks = ["" if place < numbers else ' class="n"' for place in range(len(cells))]
    told = [f"<{tag}{mark}>{escape(cell)}</{tag}>" for mark, cell in zip(marks, cells, strict=True)]
    return f"<tr>{''.join(told)}</tr>"


def _plain(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", " ".join(text.split()))
