"""The family voice: one text came in, what follows. The order of looking is the table at the end of this page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Literal

from dialogs.content import Content
from dialogs.forms.answers import Said
from dialogs.forms.commands import Command
from dialogs.forms.interview import Attached, Reply
from dialogs.ids import Ids
from dialogs.people import Address, Attachment, Message, Outgoing, Prompt, Walk
from dialogs.reading.text import plain
from dialogs.snapshot import Snapshot, Turn
from dialogs.turns import (
    again,
    askback,
    brake,
    consent,
    danger,
    handoff,
    homecoming,
    interviews,
    privacy,
    promises,
    prompts,
    questions,
    strangers,
    visits,
)
from dialogs.turns.hearing import Heard, Hearing
from dialogs.turns.speaking import children_of, names, say, send

#: "Thanks" within this time of a person's reply does not make anybody wait again.
_THANKS_FOR = timedelta(hours=24)


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
    if danger.emergency(hearing):
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


def _exact_visit(hearing: Hearing) -> bool:
    """A visit's open question takes what fits it exactly, even while a person holds the thread."""
    turn, contact = hearing.turn, hearing.contact
    prompt = prompts.open_prompt(turn, contact)
    if prompt is None or prompt.kind not in ("visit", "happened", "missed") or prompt.state != "open":
        return False
    code = _chosen_option(hearing, prompt)
    if not code or (hearing.thread.owner_kind == "human" and _is_to_the_person(hearing, prompt)):
        return False
    if not askback.ask_back(hearing, prompt):
        visits.answer(hearing, prompt, code)
    return True


def _chosen_option(hearing: Hearing, prompt: Prompt) -> str:
    if hearing.heard.button:
        return hearing.heard.button if hearing.heard.prompt_id == prompt.id else ""
    return prompts.read_option(prompt, hearing.text, hearing.contact, hearing.content)


def _is_to_the_person(hearing: Hearing, prompt: Prompt) -> bool:
    """ "Yes" or "ok" after a person wrote answers that person, not the reminder before."""
    last = hearing.thread.last_staff_at
    if last is None or prompt.opened_at is None or last < prompt.opened_at or hearing.heard.button:
        return False
    options = hearing.content.keywords.options.values()
    bare = {plain(word) for words in options for code in ("yes", "no") for word in words.get(code, ())}
    return plain(hearing.text) in bare


def _held_by_person(hearing: Hearing) -> bool:
    """A person talks with the family: the text is theirs. "Thanks" does not make anybody wait again."""
    if hearing.thread.owner_kind != "human" or hearing.heard.button:
        return False
    if _goes_on(hearing):
        return True
    if not _is_thanks(hearing):
        handoff.in_their_talk(
            hearing.turn, hearing.content, hearing.contact, address=hearing.address, asks=_asks(hearing)
        )
    return True


def _asks(hearing: Hearing) -> bool:
    """A question, by its mark or its first words."""
    is_marked = any(mark in hearing.text for mark in "?¿？؟")
    return is_marked or hearing.content.commands.opens_question(hearing.text, hearing.contact.language)


def _goes_on(hearing: Hearing) -> bool:
    """GO ON, before anybody on the staff took the talk up: the interview goes on, and a call that was asked for stays.
    Later the words may as well be for that person."""
    turn, contact, content, thread = hearing.turn, hearing.contact, hearing.content, hearing.thread
    walk = interviews.open_walk(turn, contact)
    order = content.commands.find(hearing.text, contact.language)
    if thread.owner_id is not None or thread.urgent or contact.silence or walk is None:
        return False
    if walk.status != "paused" or walk.interview.mode != "text" or order is None or order.command is not Command.GO_ON:
        return False
    handoff.to_bot(turn, contact, "went-on")
    interviews.resume(turn, content, walk, address=hearing.address)
    return True


def _is_thanks(hearing: Hearing) -> bool:
    last, is_waiting = hearing.thread.last_staff_at, hearing.thread.waiting_since is not None
    if last is None or is_waiting or hearing.turn.now - last > _THANKS_FOR:
        return False
    return hearing.content.keywords.means(hearing.text, "thanks")


def _commands(hearing: Hearing) -> bool:
    """What works at any time: another language, thanks, a person."""
    turn, contact, content = hearing.turn, hearing.contact, hearing.content
    if hearing.heard.button:
        return False
    prompt = prompts.open_prompt(turn, contact)
    language = content.keywords.language(hearing.text)
    is_known = language is not None and language in content.wording.languages
    # Whoever is asked "which language?" in their own answers with its name.
    if language is not None and is_known and (prompt is None or language != contact.language.partition("-")[0]):
        _speak(hearing, language)
        return True
    if prompt is None and content.keywords.means(hearing.text, "thanks"):
        # Nothing is being asked: a courtesy to the bot makes nobody wait.
        return True
    if content.keywords.means(hearing.text, "person") and (prompt is None or prompt.kind != questions.QUESTION):
        child = children_of(turn, contact)
        handoff.person_wanted(turn, contact, child_id=child[0].id if len(child) == 1 else None)
        coming = content.wording.say(contact.language, "person-coming", **names(turn, contact))
        told = handoff.told_once(turn, content, contact)
        send(turn, contact, f"{coming} {told}", "reply", key="person-coming", address=hearing.address)
        return True
    return False


def _speak(hearing: Hearing, language: str) -> None:
    """Another language from now on; the open question is asked again in it."""
    turn, content = hearing.turn, hearing.content
    contact = turn.change(hearing.contact, "language-changed", language=language)
    before = content.wording.say(language, "language-changed", **names(turn, contact))
    walk = interviews.open_walk(turn, contact)
    prompt = prompts.open_prompt(turn, contact)
    if walk is not None and prompt is not None and prompt.interview_id == walk.id:
        interviews.speak(turn, content, walk, language)
        interviews.ask_again(turn, content, turn.get(Walk, walk.id), address=hearing.address, before=before)
        return
    if walk is not None:
        interviews.speak(turn, content, walk, language)
    if prompt is not None and prompt.kind in _ASKED_AGAIN:
        prompts.close(turn, prompt, "withdrawn")
        key, purpose = _ASKED_AGAIN[prompt.kind]
        prompts.ask(
            turn, content, contact, prompt.kind, key, purpose, address=hearing.address, before=before, held=prompt.held
        )
    elif prompt is not None and prompt.appointment_id is not None:
        visits.ask_again(turn, content, contact, prompt, address=hearing.address, before=before)
    else:
        send(turn, contact, before, "reply", key="language-changed", address=hearing.address)


#: Fixed questions that a change of language asks again: their wording and purpose.
_ASKED_AGAIN = {
    "consent": ("invite", "reply"),
    "detail": ("detail", "reply"),
    "ambiguous_stop": ("ambiguous-stop", "stop"),
    "amber": ("danger-amber", "safety"),
}


def _button(hearing: Hearing) -> bool:
    """A button is exact: it belongs to one prompt. A stale one is said to be stale."""
    heard, turn = hearing.heard, hearing.turn
    if not heard.button:
        return False
    prompt = turn.find(Prompt, heard.prompt_id)
    if prompt is None or prompt.contact_id != hearing.contact.id or not _may_press(hearing, prompt):
        before = hearing.content.wording.say(hearing.contact.language, "stale-button", **names(turn, hearing.contact))
        walk = interviews.open_walk(turn, hearing.contact)
        if walk is not None and walk.status == "in-progress":
            interviews.ask_again(turn, hearing.content, walk, address=hearing.address, before=before)
        else:
            send(turn, hearing.contact, before, "reply", key="stale-button", address=hearing.address)
        return True
    _answer(hearing, prompt, heard.button)
    return True


def _may_press(hearing: Hearing, prompt: Prompt) -> bool:
    return prompt.state in ("open", "queued") or (prompt.state == "superseded" and askback.is_alive(hearing, prompt))


def _open_prompt(hearing: Hearing) -> bool:
    """The one thing that is being asked."""
    turn, contact = hearing.turn, hearing.contact
    if _appended(hearing):
        return True
    prompt = prompts.open_prompt(turn, contact)
    if prompt is None:
        return _resting(hearing) or _pushed_aside(hearing) or again.cannot_come(hearing)
    if prompt.kind == questions.QUESTION:
        walk = turn.find(Walk, prompt.interview_id)
        if walk is None:
            return False
        if not askback.ask_back(hearing, prompt):
            _answer_interview(hearing, walk, _reply_of(hearing))
        return True
    if prompt.kind in prompts.WORDS:
        visits.words_answered(hearing, prompt)
        return True
    code = _chosen_option(hearing, prompt)
    if not code:
        return _remarked(hearing, prompt) or _unfit(hearing, prompt)
    if not askback.ask_back(hearing, prompt):
        _answer(hearing, prompt, code)
    return True


def _remarked(hearing: Hearing, prompt: Prompt) -> bool:
    """ "Yes, but the ride is not sure" about a visit: the yes counts, and all of it goes to a person."""
    turn, contact, content = hearing.turn, hearing.contact, hearing.content
    if prompt.kind not in ("visit", "happened", "missed"):
        return False
    code = prompts.read_remarked(prompt, hearing.text, contact, content)
    if not code:
        return False
    visits.answer(hearing, prompt, code, before=handoff.told_once(turn, content, contact))
    return True


def _resting(hearing: Hearing) -> bool:
    """No prompt, but an interview that rests: only a command takes it up again, never a passing "ok"."""
    walk = interviews.open_walk(hearing.turn, hearing.contact)
    if walk is None or walk.status != "paused" or not interviews.is_resting_offer(walk):
        return False
    order = hearing.content.commands.find(hearing.text, hearing.contact.language)
    if order is None or order.command not in (Command.GO_ON, Command.PERSON):
        return False
    _answer_interview(hearing, walk, _reply_of(hearing))
    return True


def _pushed_aside(hearing: Hearing) -> bool:
    """Nothing is open, but a reminder that was pushed aside in the last day fits exactly."""
    for prompt in prompts.superseded(hearing.turn, hearing.contact):
        is_asked = prompt.kind in ("visit", "happened", "missed") and askback.is_alive(hearing, prompt)
        code = _chosen_option(hearing, prompt) if is_asked else ""
        if code:
            _answer(hearing, prompt, code)
            return True
    return False


def _appended(hearing: Hearing) -> bool:
    """More words before the next question has left belong to the answer in words before it."""
    turn, contact = hearing.turn, hearing.contact
    walk = interviews.open_walk(turn, contact)
    if walk is None or walk.status != "in-progress" or not walk.interview.answers:
        return False
    waiting = next(
        (row for row in turn.each(Outgoing) if row.contact_id == contact.id and row.state == "queued"
         and row.purpose == "question" and row.not_before > turn.now), None,
    )  # fmt: skip
    prompt = turn.find(Prompt, waiting.prompt_id) if waiting else None
    if waiting is None or prompt is None or prompt.interview_id != walk.id or prompt.state != "queued":
        return False
    given = [answer for answer in walk.interview.answers if not answer.is_computed]
    last = max(given, key=lambda answer: answer.at)
    gather = timedelta(seconds=turn.program.policies.gather_text_seconds)
    if turn.now - last.at > gather or hearing.content.commands.find(hearing.text, contact.language) is not None:
        return False
    if hearing.text.strip().endswith(("?", "？", "؟")):
        return False
    if hearing.heard.attachments or not isinstance(last.value, Said):
        # What came along answers no question that they have not seen yet: a person looks at it.
        handoff.needs_reply(turn, contact, is_asked=False)
        return True
    interviews.add_words(turn, hearing.content, walk, last.link_id, hearing.text, hearing.heard.message_id)
    turn.change(turn.get(Outgoing, waiting.id), "gathered", not_before=turn.now + gather)
    return True


def _unfit(hearing: Hearing, prompt: Prompt) -> bool:
    """A text that fits no option of a fixed question: the interview's answer where a reminder broke in; else it is for
    a person, and the question stays open."""
    turn, contact = hearing.turn, hearing.contact
    walk = interviews.open_walk(turn, contact)
    if walk is not None and walk.status == "in-progress" and prompt.kind in prompts.OF_A_VISIT:
        _answer_interview(hearing, walk, _reply_of(hearing))
    elif hearing.thread.receipt_sent or not brake.count_unclear(hearing):
        # Where nothing more is answered there is no exchange that a brake would have to end.
        handoff.to_person(turn, hearing.content, contact, address=hearing.address)
    return True


def _reply_of(hearing: Hearing) -> Reply:
    attached = tuple(
        Attached(url, _kind(content_type), content_type) for url, content_type in hearing.heard.attachments
    )
    return Reply(text=hearing.text, attachments=attached)


def _kind(content_type: str) -> Literal["voice", "photo", "document"]:
    if content_type.startswith("audio/"):
        return "voice"
    return "photo" if content_type.startswith("image/") else "document"


def _answer_interview(hearing: Hearing, walk: Walk, reply: Reply) -> None:
    """Hand a reply to the engine; what is not understood counts for the brake and, twice, is sent on after an hour."""
    turn, content = hearing.turn, hearing.content
    step = interviews.step_of(turn, content, walk, reply, address=hearing.address)
    is_unclear = interviews.is_unclear(walk, step)
    if is_unclear and not hearing.heard.button and content.keywords.means(hearing.text, "thanks"):
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


def _answer(hearing: Hearing, prompt: Prompt, code: str) -> None:
    """An option of a prompt was chosen, by button or in words."""
    turn = hearing.turn
    match prompt.kind:
        case "question":
            walk = turn.find(Walk, prompt.interview_id)
            if walk is not None:
                _answer_interview(hearing, walk, questions.button_reply(prompt, code))
        case "consent":
            consent.consent_answered(hearing, prompt, code)
        case "detail":
            consent.detail_answered(hearing, prompt, code)
        case "amber":
            danger.answered(hearing, prompt, code)
        case "ambiguous_stop":
            consent.ambiguous_answered(hearing, prompt, code)
        case "which_one":
            _answer_chosen(hearing, prompt, code)
        case _:
            visits.answer(hearing, prompt, code)


def _answer_chosen(hearing: Hearing, prompt: Prompt, code: str) -> None:
    """Which of the two questions the bare digit was for: answer that one with it."""
    chosen = askback.chosen(hearing, prompt, code)
    if chosen is None:
        return
    if chosen.kind == questions.QUESTION:
        walk = hearing.turn.find(Walk, chosen.interview_id)
        if walk is not None:
            _answer_interview(hearing, walk, askback.reply_for(chosen, prompt.held))
        return
    _answer(hearing, chosen, chosen.options[int(plain(prompt.held)) - 1].code)


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
    danger.emergency,
    consent.look_at_silence,
    consent.look_at_doubt,
    _edited,
    homecoming.look,
    _exact_visit,
    _held_by_person,
    again.said_again,
    _commands,
    _button,
    _open_prompt,
    _to_person,
)
