"""The catalogue: the one list of features. What is not in it does not exist, and what it may not hold stops a build."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from data_contracts.errors import KompasError
from data_contracts.yaml_files import read_yaml
from features.catalogue_checks import check_denied, check_signatures, check_unique, check_words
from features.catalogue_sql import check_sql
from features.engine import FEATURES_FOLDER
from features.family import CATALOGUE_FILE, PER_REGISTERS, Family
from features.feature import Bilingual, Feature, Signature

FAMILIES_FOLDER = FEATURES_FOLDER / "families"


INSPECTION_TABLES = frozenset({"inspections", "findings"})


@dataclass(frozen=True)
class Catalogue:
    """All families by name, and their features in the order of the matrix: that of each family's file.

    Only ``held`` and ``definitions`` know of features that are held; everything else is about those of the matrix.
    """

    definitions: tuple[Family, ...]

    @property
    def features(self) -> tuple[Feature, ...]:
        """The features of the matrix, in its order."""
        return tuple(feature for family in self.definitions for feature in family.active)

    @property
    def held(self) -> tuple[Feature, ...]:
        """The features that are listed but off, each with why."""
        return tuple(feature for family in self.definitions for feature in family.held)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the features of the matrix, in its order."""
        return tuple(feature.name for feature in self.features)

    @property
    def families(self) -> tuple[str, ...]:
        """The names of the families that have a feature in the matrix, in its order."""
        return tuple(family.name for family in self.definitions if family.active)

    @property
    def monotone_constraints(self) -> tuple[int, ...]:
        """For each feature +1, 0 or -1: an estimate may only rise, go either way or only fall with it."""
        return tuple(feature.direction for feature in self.features)

    @property
    def memory(self) -> frozenset[str]:
        """The names of the features made from earlier inspections, of the employer or of anybody near it.

        Every model is also reported without them, so that the feedback loop between visits and scores shows.
        """
        return frozenset(feature.name for feature in self.features if INSPECTION_TABLES & set(feature.source_tables))

    def per(self, family: str) -> str:
        """Return when a family's SQL runs: per ``"employer_months"`` or per ``"registers"``."""
        return next(definition.per for definition in self.definitions if definition.name == family)

    @property
    def register_texts(self) -> tuple[str, ...]:
        """The SQL texts of the families that run once over the registers."""
        families = [family for family in self.definitions if family.active and family.per == PER_REGISTERS]
        return tuple(text for family in families for text in family.sql_texts.values())

    def feature(self, name: str) -> Feature:
        """Return the feature of that name.

        Raises:
            KompasError: The matrix holds no such feature.
        """
        for feature in self.features:
            if feature.name == name:
                return feature
        raise KompasError(
            f"The catalogue holds no feature '{name}'.", str(FAMILIES_FOLDER), f"Use one of: {', '.join(self.names)}."
        )

    def of_family(self, family: str) -> tuple[Feature, ...]:
        """Return the features of one family that are in the matrix."""
        return tuple(feature for feature in self.features if feature.family == family)


@cache
def load_catalogue() -> Catalogue:
    """Return the catalogue of all families, checked.

    Raises:
        KompasError: An entry is incomplete or speaks of a denied ground, or entries and SQL columns differ.
    """
    return read_catalogue(FAMILIES_FOLDER)


def read_catalogue(folder: Path) -> Catalogue:
    """Return the catalogue of the families below a folder, checked; see ``load_catalogue``."""
    paths = sorted(folder.glob(f"*/{CATALOGUE_FILE}"), key=lambda path: path.parent.name)
    families = tuple(_read_family(path) for path in paths)
    for family in families:
        check_words(family)
        check_signatures(family)
        check_denied(family)
    check_unique(families)
    check_sql(families, folder)
    return Catalogue(families)


def _read_family(path: Path) -> Family:
    """Read one family; ``owner``, ``review_date``, ``source_tables`` and ``held`` may stand once above its features."""
    content = read_yaml(path)
    try:
        shared = {key: value for key, value in content.items() if key not in ("features", "per", "about")}
        features = tuple(_read_feature(shared | entry, path.parent.name) for entry in content["features"])
        about = _bilingual(content["about"]) if "about" in content else None
        return Family(path.parent, content["per"], features, about)
    except (KeyError, TypeError, AttributeError) as error:
        raise KompasError(
            f"A catalogue entry is incomplete: {error}.", str(path), "Compare with an entry beside it."
        ) from error


def _read_feature(entry: dict[str, Any], family: str) -> Feature:
    return Feature(
        name=entry["name"],
        family=family,
        label=_bilingual(entry["label"]),
        description=_bilingual(entry["description"]),
        unit=entry["unit"],
        value_format=entry["format"],
        direction=entry["direction"],
        legal_basis=entry["legal_basis"],
        source_tables=tuple(entry["source_tables"]),
        proxy_risk=entry["proxy_risk"]["level"],
        proxy_reason=_bilingual(entry["proxy_risk"]),
        owner=entry["owner"],
        review_date=entry["review_date"],
        sentence=_bilingual(entry["sentence"]),
        missing=_bilingual(entry["missing"]),
        held=_bilingual(entry["held"]) if "held" in entry else None,
        signed=_signature(entry["signed"]) if "signed" in entry else None,
    )


def _signature(entry: Mapping[str, Any]) -> Signature:
    return Signature(entry["by"], entry["on"], entry["file"])


def _bilingual(texts: Mapping[str, str]) -> Bilingual:
    return Bilingual(texts["nl"], texts["en"])
