"""What a person on the team must do: looked at, and ticked off with how it ended."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from bot.inbox import concerns, family, frame, reach, showing
from bot.inbox.composing import act
from bot.inbox.desk import Desk
from bot.inbox.guard import NotHere, Visit
from dialogs.turns import acts
from storage import careplans

#: Kinds that end in a call, and so in one of the outcomes of a call.
_CALLS = frozenset({"call", "call_now", "call_questions", "call_reminder", "visit_call"})
#: Where a call's end leads on to: the page, and what is said there.
_GOES_ON = {
    "deceased": ("/inbox/threads/{contact}", "death-heard"), "hospitalised": ("/families/{family}", "hospital-heard"),
    "wrong_number": ("/families/{family}", "wrong-number"), "call_later": ("/families/{family}", "again"),
    "not_responding": ("/families/{family}", "again"),
}  # fmt: skip
_DONE = {"done": "Done", "not_needed": "Not needed any more"}


def show(desk: Desk, visit: Visit) -> Response:
    """One item, with the ways in which it may end."""
    with desk.database.reading() as connection:
        family_id, item = reach.item(desk, visit, connection, visit.id("item"))
        home = reach.family(desk, visit, connection, family_id)
        care = careplans.care(connection, visit.program_id, desk.keys, family_id, desk.now())
        if item.kind == "loss" and item.contact_id:
            return RedirectResponse(f"/inbox/threads/{item.contact_id}", 303)
        panel = family.panel(desk, visit, home, care)
        card = next((card for card in panel.items if card.item.id == item.id), None)
        if card is None:  # ticked off meanwhile
            return RedirectResponse(f"/families/{family_id}#to-do", 303)
        contact = next((contact for contact in home.contacts if contact.id == item.contact_id), None)
        return frame.shown(
            desk, visit, connection, "item.html", section="to-do", title=card.title, card=card, home=home,
            contact=contact, outcomes=outcomes(item.kind), need=concerns.behind(item, panel.needs),
            may_talk=panel.may_talk,
        )  # fmt: skip


def close(desk: Desk, visit: Visit) -> Response:
    """Tick it off."""
    with desk.database.reading() as connection:
        family_id, item = reach.item(desk, visit, connection, visit.id("item"))
    reason = visit.form.get("reason", "")
    if item.kind == "loss" or reason not in outcomes(item.kind):
        raise NotHere
    if item.state == "open":  # else this is a second click, or a colleague was quicker
        act(desk, visit, family_id, acts.CloseItem(item.id, reason))
    if item.contact_id and reason in _GOES_ON:
        place, said = _GOES_ON[reason]
        return RedirectResponse(f"{place.format(family=family_id, contact=item.contact_id)}?said={said}", 303)
    if view := visit.form.get("to_do", ""):
        return RedirectResponse(f"/to-do?view={view if view.isalpha() else ''}&said=done&done={item.id}", 303)
    return RedirectResponse(f"/families/{family_id}?said=closed", 303)


def close_strangers(desk: Desk, visit: Visit) -> Response:
    """Tick off what was to do about an unknown number; one that is closed already stays so."""
    reach.strangers(visit)
    with desk.database.reading() as connection:
        item = careplans.strangers_item(connection, visit.program_id, desk.keys, visit.id("item"))
    if item is None:
        raise NotHere
    if item.state == "open":
        act(desk, visit, None, acts.CloseItem(item.id, "done"))
    return RedirectResponse("/inbox/unknown?said=closed", 303)


def outcomes(kind: str) -> dict[str, str]:
    """How an item of this kind may end: code -> words."""
    return showing.OUTCOMES if kind in _CALLS else _DONE
