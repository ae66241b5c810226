"""When one contact may be written to first: the program's window, narrowed by contact, weekday and state.

A window is a set of spans of aware UTC instants per local day. Everything else is asked of those spans, so that
"is it open", "when does it open" and "which slot on that day" cannot disagree. Source: docs/policies.md section 4.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from hashlib import blake2b

from msgspec import Struct

from dialogs.ids import Id
from dialogs.policies import Policies, StateHours
from dialogs.reminders.zones import MIDNIGHT, instant, is_zone, wall, zones_of_number
from dialogs.rows.people import Contact, Program, QuietRange

#: Minutes of a local day, the end excluded.
Piece = tuple[int, int]
#: Aware UTC instants, the end excluded.
Span = tuple[datetime, datetime]

DAY = 24 * 60
#: Nobody's week has no open day in it twice over; beyond that the window counts as never open.
SEARCH_DAYS = 15


class Window(Struct, frozen=True):
    """One contact's window. Open only where it is open in every one of `zones`; days are those of the first."""

    zones: tuple[str, ...]
    pieces: tuple[Piece, ...]
    quiet: tuple[QuietRange, ...]
    state_hours: tuple[StateHours, ...]
    spread: timedelta
    #: Weekends are open from here until the event; None where no event is near.
    weekend_from: datetime | None = None
    weekend_until: datetime | None = None


def zones_of(contact: Contact, program: Program, number: str = "") -> tuple[str, ...]:
    """The contact's zone if it is known; else the program's and all the zones their number (E.164) may be in."""
    if contact.zone and is_zone(contact.zone):
        return (contact.zone,)
    return tuple(dict.fromkeys((program.zone, *zones_of_number(number))))


def home_zone(contact: Contact, program: Program) -> str:
    """The one zone in which a contact's days are counted and their reminders are planned."""
    return zones_of(contact, program)[0]


def window_of(
    contact: Contact,
    program: Program,
    *,
    number: str = "",
    event_at: datetime | None = None,
) -> Window:
    """The window of a contact, reached at `number` (E.164), for a message about an event at `event_at` (aware)."""
    policies = program.policies
    near = timedelta(hours=policies.weekend_only_within_hours)
    return Window(
        zones=zones_of(contact, program, number),
        pieces=_pieces(contact, policies),
        quiet=contact.quiet,
        state_hours=tuple(hours for hours in policies.state_hours if hours.state == policies.state),
        spread=timedelta(minutes=policies.spread_minutes),
        weekend_from=event_at - near if event_at else None,
        weekend_until=event_at,
    )


def is_open(at: datetime, window: Window) -> bool:
    """True if the contact may be written to first at this aware instant."""
    return any(start <= at < end for start, end in open_spans(window, wall(at, window.zones[0]).date()))


def next_open(at: datetime, window: Window, who: Id | None = None) -> datetime | None:
    """`at` itself while the window is open, else a moment soon after it next opens; None if it never does.

    `who` spreads contacts over the first minutes of the window, always the same way for the same contact.
    """
    first = wall(at, window.zones[0]).date()
    for day in (first + timedelta(days=ahead) for ahead in range(SEARCH_DAYS)):
        for start, end in open_spans(window, day):
            if at < end:
                return at if start <= at else _spread((start, end), window, who)
    return None


def slot_on(day: date, window: Window, who: Id | None = None) -> datetime | None:
    """The aware UTC instant planned for a contact on a local day; None if that day is closed to us."""
    spans = open_spans(window, day)
    return _spread(spans[0], window, who) if spans else None


def open_spans(window: Window, day: date) -> tuple[Span, ...]:
    """The open spans of a local day of the window's first zone, in order."""
    spans = _zone_spans(window, window.zones[0], day)
    for zone in window.zones[1:]:
        # A day of one zone touches at most three of another.
        others = [span for ahead in (-1, 0, 1) for span in _zone_spans(window, zone, day + timedelta(days=ahead))]
        spans = [both for span in spans for other in others if (both := _overlap(span, other))]
    return tuple(sorted(spans))


def spread_seconds(who: Id | None, within: timedelta) -> int:
    """Seconds in [0, within) that depend on the contact alone: the same tomorrow, on every machine."""
    seconds = int(within.total_seconds())
    if who is None or seconds <= 0:
        return 0
    return int.from_bytes(blake2b(who.bytes, digest_size=8).digest(), "big") % seconds


def _spread(span: Span, window: Window, who: Id | None) -> datetime:
    start, end = span
    return start + timedelta(seconds=spread_seconds(who, min(window.spread, end - start)))


def _pieces(contact: Contact, policies: Policies) -> tuple[Piece, ...]:
    """The hours of an ordinary day: the program's within the contact's own, never outside the hard bounds.

    Someone who may only be texted outside the program's window (a night worker's 19:30-20:30) said so on purpose:
    then their own hours stand, still inside the hard bounds. Else they would be promised reminders and get none.
    """
    hard = [(_minute(policies.hard_opens), _minute(policies.hard_closes))]
    program = _cross([(_minute(policies.window_opens), _minute(policies.window_closes))], hard)
    if contact.text_from is None and contact.text_until is None:
        return tuple(program)
    own = _between(contact.text_from or MIDNIGHT, contact.text_until or MIDNIGHT)
    return tuple(_cross(program, own) or _cross(hard, own))


def _zone_spans(window: Window, zone: str, day: date) -> list[Span]:
    pieces = list(window.pieces)
    for hours in window.state_hours:
        if day.weekday() in hours.weekdays:
            pieces = _cross(pieces, [(_minute(hours.opens), _minute(hours.closes))])
    for quiet in _quiet_pieces(window.quiet, day):
        pieces = _without(pieces, quiet)
    spans = [(_at(day, start, zone), _at(day, end, zone)) for start, end in pieces]
    if day.weekday() >= 5:
        if window.weekend_from is None or window.weekend_until is None:
            return []
        near = (window.weekend_from, window.weekend_until)
        spans = [both for span in spans if (both := _overlap(span, near))]
    return [(start, end) for start, end in spans if start < end]


def _quiet_pieces(quiet: tuple[QuietRange, ...], day: date) -> list[Piece]:
    """What the contact's quiet ranges take from this day, with what runs over from the evening before."""
    taken: list[Piece] = []
    for each in quiet:
        start, end = _minute(each.starts), _minute(each.ends)
        runs_over = end <= start
        if day.weekday() in each.weekdays:
            taken.append((start, DAY if runs_over else end))
        if runs_over and (day - timedelta(days=1)).weekday() in each.weekdays:
            taken.append((0, end))
    return taken


def _between(start: time, end: time) -> list[Piece]:
    """From one wall time to another, past midnight where the second is not later."""
    first, last = _minute(start), _minute(end)
    return [(first, last)] if first < last else [(0, last), (first, DAY)]


def _cross(ours: list[Piece], theirs: list[Piece]) -> list[Piece]:
    both = [(max(one[0], other[0]), min(one[1], other[1])) for one in ours for other in theirs]
    return [(start, end) for start, end in both if start < end]


def _without(pieces: list[Piece], gone: Piece) -> list[Piece]:
    return _cross(pieces, [(0, gone[0]), (gone[1], DAY)])


def _overlap(one: Span, other: Span) -> Span | None:
    start, end = max(one[0], other[0]), min(one[1], other[1])
    return (start, end) if start < end else None


def _at(day: date, minute: int, zone: str) -> datetime:
    return instant(datetime.combine(day, MIDNIGHT) + timedelta(minutes=minute), zone)


def _minute(of_day: time) -> int:
    return of_day.hour * 60 + of_day.minute
