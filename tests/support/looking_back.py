"""A run to look back on: twelve closed cases and one open one, with wages before and after, to check by hand."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from data_contracts.snapshots import SnapshotFolder
from tests.support import tables
from tests.support.published import publish_all, publish_kind, publish_plan

VISITED = 12
EVERYBODY = 40
CHOSEN, OPENED, CLOSED = date(2025, 5, 10), date(2025, 5, 20), date(2025, 6, 20)
BEFORE = (date(2025, 2, 1), date(2025, 3, 1), date(2025, 4, 1))
AFTER = (date(2025, 7, 1), date(2025, 8, 1), date(2025, 9, 1))
NOT_VISITED = "N0A1B2C3D4E5F6071L01"


def publish_look_back(data_dir: Path) -> SnapshotFolder:
    """Publish a run whose plan rests on the register of this module.

    Of employers 1 to 12 a case was closed, all with a finding under the WML of two workers and 1,000 euros in 20 hours;
    the first ten were drawn by lot. A second case of the first employer is open. Everybody of the 40 has as many
    workers as its number.
    """
    folder = publish_all(data_dir, visits=EVERYBODY)
    warehouse = {
        "employers/part-0": tables.employers(EVERYBODY),
        "wage_tax_numbers/part-0": tables.wage_tax_numbers(EVERYBODY),
        "establishments/part-0": tables.establishments(),
        "inspections/part-0": inspections(),
        "findings/part-0": findings(),
    }
    publish_kind(folder, "warehouse", warehouse)
    publish_kind(folder, "monthly", {"months/2025": months()})
    current = tables.current(EVERYBODY).with_columns(workers=pl.int_range(1, EVERYBODY + 1, eager=True))
    features = {"current": current, "training": tables.current(0), "facts": tables.facts()}
    publish_kind(folder, "features", features)
    publish_kind(folder, "scores", {"scores": tables.scores(EVERYBODY), "reasons": tables.reasons()})
    publish_plan(folder, visits=EVERYBODY)
    return folder


def inspections() -> pl.DataFrame:
    """The closed cases, and the open one."""
    rows: list[dict[str, Any]] = [
        {
            "case_id": f"C{number:02d}",
            "employer_id": f"E{number:07d}",
            "establishment_id": None,
            "selection_ground": "random" if number <= 10 else "signal",
            "selection_probability": 0.1 if number <= 10 else None,
            "selected_on": CHOSEN,
            "opened_on": OPENED,
            "closed_on": CLOSED,
            "team": "West-1",
            "spent_minutes": 1200,
            "known_at": CLOSED,
        }
        for number in range(1, VISITED + 1)
    ]
    still_open = {"closed_on": None, "spent_minutes": None, "selection_ground": "model", "known_at": date(2026, 9, 20)}
    dates = {"selected_on": date(2026, 9, 1), "opened_on": date(2026, 9, 10), "selection_probability": None}
    rows.append(rows[0] | {"case_id": "C99"} | still_open | dates)
    return pl.DataFrame(rows, infer_schema_length=None)


def findings() -> pl.DataFrame:
    """A finding under the WML in every closed case; the Wav was examined in the first six, without one."""
    found = {
        "law": "WML", "established_on": CLOSED, "examined": True, "violation": True, "article": "Wml art. 7(1)",
        "workers_affected": 2, "underpaid_cents": 100_000, "sanction": "fine", "objection": None, "known_at": CLOSED,
    }  # fmt: skip
    nothing = {"law": "Wav", "violation": False, "article": None, "workers_affected": None, "underpaid_cents": None}
    rows = [found | {"case_id": f"C{number:02d}"} for number in range(1, VISITED + 1)]
    rows += [found | nothing | {"case_id": f"C{number:02d}", "sanction": "none"} for number in range(1, 7)]
    return pl.DataFrame(rows, infer_schema_length=None)


def months() -> pl.DataFrame:
    """Ten jobs a month at each visited employer, one of them below the minimum before; half of them repair it.

    At an employer without a case there are a hundred jobs, two below the minimum before and one after. In October 2026
    nothing else is known than that time went on.
    """
    rows = []
    for month in (*BEFORE, *AFTER):
        after = month in AFTER
        for number in range(1, VISITED + 1):
            below = 0 if after and number <= VISITED // 2 else 1
            rows.append((f"{100000000 + number}L01", month, 10, below))
        rows.append((NOT_VISITED, month, 100, 1 if after else 2))
    rows.append((NOT_VISITED, date(2026, 9, 1), 100, 1))
    names = ["loonheffingennummer", "from_day", "wages_tested", "wages_below"]
    told = pl.DataFrame(rows, schema=names, orient="row")
    return told.with_columns(to_day=pl.col("from_day").dt.month_end(), known_at=pl.col("from_day").dt.offset_by("25d"))
