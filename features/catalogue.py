"""The catalogue: the one list of features. What is not in it does not exist, and what it may not hold stops a build."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from data_contracts.errors import KompasError
from features.catalogue_checks import check_columns, check_denied, check_words
from features.engine import FEATURES_FOLDER, without_comments
from features.feature import Bilingual, Feature
from features.statute.laws import read_yaml

FAMILIES_FOLDER = FEATURES_FOLDER / "families"


@dataclass(frozen=True)
class Catalogue:
    """All features in the order of the matrix: family by family, and within a family in the order of its file."""

    features: tuple[Feature, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all features, in the order of the matrix."""
        return tuple(feature.name for feature in self.features)

    @property
    def families(self) -> tuple[str, ...]:
        """The names of the families, in the order of the matrix."""
        return tuple(dict.fromkeys(feature.family for feature in self.features))

    @property
    def monotone_constraints(self) -> tuple[int, ...]:
        """For each feature +1, 0 or -1: an estimate may only rise, go either way or only fall with it."""
        return tuple(feature.direction for feature in self.features)

    def feature(self, name: str) -> Feature:
        """Return the feature of that name.

        Raises:
            KompasError: The catalogue holds no such feature.
        """
        for feature in self.features:
            if feature.name == name:
                return feature
        raise KompasError(
            f"The catalogue holds no feature '{name}'.", str(FAMILIES_FOLDER), f"Use one of: {', '.join(self.names)}."
        )

    def of_family(self, family: str) -> tuple[Feature, ...]:
        """Return the features of one family."""
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
    features: list[Feature] = []
    for path in sorted(folder.glob("*/catalogue.yaml"), key=lambda path: path.parent.name):
        family = _read_family(path)
        query = without_comments(path.with_name("features.sql").read_text(encoding="utf-8"))
        check_words(family, path)
        check_denied(family, query, path)
        check_columns(family, query, path)
        features.extend(family)
    return Catalogue(tuple(features))


def _read_family(path: Path) -> tuple[Feature, ...]:
    """Read one family; ``owner``, ``review_date`` and ``source_tables`` may stand once above its features."""
    content = read_yaml(path)
    try:
        shared = {key: value for key, value in content.items() if key != "features"}
        return tuple(_read_feature(shared | entry, path.parent.name) for entry in content["features"])
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
    )


def _bilingual(texts: dict[str, str]) -> Bilingual:
    return Bilingual(texts["nl"], texts["en"])
