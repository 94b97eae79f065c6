"""The blocks of a dossier. Facts, probability and what is not known never stand in the same block."""

from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.bars import contribution_bar
from dashboard.components.cards import section
from dashboard.components.tables import definitions, table
from dashboard.pages.employer.by_rules import rules_part
from dashboard.pages.employer.query import Dossier
from dashboard.published import Row
from dashboard.texts import Words
from features.catalogue import load_catalogue
from features.statute.articles import article_text
from features.statute.rules import load_rules
from features.statute.sentences import fact_sentence

LAWS = ("WML", "Wav", "Waadi")


def facts_block(found: Dossier, words: Words) -> Component:
    """Return what the employer's own returns say, measured against the statute."""
    lead = words("facts.lead", as_of=formats.day(found.as_of, words.language))
    if not found.facts:
        return section("facts", words("facts.heading"), lead, html.P(words("facts.none"), className="kompas-none"))
    return section(
        "facts",
        words("facts.heading"),
        lead,
        _fact_table(words("facts.caption"), found.facts, words),
        html.P(words("facts.only_declared"), className="kompas-lead"),
    )


def noted_block(found: Dossier, words: Words) -> Component | None:
    """Return the facts that are worth knowing and below nothing; ``None`` when there are none."""
    if not found.noted:
        return None
    shown = _fact_table(words("noted.caption"), found.noted, words)
    return section("noted", words("noted.heading"), words("noted.lead"), shown)


def _fact_table(caption: str, facts: list[Row], words: Words) -> Component:
    header = [words(f"facts.{name}") for name in ("article", "what", "period", "workers", "amount")]
    return table(caption, header, [_fact(fact, words) for fact in facts], frozenset({3, 4}))


def _fact(fact: Row, words: Words) -> list[str]:
    return [
        article_text(fact["article"], words.language),
        _sentence(fact, words),
        formats.period(fact["period_from"], fact["period_to"], words.language),
        formats.number(fact["workers"], words.language),
        formats.money(fact["amount_cents"], words.language),
    ]


def _sentence(fact: Row, words: Words) -> str:
    return fact_sentence(fact["rule"], fact["status"], fact, words.language)


def probability_block(found: Dossier, words: Words) -> Component:
    """Return what the models estimate, law by law, with what raises and what lowers it."""
    by_law = {score["law"]: score for score in found.scores}
    nothing = html.P(words("probability.none"), className="kompas-none")
    widest = max((abs(reason["contribution"]) for reason in found.reasons), default=0.0)
    blocks = [_one_law(law, by_law, found, widest, words) for law in LAWS if law in by_law or law not in found.modelled]
    return section(
        "probability",
        words("probability.heading"),
        words("rules.lead" if found.by_rules.keys() >= set(LAWS) else "probability.lead"),
        *([nothing] if found.modelled and not by_law else []),
        *([html.Div(blocks, className="kompas-laws")] if blocks else []),
        *(
            [html.P(words("probability.bars"), className="kompas-lead")]
            if by_law.keys() - found.by_rules.keys()
            else []
        ),
    )


def _one_law(law: str, by_law: Mapping[str, Row], found: Dossier, widest: float, words: Words) -> Component:
    if law in found.withheld:
        return _block(law, [html.P(words("suspended.not_told"), className="kompas-none")], words)
    if law not in by_law:
        return _block(law, [html.P(words("probability.no_model"), className="kompas-none")], words)
    if law in found.by_rules:
        flags = [flag for flag in found.flags if flag["law"] == law]
        lead = [] if found.by_rules.keys() >= set(LAWS) else [html.P(words("rules.lead"), className="kompas-lead")]
        shown = [*lead, *rules_part(by_law[law], found.by_rules[law], flags, words)]
        return _block(law, [*shown, *_expected(by_law[law], words)], words)
    return _law(by_law[law], found, widest, words)


def _block(law: str, shown: list[Component], words: Words) -> Component:
    return html.Div([html.H3(words(f"law.{law}")), *shown], className="kompas-law", id=f"law-{law}")


def _law(score: Row, found: Dossier, widest: float, words: Words) -> Component:
    mine = [reason for reason in found.reasons if reason["law"] == score["law"]]
    shown: list[Component] = (
        [html.P(words("probability.unsupported"), className="kompas-none")]
        if score["supported"] is False
        else [
            html.Div(formats.chance(score["probability"], words.language), className="kompas-chance"),
            html.P(place_sentence(score, words)),
            *_without_memory(score, words),
            *_expected(score, words),
            *_reasons("up", mine, widest, words),
            *_reasons("down", mine, widest, words),
            *_below_the_cut(found.below_the_cut.get(score["law"]), words),
        ]
    )
    return _block(score["law"], shown, words)


def _below_the_cut(told: Row | None, words: Words) -> list[Component]:
    if told is None:
        return []
    return [html.H4(words("probability.below_the_cut")), html.P(told[f"sentence_{words.language}"])]


def place_sentence(score: Row, words: Words) -> str:
    """Return an employer's place among all in words, with its interval and who shares it."""
    names = {"rank": "rank", "count": "employers", "low": "rank_low", "high": "rank_high"}
    figures = {name: formats.number(score[column], words.language) for name, column in names.items()}
    key = "probability.rank" if score["rank_low"] is None else "probability.rank_interval"
    others = score["tied"] - 1
    shared = "one" if others == 1 else "many"
    tie = words(f"probability.tied.{shared}", others=formats.number(others, words.language)) if others else ""
    return f"{words(key, **figures)} {tie}".strip()


def _without_memory(score: Row, words: Words) -> list[Component]:
    if score["rank_without_memory"] is None:
        return []
    rank = formats.number(score["rank_without_memory"], words.language)
    chance = formats.chance(score["probability_without_memory"], words.language)
    return [html.P(words("probability.without_memory", rank=rank, chance=chance))]


def _expected(score: Row, words: Words) -> list[Component]:
    euros = score["expected_underpaid_eur"]
    figures = {
        "expected_workers": _estimated(score["expected_workers"], 1, words),
        "expected_underpaid_eur": words("probability.not_estimable")
        if euros is None
        else formats.euros(euros, words.language),
        "expected_hours": _estimated(score["expected_hours"], 0, words),
    }
    rows = [(words(f"probability.{name}"), value) for name, value in figures.items()]
    return [html.H4(words("probability.expected")), definitions(rows)]


def _estimated(value: float | None, decimals: int, words: Words) -> str:
    return words("probability.not_estimable") if value is None else formats.number(value, words.language, decimals)


def _reasons(direction: str, reasons: list[Row], widest: float, words: Words) -> list[Component]:
    mine = [reason for reason in reasons if reason["direction"] == direction]
    if not mine:
        return [html.P(words(f"probability.{direction}.none"), className="kompas-none")]
    items = [
        html.Li(
            [
                html.Span(_reason(reason, words)),
                contribution_bar(reason["contribution"], widest, words),
            ]
        )
        for reason in mine
    ]
    return [html.H4(words(f"probability.{direction}")), html.Ul(items, className="kompas-reasons")]


def _reason(reason: Row, words: Words) -> str:
    feature = load_catalogue().feature(reason["feature"])
    return feature.phrase(reason["direction"], reason["value"], reason["peer_value"], words.language)


def not_known_block(found: Dossier, words: Words) -> Component:
    """Return what nobody should read into this dossier, because it is not known."""
    as_of = formats.day(found.as_of, words.language)
    checked = {rule.law for rule in load_rules().values()}
    unscored = [law for law in LAWS if law not in {score["law"] for score in found.scores}]
    items = [
        *(f"{article_text(fact['article'], words.language)}: {_sentence(fact, words)}" for fact in found.not_testable),
        *(words("not_known.unchecked", law=words(f"law.{law}")) for law in LAWS if law not in checked),
        words("not_known.age", as_of=as_of),
        words("not_known.declared"),
        words("not_known.interval"),
        words("not_known.support"),
        words("not_known.site"),
        *(words("not_known.unscored", law=words(f"law.{law}")) for law in unscored),
    ]
    return section(
        "not-known", words("not_known.heading"), words("not_known.lead"), html.Ul([html.Li(item) for item in items])
    )


def inspections_block(found: Dossier, words: Words) -> Component:
    """Return the earlier cases that were known on the as-of date."""
    lead = words("inspections.lead", as_of=formats.day(found.as_of, words.language))
    if not found.inspections:
        nothing = html.P(words("inspections.none"), className="kompas-none")
        return section("inspections", words("inspections.heading"), lead, nothing)
    header = [words(f"inspections.{name}") for name in ("case", "selected", "closed", "ground", "outcome")]
    rows = [_inspection(case, words) for case in found.inspections]
    return section("inspections", words("inspections.heading"), lead, table(words("inspections.caption"), header, rows))


def _inspection(case: Row, words: Words) -> list[Any]:
    closed = formats.day(case["closed_on"], words.language) if case["closed_on"] else words("inspections.open")
    ground = case["selection_ground"]
    findings = case["findings"] or []
    return [
        case["case_id"],
        formats.day(case["selected_on"], words.language),
        closed,
        words.of_code("ground", ground) if ground else words("inspections.ground_later"),
        html.Ul([html.Li(_finding(finding, words)) for finding in findings], className="kompas-plain")
        if findings
        else words("inspections.no_outcome"),
    ]


def _finding(finding: Row, words: Words) -> str:
    if not finding["violation"]:
        return words("inspections.no_violation", law=finding["law"])
    outcome = words("inspections.violation", law=finding["law"])
    if finding["article"]:
        outcome += " " + words("inspections.article", article=article_text(finding["article"], words.language))
    parts = [outcome]
    if finding["workers_affected"]:
        parts.append(_affected(finding["workers_affected"], words))
    if finding["underpaid_cents"]:
        amount = formats.money(finding["underpaid_cents"], words.language)
        parts.append(words("inspections.underpaid", amount=amount))
    if finding["sanction"]:
        parts.append(words.of_code("sanction", finding["sanction"]))
    return ", ".join(parts)


def _affected(workers: int, words: Words) -> str:
    if workers == 1:
        return words("inspections.worker")
    return words("inspections.workers", count=formats.number(workers, words.language))
