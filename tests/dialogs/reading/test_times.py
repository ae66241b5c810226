"""Times of day."""

from __future__ import annotations

from datetime import time

import pytest

from dialogs.reading.outcome import Certain, Outcome, ReadBack, Unclear
from dialogs.reading.times import read_time
from dialogs.reading.words import Words


@pytest.mark.parametrize(
    ("language", "text", "outcome"),
    [
        pytest.param("en", "3pm", Certain(time(15)), id="3pm"),
        pytest.param("en", "at 10:30 a.m.", Certain(time(10, 30)), id="10:30 a.m."),
        pytest.param("en", "noon", Certain(time(12)), id="noon"),
        pytest.param("en", "half past 3", ReadBack(time(15, 30)), id="half past"),
        pytest.param("en", "3", ReadBack(time(15)), id="bare hour"),
        pytest.param("en", "9:15", ReadBack(time(9, 15)), id="office hour"),
        pytest.param("en", "25:00", Unclear("not-an-answer"), id="no such hour"),
        pytest.param("es", "a las 3 y media de la tarde", Certain(time(15, 30)), id="y media"),
        pytest.param("es", "mediodia", Certain(time(12)), id="mediodía"),
        pytest.param("fr", "15h30", Certain(time(15, 30)), id="15h30"),
        pytest.param("zh", "下午三点半", Certain(time(15, 30)), id="三点半"),
        pytest.param("ko", "오후 3시 20분", Certain(time(15, 20)), id="오후"),
        pytest.param("en", "whenever", Unclear("not-an-answer"), id="no time"),
    ],
)
def test_times(words: Words, language: str, text: str, outcome: Outcome[time]) -> None:
    """Morning or afternoon not said is read back at the office hour."""
    assert read_time(text, language, words) == outcome
