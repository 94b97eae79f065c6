"""The SQL store that both top rooms share: the audit log, models in use, decisions, outcomes, and jobs."""

from data_contracts.store.address import STORE, masked, sqlite_url, store_address
from data_contracts.store.audit_check import ChainCheck, check_chain
from data_contracts.store.audit_log import AuditFilter, AuditLine, AuditLog, Break, stream_lines
from data_contracts.store.engine import has_store
from data_contracts.store.model_events import (
    Decision,
    EventKind,
    ModelEvent,
    ModelEvents,
    ModelRefusal,
    active_in,
    models_in_use,
    suspended_in,
    while_suspended,
)

__all__ = [
    "STORE",
    "AuditFilter",
    "AuditLine",
    "AuditLog",
    "Break",
    "ChainCheck",
    "Decision",
    "EventKind",
    "ModelEvent",
    "ModelEvents",
    "ModelRefusal",
    "active_in",
    "check_chain",
    "has_store",
    "masked",
    "models_in_use",
    "sqlite_url",
    "store_address",
    "stream_lines",
    "suspended_in",
    "while_suspended",
]
