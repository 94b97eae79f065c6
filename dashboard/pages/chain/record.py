"""What the registers say of the party, and what was found at it and around it earlier."""

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.chains import FEW_WORKERS, Party
from dashboard.components.cards import section
from dashboard.components.chain_graph import party_link
from dashboard.components.tables import table
from dashboard.pages.chain.lists import violations
from dashboard.pages.chain.view import View
from dashboard.published import Row
from dashboard.texts import Words
from features.statute.articles import article_text
from features.statute.rules import load_rules
from features.statute.sentences import fact_sentence

SHOWN = 30


def facts_block(view: View, words: Words) -> Component | None:
    """Return what the checks on the Waadi say of the party; ``None`` when it may not be seen or is no employer."""
    if view.party.employer_id not in view.seen:
        return None
    lead = words("facts.lead", as_of=formats.day(view.as_of, words.language))
    if not view.facts:
        return section(
            "chain-facts", words("facts.heading"), lead, html.P(words("facts.none"), className="kompas-none")
        )
    header = [words(f"facts.{name}") for name in ("article", "what", "period")]
    rows = [
        [
            article_text(fact["article"], words.language),
            _told(fact, words),
            formats.period(fact["period_from"], fact["period_to"], words.language),
        ]
        for fact in view.facts
    ]
    return section("chain-facts", words("facts.heading"), lead, table(words("facts.caption"), header, rows))


def findings_block(view: View, words: Words) -> Component | None:
    """Return the violations found earlier at the party and its partners; ``None`` when none of them may be seen."""
    if not view.seen:
        return None
    lead = words("findings.lead", as_of=formats.day(view.as_of, words.language))
    found = _found(view)
    if not found:
        nothing = html.P(words("findings.none"), className="kompas-none")
        return section("chain-findings", words("findings.heading"), lead, nothing)
    header = [words(f"findings.{name}") for name in ("employer", "law", "date", "case", "ground")]
    rows = [_row(party, case, finding, words) for party, case, finding in found[:SHOWN]]
    more = len(found) - SHOWN
    rest = [html.P(words("findings.more", count=formats.number(more, words.language)))] if more > 0 else []
    shown = table(words("findings.caption"), header, rows)
    return section("chain-findings", words("findings.heading"), lead, shown, *rest)


def _told(fact: Row, words: Words) -> str:
    """Return a fact in a sentence; of few workers no figures are told outside the dossier."""
    if fact["workers"] is not None and fact["workers"] < FEW_WORKERS:
        return words("facts.few", title=load_rules()[fact["rule"]].title[words.language], few=FEW_WORKERS)
    return fact_sentence(fact["rule"], fact["status"], fact, words.language)


def _found(view: View) -> list[tuple[Party, Row, Row]]:
    party_of = {party.employer_id: party for party in reversed(view.listed) if party.employer_id}
    found = [
        (party_of[employer_id], case, finding)
        for employer_id, cases in view.known.cases.items()
        for case, finding in violations(cases)
    ]
    return sorted(found, key=lambda item: (item[2]["established_on"], item[1]["case_id"]), reverse=True)


def _row(party: Party, case: Row, finding: Row, words: Words) -> list[Component | str]:
    language = words.language
    law = article_text(finding["article"], language) if finding["article"] else finding["law"]
    closed = case["closed_on"]
    ground = case["selection_ground"]
    return [
        party_link(party, words),
        words("findings.upheld", law=law) if finding["objection"] == "upheld" else law,
        formats.day(finding["established_on"], language),
        words("findings.closed", day=formats.day(closed, language)) if closed else words("findings.open"),
        words.of_code("ground", ground) if ground else words("findings.ground_later"),
    ]
