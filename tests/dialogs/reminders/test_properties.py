"""Rules that hold for every zone, every clock change and every oddity at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dialogs.policies import Policies
from dialogs.reminders.forecast import Household, forecast
from dialogs.reminders.gates import may_go
from dialogs.reminders.verdict import Drop, Facts, Go, Wait, WrittenFirst
from dialogs.reminders.window import is_open, next_open, open_spans, window_of
from dialogs.reminders.zones import instant, wall
from dialogs.rows.messages import Outgoing
from dialogs.rows.people import Contact, QuietRange
from tests.dialogs.reminders.people import (
    ANA,
    ANA_LEO,
    ANA_SMS,
    BEN,
    LEO,
    PROGRAM,
    PURPOSES,
    SMS,
    THREAD,
    new_ids,
    plan,
    text,
    visit,
)

NUMBERS = ("", "+14155550100", "+18085550100", "+18005550100", "10042")
ZONES = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
    "America/Anchorage", "America/Adak", "Pacific/Honolulu", "America/Puerto_Rico", "America/Halifax",
    "America/St_Johns", "America/Havana", "America/Santiago", "America/Asuncion", "America/Sao_Paulo",
    "America/Nuuk", "Atlantic/Azores", "Europe/London", "Europe/Chisinau", "Africa/Cairo",
    "Africa/Casablanca", "Asia/Gaza", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Chatham",
    "Pacific/Kiritimati",
)  # fmt: skip


def clock_changes(zone: str) -> list[date]:
    """The local days of 2024-2030 on which the zone's clocks change."""
    there, days, day = ZoneInfo(zone), [], date(2024, 1, 1)
    before = datetime(2024, 1, 1, 12, tzinfo=there).utcoffset()
    while day < date(2031, 1, 1):
        offset = datetime(day.year, day.month, day.day, 12, tzinfo=there).utcoffset()
        if offset != before:
            days.append(day)
        before, day = offset, day + timedelta(days=1)
    return days


CHANGES = {zone: clock_changes(zone) for zone in ZONES}


@pytest.mark.parametrize("zone", ZONES)
def test_every_clock_change_of_seven_years(zone: str) -> None:
    """Around each change every step is planned once, inside the hard bounds, on its own local day, in order."""
    contact = replace(ANA, zone=zone)
    for change in CHANGES[zone] or [date(2026, 3, 8)]:
        for ahead in range(-1, 5):
            local = datetime.combine(change + timedelta(days=ahead), time(14, 30))
            now = instant(local, zone) - timedelta(days=12)
            steps = plan(visit(local.isoformat(), zone), now, contacts=(contact,))
            names = [step.series for step in steps]
            assert len(set(names)) == len(names)
            assert "t1" in names
            for step in steps:
                there = wall(step.due_at, zone)
                assert there == step.local_at
                assert time(8) <= there.time() < time(21)
                assert now <= step.due_at <= step.latest_useful
                assert step.series == "happened" or step.latest_useful <= instant(local, zone) - timedelta(hours=2)


@pytest.mark.parametrize("zone", ZONES)
def test_the_window_agrees_with_a_clock_on_the_wall(zone: str) -> None:
    """Hour by hour over every change, open means 09:00-19:00 on the wall, and there is exactly one span a day."""
    window = window_of(replace(ANA, zone=zone), PROGRAM)
    there = ZoneInfo(zone)
    for change in CHANGES[zone]:
        start = instant(datetime.combine(change - timedelta(days=1), time(0)), zone)
        for half_hours in range(3 * 48):
            at = start + timedelta(minutes=30 * half_hours)
            clock = at.astimezone(there)
            expected = clock.weekday() < 5 and time(9) <= clock.time() < time(19)
            assert is_open(at, window) is expected


wall_times = st.datetimes(datetime.fromisoformat("2024-02-01"), datetime.fromisoformat("2030-12-01"))
quiet_ranges = st.builds(
    QuietRange,
    weekdays=st.lists(st.integers(0, 6), max_size=4, unique=True).map(tuple),
    starts=st.times(),
    ends=st.times(),
)
contacts = st.builds(
    lambda zone, quiet, start, end, kind: replace(
        ANA, zone=zone, quiet=tuple(quiet), text_from=start, text_until=end, silence=kind
    ),
    zone=st.sampled_from((*ZONES, None, "no/zone")),
    quiet=st.lists(quiet_ranges, max_size=3),
    start=st.none() | st.times(),
    end=st.none() | st.times(),
    kind=st.sampled_from(("", "", "", "pause", "stop", "loss", "ambiguous", "odd")),
)
instants = wall_times.map(lambda naive: naive.replace(tzinfo=UTC))


@settings(max_examples=150, deadline=None)
@given(contact=contacts, at=instants, number=st.sampled_from(NUMBERS))
def test_next_open_is_open_and_inside_the_hard_bounds(contact: Contact, at: datetime, number: str) -> None:
    """Whatever a family chose: never before 08:00, never after 21:00, in every zone that the phone may be in."""
    window = window_of(contact, PROGRAM, number=number)
    found = next_open(at, window, contact.id)
    if found is None:
        return
    assert found >= at
    assert is_open(found, window)
    for zone in window.zones:
        assert time(8) <= wall(found, zone).time() < time(21)
    spans = open_spans(window, wall(found, window.zones[0]).date())
    assert sum(start <= found < end for start, end in spans) == 1


messages = st.builds(
    lambda purpose, carriage, exempt, first, epoch, latest, before: text(
        purpose,
        carriage=carriage,
        exempt=exempt,
        is_proactive=first,
        epoch=epoch,
        latest_useful=latest,
        not_before=before,
    ),
    purpose=st.sampled_from(PURPOSES),
    carriage=st.sampled_from(("plain", "clinic", "details", "private")),
    exempt=st.sampled_from(("", "", "send_now", "announcement", "same_day", "sitting")),
    first=st.booleans(),
    epoch=st.integers(-1, 2),
    latest=st.none() | instants,
    before=instants,
)  # fmt: skip
facts_ = st.builds(
    Facts,
    written_first=st.lists(
        st.builds(WrittenFirst, at=instants, once_key=st.text(max_size=5), contact_id=st.just(ANA.id)), max_size=6
    ).map(tuple),
    in_flight=st.booleans(),
    last_inbound_at=st.none() | instants,
    someone_typing_since=st.none() | instants,
)


@settings(max_examples=80, deadline=None)
@given(message=messages, contact=st.none() | contacts, facts=facts_, now=instants, known=st.booleans())
def test_gates_never_raise_and_never_wait_past_use(
    message: Outgoing, contact: Contact | None, facts: Facts, now: datetime, known: bool
) -> None:
    """Any message, any contact, any moment: a verdict; a wait lies ahead and inside the message's use."""
    verdict = may_go(
        message, contact=contact, address=ANA_SMS if known else None, line=SMS if known else None,
        thread=THREAD if known else None, program=PROGRAM, child=LEO if known else None, facts=facts, now=now,
    )  # fmt: skip
    if isinstance(verdict, Wait):
        assert verdict.until > now or (verdict.compose_again and verdict.until == now)
        assert message.latest_useful is None or verdict.until <= message.latest_useful
    if isinstance(verdict, Go):
        assert message.latest_useful is None or now <= message.latest_useful


@settings(max_examples=120, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    visit_zone=st.sampled_from(ZONES),
    local=wall_times.map(lambda at: at.replace(second=0, microsecond=0)),
    ahead=st.integers(0, 30 * 24),
    quiet=st.lists(quiet_ranges, max_size=1),
    start=st.none() | st.times(),
)
def test_nothing_doubled_lost_or_outside(
    zone: str, visit_zone: str, local: datetime, ahead: int, quiet: list[QuietRange], start: time | None
) -> None:
    """Through plan and gates together, for two adults in two zones: each step once, in the window, in time, or refused
    with a reason."""
    ana = replace(ANA, zone=zone, quiet=tuple(quiet), text_from=start)
    home = Household(
        program=PROGRAM, contacts=(ana, BEN), addresses=(ANA_SMS,), lines=(SMS,), children=(LEO,),
        links=(ANA_LEO,), appointments=(visit(local.isoformat(), visit_zone),),
    )  # fmt: skip
    now = instant(local, visit_zone) - timedelta(hours=ahead)
    planned = plan(home.appointments[0], now, contacts=(ana,))
    lines = forecast(home, days=60, now=now, ids=new_ids())
    assert sorted(line.series for line in lines) == sorted(step.series for step in planned)
    latest = {step.series: step.latest_useful for step in planned}
    for line in lines:
        assert line.is_sent or line.reason
        if line.is_sent:
            assert time(8) <= wall(line.at, zone).time() < time(21)
            assert line.planned_at <= line.at <= latest[line.series]
    sent = [line for line in lines if line.is_sent]
    assert len({(line.series, line.contact_id) for line in sent}) == len(sent)


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    at=instants,
    late=st.integers(61, 60 * 72),
    event=st.integers(1, 60 * 96),
)
def test_after_any_outage_nothing_stale_goes(zone: str, at: datetime, late: int, event: int) -> None:
    """A reminder found late never goes with its old words."""
    message = text(not_before=at - timedelta(minutes=late), event_at=at + timedelta(minutes=event))
    verdict = may_go(
        message, contact=replace(ANA, zone=zone), address=ANA_SMS, line=SMS, thread=THREAD, program=PROGRAM, now=at
    )
    match verdict:
        case Wait(reason="late", compose_again=True):
            assert event >= Policies().late_event_hours * 60
        case Drop(reason="expired", for_staff=True):
            assert event < Policies().late_event_hours * 60
        case _:
            pytest.fail(f"{verdict}")
