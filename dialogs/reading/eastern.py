"""Chinese and Korean numerals: 四百五, 二零零四, 삼백삼십일, 스물여섯, 3百."""

from __future__ import annotations

import re

_HAN_DIGITS = {
    **{character: value for value, character in enumerate("零一二三四五六七八九")},
    **{character: value for value, character in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    **{character: value for value, character in enumerate("零壹貳參肆伍陸柒捌玖")},
    **dict.fromkeys("两兩俩倆", 2),
}
_HAN_SCALES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10000, "萬": 10000}
_HAN = re.compile(rf"[{''.join(_HAN_DIGITS)}{''.join(_HAN_SCALES)}]")

_SINO_DIGITS = {**{character: value for value, character in enumerate("영일이삼사오육칠팔구")}, "공": 0, "륙": 6}
_SINO_SCALES = {"십": 10, "백": 100, "천": 1000, "만": 10000}
_NATIVE_TENS = {"열": 10, "스물": 20, "스무": 20, "서른": 30, "마흔": 40, "쉰": 50}
_NATIVE_TENS |= {"예순": 60, "일흔": 70, "여든": 80, "아흔": 90}
_NATIVE_ONES = {"하나": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "넷": 4, "네": 4, "다섯": 5}
_NATIVE_ONES |= {"여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9}

Numeral = tuple[int, int]
"""(value, how many characters it took)."""


def han(text: str) -> Numeral | None:
    """The Chinese numeral that `text` begins with; "四百五" is 450, "二零零四" 2004."""
    length = 0
    while length < len(text) and (_HAN.match(text[length]) or text[length].isdigit()):
        length += 1
    # "3百" mixes both; a plain "300" is not ours
    while length and not any(_HAN.match(character) for character in text[:length]):
        return None
    return _scaled(text[:length], _HAN_DIGITS, _HAN_SCALES, is_short=True) if length else None


def korean(text: str) -> Numeral | None:
    """The Korean numeral that `text` begins with, Sino-Korean or native."""
    return _native(text) or _scaled(text, _SINO_DIGITS, _SINO_SCALES, is_short=False)


def _scaled(text: str, digits: dict[str, int], scales: dict[str, int], *, is_short: bool) -> Numeral | None:
    """Digits and scales from left to right; a scale that does not fit ends the numeral.

    is_short: a last digit right after a scale counts tenths of that scale ("四百五" is 450).
    """
    high = low = position = 0
    digit: int | None = None
    below = 10**5  # the last scale seen; the next one has to be smaller
    while position < len(text):
        character = text[position]
        scale = scales.get(character)
        if scale == 10000 and high == 0 and (low or digit):
            high, low, digit, below = (low + (digit or 0)) * scale, 0, None, scale
        elif scale is not None and scale < below:
            low, digit, below = low + (1 if digit is None or digit == 0 else digit) * scale, None, scale
        elif (character.isdecimal() and character.isascii()) or character in digits:
            taken = _digits(text, position, digits)
            if digit not in (None, 0) or (taken[1] > 1 and low):
                break
            digit = taken[0]
            position += taken[1] - 1
        else:
            break
        position += 1
    if position == 0:
        return None
    is_tenths = is_short and digit and below >= 100 and text[position - 2] in scales and digit < 10
    return high + low + (digit or 0) * (below // 10 if is_tenths and below < 10**5 else 1), position


def _digits(text: str, start: int, digits: dict[str, int]) -> Numeral:
    """A run of digits read one by one, as years are: 二零零四."""
    end, written = start, ""
    while (
        end < len(text) and end - start < 8 and (text[end] in digits or (text[end].isascii() and text[end].isdigit()))
    ):
        written += str(digits.get(text[end], text[end]))
        end += 1
    # shorter runs are several numbers (三四个: three or four) or a number and a word (삼일: three days)
    is_run = end - start >= 4 or text[start:end].isascii()
    return (int(written), end - start) if is_run else (int(written[0]), 1)


def _native(text: str) -> Numeral | None:
    tens = next(((value, word) for word, value in _NATIVE_TENS.items() if text.startswith(word)), (0, ""))
    rest = text[len(tens[1]) :]
    ones = next(((value, word) for word, value in _NATIVE_ONES.items() if rest.startswith(word)), (0, ""))
    length = len(tens[1]) + len(ones[1])
    return (tens[0] + ones[0], length) if length else None
