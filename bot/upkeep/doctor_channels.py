"""The channels as doctor looks at them: does the provider take these credentials, and how do texts come in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

from telegram.error import TelegramError

from bot.channels.channel import Refused, Sent, TryLater, Unknown
from bot.channels.mail import Mail
from bot.channels.mail_server import server_of
from bot.channels.sms import Sms
from bot.channels.sms_webhook import Account
from bot.channels.telegram import BotAccount, Telegram
from bot.clock import new_id, system_now
from bot.exchange import facts
from bot.settings import Settings
from bot.upkeep.findings import Finding, bad, look, ok
from dialogs.rows.messages import Outgoing

#: Nobody waits longer for a check.
_LIMIT = timedelta(seconds=10)
_SAMPLE = (
    "A new Twilio number answers by itself ('Thanks for the message. Configure your number's SMS URL …'). "
    "Clear or replace the sample address under the number's Messaging configuration, or families get both."
)


async def channels(settings: Settings) -> list[Finding]:
    """What can be said of each channel."""
    found = [finding async for finding in _sms(settings)] + [finding async for finding in _telegram(settings)]
    found += [finding async for finding in _mail(settings)]
    if not settings.has_sms and not settings.has_telegram:
        found.append(look("channels: none is set up, so no family can write", "See docs/settings.md."))
    if settings.public_url and not settings.public_url.startswith("https://"):
        found.append(bad("KINLINE_PUBLIC_URL is not https", "Providers call, and staff sign in, only over https."))
    return found


async def live(settings: Settings, number: str) -> Finding:
    """Text a member of staff's own phone through the provider, past every queue."""
    to = facts.number(number)
    if isinstance(to, facts.Wrong):
        return bad("live text", f"--live {to.reason}.")
    if not settings.has_sms:
        return bad("live text", "SMS is not set up.")
    sms, now = _sms_of(settings), system_now()
    row_id = new_id(now)
    message = Outgoing(
        id=row_id, contact_id=None, staff_id=None, line_id=row_id, address=to, purpose="alert", key="live",
        language="en", text="Kinline can text this phone.", once_key=row_id.hex, created_at=now, not_before=now,
        claimed_at=now,
    )  # fmt: skip
    try:
        outcome = await sms.send(message)
    finally:
        await sms.close()
    if isinstance(outcome, Sent):
        return ok("live text: the provider took it; look at your phone")
    return bad(f"live text: {outcome.reason}", "See the provider's log.")


async def _sms(settings: Settings) -> AsyncIterator[Finding]:
    if not settings.has_sms:
        return
    sms = _sms_of(settings)
    try:
        swept = await sms.poll(system_now())
    finally:
        await sms.close()
    match swept:
        case Refused(reason=reason):
            yield bad(
                f"sms: Twilio refused ({reason})", "Check KINLINE_TWILIO_ACCOUNT_SID and KINLINE_TWILIO_AUTH_TOKEN."
            )
        case TryLater(reason=reason):
            yield bad(f"sms: Twilio cannot be reached ({reason})", "Check the network, and KINLINE_TWILIO_API_URL.")
        case _:
            yield ok("sms: Twilio answers, and the credentials are right")
    if settings.sms_mode == "webhook":
        yield look(
            "sms: texts come in by webhook",
            f"At Twilio, under Messaging, POST to {settings.public_url}/webhooks/twilio/inbound; under Voice, to "
            f"{settings.public_url}/webhooks/twilio/voice.",
        )
    else:
        yield ok("sms: texts come in by polling; no public address is needed")
    yield look("sms: Twilio's sample auto-reply", _SAMPLE)


async def _telegram(settings: Settings) -> AsyncIterator[Finding]:
    if not settings.has_telegram:
        return
    account = BotAccount(settings.telegram_token, settings.telegram_api_url, settings.telegram_secret)
    bot = Telegram(account, system_now, _LIMIT)
    try:
        name = await bot.username()
    except TelegramError as error:
        yield bad(
            f"telegram: the bot does not answer ({type(error).__name__})",
            "Check KINLINE_TELEGRAM_TOKEN, the network, and KINLINE_TELEGRAM_API_URL.",
        )
        return
    finally:
        await bot.close()
    yield ok(f"telegram: the bot @{name} answers; texts come in by {settings.telegram_mode}")
    yield look(
        "telegram: carries no health details",
        "Telegram signs no agreement about health information: offer SMS to whoever wants them by text.",
    )


async def _mail(settings: Settings) -> AsyncIterator[Finding]:
    if not settings.has_mail:
        yield look("e-mail: not set up, so alerts leave by text only", "Set KINLINE_SMTP_URL; see docs/settings.md.")
        return
    match await Mail(server_of(settings.smtp_url), system_now, "", _LIMIT.total_seconds()).look():
        case Sent():
            yield ok("e-mail: the server answers; alerts leave by it too")
        case Refused(reason=reason):
            yield bad(f"e-mail: the server refused ({reason})", "Check user, password and port in KINLINE_SMTP_URL.")
        case TryLater(reason=reason) | Unknown(reason=reason):
            yield bad(f"e-mail: the server cannot be reached ({reason})", "Check host and port in KINLINE_SMTP_URL.")


def _sms_of(settings: Settings) -> Sms:
    sender = settings.twilio_from or settings.twilio_messaging_service_sid
    account = Account(
        settings.twilio_account_sid, settings.twilio_auth_token, sender, settings.twilio_api_url, settings.public_url
    )
    return Sms(account, system_now, _LIMIT)
