"""After the story: what the providers saw, held against what the database says. Each function names what is wrong."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import func, select

from bot.channels.telegram_updates import Reading
from dialogs.rows.care import Appointment, Item, Need
from dialogs.rows.desk import Alert
from dialogs.rows.interviews import Answer, Walk
from dialogs.rows.messages import Message, Outgoing
from dialogs.rows.people import Consent, Contact
from storage.tables.base import metadata
from tests.channels import stub_telegram
from tests.durability.story import Telling
from tests.providers.world import BOT

_MESSAGE, _ATTEMPT = metadata.tables["message"], metadata.tables["attempt"]
#: What may be on the wire twice after an unknown outcome (policies §7); everything else never.
ONCE_MORE = {"safety", "emergency", "person", "alert", "reminder", "question", "nudge"}
#: A crash may leave these for a person, or make the alarm go round once more: no family's doing.
_OF_THE_CRASH = {"delivery_unknown", "not_sent", "not_delivered"}


def lost_or_doubled(telling: Telling) -> list[str]:
    """Every text that a provider handed over is in the database exactly once."""
    rig = telling.rig
    read = Reading(BOT, stub_telegram.TOKEN, rig.clock).read
    texted = [inbound.provider_id for update in rig.telegram.confirmed if (inbound := read(update))]
    texted += [record.sid for record in telling.posted]
    with rig.database.reading() as connection:
        rows = connection.execute(select(_MESSAGE.c.provider_id, func.count()).group_by(_MESSAGE.c.provider_id))
        kept = {row[0]: row[1] for row in rows}
    return [f"{each} is there {kept.get(each, 0)} times" for each in texted if kept.get(each, 0) != 1]


def too_many_copies(telling: Telling) -> list[str]:
    """No message is on the wire more often than it may be, and none is called sent that never was.

    By SMS each copy carries its row's id in the callback's address. What Twilio's list cannot tell apart, equal
    words to one phone of which both ends are unclear, may be taken for one another: they are counted by words.
    """
    rig = telling.rig
    by_id = Counter(record.callback.rpartition("/")[2] for record in rig.twilio.sent)
    there = Counter((f"sms:{record.to}", record.body) for record in rig.twilio.sent)
    there += Counter((f"telegram:{message['chat']['id']}", message["text"]) for message in rig.telegram.sent)
    wrong: list[str] = []
    may: Counter[tuple[str, str]] = Counter()
    must: Counter[tuple[str, str]] = Counter()
    for row in rig.world.story.rows(Outgoing):
        most = 2 if row.purpose in ONCE_MORE and row.attempts > 1 else min(1, row.attempts)
        may[row.address, row.text] += most
        must[row.address, row.text] += int(row.state in ("sent", "delivered", "read"))
        if by_id[str(row.id)] > most:
            wrong.append(f"{row.purpose} {row.state}: {by_id[str(row.id)]} copies, at most {most}")
    for key in there | may:
        if not must[key] <= there[key] <= may[key]:
            wrong.append(f"{key}: {there[key]} copies, {must[key]}..{may[key]}")
    return wrong


def stuck(telling: Telling) -> list[str]:
    """Nothing is left in the middle: sending, or with an attempt of which nobody will ever hear."""
    rows = telling.rig.world.story.rows(Outgoing)
    open_rows = {row.id for row in rows if row.state == "sending" or row.check_at is not None}
    with telling.rig.database.reading() as connection:
        attempts = connection.execute(select(_ATTEMPT.c.outgoing_id).where(_ATTEMPT.c.outcome == "")).scalars().all()
    return [f"{row} is open" for row in open_rows] + [f"an attempt at {row} never ended" for row in attempts]


def copies(telling: Telling) -> Counter[int]:
    """How many messages are on the wire once, twice, … (0: never left: withdrawn, suppressed or given up)."""
    rig = telling.rig
    by_id = Counter(record.callback.rpartition("/")[2] for record in rig.twilio.sent)
    rows = [row for row in rig.world.story.rows(Outgoing) if row.address.startswith("sms:")]
    return Counter(by_id[str(row.id)] for row in rows)


def effects(telling: Telling) -> dict[str, Any]:
    """What came of the story, family by family, in words that are the same in every telling."""
    story = telling.rig.world.story
    found: dict[str, Any] = {}
    for part in telling.parts:
        if not part.compared:
            continue
        who = part.who
        contact = story.rows(Contact, who)[0]
        found[who.family.code] = {
            "answers": sorted((row.link_id, row.state, row.value) for row in story.rows(Answer, who)),
            "consents": sorted((row.what, row.method) for row in story.rows(Consent, who)),
            "items": sorted((row.kind, row.severity) for row in story.rows(Item, who) if row.kind not in _OF_THE_CRASH),
            "visits": [(row.reply, row.status, row.change_wanted) for row in story.rows(Appointment, who)],
            "interviews": [(row.form, row.status) for row in story.rows(Walk, who)],
            "needs": sorted(row.code for row in story.rows(Need, who)),
            "alerts": [(row.kind, row.state) for row in story.rows(Alert, who)],
            "texts": sorted(_written(telling, who)),
            "contact": (contact.consent, contact.silence, contact.detail_level, contact.language),
            "said": sorted(Counter(row.purpose for row in _told(telling, who)).items()),
        }
    return found


def _written(telling: Telling, who: Any) -> list[str]:
    """What the family wrote, but for its presses and the digits that stood for one: a message that died with the
    program twice leaves no third time, and then there is no button to press. What a press did is compared anyway."""
    texts = [row.text for row in telling.rig.world.story.rows(Message, who) if row.prompt_id is None]
    for digit in telling.typed.get(who.family.id, ()):
        texts.remove(digit)
    return texts


def _told(telling: Telling, who: Any) -> list[Outgoing]:
    """What was said to the family; how often an alarm went round depends on when it was taken."""
    rows = telling.rig.world.story.rows(Outgoing, who)
    return [row for row in rows if row.purpose != "alert"]


def differences(told: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    """Where two tellings came to something else."""
    return [
        f"{code} {what}: {told[code][what]} instead of {expected[code][what]}"
        for code in expected
        for what in expected[code]
        if told[code][what] != expected[code][what]
    ]
