"""Bring a store to this version's tables with the migrations in ``migrations/``; all of them in one transaction."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from smartmap.errors import StoreError
from smartmap.store.engine import transaction

HERE = Path(__file__).parent / "migrations"
_LOCK = 7_236_150  # any number of our own: one process migrates a PostgreSQL store, the others wait


@lru_cache(maxsize=1)
def known() -> tuple[str, ...]:
    """Give the versions this smartmap knows, oldest first: the names of the files, as ``0001_initial.py``."""
    return tuple(sorted(file.name.partition("_")[0] for file in (HERE / "versions").glob("[0-9]*.py")))


def version_of(connection: Connection, name: str) -> str:
    """Give the version of a store, empty for a fresh one.

    Raises
    ------
    StoreError
        If the database belongs to something else, or to a newer smartmap.
    """
    tables = inspect(connection).get_table_names()
    if "alembic_version" not in tables:
        if tables:
            raise StoreError("store_foreign", store=name, tables=", ".join(sorted(tables)[:5]))
        return ""
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""
    if found and found not in known():
        raise StoreError("store_newer", store=name, found=found, expected=known()[-1])
    return found


def migrate(engine: Engine, name: str, *, create: bool = True) -> None:
    """Bring a store up to date; one killed in the middle is as it was before.

    Raises
    ------
    StoreError
        If the database is empty and none is to be made there.
    """
    with transaction(engine, name, writes=False) as connection:
        found = version_of(connection, name)
    if found == known()[-1]:
        return
    if not found and not create:
        raise StoreError("store_missing", store=name)
    with transaction(engine, name, writes=True) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        if version_of(connection, name) != known()[-1]:  # another process may have done it meanwhile
            upgrade(connection)


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run the migrations inside the caller's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
