"""The staff voice: what a coordinator does. Expected refusals are values; who may do what: dialogs/desk/permission."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import blake2b

from msgspec import Struct

from dialogs.care import parts
from dialogs.content import Content
from dialogs.desk import chain
from dialogs.ids import Id, Ids
from dialogs.people import (
    Address,
    Alert,
    Appointment,
    Child,
    Consent,
    Contact,
    Item,
    Link,
    Note,
    Outgoing,
    Prompt,
    Staff,
    Walk,
)
from dialogs.reminders.series import HOSPITAL, STANDS, reminded
from dialogs.reminders.zones import instant
from dialogs.snapshot import Snapshot, Turn
from dialogs.turns import (
    assessment,
    consent,
    courtesy,
    danger,
    handoff,
    hospital,
    interviews,
    promises,
    talking,
    visits,
)
from dialogs.turns.hearing import thread_of
from dialogs.turns.roles import has_role
from dialogs.turns.speaking import address_of, children_of, names, say, send, tell_staff


class Reply(Struct, frozen=True, tag=True):
    """Text for the family. `seen_id`: the last message the writer saw; `key`: the same for a repeated click."""

    contact_id: Id
    text: str
    seen_id: Id | None
    key: str
    is_anyway: bool = False
    then: str = ""


class WriteNote(Struct, frozen=True, tag=True):
    """A private note."""

    contact_id: Id
    text: str


class TakeOver(Struct, frozen=True, tag=True):
    """A person holds the thread from now on."""

    contact_id: Id


class HandBack(Struct, frozen=True, tag=True):
    """The bot holds it again, and offers to go on."""

    contact_id: Id


class Resolve(Struct, frozen=True, tag=True):
    """Nothing waits here any more."""

    contact_id: Id


class TakeAlert(Struct, frozen=True, tag=True):
    """ "I have it", on the page or by "1" from the own phone."""

    alert_id: Id


class CloseAlert(Struct, frozen=True, tag=True):
    """It is over."""

    alert_id: Id


class SettleLoss(Struct, frozen=True, tag=True):
    """After "my son died": confirm for one child, or undo for the family."""

    contact_id: Id
    child_id: Id | None


class LiftHold(Struct, frozen=True, tag=True):
    """After a confirmed loss: what is sent by itself about the other children may go on for this contact."""

    contact_id: Id


class AddVisit(Struct, frozen=True, tag=True):
    """A visit at `local_start` on the wall clock of `zone`."""

    child_id: Id
    local_start: datetime
    zone: str
    place: str
    clinic: str = ""
    preparation: str = ""


class MoveVisit(Struct, frozen=True, tag=True):
    """Another day; `version` is the one the writer saw."""

    appointment_id: Id
    version: int
    local_start: datetime
    place: str


class CancelVisit(Struct, frozen=True, tag=True):
    """The visit is off."""

    appointment_id: Id
    version: int


class StartInterview(Struct, frozen=True, tag=True):
    """Ask a form; with a reason it may leave outside the window (logged)."""

    contact_id: Id
    child_id: Id | None
    form: str
    send_now: str = ""


class SetCheckIn(Struct, frozen=True, tag=True):
    """How often the family wants to be asked how it goes, as they told staff; 0: never."""

    contact_id: Id
    days: int


class InHospital(Struct, frozen=True, tag=True):
    """A child is in hospital: what can wait is not asked meanwhile."""

    child_id: Id


class CameHome(Struct, frozen=True, tag=True):
    """A child is home from hospital: two days later the family is asked whether all is there."""

    contact_id: Id
    child_id: Id


class Invite(Struct, frozen=True, tag=True):
    """Send the invitation that a recorded consent permits."""

    contact_id: Id


class RecordConsent(Struct, frozen=True, tag=True):
    """Consent given on paper or in speech."""

    contact_id: Id
    method: str


class CloseItem(Struct, frozen=True, tag=True):
    """Done, with how it ended."""

    item_id: Id
    reason: str


class ReopenItem(Struct, frozen=True, tag=True):
    """It was ticked off by mistake: the item as it was closed."""

    item: Item


class ChangeContact(Struct, frozen=True, tag=True):
    """Language, zone or detail level as the family told staff."""

    contact_id: Id
    language: str
    zone: str
    detail_level: int


Act = (
    Reply | WriteNote | TakeOver | HandBack | Resolve | TakeAlert | CloseAlert | SettleLoss | LiftHold | AddVisit
    | MoveVisit | CancelVisit | StartInterview | Invite | RecordConsent | talking.Act
    | CloseItem | ReopenItem | ChangeContact | SetCheckIn | InHospital | CameHome
)  # fmt: skip


#: Ways in which a call ends that mean that somebody answered it.
_SPOKE = frozenset({"reached_agreed", "declined"})
#: Days between two check-ins: never, two weeks, a month.
RHYTHMS = (0, 14, 30)


class Done(Struct, frozen=True):
    """It is written down. `row_id`: the row it made, where it made one."""

    row_id: Id | None = None


class Refused(Struct, frozen=True):
    """Nothing was changed.

    why: newer (something came in meanwhile), gone, stopped, nothing, wrong_time, no_role, unclear (no such answer),
    danger (an alert of theirs that nobody has taken).
    """

    why: str


Result = Done | Refused


def take_turn(
    snapshot: Snapshot, act: Act, staff: Staff, now: datetime, content: Content, ids: Ids
) -> tuple[Turn, Result]:
    """What follows from what a member of staff did; the turn is empty where it was refused."""
    turn = Turn(snapshot, now, ids)
    try:
        result = _act(turn, act, staff, content)
    except KeyError:
        result = Refused("gone")
    return (turn, result) if isinstance(result, Done) else (Turn(snapshot, now, ids), result)


def _act(turn: Turn, act: Act, staff: Staff, content: Content) -> Result:
    match act:
        case Reply():
            return _reply(turn, content, act, staff)
        case WriteNote(contact_id=contact_id, text=text):
            note = turn.add(Note(next(turn.ids), contact_id, staff.id, text, turn.now), "note-written")
            return Done(note.id)
        case TakeOver(contact_id=contact_id):
            return _take_over(turn, turn.get(Contact, contact_id), staff)
        case (
            HandBack(contact_id=contact_id) | Resolve(contact_id=contact_id) | StartInterview(contact_id=contact_id)
        ) if danger.is_untaken(turn, turn.get(Contact, contact_id)):
            return Refused("danger")
        case HandBack(contact_id=contact_id):
            return hand_back(turn, content, turn.get(Contact, contact_id))
        case Resolve(contact_id=contact_id):
            return _resolve(turn, content, turn.get(Contact, contact_id))
        case TakeAlert(alert_id=alert_id):
            danger.acknowledge(turn, turn.get(Alert, alert_id), staff)
            return Done(alert_id)
        case CloseAlert(alert_id=alert_id):
            turn.change(turn.get(Alert, alert_id), "alert-closed", state="closed", next_at=None)
            return Done(alert_id)
        case SettleLoss():
            return _settle_loss(turn, act)
        case LiftHold(contact_id=contact_id):
            return _lift_hold(turn, turn.get(Contact, contact_id))
        case AddVisit():
            return _add_visit(turn, act)
        case MoveVisit():
            return _move_visit(turn, act)
        case CancelVisit():
            return _cancel_visit(turn, content, act, staff)
        case StartInterview():
            return _start_interview(turn, content, act)
        case SetCheckIn(contact_id=contact_id, days=days):
            if days not in RHYTHMS:
                return Refused("nothing")
            assessment.rhythm(turn, turn.get(Contact, contact_id), days)
            return Done(contact_id)
        case CameHome(contact_id=contact_id, child_id=child_id):
            child = turn.get(Child, child_id)
            if child.suppressed == "loss":
                return Refused("nothing")
            hospital.came_home(turn, turn.get(Contact, contact_id), child)
            return Done(child_id)
        case InHospital(child_id=child_id):
            child = turn.get(Child, child_id)
            if child.suppressed in ("loss", HOSPITAL):
                return Refused("nothing")
            hospital.admitted(turn, child)
            return Done(child_id)
        case Invite(contact_id=contact_id):
            contact = turn.get(Contact, contact_id)
            if contact.consent != "recorded" or consent.invitation(turn, contact) is not None:
                return Refused("nothing")
            if not has_role(turn, contact, "may_answer", "gets_reminders"):
                return Refused("no_role")
            row = consent.invite(turn, content, contact)
            return Done(row.id) if row else Refused("gone")
        case RecordConsent(contact_id=contact_id, method=method):
            return _record_consent(turn, turn.get(Contact, contact_id), staff, method)
        case talking.TalkThrough() | talking.TakeDown() | talking.TypeIn() | talking.EndTalk() | talking.MarkRead():
            return _talk(turn, content, act, staff)
        case CloseItem(item_id=item_id, reason=reason):
            return _close_item(turn, turn.get(Item, item_id), staff, reason)
        case ReopenItem(item=item):
            if item.state != "closed":
                return Refused("nothing")
            turn.change(item, "item-reopened", state="open", closed_at=None, closed_by=None, reason="")
            return Done(item.id)
        case ChangeContact():
            return _change_contact(turn, content, act)


def ask_which(turn: Turn, content: Content, staff: Staff, waiting: dict[Id, str], *, once_key: str) -> None:
    """A bare 1 from a colleague's phone while several families wait: which one? waiting: alert -> family code."""
    choices = ", ".join(f"1 {chain.mark_of(alert_id)} = {code}" for alert_id, code in waiting.items())
    tell_staff(turn, content, staff, "staff-alert-which", alert_id=None, once_key=once_key, choices=choices)


def _close_item(turn: Turn, item: Item, staff: Staff, reason: str) -> Result:
    turn.change(item, "item-closed", state="closed", closed_at=turn.now, closed_by=staff.id, reason=reason)
    if item.contact_id is not None and reason in _SPOKE:
        handoff.spoke(turn, turn.get(Contact, item.contact_id))
    return Done(item.id)


def _reply(turn: Turn, content: Content, act: Reply, staff: Staff) -> Result:
    """A person's words. If something newer came in than the writer saw, nothing is sent until they say so."""
    contact = turn.get(Contact, act.contact_id)
    thread = thread_of(turn, contact)
    if not act.text.strip():
        return Refused("nothing")
    if thread.last_in_id != act.seen_id and not act.is_anyway:
        return Refused("newer")
    if contact.silence in consent.SILENT:
        return Refused("stopped")
    address = address_of(turn, contact)
    if address is None:
        return Refused("gone")
    row = send(
        turn, contact, act.text.strip(), "person", address=address, once_key=_once(staff, act),
        author_id=staff.id,
    )  # fmt: skip
    handoff.to_human(turn, contact, staff.id, "replied")
    turn.change(
        thread_of(turn, contact), "answered", status="waiting_family", waiting_since=None, due_at=None,
        receipt_sent=False, last_staff_at=turn.now, owner_id=staff.id,
    )  # fmt: skip
    idle = timedelta(minutes=turn.program.policies.hand_back_idle_minutes)
    promises.promise(turn, contact, "hand_back", turn.now + idle)
    if act.then == "resolve" and not danger.is_untaken(turn, contact):
        _resolve(turn, content, contact)
    return Done(row.id if row else None)


def _once(staff: Staff, act: Reply) -> str:
    """The same for a second click on the same words; changed words are another message and leave."""
    said = blake2b(f"{act.contact_id.hex}/{act.text.strip()}".encode(), digest_size=8).hexdigest()
    return f"person:{staff.id.hex}:{act.key}:{said}"


def _take_over(turn: Turn, contact: Contact, staff: Staff) -> Result:
    handoff.to_human(turn, contact, staff.id, "taken-over")
    idle = timedelta(minutes=turn.program.policies.hand_back_idle_minutes)
    promises.promise(turn, contact, "hand_back", turn.now + idle)
    return Done(contact.id)


def hand_back(turn: Turn, content: Content, contact: Contact) -> Result:
    """The bot again; if an interview rests, the family is asked whether to go on."""
    thread = thread_of(turn, contact)
    if thread.owner_kind != "human":
        return Refused("nothing")
    handoff.to_bot(turn, contact, "handed-back")
    promises.clear(turn, contact, "hand_back")
    walk = interviews.open_walk(turn, contact)
    if walk is None or contact.silence or (not walk.interview.position and not interviews.is_resting_offer(walk)):
        return Done(contact.id)
    if walk.interview.mode != "text":
        # Begun in speech or on paper: nobody agreed yet to go on by text, and no text is an answer to it.
        if walk.status == "in-progress":
            interviews.rest(turn, content, walk, "staff")
        return Done(contact.id)
    rested = walk if interviews.is_resting_offer(walk) else interviews.rest(turn, content, walk, "staff")
    before = content.wording.say(contact.language, "handed-back", **names(turn, contact))
    interviews.ask_again(turn, content, rested, before=before)
    return Done(contact.id)


def _resolve(turn: Turn, content: Content, contact: Contact) -> Result:
    """Nothing waits here any more; where a person held the thread, the bot has it back."""
    if thread_of(turn, contact).owner_kind == "human":
        hand_back(turn, content, contact)
    turn.change(
        thread_of(turn, contact), "resolved", status="resolved", waiting_since=None, due_at=None, receipt_sent=False,
        urgent="",
    )  # fmt: skip
    for alert in turn.each(Alert):
        if alert.contact_id == contact.id and alert.state == "acknowledged":
            turn.change(alert, "alert-closed", state="closed")
    return Done(contact.id)


def _settle_loss(turn: Turn, act: SettleLoss) -> Result:
    if act.child_id is None:
        danger.undo_loss(turn)
        return Done(None)
    for child in turn.each(Child):
        if child.id == act.child_id:
            danger.confirm_loss(turn, child)
        elif child.suppressed == "loss":
            turn.change(child, "loss-elsewhere", suppressed="")
    return Done(act.child_id)


def _lift_hold(turn: Turn, contact: Contact) -> Result:
    """Only once it is decided who died; the child who did stays held."""
    is_undecided = any(item.kind == "loss" and item.state == "open" for item in turn.each(Item))
    if contact.silence != "loss" or is_undecided:
        return Refused("nothing")
    turn.change(contact, "hold-lifted", silence="")
    return Done(contact.id)


def _add_visit(turn: Turn, act: AddVisit) -> Result:
    starts_at = instant(act.local_start, act.zone)
    if starts_at <= turn.now:
        return Refused("wrong_time")
    turn.get(Child, act.child_id)
    visit = turn.add(
        Appointment(
            next(turn.ids), act.child_id, act.local_start, act.zone, starts_at, act.place, act.clinic, act.preparation
        ),
        "visit-added",
    )
    visits.plan(turn, visit)
    return Done(visit.id)


def _move_visit(turn: Turn, act: MoveVisit) -> Result:
    visit = turn.get(Appointment, act.appointment_id)
    if visit.version != act.version:
        return Refused("newer")
    starts_at = instant(act.local_start, visit.zone)
    if starts_at <= turn.now:
        return Refused("wrong_time")
    visits.withdraw(turn, visit)
    moved = turn.change(
        visit, "visit-moved", local_start=act.local_start, starts_at=starts_at, place=act.place, status="booked",
        reply="needs-action", needs_help=False, change_wanted=False, version=visit.version + 1,
    )  # fmt: skip
    visits.plan(turn, moved)
    return Done(visit.id)


def _cancel_visit(turn: Turn, content: Content, act: CancelVisit, staff: Staff) -> Result:
    visit = turn.get(Appointment, act.appointment_id)
    if visit.version != act.version:
        return Refused("newer")
    if visit.status not in STANDS:
        return Refused("nothing")
    told = {contact.id: visits.told_of(turn, contact, visit)
            for contact in reminded(visit, tuple(turn.each(Contact)), tuple(turn.each(Link)))}  # fmt: skip
    visits.withdraw(turn, visit)
    off = turn.change(visit, "visit-cancelled", status="cancelled", version=visit.version + 1)
    visits.nothing_to_do(turn, off, staff)
    child = turn.find(Child, visit.child_id)
    for contact_id, version in told.items():
        if version is None:
            continue
        contact = turn.get(Contact, contact_id)
        # A day that they were never told would only be a riddle.
        key = "visit-cancelled" if version == visit.version else "visit-cancelled-undated"
        say(
            turn, content, contact, key, "reminder", child=child, is_proactive=True,
            event_at=visit.starts_at, once_key=f"visit:{visit.id}:v{off.version}:{contact.id}:cancelled",
            latest_useful=visit.starts_at, **visits.facts(contact, off, sms=True),
        )  # fmt: skip
    return Done(visit.id)


def _start_interview(turn: Turn, content: Content, act: StartInterview) -> Result:
    contact = turn.get(Contact, act.contact_id)
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


def _talk(turn: Turn, content: Content, act: talking.Act, staff: Staff) -> Result:
    """A talk moves on; at its end the family may be asked to go on by text."""
    found = talking.act(turn, content, act, staff)
    if isinstance(found, str):
        return Refused(found)
    if isinstance(act, talking.EndTalk) and act.goes_on_by_text:
        hand_back(turn, content, turn.get(Contact, found.contact_id))
    return Done(found.id)


def _record_consent(turn: Turn, contact: Contact, staff: Staff, method: str) -> Result:
    address = address_of(turn, contact)
    if address is None or method not in ("paper", "verbal"):
        return Refused("gone")
    turn.add(
        Consent(
            next(turn.ids),
            contact.id,
            address.channel,
            "recorded",
            method,
            "",
            "1",
            contact.language,
            turn.now,
            staff.id,
        ),
        "consent-recorded",
    )
    turn.change(contact, "consent-recorded", consent="recorded", silence="", silence_until=None)
    turn.change(turn.get(Address, address.id), "consent-recorded", state="")
    return Done(contact.id)


def _change_contact(turn: Turn, content: Content, act: ChangeContact) -> Result:
    if act.language not in content.wording.languages or act.detail_level not in (0, 1, 2):
        return Refused("nothing")
    contact = turn.get(Contact, act.contact_id)
    zone_moved = (act.zone or None) != contact.zone
    turn.change(contact, "contact-changed", language=act.language, zone=act.zone or None, detail_level=act.detail_level)
    for walk in turn.each(Walk):
        if walk.contact_id == contact.id and walk.interview.language != act.language:
            interviews.speak(turn, content, walk, act.language)
    if zone_moved:
        for visit in turn.each(Appointment):
            if visit.starts_at > turn.now and visit.status in STANDS:
                visits.replan(turn, visit)
    return Done(contact.id)
