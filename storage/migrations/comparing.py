"""How Alembic sees our tables: which types are one and the same, and how they are written into a version."""

from __future__ import annotations

from typing import Any, Literal

from alembic.autogenerate.api import AutogenContext
from sqlmodel.sql.sqltypes import AutoString

from storage import columns


def render_item(kind: str, item: Any, context: AutogenContext) -> str | Literal[False]:
    """Our own column types by name; SQLModel's string as the plain one. False leaves it to Alembic."""
    if kind != "type":
        return False
    if type(item).__module__ == columns.__name__:
        context.imports.add("from storage import columns")
        return f"columns.{type(item).__name__}()"
    if isinstance(item, AutoString):
        return "sa.String()"
    return False


#: transactional_ddl: SQLite can, now that we emit BEGIN ourselves (storage/database); a version is whole or not there.
OPTIONS: dict[str, Any] = {
    "transactional_ddl": True,
    "render_as_batch": True,
    "render_item": render_item,
    "compare_type": True,
}
