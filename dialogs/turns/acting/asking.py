"""What staff have asked: an interview by text, or talked through by themselves."""

from __future__ import annotations

from dialogs.care import parts
from dialogs.content import Content
from dialogs.rows.desk import Note
from dialogs.rows.interviews import Walk
from dialogs.rows.people import Child, Contact, Staff
from dialogs.snapshot import Turn
from dialogs.turns import alerts, assessment, courtesy, interviews, talking
from dialogs.turns.acting import overhearing
from dialogs.turns.acting.conversation import give_back
from dialogs.turns.acts import Done, Refused, Result, StartInterview, is_again
from dialogs.turns.roles import has_role
from dialogs.turns.speaking import children_of


def start(turn: Turn, content: Content, act: StartInterview, staff: Staff) -> Result:
    """Ask a form by text; not while an alert waits."""
    contact = turn.get(Contact, act.contact_id)
    if alerts.is_untaken(turn, contact):
        return Refused("danger")
    if contact.consent != "active" or contact.silence:
        return Refused("stopped")
    if not has_role(turn, contact, "may_answer"):
        return Refused("no_role")
    child = turn.find(Child, act.child_id) or next(iter(children_of(turn, contact)), None)
    under_way = [walk for walk in interviews.open_walks(turn, contact) if not interviews.lies_over(turn, walk)]
    for walk in under_way:
        if (walk.form, walk.child_id) == (act.form, child and child.id) and is_again(walk.started_at, turn.now):
            return Done(walk.id, walk.interview.left)
    if under_way:
        return Refused("nothing")
    known = () if act.form in parts.REPEATED else assessment.known_for(turn, contact, child)
    if act.send_now:
        turn.add(Note(next(turn.ids), contact.id, staff.id, f"Sent now: {act.send_now}", turn.now), "sent-now")
    hello = courtesy.greeting(turn, content, contact, act.form)
    walk = interviews.start(turn, content, contact, child, act.form, known=known, before=hello)
    if act.form == parts.FIRST:
        assessment.plan(turn, contact)
    assessment.written_first(turn, walk, exempt="send_now" if act.send_now else "")
    return Done(walk.id, walk.interview.left)


def talk(turn: Turn, content: Content, act: talking.Act, staff: Staff) -> Result:
    """A talk moves on; at its end the family may be asked to go on by text. Words that alarm are told to who wrote."""
    written = _written(turn, act)
    found = talking.act(turn, content, act, staff)
    is_alarming = written is not None and overhearing.listen(turn, content, *written)
    if found == "unclear" and is_alarming and written is not None:
        # No answer to this question, and not to be lost.
        walk, _, words = written
        turn.add(Note(next(turn.ids), walk.contact_id, staff.id, words, turn.now), "note-written")
        return Done(walk.id)
    if isinstance(found, str):
        return Refused(found)
    if isinstance(act, talking.EndTalk) and act.goes_on_by_text:
        contact = turn.get(Contact, found.contact_id)
        if alerts.is_untaken(turn, contact):
            return Refused("danger")
        give_back(turn, content, contact)
    return Done(found.id)


def _written(turn: Turn, act: talking.Act) -> tuple[Walk, str, str] | None:
    """What staff wrote down in their own typing: the interview as it stood, the slot, the words."""
    match act:
        case talking.TakeDown(interview_id=walk_id, reply=reply):
            walk = turn.get(Walk, walk_id)
            return walk, walk.interview.position, reply.text
        case talking.TypeIn(interview_id=walk_id, link_id=slot, reply=reply):
            return turn.get(Walk, walk_id), slot, reply.text
        case _:
            return None
