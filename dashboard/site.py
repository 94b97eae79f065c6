"""The site of a planned item in words: where it is, and when it was last seen active."""

from dashboard import formats
from dashboard.planned import PlannedItem
from dashboard.texts import Words
from data_contracts.reference_data import municipalities


def place_of(item: PlannedItem, words: Words) -> str:
    """Return the postcode and municipality of the site; the registers hold no street."""
    if item.municipality_code is None:
        return words("site.none")
    names = {place.code: place.name for place in municipalities()}
    name = names.get(item.municipality_code, item.municipality_code)
    return f"{postcode_in_words(item.postcode)} {name}" if item.postcode else name


def postcode_in_words(postcode: str) -> str:
    """Return a postcode as people write it, ``2629 CW``: the registers hold it without the space."""
    return f"{postcode[:4]}{formats.NO_BREAK}{postcode[4:].strip()}".strip()


def seen_in_words(item: PlannedItem, words: Words) -> str:
    """Return when the site was last seen active."""
    if item.last_seen_active is None:
        return words("site.never_seen")
    return formats.day(item.last_seen_active, words.language)
