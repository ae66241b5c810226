"""What is said of a visit without a question of ours: "OK" once more, "we can't make it" a day later, "running late".

The prompt is gone by then; what is meant is known from the visits, which are as the first reply left them.
"""

from __future__ import annotations

from datetime import timedelta

from dialogs.care import visits as rules
from dialogs.reminders.series import AFTER_USEFUL, STANDS, reminded
from dialogs.rows.care import Appointment
from dialogs.rows.desk import Thread
from dialogs.rows.people import Child, Contact, Link
from dialogs.snapshot import Turn
from dialogs.turns import digests, handoff, prompts, visits
from dialogs.turns.hearing import Hearing
from dialogs.turns.speaking import names

#: So soon after the family's text before, the same answer is the same answer.
_SOON = timedelta(minutes=10)
_LONGEST = 200
#: "Running late" is said so long before a visit at most, and so long after its start; somebody should see it soon.
_LATE_BEFORE = timedelta(hours=12)
_LATE_AFTER = timedelta(hours=2)
_LATE_DUE = timedelta(minutes=10)


def said_again(hearing: Hearing) -> bool:
    """True when nothing is being asked and the text is the yes that their last text was. Said a third time it only is
    no new question: whoever repeats may be a machine."""
    turn, contact = hearing.turn, hearing.contact
    if hearing.heard.button or hearing.thread.owner_kind != "bot" or not _is_fresh(hearing):
        return False
    if prompts.open_prompt(turn, contact) is not None:
        return False
    content = hearing.content
    answers = {kind: prompts.read_fixed(kind, hearing.text, contact, content) for kind in ("visit", "happened")}
    coming, been = _settled(turn, contact)
    is_been = been and answers["happened"] == "yes"
    if not is_been and not (coming and answers["visit"] == "coming"):
        return False
    said = hearing.text[:_LONGEST]
    if hearing.thread.last_unclear != said:
        turn.change(hearing.thread, "said-again", last_unclear=said)
        _confirm(hearing, coming, been if is_been else [])
    return True


def _confirm(hearing: Hearing, coming: list[Appointment], been: list[Appointment]) -> None:
    """Whoever just told of a visit that has been is thanked: that is true of either."""
    if been:
        visits.answer_back(hearing, "visit-happened", been[-1:], "happened", "")
    elif len(coming) > 1:
        digests.confirm(hearing, coming, "")
    else:
        visits.answer_back(hearing, "visit-coming", coming, "entry", "")


def cannot_come(hearing: Hearing) -> bool:
    """ "We can't make it", out of the blue, about the only visit to come: as if they had been asked just now. Of two
    visits nobody knows which."""
    turn, contact, keywords = hearing.turn, hearing.contact, hearing.content.keywords
    if not keywords.says(hearing.text, "cannot_come"):
        return False
    ahead = [visit for visit in _standing(turn, contact) if visit.starts_at > turn.now]
    if len(ahead) != 1:
        return False
    reply = rules.visit_reply(ahead[0], "entry", "change", contact=contact, program=turn.program, now=turn.now)
    visits.settle(turn, hearing.content, ahead[0], reply, "entry", contact)
    visits.answer_back(hearing, reply.says, [reply.appointment], "entry", "")
    return True


def running_late(hearing: Hearing) -> bool:
    """Late for the visit of today, or for the one that is being asked about: they are coming, and staff see it."""
    turn, contact = hearing.turn, hearing.contact
    if not hearing.content.keywords.is_late(hearing.text):
        return False
    prompt = prompts.open_prompt(turn, contact)
    asked = prompt if prompt is not None and prompt.kind == "visit" and not digests.is_digest(prompt) else None
    near = [v for v in _standing(turn, contact) if -_LATE_AFTER <= v.starts_at - turn.now <= _LATE_BEFORE]
    near.sort(key=lambda visit: visit.starts_at)
    found = turn.find(Appointment, asked.appointment_id) if asked else next(iter(near), None)
    if found is None:
        return False
    if asked is not None:
        prompts.close(turn, asked, "answered")
    step = asked.question if asked else "t1"
    reply = rules.visit_reply(found, step, "coming", contact=contact, program=turn.program, now=turn.now)
    visits.settle(turn, hearing.content, found, reply, step, contact)
    is_near = found in near
    handoff.open_item(
        turn, contact, "visit_late", "same_day" if is_near else "request", hearing.text, child_id=found.child_id,
        due_at=turn.now + _LATE_DUE if is_near else None,
    )  # fmt: skip
    said = names(turn, contact, turn.find(Child, found.child_id))
    visits.say_and_go_on(hearing, "visit-late", said, "")
    return True


def told_when(hearing: Hearing) -> bool:
    """ "What time is it again?", of the visit that is being asked about, or of the only one to come: it is told."""
    turn, contact, content = hearing.turn, hearing.contact, hearing.content
    if contact.consent != "active" or not content.keywords.says(hearing.text, "visit_asked"):
        return False
    prompt = prompts.open_prompt(turn, contact)
    if prompt is not None:
        visits.ask_again(turn, content, contact, prompt, address=hearing.address, before="")
        return True
    ahead = [visit for visit in _standing(turn, contact) if visit.starts_at > turn.now]
    if len(ahead) != 1:
        return False
    said = visits.facts(turn, contact, ahead[0], sms=hearing.address.channel != "telegram")
    prompts.ask(
        turn, content, contact, "visit", visits.wording_of("t1", ahead[0]), "reply", address=hearing.address,
        child=turn.find(Child, ahead[0].child_id),
        prompt_fields={"appointment_id": ahead[0].id, "question": "t1"}, **said,
    )  # fmt: skip
    return True


def _standing(turn: Turn, contact: Contact) -> list[Appointment]:
    links = tuple(turn.each(Link))
    own = (visit for visit in turn.each(Appointment) if reminded(visit, (contact,), links))
    return [visit for visit in own if visit.status in STANDS]


def _is_fresh(hearing: Hearing) -> bool:
    """Their text before came a moment ago, and waits for nobody. The snapshot still knows when it came."""
    before: Thread | None = hearing.turn.snapshot.rows[Thread].get(hearing.thread.id)
    if before is None or before.last_in_at is None or before.status == "needs_reply":
        return False
    is_theirs = before.last_staff_at is None or before.last_staff_at < before.last_in_at
    return is_theirs and hearing.turn.now - before.last_in_at <= _SOON


def _settled(turn: Turn, contact: Contact) -> tuple[list[Appointment], list[Appointment]]:
    """The visits that they said they come to, in order; and those that were said to have been, of these days."""
    links = tuple(turn.each(Link))
    own = [visit for visit in turn.each(Appointment) if reminded(visit, (contact,), links)]
    coming = [v for v in own if v.status in STANDS and v.reply == "accepted" and v.starts_at > turn.now]
    been = [v for v in own if v.status == "fulfilled" and turn.now - v.starts_at <= AFTER_USEFUL]
    return sorted(coming, key=lambda visit: visit.starts_at), been
