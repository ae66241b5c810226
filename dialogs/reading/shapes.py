"""What the shapes of a day mean.

A reply is first written as a string of letters, one for each thing that was recognised; the table at
the end gives, for each shape, the function that makes a day of it. Languages differ in the order of
their words, hence the several shapes of one meaning.

D today, tomorrow      W weekday     M month           Y year        r next, last, this
N number               O "second"    o "2nd"           d "on the 5", 5일
u unit of time         a ago         i in              f from now    x a word that no list knows
S summer, winter       n the coming one (behind a weekday)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec

from dialogs.reading import days


class Seen(msgspec.Struct, frozen=True):
    """One letter of the shape and what it stands for."""

    letter: str
    value: Any


class Day(msgspec.Struct, frozen=True):
    """A day found; `text` instead where only the year or month is known ("2019-04")."""

    day: date | None
    is_sure: bool = True
    is_fixed: bool = False  # the family named the year or said ago, last, next: prefer has no say
    text: str = ""
    is_span: bool = False  # a week or weekend: no single day was named


class Frame(msgspec.Struct, frozen=True):
    """What the rules may look at besides the words."""

    today: date
    is_past: bool
    is_ordinal_last: bool = False  # Arabic says "the Sunday, the second"
    is_week_named: bool = False  # Chinese 下周一 names the week, "next Monday" may mean either


#: None: the shape fits but the values do not; the next rule is tried.
Rule = Callable[[dict[str, Any], Frame], Day | None]


def _month_day(got: dict[str, Any], frame: Frame) -> Day:
    year = got.get("Y")
    if year is not None:
        found = days.day(days.full_year(year, frame.today), got["M"], got["d"])
    else:
        found = days.nearest(frame.today, got["M"], got["d"], is_past=frame.is_past)
    return _checked(found, got, is_fixed=year is not None)


def _checked(found: date | None, got: dict[str, Any], *, is_fixed: bool) -> Day:
    """A weekday said beside the date has to agree, or it is read back."""
    agrees = found is None or got.get("W") is None or found.weekday() == got["W"]
    return Day(found, is_sure=agrees, is_fixed=is_fixed)


def _shifted_month_day(got: dict[str, Any], frame: Frame) -> Day:
    first = days.moved(frame.today.replace(day=1), got["r"], got.get("u", "month"))
    found = first and days.day(first.year, first.month, got["d"])
    if got.get("u") == "year":
        return Day(None)
    return _checked(found, got, is_fixed=got["r"] != 0)


def _nth_weekday(got: dict[str, Any], frame: Frame) -> Day | None:
    if got["d"] > 5:
        return None
    today, month, year = frame.today, got.get("M"), got.get("Y")
    if month is not None:
        for step in range(3):
            wanted = year or today.year + (-step if frame.is_past else step)
            found = days.nth_weekday(wanted, month, got["d"], got["W"])
            if year or (found and (found <= today if frame.is_past else found >= today)):
                return Day(found, is_fixed=year is not None)
        return Day(None)
    base = days.moved(today.replace(day=1), got.get("r", 0), "month")
    found = base and days.nth_weekday(base.year, base.month, got["d"], got["W"])
    return Day(found, is_sure="r" in got, is_fixed=got.get("r", 0) != 0)


def _weekday(got: dict[str, Any], frame: Frame) -> Day:
    """The next one; said on the day itself it may mean today or in a week."""
    ahead = (got["W"] - frame.today.weekday()) % 7
    step = ahead - 7 if frame.is_past and ahead else ahead
    return Day(days.moved(frame.today, step, "day"), is_sure=ahead != 0)


def _shifted_weekday(got: dict[str, Any], frame: Frame) -> Day:
    """ "Next Friday" is the nearest one for some and that of next week for others."""
    shift: int = got["r"]
    if frame.is_week_named:
        return Day(days.in_week(frame.today, shift, got["W"]), is_fixed=shift != 0)
    found = days.in_week(frame.today, shift, got["W"])
    if shift == 0:
        is_over = found is not None and found < frame.today and not frame.is_past
        # "This Thursday", said on a Sunday, is still to come.
        meant = days.in_week(frame.today, 1, got["W"]) if is_over else found
        return Day(meant, is_sure=got["W"] != frame.today.weekday())
    if shift == -1:
        return Day(found, is_sure=got["W"] >= frame.today.weekday(), is_fixed=True)
    return Day(found, is_sure=shift != 1 or got["W"] <= frame.today.weekday(), is_fixed=True)


def _coming_weekday(got: dict[str, Any], frame: Frame) -> Day:
    """The nearest one after today."""
    ahead = (got["W"] - frame.today.weekday()) % 7 or 7
    return Day(days.moved(frame.today, ahead, "day"), is_fixed=True)


def _week_weekday(got: dict[str, Any], frame: Frame) -> Day:
    if got["u"] not in ("week", "weekend"):
        return Day(None)
    return Day(days.in_week(frame.today, got["r"], got["W"]), is_fixed=got["r"] != 0)


def _weekday_day(got: dict[str, Any], frame: Frame) -> Day:
    """ "Friday the 22nd": of this month if it is one, else the nearest month where it is."""
    months = frame.today.year * 12 + frame.today.month - 1
    for step in range(12):
        year, month = divmod(months + (-step if frame.is_past else step), 12)
        found = days.day(year, month + 1, got["d"])
        if found is not None and found.weekday() == got["W"]:
            return Day(found, is_sure=step < 2)
    return Day(None)


def _named(got: dict[str, Any], frame: Frame) -> Day:
    found = days.moved(frame.today, got["D"], "day")
    return _checked(found, got, is_fixed=got["D"] != 0)


def _nth_weekday_reversed(got: dict[str, Any], frame: Frame) -> Day | None:
    return _nth_weekday(got, frame) if frame.is_ordinal_last else None


def _named_offset(got: dict[str, Any], frame: Frame) -> Day:
    base = days.moved(frame.today, got["D"], "day")
    return Day(base and days.moved(base, got["N"], got["u"]), is_fixed=True)


def _offset(got: dict[str, Any], frame: Frame) -> Day | None:
    """In 3 weeks; months and years are told roughly, so they are read back."""
    if not got.keys() & {"a", "i", "f"}:
        return None
    direction = -1 if "a" in got else 1
    found = days.moved(frame.today, direction * got["N"], got["u"])
    if found is not None and "N2" in got:
        found = days.moved(found, direction * got["N2"], got["u2"])
    if found is not None and "W" in got:
        found = days.in_week(found, 0, got["W"])
    return Day(found, is_sure=got["u"] in ("day", "week") and "W" not in got, is_fixed=True)


def _shifted_unit(got: dict[str, Any], frame: Frame) -> Day:
    first = days.moved(frame.today, got["r"], got["u"])
    if first is None:
        return Day(None)
    match got["u"]:
        case "day":
            return Day(first, is_fixed=True)
        case "month":
            return Day(None, text=f"{first.year:04}-{first.month:02}")
        case "year":
            return Day(None, text=f"{first.year:04}")
        case _:
            return Day(None, is_span=True)


def _day_only(got: dict[str, Any], frame: Frame) -> Day:
    found = days.nearest_of_month(frame.today, got["d"], is_past=frame.is_past)
    return Day(found, is_sure=found != frame.today)


def _month_only(got: dict[str, Any], frame: Frame) -> Day:
    year: int | None = got.get("Y")
    if year is None:
        shift = got.get("r")
        if shift == -1:
            # The last one that is over: "last May" is this year's, come November.
            year = frame.today.year - (got["M"] >= frame.today.month)
        elif shift is not None:
            year = frame.today.year + shift
        else:
            start = days.nearest(frame.today.replace(day=1), got["M"], 1, is_past=frame.is_past)
            year = start.year if start else frame.today.year
    return Day(None, is_sure="Y" in got, is_fixed=True, text=f"{year:04}-{got['M']:02}")


def _season(got: dict[str, Any], frame: Frame) -> Day:
    """A season is told roughly: its year, to be read back. Of a winter it is the year in which it ends."""
    year, middle, month = got.get("Y"), got["S"], frame.today.month
    if year is None:
        shift = got.get("r", -1 if frame.is_past else 1)
        # The last one is over, said so or not; "since summer" may be the one that goes on.
        is_earlier = middle + 1 >= month if "r" in got else middle - 1 > month
        year = frame.today.year + (middle + 1 < month if shift > 0 else -is_earlier if shift < 0 else 0)
    return Day(None, is_sure=False, is_fixed=True, text=f"{year:04}")


def _year_only(got: dict[str, Any], frame: Frame) -> Day:
    return Day(None, is_fixed=True, text=f"{days.full_year(got['Y'], frame.today):04}")


#: Shapes, rule; `#` stands for any number that can be a day. The longest shape found wins, then the first.
_RULES: Sequence[tuple[str, Rule]] = (
    ("[Oo]WM?Y?|MY?OW|[Oo]W[ru][ru]|ruOu?W|rMOW|OWrM", _nth_weekday),
    ("WOM?Y?", _nth_weekday_reversed),
    ("W?M#W?Y?|W?#MY?|W?YM#W?|#WMY?|M#YW|#MYW|W?Y#M", _month_day),
    ("ru#W?|W?#ru|W?#ur", _shifted_month_day),
    ("ruW|Wru|Wur|urW", _week_weekday),
    ("Wn", _coming_weekday),
    ("Wr|rW", _shifted_weekday),
    ("W#|#W", _weekday_day),
    ("W", _weekday),
    ("DW|WD|D", _named),
    ("DNuf?|DfNu|NufD|fDNuf?|NufD", _named_offset),
    ("i?NuN?u?[fa]?|aNuN?u?|fNu|NufW|WiNu|WNuf|WfNu", _offset),
    ("ru|ur", _shifted_unit),
    ("#(?!u)", _day_only),
    ("MY|YM|rM|Mr|M", _month_only),
    ("SY|YS|rS|Sr|S", _season),
    ("Y", _year_only),
)
_PATTERNS = [(re.compile(shape.replace("#", "[NOod]")), rule) for shapes, rule in _RULES for shape in shapes.split("|")]


def find(seen: Sequence[Seen], frame: Frame) -> tuple[Day, int, int] | None:
    """The day that the longest known shape means, and the letters it took (start, stop)."""
    for start, stop, rule in _fits("".join(each.letter for each in seen)):
        day = rule(_values(seen[start:stop]), frame)
        if day is not None:
            return day, start, stop
    return None


@lru_cache(maxsize=4096)  # families say days in a few hundred shapes; sixty patterns cost 0.05 ms
def _fits(shape: str) -> tuple[tuple[int, int, Rule], ...]:
    """(start, stop, rule) of every pattern that fits somewhere, the longest first."""
    fits = [
        (match.start() - match.end(), order, match.start(), match.end(), rule)
        for order, (pattern, rule) in enumerate(_PATTERNS)
        for match in pattern.finditer(shape)
    ]
    return tuple(fit[2:] for fit in sorted(fits, key=lambda fit: fit[:3]))


def _values(seen: Sequence[Seen]) -> dict[str, Any]:
    """The values by letter; a number counts both as a day and as an amount, a second amount is N2."""
    values: dict[str, Any] = {}
    for each in seen:
        letter = "N" if each.letter in "NOod" else each.letter
        values[f"{letter}2" if letter in values else letter] = each.value
    if "N" in values:
        values["d"] = values["N"]
    return values
