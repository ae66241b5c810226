"""Phone numbers as people write them -> +E.164."""

from __future__ import annotations

import phonenumbers

#: Numbers without a country code are read as of this country.
_REGION = "US"


def e164(written: str) -> str | None:
    """The number, or None where it is none that can be texted. The 555 area is nobody's: numbers for trying out."""
    try:
        number = phonenumbers.parse(written.strip(), _REGION)
    except phonenumbers.NumberParseException:
        return None
    found = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    is_made_up = found.startswith("+1555") and phonenumbers.is_possible_number(number)
    is_good = is_made_up or phonenumbers.is_valid_number(number)
    return found if is_good and not number.extension else None
