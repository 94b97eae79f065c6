"""The tables of the store."""

from sqlalchemy import DDL, JSON, Column, Integer, MetaData, String, Table, event

METADATA = MetaData()

# ``at`` is text in ISO 8601, UTC: what is hashed is then exactly what is stored, in every database.
# ``previous_hash`` is unique: a chain with two branches cannot come into being, whatever the database.
AUDIT_LOG = Table(
    "audit_log",
    METADATA,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("action", String(100), nullable=False),
    Column("subject", String(200), nullable=False, index=True),
    Column("detail", JSON, nullable=False),
    Column("previous_hash", String(64), nullable=False, unique=True),
    Column("hash", String(64), nullable=False, unique=True),
)

# The log itself names an employer only by a salted reference. This table keeps the subject in plain text beside its
# salt, on purpose: see `AuditLog.reference`. Whoever may read it can turn references back into employers.
AUDIT_SALTS = Table(
    "audit_salts",
    METADATA,
    Column("subject", String(200), primary_key=True),
    Column("salt", String(64), nullable=False),
)

# Which model is in use, by whom and why: rows are only ever added. ``model_id`` is empty when no model is in use any
# more. ``audit_hash`` is the line of the audit log that says the same, so that a changed row shows in any database.
MODEL_EVENTS = Table(
    "model_events",
    METADATA,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("event", String(20), nullable=False),
    Column("law", String(20), nullable=False, index=True),
    Column("model_id", String(200), nullable=True),
    Column("responsible", String(200), nullable=False),
    Column("system_user", String(200), nullable=False),
    Column("reason", String(2000), nullable=False),
    Column("gates", JSON, nullable=False),
    Column("audit_hash", String(64), nullable=False, unique=True),
)

for _change in ("UPDATE", "DELETE"):
    _refusal = DDL(  # type: ignore[no-untyped-call]  # SQLAlchemy does not type it
        f"CREATE TRIGGER model_events_no_{_change.lower()} BEFORE {_change} ON model_events "
        "BEGIN SELECT RAISE(ABORT, 'rows of model_events are only ever added'); END"
    )
    event.listen(MODEL_EVENTS, "after_create", _refusal.execute_if(dialect="sqlite"))
