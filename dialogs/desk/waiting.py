"""How long a family has waited for an answer, and which family comes first: danger, then whoever waits longest."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from dialogs.rows.desk import Thread

#: The kinds of urgent, the gravest first; storage/threads sorts by their places.
GRAVITY: tuple[str, ...] = ("red", "death", "emergency", "amber", "")


class Due(Struct, frozen=True):
    """When an answer is due. `left` is negative once it is overdue."""

    left: timedelta

    @property
    def is_overdue(self) -> bool:
        return self.left < timedelta()


def due(thread: Thread, now: datetime) -> Due | None:
    """How much time is left to answer at `now` (aware); None where nobody waits."""
    if thread.status != "needs_reply" or thread.due_at is None:
        return None
    return Due(thread.due_at - now)
