"""All that differs between SQLite and PostgreSQL, and the database's errors in the store's words."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError

from smartmap.errors import StoreError

BUSY = 30.0
"""Seconds a writer waits for another one."""

_WRITES = "smartmap_writes"  # execution option of connections that will write
_SQLITE = {  # words of SQLite's messages, which have no codes the driver would always give
    "full": "store_full",
    "readonly": "store_read_only",
    "unable to open": "store_unopenable",
    "locked": "store_locked",
    "not a database": "store_corrupt",
    "malformed": "store_corrupt",
    "disk i/o error": "store_io",
    "append-only": "store_append_only",
}
_POSTGRES = {  # SQLSTATE, or its class
    "53100": "store_full",
    "25006": "store_read_only",
    "55P03": "store_locked",
    "57014": "store_locked",
    "40P01": "store_locked",
    "XX001": "store_corrupt",
    "P0001": "store_append_only",
    "28": "store_refused",
    "3D": "store_refused",
    "42501": "store_refused",
}


def read_url(url: str | Path) -> URL:
    """Read what a user names a store by: the path of a SQLite file, ``sqlite:///…`` or ``postgresql://…``.

    Raises
    ------
    StoreError
        If it is neither.
    """
    text = os.fspath(url)
    if "://" not in text:
        return URL.create("sqlite", database=text)
    try:
        found = make_url(text)
    except ArgumentError as error:
        raise StoreError("store_url", url=text) from error
    if found.drivername in ("postgres", "postgresql"):
        return found.set(drivername="postgresql+psycopg")
    if found.get_backend_name() not in ("sqlite", "postgresql"):
        raise StoreError("store_url", url=found.render_as_string())
    return found


def is_absent(url: URL) -> bool:
    """Whether a store is a file that is not there; whether a server has one shows when it is asked."""
    path = url.database or ""
    return url.get_backend_name() == "sqlite" and not path.startswith(("file:", ":")) and not Path(path).exists()


def make_engine(url: URL, *, busy: float = BUSY) -> Engine:
    """Make an engine; nothing is opened yet."""
    return _sqlite(url, busy) if url.get_backend_name() == "sqlite" else _postgres(url, busy)


def _postgres(url: URL, busy: float) -> Engine:
    wait = f"-c lock_timeout={int(busy * 1000)} -c timezone=UTC"
    # A pooled connection may have been cut meanwhile: it is tried before it is used.
    return create_engine(url, pool_pre_ping=True, connect_args={"options": wait, "connect_timeout": 10})


def _sqlite(url: URL, busy: float) -> Engine:
    path = url.database or ":memory:"
    read_only = path != ":memory:" and not path.startswith("file:") and not _writable(Path(path))
    if read_only:
        # A store on read-only media can still be read; without its own log file beside it, as it stands.
        how = {"mode": "ro"} if Path(path + "-wal").exists() else {"immutable": "1"}
        url = url.set(database=f"file:{Path(path).resolve()}", query={"uri": "true", **how})
    engine = create_engine(url, connect_args={"timeout": busy})

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # transactions are ours, see _begin
        for pragma in ("foreign_keys=ON", "synchronous=FULL", "cache_size=-64000"):
            connection.execute(f"PRAGMA {pragma}")
        if not read_only:
            connection.execute("PRAGMA journal_mode=WAL").fetchall()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes the lock at once: two that first read and then write would refuse each other.
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _writable(path: Path) -> bool:
    if not path.exists():
        return True  # made now, or a clear error from the database
    return os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK)


@contextmanager
def told(name: str) -> Iterator[None]:
    """Turn what the database says into a :class:`StoreError` that says what to do."""
    try:
        yield
    except (DatabaseError, DBAPIError, sqlite3.Error) as error:
        raise _translated(error, name) from error
    except OSError as error:
        raise StoreError("store_io", store=name, why=error.strerror or str(error)) from error


def _translated(error: Exception, name: str) -> StoreError:
    original: Any = error.orig if isinstance(error, DBAPIError) else error
    why = " ".join(str(original).split())
    state = getattr(original, "sqlstate", None)
    if isinstance(original, sqlite3.Error):
        lowered = why.lower()
        code = next((code for words, code in _SQLITE.items() if words in lowered), "store_failed")
    elif state:
        code = _POSTGRES.get(state) or _POSTGRES.get(state[:2]) or "store_failed"
    else:  # no answer at all
        code = "store_unreachable"
    return StoreError(code, store=name, why=why)


@contextmanager
def transaction(engine: Engine, name: str, *, writes: bool) -> Iterator[Connection]:
    """Open a transaction; it is kept whole or not at all."""
    options: dict[str, Any] = {_WRITES: writes}
    if engine.dialect.name == "postgresql" and not writes:
        options["isolation_level"] = "REPEATABLE READ"  # one moment for all queries of a reader, as in SQLite
    with told(name), engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection
