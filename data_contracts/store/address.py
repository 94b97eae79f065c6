"""Where the store is: a file in the data folder, or a PostgreSQL database that one address names."""

from pathlib import Path
from urllib.parse import unquote

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from data_contracts.errors import KompasError

STORE = "store.sqlite"
SQLITE, POSTGRESQL = "sqlite", "postgresql"
_DRIVERS = {SQLITE: "sqlite", POSTGRESQL: "postgresql+psycopg"}
_SECRET_PARTS = ("password", "sslpassword", "passfile", "options")
_HIDDEN = "***"


def sqlite_url(data_dir: Path) -> str:
    """Return the address of the store in a run's folder, ``<data_dir>/store.sqlite``."""
    return f"sqlite:///{(data_dir / STORE).absolute()}"


def store_address(data_dir: Path, store_url: str | None) -> str:
    """Return the address of a run's store: the one that the settings name, or else the file in the run's folder.

    Args:
        data_dir: The run's folder (setting ``data_dir``).
        store_url: The setting ``store_url``.
    """
    return store_url or sqlite_url(data_dir)


def parsed(url: str) -> URL:
    """Return an address in its parts, with the driver that the program brings.

    Raises:
        KompasError: It is no address, or of a database that the program does not know.
    """
    try:
        parts = make_url(url)
    except (ArgumentError, ValueError):
        # The words of either could repeat a part of the address, and with it a password.
        raise _no_address("The address of the store cannot be read", masked(url)) from None
    driver = _DRIVERS.get(parts.get_backend_name())
    if driver is None:
        raise _no_address(f"The store cannot be kept in {parts.get_backend_name()}", masked(url))
    return parts.set(drivername=driver)


def masked(url: str) -> str:
    """Return an address as it may be shown: a file by its path, a database without any password."""
    try:
        parts = make_url(url)
    except (ArgumentError, ValueError):
        return f"{url.partition(':')[0]}://{_HIDDEN}" if ":" in url else _HIDDEN
    if parts.get_backend_name() == SQLITE and parts.database:
        return parts.database
    query = {name: _HIDDEN if name in _SECRET_PARTS else value for name, value in parts.query.items()}
    return unquote(parts.set(query=query).render_as_string(hide_password=True))


def _no_address(what: str, where: str) -> KompasError:
    return KompasError(
        f"{what}.",
        f"{where} (setting store_url or KOMPAS_STORE_URL)",
        "Name a database as postgresql+psycopg://USER:PASSWORD@HOST:PORT/DATABASE, with signs such as @ : / in a "
        "password written as %40 %3A %2F; or leave the setting out, and the store is a file in the data folder.",
    )
