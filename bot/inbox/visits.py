"""Appointments of a family: added, moved, cancelled. Times are wall time where the visit is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from starlette.responses import RedirectResponse, Response

from bot.inbox import frame, reach, showing
from bot.inbox.composing import act, give
from bot.inbox.desk import Desk
from bot.inbox.guard import NotHere, Visit
from dialogs.ids import Id
from dialogs.reminders.series import STANDS
from dialogs.reminders.zones import is_odd_hour, is_zone
from dialogs.rows.care import Appointment, Reminder
from dialogs.turns import acts
from storage import careplans
from storage.households import Household

ZONES = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
    "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico",
)  # fmt: skip
_WRONG_DAY = "Give a day and a time that are still to come."
#: Beside the box that confirms the time.
_ODD_HOUR = "That is before 6 in the morning or after 9 in the evening. Change the time, or tick that it is right."
_NEWER = "A colleague changed this visit meanwhile. This is how it stands now."


def new(desk: Desk, visit: Visit) -> Response:
    """The empty form."""
    return _form(desk, visit, {}, "")


def add(desk: Desk, visit: Visit) -> Response:
    """Add a visit; what is wrong with the form is said beside it."""
    given = dict(visit.form)
    with desk.database.reading() as connection:
        home = reach.family(desk, visit, connection, visit.id("family"))
    child = next((child for child in home.children if child.id.hex == given.get("child")), None)
    if child is None:
        return _form(desk, visit, given, "Say which child the visit is for.", 422)
    starts, zone = _local(given), given.get("zone", "").strip()
    if not is_zone(zone):
        return _form(desk, visit, given, "Give the time zone of the place, such as America/Chicago.", 422)
    if starts is None or not given.get("place", "").strip():
        problem = _WRONG_DAY if starts is None else "Say where the visit is."
        return _form(desk, visit, given, problem, 422)
    if _is_doubtful(given, starts):
        return _form(desk, visit, given, _ODD_HOUR, 422)
    what = acts.AddVisit(
        child.id, starts, zone, _words(given, "place"), _words(given, "clinic"), _words(given, "preparation"),
        visit.row_id(desk.now()),
    )  # fmt: skip
    if isinstance(give(desk, visit, home.family.id, what), acts.Refused):
        return _form(desk, visit, given, _WRONG_DAY, 422)
    return RedirectResponse(f"/families/{home.family.id}?said=visit-added", 303)


def show(desk: Desk, visit: Visit) -> Response:
    """One visit: what was promised about it, and the form to move or cancel it."""
    return _one(desk, visit, "")


def move(desk: Desk, visit: Visit) -> Response:
    """Another day, unless a colleague changed it first."""
    family_id, row = _row(desk, visit)
    starts = _local(visit.form)
    if starts is None:
        return _one(desk, visit, _WRONG_DAY, 422)
    if _is_doubtful(visit.form, starts):
        return _one(desk, visit, _ODD_HOUR, 422, given=visit.form)
    what = acts.MoveVisit(row.id, _version(visit), starts, _words(visit.form, "place") or row.place)
    match act(desk, visit, family_id, what):
        case acts.Refused(why="newer"):
            return _one(desk, visit, _NEWER, 409)
        case acts.Refused():
            return _one(desk, visit, _WRONG_DAY, 422)
        case _:
            return RedirectResponse(f"/families/{family_id}?said=visit-moved", 303)


def cancel(desk: Desk, visit: Visit) -> Response:
    """The visit is off; the family is told."""
    family_id, row = _row(desk, visit)
    match act(desk, visit, family_id, acts.CancelVisit(row.id, _version(visit))):
        case acts.Refused(why="newer"):
            return _one(desk, visit, _NEWER, 409)
        case acts.Refused():
            return _one(desk, visit, "It was over or cancelled already.", 422)
        case _:
            return RedirectResponse(f"/families/{family_id}?said=visit-cancelled", 303)


def _form(desk: Desk, visit: Visit, given: dict[str, str], problem: str, status: int = 200) -> Response:
    with desk.database.reading() as connection:
        home = reach.family(desk, visit, connection, visit.id("family"))
        return frame.shown(
            desk, visit, connection, "visit_new.html", status, section="families", title="New visit", home=home,
            given=given, odd_hour=problem == _ODD_HOUR, problem=problem, zones=ZONES,
            usual_zone=_usual_zone(home, visit),
        )  # fmt: skip


def _is_doubtful(given: Mapping[str, str], starts: datetime) -> bool:
    """An hour at which visits hardly ever are, and nobody said yet that it is right."""
    return is_odd_hour(starts) and given.get("odd_hour") != given.get("time")


def _one(desk: Desk, visit: Visit, problem: str, status: int = 200, given: Mapping[str, str] | None = None) -> Response:
    family_id, row = _row(desk, visit)
    shown = {"day": f"{row.local_start:%Y-%m-%d}", "time": f"{row.local_start:%H:%M}", "place": row.place}
    with desk.database.reading() as connection:
        home = reach.family(desk, visit, connection, family_id)
        promised = careplans.reminders(connection, visit.program_id, desk.keys, row.id)
        child = next((child.nickname for child in home.children if child.id == row.child_id), "")
        names = {contact.id: contact.name for contact in home.contacts}
        return frame.shown(
            desk, visit, connection, "visit.html", status, section="families", title="Visit", home=home, row=row,
            given=shown | dict(given or {}), odd_hour=problem == _ODD_HOUR,
            child=child, time=showing.visit_time(row), place_zone=showing.zone_name(row.zone), problem=problem,
            reply=showing.REPLIES.get(row.reply, row.reply), state=showing.VISITS.get(row.status, row.status),
            stands=row.status in STANDS,
            promised=[(reminder, names.get(reminder.contact_id, ""), _step(reminder.series), _fate(reminder, row))
                      for reminder in promised if _is_of_day(reminder, row) or reminder.state == "sent"],
        )  # fmt: skip


_STEPS = {
    "entry": "First notice", "t7": "7 days before", "t3": "3 days before", "t1": "1 day before",
    "happened": "Did it happen?", "missed1": "After a missed visit", "missed2": "After a missed visit, again",
    "missed3": "After a missed visit, last",
}  # fmt: skip


def _step(series: str) -> str:
    return _STEPS.get(series, series)


def _is_of_day(reminder: Reminder, row: Appointment) -> bool:
    """Whether it is about the visit as it stands; one that was promised before it was moved has another version."""
    return reminder.once_key.startswith(f"visit:{row.id}:v{row.version}:") or row.status not in STANDS


def _fate(reminder: Reminder, row: Appointment) -> str:
    match reminder.state:
        case "planned":
            return "Planned"
        case "sent":
            return "Sent" if _is_of_day(reminder, row) else "Sent, about the earlier day"
        case "cleared":
            return "Not needed any more"
        case _:
            return f"Not sent: {showing.REASONS.get(reminder.reason, 'a rule held it back')}"


def _row(desk: Desk, visit: Visit) -> tuple[Id, Appointment]:
    with desk.database.reading() as connection:
        return reach.appointment(desk, visit, connection, visit.id("visit"))


def _local(given: Mapping[str, str]) -> datetime | None:
    """Day and time of the form as wall time; None where they are none."""
    try:
        found = datetime.fromisoformat(f"{given.get('day', '')}T{given.get('time', '')}")
    except ValueError:
        return None
    return found if found.tzinfo is None and 2000 < found.year < 2200 else None


def _version(visit: Visit) -> int:
    number = visit.form.get("version", "")
    if not (number.isascii() and number.isdigit() and len(number) < 9):
        raise NotHere
    return int(number)


def _words(given: Mapping[str, str], name: str) -> str:
    return given.get(name, "").strip()[:300]


def _usual_zone(home: Household, visit: Visit) -> str:
    return next((contact.zone for contact in home.contacts if contact.zone), None) or visit.program.program.zone
