"""What is not known yet of whom the selection falls on, and which features may stand for what they should not."""

from collections.abc import Sequence
from datetime import date

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.components.commands import with_commands
from dashboard.components.data_export import Column, Sheet
from dashboard.components.sheets import sheet_fold, source_line
from dashboard.components.tables import table
from dashboard.pages.fairness.view import PAGE_NAME, View
from features.catalogue import load_catalogue
from features.feature import RISK_LEVELS

QUESTIONS = ("groups", "proxies", "unvisited", "steps", "sites", "remedy")


def proxy_sheets(view: View) -> tuple[Sheet, ...]:
    """Return of each feature how likely it stands for a protected ground, as its owner judged; the riskiest first."""
    words, language = view.words, view.words.language
    features = sorted(
        load_catalogue().features, key=lambda item: (-RISK_LEVELS.index(item.proxy_risk), item.family, item.name)
    )
    lines = tuple(
        (
            item.label.in_language(language),
            words(f"risk.{item.proxy_risk}"),
            item.proxy_reason.in_language(language),
            item.owner,
            item.review_date,
            item.name,
        )
        for item in features
    )
    columns = (
        Column("label", words("column.feature")),
        Column("risk", words("column.risk")),
        Column("reason", words("column.why")),
        Column("owner", words("column.owner")),
        Column("review", words("column.review"), "day"),
        Column("feature", words("column.code"), filed=True),
    )
    source = view.lineage.snapshot("features")
    return (Sheet("proxies", words("proxies.title"), words("proxies.about"), source, columns, lines),)


def proxy_section(view: View, made: Sequence[Sheet]) -> Component:
    """Return how many features carry which risk, and all of them one click away."""
    words, sheet = view.words, made[0]
    risks = sheet.column("risk")
    counted = [(words(f"risk.{level}"), risks.count(words(f"risk.{level}"))) for level in reversed(RISK_LEVELS)]
    return section(
        "proxies",
        words("proxies.heading"),
        words("proxies.lead"),
        html.Ul([html.Li(words("proxies.count", risk=name, features=count)) for name, count in counted]),
        source_line(sheet, words),
        sheet_fold(sheet, words, PAGE_NAME, sheet.title),
    )


def unknown_section(view: View) -> Component:
    """Return what the audit in use does not know, or without one each question that has no answer yet."""
    words = view.words
    if view.audit is not None:
        return _not_known(view)
    header = [words(f"unknown.{name}") for name in ("question", "known", "waits")]
    rows = [
        [_whole(words(f"unknown.{name}.question")), words(f"unknown.{name}.known"), words(f"unknown.{name}.waits")]
        for name in QUESTIONS
    ]
    return section(
        "unknown",
        words("unknown.heading"),
        words("unknown.lead"),
        html.Pre("kompas fairness", className="kompas-command"),
        table(words("unknown.heading"), header, rows),
    )


def _not_known(view: View) -> Component:
    """Return in words what the audit could not tell, and whether it is of this plan's registers."""
    words, told = view.words, view.told
    of_these = view.audited.input_id("features") == view.plan.input_id("features")
    day = formats.day(date.fromisoformat(told["as_of"]), words.language)
    items = [words(f"audit.unknown.{name}", plan=told["plan"] or "") for name in told["unknown"]]
    items += [] if of_these else [words("audit.unknown.other_features", as_of=day)]
    synthetic = [html.P(words("audit.synthetic"), className="kompas-lead")] if view.audited.manifest.synthetic else []
    return section(
        "unknown",
        words("unknown.heading"),
        words("audit.unknown.lead"),
        *synthetic,
        html.Ul([html.Li(with_commands(item)) for item in items]),
    )


def _whole(question: str) -> Component:
    """Return a question over as many lines as it takes; what names a row stands on one line otherwise."""
    return html.Div(question, style={"whiteSpace": "normal", "minWidth": "15rem"})
