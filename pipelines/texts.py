"""Reading the files of words in both languages."""

from functools import cache
from pathlib import Path

import yaml


@cache
def texts_beside(module: str) -> dict[str, dict[str, str]]:
    """Return the content of ``texts.yaml`` beside a module.

    Args:
        module: The module's ``__file__``.
    """
    content: dict[str, dict[str, str]] = yaml.safe_load(Path(module).with_name("texts.yaml").read_text("utf-8"))
    return content
