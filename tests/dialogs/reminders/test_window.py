"""Zones and windows: when one contact may be written to first."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from dialogs.policies import Policies
from dialogs.reminders.window import is_open, next_open, open_spans, slot_on, spread_seconds, window_of
from dialogs.reminders.zones import days_between, instant, is_zone
from dialogs.rows.people import QuietRange
from tests.dialogs.reminders.people import ANA, CHICAGO, NEW_YORK, PROGRAM, at, some_id, utc

MIDNIGHT = time(0)


@pytest.mark.parametrize(
    ("local", "zone", "expected"),
    [
        pytest.param("2026-05-04 14:30", NEW_YORK, "2026-05-04 18:30", id="summer"),
        pytest.param("2026-01-04 14:30", NEW_YORK, "2026-01-04 19:30", id="winter"),
        pytest.param("2026-03-08 02:30", NEW_YORK, "2026-03-08 07:30", id="gap: shift forward to 03:30"),
        pytest.param("2026-11-01 01:30", NEW_YORK, "2026-11-01 05:30", id="overlap: the first"),
        pytest.param("2026-10-04 02:15", "Australia/Lord_Howe", "2026-10-03 15:45", id="gap of half an hour"),
        pytest.param("2026-03-08 02:30", "America/Phoenix", "2026-03-08 09:30", id="no clock change"),
        pytest.param("2026-05-04 09:00", "Pacific/Kiritimati", "2026-05-03 19:00", id="a day ahead"),
    ],
)
def test_wall_time_becomes_one_instant(local: str, zone: str, expected: str) -> None:
    """Every wall time is exactly one instant, on the days of the clock change too."""
    assert instant(datetime.fromisoformat(local), zone) == utc(expected)


@pytest.mark.parametrize("name", ["", "America", "Mars/Base", "../etc/passwd", "America/New York", "\x00"])
def test_what_is_no_zone_is_found_out_quietly(name: str) -> None:
    """An imported zone may be anything; asking never raises."""
    assert not is_zone(name)


def test_days_are_counted_as_the_contact_counts_them() -> None:
    """Two instants an hour apart may lie on two days in one zone and on one in another."""
    late, later = utc("2026-05-04 03:30"), utc("2026-05-04 04:30")
    assert days_between(late, later, NEW_YORK) == 1
    assert days_between(late, later, CHICAGO) == 0


def quiet(*weekdays: int, starts: time = MIDNIGHT, ends: time = MIDNIGHT) -> tuple[QuietRange, ...]:
    return (QuietRange(weekdays, starts, ends),)


@pytest.mark.parametrize(
    ("when", "contact", "expected"),
    [
        pytest.param("2026-05-13 08:59", {}, False, id="before nine"),
        pytest.param("2026-05-13 09:00", {}, True, id="nine"),
        pytest.param("2026-05-13 18:59", {}, True, id="before seven"),
        pytest.param("2026-05-13 19:00", {}, False, id="seven"),
        pytest.param("2026-05-16 12:00", {}, False, id="Saturday"),
        pytest.param("2026-05-17 12:00", {}, False, id="Sunday"),
        pytest.param("2026-05-13 11:00", {"text_from": time(12)}, False, id="not before their noon"),
        pytest.param("2026-05-13 12:00", {"text_from": time(12)}, True, id="from their noon"),
        pytest.param("2026-05-13 15:00", {"text_until": time(15)}, False, id="not after their three"),
        pytest.param("2026-05-13 07:30", {"text_from": time(7)}, False, id="own hours do not widen"),
        pytest.param("2026-05-13 20:00", {"text_from": time(19, 30)}, True, id="evening person, inside hard bounds"),
        pytest.param("2026-05-13 21:00", {"text_from": time(19, 30)}, False, id="evening person, hard bound"),
        pytest.param("2026-05-13 10:00", {"text_from": time(17), "text_until": time(2)}, False, id="5 pm to 2"),
        pytest.param("2026-05-13 13:00", {"quiet": quiet(2, starts=time(12), ends=time(14))}, False, id="quiet range"),
        pytest.param("2026-05-13 14:00", {"quiet": quiet(2, starts=time(12), ends=time(14))}, True, id="range ends"),
        pytest.param("2026-05-12 13:00", {"quiet": quiet(2, starts=time(12), ends=time(14))}, True, id="other weekday"),
        pytest.param("2026-05-13 09:30", {"quiet": quiet(1, starts=time(18), ends=time(10))}, False, id="run-over"),
        pytest.param("2026-05-13 10:00", {"quiet": quiet(1, starts=time(18), ends=time(10))}, True, id="run-over ends"),
        pytest.param("2026-05-12 18:30", {"quiet": quiet(1, starts=time(18), ends=time(10))}, False, id="its evening"),
        pytest.param("2026-05-13 12:00", {"quiet": quiet(2)}, False, id="no-text day"),
        pytest.param("2026-05-14 12:00", {"quiet": quiet(2)}, True, id="day after a no-text day"),
    ],
)  # fmt: skip
def test_the_window_of_one_contact(when: str, contact: dict[str, Any], expected: bool) -> None:
    """09:00-19:00 in the contact's own zone, narrowed by what they chose, never past the hard bounds."""
    window = window_of(replace(ANA, **contact), PROGRAM)
    assert is_open(at(when), window) is expected


@pytest.mark.parametrize(
    ("when", "event", "expected"),
    [
        pytest.param("2026-05-16 14:29", "2026-05-18 14:30", False, id="more than 48 h"),
        pytest.param("2026-05-16 14:30", "2026-05-18 14:30", True, id="48 h"),
        pytest.param("2026-05-17 12:00", "2026-05-17 11:00", False, id="over"),
        pytest.param("2026-05-17 08:30", "2026-05-18 08:00", False, id="near, but early in the morning"),
    ],
)
def test_weekends_open_only_for_a_near_event(when: str, event: str, expected: bool) -> None:
    """Saturday and Sunday stay quiet unless the event is within 48 hours."""
    assert is_open(at(when), window_of(ANA, PROGRAM, event_at=at(event))) is expected


@pytest.mark.parametrize(
    ("when", "state", "expected"),
    [
        pytest.param("2026-05-13 09:30", "KY", False, id="Kentucky opens at ten"),
        pytest.param("2026-05-13 18:30", "RI", False, id="Rhode Island closes at six"),
        pytest.param("2026-05-13 18:30", "NY", True, id="a state without a row"),
        pytest.param("2026-05-17 15:00", "AL", False, id="no Sundays, even for a near visit"),
        pytest.param("2026-05-17 11:00", "TX", False, id="Sunday before noon"),
        pytest.param("2026-05-17 15:00", "TX", True, id="Sunday afternoon, near visit"),
    ],
)
def test_states_narrow_further(when: str, state: str, expected: bool) -> None:
    """The table of states only ever takes hours away."""
    program = replace(PROGRAM, policies=replace(PROGRAM.policies, state=state))
    window = window_of(ANA, program, event_at=at("2026-05-18 14:30"))
    assert is_open(at(when), window) is expected


def test_an_unknown_zone_means_open_in_all_that_it_may_be() -> None:
    """Program in Chicago, number from California: 11:00-19:00 Chicago time is 09:00-17:00 there."""
    window = window_of(replace(ANA, zone=None), PROGRAM, number="+14155550100")
    assert open_spans(window, date(2026, 5, 13)) == (
        (at("2026-05-13 11:00", CHICAGO), at("2026-05-13 19:00", CHICAGO)),
    )
    assert window_of(replace(ANA, zone="nonsense"), PROGRAM).zones == (CHICAGO,)


@pytest.mark.parametrize("number", ["+18005550100", "10042", ""], ids=["toll-free", "chat id", "no number"])
def test_a_number_that_says_nothing_narrows_nothing(number: str) -> None:
    """Else the window would have to be open from Bermuda to Guam, which it never is."""
    assert window_of(replace(ANA, zone=None), PROGRAM, number=number).zones == (CHICAGO,)


def test_next_open_is_now_while_open_and_spread_when_it_opens() -> None:
    """Nobody is moved inside the window; those who wait do not all start at 09:00."""
    window = window_of(ANA, PROGRAM)
    assert next_open(at("2026-05-13 12:00"), window, ANA.id) == at("2026-05-13 12:00")
    starts = {next_open(at("2026-05-13 22:00"), window, some_id(number)) for number in range(40)}
    assert len(starts) > 30
    assert all(start and at("2026-05-14 09:00") <= start < at("2026-05-14 09:45") for start in starts)


def test_friday_evening_waits_for_monday() -> None:
    """The weekend is skipped, and a clock change in it moves nothing on the wall."""
    assert next_open(at("2026-03-06 20:00"), window_of(ANA, PROGRAM)) == at("2026-03-09 09:00")


def test_a_window_that_never_opens_says_so() -> None:
    """Somebody who closed every day gets None, not an endless search."""
    window = window_of(replace(ANA, quiet=quiet(*range(7))), PROGRAM)
    assert next_open(at("2026-05-13 12:00"), window) is None
    assert slot_on(date(2026, 5, 13), window) is None


def test_the_spread_is_the_contact_s_own() -> None:
    """The same contact has the same minute every day, and always inside a short span."""
    assert spread_seconds(ANA.id, timedelta(minutes=45)) == spread_seconds(ANA.id, timedelta(minutes=45))
    assert spread_seconds(None, timedelta(minutes=45)) == 0
    assert spread_seconds(ANA.id, timedelta(0)) == 0


def test_hard_bounds_hold_for_any_program() -> None:
    """A program may open from 08:00 to 21:00 at most; its policies refuse more."""
    with pytest.raises(ValueError, match="hard bounds"):
        Policies(hard_opens=time(7), window_opens=time(7))
    wide = replace(PROGRAM, policies=Policies(window_opens=time(8), window_closes=time(21)))
    assert is_open(at("2026-05-13 20:59"), window_of(ANA, wide))
