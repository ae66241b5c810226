"""`kinline appointment add`: a visit on the wall clock of its place; its reminders are planned with it."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime

from bot.upkeep.acting import OPERATOR, act, child_of, home, house_of
from bot.upkeep.opening import opened
from bot.upkeep.trouble import BadUse
from dialogs.reminders.zones import instant, is_odd_hour, is_zone
from dialogs.turns.acts import AddVisit


def add(given: Namespace) -> None:
    """Add it, and say when that is."""
    start = _start(given.start)
    if is_odd_hour(start) and not given.odd_hour:
        raise BadUse(f"--start is at {start:%H:%M}, before 06:00 or after 21:00. If that is right, add --odd-hour.")
    if given.zone and not is_zone(given.zone):
        raise BadUse("--zone is no time zone like America/Chicago.")
    if not given.place.strip():
        raise BadUse("--place may not be empty: the reminders name it.")
    with opened(given) as office:
        zone = given.zone or office.entry.program.zone
        family_id = office.family(given.family)
        child_id = child_of(home(office, family_id), given.child)
        visit = AddVisit(child_id, start, zone, given.place.strip(), given.clinic.strip(), given.preparation.strip())
        with house_of(office) as house:
            act(house.door, office, family_id, OPERATOR, visit)
        at = instant(start, zone)
        print(f"Added: {start:%Y-%m-%d %H:%M} {zone} ({at:%Y-%m-%d %H:%M} UTC).")
        print(f"To see its reminders: kinline preview --family {given.family}")


def _start(written: str) -> datetime:
    try:
        start = datetime.fromisoformat(written.strip())
    except ValueError:
        raise BadUse("--start is no time like '2026-12-03 14:30'.") from None
    if start.tzinfo is not None:
        raise BadUse("--start is what the clock at the place shows; name its zone with --zone.")
    return start
