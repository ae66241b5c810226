"""SMS through Twilio: sending, looking for what was sent, and reading the message list.

What arrives by webhook is read in sms_webhook; files are fetched by media.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import Struct
from twilio.rest import Client

from bot.channels.channel import (
    Attachment,
    Inbound,
    Media,
    Outcome,
    Refused,
    Sent,
    Status,
    TryLater,
    Unusable,
)
from bot.channels.media import MediaFetcher
from bot.channels.sms_codes import code_of, outcome
from bot.channels.sms_webhook import STATES, Account, Webhook
from bot.channels.sms_wire import TROUBLE, Wire, trouble, wait_of
from dialogs.rows.messages import Outgoing
from dialogs.rows.people import Channel

log = logging.getLogger(__name__)

#: Twilio keeps a message in its queue for 10 h unless told otherwise, and advises against less than 5 s.
LONGEST, SHORTEST = 36_000, 5
#: A message may enter the list after a younger one; this far back is always read again.
OVERLAP = timedelta(minutes=10)
#: Their clock and ours differ by seconds; an equal text within a minute of the attempt is the same message.
TOLERANCE = timedelta(minutes=1)
PAGE = 100
#: Policies, 7: no attempt takes longer.
LIMIT = timedelta(seconds=30)
MAX_MEDIA_BYTES = 5 * 1024 * 1024


class Swept(Struct, frozen=True):
    """What the message list holds since the mark, oldest first, with `mark` for the next look.

    Messages of the last OVERLAP come again: whoever takes them knows them by provider_id.
    """

    messages: tuple[Inbound, ...]
    mark: datetime


class Sms:
    """One Twilio number or messaging service. `close` ends its connections."""

    channel: Channel = "sms"

    def __init__(self, account: Account, clock: Callable[[], datetime], limit: timedelta = LIMIT) -> None:
        self.account = account
        self.line = account.sender
        self.webhook = Webhook(account, clock)
        self._clock = clock
        self._wire = Wire(account.api_url, limit.total_seconds())
        self._client = Client(account.sid, account.token, http_client=self._wire)
        self._media = MediaFetcher(
            account.api_url, (account.sid, account.token), MAX_MEDIA_BYTES, limit.total_seconds()
        )

    async def close(self) -> None:
        await self._wire.close()
        await self._media.close()

    async def send(self, message: Outgoing) -> Outcome:
        """Try once. Never raises for Twilio's trouble; Twilio has no idempotency key, so Unknown is never repeated."""
        wanted = self._wanted(message)
        if wanted is None:
            return Refused("too-late", "expired")
        try:
            created = await self._client.messages.create_async(**wanted)
        except TROUBLE as error:
            ended = trouble(error)
            log.warning("message=%s channel=sms ended=%s reason=%s", message.id, type(ended).__name__, ended.reason)
            return ended
        if created.status in ("failed", "undelivered", "canceled"):
            return outcome(400, created.error_code)
        return Sent(str(created.sid))

    def _wanted(self, message: Outgoing) -> dict[str, Any] | None:
        """Twilio's parameters; None when the message is no longer of use."""
        wanted: dict[str, Any] = {"to": message.address, "body": message.text, **self._sender()}
        if self.account.public_url:
            wanted["status_callback"] = f"{self.account.public_url}/webhooks/twilio/status/{message.id}"
        if message.latest_useful is not None:
            useful = int((message.latest_useful - self._clock()).total_seconds())
            if useful < SHORTEST:
                return None
            wanted["validity_period"] = min(useful, LONGEST)
        return wanted

    def _sender(self) -> dict[str, str]:
        is_service = self.account.sender.startswith("MG")
        return {"messaging_service_sid" if is_service else "from_": self.account.sender}

    async def find(self, message: Outgoing) -> tuple[Status, ...]:
        """How a message of ours stands: asked by its SID, else searched by To, From, time and text, nearest first."""
        try:
            if message.provider_id:
                records = [await self._client.messages(message.provider_id).fetch_async()]
            else:
                records = await self._search(message)
        except TROUBLE as error:
            log.warning("message=%s channel=sms search=failed reason=%s", message.id, trouble(error))
            return ()
        return tuple(self._status(message, record) for record in records)

    async def _search(self, message: Outgoing) -> list[Any]:
        """What may be the record of the attempt. No date filter: DateSent stays empty while a message is queued."""
        attempt = message.claimed_at or message.created_at
        sender = {} if self.account.sender.startswith("MG") else {"from_": self.account.sender}
        stream = await self._client.messages.stream_async(to=message.address, page_size=PAGE, **sender)
        matches = []
        async for record in stream:
            if record.date_created < attempt - TOLERANCE:
                break
            is_later = record.date_created > attempt + LIMIT + TOLERANCE
            if record.direction != "inbound" and not is_later and (record.body or "").strip() == message.text.strip():
                matches.append(record)
        return sorted(matches, key=lambda record: abs(record.date_created - attempt))

    def _status(self, message: Outgoing, record: Any) -> Status:
        row = code_of(record.error_code)
        return Status(
            channel="sms",
            provider_id=record.sid,
            state=STATES.get(record.status, "unknown"),
            at=record.date_updated or self._clock(),
            message_id=message.id,
            code=str(record.error_code or ""),
            meaning=row.kind if row else "",
            after=row.after if row else None,
            retries=row.retries if row else 0,
        )

    async def poll(self, mark: datetime | None) -> Swept | TryLater | Refused:
        """What people texted since `mark` (None: begin now). On trouble the mark stays where it was."""
        since = (mark or self._clock()) - OVERLAP
        try:
            records = await self._received(since)
            messages = [await self._read(record) for record in records]
        except TROUBLE as error:
            return wait_of(error)
        return Swept(tuple(messages), max([mark or since, *(message.at for message in messages)]))

    async def _received(self, since: datetime) -> list[Any]:
        to = {} if self.account.sender.startswith("MG") else {"to": self.account.sender}
        found = []
        stream = await self._client.messages.stream_async(date_sent_after=since, page_size=PAGE, **to)
        async for record in stream:
            if record.date_sent is not None and record.date_sent < since:
                break
            if record.direction == "inbound" and self._is_ours(record):
                found.append(record)
        # Twilio lists the youngest first, with whole seconds: reversing keeps the order within one.
        found.reverse()
        return sorted(found, key=_sent_at)

    def _is_ours(self, record: Any) -> bool:
        return self.account.sender in (record.to, record.messaging_service_sid)

    async def _read(self, record: Any) -> Inbound:
        files = await record.media.list_async() if int(record.num_media or 0) else []
        return Inbound(
            channel="sms",
            line=self.line,
            address=record.from_,
            text=record.body or "",
            provider_id=record.sid,
            at=_sent_at(record),
            attachments=tuple(Attachment(self._home(file.uri), file.content_type) for file in files),
        )

    def _home(self, uri: str) -> str:
        return f"{self.account.api_url}{uri.removesuffix('.json')}"

    async def fetch(self, attachment: Attachment) -> Media | Unusable:
        """The file, at most 5 MB, with the type that its bytes show."""
        return await self._media.fetch(attachment.url)

    async def forget(self, attachment: Attachment) -> bool:
        """Delete the file at Twilio once it is stored here; False when that must be tried again."""
        *_, message, _, file = attachment.url.rstrip("/").split("/")
        try:
            return bool(await self._client.messages(message).media(file).delete_async())
        except TROUBLE as error:
            failed = trouble(error)
            return isinstance(failed, Refused) and failed.reason == "twilio-20404"


def _sent_at(record: Any) -> datetime:
    moment: datetime = record.date_sent or record.date_created
    return moment.astimezone(UTC)
