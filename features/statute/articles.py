"""Which articles of law a text names, so that what rests on the same article can be found."""

import re

ACTS = re.compile(r"\b(Wml|Wav|Waadi)\s+art\.?\s+([^;:]*)")
DECREES = re.compile(r"\bBesluit \w+")
NOTES = re.compile(r"\([^)]*\)")
NUMBER = re.compile(r"\b\d{1,2}[a-z]{0,2}\b")


def articles_in(text: str) -> frozenset[str]:
    """Return the articles that a text names, without their paragraphs.

    ``"Wml art. 7, 8 and 14(10); Besluit minimumjeugdloonregeling"`` names ``Wml 7``, ``Wml 8``, ``Wml 14`` and the
    decree.
    """
    plain = NOTES.sub("", text)
    numbered = {f"{act} {number}" for act, listed in ACTS.findall(plain) for number in NUMBER.findall(listed)}
    return frozenset(numbered | set(DECREES.findall(plain)))
