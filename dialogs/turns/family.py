"""The family voice: one text came in, what follows. The order of looking is the table at the end of this page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from dialogs.content import Content
from dialogs.forms.interview import Attached, Reply
from dialogs.ids import Ids
from dialogs.people import Address, Message, Outgoing, Prompt, Thread, Walk
from dialogs.snapshot import Snapshot, Turn
from dialogs.turns import consent, danger, handoff, interviews, promises, prompts, strangers, visits
from dialogs.turns.hearing import Heard, Hearing
from dialogs.turns.speaking import names, say

#: "Thanks" within this time of a person's reply does not make anybody wait again.
_THANKS_FOR = timedelta(hours=24)
_SAME_TEXT_WITHIN = timedelta(minutes=1)


def take_turn(snapshot: Snapshot, heard: Heard, content: Content, ids: Ids) -> Turn:
    """What follows from one text. `heard.at` is when it came; the turn's now."""
    turn = Turn(snapshot, heard.at, ids)
    hearing = Hearing(turn, heard, content)
    _keep(turn, heard)
    if heard.contact_id is None:
        strangers.answer(hearing)
        return turn
    _note_on_thread(hearing)
    for look in ORDER:
        if look(hearing):
            break
    return turn


def stumble(snapshot: Snapshot, heard: Heard, content: Content, ids: Ids) -> Turn:
    """What follows when the voice itself failed: the text is kept and marked, a person reads it, danger still counts."""
    turn = Turn(snapshot, heard.at, ids)
    hearing = Hearing(turn, heard, content)
    _keep(turn, heard, mark="voice-failed")
    if heard.contact_id is None:
        return turn
    if heard.screened.kind in ("red", "red_discreet", "death"):
        danger.sound(hearing, heard.screened.kind)
        return turn
    say(turn, content, hearing.contact, "got-it", "reply", address=hearing.address)
    handoff.needs_reply(turn, hearing.contact, is_asked=False)
    return turn


def _keep(turn: Turn, heard: Heard, mark: str = "") -> None:
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
        ),
        "message-heard",
    )


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
    code = _pressed(hearing, prompt) or prompts.read_option(prompt, hearing.text, contact, hearing.content)
    if not code or _ask_back(hearing, prompt):
        return bool(code)
    visits.answer(hearing, prompt, code)
    return True


def _pressed(hearing: Hearing, prompt: Prompt) -> str:
    return hearing.heard.button if hearing.heard.prompt_id == prompt.id else ""


def _ask_back(hearing: Hearing, prompt: Prompt) -> bool:
    """A bare digit that also fits what was asked before, and pushed aside unanswered: which one is it for?"""
    turn, contact, content = hearing.turn, hearing.contact, hearing.content
    if hearing.heard.button or not prompts.is_bare_digit(hearing.text):
        return False
    for other in prompts.superseded(turn, contact):
        if other.id == prompt.id or not _is_alive(turn, other):
            continue
        first = _meaning(hearing, prompt)
        second = _meaning(hearing, other)
        if first and second:
            options = (prompts.Option(f"{prompt.id.hex}", first), prompts.Option(f"{other.id.hex}", second))
            asked = prompts.new_prompt(turn, contact, "which_one", options, held=hearing.text)
            say(
                turn, content, contact, "which-one", "reply", address=hearing.address, prompt=asked, first=first,
                second=second,
            )  # fmt: skip
            return True
    return False


def _is_alive(turn: Turn, prompt: Prompt) -> bool:
    walk = turn.find(Walk, prompt.interview_id)
    return prompt.interview_id is None or (walk is not None and walk.status == "in-progress")


def _meaning(hearing: Hearing, prompt: Prompt) -> str:
    """What the bare digit would mean to a prompt, in words; '' when it fits none of its options."""
    number = int(prompts.plain(hearing.text))
    if not 0 < number <= len(prompt.options):
        return ""
    label = prompt.options[number - 1].label
    what = "visit" if prompt.kind in prompts.OF_A_VISIT else "question"
    topic = hearing.content.wording.say(hearing.contact.language, f"about-the-{what}")
    return f"{topic}: {label}"


def _held_by_person(hearing: Hearing) -> bool:
    """A person talks with the family: the text is theirs."""
    if hearing.thread.owner_kind != "human" or hearing.heard.button:
        return False
    handoff.needs_reply(hearing.turn, hearing.contact, is_asked=False)
    return True


def _commands(hearing: Hearing) -> bool:
    """What works at any time: another language, thanks, a person."""
    turn, contact, content = hearing.turn, hearing.contact, hearing.content
    if hearing.heard.button:
        return False
    language = content.keywords.language(hearing.text)
    if language is not None and language in content.wording.languages:
        _speak(hearing, language)
        return True
    if prompts.open_prompt(turn, contact) is None and content.keywords.means(hearing.text, "thanks"):
        last = hearing.thread.last_staff_at
        if last is not None and turn.now - last <= _THANKS_FOR:
            return True
    return False


def _speak(hearing: Hearing, language: str) -> None:
    """Another language from now on; the open question is asked again in it."""
    turn, content = hearing.turn, hearing.content
    contact = turn.change(hearing.contact, "language-changed", language=language)
    before = content.wording.say(language, "language-changed", **names(turn, contact))
    walk = interviews.open_walk(turn, contact)
    prompt = prompts.open_prompt(turn, contact)
    if walk is not None and walk.status == "in-progress" and (prompt is None or prompt.interview_id == walk.id):
        interviews.speak(turn, content, walk, language)
        interviews.ask_again(turn, content, turn.get(Walk, walk.id), address=hearing.address, before=before)
    elif prompt is not None and prompt.kind in _ASKED_AGAIN:
        prompts.ask(
            turn, content, contact, prompt.kind, _ASKED_AGAIN[prompt.kind], "reply", address=hearing.address,
            before=before, held=prompt.held,
        )  # fmt: skip
    else:
        say(turn, content, contact, "plain", "reply", address=hearing.address, text=before)


#: Fixed questions that a change of language asks again: their wording.
_ASKED_AGAIN = {"consent": "invite", "detail": "detail", "ambiguous_stop": "ambiguous-stop"}


def _button(hearing: Hearing) -> bool:
    """A button is exact: it belongs to one prompt. A stale one is said to be stale."""
    heard, turn = hearing.heard, hearing.turn
    if not heard.button:
        return False
    prompt = turn.find(Prompt, heard.prompt_id)
    if prompt is None or prompt.contact_id != hearing.contact.id or not _may_press(turn, prompt):
        before = hearing.content.wording.say(hearing.contact.language, "stale-button", **names(turn, hearing.contact))
        walk = interviews.open_walk(turn, hearing.contact)
        if walk is not None and walk.status == "in-progress":
            interviews.ask_again(turn, hearing.content, walk, address=hearing.address, before=before)
        else:
            say(turn, hearing.content, hearing.contact, "plain", "reply", address=hearing.address, text=before)
        return True
    _answer(hearing, prompt, heard.button)
    return True


def _may_press(turn: Turn, prompt: Prompt) -> bool:
    return prompt.state in ("open", "queued") or (prompt.state == "superseded" and _is_alive(turn, prompt))


def _open_prompt(hearing: Hearing) -> bool:
    """The one thing that is being asked."""
    turn, contact = hearing.turn, hearing.contact
    if _appended(hearing):
        return True
    prompt = prompts.open_prompt(turn, contact)
    if prompt is None:
        return _resting(hearing)
    if prompt.kind == interviews.QUESTION:
        walk = turn.find(Walk, prompt.interview_id)
        if walk is None:
            return False
        if _ask_back(hearing, prompt):
            return True
        _answer_interview(hearing, walk, _reply_of(hearing))
        return True
    if prompt.kind in prompts.WORDS:
        visits.words_answered(hearing, prompt)
        return True
    code = prompts.read_option(prompt, hearing.text, contact, hearing.content)
    if not code:
        return _unfit(hearing, prompt)
    if not _ask_back(hearing, prompt):
        _answer(hearing, prompt, code)
    return True


def _resting(hearing: Hearing) -> bool:
    """No prompt, but an interview that rests: "go on" takes it up again."""
    walk = interviews.open_walk(hearing.turn, hearing.contact)
    if walk is None or walk.status != "paused" or not interviews.is_resting_offer(walk):
        return False
    _answer_interview(hearing, walk, _reply_of(hearing))
    return True


def _appended(hearing: Hearing) -> bool:
    """More words before the next question has left belong to the answer in words before it."""
    turn, contact = hearing.turn, hearing.contact
    walk = interviews.open_walk(turn, contact)
    if walk is None or walk.status != "in-progress" or hearing.heard.attachments or not walk.interview.answers:
        return False
    waiting = next(
        (row for row in turn.each(Outgoing) if row.contact_id == contact.id and row.state == "queued"
         and row.purpose == "question" and row.not_before > turn.now), None,
    )  # fmt: skip
    prompt = turn.find(Prompt, waiting.prompt_id) if waiting else None
    if waiting is None or prompt is None or prompt.interview_id != walk.id or prompt.state != "queued":
        return False
    last = walk.interview.answers[-1]
    if hearing.content.commands.find(hearing.text, contact.language) is not None:
        return False
    interviews.add_words(turn, hearing.content, walk, last.link_id, hearing.text, hearing.heard.message_id)
    gather = timedelta(seconds=turn.program.policies.gather_text_seconds)
    turn.change(turn.get(Outgoing, waiting.id), "gathered", not_before=turn.now + gather)
    return True


def _unfit(hearing: Hearing, prompt: Prompt) -> bool:
    """A text that fits no option of a fixed question: to a person; the question stays open."""
    if _brake(hearing):
        return True
    handoff.to_person(hearing.turn, hearing.content, hearing.contact, address=hearing.address)
    return True


def _reply_of(hearing: Hearing) -> Reply:
    attached = tuple(Attached(url, _kind(content_type)) for url, content_type in hearing.heard.attachments)
    return Reply(text=hearing.text, attachments=attached)


def _kind(content_type: str) -> str:
    if content_type.startswith("audio/"):
        return "voice"
    return "photo" if content_type.startswith("image/") else "document"


def _answer_interview(hearing: Hearing, walk: Walk, reply: Reply) -> None:
    """Hand a reply to the engine, with the brake on what is not understood."""
    turn, content = hearing.turn, hearing.content
    before = len(walk.interview.unclear)
    if before and _brake(hearing):
        return
    moved = interviews.answer(turn, content, walk, reply, address=hearing.address, message_id=hearing.heard.message_id)
    promises.clear(turn, hearing.contact, "unclear_sent_on")
    if len(moved.interview.unclear) > before:
        _count_unclear(hearing)
        if len(moved.interview.unclear) >= 2:
            hours = turn.program.policies.unclear_sent_on_hours
            promises.promise(
                turn, hearing.contact, "unclear_sent_on", turn.now + timedelta(hours=hours), interview_id=walk.id
            )


def _count_unclear(hearing: Hearing) -> Thread:
    thread, turn = hearing.thread, hearing.turn
    span = timedelta(minutes=turn.program.policies.brake_minutes)
    is_fresh = thread.unclear_since is None or turn.now - thread.unclear_since > span
    return turn.change(
        thread, "unclear", unclear_since=turn.now if is_fresh else thread.unclear_since,
        unclear_count=1 if is_fresh else thread.unclear_count + 1, last_unclear=hearing.text[:200],
    )  # fmt: skip


def _brake(hearing: Hearing) -> bool:
    """An auto-replier is answering us: go quiet, tell staff, once."""
    turn, thread, policies = hearing.turn, hearing.thread, hearing.turn.program.policies
    if thread.braked_until is not None and turn.now < thread.braked_until:
        return True
    same = (
        thread.last_unclear == hearing.text[:200]
        and thread.unclear_since is not None
        and turn.now - thread.unclear_since <= _SAME_TEXT_WITHIN
    )
    many = thread.unclear_count > policies.unclear_exchanges_brake
    if not (same or many):
        _count_unclear(hearing)
        return False
    turn.change(thread, "braked", braked_until=turn.now + timedelta(hours=1))
    handoff.needs_reply(turn, hearing.contact, is_asked=False)
    handoff.open_item(turn, hearing.contact, "auto_reply", "request", "")
    return True


def _answer(hearing: Hearing, prompt: Prompt, code: str) -> None:
    """An option of a prompt was chosen, by button or in words."""
    turn = hearing.turn
    match prompt.kind:
        case "question":
            walk = turn.find(Walk, prompt.interview_id)
            if walk is not None:
                _answer_interview(hearing, walk, interviews.button_reply(prompt, code))
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
    turn = hearing.turn
    prompts.close(turn, prompt, "answered")
    chosen = next((found for found in turn.each(Prompt) if found.id.hex == code), None)
    if chosen is None:
        return
    number = int(prompts.plain(prompt.held))
    if chosen.kind == interviews.QUESTION:
        walk = turn.find(Walk, chosen.interview_id)
        if walk is not None:
            _answer_interview(hearing, walk, interviews.button_reply(chosen, str(number)))
        return
    _answer(hearing, chosen, chosen.options[number - 1].code)


def _edited(hearing: Hearing) -> bool:
    """An edited text corrects the answer to the question that is still open; any other is a note to staff."""
    if not hearing.heard.is_edit:
        return False
    handoff.needs_reply(hearing.turn, hearing.contact, is_asked=False)
    return True


def _to_person(hearing: Hearing) -> bool:
    """Nothing else it could be: it is for a person."""
    if hearing.turn.now < (hearing.thread.braked_until or hearing.turn.now):
        return True
    handoff.to_person(hearing.turn, hearing.content, hearing.contact, address=hearing.address)
    return True


Look = Callable[[Hearing], bool]
#: The order of looking (policies §1). The first that deals with the text ends the search.
ORDER: tuple[Look, ...] = (
    danger.look,
    consent.look,
    danger.emergency,
    _edited,
    _exact_visit,
    _held_by_person,
    _commands,
    _button,
    _open_prompt,
    _to_person,
)
