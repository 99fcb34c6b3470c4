"""Who decided what, when and why, and what held after each step: one call."""

from __future__ import annotations

from dataclasses import dataclass

from smartmap.records import Result
from smartmap.review.sight import seen_decisions
from smartmap.store.holding import answers_of, holding_of
from smartmap.store.records import Decision, Holding, Person
from smartmap.store.store import Store


@dataclass(frozen=True, slots=True)
class Step:
    """One decision in a programme's history.

    Parameters
    ----------
    decision : Decision
        Who, as what, when, what and why.
    suggestion : Result, optional
        What smartmap had suggested then, with its evidence and versions.
    wording : str
        The programme's text as it was then.
    held : Holding
        What held after it.
    counts : bool
        Whether it is its author's answer today.
    undone_by : str
        Id of the decision that took it back, or empty.
    """

    decision: Decision
    suggestion: Result | None
    wording: str
    held: Holding
    counts: bool
    undone_by: str


def history(store: Store, programme: str, viewer: Person | None) -> list[Step]:
    """Give every step on a programme that a person may see, oldest first."""
    found = store.programme(programme)
    mapping = store.mapping(found.mapping)
    log = seen_decisions(mapping, store.holding(programme), store.log(programme), viewer)
    results = store.results([item.suggestion for item in log])
    wordings = store.wordings(programme)
    counting = {item.id for item in answers_of(log)}
    undone = _undone(log)
    return [
        Step(
            decision=decision,
            suggestion=results.get(decision.suggestion),
            wording=wordings[decision.version].text,
            held=holding_of(programme, answers_of(log[: place + 1]), mapping.rule),
            counts=decision.id in counting,
            undone_by=undone.get(decision.id, ""),
        )
        for place, decision in enumerate(log)
    ]


def _undone(log: list[Decision]) -> dict[str, str]:
    undone: dict[str, str] = {}
    for decision in reversed(log):
        if decision.undoes and decision.id not in undone:
            undone.setdefault(decision.undoes, decision.id)
    return undone
