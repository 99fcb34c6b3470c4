"""Codes of the official nomenclature, in or beside a text.

``U.BB.PP.T.KK.SSSS``: urusan, bidang urusan (``U.BB``), program, tingkat, kegiatan, sub kegiatan. Documents leave off
levels from the end, put blanks around the dots, and write ``X.XX`` for the support programme of any bidang.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_CODE = re.compile(
    r"(?<![\w.])"
    r"(\d|X)\s?\.\s?(\d{2}|XX)"  # bidang urusan
    r"(?:\s?\.\s?(\d{2})"  # program
    r"(?:\s?\.\s?(\d)\s?\.\s?(\d{2})"  # tingkat and kegiatan
    r"(?:\s?\.\s?(\d{4}|\d{2}))?)?)"  # sub kegiatan
    r"(?![\w])(?!\.\d)",
    re.IGNORECASE,
)


class Code(NamedTuple):
    """A code and where it stands in the text."""

    code: str
    start: int
    end: int

    @property
    def program(self) -> str:
        """The programme's part: ``U.BB.PP``."""
        return ".".join(self.code.split(".")[:3])


def find_code(text: str) -> Code | None:
    """Find the first code of programme level or below.

    Examples
    --------
    >>> find_code("1.02.02.2.01.0001 Pembangunan Rumah Sakit").code
    '1.02.02.2.01.0001'
    """
    if "." not in text:
        return None
    match = _CODE.search(text)
    if match is None:
        return None
    code = ".".join(part.upper() for part in match.groups() if part is not None)
    return Code(code, match.start(), match.end())


def read_code(cell: str) -> str:
    """Give the code that a cell of its own holds, or an empty string: ``" 1.02.02. "`` -> ``1.02.02``."""
    found = find_code(cell.strip().rstrip(".") + " ")
    return found.code if found else ""
