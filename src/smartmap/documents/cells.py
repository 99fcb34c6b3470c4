"""Cells as text: cleaned of what no reader sees, and recognised for what they are."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from itertools import pairwise

LONGEST = 10_000
"""Characters a cell may have; a longer one is no programme."""

SHOWN = 200  # characters of a skipped row that are kept

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]|[\ud800-\udfff]")
_ESCAPED = re.compile(r"_x00[01][0-9A-Fa-f]_")  # how XLSX writes control characters inside a cell
_BRACKETED = re.compile(r"\[([^\[\]]*)\]")
_BULLET = re.compile(r"\s*(?:[-•*▪◦·–]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+", re.IGNORECASE)
_COLUMN_NUMBER = re.compile(r"\(?\s*\d{1,2}\s*\)?\s*[a-z]?(?:\s*=.*)?")
_NUMBER = re.compile(r"[\s\d.,%()<>≤≥±/:x+-]*|n/?a|tidak ada data|rp\.?\s*[\d.,-]*", re.IGNORECASE)
_TOTAL = re.compile(
    r"(?:grand\s+|sub\s*-?\s*)?(?:total|jumlah)\b\W*(?:\w+\W*){0,2}"
    r"|(?:grand\s+|sub\s*-?\s*)?(?:total|jumlah)\b.*\b(?:pagu|anggaran|belanja|program|kegiatan|opd|pd|skpd|dinas|urusan|"
    r"keseluruhan|seluruh\w*|rp|bidang|perangkat)\b.*|rata\s*-\s*rata\b.*|rekapitulasi\b.*",
    re.IGNORECASE | re.DOTALL,
)


def as_text(value: object) -> str:
    """Give a cell of a spreadsheet as a reader sees it."""
    if isinstance(value, str):
        return clean(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)


def clean(text: str) -> str:
    """Take out characters no reader sees and blanks at the ends; line breaks and wording stay."""
    if text.isascii() and text.isprintable() and "_x00" not in text:
        return text.strip()
    return _ESCAPED.sub("", _CONTROL.sub("", text)).strip()


def one_line(text: str) -> str:
    """Put a cell on one line with single blanks."""
    return " ".join(text.split())


def unbracket(text: str) -> str:
    """Take off the brackets SIPD puts around outcomes: ``[A naik] [B turun]`` -> ``A naik; B turun``."""
    if text.startswith("[") and text.endswith("]") and not _BRACKETED.sub("", text).strip(" ;,\n"):
        return "; ".join(part.strip() for part in _BRACKETED.findall(text) if part.strip())
    return text


def without_bullet(text: str) -> str:
    """Take off a bullet or a list number at the beginning."""
    found = _BULLET.match(text)
    return text[found.end() :] if found and found.end() < len(text) else text


def parts(text: str) -> list[str]:
    """Give the several values of one cell: lines with bullets or numbers, or parts in brackets."""
    text = unbracket(text)
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and sum(bool(_BULLET.match(line)) for line in lines) * 2 >= len(lines):
        found: list[str] = []
        for line in lines:
            if _BULLET.match(line) or not found:
                found.append(one_line(without_bullet(line)))
            else:  # a wrapped line goes on with the one before
                found[-1] = one_line(f"{found[-1]} {line}")
        return [part for part in found if part]
    return [one_line(without_bullet(text))] if text.strip() else []


def is_number(text: str) -> bool:
    """Say whether a cell holds nothing but a number, an amount or a mark for no data."""
    return bool(_NUMBER.fullmatch(text.strip()))


def is_total(text: str) -> bool:
    """Say whether a cell labels a total, as ``JUMLAH`` and ``Sub Total Program`` do."""
    return bool(_TOTAL.fullmatch(without_bullet(text).strip()))


def is_numbering(cells: Sequence[str]) -> bool:
    """Say whether a row numbers the columns: ``1 2 3 4``, ``(1) (2) (3)``."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) < 2 or not all(_COLUMN_NUMBER.fullmatch(cell) for cell in filled):
        return False
    numbers = [int(found[0]) for cell in filled if (found := re.search(r"\d+", cell))]
    steps = [right - left for left, right in pairwise(numbers)]
    return bool(numbers) and numbers[0] <= 2 and sum(step == 1 for step in steps) >= 0.6 * len(steps)


def shortened(text: str) -> str:
    """Give the beginning of a text on one line."""
    line = one_line(text[: 4 * SHOWN])
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"
