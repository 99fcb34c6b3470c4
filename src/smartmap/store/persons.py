"""People, and the log of who they were: entering and changing them are rows of a chain, as decisions are."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, insert, select, update

from smartmap.errors import DecisionError, StoreError
from smartmap.store import chain, ids
from smartmap.store.records import ROLES, Person, PersonChange
from smartmap.store.tables import chains, people, person_changes
from smartmap.words import read_word, words

COLUMNS = [people.c[name] for name in Person.__slots__]
"""Columns of ``people`` in the order of :class:`Person`."""


def one(connection: Connection, id: str) -> Person:
    """Give a person.

    Raises
    ------
    StoreError
        If there is none with this id.
    """
    row = connection.execute(select(*COLUMNS).where(people.c.id == id)).one_or_none()
    if row is None:
        raise StoreError("store_no_person", id=id)
    return Person(*row)


def add(connection: Connection, person: Person, by: str, at: str) -> Person:
    """Enter a person; without an id they get one made from their name.

    Raises
    ------
    DecisionError
        If the id is taken, the name empty or the role unknown.
    """
    length, previous = _head(connection)
    checked = _checked(person)
    checked = replace(checked, id=chain.clean(person.id) or ids.free(connection, people, checked.name))
    if connection.scalar(select(people.c.id).where(people.c.id == checked.id)):
        raise DecisionError("person_twice", id=checked.id)
    _check_author(connection, by)
    connection.execute(insert(people), _row(checked) | {"created_at": at})
    _log(connection, checked, by, at, length, previous)
    return checked


def change(connection: Connection, id: str, changes: dict[str, str], by: str, at: str) -> Person:
    """Change name, OPD, role or pokja; what changes nothing leaves no row."""
    length, previous = _head(connection)
    found = one(connection, id)
    changed = _checked(replace(found, **changes))
    _check_author(connection, by)
    if changed != found:
        connection.execute(update(people).where(people.c.id == id).values(**_row(changed)))
        _log(connection, changed, by, at, length, previous)
    return changed


def _checked(person: Person) -> Person:
    role = read_word("label_role", ROLES, person.role)
    if role not in ROLES:
        raise DecisionError("person_role", found=person.role, known=words("label_role", ROLES))
    name = chain.clean(person.name).strip()
    if not name:
        raise DecisionError("person_name")
    return replace(person, role=role, name=name, opd=chain.clean(person.opd), pokja=chain.clean(person.pokja))


def _check_author(connection: Connection, by: str) -> None:
    if by:
        one(connection, by)


def _row(person: Person) -> dict[str, str]:
    return {key: getattr(person, key) for key in Person.__slots__}


def _head(connection: Connection) -> tuple[int, str]:
    """Give length and end of the chain, locked: others who enter people wait until this transaction is over."""
    mine = select(chains.c.length, chains.c.hash).where(chains.c.of == chain.PEOPLE)
    head = connection.execute(mine.with_for_update()).one()
    return head.length, head.hash


def _log(connection: Connection, person: Person, by: str, at: str, length: int, previous: str) -> None:
    who = (person.id, person.name, person.opd, person.role, person.pokja)
    entry = PersonChange(length + 1, *who, by, at, previous, "")
    entry = entry._replace(hash=chain.change_hash(entry))
    connection.execute(insert(person_changes), entry._asdict())
    connection.execute(update(chains).where(chains.c.of == chain.PEOPLE).values(length=length + 1, hash=entry.hash))
