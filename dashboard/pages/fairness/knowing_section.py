"""What it would take to know more, what the features give away, and how their indicator files stand."""

from collections import Counter
from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components import interval_plots as plots
from dashboard.components.cards import section
from dashboard.components.commands import with_commands
from dashboard.components.data_export import Column, Sheet
from dashboard.components.sheets import sheet_fold, source_line
from dashboard.pages.fairness import audited
from dashboard.pages.fairness.group_words import dimension_word, group_word, measure_word, within_sentence
from dashboard.pages.fairness.view import PAGE_NAME, View
from dashboard.pages.model.reasons import feature_label

OF_POWER = "false_negative_rate"
WHOLE = ("baseline", "all", "with_baseline")


def power_sheets(view: View) -> tuple[Sheet, ...]:
    """Return how many random visits would show a gap in what is missed, group by group."""
    if view.audit is None:
        return ()
    words = view.words
    rows = audited.power(view.published, view.audited, view.law, OF_POWER)
    lines = tuple(
        (
            f"{dimension_word(row['dimension'], view)}: {group_word(row['dimension'], row['group'], view)}",
            row["group_share"],
            row["visits_needed"],
            row["visits_made"],
        )
        for row in sorted(rows, key=lambda row: (list(view.dimensions).index(row["dimension"]), row["group"]))
    )
    columns = (
        Column("group", words("audit.column.group")),
        Column("group_share", words("audit.column.group_share"), "share"),
        Column("visits_needed", words("audit.column.visits_needed"), "count"),
        Column("visits_made", words("audit.column.visits_made"), "count"),
    )
    title = words("audit.power.title", law=view.law, measure=measure_word(OF_POWER, view))
    return (Sheet("audit_power", title, words("audit.power.about"), view.audited, columns, lines),)


def power_section(view: View, made: Sequence[Sheet]) -> Component:
    """Return the power line: needed beside made."""
    words = view.words
    if not made or not made[0].rows:
        return section("power", words("audit.power"), words("audit.power.none"))
    sheet = made[0]
    fewest = min(sheet.records("visits_needed", "group", "visits_made"))
    needed, group, done = fewest
    counts = {"needed": formats.number(needed, words.language), "made": formats.number(done, words.language)}
    of_group = within_sentence(group.replace(": ", " ", 1))
    said = words("audit.power.least", group=of_group, law=view.law, **counts)
    return section(
        "power",
        words("audit.power"),
        words("audit.power.lead"),
        html.P(said),
        source_line(sheet, words),
        sheet_fold(sheet, words, PAGE_NAME),
    )


def proxy_sheets(view: View) -> tuple[Sheet, ...]:
    """Return how well features tell each trait, all together, by family and each by itself."""
    if view.audit is None:
        return ()
    words = view.words
    rows = audited.everything(view.published, view.audited, "proxies")
    lines = tuple(
        (
            _proxy_name(row["kind"], row["name"], view),
            dimension_word(row["dimension"], view),
            row["auc"],
            None if row["low"] is None else (row["low"], row["high"]),
            words.of_code("audit.proxy", row["verdict"] or "undecided"),
            words(f"audit.kind.{row['kind']}"),
            row["units"],
        )
        for row in rows
    )
    columns = (
        Column("name", words("audit.column.by")),
        Column("trait", words("audit.column.dimension")),
        Column("auc", words("audit.column.auc"), "number"),
        Column("interval", words("column.interval"), "number", interval=True),
        Column("verdict", words("audit.column.verdict")),
        Column("kind", words("audit.column.kind")),
        Column("units", words("audit.column.units"), "count"),
    )
    return (
        Sheet(
            "audit_proxies", words("audit.proxies.title"), words("audit.proxies.about"), view.audited, columns, lines
        ),
    )


def measured_proxies(view: View, made: Sequence[Sheet]) -> Component:
    """Return what all features together tell of each trait, and the whole table one click away."""
    words = view.words
    if not made or not made[0].rows:
        return section("audit-proxies", words("audit.proxies"), words("audit.proxies.none"))
    sheet = made[0]
    wholes = {words(f"audit.kind.{kind}") for kind in WHOLE}
    told = [row for row in sheet.records("name", "trait", "auc", "interval", "kind") if row[4] in wholes and row[2]]
    names = [f"{trait}: {name}" for name, trait, *_ in told]
    series = [plots.Series(words("audit.column.auc"), names, [row[2] for row in told], [row[3] for row in told])]
    axis = plots.Axis(words("audit.axis.auc"), ".2f", 0.5)
    return section(
        "audit-proxies",
        words("audit.proxies"),
        words("audit.proxies.lead"),
        plots.dots("proxies-plot", series, axis, words("audit.proxies.title"), words),
        source_line(sheet, words),
        sheet_fold(sheet, words, PAGE_NAME),
    )


def indicator_sheets(view: View) -> tuple[Sheet, ...]:
    """Return of each feature how its indicator file stands, and its link with findings in the random arm."""
    if view.audit is None:
        return ()
    words = view.words
    rows = [row for row in audited.everything(view.published, view.audited, "indicators") if row["law"] == view.law]
    lines = tuple(
        (
            feature_label(row["feature"], words.language),
            words(f"audit.state.{row['state']}"),
            words(f"audit.link.{row['verdict']}"),
            row["value"],
            None if row["low"] is None else (row["low"], row["high"]),
            row["cases"],
            row["feature"],
        )
        for row in rows
    )
    columns = (
        Column("feature", words("column.feature")),
        Column("state", words("audit.column.state")),
        Column("link", words("audit.column.link")),
        Column("value", words("audit.column.gamma"), "number"),
        Column("interval", words("column.interval"), "number", interval=True),
        Column("cases", words("column.drawn"), "count"),
        Column("code", words("column.code"), filed=True),
    )
    title = words("audit.indicators.title", law=view.law)
    return (Sheet("audit_indicators", title, words("audit.indicators.about"), view.audited, columns, lines),)


def indicator_section(view: View, made: Sequence[Sheet]) -> Component:
    """Return how many files stand how, and how many links hold."""
    words = view.words
    if not made:
        none = html.P(with_commands(words("audit.indicators.none")))
        return section("indicators", words("audit.indicators"), "", none)
    sheet = made[0]
    counted = [*Counter(sheet.column("state")).most_common(), *Counter(sheet.column("link")).most_common()]
    items = [html.Li(words("audit.indicators.count", features=count, state=name)) for name, count in counted]
    return section(
        "indicators",
        words("audit.indicators"),
        words("audit.indicators.lead", law=view.law),
        html.Ul(items),
        source_line(sheet, words),
        sheet_fold(sheet, words, PAGE_NAME),
    )


def _proxy_name(kind: str, name: str | None, view: View) -> str:
    if name is None:
        return view.words(f"audit.kind.{kind}")
    if kind == "feature":
        return feature_label(name, view.words.language)
    return view.words(f"audit.of.{kind}", family=view.words.of_code("family", name))
