"""The tables, as SQLAlchemy sees them; ``migrations`` makes them and a test proves both the same.

:data:`APPEND_ONLY` names the tables that only ever grow, and triggers say so. ``answers`` and ``holdings`` are what
:mod:`smartmap.store.holding` derives from ``decisions``, kept so that a list of 50,000 is one query; they are written
in the same transaction as the decision and can be rebuilt at any time. Lists of labels are one text with blanks around
each label, so that ``LIKE '% economy %'`` finds one.

What lists are made of stays narrow: the words of a programme lie in ``revisions`` alone, and ``holdings`` and
``answers`` are kept in the order of mapping and programme, so that a list of a mapping reads one stretch of the file.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

_Id = String(80)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


def _id(name: str, target: str | None = None, **options: object) -> Column[str]:
    keys = [ForeignKey(target)] if target else []
    return Column(name, _Id, *keys, nullable=False, **options)  # type: ignore[arg-type]


people = Table(
    "people",
    metadata,
    _id("id", primary_key=True),
    _text("name"),
    _text("opd"),
    Column("role", String(20), nullable=False),
    _text("pokja"),
    _text("created_at"),
)

mappings = Table(
    "mappings",
    metadata,
    _id("id", primary_key=True),
    _text("region"),
    _text("period"),
    _text("frame"),
    _text("document"),
    Column("rule", String(20), nullable=False),
    Column("blind", Boolean, nullable=False),
    _text("created_at"),
)

# Who a person was, and who said so: one row for their entry and one for every change since.
person_changes = Table(
    "person_changes",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    _id("person", "people.id"),
    _text("name"),
    _text("opd"),
    Column("role", String(20), nullable=False),
    _text("pokja"),
    _text("by"),
    _text("at"),
    _text("previous"),
    _text("hash"),
    Index(None, "person"),
)

# The head of each chain, by mapping, and of the people's under chain.PEOPLE: a row cut off at the end shows here.
# Locked while one is appended.
chains = Table(
    "chains",
    metadata,
    _id("of", primary_key=True),
    Column("length", Integer, nullable=False),
    _text("hash"),
)

programmes = Table(
    "programmes",
    metadata,
    _id("id", primary_key=True),
    _id("mapping", "mappings.id"),
    Column("position", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    _text("digest"),
    _text("twin"),
    _text("opd"),
    Column("below", Integer, nullable=False, server_default="0"),
    _text("suggestion"),
    _text("status"),
    _text("label"),
    Column("probability", Float, nullable=False),
    Column("uncertainty", Float, nullable=False),
    _text("plausible"),
    Index(None, "mapping", "position", "id"),  # holds the order of a document without reading its rows
    Index(None, "mapping", "twin", "position", "id"),
)

revisions = Table(
    "revisions",
    metadata,
    _id("programme", "programmes.id", primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    _text("digest"),
    _text("body"),
    _text("person"),
    _text("at"),
)

suggestions = Table(
    "suggestions",
    metadata,
    _id("id", primary_key=True),
    _id("programme", "programmes.id"),
    Column("version", Integer, nullable=False),
    _text("result"),
    _text("at"),
    Index(None, "programme"),
)

decisions = Table(
    "decisions",
    metadata,
    _id("id", primary_key=True),
    _id("mapping", "mappings.id"),
    Column("number", Integer, nullable=False),
    _id("programme", "programmes.id"),
    Column("version", Integer, nullable=False),
    _text("programme_digest"),
    _id("person", "people.id"),
    _text("name"),
    _text("opd"),
    Column("role", String(20), nullable=False),
    _text("pokja"),
    Column("standing", String(20), nullable=False),
    _text("stage"),
    Column("verdict", String(20), nullable=False),
    _text("primary"),
    _text("further"),
    _text("reason"),
    _text("suggestion"),
    _text("undoes"),
    _text("key"),
    _text("at"),
    _text("previous"),
    _text("hash"),
    UniqueConstraint("mapping", "number"),
    UniqueConstraint("mapping", "person", "key"),
    Index(None, "programme"),
)

answers = Table(
    "answers",
    metadata,
    _id("mapping", "mappings.id", primary_key=True),
    _id("programme", "programmes.id", primary_key=True),
    _id("person", "people.id", primary_key=True),
    Column("standing", String(20), primary_key=True),
    _id("decision", "decisions.id"),
    _text("verdict"),
    _text("primary"),
    _text("further"),
    Index(None, "mapping", "person"),
    sqlite_with_rowid=False,
)

holdings = Table(
    "holdings",
    metadata,
    _id("mapping", "mappings.id", primary_key=True),
    _id("programme", "programmes.id", primary_key=True),
    Column("state", String(20), nullable=False),
    _text("verdict"),
    _text("primary"),
    _text("further"),
    _text("standing"),
    _text("decision"),
    _text("at"),
    Column("answers", Integer, nullable=False),
    Column("pokja_in", Boolean, nullable=False),
    Column("adviser_in", Boolean, nullable=False),
    Index(None, "mapping", "state"),
    sqlite_with_rowid=False,
)

imports = Table(
    "imports",
    metadata,
    _id("id", primary_key=True),
    _id("mapping", "mappings.id"),
    _text("file"),
    _text("digest"),
    _text("person"),
    _text("report"),
    _text("at"),
    Index(None, "mapping"),
)

LISTED = and_(holdings.c.mapping == programmes.c.mapping, holdings.c.programme == programmes.c.id)
"""What joins a programme to what holds for it."""

APPEND_ONLY = ("decisions", "suggestions", "revisions", "imports", "person_changes")
"""Tables that only grow."""
