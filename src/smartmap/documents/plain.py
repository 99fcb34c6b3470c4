"""Text files: their encoding, and their lines in bounded memory."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from smartmap.errors import DocumentError

LONGEST_LINE = 4_000_000
_HANDLER = "smartmap-cp1252"


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Read what is no UTF-8 as Windows letters: exports mix both, and old ones have Windows letters only."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    piece = error.object[error.start : error.end]
    return piece.decode("cp1252", "ignore") or piece.decode("latin-1"), error.end


codecs.register_error(_HANDLER, _as_cp1252)


def encoding_of(head: bytes) -> str:
    """Name the encoding of a file by its first bytes: UTF-8 (with or without mark), UTF-16 or UTF-32."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return name
    sample = head[:4096]
    half = len(sample) // 2
    if half >= 4:  # UTF-16 without a mark: every second byte of Latin text is zero
        odd, even = sample[1::2].count(0), sample[::2].count(0)
        if odd > 0.7 * half and even < 0.1 * half:
            return "utf-16-le"
        if even > 0.7 * half and odd < 0.1 * half:
            return "utf-16-be"
    return "utf-8"


def decode(head: bytes) -> str:
    """Decode the beginning of a file."""
    decoder = codecs.getincrementaldecoder(encoding_of(head))(_HANDLER if encoding_of(head)[4] == "8" else "replace")
    return decoder.decode(head)


def looks_binary(head: bytes) -> bool:
    """Say whether the beginning of a file is no text in any encoding."""
    if encoding_of(head) != "utf-8":
        text = decode(head)
        strange = sum(
            character == "\ufffd" or (ord(character) < 32 and character not in "\t\n\r\f\v") for character in text
        )
        return strange > max(20, 0.05 * len(text))
    controls = sum(head.count(byte) for byte in range(32) if byte not in (9, 10, 11, 12, 13))
    return controls > max(20, 0.04 * len(head))


def open_text(path: Path) -> TextIO:
    """Open a text file in its own encoding; line ends stay as they are."""
    with path.open("rb") as stream:
        head = stream.read(65_536)
    encoding = encoding_of(head)
    errors = _HANDLER if encoding.startswith("utf-8") else "replace"
    return path.open(encoding=encoding, errors=errors, newline="")


def lines(path: Path) -> Iterator[tuple[int, str | None]]:
    """Give a file's lines with their numbers from 1; None for a line too long to be one."""
    with open_text(path) as stream:
        number = 0
        try:
            while line := stream.readline(LONGEST_LINE):
                number += 1
                whole = line.endswith(("\n", "\r")) or len(line) < LONGEST_LINE
                rest = line
                while not rest.endswith(("\n", "\r")) and len(rest) == LONGEST_LINE:
                    rest = stream.readline(LONGEST_LINE)
                yield number, line.rstrip("\r\n") if whole else None
        except UnicodeError as error:
            raise DocumentError("document_encoding", file=str(path)) from error


def count_lines(path: Path) -> int:
    """Count the line feeds of a file, without decoding it: about as many as it has rows."""
    with path.open("rb") as stream:
        return sum(piece.count(b"\n") for piece in iter(lambda: stream.read(1 << 20), b""))
