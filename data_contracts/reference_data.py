"""Reference lists that several rooms need: inspection regions, SBI sections and municipalities."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from data_contracts.yaml_files import read_yaml

REFERENCE_FOLDER = Path(__file__).parent / "reference"


@dataclass(frozen=True)
class Section:
    """One section of the SBI 2008: the *sector* of an employer."""

    code: str
    first_division: int
    last_division: int
    name_nl: str
    name_en: str


@dataclass(frozen=True)
class Municipality:
    """One municipality: its CBS code (``GM0363``), province code and a point in it (WGS84, degrees).

    ``inhabitants`` is a rough weight to spread things by and no statistic; ``None`` where there is nothing usable.
    """

    code: str
    name: str
    province: str
    latitude: float
    longitude: float
    inhabitants: int | None


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(REFERENCE_FOLDER / name)
    return content


@cache
def region_of_province() -> dict[str, str]:
    """Return the inspection region of each province code, e.g. ``{"GR": "Noord", ...}``."""
    return {province: region for region, provinces in _read("regions.yaml").items() for province in provinces}


@cache
def sections() -> tuple[Section, ...]:
    """Return the SBI sections in order of their code."""
    return tuple(
        Section(code, entry["divisions"][0], entry["divisions"][1], entry["nl"], entry["en"])
        for code, entry in _read("sbi_sections.yaml").items()
    )


@cache
def section_of_division() -> dict[str, str]:
    """Return the section of each two-digit SBI division, e.g. ``{"01": "A", ..., "78": "N"}``."""
    return {
        f"{division:02d}": section.code
        for section in sections()
        for division in range(section.first_division, section.last_division + 1)
    }


@cache
def municipalities() -> tuple[Municipality, ...]:
    """Return the 342 municipalities of the Netherlands in order of their code (source: ``municipalities.yaml``)."""
    return tuple(Municipality(code, *entry) for code, entry in _read("municipalities.yaml").items())
