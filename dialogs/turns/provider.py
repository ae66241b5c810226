"""The provider voice: how a send ended, and what the provider says of it later.

queued -> sending -> sent -> delivered -> read        only ever forward; failed ends it
                  \\-> unknown -> asked at 60 s, 2 and 5 min -> once more, or given up (policies §7)
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from dialogs.content import Content
from dialogs.ids import Id, Ids
from dialogs.rows.messages import Attempt, Outgoing, Prompt
from dialogs.rows.people import Address, Contact
from dialogs.snapshot import Snapshot, Turn
from dialogs.turns import consent, handoff
from dialogs.turns.speaking import names

#: How far along a message is; a status never goes back.
_RANK = {"queued": 0, "sending": 1, "unknown": 1, "sent": 2, "delivered": 3, "read": 4, "failed": 5}
#: When the provider is asked about an unknown outcome, counted from the claim.
_ASK_AT = (timedelta(seconds=60), timedelta(minutes=2), timedelta(minutes=5))
#: What may be sent once more after an unknown outcome, and after how long; two copies ever.
_ONCE_MORE: dict[str, timedelta] = {
    "safety": timedelta(),
    "emergency": timedelta(),
    "person": timedelta(),
    "alert": timedelta(),
    "reminder": timedelta(),
    "question": timedelta(minutes=10),
    "nudge": timedelta(minutes=10),
}
_COPIES = 2


class Reported(Struct, frozen=True):
    """How one attempt ended, or a later word about it. `meaning`: permanent, opted_out, ours_to_fix, filtered."""

    outgoing_id: Id
    outcome: Literal["sent", "delivered", "read", "later", "refused", "failed", "unknown", "not_found", "mistaken"]
    provider_id: str = ""
    reason: str = ""
    meaning: str = ""
    after: timedelta = timedelta()
    #: For a failure that may be tried again: how many attempts in all may follow the first.
    retries: int = 0


def take_turn(snapshot: Snapshot, reported: Reported, now: datetime, content: Content, ids: Ids) -> Turn:
    """What follows from a provider's word. Late, repeated and unordered words change nothing."""
    turn = Turn(snapshot, now, ids)
    message = turn.find(Outgoing, reported.outgoing_id)
    if message is None or message.state in ("failed", "cancelled", "suppressed"):
        return turn
    match reported.outcome:
        case "sent" | "delivered" | "read":
            _advance(turn, message, reported)
        case "later":
            if message.state == "sending":
                _end_attempt(turn, message, "later", reported.reason)
                turn.change(message, "try-later", state="queued", not_before=now + reported.after, check_at=None)
        case "refused" | "failed":
            _failed(turn, content, message, reported)
        case "unknown" | "not_found":
            _unclear(turn, message, reported)
        case "mistaken":
            _take_back(turn, message, reported)
    return turn


def _advance(turn: Turn, message: Outgoing, reported: Reported) -> None:
    if _RANK[reported.outcome] <= _RANK.get(message.state, 0):
        return
    if message.state in ("sending", "unknown", "queued"):
        _end_attempt(turn, message, "sent", "")
    turn.change(
        message, reported.outcome, state=reported.outcome, provider_id=reported.provider_id or message.provider_id,
        check_at=None, sent_at=message.sent_at or turn.now, reason="",
    )  # fmt: skip


def _end_attempt(turn: Turn, message: Outgoing, outcome: str, reason: str) -> None:
    for attempt in turn.each(Attempt):
        if attempt.outgoing_id == message.id and not attempt.outcome:
            turn.change(attempt, f"attempt-{outcome}", ended_at=turn.now, outcome=outcome, reason=reason)


def _failed(turn: Turn, content: Content, message: Outgoing, reported: Reported) -> None:
    """It will not arrive: by what the refusal means, the address is closed, counted, or the operator is told."""
    _end_attempt(turn, message, "refused", reported.reason)
    if reported.meaning == "later" and message.attempts <= reported.retries:
        turn.change(message, "try-later", state="queued", not_before=turn.now + reported.after, check_at=None)
        return
    turn.change(message, "failed", state="failed", reason=reported.reason, check_at=None)
    contact = turn.find(Contact, message.contact_id)
    address = next((a for a in turn.each(Address) if f"{a.channel}:{a.value}" == message.address), None)
    if contact is None or address is None:
        return
    if reported.meaning == "opted_out":
        if contact.silence != "stop":
            consent.stop_contact(turn, contact, address, "keyword", "")
            if content.wording.say(contact.language, "started-again", **names(turn, contact)) in message.text:
                # The carrier takes its own word alone for a start: whoever asked in others is called.
                handoff.open_item(turn, contact, "call", "request", "wants_texts_again")
        return
    if reported.meaning == "permanent":
        failures = address.failures + 1
        turn.change(address, "failing", failures=failures, state="failing" if failures >= 2 else address.state)
    handoff.needs_reply(turn, contact, is_asked=False)
    kind = "operator" if reported.meaning == "ours_to_fix" else "not_delivered"
    handoff.open_item(turn, contact, kind, "request", f"{message.purpose}: {reported.reason}")


def _unclear(turn: Turn, message: Outgoing, reported: Reported) -> None:
    """Unknown outcome: ask at fixed times; then once more or never, by what it was."""
    if message.state in ("sent", "delivered", "read", "queued"):
        return
    claimed = message.claimed_at or turn.now
    waited = turn.now - claimed
    following = next((at for at in _ASK_AT if at > waited + timedelta(seconds=1)), None)
    if message.state == "sending":
        # Also where a crash between claim and report left nobody to say so.
        _end_attempt(turn, message, "unknown", reported.reason or "cut-off")
    if following is not None:
        turn.change(message, "unknown", state="unknown", check_at=claimed + following)
        return
    wait = _ONCE_MORE.get(message.purpose)
    if wait is None or _copies(turn, message) >= _COPIES or not _is_still_wanted(turn, message):
        turn.change(message, "given-up", state="unknown", check_at=None)
        contact = turn.find(Contact, message.contact_id)
        if message.purpose in ("safety", "person", "reminder", "emergency"):
            handoff.open_item(turn, contact, "delivery_unknown", "request", message.purpose)
        return
    if waited < wait:
        turn.change(message, "unknown", state="unknown", check_at=claimed + wait)
        return
    turn.change(message, "once-more", state="queued", not_before=turn.now, check_at=None)


def _take_back(turn: Turn, message: Outgoing, reported: Reported) -> None:
    """Another row's copy was taken for this one's, by equal words: whether this one left is unclear again."""
    if message.provider_id != reported.provider_id or message.state not in ("sent", "delivered", "read"):
        return
    for attempt in turn.each(Attempt):
        if attempt.outgoing_id == message.id and attempt.outcome == "sent":
            turn.change(attempt, "attempt-unknown", outcome="unknown")
    turn.change(message, "taken-back", state="unknown", provider_id="", sent_at=None, check_at=turn.now)


def _copies(turn: Turn, message: Outgoing) -> int:
    """How often the message may have left; an attempt that was throttled or never connected left nothing."""
    return sum(attempt.outgoing_id == message.id and attempt.outcome == "unknown" for attempt in turn.each(Attempt))


def _is_still_wanted(turn: Turn, message: Outgoing) -> bool:
    if message.latest_useful is not None and turn.now > message.latest_useful:
        return False
    prompt = turn.find(Prompt, message.prompt_id)
    return message.purpose in ("safety", "person", "emergency", "alert") or prompt is None or prompt.state == "open"
