"""How often cases ended in a finding, by law and ground of selection."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.lineage import Lineage
from dashboard.pages.capacity import plots, query
from dashboard.pages.capacity.query import TOO_FEW
from dashboard.pages.capacity.sheets import Sheet, sheet_part
from dashboard.published import Published, Row
from dashboard.texts import Words
from data_contracts.snapshots import Snapshot
from data_contracts.snapshots.reader import VERB_OF_KIND


def rate_section(published: Published, lineage: Lineage, words: Words) -> Component:
    """Return the rates of the backtest in use, or how to make one."""
    backtest = lineage.backtest
    if backtest is None:
        command = html.Pre(f"kompas {VERB_OF_KIND['backtest']}", className="kompas-command")
        return section("rates", words("rates.heading"), words("rates.missing"), command)
    rates = query.hit_rates(published, backtest)
    if not rates:
        nothing = html.P(words("rates.none"), className="kompas-none")
        return section("rates", words("rates.heading"), "", nothing)
    return section(
        "rates",
        words("rates.heading"),
        words("rates.lead", few=TOO_FEW, snapshot=backtest.manifest.snapshot_id),
        *_other_data(lineage, backtest, words),
        plots.hit_rate_plot(rates, words),
        sheet_part(rate_sheet(rates, words), words),
        html.P(words("rates.population"), className="kompas-lead"),
    )


def rate_sheet(rates: Sequence[Row], words: Words) -> Sheet:
    """Return the rates as a table."""
    names = ("law", "ground", "cases", "hits", "rate", "interval")
    return Sheet(
        "rates",
        words("rates.caption"),
        [words(f"rates.{name}") for name in names],
        [_rate(rate, words) for rate in rates],
        frozenset({2, 3, 4, 5}),
    )


def _other_data(lineage: Lineage, backtest: Snapshot, words: Words) -> list[Component]:
    """Return a warning when the backtest was not made from the features that the plan was made from."""
    measured, planned = backtest.input_id("features"), lineage.plan.input_id("features")
    if measured == planned:
        return []
    ids = {"measured": measured or formats.MISSING, "planned": planned or formats.MISSING}
    return [html.P(words("rates.other_data", **ids), id="rates-other-data", className="kompas-problem", role="note")]


def _rate(rate: Row, words: Words) -> list[str]:
    language = words.language
    counted = [
        rate["law"],
        words.of_code("ground", rate["selection_ground"]),
        formats.number(rate["cases"], language),
    ]
    if rate["rate"] is None:
        return [*counted, formats.MISSING, words("rates.too_few"), formats.MISSING]
    low, high = formats.share(rate["low"], language), formats.share(rate["high"], language)
    return [
        *counted,
        formats.number(rate["hits"], language),
        formats.share(rate["rate"], language),
        words("rates.from_to", low=low, high=high),
    ]
