"""Appending decisions: the one place that writes to the log, whole or not at all."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from smartmap.errors import LANGUAGES, DecisionError, StoreError
from smartmap.store import chain
from smartmap.store import programmes as kept
from smartmap.store.codec import pack, read_decision
from smartmap.store.holding import answers_of, holding_of
from smartmap.store.records import STANDINGS, VERDICTS, Decision, Draft, Mapping, Person
from smartmap.store.tables import answers, chains, decisions, holdings, people, programmes
from smartmap.taxonomy import Taxonomy, load_taxonomy
from smartmap.words import words

LONGEST_KEY = 200  # longer idempotency keys are replaced by their checksum, for the sake of the index


def append(connection: Connection, mapping: Mapping, drafts: Sequence[Draft], at: str) -> list[Decision]:
    """Append decisions to a mapping's chain, in order, and bring what holds up to date.

    Raises
    ------
    DecisionError
        If one of them cannot be taken; then none is.
    """
    # The head is locked before anything is read: decisions of others are either in by now or come after.
    head = connection.execute(
        select(chains.c.length, chains.c.hash).where(chains.c.of == mapping.id).with_for_update()
    ).one_or_none()
    if head is None:
        raise StoreError("store_no_mapping", id=mapping.id)
    number, previous = head
    persons = _people(connection, {draft.person for draft in drafts})
    facts = _programmes(connection, mapping, [draft.programme for draft in drafts])
    log = log_of(connection, sorted(facts))
    keyed = {(item.person, item.key): item for item in _with_keys(connection, mapping.id, drafts)}
    fresh: list[Decision] = []
    given: list[Decision] = []
    for draft in drafts:
        key = _key(draft.key)
        if key and (known := keyed.get((draft.person, key))) is not None:
            _check_same(known, draft)
            given.append(known)
            continue
        version, digest = facts[draft.programme]
        earlier = log[draft.programme]
        _check(connection, draft, version, earlier, mapping.frame)
        person = persons[draft.person]
        number += 1
        id = f"d-{secrets.token_hex(8)}"
        decision = Decision(
            id=id, mapping=mapping.id, number=number, programme=draft.programme, version=version,
            programme_digest=digest, person=person.id, name=person.name, opd=person.opd, role=person.role,
            pokja=person.pokja, standing=draft.standing, stage=draft.stage, verdict=draft.verdict,
            primary=draft.primary, further=draft.further, reason=chain.clean(draft.reason),
            suggestion=draft.suggestion, undoes=draft.undoes, key=key or id, at=at, previous=previous, hash="",
        )  # fmt: skip
        decision = decision._replace(hash=chain.decision_hash(decision))
        previous = decision.hash
        earlier.append(decision)
        keyed[decision.person, decision.key] = decision
        fresh.append(decision)
        given.append(decision)
    if fresh:
        connection.execute(insert(decisions), [_row(item) for item in fresh])
        connection.execute(update(chains).where(chains.c.of == mapping.id).values(length=number, hash=previous))
        touched = {item.programme for item in fresh}
        refresh(connection, mapping, {id: log[id] for id in touched})
    return given


def refresh(connection: Connection, mapping: Mapping, log: dict[str, list[Decision]]) -> None:
    """Write what is derived from the whole logs of some programmes."""
    held: list[dict[str, Any]] = []
    answering: list[dict[str, Any]] = []
    for programme, rows in log.items():
        current = answers_of(rows)
        holding = holding_of(programme, current, mapping.rule)._asdict()
        held.append(holding | {"mapping": mapping.id, "further": pack(holding["further"])})
        answering.extend(
            {"programme": programme, "person": item.person, "standing": item.standing, "mapping": mapping.id,
             "decision": item.id, "verdict": item.verdict, "primary": item.primary, "further": pack(item.further)}
            for item in current
        )  # fmt: skip
    for part in kept.chunks(list(log)):
        for table in (answers, holdings):
            mine = table.c.mapping == mapping.id
            connection.execute(delete(table).where(mine, table.c.programme.in_(part)))
    if held:
        connection.execute(insert(holdings), held)
    if answering:
        connection.execute(insert(answers), answering)


def log_of(connection: Connection, ids: Sequence[str]) -> dict[str, list[Decision]]:
    """Give all decisions on some programmes, in order."""
    log: dict[str, list[Decision]] = defaultdict(list)
    for part in kept.chunks(ids):
        rows = connection.execute(select(decisions).where(decisions.c.programme.in_(part)).order_by(decisions.c.number))
        for row in rows:
            decision = read_decision(row)
            log[decision.programme].append(decision)
    return log


def _row(decision: Decision) -> dict[str, Any]:
    return decision._asdict() | {"further": pack(decision.further)}


def _key(key: str) -> str:
    key = chain.clean(key)
    return key if len(key) <= LONGEST_KEY else chain.digest(key)


def _people(connection: Connection, ids: Iterable[str]) -> dict[str, Person]:
    wanted = set(ids)
    rows = connection.execute(
        select(people.c.id, people.c.name, people.c.opd, people.c.role, people.c.pokja).where(people.c.id.in_(wanted))
    )
    found = {row.id: Person(*row) for row in rows}
    for id in sorted(wanted - set(found)):
        raise StoreError("store_no_person", id=id)
    return found


def _programmes(connection: Connection, mapping: Mapping, ids: Sequence[str]) -> dict[str, tuple[int, str]]:
    wanted = list(dict.fromkeys(ids))
    found: dict[str, tuple[int, str]] = {}
    for part in kept.chunks(wanted):
        rows = connection.execute(
            select(programmes.c.id, programmes.c.version, programmes.c.digest).where(
                programmes.c.id.in_(part), programmes.c.mapping == mapping.id
            )
        )
        found |= {row.id: (row.version, row.digest) for row in rows}
    for id in wanted:
        if id not in found:
            raise StoreError("store_no_programme", id=id)
    return found


def _with_keys(connection: Connection, mapping: str, drafts: Sequence[Draft]) -> list[Decision]:
    keys = sorted({_key(draft.key) for draft in drafts if draft.key})
    return [
        read_decision(row)
        for part in kept.chunks(keys)
        for row in connection.execute(
            select(decisions).where(decisions.c.mapping == mapping, decisions.c.key.in_(part))
        )
    ]


def _check_same(known: Decision, draft: Draft) -> None:
    """Refuse a key that was used for something else: that is a fault of the caller, not a repetition."""
    same = (known.programme, known.verdict, known.primary, known.further, known.standing, known.undoes)
    if same != (draft.programme, draft.verdict, draft.primary, draft.further, draft.standing, draft.undoes):
        raise DecisionError("decision_key_used", key=draft.key, decision=known.id, programme=known.programme)


def _check(connection: Connection, draft: Draft, version: int, earlier: Sequence[Decision], frame: str) -> None:
    if draft.verdict not in VERDICTS or draft.standing not in STANDINGS:
        raise DecisionError("decision_verdict", found=draft.verdict, known=words("verdict", VERDICTS))
    if (draft.verdict in ("confirm", "correct")) != bool(draft.primary):
        raise DecisionError("decision_label_missing", verdict=words("verdict", [draft.verdict]))
    if draft.version is not None and draft.version != version:
        raise DecisionError(
            "decision_programme_changed",
            programme=draft.programme,
            seen=draft.version,
            now=version,
            changes=kept.told(kept.changed(connection, draft.programme, draft.version)),
        )
    if draft.seen is not None:
        unseen = [item for item in answers_of(earlier) if item.id not in draft.seen]
        if unseen:
            raise DecisionError(
                "decision_unseen", programme=draft.programme, changes=_told(unseen, load_taxonomy(frame))
            )
    if draft.undoes and draft.undoes not in {item.id for item in earlier}:
        raise StoreError("store_no_decision", id=draft.undoes)


def _told(answers: Sequence[Decision], taxonomy: Taxonomy) -> dict[str, str]:
    """Say in every language who answered what."""
    verdicts = [words("label_verdict", [item.verdict]) for item in answers]
    labels = [taxonomy.told(item.primary) if item.primary else {} for item in answers]
    return {
        language: "; ".join(
            f"{item.name}: {verdict[language]} {label.get(language, '')}".rstrip()
            for item, verdict, label in zip(answers, verdicts, labels, strict=True)
        )
        for language in LANGUAGES
    }
