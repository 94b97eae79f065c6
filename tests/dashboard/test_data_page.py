"""The data page: how old the registers are, what was refused, what the screens rest on, and the contracts."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard.context import Context
from dashboard.pages.data import PAGE, query, registers
from dashboard.pages.data.contracts import contract_page
from dashboard.pages.data.snapshots import used_section
from dashboard.router import screen
from dashboard.routing import parse_address
from dashboard.texts import words_of
from data_contracts.contract import register_names
from data_contracts.snapshots import Snapshot, SnapshotFile, SnapshotFolder, Tombstone
from data_contracts.store import sqlite_url
from data_contracts.store.jobs import Jobs
from tests.dashboard.conftest import context_over
from tests.support.published import publish_all, publish_kind, publish_plan
from tests.support.screens import component, hrefs_on, words_on

PRIVATE = "zeer geheim"


def _screen(context: Context, path: str) -> Any:
    return screen(context, parse_address(path, "", "nl", "plan"))


def _signals(known: list[date]) -> pl.DataFrame:
    days = [date(2026, 1, day) for day in range(1, len(known) + 1)]
    return pl.DataFrame({"signal_id": [str(day) for day in days], "received_on": days, "known_at": known})


def _bad_row(file: str, line: int, rule: str, what: str) -> dict[str, Any]:
    return {
        "table_name": "employers",
        "file": file,
        "line": line,
        "rule": rule,
        "column_name": "rsin",
        "message_nl": f"{what} in het Nederlands.",
        "message_en": f"{what} in English.",
        "value": PRIVATE,
        "raw": f'{{"trade_name": "{PRIVATE}"}}',
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> SnapshotFolder:
    """A run whose registers are signals, wage returns and refused employers; a plan was made anew once."""
    made = publish_all(tmp_path_factory.mktemp("data"), visits=3)
    returns = pl.DataFrame(
        {
            "period": [date(2026, 8, 1), date(2026, 9, 1)],
            "period_end": [date(2026, 8, 31), date(2026, 9, 30)],
            "known_at": [date(2026, 9, 20), date(2026, 10, 20)],
        }
    )
    old, new = "2026-09/employers/a.csv", "2026-10/employers/a.csv"
    bad = [
        _bad_row(new, 17, "rsin_11_test:rsin", "De elfproef"),
        _bad_row(new, 12, "rsin_11_test:rsin", "De elfproef"),
        _bad_row(new, 12, "required:sbi_code", "De sector"),
        _bad_row(old, 3, "rsin_11_test:rsin", "De elfproef"),
    ]
    frames = {
        "signals/a": _signals([date(2026, 6, 1), date(2026, 7, 1)]),
        "wage_records/2026-08": returns[:1],
        "wage_records/2026-09": returns[1:],
        "quarantine/employers.2026-10": pl.DataFrame(bad),
    }
    publish_kind(made, "warehouse", frames)
    publish_kind(made, "features", {"current": pl.DataFrame({"employer_id": ["E"]})})
    publish_kind(made, "scores", {"scores": pl.DataFrame({"employer_id": ["E"]})})
    publish_plan(made, visits=3, plan_id="2026-12")
    return made


@pytest.fixture
def context(folder: SnapshotFolder) -> Context:
    return context_over(folder.root.parent)


def _used(context: Context, kind: str) -> Snapshot:
    used = query.in_use(context.published, context.published.lineage())
    return next(item for item in used if item.manifest.kind == kind)


def test_the_age_of_a_table_comes_from_its_footers(context: Context) -> None:
    by_name = {item.table: item for item in query.freshness(context.published, _used(context, "warehouse"))}
    assert set(by_name) == set(register_names())
    signals, returns = by_name["signals"], by_name["wage_records"]
    assert (signals.rows, signals.known_until) == (2, date(2026, 7, 1))
    assert (signals.valid_from, signals.valid_until) == (date(2026, 1, 1), date(2026, 1, 2))
    assert (returns.rows, returns.known_until) == (2, date(2026, 10, 20))
    assert (returns.valid_from, returns.valid_until) == (date(2026, 8, 1), date(2026, 9, 30))
    assert (by_name["officers"].rows, by_name["officers"].known_until) == (0, None)


def test_an_old_table_is_told_in_words_and_an_empty_one_apart(context: Context) -> None:
    told = words_on(component(_screen(context, "/nl/data"), "freshness"))
    # From 1 July to the as-of date, 31 October: 30 + 31 + 31 + 30 days.
    assert "oud: 122 dagen voor de peildatum niets nieuws" in told
    assert "Oude tabellen: 1." in told
    assert "bij de tijd" in told
    assert "niets geleverd" in told


def test_refused_rows_are_counted_by_delivery_and_rule_without_their_content(context: Context) -> None:
    rows = query.bad_rows(context.published, _used(context, "warehouse"))
    assert [(row["drop_name"], row["rule"], row["bad_rows"]) for row in rows] == [
        ("2026-10", "rsin_11_test:rsin", 2),
        ("2026-10", "required:sbi_code", 1),
        ("2026-09", "rsin_11_test:rsin", 1),
    ]
    for language, words in (("nl", "De elfproef in het Nederlands."), ("en", "De elfproef in English.")):
        told = words_on(component(_screen(context, f"/{language}/data"), "quarantine"))
        assert words in told
        assert "2026-10/employers/a.csv" in told
        assert PRIVATE not in told
    assert "2026-10/employers/a.csv, regel 12" in words_on(_screen(context, "/nl/data"))


def test_nothing_refused_has_its_own_words(tmp_path: Path) -> None:
    publish_all(tmp_path, visits=3)
    told = component(_screen(context_over(tmp_path), "/en/data"), "quarantine-empty")
    assert "Nothing was refused" in words_on(told)


def test_the_lineage_says_what_was_made_from_what_and_an_earlier_plan_stands_apart(context: Context) -> None:
    shown = _screen(context, "/nl/data")
    assert "bezoekplan: gemaakt uit kansen, kenmerken en registers" in words_on(component(shown, "lineage"))
    used, other = words_on(component(shown, "used")), words_on(component(shown, "others"))
    plans = [item.manifest.snapshot_id for item in context.published.folder.snapshots("plan")]
    assert plans[0] in used
    assert plans[0] not in other
    assert plans[1] in other
    assert plans[1] not in used


def test_missing_and_changed_files_are_seen_without_reading_them(tmp_path: Path) -> None:
    made = publish_all(tmp_path, visits=3)
    warehouse = made.latest("warehouse").path
    (warehouse / "findings" / "part-0.parquet").unlink()
    (warehouse / "inspections" / "part-0.parquet").write_bytes(b"short")
    disk = query.on_disk(made.latest("warehouse"))
    assert (disk.missing, disk.other_size) == (1, 1)
    (warehouse / "quarantine").mkdir()
    told = words_on(_details(made.latest("warehouse")))
    assert "1 ontbreken, 1 zijn van een andere grootte" in told


def _details(snapshot: Snapshot) -> Any:
    return used_section([snapshot], words_of(PAGE.folder, "nl"))


def test_a_lawful_erasure_shows_its_tombstone(folder: SnapshotFolder) -> None:
    snapshot = folder.latest("warehouse")
    stone = Tombstone("signals/a.parquet", "2026-11-02", "retention", 4, "a", "b")
    manifest = snapshot.manifest.with_erased([(SnapshotFile("signals/a.parquet", "b", 1, 2), stone)])
    told = words_on(_details(Snapshot(snapshot.path, manifest)))
    assert "Rechtmatig gewist" in told
    assert "bewaartermijn verstreken" in told
    assert "2\u00a0november\u00a02026" in told


@pytest.mark.parametrize(("language", "words"), [("nl", "Nog niet beschikbaar"), ("en", "Not available yet")])
def test_without_anything_the_page_opens_says_what_to_run_and_makes_nothing(
    tmp_path: Path, language: str, words: str
) -> None:
    told = words_on(_screen(context_over(tmp_path), f"/{language}/data"))
    assert words in told
    assert "kompas run" in told
    assert "kompas ingest" in told
    assert list(tmp_path.iterdir()) == []


def test_without_a_plan_the_page_shows_what_there_is_and_the_next_step(tmp_path: Path) -> None:
    publish_kind(SnapshotFolder(tmp_path / "snapshots"), "warehouse", {"signals/a": _signals([date(2026, 7, 1)])})
    shown = _screen(context_over(tmp_path), "/nl/data")
    assert "kompas features" in words_on(component(shown, "no-plan"))
    assert "1\u00a0juli\u00a02026" in words_on(component(shown, "freshness"))


def test_a_delivery_that_is_named_by_its_month_is_told_by_it() -> None:
    told = registers._deliveries(("2024-11", "2026-10"), words_of(PAGE.folder, "nl"))
    assert told == "Ingelezen zijn 2 leveringen, van november\u00a02024 tot en met oktober\u00a02026."
    assert "One delivery was loaded: wages." in registers._deliveries(("wages",), words_of(PAGE.folder, "en"))


def test_jobs_are_listed_with_what_is_wrong_and_a_waiting_one_says_what_to_run(tmp_path: Path) -> None:
    jobs = Jobs(sqlite_url(tmp_path))
    jobs.ask("scenario", {}, "mia")
    taken = jobs.take(["scenario"], "w")
    assert taken is not None
    jobs.fail(taken, {"nl": "Dat ging mis.", "en": "That went wrong."})
    jobs.ask("plan", {}, "jan")
    told = words_on(component(_screen(context_over(tmp_path), "/nl/data"), "jobs"))
    assert "Dat ging mis." in told
    assert "kompas work" in told
    assert told.index("jan") < told.index("mia")  # the latest first


def test_a_store_that_cannot_be_read_leaves_the_rest_of_the_page(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite").write_bytes(b"this is no database, whatever its name says " * 50)
    shown = _screen(context_over(tmp_path), "/nl/data")
    assert "niet te gebruiken" in words_on(component(shown, "jobs-problem"))
    assert "Afspraken over gegevens" in words_on(shown)


def test_every_contract_has_a_page_with_words_of_its_own_and_its_original_marked_as_english(context: Context) -> None:
    linked = hrefs_on(component(_screen(context, "/nl/data"), "contracts"))
    for table in register_names():
        assert f"/nl/data/{table}" in linked
        shown = contract_page(table, words_of(PAGE.folder, "nl"))
        assert words_on(shown).splitlines()[1] != f"Contract: {table}"
        terms = component(shown, "contract-terms")
        assert any(getattr(item, "lang", None) == "en" for item in terms._traverse())
        assert contract_page(table, words_of(PAGE.folder, "en"))


def test_a_contract_tells_its_rules_in_both_languages(context: Context) -> None:
    dutch, english = (words_on(_screen(context, f"/{language}/data/signals")) for language in ("nl", "en"))
    assert "De melding was bekend voordat zij binnenkwam." in dutch
    assert "The report was known before it came in." in english
    assert "5 jaar" in dutch
    assert "een van: wml, wav, waadi, hours, housing, other" in dutch


@pytest.mark.parametrize("argument", ["nationality", "..%2F..%2Fetc", "%00", "wage_records/x"])
def test_a_table_that_does_not_exist_has_its_own_screen(context: Context, argument: str) -> None:
    assert "bestaat niet" in words_on(component(_screen(context, f"/nl/data/{argument}"), "unknown-table"))
