"""What the writer and the reader of a workbook share: columns, words of the drop-downs, the checksum of a row."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import NamedTuple

from smartmap.documents.cells import clean
from smartmap.store.chain import canonical, digest

META = "_smartmap"
"""Hidden sheet with the lists of the drop-downs."""

GUIDE = "Petunjuk"


class Column(NamedTuple):
    """One column: key, heading, width in characters, and whether people fill it in."""

    key: str
    heading: str
    width: int
    filled: bool = False
    hidden: bool = False


COLUMNS = (
    Column("no", "No", 5),
    Column("parents", "Misi/Tujuan/Sasaran", 26),
    Column("code", "Kode", 9),
    Column("text", "Program", 34),
    Column("indicator", "Indikator", 24),
    Column("opd", "OPD", 20),
    Column("first", "Saran 1", 22),
    Column("second", "Saran 2", 22),
    Column("third", "Saran 3", 22),
    Column("why", "Alasan saran", 34),
    Column("decision", "Keputusan", 18, filled=True),
    Column("sub", "Sub-dimensi", 24, filled=True),
    Column("further", "Dimensi lain", 18, filled=True),
    Column("reason", "Alasan", 30, filled=True),
    Column("person", "Diputuskan oleh", 18, filled=True),
    Column("id", "ID", 8, hidden=True),
    Column("version", "Versi", 6, hidden=True),
    Column("suggestion", "Saran", 10, hidden=True),
    Column("checksum", "Periksa", 10, hidden=True),
)

CELL = 32_000
"""Characters a spreadsheet cell holds, a little less than its limit."""

FONT = {"font_name": "Arial", "font_size": 9}
_LINE = 12.0  # points from one line of it to the next
_HIGHEST = 400.0  # a row can be 409 points high

AGREE, NOT_MAPPED, DEFER = "Setuju saran 1", "Tidak dipetakan", "Tunda"

# What people write instead of the drop-down's words, without case, blanks and punctuation.
_WORDS = {
    "confirm": ("setujusaran1", "setuju", "sesuai", "ok", "oke", "ya", "iya", "yes", "cocok", "saran1", "sesuaisaran",
                "v"),
    "not_mapped": (
        "tidakdipetakan", "tidak", "bukan", "tidakada", "none", "no", "bukansmartcity", "nonsmartcity", "tidaktermasuk",
        "tidaksesuai", "keluarkan", "penunjang", "x",
    ),
    "defer": ("tunda", "ditunda", "ragu", "raguragu", "belumyakin", "bahaslagi", "perludibahas", "pending",
              "belumtahu"),
    "correct": ("ubah", "diubah", "koreksi", "ganti"),
    "withdraw": ("tarik", "ditarik", "batal", "batalkan"),
}  # fmt: skip
VERDICT_OF = {word: verdict for verdict, words in _WORDS.items() for word in words}


def fold(text: str) -> str:
    """Take case, blanks and punctuation away."""
    return re.sub(r"[\W_]+", "", clean(text).casefold())  # cleaned as the reader cleans a cell


def height(cells: Iterable[tuple[str, float]]) -> float:
    """Give the height in points of a row of wrapped cells, given as text and column width in characters.

    Written into the file because not every spreadsheet program works it out by itself. Reckoned for Arial 9, in which
    small letters are narrower than the unit of a column's width, and capitals wider.
    """
    most = 1
    for text, width in cells:
        wide = width * 1.3
        lines = 0
        for line in text.split("\n"):
            letters = len(line) + 0.4 * sum(map(str.isupper, line))
            lines += max(1, math.ceil(letters / wide))
        most = max(most, lines)
    return min(most * _LINE + 3.0, _HIGHEST)


HEADINGS = {fold(column.heading): column.key for column in COLUMNS}


def checksum(mapping: str, id: str, version: int, suggestion: str, text: str) -> str:
    """Tie a row's hidden id to the wording beside it, so that a sort of some columns only is noticed.

    Letters and digits alone count: spreadsheets change blanks and line ends.
    """
    return digest(canonical([mapping, id, version, suggestion, fold(text)]))[:12]
