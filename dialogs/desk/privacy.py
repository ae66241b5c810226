"""What asks for a caregiver's private answer. Who may read one is asked of dialogs.desk.permission."""

from __future__ import annotations

from dialogs.content import Content
from dialogs.rows.messages import Outgoing


def is_private_question(content: Content, form: str, version: str, link_id: str) -> bool:
    """Whether a question's answer is private; yes where the form is no longer at hand."""
    if not link_id:
        return False
    found = content.find(form, version)
    return found is None or (found.has(link_id) and found.question(link_id).is_private)


def asks_privately(content: Content, message: Outgoing) -> bool:
    """Whether one of our own texts asks for, or reads back, a private answer."""
    # "Is that for 1 … 2 …?" repeats an option of whatever was asked.
    if message.key == "which-one":
        return True
    return any(
        message.key.startswith(prefix := f"form-{name}-")
        and is_private_question(content, name, version, message.key.removeprefix(prefix))
        for name, version in content.forms
    )
