"""An auto-replier answers us: the bot goes quiet and staff are told (policies §4). Valid answers never count."""

from __future__ import annotations

from datetime import timedelta

from dialogs.rows.desk import Thread
from dialogs.turns import handoff
from dialogs.turns.hearing import Hearing

_SAME_TEXT_WITHIN = timedelta(minutes=1)
_QUIET_FOR = timedelta(hours=1)
#: As much of a text as two are compared by.
_LONGEST = 200


def is_quiet(hearing: Hearing) -> bool:
    """Whether the bot holds its tongue with this contact now."""
    until = hearing.thread.braked_until
    return until is not None and hearing.turn.now < until


def count_unclear(hearing: Hearing) -> bool:
    """Count a text that fitted nothing. True when it was one too many: then nothing is said, and staff are told."""
    turn, thread, policies = hearing.turn, hearing.thread, hearing.turn.program.policies
    if is_quiet(hearing):
        return True
    span = timedelta(minutes=policies.brake_minutes)
    is_fresh = thread.unclear_since is None or turn.now - thread.unclear_since > span
    count = 1 if is_fresh else thread.unclear_count + 1
    turn.change(
        thread, "unclear", unclear_since=turn.now if is_fresh else thread.unclear_since, unclear_count=count,
        last_unclear=hearing.text[:_LONGEST],
    )  # fmt: skip
    if count <= policies.unclear_exchanges_brake and not _is_repeated(hearing, thread):
        return False
    turn.change(hearing.thread, "braked", braked_until=turn.now + _QUIET_FOR)
    handoff.needs_reply(turn, hearing.contact, is_asked=False)
    handoff.open_item(turn, hearing.contact, "auto_reply", "request", "")
    return True


def understood(hearing: Hearing) -> None:
    """A text fitted: what was unclear before it is no repetition any more."""
    if hearing.thread.last_unclear:
        hearing.turn.change(hearing.thread, "understood", last_unclear="", unclear_count=0)


def _is_repeated(hearing: Hearing, thread: Thread) -> bool:
    """The text that was unclear a moment ago, once more. The snapshot still knows when the one before it came."""
    before = hearing.turn.snapshot.rows[Thread].get(thread.id)
    last = before.last_in_at if before is not None else None
    is_soon = last is not None and hearing.turn.now - last <= _SAME_TEXT_WITHIN
    return is_soon and bool(hearing.text.strip()) and thread.last_unclear == hearing.text[:_LONGEST]
