"""What workbook and report count: statuses, dimensions, sub-dimensions, missions and offices."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from smartmap.documents import table
from smartmap.documents.cells import clean, one_line
from smartmap.records import Result

_NUMBERED = re.compile(r"\A\s*misi\s*(?:ke[\s-]*)?(\d{1,2}|[ivx]{1,5})\b\s*[:.)–-]*\s*", re.IGNORECASE)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}


def missions(result: Result) -> list[str]:
    """Give the missions a result serves, each once, as written; a mission serves itself."""
    programme, _ = table.parts(result)
    named = [text for level, text in programme.parents if level == "misi"]
    if programme.level == "misi":
        named = [result.text]
    return list(dict.fromkeys(filter(None, (one_line(clean(text)) for text in named))))


@dataclass(slots=True)
class Cross:
    """Programmes by dimension for each of a list of names; spellings of one name count together.

    ``names`` maps what a name is told by to how it is written; ``by_name`` says whether rows are sorted by it, or keep
    the order of the plan.
    """

    by_name: bool = False
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, dimension: str) -> str:
        """Count a programme, without a dimension if that is empty; give what the name is told by."""
        key = _key(name)
        known = self.names.get(key)
        # "Misi 6: Budaya" tells more than "Budaya"; of mere letter cases the first one stays
        if known is None or len(name) > len(known):
            self.names[key] = name
        counted = self.counts.setdefault(key, Counter())
        if dimension:
            counted[dimension] += 1
        return key

    def rows(self) -> list[tuple[str, str, Counter[str]]]:
        """Give key, name and counts: numbered missions first, by their number; programmes without a name last."""
        found = [(key, self.names[key], self.counts[key]) for key in self.counts]
        return sorted(found, key=lambda row: (*_order(row[1]), row[1].casefold() if self.by_name else ""))

    @property
    def most(self) -> int:
        """The largest count of a name and a dimension; programmes without a name are no measure for the others."""
        named = [counted for key, counted in self.counts.items() if key] or list(self.counts.values())
        return max((number for counted in named for number in counted.values()), default=0)

    def __bool__(self) -> bool:
        return any(self.names)


@dataclass(slots=True)
class Counts:
    """Counts over all results taken so far.

    ``levels`` counts by level of the plan, an empty one where that is not said.
    ``dimensions`` and ``subs`` count a mapped result for its first dimension; ``review`` holds of both kinds of label
    those that are up for discussion. ``misi`` and ``opd`` hold an empty name for programmes that have none.
    """

    total: int = 0
    levels: Counter[str] = field(default_factory=Counter)
    status: Counter[str] = field(default_factory=Counter)
    dimensions: Counter[str] = field(default_factory=Counter)
    subs: Counter[str] = field(default_factory=Counter)
    review: Counter[str] = field(default_factory=Counter)
    misi: Cross = field(default_factory=Cross)
    opd: Cross = field(default_factory=lambda: Cross(by_name=True))

    def add(self, result: Result) -> tuple[list[str], str]:
        """Count a result; give what its missions and its office are told by in ``misi`` and ``opd``."""
        self.total += 1
        self.status[result.status] += 1
        dimension = ""
        if table.is_mapped(result):
            first = result.suggestions[0]
            dimension, sub = first.dimension, first.sub_dimension or first.dimension
            self.dimensions[dimension] += 1
            self.subs[sub] += 1
            if result.status == "review":
                self.review.update({dimension, sub})
        programme, _ = table.parts(result)
        self.levels[programme.level] += 1
        served: Iterable[str] = missions(result) or [""]
        keys = dict.fromkeys(self.misi.add(misi, dimension) for misi in served)
        return list(keys), self.opd.add(one_line(clean(programme.opd)), dimension)


def _key(name: str) -> str:
    return _NUMBERED.sub("", name, count=1).casefold().strip(" .") or name.casefold()


def _order(name: str) -> tuple[bool, float]:
    numbered = _NUMBERED.match(name)
    number = float("inf")
    if numbered:
        told = numbered[1].lower()
        number = int(told) if told.isdecimal() else _ROMAN.get(told, number)
    return not name, number
