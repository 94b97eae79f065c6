"""The log page: what is read is a line itself, lines are found and told in words, and a broken chain shows."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, event, insert, select, text, update

from dashboard.context import Context
from dashboard.pages.log import PAGE, chain, presentation, query
from dashboard.pages.log.asked import READ, Asked
from dashboard.pages.log.callbacks import block, export, reference
from dashboard.router import screen
from dashboard.routing import parse_address
from dashboard.texts import Words, words_of
from data_contracts.store import AuditLine, AuditLog, has_store, sqlite_url
from data_contracts.store.tables import AUDIT_HEAD, AUDIT_LOG, AUDIT_SALTS
from tests.dashboard.conftest import context_over
from tests.support.dash_server import ask, callback_of, callbacks_of, client_over
from tests.support.screens import component, components_on, words_on

LINES = 7
NONSENSE = [None, True, 5, -1, 2**40, "", "x", "' OR 1=1 --", [], [5], {}, {"read": "1"}, [{"sequence": "x"}]]


@pytest.fixture
def context(tmp_path: Path) -> Context:
    """A log of seven lines: three dossiers of E1, one of E2, two plans read by mia, one export by jan."""
    made = context_over(tmp_path)
    log = made.audit_log
    for employer in ("E1", "E1", "E2", "E1"):
        log.record("jan", "open_dossier", log.reference("employer", employer), {"view": "open"})
    for _ in range(2):
        log.record("mia", "read_plan", log.reference("plan", "P"), {"region": "Noord"})
    log.record("jan", "export_plan", "=cmd()", {"rows": 12, "filtered_on": []})
    return made


def _screen(context: Context, search: str = "", language: str = "nl") -> Any:
    return screen(context, parse_address(f"/{language}/log", search, "nl", "plan"))


def _words(language: str = "nl") -> Words:
    return words_of(PAGE.folder, "en" if language == "en" else "nl")


def _setting(shown: Any) -> Mapping[str, Any]:
    data: Mapping[str, Any] = component(shown, "log-setting").data
    return data


def _numbers(context: Context, setting: Any, start: int = 0, end: int = 100) -> list[int]:
    rows = block(context, {"startRow": start, "endRow": end}, setting, _words())["rowData"]
    return [row["sequence"] for row in rows]


def test_the_choice_of_an_action_says_that_all_are_shown_until_one_is_chosen(context: Context) -> None:
    assert component(_screen(context), "log-action").placeholder == "Alle handelingen"
    assert component(_screen(context, language="en"), "log-action").placeholder == "All actions"


def test_reading_the_log_is_a_line_of_it_with_what_was_asked_for(context: Context) -> None:
    _screen(context, "?action=open_dossier&by=jan&from=2026-11-01&to=2999-01-01")
    line = context.audit_log.lines()[-1]
    assert (line.actor, line.action, line.subject) == ("planner", READ, "audit_log")
    assert line.detail == {"actions": ["open_dossier"], "actor": "jan", "since": "2026-11-01", "until": None}


def test_the_list_holds_what_is_asked_for_the_newest_first(context: Context) -> None:
    assert _numbers(context, _setting(_screen(context))) == [8, 7, 6, 5, 4, 3, 2, 1]
    assert _numbers(context, _setting(_screen(context, "?action=open_dossier"))) == [4, 3, 2, 1]
    assert _numbers(context, _setting(_screen(context, "?by=mia"))) == [6, 5]
    subject = context.audit_log.reference("employer", "E1")
    assert _numbers(context, _setting(_screen(context, f"?about={subject}"))) == [11, 4, 2, 1]
    assert _numbers(context, _setting(_screen(context, "?action=open_dossier")), 1, 3) == [3, 2]


def test_a_day_ends_where_the_next_begins(context: Context) -> None:
    today = date.today()
    log, everything = context.audit_log, Asked(since=today, until=today)
    assert query.count(log, everything, LINES) == LINES
    earlier = Asked(until=today.replace(year=today.year - 1))
    assert query.count(log, earlier, LINES) == 0
    assert query.lines(log, earlier, LINES, 0, 100) == []


def test_what_is_written_meanwhile_does_not_shift_what_is_read(context: Context) -> None:
    setting = _setting(_screen(context))
    context.audit_log.record("jan", "open_dossier", "employer:x", {})
    assert _numbers(context, setting, 0, 2) == [8, 7]
    assert _numbers(context, setting, 2, 4) == [6, 5]


@pytest.mark.parametrize("forged", [{"read": 1}, {"read": 99}, {"read": "8"}, {"read": True}, {}, None, [], "x"])
def test_a_browser_reads_nothing_that_the_log_does_not_say_it_read(context: Context, forged: Any) -> None:
    _screen(context)
    assert _numbers(context, forged) == []


def test_a_reading_of_somebody_else_opens_nothing(context: Context) -> None:
    other = context.audit_log.record("mia", READ, "audit_log", Asked().detail)
    assert _numbers(context, {"read": other.sequence}) == []


def test_an_employer_is_found_by_its_number_and_the_log_does_not_name_it(context: Context) -> None:
    found = reference(context, "E2")
    assert found is not None
    assert re.fullmatch(r"employer:[0-9a-f]{64}", found)
    assert query.count(context.audit_log, Asked(about=found), LINES) == 1
    assert reference(context, "E3") is None
    line = context.audit_log.lines()[-1]
    assert (line.action, line.subject, line.detail) == (READ, "audit_log", {"employer_named": False})
    with context.audit_log.transaction(writing=False) as connection:
        kept = set(connection.scalars(select(AUDIT_SALTS.c.subject)))
    assert kept == {"employer:E1", "employer:E2", "plan:P"}  # looking made no salt


def test_a_forgotten_employer_is_not_found(context: Context) -> None:
    context.audit_log.forget("employer", "E1", "jan", "request")
    assert reference(context, "E1") is None


def test_a_subject_that_the_log_does_not_know_is_not_written_into_it(context: Context) -> None:
    told = words_on(_screen(context, "?about=Bakkerij+Jansen"))
    assert "niets in het logboek" in told
    assert "Bakkerij" not in str(context.audit_log.lines()[-1])


def test_an_empty_answer_leads_back_to_all_lines(context: Context) -> None:
    shown = _screen(context, "?by=nobody")
    assert "Geen enkele regel" in words_on(component(shown, "log-none"))
    assert "Alle regels tonen" in words_on(shown)


def test_lines_are_told_in_words_of_the_language(context: Context) -> None:
    line = context.audit_log.lines()[0]
    dutch, english = (presentation.cells(line, _words(language)) for language in ("nl", "en"))
    assert dutch["action"] == "Dossier geopend"
    assert english["action"] == "Opened a dossier"
    assert re.fullmatch(r"werkgever [0-9a-f]{8}…", dutch["subject"])
    assert dutch["detail"] == "weergave: open"
    export_line = context.audit_log.lines()[-1]
    assert presentation.cells(export_line, _words())["detail"] == "rijen: 12"
    assert presentation.subject_text("/some/folder/plan/20261129T1-0a", _words()) == "bezoekplan 20261129T1-0a"
    assert presentation.subject_text("data/snapshots/features/20261129T1-0a", _words()) == "kenmerken 20261129T1-0a"
    assert presentation.subject_text("drop:2026-10/a", _words()) == "levering 2026-10/a"
    assert presentation.subject_text("/some/folder/store.sqlite", _words()) == "folder/store.sqlite"
    assert presentation.subject_text("audit_traits", _words()) == "kenmerken voor de eerlijkheidstoets"


@pytest.mark.parametrize(
    ("detail", "dutch"),
    [
        ({"way": "local"}, "hoe: met een wachtwoord"),
        ({"roles": ["planner", "admin", "gone"]}, "rollen: planner, beheerder, gone"),
        ({"purpose": "audit"}, "doel: toezicht op het gebruik van dit programma"),
        ({"purpose": "fairness_audit", "snapshot_id": "2026-0a"}, "doel: de eerlijkheidstoets; momentopname: 2026-0a"),
        ({"instrument": "desk_check"}, "instrument: Administratief onderzoek"),
        ({"way": "by owl", "form": "ics"}, "hoe: by owl; soort bestand: ics"),
        ({"since": "2026-11-01", "until": "2026-13-01"}, "vanaf: 1\u00a0november\u00a02026; tot en met: 2026-13-01"),
    ],
)
def test_codes_in_a_detail_are_told_in_words_and_others_as_they_are(detail: Mapping[str, Any], dutch: str) -> None:
    assert presentation.detail_text(detail, _words()) == dutch


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (Asked(action="open_dossier"), "ix_audit_log_action"),
        (Asked(actor="jan"), "ix_audit_log_actor"),
        (Asked(about="plan:0"), "ix_audit_log_subject"),
    ],
)
def test_lines_of_a_long_log_are_found_by_an_index(context: Context, asked: Asked, index: str) -> None:
    """What is rare in a long log must not mean that the whole log is read."""
    explained: list[str] = []

    def explain(connection: Connection, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "FROM audit_log" in statement and not statement.startswith("EXPLAIN"):
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            explained.extend(str(row[-1]) for row in rows)

    with context.audit_log.transaction(writing=False) as connection:
        engine = connection.engine
    event.listen(engine, "before_cursor_execute", explain)
    query.lines(context.audit_log, asked, LINES, 0, 100)
    query.count(context.audit_log, asked, LINES)
    event.remove(engine, "before_cursor_execute", explain)
    assert len([step for step in explained if index in step]) == 2, explained
    assert not [step for step in explained if step.startswith("SCAN audit_log")]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_day_is_chosen_from_a_calendar_in_the_language_of_the_screen(context: Context, language: str) -> None:
    shown = _screen(context, "?from=2026-11-05", language)
    since, until = (component(shown, name) for name in ("log-since", "log-until"))
    assert (since.value, until.value) == ("2026-11-05", None)
    around = [item for item in components_on(shown) if getattr(item, "children", None) is since]
    assert [item.settings["locale"] for item in around] == [language]
    assert since.ariaLabels["nextMonth"] == {"nl": "Volgende maand", "en": "Next month"}[language]
    assert since.clearButtonProps == {"aria-label": {"nl": "Leegmaken: Vanaf dag", "en": "Clear: From day"}[language]}


def test_every_action_of_the_documents_has_words() -> None:
    page = (Path(__file__).parents[2] / "docs" / "interfaces.md").read_text(encoding="utf-8")
    table = page.split("### Words of the audit log")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`([a-z_]+)`", row)}
    assert len(named) > 20
    known = set(presentation.actions(_words()))
    assert {name for name in named if name not in known} == set()


def test_the_export_holds_the_hashes_and_is_logged(context: Context) -> None:
    setting = _setting(_screen(context, "?by=jan"))
    read = query.line_of(context.audit_log, setting["read"])
    assert read is not None
    lines = export(context, read, _words("en")).splitlines()
    assert len(lines) == 1 + 5
    assert context.audit_log.lines()[0].hash in lines[-1]
    assert '"\'=cmd()"' in lines[1]  # no spreadsheet runs it
    line = context.audit_log.lines()[-1]
    assert (line.action, line.detail["rows"], line.detail["actor"]) == ("export_log", 5, "jan")


def test_without_a_store_there_is_no_log_and_none_is_made(tmp_path: Path) -> None:
    assert "nog geen logboek" in words_on(component(_screen(context_over(tmp_path)), "no-log"))
    assert list(tmp_path.iterdir()) == []


def test_a_log_that_cannot_be_written_stays_closed(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite").write_bytes(b"this is no database, whatever its name says " * 50)
    assert "niet te lezen" in words_on(component(_screen(context_over(tmp_path)), "log-closed"))


def test_the_chain_is_checked_in_portions_to_the_same_end(context: Context) -> None:
    log = context.audit_log
    progress, steps = chain.begin(log), 0
    while not progress.done:
        progress, steps = chain.go_on(log, progress, most=3), steps + 1
        kept = chain.Progress.of_browser(progress.stored())
        assert kept is not None
        progress = progress if progress.done else kept
    assert (steps, progress.checked, progress.fault) == (3, LINES, None)
    assert progress.last_hash == log.lines()[-1].hash
    assert log.verify() is None


def _changed(connection: Connection) -> None:
    connection.execute(update(AUDIT_LOG).where(AUDIT_LOG.c.sequence == 4).values(actor="mia"))


def _rehashed(connection: Connection) -> None:
    row = connection.execute(select(AUDIT_LOG).where(AUDIT_LOG.c.sequence == 4)).one()
    line = AuditLine(row[0], row[1], "mia", *row[3:7])
    connection.execute(
        update(AUDIT_LOG).where(AUDIT_LOG.c.sequence == 4).values(actor="mia", hash=line.computed_hash())
    )


def _removed(connection: Connection) -> None:
    connection.execute(delete(AUDIT_LOG).where(AUDIT_LOG.c.sequence == 4))


def _cut(connection: Connection) -> None:
    connection.execute(delete(AUDIT_LOG).where(AUDIT_LOG.c.sequence > 5))


def _added(connection: Connection) -> None:
    connection.execute(
        insert(AUDIT_LOG).values(
            sequence=8, at="x", actor="x", action="x", subject="x", detail={}, previous_hash="p", hash="h"
        )
    )


def _beheaded(connection: Connection) -> None:
    connection.execute(delete(AUDIT_HEAD))


@pytest.mark.parametrize(
    ("tamper", "fault", "checked"),
    [
        (_changed, "changed", 3),
        (_rehashed, "does_not_follow", 4),
        (_removed, "missing", 3),
        (_cut, "removed_at_end", 5),
        (_added, "added", 7),
        (_beheaded, "no_head", 0),
    ],
)
@pytest.mark.parametrize("most", [2, 100])
def test_whatever_was_done_to_the_log_shows_at_the_same_line_as_the_command(
    context: Context, tamper: Callable[[Connection], None], fault: str, checked: int, most: int
) -> None:
    log = context.audit_log
    with log.transaction(writing=True) as connection:
        for name in list(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))):
            connection.execute(text(f"DROP TRIGGER {name}"))
        tamper(connection)
    progress = chain.begin(log)
    while not progress.done:
        progress = chain.go_on(log, progress, most)
    assert (progress.fault, progress.checked) == (fault, checked)
    assert _words().of_code("fault", fault) != fault
    assert log.verify() is not None


def test_a_head_that_was_put_back_onto_another_line_shows() -> None:
    progress = chain.Progress(upto=2, end_hash="a" * 64, checked=2, last_hash="b" * 64)
    assert chain._end(progress, 2, "b" * 64, at_end=True) == "other_end"


def test_nonsense_from_a_browser_breaks_no_callback(tmp_path: Path) -> None:
    client = client_over(tmp_path)
    AuditLog(sqlite_url(tmp_path)).record("jan", "read_plan", "x", {})
    mine = [item for item in callbacks_of(client) if "log-" in str(item["inputs"])]
    assert len(mine) >= 6
    for value in NONSENSE:
        for callback in mine:
            assert ask(client, callback, {}, otherwise=value).status_code in (200, 204), (callback["output"], value)


def test_who_may_not_read_the_log_gets_no_line_of_it(tmp_path: Path) -> None:
    client = client_over(tmp_path, roles=("planner",))
    assert has_store(sqlite_url(tmp_path))
    callback = callback_of(client, "log-grid", "getRowsResponse")
    answer = ask(client, callback, {"log-grid": {"startRow": 0, "endRow": 10}, "log-setting": {"read": 1}})
    assert "rowData" not in answer.get_data(as_text=True)
