"""Alerts and what follows from them: "I have it", closing, and the decision after a death was reported."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from bot.inbox import reach
from bot.inbox.composing import act
from bot.inbox.desk import Desk
from bot.inbox.guard import NotHere, Visit
from dialogs.ids import Id
from dialogs.turns import acts


def take(desk: Desk, visit: Visit) -> Response:
    """ "I have it": nobody else is told any more."""
    family_id, contact_id = _where(desk, visit)
    act(desk, visit, family_id, acts.TakeAlert(visit.id("alert")))
    return _back(family_id, contact_id, "taken")


def close(desk: Desk, visit: Visit) -> Response:
    """It is over."""
    family_id, contact_id = _where(desk, visit)
    act(desk, visit, family_id, acts.CloseAlert(visit.id("alert")))
    return _back(family_id, contact_id, "closed")


def settle_loss(desk: Desk, visit: Visit) -> Response:
    """Confirm for one child, or undo for the family; then the item is done."""
    with desk.database.reading() as connection:
        family_id, item = reach.item(desk, visit, connection, visit.id("item"))
        home = reach.family(desk, visit, connection, family_id)
    chosen = visit.form.get("child", "")
    child = next((child for child in home.children if child.id.hex == chosen), None)
    if item.kind != "loss" or item.contact_id is None or (chosen and child is None):
        raise NotHere
    act(desk, visit, family_id, acts.SettleLoss(item.contact_id, child.id if child else None))
    said = "loss-confirmed" if child else "loss-undone"
    act(desk, visit, family_id, acts.CloseItem(item.id, "confirmed" if child else "undone"))
    return _back(family_id, item.contact_id, said)


def _where(desk: Desk, visit: Visit) -> tuple[Id, Id | None]:
    with desk.database.reading() as connection:
        family_id, alert = reach.alert(desk, visit, connection, visit.id("alert"))
    return family_id, alert.contact_id


def _back(family_id: Id, contact_id: Id | None, said: str) -> RedirectResponse:
    place = f"/inbox/threads/{contact_id}" if contact_id else f"/families/{family_id}"
    return RedirectResponse(f"{place}?said={said}", 303)
