"""What a family's entries must keep to before anything is built with them; ``catalogue_sql`` looks at its SQL."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from data_contracts.errors import KompasError
from features.deny_list import denied_ground
from features.family import CATALOGUE_FILE, PER, PER_MONTHS, PER_REGISTERS, Family
from features.feature import FORMATS, RISK_LEVELS, Feature


def check_words(family: Family) -> None:
    """Hold the words of each entry against those that exist.

    Raises:
        KompasError: ``per``, a format, direction or level of risk is not one of ours, or the family has tables of its
            own although it runs by chunk.
    """
    path = family.folder / CATALOGUE_FILE
    if family.per not in PER or (family.per == PER_MONTHS and family.tables):
        raise KompasError(
            f"Family '{family.name}' runs per '{family.per}', which does not exist or makes no tables of its own.",
            str(path),
            f"Write one of: {', '.join(PER)}. Only a family that runs per {PER_REGISTERS} has tables/.",
        )
    for feature in family.features:
        known = (
            feature.value_format in FORMATS and feature.direction in (-1, 0, 1) and feature.proxy_risk in RISK_LEVELS
        )
        if not known:
            raise KompasError(
                f"Feature '{feature.name}' has a format, direction or proxy risk that does not exist.",
                str(path),
                f"Formats: {', '.join(FORMATS)}; directions: -1, 0, 1; risks: {', '.join(RISK_LEVELS)}.",
            )


def check_signatures(family: Family) -> None:
    """See that a signature names a person, a day and a file in the family's folder, and that nothing is held then.

    Raises:
        KompasError: A signature is not complete, its file is not there, or the feature is held all the same.
    """
    for feature in family.features:
        signed = feature.signed
        if signed is None:
            continue
        complete = bool(str(signed.by or "").strip()) and isinstance(signed.on, date)
        if feature.held is not None or not complete or not (family.folder / str(signed.file)).is_file():
            raise KompasError(
                f"Feature '{feature.name}' is not signed as it should be.",
                str(family.folder / CATALOGUE_FILE),
                "Give the person (by), the day (on) and the signed indicator file in the family's folder (file), "
                "and take 'held' away.",
            )


def check_denied(family: Family) -> None:
    """Hold what each entry says, the tables it reads and all SQL of the family against the deny-list.

    Raises:
        KompasError: Something speaks of a denied ground.
    """
    for feature in family.features:
        subject = f"feature '{feature.name}'"
        _refuse_denied(_said_of(feature), _is_off_or_signed(feature), subject, family.folder / CATALOGUE_FILE)
    free = all(_is_off_or_signed(feature) for feature in family.features)
    for path, sql in family.sql_texts.items():
        _refuse_denied(sql, free, f"the SQL of family '{family.name}'", path)


def check_unique(families: Sequence[Family]) -> None:
    """See that no name is given to two features, whichever their families.

    Raises:
        KompasError: A name occurs twice.
    """
    names = [feature.name for family in families for feature in family.features]
    for family in families:
        for feature in family.features:
            if names.count(feature.name) > 1:
                raise KompasError(
                    f"The catalogue holds '{feature.name}' twice.",
                    str(family.folder / CATALOGUE_FILE),
                    "Give one of them another name.",
                )


def _is_off_or_signed(feature: Feature) -> bool:
    return feature.held is not None or feature.signed is not None


def _said_of(feature: Feature) -> str:
    texts = (feature.label, feature.description)
    words = [feature.name, feature.legal_basis, *feature.source_tables]
    return " \n ".join([*words, *(text.nl for text in texts), *(text.en for text in texts)])


def _refuse_denied(text: str, held_or_signed: bool, subject: str, path: Path) -> None:
    found = denied_ground(text, held_or_signed)
    if found is not None:
        ground, word = found
        raise KompasError(
            f"No feature may be made of {ground}: {subject} says '{word}'.",
            str(path),
            "Leave it out, or hold it until a named person signed where the deny-list says unless_signed.",
        )
