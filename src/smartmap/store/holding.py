"""What holds now, derived from the decision log: the only place where the order of precedence is written.

Adviser over lead over pokja. Within a level people must agree; where they do not, that is a disagreement and listed as
one, never resolved by who came last. Only a person's own newest decision counts, and an undone one not at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from smartmap.store.records import Decision, Holding

_STATE = {"pokja": "agreed", "lead": "settled", "adviser": "adopted"}


def answers_of(decisions: Sequence[Decision]) -> list[Decision]:
    """Give what each person holds now, per standing, oldest first.

    Parameters
    ----------
    decisions : sequence of Decision
        All decisions on one programme, in the order of their numbers.
    """
    undone: set[str] = set()
    found: dict[tuple[str, str], Decision | None] = {}
    # Newest first: an undo always comes after what it undoes, so an undone undo is known before it can take effect.
    for decision in reversed(decisions):
        if decision.id in undone:
            continue
        if decision.undoes:
            undone.add(decision.undoes)
            continue
        found.setdefault((decision.person, decision.standing), decision if decision.verdict != "withdraw" else None)
    return sorted((item for item in found.values() if item is not None), key=lambda item: item.number)


def settle_level(answers: Sequence[Decision], rule: str) -> Decision | str:
    """Give the decision that stands for a level's answers, or ``"waiting"`` or ``"disagreement"``.

    Parameters
    ----------
    answers : sequence of Decision
        None of them deferring; at least one.
    rule : {"any", "majority", "unanimous"}
        *any*: one answer is enough and nobody says otherwise. *majority*: more than half say the same.
        *unanimous*: at least two people, and all say the same.
    """
    counts = Counter(item.answer for item in answers)
    answer, most = counts.most_common(1)[0]
    agreed = len(counts) == 1 or (rule == "majority" and most * 2 > len(answers))
    if not agreed:
        return "disagreement"
    if rule == "unanimous" and len(answers) < 2:
        return "waiting"
    return next(item for item in reversed(answers) if item.answer == answer)


def holding_of(programme: str, answers: Iterable[Decision], rule: str) -> Holding:
    """Give what holds for a programme.

    Parameters
    ----------
    programme : str
    answers : iterable of Decision
        As :func:`answers_of` gives them.
    rule : str
        How a pokja comes to a consensus; leads and advisers must agree among themselves.
    """
    everyone = list(answers)
    firm = [item for item in everyone if item.verdict != "defer"]
    pokja_in = any(item.standing != "adviser" for item in firm)
    adviser_in = any(item.standing == "adviser" for item in firm)
    common = {"answers": len(everyone), "pokja_in": pokja_in, "adviser_in": adviser_in}
    for standing in ("adviser", "lead", "pokja"):
        level = [item for item in firm if item.standing == standing]
        if not level:
            continue
        found = settle_level(level, rule if standing == "pokja" else "any")
        if isinstance(found, str):
            return Holding(programme, found, standing=standing, **common)  # type: ignore[arg-type]
        return Holding(
            programme, _STATE[standing], found.verdict, found.primary, found.further, standing, found.id, found.at,
            **common,  # type: ignore[arg-type]
        )  # fmt: skip
    return Holding(programme, "deferred" if everyone else "open", **common)  # type: ignore[arg-type]
