"""Short whole journeys through the real SDKs: what the stubs' ledgers hold is what reached the phones."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest

from dialogs.rows.care import Appointment
from dialogs.rows.desk import Alert
from dialogs.rows.interviews import Answer
from dialogs.rows.messages import Message, Outgoing
from dialogs.rows.people import Address, Contact
from dialogs.turns import acts
from storage.database import Database
from tests.builders import ZONE, Household
from tests.channels.stub_telegram import OGG
from tests.providers.line import Line, line
from tests.providers.world import STAFF_PHONE

#: Thirteen days after the story begins: entry at once, then T-7, T-3, T-1.
VISIT = datetime(2026, 3, 16, 14, 30)  # noqa: DTZ001  (wall time of the visit's own zone)


def starts(texts: list[str], *beginnings: str) -> bool:
    """Whether exactly these were said, by how each begins."""
    return len(texts) == len(beginnings) and all(map(str.startswith, texts, beginnings))


async def enrol(running: Line, who: Household) -> None:
    """Invitation, yes, detail level 2, and the offer of the first questions."""
    await running.act(who, acts.Invite(who.contact.id))
    await running.say(who, "yes")
    await running.advance(seconds=6)
    await running.say(who, "3")


async def test_a_family_is_enrolled_asked_reminded_and_stops_by_sms(running: Line) -> None:
    """Invitation, consent, questions, a reminder that is confirmed, STOP: each is one signed POST and one text."""
    rosa = running.world.sms_family(1)
    await enrol(running, rosa)
    assert starts(running.texts(rosa), "Hi Rosa. Dr. Lee at Rainbow Clinic", "Thank you, Rosa.", "Others may", "Thank")
    await running.say(rosa, "1")
    await running.say(rosa, "that she walks to school")
    await running.advance(seconds=11)
    assert running.texts(rosa)[-2].startswith("1 of ")
    assert running.texts(rosa)[-1].startswith("2 of ")
    assert [row.raw for row in running.rows(Answer, rosa)][-1] == "that she walks to school"
    await _visit(running, rosa)
    await running.say(rosa, "STOP")
    assert running.texts(rosa)[-1].startswith("Rainbow Clinic will not text you again")
    said = len(running.texts(rosa))
    await running.advance(days=8)
    assert len(running.texts(rosa)) == said
    assert {row.state for row in running.rows(Outgoing, rosa)} <= {"sent", "cancelled", "suppressed"}


async def _visit(running: Line, who: Household) -> None:
    """An appointment is entered, reminded at its time and confirmed."""
    await running.act(who, acts.AddVisit(who.child.id, VISIT, ZONE, "Room 4"))
    for _ in range(26):
        if running.texts(who)[-1].startswith("New visit for Sofia: Mon Mar 16, 2:30 pm, Room 4."):
            break
        await running.advance(hours=1)
    # A bare digit would also fit the question that the visit pushed aside, and would be asked back.
    await running.say(who, "coming")
    assert running.texts(who)[-1].startswith("Great, Sofia's visit is confirmed")
    assert [visit.reply for visit in running.rows(Appointment, who)] == ["accepted"]


async def test_the_same_family_by_telegram_presses_buttons(running: Line) -> None:
    """Buttons carry the prompt; a pressed one is answered, an old one is called old, an edit goes to staff."""
    luz = running.world.telegram_family(1)
    await running.act(luz, acts.Invite(luz.contact.id))
    await running.press(luz, "yes")
    await running.advance(seconds=6)
    await running.press(luz, "level_2")
    contact = running.rows(Contact, luz)[0]
    assert (contact.consent, contact.detail_level) == ("active", 2)
    assert len(running.telegram.answered) == 2
    await running.press(luz, "level_0")
    assert running.texts(luz)[-1].startswith("That button belongs to an older question.")
    assert running.rows(Contact, luz)[0].detail_level == 2
    await running.say(luz, "1")
    await running.say(luz, "that she walks")
    written = running.telegram.arrived[-1]
    await running.advance(seconds=11)
    running.telegram.edit(written, "that she walks to school")
    await running.taken()
    assert [row.mark for row in running.rows(Message, luz)][-1] == "edited"
    assert running.telegram.problems == []


async def test_a_voice_note_answers_the_open_question(running: Line) -> None:
    """It is kept as answered by voice, and the next question is asked."""
    luz = running.world.telegram_family(1)
    await enrol(running, luz)
    await running.say(luz, "1")
    file = running.telegram.file(OGG)
    running.telegram.write(int(luz.address.value), voice={**file, "duration": 3})
    await running.taken()
    await running.advance(seconds=11)
    assert [row.state for row in running.rows(Answer, luz)][-1] == "voice"
    assert running.texts(luz)[-1].startswith("2 of ")


async def test_a_deep_link_ties_a_chat_to_its_contact_once(running: Line) -> None:
    """`/start CODE` is the family's own first word in a new chat; a second chat with the same code is a stranger."""
    rosa = running.world.sms_family(1)
    await running.act(rosa, acts.Invite(rosa.contact.id))
    running.world.invite_code(rosa, "K7Q2")
    running.telegram.write(5001, "/start K7Q2")
    await running.taken()
    running.telegram.write(5002, "/start K7Q2")
    await running.taken()
    places = [(address.channel, address.value) for address in running.rows(Address, rosa)]
    assert places == [("sms", rosa.address.value), ("telegram", "5001")]
    assert running.rows(Contact, rosa)[0].consent == "active"
    first, second = (
        [each["text"] for each in running.telegram.sent if each["chat"]["id"] == chat] for chat in (5001, 5002)
    )
    assert first[0].startswith("Thank you, Rosa.")
    assert starts(second, "Hello. This is Rainbow Clinic. We do not know this number yet.")


async def test_whoever_blocks_the_bot_has_stopped(running: Line) -> None:
    """Telegram's word that we are blocked is an opt-out, and nothing is sent after it."""
    luz = running.world.telegram_family(1, consent="active")
    await running.say(luz, "INFO")
    running.telegram.block(int(luz.address.value))
    await running.taken()
    assert running.rows(Contact, luz)[0].silence == "stop"
    await running.act(luz, acts.AddVisit(luz.child.id, VISIT, ZONE, "Room 4"))
    await running.advance(days=10)
    assert len(running.texts(luz)) == 1


async def test_403_and_21610_are_an_opt_out_too(running: Line) -> None:
    """Where nobody told us, the refusal of a send does."""
    luz = running.world.telegram_family(1, consent="active")
    rosa = running.world.sms_family(1, consent="active")
    running.telegram.blocked.add(int(luz.address.value))
    running.twilio.stopped.add(rosa.address.value)
    for who in (luz, rosa):
        await running.act(who, acts.Reply(who.contact.id, "The bus comes at 8.", None, who.family.code, is_anyway=True))
        assert running.rows(Contact, who)[0].silence == "stop"
        assert running.last(who).state == "failed"


async def test_sms_by_polling_needs_no_public_address(database: Database) -> None:
    """Without webhooks the message list is read, each text once, and the texts go out without a callback."""
    async with line(database, public_url="", twilio_mode="polling") as running:
        rosa = running.world.sms_family(1, consent="active")
        record = running.twilio.text(rosa.address.value, "INFO")
        await running.house._sweep_twilio()
        await running.quiet()
        await running.house._sweep_twilio()
        await running.quiet()
        assert [row.provider_id for row in running.rows(Message, rosa)] == [record.sid]
        assert starts(running.texts(rosa), "Rainbow Clinic: texts about")
        assert running.records(rosa)[0].callback == ""


async def test_what_could_not_be_delivered_while_down_is_found_by_the_sweep(running: Line) -> None:
    """A text whose webhook never reached us is in Twilio's list."""
    rosa = running.world.sms_family(1, consent="active")
    record = running.twilio.text(rosa.address.value, "INFO")
    await running.house._sweep_twilio()
    await running.quiet()
    assert (await asyncio.to_thread(running.twilio.deliver, record))[0] == 200
    assert len(running.rows(Message, rosa)) == 1
    assert len(running.texts(rosa)) == 1


@pytest.mark.parametrize("order", [("sent", "delivered"), ("delivered", "sent"), ("delivered", "delivered")])
async def test_statuses_only_ever_lead_forward(running: Line, order: tuple[str, str]) -> None:
    """Out of order or repeated, delivered stays delivered."""
    rosa = running.world.sms_family(1, consent="active")
    await running.say(rosa, "INFO")
    sid = running.records(rosa)[0].sid
    for state in order:
        assert (await asyncio.to_thread(running.twilio.report, sid, state))[0] == 200
    assert running.last(rosa).state == "delivered"


async def test_danger_reaches_the_coordinators_own_phone(running: Line) -> None:
    """The fixed text to the family, an alert to the coordinator's phone, and "1" takes it."""
    rosa = running.world.sms_family(1, consent="active")
    await running.say(rosa, "he is not breathing")
    assert running.texts(rosa)[-1].startswith("I am a program and cannot help in an emergency.")
    told = [record.body for record in running.twilio.sent if record.to == STAFF_PHONE]
    assert starts(told, "Rainbow Clinic: Rosa Gomez, family S1 needs a person now.") or len(told) == 1
    assert await asyncio.to_thread(running.twilio.say, STAFF_PHONE, "1") == 200
    assert [alert.state for alert in running.rows(Alert, rosa)] == ["acknowledged"]
