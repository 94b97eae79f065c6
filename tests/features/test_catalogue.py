from datetime import date
from pathlib import Path

import duckdb
import pytest

from data_contracts.contract import load_contract, register_names
from data_contracts.errors import KompasError
from features.catalogue import load_catalogue, read_catalogue
from features.chunks import each_chunk
from features.deny_list import denied_ground
from features.engine import make_table, open_engine, sql_file
from features.staging import stage_history, stage_registers
from features.window import Window
from tests.features.registers import Registers

ENTRY = """
features:
  - name: {name}
    label: {{nl: Proef, en: Trial}}
    description: {{nl: Een proef., en: {description}}}
    unit: share
    format: {format}
    direction: 1
    legal_basis: none
    source_tables: [{table}]
    proxy_risk: {{level: low, nl: Geen., en: None.}}
    owner: Team
    review_date: 2027-01-01
    sentence: {{nl: "Het is {{value}}{{comparison}}.", en: "It is {{value}}{{comparison}}."}}
    missing: {{nl: Niet bekend., en: Not known.}}
"""
QUERY = "SELECT employer_id, count(*) AS trial FROM wage_lines GROUP BY employer_id"


def family(folder: Path, query: str = QUERY, **given: str) -> Path:
    entry = {"name": "trial", "description": "A trial.", "format": "percent", "table": "wage_records"} | given
    (folder / "trial").mkdir()
    (folder / "trial" / "catalogue.yaml").write_text(ENTRY.format(**entry))
    (folder / "trial" / "features.sql").write_text(query)
    return folder


def test_a_family_of_our_own_making_is_read(tmp_path: Path) -> None:
    catalogue = read_catalogue(family(tmp_path))
    assert (catalogue.names, catalogue.monotone_constraints) == (("trial",), (1,))
    assert catalogue.feature("trial").review_date == date(2027, 1, 1)


def test_the_catalogue_holds_together() -> None:
    catalogue = load_catalogue()
    assert len(catalogue.names) == len(set(catalogue.names)) == len(catalogue.monotone_constraints) >= 20
    assert set(catalogue.families) == {"wages", "workforce", "staffing_chain", "inspection_history"}
    assert [feature.name for family in catalogue.families for feature in catalogue.of_family(family)] == list(
        catalogue.names
    )
    assert dict(zip(catalogue.names, catalogue.monotone_constraints, strict=True))["share_below_minimum"] == 1
    for feature in catalogue.features:
        assert all(load_contract(table).name == table for table in feature.source_tables)


@pytest.mark.parametrize(
    "given",
    [
        {"description": "Share of workers under the anonymous tariff."},
        {"description": "Share of workers without a BSN."},
        {"table": "audit_traits"},
        {"table": "permit_duties"},
        {"name": "share_nationality", "query": QUERY.replace("trial", "share_nationality")},
        {"query": QUERY.replace("count(*)", "count_if(anonymous_tariff)")},
        {"query": QUERY.replace("count(*)", "count(DISTINCT postcode)")},
        {"query": QUERY.replace("count(*)", "max(trade_name)")},
    ],
)
def test_a_denied_ground_stops_the_build(tmp_path: Path, given: dict[str, str]) -> None:
    with pytest.raises(KompasError, match="No feature may be made of"):
        read_catalogue(family(tmp_path, **given))


def test_what_is_kept_for_the_fairness_audit_is_no_register_that_a_build_is_given() -> None:
    assert load_contract("audit_traits").name not in register_names()


@pytest.mark.parametrize("text", ["minimum_wage_rows", "native code", "mandatory", "healthy margin", "rasterised"])
def test_a_word_inside_another_word_is_no_denied_ground(text: str) -> None:
    assert denied_ground(text) is None


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (QUERY.replace("AS trial", "AS other"), r"columns without an entry \['other'\].*without a column \['trial'\]"),
        (QUERY.replace("AS trial", "AS trial, 1 AS extra"), r"columns without an entry \['extra'\]"),
        (QUERY.replace("wage_lines", "employers_known"), "does not run"),
    ],
)
def test_query_and_catalogue_must_agree(tmp_path: Path, query: str, said: str) -> None:
    with pytest.raises(KompasError, match=said):
        read_catalogue(family(tmp_path, query))


def test_an_incomplete_or_unknown_word_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KompasError, match="format, direction or proxy risk"):
        read_catalogue(family(tmp_path, format="bytes"))
    (tmp_path / "trial" / "catalogue.yaml").write_text("features: [{name: trial}]")
    with pytest.raises(KompasError, match="incomplete: 'label'"):
        read_catalogue(tmp_path)


def test_the_empty_tables_have_the_columns_of_the_real_ones(registers: Registers) -> None:
    window = Window(date(2026, 10, 31))
    registers.employer().wage().link("E1", "E1")
    with open_engine(1, "500MB") as connection:
        connection.execute(sql_file("families/relations.sql"))
        promised = columns_of(connection)
        tables = registers.write()
        stage_registers(connection, tables, window)
        make_table(connection, "population", "SELECT employer_id FROM employers_now")
        stage_history(connection, tables, window)
        for _ in each_chunk(connection, tables, window):
            found = columns_of(connection)
    assert {table: found[table] for table in promised} == promised


def columns_of(connection: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    rows = connection.execute("SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal").fetchall()
    return {table: {column for name, column in rows if name == table} for table, _ in rows}


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
    pay = load_catalogue().feature("median_pay_ratio")
    same = "Het middelste uurloon is 126,2% van het wettelijk minimum, net als bij vergelijkbare werkgevers."
    assert pay.phrase("up", 1.2621, 1.2618, "nl") == same
    assert "tegen 126,3%" in pay.phrase("down", 1.2621, 1.2630, "nl")


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
    for feature in load_catalogue().features:
        for direction in ("up", "down"):
            phrase = feature.phrase(direction, 0.25, 4321.5, language)
            assert feature.format_value(0.25, language) in phrase
            assert feature.format_value(4321.5, language) in phrase
            assert phrase.endswith(".")
            assert "{" not in phrase
        assert "{" not in feature.phrase("up", None, None, language)
