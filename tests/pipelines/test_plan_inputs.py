"""What a plan is made from: the frame, sites by a recorded lot, hours and links as known, and chances of past years."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings, PlanSettings
from data_contracts.snapshots import Manifest, Snapshot
from models.planning.plan import make_plan
from pipelines.planning.inputs import PlanInputs, PlanSources, months_after, period_capacity, plan_inputs
from pipelines.planning.past_chances import past_chances
from pipelines.planning.registers import Registers
from pipelines.planning.remarks import plan_remarks

AS_OF = date(2026, 10, 31)
NAMES = ["E1", "E2", "E3", "E4"]
LONG_AGO, EARLY = date(2015, 1, 1), date(2020, 1, 5)


def _snapshot(folder: Path, kind: str, tables: dict[str, pl.DataFrame]) -> Snapshot:
    path = folder / kind
    for name, frame in tables.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        frame.write_parquet(path / f"{name}.parquet")
    return Snapshot(path, Manifest(kind, f"{kind}-1", "2026-11-01T00:00:00+00:00", "f", "c", synthetic=True))


def _rows(names: str, *rows: tuple[Any, ...], **kinds: Any) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=names.split(), schema_overrides=kinds, orient="row")


def _registers() -> dict[str, pl.DataFrame]:
    return _places() | _cases() | _chain_and_hours()


def _places() -> dict[str, pl.DataFrame]:
    employer = (
        "employer_id trade_name legal_form sbi_code size_class province start_date end_date "
        "valid_from valid_to known_at"
    )
    old = ("bv", "5610", "1", "GR", LONG_AGO)
    return {
        "employers": _rows(
            employer,
            ("E1", "Oud", *old, None, LONG_AGO, None, EARLY),
            ("E1", "Nieuw", *old, None, date(2025, 1, 1), None, date(2025, 1, 5)),
            ("E2", "Twee", *old, None, LONG_AGO, None, EARLY),
            ("E3", "Drie", "bv", "7820", "10-19", "LI", LONG_AGO, None, LONG_AGO, None, EARLY),
            ("E4", "Vier", "bv", "0111", "1", "ZZ", date(2025, 6, 1), None, date(2025, 6, 1), None, date(2025, 6, 5)),
            ("E9", "Weg", *old, date(2024, 6, 30), LONG_AGO, None, EARLY),
            end_date=pl.Date,
            valid_to=pl.Date,
        ),
        "establishments": _rows(
            "establishment_id employer_id postcode municipality_code last_seen_active valid_from valid_to known_at",
            ("V1", "E1", "9711AB", "GM0014", date(2026, 8, 1), LONG_AGO, None, date(2026, 8, 2)),
            ("V2", "E1", "9711AC", "GM0014", date(2025, 8, 1), LONG_AGO, None, date(2025, 8, 2)),
            ("V3", "E1", "9711AD", "GM0014", date(2024, 10, 31), LONG_AGO, None, date(2024, 11, 2)),  # too long ago
            ("V4", "E1", "9711AE", "GM0014", date(2026, 8, 1), LONG_AGO, date(2026, 9, 1), date(2026, 9, 2)),  # ended
            ("V5", "E1", "9711AF", "GM0014", date(2026, 11, 2), LONG_AGO, None, date(2026, 11, 3)),  # not known yet
            ("V6", "E2", "8911AB", "GM0080", date(2022, 1, 1), LONG_AGO, None, date(2022, 1, 2)),
            ("V7", "E2", "8911AC", "GM0080", date(2023, 1, 1), LONG_AGO, None, date(2023, 1, 2)),
            ("V8", "E2", "8911AD", "GM0080", None, LONG_AGO, None, EARLY),
            ("V9", "E3", "6211AB", "GM0935", date(2026, 1, 1), LONG_AGO, None, date(2026, 1, 2)),
            valid_to=pl.Date,
        ),
    }


def _cases() -> dict[str, pl.DataFrame]:
    return {
        "inspections": _rows(
            "case_id employer_id selected_on spent_minutes known_at",
            ("C1", "E1", date(2026, 3, 1), 1200, date(2026, 6, 1)),
            ("C2", "E2", date(2024, 3, 1), 2400, date(2024, 6, 1)),
            ("C3", "E3", date(2026, 10, 20), None, date(2026, 10, 25)),
            ("C4", "E4", date(2026, 11, 3), None, date(2026, 11, 4)),
        ),
        "findings": _rows(
            "case_id law violation objection known_at",
            ("C1", "WML", True, None, date(2026, 6, 2)),
            ("C2", "WML", True, None, date(2024, 6, 2)),
            ("C2", "WML", True, "upheld", date(2025, 6, 2)),
            objection=pl.String,
        ),
    }


def _chain_and_hours() -> dict[str, pl.DataFrame]:
    return {
        "parties": _rows(
            "party_id kind employer_id valid_from valid_to known_at",
            *((f"P{name[1]}", "registered", name, LONG_AGO, None, EARLY) for name in NAMES),
            ("P9", "foreign", None, LONG_AGO, None, EARLY),
            valid_to=pl.Date,
        ),
        "staffing_links": _rows(
            "lender_id hirer_id period workers hired_minutes invoiced_cents known_at",
            ("P3", "P1", date(2026, 1, 1), 3, 60, 10, date(2026, 2, 1)),
            ("P3", "P1", date(2026, 2, 1), 5, 60, 10, date(2026, 3, 1)),
            ("P9", "P3", date(2026, 2, 1), 4, 60, 10, date(2026, 3, 1)),
            ("P2", "P1", date(2025, 10, 1), 9, 60, 10, date(2025, 11, 1)),  # more than twelve months ago
        ),
        "capacity": _rows(
            "team month region available_minutes skills known_at",
            ("Noord-1", date(2026, 11, 1), "Noord", 6000, "WML|Wav|Waadi", date(2026, 9, 1)),
            ("Noord-1", date(2026, 11, 1), "Noord", 9000, "WML|Wav|Waadi", date(2026, 10, 1)),  # known in time
            ("Noord-1", date(2026, 11, 1), "Noord", 1, "WML|Wav|Waadi", date(2026, 11, 5)),  # too late to be known
            ("Zuid-1", date(2026, 11, 1), "Zuid", 0, "WML|Wav|Waadi", date(2026, 9, 1)),
            ("Oost-1", date(2026, 12, 1), "Oost", 6000, "WML", date(2026, 9, 1)),
        ),
    }


@pytest.fixture
def warehouse(tmp_path: Path) -> Snapshot:
    return _snapshot(tmp_path, "warehouse", {f"{name}/part-0": table for name, table in _registers().items()})


@pytest.fixture
def sources(tmp_path: Path, warehouse: Snapshot) -> PlanSources:
    current = _rows(
        "employer_id sector size_class province legal_form",
        ("E1", "I", "1", "GR", "bv"),
        ("E2", "I", "1", "FR", "bv"),
        ("E3", "N", "10-19", "LI", "bv"),
        ("E4", "A", "1", "ZZ", "bv"),
    )
    facts = _rows(
        "employer_id rule status workers",
        ("E2", "minimum_wage", "below", 2),
        ("E2", "holiday_allowance", "below", 5),
        ("E2", "plausible_hours", "noted", 90),
        ("E3", "plausible_hours", "noted", 1),
        ("E3", "deductions", "not_testable", 100),
    )
    scores = _rows(
        "employer_id law probability supported expected_workers expected_underpaid_eur expected_hours",
        ("E1", "WML", 0.1, None, 1.0, 50.0, 30.0),
        ("E2", "WML", 0.2, False, 2.0, 60.0, None),
        ("E3", "WML", 0.3, True, 3.0, 70.0, 20.0),
        ("E4", "WML", 0.4, True, 4.0, 80.0, 20.0),
        ("E1", "Wav", 0.5, True, None, None, 30.0),
        ("E2", "Wav", 0.5, False, None, None, None),
        ("E3", "Wav", 0.5, True, None, None, 20.0),
        ("E4", "Wav", 0.5, True, None, None, 20.0),
    )
    features = _snapshot(tmp_path, "features", {"current": current, "facts": facts})
    return PlanSources(features, warehouse, _snapshot(tmp_path, "scores", {"scores": scores}), AS_OF)


def inputs(sources: PlanSources, seed: int = 1, **plan: Any) -> PlanInputs:
    return plan_inputs(sources, KompasSettings(seed=seed, plan=PlanSettings(**plan)))


def by_employer(frame: pl.DataFrame) -> dict[str, dict[str, Any]]:
    return {row["employer_id"]: row for row in frame.iter_rows(named=True)}


def test_the_frame_holds_every_employer_with_what_a_plan_weighs(sources: PlanSources) -> None:
    rows = by_employer(inputs(sources).frame)
    assert list(rows) == NAMES
    assert rows["E1"]["trade_name"] == "Nieuw"
    assert (rows["E1"]["p_WML"], rows["E1"]["p_Wav"], rows["E1"]["p_Waadi"]) == (0.1, 0.5, None)
    # What resembles nothing inspected for any law (E2) has no chance to weigh.
    assert (rows["E2"]["p_WML"], rows["E2"]["workers_WML"], rows["E2"]["supported"]) == (None, None, False)
    # The models' hours, or the mean of its size class where they say none: of two cases of 20 and 40 hours.
    assert [rows[name]["expected_hours"] for name in NAMES] == pytest.approx([30.0, 30.0, 20.0, 20.0])
    assert [rows[name]["region"] for name in NAMES] == ["Noord", "Noord", "Zuid", None]


def test_cool_off_and_repeat_cap_say_who_may_be_targeted(sources: PlanSources) -> None:
    def eligible(**plan: Any) -> list[str]:
        return inputs(sources, **plan).frame.filter("eligible")["employer_id"].to_list()

    # E1 and E3 were selected within twelve months, E3 in a case that is still open; E2 is like nothing inspected; of E4
    # a case is known only later.
    assert eligible() == ["E4"]
    assert eligible(cool_off_months=7) == ["E1", "E4"]
    assert eligible(cool_off_months=0) == ["E1", "E3", "E4"]
    assert eligible(cool_off_months=0, repeat_cap=1) == ["E4"]
    assert eligible(cool_off_months=0, repeat_cap=1, repeat_years=20) == ["E4"]


def test_capacity_to_comply_counts_findings_that_stand(sources: PlanSources) -> None:
    rows = by_employer(inputs(sources).frame)
    # A finding of E1 stands; that of E2 an objection took away; E3 is not small.
    assert [rows[name]["capacity_to_comply"] for name in NAMES] == ["ordinary", "low", "ordinary", "low"]


def test_the_topic_is_of_the_facts_first(sources: PlanSources) -> None:
    rows = by_employer(inputs(sources).frame)
    # Nothing is known of E1 and E4: permits, since their chance under the Wav is largest.
    assert [rows[name]["topic"] for name in NAMES] == ["permits", "holiday_allowance", "hours", "permits"]


@pytest.mark.slow
def test_a_site_is_drawn_among_those_seen_lately(sources: PlanSources) -> None:
    seen = [by_employer(inputs(sources, seed=seed).frame) for seed in range(40)]
    drawn = [rows["E1"]["establishment_id"] for rows in seen]
    assert set(drawn) == {"V1", "V2"}
    assert 8 <= drawn.count("V1") <= 32
    assert {
        (rows["E1"]["site_rule"], rows["E1"]["site_probability"], rows["E1"]["site_doubtful"]) for rows in seen
    } == {("lot", 0.5, False)}
    again = by_employer(inputs(sources, seed=3).frame)
    assert again["E1"]["establishment_id"] == drawn[3]
    assert {rows["E3"]["site_probability"] for rows in seen} == {1.0}


def test_where_no_site_was_seen_lately_it_is_doubtful(sources: PlanSources) -> None:
    rows = by_employer(inputs(sources).frame)
    last = rows["E2"]
    assert (last["establishment_id"], last["site_rule"], last["site_doubtful"]) == ("V7", "last_seen", True)
    assert (last["postcode"], last["municipality_code"], last["last_seen_active"]) == (
        "8911AC",
        "GM0080",
        date(2023, 1, 1),
    )
    none = rows["E4"]
    assert (none["establishment_id"], none["site_rule"], none["site_doubtful"]) == (None, "none_known", True)
    assert none["site_probability"] is None


def test_kinds_and_links_of_the_last_twelve_months(sources: PlanSources) -> None:
    made = inputs(sources)
    rows = by_employer(made.frame)
    # E3 lends to E1, and hires from a party that is in no register; E2's lending is too long ago.
    assert [rows[name]["kind"] for name in NAMES] == ["hirer", "neither", "both", "neither"]
    assert made.links.rows() == [("E3", "E1", 5)]


def test_capacity_is_as_known_on_the_date_and_leaves_out_teams_without_hours(warehouse: Snapshot) -> None:
    months = months_after(AS_OF, 3)
    assert months == (date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1))
    capacity = period_capacity(Registers(warehouse, AS_OF), months)
    assert capacity.select("team", "region", "month", "available_minutes", "skills").rows() == [
        ("Noord-1", "Noord", date(2026, 11, 1), 9000, "WML|Wav|Waadi"),
        ("Oost-1", "Oost", date(2026, 12, 1), 6000, "WML"),
    ]
    with pytest.raises(KompasError, match="No team has hours from 2027-01 to 2027-02"):
        period_capacity(Registers(warehouse, AS_OF), (date(2027, 1, 1), date(2027, 2, 1)))


def test_months_follow_the_as_of_date() -> None:
    assert months_after(date(2026, 12, 1), 1) == (date(2027, 1, 1),)
    assert months_after(date(2026, 1, 31), 2) == (date(2026, 2, 1), date(2026, 3, 1))


def test_chances_of_past_years_by_hand(warehouse: Snapshot) -> None:
    told = past_chances(Registers(warehouse, AS_OF))
    everybody = told.filter(dimension="all").select("period", "months", "employers", "looked_at", "chance")
    # 2026: E1 to E4, of which two were selected, in two months. 2024: without E4, with E9 that ended in June.
    assert everybody.rows() == [("2026", 2, 4, 2.0, 0.5), ("2024", 1, 4, 1.0, 0.25)]
    regions = told.filter(period="2026", dimension="region").select("group", "employers", "looked_at").rows()
    assert regions == [("Noord", 2, 1.0), ("Zuid", 1, 1.0), ("unknown", 1, 0.0)]
    kinds = told.filter(period="2026", dimension="kind").select("group", "employers", "looked_at").rows()
    assert kinds == [("both", 1, 1.0), ("hirer", 1, 1.0), ("neither", 2, 0.0)]
    assert told["chance_random"].null_count() == len(told)


def test_a_plan_is_made_and_told(sources: PlanSources) -> None:
    made = inputs(sources, random_share=0.5, reserve_share=0.0, comparison_share=0.0, replays=10)
    plan = make_plan(made.frame, made.capacity, made.links, replace(made.choices, replays=1))
    remarks = plan_remarks("2026-11-x", made.frame, plan)
    assert remarks[0].startswith("Plan 2026-11-x, 2026-11 to 2026-12:")
    assert any("No team has hours in 2027-01" in remark for remark in remarks)
    assert any("2 employers lie in regions" in remark for remark in remarks)
    assert any("1 employers resemble nothing" in remark for remark in remarks)
