"""The first tables: people, mappings, programmes, suggestions, decisions, and what is derived from them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from smartmap.store.chain import NO_PEOPLE, PEOPLE
from smartmap.store.triggers import statements

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and the triggers that let the logs only grow."""
    op.create_table(
        "mappings",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("region", sa.Text(), server_default="", nullable=False),
        sa.Column("period", sa.Text(), server_default="", nullable=False),
        sa.Column("frame", sa.Text(), server_default="", nullable=False),
        sa.Column("document", sa.Text(), server_default="", nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mappings")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("opd", sa.Text(), server_default="", nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("pokja", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    heads = op.create_table(
        "chains",
        sa.Column("of", sa.String(length=80), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("of", name=op.f("pk_chains")),
    )
    op.create_table(
        "person_changes",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("opd", sa.Text(), server_default="", nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("pokja", sa.Text(), server_default="", nullable=False),
        sa.Column("by", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.Text(), server_default="", nullable=False),
        sa.Column("previous", sa.Text(), server_default="", nullable=False),
        sa.Column("hash", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_person_changes_person")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_person_changes")),
    )
    op.create_index(op.f("ix_person_changes_person"), "person_changes", ["person"], unique=False)
    op.create_table(
        "imports",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("mapping", sa.String(length=80), nullable=False),
        sa.Column("file", sa.Text(), server_default="", nullable=False),
        sa.Column("digest", sa.Text(), server_default="", nullable=False),
        sa.Column("person", sa.Text(), server_default="", nullable=False),
        sa.Column("report", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["mapping"], ["mappings.id"], name=op.f("fk_imports_mapping")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index(op.f("ix_imports_mapping"), "imports", ["mapping"], unique=False)
    op.create_table(
        "programmes",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("mapping", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), server_default="", nullable=False),
        sa.Column("twin", sa.Text(), server_default="", nullable=False),
        sa.Column("opd", sa.Text(), server_default="", nullable=False),
        sa.Column("below", sa.Integer(), server_default="0", nullable=False),
        sa.Column("suggestion", sa.Text(), server_default="", nullable=False),
        sa.Column("status", sa.Text(), server_default="", nullable=False),
        sa.Column("label", sa.Text(), server_default="", nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("uncertainty", sa.Float(), nullable=False),
        sa.Column("plausible", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["mapping"], ["mappings.id"], name=op.f("fk_programmes_mapping")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programmes")),
    )
    op.create_index(
        op.f("ix_programmes_mapping_position_id"), "programmes", ["mapping", "position", "id"], unique=False
    )
    op.create_index(
        op.f("ix_programmes_mapping_twin_position_id"),
        "programmes",
        ["mapping", "twin", "position", "id"],
        unique=False,
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("mapping", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("programme", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("programme_digest", sa.Text(), server_default="", nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("opd", sa.Text(), server_default="", nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("pokja", sa.Text(), server_default="", nullable=False),
        sa.Column("standing", sa.String(length=20), nullable=False),
        sa.Column("stage", sa.Text(), server_default="", nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("primary", sa.Text(), server_default="", nullable=False),
        sa.Column("further", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("suggestion", sa.Text(), server_default="", nullable=False),
        sa.Column("undoes", sa.Text(), server_default="", nullable=False),
        sa.Column("key", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.Text(), server_default="", nullable=False),
        sa.Column("previous", sa.Text(), server_default="", nullable=False),
        sa.Column("hash", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["mapping"], ["mappings.id"], name=op.f("fk_decisions_mapping")),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_decisions_person")),
        sa.ForeignKeyConstraint(["programme"], ["programmes.id"], name=op.f("fk_decisions_programme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("mapping", "number", name=op.f("uq_decisions_mapping_number")),
        sa.UniqueConstraint("mapping", "person", "key", name=op.f("uq_decisions_mapping_person_key")),
    )
    op.create_index(op.f("ix_decisions_programme"), "decisions", ["programme"], unique=False)
    op.create_table(
        "holdings",
        sa.Column("mapping", sa.String(length=80), nullable=False),
        sa.Column("programme", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("verdict", sa.Text(), server_default="", nullable=False),
        sa.Column("primary", sa.Text(), server_default="", nullable=False),
        sa.Column("further", sa.Text(), server_default="", nullable=False),
        sa.Column("standing", sa.Text(), server_default="", nullable=False),
        sa.Column("decision", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.Text(), server_default="", nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("pokja_in", sa.Boolean(), nullable=False),
        sa.Column("adviser_in", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["mapping"], ["mappings.id"], name=op.f("fk_holdings_mapping")),
        sa.ForeignKeyConstraint(["programme"], ["programmes.id"], name=op.f("fk_holdings_programme")),
        sa.PrimaryKeyConstraint("mapping", "programme", name=op.f("pk_holdings")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_holdings_mapping_state"), "holdings", ["mapping", "state"], unique=False)
    op.create_table(
        "revisions",
        sa.Column("programme", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), server_default="", nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("person", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["programme"], ["programmes.id"], name=op.f("fk_revisions_programme")),
        sa.PrimaryKeyConstraint("programme", "version", name=op.f("pk_revisions")),
    )
    op.create_table(
        "suggestions",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("programme", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("result", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["programme"], ["programmes.id"], name=op.f("fk_suggestions_programme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions")),
    )
    op.create_index(op.f("ix_suggestions_programme"), "suggestions", ["programme"], unique=False)
    op.create_table(
        "answers",
        sa.Column("mapping", sa.String(length=80), nullable=False),
        sa.Column("programme", sa.String(length=80), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("standing", sa.String(length=20), nullable=False),
        sa.Column("decision", sa.String(length=80), nullable=False),
        sa.Column("verdict", sa.Text(), server_default="", nullable=False),
        sa.Column("primary", sa.Text(), server_default="", nullable=False),
        sa.Column("further", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["decision"], ["decisions.id"], name=op.f("fk_answers_decision")),
        sa.ForeignKeyConstraint(["mapping"], ["mappings.id"], name=op.f("fk_answers_mapping")),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_answers_person")),
        sa.ForeignKeyConstraint(["programme"], ["programmes.id"], name=op.f("fk_answers_programme")),
        sa.PrimaryKeyConstraint("mapping", "programme", "person", "standing", name=op.f("pk_answers")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_answers_mapping_person"), "answers", ["mapping", "person"], unique=False)
    # The chain of people begins with the store; its first hash is smartmap.store.chain.NO_PEOPLE.
    op.bulk_insert(heads, [{"of": PEOPLE, "length": 0, "hash": NO_PEOPLE}])
    grow = ("decisions", "suggestions", "revisions", "imports", "person_changes")
    for statement in statements(op.get_bind().dialect.name, grow):
        op.execute(statement)
