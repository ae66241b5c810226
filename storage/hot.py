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
    """One statement for one dialect: SQL text, how to bind, and how to convert those columns that need it."""

    def __init__(self, statement: Statement, dialect: Dialect, columns: Sequence[str] | None = None) -> None:
        compiled: Any = statement.compile(
            dialect=dialect, column_keys=columns, compile_kwargs={"render_postcompile": True}
        )
        self.sql = str(compiled)
        binds: dict[str, Convert | None] = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()
        }
        self._is_positional = compiled.positional
        self._binds = [(name, binds[name]) for name in (compiled.positiontup if compiled.positional else binds)]
        #: Values that stand in the statement itself.
        self._fixed = {
            name: bind.value for name, bind in compiled.binds.items() if not bind.required and bind.value is not None
        }
        converts: list[Convert | None] = [
            column.type.dialect_impl(dialect).result_processor(dialect, None)
            for column in getattr(statement, "selected_columns", ())
        ]
        self.converts = [(place, convert) for place, convert in enumerate(converts) if convert is not None]

    def parameters(self, values: Mapping[str, Any]) -> Any:
        """The driver's parameters; values that the statement does not name are left out."""
        if self._fixed:
            values = {**values, **self._fixed}
        if self._is_positional:
            return [values[name] if convert is None else convert(values[name]) for name, convert in self._binds]
        return {name: values[name] if convert is None else convert(values[name]) for name, convert in self._binds}


class HotWrite:
    """An INSERT or UPDATE that is run for many rows at once.

    columns: what every row carries; None for all of the table's, or those that the statement itself names.
    """

    def __init__(self, statement: Insert | Update, columns: Sequence[str] | None = None) -> None:
        self._statement, self._columns = statement, columns
        self._compiled: dict[str, _Compiled] = {}

    def many(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """Run it for every row, in order, in the transaction that is open; how many rows it touched."""
        compiled = self._for(connection)
        driver: Any = connection.connection.driver_connection
        cursor = driver.cursor()
        cursor.executemany(compiled.sql, [compiled.parameters(row) for row in rows])
        touched: int = cursor.rowcount
        cursor.close()
        return touched

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

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[list[Any]]:
        """All rows, each a list of typed values in the order of the selected columns."""
        compiled = self._compiled.get(connection.dialect.name)
        if compiled is None:
            compiled = self._compiled[connection.dialect.name] = _Compiled(self.statement, connection.dialect)
        driver: Any = connection.connection.driver_connection
        found = [list(row) for row in driver.execute(compiled.sql, compiled.parameters(values)).fetchall()]
        for row in found:
            for place, convert in compiled.converts:
                if row[place] is not None:
                    row[place] = convert(row[place])
        return found

    def first(self, connection: Connection, values: Mapping[str, Any]) -> list[Any] | None:
        """The first row, or None."""
        found = self.rows(connection, values)
        return found[0] if found else None
