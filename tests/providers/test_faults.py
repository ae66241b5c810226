"""Providers that are down, slow, throttling, broken, or cut the line after accepting: what policies §7 says of each."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from dialogs.rows.care import Item
from dialogs.rows.messages import Message, Outgoing
from dialogs.rows.people import Contact
from dialogs.turns import acts
from storage.database import Database
from tests.builders import Household
from tests.channels.stub_telegram import SECRET
from tests.providers.line import Line, line

BUS = "The bus comes at 8."
#: What a send with an unclear end waits, from question to question.
ASKED_AT: Sequence[dict[str, float]] = ({"seconds": 61}, {"seconds": 61}, {"seconds": 181})


async def write(running: Line, who: Household, text: str = BUS) -> None:
    """A coordinator's own words: the purpose that is worth a second copy."""
    await running.act(who, acts.Reply(who.contact.id, text, None, f"{who.family.code}{text}", is_anyway=True))


async def wait_out(running: Line) -> None:
    """One minute, two, five after the claim."""
    for step in ASKED_AT:
        await running.advance(**step)


async def at_once(times: int, post: Callable[[], tuple[int, str]]) -> list[tuple[int, str]]:
    """In threads of their own: the program beside us needs those of the loop."""
    with ThreadPoolExecutor(times) as crowd:
        loop = asyncio.get_running_loop()
        return list(await asyncio.gather(*(loop.run_in_executor(crowd, post) for _ in range(times))))


def items(running: Line, who: Household) -> list[str]:
    return [item.kind for item in running.rows(Item, who)]


def both(running: Line) -> list[Household]:
    return [running.world.sms_family(1, consent="active"), running.world.telegram_family(1, consent="active")]


async def test_a_provider_that_is_down_is_tried_again_and_gets_one_copy(running: Line) -> None:
    """Nothing left, so nothing is unclear: the same message leaves when somebody listens again."""
    rosa, luz = both(running)
    running.twilio.refuse()
    await write(running, rosa)
    running.telegram.fault("cut", path="sendMessage")
    assert running.last(rosa).state == "queued"
    running.twilio.accept()
    await running.advance(seconds=31)
    assert running.texts(rosa) == [BUS]
    assert (running.last(rosa).state, running.last(rosa).attempts) == ("sent", 2)
    assert running.texts(luz) == []


async def test_429_waits_as_long_as_it_says_and_other_channels_do_not(running: Line) -> None:
    """Retry-After is kept; the other channel's messages leave meanwhile."""
    rosa, luz = both(running)
    running.twilio.fault("status", path="Messages.json", status=429, code=20429, retry_after=120)
    await write(running, rosa)
    await write(running, luz)
    assert (running.texts(rosa), running.texts(luz)) == ([], [BUS])
    await running.advance(seconds=100)
    assert running.texts(rosa) == []
    await running.advance(seconds=25)
    assert running.texts(rosa) == [BUS]


async def test_telegrams_429_holds_that_chat_only(running: Line) -> None:
    """Another chat's message leaves at once."""
    luz, ana = running.world.telegram_family(1, consent="active"), running.world.telegram_family(2, consent="active")
    running.telegram.fault("status", path="sendMessage", status=429, description="Too Many Requests", retry_after=60)
    await write(running, luz)
    await write(running, ana)
    assert (running.texts(luz), running.texts(ana)) == ([], [BUS])
    await running.advance(seconds=61)
    assert running.texts(luz) == [BUS]


@pytest.mark.parametrize("fault", ["drop", "reset", "half"])
async def test_sms_cut_after_accepting_is_found_in_the_list_and_not_sent_again(running: Line, fault: str) -> None:
    """Twilio can be asked: one copy, known as sent a minute later."""
    rosa = running.world.sms_family(1, consent="active")
    running.twilio.fault(fault, path="Messages.json")  # type: ignore[arg-type]
    await write(running, rosa)
    assert running.last(rosa).state == "unknown"
    await running.advance(seconds=61)
    assert running.last(rosa).state == "sent"
    await wait_out(running)
    assert running.texts(rosa) == [BUS]


async def test_two_rows_never_take_one_copy_for_both(running: Line) -> None:
    """Equal words to one phone, both with an unclear end, asked about at once: the one copy is one row's, and the row
    that never left leaves."""
    rosa = running.world.sms_family(1, consent="active")
    for fault, key in (("drop", "one"), ("cut", "two")):
        running.twilio.fault(fault, path="Messages.json")  # type: ignore[arg-type]
        await running.act(rosa, acts.Reply(rosa.contact.id, BUS, None, key, is_anyway=True))
    assert [row.state for row in running.rows(Outgoing, rosa)] == ["unknown", "unknown"]
    await wait_out(running)
    assert running.texts(rosa) == [BUS, BUS]
    assert [row.state for row in running.rows(Outgoing, rosa)] == ["sent", "sent"]
    assert len({row.provider_id for row in running.rows(Outgoing, rosa)}) == 2


async def test_a_copy_that_was_anothers_is_given_back(running: Line) -> None:
    """The row that never left is asked about first and takes the other's copy; when Twilio says whose it is, what was
    taken for sent is unclear again, and leaves."""
    rosa = running.world.sms_family(1, consent="active")
    for fault, key in (("cut", "one"), ("drop", "two")):
        running.twilio.fault(fault, path="Messages.json")  # type: ignore[arg-type]
        await running.act(rosa, acts.Reply(rosa.contact.id, BUS, None, key, is_anyway=True))
        await running.advance(seconds=5)
    await running.advance(seconds=51)
    [copy] = running.records(rosa)
    stayed, left = running.rows(Outgoing, rosa)
    assert (stayed.provider_id, left.provider_id) == (copy.sid, "")
    assert (await asyncio.to_thread(running.twilio.report, copy.sid, "delivered"))[0] == 200
    await wait_out(running)
    stayed, left = running.rows(Outgoing, rosa)
    assert (left.state, left.provider_id) == ("delivered", copy.sid)
    assert (stayed.state, stayed.provider_id) == ("sent", running.records(rosa)[1].sid)
    assert running.texts(rosa) == [BUS, BUS]


async def test_a_person_is_repeated_once_when_nobody_knows(running: Line) -> None:
    """Telegram cannot be asked: after five minutes once more, and never a third time."""
    luz = running.world.telegram_family(1, consent="active")
    running.telegram.fault("drop", path="sendMessage", times=2)
    await write(running, luz)
    assert running.last(luz).state == "unknown"
    await running.advance(seconds=61)
    await running.advance(seconds=61)
    assert running.texts(luz) == [BUS]
    await running.advance(seconds=181)
    assert running.texts(luz) == [BUS, BUS]
    await wait_out(running)
    await running.advance(hours=2)
    assert running.texts(luz) == [BUS, BUS]
    assert (running.last(luz).state, running.last(luz).check_at) == ("unknown", None)
    assert items(running, luz) == ["delivery_unknown"]


async def test_a_confirmation_is_never_repeated(running: Line) -> None:
    """The answer to HELP may be lost rather than doubled; it is shown as unknown."""
    luz = running.world.telegram_family(1, consent="active")
    running.telegram.fault("drop", path="sendMessage")
    await running.say(luz, "INFO")
    await wait_out(running)
    await running.advance(hours=1)
    assert len(running.texts(luz)) == 1
    assert running.last(luz).state == "unknown"


async def test_a_question_is_asked_again_after_ten_minutes_if_it_still_waits(running: Line) -> None:
    """Not before, and with the same prompt, so that an answer to either copy is the answer."""
    luz = running.world.telegram_family(1)
    await running.act(luz, acts.Invite(luz.contact.id))
    running.telegram.fault("drop", path="sendMessage")
    await running.press(luz, "yes")
    running.telegram.fault("drop", path="sendMessage")
    await running.advance(seconds=6)
    question = running.last(luz)
    assert (question.purpose, question.state) == ("question", "unknown")
    await wait_out(running)
    copies = running.texts(luz).count(question.text)
    await running.advance(minutes=6)
    assert (copies, running.texts(luz).count(question.text)) == (1, 2)
    await running.press(luz, "level_1")
    assert running.rows(Contact, luz)[0].detail_level == 1


async def test_5xx_is_unclear_and_looked_for_before_it_is_repeated(running: Line) -> None:
    """Not in Twilio's list at one, two and five minutes: then a person's words leave once more."""
    rosa = running.world.sms_family(1, consent="active")
    running.twilio.fault("status", path="Messages.json", status=503)
    await write(running, rosa)
    assert running.last(rosa).state == "unknown"
    await running.advance(seconds=61)
    await running.advance(seconds=61)
    assert running.texts(rosa) == []
    await running.advance(seconds=181)
    assert running.texts(rosa) == [BUS]
    assert running.last(rosa).state == "sent"


async def test_the_same_words_sent_before_are_not_taken_for_these(running: Line) -> None:
    """Two replies alike within a minute: the second was cut off, and the first in Twilio's list is not it."""
    rosa = running.world.sms_family(1, consent="active")
    await write(running, rosa)
    running.twilio.fault("cut", path="Messages.json")
    await running.act(rosa, acts.Reply(rosa.contact.id, BUS, None, "again", is_anyway=True))
    assert running.last(rosa).state == "unknown"
    await wait_out(running)
    assert running.texts(rosa) == [BUS, BUS]
    assert running.last(rosa).state == "sent"


async def test_throttled_before_does_not_cost_the_second_copy(running: Line) -> None:
    """Only attempts that may have left count as copies."""
    luz = running.world.telegram_family(1, consent="active")
    running.telegram.fault("status", path="sendMessage", status=429, description="Too Many Requests", retry_after=5)
    await write(running, luz)
    running.telegram.fault("cut", path="sendMessage")
    await running.advance(seconds=6)
    assert running.last(luz).state == "unknown"
    await wait_out(running)
    assert running.texts(luz) == [BUS]


async def test_slow_is_given_up_and_then_found(database: Database) -> None:
    """A time-out is an unknown outcome; the message had been taken."""
    async with line(database, limit=timedelta(seconds=0.3)) as running:
        rosa = running.world.sms_family(1, consent="active")
        running.twilio.fault("slow", path="Messages.json")
        await write(running, rosa)
        assert running.last(rosa).state == "unknown"
        running.twilio.release()
        await running.advance(seconds=61)
        assert running.texts(rosa) == [BUS]
        assert running.last(rosa).state == "sent"


async def test_one_contacts_trouble_delays_nobody_else(running: Line) -> None:
    """While one send hangs, another contact's text is taken, answered and sent."""
    rosa, ana = running.world.sms_family(1, consent="active"), running.world.sms_family(2, consent="active")
    running.twilio.fault("slow", path="Messages.json")
    hanging = asyncio.create_task(write(running, rosa))
    await running.until(lambda: len(running.texts(rosa)) == 1, "the slow send did not begin")
    assert await asyncio.to_thread(running.twilio.say, ana.address.value, "INFO") == 200
    await running.until(lambda: len(running.texts(ana)) == 1, "another contact had to wait")
    assert running.last(rosa).state == "sending"
    running.twilio.release()
    await hanging
    assert running.last(rosa).state == "sent"


async def test_the_same_message_sid_in_parallel_has_one_effect(running: Line) -> None:
    """Eight times at once and once later: nine times 200, one message, one answer."""
    rosa = running.world.sms_family(1, consent="active")
    record = running.twilio.text(rosa.address.value, "INFO")
    answers = await at_once(8, lambda: running.twilio.deliver(record))
    answers.append(await asyncio.to_thread(running.twilio.deliver, record))
    await running.quiet()
    assert [status for status, _ in answers] == [200] * 9
    assert len(running.rows(Message, rosa)) == 1
    assert len(running.texts(rosa)) == 1


async def test_the_same_update_in_parallel_has_one_effect(database: Database) -> None:
    """The same by Telegram's webhook."""
    async with line(database, telegram_mode="webhook", telegram_secret=SECRET) as running:
        luz = running.world.telegram_family(1, consent="active")
        update = json.dumps(running.telegram.write(int(luz.address.value), "INFO")).encode()
        answers = await at_once(8, lambda: running.telegram.knock(update))
        await running.quiet()
        assert [status for status, _ in answers] == [200] * 8
        assert len(running.rows(Message, luz)) == 1
        assert len(running.texts(luz)) == 1


async def test_a_text_to_a_number_that_is_no_line_of_ours_is_counted_and_not_kept(running: Line) -> None:
    """Signed by the right account, sent to another of its numbers: 200, so that nobody tries again; nothing stored."""
    rosa = running.world.sms_family(1)
    before = len(running.rows(Message))
    record = running.twilio.text(rosa.address.value, "STOP", to="+15005550099")
    for _ in range(2):
        assert (await asyncio.to_thread(running.twilio.deliver, record))[0] == 200
    assert len(running.rows(Message)) == before
    assert running.house.webhooks is not None
    assert running.house.webhooks.refusals == {"twilio.line": 2}
    await running.say(rosa, "STOP")
    assert len(running.rows(Message)) == before + 1
