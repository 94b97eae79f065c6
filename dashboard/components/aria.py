"""What a screen reader is told beside what is seen."""

from typing import Any


def aria(**attributes: str) -> dict[str, Any]:
    """Return ARIA attributes for a Dash component, e.g. ``aria(label="Main menu")``."""
    return {f"aria-{name}": value for name, value in attributes.items()}
