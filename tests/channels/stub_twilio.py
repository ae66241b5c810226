"""Twilio on loopback: sends, the message list, media, and the webhooks that it posts, with its signature.

`python -m tests.channels.stub_twilio --port N --ledger FILE` runs it by itself.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from tests.channels import contract
from tests.channels.stub import Answer, Call, Fault, Stub, post, serve_forever

ACCOUNT = "AC" + "0123456789abcdef" * 2
TOKEN = "12345678901234567890123456789012"
NUMBER = "+15005550006"
PUBLIC = "https://line.example.org"
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 60

Pairs = list[tuple[str, str]]


@dataclass
class Record:
    """A message as Twilio keeps it, either direction."""

    sid: str
    direction: str
    to: str
    from_: str
    body: str
    created: datetime
    sent: datetime | None
    status: str
    callback: str = ""
    error: int | None = None
    service: str | None = None
    media: dict[str, tuple[str, bytes]] = field(default_factory=dict)


def sign(token: str, url: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Twilio's signature, written down anew. Source: twilio.com/docs/usage/webhooks/webhooks-security"""
    text = url + "".join(name + value for name, value in sorted(pairs))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


class TwilioStub(Stub):
    """`webhook_base` is where the program really listens; `public` is the address that is signed."""

    def __init__(self, port: int = 0, ledger: Path | None = None, public: str = PUBLIC, webhook_base: str = "") -> None:
        self.records: list[Record] = []
        self.public = public
        self.webhook_base = webhook_base
        #: Numbers whose owner texted STOP: a send to them fails with 21610.
        self.stopped: set[str] = set()
        #: Where media leads instead of answering, as Twilio's does to its CDN.
        self.media_redirect = ""
        self.page_limit = 1000
        super().__init__(port, ledger)

    # what people and carriers do

    def text(
        self, from_: str, body: str, to: str = NUMBER, media: Sequence[tuple[str, bytes]] = (), sid: str = ""
    ) -> Record:
        """A family's text arrives at Twilio; nobody has been told yet."""
        with self.lock:
            prefix = "MM" if media else "SM"
            record = Record(
                sid or self._sid(prefix), "inbound", to, from_, body, self.clock(), self.clock(), "received"
            )
            record.media = {self._sid("ME", number): file for number, file in enumerate(media)}
            self.records.append(record)
        return record

    def form(self, record: Record, **more: str) -> Pairs:
        """The parameters of the inbound webhook, blanks included."""
        pairs = [
            ("ToCountry", "US"),
            ("ToState", ""),
            ("SmsMessageSid", record.sid),
            ("NumMedia", str(len(record.media))),
            ("ToCity", ""),
            ("FromZip", "02108"),
            ("SmsSid", record.sid),
            ("FromState", "MA"),
            ("SmsStatus", "received"),
            ("FromCity", "BOSTON"),
            ("Body", record.body),
            ("FromCountry", "US"),
            ("To", record.to),
            ("ToZip", ""),
            ("NumSegments", "1"),
            ("MessageSid", record.sid),
            ("AccountSid", ACCOUNT),
            ("From", record.from_),
            ("ApiVersion", "2010-04-01"),
        ]
        for number, (sid, (content_type, _)) in enumerate(record.media.items()):
            path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{record.sid}/Media/{sid}"
            pairs += [(f"MediaUrl{number}", self.url + path), (f"MediaContentType{number}", content_type)]
        return pairs + list(more.items())

    def deliver(self, record: Record, **more: str) -> tuple[int, str]:
        """Tell the program about a text, as the webhook does. Blocks until it answers."""
        return self.knock("/webhooks/twilio/inbound", self.form(record, **more))

    def say(self, from_: str, body: str, **more: str) -> int:
        """A family texts and the program hears of it: the status that it answered."""
        return self.deliver(self.text(from_, body), **more)[0]

    def report(self, sid: str, state: str, code: int | None = None) -> tuple[int, str]:
        """A status callback for a message of ours. Any order, any number of times."""
        record = self.record(sid)
        record.status, record.error = state, code
        pairs = [
            ("SmsSid", sid),
            ("SmsStatus", state),
            ("MessageStatus", state),
            ("To", record.to),
            ("MessageSid", sid),
            ("AccountSid", ACCOUNT),
            ("From", record.from_),
            ("ApiVersion", "2010-04-01"),
        ]
        if code is not None:
            pairs.append(("ErrorCode", str(code)))
        return self.knock(urlsplit(record.callback).path, pairs)

    def knock(self, path: str, pairs: Pairs, signature: str | None = None, signed: str = "") -> tuple[int, str]:
        """Post to the program with the signature of `signed` (our public address and path unless given)."""
        mark = sign(TOKEN, signed or self.public + path, pairs) if signature is None else signature
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": mark,
            "I-Twilio-Idempotency-Token": "1",
        }
        return post(self.webhook_base + path, urlencode(pairs, quote_via=quote).encode(), headers)

    def record(self, sid: str) -> Record:
        return next(record for record in self.records if record.sid == sid)

    @property
    def sent(self) -> list[Record]:
        """What the program had sent, in order: the copies on the wire."""
        return [record for record in self.records if record.direction == "outbound-api"]

    # what the API answers

    def perform(self, call: Call, headers: Mapping[str, str]) -> Answer:
        self.problems += contract.twilio_call(call)
        given = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if headers.get("Authorization") != f"Basic {given}":
            return _error(401, 20003)
        base = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"
        if not call.path.startswith(base):
            return _error(404, 20404)
        answer = self._route(call, call.path.removeprefix(base))
        if answer.status < 300 and not isinstance(answer.body, bytes):
            self.problems += contract.twilio_answer(call, answer)
        return answer

    def _route(self, call: Call, rest: str) -> Answer:
        if rest == ".json":
            return self._create(call.form) if call.method == "POST" else self._list(call)
        parts = rest.removesuffix(".json").strip("/").split("/")
        record = next((record for record in self.records if record.sid == parts[0]), None)
        if record is None:
            return _error(404, 20404)
        match parts[1:]:
            case []:
                return Answer(body=self._json(record))
            case ["Media"]:
                return Answer(body=self._media_list(record))
            case ["Media", sid] if sid in record.media:
                return self._media(call, record, sid)
        return _error(404, 20404)

    def _create(self, form: dict[str, str]) -> Answer:
        if not form.get("Body"):
            return _error(400, 21602)
        if not re.fullmatch(r"\+[1-9]\d{6,14}", form.get("To", "")):
            return _error(400, 21211)
        if form["To"] in self.stopped:
            return _error(400, 21610)
        with self.lock:
            record = Record(
                sid=self._sid("SM"),
                direction="outbound-api",
                to=form["To"],
                from_=form.get("From") or NUMBER,
                body=form["Body"],
                created=self.clock(),
                sent=None,
                status="queued",
                callback=form.get("StatusCallback", ""),
                service=form.get("MessagingServiceSid"),
            )
            self.records.append(record)
        return Answer(201, self._json(record))

    def _list(self, call: Call) -> Answer:
        asked = call.query
        since = datetime.fromisoformat(asked["DateSent>"]) if "DateSent>" in asked else None
        found = [
            record
            for record in reversed(self.records)
            if asked.get("To", record.to) == record.to
            and asked.get("From", record.from_) == record.from_
            and (since is None or (record.sent is not None and record.sent >= since - timedelta(seconds=1)))
        ]
        size = min(int(asked.get("PageSize", 50)), self.page_limit)
        page = int(asked.get("Page", 0))
        shown = found[page * size : (page + 1) * size]

        def address(number: int) -> str:
            return f"{call.path}?{urlencode({**asked, 'PageSize': size, 'Page': number})}"

        has_more = (page + 1) * size < len(found)
        return Answer(
            body={
                "messages": [self._json(record) for record in shown],
                "first_page_uri": address(0),
                "next_page_uri": address(page + 1) if has_more else None,
                "previous_page_uri": address(page - 1) if page else None,
                "uri": address(page),
                "page": page,
                "page_size": size,
                "start": page * size,
                "end": page * size + len(shown) - 1 if shown else 0,
            }
        )

    def _media_list(self, record: Record) -> dict[str, Any]:
        base = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{record.sid}/Media"
        files = [
            {
                "account_sid": ACCOUNT,
                "content_type": content_type,
                "date_created": _date(record.created),
                "date_updated": _date(record.created),
                "parent_sid": record.sid,
                "sid": sid,
                "uri": f"{base}/{sid}.json",
            }
            for sid, (content_type, _) in record.media.items()
        ]
        uri = f"{base}.json"
        page = {"first_page_uri": uri, "next_page_uri": None, "previous_page_uri": None, "uri": uri}
        return {"media_list": files, "page": 0, "page_size": 50, "start": 0, "end": len(files), **page}

    def _media(self, call: Call, record: Record, sid: str) -> Answer:
        if call.method == "DELETE":
            del record.media[sid]
            return Answer(204, b"")
        if self.media_redirect:
            return Answer(307, b"", {"Location": self.media_redirect})
        content_type, content = record.media[sid]
        return Answer(200, content, {"Content-Type": content_type})

    def _json(self, record: Record) -> dict[str, Any]:
        uri = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{record.sid}"
        return {
            "account_sid": ACCOUNT,
            "api_version": "2010-04-01",
            "body": record.body,
            "date_created": _date(record.created),
            "date_sent": _date(record.sent) if record.sent else None,
            "date_updated": _date(record.created),
            "direction": record.direction,
            "error_code": record.error,
            "error_message": None,
            "from": record.from_,
            "messaging_service_sid": record.service,
            "num_media": str(len(record.media)),
            "num_segments": "1",
            "price": None,
            "price_unit": None,
            "sid": record.sid,
            "status": record.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": record.to,
            "uri": f"{uri}.json",
        }

    def error(self, fault: Fault) -> Answer:
        headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
        return _error(fault.status, fault.code, headers)

    def order(self, name: str, how: dict[str, Any]) -> Any:
        """For another process: POST /_stub/text, say, report, listen with JSON of the arguments."""
        match name:
            case "text":
                return {"sid": self.text(**how).sid}
            case "say":
                return {"status": self.say(**how)}
            case "report":
                return {"status": self.report(**how)[0]}
            case "listen":
                self.webhook_base = how["webhook_base"]
            case _:
                raise ValueError(f"There is no order '{name}'.")
        return {}

    def _sid(self, prefix: str, salt: int = 0) -> str:
        return prefix + hashlib.md5(f"{self.port}.{len(self.records)}.{salt}".encode()).hexdigest()  # noqa: S324


def _date(moment: datetime) -> str:
    return format_datetime(moment.replace(microsecond=0))


def _error(status: int, code: int, headers: dict[str, str] | None = None) -> Answer:
    more = f"https://www.twilio.com/docs/errors/{code}"
    body = {"code": code, "message": "it has a CANARY text in it", "more_info": more, "status": status}
    return Answer(status, body if code else b"<html>no</html>", headers or {})


def main() -> None:
    arguments = argparse.ArgumentParser(description="Twilio on loopback")
    arguments.add_argument("--port", type=int, default=0)
    arguments.add_argument("--ledger", type=Path)
    arguments.add_argument("--public", default=PUBLIC)
    arguments.add_argument("--webhook-base", default="")
    given = arguments.parse_args()
    serve_forever(TwilioStub(given.port, given.ledger, given.public, given.webhook_base))


if __name__ == "__main__":
    main()
