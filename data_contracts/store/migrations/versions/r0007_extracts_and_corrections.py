"""Frozen extracts of dossiers, and requests to correct a row or a fact: rows that are only ever added."""

import sqlalchemy as sa
from alembic import op

from data_contracts.store.migrations.refusals import refuse, refuse_changes

revision = "0007"
down_revision = "0006"

_STAYS = {
    "frozen_extracts": ("sequence", "at", "plan_id", "decision", "content_hash", "system_user", "audit_hash"),
    "correction_requests": ("sequence", "at", "request_id", "state", "table_name", "system_user", "audit_hash"),
}
_EMPTIED = {"frozen_extracts": "NEW.content <> '{}'", "correction_requests": "NEW.\"by\" <> ''"}


def upgrade() -> None:
    """Make the tables; a row may lose what it says by a lawful erasure, and nothing else of it may change."""
    _make_frozen_extracts()
    _make_correction_requests()
    other = "IS DISTINCT FROM" if op.get_context().dialect.name == "postgresql" else "IS NOT"
    for table, stays in _STAYS.items():
        refuse_changes(table)
        name = f"{table}_no_update"
        op.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if other != "IS NOT" else ""))
        changed = (f'NEW."{column}" {other} OLD."{column}"' for column in stays)
        refuse(table, name, "UPDATE", f"rows of {table} are only ever added", " OR ".join((_EMPTIED[table], *changed)))


def _make_frozen_extracts() -> None:
    op.create_table(
        "frozen_extracts",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("plan_id", sa.Text, nullable=False),
        sa.Column("employer_id", sa.Text, nullable=False),
        sa.Column("decision", sa.Integer, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("system_user", sa.Text, nullable=False),
        sa.Column("audit_hash", sa.String(64), nullable=False, unique=True),
    )
    op.create_index("ix_frozen_extracts_item", "frozen_extracts", ["plan_id", "employer_id"])


def _make_correction_requests() -> None:
    op.create_table(
        "correction_requests",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("request_id", sa.String(32), nullable=False),
        sa.Column("employer_id", sa.Text, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("table_name", sa.String(50), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("system_user", sa.Text, nullable=False),
        sa.Column("audit_hash", sa.String(64), nullable=False, unique=True),
    )
    op.create_index("ix_correction_requests_request", "correction_requests", ["request_id"])
    op.create_index("ix_correction_requests_employer", "correction_requests", ["employer_id"])
