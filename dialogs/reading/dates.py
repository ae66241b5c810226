"""A reply that names a day: the 5th, next Friday, in two weeks, 21/04/2016, 3월 5일.

Our own shapes (`shapes`) come first; what only dateparser could read is always read back, because it
is silently wrong too often.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise

import msgspec

from dialogs.reading import days, guess, shapes
from dialogs.reading.numerals import numbered
from dialogs.reading.outcome import Outcome, ReadBack, Unclear, settle
from dialogs.reading.scan import LONGEST, Piece, fold, tokens
from dialogs.reading.shapes import Day, Frame, Seen
from dialogs.reading.text import plain
from dialogs.reading.words import Lexicon, Words

_NUMERIC = re.compile(
    r"(?<![\d.,:/-])(?P<a>\d{1,4})\s?[./-]\s?(?P<b>\d{1,2})(?:\s?[./,-]\s?(?P<c>\d{4}|\d{2}))?(?![\d:%])"
)
_MONTH_YEAR = re.compile(r"(?<![\d.,:/-])(?P<month>\d{1,2})\s?[./-]\s?(?P<year>\d{4})(?!\d)")
_CLOCK = re.compile(
    r"\d{1,2}\s?:\s?\d{2}(?:\s?[ap]\.?\s?m\b\.?)?|\b\d{1,2}\s?[ap]\.?\s?m\b\.?|\b\d{1,2}\s?h(?:\d{2})?\b"
)
_ORDINAL = re.compile(r"(\d)\s?(?:st|nd|rd|th|ro|ra|do|da|er|ere|eme|e|o|a|°)(?![^\W\d_])")
_LETTERS = {
    "day": "D", "weekday": "W", "month": "M", "season": "S", "shift": "r", "unit": "u", "ago": "a", "ahead": "i",
    "later": "f",
}  # fmt: skip
_MARKS = {"day_mark": "day", "month_mark": "month", "year_mark": "year"}
#: Beyond these a day is more likely a slip of the year than meant.
_YEARS_BACK, _YEARS_ON = 60, 15
_MANY_WORDS = 8
#: A greater number beside "when he was" is a year.
_OLDEST = 120
_OF_A_DAY = frozenset({"month", "day", "weekday", "ago", "near_year"})


def read_date(
    text: str,
    language: str,
    words: Words,
    *,
    now: datetime,
    prefer: str = "future",
    allow_partial: bool = False,
) -> Outcome[date | str]:
    """A date; with `allow_partial` also "2019" or "2019-04" where no day was said.

    now: aware, in the contact's own zone; "tomorrow" is counted from it. prefer: "future" or "past",
    where a day without a year could be either; "since March" is past anyway. 03/04 is always read back.
    """
    if len(text) > LONGEST:
        return Unclear("too-long")
    lexicon = words.of(language)
    prefer = "past" if looks_back(text, language, words) else prefer
    frame = _frame(now, prefer, lexicon)
    folded = _CLOCK.sub(" ", fold(text))
    is_asked = "?" in folded
    pieces = _pieces(folded, lexicon)
    if _is_age(pieces):
        return Unclear("not-a-day")
    found = _numeric(folded, lexicon, frame) if any(character.isdigit() for character in folded) else None
    if found is not None:
        return _outcome(found, frame, is_sure=not is_asked, allow_partial=allow_partial)
    if lexicon.language == "ko":
        pieces = _unglued(pieces)
    if not pieces:
        return Unclear("empty")
    seen = _seen(pieces, frame)
    hit = shapes.find(seen, frame)
    if hit is None:
        return _guessed(text, language, seen, frame, now, prefer, is_asked)
    day, start, stop = hit
    rest = [*seen[:start], *seen[stop:]]
    others = shapes.find(seen[:start], frame) or shapes.find(seen[stop:], frame)
    if others is not None and others[0].day not in (None, day.day) and _is_day(rest):
        return Unclear("several")
    is_sure = not is_asked and not _is_doubtful(pieces, seen[start:stop], rest)
    return _outcome(day, frame, is_sure=is_sure, allow_partial=allow_partial)


def looks_back(text: str, language: str, words: Words) -> bool:
    """Whether a reply, or a question, is about the past by its words."""
    said = f" {plain(text)} "
    return any(phrase in said for phrase in words.of(language).past)


def _is_age(pieces: Sequence[Piece]) -> bool:
    """ "When he was two", "2 years old": nobody reads a day into the number. A month or a year beside it is one."""
    if any(piece.tag in _OF_A_DAY or (piece.tag == "number" and piece.value.value > _OLDEST) for piece in pieces):
        return False
    told = [piece for piece in pieces if piece.tag != "filler"]
    beside = {frozenset((one.tag, other.tag)) for one, other in pairwise(told)}
    return frozenset(("age", "number")) in beside


def _frame(now: datetime, prefer: str, lexicon: Lexicon) -> Frame:
    return Frame(
        now.date(),
        is_past=prefer == "past",
        is_ordinal_last=lexicon.is_reversed,
        is_week_named=lexicon.language == "zh",
    )


def _pieces(folded: str, lexicon: Lexicon) -> list[Piece]:
    spaced = _ORDINAL.sub(r"\1 ° ", folded).replace(",", " , ").replace(".", " . ")
    return numbered(tokens(spaced, lexicon.known), lexicon.dates, lexicon)


def _unglued(pieces: Sequence[Piece]) -> list[Piece]:
    """Korean 구월 십일 is the tenth (십 + 일), not an eleventh without its "day"."""
    whole: list[Piece] = []
    for position, piece in enumerate(pieces):
        following = pieces[position + 1].tag if position + 1 < len(pieces) else ""
        is_day = bool(whole) and whole[-1].tag in ("month_mark", "month") and following not in _MARKS
        if piece.tag == "number" and is_day and not piece.value.is_written and piece.value.value in (11, 21, 31):
            tens = msgspec.structs.replace(piece.value, value=piece.value.value - 1)
            whole.append(Piece("number", tens, piece.start, piece.stop))
        else:
            whole.append(piece)
    return whole


def _is_day(seen: Sequence[Seen]) -> bool:
    """Whether the letters name a day by themselves, more than a bare number does."""
    return any(each.letter in "DWMd" for each in seen)


def _is_doubtful(pieces: Sequence[Piece], taken: Sequence[Seen], rest: Sequence[Seen]) -> bool:
    unknown = sum(each.letter == "x" for each in rest)
    is_bare = len(taken) == 1 and taken[0].letter in "NOo"
    return (
        any(piece.tag == "doubt" for piece in pieces)
        or any(each.letter not in "xi" for each in rest)
        or unknown > _MANY_WORDS
        or is_bare
    )


def _outcome(day: Day, frame: Frame, *, is_sure: bool, allow_partial: bool) -> Outcome[date | str]:
    if day.text:
        return settle(day.text, is_sure and day.is_sure) if allow_partial else Unclear("not-a-day")
    if day.day is None:
        return Unclear("not-a-day" if day.is_span else "no-such-date")
    years = day.day.year - frame.today.year
    is_preferred = day.is_fixed or (day.day <= frame.today if frame.is_past else day.day >= frame.today)
    return settle(day.day, is_sure and day.is_sure and is_preferred and -_YEARS_BACK <= years <= _YEARS_ON)


def _guessed(
    text: str, language: str, seen: Sequence[Seen], frame: Frame, now: datetime, prefer: str, is_asked: bool
) -> Outcome[date | str]:
    """What dateparser makes of it, asked only where something looks like a day."""
    if any(each.letter != "x" for each in seen):
        day = guess.day(text, language, now=now, prefer=prefer)
        if day is not None and abs(day.year - frame.today.year) <= _YEARS_BACK:
            return ReadBack(day)
    return Unclear("question" if is_asked else "not-an-answer")


def _seen(pieces: Sequence[Piece], frame: Frame) -> list[Seen]:
    """The pieces as letters of the shape; filling words and signs leave none."""
    letters: list[Seen] = []
    is_on = False
    for position, piece in enumerate(pieces):
        following = pieces[position + 1].tag if position + 1 < len(pieces) else ""
        beyond = pieces[position + 2].tag if position + 2 < len(pieces) else ""
        sign = pieces[position + 1].value if position + 1 < len(pieces) else ""
        if piece.tag == "number":
            letters += _number(piece, following, beyond, sign=str(sign), is_on=is_on)
        elif piece.tag == "span":
            letters += [Seen("N", piece.value[0]), Seen("u", piece.value[1])]
        elif piece.tag == "unit" and piece.value == "day" and following == "number" and not _counts(letters):
            is_on = True  # "el día 5"
            continue
        elif piece.tag == "near_year":
            letters.append(Seen("Y", frame.today.year + piece.value))
        elif piece.tag == "coming":
            letters.append(Seen("n" if letters and letters[-1].letter == "W" else "r", piece.value))
        elif piece.tag in _LETTERS:
            letters.append(Seen(_LETTERS[piece.tag], piece.value))
        elif piece.tag in _MARKS and not (position and _takes_mark(pieces[position - 1], piece.tag)):
            letters.append(Seen("u", _MARKS[piece.tag]))
        elif piece.tag == "" and str(piece.value)[0].isalnum():
            letters.append(Seen("x", None))
        is_on = piece.tag in ("on", "ahead") or (is_on and piece.tag == "filler")
    return _collapsed(letters)


def _counts(letters: Sequence[Seen]) -> bool:
    return bool(letters) and letters[-1].letter in "Nr"


def _takes_mark(piece: Piece, mark: str) -> bool:
    return piece.tag == "number" or (piece.tag == "month" and mark == "month_mark")


def _number(piece: Piece, following: str, beyond: str, *, sign: str, is_on: bool) -> list[Seen]:
    """The letters of a number by what stands behind it: a mark, a unit, ° or nothing."""
    numeral = piece.value
    if numeral.value != int(numeral.value) or numeral.value > 9999:
        return [Seen("x", None)]
    value = int(numeral.value)
    if following in _MARKS:
        if following == "month_mark" and 1 <= value <= 12:
            return [Seen("M", value)]
        if following == "year_mark" and (value >= 100 or beyond not in ("ago", "later")):
            return [Seen("Y", value)]
        if following == "day_mark" and beyond not in ("ago", "later"):
            return [Seen("d", value)]
        return [Seen("N", value), Seen("u", _MARKS[following])]
    if numeral.is_weak:
        return [Seen("N", value)] if following == "unit" else []
    if value >= 1000:
        return [Seen("Y", value)]
    is_counting = "weekday" in (following, beyond)  # "the second Friday"
    if numeral.is_ordinal or sign == "°":
        return [Seen("d" if is_on and not is_counting else "O" if numeral.is_ordinal else "o", value)]
    is_year = value > 31 and not is_on and following != "unit"
    if following == "unit" or is_year:
        return [Seen("Y" if is_year else "N", value)]
    return [Seen("d" if is_on else "N", value)]


def _collapsed(letters: list[Seen]) -> list[Seen]:
    """Two shifts in a row add up: "the week after next"."""
    collapsed: list[Seen] = []
    for each in letters:
        if each.letter == "r" and collapsed and collapsed[-1].letter == "r":
            collapsed[-1] = Seen("r", collapsed[-1].value + each.value)
        else:
            collapsed.append(each)
    return collapsed


def _numeric(folded: str, lexicon: Lexicon, frame: Frame) -> Day | None:
    """A day in digits and signs; sure only if no other order of day and month gives a day."""
    partial = _MONTH_YEAR.search(folded)
    match = _NUMERIC.search(folded)
    if match is None or (partial and partial.start() <= match.start() and match["c"] is None):
        return _partial(partial) if partial else None
    first, second, third = int(match["a"]), int(match["b"]), match["c"]
    if len(match["a"]) == 4 and third is None:
        return Day(None, is_fixed=True, text=f"{first:04}-{second:02}") if 1 <= second <= 12 else None
    if len(match["a"]) == 3:
        return None
    orders = _orders(match["a"], third, lexicon.order, frame)
    candidates = [found for order in orders if (found := _ordered(order, first, second, third, frame))]
    if not candidates:
        return Day(None)
    return Day(candidates[0], is_sure=len(set(candidates)) == 1, is_fixed=third is not None)


def _partial(match: re.Match[str]) -> Day | None:
    month = int(match["month"])
    return Day(None, is_fixed=True, text=f"{match['year']}-{month:02}") if 1 <= month <= 12 else None


def _orders(first: str, third: str | None, order: str, frame: Frame) -> list[str]:
    """The orders in which three numbers may be meant, the likeliest first."""
    if len(first) == 4:
        return ["ymd"]
    last = ["mdy", "dmy"] if order == "mdy" else ["dmy", "mdy"]
    if third is None:
        return ["mdy", "dmy"] if order == "ymd" else last
    if len(third) == 4:
        return last if order != "ymd" else ["mdy", "dmy"]
    if order in ("dmy", "mdy"):
        return last
    # where the year is written first as well as last, the year nearest to now is meant
    ahead = abs(days.full_year(int(first), frame.today) - frame.today.year)
    behind = abs(days.full_year(int(third), frame.today) - frame.today.year)
    is_first = len(first) == 2 and ahead <= behind
    return ["ymd", *last] if is_first else [*last, "ymd"]


def _ordered(order: str, first: int, second: int, third: str | None, frame: Frame) -> date | None:
    if order == "ymd":
        year, month, day = first, second, int(third or 0)
    else:
        month, day = (first, second) if order == "mdy" else (second, first)
        year = int(third) if third is not None else -1
    if year < 0:
        return days.nearest(frame.today, month, day, is_past=frame.is_past) if 1 <= month <= 12 else None
    return days.day(days.full_year(year, frame.today), month, day)
