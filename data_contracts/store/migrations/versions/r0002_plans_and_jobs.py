"""Decisions on plans, what came of them, jobs, the head of the audit log, and a log that refuses changes itself."""

import sqlalchemy as sa
from alembic import op

from data_contracts.store.migrations.refusals import refuse, refuse_changes

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables, and let the head start from the last line that there is."""
    _make_plan_decisions()
    _make_plan_outcomes()
    _make_jobs()
    _make_audit_head()
    for table in ("audit_log", "plan_decisions", "plan_outcomes"):
        refuse_changes(table)
    refuse("audit_salts", "audit_salts_no_update", "UPDATE", "a salt is never changed, only removed")
    refuse("audit_salts", "audit_salts_no_truncate", "TRUNCATE", "salts are removed one by one")


def _make_plan_decisions() -> None:
    op.create_table(
        "plan_decisions",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("plan_id", sa.Text, nullable=False),
        sa.Column("employer_id", sa.Text, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(100), nullable=False),
        sa.Column("remark", sa.Text, nullable=True),
        sa.Column("month", sa.String(10), nullable=True),
        sa.Column("other_employer_id", sa.Text, nullable=True),
        sa.Column("ground", sa.String(20), nullable=True),
        sa.Column("team", sa.Text, nullable=True),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("view", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("system_user", sa.Text, nullable=False),
        sa.Column("audit_hash", sa.String(64), nullable=False, unique=True),
    )
    op.create_index("ix_plan_decisions_item", "plan_decisions", ["plan_id", "employer_id"])


def _make_plan_outcomes() -> None:
    op.create_table(
        "plan_outcomes",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("plan_id", sa.Text, nullable=False),
        sa.Column("employer_id", sa.Text, nullable=False),
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("instrument", sa.String(20), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("hours_minutes", sa.Integer, nullable=True),
        sa.Column("opened_on", sa.String(10), nullable=True),
        sa.Column("closed_on", sa.String(10), nullable=True),
        sa.Column("establishment_id", sa.Text, nullable=True),
        sa.Column("response", sa.String(20), nullable=True),
        sa.Column("findings", sa.JSON, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("system_user", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("audit_hash", sa.String(64), nullable=False, unique=True),
    )
    op.create_index("ix_plan_outcomes_item", "plan_outcomes", ["plan_id", "employer_id"])
    op.create_index("ix_plan_outcomes_case_id", "plan_outcomes", ["case_id"])


def _make_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("job_id", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(50), nullable=False),
        sa.Column("argument", sa.JSON, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("asked_at", sa.String(40), nullable=False),
        sa.Column("started_at", sa.String(40), nullable=True),
        sa.Column("seen_at", sa.String(40), nullable=True),
        sa.Column("finished_at", sa.String(40), nullable=True),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("worker", sa.Text, nullable=True),
        sa.Column("result", sa.Text, nullable=True),
        sa.Column("problem", sa.JSON, nullable=True),
    )
    op.create_index("ix_jobs_state", "jobs", ["state", "asked_at"])
    op.create_index("ix_jobs_kind", "jobs", ["kind", "asked_at"])


def _make_audit_head() -> None:
    op.create_table(
        "audit_head",
        sa.Column("head", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.execute(f"INSERT INTO audit_head (head, sequence, hash) VALUES (1, 0, '{'0' * 64}')")  # noqa: S608 -- our own
    op.execute(
        "UPDATE audit_head SET (sequence, hash) = "
        "(SELECT sequence, hash FROM audit_log ORDER BY sequence DESC LIMIT 1) "
        "WHERE EXISTS (SELECT 1 FROM audit_log)"
    )
    words = "the head of the audit log only goes one line forward"
    backward = "NEW.head <> OLD.head OR NEW.sequence <> OLD.sequence + 1"
    refuse("audit_head", "audit_head_forward", "UPDATE", words, backward)
    for change in ("DELETE", "TRUNCATE"):
        refuse("audit_head", f"audit_head_no_{change.lower()}", change, words)
