"""Readable ids, made from names and never given twice."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import Connection, Table, select


def free(connection: Connection, table: Table, name: str) -> str:
    """Give an id nobody has: the name in plain letters, with a number where it is taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    wanted = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "x"
    taken = set(connection.scalars(select(table.c.id).where(table.c.id.startswith(wanted, autoescape=True))))
    number = 2
    found = wanted
    while found in taken:
        found, number = f"{wanted}-{number}", number + 1
    return found
