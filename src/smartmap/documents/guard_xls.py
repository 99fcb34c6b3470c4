"""Refuse old workbooks (XLS) whose cells lie so far apart that opening them would fill the memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from smartmap.documents import guard
from smartmap.errors import DocumentError

_BOF, _MERGED_TEXTS, _FILEPASS = 0x0809, 0x00BD, 0x002F
_CELLS = frozenset((0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E))  # formulas, texts, numbers, truths
_SHEET = 0x0010  # what a BOF record says of a worksheet


def check_xls(path: Path) -> None:
    """Walk over the records of an old workbook, keeping nothing, and refuse it if its sheets are too large.

    Raises
    ------
    DocumentError
        If it is damaged, locked or too large.
    """
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as container:
            name = next((name for name in ("Workbook", "Book") if container.exists(name)), None)
            content = container.openstream(name).read() if name else b""
    except (OSError, ValueError, IndexError, TypeError, AttributeError, OverflowError, MemoryError) as error:
        raise DocumentError(
            "document_damaged", file=str(path), why=(str(error).splitlines() or [""])[0][:150]
        ) from error
    if not content:
        raise DocumentError("document_damaged", file=str(path), why="Workbook")
    total = rows = columns = number = 0
    for kind, body in _records(content):
        if kind == _FILEPASS:
            raise DocumentError("document_locked", file=str(path))
        if kind == _BOF:
            total += rows * columns
            rows = columns = 0
            number += int.from_bytes(body[2:4], "little") == _SHEET
        elif kind in _CELLS and len(body) >= 4:
            last = body[-2:] if kind == _MERGED_TEXTS else body[2:4]
            rows = max(rows, int.from_bytes(body[:2], "little") + 1)
            columns = max(columns, int.from_bytes(last, "little") + 1)
            if total + rows * columns > guard.CELLS:
                raise guard.too_large(path, str(number), rows, columns)


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(content):
        kind, size = int.from_bytes(content[at : at + 2], "little"), int.from_bytes(content[at + 2 : at + 4], "little")
        yield kind, content[at + 4 : at + 4 + size]
        at += 4 + size
