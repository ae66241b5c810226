"""What all tables share: named constraints, id columns, and the two ways in which a column may be special."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Index, MetaData, TextClause, text
from sqlalchemy import Table as SqlTable
from sqlmodel import Field, SQLModel

from storage.columns import DayColumn, IdColumn, Instant, JsonText, Sealed, TimeOfDay, WallTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Table(SQLModel):
    """Base of every table: its own registry of names, and a compact id that was made before the insert."""

    metadata = metadata
    # Rows are read and written as statements: nobody waits at start for validators of row objects.
    model_config = {"defer_build": True}
    id: UUID = Field(sa_type=IdColumn, primary_key=True)


class ProgramTable(Table):
    program_id: UUID = Field(sa_type=IdColumn)


class FamilyTable(ProgramTable):
    family_id: UUID = Field(sa_type=IdColumn, index=True)


def as_table(model: type[Table]) -> SqlTable:
    """The table as statements name it."""
    found: SqlTable = model.__table__  # type: ignore[attr-defined]
    return found


def partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index on those rows only that meet `where`: it stays small however many rows are settled."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


def within(table: SqlTable, index: str) -> TextClause:
    """The condition of a partial index word for word, for a query of this table alone.

    SQLite takes such an index only when it recognises the condition in the statement itself: values that are bound
    later do not count.
    """
    found: TextClause = next(each for each in table.indexes if each.name == index).dialect_options["sqlite"]["where"]
    return found


def ref(**options: Any) -> Any:
    """A column holding another row's id. No foreign keys between a family's rows: batches insert by table."""
    return Field(sa_type=IdColumn, **options)


def maybe_ref(**options: Any) -> Any:
    return Field(default=None, sa_type=IdColumn, nullable=True, **options)


def instant(**options: Any) -> Any:
    return Field(sa_type=Instant, **options)


def maybe_instant(**options: Any) -> Any:
    return Field(default=None, sa_type=Instant, nullable=True, **options)


def wall_time() -> Any:
    return Field(sa_type=WallTime)


def maybe_day() -> Any:
    return Field(default=None, sa_type=DayColumn, nullable=True)


def maybe_time() -> Any:
    return Field(default=None, sa_type=TimeOfDay, nullable=True)


def json(**options: Any) -> Any:
    """JSON text of a typed value; storage/rows knows the type from the value's class."""
    return Field(sa_type=JsonText, sa_column_kwargs={"info": {"json": True}}, **options)


def sealed() -> Any:
    """Sealed at rest, bound to program, table, column and row."""
    return Field(sa_type=Sealed, sa_column_kwargs={"info": {"sealed": True}})
