"""What reaches us as Twilio: genuine requests, the twelve attacks by name, and everything odd. Through real HTTP."""

from __future__ import annotations

import asyncio
import logging
import unicodedata
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from bot.channels.channel import Attachment, Status
from bot.channels.webhooks import Webhooks
from tests.channels.conftest import MESSAGE, NOW, Kept, outgoing
from tests.channels.stub import post
from tests.channels.stub_twilio import ACCOUNT, JPEG, NUMBER, PUBLIC, TOKEN, Pairs, TwilioStub, sign

PATH = "/webhooks/twilio/inbound"
MOTHER = "+15005550010"


async def knock(twilio: TwilioStub, path: str, pairs: Pairs, **how: str) -> int:
    """The status of one request; `signed` and `signature` as TwilioStub.knock takes them."""
    return (await asyncio.to_thread(twilio.knock, path, pairs, **how))[0]


def form(twilio: TwilioStub, body: str = "Café tomorrow", **more: str) -> Pairs:
    return twilio.form(twilio.text(MOTHER, body), **more)


def changed(pairs: Pairs, **values: str) -> Pairs:
    return [(name, values.get(name, value)) for name, value in pairs]


async def test_a_genuine_text_is_handed_on_exactly(twilio: TwilioStub, webhooks: Webhooks, kept: Kept) -> None:
    """200 with empty TwiML after it is kept: replies never leave in the answer."""
    record = twilio.text(MOTHER, " Sí, ¿a qué hora?\n🙂 ")
    status, answer = await asyncio.to_thread(twilio.deliver, record)

    assert (status, answer) == (200, '<?xml version="1.0" encoding="UTF-8"?><Response />')
    [inbound] = kept.inbound
    assert (inbound.channel, inbound.line, inbound.address) == ("sms", NUMBER, MOTHER)
    assert (inbound.text, inbound.provider_id, inbound.at) == (" Sí, ¿a qué hora?\n🙂 ", record.sid, NOW)
    assert webhooks.refusals.total() == 0


# the twelve attacks


async def test_attack_re_split_body(twilio: TwilioStub, webhooks: Webhooks, kept: Kept) -> None:
    """The signature runs names and values together, so a text can be cut into other parameters and still verify.

    403: `Don` could be a name of Twilio's only in the stretch of names that a text can imitate, where new ones are
    refused; a sender that swallowed its neighbour is no telephone number; a name that is missing is missed.
    """
    pairs = form(twilio, "Stop Don")
    signature = sign(TOKEN, PUBLIC + PATH, pairs)
    cut_text = [*changed(pairs, Body="Stop "), ("Don", "")]
    swallowed = [(n, v) for n, v in changed(pairs, From=f"{MOTHER}FromCityBOSTON") if n != "FromCity"]
    eaten = [(n, v) for n, v in changed(pairs, Body=f"Stop DonFrom{MOTHER}") if n != "From"]
    assert [sign(TOKEN, PUBLIC + PATH, attack) for attack in (cut_text, swallowed, eaten)] == [signature] * 3

    for attack in (cut_text, swallowed, eaten):
        assert await knock(twilio, PATH, attack, signature=signature) == 403
    assert kept.inbound == []
    assert webhooks.refusals == {"twilio.unknown-key": 1, "twilio.phone": 1, "twilio.missing-key": 1}


async def test_attack_scheme_spoof(twilio: TwilioStub, webhooks: Webhooks, kept: Kept) -> None:
    """403: signed for http, while our public address is https."""
    assert await knock(twilio, PATH, form(twilio), signed=PUBLIC.replace("https", "http") + PATH) == 403
    assert kept.inbound == []


async def test_attack_host_spoof(twilio: TwilioStub, webhooks: Webhooks, kept: Kept) -> None:
    """403: signed for another host, and saying so in Host and X-Forwarded-Host, which nobody here believes."""
    pairs = form(twilio)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Host": "evil.example.org",
        "X-Forwarded-Host": "evil.example.org",
        "X-Twilio-Signature": sign(TOKEN, f"https://evil.example.org{PATH}", pairs),
    }
    status, _ = await asyncio.to_thread(post, twilio.webhook_base + PATH, urlencode(pairs).encode(), headers)

    assert status == 403
    assert kept.inbound == []


async def test_attack_port(twilio: TwilioStub, webhooks: Webhooks, kept: Kept) -> None:
    """Another port: 403. The scheme's own port: verified and harmless, because it is the same address (Twilio itself
    signs now with it, now without).
    """
    assert await knock(twilio, PATH, form(twilio), signed=f"{PUBLIC}:8443{PATH}") == 403
    assert kept.inbound == []
    assert await knock(twilio, PATH, form(twilio), signed=f"{PUBLIC}:443{PATH}") == 200


async def test_attack_trailing_slash(twilio: TwilioStub, webhooks: Webhooks, kept: Kept) -> None:
    """403 both ways: no redirect to an address whose signature is another."""
    assert await knock(twilio, PATH + "/", form(twilio), signed=PUBLIC + PATH) == 403
    assert await knock(twilio, PATH + "/", form(twilio)) == 403
    assert await knock(twilio, PATH, form(twilio), signed=f"{PUBLIC}{PATH}/") == 403
    assert kept.inbound == []


async def test_attack_query_added(twilio: TwilioStub, webhooks: Webhooks, kept: Kept) -> None:
    """403: the query is part of the address that is signed, on the path of a status too."""
    assert await knock(twilio, PATH + "?Body=other", form(twilio), signed=PUBLIC + PATH) == 403
    assert await knock(twilio, PATH + "?", form(twilio), signed=f"{PUBLIC}{PATH}?a=1") == 403
    assert kept.inbound == []


async def test_attack_duplicate_key(twilio: TwilioStub, webhooks: Webhooks, kept: Kept) -> None:
    """403 before anything else is looked at: the validator would take either value, or none."""
    pairs = form(twilio)
    signature = sign(TOKEN, PUBLIC + PATH, pairs)
    for twice in (("Body", "other"), ("Body", "Café tomorrow"), ("From", "+15005550011")):
        for attack in ([*pairs, twice], [twice, *pairs]):
            assert await knock(twilio, PATH, attack, signature=signature) == 403
            assert await knock(twilio, PATH, attack) == 403
    assert kept.inbound == []


async def test_attack_key_order(twilio: TwilioStub, webhooks: Webhooks, kept: Kept) -> None:
    """Verified and harmless: the order of parameters means nothing, and the same message is handed on."""
    pairs = form(twilio)
    signature = sign(TOKEN, PUBLIC + PATH, pairs)
    for shuffled in (pairs, list(reversed(pairs)), sorted(pairs)):
        assert await knock(twilio, PATH, shuffled, signature=signature) == 200
    assert len(set(kept.inbound)) == 1


async def test_attack_folded_unicode(twilio: TwilioStub, webhooks: Webhooks, kept: Kept) -> None:
    """403: another spelling of the same letters is another text, also where it reads the same."""
    pairs = form(twilio, "Café STOP")
    signature = sign(TOKEN, PUBLIC + PATH, pairs)
    for folded in (unicodedata.normalize("NFD", "Café STOP"), "Café ＳＴＯＰ", "Café stop", "Cafe STOP"):
        assert await knock(twilio, PATH, changed(pairs, Body=folded), signature=signature) == 403
    assert kept.inbound == []


async def test_attack_trimmed_blank(twilio: TwilioStub, webhooks: Webhooks, kept: Kept) -> None:
    """403: blanks around a text are signed with it, and so is the name of a parameter that is blank."""
    pairs = form(twilio, " no ")
    signature = sign(TOKEN, PUBLIC + PATH, pairs)
    assert await knock(twilio, PATH, changed(pairs, Body="no"), signature=signature) == 403
    assert await knock(twilio, PATH, changed(pairs, Body=" no"), signature=signature) == 403
    assert await knock(twilio, PATH, [pair for pair in pairs if pair[1]], signature=signature) == 403
    assert kept.inbound == []


async def test_attack_other_account(twilio: TwilioStub, webhooks: Webhooks, kept: Kept) -> None:
    """403, even with a signature of our own token: a subaccount's messages are not ours."""
    other = "AC" + "f" * 32
    assert await knock(twilio, PATH, changed(form(twilio), AccountSid=other)) == 403
    assert await knock(twilio, PATH, [pair for pair in form(twilio) if pair[0] != "AccountSid"]) == 403
    assert kept.inbound == []
    assert webhooks.refusals["twilio.account"] == 2


async def test_attack_replay_with_changed_body(twilio: TwilioStub, webhooks: Webhooks, kept: Kept) -> None:
    """403. The unchanged replay verifies and is harmless: the same MessageSid is handed on, which storage drops."""
    pairs = form(twilio, "yes")
    signature = sign(TOKEN, PUBLIC + PATH, pairs)
    assert await knock(twilio, PATH, pairs, signature=signature) == 200
    assert await knock(twilio, PATH, changed(pairs, Body="no"), signature=signature) == 403
    fresh = "SM" + "a" * 32
    assert await knock(twilio, PATH, changed(pairs, MessageSid=fresh), signature=signature) == 403
    assert await knock(twilio, PATH, pairs, signature=signature) == 200
    assert {inbound.provider_id for inbound in kept.inbound} == {dict(pairs)["MessageSid"]}


# everything odd


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no header"),
        pytest.param({"X-Twilio-Signature": ""}, id="empty"),
        pytest.param({"X-Twilio-Signature": "x" * 28}, id="wrong"),
        pytest.param({"X-Twilio-Signature": "\u00e9"}, id="not ASCII"),
    ],
)
async def test_no_signature_no_entry(
    twilio: TwilioStub, webhooks: Webhooks, kept: Kept, headers: dict[str, str]
) -> None:
    """403 and counted, on every route; the SDK's validator alone would raise TypeError."""
    body = urlencode(form(twilio)).encode()
    for path in (PATH, f"/webhooks/twilio/status/{MESSAGE}", "/webhooks/twilio/voice"):
        assert (await asyncio.to_thread(post, twilio.webhook_base + path, body, headers))[0] == 403
    assert webhooks.refusals == {"twilio.signature": 3}
    assert kept.inbound == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"Body=" + b"x" * 1_000_000, id="1 MB"),
        pytest.param(b"a=1&" * 5000, id="5,000 parameters"),
        pytest.param(b"Body=%ff%fe&From=%80", id="no UTF-8 behind the escapes"),
        pytest.param(b"\xff\xfe\x00Body", id="no UTF-8"),
        pytest.param(b"Body=%ED%A0%80", id="lone surrogate"),
        pytest.param(b'{"Body": "x"}', id="JSON"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"&&==&", id="only marks"),
    ],
)
async def test_no_body_makes_a_500(twilio: TwilioStub, webhooks: Webhooks, kept: Kept, body: bytes) -> None:
    """403, or 413 when it is too large to look at."""
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Twilio-Signature": sign(TOKEN, PUBLIC + PATH, []),
    }
    status, _ = await asyncio.to_thread(post, twilio.webhook_base + PATH, body, headers)

    # 0: the connection was closed while the rest of a body that is too large was still being written.
    assert status in ((413, 0) if len(body) > 500_000 else (403,))
    assert webhooks.refusals.total() == 1
    assert kept.inbound == []


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        pytest.param({"MessageSid": "SM1"}, "message-sid", id="short SID"),
        pytest.param({"MessageSid": "SM" + "a" * 32 + "\n"}, "message-sid", id="SID and a line end"),
        pytest.param({"From": "whatsapp:+15005550010"}, "phone", id="another channel"),
        pytest.param({"From": "+1 500 555 0010"}, "phone", id="written loosely"),
        pytest.param({"From": "+9" * 20}, "phone", id="no number"),
        pytest.param({"To": ""}, "phone", id="no To"),
        pytest.param({"NumMedia": "9" * 5000}, "media-count", id="5,000 digits"),
        pytest.param({"NumMedia": "2"}, "media-missing", id="media announced, none there"),
    ],
)
async def test_genuine_but_misshapen_is_rejected(
    twilio: TwilioStub, webhooks: Webhooks, kept: Kept, values: dict[str, str], reason: str
) -> None:
    """A right signature is not enough: what it covers can be cut up differently."""
    assert await knock(twilio, PATH, changed(form(twilio), **values)) == 403
    assert webhooks.refusals == {f"twilio.{reason}": 1}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("\x00null\x00", id="NUL"),
        pytest.param("9" * 1600, id="digits"),
        pytest.param("\u202etxet\u202c\u200f", id="direction overrides"),
        pytest.param("👨‍👩‍👧🏽", id="emoji only"),
        pytest.param("a=1&Body=b%20+", id="marks of the form itself"),
    ],
)
async def test_odd_texts_arrive_as_they_are(twilio: TwilioStub, webhooks: Webhooks, kept: Kept, text: str) -> None:
    """Cleaning is for one place further in; here nothing is lost or changed."""
    assert await asyncio.to_thread(twilio.say, MOTHER, text) == 200
    assert kept.inbound[0].text == text


async def test_names_that_twilio_adds_one_day_are_ignored(twilio: TwilioStub, webhooks: Webhooks, kept: Kept) -> None:
    """Refusing them would lose every text on that day."""
    assert await asyncio.to_thread(twilio.say, MOTHER, "yes", ToneOfVoice="x", WhatsNew7="y", Alpha="z") == 200
    assert kept.inbound[0].text == "yes"


async def test_what_twilio_has_handled_is_said(twilio: TwilioStub, webhooks: Webhooks, kept: Kept) -> None:
    """With Advanced Opt-Out Twilio has confirmed STOP already, so we must not."""
    assert await asyncio.to_thread(twilio.say, MOTHER, "STOP", OptOutType="STOP") == 200
    assert kept.inbound[0].handled == "STOP"


async def test_photos_come_as_places_to_fetch(twilio: TwilioStub, webhooks: Webhooks, kept: Kept) -> None:
    """Address and declared type; nothing is fetched before the message is kept."""
    record = twilio.text(MOTHER, "", media=[("image/jpeg", JPEG), ("image/png", JPEG)])
    assert (await asyncio.to_thread(twilio.deliver, record))[0] == 200

    addresses = [value for name, value in twilio.form(record) if name.startswith("MediaUrl")]
    assert kept.inbound[0].attachments == (
        Attachment(addresses[0], "image/jpeg"),
        Attachment(addresses[1], "image/png"),
    )


async def test_what_cannot_be_kept_is_asked_for_again(
    twilio: TwilioStub, webhooks: Webhooks, kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    """503 makes Twilio come again; the log has the SID and the kind of error, no word of the family."""
    caplog.set_level(logging.DEBUG)
    kept.failures = 1
    record = twilio.text(MOTHER, "CANARY")

    assert (await asyncio.to_thread(twilio.deliver, record))[0] == 503
    assert (await asyncio.to_thread(twilio.deliver, record))[0] == 200
    assert record.sid in caplog.text
    for forbidden in ("CANARY", "5005550010", TOKEN):
        assert forbidden not in caplog.text


# statuses and calls


async def test_statuses_are_handed_on_as_they_come(
    twilio: TwilioStub, webhooks: Webhooks, kept: Kept, sms: Any
) -> None:
    """Out of order and repeated; what wins is decided further in."""
    sid = (await sms.send(outgoing())).provider_id
    for state in ("delivered", "sent", "sent", "queued", "read", "new-word"):
        assert (await asyncio.to_thread(twilio.report, sid, state))[0] == 200

    assert [status.state for status in kept.statuses] == ["delivered", "sent", "sent", "sent", "read", "unknown"]
    assert kept.statuses[0] == Status("sms", sid, "delivered", NOW, MESSAGE)


@pytest.mark.parametrize(
    ("code", "meaning", "retries"),
    [
        pytest.param(30003, "later", 2, id="phone off"),
        pytest.param(30008, "later", 1, id="no reason given"),
        pytest.param(30007, "filtered", 0, id="taken for spam"),
        pytest.param(30036, "expired", 0, id="too late in the queue"),
        pytest.param(30005, "permanent", 0, id="no such number"),
        pytest.param(21610, "opted_out", 0, id="texted STOP"),
        pytest.param(30034, "ours_to_fix", 0, id="not registered"),
    ],
)
async def test_a_failed_delivery_says_what_to_do(
    twilio: TwilioStub, webhooks: Webhooks, kept: Kept, sms: Any, code: int, meaning: str, retries: int
) -> None:
    """The code and its meaning by our one table."""
    sid = (await sms.send(outgoing())).provider_id
    await asyncio.to_thread(twilio.report, sid, "undelivered", code)

    [status] = kept.statuses
    assert (status.state, status.code, status.meaning, status.retries) == ("failed", str(code), meaning, retries)
    assert (status.after is not None) == (meaning == "later")


async def test_a_status_for_an_unknown_kind_of_id_is_rejected(
    twilio: TwilioStub, webhooks: Webhooks, kept: Kept
) -> None:
    """Our message id stands in the signed address; anything else there is not ours."""
    pairs = [("MessageSid", "SM" + "a" * 32), ("MessageStatus", "sent"), ("AccountSid", ACCOUNT)]
    assert await knock(twilio, "/webhooks/twilio/status/7", pairs) == 403
    assert await knock(twilio, f"/webhooks/twilio/status/{MESSAGE}", pairs) == 200
    assert await knock(twilio, f"/webhooks/twilio/status/{quote('é')}", pairs) == 403


async def test_a_caller_hears_the_name_and_is_connected(twilio: TwilioStub, webhooks: Webhooks) -> None:
    """Someone calls the number that texts them."""
    pairs = [("CallSid", "CA" + "a" * 32), ("AccountSid", ACCOUNT), ("From", MOTHER), ("To", NUMBER)]
    status, answer = await asyncio.to_thread(twilio.knock, "/webhooks/twilio/voice", pairs)

    assert status == 200
    assert "<Say>Harbor Clinic</Say><Dial>+15005550009</Dial>" in answer
    assert await knock(twilio, "/webhooks/twilio/voice", pairs, signature="x") == 403


async def test_other_addresses_are_closed(twilio: TwilioStub, webhooks: Webhooks) -> None:
    """403, also where Twilio's signature is right."""
    for path in ("/webhooks/", "/webhooks/twilio", "/webhooks/twilio/inbound/x", "/webhooks//twilio/inbound"):
        assert await knock(twilio, path, form(twilio)) == 403
