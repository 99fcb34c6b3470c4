"""Alembic's entry: run the migrations on the connection :mod:`smartmap.store.migrate` hands over."""

from __future__ import annotations

from alembic import context

from smartmap.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,  # the caller's transaction holds it all
)
context.run_migrations()
