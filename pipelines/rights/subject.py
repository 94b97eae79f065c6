"""Whom a request is about: an employer by its number, or a person by a pseudonym."""

from dataclasses import dataclass
from typing import Literal

import duckdb

from data_contracts.enforcement.door import LOWEST_PSEUDONYM, open_door
from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings
from data_contracts.snapshots import SnapshotFolder
from data_contracts.store.free_text import holds_citizen_number
from pipelines.pseudonyms.keys import read_keys, synthetic_keys

Kind = Literal["employer", "worker"]
_DOMAINS = ("W", "O")
"""A citizen's number has one pseudonym as a worker and another as an officer of an employer."""


@dataclass(frozen=True)
class Subject:
    """Whom a request is about.

    Attributes:
        kind: ``employer`` or ``worker``.
        names: The employer's number, or the pseudonyms of one person.
    """

    kind: Kind
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        """By which the log knows it, before it is salted."""
        return self.names[0]

    @property
    def pseudonyms(self) -> tuple[int, ...]:
        """The pseudonyms as the warehouse holds them; none of an employer."""
        return tuple(map(int, self.names)) if self.kind == "worker" else ()


def employer(employer_id: str) -> Subject:
    """Return the subject of an employer's number.

    Raises:
        KompasError: It holds a citizen's number.
    """
    if holds_citizen_number(employer_id):
        raise KompasError(
            "This may be a citizen's number, and is not taken as an argument.",
            "EMPLOYER",
            "Use --citizen-number, which asks for it and keeps it nowhere.",
        )
    return Subject("employer", (employer_id,))


def pseudonym(given: str) -> Subject:
    """Return the subject of a pseudonym as the warehouse holds it.

    Raises:
        KompasError: It is no pseudonym.
    """
    if not given.isdigit() or int(given) < LOWEST_PSEUDONYM:
        raise KompasError(
            "This is no pseudonym.",
            "--worker",
            "A pseudonym has nineteen digits. Of a citizen's number it is made with --citizen-number.",
        )
    return Subject("worker", (given,))


def citizen(settings: KompasSettings, number: str) -> Subject:
    """Return the pseudonyms of a citizen's number (BSN), by the key; the number itself is kept nowhere.

    Raises:
        KompasError: It is no BSN, there is no warehouse, or the key cannot be read. No message holds the number.
    """
    digits = number.strip().replace(".", "").replace(" ", "")
    if not digits.isdigit() or len(digits) not in (8, 9) or not holds_citizen_number(digits.zfill(9)):
        raise KompasError("This is no citizen's number (BSN).", "--citizen-number", "See whether every digit is right.")
    warehouse = SnapshotFolder(settings.snapshots_dir).latest("warehouse")
    keys = synthetic_keys() if warehouse.manifest.synthetic else read_keys(
        settings.pseudonym_key_file, settings.data_dir
    )  # fmt: skip
    with duckdb.connect() as connection:
        open_door(connection, keys.secrets)
        words = [f"{domain}1{digits.zfill(9)}" for domain in _DOMAINS]
        found = [connection.execute("SELECT number_pseudonym($w, 0)", {"w": word}).fetchall()[0][0] for word in words]
    return Subject("worker", tuple(map(str, found)))
