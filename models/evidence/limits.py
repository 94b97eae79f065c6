"""What no model can do, whatever its figures."""

from functools import cache
from pathlib import Path

from data_contracts.yaml_files import read_yaml
from models.wording import Texts


@cache
def limits() -> tuple[Texts, ...]:
    """Return the known limits, each in both languages."""
    content: list[Texts] = read_yaml(Path(__file__).with_name("limits.yaml"))
    return tuple(content)
