"""What is done in a thread: reply, note, draft, take over, hand back, resolve. All but drafts through the door."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from bot.inbox import reach, thread
from bot.inbox.desk import Desk
from bot.inbox.guard import NotHere, Visit
from bot.inbox.render import page
from bot.inbox.talk import HIDDEN
from bot.inbox.thread import Refusal, cost
from dialogs.ids import Id
from dialogs.turns import acts
from storage import desk as rows
from storage import threads

#: What the writing box takes.
MOST_LETTERS = 1_600


def act(desk: Desk, visit: Visit, family_id: Id | None, what: acts.Act) -> acts.Result:
    """Through the door, by this member of staff; family_id: None for strangers. Raises NotHere for what is gone."""
    outcome = desk.door.act(visit.program_id, family_id, visit.staff, what)
    result = outcome.result
    if result == acts.Refused("gone"):
        raise NotHere
    return result or acts.Done()


def give(desk: Desk, visit: Visit, family_id: Id, what: acts.Act) -> acts.Result:
    """The same, for what a second click or a colleague may have made a moment ago: then it is taken."""
    try:
        return act(desk, visit, family_id, what)
    except desk.database.conflict:
        return acts.Refused("taken")


def back(visit: Visit, contact_id: Id, said: str) -> RedirectResponse:
    """To the thread, with a word of what was done."""
    view = visit.form.get("view", "")
    kept = f"&view={view}" if view.isalpha() else ""
    return RedirectResponse(f"/inbox/threads/{contact_id}?said={said}{kept}", 303)


def reply(desk: Desk, visit: Visit) -> Response:
    """Send. If the family wrote meanwhile, nothing leaves: 409, with what is new and what was written."""
    contact_id, text = visit.id("contact"), visit.form.get("text", "").replace("\r\n", "\n")
    then = visit.form.get("then", "")
    family_id = _family(desk, visit, contact_id)
    key = visit.form.get("key", "")[:32]
    keep(desk, visit, contact_id, text)
    if len(text) > MOST_LETTERS:
        return thread.of_contact(desk, visit, contact_id, Refusal("long", text, then=then, key=key), 422)
    seen = _id(visit.form.get("seen", ""))
    what = acts.Reply(contact_id, text, seen, key, bool(visit.form.get("anyway")), then)
    match act(desk, visit, family_id, what):
        case acts.Refused(why="newer"):
            refusal = Refusal("newer", text, _newer(desk, visit, contact_id, seen), then, key)
            return thread.of_contact(desk, visit, contact_id, refusal, 409)
        case acts.Refused(why=why):
            return thread.of_contact(desk, visit, contact_id, Refusal(why, text, then=then, key=key), 422)
        case _:
            keep(desk, visit, contact_id, "")
            return back(visit, contact_id, "resolved" if then == "resolve" else "sent")


def draft(desk: Desk, visit: Visit) -> Response:
    """Keep what is being typed, and answer with what it would cost."""
    contact_id, text = visit.id("contact"), visit.form.get("text", "")[: 4 * MOST_LETTERS]
    _family(desk, visit, contact_id)
    keep(desk, visit, contact_id, text, visit.form.get("key", "")[:32])
    return page("cost.html", cost=cost(text), saved=bool(text.strip()))


def discard(desk: Desk, visit: Visit) -> Response:
    """Throw the draft away."""
    contact_id = visit.id("contact")
    _family(desk, visit, contact_id)
    keep(desk, visit, contact_id, "")
    return back(visit, contact_id, "discarded")


def note(desk: Desk, visit: Visit) -> Response:
    """A private note. It has no address, and no path to one."""
    contact_id, text = visit.id("contact"), visit.form.get("text", "").strip()
    family_id = _family(desk, visit, contact_id)
    if not text:
        return back(visit, contact_id, "nothing")
    give(desk, visit, family_id, acts.WriteNote(contact_id, text[:10_000], visit.row_id(desk.now())))
    return back(visit, contact_id, "noted")


def take(desk: Desk, visit: Visit) -> Response:
    contact_id = visit.id("contact")
    act(desk, visit, _family(desk, visit, contact_id), acts.TakeOver(contact_id))
    return back(visit, contact_id, "taken-over")


def hand_back(desk: Desk, visit: Visit) -> Response:
    contact_id = visit.id("contact")
    done = act(desk, visit, _family(desk, visit, contact_id), acts.HandBack(contact_id))
    return back(visit, contact_id, _said(done, "handed-back"))


def resolve(desk: Desk, visit: Visit) -> Response:
    contact_id = visit.id("contact")
    done = act(desk, visit, _family(desk, visit, contact_id), acts.Resolve(contact_id))
    return back(visit, contact_id, _said(done, "resolved"))


def _said(done: acts.Result, otherwise: str) -> str:
    match done:
        case acts.Refused(why="danger"):
            return "take-first"
        case acts.Refused():
            return "nothing"
        case acts.Done():
            return otherwise


def keep(desk: Desk, visit: Visit, contact_id: Id, text: str, key: str = "") -> None:
    """This person's draft for this contact is this text now; unless the reply with this key has left already."""
    with desk.database.writing() as connection:
        if key and rows.was_sent(connection, visit.program_id, f"person:{visit.staff.id.hex}:{key}"):
            return
        rows.keep_draft(connection, visit.program_id, desk.keys, visit.staff.id, contact_id, text, desk.now())


def _family(desk: Desk, visit: Visit, contact_id: Id) -> Id:
    with desk.database.reading() as connection:
        home, _ = reach.contact(desk, visit, connection, contact_id)
    return home.family.id


def _newer(desk: Desk, visit: Visit, contact_id: Id, seen: Id | None) -> tuple[str, ...]:
    """What the family wrote after the text that was seen, oldest first; hidden as in the thread."""
    with desk.database.reading() as connection:
        home, _ = reach.contact(desk, visit, connection, contact_id)
        found = threads.newer(connection, visit.program_id, desk.keys, contact_id, seen)
        private = threads.private_messages(connection, visit.program_id, found)
    hidden = set() if reach.may_see_private(visit, home) else private
    return tuple(HIDDEN if message.id in hidden else message.text for message in found)


def _id(text: str) -> Id | None:
    try:
        return Id(text) if text else None
    except ValueError:
        return None
