"""The SQL store that both top rooms share; today it holds the audit log."""

from data_contracts.store.audit_log import AuditLine, AuditLog, Break
from data_contracts.store.engine import sqlite_url

__all__ = ["AuditLine", "AuditLog", "Break", "sqlite_url"]
