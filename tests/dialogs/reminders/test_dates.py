"""Dates as families read them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from dialogs.reminders.business import true_hours
from dialogs.reminders.dates import written_back, written_date, written_time, written_when
from dialogs.segments import encoding
from tests.dialogs.reminders.people import CHICAGO, PROGRAM, at


def naive(text: str) -> datetime:
    return datetime.fromisoformat(text)


TUESDAY, SATURDAY = naive("2025-03-04 14:30"), naive("2026-03-07 09:00")
LANGUAGES = ("en", "es", "zh", "vi", "ar", "fr", "pt", "ru", "ko", "ht")


@pytest.mark.parametrize(
    ("local", "language", "sms", "expected"),
    [
        pytest.param(TUESDAY, "en", True, "Tue Mar 4, 2:30 pm", id="English"),
        pytest.param(TUESDAY, "es", True, "martes 4 de marzo, 2:30 pm", id="Spanish"),
        pytest.param(SATURDAY, "es", True, "7 de marzo, 9:00 am", id="Spanish SMS: Saturday has no weekday"),
        pytest.param(SATURDAY, "es", False, "sábado 7 de marzo, 9:00 am", id="Spanish elsewhere"),
        pytest.param(naive("2026-03-11 12:05"), "es", True, "miércoles 11 de marzo, 12:05 pm", id="é is GSM-7"),
        pytest.param(SATURDAY, "es-MX", True, "7 de marzo, 9:00 am", id="a region of Spanish"),
        pytest.param(SATURDAY, "pt", True, "7 de mar., 9:00", id="Portuguese SMS: ç is not GSM-7"),
        pytest.param(SATURDAY, "fr", True, "samedi 7 mars, 9:00", id="French"),
        pytest.param(naive("2026-08-15 09:00"), "fr", True, "samedi 15 août, 9:00", id="août keeps its accent"),
        pytest.param(SATURDAY, "ht", True, "samdi 7 mas, 9:00 am", id="Haitian Creole is not French"),
        pytest.param(naive("2026-10-07 00:00"), "ht", True, "mèkredi 7 oktòb, 12:00 am", id="è and ò are GSM-7"),
        pytest.param(TUESDAY, "zh", True, "3月4日周二 14:30", id="Chinese"),
        pytest.param(SATURDAY, "tlh", True, "Sat Mar 7, 9:00 am", id="a language nobody wrote yet"),
    ],
)
def test_a_date_is_written_out(local: datetime, language: str, sms: bool, expected: str) -> None:
    """Day and date, never 'tomorrow'; on SMS in the longest correct form that costs nothing extra."""
    assert written_when(local, language, sms=sms, today=local.date()) == expected


@pytest.mark.parametrize("language", ["en", "es", "ht", "pt"])
def test_a_year_of_sms_dates_stays_in_gsm_7(language: str) -> None:
    """No date of the year doubles what a text costs."""
    for ahead in range(366):
        local = naive("2028-01-01 14:30") + timedelta(days=ahead)
        assert encoding(written_when(local, language, sms=True, today=local.date())) == "GSM-7"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_hidden_spaces(language: str) -> None:
    """CLDR's narrow spaces would turn a text into UCS-2 unseen."""
    for hour in (0, 9, 12, 23):
        written = written_when(naive(f"2026-03-07 {hour:02}:05"), language, sms=True, today=SATURDAY.date())
        assert not set(written) & {"\u202f", "\u00a0", "\u2009"}
        assert "7" in written


def test_every_day_of_a_year_is_written_differently() -> None:
    """Dropping the weekday never makes two dates alike."""
    for language in LANGUAGES:
        days = [date(2026, 1, 1) + timedelta(days=ahead) for ahead in range(365)]
        assert len({written_date(day, language, sms=True, today=day) for day in days}) == 365


@pytest.mark.parametrize(
    ("day", "language", "expected"),
    [
        pytest.param("2026-12-01", "en", "Tue Dec 1", id="in sight"),
        pytest.param("2026-12-10", "en", "Thu Dec 10, 2026", id="nine months"),
        pytest.param("2099-01-01", "en", "Thu Jan 1, 2099", id="far"),
        pytest.param("2099-01-01", "es", "jueves 1 de enero de 2099", id="Spanish"),
        pytest.param("2027-02-06", "es", "6 de febrero de 2027", id="Spanish Saturday"),
        pytest.param("2025-01-02", "en", "Thu Jan 2, 2025", id="long ago"),
        pytest.param("2027-01-02", "fr", "samedi 2 janvier 2027", id="French"),
        pytest.param("2027-01-04", "pt", "segunda-feira, 4 de janeiro de 2027", id="Portuguese"),
        pytest.param("2027-01-04", "ht", "lendi 4 janvye 2027", id="Haitian Creole"),
        pytest.param("2027-01-04", "ko", "2027년 1월 4일 (월)", id="Korean"),
    ],
)
def test_a_day_that_is_far_away_has_its_year(day: str, language: str, expected: str) -> None:
    """Nine months and more from the day on which it is read."""
    assert written_date(date.fromisoformat(day), language, sms=True, today=date(2026, 3, 10)) == expected


@pytest.mark.parametrize(
    ("now", "language", "expected"),
    [
        pytest.param("2026-05-13 07:00", "en", "9:00 am", id="today"),
        pytest.param("2026-05-15 18:00", "en", "Monday 9:00 am", id="Monday"),
        pytest.param("2026-05-15 18:00", "es", "lunes 9:00 am", id="lunes"),
        pytest.param("2026-05-15 18:00", "ht", "lendi 9:00 am", id="lendi"),
    ],
)
def test_when_people_are_back(now: str, language: str, expected: str) -> None:
    hours = true_hours(at(now, CHICAGO), PROGRAM)
    assert written_back(hours, language, sms=True) == expected


def test_an_arabic_time_has_its_own_halves() -> None:
    assert written_time(time(14, 30), "ar") == "2:30 م"
