"""Days, seen from Wednesday 11 March 2026."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from dialogs.reading.dates import read_date
from dialogs.reading.outcome import Certain, ReadBack, Unclear
from dialogs.reading.words import Words


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        pytest.param("en", "tmrw", "2026-03-12", id="tmrw"),
        pytest.param("en", "Friday", "2026-03-13", id="weekday"),
        pytest.param("en", "on the 5th", "2026-04-05", id="day gone by this month"),
        pytest.param("en", "in 10 days", "2026-03-21", id="in 10 days"),
        pytest.param("en", "3 weeks ago", "2026-02-18", id="ago"),
        pytest.param("en", "June 3", "2026-06-03", id="month day"),
        pytest.param("en", "3rd of June 2027", "2027-06-03", id="with year"),
        pytest.param("en", "2026-12-03", "2026-12-03", id="ISO"),
        pytest.param("en", "25/12/2026", "2026-12-25", id="only one order"),
        pytest.param("en", "tomorrow at 3pm", "2026-03-12", id="with a time"),
        pytest.param("es", "pasado manana", "2026-03-13", id="pasado mañana"),
        pytest.param("es", "mañana en la mañana", "2026-03-12", id="tomorrow morning"),
        pytest.param("es", "el 15 de abril", "2026-04-15", id="15 de abril"),
        pytest.param("es", "treinta y uno de mayo", "2026-05-31", id="in words"),
        pytest.param("es", "dentro de dos semanas", "2026-03-25", id="dentro de"),
        pytest.param("fr", "après-demain", "2026-03-13", id="après-demain"),
        pytest.param("fr", "le 1er mai", "2026-05-01", id="1er mai"),
        pytest.param("pt", "daqui a 5 dias", "2026-03-16", id="daqui a"),
        pytest.param("zh", "下周五", "2026-03-20", id="下周五"),
        pytest.param("zh", "五月二十号", "2026-05-20", id="五月二十号"),
        pytest.param("ko", "다음 주 화요일", "2026-03-17", id="다음 주"),
        pytest.param("ko", "오월 이십일", "2026-05-20", id="이십일"),
        pytest.param("ko", "사흘 후", "2026-03-14", id="사흘 후"),
        pytest.param("ar", "بعد أسبوعين", "2026-03-25", id="dual"),
        pytest.param("ar", "غدا", "2026-03-12", id="غدا"),
        pytest.param("ru", "через 3 дня", "2026-03-14", id="через"),
        pytest.param("vi", "ngày mai", "2026-03-12", id="ngày mai"),
        pytest.param("ht", "demen", "2026-03-12", id="demen"),
    ],
)
def test_a_clear_day_is_certain(words: Words, now: datetime, language: str, text: str, day: str) -> None:
    """A day that can be read in one way only is stored."""
    assert read_date(text, language, words, now=now) == Certain(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        pytest.param("en", "04/05", "2026-04-05", id="day or month first"),
        pytest.param("es", "04/05/2026", "2026-05-04", id="day first in Spanish"),
        pytest.param("en", "next Friday", "2026-03-20", id="next Friday"),
        pytest.param("en", "maybe Friday", "2026-03-13", id="hedged"),
        pytest.param("en", "Wednesday", "2026-03-11", id="said on the day itself"),
        pytest.param("en", "Tuesday June 3 2026", "2026-06-03", id="weekday disagrees"),
        pytest.param("en", "June 3 1926", "1926-06-03", id="a century off"),
        pytest.param("en", "2 years ago", "2024-03-11", id="years are told roughly"),
        pytest.param("en", "5", "2026-04-05", id="bare number"),
        pytest.param("en", "is Friday ok?", "2026-03-13", id="a question"),
    ],
)
def test_a_doubtful_day_is_read_back(words: Words, now: datetime, language: str, text: str, day: str) -> None:
    """Two possible orders, hedges, and contradictions are read back."""
    assert read_date(text, language, words, now=now) == ReadBack(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("Feb 30", "no-such-date", id="30 February"),
        pytest.param("31/31/2026", "no-such-date", id="31/31"),
        pytest.param("Monday or Tuesday", "several", id="two days"),
        pytest.param("next month", "not-a-day", id="a month"),
        pytest.param("next week", "not-a-day", id="a week"),
        pytest.param("when he was two", "not-a-day", id="an age"),
        pytest.param("she was 6 months old", "not-a-day", id="an age in months"),
        pytest.param("when he was 2 1/2", "not-a-day", id="an age and a half"),
        pytest.param("last summer", "not-a-day", id="a season"),
        pytest.param("hello there", "not-an-answer", id="no day"),
        pytest.param("when?", "question", id="question"),
        pytest.param(" ", "empty", id="empty"),
        pytest.param("9" * 4000, "too-long", id="digits"),
    ],
)
def test_no_day_is_unclear(words: Words, now: datetime, text: str, reason: str) -> None:
    """What names no single day says why."""
    assert read_date(text, "en", words, now=now) == Unclear(reason)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("2019", "2019", id="year"),
        pytest.param("April 2019", "2019-04", id="month and year"),
        pytest.param("04/2019", "2019-04", id="digits"),
        pytest.param("last month", "2026-02", id="last month"),
    ],
)
def test_partial_dates_where_the_form_allows_them(words: Words, now: datetime, text: str, value: str) -> None:
    """A year or a month is an answer where the form says so."""
    assert read_date(text, "en", words, now=now, prefer="past", allow_partial=True) == Certain(value)


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        pytest.param("en", "since March", "2026-03", id="this month"),
        pytest.param("en", "since June", "2025-06", id="last June"),
        pytest.param("en", "it was in October", "2025-10", id="it was"),
        pytest.param("es", "desde junio", "2025-06", id="desde"),
        pytest.param("es", "nacio en mayo", "2025-05", id="without its accent"),
    ],
)
def test_since_looks_back_whatever_is_asked(words: Words, now: datetime, language: str, text: str, value: str) -> None:
    """A month without a year is read back, and is the last such month."""
    assert read_date(text, language, words, now=now, allow_partial=True) == ReadBack(value)


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        pytest.param("en", "last May", "2025-05", id="last May, in March"),
        pytest.param("en", "since last summer", "2025", id="last summer"),
        pytest.param("en", "last winter", "2026", id="a winter has the year in which it ends"),
        pytest.param("en", "summer 2024", "2024", id="with its year"),
        pytest.param("en", "when he was two, in May 2024", "2024-05", id="an age and a month"),
        pytest.param("es", "el verano pasado", "2025", id="el verano pasado"),
        pytest.param("es", "desde el otoño", "2025", id="desde el otoño"),
        pytest.param("es", "mayo pasado", "2025-05", id="mayo pasado"),
    ],
)
def test_a_time_of_the_year_is_read_back(words: Words, now: datetime, language: str, text: str, value: str) -> None:
    """Where a year is an answer; a season is told roughly."""
    assert read_date(text, language, words, now=now, prefer="past", allow_partial=True) == ReadBack(value)


def test_last_may_is_this_years_once_it_is_over(words: Words, now: datetime) -> None:
    """Told in November, as most people mean it."""
    november = now.replace(month=11, day=22)
    assert read_date("last May", "en", words, now=november, allow_partial=True) == ReadBack("2026-05")
    assert read_date("may last year", "en", words, now=november, allow_partial=True) == Certain("2025-05")


@pytest.mark.parametrize("text", ["cuando tenia dos años", "a los 2 años", "tenía 6 meses", "dos años"])
def test_an_age_in_spanish_is_no_day(words: Words, now: datetime, text: str) -> None:
    assert isinstance(read_date(text, "es", words, now=now, allow_partial=True), Unclear)


@pytest.mark.parametrize("day", [22, 23, 24, 25])
def test_el_jueves_que_viene_is_the_nearest(words: Words, now: datetime, day: int) -> None:
    """Said on the Sunday before or in the same week; on Thursday itself it is the one after."""
    said = now.replace(month=11, day=day)
    assert read_date("el jueves que viene", "es", words, now=said) == Certain(date(2026, 11, 26))
    thursday = now.replace(month=11, day=26)
    assert read_date("el jueves que viene", "es", words, now=thursday) == Certain(date(2026, 12, 3))


@pytest.mark.parametrize(("language", "text"), [("en", "this Thursday"), ("es", "este jueves")])
def test_this_thursday_is_still_to_come(words: Words, now: datetime, language: str, text: str) -> None:
    """Also when it is said on a Sunday."""
    assert read_date(text, language, words, now=now.replace(month=11, day=22)) == Certain(date(2026, 11, 26))


def test_since_a_day_without_a_year_is_the_last_such_day(words: Words, now: datetime) -> None:
    assert read_date("since June 3", "en", words, now=now) == Certain(date(2025, 6, 3))


def test_prefer_past_looks_back(words: Words, now: datetime) -> None:
    """A birthday or a past visit is the last such day."""
    assert read_date("June 3", "en", words, now=now, prefer="past") == Certain(date(2025, 6, 3))


def test_29_february_is_the_next_leap_day(words: Words, now: datetime) -> None:
    """A day that most years lack is the next one there is."""
    assert read_date("Feb 29", "en", words, now=now) == Certain(date(2028, 2, 29))
