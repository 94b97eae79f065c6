"""What people typed about an item can be erased: its text goes, and all else of the row stays as it is."""

from collections.abc import Collection

from alembic import op

from data_contracts.store.migrations.refusals import refuse

revision = "0003"
down_revision = "0002"

_OF_BOTH = ("sequence", "at", "plan_id", "version", "system_user", "audit_hash")
_STAYS = {
    "plan_decisions": (*_OF_BOTH, "kind", "state", "reason", "month", "ground", "team", "view"),
    "plan_outcomes": (*_OF_BOTH, "instrument", "status"),
}


def upgrade() -> None:
    """Let a row lose its text: a change that leaves a name in it, or touches what stays, is refused as before."""
    for table, stays in _STAYS.items():
        name = f"{table}_no_update"
        on = f" ON {table}" if op.get_context().dialect.name == "postgresql" else ""
        op.execute(f"DROP TRIGGER {name}{on}")
        other = "IS DISTINCT FROM" if on else "IS NOT"
        refuse(table, name, "UPDATE", f"rows of {table} are only ever added", _more_than_erased(stays, other))


def _more_than_erased(stays: Collection[str], other: str) -> str:
    changed = (f'NEW."{column}" {other} OLD."{column}"' for column in stays)
    return " OR ".join(("NEW.\"by\" <> ''", *changed))
