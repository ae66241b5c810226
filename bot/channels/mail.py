"""Alerts by e-mail: to the team only, without a word of health or a name of a family. The standard library's SMTP.

One try a call, in a thread: connect, say hello, encrypt, sign in, hand over. What was cut off once the message was
begun may have left (Unknown); everything before certainly did not.
"""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate

from bot.channels.channel import Outcome, Refused, Sent, Status, TryLater, Unknown
from bot.channels.mail_server import Server
from bot.clock import Now
from dialogs.rows.messages import Outgoing
from dialogs.rows.people import Channel

_LIMIT_SECONDS = 30.0
_AGAIN = timedelta(minutes=1)
#: CRLF and seven bits: every server takes that.
_WIRE = SMTP.clone(cte_type="7bit")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Mail:
    """The outgoing half of e-mail; nothing is ever read."""

    channel: Channel = "email"

    def __init__(self, server: Server, now: Now, inbox_url: str, limit_seconds: float = _LIMIT_SECONDS) -> None:
        """inbox_url: where the button in the message leads; '' for none."""
        self._server, self._now, self._inbox_url, self._limit = server, now, inbox_url, limit_seconds
        self.line = server.sender

    async def send(self, message: Outgoing) -> Outcome:
        return await asyncio.to_thread(self._send, message)

    async def find(self, message: Outgoing) -> tuple[Status, ...]:
        return ()

    async def close(self) -> None:
        """Nothing is kept open."""

    async def look(self) -> Outcome:
        """Whether the server takes us: hello, encryption, sign-in, and no message."""
        return await asyncio.to_thread(self._look)

    def _look(self) -> Outcome:
        try:
            with self._connected() as server:
                server.noop()
        except (OSError, smtplib.SMTPException) as error:
            return _before(error)
        return Sent("")

    def _send(self, message: Outgoing) -> Outcome:
        letter = self._letter(message)
        is_begun = False
        try:
            with self._connected() as server:
                _accepted(server.mail(self._server.sender), "sender")
                _accepted(server.rcpt(message.address), "recipient")
                is_begun = True
                _accepted(server.data(letter.as_bytes(policy=_WIRE)), "message")
        except _SaidNo as no:
            return no.outcome
        except (OSError, smtplib.SMTPException) as error:
            return Unknown(type(error).__name__) if is_begun else _before(error)
        return Sent(str(letter["Message-ID"]))

    def _letter(self, message: Outgoing) -> EmailMessage:
        letter = EmailMessage()
        letter["From"], letter["To"] = self._server.sender, message.address
        letter["Subject"] = message.text.partition(".")[0].replace("\n", " ")[:120]
        letter["Date"] = formatdate(self._now().timestamp())
        letter["Message-ID"] = f"<{message.id.hex}@{self._server.sender.rpartition('@')[2]}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(f"{message.text}\n{self._inbox_url}\n" if self._inbox_url else f"{message.text}\n")
        return letter

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        where, context = self._server, ssl.create_default_context()
        opened = (
            smtplib.SMTP_SSL(where.host, where.port, timeout=self._limit, context=context)
            if where.is_tls
            else smtplib.SMTP(where.host, where.port, timeout=self._limit)
        )
        try:
            opened.ehlo()
            if not where.is_tls and opened.has_extn("starttls"):
                opened.starttls(context=context)
                opened.ehlo()
            elif not where.is_tls and where.host not in _LOOPBACK:
                raise smtplib.SMTPNotSupportedError("no TLS")
            if where.user:
                opened.login(where.user, where.password)
            yield opened
        finally:
            opened.close()


class _SaidNo(Exception):
    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


def _accepted(reply: tuple[int, bytes], what: str) -> None:
    """4xx is a no for now, 5xx for good. Source: RFC 5321, section 4.2.1."""
    code = reply[0]
    if code >= 500:
        raise _SaidNo(Refused(f"{what}-{code}", "permanent" if what == "recipient" else "ours_to_fix"))
    if code >= 400:
        raise _SaidNo(TryLater(f"{what}-{code}", _AGAIN))


def _before(error: OSError | smtplib.SMTPException) -> Outcome:
    """What went wrong before a message was begun."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Refused(f"sign-in-{error.smtp_code}", "ours_to_fix")
    if isinstance(error, smtplib.SMTPNotSupportedError | ssl.SSLCertVerificationError):
        return Refused(type(error).__name__, "ours_to_fix")
    return TryLater(type(error).__name__, _AGAIN)
