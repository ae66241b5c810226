"""What Twilio's codes mean for a message. The only place that knows them.

Each code has a page of its own: https://www.twilio.com/docs/api/errors/21610 for 21610.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from msgspec import Struct

from bot.channels.channel import Refused, TryLater

Kind = Literal["permanent", "opted_out", "ours_to_fix", "filtered", "expired", "later"]


class Code(Struct, frozen=True):
    """`after` and `retries` say when a `later` may be tried again, and how often at most."""

    kind: Kind
    says: str
    after: timedelta | None = None
    retries: int = 0
    is_channel_wide: bool = False


#: Source: https://www.twilio.com/docs/api/errors/<code>
CODES: dict[int, Code] = {
    21211: Code("permanent", "To is not a phone number"),
    21214: Code("permanent", "To cannot be reached"),
    21602: Code("permanent", "the text is empty"),
    21604: Code("permanent", "To is missing"),
    21612: Code("permanent", "no route from our number to To"),
    21614: Code("permanent", "To is not a mobile number"),
    21617: Code("permanent", "the text is longer than 1,600 characters"),
    21635: Code("permanent", "To is a landline"),
    30005: Code("permanent", "the number does not exist"),
    30006: Code("permanent", "landline, or a carrier that cannot be reached"),
    21610: Code("opted_out", "the person texted STOP"),
    30004: Code("opted_out", "the message is blocked by the person or carrier"),
    20003: Code("ours_to_fix", "account SID or token are wrong"),
    20404: Code("ours_to_fix", "the account does not exist"),
    21212: Code("ours_to_fix", "From is not a phone number"),
    21408: Code("ours_to_fix", "the account may not text this country"),
    21603: Code("ours_to_fix", "From is missing"),
    21606: Code("ours_to_fix", "From is not ours or cannot text"),
    21703: Code("ours_to_fix", "the messaging service has no number"),
    30002: Code("ours_to_fix", "the account is suspended"),
    30032: Code("ours_to_fix", "the toll-free number is not verified"),
    30034: Code("ours_to_fix", "the number is not registered for A2P 10DLC"),
    30007: Code("filtered", "the carrier took it for spam"),
    30036: Code("expired", "the validity period ended in the queue"),
    20429: Code("later", "too many requests", timedelta(seconds=30), 20, is_channel_wide=True),
    21611: Code("later", "the queue of our number is full", timedelta(minutes=10), 5, is_channel_wide=True),
    30001: Code("later", "the queue overflowed", timedelta(hours=4), 2),
    30003: Code("later", "the phone is off or out of reach", timedelta(hours=4), 2),
    30008: Code("later", "the carrier does not say why", timedelta(minutes=30), 1),
}

#: An error without a code that we know: 429 is told by the HTTP status, any other 4xx will never leave like this.
THROTTLED = CODES[20429]
UNLISTED = Code("permanent", "not in our table")


def code_of(code: object) -> Code | None:
    """The table's row; None where there is no code at all."""
    number = int(str(code)) if str(code).isdecimal() else 0
    return CODES.get(number, UNLISTED) if number else None


def outcome(status: int, code: object) -> TryLater | Refused:
    """What a 4xx answer to a send means."""
    row = THROTTLED if status == 429 else code_of(code) or UNLISTED
    reason = f"twilio-{code or status}"
    if row.kind == "later":
        assert row.after is not None
        return TryLater(reason, row.after, is_channel_wide=row.is_channel_wide)
    return Refused(reason, row.kind)
