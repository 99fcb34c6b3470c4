"""A suggester that knows what people of a region decided.

The memory (:mod:`smartmap.memory.recall`) answers for programmes that were decided, or nearly so; the adapter
(:mod:`smartmap.memory.adapter`) carries a region's habits over to programmes nobody has looked at. Both are derived
from the decisions each time, so nothing can go stale, and neither changes the shipped model: a suggester for another
mapping, or for none, gives what it gave before.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from smartmap.gathered import Reason
from smartmap.memory.adapter import Adapter, Correction, fit_adapter
from smartmap.memory.decided import Decided, mappings_of, read_decided
from smartmap.memory.near import key_of
from smartmap.memory.recall import Recall
from smartmap.memory.sent import recipe_with
from smartmap.suggest import Suggester

if TYPE_CHECKING:
    from smartmap.records import Programme
    from smartmap.store.records import Mapping
    from smartmap.store.store import Store
    from smartmap.text.tokens import Tokens


class Learned:
    """What a suggester asks for evidence from decisions: its ``memory``.

    Parameters
    ----------
    recall : Recall
    adapter : Adapter, optional
    checksum : str
        Of the decisions both come from: the same as long as none is taken or taken back.
    """

    def __init__(self, recall: Recall, adapter: Adapter | None = None, checksum: str = "") -> None:
        self.recall, self.adapter, self.checksum = recall, adapter, checksum

    @property
    def corrections(self) -> Sequence[Correction]:
        """What people decided otherwise than the shipped model."""
        return self.adapter.corrections if self.adapter is not None else ()

    def __call__(self, programme: Programme, tokens: Tokens) -> list[Reason]:
        """Give the evidence for a programme."""
        return [*self.recall.reasons(tokens), *(self.adapter.reasons(tokens) if self.adapter is not None else ())]


def learn(suggester: Suggester, decided: Sequence[Decided], region: str, *, adapt: bool = True) -> Suggester:
    """Give a suggester that knows some decisions; the given one stays as it is.

    Parameters
    ----------
    suggester : Suggester
        Without a memory, or with one that is put aside.
    decided : sequence of Decided
        Oldest first.
    region : str
        What the adapter's evidence is called after.
    adapt : bool
        Whether habits are carried over to other programmes; without, only equal and nearly equal ones are known.
    """
    plain = suggester.with_memory(None)
    if not decided:
        return plain
    read = lru_cache(maxsize=None)(plain.scores)
    keys = [key_of(read(item.programme)[0].stems) for item in decided]
    adapter = fit_adapter(region, plain, decided, read) if adapt else None
    learned = plain.with_memory(Learned(Recall(decided, keys, plain.taxonomy), adapter, _checksum(decided)))
    learned.recipe = recipe_with(plain.recipe, decided, region, adapt=adapt)
    return learned


def _checksum(decided: Sequence[Decided]) -> str:
    return f"sha256:{sha256(repr(list(decided)).encode('utf-8', 'surrogatepass')).hexdigest()}"


def with_decisions(suggester: Suggester, store: Store, mapping: str | Mapping, *, adapt: bool = True) -> Suggester:
    """Give a suggester that knows what was decided in a mapping and in others of its region.

    Raises
    ------
    StoreError
        If there is no such mapping.
    """
    found = store.mapping(mapping)
    return learn(suggester, read_decided(store, found), found.region, adapt=adapt)


def heads(store: Store, mapping: str | Mapping) -> tuple[tuple[str, int], ...]:
    """Give how many decisions each mapping of a region has: while it stays the same, so does what was learned."""
    from sqlalchemy import select

    from smartmap.store.tables import chains

    wanted = {item.id for item in mappings_of(store, store.mapping(mapping))}
    with store.reading() as connection:
        rows = connection.execute(select(chains.c.of, chains.c.length))
        return tuple(sorted((row.of, row.length) for row in rows if row.of in wanted))
