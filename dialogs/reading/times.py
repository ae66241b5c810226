"""A reply that names a time of day: 3pm, 15h30, half past 3, las 3 y media, 오후 3시."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time

from dialogs.reading.numerals import numbered
from dialogs.reading.outcome import Outcome, Unclear, settle
from dialogs.reading.scan import LONGEST, Piece, fold, tokens
from dialogs.reading.words import Words

_CLOCK = re.compile(r"(?<!\d)(\d{1,2})\s?[:.h](\d{2})(?!\d)")
_HALVES = re.compile(r"\b([ap])\.\s?m\b\.?")
_GLUED = re.compile(r"(?<=\d)(?=[^\W\d_])")
#: A bare "3" is an afternoon visit, a bare "9" a morning one: what clinics are open for.
_FIRST_HOUR = 7
_MANY_WORDS = 3


def read_time(text: str, language: str, words: Words) -> Outcome[time]:
    """A time of day; where morning or afternoon was not said, the office hour, to be read back."""
    if len(text) > LONGEST:
        return Unclear("too-long")
    lexicon = words.of(language)
    folded = _GLUED.sub(" ", _HALVES.sub(r"\1m ", _CLOCK.sub(r" \1 : \2 ", fold(text))))
    pieces = numbered(tokens(folded, lexicon.known), lexicon.times, lexicon)
    if not pieces:
        return Unclear("empty")
    is_asked = any(piece.value == "?" for piece in pieces)
    fixed = [piece for piece in pieces if piece.tag == "fixed"]
    numbers = [int(piece.value.value) for piece in pieces if piece.tag == "number" and _is_clock(piece)]
    unknown = sum(piece.tag == "" and str(piece.value)[0].isalnum() for piece in pieces)
    is_sure = not is_asked and unknown <= _MANY_WORDS and not any(piece.tag == "about" for piece in pieces)
    if fixed and not (set(numbers) - {12, 0}):
        return settle(time.fromisoformat(fixed[0].value), is_sure and len(fixed) == 1)
    if not numbers or len(numbers) > 2:
        return Unclear("several" if numbers else "question" if is_asked else "not-an-answer")
    return _clock(pieces, numbers, is_sure)


def _is_clock(piece: Piece) -> bool:
    value = piece.value.value
    return value == int(value) and 0 <= value < 60 and not piece.value.is_weak


def _clock(pieces: Sequence[Piece], numbers: Sequence[int], is_sure: bool) -> Outcome[time]:
    """Hours and minutes from the numbers and the words between them."""
    tags = {piece.tag for piece in pieces}
    signs = {str(piece.value) for piece in pieces if piece.tag == ""}
    if signs & {"-"} or ("joiner" in tags and len(numbers) == 2 and "time_minute" not in tags and ":" not in signs):
        is_sure = False
    hour, minutes = _parts(tags, numbers)
    if not 0 <= hour <= 24:
        return Unclear("not-an-answer")
    if len(numbers) == 2 and not {":", "time_hour", "time_past", "time_to"} & (tags | signs):
        return Unclear("several")
    if "time_pm" in tags and "time_am" in tags:
        return Unclear("several")
    if "time_pm" in tags:
        hour += 12 if hour < 12 else 0
    elif "time_am" in tags:
        hour = 0 if hour == 12 else hour
    elif hour < 13 and hour != 0:
        is_sure = is_sure and hour == 12
        hour += 12 if hour < _FIRST_HOUR else 0
    total = hour * 60 + minutes
    return settle(time(total // 60 % 24, total % 60), is_sure)


def _parts(tags: set[str], numbers: Sequence[int]) -> tuple[int, int]:
    """(hour, minutes after it, negative for "quarter to")."""
    if "time_half" in tags or "time_half_before" in tags:
        return numbers[-1] if "time_half_before" in tags else numbers[0], -30 if "time_half_before" in tags else 30
    if "time_quarter" in tags or 15 in numbers[1:]:
        return numbers[0], -15 if "time_to" in tags else 15
    if len(numbers) == 1:
        return numbers[0], 0
    first, second = numbers
    if "time_to" in tags:
        return (second, -first) if first > 12 or second <= 12 else (first, -second)
    if "time_past" in tags and first > 12:
        return second, first
    return first, second
