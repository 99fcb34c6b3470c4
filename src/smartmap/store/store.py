"""The store's verbs. Every one is a transaction of its own: done when it returns, or not at all.

::

    with open_store("smartmap.db") as store:
        mapping = store.new_mapping("Banggai", "2021-2026")
        rina = store.add_person("Rina", opd="Bappeda")
        ids = store.add_programmes(mapping, [Programme("PROGRAM PENGELOLAAN PERSAMPAHAN")])
        store.append(mapping, [Draft(ids[0], rina.id, "correct", "environment.waste")])
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from weakref import finalize

from sqlalchemy import Connection, insert, select, update

from smartmap.errors import StoreError
from smartmap.records import Programme, Result
from smartmap.store import audit, chain, deciding, engine, ids, migrate, persons
from smartmap.store import programmes as kept
from smartmap.store import tables as t
from smartmap.store.codec import read_decision, read_holding, read_mapped, read_result
from smartmap.store.records import (
    Decision,
    Draft,
    Holding,
    MappedProgramme,
    Mapping,
    Person,
    PersonChange,
    read_rule,
)
from smartmap.taxonomy import load_taxonomy


class Store:
    """An open store; made by :func:`open_store`. May be shared by threads.

    Attributes
    ----------
    name : str
        What it was opened as, without a password.
    """

    def __init__(self, url: str | Path, *, busy: float = engine.BUSY, create: bool = True) -> None:
        parsed = engine.read_url(url)
        self.name = parsed.database or "" if parsed.get_backend_name() == "sqlite" else parsed.render_as_string()
        if not create and engine.is_absent(parsed):
            raise StoreError("store_missing", store=self.name)
        with engine.told(self.name):
            self.engine = engine.make_engine(parsed, busy=busy)
            # A store nobody closed (a command that ends, a forgotten `with`) closes its connections when it goes.
            finalize(self, self.engine.dispose)
            try:
                migrate.migrate(self.engine, self.name, create=create)
            except BaseException:
                self.engine.dispose()
                raise

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that only reads, for queries of one's own on :mod:`smartmap.store.tables`."""
        with engine.transaction(self.engine, self.name, writes=False) as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with engine.transaction(self.engine, self.name, writes=True) as connection:
            yield connection

    # --- people

    def add_person(
        self, name: str, *, opd: str = "", role: str = "member", pokja: str = "", id: str = "", by: str = ""
    ) -> Person:
        """Enter a person; the id is made from the name unless given.

        Parameters
        ----------
        role : {"member", "lead", "adviser", "admin"}
        pokja : str
            Dimension of the working group; empty sees every programme.
        by : str
            Id of who enters them.
        """
        with self._writing() as connection:
            return persons.add(connection, Person(id, name, opd, role, pokja), by, now())

    def change_person(self, id: str, *, by: str = "", **changes: str) -> Person:
        """Change name, OPD, role or pokja; decisions taken before keep what was true then.

        Parameters
        ----------
        by : str
            Id of who changes it.
        """
        with self._writing() as connection:
            return persons.change(connection, id, changes, by, now())

    def person_changes(self, id: str = "") -> list[PersonChange]:
        """Give who people were and who said so, oldest first: of one person, or of all."""
        query = select(t.person_changes).order_by(t.person_changes.c.number)
        with self.reading() as connection:
            rows = connection.execute(query.where(t.person_changes.c.person == id) if id else query)
            return [PersonChange(*row) for row in rows]

    def person(self, id: str) -> Person:
        """Give a person by id."""
        with self.reading() as connection:
            return persons.one(connection, id)

    def people(self) -> list[Person]:
        """Give all people, by name."""
        with self.reading() as connection:
            rows = connection.execute(select(*persons.COLUMNS).order_by(t.people.c.name, t.people.c.id))
            return [Person(*row) for row in rows]

    # --- mappings

    def new_mapping(
        self,
        region: str,
        period: str,
        *,
        frame: str = "kominfo6",
        document: str = "",
        rule: str = "majority",
        blind: bool = False,
    ) -> Mapping:
        """Begin a mapping. Frame, rule and blindness stay as they are: what was decided was decided under them.

        Raises
        ------
        TaxonomyError
            If there is no such frame.
        """
        found = read_rule(rule)
        load_taxonomy(frame)
        with self._writing() as connection:
            id = ids.free(connection, t.mappings, f"{region} {period}")
            region, period, document = (chain.clean(text) for text in (region, period, document))
            mapping = Mapping(id, region, period, frame, document, found, blind, now())
            connection.execute(insert(t.mappings), {key: getattr(mapping, key) for key in Mapping.__slots__})
            connection.execute(insert(t.chains), {"of": id, "length": 0, "hash": chain.genesis(mapping)})
        return mapping

    def mapping(self, id: str | Mapping) -> Mapping:
        """Give a mapping by id."""
        if isinstance(id, Mapping):
            return id
        with self.reading() as connection:
            row = connection.execute(select(t.mappings).where(t.mappings.c.id == id)).one_or_none()
        if row is None:
            raise StoreError("store_no_mapping", id=id)
        return Mapping(*row)

    def mappings(self) -> list[Mapping]:
        """Give all mappings, oldest first."""
        with self.reading() as connection:
            return [Mapping(*row) for row in connection.execute(select(t.mappings).order_by(t.mappings.c.created_at))]

    # --- programmes and suggestions

    def add_programmes(self, mapping: str | Mapping, programmes: Iterable[Programme]) -> list[str]:
        """Add programmes and give their ids, in order; those that are there already are not added again."""
        found = self.mapping(mapping)
        with self._writing() as connection:
            return kept.add(connection, found.id, programmes, now())

    def programmes(self, mapping: str | Mapping) -> list[MappedProgramme]:
        """Give the programmes of a mapping in the document's order."""
        found = self.mapping(mapping)
        with self.reading() as connection:
            rows = connection.execute(
                kept.with_words().where(t.programmes.c.mapping == found.id).order_by(t.programmes.c.position)
            )
            return [read_mapped(row) for row in rows]

    def programme(self, id: str) -> MappedProgramme:
        """Give a programme by id."""
        with self.reading() as connection:
            return kept.one(connection, id)

    def revise_programme(self, id: str, person: str, **changes: Any) -> MappedProgramme:
        """Correct a programme's wording or columns; its version goes up, what was decided stays decided."""
        with self._writing() as connection:
            return kept.revise(connection, id, person, now(), changes)

    def changes(self, id: str, since: int) -> list[tuple[str, str, str]]:
        """Give what changed in a programme since a version: field, what it was, what it is."""
        with self.reading() as connection:
            return kept.changed(connection, id, since)

    def wordings(self, id: str) -> dict[int, Programme]:
        """Give every version of a programme, by number."""
        with self.reading() as connection:
            rows = connection.execute(
                select(t.revisions.c.version, t.revisions.c.body).where(t.revisions.c.programme == id)
            )
            return {row.version: chain.read_programme(row.body) for row in rows}

    def regroup(self, twins: dict[str, str]) -> None:
        """Set the twin key of programmes: those with the same key are offered one decision."""
        rows = [{"of": id, "twin": key} for id, key in twins.items()]
        if rows:
            from sqlalchemy import bindparam

            with self._writing() as connection:
                statement = update(t.programmes).where(t.programmes.c.id == bindparam("of"))
                connection.execute(statement.values(twin=bindparam("twin")), rows)

    def add_suggestions(self, items: Iterable[tuple[str, Result]]) -> dict[str, str]:
        """Keep results for programmes, given as (programme id, result), and give their ids by programme."""
        with self._writing() as connection:
            return kept.add_suggestions(connection, items, now())

    def results(self, ids: Sequence[str]) -> dict[str, Result]:
        """Give stored suggestions by their ids."""
        found: dict[str, Result] = {}
        with self.reading() as connection:
            for part in kept.chunks([id for id in ids if id]):
                rows = connection.execute(
                    select(t.suggestions.c.id, t.suggestions.c.result).where(t.suggestions.c.id.in_(part))
                )
                found |= {row.id: read_result(row.result) for row in rows}
        return found

    # --- decisions

    def append(self, mapping: str | Mapping, drafts: Sequence[Draft]) -> list[Decision]:
        """Append decisions, all or none, and give them; one sent before (same key) is given as it was kept.

        When this returns, they are on disk.

        Raises
        ------
        DecisionError
            If one cannot be taken as given.
        """
        found = self.mapping(mapping)
        with self._writing() as connection:
            return deciding.append(connection, found, drafts, now())

    def decision(self, id: str) -> Decision:
        """Give a decision by id."""
        with self.reading() as connection:
            row = connection.execute(select(t.decisions).where(t.decisions.c.id == id)).one_or_none()
        if row is None:
            raise StoreError("store_no_decision", id=id)
        return read_decision(row)

    def log(self, programme: str) -> list[Decision]:
        """Give every decision ever taken on a programme, oldest first."""
        with self.reading() as connection:
            return deciding.log_of(connection, [kept.one(connection, programme).id])[programme]

    def decisions(self, mapping: str | Mapping) -> list[Decision]:
        """Give every decision of a mapping in the order they were taken."""
        found = self.mapping(mapping)
        with self.reading() as connection:
            rows = connection.execute(
                select(t.decisions).where(t.decisions.c.mapping == found.id).order_by(t.decisions.c.number)
            )
            return [read_decision(row) for row in rows]

    def holdings(self, mapping: str | Mapping) -> list[Holding]:
        """Give what holds for every programme, in the document's order."""
        found = self.mapping(mapping)
        columns = [t.holdings.c[name] for name in Holding._fields]
        with self.reading() as connection:
            # Two narrow reads and a dict: joined and sorted by the database this takes three times as long.
            order = connection.scalars(
                select(t.programmes.c.id).where(t.programmes.c.mapping == found.id).order_by(t.programmes.c.position)
            ).all()
            rows = connection.execute(select(*columns).where(t.holdings.c.mapping == found.id))
            # Part by part, so that 50,000 rows are not alive beside what is made of them.
            held = {row[0]: read_holding(row) for part in rows.partitions(2000) for row in part}
        return [held[id] for id in order]

    def holding(self, programme: str) -> Holding:
        """Give what holds for one programme."""
        columns = [t.holdings.c[name] for name in Holding._fields]
        with self.reading() as connection:
            row = connection.execute(
                select(*columns).join(t.programmes, t.LISTED).where(t.programmes.c.id == programme)
            ).one_or_none()
        if row is None:
            raise StoreError("store_no_programme", id=programme)
        return read_holding(row)

    def record_import(
        self, mapping: str | Mapping, drafts: Sequence[Draft], *, file: str, digest: str, person: str, report: str
    ) -> list[Decision]:
        """Append the decisions of a file together with a note of the import, in one transaction."""
        found = self.mapping(mapping)
        at = now()
        with self._writing() as connection:
            taken = deciding.append(connection, found, drafts, at)
            row = {"id": f"i-{chain.digest(f'{found.id}{digest}{at}')[:24]}", "mapping": found.id, "at": at}
            texts = {"file": file, "digest": digest, "person": person, "report": report}
            connection.execute(insert(t.imports), row | {key: chain.clean(text) for key, text in texts.items()})
            return taken

    # --- proof

    def audit(self, mapping: str | Mapping | None = None, *, noted: str = "") -> audit.Audit:
        """Check every link, checksum and derived row; see :func:`smartmap.store.audit.audit`."""
        looked_at = self.mappings() if mapping is None else [self.mapping(mapping)]
        with self.reading() as connection:
            return audit.audit(connection, looked_at, noted)

    def rebuild(self, mapping: str | Mapping) -> None:
        """Derive again, from the log alone, what holds."""
        found = self.mapping(mapping)
        with self._writing() as connection:
            ids = connection.scalars(select(t.programmes.c.id).where(t.programmes.c.mapping == found.id)).all()
            log = deciding.log_of(connection, ids)
            deciding.refresh(connection, found, {id: log[id] for id in ids})


def open_store(url: str | Path, *, busy: float = engine.BUSY, create: bool = True) -> Store:
    """Open a store, making or migrating it where needed.

    Parameters
    ----------
    url : str or path
        Path of a SQLite file, ``sqlite:///path`` or ``postgresql://user:password@host/database``.
    busy : float
        Seconds to wait for another writer.
    create : bool
        Whether to make a store where there is none; otherwise that is an error, and no file appears.

    Raises
    ------
    StoreError
        If it cannot be opened: not there, not reachable, not writable, damaged, made by a newer smartmap, not a store.
    """
    return Store(url, busy=busy, create=create)


def now() -> str:
    """Give the time as it is stored: UTC, to the microsecond, in an order that sorts."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
