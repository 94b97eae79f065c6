"""Selective labels held against what is really so: do intervals hold, and what does choosing do to learning?

Run with ``make bench-selection``; the page goes to ``benchmarks/selective_labels.md``, the pictures to ``docs/images``.
SEEDS changes the number of times that a year's inspections are drawn anew.
"""

import os
import tempfile
import time
from pathlib import Path

import polars as pl

from models.selection.estimators import MAIN_METHOD, METHODS
from models.selection.rows import BOUNDS_ONLY, ESTIMATED
from pipelines.synthetic.loop.coverage import Volumes, coverage_rows, coverage_table
from pipelines.synthetic.loop.picture import loop_picture
from pipelines.synthetic.loop.report import markdown, policy_table
from pipelines.synthetic.loop.rules import LoopRules, loop_rules
from pipelines.synthetic.loop.simulate import loop_table

PAGE = Path(__file__).with_suffix(".md")
PICTURES = Path(__file__).parents[1] / "docs" / "images"
SEEDS = int(os.environ.get("SEEDS", "40"))
KINDS = ("laws", "laws x sectors", "all")
LEAST_POSITIVES = (0, 5, 10)


def page(coverage: pl.DataFrame, loop: pl.DataFrame, rules: LoopRules, seconds: tuple[float, float]) -> str:
    """Return the page."""
    volumes = Volumes()
    seeds, worlds = coverage["seed"].n_unique(), loop["seed"].n_unique()
    lines = [
        "# Selective labels, held against what is really so\n",
        "Everything here is synthetic. Made by `make bench-selection` "
        f"({seconds[0]:.0f} processor seconds for the intervals, {seconds[1]:.0f} for the loop).\n",
        "## Do 95% intervals hold?\n",
        f"One world of {volumes.employers:,} employers from the real generator (its SQL for reports, choices, cases "
        f"and findings; no wage records), a first year of inspections, and a second year drawn anew {seeds} times: "
        f"{12 * volumes.visits_per_month:,} cases a year, {volumes.random_share:.0%} of them by lot, default bias. "
        "Held against the share of employer-months of that year at which a good examination would find a violation. "
        "Inspectors overlook 5 to 25% of that, which no estimator can know: it is the error of the random arm below.\n",
        "| method | cells | intervals | hold | mean error (points) | mean width (points) | without estimate |",
        "|---|---|---:|---:|---:|---:|---:|",
        *_coverage_lines(coverage),
        "",
        "*inspected* is the naive estimate: the share among all inspected cases. *without estimate* counts cells that "
        "say *not estimable*, and those with bounds only.\n",
        "| law | really | " + " | ".join(METHODS) + " |",
        "|---|---:|" + "---:|" * len(METHODS),
        *_law_lines(coverage),
        "",
        "Mean over the seeds, in percent; between brackets the share of the intervals that hold.\n",
        "Who shows only cells with enough findings overstates: of the law x sector cells with an estimate, the mean "
        f"error of the {MAIN_METHOD} estimate was "
        + ", ".join(_selected_error(coverage, least) for least in LEAST_POSITIVES)
        + ". That is why the number of random cases decides what is shown, never what they found.\n",
        "## Ten years of target, inspect and learn\n",
        f"{worlds} worlds of {rules.employers:,} employers over ten years (about {loop['employers'].mean():,.0f} at a "
        f"time), one row an employer and year, {rules.visit_share:.0%} visited a year. Each year a model learns from "
        "all earlier visits and chooses; a share is drawn by lot first. The year before the first is by hand, the same "
        f"for all. From year {rules.shift['year']} on employers in branches that are hardly visited "
        f"({', '.join(rules.shift['branches'])}) shave hours more often, which no declared wage shows.\n",
        markdown(policy_table(loop)),
        "*found* and *missed* are of one world over ten years; *off by* is the mean distance in percentage points from "
        "the share of employers at whom something was to be found; *years told* is the share of the years in which the "
        "random arm was large enough for an estimate.\n",
        "![The loop, synthetic](../docs/images/loop.en.svg)",
    ]
    return "\n".join(lines) + "\n"


def _coverage_lines(coverage: pl.DataFrame) -> list[str]:
    table = {(row["method"], row["cells"]): row for row in coverage_table(coverage).iter_rows(named=True)}
    rows = [table[method, kind] for method in METHODS for kind in KINDS]
    return [
        f"| {row['method']} | {row['cells']} | {row['intervals']:,} | {row['covered']:.1%} | {row['error']:+.1f} | "
        f"{row['width']:.1f} | {row['not_estimable']:,} |"
        for row in rows
    ]


def _law_lines(coverage: pl.DataFrame) -> list[str]:
    laws = coverage.filter(pl.col("sector").is_null())
    told = laws.group_by("law", "method").agg(pl.col("really", "estimate", "covers").mean())
    rows = {(row["law"], row["method"]): row for row in told.iter_rows(named=True)}
    return [
        f"| {law} | {100 * rows[law, MAIN_METHOD]['really']:.1f} | "
        + " | ".join(f"{100 * rows[law, m]['estimate']:.1f} ({rows[law, m]['covers']:.0%})" for m in METHODS)
        + " |"
        for law in sorted(laws["law"].unique())
    ]


def _selected_error(coverage: pl.DataFrame, least: int) -> str:
    """Return the mean error of the cells with at least so many findings; cells without any count as nothing found."""
    cells = coverage.filter(
        (pl.col("method") == MAIN_METHOD)
        & pl.col("sector").is_not_null()
        & pl.col("status").is_in([ESTIMATED, BOUNDS_ONLY])
        & (pl.col("positives") >= least)
    )
    error = float(cells.select((pl.col("estimate").fill_null(0.0) - pl.col("really")).mean()).item())
    return f"{100 * error:+.1f} points where at least {least} were found ({len(cells):,} cells)"


def main() -> None:
    """Measure, and write the page and the pictures."""
    rules = loop_rules()
    with tempfile.TemporaryDirectory(prefix="kompas-selection-", dir=os.environ.get("BENCH_DIR")) as work:
        started = time.process_time()
        coverage = coverage_rows(Path(work), Volumes(), range(1, SEEDS + 1), print)
        between = time.process_time()
        loop = loop_table(Path(work), rules, print)
    seconds = (between - started, time.process_time() - between)
    text = page(coverage, loop, rules, seconds)
    PAGE.write_text(text, encoding="utf-8")
    for language in ("nl", "en"):
        (PICTURES / f"loop.{language}.svg").write_text(loop_picture(loop, rules, language), encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
