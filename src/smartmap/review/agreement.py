"""How far people agree, beyond what chance would give.

Cohen's kappa per pair on the primary dimension; Krippendorff's alpha over all answers as sets of labels, since an
answer holds several; kappa per dimension, present or not, pooled over pairs. Settling by a lead is no independent voice
and not counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import select

from smartmap.arrays import Ints
from smartmap.review.measures import Estimate, Labels, alpha_coded, kappa_coded
from smartmap.review.sight import is_open, sees_all
from smartmap.store.codec import unpack
from smartmap.store.records import Mapping, Person
from smartmap.store.store import Store
from smartmap.store.tables import answers, decisions

NOTHING = "not_mapped"


@dataclass(frozen=True, slots=True)
class Dispute:
    """A programme on which people differ: each person's name, labels and reason."""

    programme: str
    answers: tuple[tuple[str, tuple[str, ...], str], ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far people agree; ``pairs`` by the two persons' ids, ``dimensions`` by dimension."""

    alpha: Estimate
    pairs: dict[tuple[str, str], Estimate]
    dimensions: dict[str, Estimate]
    disputes: tuple[Dispute, ...]


def agreement(
    store: Store, mapping: Mapping, viewer: Person | None, dimensions: tuple[str, ...], *, fine: bool = False
) -> Agreement:
    """Measure agreement over programmes that two or more people answered.

    Parameters
    ----------
    fine : bool
        Compare sub-dimensions instead of dimensions.
    """
    units = _units(store, mapping, viewer)
    told = _Coded(units, fine)
    return Agreement(
        alpha=alpha_coded(told.unit, told.set, told.sets),
        pairs=told.pairs(),
        dimensions={id: told.dimension(id) for id in dimensions},
        disputes=tuple(_disputes(units)),
    )


def _units(store: Store, mapping: Mapping, viewer: Person | None) -> list[list[Any]]:
    """Give, for programmes with two answers and more, each person's answer, oldest first."""
    of_answers = (answers.c.programme, answers.c.person, answers.c.verdict, answers.c.primary, answers.c.further)
    with store.reading() as connection:
        rows = connection.execute(
            select(*of_answers, decisions.c.number, decisions.c.name, decisions.c.reason)
            .join(decisions, decisions.c.id == answers.c.decision)
            .where(answers.c.mapping == mapping.id, answers.c.verdict != "defer", answers.c.standing != "lead")
        ).all()
    if not sees_all(mapping, viewer):
        both = {item.programme for item in store.holdings(mapping) if is_open(item)}
        rows = [row for row in rows if row.programme in both]
    of_programme: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in sorted(rows, key=lambda row: row.number):  # who changed sides meanwhile counts once, with the newest
        of_programme[row.programme][row.person] = row
    return [list(one.values()) for one in of_programme.values() if len(one) > 1]


def labels_of(verdict: str, primary: str, further: Sequence[str], fine: bool = False) -> Labels:
    """Give the set of labels of an answer; *no dimension* is a label of its own."""
    if verdict == NOTHING:
        return frozenset((NOTHING,))
    labels = (primary, *further)
    return frozenset(labels if fine else (label.partition(".")[0] for label in labels))


class _Coded:
    """Answers as numbers: by programme and, within it, by person. All arrays have shape (n_answers,)."""

    def __init__(self, units: list[list[Any]], fine: bool) -> None:
        self.people = sorted({row.person for unit in units for row in unit})
        place = {person: number for number, person in enumerate(self.people)}
        codes: dict[tuple[str, str, str], tuple[int, int]] = {}  # as stored -> number of the set, of the primary label
        sets: dict[Labels, int] = {}
        first: dict[str, int] = {}
        table: list[tuple[int, int, int, int]] = []
        for number, unit in enumerate(units):
            for row in unit:
                said = (row.verdict, row.primary, row.further)
                if said not in codes:
                    labels = labels_of(row.verdict, row.primary, unpack(row.further), fine)
                    main = NOTHING if row.verdict == NOTHING else row.primary if fine else row.primary.partition(".")[0]
                    codes[said] = (sets.setdefault(labels, len(sets)), first.setdefault(main, len(first)))
                table.append((number, place[row.person], *codes[said]))
        table.sort()
        columns = np.array(table, dtype=np.int64).reshape(-1, 4).T
        self.unit, self.person, self.set, self.primary = columns
        self.sets, self.size = list(sets), len(first)
        self.left, self.right = self._both()

    def _both(self) -> tuple[Ints, Ints]:
        """Give the places of every two answers to the same programme; neighbours, next but one, and so on."""
        near, far = [np.arange(0)], [np.arange(0)]
        for apart in range(1, len(self.people)):
            same = np.flatnonzero(self.unit[:-apart] == self.unit[apart:])
            near.append(same)
            far.append(same + apart)
        return np.concatenate(near), np.concatenate(far)

    def pairs(self) -> dict[tuple[str, str], Estimate]:
        """Give kappa of every two people on the primary label."""
        who = self.person[self.left] * len(self.people) + self.person[self.right]
        found: dict[tuple[str, str], Estimate] = {}
        for pair in np.unique(who):
            mine = who == pair
            a, b = divmod(int(pair), len(self.people))
            sides = self.primary[self.left[mine]], self.primary[self.right[mine]]
            found[self.people[a], self.people[b]] = kappa_coded(*sides, self.size)
        return found

    def dimension(self, id: str) -> Estimate:
        """Give kappa on whether a dimension is among the labels, over all pairs."""
        has = np.array([any(label.partition(".")[0] == id for label in labels) for labels in self.sets], dtype=np.int64)
        held = has[self.set]
        return kappa_coded(held[self.left], held[self.right], 2)


def _disputes(units: list[list[Any]]) -> Iterator[Dispute]:
    for unit in units:
        if len({(row.primary, *sorted(unpack(row.further))) for row in unit}) > 1:
            labels = [(row.primary, *unpack(row.further)) if row.primary else () for row in unit]
            told = tuple((row.name, said, row.reason) for row, said in zip(unit, labels, strict=True))
            yield Dispute(unit[0].programme, told)
