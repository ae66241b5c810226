"""What staff say of a person, one fact at a time: a cell of a file or a field of a page -> its value, or what is wrong.

A reason goes on from "this …" and never repeats what was given: reasons are shown, logged and pasted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable
from datetime import date

import phonenumbers
from msgspec import Struct
from phonenumbers import ValidationResult

from dialogs.reading.text import stored
from dialogs.reminders.zones import is_zone
from dialogs.turns.joining import METHODS

LONGEST_NAME, LONGEST_CODE = 120, 40
#: What nobody sees: marks of direction and breaks, fillers, an empty Braille cell, tags. Source: Unicode 15.1, 23.2.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800"
    "\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
#: Seen only in what stands beside them: they shape Persian and Indic names, and are no name.
_JOINERS = re.compile("[\u200c\u200d\ufe00-\ufe0f]")

#: Why a number is not given to a second person. It names nobody: whoever it belongs to may be out of reach.
OF_SOMEBODY = (
    "belongs to somebody in the program already: ask for a number of their own; a phone that two people share is one "
    "contact, marked as shared"
)
CODE_IN_USE = "is in use already"


#: Numbers without a country code are read as of this country.
_REGION = "US"
_LIKE = "write it with its area code, like 512 555 0188"


class Wrong(Struct, frozen=True):
    """A fact that cannot be taken as it was given, and why."""

    reason: str


MISSING = Wrong("is missing")

_TOO_SHORT = Wrong(f"has too few digits for a phone number: {_LIKE}")
#: How a phone number has the wrong length. Seven digits are one only to who dials from beside it.
_LENGTHS = {
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: _TOO_SHORT,
    ValidationResult.TOO_SHORT: _TOO_SHORT,
    ValidationResult.TOO_LONG: Wrong(f"has too many digits for a phone number: {_LIKE}"),
}


def words(given: str, longest: int) -> str | Wrong:
    """Something that must be said, as it is stored: the words that somebody sees, with one space between them."""
    value = " ".join(word for word in _INVISIBLE.sub("", stored(given)).split() if _JOINERS.sub("", word))
    return _short(value, longest) if value else MISSING


def code(given: str) -> str | Wrong:
    """A program's own code of a family: letters and digits as they look, whichever keyboard or program wrote them."""
    return words(_JOINERS.sub("", unicodedata.normalize("NFKC", given)), LONGEST_CODE)


def maybe_words(given: str, longest: int) -> str | Wrong:
    return _short(stored(given).strip(), longest)


def _short(value: str, longest: int) -> str | Wrong:
    return value if len(value) <= longest else Wrong(f"is longer than {longest} characters")


def language(given: str, spoken: Iterable[str]) -> str | Wrong:
    """A code that a folder of locales/ has."""
    value, known = words(given, LONGEST_CODE), sorted(spoken)
    if isinstance(value, Wrong) or value in known:
        return value
    return Wrong(f"is not spoken here; there are: {', '.join(known)}")


def zone(given: str) -> str | Wrong | None:
    """None where nobody asked yet."""
    value = given.strip()
    return value or None if not value or is_zone(value) else Wrong("is no time zone like America/Chicago")


def past_day(given: str, today: date) -> date | Wrong | None:
    """A day that has come, as 2026-03-02; None where none is given."""
    value = given.strip()
    if not value:
        return None
    try:
        found = date.fromisoformat(value)
    except ValueError:
        return Wrong("is no date like 2026-03-02")
    return found if found <= today else Wrong("lies in the future")


def needed_day(given: str, today: date) -> date | Wrong:
    return past_day(given, today) or MISSING


def method(given: str) -> str | Wrong:
    value = given.strip().lower()
    if value in METHODS:
        return value
    return Wrong(f"is {'neither' if value else 'missing'}: {' or '.join(METHODS)}")


def number(given: str) -> str | Wrong:
    """A phone number as +E.164. The 555 area is nobody's: numbers for trying out."""
    if not given.strip():
        return MISSING
    try:
        read = phonenumbers.parse(given.strip(), _REGION)
    except phonenumbers.NumberParseException:
        return Wrong(f"is not a phone number: {_LIKE}")
    length = phonenumbers.is_possible_number_with_reason(read)
    if length in _LENGTHS:
        return _LENGTHS[length]
    found = phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)
    if length != ValidationResult.IS_POSSIBLE or not (found.startswith("+1555") or phonenumbers.is_valid_number(read)):
        return Wrong("is not a phone number that is in use: compare its area code and its digits")
    return Wrong("has an extension, which no text reaches: give a number of their own") if read.extension else found


def coordinator(given: str, known: Container[str]) -> str | Wrong:
    """The e-mail address of somebody who may have families, in lower case; '' for nobody yet."""
    value = given.strip().lower()
    is_good = not value or value in known
    return value if is_good else Wrong("belongs to nobody on the staff who has families; add them first")
