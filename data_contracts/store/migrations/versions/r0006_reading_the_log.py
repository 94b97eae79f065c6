"""Indexes by which an auditor finds lines of a long log: by what was done, by whom and when."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the indexes; the lines themselves stay as they are."""
    op.create_index("ix_audit_log_action", "audit_log", ["action", "sequence"], if_not_exists=True)
    op.create_index("ix_audit_log_actor", "audit_log", ["actor", "sequence"], if_not_exists=True)
    op.create_index("ix_audit_log_at", "audit_log", ["at", "sequence"], if_not_exists=True)
