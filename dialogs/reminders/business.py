"""When people answer: the program's business hours, weekdays and holidays, in the program's zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import chain

from msgspec import Struct

from dialogs.reminders.zones import instant, wall
from dialogs.rows.people import Program

#: Longer than any run of holidays; a calendar that closes all of it counts as closed on weekdays only.
SEARCH_DAYS = 60


class TrueHours(Struct, frozen=True):
    """What a receipt may promise, told in the program's zone."""

    is_open: bool
    #: Naive wall time in the program's zone; wording takes weekday and time from it.
    back_local: datetime
    #: 0 for today: "at 9"; 1 and more: "Monday at 9".
    days_away: int


def is_business_day(day: date, program: Program) -> bool:
    """True on the program's weekdays that are no holiday."""
    hours = program.policies.business
    return day.weekday() in hours.weekdays and day not in hours.holidays


def business_span(day: date, program: Program) -> tuple[datetime, datetime]:
    """The aware UTC instants between which that day's business hours lie, if it is a business day."""
    hours = program.policies.business
    opens, closes = datetime.combine(day, hours.opens), datetime.combine(day, hours.closes)
    return instant(opens, program.zone), instant(closes, program.zone)


def is_business_open(at: datetime, program: Program) -> bool:
    """True if somebody is there at this aware instant."""
    return next_business_open(at, program) == at


def next_business_open(at: datetime, program: Program) -> datetime:
    """`at` itself within business hours, else the aware UTC instant at which they next open."""
    opens, closes = _next_span(at, program)
    return at if opens <= at < closes else opens


def business_due(start: datetime, hours: float, program: Program) -> datetime:
    """The aware UTC instant at which `hours` of business time since `start` have passed."""
    left = timedelta(hours=hours)
    opens, closes = _next_span(start, program)
    at = max(start, opens)
    while left > closes - at:
        left -= closes - at
        opens, closes = _next_span(closes, program)
        at = opens
    return at + left


def business_days_before(day: date, count: int, program: Program) -> date:
    """The business day that is `count` business days before a local date; with 0 the last one not after it."""
    found = _step_back(day, program)
    for _ in range(count):
        found = _step_back(found - timedelta(days=1), program)
    return found


def true_hours(at: datetime, program: Program) -> TrueHours:
    """When the family can truly expect someone, asked at this aware instant."""
    back = next_business_open(at, program)
    local = wall(back, program.zone)
    away = (local.date() - wall(at, program.zone).date()).days
    return TrueHours(is_open=back == at, back_local=local, days_away=away)


def _next_span(at: datetime, program: Program) -> tuple[datetime, datetime]:
    first = wall(at, program.zone).date()
    business = (day for day in _days_from(first) if is_business_day(day, program))
    weekdays = (day for day in _days_from(first) if day.weekday() in program.policies.business.weekdays)
    for day in chain(business, weekdays):
        opens, closes = business_span(day, program)
        if at < closes:
            return opens, closes
    raise ValueError("Business hours: no weekday is open in two months.")


def _days_from(first: date) -> Iterator[date]:
    return (first + timedelta(days=ahead) for ahead in range(SEARCH_DAYS))


def _step_back(day: date, program: Program) -> date:
    for back in range(SEARCH_DAYS):
        if is_business_day(day - timedelta(days=back), program):
            return day - timedelta(days=back)
    return day
