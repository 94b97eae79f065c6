"""Bringing a store up to date: a new one gets its tables, an older one what came since, and nothing is lost."""

from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, Engine, inspect, text

from data_contracts.errors import KompasError
from data_contracts.store.address import masked
from data_contracts.store.engine import for_writing

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")
"""The revisions that this program knows, oldest first (``migrations/versions``)."""
MIGRATIONS = Path(__file__).parent / "migrations"
_VERSIONS = "alembic_version"
_ONE_AT_A_TIME = Lock()  # Alembic's operations belong to a process, not to a thread


def bring_up_to_date(engine: Engine) -> None:
    """Run the revisions that a store has not had; several that open it at once wait for each other.

    A store of before there were revisions has tables but no version; the first revision makes what it lacks.

    Args:
        engine: From `open_engine`.

    Raises:
        KompasError: The store was made by a newer program.
    """
    with engine.connect() as connection:
        if _revision(connection) == REVISIONS[-1]:
            return
    with _ONE_AT_A_TIME, for_writing(engine.connect()) as connection, connection.begin():
        present = _revision(connection)
        if present not in (None, *REVISIONS):
            raise KompasError(
                f"The store was made by a newer version of the program (revision {present}; this one knows "
                f"{REVISIONS[-1]}).",
                masked(engine.url.render_as_string(hide_password=True)),
                "Use the newer program, or another store; nothing was changed.",
            )
        if present != REVISIONS[-1]:
            _upgrade(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_VERSIONS):
        return None
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, REVISIONS[-1])
