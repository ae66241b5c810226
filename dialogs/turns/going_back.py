"""Back, or "change 2", where no question is open: the part that was just finished is opened again at that question."""

from __future__ import annotations

from dialogs.content import Content
from dialogs.forms.commands import Command
from dialogs.forms.interview import Reply
from dialogs.rows.desk import Thread
from dialogs.rows.interviews import Walk
from dialogs.turns import interviews
from dialogs.turns.hearing import Hearing
from dialogs.turns.speaking import names

_BACK = frozenset({Command.BACK, Command.CORRECT})


def asks_back(text: str, language: str, content: Content) -> bool:
    """Whether a text asks for it: then the voice must know the interviews that were completed."""
    order = content.commands.find(text, language)
    return order is not None and order.command in _BACK


def from_offer(hearing: Hearing, walk: Walk) -> bool:
    """At the offer of a part that nobody has begun: back into the part before it, of the same sitting; the offer comes
    again when that is done. Where there is none, the family hears so and is offered the part once more."""
    turn, contact, content = hearing.turn, hearing.contact, hearing.content
    if not _is_back(hearing) or not interviews.is_resting_offer(walk) or walk.interview.trail:
        return False
    before = _part_before(hearing, walk)
    if before is None:
        said = content.wording.say(contact.language, "nothing-to-correct", **names(turn, contact))
        interviews.ask_again(turn, content, walk, address=hearing.address, before=said)
    else:
        interviews.end(turn, content, walk)
        _open_again(hearing, before)
    return True


def after_the_end(hearing: Hearing) -> bool:
    """After the last question of all: only where their text before this one was its answer."""
    if not _is_back(hearing):
        return False
    before: Thread | None = hearing.turn.snapshot.rows[Thread].get(hearing.thread.id)
    done = [walk for walk in _completed(hearing) if before is not None and walk.changed_at == before.last_in_at]
    if not done:
        return False
    _open_again(hearing, done[-1])
    return True


def _is_back(hearing: Hearing) -> bool:
    return not hearing.heard.button and asks_back(hearing.text, hearing.contact.language, hearing.content)


def _part_before(hearing: Hearing, walk: Walk) -> Walk | None:
    done = [
        other
        for other in _completed(hearing)
        if other.child_id == walk.child_id and other.then[:1] == (walk.form,) and other.changed_at <= walk.started_at
    ]
    return max(done, key=lambda other: other.changed_at, default=None)


def _completed(hearing: Hearing) -> list[Walk]:
    """Those of this contact that were answered by text, with something to go back to."""
    own = (walk for walk in hearing.turn.each(Walk) if walk.contact_id == hearing.contact.id)
    return [
        walk for walk in own if walk.status == "completed" and walk.interview.mode == "text" and walk.interview.trail
    ]


def _open_again(hearing: Hearing, walk: Walk) -> None:
    """Staff who have read it read it again."""
    turn, content = hearing.turn, hearing.content
    walk = turn.change(walk, "opened-again", read_at=None, read_by=None)
    reply = Reply(text=hearing.text)
    interviews.answer(turn, content, walk, reply, address=hearing.address, message_id=hearing.heard.message_id)
