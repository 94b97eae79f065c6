"""The what-ifs and scenarios that have a name, as the terminal lists them."""

from collections.abc import Iterator

from features.statute.scenarios import load_scenarios
from models.inputs import Language
from models.planning.what_ifs import named_what_ifs
from pipelines.what_if.words import filled, said

INDENT = "    "


def what_if_list(language: Language) -> Iterator[str]:
    """Yield the named what-ifs, what each is about, and its options with their defaults."""
    for what_if in named_what_ifs():
        shown = {option.name: f"<{option.name}>" for option in what_if.options} | {"between": "..."}
        yield f"{what_if.what_if_id}: {filled(what_if.title, language, shown)}"
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
        yield f"{INDENT}{said('source', language, source=scenario.source, certainty=certainty)}"
        yield from (f"{INDENT}{caveat[language]}" for caveat in scenario.caveats)
