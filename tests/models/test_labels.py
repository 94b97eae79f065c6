"""Only an examined law in a closed case gives a label, and only once it is known."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from models.backtest import hit_rates
from models.labels import labelled_cases, open_cases


def _day(day: int) -> date:
    return date(2026, 3, day)


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, str]:
    inspections = pl.DataFrame(
        [
            ("C1", "E1", "random", 0.1, _day(1), None, None, _day(2)),
            ("C1", "E1", "random", 0.1, _day(1), _day(10), 1200, _day(11)),
            ("C2", "E2", "signal", None, _day(2), None, None, _day(3)),
        ],
        schema={
            "case_id": pl.String,
            "employer_id": pl.String,
            "selection_ground": pl.String,
            "selection_probability": pl.Float64,
            "selected_on": pl.Date,
            "closed_on": pl.Date,
            "spent_minutes": pl.Int64,
            "known_at": pl.Date,
        },
        orient="row",
    ).with_columns(team=pl.lit("Noord-1"))
    findings = pl.DataFrame(
        [
            ("C1", "WML", True, True, _day(11)),
            ("C1", "WML", True, False, _day(20)),  # annulled on objection: a later version of the same row
            ("C1", "Wav", False, None, _day(11)),
            ("C1", "Waadi", True, False, _day(9)),  # written down before the case was closed
            ("C2", "WML", True, True, _day(12)),
        ],
        schema={
            "case_id": pl.String,
            "law": pl.String,
            "examined": pl.Boolean,
            "violation": pl.Boolean,
            "known_at": pl.Date,
        },
        orient="row",
    )
    paths = {}
    for name, frame in (("inspections", inspections), ("findings", findings)):
        paths[name] = str(tmp_path / f"{name}.parquet")
        frame.write_parquet(paths[name])
    return paths


def test_a_law_that_was_not_examined_gives_no_negative(tables: dict[str, str]) -> None:
    labels = labelled_cases(tables, _day(15))
    assert labels.select("case_id", "law", "violation").rows() == [("C1", "WML", True), ("C1", "Waadi", False)]
    assert labels["known_on"].to_list() == [_day(11), _day(11)]
    assert labels["spent_minutes"].to_list() == [1200, 1200]


def test_an_open_case_is_counted_and_gives_no_label(tables: dict[str, str]) -> None:
    assert labelled_cases(tables, _day(10)).is_empty()
    assert open_cases(tables, _day(1), _day(10)) == 2
    assert open_cases(tables, _day(1), _day(15)) == 1
    assert open_cases(tables, _day(3), _day(15)) == 0


def test_what_came_of_an_objection_counts_from_when_it_was_known(tables: dict[str, str]) -> None:
    assert labelled_cases(tables, _day(25)).filter(pl.col("law") == "WML")["violation"].to_list() == [False]


def test_hit_rates_have_intervals(tables: dict[str, str]) -> None:
    row = hit_rates(labelled_cases(tables, _day(15))).row(0, named=True)
    assert (row["law"], row["selection_ground"], row["cases"], row["hits"]) == ("WML", "random", 1, 1)
    assert row["low"] == pytest.approx(0.2065, abs=1e-3)
    assert row["high"] == 1.0
