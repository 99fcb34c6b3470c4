"""A queue as it looks from what was decided by now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from smartmap.memory import teaching_order
from smartmap.records import Result
from smartmap.review.queues import Item
from smartmap.store.programmes import uncertainty
from smartmap.store.tables import answers

if TYPE_CHECKING:
    from smartmap.store.records import MappedProgramme, Mapping, Person
    from smartmap.store.store import Store
    from smartmap.suggest import Suggester

WINDOW = 300
"""Programmes suggested anew to find the order: those most uncertain when they were suggested last."""

_MOVED = 0.02  # a probability that moved less is not worth another stored suggestion


def renew(
    store: Store,
    mapping: Mapping,
    person: Person | None,
    items: Sequence[Item],
    suggester: Suggester,
    *,
    reorder: bool,
    limit: int | None,
) -> list[Item]:
    """Suggest anew for the programmes of a queue, and keep what is shown.

    Parameters
    ----------
    suggester : Suggester
        That knows the decisions.
    reorder : bool
        Whether to put first what teaches most now: one of each group of twins, and last what the person deferred.
    """
    results = list(suggester.suggest_many((item.programme.programme for item in items), on_error="give"))
    pairs = [(item, result) for item, result in zip(items, results, strict=True) if isinstance(result, Result)]
    if reorder:
        programmes = [item.programme.programme for item, _ in pairs]
        order = teaching_order(suggester, programmes, [uncertainty(result) for _, result in pairs])
        pairs = _ordered([pairs[place] for place in order], _deferred(store, mapping, person))
    pairs = pairs[:limit]
    store.add_suggestions((item.programme.id, result) for item, result in pairs if _changed(item.programme, result))
    return [
        replace(item, programme=store.programme(item.programme.id)) if _changed(item.programme, result) else item
        for item, result in pairs
    ]


def _ordered(pairs: Sequence[tuple[Item, Result]], deferred: set[str]) -> list[tuple[Item, Result]]:
    """Put twins of others, twins of what is decided, and what was deferred after the rest."""
    seen: set[str] = set()
    keyed: list[tuple[bool, bool, tuple[Item, Result]]] = []
    for pair in pairs:
        programme = pair[0].programme
        repeats = programme.twin in seen or bool(pair[0].offers)
        seen.add(programme.twin)
        keyed.append((programme.id in deferred, repeats, pair))
    return [pair for _, _, pair in sorted(keyed, key=lambda item: item[:2])]


def _deferred(store: Store, mapping: Mapping, person: Person | None) -> set[str]:
    if person is None:
        return set()
    query = select(answers.c.programme).where(
        answers.c.mapping == mapping.id, answers.c.person == person.id, answers.c.verdict == "defer"
    )
    with store.reading() as connection:
        return set(connection.scalars(query))


def _changed(programme: MappedProgramme, result: Result) -> bool:
    first = result.first
    label = first.sub_dimension if first else ""
    chance = first.probability if first else 0.0
    return (
        not programme.suggestion
        or (label, result.status) != (programme.label, programme.status)
        or abs(chance - programme.probability) > _MOVED
    )
