"""Values of the registers as the dossier says them: sectors, sites and wage tax numbers."""

from collections.abc import Mapping, Sequence
from functools import cache

from dashboard import formats
from dashboard.published import Row
from dashboard.site import postcode_in_words
from dashboard.texts import Words
from data_contracts.reference_data import municipalities, section_of_division, sections

PSEUDONYM = "N"
"""What a wage tax number begins with that is a pseudonym."""
MOST_PLACES = 8


def wage_tax_number(number: str, words: Words) -> str:
    """Return a wage tax number; of a natural person's only the part that tells its numbers apart, no pseudonym."""
    if number.startswith(PSEUDONYM):
        return words("pseudonym", part=number[-3:])
    return number


def places(rows: Sequence[Row], words: Words) -> str:
    """Return in which municipalities there are how many establishments, the first of them by name."""
    shown = [_place(row, words) for row in rows[:MOST_PLACES]]
    more = len(rows) - len(shown)
    return ", ".join([*shown, *([words("places.more", count=more)] if more else [])])


def municipality(code: str | None) -> str:
    """Return the name of a municipality, or its code when that is not known."""
    return _municipalities().get(code or "") or code or formats.MISSING


def site(postcode: str | None, municipality_code: str | None) -> str:
    """Return where a site is, e.g. ``2629 CW Rotterdam``."""
    name = municipality(municipality_code)
    return f"{postcode_in_words(postcode)} {name}" if postcode else name


def sector(sbi_code: str | None, words: Words) -> str:
    """Return the name of the section that an SBI code belongs to, with the code."""
    name = sector_name(section_of_division().get((sbi_code or "")[:2]), words)
    if name is None:
        return words("sector.unknown", sbi=sbi_code or formats.MISSING)
    return words("sector.known", name=name, sbi=sbi_code)


def sector_name(section: str | None, words: Words) -> str | None:
    """Return the name of a section by its letter; ``None`` when there is no such section."""
    found = next((item for item in sections() if item.code == section), None)
    if found is None:
        return None
    return found.name_nl if words.language == "nl" else found.name_en


def _place(row: Row, words: Words) -> str:
    name, count = municipality(row["municipality_code"]), row["establishments"]
    return name if count == 1 else words("places.several", name=name, count=count)


@cache
def _municipalities() -> Mapping[str, str]:
    return {item.code: item.name for item in municipalities()}
