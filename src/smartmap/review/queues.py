"""What a person should look at next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, exists, func, or_, select

from smartmap.errors import DecisionError
from smartmap.review.sight import seen_holding
from smartmap.store.codec import read_holding, read_mapped, unpack
from smartmap.store.programmes import chunks, with_words
from smartmap.store.records import HELD, Holding, MappedProgramme, Mapping, Person
from smartmap.store.store import Store
from smartmap.store.tables import LISTED, answers, holdings, programmes
from smartmap.words import words

ORDERS = ("document", "uncertain", "disagreement", "impact")


@dataclass(frozen=True, slots=True)
class Offer:
    """A decision that holds for a nearly identical programme and could be taken for this one too."""

    decision: str
    programme: str
    primary: str
    further: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A programme to decide on.

    Parameters
    ----------
    programme : MappedProgramme
        With its version, to be handed back with the decision.
    holding : Holding
        What holds so far, as far as the person may see it.
    twins : int
        How many programmes of the mapping are nearly identical, this one included.
    offers : tuple of Offer
        Differing decisions that hold for its twins, most frequent first.
    """

    programme: MappedProgramme
    holding: Holding
    twins: int
    offers: tuple[Offer, ...]


def queue(
    store: Store,
    mapping: Mapping,
    person: Person | None,
    order: str,
    *,
    pokja: str = "",
    opd: str = "",
    limit: int | None = 50,
) -> list[Item]:
    """Give what is open for a person, or for anybody.

    Parameters
    ----------
    order : {"document", "uncertain", "disagreement", "impact"}
        *uncertain*: what teaches most first, one of each group of twins and none whose twin is decided; the others
        come after. *disagreement*: nothing but what people differ on. *impact*: what most others repeat or serve.
    pokja : str
        Dimension to route by; by default the person's own.
    """
    if order not in ORDERS:
        raise DecisionError("queue_order", found=order, known=words("order", ORDERS))
    wanted = pokja or (person.pokja if person else "")
    conditions = [programmes.c.mapping == mapping.id, *_open_for(mapping, person, order)]
    if wanted:
        conditions.append(_routed(wanted))
    if opd:
        conditions.append(programmes.c.opd == opd)
    query = _ordered(mapping, conditions, order)
    if person is not None:  # what they were unsure about comes last
        unsure = exists().where(*_of(person), answers.c.verdict == "defer")
        first = case((unsure, 1), else_=0)
        query = query.order_by(None).order_by(first, *query._order_by_clauses)
    with store.reading() as connection:
        # The order is found on ids alone; the wide rows are read for this page only.
        ids = connection.scalars(query.limit(limit)).all()
        read = {row.id: read_mapped(row) for row in _page(connection, with_words(), programmes.c.id, ids)}
        columns = select(*(holdings.c[name] for name in Holding._fields))
        columns = columns.where(holdings.c.mapping == mapping.id)
        held = {row.programme: read_holding(row) for row in _page(connection, columns, holdings.c.programme, ids)}
        found = [(read[id], held[id]) for id in ids]
        keys = list({item.twin for item, _ in found})
        sizes, offers = _twins(connection, mapping, keys)
    items: list[Item] = []
    for programme, holding in found:
        seen = seen_holding(mapping, holding, person)
        if order == "disagreement" and seen.state != "disagreement":
            continue
        others = () if mapping.blind else tuple(
            offer for offer in offers.get(programme.twin, ()) if offer.programme != programme.id
        )  # fmt: skip
        items.append(Item(programme, seen, sizes.get(programme.twin, 1), others))
    return items


def _page(
    connection: Connection, query: Select[Any], column: ColumnElement[str], ids: Sequence[str]
) -> Iterator[Row[Any]]:
    for part in chunks(ids):
        yield from connection.execute(query.where(column.in_(part)))


def _routed(pokja: str) -> ColumnElement[bool]:
    """Whether a pokja should see a programme: its dimension is plausible, or nothing is known yet."""
    return or_(programmes.c.plausible.contains(f" {pokja} ", autoescape=True), programmes.c.suggestion == "")


def _of(person: Person) -> tuple[ColumnElement[bool], ...]:
    same = (answers.c.mapping == programmes.c.mapping, answers.c.programme == programmes.c.id)
    return (*same, answers.c.person == person.id)


def _open_for(mapping: Mapping, person: Person | None, order: str) -> list[ColumnElement[bool]]:
    if order == "disagreement":
        return [holdings.c.state == "disagreement"]
    if person is None:
        return [holdings.c.state.not_in(HELD)]
    adviser = person.role == "adviser"
    own = exists().where(
        *_of(person),
        answers.c.standing == ("adviser" if adviser else "pokja"),
        answers.c.verdict != "defer",
    )
    # Settled is settled for the pokja; in a blind mapping the adviser's answer must not show by what is missing.
    closed = holdings.c.state.in_(("settled",) if mapping.blind else ("settled", "adopted"))
    return [~own] if adviser else [~own, ~closed]


def _ordered(mapping: Mapping, conditions: Sequence[ColumnElement[bool]], order: str) -> Select[Any]:
    query = select(programmes.c.id).join(holdings, LISTED).where(and_(*conditions))
    if order == "document":
        return query.order_by(programmes.c.position)
    if order == "disagreement":
        return query.order_by(holdings.c.answers.desc(), programmes.c.position)
    # Per group: how large, whether one is decided, and which open one comes first in the document.
    groups = (
        select(
            programmes.c.twin,
            func.count().label("size"),
            func.max(case((holdings.c.state.in_(HELD), 1), else_=0)).label("taught"),
            func.min(programmes.c.position).label("first"),
        )
        .join(holdings, LISTED)
        .where(programmes.c.mapping == mapping.id)
        .group_by(programmes.c.twin)
        .subquery()
    )
    query = query.join(groups, groups.c.twin == programmes.c.twin)
    if order == "impact":
        return query.order_by((groups.c.size + programmes.c.below).desc(), programmes.c.position)
    repeats = case((or_(groups.c.first < programmes.c.position, groups.c.taught == 1), 1), else_=0)
    return query.order_by(repeats, programmes.c.uncertainty.desc(), groups.c.size.desc(), programmes.c.position)


def _twins(
    connection: Connection, mapping: Mapping, keys: Sequence[str]
) -> tuple[dict[str, int], dict[str, list[Offer]]]:
    """Give, for twin keys, how many programmes have them and what holds for some of those."""
    sizes: dict[str, int] = {}
    counted: dict[str, dict[tuple[str, str], list[Any]]] = {}
    for start in range(0, len(keys), 500):
        mine = and_(programmes.c.mapping == mapping.id, programmes.c.twin.in_(keys[start : start + 500]))
        for twin, size in connection.execute(
            select(programmes.c.twin, func.count()).where(mine).group_by(programmes.c.twin)
        ):
            sizes[twin] = size
        rows = connection.execute(
            select(programmes.c.twin, holdings.c.primary, holdings.c.further, holdings.c.decision, programmes.c.id)
            .join(holdings, LISTED)
            .where(mine, holdings.c.state.in_(HELD))
            .order_by(programmes.c.position)
        )
        for row in rows:
            counted.setdefault(row.twin, {}).setdefault((row.primary, row.further), []).append(row)
    offers = {
        twin: [
            Offer(rows[0].decision, rows[0].id, primary, unpack(further))
            for (primary, further), rows in sorted(answered.items(), key=lambda pair: -len(pair[1]))
        ]
        for twin, answered in counted.items()
    }
    return sizes, offers
