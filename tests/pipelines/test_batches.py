"""Rows are loaded a month at a time, and absurd dates do not make a batch each."""

import duckdb

from data_contracts.contract import load_contract
from data_contracts.enforcement import all_rules
from data_contracts.enforcement.rules import line_rule_numbers
from pipelines.ingest.batches import make_batches
from pipelines.ingest.files import find_files
from pipelines.ingest.sources import open_sources
from tests.support.deliveries import Delivery


def test_a_batch_is_a_month_and_the_last_one_holds_all_without_a_usable_month(delivery: Delivery) -> None:
    for n, row in enumerate(delivery.rows["wage_records"]):
        row["period"] = ["2026-02-01", "2026-01-01", "2026-01-17", "", "soon", f"18{n:02d}-01-01"][n % 6]
    contract = load_contract("wage_records")
    files = find_files(delivery.write().register, "wage_records")
    with duckdb.connect() as connection:
        sources = open_sources(connection, contract, files, line_rule_numbers(all_rules(contract)), delivery.root)
        names = [batch.name for batch in make_batches(connection, contract, sources)]
    assert names == ["2026-01", "2026-02", "no-month"]


def test_a_small_table_is_one_batch(delivery: Delivery) -> None:
    contract = load_contract("capacity")
    files = find_files(delivery.write().register, "capacity")
    with duckdb.connect() as connection:
        sources = open_sources(connection, contract, files, line_rule_numbers(all_rules(contract)), delivery.root)
        assert [batch.name for batch in make_batches(connection, contract, sources)] == ["capacity"]
