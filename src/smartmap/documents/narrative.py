"""Missions, goals and targets in running text: ``Misi 1: …``, and lists below a line that says what they list.

Strict on purpose: a sentence *about* a mission is no mission, so only a marked line or a list item is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from smartmap.documents.cells import LONGEST, is_number, is_total, one_line
from smartmap.documents.drafts import Draft
from smartmap.documents.levels import level_of
from smartmap.documents.tables import Sheet
from smartmap.records import LEVELS, Place


class Paragraph(NamedTuple):
    """A paragraph: its text, where it stands, whether it is an item of a list and how deep, whether it is a heading."""

    text: str
    page: int | None
    row: int
    listed: bool = False
    depth: int = 0
    heading: bool = False


_LEVEL = (
    r"(?P<level>visi|misi|tujuan|sasaran|strategi|arah\s+kebijakan|program(?!\s+studi)|sub\s*kegiatan|kegiatan|"
    r"inisiatif|quick\s+wins?|vision|missions?|goals?|objectives?|strategy|strategies|policy\s+directions?|programmes?|"
    r"programs)"
)
_KIND = (
    r"(?:\s+(?:rpjmd|renstra|daerah|pembangunan|prioritas|unggulan|strategis|pokok|kepala\s+daerah|bupati|"
    r"wali\s?kota|kabupaten|kota|perangkat\s+daerah|smart\s+city))*"
)
_ORDER = r"\d+(?:\.\d+)*|[ivx]+\b|pertama|kedua|ketiga|keempat|kelima|keenam|ketujuh|kedelapan"
_LEAD = r"\s*(?:(?:\d+(?:\.\d+)+\.?|[\divx]+[.)]|\(?[a-z\d][.)])\s*)?"
_MARKED = re.compile(
    rf"{_LEAD}{_LEVEL}{_KIND}\s*(?:ke\s*-?\s*)?(?P<order>{_ORDER})?\s*"
    r"(?:(?P<mark>[:=]|\s[–—-]|\.(?=\s))\s*|\s(?=[A-Z\"“]))(?P<rest>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_ALONE = re.compile(rf"{_LEAD}{_LEVEL}{_KIND}\s*(?:ke\s*-?\s*)?(?P<order>{_ORDER})?\s*[:.]?\s*", re.IGNORECASE)
_PAIR = r"\b(?:visi|misi|tujuan|sasaran|vision|missions?|goals?|objectives?)\b"
_TWO = re.compile(rf"{_PAIR}\s*(?:,|dan|and|&|/)\s*{_PAIR}", re.IGNORECASE)
_FIRST = re.compile(  # "Tujuan untuk mewujudkan misi 1 adalah", but not "Visi ini dijabarkan ke dalam misi berikut"
    rf"{_LEAD}(?:adapun\s+)?(?:(?:rumusan|daftar)\s+)?{_LEVEL}\b"
    r"(?!\s+(?:daerah\s+|pembangunan\s+)*(?:tersebut|ini|itu|di\w{4,}|kemudian|yang\s+telah)\b)",
    re.IGNORECASE,
)
_ANY = re.compile(rf"\b{_LEVEL}\b(?:\s*(?:ke\s*-?\s*)?(?P<order>{_ORDER}))?", re.IGNORECASE)
_INTRODUCES = re.compile(
    r"\b(?:adalah|sebagai\s+berikut|berikut(?:\s+ini)?|yaitu|yakni|meliputi|antara\s+lain|terdiri\s+(?:dari|atas)|"
    r"as\s+follows|the\s+following|namely|are)"
    r"[^.:]{0,30}:\s*$",
    re.IGNORECASE,
)
_POINT = re.compile(
    r"\s*(?P<mark>\d{1,3}(?:\.\d{1,2})*[.)]?|\([\da-z]{1,2}\)|[a-z][.)]|[-•*▪◦·–])\s+(?P<rest>\S.*)", re.DOTALL
)
_CONTENTS = re.compile(r"\.{4,}|(?:\. ){4,}|…{2,}")  # a line of the table of contents
_SENTENCES = re.compile(r"[a-z]{3}\.\s+[A-Z]")
_PROSE = 150  # characters from which several sentences are an explanation
_QUOTES = " \t\n\"“”'‘’«»;"
_ORDINALS = ("pertama", "kedua", "ketiga", "keempat", "kelima", "keenam", "ketujuh", "kedelapan")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_SHORTEST, _LONGEST = 8, 400


@dataclass(slots=True)
class _Reader:
    """What holds at a paragraph: the level a list is of, and the items above it."""

    file: str
    pending: str = ""
    order: str = ""  # number of the pending item, where its text stands on the next line
    single: bool = False  # the next line is the item itself, as after "Visi" and "Misi 1"
    count: int = 0  # points of the list so far
    mark: str = ""  # how the list's points are marked; other marks lie deeper
    chain: dict[str, str] = field(default_factory=dict)
    numbered: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)

    def take(self, paragraph: Paragraph) -> Draft | None:
        """Give the item a paragraph is, or None, and keep what it says of the paragraphs below it."""
        text = one_line(paragraph.text)
        if not text or _CONTENTS.search(text):
            return None
        if alone := _ALONE.fullmatch(text):
            self._expect(_level(alone), _order(alone), single=_level(alone) == "visi" or bool(alone["order"]))
            return None
        introduces = len(text) <= _LONGEST and _INTRODUCES.search(text)
        if introduces and self._introduced(text):
            return None
        if _TWO.match(text) or (paragraph.heading and not _MARKED.fullmatch(text)):
            self._expect("")
            return None
        if len(text) <= _LONGEST and (marked := _MARKED.fullmatch(text)) and self._is_item(marked):
            self._expect("")
            return self._draft(paragraph, _level(marked), _order(marked), marked["rest"])
        return self._listed(paragraph, text)

    def _introduced(self, text: str) -> bool:
        """Read ``Untuk mewujudkan misi 1 ditetapkan tujuan sebagai berikut:``; True if it says what follows."""
        named = list(_ANY.finditer(text))
        if not named:
            return False
        level = _level(_FIRST.match(text) or named[-1])
        if any(
            level in map(level_of, pair[0].split()) for pair in _TWO.finditer(text)
        ):  # "tujuan dan sasaran": which is which?
            self._expect("")
            return True
        for other in named:  # the list belongs to the item its opening names
            known = self.numbered.get((_level(other), _order(other)))
            if known and _level(other) in LEVELS[: LEVELS.index(level)]:
                self.chain = dict(known)
        self._expect(level)
        return True

    def _is_item(self, marked: re.Match[str]) -> bool:
        level, rest = _level(marked), marked["rest"]
        if marked["mark"] is None and not _is_title(rest):
            return False
        if level in ("visi", "misi", "tujuan", "sasaran"):
            return marked["mark"] is not None or bool(marked["order"])
        return bool(marked["order"]) and marked["mark"] is not None

    def _listed(self, paragraph: Paragraph, text: str) -> Draft | None:
        if not self.pending:
            return None
        point = _POINT.fullmatch(text)
        if self.single and not point and not paragraph.listed:
            level, order = self.pending, self.order
            self._expect("")
            return self._draft(paragraph, level, order, text)
        if point is None and not paragraph.listed:
            if not text.endswith(":"):
                self._expect("")
            return None
        mark = f"auto{paragraph.depth}" if point is None else re.sub(r"\d+", "1", re.sub("[a-z]", "a", point["mark"]))
        self.mark = self.mark or mark
        if mark != self.mark:
            return None
        rest = point["rest"] if point else text
        self.count += 1
        order = point["mark"].strip("().") if point and point["mark"].strip("(")[0].isdigit() else str(self.count)
        return self._draft(paragraph, self.pending, order, rest)

    def _expect(self, level: str, order: str = "", *, single: bool = False) -> None:
        self.pending, self.order, self.single, self.mark, self.count = level, order, single, "", 0

    def _draft(self, paragraph: Paragraph, level: str, order: str, text: str) -> Draft | None:
        text = text.strip(_QUOTES).removesuffix(";").strip(_QUOTES)
        if text.endswith(".") and text.count(".") == 1:
            text = text[:-1]
        if not _may_be_item(text):
            return None
        above = LEVELS[: LEVELS.index(level)]
        chain = {upper: self.chain[upper] for upper in above if upper in self.chain}
        chain = self._by_number(order, above) or chain
        parents = [(upper, chain[upper]) for upper in above if upper in chain]
        self.chain = {**chain, level: text}
        if order:
            self.numbered[level, order] = dict(self.chain)
        place = Place(self.file, "", paragraph.page, paragraph.row)
        return Draft(text, level, "", "", "", place, parents)

    def _by_number(self, order: str, above: Sequence[str]) -> dict[str, str]:
        """Give what stands above "Tujuan 2.1": "Misi 2", wherever that was."""
        prefix = order.rpartition(".")[0]
        while prefix:
            for upper in reversed(above):
                if (upper, prefix) in self.numbered:
                    return dict(self.numbered[upper, prefix])
            prefix = prefix.rpartition(".")[0]
        return {}


def _level(match: re.Match[str]) -> str:
    return level_of(match["level"])


def _order(match: re.Match[str]) -> str:
    order = (match["order"] or "").lower()
    for names in (_ORDINALS, _ROMAN):
        if order in names:
            return str(names.index(order) + 1)
    return order


def _is_title(text: str) -> bool:
    return text[0] in '"“' or (
        text[0].isupper() and not re.match(r"(?:ini|tersebut|adalah|yang)\b", text, re.IGNORECASE)
    )


def _may_be_item(text: str) -> bool:
    short = _SHORTEST <= len(text) <= min(_LONGEST, LONGEST) and " " in text
    if len(text) > _PROSE and _SENTENCES.search(text):
        return False
    return short and not text.endswith(":") and not is_number(text) and not is_total(text)


def read_narrative(path: Path, paragraphs: Iterable[Paragraph]) -> Iterator[Draft]:
    """Give the items that stand in running text, in order, each with what it serves."""
    reader = _Reader(path.name)
    for paragraph in paragraphs:
        draft = reader.take(paragraph)
        if draft is not None:
            yield draft


def plain_list(paragraphs: Iterable[Paragraph]) -> Sheet:
    """Give the points of all lists as the rows of a table without heading, to be judged by their wording."""
    rows, at = [], []
    for paragraph in paragraphs:
        point = _POINT.fullmatch(paragraph.text)
        if point or paragraph.listed:
            rows.append([one_line(point["rest"] if point else paragraph.text)])
            at.append((paragraph.page, paragraph.row))
    return Sheet("", rows, at=at)
