"""The official programme names: looked up by code, by name as written, and by a damaged or shortened name.

Names repeat under many offices and hardly change between governments: knowing them is the strongest evidence there is.
``data/nomenclature.csv`` gives each its usual sub-dimension, its alternatives and how sure that is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from smartmap.resources import read_rows
from smartmap.text.codes import read_code
from smartmap.text.tokens import Analyzer, Tokens, plain_analyzer

CONFIDENCES = ("sure", "likely", "open", "support")
_FUZZY = 90.0  # percent of letters alike; below it different official names begin to be confused with each other
_SHORTENED = 0.55  # a name cut off by a narrow column is recognised from this share of its letters on
_LEAST_LETTERS = 12


class Entry(NamedTuple):
    """An official programme name."""

    code: str
    scope: str
    name: str
    sub_dimension: str
    alternatives: tuple[str, ...]
    confidence: str

    @property
    def id(self) -> str:
        """What evidence calls it: the code, or the name where no code is known."""
        return self.code or self.name


class Match(NamedTuple):
    """An official name found in or beside a text.

    ``how`` is ``name``, ``fuzzy`` or ``code``, or ``item`` for the name of a kegiatan or sub kegiatan in a government's
    own list; ``likeness`` lies in (0, 1]; the span cuts the text as received and is (-1, -1) where only the code beside
    the text was recognised.
    """

    entry: Entry
    how: str
    likeness: float
    start: int
    end: int

    @property
    def names_programme(self) -> bool:
        """Whether the text names the programme itself, and not only something that stands under it."""
        return self.how in ("name", "fuzzy")


class _Branch(NamedTuple):
    """What may follow the stems on the way here, and the names that end here."""

    next: dict[str, _Branch]
    entries: list[Entry]


class Nomenclature:
    """Lookup over official programme names.

    Parameters
    ----------
    rows : iterable of mapping
        With the columns of ``data/nomenclature.csv``.
    analyzer : Analyzer
        Gives the stems by which names are compared, so that spelling of prefixes and spaces does not matter.
    """

    checksum = ""
    """Of a government's own list; the shipped table belongs to the version of smartmap."""

    def __init__(self, rows: Iterable[Mapping[str, str]], analyzer: Analyzer) -> None:
        self._by_code: dict[str, list[Entry]] = {}
        self._by_stems: dict[str, _Branch] = {}
        self._by_letters: dict[str, Entry] = {}
        self.entries: list[Entry] = []
        for row in rows:
            entry = Entry(
                row["code"], row["scope"], row["name"], row["sub_dimension"],
                tuple(filter(None, row["alternatives"].split(";"))), row["confidence"],
            )  # fmt: skip
            self.entries.append(entry)
            if entry.code:
                self._by_code.setdefault(entry.code, []).append(entry)
            for name in (entry.name, *filter(None, row["older"].split(";;"))):
                stems = _without_program(tuple(analyzer.stems(name)))
                self._add(stems, entry)
                self._by_letters.setdefault(letters_of(name), entry)

    def _add(self, stems: tuple[str, ...], entry: Entry) -> None:
        branches = self._by_stems
        for place, stem in enumerate(stems, 1):
            branch = branches.setdefault(stem, _Branch({}, []))
            branches = branch.next
            if place == len(stems):
                branch.entries.append(entry)

    def words(self) -> set[str]:
        """Give every word of the names, lower case: a vocabulary for mending damaged text."""
        return {word for entry in self.entries for word in re.findall(r"[a-z]{3,}", entry.name.lower())}

    def by_code(self, code: str) -> Entry | None:
        """Give the programme that a code of programme level or below belongs to.

        The support programme has one name under every bidang urusan: ``2.11.01`` is found as ``X.XX.01``.
        """
        program = ".".join(read_code(code).split(".")[:3])
        found = self._by_code.get(program)
        if found is None and program.endswith(".01"):
            found = self._by_code.get("X.XX.01")
        return min(found, key=_scope_order) if found else None

    def openings(self) -> frozenset[str] | None:
        """Stems one of which a text begins with if :meth:`find` finds anything, or None if it may begin with any.

        But for texts with a code in or beside them, or all in capitals.
        """
        return frozenset({*self._by_stems, "program"})

    def find(self, tokens: Tokens, code: str = "", level: str = "", field: str = "") -> Match | None:
        """Find the official programme that a text names.

        Parameters
        ----------
        tokens : Tokens
            Of the text.
        code : str
            The code beside the text, if any; one inside the text is seen without it.
        level : str
            Level of the item, if known: a kegiatan is not compared with programme names letter by letter.
        field : str
            Code of the bidang urusan (``1.02``), which parts equal names.
        """
        code = read_code(code) or (tokens.code.code if tokens.code else "")
        by_code = self.by_code(code) if code else None
        found = self._by_name(tokens, code or field)
        if found is None and level in ("", "program") and (by_code or _calls_itself_program(tokens)):
            found = self._by_likeness(tokens)
        # A name beats a code: older editions gave the same code to another programme.
        if found is not None or by_code is None:
            return found
        return Match(by_code, "code", 1.0, *((tokens.code.start, tokens.code.end) if tokens.code else (-1, -1)))

    def _by_name(self, tokens: Tokens, code: str) -> Match | None:
        stems = tokens.stems
        first = next((place for place, stem in enumerate(stems) if stem), len(stems))
        named = first < len(stems) and stems[first] == "program"
        if named:
            first = next((place for place in range(first + 1, len(stems)) if stems[place]), len(stems))
        branch = self._by_stems.get(stems[first]) if first < len(stems) else None
        if branch is None:  # nearly every text
            return None
        places = [place for place in range(first, len(stems)) if stems[place]]
        found = None
        for length, last in enumerate(places, 1):
            # The whole text, or its beginning when it calls itself a programme or the name is long enough.
            if branch.entries and (length == len(places) or (named and length >= 2) or length >= 4):
                found = branch.entries, last
            if length < len(places):
                branch = branch.next.get(stems[places[length]])
                if branch is None:
                    break
        if found is None:
            return None
        entries, last = found
        entry = min(entries, key=lambda item: (not code.startswith(item.code[:4] or "-"), _scope_order(item)))
        return Match(entry, "name", 1.0, tokens.starts[first], tokens.ends[last])

    def _by_likeness(self, tokens: Tokens) -> Match | None:
        start = tokens.code.end if tokens.code and tokens.code.start < 3 else 0
        letters = letters_of(tokens.source[start:])
        if len(letters) < _LEAST_LETTERS or len(letters) > 200:
            return None
        from rapidfuzz import fuzz, process

        best = process.extractOne(letters, self._by_letters.keys(), scorer=fuzz.ratio, score_cutoff=_FUZZY)
        if best is not None:
            entry, likeness = self._by_letters[best[0]], best[1] / 100
        else:
            longer = [name for name in self._by_letters if name.startswith(letters)]
            if len(longer) != 1 or len(letters) < _SHORTENED * len(longer[0]):
                return None
            entry, likeness = self._by_letters[longer[0]], len(letters) / len(longer[0])
        if not tokens.starts:
            return None
        return Match(entry, "fuzzy", likeness, tokens.starts[0], tokens.ends[-1])


def _without_program(stems: tuple[str, ...]) -> tuple[str, ...]:
    return stems[1:] if stems[:1] == ("program",) else stems


def _calls_itself_program(tokens: Tokens) -> bool:
    return next((stem for stem in tokens.stems if stem), "") == "program" or tokens.source.isupper()


def _scope_order(entry: Entry) -> int:
    return ("all", "kabupaten", "provinsi", "aceh", "papua", "diy", "lama").index(entry.scope)


def letters_of(name: str) -> str:
    """Give what is compared where words are joined or misspelt: letters and digits, without *Program* before them."""
    return re.sub(r"[\W_]+", "", name.lower()).removeprefix("program")


@lru_cache(maxsize=1)
def load_nomenclature() -> Nomenclature:
    """Read the shipped table."""
    return Nomenclature(read_rows("nomenclature.csv"), plain_analyzer())
