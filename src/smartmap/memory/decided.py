"""What people of a region have decided, read from a store: what the memory remembers and the adapter learns from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from smartmap.records import Programme

if TYPE_CHECKING:
    from smartmap.store.records import Mapping
    from smartmap.store.store import Store

STANDING = {"pokja": 1.0, "lead": 2.0, "adviser": 3.0}
"""Votes of an answer by what it counts as."""

EARLIER = 0.7
"""What a vote in another mapping of the region counts beside one in this mapping."""


class Decided(NamedTuple):
    """A person's answer on a programme, as it stands now.

    ``label`` is a sub-dimension, a dimension, or ``none`` where the programme was left out; ``votes`` is what it
    counts: by standing, and less where it was taken in an earlier mapping of the region.
    """

    id: str
    programme: Programme
    label: str
    further: tuple[str, ...]
    votes: float
    name: str
    opd: str
    stage: str
    reason: str
    at: str


def region_key(region: str) -> str:
    """Give the same key for spellings of one region; a kota is another government than the kabupaten of its name.

    Examples
    --------
    >>> region_key("Kab. Banggai") == region_key("banggai")
    True
    >>> region_key("Kota Bogor") == region_key("Kabupaten Bogor")
    False
    """
    words = region.casefold().replace(".", " ").split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in ("kab", "kabupaten") else words)


def mappings_of(store: Store, mapping: Mapping) -> list[Mapping]:
    """Give the mappings that count for one: itself and others of its region in the same frame."""
    region = region_key(mapping.region)
    return [
        item
        for item in store.mappings()
        if item.id == mapping.id or (region and region_key(item.region) == region and item.frame == mapping.frame)
    ]


def read_decided(store: Store, mapping: Mapping) -> list[Decided]:
    """Give all answers that count for a mapping, oldest first.

    Of each programme the answers of the highest standing count, and those below it that say the same. Deferring is no
    answer. In a blind mapping a programme counts once both sides have answered: a suggestion must not give away what
    the other side said.
    """
    from sqlalchemy import and_, select

    from smartmap.store import tables as t
    from smartmap.store.chain import read_programme
    from smartmap.store.codec import unpack

    found: list[Decided] = []
    for item in mappings_of(store, mapping):
        query = (
            select(
                t.answers.c.programme, t.answers.c.standing, t.answers.c.verdict, t.answers.c.primary,
                t.answers.c.further, t.decisions.c.id, t.decisions.c.name, t.decisions.c.opd, t.decisions.c.stage,
                t.decisions.c.reason, t.decisions.c.at, t.revisions.c.version, t.revisions.c.body,
            )
            .join(t.decisions, t.decisions.c.id == t.answers.c.decision)
            .join(
                t.revisions,  # the wording they decided on
                and_(t.revisions.c.programme == t.answers.c.programme, t.revisions.c.version == t.decisions.c.version),
            )
            .where(t.answers.c.mapping == item.id, t.answers.c.verdict.in_(("confirm", "correct", "not_mapped")))
            .order_by(t.decisions.c.number)
        )  # fmt: skip
        if item.blind:
            both = and_(t.holdings.c.pokja_in, t.holdings.c.adviser_in)
            query = query.join(t.holdings, t.holdings.c.programme == t.answers.c.programme).where(both)
        share = 1.0 if item.id == mapping.id else EARLIER
        bodies: dict[tuple[str, int], Programme] = {}
        by_programme: dict[str, list[tuple[str, Decided]]] = defaultdict(list)
        with store.reading() as connection:
            for row in connection.execute(query):
                programme = bodies.get((row.programme, row.version))
                if programme is None:
                    programme = bodies[row.programme, row.version] = read_programme(row.body)
                label = row.primary if row.verdict != "not_mapped" else "none"
                decided = Decided(
                    row.id, programme, label, unpack(row.further), STANDING[row.standing] * share, row.name, row.opd,
                    row.stage, row.reason, row.at,
                )  # fmt: skip
                by_programme[row.programme].append((row.standing, decided))
        for answers in by_programme.values():
            found += _that_count(answers)
    return found


def _that_count(answers: Iterable[tuple[str, Decided]]) -> list[Decided]:
    """Leave out answers that one of a higher standing overruled."""
    given = list(answers)
    highest = max((standing for standing, _ in given), key=lambda standing: STANDING[standing])
    upheld = {item.label for standing, item in given if standing == highest}
    return [item for _, item in given if item.label in upheld]
