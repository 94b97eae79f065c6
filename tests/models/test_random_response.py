"""Of the random arm: at how many closed cases somebody looked, by law and as known on a date."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from models.labels.response import random_arm_response

MARCH, JUNE = date(2026, 3, 1), date(2026, 6, 1)


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, str]:
    inspections = [
        ("C1", "random", 0.1, MARCH, MARCH),
        ("C2", "random", 0.1, MARCH, MARCH),
        ("C3", "random", 0.1, MARCH, JUNE),
        ("C4", "random", 0.1, None, MARCH),  # still open
        ("C5", "model", None, MARCH, MARCH),
        ("C6", "random", None, MARCH, MARCH),  # no known probability, so not of the arm
    ]
    names = ["case_id", "selection_ground", "selection_probability", "closed_on", "known_at"]
    findings = [
        ("C1", "WML", True, MARCH),
        ("C1", "Wav", False, MARCH),
        ("C2", "WML", True, MARCH),
        ("C2", "WML", False, JUNE),  # not examined after all
        ("C5", "WML", True, MARCH),
    ]
    frames = {
        "inspections": pl.DataFrame(inspections, schema=names, schema_overrides={"closed_on": pl.Date}, orient="row"),
        "findings": pl.DataFrame(findings, schema=["case_id", "law", "examined", "known_at"], orient="row"),
    }
    paths = {}
    for name, frame in frames.items():
        paths[name] = str(tmp_path / f"{name}.parquet")
        frame.write_parquet(paths[name])
    return paths


def test_a_case_that_examined_nothing_stays_in_the_count(tables: dict[str, str]) -> None:
    told = random_arm_response(tables, date(2026, 4, 1))
    assert told.select("law", "closed", "examined", "rate").rows() == [
        ("WML", 2, 2, 1.0),
        ("Wav", 2, 0, 0.0),
        ("Waadi", 2, 0, 0.0),
    ]
    # Wilson 95% of 2 of 2: from 2 / (2 + 1.96^2) to 1.
    assert told.select("low", "high").row(0) == pytest.approx((0.3424, 1.0), abs=1e-4)


def test_it_counts_what_was_known_on_the_day(tables: dict[str, str]) -> None:
    told = random_arm_response(tables, date(2026, 7, 1))
    assert told.select("law", "closed", "examined").row(0) == ("WML", 3, 1)


def test_without_a_random_arm_there_is_no_rate(tables: dict[str, str]) -> None:
    told = random_arm_response(tables, date(2020, 1, 1))
    assert told["closed"].to_list() == [0, 0, 0]
    assert told["rate"].null_count() == 3
