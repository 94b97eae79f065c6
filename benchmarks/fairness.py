"""The audit of fairness held against synthetic years of inspections of which it is known whether anybody is wronged.

Run with ``make bench-fairness``; the page goes to ``benchmarks/fairness.md``. SEEDS changes the number of worlds,
POWER=1 adds smaller dials and fewer visits.
"""

import os
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import polars as pl

from models.fairness.process import Lawful
from models.fairness.steps import ACCUSED, step_rules
from pipelines.synthetic.loop.audited import RIGHT, accusations, verdicts
from pipelines.synthetic.loop.coverage import Volumes

PAGE = Path(__file__).with_suffix(".md")
SEEDS = int(os.environ.get("SEEDS", "20"))
POWER = os.environ.get("POWER") == "1"
DIALS = (1.0, 2.0)
SMALLER_DIALS = (1.25, 1.5)
FEWER_VISITS = 200
UNADJUSTED_SEEDS = 3
WANTED = 18


def page(rows: pl.DataFrame, unadjusted: pl.DataFrame, power: list[tuple[str, pl.DataFrame]], seconds: float) -> str:
    """Return the page.

    Args:
        rows: As ``accusations`` gives them, at both dials.
        unadjusted: The same without any lawful fact to adjust for.
        power: Other volumes and dials, each with what it is.
        seconds: Processor seconds.
    """
    volumes, judged = Volumes(), verdicts(rows)
    lines = [
        "# The audit of fairness, held against what is really so\n",
        f"Everything here is synthetic. Made by `make bench-fairness` ({seconds:,.0f} processor seconds).\n",
        f"{judged['seed'].n_unique()} worlds of {volumes.employers:,} employers, each with two years of inspections by "
        f"the generator's own SQL; the second is audited: {judged['visits'].min():,} cases, "
        f"{volumes.random_share:.0%} of them by lot. At dial 2 the odds of being chosen by hand are twice as high for "
        "employers of group b of the owners as for others at any equal risk; at dial 1 nobody is wronged, though group "
        "b is at higher risk by itself and the choice by hand goes by tips that no register holds. The audit sees "
        "registers, books and groups; not the truth. Every run tests selection by hand (as a whole and by ground), "
        "visit, finding, sanction and objection, law by law, for owners and workers at once; it accuses at a "
        f"family-wise {step_rules().family_wise:.0%}.\n",
        *_totals(judged),
        "",
        "| seed | dial | tests | accused | owners, group b, by hand: odds ratio (95%) | p, all tests together | raw |",
        "|---:|---:|---:|---|---|---:|---:|",
        *(_line(rows.filter(seed=row["seed"], dial=row["dial"]), row) for row in judged.iter_rows(named=True)),
        "",
        "*raw* is the odds ratio before any adjustment. It lies under 2 at dial 2 after it, probably because whoever "
        "is at high risk and was not looked at in one month is still there in the next: over a year the passed-over "
        "members of group a come to be at higher risk than those of group b, in a way that no register shows.\n",
        "## Without the adjustment\n",
        *_unadjusted(unadjusted),
        "",
    ]
    if power:
        lines += [
            "## How small a wrong it sees\n",
            "| dial | cases a year | found | nobody accused |",
            "|---:|---:|---:|---:|",
        ]
        lines += [_power_line(name, verdicts(table)) for name, table in power]
    return "\n".join(lines) + "\n"


def _totals(judged: pl.DataFrame) -> list[str]:
    on, off = judged.filter(pl.col("dial") > 1), judged.filter(pl.col("dial") == 1)
    return [
        f"- Dial 2: the right group at the right step, and no other, in **{on['found'].sum()} of {len(on)}** "
        f"(asked: {WANTED} of 20).",
        f"- Dial 1: nobody accused at any step in **{off['nobody'].sum()} of {len(off)}** (asked: {WANTED} of 20).",
    ]


def _line(tests: pl.DataFrame, judged: dict[str, object]) -> str:
    whole = tests.filter(pl.col("part").is_null(), **RIGHT).row(0, named=True)
    accused = tests.filter(pl.col("verdict") == ACCUSED)
    names = accused.select(pl.concat_str("step", "part", "law", "dimension", "group", separator=" ", ignore_nulls=True))
    told = "; ".join(names.to_series().to_list()) or "nobody"
    return (
        f"| {judged['seed']} | {judged['dial']:g} | {judged['tests']} | {told} | {whole['odds_ratio']:.2f} "
        f"({whole['low']:.2f} to {whole['high']:.2f}) | {max(whole['p_adjusted'], 1e-15):.2g} | "
        f"{whole['raw_odds_ratio']:.2f} |"
    )


def _unadjusted(rows: pl.DataFrame) -> list[str]:
    judged = verdicts(rows)
    accused = rows.filter(pl.col("verdict") == ACCUSED).group_by("step", "dimension", "group").len()
    named = "; ".join(
        f"{step} {dimension} {group} ({count})"
        for step, dimension, group, count in accused.sort("step", "dimension").iter_rows()
    )
    return [
        f"With months as the only thing adjusted for and the dial off, {len(judged) - judged['nobody'].sum()} of "
        f"{len(judged)} audits accuse somebody who was not wronged (tests that accused: {named}). The gap that meets "
        "the eye is risk, tips and programmes; the adjustment is what tells it from discrimination.",
    ]  # fmt: skip


def _power_line(name: str, judged: pl.DataFrame) -> str:
    return (
        f"| {name} | {judged['visits'].min():,} | {judged['found'].sum()} of {len(judged)} | "
        f"{judged['nobody'].sum()} of {len(judged)} |"
    )


def _power(work: Path) -> list[tuple[str, pl.DataFrame]]:
    """Audit smaller wrongs, and a smaller inspectorate."""
    tables = []
    for visits in (Volumes().visits_per_month, FEWER_VISITS):
        volumes = replace(Volumes(), visits_per_month=visits)
        dials = SMALLER_DIALS if visits > FEWER_VISITS else (1.0, *SMALLER_DIALS, 2.0)
        rows = accusations(work / f"power-{visits}", volumes, range(1, SEEDS + 1), dials, print)
        tables += [(f"{dial:g}", rows.filter(pl.col("dial") == dial)) for dial in dials]
    return tables


def main() -> None:
    """Measure, and write the page."""
    started = time.process_time()
    with tempfile.TemporaryDirectory(prefix="kompas-fairness-", dir=os.environ.get("BENCH_DIR")) as folder:
        work = Path(folder)
        rows = accusations(work / "all", Volumes(), range(1, SEEDS + 1), DIALS, print)
        bare = accusations(work / "bare", Volumes(), range(1, UNADJUSTED_SEEDS + 1), [1.0], print, Lawful((), ()))
        power = _power(work) if POWER else []
    text = page(rows, bare, power, time.process_time() - started)
    PAGE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
