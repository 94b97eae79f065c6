"""The tables of the store."""

from sqlalchemy import JSON, Column, Integer, MetaData, String, Table

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
