"""Years of target, inspect and learn, for each share of visits by lot: what is found, missed and believed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from models.arrays import Booleans, Floats, Integers
from models.evaluation.metrics import RankedOutcomes, area_under_curve
from models.inputs import input_matrix
from models.selection.estimators import MAIN_METHOD, trust_in_predictions
from models.selection.folds import fit_trees
from models.selection.propensity import Propensity
from models.selection.rows import cell_row, selected_sample
from pipelines.synthetic.loop.employers import SEEN, Memory, Year, draws, live, look, make_years, remember
from pipelines.synthetic.loop.frames import inputs_of
from pipelines.synthetic.loop.rules import LoopRules

BEFORE = -1
"""The year before the first: visits by hand, the same for all policies, so that there is something to learn from."""
SCHEMA = {
    "seed": pl.Int64,
    "random_share": pl.Float64,
    "year": pl.Int64,
    "employers": pl.Int64,
    "visits": pl.Int64,
    "drawn": pl.Int64,
    "found": pl.Int64,
    "missed": pl.Int64,
    "really": pl.Float64,
    "hit_rate": pl.Float64,
    "believed": pl.Float64,
    "estimate": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "status": pl.String,
    "auc": pl.Float64,
    "reached": pl.Float64,
}


@dataclass
class Run:
    """One policy on one world: its share by lot, its seed, what it remembers and the cases it has learnt from."""

    rules: LoopRules
    seed: int
    random_share: float
    memory: Memory
    cases: list[pl.DataFrame] = field(default_factory=list)


def loop_table(folder: Path, rules: LoopRules, say: Callable[[str], None]) -> pl.DataFrame:
    """Run all policies on all seeds.

    A finding is one of any of the three laws: a visit examines them all.

    Args:
        folder: Where the worlds may be made.
        rules: Size, length and policies.
        say: Told after each policy of each seed.

    Returns:
        A row a seed, policy (``random_share``) and year from 1: ``employers, visits, drawn`` (visits by lot), ``found``
        (visits with a finding), ``missed`` (employers not visited at whom a good examination would find something),
        ``really`` (the share of employers at whom it would), ``hit_rate`` (of all visits), ``believed`` (the model's
        mean chance over all employers, before the year's visits), ``estimate?, low?, high?, status`` (from that year's
        random arm and all cases so far), ``auc`` (of the model on all employers), ``reached`` (in the branches of the
        shift, the share visited of those at whom something would be found).
    """
    rows = []
    for seed in rules.seeds:
        years = make_years(folder, rules, seed)
        for share in rules.random_shares:
            rows += run_policy(years, Run(rules, seed, share, Memory(2 * rules.employers)))
            say(f"seed {seed}, {share:.0%} by lot: {sum(row['found'] for row in rows[-len(years) :])} found")
    return pl.DataFrame(rows, schema=SCHEMA)


def run_policy(years: list[pl.DataFrame], run: Run) -> list[dict[str, Any]]:
    """Let one policy work through the years, after a year by hand; return a row a year."""
    _visit(run, _see(run, years[0], BEFORE), BEFORE)
    return [_visit(run, _see(run, frame, year), year) for year, frame in enumerate(years)]


def _see(run: Run, frame: pl.DataFrame, year: int) -> Year:
    now = live(frame, run.memory, run.rules, run.seed, year)
    return Year(year, look(now, run.memory, run.rules, run.seed), now.number, now.violates, now.found)


def _visit(run: Run, now: Year, year: int) -> dict[str, Any]:
    """Choose and make a year's visits, learn from them, and return the year's row."""
    budget = round(run.rules.visit_share * len(now.frame))
    by_lot = 0 if year == BEFORE else round(run.random_share * budget)
    drawn = _first(draws(run.rules, run.seed, year, "random arm", now.number), by_lot)
    scores = _by_hand(run, now) if year == BEFORE else _learnt(run, now)
    free = ~drawn & (year - run.memory.last_visit[now.number] > run.rules.rest_years)
    visited = drawn | _first(np.where(free, -scores, np.inf), budget - by_lot)
    hits = now.found & visited[:, None] & ~_overlooked(run, now)
    hit: Booleans = np.asarray(hits.any(axis=1), dtype=np.bool_)
    cases = _case_rows(now, visited, drawn, hit, by_lot / len(now.frame))
    run.cases.append(cases)
    remember(now, visited, hits, run.memory, run.rules, run.seed)
    present: Booleans = np.asarray(now.found.any(axis=1), dtype=np.bool_)
    shifted = present & now.frame["branch"].is_in(run.rules.shift["branches"]).to_numpy()
    return {
        "seed": run.seed,
        "random_share": run.random_share,
        "year": year + 1,
        "employers": len(now.frame),
        "visits": int(visited.sum()),
        "drawn": by_lot,
        "found": int(hit.sum()),
        "missed": int((present & ~visited).sum()),
        "really": float(present.mean()),
        "hit_rate": float(hit[visited].mean()),
        "believed": float(scores.mean()),
        "reached": float(visited[shifted].mean()) if shifted.any() else None,
        "auc": area_under_curve(RankedOutcomes.of(np.where(present, 1.0, 0.0), scores)),
    } | (_estimate(run, cases, now) if by_lot else {"status": "no_random_sample"})


def _learnt(run: Run, now: Year) -> Floats:
    """Return the chances of a model that learnt from all earlier visits, as a plain one does: without any weights."""
    inputs, past = inputs_of(SEEN), pl.concat(run.cases)
    outcomes = past["violation"].cast(pl.Float64).to_numpy()
    model = fit_trees(input_matrix(past, inputs), outcomes, None, run.seed)
    return np.asarray(model.predict(input_matrix(now.frame, inputs)), dtype=np.float64)


def _by_hand(run: Run, now: Year) -> Floats:
    """Return the score of a choice by hand, as the synthetic inspectorate makes it: reports, branches, habits, tips."""
    rules, frame, number = run.rules, now.frame, now.number
    choice, lot = rules.choice, draws(rules, run.seed, now.year, "choice", number)
    turn = draws(rules, run.seed, now.year, "programme", number) < rules.programme_turn
    liking = rules.habit["branch"] * frame["branch_pressure"].to_numpy()
    tips = choice["tips"] + choice["tips_on_lending"] * frame["in_chain"].to_numpy()
    return np.asarray(
        np.log(lot / (1 - lot))
        + liking
        + choice["report"] * np.minimum(frame["reports"].to_numpy(), 5)
        + choice["size"] * frame["size"].to_numpy()
        + choice["agencies"] * frame["agency"].to_numpy()
        + choice["programme"] * (frame["branch"].is_in(rules.programme).to_numpy() & turn)
        + tips * now.violates.any(axis=1),
        dtype=np.float64,
    )


def _overlooked(run: Run, now: Year) -> Booleans:
    """Tell what inspectors overlook of what there is to find, by law: more at larger employers."""
    missed = run.rules.missed
    chance = np.minimum(missed["most"], missed["base"] + missed["size"] * now.frame["size"].to_numpy())
    streams = [draws(run.rules, run.seed, now.year, f"missed {law}", now.number) for law in range(now.found.shape[1])]
    return np.column_stack([stream < chance for stream in streams])


def _case_rows(now: Year, visited: Booleans, drawn: Booleans, hit: Booleans, probability: float) -> pl.DataFrame:
    by_lot = pl.Series("drawn", drawn)
    return now.frame.with_columns(
        pl.concat_str(pl.lit(f"{now.year} "), "employer_id").alias("case_id"),
        pl.when(by_lot).then(pl.lit("random")).otherwise(pl.lit("model")).alias("selection_ground"),
        pl.when(by_lot).then(pl.lit(probability)).alias("selection_probability"),
        pl.lit(date(2024 + now.year, 7, 1)).alias("selected_on"),
        pl.Series("violation", hit),
        pl.lit(1.0).alias("weight"),
    ).filter(pl.Series(visited))


def _estimate(run: Run, cases: pl.DataFrame, now: Year) -> dict[str, Any]:
    """Return the anchored estimate from the year's random arm, with predictions from all cases so far."""
    everybody_alike = Propensity(1.0, (), 0.0, np.ones(len(cases)), np.ones(len(now.frame)))
    sample = selected_sample(pl.concat(run.cases), cases, now.frame, inputs_of(SEEN), everybody_alike, run.seed)
    row = cell_row(sample, MAIN_METHOD, trust_in_predictions(sample))
    return {name: row.get(name) for name in ("estimate", "low", "high", "status")}


def _first(order: Floats | Integers, count: int) -> Booleans:
    """Return which rows are the ``count`` lowest; rows at infinity are never taken."""
    chosen = np.zeros(len(order), dtype=np.bool_)
    lowest = np.argsort(order, kind="stable")[:count]
    chosen[lowest[np.isfinite(order[lowest])]] = True
    return chosen
