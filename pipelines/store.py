"""Where a run keeps its store: the one place in this room that asks the settings."""

from data_contracts.settings import KompasSettings
from data_contracts.store import store_address


def store_of(settings: KompasSettings) -> str:
    """Return the address of the store: the database that ``store_url`` names, or the file in the data folder."""
    return store_address(settings.data_dir, settings.store_url)
