"""What one load is made of."""

from dataclasses import dataclass, field
from pathlib import Path

from pipelines.ingest.drops import Drop
from pipelines.ingest.files import DeliveredFile


@dataclass(frozen=True)
class Load:
    """What one load is made of.

    Attributes:
        drops: The pending drops, in order.
        tables: The tables to load, each after those that it refers to.
        keys: The keys of pseudonyms, oldest first.
        bases: The folders of the snapshots that the load adds to; none for the first.
        made_with: What else decides the result (code, contracts, keys), as one hash.
    """

    drops: tuple[Drop, ...]
    tables: tuple[str, ...]
    keys: tuple[bytes, ...] = field(repr=False)
    bases: tuple[Path, ...]
    made_with: str

    @property
    def name(self) -> str:
        """The name of the load: its drop, or the first and last of several, with a sign that no drop is named by."""
        first, last = self.drops[0].name, self.drops[-1].name
        return first if first == last else f"{first}+{last}"

    def files(self, table: str) -> list[tuple[Drop, DeliveredFile]]:
        """Return the delivered files of a table with their drops."""
        return [(drop, file) for drop in self.drops for file in drop.files(table)]

    def only_repairs(self, table: str) -> bool:
        """Tell whether all files of a table are repaired rows, of which a few may well be bad again."""
        return all(file.pseudonymised for _, file in self.files(table))
