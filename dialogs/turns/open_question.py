"""The one thing that is being asked, and what a reply, a press or a few more words do to it."""

from __future__ import annotations

from dialogs.forms.commands import Command
from dialogs.reading.outcome import Unclear
from dialogs.reading.text import plain
from dialogs.reading.yes_no import read_yes_no
from dialogs.rows.care import Appointment
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Prompt
from dialogs.turns import (
    again,
    askback,
    brake,
    consent,
    danger,
    digests,
    going_back,
    handoff,
    in_interview,
    interviews,
    prompts,
    questions,
    visits,
)
from dialogs.turns.hearing import Hearing
from dialogs.turns.speaking import names, send
from dialogs.turns.visit_words import digit_and_words, names_only

#: To "what may we write?" they say as little as a yes.
_VAGUE = frozenset({Command.SKIP, Command.WHY, Command.UNSURE, Command.DECLINE, Command.GO_ON})
#: What the options of a visit ask next, in the family's own words.
_ASKS_NEXT = {"change": "which_days", "new_date": "which_days", "need_help": "which_help"}
#: What marks a fixed question that is asked once more.
_AGAIN = "again"


def exact_visit(hearing: Hearing) -> bool:
    """A visit's open question takes what fits it exactly, even while a person holds the thread."""
    turn, contact = hearing.turn, hearing.contact
    prompt = prompts.open_prompt(turn, contact)
    if prompt is None or prompt.kind not in prompts.STEPS or prompt.state != "open":
        return False
    if prompt.kind == "visit" and not hearing.heard.button and again.running_late(hearing):
        return True
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
    """ "Yes", "ok" or "great, thanks" after a person wrote answers that person, not the reminder before."""
    last = hearing.thread.last_staff_at
    if last is None or prompt.opened_at is None or last < prompt.opened_at or hearing.heard.button:
        return False
    options = hearing.content.keywords.options.values()
    bare = {plain(word) for words in options for code in ("yes", "no") for word in words.get(code, ())}
    return plain(hearing.text) in bare or hearing.content.keywords.says(hearing.text, "thanks")


def button(hearing: Hearing) -> bool:
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


def open_prompt(hearing: Hearing) -> bool:
    """The one thing that is being asked."""
    turn, contact = hearing.turn, hearing.contact
    if in_interview.appended(hearing):
        return True
    prompt = prompts.open_prompt(turn, contact)
    if prompt is None:
        return (
            _pushed_aside(hearing)
            or going_back.after_the_end(hearing)
            or in_interview.taken_up(hearing)
            or again.cannot_come(hearing)
            or again.running_late(hearing)
            or again.told_when(hearing)
        )
    if prompt.kind == questions.QUESTION:
        walk = turn.find(Walk, prompt.interview_id)
        if walk is None:
            return False
        if not askback.ask_back(hearing, prompt):
            in_interview.answer(hearing, walk)
        return True
    if prompt.kind in prompts.WORDS:
        visits.words_answered(hearing, prompt)
        return True
    code = _chosen_option(hearing, prompt)
    if not code:
        return (
            _about_the_visit(hearing, prompt)
            or _with_words(hearing, prompt)
            or _remarked(hearing, prompt)
            or _says_too_little(hearing, prompt)
            or (prompt.kind in prompts.OF_A_VISIT and in_interview.taken_up(hearing))
            or _unfit(hearing, prompt)
        )
    if not askback.ask_back(hearing, prompt):
        _answer(hearing, prompt, code)
    return True


def _about_the_visit(hearing: Hearing, prompt: Prompt) -> bool:
    """In more words than an option: not coming and why, or coming and in need of a ride; and what is asked back."""
    keywords = hearing.content.keywords
    if prompt.kind != "visit" or again.told_when(hearing):
        return prompt.kind == "visit"
    if "?" in hearing.text:
        return False
    code = "need_help" if keywords.needs_help(hearing.text) else "change" if keywords.cannot_come(hearing.text) else ""
    if code:
        visits.answer(hearing, prompt, code)
    return bool(code)


def _with_words(hearing: Hearing, prompt: Prompt) -> bool:
    """ "2 friday": the digit counts, and the day need not be asked. Words that nothing takes go to a person as well."""
    turn, contact, content = hearing.turn, hearing.contact, hearing.content
    is_of_visit = prompt.kind in prompts.OF_A_VISIT - prompts.WORDS
    code = prompts.read_with_words(prompt, hearing.text, contact, content) if is_of_visit else ""
    if code == "coming" and _is_its_day(hearing, prompt):
        visits.answer(hearing, prompt, code)
        return True
    if code in ("", "coming"):
        return False
    wanted = _ASKS_NEXT.get(prompts.WHICH.get(prompt.kind, code), "")
    is_asked_which = digests.is_digest(prompt) and prompt.kind not in prompts.WHICH
    is_taken = bool(wanted) and not is_asked_which and visits.is_told(hearing, wanted)
    before = "" if is_taken else handoff.told_once(turn, content, contact)
    visits.answer(hearing, prompt, code, before=before)
    return True


def _is_its_day(hearing: Hearing, prompt: Prompt) -> bool:
    """ "1 friday" of a visit that is on a Friday says the same twice. Of another day it is for a person."""
    visit = hearing.turn.find(Appointment, prompt.appointment_id)
    if visit is None or digests.is_digest(prompt):
        return False
    language, content = hearing.contact.language, hearing.content
    _, words = digit_and_words(hearing.text, language, content)
    return names_only(words, visit.local_start.weekday(), language, content)


def _says_too_little(hearing: Hearing, prompt: Prompt) -> bool:
    """ "Yes" to "what may we write?": nobody knows how much. It is asked once more, clearer; after that whatever they
    write goes on to the first questions."""
    turn, contact, content = hearing.turn, hearing.contact, hearing.content
    if prompt.kind != "detail":
        return False
    read = read_yes_no(hearing.text, contact.language, content.words)
    order = content.commands.find(hearing.text, contact.language)
    says_little = not isinstance(read, Unclear) or read.reason in ("not-sure", "both")
    is_vague = says_little or (order is not None and order.command in _VAGUE)
    if prompt.state == "queued" and is_vague:
        return True  # said to the welcome: the question itself comes within seconds
    if prompt.question == _AGAIN:
        told = "" if is_vague else handoff.told_once(turn, content, contact)
        consent.detail_left(hearing, prompt, before=told)
        return True
    if not is_vague:
        return False
    prompts.close(turn, prompt, "withdrawn")
    prompts.ask(
        turn, content, contact, "detail", "detail-again", "reply", address=hearing.address,
        prompt_fields={"question": _AGAIN},
    )  # fmt: skip
    return True


def _remarked(hearing: Hearing, prompt: Prompt) -> bool:
    """ "Yes, but the ride is not sure" about a visit: the yes counts, and all of it goes to a person."""
    turn, contact, content = hearing.turn, hearing.contact, hearing.content
    if prompt.kind not in prompts.STEPS:
        return False
    code = prompts.read_remarked(prompt, hearing.text, contact, content)
    if not code:
        return False
    visits.answer(hearing, prompt, code, before=handoff.told_once(turn, content, contact))
    return True


def _pushed_aside(hearing: Hearing) -> bool:
    """Nothing is open, but a reminder that was pushed aside in the last day fits exactly."""
    for prompt in prompts.superseded(hearing.turn, hearing.contact):
        is_asked = prompt.kind in prompts.STEPS and askback.is_alive(hearing, prompt)
        code = _chosen_option(hearing, prompt) if is_asked else ""
        if code:
            _answer(hearing, prompt, code)
            return True
    return False


def _unfit(hearing: Hearing, prompt: Prompt) -> bool:
    """A text that fits no option of a fixed question: the interview's answer where a reminder broke in; else it is for
    a person, and the question stays open."""
    turn, contact = hearing.turn, hearing.contact
    walk = interviews.open_walk(turn, contact)
    # "We can't make it stop" was said to us, and may be danger told sideways: no question of a form takes it.
    is_told = prompt.kind == "visit" and hearing.content.keywords.begins_cannot(hearing.text)
    if walk is not None and walk.status == "in-progress" and prompt.kind in prompts.OF_A_VISIT and not is_told:
        in_interview.answer(hearing, walk)
    elif hearing.thread.receipt_sent or not brake.count_unclear(hearing):
        # Where nothing more is answered there is no exchange that a brake would have to end.
        handoff.to_person(turn, hearing.content, contact, address=hearing.address)
    return True


def _answer(hearing: Hearing, prompt: Prompt, code: str) -> None:
    """An option of a prompt was chosen, by button or in words."""
    turn = hearing.turn
    match prompt.kind:
        case "question":
            walk = turn.find(Walk, prompt.interview_id)
            if walk is not None:
                in_interview.answer(hearing, walk, questions.button_reply(prompt, code))
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
            in_interview.answer(hearing, walk, askback.reply_for(chosen, prompt.held))
        return
    _answer(hearing, chosen, chosen.options[int(plain(prompt.held)) - 1].code)
