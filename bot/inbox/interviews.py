"""Talk it through: an interview run by staff on a page, with what was answered, and the end of the talk."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from bot.inbox import answers, frame, questions, reach, showing
from bot.inbox.composing import act
from bot.inbox.desk import Desk
from bot.inbox.guard import NotHere, Visit
from bot.inbox.questions import Sheet
from dialogs.care import helpers
from dialogs.forms.answers import Value, YesNo
from dialogs.forms.commands import Command
from dialogs.forms.interview import Reply
from dialogs.ids import Id, Ids
from dialogs.rows.care import Item
from dialogs.rows.desk import CareTime
from dialogs.rows.interviews import Walk
from dialogs.rows.people import Child, Contact
from dialogs.snapshot import Turn
from dialogs.turns import acts, needs, talking
from dialogs.turns.acting.overhearing import HEARD
from dialogs.turns.speaking import YOUTH
from storage import careplans
from storage import snapshot as snapshots
from storage.careplans import Care
from storage.households import Household

MODES = {"phone": "on the phone", "person": "in person", "paper": "from paper"}
_COMMANDS = {"skip": Command.SKIP, "decline": Command.DECLINE, "back": Command.BACK}
_PROBLEMS = {
    "newer": "A colleague was quicker. This is how it stands now; nothing of yours was written down.",
    "unclear": "That is no answer to this question.",
    "nothing": "That cannot be done with it now. This is how it stands.",
    "no_role": "This contact has no role for a child: record the role first.",
    "danger": "An alert of theirs waits. Take it first with “I have it”.",
    "stopped": "They have not agreed to texts, or have stopped them: it cannot go on by text.",
}
#: What a box takes; a form may allow less.
_MOST_LETTERS = 5_000


class Tried(Struct, frozen=True):
    """What was sent and refused."""

    why: str = ""
    text: str = ""


def begin(desk: Desk, visit: Visit) -> Response:
    """What to talk through with a contact, and how."""
    return _begin(desk, visit, "")


def start(desk: Desk, visit: Visit) -> Response:
    """Go on with an interview, or begin one."""
    contact_id, form = visit.id("contact"), visit.form
    with desk.database.reading() as connection:
        home, _ = reach.contact(desk, visit, connection, contact_id)
        reach.talking(visit, home)
    name, going = form.get("form", ""), _id(form.get("interview", ""))
    if going is None and name not in desk.content_of(visit.program_id).current:
        return _begin(desk, visit, "Choose what to talk through.", 422)
    child = next((child.id for child in home.children if child.id.hex == form.get("child", "")), None)
    what = talking.TalkThrough(contact_id, child, name, form.get("mode", ""), going)
    done = act(desk, visit, home.family.id, what)
    if isinstance(done, acts.Refused):
        return _begin(desk, visit, _PROBLEMS.get(done.why, _PROBLEMS["nothing"]), 422)
    return RedirectResponse(f"/interviews/{done.row_id}", 303)


def show(desk: Desk, visit: Visit) -> Response:
    """The open question, what was answered, and how to end."""
    return _page(desk, visit, Tried())


def answer(desk: Desk, visit: Visit) -> Response:
    """Write down one reply to the open question."""
    walk_id = visit.id("interview")
    return _do(desk, visit, talking.TakeDown(walk_id, visit.form.get("seen", ""), _reply(visit)))


def type_in(desk: Desk, visit: Visit) -> Response:
    """Another answer to a question that has one: a voice note's words, or a correction."""
    what = talking.TypeIn(visit.id("interview"), visit.form.get("seen", ""), visit.form.get("slot", ""), _reply(visit))
    return _do(desk, visit, what)


def end(desk: Desk, visit: Visit) -> Response:
    """The talk is over: stop here, or go on by text."""
    minutes = visit.form.get("minutes", "")
    spent = int(minutes) if minutes.isascii() and minutes.isdigit() and len(minutes) < 4 else None
    by_text = visit.form.get("then") == "text"
    return _do(desk, visit, talking.EndTalk(visit.id("interview"), spent, by_text), "by-text" if by_text else "rests")


def urgent(desk: Desk, visit: Visit) -> Response:
    """What was heard is happening: raise the alert. Or it is looked after, and the talk goes on."""
    with desk.database.reading() as connection:
        home, walk = reach.interview(desk, visit, connection, visit.id("interview"))
        care = careplans.care(connection, visit.program_id, desk.keys, home.family.id, desk.now())
    item = _heard(care, walk)
    is_raised = visit.form.get("do") == "raise"
    if item is not None:
        act(desk, visit, home.family.id, acts.RaiseAlert(item.id) if is_raised else acts.CloseItem(item.id, "done"))
    said = "nothing" if item is None else "alert-raised" if is_raised else "looked-after"
    return RedirectResponse(f"/interviews/{walk.id}?said={said}", 303)


def read(desk: Desk, visit: Visit) -> Response:
    """The answers were read; the family hears so, once."""
    with desk.database.reading() as connection:
        _, walk = reach.interview(desk, visit, connection, visit.id("interview"))
    return _do(desk, visit, talking.MarkRead(walk.contact_id, (walk.id,)), "read")


def _do(desk: Desk, visit: Visit, what: talking.Act, said: str = "") -> Response:
    walk_id = visit.id("interview")
    with desk.database.reading() as connection:
        home, _ = reach.interview(desk, visit, connection, walk_id)
    match act(desk, visit, home.family.id, what):
        case acts.Refused(why=why):
            return _page(desk, visit, Tried(why, visit.form.get("text", "")), 409 if why == "newer" else 422)
        case acts.Done(row_id=row_id):
            # Where a part is done the next one that was agreed has begun.
            return RedirectResponse(f"/interviews/{row_id or walk_id}{f'?said={said}' if said else ''}", 303)


def _reply(visit: Visit) -> Reply:
    """What was pressed, ticked or typed. Several ticks come as one field each: pick-0, pick-3."""
    form = visit.form
    words = form.get("text", "").replace("\r\n", "\n")[:_MOST_LETTERS]
    if form.get("do", "") in _COMMANDS:
        return Reply(command=_COMMANDS[form["do"]])
    picked = [name.removeprefix("pick-") for name in form if name.startswith("pick-")] or [form.get("pick", "")]
    places = tuple(sorted(int(place) for place in picked if place.isascii() and place.isdigit() and len(place) < 4))
    return Reply(words, places)


def _page(desk: Desk, visit: Visit, tried: Tried, status: int = 200) -> Response:
    with desk.database.reading() as connection:
        home, walk = reach.interview(desk, visit, connection, visit.id("interview"))
        contact = home.contact(walk.contact_id)
        care = careplans.care(connection, visit.program_id, desk.keys, home.family.id, desk.now())
        times = careplans.care_times(connection, visit.program_id, desk.keys, walk.id)
        return frame.shown(
            desk, visit, connection, "interview.html", status, section="families",
            title=answers.title(desk.content_of(visit.program_id), walk.form, walk.version), home=home, walk=walk,
            contact=contact, child=_child(home, walk), tried=tried, problem=_PROBLEMS.get(tried.why, ""),
            modes=MODES, mode=MODES.get(walk.interview.mode, "by text"),
            interpreter=_interpreter(contact, care), seen=talking.place_of(walk.interview),
            minutes=_minutes(times, visit, desk), may_text=contact.consent == "active" and not contact.silence,
            is_spoken=walk.interview.mode != "text", heard=_heard(care, walk),
            **_asked(desk, visit, connection, home, contact, walk),
        )  # fmt: skip


def _asked(
    desk: Desk, visit: Visit, connection: Connection, home: Household, contact: Contact, walk: Walk
) -> dict[str, Any]:
    """The question to show, and what was given; nothing of a form that is no longer at hand."""
    content = desk.content_of(visit.program_id)
    if (walk.form, walk.version) not in content.forms:
        return {"question": None, "given": [], "changing": ""}
    family = snapshots.of_family(connection, visit.program, home.family.id, desk.keys, desk.now())
    turn = Turn(snapshots.with_items(connection, family, desk.keys), desk.now(), Ids(walk.id))
    form = needs.form_of(turn, content, walk)
    sheet = Sheet(
        content, form, _names(visit, home, contact, walk), walk.interview.language,
        lambda slot, language: needs.need_named(turn, content, walk, slot, language)
        or helpers.what_for(slot, language, content.wording, content.form(walk.form, walk.version)),
    )  # fmt: skip
    staff: dict[Id | None, str] = {person.id: person.name for person in visit.program.staff}
    slot = visit.query.get("change", "") or visit.form.get("slot", "")
    if walk.interview.answer(slot) is None or not form.has(slot):
        slot = ""
    return {
        "question": questions.question_at(sheet, slot) if slot else questions.open_question(sheet, walk.interview),
        "given": list(questions.given(sheet, walk.interview, staff)),
        "changing": slot,
        "language": walk.interview.language,
    }


def _heard(care: Care, walk: Walk) -> Item | None:
    """What sounded like danger in a talk with this contact, while nobody has looked after it."""
    found = (item for item in care.items if item.kind == HEARD and item.contact_id == walk.contact_id)
    return next(found, None)


def _names(visit: Visit, home: Household, contact: Contact, walk: Walk) -> dict[str, str]:
    """What the wording may name; a young person is asked about themselves."""
    is_youth = any(
        link.relationship in YOUTH and link.child_id == walk.child_id
        for link in home.links
        if link.contact_id == contact.id
    )
    return answers.names_of(visit, home, contact, _child(home, walk)) | {"who": "self" if is_youth else "other"}


def _begin(desk: Desk, visit: Visit, problem: str, status: int = 200) -> Response:
    with desk.database.reading() as connection:
        home, contact = reach.contact(desk, visit, connection, visit.id("contact"))
        reach.talking(visit, home)
        care = careplans.care(connection, visit.program_id, desk.keys, home.family.id, desk.now())
        content = desk.content_of(visit.program_id)
        mine = [walk for walk in (*care.walks, *care.unread) if walk.contact_id == contact.id]
        is_open = any(walk.status != "completed" for walk in mine)
        is_spoken = any(walk.status == "in-progress" and walk.interview.mode != "text" for walk in mine)
        # One at a time: what was left to a call waits until what is open is done.
        going = [walk for walk in mine if walk.status != "completed" or (walk.interview.left and not is_open)]
        linked = {link.child_id for link in home.links if link.contact_id == contact.id and link.may_answer}
        return frame.shown(
            desk, visit, connection, "talk.html", status, section="families", title=f"Talk with {contact.name}",
            home=home, contact=contact, problem=problem, modes=MODES, forms=answers.forms(content, contact.language),
            going=[(walk, answers.asking(content, walk), len(walk.interview.left)) for walk in going],
            is_open=is_open, is_spoken=is_spoken,
            children=[child for child in home.children if child.id in linked],
            interpreter=_interpreter(contact, care),
        )  # fmt: skip


def _interpreter(contact: Contact, care: Care) -> str:
    """The line above every question: the language, and whether an interpreter was asked for."""
    speaks = showing.language(contact.language)
    asked = [answer for answer in care.answers if answer.contact_id == contact.id and answer.link_id == "pr1"]
    if not asked or asked[-1].state != "answered":
        return f"Speaks {speaks}. Nobody has asked yet whether they want an interpreter."
    is_wanted = msgspec.json.decode(asked[-1].value, type=Value) == YesNo(value=True)
    return f"Wants an interpreter: {speaks}." if is_wanted else f"Speaks {speaks}. No interpreter wanted."


def _minutes(times: list[CareTime], visit: Visit, desk: Desk) -> int:
    """Of this talk so far, by this person; 0 where none goes on."""
    mine = [time for time in times if time.staff_id == visit.staff.id and desk.now() - time.until <= talking.GAP]
    if not mine:
        return 0
    return max(mine[-1].minutes, -int(-(desk.now() - mine[-1].started_at).total_seconds() // 60), 1)


def _child(home: Household, walk: Walk) -> Child | None:
    return next((child for child in home.children if child.id == walk.child_id), None)


def _id(text: str) -> Id | None:
    try:
        return Id(text) if text else None
    except ValueError:
        raise NotHere from None
