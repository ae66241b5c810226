"""A reply to a yes-or-no question.

Certain when nothing else was said, or when the answer came first and was set apart ("No, the 4th").
A yes or no that only occurs inside a sentence is read back; yes and no together are never stored.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dialogs.reading.numbers import read_number
from dialogs.reading.outcome import Certain, Outcome, ReadBack, Reason, Unclear
from dialogs.reading.scan import LONGEST, Piece, Token, fold, phrases, tokens
from dialogs.reading.words import Lexicon, Words

#: The digits printed beside yes and no in every such question.
_DIGITS = {"1": True, "2": False}
#: "Not now" may put the question off instead of answering it: it is never sure.
_SAYING = frozenset({"yes", "no", "not_now"})
_BREAKS = frozenset('.,;:!-)…"“”')
#: A longer remark after the answer may take it back in words no list knows.
_LONGEST_REMARK = 12
_STRETCHED = re.compile(r"(.)\1{2,}")


def read_yes_no(text: str, language: str, words: Words) -> Outcome[bool]:
    """True or False of a reply in any of the ways families say it, digits 1 and 2 included."""
    if len(text) > LONGEST:
        return Unclear("too-long")
    lexicon = words.of(language)
    found = _tokens(text, lexicon)
    if not found:
        return Unclear("empty")
    pieces = _turned([_digit(piece, len(found)) for piece in phrases(found, lexicon.answers)])
    said = [piece for piece in pieces if piece.tag in _SAYING]
    tags = {piece.tag for piece in pieces}
    is_asking = "question" in tags or any(token.text == "?" for token in found)
    if not said and len(found) == 1:
        # "two" may be the option or a number of things: it is read back.
        number = read_number(text, language, words, minimum=1, maximum=len(_DIGITS))
        if isinstance(number, Certain):
            return ReadBack(_DIGITS[str(number.value)])
    if not said:
        return Unclear(_reason(tags, is_asking))
    leading = _is_set_apart(pieces)
    if "unsure" in tags or "either" in tags:
        return ReadBack(said[0].value) if leading else Unclear("not-sure")
    unknown = [piece for piece in pieces if _is_unknown(piece)]
    if len({piece.value for piece in said}) > 1:
        first = next(piece for piece in pieces if piece.tag != "filler")
        return _of_both(said, unknown, is_first=leading or first is said[0])
    value: bool = said[0].value
    if is_asking:
        return ReadBack(value) if leading or not unknown else Unclear("question")
    if not tags & {"hedge", "but", "not", "not_now"} and (not unknown or (leading and len(unknown) <= _LONGEST_REMARK)):
        return Certain(value)
    is_at_the_end = not any(_is_unknown(piece) for piece in pieces[pieces.index(said[-1]) :])
    return ReadBack(value) if leading or is_at_the_end or len(unknown) <= _LONGEST_REMARK else Unclear("not-an-answer")


def _tokens(text: str, lexicon: Lexicon) -> list[Token]:
    found = tokens(fold(text.replace("\n", " . ")), lexicon.known)
    return [Token(_squeezed(token.text, lexicon), token.is_glued) for token in found]


def _squeezed(word: str, lexicon: Lexicon) -> str:
    """Stretched letters: "siiii" as "si"."""
    return word if word in lexicon.known else _STRETCHED.sub(r"\1", word)


def _digit(piece: Piece, length: int) -> Piece:
    """A bare 1 or 2, or one in front of the word itself, is the digit of the question."""
    if piece.tag == "" and piece.start == 0 and length <= 3 and piece.value in _DIGITS:
        return Piece("yes" if piece.value == "1" else "no", _DIGITS[piece.value], piece.start, piece.stop)
    return piece


def _turned(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with "not yes" made one no."""
    turned: list[Piece] = []
    for piece in pieces:
        before = next((each for each in reversed(turned) if each.tag != "filler" and not _is_sign(each)), None)
        if piece.tag == "yes" and before is not None and before.tag == "not":
            turned = turned[: turned.index(before)]
            piece = Piece("no", False, before.start, piece.stop)
        turned.append(piece)
    return turned


def _is_sign(piece: Piece) -> bool:
    return piece.tag == "" and not any(character.isalnum() for character in str(piece.value))


def _is_unknown(piece: Piece) -> bool:
    return piece.tag in ("", "question") and not _is_sign(piece)


def _is_set_apart(pieces: Sequence[Piece]) -> bool:
    """Whether the answer comes first and a sign follows it: "No. I said the 4th"."""
    answered = False
    for piece in pieces:
        if piece.tag in _SAYING:
            answered = True
        elif answered and _is_sign(piece) and piece.value in _BREAKS:
            return True
        elif piece.tag != "filler" and not _is_sign(piece):
            return False
    return answered


def _of_both(said: Sequence[Piece], unknown: Sequence[Piece], *, is_first: bool) -> Outcome[bool]:
    """ "No, we have a car": the word that comes first, where there is something to tell besides."""
    if is_first and unknown:
        return ReadBack(said[0].value)
    return Unclear("both")


def _reason(tags: set[str], is_asking: bool) -> Reason:
    if is_asking:
        return "question"
    return "not-sure" if tags & {"unsure", "hedge", "either"} else "not-an-answer"
