"""Proving a store intact: every link of every chain, every checksum, and what is derived against its source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select, text

from smartmap.errors import message
from smartmap.store import chain
from smartmap.store.codec import read_decision, read_holding, unpack
from smartmap.store.holding import answers_of, holding_of
from smartmap.store.records import Decision, Holding, Mapping, Person, PersonChange
from smartmap.store.tables import (
    answers,
    chains,
    decisions,
    holdings,
    people,
    person_changes,
    programmes,
    revisions,
    suggestions,
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was written. ``code`` is a key of the message catalogue."""

    code: str
    mapping: str
    where: str
    fields: dict[str, object]

    def message(self, language: str = "en") -> str:
        """Say what is wrong and where."""
        return message(self.code, language, mapping=self.mapping, where=self.where, **self.fields)


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit looked at, and the faults it found.

    ``heads`` are the hashes the chains end with, by mapping, and that of people under
    :data:`smartmap.store.chain.PEOPLE`; note one down, and a later audit can prove that the chain still holds all that
    it held then.
    """

    decisions: int
    heads: dict[str, str]
    faults: tuple[Fault, ...]


def audit(connection: Connection, mappings: list[Mapping], noted: str = "") -> Audit:
    """Check mappings.

    Parameters
    ----------
    connection : Connection
    mappings : list of Mapping
    noted : str
        A head noted earlier, whole or its first 12 characters or more; it must be found in one of the chains.
    """
    changes = [
        PersonChange(*row) for row in connection.execute(select(person_changes).order_by(person_changes.c.number))
    ]
    faults = list(_people(connection, changes))
    hashes = [chain.NO_PEOPLE, *(change.hash for change in changes)]
    heads: dict[str, str] = {}
    known = {(item.person, item.name, item.opd, item.role, item.pokja) for item in changes}
    counted = 0
    for mapping in mappings:
        log = list(_read(connection, mapping))
        counted += len(log)
        hashes += [item.hash for item in log]
        heads[mapping.id] = log[-1].hash if log else chain.genesis(mapping)
        hashes.append(chain.genesis(mapping))
        faults += [
            *_chain(connection, mapping, log),
            *_contents(connection, mapping, log),
            *_derived(connection, mapping, log),
            *_signed(mapping, log, known),
        ]
    heads[chain.PEOPLE] = hashes[len(changes)]
    if noted and (len(noted) < 12 or not any(item.startswith(noted) for item in hashes)):
        faults.append(Fault("audit_head_lost", "", noted, {}))
    if connection.dialect.name == "sqlite":
        found = [row[0] for row in connection.execute(text("PRAGMA integrity_check(5)"))]
        if found != ["ok"]:
            faults.append(Fault("audit_file", "", "; ".join(found), {}))
    return Audit(counted, heads, tuple(faults))


def _people(connection: Connection, changes: list[PersonChange]) -> Iterator[Fault]:
    """The chain of who people are, and whether each is still who the newest row on them says."""
    previous = chain.NO_PEOPLE
    newest: dict[str, tuple[str, ...]] = {}
    for number, change in enumerate(changes, 1):
        if (change.number, change.previous) != (number, previous) or chain.change_hash(change) != change.hash:
            yield Fault("audit_person_change", "", change.person, {"number": change.number})
        previous = change.hash
        newest[change.person] = (change.person, change.name, change.opd, change.role, change.pokja)
    head = connection.execute(select(chains.c.length, chains.c.hash).where(chains.c.of == chain.PEOPLE)).one_or_none()
    if tuple(head or (0, chain.NO_PEOPLE)) != (len(changes), previous):
        yield Fault("audit_people_tail", "", str(len(changes)), {"length": head.length if head else 0})
    columns = [people.c[name] for name in Person.__slots__]
    for row in connection.execute(select(*columns).order_by(people.c.id)):
        if newest.pop(row.id, None) != tuple(row):
            yield Fault("audit_person", "", row.id, {})
    for person in newest:
        yield Fault("audit_person", "", person, {})


def _signed(mapping: Mapping, log: list[Decision], known: set[tuple[str, str, str, str, str]]) -> Iterator[Fault]:
    """Whether whoever took a decision ever was who it says they were."""
    for item in log:
        if (item.person, item.name, item.opd, item.role, item.pokja) not in known:
            yield Fault("audit_signed", mapping.id, str(item.number), {"id": item.id, "name": item.name})


def _read(connection: Connection, mapping: Mapping) -> Iterator[Decision]:
    rows = connection.execute(select(decisions).where(decisions.c.mapping == mapping.id).order_by(decisions.c.number))
    for part in rows.partitions(5000):  # row by row takes twice as long
        yield from map(read_decision, part)


def _chain(connection: Connection, mapping: Mapping, log: list[Decision]) -> Iterator[Fault]:
    previous, number = chain.genesis(mapping), 0
    for decision in log:
        if decision.number != number + 1:
            missing = f"{number + 1}" if decision.number == number + 2 else f"{number + 1}-{decision.number - 1}"
            yield Fault("audit_missing", mapping.id, missing, {})
        elif decision.previous != previous:
            code = "audit_mapping" if number == 0 else "audit_link"
            yield Fault(code, mapping.id, str(decision.number), {"id": decision.id})
        if chain.decision_hash(decision) != decision.hash:
            yield Fault("audit_edited", mapping.id, str(decision.number), {"id": decision.id})
        previous, number = decision.hash, decision.number
    head = connection.execute(select(chains.c.length, chains.c.hash).where(chains.c.of == mapping.id)).one_or_none()
    if head is None or tuple(head) != (number, previous):
        length = head.length if head else 0
        yield Fault("audit_tail", mapping.id, str(number), {"length": length})


def _contents(connection: Connection, mapping: Mapping, log: list[Decision]) -> Iterator[Fault]:
    """Wordings and suggestions, which decisions cover through their checksums."""
    known: dict[tuple[str, int], str] = {}
    rows = connection.execute(
        select(revisions.c.programme, revisions.c.version, revisions.c.digest, revisions.c.body)
        .join(programmes, programmes.c.id == revisions.c.programme)
        .where(programmes.c.mapping == mapping.id)
    )
    for row in rows:
        known[row.programme, row.version] = row.digest
        if chain.digest(row.body) != row.digest:
            yield Fault("audit_programme", mapping.id, row.programme, {"version": row.version})
    now = connection.execute(
        select(programmes.c.id, programmes.c.version, programmes.c.digest).where(programmes.c.mapping == mapping.id)
    )
    for id, version, digest in now:
        if digest != known.get((id, version)):
            yield Fault("audit_programme", mapping.id, id, {"version": version})
    ids = set()
    found = connection.execute(
        select(suggestions.c.id, suggestions.c.programme, suggestions.c.version, suggestions.c.result)
        .join(programmes, programmes.c.id == suggestions.c.programme)
        .where(programmes.c.mapping == mapping.id)
    )
    for item in found:
        ids.add(item.id)
        if chain.suggestion_id(item.programme, item.version, item.result) != item.id:
            yield Fault("audit_suggestion", mapping.id, item.id, {})
    for decision in log:
        if known.get((decision.programme, decision.version)) != decision.programme_digest:
            yield Fault("audit_programme", mapping.id, decision.programme, {"version": decision.version})
        if decision.suggestion and decision.suggestion not in ids:
            yield Fault("audit_suggestion", mapping.id, decision.suggestion, {})


def _derived(connection: Connection, mapping: Mapping, log: list[Decision]) -> Iterator[Fault]:
    by_programme: dict[str, list[Decision]] = defaultdict(list)
    for decision in log:
        by_programme[decision.programme].append(decision)
    standing: list[Decision] = []
    columns = [holdings.c[name] for name in Holding._fields]
    for row in connection.execute(select(*columns).where(holdings.c.mapping == mapping.id)):
        held = read_holding(row)
        answering = answers_of(by_programme.pop(held.programme, []))
        standing += answering
        if held != holding_of(held.programme, answering, mapping.rule):
            yield Fault("audit_derived", mapping.id, held.programme, {})
    for programme in by_programme:
        yield Fault("audit_derived", mapping.id, programme, {})
    told = {
        (row.programme, row.person, row.standing): (row.decision, row.verdict, row.primary, unpack(row.further))
        for row in connection.execute(select(answers).where(answers.c.mapping == mapping.id))
    }
    true = {
        (item.programme, item.person, item.standing): (item.id, item.verdict, item.primary, item.further)
        for item in standing
    }
    for programme in sorted({key[0] for key, _ in told.items() ^ true.items()}):
        yield Fault("audit_derived", mapping.id, programme, {})
