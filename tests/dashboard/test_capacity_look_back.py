"""What the capacity page says of closed cases: every figure worked out by hand."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard.context import Context
from dashboard.pages.capacity import cases as past
from dashboard.pages.capacity.callbacks import FOLDER, view_of
from dashboard.pages.capacity.cases import closed_cases, hidden
from dashboard.pages.capacity.coverage import ALL, coverage, coverage_sheet, hidden_by_state
from dashboard.pages.capacity.curve import Curve, curve, curve_sheet
from dashboard.pages.capacity.exports import SHEETS, export_table
from dashboard.pages.capacity.grounds import EVERYBODY, ground_rates, grounds_sheet
from dashboard.pages.capacity.layout import look_back, wages_part
from dashboard.pages.capacity.ratios import ratios
from dashboard.pages.capacity.recurrence import ANY, recurrence, recurrence_sheet
from dashboard.pages.capacity.trend import trend
from dashboard.pages.capacity.wages import repaired
from dashboard.pages.capacity.yields import small_teams, yields
from dashboard.pages.view import View
from dashboard.published import Published
from dashboard.texts import words_of
from tests.dashboard.conftest import context_over
from tests.support import tables
from tests.support.looking_back import CLOSED, publish_look_back
from tests.support.looking_back import EVERYBODY as ALL_EMPLOYERS
from tests.support.planned import publish_quarter
from tests.support.published import publish_all, publish_kind
from tests.support.screens import component, words_on
from tests.support.tables import AS_OF

WORDS = words_of(FOLDER, "en")


@pytest.fixture(scope="module")
def looked_back(tmp_path_factory: pytest.TempPathFactory) -> Context:
    folder = tmp_path_factory.mktemp("look-back")
    publish_look_back(folder)
    return context_over(folder)


@pytest.fixture
def view(looked_back: Context) -> View:
    return view_of(looked_back, {"language": "en"})


def _case(number: int, employer: str, **other: Any) -> dict[str, Any]:
    nothing = {f"{name}_{law}": False for law in ("WML", "Wav", "Waadi") for name in ("examined", "found")}
    return {
        "case_id": f"C{number}", "employer_id": employer, "ground": "model", "probability": None,
        "selected_on": date(2025, 1, 5), "closed_on": date(2025, 2, 1), "year": 2025, "team": "West-1",
        "region": "West", "hours": 10.0, "examined": True, "found": False, "findings": 0, "workers": 0, "cents": 0,
        **nothing, **other,
    }  # fmt: skip


def _frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema_overrides={"probability": pl.Float64}, infer_schema_length=None)


def test_a_yield_has_the_interval_of_its_employers() -> None:
    # Five employers of two cases, 20 hours each; findings 2, 0, 0, 1, 2: 5 in 100 hours. Off 1 in 20 they are 1, -1,
    # -1, 0 and 1, squares 4: variance 5/4 x 4 / 100^2, standard error 0.02236, half the interval 0.04383.
    found = {"A": (1, 1), "B": (0, 0), "C": (0, 0), "D": (1, 0), "E": (2, 0)}
    rows = [_case(at, name, findings=n) for name, counts in found.items() for at, n in enumerate(counts)]
    (row,) = ratios(_frame(rows), ["team"], "findings", "hours").iter_rows(named=True)
    assert (row["cases"], row["employers"], row["over"], row["under"]) == (10, 5, 5.0, 100.0)
    assert row["rate"] == pytest.approx(0.05)
    assert (row["low"], row["high"]) == pytest.approx((0.00617, 0.09383), abs=1e-5)


def test_fewer_than_ten_cases_yield_no_figure_and_nothing_found_no_interval() -> None:
    nine = ratios(_frame([_case(at, f"E{at}", findings=1) for at in range(9)]), ["team"], "findings", "hours")
    assert nine.row(0, named=True)["rate"] is None
    nothing = ratios(_frame([_case(at, f"E{at}") for at in range(12)]), ["team"], "findings", "hours")
    assert [nothing.row(0, named=True)[name] for name in ("rate", "low", "high")] == [0.0, None, None]


def test_a_rate_by_year_and_ground_has_wilsons_interval() -> None:
    rows = [_case(at, f"E{at}", found=at < 3) for at in range(10)]
    rows += [_case(90, "E90", examined=False, found=False), _case(91, "E91", year=2024)]
    rates = {(rate.year, rate.ground): rate for rate in ground_rates(_frame(rows))}
    model = rates[2025, "model"]
    assert (model.cases, model.hits) == (10, 3)
    assert model.share
    assert (model.share.value, model.share.low, model.share.high) == pytest.approx((0.3, 0.1078, 0.6032), abs=1e-4)
    assert (rates[2024, "model"].cases, rates[2024, "model"].share) == (1, None)
    assert rates[2025, EVERYBODY].share is None
    table = grounds_sheet(list(rates.values()), {2025: 2, 2024: 12}, WORDS)
    shown = {(row[0], row[1]): list(row[2:]) for row in table.rows}
    assert shown["2025 (incomplete: 2 months)", "Model"] == ["10", "3", "30%", "11%\u00a0to\u00a060%"]
    assert shown["2024", "Model"] == ["–", "–", "not estimable", "–"]


def test_the_random_arm_speaks_for_everybody_by_its_probabilities() -> None:
    # Twenty drawn by 0.02 (each stands for 50), five found; ten drawn by 0.01 (100 each), four found:
    # (5 x 50 + 4 x 100) / 2000 = 32.5%, where 9 of 30 is 30%.
    rows = [_case(at, f"E{at}", ground="random", probability=0.02, found=at < 5) for at in range(20)]
    rows += [_case(20 + at, f"F{at}", ground="random", probability=0.01, found=at < 4) for at in range(10)]
    rates = {rate.ground: rate for rate in ground_rates(_frame(rows))}
    everybody, drawn = rates[EVERYBODY].share, rates["random"].share
    assert everybody
    assert drawn
    assert (everybody.value, drawn.value) == pytest.approx((0.325, 0.3))
    assert everybody.low < 0.325 < everybody.high
    assert {rate.ground: rate.share for rate in ground_rates(_frame(rows[:29]))}[EVERYBODY] is None


def test_a_small_count_cannot_be_had_from_the_total() -> None:
    assert hidden({"random": 3, "model": 9, "signal": 50, "project": 0}) == {"random", "model"}
    assert hidden({"random": 3, "model": 4, "signal": 50}) == {"random", "model"}
    assert hidden({"random": 5, "model": 9}) == frozenset()


def test_yields_by_law_count_the_cases_that_examined_it() -> None:
    rows = [
        _case(at, f"E{at}", examined_WML=True, found_WML=at < 6, workers_WML=2 * (at < 6), cents_WML=5_000 * (at < 6))
        for at in range(12)
    ]
    filled = _frame(rows).with_columns(
        pl.lit(0, pl.Int64).alias(f"{name}_{law}") for law in ("Wav", "Waadi") for name in ("workers", "cents")
    )
    # 6 findings, 12 workers and 300 euros in 120 hours: 5, 10 and 250 in 100.
    (wml,) = yields(filled, "law")
    assert (wml["group"], wml["cases"], wml["hours"]) == ("WML", 12, 120.0)
    assert [wml[name][0] for name in ("findings", "workers", "euros")] == [pytest.approx(n) for n in (5, 10, 250)]


def test_an_act_whose_findings_carry_no_amounts_is_not_said_to_yield_nothing() -> None:
    rows = [
        _case(at, f"E{at}", examined_Wav=True, found_Wav=at < 6, workers_Wav=1 * (at < 6), cents_Wav=0)
        for at in range(12)
    ]
    filled = _frame(rows).with_columns(
        pl.lit(0, pl.Int64).alias(f"{name}_{law}") for law in ("WML", "Waadi") for name in ("workers", "cents")
    )
    (wav,) = yields(filled, "law")
    assert (wav["findings"][0], wav["euros"]) == (pytest.approx(5), None)


def test_workers_of_fewer_than_five_are_not_shown() -> None:
    rows = [_case(at, f"E{at}", findings=1 * (at < 2), workers=2 * (at < 2)) for at in range(12)]
    (team,) = yields(_frame(rows), "team")
    assert team["findings"] is not None
    assert team["workers"] is None


def test_a_team_that_is_nearly_a_person_has_no_figure_of_its_own(tmp_path: Path) -> None:
    publish_quarter(publish_all(tmp_path, visits=3))
    published = Published(tmp_path / "snapshots")
    # 100 and 200 hours a month are less than three inspectors of 136.
    assert small_teams(published, published.plan()) == {"Noord-1", "West-1"}


def test_years_are_counted_by_closing() -> None:
    rows = [
        _case(at, f"E{at}", found=at < 5, findings=2 * (at < 5), workers=at < 5, cents=100 * (at < 5))
        for at in range(10)
    ]
    rows.append(_case(11, "E11", year=2024))
    this, earlier = trend(_frame(rows))
    assert (this["year"], this["cases"], this["hours"], this["hits"]) == (2025, 10, 100.0, 5)
    assert this["share"].value == 0.5
    assert this["per_hours"][0] == pytest.approx(10.0)
    assert (earlier["year"], earlier["share"], earlier["per_hours"]) == (2024, None, None)


def _followed(number: int, *, again: bool, ground: str = "signal") -> list[dict[str, Any]]:
    first = _case(number, f"E{number}", found=True, closed_on=date(2025, 1, 10))
    later = {"selected_on": date(2025, 2, 1), "closed_on": date(2025, 6, 1), "ground": ground, "found": again}
    return [first, _case(100 + number, f"E{number}", **later)]


def test_recurrence_counts_whom_it_could_follow() -> None:
    rows = [row for number in range(10) for row in _followed(number, again=number < 4)]
    late = _case(50, "late", found=True, closed_on=date(2026, 9, 1))
    before = _case(51, "chosen-before", found=True, closed_on=date(2025, 1, 10))
    rows += [
        late,
        before,
        before | {"case_id": "C52", "selected_on": date(2025, 1, 9), "closed_on": date(2025, 3, 1)},
        _case(53, "slow", found=True, closed_on=date(2025, 1, 10)),
        _case(54, "slow", found=True, selected_on=date(2025, 2, 1), closed_on=date(2025, 9, 1)),
    ]
    told = {(row.months, row.law, row.ground): row for row in recurrence(_frame(rows), AS_OF)}
    half, whole = told[6, ANY, ANY], told[12, ANY, ANY]
    assert (half.found, half.looked_at, half.again) == (12, 10, 4)
    assert (whole.found, whole.looked_at, whole.again) == (12, 11, 5)
    assert half.share
    assert (half.share.low, half.share.high) == pytest.approx((0.1682, 0.6873), abs=1e-4)
    assert (told[6, "WML", ANY].found, told[6, ANY, "signal"].looked_at) == (0, 10)


def test_a_ground_with_few_revisits_is_hidden_with_the_next() -> None:
    rows = [row for number in range(20) for row in _followed(number, again=True)]
    rows += [row for number in range(20, 32) for row in _followed(number, again=True, ground="follow_up")]
    rows += [row for number in range(40, 43) for row in _followed(number, again=False, ground="random")]
    table = recurrence_sheet(recurrence(_frame(rows), AS_OF), WORDS)
    shown = {row[2]: row[4] for row in table.rows if row[0] == "6 months" and row[1] == "any"}
    assert (shown["Random arm"], shown["Follow-up"], shown["Signal"]) == ("–", "–", "20")


def test_open_cases_are_never_read(published: Published) -> None:
    told = closed_cases(published, published.folder.latest("warehouse"), AS_OF)
    assert told["case_id"].to_list() == ["Z-2025-01"]
    (case,) = told.iter_rows(named=True)
    assert (case["findings"], case["workers"], case["cents"], case["hours"]) == (1, 4, 123_450, 16.0)
    assert (case["examined_Wav"], case["found_Wav"], case["examined_Waadi"]) == (True, False, False)
    assert closed_cases(published, published.folder.latest("warehouse"), date(2025, 6, 29)).is_empty()


def test_a_finding_that_an_objection_took_away_is_none(tmp_path: Path) -> None:
    folder = publish_all(tmp_path, visits=3)
    upheld = tables.findings().with_columns(objection=pl.lit("upheld"))
    frames = {
        "employers/part-0": tables.employers(3),
        "inspections/part-0": tables.inspections(),
        "findings/part-0": upheld,
    }
    warehouse = publish_kind(folder, "warehouse", frames)
    (case,) = closed_cases(Published(tmp_path / "snapshots"), warehouse, AS_OF).iter_rows(named=True)
    assert (case["examined"], case["found"], case["findings"], case["workers"], case["cents"]) == (True, False, 0, 0, 0)


def test_coverage_tells_planned_open_and_closed_apart(view: View) -> None:
    snapshots = (view.plan, view.lineage.snapshot("features"), view.lineage.snapshot("warehouse"))
    (row,) = coverage(view.published, snapshots, AS_OF, ALL)
    # The plan has all 40, of 1 to 40 workers: 820. The first employer, of one worker, has an open case. Of the first
    # twelve, with 78 workers, one was closed in 2025; the Wav was examined in the first six (21 workers).
    assert (row["employers"], row["workers"]) == (40, 820)
    states = {"planned": (40, 820), "opened": (1, 1), "closed": (12, 78), "closed_WML": (12, 78), "closed_Wav": (6, 21)}
    assert {name: (row[name], row[f"{name}_workers"]) for name in states} == states
    assert row["closed_Waadi"] == 0
    everybody, wml, wav, waadi, *sectors = (list(cells) for cells in coverage_sheet(view).rows)
    assert everybody == ["All employers", "40", "820", "40", "100%", "100%", "–", "–", "–", "12", "30%", "9.5%"]
    assert wml == ["All employers, WML examined", "40", "820", *["–"] * 6, "12", "30%", "9.5%"]
    assert wav[-3:] == ["6", "15%", "2.6%"]  # 6 of 40 and 21 of 820
    assert waadi[-3:] == ["0", "0%", "0%"]
    # Two or three employers of each sector had a case: none of these counts stands there.
    assert {cells[9] for cells in sectors} <= {"–", "0"}
    assert {cells[6] for cells in sectors} <= {"–", "0"}


def test_coverage_looks_three_years_back(view: View) -> None:
    snapshots = (view.plan, view.lineage.snapshot("features"), view.lineage.snapshot("warehouse"))
    # Closed on 20 June 2025: three years later to the day it counts no more, and neither does the case opened in 2026.
    last, after = (coverage(view.published, snapshots, day, ALL)[0] for day in (date(2028, 6, 19), date(2028, 6, 20)))
    assert (last["closed"], after["closed"]) == (12, 0)
    assert (last["opened"], coverage(view.published, snapshots, date(2029, 9, 10), ALL)[0]["opened"]) == (1, 0)
    # On the day before a case was closed it is open.
    before = coverage(view.published, snapshots, date(2025, 6, 19), ALL)[0]
    assert (before["closed"], before["opened"]) == (0, 0)  # the register learnt of these cases when they were closed


def test_coverage_hides_a_small_group_and_what_would_tell_it() -> None:
    def row(group: str, closed: int, workers: int) -> dict[str, Any]:
        none = dict.fromkeys(("planned", "planned_workers", "opened", "opened_workers"), 0)
        return {"group": group, "closed": closed, "closed_workers": workers, **none}

    # 3 in A, which would follow from the total: B, the next smallest, goes with it. Of C's employers few workers are
    # counted: hidden too, and by their workers.
    rows = [row("A", 3, 40), row("B", 6, 70), row("C", 7, 4), row("D", 9, 100)]
    hidden = hidden_by_state(rows)
    assert hidden["closed"] == {"A", "B", "C"}
    assert hidden["planned"] == hidden["opened"] == frozenset()


def test_the_curve_takes_the_best_first_and_leaves_out_who_was_seen(view: View) -> None:
    scores, warehouse = view.lineage.snapshot("scores"), view.lineage.snapshot("warehouse")
    found = curve(view.published, view.plan, scores, warehouse, AS_OF)
    assert found.points[0] == (0.0, 0.0)
    assert len(found.points) > 2
    slopes = [
        (after - before) / (high - low)
        for (low, before), (high, after) in zip(found.points, found.points[1:], strict=False)
    ]
    assert slopes == sorted(slopes, reverse=True)
    # 40 employers of 21.4 hours each.
    assert found.points[-1][0] == pytest.approx(ALL_EMPLOYERS * 21.4)


def test_between_two_points_the_curve_is_straight() -> None:
    told = Curve(((0.0, 0.0), (100.0, 20.0), (200.0, 30.0)), 100.0, 90.0, 15.0)
    assert (told.at(50), told.at(100), told.at(150), told.at(201)) == (10.0, 20.0, 25.0, None)
    rows = {row[0]: list(row[1:]) for row in curve_sheet(told, WORDS).rows}
    assert rows["as now"] == ["100", "–", "20", "–", "–"]
    assert rows["+50%"] == ["150", "+0.4", "25", "+5.0", "10"]
    assert rows["−50%"] == ["50", "−0.4", "10", "−10", "20"]


def test_wages_before_and_after_stand_beside_those_of_others(view: View) -> None:
    warehouse, monthly = view.lineage.snapshot("warehouse"), view.lineage.snapshot("monthly")
    told = {row.group: row for row in repaired(view.published, warehouse, monthly, AS_OF)}
    found = told["found"]
    # 36 of 360 jobs below before, 18 of 360 after; at the others 2% and 1%.
    assert (found.cases, found.employers) == (12, 12)
    assert (found.before, found.after) == pytest.approx((0.1, 0.05))
    assert found.others == pytest.approx(-0.01)
    assert found.change
    # Each employer's influence is (after - 5%) - (before - 10%) in 30 of 360 jobs: 1/240 up or down. Squares
    # 12 / 240^2, times 12/11.
    value, low, high = found.change
    half = 1.959964 * (12 / 11 * 12 / 240**2) ** 0.5
    assert value == pytest.approx(-0.05)
    assert (low, high) == pytest.approx((-0.05 - half, -0.05 + half))
    assert (told["random"].cases, told["not_found"].cases, told["not_found"].change) == (10, 0, None)
    early = repaired(view.published, warehouse, monthly, date(2025, 9, 1))
    assert [row.cases for row in early] == [0, 0, 0]  # the third month after is not known yet


@pytest.mark.parametrize(("language", "heading"), [("nl", "Opnieuw een overtreding"), ("en", "A finding again")])
def test_the_look_back_says_its_date_snapshot_and_sample(looked_back: Context, language: str, heading: str) -> None:
    shown = look_back(view_of(looked_back, {"language": language}))
    text = words_on(shown)
    assert heading in text
    assert "12" in text.splitlines()[1]
    assert looked_back.published.folder.latest("warehouse").manifest.snapshot_id in text
    for name in ("grounds", "trend", "yields", "recurrence", "coverage", "curve"):
        assert component(shown, name)


def test_no_ground_of_the_open_case_is_shown(view: View) -> None:
    everything = [row for name in ("grounds", "recurrence") for row in SHEETS[name](view).rows]
    counted = {(row[0], row[1]): row[2] for row in SHEETS["grounds"](view).rows}
    assert everything
    assert {ground for _, ground in counted} == {"All employers, estimated from the random arm", "Random arm", "Signal"}


def test_every_table_is_taken_along_and_logged(view: View) -> None:
    before = len(view.context.audit_log.lines())
    for name in SHEETS:
        told = export_table(view, name)
        assert told
        file, content = told
        assert file == f"capacity-{name}-2026-11.csv"
        assert "Snapshot of the plan" in content.splitlines()[0]
        assert all("synthetic" in line for line in content.splitlines()[1:])
    lines = view.context.audit_log.lines()[before:]
    assert {line.action for line in lines} == {"export_capacity"}
    assert [line.detail["table"] for line in lines] == list(SHEETS)
    for strange in ("nothing", None, ["hours"], {"a": 1}, 3):
        assert export_table(view, strange) is None
    assert len(view.context.audit_log.lines()) == before + len(SHEETS)


@pytest.mark.parametrize(
    "setting", [None, 3, {"language": "xx", "plan": ["a"], "parameters": 1}, {"parameters": {"by": 2}}]
)
def test_what_a_browser_hands_back_can_be_anything(looked_back: Context, setting: Any) -> None:
    view = view_of(looked_back, setting)
    assert view.words.language == "nl"
    assert words_on(wages_part(view))


def test_months_that_the_register_does_not_hold_are_told() -> None:
    rows = [_case(1, "A", closed_on=CLOSED), _case(2, "B", closed_on=date(2025, 7, 1))]
    assert past.months_of(_frame(rows)) == {2025: 2}
