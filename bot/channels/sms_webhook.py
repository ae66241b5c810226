"""What Twilio posts to us: believed only when the signature, the account and the shape are right.

Source: https://www.twilio.com/docs/usage/webhooks/webhooks-security. The signature covers our public address and the
parameters run together without any mark between name and value. So a genuine request can be cut up differently and
still verify; the shape of every part is what stops that. There is no timestamp either: a replay verifies, and is
harmless because the MessageSid is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from uuid import UUID

import phonenumbers
from msgspec import Struct
from twilio.request_validator import RequestValidator
from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import VoiceResponse

from bot.channels.channel import Attachment, Inbound, Rejected, Status
from bot.channels.sms_codes import code_of

Pairs = Iterable[tuple[str, str]]

#: Twilio's words for how a message stands. Source: https://www.twilio.com/docs/messaging/api/message-resource
STATES = {
    "accepted": "sent",
    "scheduled": "sent",
    "queued": "sent",
    "sending": "sent",
    "sent": "sent",
    "partially_delivered": "sent",
    "delivered": "delivered",
    "read": "read",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}

#: Names seen on messages, statuses and calls, numbered ones without their number.
_NAMES = """
    AccountSid AddOns ApiVersion Body ButtonPayload ButtonText ButtonType CallSid CallStatus CallToken Called
    CalledCity CalledCountry CalledState CalledZip Caller CallerCity CallerCountry CallerState CallerZip
    ChannelInstallSid ChannelMetadata ChannelPrefix ChannelStatusMessage ChannelToAddress DateCreated Direction
    ErrorCode ErrorMessage EventType ForwardedFrom From FromCity FromCountry FromState FromZip MediaContentType MediaUrl
    MessageSid MessageStatus MessageType MessagingServiceSid NumMedia NumSegments OptOutType ProfileName RawDlrDoneDate
    ReferralNumMedia SmsMessageSid SmsSid SmsStatus StirVerstat To ToCity ToCountry ToState ToZip WaId
"""
KNOWN = frozenset(_NAMES.split())
_NAME = re.compile(r"[A-Z][A-Za-z]{1,39}\d{0,2}")
_MESSAGE = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")
_CALL = re.compile(r"CA[0-9a-fA-F]{32}")
_COUNT = re.compile(r"\d{1,2}")


class Account(Struct, frozen=True):
    """Our side of Twilio. `sender`: our number or messaging service SID. `public_url`: without a final slash, or ''."""

    sid: str
    token: str
    sender: str
    api_url: str = "https://api.twilio.com"
    public_url: str = ""


class Webhook:
    """Twilio's requests, each either read or rejected with the reason to count."""

    def __init__(self, account: Account, clock: Callable[[], datetime]) -> None:
        self._account = account
        self._clock = clock
        self._validator = RequestValidator(account.token)

    def verify(self, url: str, pairs: Pairs, signature: str | None) -> Inbound | Rejected:
        """A family's text. `url`: what Twilio was given; `pairs`: the form as it came, blanks included."""
        form = self._form(url, pairs, signature, ("MessageSid", "From", "To", "Body"))
        if isinstance(form, Rejected):
            return form
        if not _MESSAGE.fullmatch(form["MessageSid"]):
            return Rejected("message-sid")
        if not (_is_phone(form["From"]) and _is_phone(form["To"])):
            return Rejected("phone")
        if form.get("OptOutType", "") not in ("", "STOP", "START", "HELP"):
            return Rejected("opt-out-type")
        attachments = _attachments(form)
        if isinstance(attachments, Rejected):
            return attachments
        return Inbound(
            channel="sms",
            line=self._line(form),
            address=form["From"],
            text=form["Body"],
            provider_id=form["MessageSid"],
            at=self._clock(),
            attachments=attachments,
            handled=form.get("OptOutType", ""),
        )

    def verify_status(self, url: str, pairs: Pairs, signature: str | None, message_id: str) -> Status | Rejected:
        """A word about a message of ours, whose id stands in the signed address. Order and repeats are not judged."""
        form = self._form(url, pairs, signature, ("MessageSid", "MessageStatus"))
        if isinstance(form, Rejected):
            return form
        if not _MESSAGE.fullmatch(form["MessageSid"]):
            return Rejected("message-sid")
        try:
            ours = UUID(message_id)
        except ValueError:
            return Rejected("message-id")
        row = code_of(form.get("ErrorCode", ""))
        return Status(
            channel="sms",
            provider_id=form["MessageSid"],
            state=STATES.get(form["MessageStatus"], "unknown"),
            at=self._clock(),
            message_id=ours,
            code=form.get("ErrorCode", ""),
            meaning=row.kind if row else "",
            after=row.after if row else None,
            retries=row.retries if row else 0,
        )

    def verify_call(self, url: str, pairs: Pairs, signature: str | None) -> Rejected | None:
        """Someone calls our number. None: it is genuine."""
        form = self._form(url, pairs, signature, ("CallSid",))
        if isinstance(form, Rejected):
            return form
        return None if _CALL.fullmatch(form["CallSid"]) else Rejected("call-sid")

    def _form(
        self, url: str, pairs: Pairs, signature: str | None, needed: tuple[str, ...]
    ) -> Mapping[str, str] | Rejected:
        pairs = list(pairs)
        form = dict(pairs)
        if len(form) != len(pairs):
            return Rejected("duplicate-key")
        if not self._is_signed(url, form, signature):
            return Rejected("signature")
        if form.get("AccountSid") != self._account.sid:
            return Rejected("account")
        if any(not _is_name(name) for name in form):
            return Rejected("unknown-key")
        if any(name not in form for name in needed):
            return Rejected("missing-key")
        return form

    def _is_signed(self, url: str, form: dict[str, str], signature: str | None) -> bool:
        try:
            return bool(self._validator.validate(url, form, signature))
        except (TypeError, ValueError):
            # No header at all; a lone surrogate in the form; a port that is no number.
            return False

    def _line(self, form: Mapping[str, str]) -> str:
        """The program's line: the service where we send by one, else the number that was texted."""
        return self._account.sender if self._account.sender.startswith("MG") else form["To"]


def empty_answer() -> str:
    """TwiML that says nothing: replies leave by the outbox, never in the answer to a webhook."""
    return str(MessagingResponse())


def voice_answer(program: str, phone: str) -> str:
    """TwiML for a call to our number: the program's name, then its telephone."""
    answer = VoiceResponse()
    answer.say(program)
    if phone:
        answer.dial(phone)
    return str(answer)


def _is_name(name: str) -> bool:
    """Twilio may add names any day, and losing every text on that day would be worse than the risk.

    But a name that sorts between Body and From could have been cut out of a family's text, so there only known ones.
    """
    if name.rstrip("0123456789") in KNOWN:
        return True
    return bool(_NAME.fullmatch(name)) and not "Body" < name < "From"


def _is_phone(value: str) -> bool:
    """Exactly E.164: a value that swallowed its neighbour is none."""
    try:
        number = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        return False
    is_exact = value == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return is_exact and phonenumbers.is_possible_number(number)


def _attachments(form: Mapping[str, str]) -> tuple[Attachment, ...] | Rejected:
    declared = form.get("NumMedia") or "0"
    if not _COUNT.fullmatch(declared):
        return Rejected("media-count")
    numbers = range(int(declared))
    if any(f"MediaUrl{number}" not in form for number in numbers):
        return Rejected("media-missing")
    return tuple(Attachment(form[f"MediaUrl{number}"], form.get(f"MediaContentType{number}", "")) for number in numbers)
