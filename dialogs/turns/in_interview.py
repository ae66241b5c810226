"""An interview that a text may be for: answered, added to before its next question left, taken up where it rests."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from dialogs.forms.answers import Said
from dialogs.forms.commands import Command
from dialogs.forms.happenings import NotAnAnswer
from dialogs.forms.interview import Attached, Reply
from dialogs.reading.outcome import Certain
from dialogs.reading.yes_no import read_yes_no
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Outgoing, Prompt
from dialogs.turns import (
    brake,
    going_back,
    handoff,
    interviews,
    promises,
    prompts,
)
from dialogs.turns.hearing import Hearing
from dialogs.turns.speaking import queued

#: Of an interview that rests.
_TAKING_UP = frozenset({Command.GO_ON, Command.BACK, Command.PERSON, Command.LATER, Command.NOT_NOW})


def answer(hearing: Hearing, walk: Walk, reply: Reply | None = None) -> None:
    """Hand a reply to the engine; what is not understood counts for the brake and, twice, is sent on after an hour.

    reply: a button's, or what was set aside; None for the text itself.
    """
    turn, content = hearing.turn, hearing.content
    if reply is None and going_back.from_offer(hearing, walk):
        return
    step = interviews.step_of(turn, content, walk, reply or _reply_of(hearing), address=hearing.address)
    is_unclear = interviews.is_unclear(walk, step)
    is_nothing = is_unclear or any(isinstance(entry, NotAnAnswer) for entry in step.happenings)
    if is_nothing and not hearing.heard.button and content.keywords.says(hearing.text, "thanks"):
        # "Thanks" for what was just said: the question stays as it is.
        return
    if is_unclear and brake.count_unclear(hearing):
        return
    if not is_unclear:
        brake.understood(hearing)
    moved = interviews.follow(turn, content, walk, step, address=hearing.address, message_id=hearing.heard.message_id)
    promises.clear(turn, hearing.contact, "unclear_sent_on")
    if is_unclear and len(moved.interview.unclear) >= 2:
        hours = turn.program.policies.unclear_sent_on_hours
        promises.promise(
            turn, hearing.contact, "unclear_sent_on", turn.now + timedelta(hours=hours), interview_id=walk.id
        )


def appended(hearing: Hearing) -> bool:
    """More words before the next question has left belong to the answer in words before it."""
    turn, contact = hearing.turn, hearing.contact
    walk = interviews.open_walk(turn, contact)
    if walk is None or walk.status != "in-progress":
        return False
    waiting = next(
        (row for row in queued(turn, contact) if row.purpose == "question" and row.not_before > turn.now), None
    )
    prompt = turn.find(Prompt, waiting.prompt_id) if waiting else None
    if waiting is None or prompt is None or prompt.interview_id != walk.id or prompt.state != "queued":
        return False
    last = walk.interview.last_given
    gather = timedelta(seconds=turn.program.policies.gather_text_seconds)
    if last is None or turn.now - last.at > gather or hearing.text.strip().endswith(("?", "？", "؟")):
        return False
    if hearing.content.commands.find(hearing.text, contact.language) is not None:
        return False
    if hearing.heard.attachments or not isinstance(last.value, Said):
        # What came along answers no question that they have not seen yet: a person looks at it.
        handoff.needs_reply(turn, contact, is_asked=False)
        return True
    interviews.add_words(turn, hearing.content, walk, last.link_id, hearing.text, hearing.heard.message_id)
    turn.change(turn.get(Outgoing, waiting.id), "gathered", not_before=turn.now + gather)
    return True


def taken_up(hearing: Hearing) -> bool:
    """An interview that rests: a command takes it up again. After a passing "yes" it is offered, never begun."""
    walk = interviews.open_walk(hearing.turn, hearing.contact)
    if walk is None or walk.status != "paused" or not interviews.is_resting_offer(walk):
        return False
    order = hearing.content.commands.find(hearing.text, hearing.contact.language)
    if order is not None and order.command in _TAKING_UP:
        answer(hearing, walk)
        return True
    if not _is_passing_yes(hearing, walk):
        return False
    interviews.ask_again(hearing.turn, hearing.content, walk, address=hearing.address)
    return True


def _is_passing_yes(hearing: Hearing, walk: Walk) -> bool:
    """A yes where nothing is asked, and since "your place is kept" neither staff nor they wrote to one another."""
    turn, contact, thread = hearing.turn, hearing.contact, hearing.thread
    if any(at is not None and at > walk.changed_at for at in (thread.last_staff_at, thread.waiting_since)):
        return False
    read = read_yes_no(hearing.text, contact.language, hearing.content.words)
    return prompts.open_prompt(turn, contact) is None and read == Certain(True)


def _reply_of(hearing: Hearing) -> Reply:
    attached = tuple(
        Attached(url, _kind(content_type), content_type) for url, content_type in hearing.heard.attachments
    )
    return Reply(text=hearing.text, attachments=attached)


def _kind(content_type: str) -> Literal["voice", "photo", "document"]:
    if content_type.startswith("audio/"):
        return "voice"
    return "photo" if content_type.startswith("image/") else "document"
