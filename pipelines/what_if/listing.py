"""The what-ifs and scenarios that have a name, as the terminal lists them."""

import re
from collections.abc import Iterator

from features.statute.scenarios import load_scenarios
from models.inputs import Language
from models.planning.what_ifs import named_what_ifs
from pipelines.what_if.words import filled, said

INDENT = "    "
_PLACE = re.compile(r"\{(\w+)(?::[^|}]*\|([^}]*))?\}")


def what_if_list(language: Language) -> Iterator[str]:
    """Yield the named what-ifs, what each is about, and its options with their defaults."""
    for what_if in named_what_ifs():
        yield f"{what_if.what_if_id}: {_with_places(what_if.title[language], language)}"
        yield f"{INDENT}{what_if.about[language]}"
        for option in what_if.options:
            default = "" if option.default is None else f" ({option.default})"
            yield f"{INDENT}--{option.name}  {option.title[language]}{default}"


def scenario_list(language: Language) -> Iterator[str]:
    """Yield the scenarios: what each changes, its source and how certain it is, and what to know about it."""
    for scenario in load_scenarios():
        yield f"{scenario.scenario_id}: {scenario.title[language]}"
        yield f"{INDENT}{filled(scenario.about, language, {'percent': scenario.percent or 0})}"
        certainty = said(f"certainty_{scenario.certainty}", language)
        yield f"{INDENT}{said('source', language, source=scenario.source[language], certainty=certainty)}"
        yield from (f"{INDENT}{caveat[language]}" for caveat in scenario.caveats)


def _with_places(title: str, language: Language) -> str:
    """Return a title in which what may be chosen stands as ``<number>``, with the word for more than one."""
    fixed = {"between": "...", "more": said("more", language)}

    def place(found: re.Match[str]) -> str:
        name, several = found.groups()
        return fixed.get(name, f"<{name}> {several}" if several else f"<{name}>")

    return _PLACE.sub(place, title)
