"""Numbers among the pieces of a text, in digits, words, or both ("3 hundred and 21").

Western words add up from left to right: a word joins the sum while it is smaller than the last place
of it ("three hundred" + "twenty" + "one"); what does not fit begins the next number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

import msgspec

from dialogs.reading import eastern
from dialogs.reading.scan import Piece, Token, Trie, phrases
from dialogs.reading.words import Lexicon

#: Longer digit strings are phone numbers or slips, never an amount.
LONGEST_DIGITS = 15

_EASTERN = re.compile("[\u3400-\u9fff\uac00-\ud7a3]")
_KOREAN = re.compile("[\uac00-\ud7a3]")
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_MINUS = "-"


class Numeral(msgspec.Struct, frozen=True):
    """A number found. `is_sure`: read one way only. `is_weak`: an article ("un") or a lone half."""

    value: Decimal
    is_sure: bool = True
    is_ordinal: bool = False
    is_weak: bool = False
    is_written: bool = False


def numbered(found: Sequence[Token], known: Trie, lexicon: Lexicon) -> list[Piece]:
    """The tokens as pieces of the trie, every number as one piece "number" with its Numeral."""
    return join(_with_eastern(found, phrases(found, known), known, lexicon), lexicon)


def literal(digits: str, decimal: str) -> tuple[Decimal, bool] | None:
    """(value, read one way only) of "1,5", "1.234,5", "1,000"; None where it is no number.

    decimal: the decimal sign of the language. The other one between groups of three separates thousands.
    """
    if len(digits) > LONGEST_DIGITS:
        return None
    signs = [sign for sign in digits if sign in ".,"]
    if not signs:
        return Decimal(digits), True
    grouped = _GROUPED.fullmatch(digits)
    if len(set(signs)) == 2 and signs[-1] not in signs[:-1]:
        return Decimal(digits.replace(signs[0], "").replace(signs[-1], ".")), True
    if len(signs) > 1:
        return (Decimal(re.sub("[.,]", "", digits)), True) if grouped else None
    if grouped and digits[0] != "0":
        # in the United States people write 1,000 in every language, at home they wrote 1.000
        is_thousands = signs[0] != decimal or signs[0] == ","
        value = Decimal(re.sub("[.,]", "" if is_thousands else ".", digits))
        return value, signs[0] != decimal and decimal == "."
    return Decimal(digits.replace(",", ".")), signs[0] in {".", decimal}


def _with_eastern(found: Sequence[Token], pieces: list[Piece], known: Trie, lexicon: Lexicon) -> list[Piece]:
    """Chinese and Korean numerals recognised where no longer phrase begins."""
    if lexicon.language not in ("zh", "ko"):
        return pieces
    whole: list[Piece] = []
    position = 0
    while position < len(pieces):
        piece = pieces[position]
        stop, value = _eastern(found, piece.start, lexicon.language)
        is_counted = bool(whole) and whole[-1].stop == piece.start and whole[-1].tag == "eastern"
        weaker = ("", "value") if is_counted else ("", "value", "counter")
        if stop > piece.stop or (stop == piece.stop and piece.tag in weaker):
            rest = phrases(found[stop:], known)
            if _is_word_end(found, stop, rest, piece.start):
                whole.append(Piece("eastern", value, piece.start, stop))
                pieces = [Piece(each.tag, each.value, each.start + stop, each.stop + stop) for each in rest]
                position = 0
                continue
        whole.append(piece)
        position += 1
    return whole


def _is_word_end(found: Sequence[Token], stop: int, rest: Sequence[Piece], start: int) -> bool:
    """Whether a Korean numeral is all of its word, but for a particle or a counter: 사과 is no 4."""
    if not _KOREAN.match(found[stop - 1].text):
        return True
    if start and found[start].is_glued and _KOREAN.match(found[start - 1].text):
        return False
    for piece in rest:
        if not found[stop + piece.start].is_glued or not _KOREAN.match(found[stop + piece.start].text):
            return True
        if piece.tag == "":
            return False
    return True


def _eastern(found: Sequence[Token], start: int, language: str) -> tuple[int, int]:
    """(first token after the numeral, its value); stop = start where there is none."""
    read = eastern.han if language == "zh" else eastern.korean
    text, stop = "", start
    best = (start, 0)
    if start and found[start].is_glued and found[start - 1].text.isdigit():
        return best  # the 일 of 21일 is a day
    while stop < len(found) and (_EASTERN.match(found[stop].text) or found[stop].text.isdigit()):
        is_apart = stop > start and not found[stop].is_glued
        if is_apart and (best[0] != stop or found[stop].text.isdigit()):
            break
        text += found[stop].text
        stop += 1
        numeral = read(text) if len(text) <= LONGEST_DIGITS and not text.isascii() else None
        if numeral is not None and numeral[1] == len(text):
            best = (stop, numeral[0])
        elif numeral is not None and stop > start + 3:
            break
    return best


def join(pieces: Sequence[Piece], lexicon: Lexicon) -> list[Piece]:
    """The pieces with every run that makes one number replaced by a piece "number"."""
    joined: list[Piece] = []
    position = 0
    while position < len(pieces):
        total = _Sum(lexicon)
        stop = total.run(pieces, position)
        numeral = total.numeral()
        if stop > position and numeral is not None:
            joined.append(Piece("number", numeral, pieces[position].start, pieces[stop - 1].stop))
        else:
            stop = position + 1
            joined.append(pieces[position])
        position = stop
    return joined


class _Sum:
    """A number while its words come in."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.total = 0  # thousands and above, finished
        self.current = Decimal(0)
        self.last: Decimal | None = None  # the part added last, for dozens
        self.is_sure = True
        self.is_ordinal = self.is_half = self.is_weak = self.is_written = self.is_scaled = False

    def run(self, pieces: Sequence[Piece], start: int) -> int:
        """Take what fits from `start` on; the first piece that was not taken."""
        position = stop = start
        is_joined = False
        while position < len(pieces):
            piece = pieces[position]
            if stop > start and not is_joined and (piece.tag == "joiner" or self._is_hyphen(piece)):
                is_joined = piece.tag == "joiner"
            elif piece.tag == "article" and self._opens(pieces, position, stop == start):
                self.is_weak = stop == start
                stop = position + 1
            elif self._take(piece, is_joined):
                stop, is_joined = position + 1, False
            else:
                break
            position += 1
        return stop

    def numeral(self) -> Numeral | None:
        if self.last is None:
            return Numeral(Decimal(1), is_weak=True) if self.is_weak else None
        value = self.total + self.current
        is_weak = self.is_half and value < 1
        return Numeral(value, self.is_sure, self.is_ordinal, is_weak, self.is_written and not self.is_scaled)

    def _is_hyphen(self, piece: Piece) -> bool:
        return piece.tag == "" and piece.value == _MINUS and not self.is_written

    def _opens(self, pieces: Sequence[Piece], position: int, is_first: bool) -> bool:
        """An article counts where a scale follows, or inside ("two and a half"); alone it is weak."""
        following = pieces[position + 1].tag if position + 1 < len(pieces) else ""
        return is_first or following in ("dozen", "half")

    def _take(self, piece: Piece, is_joined: bool) -> bool:
        match piece.tag:
            case "digits" | "eastern" | "value" | "ordinal":
                return self._add(piece, is_joined)
            case "article":
                # "ciento un" is 101, "a hundred a month" is not
                is_one = (self.is_scaled or (self.last or 0) >= 100) and self.lexicon.language != "en"
                return (is_joined or is_one) and self._add(piece, is_joined)
            case "scale":
                return self._multiply(int(piece.value))
            case "dozen":
                return self._dozens(int(piece.value), is_joined)
            case "half" if not self.is_half and (self.last is None or is_joined):
                self.current += Decimal("0.5")
                self.last, self.is_half = Decimal("0.5"), True
                return True
            case "" if str(piece.value)[0].isdigit():
                return self._add(piece, is_joined)
            case _:
                return False

    def _add(self, piece: Piece, is_joined: bool) -> bool:
        is_written = piece.tag == ""
        if is_written:
            read = literal(str(piece.value), self.lexicon.decimal)
            if read is None:
                return False
            part, is_sure = read
        else:
            part, is_sure = Decimal(int(piece.value)), True
        # "the second and twentieth" has an ordinal in front in Arabic only
        if self.is_ordinal and piece.tag != "ordinal" and not (self.lexicon.is_reversed and is_joined):
            return False
        if self.last is not None and (self.is_half or not self._fits(part, is_joined)):
            return False
        if piece.tag == "ordinal":
            self.is_ordinal = True
        self.current += part
        self.last = part
        self.is_sure = self.is_sure and is_sure
        self.is_written = self.is_written or is_written
        return True

    def _fits(self, part: Decimal, is_joined: bool) -> bool:
        """Whether the part is smaller than the last place of the sum."""
        if (self.is_written and not self.is_scaled) or part != int(part) or part == 0:
            return False
        below = int(self.current) % 100
        if self.lexicon.is_vigesimal and below in (60, 80) and 10 <= part <= 19:
            return True
        if self.lexicon.is_reversed:
            # Arabic says "six and twenty", and needs its "and"
            is_turned = 0 < below < 10 and 20 <= part < 100 and int(part) % 10 == 0
            return is_joined and (is_turned or (below == 0 and part < _place(self.total, self.current)))
        return part < _place(self.total, self.current)

    def _multiply(self, scale: int) -> bool:
        if self.is_half and self.current != Decimal("0.5"):
            return False
        self.is_scaled = True
        if scale == 100:
            if (self.current >= 100 and self.current % 1000 >= 100) or self.current != int(self.current):
                return False
            self.current = (self.current or Decimal(1)) * scale
        elif scale < (self.total or 10**9):
            self.total += int((self.current or Decimal(1)) * scale)
            self.current = Decimal(0)
        else:
            return False
        self.last, self.is_weak = self.current, False
        return True

    def _dozens(self, size: int, is_joined: bool) -> bool:
        """Three dozen is 36; "three hundred and two dozen" is doubtful, taken as 324."""
        if self.last is None or (is_joined and not self.is_half):
            self.current += Decimal(size)
        else:
            self.is_sure = self.is_sure and not self.is_scaled
            self.current += self.last * (size - 1)
        self.last, self.is_half, self.is_weak = Decimal(size), False, False
        return True


def _place(total: int, current: Decimal) -> int:
    """The value of the last place that is not zero: 300 -> 100, 20 -> 10, 7 -> 1."""
    number = int(current) or total
    place = 1
    while number and number % (place * 10) == 0:
        place *= 10
    return place
