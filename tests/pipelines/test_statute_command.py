"""``kompas statute``: the calendar as table, JSON and CSV, one parameter on a date, and what is missing."""

import csv
import io
import json
import subprocess

import pytest

from features.statute.parameters import load_parameters
from tests.support.command import Runs, kompas

FROM = ("--from", "2026-11-28")


def told(*arguments: str, run: Runs = kompas.here) -> str:
    done = run("statute", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.fixture(scope="module")
def calendar() -> list[dict[str, object]]:
    records: list[dict[str, object]] = json.loads(told("calendar", *FROM, "--format", "json", run=kompas))
    return records


def test_the_calendar_as_json_says_what_each_change_touches(calendar: list[dict[str, object]]) -> None:
    (minimum,) = [record for record in calendar if record["id"] == "wml.hourly_minimum"]
    assert (minimum["from"], minimum["law"], minimum["unknown"]) == ("2027-01-01", "WML", True)
    assert "minimum_wage" in minimum["rules"]  # type: ignore[operator]
    assert "share_below_minimum" in minimum["features"]  # type: ignore[operator]
    (duty,) = [record for record in calendar if record["id"] == "wtta_ban"]
    assert "lender_registration" in duty["rules"]  # type: ignore[operator]
    assert calendar[-1]["from"] is None
    assert calendar[-1]["id"] == "fines_indexed"


def test_csv_holds_the_same_changes(calendar: list[dict[str, object]]) -> None:
    rows = list(csv.DictReader(io.StringIO(told("calendar", *FROM, "--format", "csv"))))
    assert [row["id"] for row in rows] == [record["id"] for record in calendar]
    assert set(rows[0]) == set(calendar[0])
    (minimum,) = [row for row in rows if row["id"] == "wml.hourly_minimum"]
    assert "minimum_wage" in minimum["rules"].split(" | ")


def test_the_table_is_in_words_and_marks_what_is_not_known() -> None:
    shown = told("calendar", *FROM, "--until", "2027-01-01", "--language", "nl")
    assert "Wat er in de wet verandert van 28-11-2026 tot en met 01-01-2027" in shown
    assert "Minimumuurloon naar leeftijd" in shown
    assert "Niet bekend. Het bedrag voor 21 jaar" in shown
    assert "datum niet bekend" in shown  # the fines
    assert "wtta_ban" not in shown


def refused(*arguments: str) -> subprocess.CompletedProcess[str]:
    done = kompas.here("statute", *arguments)
    assert done.returncode == 1
    assert done.stderr.startswith("kompas: ")
    assert "Traceback" not in done.stderr
    return done


def test_days_in_the_wrong_order_are_refused() -> None:
    assert "The last day lies before the first." in refused("calendar", *FROM, "--until", "2026-01-01").stderr


def test_a_parameter_that_does_not_exist_is_refused_with_those_that_do() -> None:
    assert "wml.hourly_minimum" in refused("show", "wml.minimum").stderr


def test_what_holds_on_a_date() -> None:
    lines = told("show", "wml.hourly_minimum", "--on", "2026-07-01").splitlines()
    assert lines[0] == "wml.hourly_minimum: Hourly minimum wage by age"
    assert lines[1].startswith("On 2026-07-01: age 15: €4.50")
    assert "  holds: from 2026-07-01 to 2026-12-31" in lines
    assert "  article: Wml art. 7, 8 and 14(10)" in lines
    assert "  certainty: certain" in lines
    assert any(line.startswith("  source: Ministerial order of 24 April 2026") for line in lines)
    assert any(line.startswith("  read by: ") and "minimum_wage" in line for line in lines)


def test_what_is_not_known_on_a_date_says_why_and_what_it_was_last() -> None:
    lines = told("show", "wml.hourly_minimum", "--on", "2027-01-01", "--language", "nl").splitlines()
    assert lines[1].startswith("Op 01-01-2027: NIET BEKEND. Het bedrag voor 21 jaar en ouder")
    assert lines[2].startswith("  laatst bekend (vanaf 01-07-2026 t/m 31-12-2026), geldt nu niet: 15 jaar: €\u00a04,50")


def test_articles_are_cited_in_the_dutch_way_on_a_dutch_screen() -> None:
    lines = told("show", "wml.hourly_minimum", "--on", "2026-07-01", "--language", "nl").splitlines()
    assert "  artikel: Wml art. 7, 8 en 14 lid 10" in lines
    days = ("--from", "2028-01-01", "--until", "2028-01-01")
    assert '"article": "Waadi art. 12c, 12d en 16"' in told("calendar", *days, "--format", "json", "--language", "nl")
    assert '"article": "Waadi art. 12c, 12d and 16"' in told("calendar", *days, "--format", "json")
    assert "12d en 16" in told("calendar", *days, "--language", "nl")


def test_without_a_name_all_parameters_are_listed() -> None:
    listed = [line.split()[0] for line in told("show").splitlines()]
    assert listed == sorted(load_parameters())


def test_what_is_missing_is_listed_from_the_data() -> None:
    shown = told("gaps", "--on", "2026-11-28")
    assert "Fine norm for underpayment (wml.fine_norm_underpayment): not known" in shown
    assert "Codes of the employment relationship (wml.employment_types): not verified" in shown
    assert "wml.youth_scale" not in shown  # certain
    assert "wml.hourly_minimum_until_2024" not in shown  # ended by law
    assert "(wml.hourly_minimum)" in told("gaps", "--on", "2027-01-01")
