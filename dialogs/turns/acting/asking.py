"""What staff have asked: an interview by text, or talked through by themselves."""

from __future__ import annotations

from dialogs.care import parts
from dialogs.content import Content
from dialogs.people import Child, Contact, Outgoing, Prompt, Staff
from dialogs.snapshot import Turn
from dialogs.turns import assessment, courtesy, danger, interviews, talking
from dialogs.turns.acting.conversation import give_back
from dialogs.turns.acts import Done, Refused, Result, StartInterview
from dialogs.turns.roles import has_role
from dialogs.turns.speaking import children_of


def start(turn: Turn, content: Content, act: StartInterview, staff: Staff) -> Result:
    """Ask a form by text; not while an alert waits."""
    contact = turn.get(Contact, act.contact_id)
    if danger.is_untaken(turn, contact):
        return Refused("danger")
    if contact.consent != "active" or contact.silence:
        return Refused("stopped")
    if not has_role(turn, contact, "may_answer"):
        return Refused("no_role")
    if interviews.open_walk(turn, contact) is not None:
        return Refused("nothing")
    child = turn.find(Child, act.child_id) or next(iter(children_of(turn, contact)), None)
    known = () if act.form in parts.REPEATED else assessment.known_for(turn, contact, child)
    hello = courtesy.greeting(turn, content, contact, act.form)
    walk = interviews.start(turn, content, contact, child, act.form, known=known, before=hello)
    if act.form == parts.FIRST:
        assessment.plan(turn, contact)
    for row in turn.each(Outgoing):
        prompt = turn.find(Prompt, row.prompt_id)
        if prompt is not None and prompt.interview_id == walk.id and row.state == "queued":
            turn.change(row, "written-first", is_proactive=True, exempt="send_now" if act.send_now else "")
    return Done(walk.id)


def talk(turn: Turn, content: Content, act: talking.Act, staff: Staff) -> Result:
    """A talk moves on; at its end the family may be asked to go on by text."""
    found = talking.act(turn, content, act, staff)
    if isinstance(found, str):
        return Refused(found)
    if isinstance(act, talking.EndTalk) and act.goes_on_by_text:
        give_back(turn, content, turn.get(Contact, found.contact_id))
    return Done(found.id)
