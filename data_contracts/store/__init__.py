"""The SQL store that both top rooms share: the audit log, and which models are in use."""

from data_contracts.store.audit_log import AuditLine, AuditLog, Break
from data_contracts.store.engine import STORE, has_store, sqlite_url
from data_contracts.store.model_events import Decision, EventKind, ModelEvent, ModelEvents, models_in_use

__all__ = [
    "STORE",
    "AuditLine",
    "AuditLog",
    "Break",
    "Decision",
    "EventKind",
    "ModelEvent",
    "ModelEvents",
    "has_store",
    "models_in_use",
    "sqlite_url",
]
