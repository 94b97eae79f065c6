"""The dossier for a court as a document: what was chosen, why, on which facts, by whom, and what nobody knows."""

from collections.abc import Iterator

from pipelines.dossier.court.facts_part import facts_part, shortfalls, untested
from pipelines.dossier.court.gathering import CourtCase
from pipelines.dossier.court.model_part import model_part
from pipelines.dossier.court.people_part import people_part
from pipelines.dossier.court.selection_parts import grounds_part, means_of, random_part
from pipelines.dossier.court.sources_parts import checked_files, replay_part, versions_part
from pipelines.dossier.court.words import counted_words, legal, moment_text, remedies, sentence, to_confirm, words
from pipelines.dossier.words import Language, day_text
from pipelines.reporting.paper import Block, Document, Note, Part, Points, Text

SENTENCE_OF = {"random": "lot", "model": "model", "rules": "model", "hand": "hand", "later": "open"}
"""Which sentence goes with what was decisive."""


def court_document(case: CourtCase, language: Language) -> Document:
    """Return the dossier for a court in a language.

    Args:
        case: What is told.
        language: ``"nl"`` or ``"en"``.
    """
    employer, plan = case.replay.employer_id, case.replay.selection.plan_id
    return Document(
        language=language,
        title=words("title", language, employer=employer),
        about=words("about", language, plan=plan, employer=employer),
        foot=words("foot", language, made=moment_text(case.made, language)),
        mark=words("mark", language) if case.replay.synthetic else "",
        made=case.made,
        opening=tuple(_opening(case, language)),
        parts=(
            Part(words("short.heading", language), (Points(tuple(_short(case, language))),)),
            grounds_part(case, language),
            random_part(case, language),
            facts_part(case, language),
            model_part(case, language),
            people_part(case, language),
            Part(words("awb.heading", language), tuple(_awb(case, language))),
            Part(words("remedies.heading", language), tuple(_remedies(language))),
            versions_part(case, language),
            replay_part(case, language),
            Part(words("unknown.heading", language), (Points(tuple(_unknown(case, language))),)),
        ),
    )


def _opening(case: CourtCase, language: Language) -> Iterator[Block]:
    yield Text(words("opening.what", language, purpose=case.purpose))
    yield Note(words("opening.not_a_finding", language))
    if case.replay.synthetic:
        yield Text(words("opening.synthetic", language))
    if case.contested:
        yield Note(words("opening.contested", language))
    if not case.replay.chain.is_sound:
        yield Note(words("opening.damaged", language))


def _short(case: CourtCase, language: Language) -> Iterator[str]:
    chosen = "short.chosen" if case.is_chosen else "short.not_chosen"
    as_of = day_text(case.replay.as_of, language)
    yield words(chosen, language, plan=case.replay.selection.plan_id, as_of=as_of)
    if case.ground != "not_chosen":
        keys = {"random": "short.lot", "model": "short.model", "rules": "short.rules", "hand": "short.hand"}
        yield words(keys.get(case.ground, "short.later"), language)
    if case.has_facts:
        count = shortfalls(case)
        yield counted_words("short.facts.some" if count else "short.facts.none", language, count=count)
    decisions = len(case.replay.selection.decisions)
    if case.is_chosen:
        yield counted_words("short.people" if decisions else "short.nobody", language, count=decisions)
    sound = case.replay.chain.is_sound
    yield counted_words("short.checked.sound" if sound else "short.checked.not", language, files=checked_files(case))


def _awb(case: CourtCase, language: Language) -> Iterator[Block]:
    if case.ground == "not_chosen":
        yield Text(words("awb.not_chosen", language))
        return
    yield Text(words("awb.lead", language))
    as_of, means = day_text(case.replay.as_of, language), means_of(case, language)
    plan = case.replay.selection.plan_id
    yield sentence(SENTENCE_OF[case.ground], language, plan=plan, as_of=as_of, means=means)
    yield Text(words("awb.if_true", language))
    yield to_confirm(legal()["disclosure"], language)


def _remedies(language: Language) -> Iterator[Block]:
    yield Points(remedies(language))
    yield Note(str(legal()["confirm_all"][language]))


def _unknown(case: CourtCase, language: Language) -> Iterator[str]:
    yield words("unknown.guilt", language)
    if case.is_chosen and case.replay.selection.closed is None:
        yield words("unknown.open", language)
    if untested(case):
        yield counted_words("unknown.not_testable", language, count=len(untested(case)))
    if case.contested:
        yield words("unknown.contested", language)
    yield words("unknown.registers", language)
    if case.replay.chain.models_of:
        yield words("unknown.training", language)
    snapshots = (link.snapshot for link in case.replay.chain.links)
    if any(snapshot is not None and snapshot.manifest.tombstones for snapshot in snapshots):
        yield words("unknown.erased", language)
    if any(not case.roles.get(row.by) for row in case.replay.selection.decisions):
        yield words("unknown.roles", language)
    yield words("unknown.log", language)
