from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from data_contracts.contract import load_contract, register_names
from data_contracts.errors import KompasError
from features.catalogue import load_catalogue, read_catalogue
from features.deny_list import denied_ground

MONTHLY = "count(*) AS trial_lines,"
QUERY = "SELECT employer_id, sum(trial_lines) * 1.0e0 AS trial FROM employer_months GROUP BY employer_id"
ON_REGISTERS = "SELECT employer_id, count(*) * 1.0e0 AS trial FROM signals_known GROUP BY employer_id"
HELD = {"nl": "Nog niet getekend.", "en": "Not signed yet."}
SIGNED = {"by": "J. de Vries", "on": date(2026, 11, 2), "file": "indicator.md"}


def entry(**given: Any) -> dict[str, Any]:
    """Return a complete entry, with what a test gives in place of its own."""
    return {
        "name": "trial",
        "label": {"nl": "Proef", "en": "Trial"},
        "description": {"nl": "Een proef.", "en": "A trial."},
        "unit": "share",
        "format": "percent",
        "direction": 1,
        "legal_basis": "none",
        "source_tables": ["wage_records"],
        "proxy_risk": {"level": "low", "nl": "Geen.", "en": "None."},
        "owner": "Team",
        "review_date": date(2027, 1, 1),
        "sentence": {"nl": "Het is {value}{comparison}.", "en": "It is {value}{comparison}."},
        "missing": {"nl": "Niet bekend.", "en": "Not known."},
    } | given


def described(text: str) -> dict[str, str]:
    """Return a description that says something in English."""
    return {"nl": "Een proef.", "en": text}


def write_family(
    folder: Path,
    *entries: dict[str, Any],
    name: str = "trial",
    per: str = "employer_months",
    query: str = QUERY,
    monthly: str = MONTHLY,
    tables: dict[str, str] | None = None,
) -> Path:
    """Write a family's folder and return the folder of families."""
    family = folder / name
    (family / "tables").mkdir(parents=True)
    content = {"per": per, "features": list(entries) or [entry()]}
    (family / "catalogue.yaml").write_text(yaml.safe_dump(content, allow_unicode=True))
    (family / "features.sql").write_text(query)
    if monthly and per == "employer_months":
        (family / "monthly.sql").write_text(monthly)
    for table, sql in (tables or {}).items():
        (family / "tables" / f"{table}.sql").write_text(sql)
    return folder


def test_a_family_of_our_own_making_is_read(tmp_path: Path) -> None:
    catalogue = read_catalogue(write_family(tmp_path))
    assert (catalogue.names, catalogue.monotone_constraints, catalogue.held) == (("trial",), (1,), ())
    assert catalogue.per("trial") == "employer_months"
    assert catalogue.feature("trial").review_date == date(2027, 1, 1)


def test_the_catalogue_holds_together() -> None:
    catalogue = load_catalogue()
    assert len(catalogue.names) == len(set(catalogue.names)) == len(catalogue.monotone_constraints) >= 20
    assert {"inspection_history", "signals", "employer", "registration"} <= set(catalogue.families)
    assert [feature.name for family in catalogue.families for feature in catalogue.of_family(family)] == list(
        catalogue.names
    )
    for feature in (*catalogue.features, *catalogue.held):
        assert all(load_contract(table).name == table for table in feature.source_tables)


def test_no_label_for_people_is_a_feature() -> None:
    assert not {"sector", "size_class", "province", "region", "legal_form"} & set(load_catalogue().names)


def test_what_earlier_inspections_left_behind_is_told_by_its_registers() -> None:
    catalogue = load_catalogue()
    assert {feature.name for feature in catalogue.of_family("inspection_history")} < catalogue.memory
    assert "lender_findings" in catalogue.memory
    assert not {"signals_12_months", "share_below_minimum", "lender_count"} & catalogue.memory


def test_indicators_near_a_protected_ground_are_listed_but_off() -> None:
    catalogue = load_catalogue()
    assert {"posted_work", "pay_arrangements"} <= {feature.family for feature in catalogue.held}
    assert not {"posted_work", "pay_arrangements"} & set(catalogue.families)
    assert not set(catalogue.names) & {feature.name for feature in catalogue.held}
    with pytest.raises(KompasError, match="no feature"):
        catalogue.feature(catalogue.held[0].name)


@pytest.mark.parametrize(
    ("given", "files"),
    [
        ({"description": described("Share of workers under the anonymous tariff.")}, {}),
        ({"description": described("Share of workers without a BSN.")}, {}),
        ({"source_tables": ["audit_traits"]}, {}),
        ({"source_tables": ["permit_duties"]}, {}),
        ({"name": "share_nationality"}, {"query": QUERY.replace("AS trial", "AS share_nationality")}),
        ({}, {"query": QUERY.replace("sum(trial_lines)", "count_if(anonymous_tariff)")}),
        ({}, {"query": QUERY.replace("sum(trial_lines)", "count(DISTINCT postcode)")}),
        ({}, {"query": QUERY.replace("sum(trial_lines)", "max(trade_name)")}),
        ({}, {"monthly": "count_if(gender = 'f') AS trial_lines"}),
        ({}, {"per": "registers", "query": ON_REGISTERS, "tables": {"01_places": "SELECT postcode FROM chunk"}}),
        ({}, {"per": "registers", "query": ON_REGISTERS, "tables": {"01_permit_duty": "SELECT * FROM chunk"}}),
        ({"held": HELD, "description": described("Share of workers of one nationality.")}, {}),
    ],
)
def test_a_denied_ground_stops_the_build(tmp_path: Path, given: dict[str, Any], files: dict[str, Any]) -> None:
    with pytest.raises(KompasError, match="No feature may be made of"):
        read_catalogue(write_family(tmp_path, entry(**given), **files))


NEAR = {"description": described("Rent kept in for housing.")}


def test_what_is_near_a_protected_ground_is_off_until_a_named_person_signed_for_it(tmp_path: Path) -> None:
    with pytest.raises(KompasError, match="No feature may be made of housing that goes with the job"):
        read_catalogue(write_family(tmp_path / "active", entry(**NEAR)))
    held = read_catalogue(write_family(tmp_path / "held", entry(**NEAR, held=HELD), monthly="", query=ON_REGISTERS))
    assert ([feature.name for feature in held.held], held.names, held.families) == (["trial"], (), ())
    folder = write_family(tmp_path / "signed", entry(**NEAR, signed=SIGNED))
    (folder / "trial" / "indicator.md").write_text("Signed.")
    assert read_catalogue(folder).names == ("trial",)


@pytest.mark.parametrize(
    "given",
    [
        {"signed": SIGNED | {"file": "nowhere.md"}},
        {"signed": SIGNED | {"by": " "}},
        {"signed": SIGNED | {"on": "soon"}},
        {"signed": SIGNED, "held": HELD},
    ],
)
def test_a_signature_names_a_person_a_day_and_a_file_that_is_there(tmp_path: Path, given: dict[str, Any]) -> None:
    folder = write_family(tmp_path, entry(**NEAR, **given))
    (folder / "trial" / "indicator.md").write_text("Signed.")
    with pytest.raises(KompasError, match="not signed as it should be"):
        read_catalogue(folder)


def test_sql_near_a_protected_ground_serves_no_feature_that_is_neither_held_nor_signed(tmp_path: Path) -> None:
    query = "SELECT employer_id, 1 AS trial, housing_deduction_cents AS rent FROM own_hours, payslips_known"
    entries = (entry(), entry(name="rent", held=HELD))
    with pytest.raises(KompasError, match="the SQL of family 'trial' says 'housing'"):
        read_catalogue(write_family(tmp_path, *entries, per="registers", query=query))


def test_what_is_kept_for_the_fairness_audit_is_no_register_that_a_build_is_given() -> None:
    assert load_contract("audit_traits").name not in register_names()


@pytest.mark.parametrize("text", ["minimum_wage_rows", "native code", "mandatory", "healthy margin", "rasterised"])
def test_a_word_inside_another_word_is_no_denied_ground(text: str) -> None:
    assert denied_ground(text) is None


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"query": QUERY.replace("AS trial", "AS other")},
            r"columns without an entry \['other'\].*without a column \['trial'\]",
        ),
        ({"query": QUERY.replace("AS trial", "AS trial, 1 AS extra")}, r"columns without an entry \['extra'\]"),
        ({"query": QUERY.replace("employer_months", "month_lines"), "monthly": ""}, "does not run"),
        ({"per": "registers", "query": QUERY}, "does not run"),
        ({"per": "registers", "query": ON_REGISTERS, "tables": {"01_broken": "SELECT shoe_size"}}, "does not run"),
        ({"per": "registers", "query": ON_REGISTERS, "tables": {"01_numbers": "SELECT 1 AS one"}}, "does not run"),
        ({"per": "month"}, "per 'month', which does not exist"),
        ({"tables": {"01_places": "SELECT employer_id FROM chunk"}}, "makes no tables of its own"),
        ({"monthly": f"{MONTHLY} sum(days) AS trial_days"}, "columns that no family of the matrix reads: trial_days"),
        ({"monthly": "count(shoes) AS trial_lines"}, "monthly list does not run"),
    ],
)
def test_sql_and_catalogue_must_agree(tmp_path: Path, files: dict[str, Any], said: str) -> None:
    with pytest.raises(KompasError, match=said):
        read_catalogue(write_family(tmp_path, **files))


def test_a_monthly_list_serves_more_than_one_family_but_none_that_is_held(tmp_path: Path) -> None:
    other = entry(name="other", held=HELD)
    write_family(tmp_path, other, name="other", query=QUERY.replace("AS trial", "AS other"), monthly="")
    write_family(tmp_path, query=QUERY.replace("sum(trial_lines)", "count(*)"))
    with pytest.raises(KompasError, match="no family of the matrix reads: trial_lines"):
        read_catalogue(tmp_path)
    (tmp_path / "other" / "catalogue.yaml").write_text(
        yaml.safe_dump({"per": "employer_months", "features": [entry(name="other")]})
    )
    assert read_catalogue(tmp_path).names == ("other", "trial")


def test_tables_of_a_family_are_made_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    tables = {"02_counted": "SELECT employer_id FROM kept", "01_kept": "SELECT employer_id FROM signals_known"}
    query = "SELECT employer_id, 1.0e0 AS trial FROM counted"
    catalogue = read_catalogue(write_family(tmp_path, per="registers", query=query, tables=tables))
    assert list(catalogue.definitions[0].tables) == ["kept", "counted"]


def test_a_name_is_given_once(tmp_path: Path) -> None:
    write_family(tmp_path)
    write_family(tmp_path, name="second", per="registers", query=ON_REGISTERS)
    with pytest.raises(KompasError, match="holds 'trial' twice"):
        read_catalogue(tmp_path)


def test_an_incomplete_or_unknown_word_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KompasError, match="format, direction or proxy risk"):
        read_catalogue(write_family(tmp_path, entry(format="bytes")))
    (tmp_path / "trial" / "catalogue.yaml").write_text("features: [{name: trial}]")
    with pytest.raises(KompasError, match="incomplete: 'label'"):
        read_catalogue(tmp_path)


def test_a_feature_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KompasError, match="no feature 'shoe_size'"):
        load_catalogue().feature("shoe_size")


def test_phrases_use_the_employers_own_figures_in_the_readers_language() -> None:
    share = load_catalogue().feature("share_below_minimum")
    assert share.phrase("up", 0.123, 0.02, "en") == (
        "Declared pay is below the statutory minimum in 12.3% of the worker-months; among comparable employers the "
        "figure is 2%."
    )
    price = load_catalogue().feature("price_per_hired_hour")
    assert price.phrase("down", 27.5, 30.0, "nl") == (
        "Een ingeleend uur kost gemiddeld €\u00a027,50, tegen €\u00a030,00 bij vergelijkbare werkgevers."
    )


def test_a_peers_value_that_reads_the_same_is_called_the_same() -> None:
    pay = load_catalogue().feature("mean_pay_ratio")
    same = "Het gemiddelde uurloon is 126,2% van het wettelijk minimum, net als bij vergelijkbare werkgevers."
    assert pay.phrase("up", 1.2621, 1.2618, "nl") == same
    assert "tegen 126,3%" in pay.phrase("down", 1.2621, 1.2630, "nl")


def test_what_is_so_or_not_reads_as_yes_or_no() -> None:
    signal = load_catalogue().feature("last_case_on_signal")
    assert signal.phrase("up", 1.0, 0.0, "en") == (
        "The last case began with a signal: yes (among most comparable employers: no)."
    )
    assert signal.phrase("down", 0.0, 0.0, "nl") == (
        "De laatste zaak begon met een melding: nee, net als bij vergelijkbare werkgevers."
    )


def test_without_a_peers_value_nothing_is_compared() -> None:
    lenders = load_catalogue().feature("lender_count")
    assert lenders.phrase("up", 1.0, None, "en") == "Workers were hired from 1 lender."


@pytest.mark.parametrize("direction", ["up", "down"])
def test_a_missing_value_says_what_is_not_known(direction: str) -> None:
    feature = load_catalogue().feature("unregistered_lender_share")
    assert feature.phrase(direction, None, 0.1, "en") == (
        "It is not known whether workers were hired from lenders without registration, because there are no hired "
        "hours that can be tested."
    )


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_phrase_can_be_filled_and_names_both_figures(language: str) -> None:
    for feature in (*load_catalogue().features, *load_catalogue().held):
        for direction in ("up", "down"):
            phrase = feature.phrase(direction, 0.25, 4321.5, language)
            assert feature.format_value(0.25, language) in phrase
            assert feature.format_value(4321.5, language) in phrase
            assert phrase.endswith(".")
            assert "{" not in phrase
        assert "{" not in feature.phrase("up", None, None, language)
