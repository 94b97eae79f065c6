"""What the model looks at: how much each feature weighs, and for how many employers it is a reason that is shown."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import formats, theme
from dashboard.components.cards import section
from dashboard.components.data_export import Column, Sheet, holds
from dashboard.components.groups import FEW
from dashboard.components.plots import HATCH, drawn, height_of, plain
from dashboard.components.sheets import sheet_fold, source_line
from dashboard.pages.model import query
from dashboard.pages.model.view import PAGE_NAME, View
from dashboard.texts import Language, Words
from data_contracts.errors import KompasError
from data_contracts.snapshots import Snapshot
from features.catalogue import load_catalogue
from features.feature import Feature

MOST_DRAWN = 12


def feature_of(name: str) -> Feature | None:
    """Return a feature of today's catalogue; ``None`` when a model of another day looked at it."""
    try:
        return load_catalogue().feature(name)
    except KompasError:
        return None


def feature_label(name: str, language: Language) -> str:
    """Return what a feature is called; its own name when the catalogue does not know it."""
    found = feature_of(name)
    return found.label.in_language(language) if found else name


def sheets(view: View, scores: Snapshot) -> tuple[Sheet, ...]:
    """Return how often features are reasons, and how much families weigh, of all scored employers."""
    if not holds(scores, "reasons"):
        return ()
    employers = query.scored(view.published, scores, view.law)
    return (_features(view, scores, employers), *_families(view, scores, employers))


def reason_section(view: View, made: Sequence[Sheet]) -> Component:
    """Return the features that are most often a reason, and the weight of each family."""
    words = view.words
    if not made or not made[0].rows:
        return section("reasons", words("reasons.heading"), words("reasons.none"))
    features = made[0]
    return section(
        "reasons",
        words("reasons.heading"),
        words("reasons.lead"),
        _features_plot(features, words),
        source_line(features, words),
        sheet_fold(features, words, PAGE_NAME),
        *(part for sheet in made[1:] for part in _family_parts(sheet, words)),
    )


def _features(view: View, scores: Snapshot, employers: int) -> Sheet:
    words, language = view.words, view.words.language
    weights = _weights(view)
    lines = tuple(
        (
            feature_label(row["feature"], language),
            _family_of(row["feature"], words),
            row["employers"],
            row["employers"] / employers if employers else None,
            row["raises"] / employers if employers else None,
            row["lowers"] / employers if employers else None,
            row["weight"],
            weights.get(row["feature"]),
            _way(row["feature"], words),
            row["feature"],
        )
        for row in query.reasons(view.published, scores, view.law)
    )
    columns = (
        Column("label", words("column.feature")),
        Column("family", words("column.family")),
        Column("employers", words("column.employers"), "count"),
        Column("share", words("column.reason_share"), "share"),
        Column("raises", words("column.raises"), "share"),
        Column("lowers", words("column.lowers"), "share"),
        Column("weight", words("column.weight"), "number"),
        Column("weight_in_test", words("column.weight_in_test"), "number"),
        Column("way", words("column.way")),
        Column("feature", words("column.code"), filed=True),
    )
    about = words("reasons.about", employers=formats.number(employers, language), few=FEW)
    return Sheet("reasons", words("reasons.title", law=view.law), about, scores, columns, lines)


def _families(view: View, scores: Snapshot, employers: int) -> tuple[Sheet, ...]:
    if not holds(scores, "reason_families"):
        return ()
    words = view.words
    lines = tuple(
        (words.of_code("family", row["family"]), row["weight"], row["raises"], row["employers"])
        for row in query.families(view.published, scores, view.law)
    )
    columns = (
        Column("family", words("column.family")),
        Column("weight", words("column.weight_of_all"), "number"),
        Column("raises", words("column.family_raises"), "share"),
        Column("employers", words("column.employers_of_all"), "count"),
    )
    about = words("families.about", employers=formats.number(employers, words.language))
    return (Sheet("families", words("families.title", law=view.law), about, scores, columns, lines),)


def _weights(view: View) -> dict[str, float]:
    """Return the mean size of each feature's contribution over the cases of the last test period."""
    told = query.report(view.backtest, view.law) if view.backtest else None
    return {item["input"]: item["mean_absolute_contribution"] for item in (told or {}).get("importance", ())}


def _family_of(name: str, words: Words) -> str:
    found = feature_of(name)
    return words.of_code("family", found.family) if found else formats.MISSING


def _way(name: str, words: Words) -> str:
    found = feature_of(name)
    return words(f"way.{found.direction}") if found else formats.MISSING


def _features_plot(sheet: Sheet, words: Words) -> Component:
    names = [plain(text) for text in sheet.column("label")[:MOST_DRAWN]]
    markers: dict[str, dict[str, Any]] = {
        "raises": {"color": theme.RAISES},
        "lowers": {"color": theme.LOWERS, "pattern": HATCH | {"bgcolor": theme.LOWERS}},
    }
    bars = [
        _bars(names, sheet.column(code)[:MOST_DRAWN], marker, ".1%") | {"name": words(f"column.{code}")}
        for code, marker in markers.items()
    ]
    layout = _across(words("axis.reason_share"), ".0%") | {"barmode": "stack"}
    return drawn("reasons-plot", bars, layout, height_of(len(names)), words("reasons.plot"), words)


def _family_parts(sheet: Sheet, words: Words) -> list[Component]:
    names = [plain(text) for text in sheet.column("family")]
    bars = [_bars(names, sheet.column("weight"), {"color": theme.PLANNED}, ".2f")]
    layout = _across(words("axis.weight"), ".2f")
    return [
        html.H3(words("families.heading")),
        html.P(words("families.lead"), className="kompas-lead"),
        drawn("families-plot", bars, layout, height_of(len(names)), words("families.plot"), words),
        source_line(sheet, words),
        sheet_fold(sheet, words, PAGE_NAME),
    ]


def _bars(names: Sequence[str], values: Sequence[Any], marker: dict[str, Any], form: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "y": names,
        "x": values,
        "orientation": "h",
        "marker": marker,
        "hovertemplate": "%{y}: %{x:" + form + "}<extra></extra>",
    }


def _across(title: str, form: str) -> dict[str, Any]:
    return {
        "yaxis": {"autorange": "reversed"},
        "xaxis": {"title": {"text": title}, "tickformat": form},
        "margin": {"l": 10, "r": 20, "t": 36, "b": 50},
    }
