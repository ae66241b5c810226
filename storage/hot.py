"""Reads of the hot path: SQLAlchemy writes the SQL and knows the types, the driver's own cursor runs it.

Per execution SQLAlchemy Core costs several times what SQLite itself needs for a walk along an index, and a snapshot is
a dozen of them. The statements stay Core expressions in their modules; only running them is done here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Dialect, Select

Convert = Callable[[Any], Any]


class _Compiled:
    """One statement for one dialect: SQL text, how to bind, how to convert each column (None: as it is)."""

    def __init__(self, statement: Select[Any], dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        self.sql = str(compiled)
        self._order: tuple[str, ...] | None = tuple(compiled.positiontup) if compiled.positional else None
        self._binds: dict[str, Convert | None] = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()
        }
        self._fixed = {name: self._bound(name, value) for name, value in compiled.params.items() if value is not None}
        self.converts: tuple[Convert | None, ...] = tuple(
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in statement.selected_columns
        )

    def _bound(self, name: str, value: Any) -> Any:
        convert = self._binds.get(name)
        return convert(value) if convert is not None else value

    def parameters(self, values: Mapping[str, Any]) -> Any:
        """The driver's parameters; values that the statement does not name are left out."""
        found = dict(self._fixed)
        for name in self._binds:
            if name in values:
                found[name] = self._bound(name, values[name])
        return tuple(found[name] for name in self._order) if self._order is not None else found


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
