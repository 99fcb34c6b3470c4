"""From a column's heading to its role, by the lists in ``data/columns.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from smartmap.errors import DocumentError
from smartmap.resources import data

FORMAT = 1
NEAR = 90  # of 100: "PROGAM PRIORITAS" is near, "TARGET PROGRAM" is not near "PROGRAM"

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_YEARS = re.compile(r"\b(?:19|20)\d\d\b(?:\s*[-–]\s*(?:19|20)\d\d\b)?")
_MARKS = re.compile(r"[\W_]+")


class Role(NamedTuple):
    """What a heading was taken for and how surely: 1 equal, less for near, ``BEGINS`` for its beginning."""

    name: str
    score: float


BEGINS = 0.6
NOTHING = Role("", 0.0)


@lru_cache(maxsize=16_384)
def fold(heading: str) -> str:
    """Give the form in which headings are compared: lower case, without marks, brackets and years."""
    lowered = heading.casefold()
    kept = _MARKS.sub(" ", _YEARS.sub(" ", _BRACKETS.sub(" ", lowered))).strip()
    return kept or _MARKS.sub(" ", lowered).strip()


@lru_cache(maxsize=1)
def _lists() -> tuple[dict[str, str], list[tuple[str, str]], tuple[str, ...]]:
    table = tomllib.loads(data("columns.toml").read_text(encoding="utf-8"))
    if table.get("format") != FORMAT:
        raise DocumentError("columns_format", found=table.get("format"), expected=FORMAT)
    whole: dict[str, str] = {}
    begins: list[tuple[str, str]] = []
    for role, entry in table["role"].items():
        for heading in entry["headings"]:
            whole.setdefault(heading, role)
        begins += [(beginning, role) for beginning in entry["begins"]]
    begins.sort(key=lambda pair: -len(pair[0]))  # the longest beginning says most
    return whole, begins, tuple(heading for heading in whole if len(heading) >= 5)


@lru_cache(maxsize=4096)
def role_of(heading: str) -> Role:
    """Say what a heading means; :data:`NOTHING` if no list knows it.

    Examples
    --------
    >>> role_of("PROGRAM PRIORITAS").name, role_of("Target IK Program").name
    ('program', 'ignore')
    """
    if len(heading) > 150:
        return NOTHING
    folded = fold(heading)
    whole, begins, long = _lists()
    if folded in whole:
        return Role(whole[folded], 1.0)
    if len(folded) >= 5:
        from rapidfuzz import fuzz, process

        found = process.extractOne(folded, long, scorer=fuzz.ratio, score_cutoff=NEAR)
        if found:
            return Role(whole[found[0]], found[1] / 100 - 0.01)
    for beginning, role in begins:
        if folded.startswith(beginning + " ") and len(folded) <= 80:
            return Role(role, BEGINS)
    return NOTHING


def find_column(wanted: str, headings: Sequence[str]) -> int | None:
    """Find a column by the heading a person typed, exact or folded, or by its letter in a spreadsheet."""
    for same in (str.strip, str.casefold, fold):
        for place, heading in enumerate(headings):
            if heading and same(heading) == same(wanted):
                return place
    if re.fullmatch(r"[A-Za-z]{1,2}", wanted):
        place = _letters_to_place(wanted.upper())
        if place < len(headings):
            return place
    return None


def _letters_to_place(letters: str) -> int:
    place = 0
    for letter in letters:
        place = 26 * place + ord(letter) - ord("A") + 1
    return place - 1


def place_to_letters(place: int) -> str:
    """Give a column's letter in a spreadsheet: 0 -> A, 26 -> AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def nearest(wanted: str, headings: Iterable[str]) -> str:
    """Give the heading most like a mistyped one, or an empty string."""
    from rapidfuzz import fuzz, process

    known = {heading: fold(heading) for heading in headings if heading}
    found = process.extractOne(fold(wanted), known, scorer=fuzz.WRatio, score_cutoff=50)
    return str(found[2]) if found else ""
