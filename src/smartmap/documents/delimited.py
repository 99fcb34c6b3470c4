"""CSV and its relatives: the delimiter found by trying, rows in bounded memory."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from smartmap.documents.cells import clean
from smartmap.documents.plain import decode, open_text
from smartmap.errors import DocumentError

DELIMITERS = ";,\t|"
NO_DELIMITER = "\x1f"
"""Stands for a file of one column: a character no file has, so that quotes are still read."""

_SAMPLE = 262_144
_LARGEST_FIELD = 16_000_000


def find_delimiter(sample: str) -> str:
    """Find the delimiter of a text's beginning; an empty string where it is no table.

    The one under which most rows have the same number of cells, and more than one; more cells break ties.
    Titles above the table and commas inside sentences do not count against it.
    """
    first = sample.partition("\n")[0]
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4]
    best, best_score = "", (0.0, 0)
    for delimiter in DELIMITERS:
        widths = _widths(sample, delimiter)
        if not widths:
            continue
        counts = Counter(width for width in widths if width > 1)
        if not counts:
            continue
        width, rows = max(counts.items(), key=lambda pair: (pair[1], pair[0]))
        share = rows / len(widths)
        if share >= 0.5 and (round(share, 1), width) > best_score:
            best, best_score = delimiter, (round(share, 1), width)
    return best


def _widths(sample: str, delimiter: str) -> list[int]:
    csv.field_size_limit(max(csv.field_size_limit(), _LARGEST_FIELD))
    rows = csv.reader(sample.splitlines(keepends=True)[:500], delimiter=delimiter)
    widths: list[int] = []
    try:
        widths.extend(len(row) for row in rows if row)
    except csv.Error:
        return []
    return widths[:-1] if len(widths) > 20 else widths  # the sample may end within a row


def rows(path: Path) -> Iterator[list[str]]:
    """Give the rows of a delimited file with clean cells; a blank line is an empty row.

    Raises
    ------
    DocumentError
        If the file cannot be decoded, or a quotation mark is never closed.
    """
    with path.open("rb") as stream:
        sample = decode(stream.read(_SAMPLE)).lstrip("\ufeff")
    delimiter = find_delimiter(sample) or NO_DELIMITER
    csv.field_size_limit(max(csv.field_size_limit(), _LARGEST_FIELD))
    with open_text(path) as text:
        reader = csv.reader(text, delimiter=delimiter)
        try:
            for number, row in enumerate(reader):
                if number == 0 and delimiter.join(row).strip().lower() in (f"sep={delimiter}", "sep="):
                    yield []
                else:
                    yield [clean(cell) for cell in row]
        except csv.Error as error:
            raise DocumentError("document_csv", file=str(path), row=reader.line_num, why=str(error)) from error
        except UnicodeError as error:
            raise DocumentError("document_encoding", file=str(path)) from error
