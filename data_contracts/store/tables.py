"""The tables of the store; `migrations` makes them, and a test holds the two together."""

from sqlalchemy import JSON, Column, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

METADATA = MetaData()

# Every moment is text in ISO 8601, UTC: what is hashed is then exactly what is stored, in every database. Days are
# text too (YYYY-MM-DD). SQLite never looked at the lengths that the first tables name; PostgreSQL would.
_WORDS = Text().with_variant(String(200), "sqlite")
_LONG_WORDS = Text().with_variant(String(2000), "sqlite")

# ``previous_hash`` is unique: a chain with two branches cannot come into being, whatever the database.
AUDIT_LOG = Table(
    "audit_log",
    METADATA,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("actor", _WORDS, nullable=False),
    Column("action", String(100), nullable=False),
    Column("subject", _WORDS, nullable=False, index=True),
    Column("detail", JSON, nullable=False),
    Column("previous_hash", String(64), nullable=False, unique=True),
    Column("hash", String(64), nullable=False, unique=True),
    Index("ix_audit_log_action", "action", "sequence"),
    Index("ix_audit_log_actor", "actor", "sequence"),
    Index("ix_audit_log_at", "at", "sequence"),
)

# One row: the last line of the log, so that lines removed at the end show. It only ever goes one line forward.
AUDIT_HEAD = Table(
    "audit_head",
    METADATA,
    Column("head", Integer, primary_key=True, autoincrement=False),
    Column("sequence", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)

# The log itself names an employer only by a salted reference. This table keeps the subject in plain text beside its
# salt, on purpose: see `AuditLog.reference`. Whoever may read it can turn references back into employers.
AUDIT_SALTS = Table(
    "audit_salts",
    METADATA,
    Column("subject", _WORDS, primary_key=True),
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
    Column("model_id", _WORDS, nullable=True),
    Column("responsible", _WORDS, nullable=False),
    Column("system_user", _WORDS, nullable=False),
    Column("reason", _LONG_WORDS, nullable=False),
    Column("gates", JSON, nullable=False),
    Column("audit_hash", String(64), nullable=False, unique=True),
)

# What people decide about the items of a plan: rows are only ever added, and the last one of an item stands.
# ``version`` is the sequence of the item's row that the person had seen (0: none).
PLAN_DECISIONS = Table(
    "plan_decisions",
    METADATA,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("plan_id", Text, nullable=False),
    Column("employer_id", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("reason", String(100), nullable=False),
    Column("remark", Text, nullable=True),
    Column("month", String(10), nullable=True),
    Column("other_employer_id", Text, nullable=True),
    Column("ground", String(20), nullable=True),
    Column("team", Text, nullable=True),
    Column("by", Text, nullable=False),
    Column("view", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    Column("system_user", Text, nullable=False),
    Column("audit_hash", String(64), nullable=False, unique=True),
    Index("ix_plan_decisions_item", "plan_id", "employer_id"),
)

# What came of the items of a plan: rows are only ever added; a correction is a later row of the same case.
PLAN_OUTCOMES = Table(
    "plan_outcomes",
    METADATA,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("plan_id", Text, nullable=False),
    Column("employer_id", Text, nullable=False),
    Column("case_id", Text, nullable=False, index=True),
    Column("instrument", String(20), nullable=False),
    Column("status", String(20), nullable=False),
    Column("hours_minutes", Integer, nullable=True),
    Column("opened_on", String(10), nullable=True),
    Column("closed_on", String(10), nullable=True),
    Column("establishment_id", Text, nullable=True),
    Column("response", String(20), nullable=True),
    Column("findings", JSON, nullable=False),
    Column("by", Text, nullable=False),
    Column("system_user", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("audit_hash", String(64), nullable=False, unique=True),
    Index("ix_plan_outcomes_item", "plan_id", "employer_id"),
)

# Work that a screen asks for and a worker does. These rows change: waiting, running, done or failed. ``seen_at`` is
# when the worker last said that it is still at it; ``tries`` counts how often a worker took the job.
JOBS = Table(
    "jobs",
    METADATA,
    Column("job_id", String(32), primary_key=True),
    Column("kind", String(50), nullable=False),
    Column("argument", JSON, nullable=False),
    Column("state", String(10), nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", String(40), nullable=False),
    Column("started_at", String(40), nullable=True),
    Column("seen_at", String(40), nullable=True),
    Column("finished_at", String(40), nullable=True),
    Column("tries", Integer, nullable=False),
    Column("worker", Text, nullable=True),
    Column("result", Text, nullable=True),
    Column("problem", JSON(none_as_null=True), nullable=True),
    Index("ix_jobs_state", "state", "asked_at"),
    Index("ix_jobs_kind", "kind", "asked_at"),
)

# Who may sign in. ``password_hash`` is argon2id, for a local account only; ``subject`` is who it is at the provider.
ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("display_name", Text, nullable=False),
    Column("roles", JSON, nullable=False),
    Column("regions", JSON, nullable=False),
    Column("origin", String(10), nullable=False),
    Column("subject", Text, nullable=True, unique=True),
    Column("password_hash", Text, nullable=True),
    Column("made_at", String(40), nullable=False),
    Column("disabled_at", String(40), nullable=True),
)

# Who is signed in: the token itself is in the browser only. Rows go at sign-out, and when they ended.
SIGN_INS = Table(
    "sign_ins",
    METADATA,
    Column("token_hash", String(64), primary_key=True),
    Column("account", Text, nullable=False, index=True),
    Column("made_at", String(40), nullable=False),
    Column("used_at", String(40), nullable=False),
)

# Failed tries to sign in, by salted name and by address; rows go after an hour without a further one.
SIGN_IN_TRIES = Table(
    "sign_in_tries",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("failed_at", String(40), nullable=False),
    Column("wait_until", String(40), nullable=True),
)

# Views of a list that an account keeps under a name. These rows change and go.
SAVED_VIEWS = Table(
    "saved_views",
    METADATA,
    Column("view_id", String(32), primary_key=True),
    Column("account", Text, nullable=False),
    Column("page", String(20), nullable=False),
    Column("name", Text, nullable=False),
    Column("search", Text, nullable=False),
    Column("saved_at", String(40), nullable=False),
    UniqueConstraint("account", "page", "name", name="uq_saved_views_name"),
)

# What goes into an inspection file, frozen at the moment of a decision: rows are only ever added. ``content`` is
# canonical JSON as text, so that what is hashed is exactly what is stored; a lawful erasure leaves ``{}``.
FROZEN_EXTRACTS = Table(
    "frozen_extracts",
    METADATA,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("plan_id", Text, nullable=False),
    Column("employer_id", Text, nullable=False),
    Column("decision", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("system_user", Text, nullable=False),
    Column("audit_hash", String(64), nullable=False, unique=True),
    Index("ix_frozen_extracts_item", "plan_id", "employer_id"),
)

# Requests to correct a row of a register, or a fact: rows are only ever added, the last one of a request stands.
# ``content`` is canonical JSON as text: which row, what it says, what it should say.
CORRECTION_REQUESTS = Table(
    "correction_requests",
    METADATA,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("request_id", String(32), nullable=False),
    Column("employer_id", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("table_name", String(50), nullable=False),
    Column("content", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("system_user", Text, nullable=False),
    Column("audit_hash", String(64), nullable=False, unique=True),
    Index("ix_correction_requests_request", "request_id"),
    Index("ix_correction_requests_employer", "employer_id"),
)
