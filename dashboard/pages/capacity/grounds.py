"""How often closed cases ended in a finding, by year and ground of selection, against the random arm."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboard import formats
from dashboard.components.cards import section
from dashboard.pages.capacity import cases as past
from dashboard.pages.capacity import plots
from dashboard.pages.capacity.plots import Dot
from dashboard.pages.capacity.ratios import TOO_FEW
from dashboard.pages.capacity.sheets import Sheet, sheet_part
from dashboard.texts import Words
from models.evaluation.bootstrap import wilson_interval
from models.selection.shares import FEWEST_CASES, Share, share_interval, weighted_mean

SHOWN_YEARS = 3
EVERYBODY = "everybody"


@dataclass(frozen=True)
class Rate:
    """How many closed cases of a year and ground that examined anything ended in a finding.

    ``hits`` and ``share`` are ``None`` where the cases are too few; ground ``everybody`` is the estimate about all
    employers, from the random arm by its probabilities.
    """

    year: int
    ground: str
    cases: int
    hits: int | None
    share: Share | None


def ground_rates(cases: pl.DataFrame) -> list[Rate]:
    """Return the rates of every year, the latest first, the random arm and what it says of everybody on top.

    Args:
        cases: As ``closed_cases`` gives them.
    """
    examined = cases.filter("examined")
    counted = {
        (year, ground): (count, hits)
        for year, ground, count, hits in examined.group_by("year", "ground")
        .agg(pl.len().cast(pl.Int64), pl.col("found").sum().cast(pl.Int64).alias("hits"))
        .iter_rows()
    }
    years = sorted({year for year, _ in counted}, reverse=True)
    rates = []
    for year in years:
        rates.append(_of_everybody(examined.filter(pl.col("year") == year), year))
        rates += [_rate(year, ground, *counted[year, ground]) for ground in past.GROUNDS if (year, ground) in counted]
    return rates


def _rate(year: int, ground: str, count: int, hits: int) -> Rate:
    if count < TOO_FEW:
        return Rate(year, ground, count, None, None)
    return Rate(year, ground, count, hits, Share(hits / count, *wilson_interval(hits, count)))


def _of_everybody(examined: pl.DataFrame, year: int) -> Rate:
    """Return what the random arm says of all employers: each drawn case stands for one over its probability."""
    drawn = examined.filter((pl.col("ground") == "random") & (pl.col("probability") > 0))
    outcomes = drawn["found"].cast(pl.Float64).to_numpy()
    if len(drawn) < FEWEST_CASES or outcomes.min() == outcomes.max():
        return Rate(year, EVERYBODY, len(drawn), None, None)
    clusters = (drawn["employer_id"].rank("dense").cast(pl.Int64) - 1).to_numpy()
    mean = weighted_mean(outcomes, np.asarray(1 / drawn["probability"].to_numpy()), clusters)
    return Rate(year, EVERYBODY, len(drawn), int(outcomes.sum()), share_interval(mean))


def grounds_sheet(rates: Sequence[Rate], months: dict[int, int], words: Words) -> Sheet:
    """Return the rates as a table."""
    names = ("year", "ground", "cases", "hits", "rate", "interval")
    counts: dict[int, dict[str, int]] = {}
    for rate in rates:
        counts.setdefault(rate.year, {}).update({} if rate.ground == EVERYBODY else {rate.ground: rate.cases})
    hidden = {year: past.hidden(of) for year, of in counts.items()}
    return Sheet(
        "grounds",
        words("grounds.caption"),
        [words(f"grounds.{name}") for name in names],
        [_cells(rate, rate.ground in hidden[rate.year], months, words) for rate in rates],
        frozenset(range(2, len(names))),
    )


def grounds_section(cases: pl.DataFrame, words: Words) -> Component:
    """Return the section: the plot, the table, and what may be read in it."""
    rates = ground_rates(cases)
    if not rates:
        return section("grounds", words("grounds.heading"), "", html.P(words("rates.none"), className="kompas-none"))
    months = past.months_of(cases)
    years = list(dict.fromkeys(rate.year for rate in rates))[:SHOWN_YEARS]
    dots = [
        Dot(
            f"{words.of_code('ground', rate.ground)} · {rate.year}",
            rate.share.value,
            rate.share.low,
            rate.share.high,
            by_lot=rate.ground == "random",
        )
        for ground in past.GROUNDS
        for rate in rates
        if rate.ground == ground and rate.year in years and rate.share
    ]
    by_lot = next((rate for rate in rates if rate.ground == "random" and rate.share), None)
    reference = (by_lot.share.value, words("grounds.reference", year=by_lot.year)) if by_lot and by_lot.share else None
    return section(
        "grounds",
        words("grounds.heading"),
        words("grounds.lead", few=TOO_FEW),
        plots.interval_plot(
            "grounds-plot",
            dots,
            words("rates.axis"),
            words("grounds.plot"),
            words,
            share=True,
            reference=reference,
        ),
        sheet_part(grounds_sheet(rates, months, words), words),
        html.P(words("rates.population"), className="kompas-lead"),
        html.P(words("grounds.everybody.note", few=FEWEST_CASES), className="kompas-lead"),
    )


def year_name(year: int, months: dict[int, int], words: Words) -> str:
    """Return a year, and how many months the register holds of it when that is not all of them."""
    counted = months.get(year, 12)
    if counted >= 12:
        return str(year)
    length = words("chances.month") if counted == 1 else words("chances.months", months=counted)
    return words("year.incomplete", year=year, length=length)


def share_cells(share: Share | None, words: Words) -> list[str]:
    """Return a share and its interval as two cells; where nothing can be estimated they say so."""
    if share is None:
        return [words("not_estimable"), formats.MISSING]
    low, high = (formats.share(value, words.language) for value in (share.low, share.high))
    return [formats.share(share.value, words.language), words("rates.from_to", low=low, high=high)]


def _cells(rate: Rate, hides: bool, months: dict[int, int], words: Words) -> list[str]:
    ground = words("grounds.everybody") if rate.ground == EVERYBODY else words.of_code("ground", rate.ground)
    return [
        year_name(rate.year, months, words),
        ground,
        past.shown_count(rate.cases, words, hides=hides),
        formats.MISSING if hides else formats.number(rate.hits, words.language),
        *share_cells(None if hides else rate.share, words),
    ]
