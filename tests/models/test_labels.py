"""Only an examined law in a closed case gives a label, and only once it is known."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from models.backtest_tables import hit_rates
from models.labels import labelled_cases, open_cases, undecided_cases
from models.labels.rules import label_rules


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
    return _write(
        tmp_path,
        inspections,
        [
            ("C1", "WML", True, True, "WML art. 7", _day(11)),
            ("C1", "WML", True, False, None, _day(20)),  # annulled on objection: a later version of the same row
            ("C1", "Wav", False, None, None, _day(11)),
            ("C1", "Waadi", True, False, None, _day(9)),  # written down before the case was closed
            ("C2", "WML", True, True, "WML art. 7", _day(12)),
        ],
    )


def _write(folder: Path, inspections: pl.DataFrame, found: list[tuple[object, ...]]) -> dict[str, str]:
    findings = pl.DataFrame(
        found,
        schema={
            "case_id": pl.String,
            "law": pl.String,
            "examined": pl.Boolean,
            "violation": pl.Boolean,
            "article": pl.String,
            "known_at": pl.Date,
        },
        orient="row",
    ).with_columns(workers_affected=pl.lit(3, pl.Int32), underpaid_cents=pl.lit(100, pl.Int64))
    paths = {}
    for name, frame in (("inspections", inspections), ("findings", findings)):
        paths[name] = str(folder / f"{name}.parquet")
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


def _closed(*cases: tuple[str, date, date]) -> pl.DataFrame:
    """Return inspections of cases with the day of selection and of closing, known the same day."""
    return pl.DataFrame(
        [(case, f"E{case}", "signal", selected, closed, closed) for case, selected, closed in cases],
        schema=["case_id", "employer_id", "selection_ground", "selected_on", "closed_on", "known_at"],
        orient="row",
    ).with_columns(
        selection_probability=pl.lit(None, pl.Float64), spent_minutes=pl.lit(60, pl.Int64), team=pl.lit("Noord-1")
    )


def test_of_the_waadi_only_what_is_fineable_is_a_finding(tmp_path: Path) -> None:
    cases = _closed(*((f"C{number}", _day(1), _day(10)) for number in range(1, 6)))
    articles = ["Waadi art. 7a", "Waadi art. 8", "art. 8a en 7a lid 2", None]
    found = [(f"C{number}", "Waadi", True, True, text, _day(10)) for number, text in enumerate(articles, start=1)]
    tables = _write(tmp_path, cases, [*found, ("C5", "Waadi", True, False, None, _day(10))])
    labels = labelled_cases(tables, _day(15))
    # A breach of article 8 is reported and not fined: no finding. Without its article a violation says nothing.
    assert labels.select("case_id", "violation", "report_only").rows() == [
        ("C1", True, False),
        ("C2", False, True),
        ("C3", True, False),
        ("C5", False, False),
    ]
    assert undecided_cases(tables, _day(15)) == 1


def test_of_the_other_laws_every_article_is_a_finding(tmp_path: Path) -> None:
    cases = _closed(("C1", _day(1), _day(10)), ("C2", _day(1), _day(10)))
    found = [("C1", "WML", True, True, "WML art. 13", _day(10)), ("C2", "Wav", True, True, None, _day(10))]
    labels = labelled_cases(_write(tmp_path, cases, found), _day(15))
    assert labels["violation"].to_list() == [True, True]
    assert not labels["report_only"].any()


def test_a_change_of_law_starts_a_new_regime(tmp_path: Path) -> None:
    before, after = date(2027, 12, 31), date(2028, 1, 1)
    cases = _closed(("C1", before, date(2028, 2, 1)), ("C2", after, date(2028, 2, 1)), ("C3", after, date(2028, 2, 1)))
    found = [
        ("C1", "Waadi", True, True, "Waadi art. 7a", date(2028, 2, 1)),
        ("C2", "Waadi", True, True, "Waadi art. 7a", date(2028, 2, 1)),  # no longer fineable for what is seen now
        ("C3", "Waadi", True, True, "Waadi art. 12c", date(2028, 2, 1)),
    ]
    labels = labelled_cases(_write(tmp_path, cases, found), date(2028, 3, 1))
    assert labels.select("regime", "violation", "comparable").rows() == [
        ("admission_act_in_force", True, False),
        ("admission", False, True),
        ("admission", True, True),
    ]


def test_a_case_that_took_long_stands_for_those_that_are_still_open(tmp_path: Path) -> None:
    # Selected 30, 20 and 10 days before the as-of date; the last is still open. One of three was followed for 21 days
    # or more, so the case that took that long stands for three. The one of five days was sure to be seen.
    cases = _closed(("C1", _day(1), _day(22)), ("C2", _day(11), _day(16)))
    still_open = _closed(("C3", _day(21), _day(22))).with_columns(closed_on=pl.lit(None, pl.Date))
    found = [("C1", "WML", True, True, None, _day(22)), ("C2", "WML", True, False, None, _day(16))]
    tables = _write(tmp_path, pl.concat([cases, still_open.select(cases.columns)]), found)
    labels = labelled_cases(tables, _day(31))
    assert labels["weight"].to_list() == pytest.approx([3.0, 1.0])
    assert labels["first_known_on"].to_list() == [_day(22), _day(16)]


def test_a_case_matures_after_the_horizon(tmp_path: Path) -> None:
    cases = _closed(("C1", date(2026, 1, 1), date(2026, 1, 9)))
    tables = _write(tmp_path, cases, [("C1", "WML", True, True, None, date(2026, 1, 9))])
    days = label_rules().laws["WML"].horizon_days
    assert not labelled_cases(tables, date(2026, 1, 1) + timedelta(days=days - 1))["matured"][0]
    assert labelled_cases(tables, date(2026, 1, 1) + timedelta(days=days))["matured"][0]


def test_hit_rates_have_intervals(tables: dict[str, str]) -> None:
    row = hit_rates(labelled_cases(tables, _day(15))).row(0, named=True)
    assert (row["law"], row["selection_ground"], row["cases"], row["hits"]) == ("WML", "random", 1, 1)
    assert row["low"] == pytest.approx(0.2065, abs=1e-3)
    assert row["high"] == 1.0
