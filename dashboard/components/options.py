"""The options of a field that searches at the server, as a browser hands them back."""

from typing import Any


def options_of(shown: Any) -> list[dict[str, Any]]:
    """Return the options that a field shows; what is none is left out."""
    return [item for item in shown if isinstance(item, dict)] if isinstance(shown, list) else []
