"""Twilio's message list: looking for a text of unknown outcome, and reading what families wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels.channel import Refused, TryLater, Unknown
from bot.channels.sms import OVERLAP, Sms, Swept
from tests.channels.conftest import LIMIT, MESSAGE, NOW, SHORT, account, outgoing
from tests.channels.stub_twilio import JPEG, NUMBER, TwilioStub

MOTHER = "+15005550010"


async def test_a_text_cut_after_it_was_taken_is_found(twilio: TwilioStub, sms: Sms) -> None:
    """No SID came back, but To, From, time and text are enough."""
    twilio.fault("drop")
    assert isinstance(await sms.send(outgoing()), Unknown)

    [status] = await sms.find(outgoing())

    assert (status.provider_id, status.state, status.message_id) == (twilio.sent[0].sid, "sent", MESSAGE)


async def test_a_text_cut_before_it_was_taken_is_not_found(twilio: TwilioStub, sms: Sms) -> None:
    """An equal text of yesterday, one to somebody else, and an inbound one are not it."""
    twilio.now = NOW - timedelta(days=1)
    await sms.send(outgoing())
    twilio.now = NOW
    await sms.send(outgoing(address="+15005550011"))
    await sms.send(outgoing("something else"))
    twilio.text(MOTHER, outgoing().text, to=NUMBER)
    twilio.fault("cut")
    assert isinstance(await sms.send(outgoing()), Unknown)

    assert await sms.find(outgoing()) == ()


async def test_of_equal_texts_the_nearest_in_time_comes_first(twilio: TwilioStub, sms: Sms) -> None:
    """Whoever knows that it is another row's takes the next; what was sent minutes later or before is none of them."""
    for seconds in (0, 40, 300):
        twilio.now = NOW + timedelta(seconds=seconds)
        await sms.send(outgoing())
    first, second, third = (record.sid for record in twilio.sent)

    async def found(**at: float) -> list[str]:
        return [status.provider_id for status in await sms.find(outgoing(claimed_at=NOW + timedelta(**at)))]

    assert await found(seconds=0) == [first, second]
    assert await found(seconds=41) == [second, first]
    assert await found(minutes=5) == [third]


async def test_a_text_with_a_sid_is_asked_by_it(twilio: TwilioStub, sms: Sms) -> None:
    """How delivery is learnt where no callback can reach us, with the code's meaning."""
    await sms.send(outgoing())
    [record] = twilio.sent
    record.status, record.error = "undelivered", 30003

    [status] = await sms.find(outgoing(provider_id=record.sid))

    assert (status.state, status.code, status.meaning) == ("failed", "30003", "later")
    assert twilio.calls[-1].path.endswith(f"/Messages/{record.sid}.json")


@pytest.mark.parametrize("kind", ["status", "cut", "half"])
async def test_searching_in_vain_is_not_an_error(twilio: TwilioStub, sms: Sms, kind: str) -> None:
    """Trouble while asking: nothing, and the next look comes by policy."""
    twilio.fault(kind, times=2)  # type: ignore[arg-type]

    assert await sms.find(outgoing()) == ()


async def test_polling_brings_texts_oldest_first(twilio: TwilioStub, sms: Sms) -> None:
    """From the mark on, with the mark moved to the youngest."""
    for minute in range(3):
        twilio.now = NOW + timedelta(minutes=minute)
        twilio.text(MOTHER, f"text {minute}")
        await sms.send(outgoing("ours is not theirs"))

    swept = await sms.poll(NOW)

    assert isinstance(swept, Swept)
    assert [inbound.text for inbound in swept.messages] == ["text 0", "text 1", "text 2"]
    assert swept.messages[0].provider_id == twilio.records[0].sid
    assert (swept.messages[0].line, swept.messages[0].address) == (NUMBER, MOTHER)
    assert swept.mark == NOW + timedelta(minutes=2)


async def test_the_overlap_catches_a_latecomer(twilio: TwilioStub, sms: Sms) -> None:
    """A message that enters the list after a younger one; those seen before come again and are known by their SID."""
    twilio.text(MOTHER, "young")
    first = await sms.poll(NOW)
    assert isinstance(first, Swept)
    twilio.now = NOW - OVERLAP / 2
    twilio.text(MOTHER, "late")
    twilio.now = NOW - OVERLAP * 2
    twilio.text(MOTHER, "long known")

    second = await sms.poll(first.mark)

    assert isinstance(second, Swept)
    assert {inbound.text for inbound in second.messages} == {"young", "late"}
    assert second.mark == first.mark


async def test_texts_of_one_second_keep_their_order(twilio: TwilioStub, sms: Sms) -> None:
    """Twilio tells whole seconds only."""
    for number in range(5):
        twilio.text(MOTHER, f"{number}")

    swept = await sms.poll(NOW)

    assert isinstance(swept, Swept)
    assert [inbound.text for inbound in swept.messages] == ["0", "1", "2", "3", "4"]


async def test_a_long_list_is_read_page_by_page(twilio: TwilioStub, sms: Sms) -> None:
    """After a night down; every page through the same base address."""
    twilio.page_limit = 7
    for number in range(30):
        twilio.text(MOTHER, f"{number}")

    swept = await sms.poll(NOW)

    assert isinstance(swept, Swept)
    assert [inbound.text for inbound in swept.messages] == [f"{number}" for number in range(30)]
    assert len(twilio.calls) == 5


async def test_without_a_mark_history_is_not_replayed(twilio: TwilioStub, sms: Sms) -> None:
    """A number that was in use before starts now."""
    twilio.now = NOW - timedelta(days=2)
    twilio.text(MOTHER, "to whoever had this number")
    twilio.now = NOW

    assert await sms.poll(None) == Swept((), NOW - OVERLAP)


async def test_polled_photos_have_their_places(twilio: TwilioStub, sms: Sms) -> None:
    """The list names only their number; the places are asked for."""
    record = twilio.text(MOTHER, "", media=[("image/jpeg", JPEG)])

    swept = await sms.poll(NOW)

    assert isinstance(swept, Swept)
    [attachment] = swept.messages[0].attachments
    assert attachment.url == dict(twilio.form(record))["MediaUrl0"]


async def test_other_numbers_of_the_account_are_not_ours(twilio: TwilioStub) -> None:
    """By number, or by messaging service."""
    service = "MG" + "0" * 32
    twilio.text(MOTHER, "mine")
    twilio.text(MOTHER, "another's", to="+15005550099")
    twilio.records.append(replace(twilio.text(MOTHER, "the service's", to="+15005550098"), service=service))
    for sender, expected in ((NUMBER, ["mine"]), (service, ["the service's"])):
        sms = Sms(account(twilio, sender=sender), lambda: NOW, LIMIT)
        swept = await sms.poll(NOW)
        assert isinstance(swept, Swept)
        assert [inbound.text for inbound in swept.messages] == expected
        await sms.close()


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        pytest.param({"kind": "status", "status": 401, "code": 20003}, Refused, id="wrong token"),
        pytest.param({"kind": "status", "status": 429, "code": 20429, "retry_after": 9}, TryLater, id="too many"),
        pytest.param({"kind": "status", "status": 503}, TryLater, id="their error"),
        pytest.param({"kind": "cut", "times": 2}, TryLater, id="cut"),
    ],
)
async def test_trouble_while_polling_moves_nothing(
    twilio: TwilioStub, sms: Sms, how: dict[str, object], expected: type
) -> None:
    """Asking changes nothing at Twilio, so the answer is only when to ask again."""
    twilio.fault(**how)  # type: ignore[arg-type]

    found = await sms.poll(NOW)

    assert isinstance(found, expected)
    if isinstance(found, TryLater) and "retry_after" in how:
        assert found.after == timedelta(seconds=9)


@pytest.mark.parametrize("limit", [SHORT])
async def test_silence_while_polling_moves_nothing(twilio: TwilioStub, sms: Sms) -> None:
    """The request ends at its limit; the list is asked again later."""
    twilio.fault("slow", times=9)

    assert isinstance(await sms.poll(NOW), TryLater)
