"""What a loop leaves behind: the rows as Parquet and CSV, a table a policy, and the picture in both languages."""

from pathlib import Path

import polars as pl

from pipelines.synthetic.loop.picture import loop_picture
from pipelines.synthetic.loop.rules import LoopRules

LAST_YEARS = 3


def policy_table(rows: pl.DataFrame) -> pl.DataFrame:
    """Return a row a policy, over all seeds and years.

    Returns:
        ``random_share, found`` and ``missed`` (a world), ``hit_rate`` of all visits, ``believed_off`` and
        ``estimate_off`` (mean distance from what is really so, in percentage points), ``holds`` (share of the intervals
        that hold it), ``told`` (share of the years with an estimate), ``auc`` of the last three years, ``reached`` (see
        ``loop_table``) in the last three.
    """
    worlds, late = rows["seed"].n_unique(), pl.col("year") > pl.col("year").max() - LAST_YEARS
    return (
        rows.group_by("random_share")
        .agg(
            found=pl.col("found").sum() / worlds,
            missed=pl.col("missed").sum() / worlds,
            hit_rate=pl.col("found").sum() / pl.col("visits").sum(),
            believed_off=_off("believed"),
            estimate_off=_off("estimate"),
            holds=((pl.col("low") <= pl.col("really")) & (pl.col("really") <= pl.col("high"))).mean(),
            told=pl.col("estimate").is_not_null().mean(),
            auc=pl.col("auc").filter(late).mean(),
            reached=pl.col("reached").filter(late).mean(),
        )
        .sort("random_share")
    )


def markdown(table: pl.DataFrame) -> str:
    """Return the table of policies in Markdown; a figure that there is none of says *not estimable*."""
    head = [
        "| by lot | found | missed | hit rate | model believes, off by | estimated, off by | intervals hold | "
        "years told | AUC, last years | reached where it shifted |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    return "\n".join([*head, *(_row(row) for row in table.iter_rows(named=True))]) + "\n"


def write_loop(rows: pl.DataFrame, rules: LoopRules, folder: Path) -> list[Path]:
    """Write ``loop.parquet``, ``loop.csv``, ``loop.md``, ``loop.nl.svg`` and ``loop.en.svg``; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"loop.{ending}" for ending in ("parquet", "csv", "md", "nl.svg", "en.svg")]
    rows.write_parquet(paths[0])
    rows.write_csv(paths[1])
    paths[2].write_text(
        "# Synthetic: the loop of target, inspect and learn\n\n" + markdown(policy_table(rows)), "utf-8"
    )
    paths[3].write_text(loop_picture(rows, rules, "nl"), encoding="utf-8")
    paths[4].write_text(loop_picture(rows, rules, "en"), encoding="utf-8")
    return paths


def _off(name: str) -> pl.Expr:
    return 100 * (pl.col(name) - pl.col("really")).abs().mean()


def _row(row: dict[str, float | None]) -> str:
    def shown(name: str, form: str) -> str:
        value = row[name]
        return "not estimable" if value is None else format(value, form)

    cells = [
        shown("random_share", ".0%"),
        shown("found", ",.0f"),
        shown("missed", ",.0f"),
        shown("hit_rate", ".1%"),
        shown("believed_off", ".1f"),
        shown("estimate_off", ".1f"),
        shown("holds", ".0%"),
        shown("told", ".0%"),
        shown("auc", ".3f"),
        shown("reached", ".1%"),
    ]
    return f"| {' | '.join(cells)} |"
