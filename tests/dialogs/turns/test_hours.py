"""The program's hours in a family's words."""

from __future__ import annotations

from datetime import time

import pytest

from dialogs.policies import BusinessHours
from dialogs.turns.hours import written_hours
from tests.builders import content

_NINE_TO_FIVE = BusinessHours()
_HALVES = BusinessHours(time(8, 30), time(16, 30), (0, 1, 2, 3))
_LATE = BusinessHours(time(9), time(21), (0, 2, 4))
_MORNINGS = BusinessHours(time(8), time(12), (0, 1, 2, 3, 5))


@pytest.mark.parametrize(
    ("hours", "language", "expected"),
    [
        pytest.param(_NINE_TO_FIVE, "en", "Mon-Fri 9-5", id="the default"),
        pytest.param(_NINE_TO_FIVE, "es", "de lunes a viernes, 9 a 5", id="Spanish"),
        pytest.param(_NINE_TO_FIVE, "es-MX", "de lunes a viernes, 9 a 5", id="a region of Spanish"),
        pytest.param(_NINE_TO_FIVE, "ht", "Mon-Fri 9-5", id="a language that is answered in English"),
        pytest.param(_HALVES, "en", "Mon-Thu 8:30-4:30", id="half hours"),
        pytest.param(_HALVES, "es", "de lunes a jueves, 8:30 a 4:30", id="half hours in Spanish"),
        pytest.param(_LATE, "en", "Mon, Wed, Fri 9 am-9 pm", id="single days, late"),
        pytest.param(_LATE, "es", "lunes, miércoles y viernes, 9 am a 9 pm", id="single days in Spanish"),
        pytest.param(_MORNINGS, "en", "Mon-Thu, Sat 8 am-12 pm", id="a run and a day"),
        pytest.param(BusinessHours(weekdays=(2,)), "es", "miércoles, 9 a 5", id="one day"),
    ],
)
def test_hours_in_words(hours: BusinessHours, language: str, expected: str) -> None:
    """Short, and without a doubt which half of the day is meant."""
    assert written_hours(hours, content().wording, language) == expected
