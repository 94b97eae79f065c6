"""The tables of before there were revisions: the audit log, its salts, and which models are in use.

A store that was made then may have all of them or only some; what is there already stays as it is.
"""

import sqlalchemy as sa
from alembic import op

from data_contracts.store.migrations.refusals import refuse_changes

revision = "0001"
down_revision = None

_WORDS = sa.Text().with_variant(sa.String(200), "sqlite")
_LONG_WORDS = sa.Text().with_variant(sa.String(2000), "sqlite")


def upgrade() -> None:
    """Make what is not there yet."""
    op.create_table(
        "audit_log",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("actor", _WORDS, nullable=False),
        sa.Column("action", sa.String(100), nullable=False),
        sa.Column("subject", _WORDS, nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
        if_not_exists=True,
    )
    op.create_index("ix_audit_log_subject", "audit_log", ["subject"], if_not_exists=True)
    op.create_table(
        "audit_salts",
        sa.Column("subject", _WORDS, primary_key=True),
        sa.Column("salt", sa.String(64), nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "model_events",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("event", sa.String(20), nullable=False),
        sa.Column("law", sa.String(20), nullable=False),
        sa.Column("model_id", _WORDS, nullable=True),
        sa.Column("responsible", _WORDS, nullable=False),
        sa.Column("system_user", _WORDS, nullable=False),
        sa.Column("reason", _LONG_WORDS, nullable=False),
        sa.Column("gates", sa.JSON, nullable=False),
        sa.Column("audit_hash", sa.String(64), nullable=False, unique=True),
        if_not_exists=True,
    )
    op.create_index("ix_model_events_law", "model_events", ["law"], if_not_exists=True)
    refuse_changes("model_events")
