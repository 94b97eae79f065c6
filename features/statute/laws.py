"""The acts: their names, their number in the statute base and what in them is fineable."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from data_contracts.yaml_files import read_yaml

LAWS_FOLDER = Path(__file__).parent / "laws"


@dataclass(frozen=True)
class FineableArticle:
    """Conduct that an act calls fineable, with the article that says so."""

    article: str
    name_nl: str
    name_en: str


@dataclass(frozen=True)
class Law:
    """One act. ``folder`` holds its parameters, checks, worked cases and sentences."""

    law_id: str
    name_nl: str
    name_en: str
    bwb_id: str
    fineable: tuple[FineableArticle, ...]
    folder: Path


@cache
def load_laws() -> dict[str, Law]:
    """Return the acts by their id: ``WML``, ``Wav``, ``Waadi``. Adding an act is adding its folder."""
    laws = [_read_law(path) for path in sorted(LAWS_FOLDER.glob("*/law.yaml"))]
    return {law.law_id: law for law in laws}


def _read_law(path: Path) -> Law:
    content = read_yaml(path)
    fineable = tuple(FineableArticle(entry["article"], entry["nl"], entry["en"]) for entry in content["fineable"])
    names = content["names"]
    return Law(content["id"], names["nl"], names["en"], content["bwb_id"], fineable, path.parent)
