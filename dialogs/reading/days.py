"""Arithmetic with days, for the date rules; pure, proleptic Gregorian, weeks begin on Monday."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

#: Two-digit years up to this many years ahead are of this century.
_YEARS_AHEAD = 20


def day(year: int, month: int, day_of_month: int) -> date | None:
    """The date, or None where the calendar has no such day."""
    try:
        return date(year, month, day_of_month)
    except (ValueError, OverflowError):
        return None


def full_year(year: int, today: date) -> int:
    """Of a year written with two digits: 27 -> 2027, 89 -> 1989 (seen from 2016)."""
    if year >= 100:
        return year
    century = today.year - today.year % 100
    return century + year if century + year <= today.year + _YEARS_AHEAD else century + year - 100


def moved(start: date, count: int, unit: str) -> date | None:
    """`count` days, weeks, months or years later (earlier where negative); the 31st becomes the last."""
    try:
        match unit:
            case "day":
                return start + timedelta(days=count)
            case "week":
                return start + timedelta(weeks=count)
            case "month" | "year":
                months = start.year * 12 + start.month - 1 + count * (12 if unit == "year" else 1)
                year, month = divmod(months, 12)
                last = calendar.monthrange(year, month + 1)[1]
                return date(year, month + 1, min(start.day, last))
            case _:
                return None
    except (ValueError, OverflowError):
        return None


def in_week(today: date, weeks: int, weekday: int) -> date | None:
    """The weekday (Monday 0) of the week that is `weeks` after this one."""
    return moved(today, weeks * 7 - today.weekday() + weekday, "day")


def nearest(today: date, month: int, day_of_month: int, *, is_past: bool) -> date | None:
    """The next (or last) such day of a year; looks eight years far, for 29 February."""
    for step in range(9):
        found = day(today.year - step if is_past else today.year + step, month, day_of_month)
        if found is not None and (found <= today if is_past else found >= today):
            return found
    return None


def nearest_of_month(today: date, day_of_month: int, *, is_past: bool) -> date | None:
    """The next (or last) month's day with that number, today included."""
    for step in range(3):
        months = today.year * 12 + today.month - 1 + (-step if is_past else step)
        year, month = divmod(months, 12)
        found = day(year, month + 1, day_of_month)
        if found is not None and (found <= today if is_past else found >= today):
            return found
    return None


def nth_weekday(year: int, month: int, nth: int, weekday: int) -> date | None:
    """The nth such weekday of a month, from 1; None where the month has fewer."""
    first = day(year, month, 1)
    if first is None or not 1 <= nth <= 5:
        return None
    found = moved(first, (weekday - first.weekday()) % 7 + (nth - 1) * 7, "day")
    return found if found is not None and found.month == month else None
