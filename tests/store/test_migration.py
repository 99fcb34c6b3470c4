"""The migrations end at exactly the tables the code works with, on both databases."""

from collections.abc import Iterator
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from smartmap.errors import StoreError
from smartmap.store import open_store
from smartmap.store.engine import make_engine, read_url
from smartmap.store.migrate import known
from smartmap.store.tables import metadata
from smartmap.store.triggers import statements
from store.builder import Desk


@pytest.fixture
def plain(empty_url: str) -> Iterator[Connection]:
    """A connection that knows nothing of migrations."""
    engine = make_engine(read_url(empty_url))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def schema(connection: Connection) -> list[Any]:
    """Give everything the database itself knows about its tables, in words."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("SELECT type, name, tbl_name, sql FROM sqlite_master"))
        # Columns in order, constraints in any.
        return sorted((*row[:3], _parts(row[3])) for row in rows if "alembic" not in row[2])
    queries = (
        "SELECT table_name, column_name, data_type, is_nullable, column_default, character_maximum_length,"
        " ordinal_position FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace",
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    )
    found = [tuple(row) for query in queries for row in connection.execute(text(query))]
    return sorted((row for row in found if "alembic" not in row[0]), key=str)


def _parts(sql: str | None) -> list[str]:
    plain = " ".join((sql or "").split())
    body = plain.removesuffix(" WITHOUT ROWID")
    return [*sorted(part.rstrip(" )") for part in body.split(", CONSTRAINT ")), str(body != plain)]


def test_migrated_and_fresh_are_the_same(empty_url: str, url: str, plain: Connection) -> None:
    metadata.create_all(plain)
    for statement in statements(plain.dialect.name):
        plain.execute(text(statement))
    with open_store(url) as migrated, migrated.reading() as connection:
        assert schema(connection) == schema(plain)
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_opening_makes_the_tables_and_opening_again_changes_nothing(empty_url: str) -> None:
    with open_store(empty_url) as store:
        desk = Desk(store)
        desk.say(desk.rina, "living.health")
        with store.reading() as connection:
            before = schema(connection)
    with open_store(empty_url) as store, store.reading() as connection:
        assert schema(connection) == before
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == known()[-1]


def test_a_store_of_a_newer_version_is_left_alone(url: str) -> None:
    with open_store(url) as store, store._writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"newer smartmap.*9999"):
        open_store(url)


def test_a_database_of_something_else_is_left_alone(empty_url: str, plain: Connection) -> None:
    plain.execute(text("CREATE TABLE payroll (id integer)"))
    plain.commit()
    with pytest.raises(StoreError, match="payroll"):
        open_store(empty_url)
    assert plain.scalar(text("SELECT count(*) FROM payroll")) == 0
