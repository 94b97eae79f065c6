"""Many writers at one moment, in threads and in processes: one chain, and no line is lost."""

from concurrent.futures import Executor, ThreadPoolExecutor

import pytest
from sqlalchemy import select

from data_contracts.store import AuditLog, Decision, ModelEvents
from data_contracts.store.tables import AUDIT_HEAD
from tests.support.processes import processes
from tests.support.stores import Store

WRITERS, LINES = 6, 20


def write(url: str, writer: int) -> None:
    """What each writer does, on a store that may still have to be made."""
    log, events = AuditLog(url), ModelEvents(url)
    for number in range(LINES):
        log.record(f"writer {writer}", "open_dossier", f"employer:{number}", {"number": number})
    events.record(Decision("activated", "WML", f"WML@{writer}", "J. Jansen", "best"), "root")


def pool(kind: str) -> Executor:
    return ThreadPoolExecutor(WRITERS) if kind == "threads" else processes(WRITERS)


@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_writers_at_the_same_moment_make_one_chain(store: Store, kind: str) -> None:
    with pool(kind) as writers:
        list(writers.map(write, [store.url] * WRITERS, range(WRITERS)))
    log = AuditLog(store.url)
    lines = log.lines()
    assert log.verify() is None
    assert [line.sequence for line in lines] == list(range(1, WRITERS * (LINES + 1) + 1))
    for writer in range(WRITERS):
        own = [line.detail["number"] for line in lines if line.actor == f"writer {writer}"]
        assert own == list(range(LINES))
    events = ModelEvents(store.url)
    assert [event.sequence for event in events.events()] == list(range(1, WRITERS + 1))
    assert {event.model_id for event in events.events()} == {f"WML@{writer}" for writer in range(WRITERS)}
    assert events.forged() == ()


def test_reading_sees_one_moment_while_others_write(store: Store) -> None:
    log = AuditLog(store.url)
    log.record("planner", "open_dossier", "employer:1")
    head = select(AUDIT_HEAD.c.sequence)
    with log.transaction(writing=False) as reading:
        assert reading.scalar(head) == 1
        AuditLog(store.url).record("planner", "open_dossier", "employer:2")
        assert reading.scalar(head) == 1
    with log.transaction(writing=False) as reading:
        assert reading.scalar(head) == 2


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    log = AuditLog(store.url)
    log.record("planner", "open_dossier", "employer:1")
    with pytest.raises(ZeroDivisionError), log.transaction(writing=True) as connection:
        connection.execute(AUDIT_HEAD.update().values(sequence=2, hash="x"))
        raise ZeroDivisionError
    assert log.verify() is None
