"""A replay as lines of plain text, for a reader who must judge whether the choice was as it should be."""

from collections.abc import Iterator
from datetime import datetime

from data_contracts.errors import KompasError
from data_contracts.store.decisions import decision_words
from data_contracts.store.reasons import words_of
from features.catalogue import load_catalogue
from features.formatting import number
from features.statute.articles import article_text
from features.statute.sentences import fact_sentence
from models.labels import LAWS
from models.rules_scoring import flag_sentence
from pipelines.dossier.chain import PLAN, Link
from pipelines.dossier.comparison_lines import stage_lines
from pipelines.dossier.selection import Selection
from pipelines.dossier.told import Replay, Row
from pipelines.dossier.words import Language, chance_text, day_text, words

TOLD = ("below", "noted")
INDENT = "  "


def replay_lines(replay: Replay, language: Language) -> Iterator[str]:
    """Yield a replay as text: the verdict, the choice, facts, the model's part, decisions, comparison, sources."""
    plan = replay.selection.plan_id
    yield words("title", language, employer=replay.employer_id, plan=plan)
    if replay.synthetic:
        yield words("synthetic", language)
    seconds = number(replay.seconds, language)
    yield words("lead", language, as_of=day_text(replay.as_of, language), seconds=seconds)
    yield ""
    yield verdict_line(replay, language)
    blocks = (
        ("selection", (*_selection(replay.selection, language), *_aim(replay, language))),
        ("facts", _facts(replay.facts, language)),
        ("model", _model(replay, language)),
        ("decisions", _decisions(replay.selection, language)),
        ("stages", _stages(replay, language)),
        ("chain", (line for link in replay.chain.links for line in _link(link, language))),
    )
    for position, (name, lines) in enumerate(blocks, start=1):
        yield ""
        yield f"{position}. {words(f'{name}.heading', language)}"
        yield from lines


def verdict_line(replay: Replay, language: Language) -> str:
    """Return in one line whether all is identical."""
    if replay.identical:
        return words("verdict.identical", language)
    compared = [item for stage in replay.stages for item in stage.comparisons]
    whole = replay.chain.is_sound and not any(stage.why_not for stage in replay.stages)
    mine = whole and not any(item.differences or item.problem for item in compared)
    return words("verdict.mine_only" if mine else "verdict.differs", language)


def _selection(found: Selection, language: Language) -> Iterator[str]:
    if found.item is None:
        yield words("selection.not_planned", language, plan=found.plan_id)
        yield from _chances(found, language)
        return
    instrument = words(f"instrument.{found.instrument}", language)
    month = f"{found.item['month']:%m-%Y}"
    yield words(
        "selection.planned",
        language,
        plan=found.plan_id,
        instrument=instrument,
        month=month,
        team=found.item["team"],
    )
    if found.closed is None:
        yield words("selection.lot_later", language)
        return
    where, day = words(f"where.{found.closed.where}", language), day_text(found.closed.closed_on, language)
    yield words("selection.closed", language, case=found.closed.case_id, day=day, where=where)
    yield from _ground(found.item, language)


def _aim(replay: Replay, language: Language) -> Iterator[str]:
    """Yield what the plan as a whole was after, where its manifest says so; it tells nothing of one employer."""
    plan = next((link.snapshot for link in replay.chain.links if link.kind == PLAN), None)
    settings = plan.manifest.configuration if plan is not None else {}
    if {"objective", "random_share"} <= settings.keys():
        objective = words(f"objective.{settings['objective']}", language)
        random = chance_text(settings["random_share"], language)
        yield words("selection.aim", language, objective=objective, random=random)


def _ground(item: Row, language: Language) -> Iterator[str]:
    if item["selection_ground"] == "random":
        yield words("selection.by_lot", language, chance=chance_text(item["random_probability"], language))
    else:
        yield words("selection.by_model", language, chance=chance_text(item["inclusion_probability"], language))
    if item.get("comparison"):
        yield words("selection.comparison", language, chance=chance_text(item["instrument_probability"], language))


def _chances(found: Selection, language: Language) -> Iterator[str]:
    if found.chances is None:
        yield words("selection.no_chance", language)
        return
    inclusion, random = (
        chance_text(found.chances[f"{name}_probability"], language) for name in ("inclusion", "random")
    )
    yield words("selection.chance", language, inclusion=inclusion, random=random)
    if found.chances.get("letter_probability") is not None:
        yield words("selection.letter", language, letter=chance_text(found.chances["letter_probability"], language))


def _facts(facts: list[Row], language: Language) -> Iterator[str]:
    told = [fact for status in TOLD for fact in facts if fact["status"] == status]
    yield words("facts.lead" if told else "facts.none", language)
    for fact in told:
        yield f"{INDENT}{article_text(str(fact['article']), language)}: {_fact(fact, language)}"


def _fact(fact: Row, language: Language) -> str:
    try:
        return fact_sentence(fact["rule"], fact["status"], fact, language)
    except KompasError:
        return f"{fact['rule']} ({fact['status']})"


def _model(replay: Replay, language: Language) -> Iterator[str]:
    yield words("not_for_the_file", language)
    of_law = {row["law"]: row for row in replay.scores}
    if not of_law:
        yield words("model.none", language)
    for law in (law for law in LAWS if law in of_law):
        row = of_law[law]
        if row["supported"] is False:
            yield INDENT + words("model.unsupported", language, law=law)
            continue
        if law in replay.chain.by_rules:
            yield from _by_rules(law, row, replay, language)
            continue
        chance, rank = chance_text(row["probability"], language), number(row["rank"], language)
        yield INDENT + words("model.law", language, law=law, chance=chance, rank=rank)
        mine = [reason for reason in replay.reasons if reason["law"] == law]
        for reason in sorted(mine, key=lambda item: (item["direction"] != "up", item["position"])):
            yield 2 * INDENT + words(f"model.{reason['direction']}", language, reason=reason_text(reason, language))


def _by_rules(law: str, row: Row, replay: Replay, language: Language) -> Iterator[str]:
    """Yield what rules said of a law without a model: how many flags, what past cases came to, and which flags."""
    mine = [flag for flag in replay.flags if flag["law"] == law]
    key = "model.rules_unknown" if row["probability"] is None else "model.rules"
    share = "" if row["probability"] is None else chance_text(row["probability"], language)
    yield INDENT + words(key, language, law=law, count=len(mine), share=share)
    for flag in mine:
        yield 2 * INDENT + flag_sentence(flag["feature"], flag["value"], flag["above"], language)


def reason_text(reason: Row, language: Language) -> str:
    """Return one reason of an estimate in words; of a feature that the catalogue no longer has, its name."""
    names = {feature.name for feature in load_catalogue().features}
    if reason["feature"] not in names:
        return str(reason["feature"])
    feature = load_catalogue().feature(reason["feature"])
    return feature.phrase(reason["direction"], reason["value"], reason["peer_value"], language)


def _decisions(found: Selection, language: Language) -> Iterator[str]:
    if not found.decisions:
        yield words("decisions.none", language)
    for row in found.decisions:
        at = f"{datetime.fromisoformat(row.at).astimezone():%d-%m-%Y %H:%M}"
        view = words_of("views", row.view, language).lower()
        yield INDENT + words("decisions.line", language, at=at, by=row.by, view=view, **decision_words(row, language))


def _stages(replay: Replay, language: Language) -> Iterator[str]:
    yield words("tolerance", language)
    for stage in replay.stages:
        yield from stage_lines(stage, replay.selection, language)


def _link(link: Link, language: Language) -> Iterator[str]:
    kind, name = words(f"kind.{link.kind}", language), link.snapshot_id
    if link.is_sound and link.snapshot is not None:
        manifest = link.snapshot.manifest
        state = words("chain.sound", language, hash=manifest.content_hash, code=manifest.code_version)
        yield INDENT + words("chain.line", language, kind=kind, name=name, state=state)
        if link.kind == PLAN:
            yield 2 * INDENT + words("chain.in_the_log" if link.in_the_log else "chain.not_in_the_log", language)
        if manifest.tombstones:
            files = len({stone.path for stone in manifest.tombstones})
            yield 2 * INDENT + words("chain.erased", language, count=files)
    for problem in link.problems:
        code, _, file = problem.partition(":")
        state = words(f"problem.{code}", language, file=file)
        yield INDENT + words("chain.line", language, kind=kind, name=name, state=state)
