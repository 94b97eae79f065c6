"""The facts, and which of them are contested."""

from collections.abc import Iterator

from data_contracts.store.corrections import RecordedRequest
from features.statute.rules import BELOW
from pipelines.dossier.court.gathering import CourtCase
from pipelines.dossier.court.words import moment_text, words
from pipelines.dossier.facts_told import fact_blocks, untested_checks
from pipelines.dossier.words import Language
from pipelines.dossier.words import words as replay_words
from pipelines.reporting.paper import Block, Note, Part, Text


def facts_part(case: CourtCase, language: Language) -> Part:
    """Return the facts, with what is contested before them."""
    facts = case.replay.facts if case.has_facts else None
    told = fact_blocks(facts, case.replay.employer_id, language)
    return Part(words("facts.heading", language), (*_requests(case, language), *told))


def shortfalls(case: CourtCase) -> int:
    """Return how many facts fall short of what the law asks."""
    return sum(1 for fact in case.replay.facts if fact["status"] == BELOW)


def untested(case: CourtCase) -> tuple[str, ...]:
    """Return the checks that could not be made."""
    return untested_checks(case.replay.facts, "en")


def _requests(case: CourtCase, language: Language) -> Iterator[Block]:
    for request in case.requests:
        told = {"request": request.request_id, "day": moment_text(request.at, language)}
        if request.state == "asked":
            yield Note(_contested(request, language, told))
        else:
            yield Text(words(f"facts.decided.{request.state}", language, reason=request.reason, **told))


def _contested(request: RecordedRequest, language: Language, told: dict[str, str]) -> str:
    found = request.contested
    erased = replay_words("not_known", language)
    values = dict.fromkeys(("table", "column", "says", "should"), erased)
    if found is not None:
        says, should = (erased if value is None else str(value) for value in (found.says, found.should_say))
        values = {"table": found.table, "column": found.column, "says": says, "should": should}
    return words("facts.contested", language, **told, **values)
