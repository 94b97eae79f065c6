"""The indicator file of every feature: what is answered, by what, and what a wrong file is stopped for."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from data_contracts.contract import register_names
from data_contracts.errors import KompasError
from features.catalogue import Catalogue, load_catalogue
from features.family import Family
from features.feature import Bilingual, Feature
from features.indicator import QUESTIONS, Indicator, IndicatorState, state_on
from features.indicators import load_indicators, load_registers, read_indicators, read_registers, states
from scripts.indicators_page import PAGE, indicators_page

DAY = date(2026, 11, 29)
TEXTS = {"nl": "Daarom.", "en": "Because."}
REGISTERS = {
    "signals": {"lawful": {"answer": "yes", "provisions": [], **TEXTS}, "quality": {"nl": "Zwak.", "en": "Weak."}},
    "officers": {
        "lawful": {
            "answer": "to_confirm",
            "provisions": [{"provision": "Wml art. 18p", "certainty": "high"}],
            **TEXTS,
        },
        "quality": {"nl": "Zwakker.", "en": "Weaker."},
    },
}
TRIAL = replace(
    load_catalogue().features[0],
    name="trial",
    family="odd",
    direction=0,
    source_tables=("signals",),
    review_date=date(2027, 1, 1),
)


def content(**entry: Any) -> dict[str, Any]:
    """Return a whole file for the feature ``trial``, with what a test puts in place of its entry's own."""
    own = {"name": "trial", "expected": "higher", "quality": "few"}
    substantive = {"answer": "yes", "source": "Wml art. 7", **TEXTS}
    return {
        "reviewed_by": {"status": "proposed", "nl": "jurist", "en": "lawyer"},
        "laws": ["WML"],
        "quality": {"few": {"nl": "Weinig.", "en": "Few."}},
        "features": [own | {"substantive": substantive} | entry],
    }


def read(folder: Path, written: Mapping[str, Any], feature: Feature = TRIAL) -> dict[str, Indicator]:
    """Write a file and the registers, and read them back."""
    (folder / "odd").mkdir()
    (folder / "odd" / "indicators.yaml").write_text(yaml.safe_dump(written, allow_unicode=True), "utf-8")
    (folder / "registers.yaml").write_text(yaml.safe_dump(REGISTERS, allow_unicode=True), "utf-8")
    catalogue = Catalogue((Family(folder / "odd", "registers", (feature,)),))
    return read_indicators(catalogue, folder, read_registers(folder / "registers.yaml"))


def test_every_feature_has_a_file_and_those_that_are_held_too() -> None:
    catalogue = load_catalogue()
    names = {feature.name for feature in (*catalogue.features, *catalogue.held)}
    assert set(load_indicators()) == names
    assert len(names) == 172


def test_no_two_features_give_the_same_reason() -> None:
    files = load_indicators().values()
    for language in ("nl", "en"):
        assert len({file.substantive.reason.in_language(language) for file in files}) == len(files)


def test_every_provision_on_a_register_stands_in_its_contract_and_is_unverified_where_that_says_so() -> None:
    used = {
        table for feature in (*load_catalogue().features, *load_catalogue().held) for table in feature.source_tables
    }
    assert set(load_registers()) == used <= set(register_names())
    for name, register in load_registers().items():
        properties = {item["property"]: item["value"] for item in _contract_properties(name)}
        basis = properties["legalBasis"].lower()
        for row in register.lawful.provisions:
            assert row.provision.split(" (")[0].lower() in basis, (name, row.provision)
            assert row.certainty in ("high", "unverified")
        assert register.lawful.answer == "to_confirm"
        assert "to be confirmed in the dpia" in basis


def _contract_properties(name: str) -> list[dict[str, Any]]:
    path = Path(__file__).parents[2] / "data_contracts" / "contracts" / f"{name}.odcs.yaml"
    found: list[dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))["customProperties"]
    return found


def test_today_no_file_is_complete_for_nobody_confirmed_the_legal_basis() -> None:
    today = states(DAY)
    assert list(today) == list(load_catalogue().names)
    assert {state.state for state in today.values()} == {"unanswered"}
    assert all("lawful" in state.unanswered for state in today.values())


def test_what_a_named_person_confirmed_is_no_longer_open() -> None:
    confirmed = {"share_on_call": {"lawful"}, "open_cases": {"lawful"}}
    found = states(DAY, confirmed)
    assert found["share_on_call"] == IndicatorState("complete")
    assert found["open_cases"] == IndicatorState("unanswered", ("substantive",))
    assert found["share_fixed_term"] == IndicatorState("unanswered", ("lawful",))


def test_a_file_holds_until_its_review_date_and_is_expired_the_day_after(tmp_path: Path) -> None:
    file = read(tmp_path, content())["trial"]
    assert state_on(date(2027, 1, 1), TRIAL, file) == IndicatorState("complete")
    assert state_on(date(2027, 1, 2), TRIAL, file) == IndicatorState("expired")


def test_a_feature_without_a_file_is_missing_with_every_question_open(tmp_path: Path) -> None:
    read(tmp_path, content())
    other = Catalogue((Family(tmp_path / "none", "registers", (TRIAL,)),))
    assert read_indicators(other, tmp_path, load_registers()) == {}
    assert state_on(DAY, TRIAL, None) == IndicatorState("missing", QUESTIONS)


def test_the_strictest_answer_of_the_registers_and_of_the_feature_counts(tmp_path: Path) -> None:
    feature = replace(TRIAL, source_tables=("signals", "officers"))
    file = read(tmp_path, content(), feature)["trial"]
    assert file.lawful.answer == "to_confirm"
    assert [row.provision for row in file.lawful.provisions] == ["Wml art. 18p"]
    assert [text.en for text in file.quality] == ["Weak.", "Weaker.", "Few."]
    assert state_on(DAY, feature, file) == IndicatorState("unanswered", ("lawful",))


def test_an_expectation_is_about_the_acts_that_the_feature_bears_on() -> None:
    file = load_indicators()["signals_on_wav"]
    assert [file.expected_in(law) for law in ("Wav", "WML", "Waadi")] == ["higher", "either", "either"]


def test_a_feature_of_the_matrix_that_is_answered_no_is_stopped_and_a_held_one_is_not(tmp_path: Path) -> None:
    unlawful = content(lawful="never") | {"lawful": {"never": {"answer": "no", "provisions": [], **TEXTS}}}
    held = replace(TRIAL, held=Bilingual("Uit.", "Off."))
    assert read(tmp_path, unlawful, held)["trial"].lawful.answer == "no"
    (tmp_path / "second").mkdir()
    with pytest.raises(KompasError, match="answers 'no', and the feature is in the matrix"):
        read(tmp_path / "second", unlawful)


def without(written: dict[str, Any], *place: Any) -> dict[str, Any]:
    """Return a file without what stands at a place in it."""
    changed = deepcopy(written)
    part: Any = changed
    for step in place[:-1]:
        part = part[step]
    del part[place[-1]]
    return changed


SUBSTANTIVE = {"answer": "yes", "source": "Wml art. 7", **TEXTS}


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (content(name="stranger"), "no feature stranger"),
        (without(content(), "features", 0, "substantive", "en"), "incomplete: 'en'"),
        (content(substantive=SUBSTANTIVE | {"nl": ""}), "empty in Dutch or English"),
        (without(content(), "features", 0, "expected"), "incomplete: 'expected'"),
        (content(expected="lower "), "does not exist"),
        (content(laws=["Arbowet"]), "does not exist"),
        (content(substantive=SUBSTANTIVE | {"answer": "maybe"}), "does not exist"),
        (content(substantive=SUBSTANTIVE | {"answer": True}), "does not exist"),
        (content(quality="many"), "'quality' are used or written, not both: few, many"),
        (content() | {"reviewed_by": {"status": "signed", **TEXTS}}, "somebody signed"),
        (content(substantive=SUBSTANTIVE | {"en": "People of foreign origin work here."}), "origin"),
    ],
)
def test_a_wrong_file_is_stopped_with_what_is_wrong(tmp_path: Path, written: dict[str, Any], problem: str) -> None:
    with pytest.raises(KompasError) as raised:
        read(tmp_path, written)
    assert problem in str(raised.value)


@pytest.mark.parametrize(("direction", "expected"), [(1, "lower"), (1, "either"), (-1, "higher")])
def test_an_expectation_against_the_monotone_direction_is_stopped(
    tmp_path: Path, direction: int, expected: str
) -> None:
    with pytest.raises(KompasError, match="may only go the other way"):
        read(tmp_path, content(expected=expected), replace(TRIAL, direction=direction))


def test_two_entries_of_one_feature_are_stopped(tmp_path: Path) -> None:
    twice = content()
    twice["features"] *= 2
    with pytest.raises(KompasError, match="two entries"):
        read(tmp_path, twice)


def test_the_page_is_what_the_files_make_of_it() -> None:
    made = indicators_page(load_catalogue().definitions, load_indicators(), load_registers())
    assert PAGE.read_text("utf-8") == made, "docs/indicators.md is stale: run `make indicators-page`"


def test_the_page_has_a_row_for_each_feature_with_what_is_special_in_law() -> None:
    lines = PAGE.read_text("utf-8").splitlines()
    for name in load_indicators():
        assert sum(line.startswith(f"| `{name}` ") for line in lines) == 1
    row = next(line for line in lines if line.startswith("| `lender_findings` "))
    assert row.endswith(
        "| **to confirm**. Whether outcomes at others in the chain may count for this employer has not been looked "
        "into; that belongs in the DPIA. |"
    )
