"""The doors that providers knock at. 200 only after what came is kept; 403 for whatever is not theirs; never 500.

What is signed is our public address, not the host that a request claims: proxies and attackers both change that.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.channel import Inbound, Rejected, Status
from bot.channels.sms import Sms
from bot.channels.sms_webhook import empty_answer, voice_answer
from bot.channels.telegram import Telegram
from storage.directory import NotOurs

log = logging.getLogger(__name__)

Receive = Callable[[Inbound], Awaitable[None]]
Report = Callable[[Status], Awaitable[None]]
#: The program's name and telephone, for someone who calls our number.
Callee = Callable[[], Awaitable[tuple[str, str]]]

#: Twilio's forms and Telegram's updates stay far below.
MAX_BODY_BYTES = 512 * 1024
MAX_FIELDS = 200


class TooLarge(Exception):
    """The body is longer than MAX_BODY_BYTES."""


class Refusals(Counter[str]):
    """How many requests were turned away, by provider and reason: `twilio.signature`, `telegram.secret`."""


class Webhooks:
    """The routes under /webhooks, over the channels that are configured.

    `receive` and `report` return once what they were given is committed. What they raise becomes 503, and the provider
    sends it again; but what came to a number that is no line of ours is counted, answered and not kept.
    """

    def __init__(
        self, receive: Receive, report: Report, callee: Callee, sms: Sms | None = None, telegram: Telegram | None = None
    ) -> None:
        self.refusals = Refusals()
        self._receive = receive
        self._report = report
        self._callee = callee
        self._sms = sms
        self._telegram = telegram

    def routes(self) -> list[BaseRoute]:
        post = ["POST"]
        return [
            Route("/webhooks/twilio/inbound", self.twilio_inbound, methods=post),
            Route("/webhooks/twilio/status/{message_id}", self.twilio_status, methods=post),
            Route("/webhooks/twilio/voice", self.twilio_voice, methods=post),
            Route("/webhooks/telegram", self.telegram, methods=post),
            # Without it a final slash would be redirected, and the signature of another address followed.
            Route("/webhooks/{rest:path}", self.elsewhere, methods=["GET", "POST", "PUT", "DELETE", "PATCH"]),
        ]

    async def elsewhere(self, request: Request) -> Response:
        return self._reject("webhook", "path")

    async def twilio_inbound(self, request: Request) -> Response:
        form = await self._form(request)
        if isinstance(form, Response):
            return form
        assert self._sms is not None
        inbound = self._sms.webhook.verify(self._address(request), form, _signature(request))
        if isinstance(inbound, Rejected):
            return self._reject("twilio", inbound.reason)
        try:
            return await self._kept(self._receive(inbound), inbound.provider_id) or _twiml(empty_answer())
        except NotOurs:
            # Genuine, but of another number of the same account: coming again would not make it ours.
            self.refusals["twilio.line"] += 1
            log.warning("webhook=%s kept=no why=line", inbound.provider_id)
            return _twiml(empty_answer())

    async def twilio_status(self, request: Request) -> Response:
        form = await self._form(request)
        if isinstance(form, Response):
            return form
        assert self._sms is not None
        message_id = str(request.path_params["message_id"])
        status = self._sms.webhook.verify_status(self._address(request), form, _signature(request), message_id)
        if isinstance(status, Rejected):
            return self._reject("twilio", status.reason)
        return await self._kept(self._report(status), status.provider_id) or _twiml(empty_answer())

    async def twilio_voice(self, request: Request) -> Response:
        form = await self._form(request)
        if isinstance(form, Response):
            return form
        assert self._sms is not None
        rejected = self._sms.webhook.verify_call(self._address(request), form, _signature(request))
        if rejected is not None:
            return self._reject("twilio", rejected.reason)
        return _twiml(voice_answer(*await self._callee()))

    async def telegram(self, request: Request) -> Response:
        bot = self._telegram
        if bot is None or not bot.is_genuine(request.headers.get("X-Telegram-Bot-Api-Secret-Token")):
            return self._reject("telegram", "secret")
        try:
            update = json.loads(await _body(request))
        except TooLarge:
            return self._too_large("telegram")
        except (ValueError, RecursionError):
            return self._reject("telegram", "not-json")
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            return self._reject("telegram", "not-an-update")
        kept = self._kept(bot.take(update, self._receive), f"update-{update['update_id']}")
        return await kept or PlainTextResponse("")

    async def _form(self, request: Request) -> list[tuple[str, str]] | Response:
        """The form as pairs, blanks and repeats included."""
        if self._sms is None or not self._sms.account.public_url:
            return self._reject("twilio", "not-configured")
        try:
            body = (await _body(request)).decode("utf-8")
            return parse_qsl(body, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
        except TooLarge:
            return self._too_large("twilio")
        except ValueError:
            return self._reject("twilio", "not-a-form")

    def _address(self, request: Request) -> str:
        """What Twilio was given, and therefore signed: our public address with the path and query as they came."""
        assert self._sms is not None
        raw = request.scope.get("raw_path") or request.url.path.encode()
        path = bytes(raw).partition(b"?")[0].decode("latin-1")
        query = request.scope.get("query_string", b"").decode("latin-1")
        return f"{self._sms.account.public_url}{path}" + (f"?{query}" if query else "")

    async def _kept(self, work: Awaitable[None], reference: str) -> Response | None:
        """None once the work is committed; else the answer that makes the provider come again. Raises NotOurs."""
        try:
            await work
        except NotOurs:
            raise
        except Exception as error:  # the text of an exception may hold the text of a family
            log.error("webhook=%s kept=no error=%s", reference, type(error).__name__)
            return PlainTextResponse("", status_code=503, headers={"Retry-After": "5"})
        return None

    def _reject(self, provider: str, reason: str) -> Response:
        self.refusals[f"{provider}.{reason}"] += 1
        log.warning("webhook=%s rejected=%s", provider, reason)
        return PlainTextResponse("", status_code=403)

    def _too_large(self, provider: str) -> Response:
        self.refusals[f"{provider}.too-large"] += 1
        log.warning("webhook=%s rejected=too-large", provider)
        return PlainTextResponse("", status_code=413, headers={"Connection": "close"})


async def _body(request: Request) -> bytes:
    """Raises TooLarge before more than MAX_BODY_BYTES are held, ValueError when the sender hangs up in the middle."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY_BYTES:
                raise TooLarge
    except ClientDisconnect as cut:
        raise ValueError("cut") from cut
    return bytes(body)


def _signature(request: Request) -> str | None:
    return request.headers.get("X-Twilio-Signature")


def _twiml(text: str) -> Response:
    return Response(text, media_type="text/xml")
