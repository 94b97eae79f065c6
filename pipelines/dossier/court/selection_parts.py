"""How the employer came into the plan, and whether lot did that: the second only once it may be told."""

from collections.abc import Iterator

from data_contracts.store.item_state import item_state
from data_contracts.store.reasons import words_of
from pipelines.dossier.chain import PLAN
from pipelines.dossier.court.gathering import CourtCase
from pipelines.dossier.court.words import legal, words
from pipelines.dossier.words import Language, chance_text, day_text
from pipelines.dossier.words import words as replay_words
from pipelines.reporting.paper import Block, Note, Part, Points, Text


def grounds_part(case: CourtCase, language: Language) -> Part:
    """Return why the employer is, or is not, in the plan, without saying what was decisive."""
    return Part(words("grounds.heading", language), tuple(_grounds(case, language)))


def random_part(case: CourtCase, language: Language) -> Part:
    """Return whether lot chose the employer, or why that is not told yet."""
    return Part(words("random.heading", language), tuple(_random(case, language)))


def means_of(case: CourtCase, language: Language) -> str:
    """Return by what means the plan chose those that lot did not draw, for within a sentence.

    Once it may be told, those of the employer's own law; before that, those of the whole plan.
    """
    chain = case.replay.chain
    means = "both" if chain.by_rules and chain.models_of else "rules" if chain.by_rules else "model"
    return str(legal()["means"][case.ground if case.ground in ("model", "rules") else means][language])


def _grounds(case: CourtCase, language: Language) -> Iterator[Block]:
    selection = case.replay.selection
    if not case.is_chosen:
        yield Text(words("grounds.not_chosen", language, plan=selection.plan_id))
    else:
        yield Text(_chosen(case, language))
    yield Text(words("grounds.ways", language))
    yield Points(tuple(words(f"grounds.way.{way}", language) for way in ("lot", "estimate", "hand")))
    plan = next((link.snapshot for link in case.replay.chain.links if link.kind == PLAN), None)
    settings = plan.manifest.configuration if plan is not None else {}
    if {"objective", "random_share"} <= settings.keys():
        objective = replay_words(f"objective.{settings['objective']}", language)
        random = chance_text(settings["random_share"], language)
        yield Text(words("grounds.aim", language, objective=objective, random=random))
    yield Text(words("grounds.duty", language))


def _chosen(case: CourtCase, language: Language) -> str:
    selection = case.replay.selection
    state = item_state(selection.decisions)
    item = selection.item or {"month": state.month, "team": state.team}
    month = replay_words("not_known", language) if item["month"] is None else f"{item['month']:%m-%Y}"
    instrument = replay_words(f"instrument.{selection.instrument or 'visit'}", language)
    return words(
        "grounds.chosen", language, plan=selection.plan_id, instrument=instrument, month=month, team=item["team"]
    )


def _random(case: CourtCase, language: Language) -> Iterator[Block]:
    selection = case.replay.selection
    if not case.is_chosen:
        yield Text(_chances(case, language))
        return
    if selection.closed is None:
        if case.has_left:
            yield Text(words("random.left", language))
            return
        yield Note(words("random.later", language))
        yield from (Text(words(f"random.later.{part}", language)) for part in ("why", "then", "court"))
        return
    day = day_text(selection.closed.closed_on, language)
    yield Text(words("random.closed", language, case=selection.closed.case_id, day=day))
    yield from _told(case, language)


def _told(case: CourtCase, language: Language) -> Iterator[Block]:
    item = case.replay.selection.item
    if item is None:
        ground = item_state(case.replay.selection.decisions).ground or ""
        yield Text(words("random.hand", language, ground=words_of("grounds", ground, language).lower()))
        if ground == "signal":
            yield Note(words("random.source", language))
        return
    if case.ground == "random":
        yield Text(words("random.lot", language, chance=chance_text(item["random_probability"], language)))
    else:
        yield Text(words("random.model", language, chance=chance_text(item["inclusion_probability"], language)))
    if item.get("comparison"):
        yield Text(words("random.comparison", language, chance=chance_text(item["instrument_probability"], language)))


def _chances(case: CourtCase, language: Language) -> str:
    chances = case.replay.selection.chances
    if chances is None:
        return words("random.no_chance", language)
    told = {name: chance_text(chances[f"{name}_probability"], language) for name in ("inclusion", "random")}
    return words("random.not_chosen", language, **told)
