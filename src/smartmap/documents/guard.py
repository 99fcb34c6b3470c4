"""Refuse zipped documents that are made to harm: bombs, entities, claimed sizes.

Everything is checked on the bytes as they come out, never on what the archive says of itself.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from smartmap.errors import DocumentError

LARGEST = 500_000_000
"""Bytes a document may have when unpacked."""

RATIO = 400
"""Unpacked to packed size, of documents over 20 MB unpacked; real worksheets stay below 60."""

CELLS = 20_000_000
"""Cells of the smallest blocks around all filled cells of each sheet, together."""

_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_CELL = re.compile(rb'<(?:\w+:)?(row|c)(?=[\s>/])(?:[^>]*?\sr="([A-Za-z]*)(\d+)")?[^>]*?(/?)>')
_ODS = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s>/])([^>]*?)(/?)>")
_REPEATED = re.compile(rb'table:number-(?:columns|rows)-repeated="(\d+)"')
_CHUNK = 1 << 20
_PIECE = 1 << 16
_PDF_STREAM = re.compile(rb"stream\r?\n(?=[\x08-\x78][\x01\x5e\x9c\xda])")  # the two bytes zlib begins with


def check_archive(path: Path) -> None:
    """Unpack a zipped document once, keeping nothing, and refuse it if it is harmful.

    Raises
    ------
    DocumentError
    """
    total = cells = 0
    size = path.stat().st_size
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as stream:
            for member in archive.infolist():
                if member.flag_bits & 1:
                    raise DocumentError("document_locked", file=str(path))
                watch = _watcher(path, member.filename, cells)
                for chunk in _inflate(stream, member):
                    total += len(chunk)
                    if total > LARGEST or (total > 20_000_000 and total > RATIO * size):
                        raise DocumentError("document_bomb", file=str(path), limit=LARGEST // 1_000_000)
                    if watch is not None:
                        watch.feed(chunk)
                if watch is not None:
                    watch.close()
                    cells = watch.cells
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError) as error:
        if isinstance(error, DocumentError):
            raise
        raise DocumentError("document_damaged", file=str(path), why=str(error)) from error


def check_pdf(path: Path) -> None:
    """Unpack the packed streams of a PDF once, keeping nothing, and refuse it if they are a bomb.

    Raises
    ------
    DocumentError
    """
    total = 0
    with path.open("rb") as stream:
        content = stream.read(LARGEST + 1)
    limit = min(LARGEST, max(50_000_000, RATIO * len(content)))
    for found in _PDF_STREAM.finditer(content):
        unpack, at = zlib.decompressobj(), found.end()
        try:
            while not unpack.eof and at < len(content):
                total += len(unpack.decompress(content[at : at + _PIECE], _CHUNK))
                while unpack.unconsumed_tail and total <= limit:
                    total += len(unpack.decompress(unpack.unconsumed_tail, _CHUNK))
                at += _PIECE
                if total > limit:
                    raise DocumentError("document_bomb", file=str(path), limit=limit // 1_000_000)
        except zlib.error:  # packed otherwise, or no longer a stream
            continue


def _inflate(stream: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Give a member's bytes piece by piece, not stopping, as ``ZipFile`` does, at the claimed size."""
    stream.seek(member.header_offset)
    header = stream.read(30)
    if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
        raise zipfile.BadZipFile(member.filename)
    stream.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    left = member.compress_size
    unpack = zlib.decompressobj(-15)
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile(member.filename)
    while left > 0:
        packed = stream.read(min(left, 65_536))
        if not packed:
            raise EOFError(member.filename)
        left -= len(packed)
        if member.compress_type == zipfile.ZIP_STORED:
            yield packed
            continue
        while packed and not unpack.eof:
            yield unpack.decompress(packed, _CHUNK)
            packed = unpack.unconsumed_tail
    if member.compress_type == zipfile.ZIP_DEFLATED and not unpack.eof and member.file_size:
        raise EOFError(member.filename)


def _watcher(path: Path, name: str, cells: int) -> _Watch | None:
    lowered = name.lower()
    if not lowered.endswith((".xml", ".rels", ".vml")):
        return None
    if "/worksheets/" in lowered:
        return _SheetWatch(path, name, cells)
    return (_OdsWatch if lowered == "content.xml" else _Watch)(path, name, cells)


class _Watch:
    """Looks at a part's bytes as they come: no DOCTYPE, no ENTITY. ``cells`` are those of the sheets so far."""

    def __init__(self, path: Path, name: str, cells: int) -> None:
        self.path, self.name, self.cells = path, name, cells
        self._tail = b""

    def feed(self, chunk: bytes) -> None:
        text = self._tail + chunk.replace(b"\0", b"")  # UTF-16 has a zero beside every letter
        if _ENTITY.search(text):
            raise DocumentError("document_entities", file=str(self.path), part=self.name)
        cut = text.rfind(b"<")
        cut = len(text) if cut < 0 or len(text) - cut > 65_536 else cut
        self.look(text[:cut])
        self._tail = text[cut:]

    def look(self, text: bytes) -> None:
        """Look at whole tags."""

    def close(self) -> None:
        self.look(self._tail)

    def refuse(self, rows: int, columns: int) -> None:
        if self.cells + rows * columns > CELLS:
            raise too_large(self.path, self.name, rows, columns)


class _SheetWatch(_Watch):
    """The furthest filled cell of a worksheet; what its ``dimension`` says is never read."""

    def __init__(self, path: Path, name: str, cells: int) -> None:
        super().__init__(path, name, cells)
        self._row = self._column = self._rows = self._columns = 0

    def close(self) -> None:
        super().close()
        self.cells += self._rows * self._columns

    def look(self, text: bytes) -> None:
        for tag, letters, digits, closed in _CELL.findall(text):
            if tag == b"row":
                self._row = int(digits[:9]) if digits else self._row + 1
                self._column = 0
                continue
            self._column = _number(letters) if letters else self._column + 1
            if not closed:  # a cell without content does not count: formatted empty rows are common
                row = int(digits[:9]) if letters else self._row
                self._rows, self._columns = max(self._rows, row), max(self._columns, self._column)
        self.refuse(self._rows, self._columns)


class _OdsWatch(_Watch):
    """The block of filled cells of each table, with repeats counted out."""

    def __init__(self, path: Path, name: str, cells: int) -> None:
        super().__init__(path, name, cells)
        self._rows = self._columns = 0
        self._start()

    def _start(self) -> None:
        self.cells += self._rows * self._columns
        self._row = self._column = self._repeat = self._rows = self._columns = 0

    def look(self, text: bytes) -> None:
        for tag, attributes, closed in _ODS.findall(text):
            found = _REPEATED.search(attributes)
            repeat = int(found[1][:10]) if found else 1
            if tag == b"table":
                self._start()
            elif tag == b"table-row":
                self._row += repeat
                self._column = 0
            else:
                self._column += repeat
                if not closed or b"value" in attributes:
                    self._rows, self._columns = max(self._rows, self._row), max(self._columns, self._column)
                    self.refuse(self._rows, self._columns)


def too_large(path: Path, sheet: str, rows: int, columns: int) -> DocumentError:
    """Refuse a sheet whose cells lie too far apart."""
    return DocumentError("document_dimensions", file=str(path), sheet=sheet, rows=rows, columns=columns)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:6]:
        number = 26 * number + letter - 64
    return number
