"""What Alembic runs: the versions beside this file, on the connection and in the transaction of storage/migrate."""

from alembic import context

from storage.migrations.comparing import OPTIONS
from storage.tables.base import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, **OPTIONS)
with context.begin_transaction():
    context.run_migrations()
