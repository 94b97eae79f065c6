"""The words of broken rules, in Dutch and English."""

from functools import cache
from pathlib import Path
from typing import Any

from data_contracts.contract import Column
from data_contracts.yaml_files import read_yaml


@cache
def _texts() -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(Path(__file__).parent / "messages.yaml")
    return content


def message(kind: str, column: str = "", detail: str = "") -> tuple[str, str]:
    """Return what a broken rule of a kind says, in English and in Dutch."""
    texts = _texts()[kind]
    return (
        texts["en"].format(column=column, detail_en=detail),
        texts["nl"].format(column=column, detail_nl=detail),
    )


def type_message(column: Column) -> tuple[str, str]:
    """Return what a value says that cannot be read as the column's type, in English and in Dutch."""
    texts, words = _texts()["type"], _texts()["types"][column.type]
    return (
        texts["en"].format(column=column.name, detail_en=words["en"]),
        texts["nl"].format(column=column.name, detail_nl=words["nl"]),
    )
