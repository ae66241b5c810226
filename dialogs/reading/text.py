"""One way of making texts comparable: as stored, with accents, and plain.

Everything that compares a family's words with a list goes through here, so that "STOP\\u200b",
"Sí" and "SI" mean the same wherever they are looked up.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

#: Replaces what no database and no carrier takes: NUL and lone surrogates.
REPLACEMENT = "\ufffd"

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_SILENT = frozenset("\u0640" + REPLACEMENT)  # the tatweel stretches an Arabic word and says nothing
_EMOJI_MARKS = frozenset("\ufe0e\ufe0f\u20e3")
# casefold and NFKD undo each other for a few letters; the second round settles it
_ROUNDS = 2
_REMEMBERED_LENGTH = 60


def stored(text: str) -> str:
    """The text as it is kept: NFC, NUL and lone surrogates replaced, everything else as received."""
    return unicodedata.normalize("NFC", _UNSTORABLE.sub(REPLACEMENT, text))


class Spellings(NamedTuple):
    """A text as the two comparisons have it."""

    accented: str
    plain: str


@lru_cache(maxsize=64)
def spellings(text: str) -> Spellings:
    """Both at once, for a text that is compared with one list after another."""
    return Spellings(accented(text), plain(text))


def accented(text: str) -> str:
    """For the first comparison: accents kept, case, punctuation and invisible characters gone."""
    return _comparable(text, True) if len(text) > _REMEMBERED_LENGTH else _remembered(text, True)


def plain(text: str) -> str:
    """For the second comparison: as `accented`, and without accents; đ is d."""
    return _comparable(text, False) if len(text) > _REMEMBERED_LENGTH else _remembered(text, False)


def plain_each(texts: list[str]) -> list[str]:
    """Each as `plain` has it, for words met once, a form's labels: they push nothing out of what is remembered."""
    lines = "\n".join(texts)
    if lines.isascii() and lines.count("\n") == len(texts) - 1:
        each = lines.encode().translate(_ASCII_LINES, _GONE).decode().split("\n")
        return [" ".join(line.split()) for line in each]
    return [_comparable(text, False) for text in texts]


# One text is compared with a dozen lists within its turn, and the lists' own words again and again.
@lru_cache(maxsize=512)
def _remembered(text: str, keep_marks: bool) -> str:
    return _comparable(text, keep_marks)


def _comparable(text: str, keep_marks: bool) -> str:
    if text.isascii():
        return b" ".join(text.encode().translate(_ASCII, _GONE).split()).decode()
    for _ in range(_ROUNDS):
        text = unicodedata.normalize("NFKD", text).casefold()
    text = unicodedata.normalize("NFKD", text)
    kept = "".join(_character(character, keep_marks) for character in text)
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def _ascii_character(code: int) -> int:
    character = chr(code)
    return ord(character.casefold()) if character.isalnum() else ord(" ")


#: One look-up for a whole text: most are plain English.
_ASCII = bytes(_ascii_character(code) if code < 128 else code for code in range(256))
_GONE = bytes(code for code in range(128) if code == 127 or (code < 32 and not chr(code).isspace()))
_ASCII_LINES = _ASCII[:10] + b"\n" + _ASCII[11:]


def _character(character: str, keep_marks: bool) -> str:
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    if category[0] == "M":
        return character if keep_marks and character not in _EMOJI_MARKS else ""
    if category[0] == "C" or character in _SILENT:
        return ""
    if category == "So":  # an emoji is a word of its own
        return f" {character} "
    if category[0] in "PSZ":
        return " "
    return "d" if character == "đ" and not keep_marks else character
