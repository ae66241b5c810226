"""A thread as lines to show, oldest first: texts both ways, notes, and what the line itself did."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, TypedDict

from msgspec import Struct

from bot.inbox import answers, reach, showing
from bot.inbox.answers import Recorded
from bot.inbox.desk import Desk
from bot.inbox.guard import Visit
from bot.inbox.lists import named
from dialogs.desk.privacy import asks_privately
from dialogs.ids import Id
from dialogs.rows.desk import Alert, Note
from dialogs.rows.messages import Message, Outgoing
from dialogs.rows.people import Consent, Contact
from storage.households import Household
from storage.threads import Talk

_UNSENT = frozenset({"suppressed", "cancelled"})
_CONSENT = {
    "recorded": "Consent recorded", "given": "Agreed to texts", "refused": "Said no to texts",
    "withdrawn": "Stopped texts", "resumed": "Started texts again",
}  # fmt: skip
#: What stands where words may not be read.
HIDDEN = "A private answer. Only the family's own coordinator reads it."
HIDDEN_QUESTION = "A private question."
_SCREENED = {
    "red": "Screened as danger", "red_discreet": "Screened as danger at home", "amber": "May be danger: we asked",
    "death": "Screened as a death",
}  # fmt: skip
_MARKS = {
    "edited": "Edited by the family", "voice-failed": "The assistant could not handle this: please read",
    "unknown-sender": "From an unknown number",
}  # fmt: skip


class Times(TypedDict):
    """When something happened, for machines, shortly and in full."""

    at: datetime
    time: str
    full: str


class FileLine(Struct, frozen=True):
    """A file beside a message. link: where it can be had, '' while it cannot; look: image, audio or ''."""

    label: str
    link: str = ""
    look: str = ""


class Line(Struct, frozen=True):
    """One thing in a thread. kind: family, assistant, staff, note, system, day."""

    id: str
    kind: Literal["family", "assistant", "staff", "note", "system", "day"]
    at: datetime
    text: str = ""
    who: str = ""
    time: str = ""
    full: str = ""
    language: str = ""
    label: str = ""
    state: str = ""
    look: str = "plain"
    flag: str = ""
    mark: str = ""
    files: tuple[FileLine, ...] = ()
    recorded: tuple[Recorded, ...] = ()


def lines(desk: Desk, visit: Visit, home: Household, contact: Contact, talk: Talk) -> list[Line]:
    """Everything of one contact's thread in order, with a line where a day begins."""
    shows_private = reach.may_see_private(visit, home)
    found = [_heard(desk, visit, home, contact, message, talk, shows_private) for message in talk.heard]
    found += [_said(desk, visit, message, shows_private) for message in talk.said]
    found += [_note(visit, note) for note in talk.notes]
    found += [line for alert in talk.alerts for line in _alert(visit, alert)]
    found += [_consent(visit, row) for row in home.consents if row.contact_id == contact.id]
    return _with_days(visit, sorted(found, key=lambda line: line.at))


def _heard(
    desk: Desk, visit: Visit, home: Household, contact: Contact, message: Message, talk: Talk, shows_private: bool
) -> Line:
    taken = talk.answers.get(message.id, ())
    is_hidden = not shows_private and message.id in talk.private
    return Line(
        id=message.id.hex,
        kind="family",
        text=HIDDEN if is_hidden else message.text,
        who=contact.name,
        language=contact.language,
        flag=_SCREENED.get(message.screened, ""),
        mark=_MARKS.get(message.mark, ""),
        files=_files(message, talk, is_hidden=is_hidden),
        recorded=()
        if is_hidden
        else tuple(answers.recorded(desk, visit, home, answer) for answer in taken if answer.replaced_at is None),
        **_times(visit, message.at),
    )


def _said(desk: Desk, visit: Visit, message: Outgoing, shows_private: bool) -> Line:
    state, look = showing.delivery(message, desk.now(), visit.program.program.zone)
    is_hidden = not shows_private and asks_privately(desk.content_of(visit.program_id), message)
    text = HIDDEN_QUESTION if is_hidden else message.text
    label = showing.PURPOSES.get(message.purpose, "")
    if message.state in _UNSENT:
        what = f"{label or 'Text'}: {state[0].lower()}{state[1:]}"
        return Line(id=message.id.hex, kind="system", label=what, text=text, language=message.language,
                    **_times(visit, message.created_at))  # fmt: skip
    if message.author_id is not None:
        who = _who(visit, message.author_id)
        return Line(id=message.id.hex, kind="staff", text=text, who=who, language=message.language, state=state,
                    look=look, **_times(visit, message.created_at))  # fmt: skip
    return Line(
        id=message.id.hex,
        kind="assistant",
        text=text,
        who="Assistant",
        language=message.language,
        label=label,
        state=state,
        look=look,
        flag="Danger reply sent" if message.purpose == "safety" and look in ("good", "plain") else "",
        **_times(visit, message.sent_at or message.created_at),
    )


def _note(visit: Visit, note: Note) -> Line:
    who = _who(visit, note.staff_id)
    return Line(id=note.id.hex, kind="note", text=note.text, who=who, **_times(visit, note.at))


def _alert(visit: Visit, alert: Alert) -> list[Line]:
    """Raised, taken by whom, closed by whom; each where it stands in time."""
    what = showing.ALERTS.get(alert.kind, "Urgent")
    is_only_asked = alert.kind == "amber" and alert.acknowledged_at is None
    verb = "being asked about" if alert.state == "waiting" else "we asked" if is_only_asked else "the team was told"
    found = [Line(id=f"{alert.id.hex}-r", kind="system", label=f"{what}: {verb}", flag="alert",
                  **_times(visit, alert.raised_at))]  # fmt: skip
    if alert.acknowledged_at is not None:
        who = _who(visit, alert.acknowledged_by)
        label = "You took the alert" if who == "You" else f"Taken by {who}"
        found.append(Line(id=f"{alert.id.hex}-a", kind="system", label=label, **_times(visit, alert.acknowledged_at)))
    if alert.closed_at is not None:
        who = _who(visit, alert.closed_by)
        how = f"closed by {'you' if who == 'You' else who}" if alert.closed_by else "they said not now"
        found.append(Line(id=f"{alert.id.hex}-c", kind="system", label=f"{what}: {how}",
                          **_times(visit, alert.closed_at)))  # fmt: skip
    return found


def _who(visit: Visit, staff_id: Id | None) -> str:
    """You, a colleague's name, or Staff where they are not on the team any more."""
    if staff_id == visit.staff.id:
        return "You"
    person = named(visit, staff_id)
    return person.name if person else "Staff"


def _consent(visit: Visit, row: Consent) -> Line:
    person = named(visit, row.by_staff)
    by = f" by {person.name}" if person else ""
    how = {"keyword": "", "text": " by text", "paper": " on paper", "verbal": " in speech"}.get(row.method, "")
    label = f"{_CONSENT.get(row.what, row.what)}{how}{by}"
    return Line(id=row.id.hex, kind="system", label=label, **_times(visit, row.at))


def _with_days(visit: Visit, found: list[Line]) -> list[Line]:
    zone = visit.program.program.zone
    shown: list[Line] = []
    day = ""
    for line in found:
        if (today := showing.day(line.at, zone)) != day:
            day = today
            shown.append(Line(id=f"day-{line.at:%Y%m%d}-{line.id}", kind="day", at=line.at, text=day))
        shown.append(line)
    return shown


def _times(visit: Visit, at: datetime) -> Times:
    zone = visit.program.program.zone
    return {"at": at, "time": showing.clock(at, zone), "full": f"{showing.day(at, zone)}, {showing.clock(at, zone)}"}


#: What a browser shows by itself.
_SHOWN = {
    "image/jpeg": "image", "image/png": "image", "image/gif": "image", "image/webp": "image", "audio/mpeg": "audio",
    "audio/ogg": "audio", "audio/mp4": "audio", "audio/wav": "audio",
}  # fmt: skip


def _files(message: Message, talk: Talk, *, is_hidden: bool) -> tuple[FileLine, ...]:
    """What came with a message: to be had where it lies here, in words where it does not."""
    found = talk.files.get(message.id, [])
    if is_hidden or not found:
        return tuple(FileLine(_file(kind)) for _, kind in message.attachments)
    lines = []
    for file in found:
        match file.state:
            case "stored" | "kept":
                lines.append(FileLine(_file(file.content_type), f"/files/{file.id}", _SHOWN.get(file.content_type, "")))
            case "failed":
                lines.append(FileLine(f"{_file(file.content_type)}: it could not be fetched. Ask for it again"))
            case _:
                lines.append(FileLine(f"{_file(file.content_type)}: on its way"))
    return tuple(lines)


def _file(content_type: str) -> str:
    kind = content_type.partition("/")[0]
    return {"audio": "Voice note", "image": "Photo", "video": "Video"}.get(kind, "Document")


def last_id(talk: Talk) -> Id | None:
    """The newest text of the family that the page shows."""
    return talk.heard[-1].id if talk.heard else None
