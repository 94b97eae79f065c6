"""How the what-if page looks: ask a question, choose answers, read them side by side."""

from collections.abc import Sequence
from datetime import datetime

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.components.commands import with_commands
from dashboard.context import Context
from dashboard.lineage import Lineage
from dashboard.pages.what_if import query
from dashboard.pages.what_if.asking import ask_section, jobs_section
from dashboard.pages.what_if.laws import scenario_sections
from dashboard.pages.what_if.objectives import objective_section
from dashboard.pages.what_if.plans import plan_sections
from dashboard.pages.what_if.query import Answer
from dashboard.pages.what_if.questions import opening_question
from dashboard.published import Published
from dashboard.routing import Address
from dashboard.texts import Words
from data_contracts.snapshots import Snapshot

FIRST = "what-if-first"
SECOND = "what-if-second"
SETTING = "what-if-setting"
READ = "read_what_if"
NONE = "none"
PARAMETERS = ("first", "second")


def render(context: Context, lineage: Lineage, address: Address, words: Words) -> Component:
    """Return the page for one view; reading an answer that names employers is logged.

    Raises:
        KompasError: The reading cannot be logged; the answers then stay closed.
    """
    known = query.answers(context.published)
    chosen = chosen_of(known, address)
    for answer in chosen:
        context.log(READ, answer.kind, answer.identifier, {"plan": answer.base_plan})
    plan = lineage.plan
    setting = {
        "language": words.language,
        "plan": plan.manifest.snapshot_id,
        "shown": [answer.identifier for answer in chosen],
    }
    return html.Div(
        [
            dcc.Store(id=SETTING, data=setting),
            html.Div(
                [
                    html.H1(words("title")),
                    html.P(words("lead", plan=context.published.plan_name(plan)), className="kompas-lead"),
                ]
            ),
            html.Div(
                [
                    *_asking(context, plan, address, words),
                    html.Div([_choice(known, chosen, words), jobs_section(context, words)], className="kompas-column"),
                ],
                className="kompas-two",
            ),
            *_answers(context, chosen, address, words),
            *objective_section(context.published, known, plan.manifest.snapshot_id, words),
        ],
        className="kompas-page",
        id="what-if-page",
    )


def _asking(context: Context, plan: Snapshot, address: Address, words: Words) -> list[Component]:
    if not context.account.may("ask_what_if"):
        return []
    return [ask_section(context, plan, opening_question(address.parameters), words)]


def chosen_of(known: Sequence[Answer], address: Address) -> list[Answer]:
    """Return the answers that the address names, each once; what is not published is left out."""
    named = (query.find(known, address.parameters.get(name)) for name in PARAMETERS)
    return list({answer.identifier: answer for answer in named if answer}.values())


def _choice(known: Sequence[Answer], chosen: Sequence[Answer], words: Words) -> Component:
    if not known:
        return section("choose", words("choose.heading"), words("choose.none"))
    options = [{"value": answer.identifier, "label": _label(answer, words)} for answer in known]
    first, second = (chosen[index].identifier if index < len(chosen) else NONE for index in (0, 1))
    empty = {"value": NONE, "label": words("choose.nothing")}
    return section(
        "choose",
        words("choose.heading"),
        words("choose.lead"),
        dmc.Stack(
            [
                _select(FIRST, words("choose.first"), [empty, *options], first, words),
                _select(SECOND, words("choose.second"), [empty, *options], second, words),
            ],
            gap="sm",
            mt="sm",
        ),
    )


def _select(identifier: str, label: str, options: list[dict[str, str]], value: str, words: Words) -> Component:
    selector: Component = dmc.Select(
        id=identifier,
        label=label,
        data=options,
        value=value,
        allowDeselect=False,
        searchable=True,
        nothingFoundMessage=words("choose.not_found"),
        maxDropdownHeight=300,
    )
    return selector


def _label(answer: Answer, words: Words) -> str:
    made = datetime.fromisoformat(answer.snapshot.manifest.created_at).astimezone()
    moment = f"{formats.day(made.date(), words.language)} {made:%H:%M}"
    title = answer.text("title", words.language) or answer.identifier
    return words("choose.infeasible", title=title, moment=moment) if answer.infeasible else f"{title} ({moment})"


def _answers(context: Context, chosen: Sequence[Answer], address: Address, words: Words) -> list[Component]:
    what_ifs = [answer for answer in chosen if answer.kind == "what_if"]
    scenarios = [answer for answer in chosen if answer.kind == "scenario"]
    headlines = [_headline(context.published, answer, words) for answer in chosen]
    shown: list[Component] = [html.Div(headlines, className="kompas-two")] if headlines else []
    if len({answer.base_plan for answer in what_ifs}) > 1:
        shown.append(html.P(words("other_base"), className="kompas-problem", role="note", id="what-if-other-base"))
        for answer in what_ifs:
            shown += plan_sections(context, [answer], address, words)
    else:
        shown += plan_sections(context, what_ifs, address, words)
    for answer in scenarios:
        shown += scenario_sections(context, answer, address, words)
    return shown


def _headline(published: Published, answer: Answer, words: Words) -> Component:
    language = words.language
    manifest = answer.snapshot.manifest
    base = published.folder.find("plan", answer.base_plan)
    made = words(
        "headline.made",
        plan=_plan_name(published, base, answer),
        snapshot=manifest.snapshot_id,
        day=formats.day(datetime.fromisoformat(manifest.created_at).date(), language),
    )
    why = html.P(answer.text("clash", language) or words("infeasible.unknown"))
    clash = [html.Div([html.Strong(words("infeasible.heading")), why], className="kompas-clash", role="note")]
    return section(
        f"answer-{answer.identifier}",
        answer.text("title", language) or answer.identifier,
        "",
        *(clash if answer.infeasible else [html.P(answer.text("sentence", language))]),
        html.Ul([html.Li(with_commands(text)) for text in _caveats(answer, words)]),
        html.P(made, className="kompas-lead"),
    )


def _caveats(answer: Answer, words: Words) -> list[str]:
    """Return what to know before reading; that behaviour is not claimed stands there for every scenario."""
    told = answer.texts("caveats", words.language)
    synthetic = [words("headline.synthetic")] if answer.snapshot.manifest.synthetic else []
    if answer.kind == "scenario" and not told:
        return [words("behaviour"), *synthetic]
    return [*told, *synthetic]


def _plan_name(published: Published, base: Snapshot | None, answer: Answer) -> str:
    if base is not None:
        return published.plan_name(base)
    return str(answer.snapshot.manifest.notes.get("base_plan_id") or answer.base_plan)
