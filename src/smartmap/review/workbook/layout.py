"""What the writer and the reader of a workbook share: columns, words of the drop-downs, the checksum of a row."""

from __future__ import annotations

import re
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
    Column("parents", "Misi/Tujuan/Sasaran", 28),
    Column("code", "Kode", 11),
    Column("text", "Program", 42),
    Column("indicator", "Indikator", 26),
    Column("opd", "OPD", 22),
    Column("first", "Saran 1", 24),
    Column("second", "Saran 2", 24),
    Column("third", "Saran 3", 24),
    Column("why", "Alasan saran", 36),
    Column("decision", "Keputusan", 20, filled=True),
    Column("sub", "Sub-dimensi", 28, filled=True),
    Column("further", "Dimensi lain", 22, filled=True),
    Column("reason", "Alasan", 36, filled=True),
    Column("person", "Diputuskan oleh", 22, filled=True),
    Column("id", "ID", 8, hidden=True),
    Column("version", "Versi", 6, hidden=True),
    Column("suggestion", "Saran", 10, hidden=True),
    Column("checksum", "Periksa", 10, hidden=True),
)

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
    "withdraw": ("tarik", "ditarik", "batal", "batalkan"),
}  # fmt: skip
VERDICT_OF = {word: verdict for verdict, words in _WORDS.items() for word in words}


def fold(text: str) -> str:
    """Take case, blanks and punctuation away."""
    return re.sub(r"[\W_]+", "", clean(text).casefold())  # cleaned as the reader cleans a cell


HEADINGS = {fold(column.heading): column.key for column in COLUMNS}


def checksum(mapping: str, id: str, version: int, suggestion: str, text: str) -> str:
    """Tie a row's hidden id to the wording beside it, so that a sort of some columns only is noticed.

    Letters and digits alone count: spreadsheets change blanks and line ends.
    """
    return digest(canonical([mapping, id, version, suggestion, fold(text)]))[:12]
