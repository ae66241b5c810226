"""What goes into a column comes out as it was; what would be ambiguous does not go in."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError

from storage.columns import DayColumn, IdColumn, Instant, TimeOfDay, WallTime
from storage.database import Database

_PROBE = Table(
    "probe",
    MetaData(),
    Column("id", IdColumn, primary_key=True),
    Column("at", Instant),
    Column("wall", WallTime),
    Column("day", DayColumn),
    Column("of_day", TimeOfDay),
)
_FROM, _UNTIL = datetime.fromisoformat("1900-01-01"), datetime.fromisoformat("2200-01-01")
_NINE = datetime.fromisoformat("2026-03-03T09:00")
_EAST = timezone(timedelta(hours=9))


@pytest.fixture
def probe(blank_database: Database) -> Database:
    _PROBE.create(blank_database.engine)
    return blank_database


def _round_trip(database: Database, column: str, value: Any) -> Any:
    with database.writing() as connection:
        connection.execute(_PROBE.delete())
        connection.execute(insert(_PROBE), [{"id": UUID(int=1), column: value}])
        return connection.execute(select(_PROBE.c[column])).scalar_one()


_VALUES = st.one_of(
    st.tuples(st.just("at"), st.datetimes(_FROM, _UNTIL, timezones=st.timezones())),
    st.tuples(st.just("wall"), st.datetimes(_FROM, _UNTIL)),
    st.tuples(st.just("day"), st.dates()),
    st.tuples(st.just("of_day"), st.times()),
    st.tuples(st.just("id"), st.uuids()),
    st.tuples(st.sampled_from(["at", "wall", "day", "of_day"]), st.none()),
)


@settings(max_examples=25, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(_VALUES, min_size=1, max_size=8))
def test_values_come_back_as_they_went_in(probe: Database, values: list[tuple[str, Any]]) -> None:
    """To the microsecond, on both databases; an instant comes back in UTC whatever its zone was."""
    for column, value in values:
        if column == "id":
            continue
        found = _round_trip(probe, column, value)
        # Compared in UTC: Python calls two zones unequal in the hour that a clock change repeats.
        assert found == (value.astimezone(UTC) if column == "at" and value else value)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        pytest.param("at", _NINE, id="instant without a zone"),
        pytest.param("wall", datetime(2026, 3, 3, 9, tzinfo=UTC), id="wall time with a zone"),
        pytest.param("day", _NINE, id="day with a time"),
        pytest.param("of_day", time(9, tzinfo=UTC), id="time of day with a zone"),
    ],
)
def test_ambiguous_times_are_refused(probe: Database, column: str, value: Any) -> None:
    """Before the driver sees them, with nothing written."""
    with pytest.raises(StatementError, match=r"zone|time"):
        _round_trip(probe, column, value)
    with probe.reading() as connection:
        assert connection.execute(select(_PROBE)).all() == []


def test_instants_sort_by_time_and_not_by_zone(probe: Database) -> None:
    """What is due is asked with `<=`; the order must be that of the world."""
    earlier, later = datetime(2026, 3, 3, 20, tzinfo=_EAST), datetime(2026, 3, 3, 12, tzinfo=UTC)
    with probe.writing() as connection:
        connection.execute(insert(_PROBE), [{"id": UUID(int=1), "at": later}, {"id": UUID(int=2), "at": earlier}])
        found = connection.execute(select(_PROBE.c.id).where(_PROBE.c.at < later)).scalars().all()
    assert found == [UUID(int=2)]


def test_ids_are_compact(probe: Database) -> None:
    """16 bytes, and the same id again."""
    with probe.writing() as connection:
        connection.execute(insert(_PROBE), [{"id": UUID(int=7), "day": date(2026, 3, 3)}])
        assert connection.execute(select(_PROBE.c.id)).scalar_one() == UUID(int=7)
        if probe.is_sqlite:
            kind = connection.exec_driver_sql("SELECT typeof(id), length(id) FROM probe").one()
            assert tuple(kind) == ("blob", 16)
