"""What was promised about a contact is kept: asked once more, rested, handed to a person or back to the bot."""

from __future__ import annotations

from dialogs.care import parts
from dialogs.content import Content
from dialogs.reminders.window import next_open, window_of
from dialogs.rows.care import Reminder
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Outgoing, Prompt
from dialogs.rows.people import Contact
from dialogs.snapshot import Turn
from dialogs.turns import consent, handoff, hospital, interviews, promises, questions
from dialogs.turns.acting.conversation import give_back
from dialogs.turns.hearing import thread_of
from dialogs.turns.speaking import address_of, names


def nudge(turn: Turn, content: Content, reminder: Reminder) -> None:
    """The current question once more, with its own prompt."""
    walk = turn.find(Walk, reminder.interview_id)
    contact = turn.find(Contact, reminder.contact_id)
    if walk is None or contact is None or not _is_unanswered(turn, walk):
        promises.done(turn, reminder, "cleared", "cleared_by_reply")
        return
    if hospital.is_in_hospital(turn, contact):
        promises.done(turn, reminder, "suppressed", "hospital")
        return
    if _is_on_its_way(turn, walk):
        promises.done(turn, reminder, "suppressed", "duplicate")
        return
    promises.done(turn, reminder)
    before = content.wording.say(contact.language, "nudge", **names(turn, contact))
    interviews.ask_again(turn, content, walk, before=before, purpose="nudge")


def _is_unanswered(turn: Turn, walk: Walk) -> bool:
    """In the middle of its questions, or offered and neither taken up nor put off."""
    if walk.status == "in-progress":
        return True
    return walk.status == "paused" and any(
        prompt.interview_id == walk.id and prompt.state in ("open", "superseded") for prompt in turn.each(Prompt)
    )


def _is_on_its_way(turn: Turn, walk: Walk) -> bool:
    """The question waits for its hour already, as when the first of two nudges was held back until the second."""
    asking = {prompt.id for prompt in turn.each(Prompt) if prompt.interview_id == walk.id}
    return any(row.prompt_id in asking and row.state == "queued" for row in turn.each(Outgoing))


def pause_interview(turn: Turn, content: Content, reminder: Reminder) -> None:
    """A week without an answer, or since "later": it rests, the answers so far are kept, a person may call."""
    walk = turn.find(Walk, reminder.interview_id)
    promises.done(turn, reminder)
    contact = turn.find(Contact, reminder.contact_id)
    if walk is None or contact is None or contact.silence:
        return
    if walk.status == "in-progress":
        interviews.rest(turn, content, walk, "clock")
    questions.close_all(turn, walk)
    if walk.form == parts.CHECK_IN:
        # Asked twice: silence is a signal.
        handoff.open_item(turn, contact, "call", "request", "checkin_missed", child_id=walk.child_id)
    else:
        handoff.open_item(turn, contact, "interview_silent", "need", walk.form, child_id=walk.child_id)


def unclear_sent_on(turn: Turn, content: Content, reminder: Reminder) -> None:
    walk = turn.find(Walk, reminder.interview_id)
    promises.done(turn, reminder)
    if walk is not None and walk.status == "in-progress" and walk.interview.unclear:
        interviews.send_on(turn, content, walk)


def ambiguous_stop(turn: Turn, content: Content, reminder: Reminder) -> None:
    contact = turn.find(Contact, reminder.contact_id)
    promises.done(turn, reminder)
    if contact is not None:
        consent.ambiguous_silence(turn, contact, address_of(turn, contact))


def invite_again(turn: Turn, content: Content, reminder: Reminder) -> None:
    contact = turn.find(Contact, reminder.contact_id)
    promises.done(turn, reminder)
    if contact is not None and contact.consent == "recorded":
        consent.invite(turn, content, contact, is_again=True)


def invite_call(turn: Turn, content: Content, reminder: Reminder) -> None:
    contact = turn.find(Contact, reminder.contact_id)
    promises.done(turn, reminder)
    if contact is not None and contact.consent == "recorded":
        handoff.open_item(turn, contact, "call", "need", "invitation_unanswered")


def hand_back(turn: Turn, content: Content, reminder: Reminder) -> None:
    """Nobody on the staff wrote for an hour: the bot takes the thread back and offers to go on."""
    contact = turn.find(Contact, reminder.contact_id)
    promises.done(turn, reminder)
    if contact is None or thread_of(turn, contact).urgent or thread_of(turn, contact).owner_kind != "human":
        return
    if thread_of(turn, contact).status == "needs_reply":
        return
    opens = next_open(turn.now, window_of(contact, turn.program), contact.id)
    if opens is not None and opens > turn.now:
        promises.promise(turn, contact, "hand_back", opens)
        return
    give_back(turn, content, contact)
