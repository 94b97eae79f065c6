"""What Alembic runs: the revisions, within the transaction that `data_contracts.store.upgrading` began."""

from alembic import context

from data_contracts.store.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
