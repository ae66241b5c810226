"""How it goes at home: how often the family is asked, and the questions two days after a hospital stay."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from bot.inbox import family, reach
from bot.inbox.composing import act
from bot.inbox.desk import Desk
from bot.inbox.guard import Visit
from dialogs.rows.people import Link
from dialogs.turns import acts
from storage.households import Household


def check_in(desk: Desk, visit: Visit) -> Response:
    """How often somebody wants to be asked how sure they are of the week."""
    home = _home(desk, visit)
    contact = next((contact for contact in home.contacts if contact.id.hex == visit.form.get("contact")), None)
    days = next((days for days in acts.RHYTHMS if str(days) == visit.form.get("days")), None)
    if contact is None or days is None:
        return family.of(desk, visit, "Choose who is asked, and how often.", 422)
    if isinstance(act(desk, visit, home.family.id, acts.SetCheckIn(contact.id, days)), acts.Refused):
        return family.of(desk, visit, "They are held: nothing is asked of them until the hold is lifted.", 422)
    return RedirectResponse(f"/families/{home.family.id}?said=changed", 303)


def in_hospital(desk: Desk, visit: Visit) -> Response:
    """A child is in hospital."""
    home = _home(desk, visit)
    child = next((child for child in home.children if child.id.hex == visit.form.get("child")), None)
    if child is None:
        return family.of(desk, visit, "Choose which child is in hospital.", 422)
    if isinstance(act(desk, visit, home.family.id, acts.InHospital(child.id)), acts.Refused):
        return family.of(desk, visit, "This child is held after a loss.", 422)
    return RedirectResponse(f"/families/{home.family.id}?said=hospital", 303)


def came_home(desk: Desk, visit: Visit) -> Response:
    """A child is home from hospital."""
    home = _home(desk, visit)
    link = _chosen(visit, home)
    if link is None or link.ends_on is not None:
        return family.of(desk, visit, "Choose who is asked, and about which child.", 422)
    what = acts.CameHome(link.contact_id, link.child_id)
    if isinstance(act(desk, visit, home.family.id, what), acts.Refused):
        return family.of(desk, visit, "Nothing is asked about a child who was reported dead.", 422)
    return RedirectResponse(f"/families/{home.family.id}?said=home", 303)


def end_placement(desk: Desk, visit: Visit) -> Response:
    """A child lives elsewhere: one contact hears nothing about it any more."""
    home = _home(desk, visit)
    link = _chosen(visit, home)
    if link is None:
        return family.of(desk, visit, "Choose which child is no longer with whom.", 422)
    act(desk, visit, home.family.id, acts.EndPlacement(link.contact_id, link.child_id))
    return RedirectResponse(f"/families/{home.family.id}?said=placement", 303)


def _chosen(visit: Visit, home: Household) -> Link | None:
    """Whom a form means, and which child of theirs."""
    chosen = visit.form.get("whom", "")
    return next((link for link in home.links if f"{link.contact_id.hex}/{link.child_id.hex}" == chosen), None)


def _home(desk: Desk, visit: Visit) -> Household:
    with desk.database.reading() as connection:
        return reach.family(desk, visit, connection, visit.id("family"))
