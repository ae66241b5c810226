"""When people read what a family writes, in words: the program's business hours, "Mon-Fri 9-5"."""

from __future__ import annotations

from datetime import time
from functools import lru_cache
from itertools import pairwise

from dialogs.policies import BusinessHours
from dialogs.reminders.dates import written_time, written_weekdays
from dialogs.wording import Wording

#: From so many days in a row on they are told by the first and the last of them.
_ROW = 3


@lru_cache(maxsize=64)
def written_hours(hours: BusinessHours, wording: Wording, language: str) -> str:
    """Days and times as the language's own texts have them; a language without texts of ours is answered in English."""
    spoken = wording.spoken(language, "hours")
    *days, last = _days(hours, wording, spoken)
    listed = wording.say(spoken, "hours-and", days=", ".join(days), last=last) if days else last
    opens, closes = (_clock(of_day, hours, spoken) for of_day in (hours.opens, hours.closes))
    return wording.say(spoken, "hours", days=listed, opens=opens, closes=closes)


def _days(hours: BusinessHours, wording: Wording, language: str) -> list[str]:
    """Runs of days by their ends, other days by their names."""
    names = written_weekdays(language)
    told: list[str] = []
    for run in _runs(sorted(hours.weekdays)):
        if len(run) >= _ROW:
            told.append(wording.say(language, "hours-days", first=names[run[0]], last=names[run[-1]]))
        else:
            told += [names[day] for day in run]
    return told


def _runs(days: list[int]) -> list[list[int]]:
    runs = [days[:1]]
    for before, day in pairwise(days):
        if day == before + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _clock(of_day: time, hours: BusinessHours, language: str) -> str:
    """9, or 9:00 beside 4:30; with am and pm where the bare figures would leave a doubt."""
    written, _, half = written_time(of_day, language).partition(" ")
    is_whole = not (hours.opens.minute or hours.closes.minute)
    figure = written.removesuffix(":00") if is_whole else written
    is_plain = hours.opens.hour < 12 <= hours.closes.hour and _figure(hours.closes) < _figure(hours.opens)
    return figure if is_plain else f"{figure} {half}"


def _figure(of_day: time) -> tuple[int, int]:
    return of_day.hour % 12 or 12, of_day.minute
