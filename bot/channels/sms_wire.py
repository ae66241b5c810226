"""The wire under the Twilio SDK: another base address, timeouts that hold, and what a broken connection means."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import aiohttp
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.response import Response

from bot.channels.channel import Refused, TryLater, Unknown
from bot.channels.sms_codes import THROTTLED, outcome

#: Connecting fails sooner than the whole attempt, so that "never left" and "no answer" stay apart.
CONNECT = 10.0
RECONNECT = timedelta(seconds=30)

#: What `trouble` understands: everything that the SDK lets through.
TROUBLE = (TwilioException, aiohttp.ClientError, OSError, TimeoutError, ValueError)

# The SDK logs whole addresses, To and From included, at INFO.
_silent = logging.getLogger("kinline.twilio")
_silent.disabled = True


class Throttled(TwilioException):  # type: ignore[misc]
    """429. The SDK's own exception forgets the headers."""

    def __init__(self, retry_after: timedelta | None) -> None:
        super().__init__("429")
        self.retry_after = retry_after


class Wire(AsyncTwilioHttpClient):  # type: ignore[misc]
    """The SDK's HTTP client with `base` instead of https://api.twilio.com, each request within `limit` seconds."""

    def __init__(self, base: str, limit: float) -> None:
        super().__init__(pool_connections=False, logger=_silent)
        self.session: aiohttp.ClientSession | None = None
        self._base = urlsplit(base)
        self._limit = limit
        # The SDK's own timeout argument has no effect on its asynchronous client.
        self._timeout = aiohttp.ClientTimeout(total=None, connect=min(CONNECT, limit), sock_read=limit)

    async def request(
        self, method: str, url: str, auth: tuple[str, str] | None = None, headers: Any = None, **options: Any
    ) -> Response:
        """Raises Throttled for 429, and what aiohttp raises."""
        if self.session is None:
            # Made here because a session wants a running loop.
            self.session = aiohttp.ClientSession(timeout=self._timeout)
        # The SDK's own way of passing credentials is deprecated by aiohttp.
        headers = {**(headers or {}), **({"Authorization": aiohttp.encode_basic_auth(*auth)} if auth else {})}
        async with asyncio.timeout(self._limit):
            response = await super().request(method, self._moved(url), headers=headers, **options)
        if response.status_code == 429:
            raise Throttled(_seconds(response.headers.get("Retry-After")))
        return response

    def _moved(self, url: str) -> str:
        base, asked = self._base, urlsplit(url)
        path = base.path.rstrip("/") + asked.path
        return urlunsplit(asked._replace(scheme=base.scheme, netloc=base.netloc, path=path))


def trouble(error: BaseException) -> TryLater | Refused | Unknown:
    """What an exception of a send means by policy: not sent, refused, or unknown. Carries no text of the provider."""
    match error:
        case Throttled(retry_after=wait):
            return TryLater("twilio-429", wait or THROTTLED.after or RECONNECT, is_channel_wide=True)
        case TwilioRestException() | TwilioServiceException():
            return _answered(int(error.status), error.code)
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
            return TryLater("no-connection", RECONNECT)
        case TwilioException() if len(error.args) > 1 and hasattr(error.args[1], "status_code"):
            # Failing lists raise the bare exception with the response behind the message.
            return _answered(int(error.args[1].status_code), None)
        case TimeoutError():
            return Unknown("no-answer-in-time")
        case _:
            return Unknown(f"cut-{type(error).__name__}")


def wait_of(error: BaseException) -> TryLater | Refused:
    """The same for a question that changes nothing at the provider: an unknown answer is simply asked again."""
    found = trouble(error)
    return found if isinstance(found, TryLater | Refused) else TryLater("no-answer", RECONNECT)


def _answered(status: int, code: object) -> TryLater | Refused | Unknown:
    if status >= 500:
        return Unknown(f"twilio-{status}")
    return outcome(status, 20003 if status == 401 else code)


def _seconds(header: str | None) -> timedelta | None:
    return timedelta(seconds=int(header)) if header and header.isdecimal() and len(header) < 6 else None
