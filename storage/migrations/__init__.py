"""The schema's history. Alembic runs it (storage/migrate); `regenerate` rewrites 0001 while nothing is released."""
