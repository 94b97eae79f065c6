"""Reading the files of words in both languages."""

from functools import cache
from pathlib import Path

from data_contracts.yaml_files import read_yaml


@cache
def texts_beside(module: str) -> dict[str, dict[str, str]]:
    """Return the content of ``texts.yaml`` beside a module.

    Args:
        module: The module's ``__file__``.
    """
    content: dict[str, dict[str, str]] = read_yaml(Path(module).with_name("texts.yaml"))
    return content
