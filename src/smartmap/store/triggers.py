"""Triggers that let the logs only grow, in both dialects: a slip of SQL cannot rewrite what people decided."""

from __future__ import annotations

from collections.abc import Iterator

from smartmap.store.tables import APPEND_ONLY

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION smartmap_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'append-only: % of %', TG_OP, TG_TABLE_NAME;
END $$
"""


def statements(dialect: str, tables: tuple[str, ...] = APPEND_ONLY) -> Iterator[str]:
    """Give the statements that guard tables against UPDATE, DELETE and (PostgreSQL) TRUNCATE."""
    if dialect == "postgresql":
        yield _POSTGRES_FUNCTION
        for table in tables:
            yield (
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION smartmap_append_only()"
            )
            yield (
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION smartmap_append_only()"
            )
        return
    for table in tables:
        for verb in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: {verb} of {table}'); END"
            )
