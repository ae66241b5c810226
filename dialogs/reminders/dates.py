"""Dates and times written out, never "tomorrow": a text may be read a day late, and it must still be true.

On SMS a date never costs more than it must. á í ó ú û ç ã are not in GSM-7, so that one "sábado" turns 160 characters
into 70: there the date goes without the weekday's name ("7 de marzo"), and in Portuguese with the month's short form
("7 de mar."). Cutting the accent off instead would be a spelling mistake in every Saturday's text. Where no correct
form fits (French "août"), correct spelling wins and the text costs what it costs. U+202F and U+00A0, which CLDR puts
before "pm", become plain spaces for the same reason. A day that is far away has its year. Source of names: CLDR through
babel; GSM 03.38.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time

from dialogs.reminders.business import TrueHours
from dialogs.segments import encoding

#: Longest first: what a date may look like, as CLDR patterns.
PATTERNS = {
    "en": ("EEE MMM d", "MMM d"),
    "es": ("EEEE d 'de' MMMM", "d 'de' MMMM"),
    "fr": ("EEEE d MMMM", "d MMMM", "d MMM"),
    "pt": ("EEEE, d 'de' MMMM", "d 'de' MMMM", "d 'de' MMM"),
}
#: What stands behind such a date where its year is told.
YEARS = {"en": ", y", "es": " 'de' y", "fr": " y", "pt": " 'de' y"}
#: From so far on a day without its year may be taken for another year's.
FAR = timedelta(days=270)
#: Languages whose texts can be GSM-7 at all; the others pay for UCS-2 whatever the date looks like.
LATIN = frozenset({"en", "es", "fr", "pt", "ht"})
#: Families in the US read these with am and pm, as the clinic's own letters have it.
HALF_DAY = frozenset({"en", "es", "ht"})

# CLDR's ht is French. Source of the words: Haitian Creole orthography of 1979; drafted, not yet reviewed.
HAITIAN_DAYS = ("lendi", "madi", "mèkredi", "jedi", "vandredi", "samdi", "dimanch")
HAITIAN_MONTHS = (
    "janvye", "fevriye", "mas", "avril", "me", "jen", "jiyè", "out", "septanm", "oktòb", "novanm", "desanm",
)  # fmt: skip


def written_when(local: datetime, language: str, *, sms: bool, today: date) -> str:
    """Date and time of naive wall time: 'Tue Mar 4, 2:30 pm' or 'martes 4 de marzo, 2:30 pm'."""
    comma = {"ar": "، ", "zh": " "}.get(_base(language), ", ")
    return f"{written_date(local.date(), language, sms=sms, today=today)}{comma}{written_time(local.time(), language)}"


def written_date(day: date, language: str, *, sms: bool, today: date) -> str:
    """A local day with its weekday; on SMS the longest correct form that GSM-7 can carry, if there is one.

    today: the reader's; a day about nine months from it, or further, has its year.
    """
    forms = _forms(day, language, has_year=abs(day - today) >= FAR)
    if sms and _base(language) in LATIN:
        return next((form for form in forms if encoding(form) == "GSM-7"), forms[0])
    return forms[0]


def written_time(of_day: time, language: str) -> str:
    """A wall time: '2:30 pm' for readers of am and pm, else as the language writes it ('14:30')."""
    base = _base(language)
    if base in HALF_DAY:
        hour = of_day.hour % 12 or 12
        return f"{hour}:{of_day.minute:02} {'am' if of_day.hour < 12 else 'pm'}"
    return _plain(format_time(of_day, "short" if base == "ar" else "H:mm", locale=base))


def written_back(hours: TrueHours, language: str, *, sms: bool) -> str:
    """When people are back, in the program's wall time: '9:00 am' today, 'Monday 9:00 am', or with the date."""
    at = written_time(hours.back_local.time(), language)
    if hours.days_away == 0:
        return at
    day = hours.back_local.date()
    weekday = written_weekday(day, language)
    # Beyond six days a weekday's name would mean the nearer one.
    if hours.days_away > 6 or (sms and _base(language) in LATIN and encoding(weekday) != "GSM-7"):
        weekday = written_date(day, language, sms=sms, today=day - timedelta(days=hours.days_away))
    return f"{weekday} {at}"


def written_weekday(day: date, language: str) -> str:
    """The weekday's whole name."""
    base = _base(language)
    if base == "ht":
        return HAITIAN_DAYS[day.weekday()]
    return _plain(format_date(day, "EEEE", locale=base))


@lru_cache(maxsize=16)
def written_weekdays(language: str) -> tuple[str, ...]:
    """The weekdays' names as dates have them, from Monday on: short in English."""
    base = _base(language)
    if base == "ht":
        return HAITIAN_DAYS
    pattern = PATTERNS.get(base, ("EEEE",))[0].split()[0].rstrip(",")
    return tuple(_plain(format_date(date(2024, 1, day), pattern, locale=base)) for day in range(1, 8))


def _forms(day: date, language: str, *, has_year: bool) -> list[str]:
    base = _base(language)
    if base == "ht":
        month_day = f"{day.day} {HAITIAN_MONTHS[day.month - 1]}{f' {day.year}' if has_year else ''}"
        return [f"{HAITIAN_DAYS[day.weekday()]} {month_day}", month_day]
    if patterns := PATTERNS.get(base):
        year = YEARS[base] if has_year else ""
        return [_plain(format_date(day, f"{pattern}{year}", locale=base)) for pattern in patterns]
    skeleton = "yMMMMEd" if has_year else "MMMMEd"
    return [_plain(format_skeleton(skeleton, datetime.combine(day, time(12)), locale=base))]


@lru_cache(maxsize=256)
def _base(language: str) -> str:
    """The language without its region; English where babel does not know it, as the wording falls back too."""
    base = language.partition("-")[0]
    try:
        Locale.parse(base)
    except (UnknownLocaleError, ValueError):
        return "en"
    return base


def _plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")
