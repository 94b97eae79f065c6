"""What an objective is called where there is room for a word or two, on whichever page."""

from pathlib import Path

from dashboard.texts import Language, words_of


def short_name(objective: str, language: Language) -> str:
    """Return the short name of an objective."""
    words = words_of(Path(__file__).parent, language)
    return words(f"short.{objective}")
