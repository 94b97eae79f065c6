"""Triggers by which the database itself refuses what may not happen to a table, on SQLite and on PostgreSQL."""

from alembic import op

_FUNCTION = """
CREATE OR REPLACE FUNCTION kompas_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'restrict_violation';
END
$$
"""
_SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS {name} BEFORE {change} ON {table} {when} BEGIN SELECT RAISE(ABORT, '{words}'); END"
)
_POSTGRESQL = (
    "CREATE OR REPLACE TRIGGER {name} BEFORE {change} ON {table} FOR EACH {each} {when} "
    "EXECUTE FUNCTION kompas_refuse('{words}')"
)


def refuse(table: str, name: str, change: str, words: str, condition: str = "") -> None:
    """Make a trigger that refuses a change of a table.

    Args:
        table: The table's name.
        name: The trigger's name.
        change: ``UPDATE``, ``DELETE`` or ``TRUNCATE`` (which SQLite does not have).
        words: What the database says when it refuses.
        condition: Over ``OLD`` and ``NEW``: when it refuses; empty: always.
    """
    on_postgresql = op.get_context().dialect.name == "postgresql"
    if change == "TRUNCATE" and not on_postgresql:
        return
    if on_postgresql:
        op.execute(_FUNCTION)
    op.execute(
        (_POSTGRESQL if on_postgresql else _SQLITE).format(
            name=name,
            change=change,
            table=table,
            each="STATEMENT" if change == "TRUNCATE" else "ROW",
            when=f"WHEN ({condition})" if condition else "",
            words=words,
        )
    )


def refuse_changes(table: str) -> None:
    """Make the triggers of a table whose rows are only ever added."""
    for change in ("UPDATE", "DELETE", "TRUNCATE"):
        refuse(table, f"{table}_no_{change.lower()}", change, f"rows of {table} are only ever added")
