"""What a person may see in a blind mapping: their own side until both sides have answered, then all.

The two sides are the pokja (members and leads) and the adviser. An admin sees everything; nobody in particular
(``None``) sees what is open to all.
"""

from __future__ import annotations

from smartmap.store.records import Decision, Holding, Mapping, Person


def is_open(holding: Holding) -> bool:
    """Whether both sides have answered."""
    return holding.pokja_in and holding.adviser_in


def sees_all(mapping: Mapping, viewer: Person | None) -> bool:
    """Whether nothing of a mapping is hidden from a person."""
    return not mapping.blind or (viewer is not None and viewer.role == "admin")


def seen_holding(mapping: Mapping, holding: Holding, viewer: Person | None) -> Holding:
    """Give what holds as far as a person may see it."""
    if sees_all(mapping, viewer) or is_open(holding):
        return holding
    # Until both are in, what holds comes from one side alone.
    own_side_in = viewer is not None and (holding.adviser_in if viewer.role == "adviser" else holding.pokja_in)
    return holding if own_side_in else Holding(holding.programme, "open")


def seen_decisions(
    mapping: Mapping, holding: Holding, decisions: list[Decision], viewer: Person | None
) -> list[Decision]:
    """Give the decisions on a programme that a person may see."""
    if sees_all(mapping, viewer) or is_open(holding):
        return decisions
    if viewer is None:
        return []
    adviser = viewer.role == "adviser"
    return [item for item in decisions if (item.standing == "adviser") == adviser]
