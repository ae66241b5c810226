"""What staff can do, as values: a coordinator's page, a command or a colleague's phone makes them. How each is done:
`dialogs/turns/acting/`. Who may do what: `dialogs/desk/permission`."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from dialogs.ids import Id
from dialogs.rows.care import Item
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Message
from dialogs.turns import talking
from dialogs.turns.joining import Bond, Person


class Reply(Struct, frozen=True, tag=True):
    """Text for the family. `seen_id`: the last message the writer saw; `key`: the same for a repeated click."""

    contact_id: Id
    text: str
    seen_id: Id | None
    key: str
    is_anyway: bool = False
    then: str = ""


class WriteNote(Struct, frozen=True, tag=True):
    """A private note. row_id: the note's own, the same for a repeated click."""

    contact_id: Id
    text: str
    row_id: Id | None = None


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


class RaiseAlert(Struct, frozen=True, tag=True):
    """What staff heard in a talk is happening now. item_id: the item that its words opened."""

    item_id: Id


class SettleLoss(Struct, frozen=True, tag=True):
    """After "my son died": confirm for one child, or undo for the family."""

    contact_id: Id
    child_id: Id | None


class LiftHold(Struct, frozen=True, tag=True):
    """After a confirmed loss: what is sent by itself about the other children may go on for this contact. After a
    placement change: the child is with them again, or never left.

    reason: one of LIFTED_BECAUSE of the hold; the audit has it.
    """

    contact_id: Id
    reason: str


class AddVisit(Struct, frozen=True, tag=True):
    """A visit at `local_start` on the wall clock of `zone`. row_id: its own, the same for a repeated click."""

    child_id: Id
    local_start: datetime
    zone: str
    place: str
    clinic: str = ""
    preparation: str = ""
    row_id: Id | None = None


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


class LinkNumber(Struct, frozen=True, tag=True):
    """A number that nobody knew is this contact's, and they agreed to texts there.

    messages: all that it wrote, oldest first; checked: one of CHECKED, the audit has it; method: as in RecordConsent.
    """

    contact_id: Id
    messages: tuple[Message, ...]
    checked: str
    method: str
    #: Whether the numbers that we had are still theirs, too.
    keeps_old: bool = True


class AddPerson(Struct, frozen=True, tag=True):
    """Somebody joins the family. introduced_by: where the family had nobody who did; messages: as in LinkNumber.

    row_id: the contact's own, the same for a repeated click.
    """

    person: Person
    introduced_by: str = ""
    messages: tuple[Message, ...] = ()
    row_id: Id | None = None


class SetRoles(Struct, frozen=True, tag=True):
    """Who a contact is to these children and what they may; how careful we are with them and their phone.

    ended: their interviews that were over before the end; one about a child whom they may answer for again goes on.
    """

    contact_id: Id
    bonds: tuple[Bond, ...]
    is_conflict: bool
    is_shared_phone: bool
    ended: tuple[Walk, ...] = ()


class EndPlacement(Struct, frozen=True, tag=True):
    """The child does not live with this contact any more."""

    contact_id: Id
    child_id: Id


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
    Reply | WriteNote | TakeOver | HandBack | Resolve | TakeAlert | CloseAlert | RaiseAlert | SettleLoss | LiftHold
    | AddVisit | MoveVisit | CancelVisit | StartInterview | Invite | RecordConsent | LinkNumber | AddPerson | SetRoles
    | EndPlacement | talking.Act | CloseItem | ReopenItem | ChangeContact | SetCheckIn | InHospital | CameHome
)  # fmt: skip


#: Why a hold ends: they asked for the other children's texts, or agreed to them in a talk; the child came back, or the
#: hold was a mistake.
LIFTED_BECAUSE = {"loss": ("asked", "agreed"), "placement": ("returned", "mistake")}
#: How staff know whose number it is: two facts fit, or they called.
CHECKED = ("facts", "call")
#: The same act so soon again is a second press of the same button.
_MOMENT = timedelta(minutes=1)
#: Days between two check-ins: never, two weeks, a month.
RHYTHMS = (0, 14, 30)


def is_again(then: datetime | None, now: datetime) -> bool:
    """Whether what stands since `then` is the doing of a first press, of which this one is the second."""
    return then is not None and now - then < _MOMENT


class Done(Struct, frozen=True):
    """It is written down. `row_id`: the row it made, where it made one.

    left: slots of the questions of a form that this phone may not carry: a call is told of them, and no text.
    """

    row_id: Id | None = None
    left: tuple[str, ...] = ()


class Refused(Struct, frozen=True):
    """Nothing was changed.

    why: newer (something came in meanwhile), gone, stopped, nothing, wrong_time, no_role, unclear (no such answer),
    danger (an alert of theirs that nobody has taken), taken (a number that is somebody's).
    """

    why: str


Result = Done | Refused
