"""The gates of time: not yet, a colleague is typing, late after an outage, caps per household, the window."""

from __future__ import annotations

from datetime import datetime, timedelta

from dialogs.reminders.verdict import Case, Drop, Wait, WrittenFirst, is_visit, step_of, writes_first
from dialogs.reminders.window import Window, home_zone, next_open, spread_seconds, window_of
from dialogs.reminders.zones import midnight, wall
from dialogs.rows.people import Contact

WEEK = timedelta(days=7)
#: The reminder of the day before always goes; these marks say that the message is no ordinary first word.
OUTSIDE_CAPS = frozenset({"send_now", "announcement", "same_day", "sitting"})
OUTSIDE_WINDOW = frozenset({"send_now", "announcement"})


def not_yet(case: Case) -> Wait | None:
    return Wait(case.message.not_before, "not_yet") if case.now < case.message.not_before else None


def someone_typing(case: Case) -> Wait | None:
    """What we would write first lets staff finish, but not so long that it loses its use."""
    since = case.facts.someone_typing_since
    if since is None or not writes_first(case.message):
        return None
    until = since + timedelta(minutes=case.program.policies.typing_hold_minutes)
    latest = case.message.latest_useful
    return Wait(until, "typing") if case.now < until and (latest is None or until <= latest) else None


def late(case: Case) -> Wait | Drop | None:
    """After an outage: soon enough goes as it is; else the words are made anew for the next open window, one contact
    after another; and what is about a visit too near (or past) goes onto the coordinator's list."""
    message, policies = case.message, case.program.policies
    if not writes_first(message):
        return None
    if case.now - message.not_before <= timedelta(minutes=policies.late_still_fine_minutes):
        return None
    event = event_of(case)
    # What looks back ("did it happen?") has no event ahead to be too near to.
    is_ahead = event is not None and event > message.not_before
    if is_ahead and event is not None and event - case.now < timedelta(hours=policies.late_event_hours):
        return Drop("expired", for_staff=True)
    window = window_for(case)
    pace = timedelta(seconds=spread_seconds(case.contact.id if case.contact else None, window.spread))
    again = next_open(case.now + pace, window)
    if again is None:
        return Drop("quiet_hours", for_staff=True)
    # The pace must not cost the message its use.
    if message.latest_useful is not None and again > message.latest_useful:
        again = next_open(case.now, window) or again
    return Wait(again, "late", compose_again=True)


def over_caps(case: Case) -> Wait | None:
    """One proactive message a day and three a week for the whole household: delayed, and a visit's never dropped."""
    if not _is_capped(case):
        return None
    free = _free_at(case)
    if free is None or free <= case.now:
        return None
    latest = case.message.latest_useful
    again = opening(free, case)
    if is_visit(case) and latest is not None and again > latest:
        return None
    return Wait(again, "cap_reached")


def outside_window(case: Case) -> Wait | Drop | None:
    """Nights, quiet ranges, no-text days, weekends. A reply to somebody who just wrote is never held."""
    message = case.message
    if message.exempt in OUTSIDE_WINDOW or (_just_wrote(case) and not writes_first(message)):
        return None
    window = window_for(case)
    again = next_open(case.now, window, case.contact.id if case.contact else None)
    if again == case.now:
        return None
    latest = message.latest_useful
    if again and latest and again > latest:
        again = next_open(case.now, window)
    return Wait(again, "quiet_hours") if again else Drop("quiet_hours", for_staff=True)


def opening(at: datetime, case: Case) -> datetime:
    """When the contact's window is open at or after `at`; `at` itself where it never is."""
    return next_open(at, window_for(case), case.contact.id if case.contact else None) or at


def event_of(case: Case) -> datetime | None:
    """The aware instant of what the message is about."""
    return case.message.event_at or (case.appointment.starts_at if case.appointment else None)


def window_for(case: Case) -> Window:
    """The window for this message; somebody whom we do not know yet has the program's."""
    contact = case.contact or Contact(id=case.message.id, name="", language=case.message.language)
    return window_of(
        contact,
        case.program,
        number=case.address.value if case.address else "",
        event_at=event_of(case),
    )


def subject(once_key: str, contact: str) -> str:
    """What a message is about, whoever gets it: two parents reminded of one visit are one happening."""
    return once_key.replace(contact, "")


def _just_wrote(case: Case) -> bool:
    last = case.facts.last_inbound_at
    return last is not None and case.now - last <= timedelta(minutes=case.program.policies.reply_exempt_minutes)


def _is_capped(case: Case) -> bool:
    return writes_first(case.message) and case.message.exempt not in OUTSIDE_CAPS and step_of(case) != "t1"


def _free_at(case: Case) -> datetime | None:
    """When the household's caps next have room (aware UTC); None if they have it now."""
    policies = case.program.policies
    zone = home_zone(case.contact, case.program) if case.contact else case.program.zone
    sent = _counted(case)
    frees: list[datetime] = []
    today = wall(case.now, zone).date()
    if sum(wall(at, zone).date() == today for at in sent) >= policies.proactive_per_day:
        frees.append(midnight(today + timedelta(days=1), zone))
    week = [at for at in sent if at > case.now - WEEK]
    if len(week) >= policies.proactive_per_week:
        frees.append(week[-policies.proactive_per_week] + WEEK)
    return max(frees, default=None)


def _counted(case: Case) -> list[datetime]:
    """When the household was last written to about something else, one instant a subject, in order."""
    ours = subject(case.message.once_key, str(case.message.contact_id))
    about: dict[str, datetime] = {}
    for each in sorted(case.facts.written_first, key=_at):
        if each.at <= case.now and not each.once_key.endswith(":t1"):
            about.setdefault(subject(each.once_key, str(each.contact_id)), each.at)
    return sorted(at for what, at in about.items() if what != ours)


def _at(written: WrittenFirst) -> datetime:
    return written.at
