"""The indicator files of all features: read beside the catalogue, and checked against it."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache, reduce
from pathlib import Path
from typing import Any

from data_contracts.errors import KompasError
from data_contracts.yaml_files import read_yaml
from features.catalogue import FAMILIES_FOLDER, Catalogue, load_catalogue
from features.deny_list import denied_ground
from features.engine import FEATURES_FOLDER
from features.family import Family
from features.feature import Bilingual, Feature
from features.indicator import (
    ANSWERS,
    EXPECTATIONS,
    HIGHER,
    LOWER,
    NO,
    Indicator,
    IndicatorState,
    Lawful,
    Provision,
    Register,
    Substantive,
    state_on,
)
from features.statute.laws import load_laws

INDICATORS_FILE = "indicators.yaml"
REGISTERS_FILE = FEATURES_FOLDER / "indicator_registers.yaml"
CERTAINTIES = ("high", "medium", "low", "unverified")
PROPOSED = "proposed"
AS_DIRECTED = {1: HIGHER, -1: LOWER}

Content = Mapping[str, Any]


@cache
def load_registers() -> dict[str, Register]:
    """Return what is said of each register once.

    Raises:
        KompasError: An entry is incomplete, or has an answer or certainty that does not exist.
    """
    return read_registers(REGISTERS_FILE)


@cache
def load_indicators() -> dict[str, Indicator]:
    """Return the indicator files by feature, in the order of the catalogue, those of held features too.

    Raises:
        KompasError: See ``read_indicators``.
    """
    return read_indicators(load_catalogue(), FAMILIES_FOLDER, load_registers())


def read_registers(path: Path) -> dict[str, Register]:
    """Return what a file says of each register; see ``load_registers``."""
    with _complete(path):
        return {
            name: Register(_lawful(entry["lawful"], path), _bilingual(entry["quality"], path))
            for name, entry in read_yaml(path).items()
        }


def read_indicators(catalogue: Catalogue, folder: Path, registers: Mapping[str, Register]) -> dict[str, Indicator]:
    """Return the indicator files below a folder by feature. A feature without one is left out: its state is *missing*.

    Args:
        catalogue: The features.
        folder: Where the families stand.
        registers: What is said of each register once.

    Raises:
        KompasError: An entry has no feature, an answer or a language is missing, an answer does not exist, a shared
            text is not there or used nowhere, a reason leans on a denied ground, the expected link goes against the
            feature's direction, or a feature of the matrix is answered *no*.
    """
    found: dict[str, Indicator] = {}
    for family in catalogue.definitions:
        path = folder / family.name / INDICATORS_FILE
        if path.exists():
            found |= _read_family(family, path, registers)
    return found


def states(day: date, confirmed: Mapping[str, Collection[str]] | None = None) -> dict[str, IndicatorState]:
    """Return how the file of each feature of the matrix stands on a day.

    Args:
        day: The day on which it must hold.
        confirmed: For a feature, the questions that a named person has answered since.
    """
    files, answered = load_indicators(), confirmed or {}
    return {
        feature.name: state_on(day, feature, files.get(feature.name), answered.get(feature.name, ()))
        for feature in load_catalogue().features
    }


def _read_family(family: Family, path: Path, registers: Mapping[str, Register]) -> dict[str, Indicator]:
    content = read_yaml(path)
    with _complete(path):
        _check_shared(content, path)
        entries = {entry["name"]: entry for entry in content["features"]}
        _require(len(entries) == len(content["features"]), "A feature has two entries.", path)
        strangers = sorted(entries.keys() - {feature.name for feature in family.features})
        _require(not strangers, f"There is no feature {', '.join(strangers)} in this family.", path)
        wanted = [feature for feature in family.features if feature.name in entries]
        found = {feature.name: _read(feature, entries[feature.name], content, registers, path) for feature in wanted}
    for feature in wanted:
        _check(feature, found[feature.name], path)
    return found


def _read(
    feature: Feature, entry: Content, family: Content, registers: Mapping[str, Register], path: Path
) -> Indicator:
    """Read one entry; ``laws`` may stand once above the features, and texts that several share have a key there."""
    sources = [registers[table] for table in feature.source_tables]
    own = [_lawful(family["lawful"][entry["lawful"]], path)] if "lawful" in entry else []
    substantive = entry["substantive"]
    return Indicator(
        name=feature.name,
        lawful=reduce(Lawful.joined, [*(register.lawful for register in sources), *own]),
        quality=(*(register.quality for register in sources), _bilingual(family["quality"][entry["quality"]], path)),
        substantive=Substantive(substantive["answer"], substantive["source"], _bilingual(substantive, path)),
        expected=entry["expected"],
        laws=tuple(entry.get("laws", family["laws"])),
        reviewers=_bilingual(family["reviewed_by"], path),
    )


def _lawful(entry: Content, path: Path) -> Lawful:
    provisions = tuple(Provision(row["provision"], row["certainty"]) for row in entry["provisions"])
    known = entry["answer"] in ANSWERS and {provision.certainty for provision in provisions} <= set(CERTAINTIES)
    _require(known, f"'{entry['answer']}', or how sure a provision is, does not exist as an answer.", path)
    return Lawful(entry["answer"], provisions, (_bilingual(entry, path),))


def _check_shared(content: Content, path: Path) -> None:
    """See that the file says it is a proposal, and that each of its shared texts is used."""
    _require(
        content["reviewed_by"]["status"] == PROPOSED,
        "An indicator file says that somebody signed it.",
        path,
        f"Write '{PROPOSED}': a signature is a decision of a named person and is kept with the decisions.",
    )
    for part in ("lawful", "quality"):
        used = {entry[part] for entry in content["features"] if part in entry}
        loose = sorted(set(content.get(part, {})) ^ used)
        _require(not loose, f"These shared texts on '{part}' are used or written, not both: {', '.join(loose)}.", path)


def _check(feature: Feature, indicator: Indicator, path: Path) -> None:
    what, substantive = f"The indicator file of '{feature.name}'", indicator.substantive
    acts = bool(indicator.laws) and set(indicator.laws) <= set(load_laws())
    known = acts and substantive.answer in ANSWERS and indicator.expected in EXPECTATIONS
    _require(known, f"{what} has an answer, expectation or act that does not exist.", path)
    _require(
        AS_DIRECTED.get(feature.direction, indicator.expected) == indicator.expected,
        f"{what} expects '{indicator.expected}', but its estimate may only go the other way.",
        path,
        "Make the expectation here and the direction in the catalogue say the same.",
    )
    denied = denied_ground(
        f"{substantive.reason.nl} {substantive.reason.en}",
        held_or_signed=feature.held is not None or feature.signed is not None,
    )
    _require(denied is None, f"{what} gives as a reason what no feature may be made of: {denied}.", path)
    _require(
        feature.held is not None or NO not in (indicator.lawful.answer, substantive.answer),
        f"{what} answers 'no', and the feature is in the matrix.",
        path,
        "Hold the feature in the catalogue.",
    )


@contextmanager
def _complete(path: Path) -> Iterator[None]:
    try:
        yield
    except (KeyError, TypeError, AttributeError) as error:
        raise KompasError(
            f"An indicator file is incomplete: {error}.", str(path), "Compare with an entry beside it."
        ) from error


def _require(holds: bool, problem: str, path: Path, remedy: str = "Compare with the entries beside it.") -> None:
    if not holds:
        raise KompasError(problem, str(path), remedy)


def _bilingual(texts: Content, path: Path) -> Bilingual:
    _require(bool(texts["nl"] and texts["en"]), "A text of an indicator file is empty in Dutch or English.", path)
    return Bilingual(texts["nl"], texts["en"])
