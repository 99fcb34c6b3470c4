"""Levels as documents state them: a column of levels, and what it says of the order of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from smartmap.documents.headings import fold
from smartmap.records import LEVELS

AFFAIR = "urusan"
"""What a level column calls a row that names a government affair; such a row heads those below it."""

_NUMBER = re.compile(r"\s*\b(?:ke\s*)?(?:\d+(?:\s\d+)*|[ivx]+)$")
_ORDINARY = re.compile(
    r"\b(?:rpjmd|renstra|rkpd|renja|daerah|pd|opd|perangkat daerah|prioritas|pembangunan|strategis)\b"
)
_WORDS = {
    "subkegiatan": "sub_kegiatan",
    "sub giat": "sub_kegiatan",
    "giat": "kegiatan",
    "arah": "arah_kebijakan",
    "kebijakan": "arah_kebijakan",
    "bidang urusan": AFFAIR,
    "urusan pemerintahan": AFFAIR,
    "urusan": AFFAIR,
    "mission": "misi",
    "missions": "misi",
    "vision": "visi",
    "goal": "tujuan",
    "goals": "tujuan",
    "objective": "sasaran",
    "objectives": "sasaran",
    "target": "sasaran",
    "strategy": "strategi",
    "strategies": "strategi",
    "policy direction": "arah_kebijakan",
    "policy directions": "arah_kebijakan",
    "programs": "program",
    "programme": "program",
    "programmes": "program",
    "activity": "kegiatan",
    "sub activity": "sub_kegiatan",
    "initiative": "inisiatif",
    "quick win": "inisiatif",
    "quick wins": "inisiatif",
    "application": "aplikasi",
}


def level_of(cell: str) -> str:
    """Read a cell of a level column; empty if it is no level.

    Examples
    --------
    >>> level_of("Misi 1"), level_of("Sub Kegiatan"), level_of("Program Prioritas"), level_of("Fisik")
    ('misi', 'sub_kegiatan', 'program', '')
    """
    if not cell or len(cell) > 60:
        return ""
    folded = _NUMBER.sub("", fold(cell)).strip()
    plain = " ".join(_ORDINARY.sub(" ", folded).split())
    for name in (folded, plain):
        level = _WORDS.get(name, name.replace(" ", "_"))
        if level in LEVELS or level == AFFAIR:
            return level
    return ""


def are_levels(cells: Sequence[str]) -> bool:
    """Say whether the cells of a column are levels."""
    return bool(cells) and sum(bool(level_of(cell)) for cell in cells) * 2 > len(cells)


def listed_apart(levels: Sequence[str]) -> set[str]:
    """Give the levels whose items are listed one after another, apart from what would stand below them.

    Such an item is nobody's parent: of six missions in a row, the last is not the one that all programmes serve.
    """
    apart = set()
    for level in set(levels) & set(LEVELS):
        at = [place for place, other in enumerate(levels) if other == level]
        below = LEVELS[LEVELS.index(level) + 1 :]
        if len(at) > 1 and not any(other in below for other in levels[at[0] : at[-1]]):
            apart.add(level)
    return apart
