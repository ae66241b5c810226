"""Whether the question that is open names dangers itself, so that naming one in reply is asked about, not alarmed over.

Known from the snapshot alone, before the text is screened.
"""

from __future__ import annotations

from dialogs.content import Content
from dialogs.ids import Id
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Prompt
from dialogs.snapshot import Snapshot


def is_invited(snapshot: Snapshot, contact_id: Id, content: Content) -> bool:
    """No while any other question is open: an alarm too many costs less than one too few."""
    asked = [
        prompt
        for prompt in snapshot.rows.get(Prompt, {}).values()
        if prompt.contact_id == contact_id and prompt.state == "open"
    ]
    return bool(asked) and all(_names_danger(snapshot, prompt, content) for prompt in asked)


def _names_danger(snapshot: Snapshot, prompt: Prompt, content: Content) -> bool:
    walk = snapshot.rows.get(Walk, {}).get(prompt.interview_id) if prompt.interview_id else None
    if walk is None:
        return False
    form = content.find(walk.form, walk.version)
    slot = prompt.question.rpartition("/")[0]
    return form is not None and form.has(slot) and form.question(slot).names_danger
