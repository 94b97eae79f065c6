"""What people decided: when, why, in which role, and what they had seen; no names."""

from collections.abc import Iterator

from data_contracts.store.decisions import decision_words
from data_contracts.store.item_state import RecordedDecision
from pipelines.dossier.court.gathering import CourtCase
from pipelines.dossier.court.words import moment_text, words
from pipelines.dossier.words import Language
from pipelines.reporting.paper import Block, Grid, Part, Points, Text
from pipelines.texts import texts_beside

COLUMNS = ("when", "what", "reason", "who", "seen")


def people_part(case: CourtCase, language: Language) -> Part:
    """Return the decisions under the plan, and which extracts were frozen at them."""
    return Part(words("decisions.heading", language), tuple(_blocks(case, language)))


def role_text(case: CourtCase, name: str, language: Language) -> str:
    """Return the role of a person, by the account of that name; a name that no account has tells no role."""
    known = texts_beside(__file__)
    roles = [words(f"role.{role}", language) for role in case.roles.get(name, ()) if f"role.{role}" in known]
    return ", ".join(roles) or words("decisions.role_unknown", language)


def _blocks(case: CourtCase, language: Language) -> Iterator[Block]:
    decisions = case.replay.selection.decisions
    if not decisions:
        yield Text(words("decisions.none", language))
        return
    head = tuple(words(f"decisions.{name}", language) for name in COLUMNS)
    yield Grid(head, tuple(_row(case, row, language) for row in decisions), (18, 24, 24, 20, 26))
    yield Text(words("decisions.roles", language))
    if case.extracts:
        frozen = (
            words("decisions.frozen", language, decision=extract.decision, hash=extract.content_hash)
            for extract in case.extracts
        )
        yield Points(tuple(frozen))


def _row(case: CourtCase, row: RecordedDecision, language: Language) -> tuple[str, ...]:
    """Return a decision; that a person added the employer is told no sooner than that lot drew it."""
    told = decision_words(row, language)
    if row.kind == "add" and not case.replay.selection.may_tell:
        told = {
            "what": words("decisions.taken_in", language),
            "reason": words("decisions.reason_later", language),
        }
    seen = words(f"decisions.seen_{row.view}", language)
    return moment_text(row.at, language), told["what"], told["reason"], role_text(case, row.by, language), seen
