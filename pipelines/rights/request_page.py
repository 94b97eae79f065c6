"""A correction request as a page: what is contested, what was known when, and what granting would change."""

from collections.abc import Iterator
from datetime import date, datetime

from features.formatting import NOTHING, euros
from features.statute.rules import load_rules
from features.statute.sentences import fact_sentence
from models.inputs import Language
from pipelines.reporting.paper import Block, Document, Grid, Note, Part, Text
from pipelines.rights.correcting import Reopened
from pipelines.rights.effect import Effect, Fact
from pipelines.rights.exporting import words


def request_page(found: Reopened, language: Language) -> Document:
    """Return the page of a request in a language."""
    request = found.request
    title = words("correct.title", language, request=request.request_id, employer=request.employer_id)
    return Document(
        language=language,
        title=title,
        about=words("about", language),
        foot=words("foot", language, made=_moment(found.made.isoformat(), language)),
        mark=words("mark", language) if found.synthetic else "",
        made=found.made,
        opening=(_state(found, language),),
        parts=(
            Part(words("correct.asked.heading", language), tuple(_asked(found, language))),
            Part(words("correct.history.heading", language), tuple(_history(found, language))),
            Part(words("correct.effect.heading", language), tuple(_effect(found.effect, language))),
        ),
    )


def _state(found: Reopened, language: Language) -> Note:
    if found.decision is None:
        return Note(words("correct.state.asked", language))
    decided = found.decision
    at = _moment(decided.at, language)
    return Note(words(f"correct.state.{decided.state}", language, at=at, reason=decided.reason))


def _asked(found: Reopened, language: Language) -> Iterator[Block]:
    request, contested = found.request, found.request.contested
    at = _moment(request.at, language)
    yield Text(words("correct.asked", language, asked_by=request.asked_by, at=at, reason=request.reason))
    if contested is not None:
        key = ", ".join(f"{name} {value}" for name, value in contested.key.items())
        says, should = (
            NOTHING if value in (None, "") else str(value) for value in (contested.says, contested.should_say)
        )
        told = {"table": contested.table, "key": key, "column": contested.column, "says": says, "should": should}
        yield Text(words("correct.what", language, **told))
    yield Note(words("correct.legal", language))


def _history(found: Reopened, language: Language) -> Iterator[Block]:
    contested = found.request.contested
    if not found.history or contested is None:
        yield Text(words("correct.history.none", language))
        return
    head = tuple(words(f"correct.history.{name}", language) for name in ("known", "says", "drop", "plans"))
    rows = tuple(
        (
            f"{version.known_at:%d-%m-%Y}",
            _plain(version.row[contested.column]),
            version.drop or words("correct.history.no_drop", language),
            ", ".join(plans) or words("correct.history.no_plans", language),
        )
        for version, plans in zip(found.history, found.plans, strict=True)
    )
    yield Grid(head, rows, (18, 24, 24, 34))
    if found.dossiers:
        told = ", ".join(_moment(at, language) for at in found.dossiers)
        yield Text(words("correct.history.dossiers", language, dossiers=told))
    else:
        yield Text(words("correct.history.no_dossiers", language))


def _effect(effect: Effect | None, language: Language) -> Iterator[Block]:
    if effect is None or effect.as_of is None:
        yield Text(words("correct.history.none", language))
        return
    if effect.why_not:
        yield Text(words("correct.effect.why_not", language, why=effect.why_not))
        return
    yield Text(words("correct.effect.lead", language, as_of=f"{effect.as_of:%d-%m-%Y}"))
    if effect.changed:
        head = tuple(words(f"correct.effect.{name}", language) for name in ("law", "before", "after"))
        rows = tuple(
            (_check(then or now, language), _fact(then, language), _fact(now, language)) for then, now in effect.changed
        )
        yield Grid(head, rows, (20, 40, 40))
    else:
        yield Text(words("correct.effect.none", language))
    yield Text(words("correct.effect.later", language))


def _check(fact: Fact | None, language: Language) -> str:
    rule = load_rules().get(str(fact["rule"])) if fact else None
    return rule.title[language] if rule else NOTHING


def _fact(fact: Fact | None, language: Language) -> str:
    if fact is None:
        return words("correct.effect.gone", language)
    sentence = fact_sentence(fact["rule"], fact["status"], fact, language)
    return sentence if fact["amount_cents"] is None else f"{euros(fact['amount_cents'], language)}. {sentence}"


def _plain(value: object) -> str:
    if value is None:
        return NOTHING
    return f"{value:%d-%m-%Y}" if isinstance(value, date) else str(value)


def _moment(at: str, language: Language) -> str:
    return words("made", language, at=datetime.fromisoformat(at).astimezone())
