"""Wall time and instants. Aware UTC outside, naive wall time beside a zone's name inside; nothing else is kept.

Source of the two DST rules: PEP 495; policies.md section 4 (gap: shift forward, overlap: the first only).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MIDNIGHT = time(0)
_FIRST_VISIT, _LAST_VISIT = time(6), time(21)
#: The prefix of a toll-free or unknown number stands for every zone of a continent: that is no hint where a phone is.
_MOST_ZONES = 4


@lru_cache(maxsize=1024)
def is_zone(name: str) -> bool:
    """True if `name` is an IANA zone such as America/Chicago. Never raises, whatever was imported."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def is_odd_hour(local: datetime) -> bool:
    """Whether wall time is one at which visits hardly ever are: 2:30 was meant as 14:30 more often than not."""
    return not _FIRST_VISIT <= local.time() <= _LAST_VISIT


@lru_cache(maxsize=1024)
def zones_of_number(number: str) -> tuple[str, ...]:
    """The zones that the prefix of a number (E.164) belongs to; none where it says nothing, as for a chat id."""
    import phonenumbers  # here because its tables take a while to load, and most contacts' zone is known
    from phonenumbers.timezone import time_zones_for_number

    try:
        found = time_zones_for_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return ()
    return tuple(filter(is_zone, found)) if len(found) <= _MOST_ZONES else ()


def instant(local: datetime, zone: str) -> datetime:
    """The aware UTC instant of naive wall time in `zone`; always exactly one.

    A wall time that a clock change skips moves forward by the length of the gap; one that comes twice is its first.
    """
    # fold=0 is both rules at once: the offset before the change, which lands after a gap and first in an overlap.
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def wall(at: datetime, zone: str) -> datetime:
    """Naive wall time in `zone` of an aware instant."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def midnight(day: date, zone: str) -> datetime:
    """The aware UTC instant at which a local day begins."""
    return instant(datetime.combine(day, MIDNIGHT), zone)


def days_between(earlier: datetime, later: datetime, zone: str) -> int:
    """Whole local days from one aware instant to another, as a person in `zone` counts them."""
    return (wall(later, zone).date() - wall(earlier, zone).date()) // timedelta(days=1)
