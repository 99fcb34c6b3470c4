"""Programmes of a mapping and what is suggested for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, fields, replace
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, insert, select, update

from smartmap.errors import LANGUAGES, StoreError
from smartmap.records import Place, Programme, Result
from smartmap.store import chain
from smartmap.store.codec import pack, read_mapped
from smartmap.store.records import MappedProgramme
from smartmap.store.tables import holdings, programmes, revisions, suggestions
from smartmap.words import words

CHUNK = 500
"""Ids in one statement; SQLite takes some 32,000, older builds 999."""


def chunks(items: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut a long list of ids into pieces a statement can hold."""
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


def add(connection: Connection, mapping: str, items: Iterable[Programme], at: str) -> list[str]:
    """Add programmes; one that is there already keeps its id and is not added again.

    An id comes from level, text, code, OPD, parents and how often the same has come before in the list, so the same
    document read again gives the same ids, whatever rows were put in between.
    """
    seen: Counter[str] = Counter()
    made: list[tuple[str, Programme]] = []
    for item in items:
        programme = _clean(item)
        same = chain.canonical([programme.level, programme.text, programme.code, programme.opd, programme.parents])
        seen[same] += 1
        made.append((f"p-{chain.digest(chain.canonical([mapping, same, seen[same]]))[:16]}", programme))
    ids = [id for id, _ in made]
    there = {
        row.id
        for part in chunks(ids)
        for row in connection.execute(select(programmes.c.id).where(programmes.c.id.in_(part)))
    }
    last = connection.scalar(select(func.max(programmes.c.position)).where(programmes.c.mapping == mapping)) or 0
    rows: list[dict[str, Any]] = []
    serving: Counter[str] = Counter()
    for id, programme in made:
        if id not in there:
            last += 1
            rows.append(_row(id, mapping, last, programme))
            serving.update({twin_key(text) for _, text in programme.parents})
    if rows:
        bodies = [row.pop("body") for row in rows]
        connection.execute(insert(programmes), rows)
        connection.execute(
            insert(revisions),
            [
                {"programme": row["id"], "version": 1, "digest": row["digest"], "body": body, "at": at}
                for row, body in zip(rows, bodies, strict=True)
            ],
        )
        connection.execute(
            insert(holdings),
            [
                {"programme": row["id"], "mapping": mapping, "state": "open", "answers": 0, "pokja_in": False,
                 "adviser_in": False}
                for row in rows
            ],
        )  # fmt: skip
    if serving:
        connection.execute(
            update(programmes)
            .where(programmes.c.mapping == mapping, programmes.c.twin == bindparam("served"))
            .values(below=programmes.c.below + bindparam("count")),
            [{"served": key, "count": count} for key, count in serving.items()],
        )
    return ids


def _clean(item: Programme) -> Programme:
    changed = {
        field.name: chain.clean(value) for field in fields(item) if isinstance(value := getattr(item, field.name), str)
    }
    place = asdict(item.place)
    place |= {key: chain.clean(value) for key, value in place.items() if isinstance(value, str)}
    parents = tuple((chain.clean(level), chain.clean(text)) for level, text in item.parents)
    return replace(item, **changed, parents=parents, place=Place(**place))


def _row(id: str, mapping: str, position: int, programme: Programme) -> dict[str, Any]:
    body = chain.programme_body(programme)
    return {
        "id": id, "mapping": mapping, "position": position, "version": 1, "digest": chain.digest(body),
        "twin": twin_key(programme.text), "body": body, "opd": programme.opd, "probability": 0.0, "uncertainty": 1.0,
    }  # fmt: skip


def twin_key(text: str) -> str:
    """Give the same short key for wordings that differ in case, punctuation and the word *program* alone."""
    words = "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()
    kept = words[1:] if len(words) > 1 and words[0] == "program" else words
    return chain.digest(" ".join(kept))[:16]


def revise(connection: Connection, id: str, person: str, at: str, changes: dict[str, Any]) -> MappedProgramme:
    """Correct the wording or the columns of a programme; the earlier version stays readable."""
    found = one(connection, id)
    revised = _clean(replace(found.programme, **changes))
    body = chain.programme_body(revised)
    if body == chain.programme_body(found.programme):
        return found
    version = found.version + 1
    connection.execute(
        insert(revisions),
        {"programme": id, "version": version, "digest": chain.digest(body), "body": body, "person": person, "at": at},
    )
    connection.execute(
        update(programmes)
        .where(programmes.c.id == id)
        .values(version=version, digest=chain.digest(body), opd=revised.opd, twin=twin_key(revised.text))
    )
    return one(connection, id)


def with_words() -> Select[Any]:
    """Ask for programmes together with their words, as :func:`smartmap.store.codec.read_mapped` takes them."""
    same = and_(revisions.c.programme == programmes.c.id, revisions.c.version == programmes.c.version)
    return select(programmes, revisions.c.body).join(revisions, same)


def one(connection: Connection, id: str) -> MappedProgramme:
    """Give a programme.

    Raises
    ------
    StoreError
        If there is none with this id.
    """
    row = connection.execute(with_words().where(programmes.c.id == id)).one_or_none()
    if row is None:
        raise StoreError("store_no_programme", id=id)
    return read_mapped(row)


def changed(connection: Connection, id: str, since: int) -> list[tuple[str, str, str]]:
    """Give what changed in a programme since a version: field, what it was, what it is."""
    rows = connection.execute(
        select(revisions.c.version, revisions.c.body)
        .where(revisions.c.programme == id, revisions.c.version >= since)
        .order_by(revisions.c.version)
    ).all()
    if len(rows) < 2:
        return []
    old, new = (asdict(chain.read_programme(body)) for body in (rows[0].body, rows[-1].body))
    return [(key, str(old[key]), str(new[key])) for key in old if old[key] != new[key]]


def told(changes: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """Say in every language what changed: column, what it was, what it is."""
    listed = [(words("role", [field]), old, new) for field, old, new in changes]
    return {
        language: "; ".join(f"{field[language]}: “{old}” → “{new}”" for field, old, new in listed)
        for language in LANGUAGES
    }


def add_suggestions(connection: Connection, items: Iterable[tuple[str, Result]], at: str) -> dict[str, str]:
    """Keep what was suggested for programmes; the same suggestion again is the same row."""
    given = list(items)
    versions = {
        row.id: row.version
        for part in chunks([id for id, _ in given])
        for row in connection.execute(select(programmes.c.id, programmes.c.version).where(programmes.c.id.in_(part)))
    }
    made: dict[str, dict[str, Any]] = {}
    newest: dict[str, dict[str, Any]] = {}
    for programme, result in given:
        if programme not in versions:
            raise StoreError("store_no_programme", id=programme)
        body = chain.clean(chain.result_body(result))
        id = chain.suggestion_id(programme, versions[programme], body)
        made[id] = {"id": id, "programme": programme, "version": versions[programme], "result": body, "at": at}
        first = result.first
        newest[programme] = {
            "of": programme, "suggestion": id, "status": result.status,
            "label": first.sub_dimension or first.dimension if first else "",
            "probability": first.probability if first else 0.0, "uncertainty": uncertainty(result),
            "plausible": pack(result.plausible),
        }  # fmt: skip
    there = {
        row.id
        for part in chunks(list(made))
        for row in connection.execute(select(suggestions.c.id).where(suggestions.c.id.in_(part)))
    }
    fresh = [row for id, row in made.items() if id not in there]
    if fresh:
        connection.execute(insert(suggestions), fresh)
    if newest:
        columns = [name for name in next(iter(newest.values())) if name != "of"]
        connection.execute(
            update(programmes)
            .where(programmes.c.id == bindparam("of"))
            .values({name: bindparam(name) for name in columns}),
            list(newest.values()),
        )
    return {programme: row["suggestion"] for programme, row in newest.items()}


def uncertainty(result: Result) -> float:
    """Say how much a decision would teach: 1 where two outcomes are as likely, 0 where nothing is open.

    That none of the suggested dimensions fits is an outcome too: administrative support is not uncertain because each
    dimension has its one percent.
    """
    chances = [item.probability for item in result.suggestions]
    first, second = sorted((*chances, max(0.0, 1.0 - sum(chances)), 0.0), reverse=True)[:2]
    return 1.0 - (first - second) if chances else 0.0
