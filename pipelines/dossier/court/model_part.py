"""The part that the model played, and what it did not do; its figures only once they may be told."""

from collections.abc import Iterator
from functools import cache

from features.catalogue import load_catalogue
from features.formatting import number
from models.labels import LAWS
from models.registry.identity import ModelId
from models.rules_scoring import flag_sentence
from pipelines.dossier.court.gathering import CourtCase
from pipelines.dossier.court.people_part import role_text
from pipelines.dossier.court.words import counted_words, moment_text, words
from pipelines.dossier.lines import reason_text
from pipelines.dossier.told import Row
from pipelines.dossier.words import Language, chance_text
from pipelines.reporting.paper import Block, Note, Part, Points, Text

SIGNALS = "signals"
LEADS = {"random": "model.lot", "hand": "model.hand"}


def model_part(case: CourtCase, language: Language) -> Part:
    """Return what the model is, what it did and did not do, and who put it in use."""
    told = ("what", "did_not") if case.replay.chain.models_of else ("not_in_use",)
    blocks = [Text(words(f"model.{name}", language)) for name in told]
    return Part(words("model.heading", language), (*blocks, *_estimates(case, language), *_models(case, language)))


def _estimates(case: CourtCase, language: Language) -> Iterator[Block]:
    if case.ground == "later":
        yield Note(words("model.withheld", language))
        return
    of_law = {row["law"]: row for row in case.replay.scores}
    if not of_law:
        yield Text(words("model.none", language))
        return
    yield Text(words(LEADS.get(case.ground, "model.decided"), language))
    yield Points(tuple(line for law in LAWS if law in of_law for line in _law(case, of_law[law], language)))
    told = {reason["feature"] for reason in (*case.replay.reasons, *case.replay.flags)}
    if told & signal_features():
        yield Note(words("model.signals", language))


@cache
def signal_features() -> frozenset[str]:
    """Return the names of the features about what people reported."""
    return frozenset(feature.name for feature in load_catalogue().features if feature.family == SIGNALS)


def _law(case: CourtCase, row: Row, language: Language) -> Iterator[str]:
    law = row["law"]
    if row["supported"] is False:
        yield words("model.unsupported", language, law=law)
    elif law in case.replay.chain.by_rules:
        yield from _by_rules(case, row, language)
    else:
        chance, rank = chance_text(row["probability"], language), number(row["rank"], language)
        of = number(case.scored.get(law, 0), language)
        yield words("model.law", language, law=law, chance=chance, rank=rank, of=of)
        mine = [reason for reason in case.replay.reasons if reason["law"] == law]
        for reason in sorted(mine, key=lambda item: (item["direction"] != "up", item["position"])):
            yield words(f"model.{reason['direction']}", language, law=law, reason=reason_text(reason, language))


def _by_rules(case: CourtCase, row: Row, language: Language) -> Iterator[str]:
    law = row["law"]
    flags = [flag for flag in case.replay.flags if flag["law"] == law]
    known = row["probability"] is not None
    share = words("model.rules.share", language, share=chance_text(row["probability"], language)) if known else ""
    yield counted_words("model.rules", language, law=law, count=len(flags), share=share).strip()
    for flag in flags:
        told = flag_sentence(flag["feature"], flag["value"], flag["above"], language)
        yield words("model.flag", language, law=law, flag=told)


def _models(case: CourtCase, language: Language) -> Iterator[Block]:
    """Yield who put the models in use: a decision of people, too."""
    told = []
    for law, snapshot in case.replay.chain.models_of.items():
        event, model = case.events.get(law), str(ModelId(law, snapshot))
        if event is None:
            told.append(words("model.not_active", language, model=model))
            continue
        day, role = moment_text(event.at, language), role_text(case, event.responsible, language)
        told.append(words("model.active", language, model=model, day=day, role=role, reason=event.reason))
    if told:
        yield Points(tuple(told))
