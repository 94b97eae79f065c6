"""The loop as a picture: plain SVG, four small charts with a line a policy."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from typing import Literal

import polars as pl

from pipelines.synthetic.loop.rules import LoopRules
from pipelines.texts import texts_beside

Language = Literal["nl", "en"]
WIDTH, HEIGHT, LEFT, TOP = 980, 650, 56, 78
CHART_WIDTH, CHART_HEIGHT, GAP_X, GAP_Y = 380, 210, 86, 84
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7")
"""Told apart by people who see colours differently (Okabe and Ito, 2008); each policy has its own dashes too."""
DASHES = ("", "7 3", "2 3", "9 3 2 3")
TICKS = 4


@dataclass(frozen=True)
class Chart:
    """One chart: its place, its years and the range of its values."""

    column: int
    row: int
    years: int
    low: float
    high: float

    def x(self, year: float) -> float:
        """Return where a year lies."""
        start = LEFT + self.column * (CHART_WIDTH + GAP_X)
        return start + (year - 1) / max(1, self.years - 1) * CHART_WIDTH

    def y(self, value: float) -> float:
        """Return where a value lies."""
        start = TOP + self.row * (CHART_HEIGHT + GAP_Y)
        return start + CHART_HEIGHT * (1 - (value - self.low) / (self.high - self.low))


def loop_picture(rows: pl.DataFrame, rules: LoopRules, language: Language) -> str:
    """Return the picture as SVG.

    Args:
        rows: As ``pipelines.synthetic.loop.simulate.loop_table`` gives them.
        rules: The rules that it was made with.
        language: nl or en.
    """
    means = rows.group_by("random_share", "year").agg(pl.col(pl.Float64, pl.Int64).exclude("seed").mean()).sort("year")
    shares = sorted(rows["random_share"].unique())
    parts = [
        *_words(rules, rows, language),
        *_chart(means, shares, rules, ("found", 0, 0), language),
        *_chart(means, shares, rules, ("missed", 1, 0), language),
        *_levels(means, shares, rules, language),
        *_chart(means, shares, rules, ("auc", 1, 1), language),
    ]
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {box}>'
    return "\n".join([head, f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>', *parts, "</svg>"]) + "\n"


def _words(rules: LoopRules, rows: pl.DataFrame, language: Language) -> Iterator[str]:
    employers = round(float(rows.select(pl.col("employers").mean()).item()))
    note = _text("note", language).format(
        seeds=rows["seed"].n_unique(), employers=employers, visits=round(100 * rules.visit_share)
    )
    yield _label(LEFT, 24, _text("title", language), size=16)
    yield _label(LEFT, HEIGHT - 12, note, size=11)
    for position, share in enumerate(sorted(rows["random_share"].unique())):
        start = LEFT + 190 * position
        yield _line([(start, 40), (start + 34, 40)], position)
        yield _label(start + 40, 44, _text("by_lot", language).format(share=f"{share:.0%}"))


def _chart(
    means: pl.DataFrame, shares: Sequence[float], rules: LoopRules, place: tuple[str, int, int], language: Language
) -> Iterator[str]:
    column, across, down = place
    low, high = float(means[column].min()), float(means[column].max())  # type: ignore[arg-type]
    margin = 0.08 * (high - low) or 1.0
    chart = Chart(across, down, rules.years, low - margin, high + margin)
    yield from _frame(chart, _text(column, language), rules, language)
    for position, share in enumerate(shares):
        own = means.filter(pl.col("random_share") == share)
        yield _line(
            [(chart.x(year), chart.y(value)) for year, value in own.select("year", column).iter_rows()], position
        )


def _levels(means: pl.DataFrame, shares: Sequence[float], rules: LoopRules, language: Language) -> Iterator[str]:
    """What is really so, what each policy's model believes, and what each random arm estimates with its interval."""
    percents = means.with_columns(pl.col("really", "believed", "estimate", "low", "high") * 100)
    highest = float(percents.select(pl.max_horizontal("really", "believed", "high").max()).item())
    chart = Chart(0, 1, rules.years, 0.0, min(100.0, highest * 1.05))
    yield from _frame(chart, _text("level", language), rules, language)
    really = percents.group_by("year").agg(pl.col("really").mean()).sort("year")
    yield _line([(chart.x(year), chart.y(value)) for year, value in really.iter_rows()], None)
    yield _label(chart.x(rules.years) + 12, chart.y(really["really"][-1]) + 4, _text("really", language))
    for position, share in enumerate(shares):
        own = percents.filter(pl.col("random_share") == share)
        believed = list(own.select("year", "believed").iter_rows())
        yield _line([(chart.x(year), chart.y(value)) for year, value in believed], position)
        if position == 0:
            yield _label(chart.x(2), chart.y(believed[min(1, len(believed) - 1)][1]) - 8, _text("believed", language))
        told = own.drop_nulls("estimate").select("year", "estimate", "low", "high")
        for year, estimate, low, high in told.iter_rows():
            x = chart.x(year) + 4 * (position - 1.5)
            yield _bar(x, chart.y(low), chart.y(high), chart.y(estimate), COLOURS[position])
    yield _label(chart.x(1) + 8, chart.y(0) - 6, "\u25cf " + _text("estimate", language))


def _frame(chart: Chart, title: str, rules: LoopRules, language: Language) -> Iterator[str]:
    left, right = chart.x(1), chart.x(chart.years)
    yield _label(left, chart.y(chart.high) - 8, title, size=13)
    for value in ticks(chart.low, chart.high):
        y = chart.y(value)
        yield f'<path d="M{left:.1f} {y:.1f}H{right:.1f}" stroke="#dddddd"/>'
        yield _label(left - 6, y + 4, f"{value:.2f}" if chart.high <= 1.5 else f"{value:.0f}", anchor="end")
    for year in range(1, chart.years + 1):
        yield _label(chart.x(year), chart.y(chart.low) + 16, str(year), anchor="middle")
    yield _label(right, chart.y(chart.low) + 30, _text("year", language), anchor="end")
    shift = chart.x(rules.shift["year"] - 0.5)
    path = f"M{shift:.1f} {chart.y(chart.low):.1f}V{chart.y(chart.high):.1f}"
    yield f'<path d="{path}" stroke="#888888" stroke-dasharray="3 3"/>'
    yield _label(shift + 3, chart.y(chart.high) + 12, _text("shift", language), size=10)


def ticks(low: float, high: float) -> list[float]:
    """Return round values from low to high, about four of them."""
    rough = (high - low) / TICKS
    size = 10 ** floor(log10(rough))
    step = next(factor * size for factor in (1, 2, 5, 10) if factor * size >= rough)
    return [step * count for count in range(ceil(low / step), floor(high / step) + 1)]


def _line(points: Sequence[tuple[float, float]], position: int | None) -> str:
    colour = "#000000" if position is None else COLOURS[position % len(COLOURS)]
    dashes = "" if position is None else DASHES[position % len(DASHES)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"/>'


def _bar(x: float, low: float, high: float, middle: float, colour: str) -> str:
    return (
        f'<path d="M{x:.1f} {low:.1f}V{high:.1f}" stroke="{colour}" stroke-width="1.2"/>'
        f'<circle cx="{x:.1f}" cy="{middle:.1f}" r="2.6" fill="{colour}"/>'
    )


def _label(x: float, y: float, text: str, *, size: int = 12, anchor: str = "start") -> str:
    words = escape(text)
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="#222222">{words}</text>'


def _text(name: str, language: Language) -> str:
    return texts_beside(__file__)[name][language]
