"""What may be asked of a what-if or a scenario, and what is said of what may not."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data_contracts.errors import KompasError
from data_contracts.settings import KompasSettings, PlanSettings
from pipelines.jobs.handlers import HANDLERS
from pipelines.steps.context import StepContext
from pipelines.what_if.asking import setting_value, what_if_of
from pipelines.what_if.listing import scenario_list, what_if_list
from pipelines.what_if.run import run_scenario
from pipelines.what_if.scenario_step import checked_asked
from pipelines.what_if.what_if_step import with_hours

BASE = PlanSettings(random_share=0.1, min_shares={"law:Wav": 0.05})


def test_ten_inspectors_more_are_hours() -> None:
    asked = what_if_of({"name": "extra-inspectors", "team": "Noord-1"}, BASE)
    assert asked.hours == {"Noord-1": 1360.0}  # 10 x 136
    assert (asked.plan, asked.inspectors) == (BASE, True)
    both = what_if_of({"name": "extra-inspectors", "team": "Noord-1", "hours": {"Noord-1": -60, "Zuid-1": 5}}, BASE)
    assert both.hours == {"Noord-1": 1300.0, "Zuid-1": 5.0}
    assert asked.title == {"nl": "10 inspecteurs meer in Noord-1", "en": "10 inspectors more in Noord-1"}


@pytest.mark.parametrize(
    ("argument", "nl", "en"),
    [
        (
            {"name": "extra-inspectors", "team": "Zuid-2", "number": -1},
            "1 inspecteur minder in Zuid-2",
            "1 inspector fewer in Zuid-2",
        ),
        (
            {"name": "more-random", "points": -2.5},
            "2,5 procentpunt minder steekproef",
            "2.5 percentage points fewer at random",
        ),
        ({"name": "higher-fine", "percent": 7.5}, "Boetes 7,5% hoger", "Fines 7.5% higher"),
        (
            {"name": "law-date", "law": "WML", "from": "2026-12-01", "until": "2027-01-31"},
            "WML geldt vanaf 01-12-2026 tot en met 31-01-2027",
            "WML holds from 2026-12-01 until 2027-01-31",
        ),
        (
            {"name": "region-share", "region": "Noord", "share": 0.125},
            "Ten minste 12,5% van de uren in Noord",
            "At least 12.5% of the hours in Noord",
        ),
        ({"name": "objective", "objective": "mix"}, "Ander doel: een mengsel", "Another objective: a mix"),
    ],
)
def test_titles_tell_what_was_asked_as_people_write_it(argument: dict[str, Any], nl: str, en: str) -> None:
    assert what_if_of(argument, BASE).title == {"nl": nl, "en": en}


def test_each_named_what_if_changes_one_thing() -> None:
    def plan(**argument: Any) -> PlanSettings:
        return what_if_of(argument, BASE).plan

    assert plan(name="more-random") == BASE.model_copy(update={"random_share": 0.2})
    mixed = plan(name="objective", objective="mix", hits=1, underpaid=2.5)
    assert (mixed.objective, mixed.mix) == ("mix", {"hits": 1.0, "underpaid": 2.5})
    assert plan(name="objective", objective="mix").mix == BASE.mix
    assert plan(name="objective", objective="underpaid") == BASE.model_copy(update={"objective": "underpaid"})
    assert plan(name="comparison-share", share=0.2) == BASE.model_copy(update={"comparison_share": 0.2})
    assert plan(name="assumed-responses") == BASE.model_copy(update={"assumed_responses": True})
    region = plan(name="region-share", region="Noord", share=0.3)
    assert region.min_shares == {"law:Wav": 0.05, "region:Noord": 0.3}
    law = what_if_of({"name": "law-date", "law": "Waadi", "until": "2027-12-31"}, BASE)
    assert (law.law_until, law.law_from, law.plan) == ({"Waadi": date(2027, 12, 31)}, {}, BASE)
    assert law.title["nl"] == "Waadi geldt tot en met 31-12-2027"
    fine = what_if_of({"name": "higher-fine"}, BASE)
    assert (fine.fines, fine.plan, fine.hours) == (18.0, BASE, {})


def test_a_change_of_ones_own() -> None:
    argument = {
        "set": {"plan.random_share": 0.2, "plan.min_shares.region:Zuid": 0.1},
        "hours": {"Noord-1": "+1360"},
        "law_from": {"WML": "2026-12-01"},
    }
    asked = what_if_of(argument, BASE)
    assert (asked.plan.random_share, asked.plan.min_shares) == (0.2, {"law:Wav": 0.05, "region:Zuid": 0.1})
    assert (asked.hours, asked.law_from) == ({"Noord-1": 1360.0}, {"WML": date(2026, 12, 1)})
    assert asked.title["nl"].startswith("plan.random_share=0.2, ")
    assert what_if_of({**argument, "title": "Meer loten"}, BASE).title["en"] == "Meer loten"


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ({}, "Nothing is asked"),
        ({"name": "cheaper"}, "no what-if 'cheaper'"),
        ({"name": "extra-inspectors"}, "which team"),
        ({"name": "extra-inspectors", "team": "Noord-1", "number": "many"}, "no number"),
        ({"name": "more-random", "team": "Noord-1"}, "'team' cannot be chosen"),
        ({"name": "more-random", "points": 60}, "plan.random_share cannot be 0.7"),
        ({"name": "law-date", "law": "Waadi"}, "from or until when"),
        ({"name": "law-date", "law": "AOW", "until": "2027-12-31"}, "no law 'AOW'"),
        ({"name": "law-date", "law": "WML", "until": "soon"}, "no day"),
        ({"name": "higher-fine", "percent": -18}, "-18% is no rise"),
        ({"name": "higher-fine", "percent": 201}, "201% is no rise"),
        ({"name": "objective", "objective": "votes"}, "no objective 'votes'"),
        ({"name": "objective", "objective": "hits", "workers": 2}, "hits has no weights"),
        ({"name": "objective", "objective": "mix", "workers": -2}, "'-2' is no weight"),
        ({"name": "region-share", "region": "Noord", "share": 3}, "between 0 and 1"),
        ({"set": {"plan.luck": 1}}, "no setting 'plan.luck'"),
        ({"set": {"seed": 1}}, "no setting 'seed'"),
        ({"set": {"plan.months": 99}}, "plan.months cannot be 99"),
        ({"hours": ["Noord-1"]}, "no list of names"),
        ({"hours": {"Noord-1": 0}}, "no change"),
    ],
)
def test_what_cannot_be_is_said(argument: dict[str, Any], said: str) -> None:
    with pytest.raises(KompasError, match=said):
        what_if_of(argument, BASE)


def test_hours_come_to_every_month_of_a_team_and_never_below_none() -> None:
    months = [date(2026, 11, 1), date(2026, 12, 1)]
    capacity = pl.DataFrame(
        {"team": ["A", "A", "B"], "month": [*months, months[0]], "available_minutes": [600, 1_200, 3_000]}
    )
    assert with_hours(capacity, {"A": 1.5})["available_minutes"].to_list() == [690, 1_290, 3_000]
    assert with_hours(capacity, {"A": -15})["available_minutes"].to_list() == [0, 300, 3_000]
    assert with_hours(capacity, {}).equals(capacity)
    with pytest.raises(KompasError, match="no team 'C'"):
        with_hours(capacity, {"C": 1})


@pytest.mark.parametrize(("text", "value"), [("0.2", 0.2), ("true", True), ("workers", "workers"), ("3", 3)])
def test_settings_on_the_command_line_are_read_by_their_look(text: str, value: object) -> None:
    assert setting_value(text) == value


def test_a_scenario_is_checked_before_anything_runs() -> None:
    assert checked_asked("minimum-wage", None, None).percent == 5
    assert checked_asked("fines", 20.0, date(2026, 7, 1)).percent == 20
    with pytest.raises(KompasError, match="no scenario 'tax'"):
        checked_asked("tax", None, None)
    with pytest.raises(KompasError, match="no percentage"):
        checked_asked("relending-ban", 5.0, None)
    for percent in (0.0, -5.0, 201.0):
        with pytest.raises(KompasError, match="no change"):
            checked_asked("minimum-wage", percent, None)
    assert [checked_asked("fines", percent, None).percent for percent in (0.1, 200.0)] == [0.1, 200.0]
    with pytest.raises(KompasError, match="no day to begin"):
        checked_asked("minimum-wage", 5.0, date(1999, 1, 1))


def test_a_day_after_the_facts_is_taken_as_all_of_their_time() -> None:
    as_of = date(2026, 10, 31)
    assert checked_asked("wtta-admission", None, date(2028, 1, 1)).first_day(as_of) == (date(2025, 10, 1), True)
    assert checked_asked("wtta-admission", None, date(2026, 7, 1)).first_day(as_of) == (date(2026, 7, 1), False)
    assert checked_asked("minimum-wage", None, None).first_day(as_of) == (date(2025, 10, 1), False)
    assert checked_asked("fines", None, None).first_day(as_of) == (date(2026, 1, 1), False)


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ({}, "which scenario"),
        ({"name": "fines", "number": 1}, "'number' cannot be chosen"),
        ({"name": "fines", "percent": "much"}, "no percentage"),
        ({"name": "fines", "from": "soon"}, "no day"),
    ],
)
def test_a_job_with_a_wrong_argument_says_what_is_wrong(tmp_path: Path, argument: dict[str, Any], said: str) -> None:
    context = StepContext.of(KompasSettings(data_dir=tmp_path), lambda _: None)
    with pytest.raises(KompasError, match=said):
        run_scenario(context, argument)
    with pytest.raises(KompasError, match=said):
        HANDLERS["scenario"](context, argument)


def test_the_lists_name_every_option_and_source() -> None:
    told = "\n".join(what_if_list("nl"))
    assert "extra-inspectors: <number> inspecteurs meer in <team>" in told
    assert "--number  Aantal inspecteurs (10)" in told
    assert "more-random: <points> percentage points more at random" in "\n".join(what_if_list("en"))
    assert "law-date: <law> geldt ..." in told
    assert "raised by that percentage" in "\n".join(scenario_list("en"))
    assert "Bron: Een gekozen percentage; geen besluit van de wetgever (zekerheid: aangenomen)." in "\n".join(
        scenario_list("nl")
    )
