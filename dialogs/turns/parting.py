"""Somebody loses a say for a child: what waits for them about it is taken back, and is not asked or told again."""

from __future__ import annotations

from dialogs.content import Content
from dialogs.rows.care import Item, Reminder
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Prompt
from dialogs.rows.people import Child, Contact, Staff
from dialogs.snapshot import Turn
from dialogs.turns import interviews, prompts, visits
from dialogs.turns.roles import NO_ROLE
from dialogs.turns.speaking import ALWAYS, cancel_queued, children_of, queued, take_back

_WAITING = ("open", "queued", "superseded")
_UNFINISHED = frozenset({"in-progress", "paused", "queued"})
#: What is asked for safety's sake, or because they may have meant stop, is still asked.
_NEVER_WITHDRAWN = frozenset({"amber", "ambiguous_stop"})
#: Silences that say more than that a child is elsewhere: they stay as they are.
_STRONGER = frozenset({"stop", "wrong_number", "forget", "loss", "ambiguous"})
#: What staff were to do with this contact, and have no reason to any more.
_CALLS = frozenset({"call_questions", "call_reminder", "interview_silent"})


def from_child(turn: Turn, content: Content, contact: Contact, child: Child, staff: Staff) -> None:
    """All of it. Whoever has no child left is silent: what they text is kept, and a person reads it."""
    stop_asking(turn, content, contact, child)
    stop_reminding(turn, contact, child)
    is_last = not children_of(turn, contact)
    for row in queued(turn, contact):
        if row.child_id == child.id and row.purpose not in ALWAYS:
            take_back(turn, row, NO_ROLE)
    for promise in turn.each(Reminder):
        if promise.contact_id == contact.id and (is_last or promise.child_id == child.id):
            _clear(turn, promise)
    _leave_calls(turn, contact, child, staff, is_last=is_last)
    if is_last:
        _fall_silent(turn, content, contact)


def stop_asking(turn: Turn, content: Content, contact: Contact, child: Child) -> None:
    """Questions about the child end where they are; the answers stay."""
    for walk in turn.each(Walk):
        if walk.contact_id == contact.id and walk.child_id == child.id and walk.status in _UNFINISHED:
            _end(turn, content, walk)


def stop_reminding(turn: Turn, contact: Contact, child: Child) -> None:
    """Nothing of the child's visits is asked or told; a digest goes on about the others'."""
    for prompt in list(turn.each(Prompt)):
        for visit in visits.of_prompt(turn, prompt) if prompt.contact_id == contact.id else ():
            asked = turn.get(Prompt, prompt.id)
            if visit.child_id == child.id and asked.state in _WAITING:
                visits.close_about(turn, asked, visit)
    for row in turn.each(Reminder):
        if row.contact_id == contact.id and row.child_id == child.id and row.appointment_id is not None:
            _clear(turn, row)


def _end(turn: Turn, content: Content, walk: Walk) -> None:
    interviews.end(turn, content, walk)
    for prompt in turn.each(Prompt):
        if prompt.interview_id == walk.id and prompt.state in _WAITING:
            prompts.close(turn, prompt, "withdrawn")
    for row in turn.each(Reminder):
        if row.interview_id == walk.id:
            _clear(turn, row)


def _clear(turn: Turn, row: Reminder) -> None:
    if row.state == "planned" and row.series != "ambiguous_stop":
        turn.change(row, "cleared", state="cleared", reason=NO_ROLE)


def _leave_calls(turn: Turn, contact: Contact, child: Child, staff: Staff, *, is_last: bool) -> None:
    for item in turn.each(Item):
        is_about = item.child_id == child.id or (is_last and item.child_id is None)
        if item.contact_id == contact.id and is_about and item.kind in _CALLS and item.state == "open":
            turn.change(item, "item-closed", state="closed", closed_at=turn.now, closed_by=staff.id, reason="placement")


def _fall_silent(turn: Turn, content: Content, contact: Contact) -> None:
    for walk in turn.each(Walk):
        if walk.contact_id == contact.id and walk.status in _UNFINISHED:
            _end(turn, content, walk)
    for prompt in turn.each(Prompt):
        is_theirs = prompt.contact_id == contact.id and prompt.kind not in _NEVER_WITHDRAWN
        if is_theirs and prompt.state in _WAITING:
            prompts.close(turn, prompt, "withdrawn")
    cancel_queued(turn, contact, NO_ROLE)
    if contact.silence not in _STRONGER:
        turn.change(contact, "placement-ended", silence="placement")
