"""The steps by which a store grows: Alembic revisions, oldest first, in ``versions``."""
