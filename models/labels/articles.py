"""Which articles a finding names, and whether they are among those that count."""

import re
from collections.abc import Collection

PARAGRAPH = re.compile(r",?\s*\blid\s+(\d+)", re.IGNORECASE)
PLACE = re.compile(r"(?<![\w(])(\d{1,2}[a-z]{0,2})((?:\(\w{1,3}\))*)(?!\w)", re.IGNORECASE)


def named_articles(text: str) -> frozenset[str]:
    """Return the articles in a finding's text: ``"Waadi art. 7a lid 1 en 8"`` names ``7a(1)`` and ``8``."""
    marked = PARAGRAPH.sub(r"(\1)", text)
    return frozenset((number + parts).lower() for number, parts in PLACE.findall(marked))


def counts(text: str, articles: Collection[str]) -> bool:
    """Tell whether a text names one of the articles, as precisely as both are written.

    ``7a`` counts where ``7a(1)`` is on the list and the other way round; ``12h(1)`` does not where only ``12h(2)`` is.
    """
    return any(_same(named, article) for named in named_articles(text) for article in articles)


def _same(named: str, article: str) -> bool:
    return named == article or named.startswith(f"{article}(") or article.startswith(f"{named}(")
