"""Whether a text that comes in may be a caregiver's private answer; settled before anything is done with it."""

from __future__ import annotations

from dialogs.content import Content
from dialogs.desk.privacy import is_private_question
from dialogs.ids import Id
from dialogs.rows.desk import Thread
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Prompt
from dialogs.snapshot import Turn
from dialogs.turns.hearing import Heard

#: Whoever is called must be able to read the words of danger, and they are never taken for an answer.
_ALARMS = frozenset({"red", "red_discreet", "death"})


def is_private(turn: Turn, heard: Heard, content: Content) -> bool:
    """Whether a private question is open to whoever writes, understood or not; an edit may be of any answer."""
    if heard.contact_id is None or heard.screened.kind in _ALARMS:
        return False
    if heard.is_edit:
        return True
    if heard.prompt_id is not None:
        pressed = turn.find(Prompt, heard.prompt_id)
        # The label of a stale button says as much as a fresh one's.
        if pressed is None or _of_prompt(turn, content, pressed):
            return True
    is_in_talk = any(
        thread.contact_id == heard.contact_id and thread.owner_kind == "human" for thread in turn.each(Thread)
    )
    # While a person holds the thread nothing that was pushed aside is answered any more.
    states = ("open", "queued") if is_in_talk else ("open", "queued", "superseded")
    own = [p for p in turn.each(Prompt) if p.contact_id == heard.contact_id and p.state in states]
    return any(_of_prompt(turn, content, prompt) for prompt in own) or (
        not is_in_talk and _of_walk(turn, content, heard.contact_id, own)
    )


def _of_prompt(turn: Turn, content: Content, prompt: Prompt) -> bool:
    walk = turn.find(Walk, prompt.interview_id)
    if walk is None:
        return False
    # "Go on?" names no question: it rests at one.
    link_id = prompt.question.rpartition("/")[0] or walk.interview.position
    return is_private_question(content, walk.form, walk.version, link_id)


def _of_walk(turn: Turn, content: Content, contact_id: Id, own: list[Prompt]) -> bool:
    """An interview takes words where a reminder broke in, and words added before its next question has left."""
    for walk in turn.each(Walk):
        if walk.contact_id != contact_id or walk.status != "in-progress":
            continue
        if is_private_question(content, walk.form, walk.version, walk.interview.position):
            return True
        is_leaving = any(prompt.interview_id == walk.id and prompt.state == "queued" for prompt in own)
        last = walk.interview.last_given
        if is_leaving and last is not None and last.is_private:
            return True
    return False
