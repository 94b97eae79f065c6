"""How the model page looks, and what can be taken along of it."""

from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from dashboard.components.aria import aria
from dashboard.components.cards import section
from dashboard.components.choices import choices
from dashboard.components.data_export import Sheet, holds
from dashboard.components.sheets import Taken, export_part
from dashboard.context import Context
from dashboard.lineage import Lineage
from dashboard.pages.model import calibration, curves, dependence, in_use, live, quality, reasons, recorded, segments
from dashboard.pages.model.view import LAW, PAGE_NAME, View
from dashboard.routing import Address
from dashboard.texts import Words
from models.labels import LAWS

PARTS = ("in-use", "quality", "time", "curves", "calibration", "segments", "gap", "drift", "reasons", "dependence")
Made = tuple[Sheet, ...]


@dataclass(frozen=True)
class _Made:
    """The sheets of each part; a part of which nothing was published has none."""

    in_use: Made
    quality: Made
    curves: Made
    calibration: Made
    segments: Made
    live: Made
    recorded: Made
    reasons: Made
    dependence: Made
    features: tuple[str, ...]

    def all(self) -> Made:
        parts = (self.in_use, self.quality, self.curves, self.calibration, self.segments, self.live, self.recorded)
        return tuple(sheet for part in (*parts, self.reasons, self.dependence) for sheet in part if sheet.rows)


def render(context: Context, lineage: Lineage, address: Address, words: Words) -> Component:
    """Return the model page of the law that the address names."""
    view = View(context, lineage, address, words)
    made = _make(view)
    return html.Div(
        [
            html.Div(
                [
                    html.H1(words("title")),
                    html.P(words("lead"), className="kompas-lead"),
                    _contents(words),
                    choices(LAW, [(law, law) for law in LAWS], view.law, address, words("choose_law")),
                    export_part(PAGE_NAME, words),
                ]
            ),
            html.Div([html.P(words("about.cases")), html.P(words("about.intervals"))], className="kompas-about"),
            in_use.in_use_section(view, made.in_use),
            *_backtest_sections(view, made),
            live.gap_section(view, made.live, made.recorded[0]),
            live.drift_section(view, made.live),
            reasons.reason_section(view, made.reasons),
            dependence.dependence_section(view, made.dependence, made.features),
        ],
        className="kompas-page",
        id="model-page",
    )


def taken(context: Context, lineage: Lineage, address: Address, words: Words) -> Taken:
    """Return all sheets of the page for the law that the address names, with the curves of all features."""
    view = View(context, lineage, address, words)
    return Taken(_make(view, every_feature=True).all(), {"law": view.law})


def _make(view: View, *, every_feature: bool = False) -> _Made:
    backtest, monitoring, scores = view.backtest, view.monitoring, view.lineage.snapshot("scores")
    measured = holds(backtest, "metrics")
    weights = reasons.sheets(view, scores)
    features = dependence.top_features(weights)
    drawn = features if every_feature else tuple(filter(None, [dependence.chosen_feature(view, features)]))
    return _Made(
        in_use.sheets(view),
        quality.sheets(view, backtest) if backtest and measured else (),
        curves.sheets(view, backtest) if backtest and holds(backtest, "curves") else (),
        calibration.sheets(view, backtest) if backtest else (),
        segments.sheets(view, backtest) if backtest else (),
        live.sheets(view, monitoring) if monitoring else (),
        recorded.sheets(view),
        weights,
        dependence.sheets(view, scores, drawn),
        features,
    )


def _backtest_sections(view: View, made: _Made) -> list[Component]:
    words = view.words
    if not made.quality:
        command = html.Pre("kompas backtest", className="kompas-command")
        return [section("quality", words("quality.heading"), words("backtest.missing"), command)]
    return [
        quality.quality_section(view, made.quality),
        quality.time_section(view, made.quality),
        *([curves.curve_section(view, made.curves)] if made.curves else []),
        calibration.calibration_section(view, made.calibration),
        segments.segment_section(view, made.segments),
    ]


def _contents(words: Words) -> Component:
    links = [html.A(words(f"part.{name}"), href=f"#{name}") for name in PARTS]
    return html.Nav(links, className="kompas-links", **aria(label=words("contents")))
