"""A small world of which an audit of fairness can be checked: who is wronged by choices by hand is known, and by what.

Of 1,200 employers three in ten are owned by group b, in no link with sector, size or risk. Each month thirty are chosen
by hand and ten by lot; with ``wronged`` an employer of b is chosen five times as often as one of a. What is found
depends on the employer's risk only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from data_contracts.settings import KompasSettings
from data_contracts.snapshots import Snapshot, SnapshotFolder
from features.catalogue import load_catalogue
from features.monthly.lists import monthly_columns
from pipelines.fairness.candidates import audited_months
from pipelines.snapshots.writer import Recipe, as_input, publish
from pipelines.steps.context import StepContext

AS_OF = date(2026, 10, 31)
EMPLOYERS, BY_HAND, BY_LOT = 1_200, 30, 10
LAWS = ("WML", "Wav")
NAMES = [f"E{number:07d}" for number in range(EMPLOYERS)]
"""Names that no table of groups may hold."""
IS_B = np.random.default_rng(1).random(EMPLOYERS) < 0.3
RISK = np.random.default_rng(2).random(EMPLOYERS)
TIMES = 5
FEW_VOF = 8
"""So few employers of one legal form that a small count of them was chosen."""


@dataclass(frozen=True)
class AuditedWorld:
    """The folder of a run, ready for ``kompas fairness``."""

    data: Path

    @property
    def settings(self) -> KompasSettings:
        return KompasSettings(data_dir=self.data, threads=1)

    @property
    def folder(self) -> SnapshotFolder:
        return SnapshotFolder(self.settings.snapshots_dir)

    @property
    def context(self) -> StepContext:
        return StepContext.of(self.settings, lambda _: None)

    def publish(
        self, kind: str, frames: Mapping[str, pl.DataFrame], *inputs: Snapshot, notes: dict[str, Any] | None = None
    ) -> Snapshot:
        """Publish tables as a snapshot; the traits go to the store of their own."""
        folder = self.folder if kind != "audit_traits" else SnapshotFolder(self.settings.audit_store_dir)
        made_from = tuple(as_input(item) for item in inputs)
        recipe = Recipe(kind, "test", made_from, as_of=AS_OF, synthetic=True, notes=notes or {})

        def fill(side: Path) -> None:
            for name, frame in frames.items():
                (side / name).parent.mkdir(exist_ok=True)
                frame.write_parquet(side / f"{name}.parquet")

        return publish(folder, recipe, fill)


def audited_world(data: Path, *, wronged: bool, traits: bool = True) -> AuditedWorld:
    """Publish warehouse, monthly sums, features and, if they are held, the traits of a small world."""
    world = AuditedWorld(data)
    cases = _cases(wronged=wronged)
    tables = {"employers": _employers(), "inspections": _inspections(cases), "findings": _findings(cases), **_empty()}
    warehouse = world.publish("warehouse", {f"{name}/part-0": frame for name, frame in tables.items()})
    monthly = world.publish("monthly", {"months/2026": _no_months()}, warehouse)
    world.publish("features", {"current": _current(), "training": _training(cases)}, warehouse, monthly)
    if traits:
        world.publish("audit_traits", {"audit_traits/part-0": _traits()})
    return world


def _no_months() -> pl.DataFrame:
    days = dict.fromkeys(("from_day", "to_day", "known_at"), pl.Date)
    counts = dict.fromkeys(monthly_columns(), pl.Int64)
    return pl.DataFrame(schema={"loonheffingennummer": pl.String, **days, **counts})


def _employers() -> pl.DataFrame:
    return pl.DataFrame({"employer_id": NAMES}).with_columns(
        rsin=pl.lit(None, pl.String),
        sbi_code=pl.Series([("0111", "4120", "5610", "7820")[number % 4] for number in range(EMPLOYERS)]),
        size_class=pl.Series([("1", "5-9", "100+")[number % 3] for number in range(EMPLOYERS)]),
        province=pl.Series([("ZH", "GR")[number % 2] for number in range(EMPLOYERS)]),
        legal_form=pl.Series(["vof" if number < FEW_VOF else "bv" for number in range(EMPLOYERS)]),
        start_date=pl.lit(date(2015, 1, 1)),
        end_date=pl.lit(None, pl.Date),
        valid_from=pl.lit(date(2015, 1, 1)),
        valid_to=pl.lit(None, pl.Date),
        known_at=pl.lit(date(2015, 1, 10)),
    )


def _cases(*, wronged: bool) -> pl.DataFrame:
    """Return ``case_id, number`` (of the employer), ``ground, selected_on, WML, Wav``."""
    generator = np.random.default_rng(3)
    weights = np.where(IS_B & wronged, TIMES, 1.0)
    rows = []
    for month in audited_months(AS_OF):
        hand = generator.choice(EMPLOYERS, BY_HAND, replace=False, p=weights / weights.sum())
        lot = generator.choice(np.setdiff1d(np.arange(EMPLOYERS), hand), BY_LOT, replace=False)
        grounds = [("signal", "model")[place % 2] for place in range(BY_HAND)] + ["random"] * BY_LOT
        for place, (number, ground) in enumerate(zip([*hand, *lot], grounds, strict=True)):
            found = {law: bool(generator.random() < RISK[number]) for law in LAWS}
            case = f"C{month:%Y%m}-{place:03d}"
            rows.append({"case_id": case, "number": int(number), "ground": ground, "selected_on": month} | found)
    return pl.DataFrame(rows)


def _inspections(cases: pl.DataFrame) -> pl.DataFrame:
    return cases.select(
        "case_id",
        "selected_on",
        employer_id=pl.Series([NAMES[number] for number in cases["number"]]),
        establishment_id=pl.lit(None, pl.String),
        selection_ground="ground",
        selection_probability=pl.when(pl.col("ground") == "random").then(BY_LOT / EMPLOYERS),
        opened_on="selected_on",
        closed_on=pl.col("selected_on") + timedelta(days=20),
        team=pl.lit("West-1"),
        spent_minutes=pl.lit(960),
        known_at=pl.col("selected_on") + timedelta(days=20),
    )


def _findings(cases: pl.DataFrame) -> pl.DataFrame:
    closed = pl.col("selected_on") + timedelta(days=20)
    long = cases.unpivot(index=["case_id", "selected_on"], on=list(LAWS), variable_name="law", value_name="violation")
    return long.select(
        "case_id",
        "law",
        "violation",
        established_on=closed,
        known_at=closed,
        examined=pl.lit(value=True),
        article=pl.lit(None, pl.String),
        workers_affected=pl.when("violation").then(pl.lit(2)),
        underpaid_cents=pl.lit(None, pl.Int64),
        sanction=pl.when(pl.col("violation")).then(pl.lit("warning")).otherwise(pl.lit("none")),
        objection=pl.lit(None, pl.String),
    )


def _empty() -> dict[str, pl.DataFrame]:
    text, day = pl.String, pl.Date
    return {
        "signals": pl.DataFrame(
            schema={"signal_id": text, "employer_id": text, "received_on": day, "source_kind": text, "known_at": day}
        ),
        "wage_tax_numbers": pl.DataFrame(
            schema={
                "loonheffingennummer": text, "employer_id": text, "valid_from": day, "valid_to": day, "known_at": day,
            }
        ),
        "staffing_links": pl.DataFrame(
            schema={
                "lender_id": text, "hirer_id": text, "period": day, "workers": pl.Int64, "hired_minutes": pl.Int64,
                "invoiced_cents": pl.Int64, "known_at": day,
            }
        ),
        "parties": pl.DataFrame(
            schema={
                "party_id": text, "kind": text, "employer_id": text, "valid_from": day, "valid_to": day,
                "known_at": day,
            }
        ),
    }  # fmt: skip


def _current() -> pl.DataFrame:
    names = load_catalogue().names
    nothing = [pl.lit(None, pl.Float64).alias(name) for name in names if name != "workers"]
    known = _employers().select("employer_id", "size_class", "province", "legal_form")
    sector = pl.Series("sector", [("A", "F", "I", "N")[number % 4] for number in range(EMPLOYERS)])
    return known.with_columns(*nothing, sector, pl.lit(5.0).alias("workers"), as_of=pl.lit(AS_OF)).with_columns(
        pl.Series(names[0], RISK)
    )


def _training(cases: pl.DataFrame) -> pl.DataFrame:
    named = cases.select("case_id", employer_id=pl.Series([NAMES[number] for number in cases["number"]]))
    return named.join(_current(), on="employer_id", maintain_order="left")


def _traits() -> pl.DataFrame:
    share = pl.Series("share", IS_B.astype(float))
    rows = pl.DataFrame({"employer_id": NAMES}).with_columns(share, trait=pl.lit("owner_origin"))
    both = [
        rows.with_columns(trait_group=pl.lit("b")),
        rows.with_columns(trait_group=pl.lit("a"), share=1 - pl.col("share")),
    ]
    return pl.concat(both).with_columns(
        valid_from=pl.lit(date(2015, 1, 1)), valid_to=pl.lit(None, pl.Date), known_at=pl.lit(date(2015, 1, 10))
    )
