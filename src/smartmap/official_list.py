"""A government's own official list: kegiatan and sub kegiatan recognised by code and by name.

The shipped table knows programmes. A list, made by ``smartmap nomenclature import``, adds what stands below them; each
item takes the usual dimension of its programme, with the weight of a code: it says under which programme an item
stands, not what the item itself is.

The list is a CSV file (UTF-8) with the columns ``code, level, name, program``; ``program`` is the programme's name
where the list gives it, since older editions gave the same code to another programme.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from smartmap.errors import DocumentError
from smartmap.nomenclature import Entry, Match, Nomenclature, letters_of
from smartmap.resources import read_rows
from smartmap.text.codes import read_code
from smartmap.text.tokens import Analyzer, Tokens, plain_analyzer

COLUMNS = ("code", "level", "name", "program")
_LARGEST = 32 * 2**20  # bytes; the whole national list has half a megabyte
_FUZZY = 92.0  # percent of letters alike; sister items differ by one word
_LEAST_LETTERS = 16
_SPELT = 85.0  # percent alike for a word to be another one misspelt
_LIKE = 75.0  # percent alike for a name to be shown
_RESEMBLES = 6  # rank of a name that merely resembles a query; shown where there is nothing better
_OPENINGS = (("sub", "kegiatan"), ("subkegiatan",), ("kegiatan",))


_UNKNOWN = Entry("", "", "", "", (), "")


class Item(NamedTuple):
    """A row of a list: a programme, kegiatan or sub kegiatan."""

    code: str
    level: str
    name: str
    program: str


class OfficialList(Nomenclature):
    """Lookup over official programme names and the items of a list.

    Parameters
    ----------
    rows : iterable of mapping
        With the columns of ``data/nomenclature.csv``.
    items : iterable of Item
        Those under programmes that the rows do not have are shown, but nothing is suggested by them.

    Attributes
    ----------
    items : list of Entry
        In the order given; without a sub-dimension where the programme is not known.
    analyzer : Analyzer
    """

    def __init__(self, rows: Iterable[Mapping[str, str]], items: Iterable[Item], analyzer: Analyzer) -> None:
        super().__init__(rows, analyzer)
        items = list(items)
        self.checksum = "sha256:" + hashlib.sha256(json.dumps(items, ensure_ascii=False).encode()).hexdigest()
        self.items: list[Entry] = []
        self._items_by_code: dict[str, list[Entry]] = {}
        self._items_by_stems: dict[tuple[str, ...], list[Entry]] = {}
        self._items_by_letters: dict[str, list[Entry]] = {}
        programmes: dict[tuple[str, str], Entry | None] = {}
        for item in items:
            key = item.code[:7], item.program
            if key not in programmes:
                programmes[key] = self._programme(*key, analyzer)
            placed = (programmes[key] or _UNKNOWN)._replace(code=item.code, name=item.name)
            self.items.append(placed)
            if placed.sub_dimension:
                self._items_by_code.setdefault(item.code, []).append(placed)
                self._items_by_stems.setdefault(tuple(analyzer.stems(item.name)), []).append(placed)
                self._items_by_letters.setdefault(letters_of(item.name), []).append(placed)

    def _programme(self, code: str, name: str, analyzer: Analyzer) -> Entry | None:
        found = super().find(analyzer.analyze(name), code, "program") if name else None
        return found.entry if found else self.by_code(code)

    def openings(self) -> None:
        """Items are found by likeness too, whatever they begin with."""
        return

    def find(self, tokens: Tokens, code: str = "", level: str = "", field: str = "") -> Match | None:
        """Find the official programme, or the item of the list, that a text names; see :meth:`Nomenclature.find`.

        A programme's name wins where it is the whole text, then an item's name, then an item's code.
        """
        found = super().find(tokens, code, level, field)
        places = [place for place, stem in enumerate(tokens.stems) if stem]
        if not places or (found and found.how == "name" and found.end == tokens.ends[places[-1]]):
            return found
        code = read_code(code) or (tokens.code.code if tokens.code else "")
        by_name = self._item_by_name(tokens, code or field, level)
        if by_name is not None:
            entry, likeness = by_name
            return Match(entry, "item", likeness, tokens.starts[places[0]], len(tokens.source.rstrip()))
        if found is None or found.how == "code":
            by_code = _one(self.items_of(code), code)
            if by_code is not None:
                span = (tokens.code.start, tokens.code.end) if tokens.code else (-1, -1)
                return Match(by_code, "code", 1.0, *span)
        return found

    def items_of(self, code: str) -> list[Entry]:
        """Give the items that a code stands for; a list may keep those of support programmes under ``X.XX.01``."""
        found = self._items_by_code.get(code, [])
        return found or (self._items_by_code.get(f"X.XX{code[4:]}", []) if code[4:7] == ".01" else [])

    def _item_by_name(self, tokens: Tokens, code: str, level: str) -> tuple[Entry, float] | None:
        stems = tuple(filter(None, tokens.stems))
        for opening in _OPENINGS:
            if stems[: len(opening)] == opening:
                stems = stems[len(opening) :]
                level = level or "kegiatan"
                break
        exact = self._items_by_stems.get(stems)
        if exact is not None:
            entry = _one(exact, code)
            return (entry, 1.0) if entry else None
        if level not in ("kegiatan", "sub_kegiatan"):
            return None
        letters = letters_of(tokens.source[tokens.code.end if tokens.code and tokens.code.start < 3 else 0 :])
        letters = re.sub(r"^(sub)?kegiatan", "", letters)
        if not _LEAST_LETTERS <= len(letters) <= 300:
            return None
        from rapidfuzz import fuzz, process

        best = process.extractOne(letters, self._items_by_letters.keys(), scorer=fuzz.ratio, score_cutoff=_FUZZY)
        entry = _one(self._items_by_letters[best[0]], code) if best else None
        return (entry, best[1] / 100) if best and entry else None


def look_up(names: Nomenclature, query: str, most: int) -> list[Entry]:
    """Look a code or a name up, as a person types it.

    Parameters
    ----------
    names : Nomenclature
        The shipped one or one with a list.
    query : str
        A code: that programme, and what the list has below it. A name: names that are it, begin with it, have all its
        words or parts of words, are what it is recognised as, or have words like its own; in each group the likest
        first. Only if there are none of these, names that resemble it.
    most : int
        How many entries to give.
    """
    items = names.items if isinstance(names, OfficialList) else []
    code = read_code(query)
    if code and not re.search(r"[^\W\d_]{2,}", query.replace("XX", "")):
        programme = names.by_code(code)
        whole = [programme] if programme and len(code.split(".")) == 3 else []
        below = [item for item in items if item.code == code or item.code.startswith(f"{code}.")]
        return [*whole, *(item for item in below if item.code != code or not whole)][:most] or [
            entry for entry in (programme,) if entry
        ]
    match = names.find(plain_analyzer().analyze(query))
    entries = dict.fromkeys([*([match.entry] if match else []), *names.entries, *items])
    ranks = [(_rank(query, entry.name, recognised=bool(match and entry == match.entry)), entry) for entry in entries]
    answers = any(kind < _RESEMBLES for (kind, _), _ in ranks)
    worst = _RESEMBLES - 1 if answers else _RESEMBLES
    return [entry for (kind, _), entry in sorted(ranks, key=itemgetter(0)) if kind <= worst][:most]


def _rank(query: str, name: str, *, recognised: bool) -> tuple[int, float]:
    """Say how well a name answers a query, lower is better: the kind of likeness, then the degree of it."""
    from rapidfuzz import fuzz, utils

    asked, given = utils.default_process(query), utils.default_process(name)
    words, has = asked.split(), given.split()
    kinds = (
        asked == given,
        given.startswith(asked),
        all(word in has for word in words),
        all(word in given for word in words),
        recognised,
        all(max(fuzz.ratio(word, other) for other in has) >= _SPELT for word in words if has),
        fuzz.WRatio(asked, given) >= _LIKE,
    )
    kind = kinds.index(True) if words and True in kinds else len(kinds)
    return kind, -fuzz.ratio(asked, given)


def _one(entries: Sequence[Entry], code: str) -> Entry | None:
    """Choose among items of one name by the code beside it; None where they stand for different things."""
    for length in (len(code), 7, 4):  # the item itself, its programme, its bidang urusan
        near = [entry for entry in entries if code and entry.code.startswith(code[:length])]
        if near:
            entries = near
            break
    alike = {(entry.sub_dimension, entry.confidence) for entry in entries}
    return entries[0] if len(alike) == 1 else None


def read_list(path: str | Path) -> list[Item]:
    """Read a list that ``smartmap nomenclature import`` made.

    Raises
    ------
    DocumentError
        If the file is missing or too large, or its columns or a row are not as they should be.
    """
    place = Path(path)
    if not place.is_file():
        raise DocumentError("list_missing", file=str(place))
    if place.stat().st_size > _LARGEST:
        raise DocumentError("list_row", file=str(place), row=0, why=f"> {_LARGEST} bytes")
    try:
        reader = csv.DictReader(io.StringIO(place.read_text(encoding="utf-8-sig"), newline=""))
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise DocumentError("list_columns", file=str(place), found=reader.fieldnames, expected=",".join(COLUMNS))
        items = []
        for row in reader:
            code = read_code(row["code"] or "")
            if not code or not row["name"] or row["program"] is None or None in row:
                raise DocumentError("list_row", file=str(place), row=reader.line_num, why=row["code"] or "code")
            items.append(Item(code, row["level"], row["name"], row["program"]))
    except (UnicodeDecodeError, csv.Error, OSError) as error:
        raise DocumentError("list_row", file=str(place), row=0, why=str(error)) from error
    return items


def load_list(path: str | Path) -> OfficialList:
    """Read the shipped table and a list beside it."""
    return OfficialList(read_rows("nomenclature.csv"), read_list(path), plain_analyzer())
