"""Published what-ifs and scenarios with figures to check by hand."""

import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from data_contracts.snapshots import Snapshot, SnapshotFolder
from tests.support import tables
from tests.support.published import publish_kind

CAVEAT = {
    "caveats_nl": ["Wat werkgevers anders gaan doen, wordt niet voorspeld."],
    "caveats_en": ["What employers will do differently is not predicted."],
}
CLASH = {
    "infeasible": ["region:Noord at least", "hours:Noord-1"],
    "clash_nl": "Regio Noord moet ten minste 400 uur krijgen. Team Noord-1 heeft 100 uur.",
    "clash_en": "Region Noord must get at least 400 hours. Team Noord-1 has 100 hours.",
}


def publish_what_if(
    folder: SnapshotFolder,
    name: str = "extra-inspectors",
    *,
    title: str = "Tien inspecteurs meer in Noord-1",
    asked: Mapping[str, Any] | None = None,
    gain: float = 1.5,
    infeasible: bool = False,
    base: Snapshot | None = None,
) -> Snapshot:
    """Publish a what-if against the plan in use.

    Args:
        folder: Where a plan is published.
        name: The name of the what-if.
        title: Its title, in both languages.
        asked: What was asked.
        gain: How many findings more it is expected to bring than the 12 of the plan.
        infeasible: Whether no plan could be made.
        base: Another plan than the one in use that it is held against.
    """
    plan = base or folder.latest("plan")
    overlay = {"name": name} | dict(asked or {"team": "Noord-1", "number": 10})
    notes = {
        "name": name,
        "kind": "what_if",
        "title_nl": title,
        "title_en": title,
        "overlay": json.dumps(overlay),
        "sentence_nl": f"{title}: zo verandert het plan.",
        "sentence_en": f"{title}: this is how the plan changes.",
        "caveats_nl": ["Hoeveel uur een inspecteur heeft, is aangenomen."],
        "caveats_en": ["How many hours an inspector has is assumed."],
        "base_plan": plan.manifest.snapshot_id,
        "base_plan_id": "2026-11",
    }
    frames = {
        "measures": measures(None if infeasible else gain),
        "groups": groups(),
        "changes": changes(),
        "prices": what_if_prices(),
    }
    return publish_kind(folder, "what_if", frames, notes=notes | (CLASH if infeasible else {}))


def measures(gain: float | None) -> pl.DataFrame:
    """12 findings, 340 hours of visits and a chance of 0.4% in the plan; 100 hours more in the variant."""
    rows = [
        ("yield_hits", "Verwachte overtredingen", "Expected findings", "findings", 12.0, 12 + (gain or 0), True),
        ("yield_underpaid", "Verwachte onderbetaling", "Expected underpayment", "eur", 84_000.0, 91_000.0, True),
        ("hours_visit", "Uren aan bezoeken", "Hours of visits", "hours", 340.0, 440.0, False),
        ("chance_all", "Pakkans", "Chance", "share", 0.004, 0.0052, True),
        ("items_in", "Werkgevers erbij", "Employers that come in", "items", None, 5.0, False),
    ]
    names = ["measure", "label_nl", "label_en", "unit", "base", "variant", "expected"]
    told = pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)
    return told if gain is not None else told.with_columns(variant=pl.lit(None, pl.Float64))


def groups() -> pl.DataFrame:
    """By kind and sector; sector B is too small to show (see the chances of the quarter's plan)."""
    rows = [
        ("sector", "A", 10, 12, 200.0, 260.0, 123.4, 151.0, 0.02, 0.03),
        ("sector", "F", 8, 9, 140.0, 180.0, 33.3, 31.0, 0.005, 0.006),
        ("sector", "B", None, None, None, None, None, None, 0.1667, 0.3333),
        ("sector", "D", None, None, None, None, None, None, 0.05, 0.05),
        ("kind", "lender", 6, 9, 120.0, 190.0, 60.0, 80.0, 0.04, 0.06),
        ("kind", "neither", 12, 13, 220.0, 250.0, 96.7, 102.0, 0.01, 0.011),
    ]
    names = [f"{side}_{name}" for name in ("items", "hours", "workers", "chance") for side in ("base", "variant")]
    return pl.DataFrame(rows, schema=["dimension", "group", *names], orient="row", infer_schema_length=None)


def changes() -> pl.DataFrame:
    """Two employers that would come in."""
    rows = [
        (tables.RICH, tables.NAMES[0], "I", "Noord", "in"),
        (tables.PLAIN, tables.NAMES[4], "F", "West", "in"),
    ]
    return pl.DataFrame(rows, schema=["employer_id", "trade_name", "sector", "region", "change"], orient="row")


def what_if_prices() -> pl.DataFrame:
    """An hour of Noord-1 brings 0.06 findings now and 0.02 in the variant."""
    rows = [
        ("base", "hours:Noord-1", "hours", "hour", 0.06, 12.0),
        ("variant", "hours:Noord-1", "hours", "hour", 0.02, 13.5),
    ]
    names = ["plan", "constraint", "change", "unit", "gain", "base_yield"]
    return pl.DataFrame(rows, schema=names, orient="row")


def publish_scenario(folder: SnapshotFolder, *, title: str = "Minimumloon 5% hoger") -> Snapshot:
    """Publish a scenario: 40 employers more below the minimum, 1,200 workers more, 350,000 euros more."""
    notes = {
        "name": "minimum-wage",
        "kind": "scenario",
        "title_nl": title,
        "title_en": title,
        "overlay": json.dumps({"name": "minimum-wage", "percent": 5}),
        "sentence_nl": "Met een 5% hoger minimumloon vallen meer werkgevers eronder.",
        "sentence_en": "With a minimum wage 5% higher, more employers would fall below it.",
    }
    frames = {"totals": totals(), "groups": rule_groups(), "employers": newly(), "plan_effect": measures(1.0)}
    return publish_kind(folder, "scenario", frames, notes=notes | CAVEAT)


def totals() -> pl.DataFrame:
    """Two checks: pay below the minimum, and one that the scenario leaves alone."""
    below, holiday = ("Loon onder het minimum", "Pay below the minimum"), ("Vakantiebijslag", "Holiday allowance")
    rows = [
        ("WML", "below_minimum", *below, 60, 100, 300, 1500, 10_000_000, 45_000_000, 3, 3),
        ("WML", "holiday", *holiday, 20, 20, 90, 90, None, None, 0, 0),
    ]
    names = ["law", "rule", "title_nl", "title_en", "employers_now", "employers_then", "workers_now", "workers_then"]
    names += ["cents_now", "cents_then", "not_testable_now", "not_testable_then"]
    return pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)


def newly() -> pl.DataFrame:
    """Two employers that would newly fall below the minimum, and one that does already."""
    rows = [
        (tables.PLAIN, tables.NAMES[4], "F", "West", 0, 4, 0, 120_000, "new"),
        (tables.RICH, tables.NAMES[0], "I", "Noord", 0, 9, 0, 350_000, "new"),
        (tables.LONG, tables.NAMES[3], "N", "Noord", 20, 30, 900_000, 950_000, "more"),
    ]
    names = ["employer_id", "trade_name", "sector", "region", "workers_now", "workers_then", "cents_now", "cents_then"]
    told = pl.DataFrame(rows, schema=[*names, "change"], orient="row")
    return told.with_columns(law=pl.lit("WML"), rule=pl.lit("below_minimum"), size_class=pl.lit("10-19"))


def rule_groups() -> pl.DataFrame:
    """The first check by sector; of sector F only three employers now, and 60 in all."""
    rows = [
        ("WML", "below_minimum", "sector", "A", 50, 80, 250, 1200, 9_000_000, 40_000_000),
        ("WML", "below_minimum", "sector", "F", 3, 12, 40, 200, 900_000, 4_000_000),
        ("WML", "below_minimum", "sector", "I", 7, 8, 10, 100, 100_000, 1_000_000),
        ("WML", "below_minimum", "region", "Noord", 60, 100, 300, 1500, 10_000_000, 45_000_000),
    ]
    names = ["law", "rule", "dimension", "group", "employers_now", "employers_then", "workers_now", "workers_then"]
    return pl.DataFrame(rows, schema=[*names, "cents_now", "cents_then"], orient="row", infer_schema_length=None)
