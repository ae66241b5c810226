"""What a contact may do and hear: authority is per contact and child, with dates; a conflict or order ends it."""

from __future__ import annotations

from typing import Literal

from dialogs.rows.people import Child, Contact, Link
from dialogs.snapshot import Turn

#: Why something was taken back: it was for a role that they have no more.
NO_ROLE = "no_role"
Role = Literal["may_answer", "gets_reminders", "may_see_plan", "gets_emergency"]


def has_role(turn: Turn, contact: Contact, *roles: Role) -> bool:
    """Whether a link of today gives this contact one of the roles. Never for one flagged conflict or order."""
    return any(getattr(link, role) for link in _links(turn, contact) for role in roles)


def has_role_for(turn: Turn, contact: Contact, child: Child, *roles: Role) -> bool:
    """The same, for one child."""
    own = (link for link in _links(turn, contact) if link.child_id == child.id)
    return any(getattr(link, role) for link in own for role in roles)


def _links(turn: Turn, contact: Contact) -> list[Link]:
    """What holds today."""
    if contact.is_conflict:
        return []
    today = turn.now.date()
    return [
        link
        for link in turn.each(Link)
        if link.contact_id == contact.id
        and (link.starts_on is None or link.starts_on <= today)
        and (link.ends_on is None or link.ends_on >= today)
    ]
