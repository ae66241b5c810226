"""The family voice: one text came in, what follows. The order of looking is the table at the end of this page."""

from __future__ import annotations

from collections.abc import Callable

from dialogs.content import Content
from dialogs.ids import Ids
from dialogs.rows.messages import Attachment, Message
from dialogs.rows.people import Address
from dialogs.snapshot import Snapshot, Turn
from dialogs.turns import (
    again,
    anytime,
    brake,
    consent,
    danger,
    emergency,
    handoff,
    held,
    homecoming,
    interviews,
    open_question,
    privacy,
    prompts,
    strangers,
)
from dialogs.turns.hearing import Heard, Hearing
from dialogs.turns.speaking import say


def take_turn(snapshot: Snapshot, heard: Heard, content: Content, ids: Ids) -> Turn:
    """What follows from one text. `heard.at` is when it came; the turn's now."""
    turn = Turn(snapshot, heard.at, ids)
    hearing = Hearing(turn, heard, content)
    _keep(turn, heard, is_private=privacy.is_private(turn, heard, content))
    if heard.contact_id is None:
        strangers.answer(hearing)
        return turn
    _note_on_thread(hearing)
    for look in ORDER:
        if look(hearing):
            break
    return turn


def stumble(snapshot: Snapshot, heard: Heard, content: Content, ids: Ids) -> Turn:
    """What follows when the voice itself failed: the text is kept and marked, a person reads it. Danger and opting out
    still count; should that fail as well, the text at least is kept."""
    try:
        turn = Turn(snapshot, heard.at, ids)
        _keep(turn, heard, is_private=privacy.is_private(turn, heard, content), mark="voice-failed")
        if heard.contact_id is not None:
            _answer_stumbling(Hearing(turn, heard, content))
    except Exception:
        turn = Turn(snapshot, heard.at, ids)
        _keep(turn, heard, is_private=heard.contact_id is not None, mark="voice-failed")
    return turn


def _answer_stumbling(hearing: Hearing) -> None:
    _note_on_thread(hearing)
    if emergency.look(hearing):
        return
    match hearing.heard.screened.kind:
        case "red" | "red_discreet" | "death" as kind:
            danger.sound(hearing, kind)
            return
        case "amber":
            handoff.open_item(hearing.turn, hearing.contact, "amber", "same_day", "")
        case "none":
            pass
    if consent.look(hearing) or consent.look_at_silence(hearing):
        return
    handoff.needs_reply(hearing.turn, hearing.contact, is_asked=False)
    if not brake.is_quiet(hearing):
        say(hearing.turn, hearing.content, hearing.contact, "got-it", "reply", address=hearing.address)


def _keep(turn: Turn, heard: Heard, *, is_private: bool, mark: str = "") -> None:
    turn.add(
        Message(
            id=heard.message_id,
            contact_id=heard.contact_id,
            line_id=heard.line_id,
            address=heard.address,
            provider_id=heard.provider_id,
            text=heard.text,
            at=heard.at,
            attachments=heard.attachments,
            mark=mark or ("edited" if heard.is_edit else "" if heard.contact_id else "unknown-sender"),
            screened="" if heard.screened.kind == "none" else heard.screened.kind,
            prompt_id=heard.prompt_id,
            is_private=is_private,
        ),
        "message-heard",
    )
    # A stranger's files are not fetched: nobody could open them.
    for source, content_type in heard.attachments if heard.contact_id else ():
        turn.add(Attachment(next(turn.ids), heard.message_id, content_type, source, heard.at), "file-came")


def _note_on_thread(hearing: Hearing) -> None:
    """Staff see it; whoever said "loss" or "failing" of the address before is now known to be there."""
    turn, heard = hearing.turn, hearing.heard
    turn.change(hearing.thread, "heard", last_in_at=heard.at, last_in_id=heard.message_id)
    if hearing.address.state == "failing":
        turn.change(turn.get(Address, hearing.address.id), "reached-again", state="", failures=0)


def _edited(hearing: Hearing) -> bool:
    """An edited text changes nothing that is recorded: a person compares. The family hears so, and what is being asked
    is asked again."""
    turn, contact, content = hearing.turn, hearing.contact, hearing.content
    if not hearing.heard.is_edit:
        return False
    walk, prompt = interviews.open_walk(turn, contact), prompts.open_prompt(turn, contact)
    if hearing.thread.owner_kind == "human":
        handoff.in_their_talk(turn, content, contact, address=hearing.address)
    elif walk is not None and prompt is not None and prompt.interview_id == walk.id:
        told = handoff.told_once(turn, content, contact)
        interviews.ask_again(turn, content, walk, address=hearing.address, before=told)
    else:
        handoff.to_person(turn, content, contact, address=hearing.address)
    return True


def _to_person(hearing: Hearing) -> bool:
    """Nothing else it could be: it is for a person."""
    if brake.is_quiet(hearing):
        return True
    handoff.to_person(hearing.turn, hearing.content, hearing.contact, address=hearing.address)
    return True


Look = Callable[[Hearing], bool]
#: The order of looking (policies §1). The first that deals with the text ends the search.
ORDER: tuple[Look, ...] = (
    danger.look,
    consent.look,
    emergency.look,
    consent.look_at_silence,
    consent.look_at_doubt,
    _edited,
    homecoming.look,
    open_question.exact_visit,
    held.look,
    again.said_again,
    anytime.look,
    open_question.button,
    open_question.open_prompt,
    _to_person,
)
