"""Which model is in use: events are only added, each has its line in the audit log, and tampering shows."""

import pytest

from data_contracts.errors import KompasError
from data_contracts.store import AuditLog, Decision, ModelEvents, has_store, models_in_use
from tests.support.stores import Store

OLD, NEW = "WML@old", "WML@new"


@pytest.fixture
def events(store: Store) -> ModelEvents:
    return ModelEvents(store.url)


def _activate(events: ModelEvents, model_id: str) -> None:
    law = model_id.partition("@")[0]
    events.record(Decision("activated", law, model_id, "J. Jansen", "best", [{"gate": "files"}]), "root")


def _back(events: ModelEvents, law: str, model_id: str | None) -> None:
    events.record(Decision("rolled_back", law, model_id, "P. Pieters", "worse"), "root")


def test_the_latest_event_of_a_law_says_what_is_in_use(events: ModelEvents) -> None:
    for model_id in (OLD, "Wav@old", NEW):
        _activate(events, model_id)
    assert {law: event.model_id for law, event in events.active().items()} == {"WML": NEW, "Wav": "Wav@old"}
    _back(events, "WML", OLD)
    _back(events, "Wav", None)
    assert {law: event.model_id for law, event in events.active().items()} == {"WML": OLD}
    assert [event.sequence for event in events.events()] == [1, 2, 3, 4, 5]
    assert [event.model_id for event in events.events("Wav")] == ["Wav@old", None]


def test_an_event_keeps_person_reason_gates_and_system_user_and_is_in_the_audit_log(
    events: ModelEvents, store: Store
) -> None:
    made = events.record(Decision("activated", "WML", NEW, " J. Jansen ", " ok ", [{"gate": "files", "n": 1}]), "root")
    assert events.events() == (made,)
    assert (made.responsible, made.reason, made.system_user) == ("J. Jansen", "ok", "root")
    (line,) = AuditLog(store.url).lines()
    assert (line.actor, line.action, line.subject, line.at) == ("root", "activate_model", NEW, made.at)
    assert line.detail["responsible"] == "J. Jansen"
    assert line.detail["gates"] == [{"gate": "files", "n": 1}]
    assert line.hash == made.audit_hash
    assert events.forged() == ()


@pytest.mark.parametrize(
    ("who", "why", "option"), [("", "why", "--by"), ("  ", "why", "--by"), ("who", "\n", "--reason")]
)
def test_a_person_and_a_reason_are_named(who: str, why: str, option: str) -> None:
    with pytest.raises(KompasError) as refused:
        Decision("activated", "WML", NEW, who, why)
    assert refused.value.where == option


@pytest.mark.parametrize("statement", ["UPDATE model_events SET model_id = 'WML@x'", "DELETE FROM model_events"])
def test_the_database_refuses_to_change_or_remove_an_event(events: ModelEvents, store: Store, statement: str) -> None:
    _activate(events, NEW)
    with pytest.raises(Exception, match="only ever added"):
        store.run(statement)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE model_events SET model_id = 'WML@x' WHERE sequence = 1", "event 1 is not what the audit log says"),
        ("UPDATE model_events SET responsible = 'X' WHERE sequence = 2", "event 2 is not what the audit log says"),
        ("UPDATE model_events SET audit_hash = 'x' WHERE sequence = 2", "event 2 is not what the audit log says"),
        ("DELETE FROM model_events WHERE sequence = 2", "the event of line 2 of the audit log is gone"),
    ],
)
def test_what_somebody_changes_all_the_same_shows(
    events: ModelEvents, store: Store, statement: str, found: str
) -> None:
    _activate(events, OLD)
    _activate(events, NEW)
    store.drop_refusals("model_events")
    assert store.run(statement) == [1]
    assert any(found in words for words in events.forged())


def test_an_event_that_was_put_in_beside_the_log_shows(events: ModelEvents, store: Store) -> None:
    _activate(events, OLD)
    store.run(
        "INSERT INTO model_events "
        "SELECT 2, at, event, law, 'WML@x', responsible, system_user, reason, gates, 'none' FROM model_events"
    )
    assert events.forged() == ("event 2 is not what the audit log says of it",)


def test_an_event_that_cannot_be_recorded_leaves_no_line_either(events: ModelEvents, store: Store) -> None:
    _activate(events, OLD)
    store.run("CREATE UNIQUE INDEX no_room ON model_events (law)")
    with pytest.raises(KompasError):
        _activate(events, NEW)
    log = AuditLog(store.url)
    assert len(log.lines()) == 1
    assert log.verify() is None


def test_going_back_takes_the_last_activation_off(events: ModelEvents) -> None:
    for model_id in (OLD, "Wav@old", NEW):
        _activate(events, model_id)
    assert models_in_use(events.events(), "WML") == (OLD, NEW)
    _back(events, "WML", OLD)
    assert models_in_use(events.events(), "WML") == (OLD,)
    _back(events, "WML", None)
    assert models_in_use(events.events(), "WML") == ()
    _activate(events, NEW)
    assert models_in_use(events.events(), "WML") == (NEW,)
    assert models_in_use(events.events(), "Waadi") == ()


def test_a_model_that_was_kept_out_is_a_line_of_the_log_and_changes_nothing(events: ModelEvents, store: Store) -> None:
    _activate(events, OLD)
    gates = [{"gate": "not_worse_than_heuristic", "status": "failed", "figures": {"difference": -0.2, "low": None}}]
    refused = events.refuse(Decision("activated", "WML", NEW, " J. Jansen ", " better ", gates), "root")
    events.refuse(Decision("activated", "Wav", "Wav@old", "P. Pieters", "newer"), "root")
    assert (refused.model_id, refused.responsible, refused.reason, refused.gates) == (NEW, "J. Jansen", "better", gates)
    assert events.refusals("WML") == (refused,)
    assert [item.law for item in events.refusals()] == ["WML", "Wav"]
    line = AuditLog(store.url).lines()[1]
    assert (line.actor, line.action, line.subject, line.at) == ("root", "refuse_model", NEW, refused.at)
    assert line.detail["gates"] == gates
    # What is in use stays, and the comparison of events with the log does not take the line for a lost event.
    assert {law: event.model_id for law, event in events.active().items()} == {"WML": OLD}
    assert len(events.events()) == 1
    assert events.forged() == ()


def test_looking_whether_there_is_a_store_makes_none(store: Store) -> None:
    assert not has_store(store.url)
    AuditLog(store.url).lines()
    assert has_store(store.url)


def _suspend(events: ModelEvents, law: str) -> None:
    events.record(Decision("suspended", law, None, "J. Jansen", "a sudden gap"), "root")


def _resume(events: ModelEvents, law: str, model_id: str | None) -> None:
    events.record(Decision("resumed", law, model_id, "P. Pieters", "explained"), "root")


def test_a_suspended_law_has_no_model_in_use_until_somebody_resumes_it(events: ModelEvents, store: Store) -> None:
    _activate(events, OLD)
    _activate(events, NEW)
    _activate(events, "Wav@old")
    _suspend(events, "WML")
    assert set(events.active()) == {"Wav"}
    assert {law: event.reason for law, event in events.suspended().items()} == {"WML": "a sudden gap"}
    line = AuditLog(store.url).lines()[-1]
    assert (line.action, line.subject, line.detail["responsible"]) == ("suspend_models", "WML", "J. Jansen")
    for refused in (Decision("activated", "WML", NEW, "J. Jansen", "x"), Decision("rolled_back", "WML", OLD, "x", "x")):
        with pytest.raises(KompasError, match=r"suspended since .* by J\. Jansen: a sudden gap"):
            events.record(refused, "root")
    with pytest.raises(KompasError, match="suspended already"):
        _suspend(events, "WML")
    assert models_in_use(events.events(), "WML") == (OLD, NEW)
    _resume(events, "WML", NEW)
    assert (events.active()["WML"].model_id, events.suspended()) == (NEW, {})
    with pytest.raises(KompasError, match="not suspended"):
        _resume(events, "WML", NEW)
    assert events.forged() == ()


def test_going_back_after_a_suspension_goes_to_the_model_before(events: ModelEvents) -> None:
    _activate(events, OLD)
    _activate(events, NEW)
    _suspend(events, "WML")
    _resume(events, "WML", NEW)
    assert models_in_use(events.events(), "WML") == (OLD, NEW)
    _back(events, "WML", OLD)
    assert models_in_use(events.events(), "WML") == (OLD,)


def test_a_law_without_a_model_can_be_suspended_so_that_none_comes_into_use(events: ModelEvents) -> None:
    _suspend(events, "Waadi")
    with pytest.raises(KompasError, match="suspended since"):
        _activate(events, "Waadi@new")
    assert events.active() == {}
