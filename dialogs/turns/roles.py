"""What a contact may do and hear: authority is per contact and child, with dates; a conflict or order ends it."""

from __future__ import annotations

from typing import Literal

from dialogs.rows.people import Contact, Link
from dialogs.snapshot import Turn

Role = Literal["may_answer", "gets_reminders", "may_see_plan", "gets_emergency"]


def has_role(turn: Turn, contact: Contact, *roles: Role) -> bool:
    """Whether a link of today gives this contact one of the roles. Never for one flagged conflict or order."""
    if contact.is_conflict:
        return False
    today = turn.now.date()
    return any(
        getattr(link, role)
        for link in turn.each(Link)
        if link.contact_id == contact.id
        and (link.starts_on is None or link.starts_on <= today)
        and (link.ends_on is None or link.ends_on >= today)
        for role in roles
    )
