"""`python -m storage.migrations.regenerate`: write 0001 anew from the tables. Only until the first release."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

import storage.tables  # noqa: F401  (fills the metadata)
from storage.migrations.comparing import OPTIONS, render_item
from storage.tables.base import metadata

FIRST = Path(__file__).parent / "versions" / "0001_first.py"
_HEADER = '''"""The first schema."""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    '''


def source() -> str:
    """The text of 0001 for the tables as they are now."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={**OPTIONS, "target_metadata": metadata})
        script = produce_migrations(context, metadata)
        assert script.upgrade_ops is not None
        body = render_python_code(script.upgrade_ops, render_item=render_item)
    engine.dispose()
    lines = (line for line in body.splitlines() if not line.strip().startswith("# ###"))
    return _HEADER + "\n".join(lines).strip() + "\n"


if __name__ == "__main__":
    FIRST.write_text(source(), "utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", "--no-force-exclude", str(FIRST)], check=True)
