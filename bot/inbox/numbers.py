"""Numbers that nobody knows: what they wrote, and whose each is. Staff link one after two facts, or a call."""

from __future__ import annotations

from msgspec import Struct
from starlette.responses import RedirectResponse, Response

from bot.inbox import frame, reach, showing
from bot.inbox.composing import give
from bot.inbox.desk import Desk
from bot.inbox.guard import NotHere, Visit
from dialogs.ids import Id
from dialogs.rows.messages import Message
from dialogs.turns import acts
from storage import careplans, families, households, threads
from storage.households import Household

#: What a stranger's text did, beyond being kept.
_MARKS = {
    "stranger-stop": "Stopped: nothing more is answered", "stranger-start": "May be answered again",
}  # fmt: skip
#: More families than that are not offered: the code is asked for more exactly.
_OFFERED = 10


class Text(Struct, frozen=True):
    """One text of a stranger, in words."""

    message: Message
    at: showing.When
    mark: str


def listing(desk: Desk, visit: Visit) -> Response:
    """Their texts by number, who wrote last first, and what is to do about them."""
    reach.strangers(visit)
    now, zone = desk.now(), visit.program.program.zone
    with desk.database.reading() as connection:
        senders: dict[str, list[Text]] = {}
        for message in threads.strangers(connection, visit.program_id, desk.keys):
            senders.setdefault(message.address, []).insert(0, _text(desk, visit, message))
        items = careplans.strangers_items(connection, visit.program_id, desk.keys)
        return frame.shown(
            desk, visit, connection, "unknown.html", section="unknown", title="Unknown numbers",
            senders=[(_number(texts[-1].message), texts) for texts in senders.values()],
            items=[(item, showing.ITEMS.get(item.kind, item.kind), showing.when(item.opened_at, now, zone))
                   for item in items],
        )  # fmt: skip


def show(desk: Desk, visit: Visit) -> Response:
    """One number, and the families whose it may be, as they are sought: by post, for a name belongs in no address."""
    with desk.database.reading() as connection:
        theirs = reach.message(desk, visit, connection, visit.id("message"))
    if theirs is not None:  # it was linked meanwhile
        return RedirectResponse(f"/inbox/threads/{theirs.contact_id}", 303)
    return _page(desk, visit, "")


def link(desk: Desk, visit: Visit) -> Response:
    """It is theirs. A second click, which finds nothing left to link, ends where the first one did."""
    try:
        return _link(desk, visit)
    except NotHere:
        with desk.database.reading() as connection:
            theirs = reach.message(desk, visit, connection, visit.id("message"))
        if theirs is None or str(theirs.contact_id) != visit.form.get("contact"):
            raise
        return _linked(theirs.contact_id)


def _linked(contact_id: Id | None) -> Response:
    return RedirectResponse(f"/inbox/threads/{contact_id}?said=linked", 303)


def _link(desk: Desk, visit: Visit) -> Response:
    form = visit.form
    with desk.database.reading() as connection:
        texts = reach.strangers_texts(desk, visit, connection, visit.id("message"))
        address = texts[-1].address
        if families.is_familys(connection, visit.program_id, address, desk.keys):
            raise NotHere  # a colleague was quicker
        home, contact_id = _chosen(desk, visit) or (None, None)
    if home is None or contact_id is None:
        return _page(desk, visit, "Say whose number it is.", 422)
    what = acts.LinkNumber(
        contact_id, tuple(texts), form.get("checked", ""), form.get("method", ""), keeps_old=form.get("old") != "left"
    )
    done = give(desk, visit, home.family.id, what)
    if done == acts.Refused("taken"):
        raise NotHere  # a colleague was quicker by a moment
    if isinstance(done, acts.Refused):
        return _page(desk, visit, "Say how you know whose it is, and how they agreed to texts there.", 422)
    return _linked(contact_id)


def _chosen(desk: Desk, visit: Visit) -> tuple[Household, Id] | None:
    """The contact in the form, with the family; None where none was chosen. Raises NotHere for who is out of reach."""
    given = visit.form.get("contact", "")
    if not given:
        return None
    try:
        contact_id = Id(given)
    except ValueError:
        raise NotHere from None
    with desk.database.reading() as connection:
        home, contact = reach.contact(desk, visit, connection, contact_id)
    return home, contact.id


def _page(desk: Desk, visit: Visit, problem: str, status: int = 200) -> Response:
    sought = visit.form.get("q", "").strip()[:40]
    with desk.database.reading() as connection:
        texts = reach.strangers_texts(desk, visit, connection, visit.id("message"))
        found, total = households.listed(
            connection, visit.program_id, desk.keys, visit.scope, sought=sought, limit=_OFFERED
        )
        return frame.shown(
            desk, visit, connection, "number.html", status, section="unknown", title="Whose number is it?",
            number=_number(texts[-1]), texts=[_text(desk, visit, text) for text in texts], first=texts[0].id,
            problem=problem, q=sought, found=found if sought else [], is_more=total > _OFFERED, given=visit.form,
        )  # fmt: skip


def _text(desk: Desk, visit: Visit, message: Message) -> Text:
    at = showing.when(message.at, desk.now(), visit.program.program.zone)
    return Text(message, at, _MARKS.get(message.mark, ""))


def _number(message: Message) -> str:
    return message.address.partition(":")[2]
