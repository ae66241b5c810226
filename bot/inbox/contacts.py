"""One contact's settings: language, zone, detail level, consent; the invitation, and questions to start."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import RedirectResponse, Response

from bot.exchange.person_form import Problems
from bot.inbox import answers, family, frame, reach, showing
from bot.inbox.composing import act
from bot.inbox.desk import Desk
from bot.inbox.guard import Visit
from bot.inbox.visits import ZONES
from dialogs.ids import Id
from dialogs.reminders.zones import is_zone
from dialogs.rows.people import Contact
from dialogs.turns import acts
from dialogs.turns.joining import ROLES
from storage import careplans
from storage.households import Household


def show(desk: Desk, visit: Visit) -> Response:
    """What is agreed with a contact."""
    return page(desk, visit, "")


def change(desk: Desk, visit: Visit) -> Response:
    """Language, zone and detail level, as the family told staff."""
    form = visit.form
    zone, level = form.get("zone", "").strip(), form.get("level", "")
    if zone and not is_zone(zone):
        return page(desk, visit, "That is no time zone we know. Write it like America/Chicago.", 422)
    if level not in ("0", "1", "2"):
        return page(desk, visit, "Say what texts may tell.", 422)
    what = acts.ChangeContact(visit.id("contact"), form.get("language", ""), zone, int(level))
    return _done(desk, visit, what, "changed", "We do not write in that language yet.")


def record_consent(desk: Desk, visit: Visit) -> Response:
    """Consent on paper or in speech."""
    method = visit.form.get("method", "")
    problem = "Say how they agreed, and see that there is a number to write to."
    if method not in ("paper", "verbal"):
        return page(desk, visit, problem, 422)
    return _done(desk, visit, acts.RecordConsent(visit.id("contact"), method), "consent", problem)


def invite(desk: Desk, visit: Visit) -> Response:
    """The one invitation that a recorded consent permits."""
    return _done(desk, visit, acts.Invite(visit.id("contact")), "invited", _NOT_INVITED)


def lift(desk: Desk, visit: Visit) -> Response:
    """After a confirmed loss the other children's texts go on; after a placement change, those about the child."""
    problem = {
        "nothing": "Say why. After a death, first decide in the thread which child it is about, or that it was none.",
        "no_role": "No child is with them yet: record below who they are to each child, then lift the hold.",
    }
    return _done(desk, visit, acts.LiftHold(visit.id("contact"), visit.form.get("reason", "")), "lifted", problem)


def interview(desk: Desk, visit: Visit) -> Response:
    """Start asking a form."""
    form = visit.form.get("form", "")
    contact_id = visit.id("contact")
    if form not in desk.content_of(visit.program_id).current:
        return page(desk, visit, "Choose what to ask.", 422)
    with desk.database.reading() as connection:
        home, _ = reach.contact(desk, visit, connection, contact_id)
    chosen = visit.form.get("child", "")
    child = next((child.id for child in home.children if child.id.hex == chosen), None)
    reason = visit.form.get("send_now", "").strip()[:300]
    return _done(desk, visit, acts.StartInterview(contact_id, child, form, reason), "started", _NOT_STARTED)


_NOT_INVITED = {
    "nothing": "An invitation needs a recorded consent, and goes out once.",
    "no_role": "They have no role for a child yet, or are held apart by a conflict or court order: nothing is sent.",
}
#: Why no question can be asked now, and what comes first.
_NOT_STARTED = {
    "stopped": "They have not agreed to texts, or have stopped them. A person may call.",
    "no_role": "This contact has no role for a child: record the role first.",
    "nothing": "Other questions are open with them: those come first, by text or talked through.",
    "danger": "An alert of theirs waits. Take it first with “I have it”.",
}


def _done(desk: Desk, visit: Visit, what: acts.Act, said: str, problem: str | Mapping[str, str]) -> Response:
    contact_id = visit.id("contact")
    family_id = _family(desk, visit, contact_id)
    match act(desk, visit, family_id, what):
        case acts.Done(left=left) if left:
            return RedirectResponse(f"/contacts/{contact_id}?said={said}-and-left#left", 303)
        case acts.Refused(why=why):
            return page(desk, visit, problem if isinstance(problem, str) else problem[why], 422)
        case _:
            return RedirectResponse(f"/contacts/{contact_id}?said={said}", 303)


def page(
    desk: Desk, visit: Visit, problem: str, status: int = 200, roles: tuple[Mapping[str, str], Problems] | None = None
) -> Response:
    """What is agreed with a contact. roles: what was just filled in about them, and what is wrong with it."""
    with desk.database.reading() as connection:
        home, contact = reach.contact(desk, visit, connection, visit.id("contact"))
        care = careplans.care(connection, visit.program_id, desk.keys, home.family.id, desk.now())
        told, problems = roles or (_told(home, contact), {})
        links = [link.child_id for link in home.links if link.contact_id == contact.id]
        languages = [(code, showing.language(code)) for code in desk.content.wording.languages]
        if contact.language not in desk.content.wording.languages:
            languages.insert(0, (contact.language, f"{showing.language(contact.language)} (we cannot write it yet)"))
        return frame.shown(
            desk, visit, connection, "contact.html", status, section="families", title=contact.name, home=home,
            contact=contact, problem=problem, zones=ZONES, languages=languages, levels=showing.LEVELS,
            consent=showing.CONSENTS.get(contact.consent, contact.consent),
            forms=answers.forms(desk.content_of(visit.program_id), contact.language),
            silence=showing.SILENCES.get(contact.silence, contact.silence),
            children=[child for child in home.children if child.id in links],
            told=told, problems=problems, roles={role: words for role, (words, _) in showing.ROLES.items()},
            places=[(child.id.hex, child.name) for child in home.children],
            may_talk=reach.may_see_private(visit, home),
            calls=[
                family.item_card(desk, visit, item, is_hidden=False)
                for item in care.items
                if item.kind == "call_questions" and item.contact_id == contact.id
            ],
        )  # fmt: skip


def _told(home: Household, contact: Contact) -> dict[str, str]:
    """What they are to each child and may, as the form's fields. A link that has ended is told as none."""
    found = {"shared": contact.is_shared_phone, "conflict": contact.is_conflict}
    told = {name: "1" for name, is_so in found.items() if is_so}
    for link in home.links:
        if link.contact_id == contact.id and link.ends_on is None:
            ending = link.child_id.hex
            told |= {f"relation-{ending}": link.relationship, f"authority-{ending}": link.authority}
            told |= {f"{role}-{ending}": "1" for role in ROLES if getattr(link, role)}
            told |= {f"confidential-{ending}": "1"} if link.is_confidential else {}
    return told


def _family(desk: Desk, visit: Visit, contact_id: Id) -> Id:
    with desk.database.reading() as connection:
        home, _ = reach.contact(desk, visit, connection, contact_id)
    return home.family.id
