"""Sending through Twilio: what leaves, and what each way of failing means."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

import pytest

from bot.channels.channel import Outcome, Refused, Sent, TryLater, Unknown
from bot.channels.sms import Sms
from tests.channels.conftest import LIMIT, MESSAGE, NOW, SHORT, account, outgoing
from tests.channels.stub_twilio import NUMBER, TwilioStub


async def test_a_text_leaves_once_with_our_id_in_the_callback(twilio: TwilioStub, sms: Sms) -> None:
    """Twilio gets To, From, the exact text and an address for its later words; we get its SID."""
    outcome = await sms.send(outgoing("¿Viene?  Sí\n"))

    assert outcome == Sent(twilio.sent[0].sid)
    [record] = twilio.sent
    assert (record.to, record.from_, record.body) == ("+15005550010", NUMBER, "¿Viene?  Sí\n")
    assert record.callback == f"https://line.example.org/webhooks/twilio/status/{MESSAGE}"


async def test_without_a_public_address_there_is_no_callback(twilio: TwilioStub) -> None:
    """Twilio would otherwise retry into nothing."""
    sms = Sms(account(twilio, public_url=""), lambda: NOW, LIMIT)
    await sms.send(outgoing())
    await sms.close()

    assert "StatusCallback" not in twilio.calls[0].form


async def test_a_messaging_service_chooses_the_number_itself(twilio: TwilioStub) -> None:
    """Then From is not sent."""
    service = "MG" + "0" * 32
    sms = Sms(account(twilio, sender=service), lambda: NOW, LIMIT)
    assert isinstance(await sms.send(outgoing()), Sent)
    await sms.close()

    assert twilio.calls[0].form["MessagingServiceSid"] == service
    assert "From" not in twilio.calls[0].form


@pytest.mark.parametrize(
    ("useful", "period"),
    [
        pytest.param(timedelta(minutes=10), "600", id="ten minutes"),
        pytest.param(timedelta(days=2), "36000", id="never more than Twilio's ten hours"),
        pytest.param(timedelta(seconds=5), "5", id="never less than Twilio advises"),
    ],
)
async def test_the_carrier_knows_how_long_a_text_is_useful(
    twilio: TwilioStub, sms: Sms, useful: timedelta, period: str
) -> None:
    """A reminder that waited too long in a queue is dropped there."""
    await sms.send(outgoing(latest_useful=NOW + useful))

    assert twilio.calls[0].form["ValidityPeriod"] == period


async def test_what_is_of_no_use_any_more_never_leaves(twilio: TwilioStub, sms: Sms) -> None:
    """Nothing stale is ever sent."""
    assert await sms.send(outgoing(latest_useful=NOW + timedelta(seconds=4))) == Refused("too-late", "expired")
    assert twilio.calls == []


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        pytest.param(400, 21211, Refused("twilio-21211", "permanent"), id="no such number"),
        pytest.param(400, 21614, Refused("twilio-21614", "permanent"), id="not mobile"),
        pytest.param(400, 21610, Refused("twilio-21610", "opted_out"), id="texted STOP"),
        pytest.param(401, 20003, Refused("twilio-20003", "ours_to_fix"), id="wrong token"),
        pytest.param(401, 0, Refused("twilio-20003", "ours_to_fix"), id="wrong token, no body"),
        pytest.param(400, 21606, Refused("twilio-21606", "ours_to_fix"), id="From is not ours"),
        pytest.param(400, 99999, Refused("twilio-99999", "permanent"), id="a code we do not know"),
        pytest.param(400, 30007, Refused("twilio-30007", "filtered"), id="taken for spam"),
        pytest.param(400, 21611, TryLater("twilio-21611", timedelta(minutes=10), True), id="queue full"),
        pytest.param(429, 20429, TryLater("twilio-429", timedelta(seconds=30), True), id="too many requests"),
        pytest.param(500, 20500, Unknown("twilio-500"), id="their error"),
        pytest.param(503, 0, Unknown("twilio-503"), id="a proxy's error page"),
    ],
)
async def test_errors_are_known_by_their_code(
    twilio: TwilioStub, sms: Sms, status: int, code: int, expected: Outcome
) -> None:
    """The table of codes decides; 5xx may have happened after the text was taken."""
    twilio.fault("status", status=status, code=code)

    assert await sms.send(outgoing()) == expected


async def test_a_person_who_stopped_is_opted_out(twilio: TwilioStub, sms: Sms) -> None:
    """21610 from Twilio itself, not only by order."""
    twilio.stopped.add("+15005550010")

    assert await sms.send(outgoing()) == Refused("twilio-21610", "opted_out")


async def test_retry_after_is_honoured(twilio: TwilioStub, sms: Sms) -> None:
    """429 with a header: exactly that long, and everybody waits."""
    twilio.fault("status", status=429, code=20429, retry_after=7)

    assert await sms.send(outgoing()) == TryLater("twilio-429", timedelta(seconds=7), True)


async def test_a_refused_connection_means_not_sent(twilio: TwilioStub, sms: Sms) -> None:
    """Nothing left, so it may be tried again without a second copy."""
    twilio.refuse()

    assert await sms.send(outgoing()) == TryLater("no-connection", timedelta(seconds=30))
    twilio.accept()
    assert isinstance(await sms.send(outgoing()), Sent)


async def test_a_name_that_does_not_resolve_means_not_sent(twilio: TwilioStub) -> None:
    """`.invalid` never exists (RFC 6761)."""
    sms = Sms(account(twilio, api_url="http://twilio.invalid"), lambda: NOW, LIMIT)

    assert isinstance(await sms.send(outgoing()), TryLater)
    await sms.close()


@pytest.mark.parametrize("kind", ["drop", "reset", "half", "cut"])
async def test_a_cut_connection_is_unknown(twilio: TwilioStub, sms: Sms, kind: str) -> None:
    """Cut before the work and cut after it look the same from here."""
    twilio.fault(kind)  # type: ignore[arg-type]

    assert isinstance(await sms.send(outgoing()), Unknown)
    assert len(twilio.sent) == (0 if kind == "cut" else 1)


@pytest.mark.parametrize("limit", [SHORT])
async def test_silence_is_unknown(twilio: TwilioStub, sms: Sms) -> None:
    """Twilio took it and never answered: no second attempt by the client."""
    twilio.fault("slow")

    assert isinstance(await sms.send(outgoing()), Unknown)
    assert len(twilio.sent) == 1


async def test_sends_go_side_by_side(twilio: TwilioStub, sms: Sms) -> None:
    """One slow answer delays only its own message."""
    twilio.fault("slow", seconds=60)
    sends = [asyncio.create_task(sms.send(outgoing(f"{number}"))) for number in range(8)]
    arriving = asyncio.as_completed(sends)
    outcomes = [await next(arriving) for _ in range(7)]
    twilio.release()

    assert all(isinstance(outcome, Sent) for outcome in [*outcomes, await next(arriving)])


async def test_logs_hold_no_text_number_or_token(
    twilio: TwilioStub, sms: Sms, caplog: pytest.LogCaptureFixture
) -> None:
    """Not on success, not on failure, not even at DEBUG."""
    caplog.set_level(logging.DEBUG)
    await sms.send(outgoing("CANARY"))
    twilio.fault("status", status=400, code=21211)
    await sms.send(outgoing("CANARY"))
    await sms.find(outgoing("CANARY"))
    await sms.poll(NOW)

    for forbidden in ("CANARY", "5005550010", sms.account.token, "5005550006"):
        assert forbidden not in caplog.text
    assert str(MESSAGE) in caplog.text
