"""How a feature works: its contribution to the estimate against its value, of a random sample of all employers."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components import interval_plots as plots
from dashboard.components.cards import section
from dashboard.components.choices import choices
from dashboard.components.data_export import Column, Sheet, holds
from dashboard.components.groups import FEW
from dashboard.components.sheets import sheet_fold, source_line
from dashboard.pages.model import query
from dashboard.pages.model.reasons import MOST_DRAWN, feature_label, feature_of
from dashboard.pages.model.view import FEATURE, PAGE_NAME, View
from dashboard.published import Row
from dashboard.texts import Words
from data_contracts.snapshots import Snapshot

_FORMS = {"percent": ".0%"}


def top_features(reasons: Sequence[Sheet]) -> tuple[str, ...]:
    """Return the features that are most often a reason."""
    return tuple(reasons[0].column("feature")[:MOST_DRAWN]) if reasons else ()


def chosen_feature(view: View, features: Sequence[str]) -> str:
    """Return the feature of the address when it is among them, or else the first."""
    return view.feature if view.feature in features else next(iter(features), "")


def sheets(view: View, scores: Snapshot, features: Sequence[str]) -> tuple[Sheet, ...]:
    """Return one sheet with the curves of some features; none of scores from before there was a sample."""
    counts = query.sampled(scores)
    if not features or counts is None or not holds(scores, "contribution_sample"):
        return ()
    words = view.words
    employers, of = (formats.number(count, words.language) for count in counts)
    about = words("dependence.about", few=FEW, employers=employers, of=of)
    found = query.dependence(view.published, scores, view.law, tuple(features))
    rows = sorted(found, key=lambda row: features.index(row["feature"]))
    lines = tuple(
        (
            feature_label(row["feature"], words.language),
            row["value"],
            _value(row, words),
            row["employers"],
            row["middle"],
            (row["low"], row["high"]),
            row["feature"],
        )
        for row in rows
    )
    columns = (
        Column("label", words("column.feature")),
        Column("value", words("column.value_raw"), "number", filed=True),
        Column("value_in_words", words("column.value")),
        Column("employers", words("column.employers_drawn"), "count"),
        Column("contribution", words("column.contribution"), "number"),
        Column("contribution_range", words("column.contribution_range"), "number", interval=True),
        Column("feature", words("column.code"), filed=True),
    )
    title = words("dependence.title", law=view.law)
    return (Sheet("dependence", title, about, scores, columns, lines),)


def dependence_section(view: View, made: Sequence[Sheet], features: Sequence[str]) -> Component:
    """Return the curve of one feature, with a choice of the others."""
    words = view.words
    name = chosen_feature(view, features)
    if features and not made:
        command = html.Pre("kompas score", className="kompas-command")
        return section("dependence", words("dependence.heading"), words("dependence.missing"), command)
    if not made or not made[0].rows:
        return section("dependence", words("dependence.heading"), words("dependence.none"))
    label = feature_label(name, words.language)
    options = [(code, feature_label(code, words.language)) for code in features]
    return section(
        "dependence",
        words("dependence.heading"),
        words("dependence.lead"),
        choices(FEATURE, options, name, view.address, words("dependence.choose")),
        html.H3(label),
        html.P(_about(name, words), className="kompas-lead"),
        _plot(made[0], name, label, words),
        *_without_value(made[0], name, words),
        source_line(made[0], words),
        sheet_fold(made[0], words, PAGE_NAME),
    )


def _plot(sheet: Sheet, name: str, label: str, words: Words) -> Component:
    codes = ("feature", "value", "contribution", "contribution_range", "employers")
    rows = [row for row in sheet.records(*codes) if row[0] == name]
    rows = [row for row in rows if row[1] is not None]
    series = plots.Series(
        words("dependence.middle"),
        [row[1] for row in rows],
        [row[2] for row in rows],
        [row[3] for row in rows],
        plots.LOOKS[0],
        [words("dependence.count", employers=formats.number(row[4], words.language)) for row in rows],
    )
    found = feature_of(name)
    form = _FORMS.get(found.value_format, "") if found else ""
    axis = plots.Axis(words("axis.contribution"), ".2f", 0.0, label, form)
    return plots.lines("dependence-plot", [series], axis, words("dependence.plot", feature=label), words)


def _about(name: str, words: Words) -> str:
    found = feature_of(name)
    if found is None:
        return words("dependence.unknown")
    return f"{found.description.in_language(words.language)} {words(f'way.long.{found.direction}')}"


def _without_value(sheet: Sheet, name: str, words: Words) -> list[Component]:
    codes = ("feature", "value", "employers", "contribution")
    rows = [row for row in sheet.records(*codes) if row[0] == name]
    none = [row for row in rows if row[1] is None]
    if not none:
        return []
    employers = formats.number(none[0][2], words.language)
    middle = formats.number(none[0][3], words.language, 2)
    return [html.P(words("dependence.without", employers=employers, middle=middle))]


def _value(row: Row, words: Words) -> str:
    found = feature_of(row["feature"])
    if row["value"] is None:
        return words("dependence.no_value")
    return (
        found.format_value(row["value"], words.language) if found else formats.number(row["value"], words.language, 2)
    )
