"""What is around every page: the rail with its counts, and the bar of alerts that nobody has taken yet."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection
from starlette.responses import HTMLResponse

from bot.clock import new_id
from bot.inbox import alarm_bar, showing
from bot.inbox.desk import Desk
from bot.inbox.guard import Visit
from bot.inbox.render import page
from dialogs.desk import permission
from storage import threads, todo

#: The rail's views: name in the address, words, what an empty one means.
VIEWS = {
    "needs": ("Needs reply", "Nobody is waiting for you. New questions appear here by themselves."),
    "urgent": ("Urgent", "Nothing urgent. A text about danger appears here, and in a red bar on every page."),
    "mine": ("Mine", "None of your families has an open thread."),
    "waiting": ("Waiting for family", "No family owes an answer to a person."),
    "bot": ("Assistant is handling", "The assistant is in no conversation at the moment."),
    "resolved": ("Resolved", "Nothing was resolved yet. A resolved thread opens again when the family writes."),
}


def shown(
    desk: Desk, visit: Visit, connection: Connection, template: str, status: int = 200, /, **values: Any
) -> HTMLResponse:
    """A page inside its frame."""
    now, zone = desk.now(), visit.program.program.zone
    alarms = alarm_bar.standing(desk, visit, connection)
    kept = {name: visit.query[name] for name in ("view", "page") if name in visit.query}
    return page(
        template,
        status,
        staff=visit.staff,
        program=visit.program.program,
        csrf=visit.session.csrf,
        new_row=new_id(now).hex,
        views=VIEWS,
        counts=threads.counts(connection, visit.program_id, visit.scope),
        to_do=_to_do(desk, visit, connection),
        sees_strangers=permission.may_see_strangers(visit.scope),
        manages_forms=desk.is_demo or permission.may_manage_forms(visit.scope),
        sees_families=visit.scope.rights.families != "none",
        alarms=alarms,
        alarm_line=alarm_bar.line(alarms),
        is_demo=desk.is_demo,
        updated=showing.clock(now, zone),
        here=f"{_here(visit)}?{urlencode(kept)}" if kept else _here(visit),
        zone=zone,
        notice=_NOTICES.get(visit.query.get("said", ""), ""),
        **{"view": "", "section": "", "title": "Inbox"} | values,
    )


#: Forms that come back on the page they belong to when they are refused.
_REFUSED_HERE = (
    "/reply", "/move", "/cancel", "/invite", "/consent", "/roles", "/interview", "/lift", "/answer", "/type-in", "/end",
    "/read", "/check-in", "/hospital", "/home", "/placement", "/find",
)  # fmt: skip


def _here(visit: Visit) -> str:
    """The address at which what is shown can be asked for again."""
    is_refused = visit.method == "POST" and visit.path.endswith(_REFUSED_HERE)
    return visit.path.rpartition("/")[0] if is_refused else visit.path


def _to_do(desk: Desk, visit: Visit, connection: Connection) -> str:
    """How much is due today or was before: one's own and covered families', or all where one has none by role."""
    until = showing.day_end(desk.now(), visit.program.program.zone)
    whose = visit.scope.coordinators if visit.scope.rights.families == "own" else None
    number = todo.count_due(connection, visit.program_id, visit.scope, until, whose=whose)
    return f"{number - 1}+" if number == todo.MOST_COUNTED else str(number or "")


_NOTICES = {
    "sent": "Your reply is on its way.",
    "resolved": "Resolved, and an alert that was taken is closed. It opens again when the family writes.",
    "take-first": "Nothing was done: an alert of theirs waits. Take it first with “I have it”, and call.",
    "noted": "Note saved. Only staff see it.",
    "taken": "You have it. The others are told no more.",
    "closed": "Closed.",
    "done": "Done.",
    "again": "Noted. It stands in To do again, for the next working day.",
    "wrong-number": "Noted. Nothing is sent to that number any more; see what was texted to it.",
    "hospital-heard": "Noted. Where several children may be meant, say below which one is in hospital.",
    "death-heard": "Everything automatic is held. Say above which child has died, or undo.",
    "reopened": "It is open again.",
    "taken-over": "You are replying now. The assistant is paused.",
    "handed-back": "The assistant has it again.",
    "discarded": "The draft is gone.",
    "invited": "The invitation is on its way.",
    "started": "The questions are on their way. They leave within the family's hours.",
    "started-and-left": "The questions are on their way. Some of them may not be texted to this phone: they are below.",
    "visit-added": "Visit added. The family is reminded as agreed.",
    "visit-moved": "Visit moved. The family hears of the new day.",
    "visit-cancelled": "Visit cancelled. The family is told.",
    "changed": "Saved.",
    "hospital": "Noted. Check-ins, reminders of open questions and “did it happen?” wait until they are home.",
    "home": "Noted. In two days they are asked whether all is there.",
    "form-kept": "Checked and kept as a draft. Try it, then publish it.",
    "form-there": "It is here already, word for word.",
    "form-published": "Published. New interviews get this version.",
    "form-retired": "Retired. Nobody is asked it anew; what has begun goes on.",
    "added": "Added. Nobody was texted.",
    "added-agreed": "Added. Nobody was texted yet: you can send the invitation now.",
    "added-stopped": "Added. This number texted STOP before: texts wait for START, or for a new consent.",
    "placement": "Noted. They are sent nothing about the child any more; what they write comes to you.",
    "consent": "Consent recorded. You can send the invitation now.",
    "loss-confirmed": "Confirmed. Nothing automatic is sent about this child; only a person writes.",
    "linked": "Linked. What they wrote stands here; what you send goes to their number.",
    "lifted": "Lifted. Texts go on.",
    "loss-undone": "Undone. Everything goes on as before.",
    "alert-raised": "The alert is raised: the team is told on their own phones.",
    "looked-after": "Noted that it is looked after.",
    "rests": "The talk has ended. The place is kept; nothing is texted.",
    "by-text": "The family is asked by text whether to go on.",
    "read": "Marked as read. The family hears so, if it may be texted.",
    "nothing": "There was nothing to do.",
}
