"""A family beside its thread, and on a page of its own: who they are, what they said, what is agreed, what is to do."""

from __future__ import annotations

from datetime import date

from msgspec import Struct
from starlette.responses import Response

from bot.inbox import answers, concerns, frame, hints, reach, showing
from bot.inbox.answers import Asking, Recorded
from bot.inbox.concerns import Asked, HelperCard, NeedCard
from bot.inbox.desk import Desk
from bot.inbox.guard import Visit
from bot.inbox.lists import named
from dialogs.desk.waiting import Due
from dialogs.ids import Id
from dialogs.reminders.series import STANDS
from dialogs.reminders.window import home_zone
from dialogs.rows.care import Appointment, Item
from dialogs.rows.desk import Alert
from dialogs.rows.interviews import Walk
from dialogs.rows.people import Address, Child, Contact, Link
from storage import careplans, households
from storage.careplans import Care
from storage.households import Household


class ContactCard(Struct, frozen=True):
    """A contact in words. `may_invite`: a recorded consent waits for its one invitation."""

    contact: Contact
    language: str
    zone: str
    time: str
    consent: str
    silence: str
    level: str
    addresses: tuple[tuple[str, Address, str], ...]
    children: tuple[tuple[Child, Link], ...]
    #: What they may for each child, in words.
    roles: tuple[tuple[Child, str], ...]
    asking: Asking | None
    may_invite: bool
    may_ask: bool


class ChildCard(Struct, frozen=True):
    child: Child
    age: str


class VisitCard(Struct, frozen=True):
    """A visit in the zone of its own place."""

    visit: Appointment
    child: str
    time: str
    zone: str
    reply: str
    status: str
    stands: bool
    is_past: bool
    wishes: tuple[str, ...]


class ItemCard(Struct, frozen=True):
    """Something to do; `hint`: what it is about, in words."""

    item: Item
    title: str
    hint: str
    due: str
    is_overdue: bool
    is_today: bool


class AlertCard(Struct, frozen=True):
    """An alert that is not closed yet."""

    alert: Alert
    kind: str
    raised: showing.When
    taken_by: str


class Loss(Struct, frozen=True):
    """A death was reported and staff have not said yet whether it is so."""

    item_id: Id
    children: tuple[Child, ...]


class Panel(Struct, frozen=True):
    """Everything that stands beside a thread."""

    home: Household
    coordinator: str
    contacts: tuple[ContactCard, ...]
    children: tuple[ChildCard, ...]
    #: Who has which child with them, as a link says that has not ended.
    placed: tuple[tuple[Contact, Child], ...]
    needs: tuple[NeedCard, ...]
    hidden_needs: int
    helpers: tuple[HelperCard, ...]
    asked: tuple[Asked, ...]
    upcoming: tuple[VisitCard, ...]
    past: tuple[VisitCard, ...]
    items: tuple[ItemCard, ...]
    answers: tuple[tuple[str, tuple[Recorded, ...]], ...]
    hidden_answers: int
    #: Whether this person may run interviews, and so hear private answers.
    may_talk: bool
    #: A death was reported, and nobody has decided yet of whom.
    is_loss_open: bool
    #: Completed interviews whose answers nobody has marked as read: the interview, its title, who answered.
    unread: tuple[tuple[Walk, str, str], ...]


def listing(desk: Desk, visit: Visit) -> Response:
    """Every family within reach, by code; sought by post, for a name belongs in no address."""
    sought = visit.form.get("q", "").strip()[:40]
    with desk.database.reading() as connection:
        found, total = households.listed(
            connection, visit.program_id, desk.keys, visit.scope, sought=sought, skip=50 * (visit.page - 1)
        )
        return frame.shown(
            desk, visit, connection, "families.html", section="families", title="Families", families=found,
            total=total, q=sought, at=visit.page,
            coordinators={person.id: person.name for person in visit.program.staff},
        )  # fmt: skip


def show(desk: Desk, visit: Visit) -> Response:
    """One family, whole."""
    return of(desk, visit)


def of(desk: Desk, visit: Visit, problem: str = "", status: int = 200) -> Response:
    """The family's page, with what was wrong with a form of it."""
    with desk.database.reading() as connection:
        home = reach.family(desk, visit, connection, visit.id("family"))
        care = careplans.care(connection, visit.program_id, desk.keys, home.family.id, desk.now())
        return frame.shown(
            desk, visit, connection, "family.html", status, section="families", title=f"Family {home.family.code}",
            panel=panel(desk, visit, home, care), alerts=alert_lines(desk, visit, care, None),
            loss=loss_of(home, care.items), problem=problem, rhythms=showing.RHYTHMS.items(),
        )  # fmt: skip


def panel(desk: Desk, visit: Visit, home: Household, care: Care) -> Panel:
    """A family's cards, with what this person may not see left out and counted."""
    shows_private = reach.may_see_private(visit, home)
    now = desk.now()
    visits = [_visit(desk, home, row) for row in care.visits]
    needs = [need for need in care.needs if shows_private or not need.is_private]
    hidden = tuple(f": {need.code}" for need in care.needs if need.is_private and not shows_private)
    kept = [answer for answer in care.answers if shows_private or not answer.is_private]
    told = {answer.id: answers.recorded(desk, visit, home, answer) for answer in kept}
    grouped: dict[str, list[Recorded]] = {}
    for answer in kept:
        grouped.setdefault(told[answer.id].form, []).append(told[answer.id])
    by_link = {(answer.interview_id, answer.link_id): told[answer.id] for answer in kept}
    coordinator = named(visit, home.family.coordinator_id)
    return Panel(
        home=home,
        coordinator=coordinator.name if coordinator else "Nobody yet",
        contacts=tuple(_contact(desk, visit, home, care, contact) for contact in home.contacts),
        children=tuple(ChildCard(child, _age(child, now.date())) for child in home.children),
        placed=_placed(home),
        needs=tuple(concerns.need_card(desk, visit, home, need, by_link) for need in needs),
        hidden_needs=len(care.needs) - len(needs),
        helpers=concerns.helper_cards(desk, visit, home, kept),
        asked=concerns.asked(desk, visit, home, care.answers),
        upcoming=tuple(card for card in visits if not card.is_past),
        past=tuple(card for card in reversed(visits) if card.is_past),
        items=tuple(
            item_card(desk, visit, item, is_hidden=item.kind == "need" and item.note.endswith(hidden))
            for item in care.items
            if item.kind != "loss"
        ),
        answers=tuple((form, tuple(rows)) for form, rows in grouped.items()),
        hidden_answers=len(care.answers) - len(kept),
        may_talk=shows_private,
        is_loss_open=loss_of(home, care.items) is not None,
        unread=tuple(
            (
                walk,
                answers.title(desk.content_of(visit.program_id), walk.form, walk.version),
                home.contact(walk.contact_id).name,
            )
            for walk in care.unread
            if shows_private
        ),
    )


def alert_lines(desk: Desk, visit: Visit, care: Care, contact_id: Id | None) -> list[AlertCard]:
    """Alerts that are not closed, of one contact or of the whole family."""
    zone = visit.program.program.zone
    return [
        AlertCard(
            alert, showing.ALERTS.get(alert.kind, "Urgent"), showing.when(alert.raised_at, desk.now(), zone),
            _name(visit, alert.acknowledged_by),
        )
        for alert in care.alerts
        if contact_id is None or alert.contact_id == contact_id
    ]  # fmt: skip


def loss_of(home: Household, items: tuple[Item, ...]) -> Loss | None:
    """The decision that waits after "my son died"."""
    item = next((item for item in items if item.kind == "loss"), None)
    if item is None:
        return None
    return Loss(item.id, tuple(child for child in home.children if child.suppressed == "loss"))


def _name(visit: Visit, staff_id: Id | None) -> str:
    if staff_id == visit.staff.id:
        return "You"
    person = named(visit, staff_id)
    return person.name if person else ""


def _contact(desk: Desk, visit: Visit, home: Household, care: Care, contact: Contact) -> ContactCard:
    zone = home_zone(contact, visit.program.program)
    walk = next((walk for walk in care.walks if walk.contact_id == contact.id), None)
    children = {child.id: child for child in home.children}
    linked = tuple(
        (children[link.child_id], link)
        for link in home.links
        if link.contact_id == contact.id and link.child_id in children
    )
    return ContactCard(
        contact=contact,
        language=showing.language(contact.language),
        zone=showing.zone_name(zone) if contact.zone else f"{showing.zone_name(zone)} (not asked)",
        time=showing.clock(desk.now(), zone),
        consent=showing.CONSENTS.get(contact.consent, contact.consent),
        silence=showing.SILENCES.get(contact.silence, contact.silence),
        level=showing.LEVELS[contact.detail_level] if 0 <= contact.detail_level < 3 else "",
        addresses=tuple(
            (showing.CHANNELS.get(address.channel, address.channel), address, showing.ADDRESSES.get(address.state, ""))
            for address in home.addresses
            if address.contact_id == contact.id
        ),
        children=linked,
        roles=tuple((child, showing.roles(contact, link)) for child, link in linked),
        asking=answers.asking(desk.content_of(visit.program_id), walk) if walk else None,
        may_invite=contact.consent == "recorded" and not contact.silence and _is_asked(contact, linked),
        may_ask=contact.consent == "active" and not contact.silence and walk is None,
    )


def _placed(home: Household) -> tuple[tuple[Contact, Child], ...]:
    children = {child.id: child for child in home.children}
    return tuple(
        (home.contact(link.contact_id), children[link.child_id])
        for link in home.links
        if link.ends_on is None and link.child_id in children
    )


def _is_asked(contact: Contact, linked: tuple[tuple[Child, Link], ...]) -> bool:
    """Whether they have a role for which anything would be texted to them."""
    return not contact.is_conflict and any(link.may_answer or link.gets_reminders for _, link in linked)


def _visit(desk: Desk, home: Household, row: Appointment) -> VisitCard:
    wishes = (("Wants another day",) if row.change_wanted else ()) + (("Needs help to come",) if row.needs_help else ())
    return VisitCard(
        visit=row,
        child=next((child.nickname for child in home.children if child.id == row.child_id), ""),
        time=showing.visit_time(row),
        zone=showing.zone_name(row.zone),
        reply=showing.REPLIES.get(row.reply, row.reply),
        status=showing.VISITS.get(row.status, row.status),
        stands=row.status in STANDS,
        is_past=row.starts_at <= desk.now(),
        wishes=wishes,
    )


def item_card(desk: Desk, visit: Visit, item: Item, *, is_hidden: bool) -> ItemCard:
    """An item in words. is_hidden: what it is about may be private, and this person may not read that."""
    left = Due(item.due_at - desk.now())
    return ItemCard(
        item=item,
        title=showing.ITEMS.get(item.kind, item.kind.replace("_", " ").capitalize()),
        hint="A private need" if is_hidden else hints.hint(desk.content_of(visit.program_id), item),
        due=f"Overdue {showing.span(left.left)}" if left.is_overdue else f"Due in {showing.span(left.left)}",
        is_overdue=left.is_overdue,
        is_today=item.severity == "same_day",
    )


def _age(child: Child, today: date) -> str:
    """4 years; months below two years; '' when the birthday is not known."""
    born = child.birth_date
    if born is None:
        return ""
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    return f"{months} months" if months < 24 else f"{months // 12} years"
