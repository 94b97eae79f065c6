"""The law calendar: what changes when, and what rests on it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data_contracts.errors import KompasError
from data_contracts.yaml_files import read_yaml
from features.statute import calendar
from features.statute.articles import articles_in
from features.statute.calendar import Change, changes
from features.statute.laws import LAWS_FOLDER
from features.statute.parameters import CERTAINTIES, load_parameters
from features.statute.rules import Obstacles, Rule
from features.statute.values import NAMES_FILE, change_text, name_text, named_parts, value_text

NOVEMBER = date(2026, 11, 28)


@dataclass(frozen=True)
class Feature:
    name: str
    legal_basis: str


def rule(rule_id: str, article: str, *parameters: str) -> Rule:
    return Rule(rule_id, "WML", "1", article, {}, parameters, {}, Obstacles(), {}, {}, Path())


def change(change_id: str, first: date = NOVEMBER, last: date | None = None, on: date | None = None) -> Change:
    (found,) = [item for item in changes(first, last) if item.change_id == change_id and (on is None or item.on == on)]
    return found


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Wml art. 7", {"Wml 7"}),
        ("Wml art. 7, 8 and 14(10)", {"Wml 7", "Wml 8", "Wml 14"}),
        ("Waadi art. 8; Wml art. 7", {"Waadi 8", "Wml 7"}),
        ("Waadi art. 7a(1); worked, paid and invoiced hours (standards for lenders, 5.6)", {"Waadi 7a"}),
        ("Besluit minimumjeugdloonregeling (BWBR0003599)", {"Besluit minimumjeugdloonregeling"}),
        ("Policy rules on Waadi fines 2014, art. 4", set()),
        ("none; a measure of size", set()),
    ],
)
def test_the_articles_that_a_text_names(text: str, named: set[str]) -> None:
    assert articles_in(text) == named


def test_the_known_changes_of_the_coming_years_are_there() -> None:
    on = {(item.on, item.change_id) for item in changes(NOVEMBER)}
    assert {
        (date(2026, 12, 31), "equal_pay_widened"),
        (date(2027, 1, 1), "wml.hourly_minimum"),
        (date(2027, 1, 1), "wml.youth_scale"),
        (date(2027, 1, 1), "wtta_in_force"),
        (date(2027, 12, 31), "registration_last_day"),
        (date(2028, 1, 1), "wtta_ban"),
        (date(2028, 1, 1), "flexwork_rest"),
        (date(2027, 12, 2), "annex_iii_postponed"),
        (None, "fines_indexed"),
    } <= on


def test_a_value_that_is_known_to_change_into_something_unknown_says_so() -> None:
    found = change("wml.hourly_minimum")
    assert found.is_unknown
    assert found.what["nl"].startswith("Niet bekend. Het bedrag voor 21 jaar en ouder vanaf 1 januari 2027")
    assert found.to_do["en"].startswith("Look up the value in the Staatscourant")
    assert "features/statute/laws/wml/parameters/hourly_minimum.yaml" in found.to_do["en"]


def test_only_what_changes_of_a_value_is_told() -> None:
    found = change("wml.youth_scale")
    assert not found.is_unknown
    assert found.what["en"] == (
        "age 16: 34.5% → 40%; age 17: 39.5% → 50%; age 18: 50% → 62.5%; age 19: 60% → 75%; age 20: 80% → 87.5%."
    )
    assert found.to_do["nl"] == "Niets. De waarde geldt vanzelf vanaf deze dag."


def test_the_days_asked_for_bound_the_calendar_and_what_lasts_is_there_until_its_end() -> None:
    assert change("wtta_transition", date(2026, 12, 31)).until == date(2026, 12, 31)
    later = {item.change_id for item in changes(date(2027, 1, 1), date(2027, 6, 30))}
    assert "wtta_transition" not in later
    assert "wtta_applications" in later
    assert "wtta_public_register" not in later
    assert "fines_indexed" in later
    assert {item.on for item in changes(date(2026, 7, 1), date(2026, 7, 1))} == {date(2026, 7, 1), None}


def test_the_calendar_is_in_order_of_date_and_unknown_days_come_last() -> None:
    days = [item.on for item in changes(date(2024, 1, 1))]
    known = [day for day in days if day is not None]
    assert known == sorted(known)
    assert days[len(known) :] == [None] * (len(days) - len(known))


def test_a_parameter_that_an_event_tells_is_not_listed_beside_it() -> None:
    on_the_day = [item.change_id for item in changes(date(2028, 1, 1), date(2028, 1, 1))]
    assert "wtta_ban" in on_the_day
    assert "waadi.registration_duty" not in on_the_day
    assert "waadi.registration_duty" in change("wtta_ban").parameters


def test_what_a_change_touches() -> None:
    minimum = rule("minimum_wage", "Wml art. 7(1)", "wml.hourly_minimum")
    rules = [minimum, rule("allowance", "Wml art. 16(2)", "wml.holiday_allowance")]
    features = [Feature("low_pay", "Wml art. 7"), Feature("youth", "Wml art. 8"), Feature("allowance", "Wml art. 16")]
    found = change("wml.hourly_minimum")
    assert found.rules(rules) == ["minimum_wage"]
    assert found.features(features) == ["low_pay", "youth"]
    # The equal pay event names no parameter: it meets the rule and the feature in article 8 of the Waadi.
    equal = change("equal_pay_widened")
    assert equal.rules([*rules, rule("pay_gap", "Waadi art. 8(1)")]) == ["pay_gap"]
    assert equal.features([*features, Feature("gap", "Waadi art. 8; Wml art. 7")]) == ["gap"]


def test_a_rule_is_touched_through_a_parameter_that_it_reads() -> None:
    scale = change("wml.bbl_scale")
    assert scale.rules([rule("r", "Wml art. 7", "wml.bbl_scale"), rule("s", "Wml art. 7")]) == ["r"]


def event(**given: Any) -> dict[str, Any]:
    texts = {name: {"nl": "x", "en": "x"} for name in ("title", "what", "to_do")}
    rest = {
        "id": "e",
        "law": "WML",
        "from": NOVEMBER,
        "article": "",
        "articles": [],
        "certainty": "high",
        "source": "s",
    }
    return rest | texts | given


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda e: e.pop("source"), "event 'e' lacks 'source'"),
        (lambda e: e.update(parameters=["wml.minimum"]), "names the parameter wml.minimum, which does not exist"),
        (lambda e: e.update(replaces=["wml.minimum"]), "names the parameter wml.minimum, which does not exist"),
        (lambda e: e.update(certainty="sure"), "has certainty 'sure', which is not one of ours"),
    ],
)
def test_what_is_wrong_in_an_event_is_said(spoil: Callable[[dict[str, Any]], object], said: str) -> None:
    wrong = event()
    spoil(wrong)
    with pytest.raises(KompasError, match="The calendar is wrong") as refused:
        calendar._of_event(wrong, Path("calendar.yaml"))
    assert said in str(refused.value)


def test_every_change_has_a_certainty_a_source_and_something_to_do() -> None:
    for item in changes(date(1900, 1, 1)):
        assert item.certainty in CERTAINTIES
        assert item.source
        assert all(texts[language] for texts in (item.title, item.what, item.to_do) for language in ("nl", "en"))


def test_the_file_that_a_parameter_is_said_to_stand_in_is_there() -> None:
    for parameter_id in load_parameters():
        act, name = parameter_id.split(".", 1)
        assert (LAWS_FOLDER / act / "parameters" / f"{name}.yaml").is_file()


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, "eur", "niet bekend"),
        ({"20": 1199, "21": 1499}, "eur", "20 jaar: €\u00a011,99; vanaf 21 jaar: €\u00a014,99"),
        ({"household": {"worker": 5000}}, "eur", "huishouden: (per werknemer: €\u00a050,00)"),
        ({"percent": 8}, "percent", "percentage van het loon: 8"),
        (62.5, "percent", "62,5%"),
        ({"20": 87.5, "intent": 100}, "percent", "20 jaar: 87,5%; opzet: 100%"),
        (5, "years", "5 jaar"),
        (6, "months", "6 maanden"),
        (["7830", "78201"], "sbi_code", "7830, 78201"),
        ({"bbl": [83], "untested": [7, 17]}, "code",
         "code voor bbl-leerlingen: 83; codes die niet worden getoetst: 7, 17"),
        ("admission", "duty", "toelating"),
        (["12c", "12h(2)"], "article", "12c, 12h lid 2"),
        (True, "duty", "ja"),
        ({"turnover_cents": 500_000_000}, "terms", f"{name_text('turnover_cents', 'nl')}: €\u00a05.000.000,00"),
    ],
)  # fmt: skip
def test_values_as_people_read_them(value: Any, unit: str, text: str) -> None:
    assert value_text(value, unit, "nl") == text


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (None, {"20": 80}, "age 20: 80%"),
        ({"20": 80, "21": 100}, {"20": 87.5, "21": 100}, "age 20: 80% → 87.5%"),
        ({"20": 80}, {"20": 80}, "unchanged"),
        ("registration", "admission", "registration → admission"),
        (25, 25, "25%"),
    ],
)
def test_what_becomes_of_a_value(before: Any, after: Any, text: str) -> None:
    assert change_text(before, after, "percent", "en") == text


def test_every_name_inside_a_value_has_words() -> None:
    parts = {
        part
        for parameter in load_parameters().values()
        for entry in parameter.entries
        for part in named_parts(entry.known.value)
    }
    assert sorted(part for part in parts - set(read_yaml(NAMES_FILE)) if not part[0].isdigit()) == []
