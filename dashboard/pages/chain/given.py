"""What a browser hands in, which can be anything, as text that can be read and written everywhere."""

from typing import Any


def text_of(value: Any) -> str:
    """Return a text without the half characters that JSON can carry and UTF-8 cannot; what is no text is empty."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else ""
