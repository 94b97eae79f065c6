"""Is the audit of fairness right? Years of inspections with a known discrimination, or none, and whom it accuses.

Each seed makes a synthetic Netherlands of its own, with two years of inspections by the generator's own SQL: reports,
choice by lot and by hand, cases, findings, sanctions, objections. The audit looks at the second year, and sees what a
real one would: registers, the inspectorate's books, and the groups. It never sees what employers really do, what tips
told, or who was not looked at.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from models.fairness.measures import measures
from models.fairness.process import Lawful, case_steps, selection_steps
from models.fairness.steps import ACCUSED, step_tests
from pipelines.synthetic.arguments import Arguments
from pipelines.synthetic.inspecting import make_deeds
from pipelines.synthetic.inspecting.visits import prepare_visits, visit_month
from pipelines.synthetic.loop.coverage import LAST_MONTH, MEMORY, YEAR, Volumes
from pipelines.synthetic.parameters import minimum_wages
from pipelines.synthetic.wages import make_jobs
from pipelines.synthetic.workbench import Workbench
from pipelines.synthetic.world import make_world

NUMBERS = (
    "size",
    "inhabitants",
    "agency",
    "natural_person",
    "flag",
    "reports",
    "reports_of_authorities",
    "in_chain",
    "years_old",
    "earlier_visits",
    "months_since_visit",
    "months_since_finding",
    "months_since_follow_up",
)
KINDS = ("branch", "region", "size_class", "city")
LAWFUL = Lawful(NUMBERS, KINDS)
DIMENSIONS = ("owner_origin", "worker_origin")
RIGHT = {"step": "hand_selection", "dimension": "owner_origin", "group": "b"}
HALF = 0.5


@dataclass(frozen=True)
class Books:
    """What an audit may see: months (a row an employer and month in the frame), cases, findings, and groups."""

    months: pl.DataFrame
    cases: pl.DataFrame
    findings: pl.DataFrame
    traits: pl.DataFrame


def accusations(
    folder: Path,
    volumes: Volumes,
    seeds: Sequence[int],
    dials: Sequence[float],
    say: Callable[[str], None],
    lawful: Lawful = LAWFUL,
) -> pl.DataFrame:
    """Return every test of every seed and dial.

    Args:
        folder: Where the workbench may be made.
        volumes: Size of the world and of the inspectorate; its seed is not used.
        seeds: Seeds of the worlds.
        dials: Odds of group b of the owners to be chosen by hand over those of group a, all else equal.
        say: Told after each audit.
        lawful: What is adjusted for.

    Returns:
        ``seed, dial, visits`` (cases of the audited year) and the columns of ``models.fairness.steps.step_tests``.
    """
    tables = []
    for seed in seeds:
        for dial, books in years_of_books(folder, replace(volumes, world_seed=seed).arguments, dials):
            tests = audit(books, lawful, seed)
            named = [pl.lit(seed).alias("seed"), pl.lit(dial).alias("dial"), pl.lit(len(books.cases)).alias("visits")]
            tables.append(tests.select(*named, pl.all()))
            say(f"seed {seed}, dial {dial:g}: {_told(tests)}")
    return pl.concat(tables)


def verdicts(rows: pl.DataFrame) -> pl.DataFrame:
    """Return per seed and dial how many tests accused, and whether all of these were right.

    Args:
        rows: As ``accusations`` gives them.

    Returns:
        ``seed, dial, visits, tests`` (those that could be made), ``right`` (accusations of the group that the dial
        turns on, at its step, as being chosen more), ``wrong`` (all others), ``found`` (some right, none wrong) and
        ``nobody`` (none at all).
    """
    accused = pl.col("verdict") == ACCUSED
    right = accused & pl.all_horizontal(pl.col(name) == value for name, value in RIGHT.items())
    right &= pl.col("odds_ratio") > 1
    counted = rows.group_by("seed", "dial", "visits", maintain_order=True).agg(
        tests=pl.col("p_value").count(), right=right.sum(), wrong=(accused & ~right.fill_null(value=False)).sum()
    )
    none_wrong = pl.col("wrong") == 0
    return counted.with_columns(found=(pl.col("right") > 0) & none_wrong, nobody=(pl.col("right") == 0) & none_wrong)


def audit(books: Books, lawful: Lawful, seed: int) -> pl.DataFrame:
    """Return the tests of all steps that the books tell of: selection by hand, visit, finding, sanction, objection."""
    month = pl.col("selected_on").dt.year().cast(pl.Int32) * YEAR + pl.col("selected_on").dt.month() - 1
    cases = books.cases.with_columns(month.cast(pl.Int32).alias("m"))
    units = books.months.join(cases, on=["employer_id", "m"], how="left", maintain_order="left").with_columns(
        pl.concat_str("employer_id", pl.lit(" "), "m").alias("unit"), pl.col("m").cast(pl.String).alias("stratum")
    )
    chosen = units.filter(pl.col("case_id").is_not_null()).with_columns(unit="case_id")
    findings = books.findings.rename({"case_id": "unit"})
    steps = [*selection_steps(units.filter(~pl.col("is_open")), lawful), *case_steps(chosen, findings, lawful)]
    named = pl.concat([table.select("unit", "employer_id") for table in (units, chosen)])
    groups = named.join(_groups(books.traits), on="employer_id").drop("employer_id")
    least = measures()["selection_rate"].minimum.positives
    return step_tests(steps, groups, DIMENSIONS, least=least, seed=seed)


def _groups(traits: pl.DataFrame) -> pl.DataFrame:
    """Return the group of each employer in each dimension: b where at least half are of group b."""
    of_b = traits.filter(pl.col("trait_group") == "b")
    group = pl.when(pl.col("share") >= HALF).then(pl.lit("b")).otherwise(pl.lit("a"))
    return of_b.select("employer_id", pl.col("trait").alias("dimension"), group.alias("group"))


def years_of_books(folder: Path, arguments: Arguments, dials: Sequence[float]) -> Iterator[tuple[float, Books]]:
    """Make one world and give the books of its second year of inspections at each dial.

    Args:
        folder: Where the workbench may be made.
        arguments: Size, window and seed of the world.
        dials: As for ``accusations``.
    """
    bench = Workbench(folder / f"work-{arguments.seed}", threads=1, memory_limit=MEMORY)
    try:
        make_world(bench, arguments)
        make_deeds(bench, arguments)
        make_jobs(bench, arguments)
        bench.set(minimum=minimum_wages(arguments.last_month_number))
        for dial in dials:
            yield dial, _books(bench, replace(arguments, discrimination_odds_ratio=dial))
    finally:
        bench.close()


def _books(bench: Workbench, arguments: Arguments) -> Books:
    audited_from = arguments.last_month_number - YEAR + 1
    with bench.undone():
        prepare_visits(bench, arguments)
        bench.run("loop/audited")
        for month in range(arguments.first_month_number, arguments.last_month_number + 1):
            visit_month(bench, month)
            if month >= audited_from:
                bench.run("loop/audited_month")
        months, steps, findings, traits = (
            bench.frame(name)
            for name in (
                "loop/audited_rows",
                "inspecting/inspection_rows",
                "inspecting/finding_rows",
                "inspecting/audit_rows",
            )
        )
    cases = steps.sort("case_id", "known_at").group_by("case_id", maintain_order=True).agg(
        pl.col("employer_id", "selected_on").first(),
        pl.col("selection_ground").first().alias("ground"),
        pl.col("closed_on").last(),
    )  # fmt: skip
    findings = findings.join(cases.select("case_id", "employer_id", "closed_on"), on="case_id", maintain_order="left")
    since = LAST_MONTH.replace(year=LAST_MONTH.year - 1, month=LAST_MONTH.month + 1)
    return Books(months, cases.filter(pl.col("selected_on") >= since), findings, traits)


def _told(tests: pl.DataFrame) -> str:
    accused = tests.filter(pl.col("verdict") == ACCUSED)
    named = accused.select(pl.concat_str("step", "part", "law", "dimension", "group", separator=" ", ignore_nulls=True))
    return ", ".join(named.to_series().to_list()) or "nobody accused"
