"""Days, times of day and numbers, as a language writes them."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

from dialogs.forms.speaking import Speaks
from dialogs.reminders.dates import written_time


def day_text(day: str, language: str, wording: Speaks) -> str:
    """A day, a month or a year in ISO form, as the language says it."""
    year, *rest = day.split("-")
    if not rest:
        return year
    month = wording.say(language, f"form-month-{int(rest[0])}")
    if len(rest) == 1:
        return wording.say(language, "form-month-year", month=month, year=year)
    return wording.say(language, "form-day", day=str(int(rest[1])), month=month, year=year)


def clock_text(clock: str, language: str) -> str:
    """A time of day in ISO form: "3:30 pm"."""
    return written_time(time.fromisoformat(clock[:5]), language)


def number_text(number: Decimal) -> str:
    """A number without an exponent or empty decimals."""
    return format(number.normalize(), "f")
