"""Who could be chosen by hand, who was and on which ground, and the lawful facts that were known of each then."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from data_contracts.reference_data import region_of_province
from features.engine import open_engine, sql_file, without_comments
from models.fairness.process import Lawful
from pipelines.fairness.rules import audit_rules
from pipelines.fairness.sources import AuditSources
from pipelines.planning.registers import Registers

NUMBERS = (
    "years_old",
    "reports",
    "reports_of_authorities",
    "earlier_visits",
    "months_since_visit",
    "months_since_follow_up",
    "months_since_finding",
    "in_chain",
    "jobs",
    "below",
    "near_minimum",
    "on_call",
    "flexible",
)
KINDS = ("division", "size_class", "region", "legal_form")
LAWFUL = Lawful(NUMBERS, KINDS)
"""What a choice may have gone by, all of it lawful, and none of it of the persons whom a trait is about."""
PARTS = 1_000_000
_QUERIES = Path(__file__).parent / "queries"


@dataclass(frozen=True)
class Candidates:
    """Rows of an employer and a month: ``unit, employer_id, stratum, month, ground?, case_id?`` and the facts.

    ``kept`` is the share of those passed over that were drawn; 1: all of them.
    """

    rows: pl.DataFrame
    kept: float


def candidates(
    sources: AuditSources, *, seed: int, threads: int, memory_limit: str, most: int | None = None
) -> Candidates:
    """Return the candidates of the months that are audited, by what was known in each month.

    Args:
        sources: What is audited.
        seed: Seed of the draw among those passed over, where there are too many to look at all.
        threads: Threads of the database.
        memory_limit: Its limit.
        most: How many rows at most, about; None for ``most_candidates`` of ``rules.yaml``.
    """
    months = audited_months(sources.as_of)
    employers = pl.scan_parquet(sources.features.table("current")).select(pl.len()).collect().item()
    wanted = audit_rules().most_candidates if most is None else most
    kept = min(1.0, wanted / max(1, employers * len(months)))
    values = {
        "first": months[0],
        "last": months[-1],
        "as_of": sources.as_of,
        "seed": seed,
        "keep": round(kept * PARTS),
        "months": sources.monthly.table("months"),
    }
    names = ("employers", "inspections", "findings", "signals", "wage_tax_numbers", "staffing_links", "parties")
    values |= {name: sources.warehouse.table(name) for name in names}
    with open_engine(threads, memory_limit) as engine:
        regions = region_of_province()
        engine.frame_table("regions", pl.DataFrame({"province": list(regions), "region": list(regions.values())}))
        engine.make_table(
            "numbers",
            sql_file("queries/numbers.sql").format(wage_tax_numbers=Registers.known("wage_tax_numbers")),
            values,
        )
        for name in ("cases", "employers_by_month", "book", "hits", "told", "in_chain", "pay"):
            engine.make_table(name, query(name), values)
        rows = engine.read_frame(query("candidates"), values)
    unit = pl.concat_str("employer_id", pl.lit(" "), pl.col("month").cast(pl.String))
    return Candidates(rows.with_columns(unit=unit, stratum=pl.col("month").cast(pl.String)), kept)


def audited_months(as_of: date) -> tuple[date, ...]:
    """Return the first days of the months that are audited, that of the as-of date the last."""
    last = as_of.year * 12 + as_of.month - 1
    return tuple(date(place // 12, place % 12 + 1, 1) for place in range(last - audit_rules().months + 1, last + 1))


def query(name: str) -> str:
    """Return the text of a query of this room, with the as-known queries of registers filled in."""
    known = Registers.known
    links = sql_file("queries/links.sql").format(staffing_links=known("staffing_links"), parties=known("parties"))
    text = without_comments((_QUERIES / f"{name}.sql").read_text("utf-8"))
    return text.format(employers=known("employers"), links=links)
