"""What people decided, read from a store as something to learn from.

Only answers that hold are read: what a pokja agrees on, its lead settled or the adviser adopted. Disputed, deferred,
waiting and withdrawn ones are counted and left out; being unsure is no answer. The log of a mapping only grows and is
chained, so its length and head name one input for good, and a model that learned from it can be fitted again later.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from smartmap.errors import StoreError
from smartmap.records import Programme
from smartmap.store.holding import answers_of, holding_of
from smartmap.store.records import Decision
from smartmap.store.records import Mapping as Mapped
from smartmap.store.store import Store


class Answer(NamedTuple):
    """An answer that holds for a programme, on the wording it was given on.

    ``primary`` is a dimension or sub-dimension, empty where the programme shall not be mapped.
    """

    region: str
    programme: Programme
    primary: str
    further: tuple[str, ...]
    standing: str
    mapping: str


@dataclass(frozen=True)
class Decided:
    """Answers of a store.

    Parameters
    ----------
    answers : tuple of Answer
        Sorted by content, so that ids and times of entry change nothing.
    heads : mapping of str to (int, str)
        Length and last hash of each mapping's log, as far as it was read.
    left_out : mapping of str to int
        Programmes without an answer that holds, by state; ``frame`` counts mappings of other frames.
    """

    answers: tuple[Answer, ...]
    heads: Mapping[str, tuple[int, str]]
    left_out: Mapping[str, int]

    @property
    def checksum(self) -> str:
        """SHA-256 over what was answered, on which wording, where and by whom with which standing."""
        rows = [json.dumps([*_content(item)], ensure_ascii=False) for item in self.answers]
        return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def read_decided(
    store: Store, frame: str = "kominfo6", *, mapping: str = "", heads: Mapping[str, Sequence[Any]] | None = None
) -> Decided:
    """Read the answers that hold.

    Parameters
    ----------
    store : Store
    frame : str
        Id of the frame; mappings of other frames are left out.
    mapping : str
        Only this mapping; by default all of the frame.
    heads : mapping of str to (int, str), optional
        Read each log only as far as this, as :attr:`Decided.heads` gave it at the time.

    Raises
    ------
    StoreError
        If a log no longer has the head given, or there is no such mapping.
    """
    left_out: Counter[str] = Counter()
    answers: list[Answer] = []
    found: dict[str, tuple[int, str]] = {}
    missing = set(heads or ())
    for item in [store.mapping(mapping)] if mapping else store.mappings():
        missing.discard(item.id)
        if item.frame != frame:
            left_out["frame"] += 1
            continue
        log = store.decisions(item)
        if heads is not None:
            length, head = heads.get(item.id, (0, ""))
            log = log[: int(length)]
            if length and (len(log) != length or log[-1].hash != head):
                missing.add(item.id)
        if log:
            found[item.id] = (len(log), log[-1].hash)
            answers += _answers(store, item, log, left_out)
    if missing:
        raise StoreError("retrain_other_store", mappings=", ".join(sorted(missing)))
    return Decided(tuple(sorted(answers, key=_content)), found, dict(sorted(left_out.items())))


def _answers(store: Store, mapping: Mapped, log: Sequence[Decision], left_out: Counter[str]) -> list[Answer]:
    by_programme: dict[str, list[Decision]] = defaultdict(list)
    for decision in log:
        by_programme[decision.programme].append(decision)
    now = {item.id: item for item in store.programmes(mapping)}
    versions = {decision.id: decision.version for decision in log}
    found: list[Answer] = []
    for programme, decisions in by_programme.items():
        held = holding_of(programme, answers_of(decisions), mapping.rule)
        if not held.holds:
            left_out[held.state] += 1
            continue
        version = versions[held.decision]
        told = now[programme].programme
        if version != now[programme].version:
            told = store.wordings(programme)[version]
        primary = "" if held.verdict == "not_mapped" else held.primary
        found.append(Answer(mapping.region.strip().casefold(), told, primary, held.further, held.standing, mapping.id))
    return found


def _content(answer: Answer) -> tuple[str, ...]:
    told = answer.programme
    return (
        answer.region, told.text, answer.primary, " ".join(answer.further), answer.standing, told.code, told.level,
        told.opd, told.field, told.outcome, told.indicator, repr(told.parents), answer.mapping,
    )  # fmt: skip
