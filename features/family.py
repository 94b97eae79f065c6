"""A family: the folder in which features that belong together are defined, and the SQL that makes them."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from features.engine import without_comments
from features.feature import Bilingual, Feature

PER_MONTHS, PER_REGISTERS = "employer_months", "registers"
PER = (PER_MONTHS, PER_REGISTERS)
CATALOGUE_FILE, QUERY_FILE, MONTHLY_FILE, TABLES_FOLDER = "catalogue.yaml", "features.sql", "monthly.sql", "tables"


@dataclass(frozen=True)
class Family:
    """The features of one folder below ``families/``, in the order of its catalogue.

    ``per`` says when its SQL runs: for each chunk of employers over ``employer_months``, or once over the registers.
    ``about`` says in a sentence what the family measures.
    """

    folder: Path
    per: str
    features: tuple[Feature, ...]
    about: Bilingual | None = None

    @property
    def name(self) -> str:
        """The name of the family and of its folder."""
        return self.folder.name

    @property
    def active(self) -> tuple[Feature, ...]:
        """The features that go into the matrix."""
        return tuple(feature for feature in self.features if feature.held is None)

    @property
    def held(self) -> tuple[Feature, ...]:
        """The features that are listed only."""
        return tuple(feature for feature in self.features if feature.held is not None)

    @cached_property
    def query(self) -> str:
        """The query of the features: ``employer_id`` and one column a feature, held ones too."""
        return self._sql(self.folder / QUERY_FILE)

    @cached_property
    def tables(self) -> dict[str, str]:
        """The queries of the intermediate tables by name, in the order in which they are made."""
        paths = sorted((self.folder / TABLES_FOLDER).glob("*.sql"))
        return {path.stem.partition("_")[2]: self._sql(path) for path in paths}

    @cached_property
    def monthly_list(self) -> str:
        """The family's part of the monthly pre-aggregates: a select list, empty when it has none."""
        path = self.folder / MONTHLY_FILE
        return self._sql(path) if path.exists() else ""

    @property
    def sql_texts(self) -> dict[Path, str]:
        """Every SQL text of the family, by its file or folder."""
        return {
            self.folder / MONTHLY_FILE: self.monthly_list,
            self.folder / TABLES_FOLDER: "\n".join([*self.tables, *self.tables.values()]),
            self.folder / QUERY_FILE: self.query,
        }

    @staticmethod
    def _sql(path: Path) -> str:
        return without_comments(path.read_text(encoding="utf-8"))
