"""The form for a joint visit, what it would record before it is recorded, and the same as a file to take along."""

from datetime import date
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.components.groups import group_name
from dashboard.components.tables import table
from dashboard.context import Context
from dashboard.export import csv_text
from dashboard.pages.chain import ids, query
from dashboard.pages.chain.bundle import MOST, Proposal, Visit, hours_of
from dashboard.pages.chain.view import View
from dashboard.planned import plan_id_of
from dashboard.texts import Words
from data_contracts.snapshots import Snapshot
from data_contracts.store.reasons import codes
from data_contracts.store.reasons import words_of as store_word


def bundle_block(context: Context, plan: Snapshot, view: View, words: Words) -> Component:
    """Return the form; the month is the plan's first and the team one of the party's own region, until changed."""
    teams = query.teams_of(context.published, plan)
    own = next((row["team"] for row in teams if row["region"] == view.party.region), None)
    months = [date.fromisoformat(text) for text in plan.manifest.notes.get("months", ())]
    month_options = [{"value": item.isoformat(), "label": formats.month(item, words.language)} for item in months]
    grounds = [{"value": code, "label": store_word("grounds", code, words.language)} for code in codes("grounds")]
    team_options = [{"value": row["team"], "label": row["team"]} for row in teams]
    fields = [
        _select(ids.MONTH, "month", month_options, months[0].isoformat() if months else None, words),
        _select(ids.TEAM, "team", team_options, own, words),
        _select(ids.GROUND, "ground", grounds, None, words),
    ]
    remark = dmc.Textarea(
        id=ids.REMARK,
        label=words("bundle.remark"),
        description=words("bundle.remark.explanation"),
        value=words("bundle.remark.value", party=view.party.party_id),
        autosize=True,
        minRows=1,
    )
    return section(
        "chain-bundle",
        words("bundle.heading"),
        words("bundle.lead", most=MOST),
        html.Div(
            [
                *_middle(view, words),
                html.Div(fields, className="kompas-fields"),
                remark,
                html.P(id=ids.PROBLEM, className="kompas-problem", role="alert"),
                html.Div(dmc.Button(words("bundle.show"), id=ids.SHOW, variant="outline")),
                html.Div(id=ids.CONFIRM, role="status"),
                dcc.Download(id=ids.DOWNLOAD),
            ],
            className="kompas-form",
        ),
    )


def confirmation(context: Context, proposal: Proposal, kept: dict[str, Any], words: Words) -> Component:
    """Return exactly what would be recorded, with the button that records it.

    Args:
        context: Who looks.
        proposal: The joint visit.
        kept: What the browser hands back to record it.
        words: The page's words.
    """
    header = [words(f"bundle.{name}") for name in ("employer", "what", "hours")]
    rows = [[visit.party.name, _what(visit, proposal, words), _hours(visit, words)] for visit in proposal.visits]
    record = [dmc.Button(words("bundle.record"), id=ids.RECORD)] if proposal.added else []
    may_take = context.account.may("export_plan")
    export = [dmc.Button(words("bundle.export"), id=ids.EXPORT, variant="outline")] if may_take else []
    return html.Div(
        [
            dcc.Store(id=ids.PROPOSAL, data=kept),
            html.H3(words("bundle.confirm.heading")),
            table(words("bundle.caption"), header, rows, frozenset({2})),
            *[html.P(line) for line in _sums(proposal, words)],
            html.Div([*record, *export], className="kompas-buttons"),
        ]
    )


def proposal_as_csv(context: Context, plan: Snapshot, proposal: Proposal, words: Words) -> str:
    """Return a joint visit as CSV: who, and what happens; nothing of why an employer that is planned was selected."""
    fixed = {words("export.plan"): plan_id_of(context.published, plan)}
    if plan.manifest.synthetic:
        fixed[words("export.data")] = words("export.data.synthetic")
    names = ["number", "region", "sector", "size", "month", "team"]
    header = [words("bundle.employer"), *(words(f"export.{name}") for name in names), words("bundle.what")]
    rows = [_csv_row(visit, proposal, words) + list(fixed.values()) for visit in proposal.visits]
    return csv_text([*header, words("bundle.hours"), *fixed], rows, words.language)


def _csv_row(visit: Visit, proposal: Proposal, words: Words) -> list[str]:
    party, added = visit.party, visit.planned is None
    return [
        party.name,
        visit.employer_id,
        group_name("region", party.region or "", words),
        group_name("sector", party.sector or "", words),
        group_name("size_class", party.size_class or "", words),
        formats.month(proposal.asked.month, words.language) if added else "",
        proposal.asked.team if added else "",
        _what(visit, proposal, words),
        _hours(visit, words),
    ]


def _what(visit: Visit, proposal: Proposal, words: Words) -> str:
    if visit.planned is not None:
        return words("bundle.stays", planned=visit.planned)
    month = formats.month(proposal.asked.month, words.language)
    return words("bundle.adds", month=month, team=proposal.asked.team)


def _hours(visit: Visit, words: Words) -> str:
    if visit.planned is not None:
        return formats.MISSING
    return words("bundle.hours.none") if visit.hours is None else formats.number(visit.hours, words.language)


def _sums(proposal: Proposal, words: Words) -> list[str]:
    added = proposal.added
    if not added:
        return [words("bundle.confirm.nothing")]
    hours, unknown = hours_of(added)
    asked = proposal.asked
    month = formats.month(asked.month, words.language)
    told = [words("bundle.hours.total", hours=formats.number(hours, words.language), team=asked.team, month=month)]
    if unknown:
        told.append(words("bundle.hours.unknown", count=formats.number(unknown, words.language)))
    remark = [f"{words('bundle.remark')}: {asked.remark}"] if asked.remark else []
    return [*told, f"{words('bundle.ground')}: {store_word('grounds', asked.ground, words.language)}", *remark]


def _middle(view: View, words: Words) -> list[Component]:
    party = view.party
    if party.employer_id not in view.seen:
        return []
    label = words("bundle.middle", name=party.name)
    return [dmc.Checkbox(value=party.party_id, label=label)]


def _select(identifier: str, name: str, options: list[dict[str, str]], value: str | None, words: Words) -> Component:
    select: Component = dmc.Select(
        id=identifier,
        label=words(f"bundle.{name}"),
        placeholder=words("choose"),
        data=options,
        value=value,
        allowDeselect=False,
    )
    return select
