"""What no model can do, whatever its figures."""

from functools import cache
from pathlib import Path

import yaml

from models.wording import Texts


@cache
def limits() -> tuple[Texts, ...]:
    """Return the known limits, each in both languages."""
    content: list[Texts] = yaml.safe_load(Path(__file__).with_name("limits.yaml").read_text(encoding="utf-8"))
    return tuple(content)
