"""What a text costs by SMS, and where it may be cut.

Source: 3GPP TS 23.038 (GSM 03.38) tables 6.2.1 and 6.2.1.1; TS 23.040 for the 6 bytes that joining parts costs.
"""

from __future__ import annotations

import unicodedata
from typing import Literal

from msgspec import Struct

Encoding = Literal["GSM-7", "UCS-2"]

#: Source: GSM 03.38, table 6.2.1 (without the escape itself).
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: Source: GSM 03.38, table 6.2.1.1: an escape and a second septet.
EXTENSION = frozenset("\f^{}\\[~]|€")

#: Room in a message alone, and in each part of a longer one.
ROOM: dict[Encoding, tuple[int, int]] = {"GSM-7": (160, 153), "UCS-2": (70, 67)}

_JOINER = "\u200d"


class Segments(Struct, frozen=True):
    """What a text takes. `characters` and `left` (in the last part) are septets or UTF-16 units, as billed."""

    encoding: Encoding
    segments: int
    characters: int
    left: int


def encoding(text: str) -> Encoding:
    """The cheapest encoding that holds every character. One ł turns 160 characters into 70."""
    return "GSM-7" if all(letter in BASIC or letter in EXTENSION for letter in text) else "UCS-2"


def foreign(text: str) -> list[str]:
    """The characters that push a text out of GSM-7, each once, in order of appearance."""
    return list(dict.fromkeys(letter for letter in text if letter not in BASIC and letter not in EXTENSION))


def count(text: str) -> Segments:
    """How many parts the text takes; an escape pair or a surrogate pair never straddles two of them."""
    code = encoding(text)
    alone, joined = ROOM[code]
    costs = [_cost(letter, code) for letter in text]
    total = sum(costs)
    if total <= alone:
        return Segments(code, 1 if total else 0, total, alone - total)
    parts, left = 1, joined
    for cost in costs:
        if cost > left:
            parts, left = parts + 1, joined
        left -= cost
    return Segments(code, parts, total, left)


def split(text: str, segments: int = 1) -> list[str]:
    """The text as messages of at most `segments` parts each, cut after a space or line where there is one.

    Never inside a surrogate pair, a combining sequence or a joined emoji. Joined again with nothing between, the
    messages are the text.
    """
    if segments < 1:
        raise ValueError("A message takes at least one segment.")
    pieces = clusters(text)
    messages = []
    while pieces:
        end = _end(pieces, segments)
        messages.append("".join(pieces[:end]))
        pieces = pieces[end:]
    return messages


def clusters(text: str) -> list[str]:
    """What a reader sees as single characters: a letter with its marks, a flag, a family emoji.

    A close reading of UAX #29 without its tables; Hangul is expected composed (NFC).
    """
    found: list[str] = []
    for letter in text:
        if found and _belongs(found[-1], letter):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _cost(letter: str, code: Encoding) -> int:
    if code == "GSM-7":
        return 2 if letter in EXTENSION else 1
    return 2 if ord(letter) > 0xFFFF else 1


def _belongs(cluster: str, letter: str) -> bool:
    if cluster == "\r" and letter == "\n":
        return True
    if cluster[-1] in "\r\n":
        return False
    if letter == _JOINER or cluster[-1] == _JOINER or unicodedata.category(letter) in ("Mn", "Mc", "Me"):
        return True
    if 0x1F3FB <= ord(letter) <= 0x1F3FF or 0xE0020 <= ord(letter) <= 0xE007F:
        return True
    return len(cluster) == 1 and _is_flag_half(cluster) and _is_flag_half(letter)


def _is_flag_half(letter: str) -> bool:
    return 0x1F1E6 <= ord(letter) <= 0x1F1FF


def _end(pieces: list[str], segments: int) -> int:
    """How many pieces the next message takes: at least one, so that a monstrous cluster cannot stop the cutting."""
    low, high = 1, len(pieces)
    while low < high:
        middle = (low + high + 1) // 2
        if count("".join(pieces[:middle])).segments <= segments:
            low = middle
        else:
            high = middle - 1
    if low == len(pieces):
        return low
    spaces = [position for position in range(low) if pieces[position].isspace()]
    # A cut far back would leave half a message empty, so a long word is cut instead.
    return spaces[-1] + 1 if spaces and spaces[-1] >= low // 2 else low
