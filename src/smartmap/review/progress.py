"""How far a mapping has come: in all, per pokja, per OPD, per dimension, per person."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import func, select

from smartmap.store.codec import unpack
from smartmap.store.records import HELD, Mapping
from smartmap.store.store import Store
from smartmap.store.tables import LISTED, answers, holdings, programmes


@dataclass(slots=True)
class Count:
    """Programmes in all, with an answer that holds, with people differing, and by state."""

    total: int = 0
    decided: int = 0
    disputed: int = 0
    states: Counter[str] = field(default_factory=Counter)

    def add(self, state: str, number: int) -> None:
        """Count some programmes in a state."""
        self.total += number
        self.decided += number if state in HELD else 0
        self.disputed += number if state == "disagreement" else 0
        self.states[state] += number


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a mapping has come.

    Parameters
    ----------
    total : Count
    pokja : mapping of dimension to Count
        What is routed to each; a programme may be routed to several, so these do not add up to the total.
    unrouted : Count
        What no pokja is offered: nothing is plausible for it.
    opd : mapping of str to Count
    dimensions : mapping of dimension to (int, int)
        Programmes it holds as primary dimension, and as a further one.
    not_mapped : int
        Programmes for which it holds that they have no dimension.
    people : mapping of person id to int
        Programmes each has answered.
    """

    total: Count
    pokja: dict[str, Count]
    unrouted: Count
    opd: dict[str, Count]
    dimensions: dict[str, tuple[int, int]]
    not_mapped: int
    people: dict[str, int]


def progress(store: Store, mapping: Mapping, dimensions: tuple[str, ...]) -> Progress:
    """Count; in a blind mapping dimensions count only where both sides have answered."""
    joined = programmes.join(holdings, LISTED)
    mine = programmes.c.mapping == mapping.id
    both = holdings.c.pokja_in & holdings.c.adviser_in
    routed = (programmes.c.opd, programmes.c.plausible, programmes.c.suggestion == "", holdings.c.state)
    labelled = (holdings.c.verdict, holdings.c.primary, holdings.c.further)
    held = holdings.c.state.in_(HELD)
    with store.reading() as connection:
        by_route = connection.execute(
            select(*routed, func.count()).select_from(joined).where(mine).group_by(*routed)
        ).all()
        by_label = connection.execute(
            select(*labelled, func.count())
            .where(holdings.c.mapping == mapping.id, held & both if mapping.blind else held)
            .group_by(*labelled)
        ).all()
        by_person = connection.execute(
            select(answers.c.person, func.count()).where(answers.c.mapping == mapping.id).group_by(answers.c.person)
        ).all()
    total, unrouted = Count(), Count()
    pokja = {id: Count() for id in dimensions}
    opd: dict[str, Count] = {}
    for office, plausible, unknown, state, number in by_route:
        total.add(state, number)
        opd.setdefault(office, Count()).add(state, number)
        where = dimensions if unknown else tuple(id for id in unpack(plausible) if id in pokja)
        for id in where:
            pokja[id].add(state, number)
        if not where:
            unrouted.add(state, number)
    first: Counter[str] = Counter()
    further_ones: Counter[str] = Counter()
    not_mapped = 0
    for verdict, primary, further, number in by_label:
        if verdict == "not_mapped":
            not_mapped += number
            continue
        main = primary.partition(".")[0]
        first[main] += number
        for id in {label.partition(".")[0] for label in unpack(further)} - {main}:
            further_ones[id] += number
    return Progress(
        total=total,
        pokja=pokja,
        unrouted=unrouted,
        opd=dict(sorted(opd.items())),
        dimensions={id: (first[id], further_ones[id]) for id in dimensions},
        not_mapped=not_mapped,
        people={row.person: row[1] for row in by_person},
    )
