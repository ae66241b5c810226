"""Who may be written to: opting out and in, help, the first yes, and words that may mean stop or may not.

An opt-out is absolute from its commit (policies §3): what is queued is taken back, and nothing is claimed after.
"""

from __future__ import annotations

from datetime import timedelta

from dialogs.care import parts
from dialogs.content import Content
from dialogs.forms.answers import Answer, Picked
from dialogs.forms.interview import Reply
from dialogs.forms.needs import Severity
from dialogs.reading.text import plain
from dialogs.reminders.series import STANDS
from dialogs.rows.care import Appointment
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Outgoing, Prompt
from dialogs.rows.people import Address, Consent, Contact
from dialogs.snapshot import Turn
from dialogs.turns import assessment, handoff, interviews, promises, prompts
from dialogs.turns.hearing import Hearing
from dialogs.turns.hours import written_hours
from dialogs.turns.roles import has_role
from dialogs.turns.speaking import cancel_queued, children_of, names, say

#: The codes of the question pr5, by detail level.
_LEVEL_CODES = ("time-place", "clinic", "health")
#: The kinds of silence in which nothing automatic leaves, not even an answer.
SILENT = frozenset({"stop", "wrong_number", "forget", "placement"})
#: Of those, what START does not end: only a person may.
_FOR_GOOD = SILENT - {"stop"}
#: Addresses to which nothing automatic leaves.
_SHUT = frozenset({"stopped", "wrong_number"})
#: A visit this near makes a stopped family's text a call of the same day.
_VISIT_SOON = timedelta(hours=72)


def look(hearing: Hearing) -> bool:
    """STOP, START and HELP. True when dealt with."""
    heard, keywords = hearing.heard, hearing.content.keywords
    if heard.is_block:
        _stop(hearing, "keyword", is_confirmed=False)
        return True
    if heard.button:
        return False
    if heard.handled == "STOP" or (not heard.handled and _is_stop(hearing)):
        # The provider has already answered a keyword that it handled itself.
        _stop(hearing, "keyword", is_confirmed=not heard.handled)
        return True
    if heard.handled == "START" or keywords.means(hearing.text, "start") or _starts_politely(hearing):
        _start(hearing)
        return True
    if heard.handled == "HELP" or keywords.means(hearing.text, "help"):
        _help(hearing)
        return True
    return False


def look_at_silence(hearing: Hearing) -> bool:
    """Whoever stopped, or was never meant, gets no automatic answer to anything else, buttons included."""
    return is_silent(hearing) and _text_after_stop(hearing)


def look_at_doubt(hearing: Hearing) -> bool:
    """The wrong number, and words that may mean stop or may not."""
    if hearing.heard.button:
        return False
    keywords, name = hearing.content.keywords, hearing.contact.name
    if keywords.asks_who(hearing.text, name) and hearing.contact.consent == "active":
        # Somebody who agreed asks a question; a number that never answered yes may be a stranger's (decision 0008).
        _help(hearing)
        handoff.needs_reply(hearing.turn, hearing.contact, is_asked=False)
        return True
    if keywords.is_wrong_number(hearing.text) or keywords.means(hearing.text, "who"):
        _wrong_number(hearing)
        return True
    if keywords.disowns(hearing.text, name):
        if _may_be_an_answer(hearing):
            _for_a_person(hearing, "may_be_wrong_number", "same_day")
        else:
            _wrong_number(hearing)
        return True
    if keywords.says(hearing.text, "forget"):
        _for_a_person(hearing, "asks_to_be_forgotten", "request")
        return True
    if keywords.means(hearing.text, "ambiguous") or _cancels_a_visit(hearing) or _may_stop(hearing):
        _ask_which(hearing)
        return True
    return False


def _may_be_an_answer(hearing: Hearing) -> bool:
    """Whether they are in the midst of something: a relative who has the phone for a moment says so, too."""
    turn, contact = hearing.turn, hearing.contact
    walk, prompt = interviews.open_walk(turn, contact), prompts.open_prompt(turn, contact)
    is_asked = (walk is not None and walk.status == "in-progress") or (
        prompt is not None and (prompt.kind in prompts.WORDS or prompt.interview_id is not None)
    )
    return is_asked or hearing.thread.owner_kind == "human"


def _for_a_person(hearing: Hearing, note: str, severity: Severity) -> None:
    """Whose phone it is, or that all is to be deleted: nothing more is asked until a person has confirmed it."""
    turn, contact = hearing.turn, hearing.contact
    handoff.open_item(turn, contact, "privacy", severity, note)
    handoff.to_human(turn, contact, None, note.replace("_", "-"))
    handoff.in_their_talk(turn, hearing.content, contact, address=hearing.address)


def is_silent(hearing: Hearing) -> bool:
    return hearing.contact.silence in SILENT or hearing.address.state in _SHUT


def _is_stop(hearing: Hearing) -> bool:
    return hearing.content.keywords.is_stop(hearing.text) and not _cancels_a_visit(hearing)


def _may_stop(hearing: Hearing) -> bool:
    """ "Stop please thanks" is no whole message of the list; "please cancel" about a visit is about the visit."""
    keywords = hearing.content.keywords
    if not keywords.hints(hearing.text, "stop"):
        return False
    prompt = prompts.open_prompt(hearing.turn, hearing.contact)
    is_of_visit = prompt is not None and prompt.kind in prompts.OF_A_VISIT
    return not (is_of_visit and (keywords.hints(hearing.text, "visit_cancel") or "cancel" in plain(hearing.text)))


def _cancels_a_visit(hearing: Hearing) -> bool:
    """CANCELAR and its like, while a visit is being asked about; English CANCEL stays absolute."""
    if not hearing.content.keywords.means(hearing.text, "visit_cancel"):
        return False
    prompt = prompts.open_prompt(hearing.turn, hearing.contact)
    return prompt is not None and prompt.kind in prompts.OF_A_VISIT


def stop_contact(turn: Turn, contact: Contact, address: Address, method: str, text: str) -> Contact:
    """Withdraw consent, silence the contact on this address, take back all that is queued."""
    turn.add(
        Consent(
            next(turn.ids), contact.id, address.channel, "withdrawn", method, text, "1", contact.language, turn.now
        ),
        "consent-withdrawn",
    )
    # What only a person may lift stays; lifted, it leaves the stop.
    silence = contact.silence if contact.silence in _FOR_GOOD else "stop"
    contact = turn.change(contact, "stopped", consent="withdrawn", silence=silence, silence_until=None)
    turn.change(turn.get(Address, address.id), "stopped", state="stopped")
    cancel_queued(turn, contact, "opted_out", keep=frozenset({"safety", "emergency"}))
    prompts.withdraw_all(turn, contact)
    for walk in turn.each(Walk):
        if walk.contact_id == contact.id and walk.status == "in-progress":
            turn.change(walk, "interview-paused", status="paused", changed_at=turn.now)
    return contact


def _stop(hearing: Hearing, method: str, *, is_confirmed: bool) -> None:
    turn, contact, address = hearing.turn, hearing.contact, hearing.address
    visit_prompt = any(
        prompt.kind in prompts.OF_A_VISIT and prompt.contact_id == contact.id for prompt in turn.each(Prompt)
    )
    was_silent = contact.silence in SILENT and contact.consent == "withdrawn"
    if (was_silent and address.state == "stopped") or contact.silence in _FOR_GOOD - {"placement"}:
        return
    stop_contact(turn, contact, address, method, hearing.text)
    if is_confirmed and not was_silent:
        say(turn, hearing.content, hearing.contact, "stopped", "stop", address=address)
    if visit_prompt or _may_mean_a_visit(hearing):
        handoff.open_item(turn, contact, "call", "same_day", "stopped_with_visit_open")
    elif hearing.thread.waiting_since is not None and not was_silent:
        # Whoever was to answer by text cannot do so any more.
        handoff.open_item(turn, contact, "call", "request", "stopped_while_waiting")


def _may_mean_a_visit(hearing: Hearing) -> bool:
    """CANCEL, in whatever language, while a visit is to come: the carrier has stopped the texts, a person asks."""
    keywords = hearing.content.keywords
    if plain(hearing.text) != "cancel" and not keywords.means(hearing.text, "visit_cancel"):
        return False
    visits = hearing.turn.each(Appointment)
    return any(visit.status in STANDS and visit.starts_at > hearing.turn.now for visit in visits)


def _starts_politely(hearing: Hearing) -> bool:
    """ "Start again please", from whoever stopped or is being asked whether texts may come."""
    if not any(hearing.content.keywords.says(hearing.text, each) for each in ("start", "start_phrases")):
        return False
    if is_silent(hearing):
        return True
    asked = prompts.open_prompt(hearing.turn, hearing.contact)
    return asked is not None and asked.kind == "consent"


def _start(hearing: Hearing) -> None:
    """Texts may come again. A loss, a wrong number or a placement is not ended by a word."""
    turn, contact, address = hearing.turn, hearing.contact, hearing.address
    if contact.silence in _FOR_GOOD or address.state == "wrong_number":
        _text_after_stop(hearing)
        return
    asked = prompts.open_prompt(turn, contact)
    if asked is not None and asked.kind == "consent":
        consent_answered(hearing, asked, "yes")
        return
    turn.add(
        Consent(
            next(turn.ids), contact.id, address.channel, "resumed", "keyword", hearing.text, "1", contact.language,
            turn.now,
        ),
        "consent-resumed",
    )  # fmt: skip
    silence = contact.silence if contact.silence == "loss" else ""
    contact = turn.change(contact, "resumed", consent="active", silence=silence, silence_until=None)
    turn.change(turn.get(Address, address.id), "resumed", state="")
    promises.clear(turn, contact, "ambiguous_stop")
    walk = interviews.open_walk(turn, contact)
    if walk is None or hearing.thread.owner_kind == "human" or contact.silence:
        say(turn, hearing.content, contact, "started-again", "help", address=address)
        return
    before = hearing.content.wording.say(contact.language, "started-again", **names(turn, contact))
    is_asked = walk.status == "in-progress" or interviews.is_resting_offer(walk)
    rested = walk if is_asked else interviews.rest(turn, hearing.content, walk, "clock")
    interviews.ask_again(turn, hearing.content, rested, address=address, before=before)


def _help(hearing: Hearing) -> None:
    turn, contact = hearing.turn, hearing.contact
    is_stopped = contact.silence in SILENT - {"placement"} or hearing.address.state in _SHUT
    if is_stopped:
        _text_after_stop(hearing)
        return
    if not hearing.heard.handled:
        hours = _hours(turn, hearing.content, contact)
        say(turn, hearing.content, contact, "help", "help", address=hearing.address, hours=hours)
    prompt = prompts.open_prompt(turn, contact)
    if prompt is not None and prompt.kind == "visit" and prompt.state == "open":
        # HELP on a prompt that offers help is also the answer "need_help".
        from dialogs.turns import visits

        visits.record_help(hearing, prompt)


def _text_after_stop(hearing: Hearing) -> bool:
    """Nothing automatic answers; a person calls, in the normal clock."""
    turn, contact = hearing.turn, hearing.contact
    if contact.silence == "wrong_number":
        # Nothing is ever sent there again; but should it have been the family after all, a person sees it.
        handoff.needs_reply(turn, contact, is_asked=False)
        return True
    is_known = hearing.thread.waiting_since is not None
    handoff.needs_reply(turn, contact, is_asked=False)
    if hearing.content.keywords.says(hearing.text, "forget"):
        handoff.open_item(turn, contact, "privacy", "request", "asks_to_be_forgotten")
        return True
    wants_texts = hearing.content.keywords.says(hearing.text, "wants_texts")
    if wants_texts or not is_known:
        until = turn.now + _VISIT_SOON
        is_near = any(turn.now < visit.starts_at <= until for visit in turn.each(Appointment))
        wrote = "wrote_after_placement" if contact.silence == "placement" else "wrote_after_stop"
        note = "wants_texts_again" if wants_texts else wrote
        handoff.open_item(turn, contact, "call", "same_day" if is_near else "request", note)
    return True


def _wrong_number(hearing: Hearing) -> None:
    """One apology, then silence for ever; staff see what was disclosed."""
    turn, contact, address = hearing.turn, hearing.contact, hearing.address
    say(turn, hearing.content, contact, "wrong-number", "stop", address=address)
    quarantine(turn, contact, address)


def quarantine(turn: Turn, contact: Contact, address: Address) -> None:
    """Nothing is sent to this number any more, and staff look at what was."""
    turn.change(contact, "wrong-number", silence="wrong_number", consent="withdrawn")
    turn.change(turn.get(Address, address.id), "quarantined", state="wrong_number")
    for row in turn.each(Outgoing):
        if row.contact_id == contact.id and row.state == "queued" and row.purpose != "stop":
            turn.change(row, "taken-back", state="cancelled", reason="no_channel")
    prompts.withdraw_all(turn, contact)
    handoff.open_item(turn, contact, "privacy", "same_day", "wrong_number")


def _ask_which(hearing: Hearing) -> None:
    """NO MAS may end everything or answer the question: ask; nothing proactive meanwhile, silence means stop."""
    turn, contact = hearing.turn, hearing.contact
    if contact.silence != "loss":
        turn.change(contact, "ambiguous-stop", silence="ambiguous")
    prompts.ask(
        turn, hearing.content, contact, "ambiguous_stop", "ambiguous-stop", "stop", address=hearing.address,
        held=hearing.text,
    )  # fmt: skip
    wait = timedelta(hours=turn.program.policies.ambiguous_stop_hours)
    promises.promise(turn, contact, "ambiguous_stop", turn.now + wait)


def ambiguous_answered(hearing: Hearing, prompt: Prompt, code: str) -> None:
    """1 stop all texts 2 I meant my answer: then the text that was set aside is the answer."""
    turn = hearing.turn
    prompts.close(turn, prompt, "answered")
    promises.clear(turn, hearing.contact, "ambiguous_stop")
    if hearing.contact.silence == "ambiguous":
        turn.change(hearing.contact, "ambiguous-over", silence="")
    if code == "stop_all":
        _stop(hearing, "text", is_confirmed=True)
    else:
        _take_held(hearing, prompt.held)


def _take_held(hearing: Hearing, held: str) -> None:
    """The text that was set aside answers what was being asked when it came."""
    turn, contact, content = hearing.turn, hearing.contact, hearing.content
    pushed = next(iter(prompts.superseded(turn, contact)), None)
    walk = turn.find(Walk, pushed.interview_id) if pushed else None
    if pushed is not None and pushed.kind in prompts.OF_A_VISIT - prompts.WORDS:
        from dialogs.turns import visits

        is_cancel = content.keywords.means(held, "visit_cancel")
        code = "change" if is_cancel and pushed.kind == "visit" else prompts.read_option(pushed, held, contact, content)
        if code:
            visits.answer(hearing, pushed, code)
            return
    elif walk is not None and walk.status == "in-progress":
        interviews.answer(
            turn, content, walk, Reply(text=held), address=hearing.address, message_id=hearing.heard.message_id
        )
        return
    if pushed is not None:
        prompts.reopen(turn, pushed)
    before = content.wording.say(contact.language, "my-answer-then", **names(turn, contact))
    handoff.to_person(turn, content, contact, address=hearing.address, before=before)


def ambiguous_silence(turn: Turn, contact: Contact, address: Address | None) -> None:
    """No answer in a day: it meant stop."""
    if contact.silence == "ambiguous" and address is not None:
        stop_contact(turn, turn.change(contact, "ambiguous-over", silence=""), address, "text", "")
        # Nobody said stop in so many words: a person asks.
        handoff.open_item(turn, contact, "call", "need", "silent_after_ambiguous_stop")


def invite(turn: Turn, content: Content, contact: Contact, *, is_again: bool = False) -> Outgoing | None:
    """The one message that a recorded consent permits: who asks, and 1 yes 2 no. No child is named.

    Sent again it is the same prompt: a yes to either copy is the same yes.
    """
    prompt = invitation(turn, contact) or prompts.fixed_prompt(turn, content, contact, "consent")
    row = say(
        turn, content, contact, "invite", "invite", prompt=prompt, is_proactive=True,
        once_key=f"invite:{prompt.id.hex}:{2 if is_again else 1}",
    )  # fmt: skip
    following = "invite_call" if is_again else "invite_again"
    promises.promise(turn, contact, following, turn.now + timedelta(days=turn.program.policies.invite_again_days))
    return row


def invitation(turn: Turn, contact: Contact) -> Prompt | None:
    """The invitation that is being asked now."""
    own = (prompt for prompt in turn.each(Prompt) if prompt.contact_id == contact.id and prompt.kind == "consent")
    return next((prompt for prompt in own if prompt.state in ("queued", "open")), None)


def consent_answered(hearing: Hearing, prompt: Prompt, code: str) -> None:
    """The first yes: welcome, then how much may be written; or no, and nothing more."""
    turn, contact, content = hearing.turn, hearing.contact, hearing.content
    prompts.close(turn, prompt, "answered")
    for series in ("invite_again", "invite_call"):
        promises.clear(turn, contact, series)
    what = "given" if code == "yes" else "refused"
    sent = content.wording.say(contact.language, "invite", **names(turn, contact))
    turn.add(
        Consent(
            next(turn.ids), contact.id, hearing.address.channel, what, "text", f"{sent} / {hearing.text}", "1",
            contact.language, turn.now,
        ),
        f"consent-{what}",
    )  # fmt: skip
    if code == "no":
        turn.change(contact, "refused", consent="refused")
        say(turn, content, contact, "refused", "reply", address=hearing.address)
        handoff.open_item(turn, contact, "call", "need", "said_no_to_texts")
        return
    turn.change(contact, "consented", consent="active")
    hours = _hours(turn, content, contact)
    say(turn, content, contact, "welcome", "reply", address=hearing.address, hours=hours)
    prompts.ask(
        turn, content, contact, "detail", "detail", "question", address=hearing.address, delay=timedelta(seconds=5)
    )


def detail_answered(hearing: Hearing, prompt: Prompt, code: str) -> None:
    """How much may be written is agreed; the first questions are offered."""
    turn, contact = hearing.turn, hearing.contact
    prompts.close(turn, prompt, "answered")
    level = int(code.removeprefix("level_"))
    turn.change(contact, "detail-chosen", detail_level=level)
    # The same question stands among the first ones; what was just answered is not asked again.
    chosen = Answer("pr5", "answered", turn.now, Picked((_LEVEL_CODES[level],)), hearing.text, contact.language)
    _offer_first(hearing, (chosen,))


def detail_left(hearing: Hearing, prompt: Prompt, *, before: str = "") -> None:
    """They go on without saying how much: as little as until now, for the same question stands among the first ones."""
    prompts.close(hearing.turn, prompt, "withdrawn")
    _offer_first(hearing, (), before=before)


def _offer_first(hearing: Hearing, known: tuple[Answer, ...], *, before: str = "") -> None:
    turn, contact, content = hearing.turn, hearing.contact, hearing.content
    before = before or content.wording.say(contact.language, "detail-thanks", **names(turn, contact))
    is_known = any(walk.contact_id == contact.id for walk in turn.each(Walk))
    if is_known or parts.FIRST not in content.current or not has_role(turn, contact, "may_answer"):
        say(turn, content, contact, "plain", "reply", address=hearing.address, text=before)
        return
    child = next(iter(children_of(turn, contact)), None)
    interviews.start(
        turn, content, hearing.contact, child, parts.FIRST, known=known, then=parts.FIRST_THEN,
        address=hearing.address, before=before,
    )  # fmt: skip
    assessment.plan(turn, hearing.contact)


def _hours(turn: Turn, content: Content, contact: Contact) -> str:
    """When people read what this contact writes, in the contact's language."""
    return written_hours(turn.program.policies.business, content.wording, contact.language)
