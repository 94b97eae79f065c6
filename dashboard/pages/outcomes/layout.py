"""How the outcomes page looks: choose an employer, fill in what came of it, and see what was told so far."""

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.components.tables import table
from dashboard.context import Context
from dashboard.decided import name_in
from dashboard.employers import employers_named
from dashboard.lineage import Lineage
from dashboard.pages.outcomes import form, query
from dashboard.pages.outcomes.query import Told
from dashboard.planned import plan_id_of, planned_item
from dashboard.purpose.purposes import carried
from dashboard.refusals import log_refused
from dashboard.regions import seen_among
from dashboard.routing import Address
from dashboard.texts import Words
from data_contracts.snapshots import Snapshot
from data_contracts.store.outcome import LawFinding, RecordedOutcome
from data_contracts.store.outcome_columns import choices

PLAN = "outcome-plan"
EMPLOYER = "outcome-employer"
SETTING = "outcome-setting"
VERSION = "outcome-version"
SAVE = "outcome-save"
PROBLEM = "outcome-problem"
DONE = "outcome-done"
BEFORE = "outcome-before"
TOLD = "outcome-told"
READ = "read_outcomes"
MOST_SHOWN = 200


def render(context: Context, lineage: Lineage, address: Address, words: Words) -> Component:
    """Return the page for a plan, with the form when its address names an employer; what is read is recorded.

    Raises:
        KompasError: Something cannot be read, or the reading cannot be logged.
    """
    known = query.plans(context.published, lineage.plan)
    in_use = plan_id_of(context.published, lineage.plan)
    asked = address.parameters.get("plan", in_use)
    plan_id = asked if asked in known else in_use
    employer_id = address.parameters.get("employer", "")
    plan = known[plan_id]
    blind = address.parameters.get("blind") == "1"
    shown = bool(employer_id) and context.account.may("record_outcomes")
    setting = {"plan_id": plan_id, "employer_id": employer_id, "language": words.language, "blind": blind}
    return html.Div(
        [
            dcc.Store(id=SETTING, data=setting),
            html.Div(
                [html.H1(words("title", plan=plan_id)), html.P(words("lead"), className="kompas-lead")],
            ),
            _choice(list(known), plan_id, words, records=context.account.may("record_outcomes")),
            *([form_section(context, plan, plan_id, employer_id, words, blind=blind)] if shown else []),
            html.Div(told_section(context, plan, plan_id, words), id=TOLD),
        ],
        className="kompas-page",
        id="outcomes-page",
    )


def _choice(plan_ids: list[str], plan_id: str, words: Words, *, records: bool) -> Component:
    # The field stays for who may not record, since both fields together tell the address; it is not shown.
    return html.Div(
        [
            dmc.Select(
                id=PLAN,
                label=words("choose.plan"),
                data=[{"value": name, "label": name} for name in plan_ids],
                value=plan_id,
                allowDeselect=False,
                w=170,
            ),
            dmc.Select(
                id=EMPLOYER,
                label=words("choose.employer"),
                placeholder=words("choose.explanation"),
                data=[],
                value=None,
                searchable=True,
                nothingFoundMessage=words("choose.none"),
                filter={"function": "everyOption"},
                w=420,
                style={} if records else {"display": "none"},
            ),
        ],
        className="kompas-selectors",
    )


def form_section(
    context: Context, plan: Snapshot, plan_id: str, employer_id: str, words: Words, *, blind: bool = False
) -> Component:
    """Return the form for one employer, filled in with what was told of it before."""
    if employer_id not in seen_among(context.published, plan, [employer_id]):
        log_refused(context, context.audit_log.reference("employer", employer_id), {"why": "region"})
        return section("outcome", words("form.outside"), words("form.outside.lead"))
    if not query.is_known(context, plan, plan_id, employer_id):
        return section("outcome", words("form.unknown"), words("form.unknown.lead", employer=employer_id, plan=plan_id))
    item = planned_item(context.published, plan, employer_id)
    latest = context.outcomes.latest_of(plan_id, employer_id)
    name = item.trade_name if item else name_in(employers_named(context.published, plan, {employer_id}), employer_id)
    values = form.values_of(latest.outcome, words.language) if latest else {}
    values.setdefault(form.INSTRUMENT, item.instrument if item else "visit")
    kept = ({"blind": "1"} if blind else {}) | carried(context.account, "outcome")
    dossier = Address(words.language, "employer", employer_id, kept).href
    return section(
        "outcome",
        name,
        "",
        html.P([html.Span(before_text(latest, words), id=BEFORE), " ", dcc.Link(words("form.dossier"), href=dossier)]),
        dcc.Store(id=VERSION, data=latest.sequence if latest else 0),
        html.Div(
            [
                *form.fields(values, words),
                html.P(id=PROBLEM, className="kompas-problem", role="alert"),
                html.P(id=DONE, className="kompas-done", role="status"),
                html.Div(dmc.Button(words("form.save"), id=SAVE), className="kompas-buttons"),
            ],
            className="kompas-form",
        ),
    )


def told_section(context: Context, plan: Snapshot, plan_id: str, words: Words) -> Component:
    """Return what was told of a plan so far, and record that it was read.

    Raises:
        KompasError: The reading cannot be logged; the list then stays closed.
    """
    told = query.told_of(context, plan, plan_id)
    records = context.account.may("record_outcomes")
    if not told:
        return section("told", words("told.heading"), "", html.P(words("told.none"), className="kompas-none"))
    context.log(READ, "plan", plan.manifest.snapshot_id, {"outcomes": len(told)})
    names = ("employer", "instrument", "status", "opened", "closed", "hours", "findings", "response", "by", "ground")
    lead = words("told.lead", count=formats.number(len(told), words.language), most=MOST_SHOWN)
    return section(
        "told",
        words("told.heading"),
        lead,
        table(
            words("told.heading"),
            [words(f"told.{name}") for name in names],
            [_row(item, plan_id, words, records=records) for item in told[:MOST_SHOWN]],
            frozenset({5}),
        ),
    )


def _row(told: Told, plan_id: str, words: Words, *, records: bool) -> list[Any]:
    outcome, language = told.recorded.outcome, words.language
    again = Address(language, "outcomes", parameters={"plan": plan_id, "employer": outcome.employer_id})
    hours = outcome.hours_minutes
    return [
        dcc.Link(told.trade_name, href=again.href) if records else told.trade_name,
        choice_word("instruments", outcome.instrument, words),
        choice_word("statuses", outcome.status, words),
        formats.day(outcome.opened_on, language),
        formats.day(outcome.closed_on, language) if outcome.closed_on else words("told.open"),
        formats.MISSING if hours is None else formats.number(hours / 60, language, 1),
        _findings(outcome.findings, words),
        choice_word("responses", outcome.response, words),
        outcome.by,
        words.of_code("ground", told.ground) if told.ground else words("told.ground_later"),
    ]


def _findings(findings: tuple[LawFinding, ...], words: Words) -> Any:
    if not findings:
        return formats.MISSING
    return html.Ul([html.Li(_finding(finding, words)) for finding in findings], className="kompas-plain")


def _finding(finding: LawFinding, words: Words) -> str:
    if not finding.violation:
        return words("told.no_violation", law=finding.law)
    parts = [words("told.violation", law=finding.law)]
    if finding.underpaid_cents:
        parts.append(formats.money(finding.underpaid_cents, words.language))
    if finding.sanction:
        parts.append(words.of_code("sanction", finding.sanction))
    if finding.objection:
        parts.append(words("told.objection", how=choice_word("objections", finding.objection, words).lower()))
    return ", ".join(parts)


def choice_word(group: str, code: str | None, words: Words) -> str:
    """Return the words of a choice of the form; a dash for none."""
    named: Mapping[str, str] = {item.code: item.words[words.language] for item in choices(group)}
    return named.get(code or "", formats.MISSING)


def before_text(latest: RecordedOutcome | None, words: Words) -> str:
    """Return who told what of the employer before."""
    if latest is None:
        return words("form.first")
    status = choice_word("statuses", latest.outcome.status, words)
    return words("form.again", by=latest.outcome.by, status=status.lower())
