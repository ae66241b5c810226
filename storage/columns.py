"""Column types: compact ids, UTC-only instants, wall times, JSON values. The same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Dialect, LargeBinary, String, Text, Uuid
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.types import TypeDecorator, TypeEngine

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class IdColumn(TypeDecorator[UUID]):
    """128 bits: 16 bytes on SQLite, `uuid` on PostgreSQL. Time-ordered ids keep the primary key's pages together."""

    impl = LargeBinary(16)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Uuid() if dialect.name == "postgresql" else LargeBinary(16))

    # The processors themselves, not process_…: a turn converts a hundred ids and times.

    def bind_processor(self, dialect: Dialect) -> Any:
        return None if dialect.name == "postgresql" else _id_bytes

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        return None if dialect.name == "postgresql" else _id_of


def _id_bytes(value: UUID | None) -> bytes | None:
    return None if value is None else value.bytes


def _id_of(value: bytes | None) -> UUID | None:
    return None if value is None else UUID(int=int.from_bytes(value))


class Instant(TypeDecorator[datetime]):
    """An aware time, kept in UTC: microseconds since 1970 on SQLite, `timestamptz` on PostgreSQL. Naive is refused."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(TIMESTAMP(timezone=True) if dialect.name == "postgresql" else BigInteger())

    def bind_processor(self, dialect: Dialect) -> Any:
        return _aware if dialect.name == "postgresql" else _microseconds

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        return _in_utc if dialect.name == "postgresql" else _instant


def _aware(value: datetime | None) -> datetime | None:
    if value is not None and value.tzinfo is None:
        raise ValueError("A time without a zone may not be stored.")
    return value


def _microseconds(value: datetime | None) -> int | None:
    return None if value is None else (_aware(value) - _EPOCH) // _MICROSECOND  # type: ignore[operator]


def _in_utc(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


def _instant(value: int | None) -> datetime | None:
    return None if value is None else _EPOCH + timedelta(microseconds=value)


class WallTime(TypeDecorator[datetime]):
    """What a clock on the wall shows, without a zone: ISO text. An aware time is refused."""

    impl = String(26)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        if value is not None and value.tzinfo is not None:
            raise ValueError("A wall time carries no zone.")
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class DayColumn(TypeDecorator[date]):
    """A calendar day as ISO text: sorts and reads the same everywhere."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        if isinstance(value, datetime):
            raise ValueError("A day carries no time.")
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class TimeOfDay(TypeDecorator[time]):
    """A local time of day as ISO text."""

    impl = String(15)
    cache_ok = True

    def process_bind_param(self, value: time | None, dialect: Dialect) -> str | None:
        if value is not None and value.tzinfo is not None:
            raise ValueError("A time of day carries no zone.")
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> time | None:
        return None if value is None else time.fromisoformat(value)


#: JSON text made by msgspec from a typed value; decoding knows the type (storage/rows).
JsonText = Text
#: AES-256-GCM: key id, nonce, ciphertext (storage/sealing).
Sealed = LargeBinary
