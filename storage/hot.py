"""The hot path's statements: SQLAlchemy writes the SQL and knows the types, the driver's own cursor runs it.

Per execution SQLAlchemy Core costs several times what SQLite itself needs for a walk along an index, and a turn is two
dozen of them. The statements stay Core expressions in their modules; only running them is done here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Dialect, Insert, Select, Update

Convert = Callable[[Any], Any]
Statement = Select[Any] | Insert | Update


class _Compiled:
    """One statement for one dialect: SQL text, how to bind, how to convert each column (None: as it is)."""

    def __init__(self, statement: Statement, dialect: Dialect, columns: Sequence[str] | None = None) -> None:
        compiled: Any = statement.compile(
            dialect=dialect, column_keys=columns, compile_kwargs={"render_postcompile": True}
        )
        self.sql = str(compiled)
        self._order: tuple[str, ...] | None = tuple(compiled.positiontup) if compiled.positional else None
        self._binds: tuple[tuple[str, Convert | None], ...] = tuple(
            (name, bind.type.dialect_impl(dialect).bind_processor(dialect)) for name, bind in compiled.binds.items()
        )
        by_name = dict(self._binds)
        #: Values that stand in the statement itself, bound once.
        self._fixed = {
            name: _bound(by_name[name], bind.value)
            for name, bind in compiled.binds.items()
            if not bind.required and bind.value is not None
        }
        self._positional = [(name, by_name[name]) for name in self._order or ()]
        self.converts: tuple[Convert | None, ...] = tuple(
            column.type.dialect_impl(dialect).result_processor(dialect, None)
            for column in getattr(statement, "selected_columns", ())
        )

    def parameters(self, values: Mapping[str, Any]) -> Any:
        """The driver's parameters; values that the statement does not name are left out."""
        fixed = self._fixed
        if self._order is not None:
            return [
                fixed[name] if name in fixed else _bound(convert, values[name]) for name, convert in self._positional
            ]
        bound = {name: _bound(convert, values[name]) for name, convert in self._binds if name not in fixed}
        return bound | fixed


def _bound(convert: Convert | None, value: Any) -> Any:
    return value if convert is None else convert(value)


class HotWrite:
    """An INSERT or UPDATE that is run for many rows at once. `columns`: what every row carries."""

    def __init__(self, statement: Insert | Update, columns: Sequence[str]) -> None:
        self._statement, self._columns = statement, columns
        self._compiled: dict[str, _Compiled] = {}

    def many(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run it for every row, in order, in the transaction that is open."""
        compiled = self._for(connection)
        driver: Any = connection.connection.driver_connection
        cursor = driver.cursor()
        cursor.executemany(compiled.sql, [compiled.parameters(row) for row in rows])
        cursor.close()

    def returning(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> set[Any]:
        """Run it for every row; what its RETURNING gave, which must be one id."""
        compiled = self._for(connection)
        driver: Any = connection.connection.driver_connection
        cursor = driver.cursor()
        found: list[Any] = []
        for row in rows:
            cursor.execute(compiled.sql, compiled.parameters(row))
            found += cursor.fetchall()
        cursor.close()
        return {each[0] if isinstance(each[0], UUID) else UUID(bytes=each[0]) for each in found}

    def _for(self, connection: Connection) -> _Compiled:
        name = connection.dialect.name
        if name not in self._compiled:
            self._compiled[name] = _Compiled(self._statement, connection.dialect, self._columns)
        return self._compiled[name]


class Hot:
    """A SELECT that is run very often."""

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """All rows, each a tuple of typed values in the order of the selected columns."""
        compiled = self._compiled.get(connection.dialect.name)
        if compiled is None:
            compiled = self._compiled[connection.dialect.name] = _Compiled(self.statement, connection.dialect)
        driver: Any = connection.connection.driver_connection
        cursor = driver.execute(compiled.sql, compiled.parameters(values))
        converts = compiled.converts
        return [
            tuple([value if convert is None else convert(value) for convert, value in zip(converts, row, strict=True)])
            for row in cursor.fetchall()
        ]

    def first(self, connection: Connection, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """The first row, or None."""
        found = self.rows(connection, values)
        return found[0] if found else None
