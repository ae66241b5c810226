"""What a text costs by SMS.

Source: 3GPP TS 23.038 (GSM 03.38) tables 6.2.1 and 6.2.1.1; TS 23.040 for the 6 bytes that joining parts costs.
"""

from __future__ import annotations

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


def _cost(letter: str, code: Encoding) -> int:
    if code == "GSM-7":
        return 2 if letter in EXTENSION else 1
    return 2 if ord(letter) > 0xFFFF else 1
