"""A backtest by groups of employers, as a table and a plot: sector, size, region or legal form."""

from collections.abc import Collection, Sequence
from typing import Any

from dash.development.base_component import Component

from dashboard.components import interval_plots as plots
from dashboard.components.constraints import capital
from dashboard.components.data_export import Column, Kind, Sheet
from dashboard.components.groups import group_name, group_order
from dashboard.published import Published, Row
from dashboard.texts import Words
from data_contracts.snapshots import Snapshot
from models.evaluation.segments import DIMENSIONS, FEWEST_CASES
from models.small_cells import FEW, small_cells

BY_WHAT = tuple(name for name in DIMENSIONS if name != "all")
CUT = 0.10
"""At the plan's own cut most groups have too few chosen cases to say anything."""
MISSED = "missed"
_KINDS: dict[str, Kind] = {"ratio": "number"}
_NEAR = 1e-9
COUNTED = ("positives", "chosen")
_RESTS_ON = {
    "rate": "positives", "ratio": "positives", "capture": "positives", MISSED: "positives", "precision": "chosen",
}  # fmt: skip
"""Of which count a measure is a share, or the number found itself."""


def segments(published: Published, backtest: Snapshot, law: str) -> list[Row]:
    """Return the backtest of a law by groups of employers, as ``models.backtest_segments`` describes it."""
    return published.rows(
        'SELECT * EXCLUDE (law) FROM read_parquet($segments) WHERE law = $law ORDER BY dimension, cut, "group"',
        {"segments": backtest.table("segments"), "law": law},
    )


def segment_name(dimension: str, group: str, words: Words) -> str:
    """Return a group in words, e.g. ``eenmanszaak`` for a legal form."""
    if dimension == "legal_form" and group and not group.startswith("*"):
        return words.of_code("legal_form", group)
    return group_name(dimension, group, words)


def segment_sheet(
    rows: Sequence[Row], dimension: str, measures: Sequence[str], backtest: Snapshot, law: str, words: Words
) -> Sheet:
    """Return the groups of one dimension with some measures, everybody first.

    Args:
        rows: Of one law, as ``segments`` gives them.
        dimension: By what employers are divided.
        measures: Of ``rate, precision, capture, ratio`` and ``missed``, which is what is left of the capture.
        backtest: Where they come from.
        law: The law.
        words: The words.
    """
    own = [row for row in rows if row["dimension"] in ("all", dimension) and abs(row["cut"] - CUT) < _NEAR]
    own.sort(key=lambda row: (row["dimension"] != "all", group_order(dimension, row["group"])))
    hidden = _hidden(own)
    lines = tuple(
        (
            words("segment.all") if row["dimension"] == "all" else segment_name(dimension, row["group"], words),
            row["cases"],
            *_cells(row, measures, {of for of, groups in hidden.items() if row["group"] in groups}, words),
        )
        for row in own
    )
    title = words("segment.title", law=law, by=words(f"segment.by.{dimension}"))
    about = words("segment.about", few=FEWEST_CASES, cell=FEW)
    return Sheet(f"segments_{dimension}", title, about, backtest, _columns(dimension, measures, words), lines)


def segment_plot(identifier: str, sheet: Sheet, measures: Sequence[str], words: Words) -> Component:
    """Return one or two measures by group as dots with intervals; what is not estimable has no dot, or no line."""
    names = [words(f"segment.{name}") for name in measures]
    series = []
    for at, (name, called) in enumerate(zip(measures, names, strict=True)):
        told = [
            row
            for row in sheet.records("group", name, f"{name}_interval", *measures)
            if any(_drawn(value) is not None for value in row[3:])
        ]
        groups, values, intervals = [row[0] for row in told], [_drawn(row[1]) for row in told], [row[2] for row in told]
        series.append(plots.Series(called, groups, values, intervals, plots.LOOKS[at]))
    label = words("segment.plot", measures=", ".join(names))
    return plots.dots(identifier, series, plots.Axis(words("segment.axis")), label, words)


def _columns(dimension: str, measures: Sequence[str], words: Words) -> tuple[Column, ...]:
    columns = [Column("group", capital(words(f"segment.by.{dimension}")))]
    columns += [Column(name, words(f"segment.{name}"), "count") for name in ("cases", "positives", "chosen")]
    for name in measures:
        header, kind = words(f"segment.{name}"), _KINDS.get(name, "share")
        columns += [
            Column(name, header, kind),
            Column(f"{name}_interval", words("segment.interval", of=header), kind, interval=True),
        ]
    return tuple(columns)


def _drawn(value: Any) -> float | None:
    """Return a measure as a plot takes it: what is hidden has no dot."""
    return None if isinstance(value, str) else value


def _hidden(rows: Sequence[Row]) -> dict[str, frozenset[str]]:
    """Return by count the groups of which it is too small to show, and those that would tell it."""
    groups = [row for row in rows if row["dimension"] != "all"]
    return {of: small_cells({row["group"]: round(row[of]) for row in groups}) for of in COUNTED}


def _cells(row: Row, measures: Sequence[str], hidden: Collection[str], words: Words) -> list[Any]:
    """Return the counts and measures of a group; a measure from which a hidden count would follow is hidden too."""
    said = words("sheet.hidden")
    counts = [said if of in hidden else round(row[of]) for of in COUNTED]
    told = [(said, None) if _RESTS_ON[name] in hidden else _measure(row, name) for name in measures]
    return [*counts, *(cell for measure in told for cell in measure)]


def _measure(row: Row, name: str) -> tuple[Any, Any]:
    """Return a measure and its interval."""
    of = "capture" if name == MISSED else name
    value, low, high = row[of], row[f"{of}_low"], row[f"{of}_high"]
    if value is None or low is None or high is None:
        return value, None
    return (1 - value, (1 - high, 1 - low)) if name == MISSED else (value, (low, high))
