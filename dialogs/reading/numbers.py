"""A reply to "how many" or "how much": an exact number, never a float."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from dialogs.reading.numerals import LONGEST_DIGITS, Numeral, numbered
from dialogs.reading.outcome import Outcome, Unclear, settle
from dialogs.reading.scan import LONGEST, Piece, Token, fold, phrases, tokens
from dialogs.reading.words import Lexicon, Words

Number = int | Decimal

#: More words than this around a number and it is a story, not an answer.
_MANY_WORDS = 6
_MANY_DIGITS = 7
_EASTERN = re.compile("[\u3400-\u9fff\uac00-\ud7a3]")


def read_number(
    text: str,
    language: str,
    words: Words,
    *,
    minimum: Number | None = None,
    maximum: Number | None = None,
    whole: bool = True,
) -> Outcome[Number]:
    """An int, or a Decimal where `whole` is False and the number has a fraction.

    minimum, maximum: inclusive. Digits of every script, number words, "half a dozen", "7 out of 10".
    """
    if len(text) > LONGEST:
        return Unclear("too-long")
    lexicon = words.of(language)
    found = tokens(fold(text), lexicon.known)
    if not found:
        return Unclear("empty")
    if any(len(token.text) > LONGEST_DIGITS and token.text.isdigit() for token in found):
        return Unclear("too-large")
    pieces = _fractions(_parts(numbered(found, lexicon.numbers, lexicon)), found, maximum)
    best = _single(pieces, found, maximum)
    if isinstance(best, Unclear):
        is_unsure = any(piece.tag == "unsure" for piece in phrases(found, lexicon.answers))
        return Unclear("not-sure") if is_unsure and best.reason == "not-an-answer" else best
    number = best.value
    if minimum is not None and number < minimum:
        return Unclear("too-small")
    if maximum is not None and number > maximum:
        return Unclear("too-large")
    is_sure = best.is_sure and not _is_of_a_month(found, lexicon)
    if number != int(number):
        return Unclear("not-whole") if whole else settle(number, is_sure)
    return settle(int(number), is_sure)


def _is_of_a_month(found: Sequence[Token], lexicon: Lexicon) -> bool:
    """ "3 de noviembre" to "how many?": a day, more likely than a number."""
    return len(found) > 1 and any(piece.tag == "month" for piece in numbered(found, lexicon.dates, lexicon))


def _single(pieces: Sequence[Piece], found: Sequence[Token], maximum: Number | None) -> Numeral | Unclear:
    """The one number meant, sure or not, or why there is none."""
    every = [piece for piece in pieces if piece.tag == "number"]
    strong = [piece for piece in every if not piece.value.is_weak] or every[:1]
    unknown = _unknown(pieces)
    is_asked = any(token.text == "?" for token in found)
    if not strong:
        if any(piece.tag == "none" for piece in pieces) and unknown <= 2:
            return Numeral(Decimal(0), is_sure=unknown == 0 and not is_asked)
        return Unclear("question" if is_asked else "not-an-answer")
    chosen: Numeral = strong[-1].value
    half = every[-1].value
    if len(every) == 2 and half.value == Decimal("0.5") and every[0].value is not half:
        return Numeral(every[0].value.value + half.value, is_sure=unknown == 0)  # "una hora y media"
    if chosen.is_weak and unknown > 3:
        return Unclear("not-an-answer")
    if len(strong) > 1:
        return _several(pieces, strong, maximum)
    value = -chosen.value if _is_negative(strong[0], found) else chosen.value
    is_sure = (
        chosen.is_sure
        and not is_asked
        and unknown < _MANY_WORDS
        and not (chosen.is_weak and unknown)
        and not any(piece.tag == "about" for piece in pieces)
        and not any(token.text in ("+", "~", "<", ">", "*", "^", "am", "pm") for token in found)
        and len(str(value)) < _MANY_DIGITS
    )
    return Numeral(value, is_sure)


def _several(pieces: Sequence[Piece], strong: Sequence[Piece], maximum: Number | None) -> Numeral | Unclear:
    values = [piece.value.value for piece in strong]
    if len(set(values)) == 1:  # "3 (three)"
        return Numeral(values[0], is_sure=any(piece.value.is_written for piece in strong))
    between = pieces[pieces.index(strong[0]) + 1 : pieces.index(strong[-1])]
    if len(values) == 2 and [piece.tag for piece in between if piece.tag != "counter"] == ["out_of"]:
        # "7 out of 10" is 7 where ten is the most that can be
        return Numeral(values[0], is_sure=maximum is not None and values[1] == maximum)
    if any(piece.tag in ("joiner", "to", "out_of") or piece.value in ("-", "/", ",", ":", "^") for piece in between):
        return Unclear("several")
    return Numeral(values[-1], is_sure=False)


def _parts(pieces: Sequence[Piece]) -> list[Piece]:
    """Fractions in words: "twenty fifths" is 4."""
    whole: list[Piece] = []
    for piece in pieces:
        if piece.tag == "part" and whole and whole[-1].tag == "number":
            top = whole.pop()
            value = Numeral(top.value.value / int(piece.value), is_sure=False)
            piece = Piece("number", value, top.start, piece.stop)
        elif piece.tag == "number" and len(whole) > 1 and whole[-1].tag == "parts_of" and whole[-2].tag == "number":
            whole.pop()
            below = whole.pop()  # Korean and Chinese name the lower number first: 오분의 백삼십
            if below.value.value:
                value = Numeral(piece.value.value / below.value.value, is_sure=False)
                piece = Piece("number", value, below.start, piece.stop)
        whole.append(piece)
    return whole


def _fractions(pieces: list[Piece], found: Sequence[Token], maximum: Number | None) -> list[Piece]:
    """ "6/3" and "4 6/3"; never sure, because 3/4 may be a day, a score, or "3 of 4". "7/10" is 7 where 10 is most."""
    for position in range(1, len(pieces) - 1):
        top, slash, below = pieces[position - 1 : position + 2]
        if slash.value != "/" or top.tag != "number" or below.tag != "number" or not below.value.value:
            continue
        if position + 2 < len(pieces) and pieces[position + 2].value == "/":
            return pieces  # a date
        if len(pieces) == len(("7", "/", "10")) and below.value.value == maximum:
            return pieces[:1]
        value = top.value.value / below.value.value
        start = position - 1
        is_mixed = start > 0 and pieces[start - 1].tag == "number" and not found[top.start].is_glued
        if is_mixed:
            start -= 1
            value += pieces[start].value.value
        piece = Piece(
            "number", Numeral(value, is_sure=is_mixed and value != int(value)), pieces[start].start, below.stop
        )
        return [*pieces[:start], piece, *pieces[position + 2 :]]
    return pieces


def _is_negative(piece: Piece, found: Sequence[Token]) -> bool:
    return piece.start == 1 and found[0].text == "-" and found[1].is_glued


def _unknown(pieces: Sequence[Piece]) -> int:
    """How many words no list knows; two Eastern characters count as one word."""
    unknown = [str(piece.value) for piece in pieces if piece.tag == "" and str(piece.value)[0].isalnum()]
    eastern = sum(1 for word in unknown if _EASTERN.match(word))
    return len(unknown) - eastern + eastern // 2
