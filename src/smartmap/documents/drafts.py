"""Programmes in the making: rows of the same programme and office become one."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

from smartmap.documents.layout import FAMILY
from smartmap.documents.reading import Skipped
from smartmap.records import LEVELS, Place, Programme


@dataclasses.dataclass(slots=True)
class Draft:
    """A programme as one row gives it, before the rows of the same programme are folded into it."""

    text: str
    level: str
    code: str
    opd: str
    field: str
    place: Place
    parents: list[tuple[str, str]]
    outcomes: list[str] = dataclasses.field(default_factory=list)
    indicators: list[str] = dataclasses.field(default_factory=list)

    @property
    def key(self) -> tuple[object, ...]:
        """What two rows of one programme share: sheet, level, wording, code, office, programme above."""
        above = tuple(_plain(text) for level, text in self.parents if level in FAMILY)
        return self.place.sheet, self.level, _plain(self.text), self.code, _plain(self.opd), above

    def take(self, other: Draft) -> None:
        """Fold a further row of the same programme in."""
        self.outcomes += [text for text in other.outcomes if text not in self.outcomes]
        self.indicators += [text for text in other.indicators if text not in self.indicators]
        self.parents += [pair for pair in other.parents if pair not in self.parents]

    def finish(self) -> Programme:
        """Give the programme."""
        parents = sorted(self.parents, key=lambda pair: LEVELS.index(pair[0]))
        return Programme(
            text=self.text,
            code=self.code,
            level=self.level,
            opd=self.opd,
            field=self.field,
            outcome="; ".join(self.outcomes),
            indicator="; ".join(self.indicators),
            parents=tuple(parents),
            place=self.place,
        )


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def fold_all(items: Iterable[Draft | Skipped]) -> tuple[list[Programme], list[Skipped]]:
    """Fold all rows of the same programme and office in a sheet; the first keeps its place."""
    drafts: dict[tuple[object, ...], Draft] = {}
    skipped: list[Skipped] = []
    for item in items:
        if isinstance(item, Skipped):
            skipped.append(item)
        elif (known := drafts.get(item.key)) is not None:
            known.take(item)
        else:
            drafts[item.key] = item
    return [draft.finish() for draft in drafts.values()], skipped


def fold_neighbours(items: Iterable[Draft | Skipped]) -> Iterator[Programme | Skipped]:
    """Fold rows of the same programme and office that follow each other; keeps one draft in memory."""
    held: Draft | None = None
    for item in items:
        if isinstance(item, Skipped):
            yield item
        elif held is not None and held.key == item.key:
            held.take(item)
        else:
            if held is not None:
                yield held.finish()
            held = item
    if held is not None:
        yield held.finish()
