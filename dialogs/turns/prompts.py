"""The one thing a contact is being asked now: opening, closing, and reading a reply to a fixed question.

    queued --claimed for sending--> open --answered | superseded | expired | withdrawn--> closed

At most one prompt of a contact is open. A fixed question's options carry codes; the position + 1 is the digit.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dialogs.care import visits
from dialogs.content import Content
from dialogs.reading.choices import Choice, read_choice
from dialogs.reading.outcome import Certain
from dialogs.reading.remarks import answer_and_remark, sentence_and_remark
from dialogs.reading.text import plain
from dialogs.reading.yes_no import read_yes_no
from dialogs.rows.messages import Option, Outgoing, Prompt
from dialogs.rows.people import Address, Child, Contact
from dialogs.snapshot import Turn
from dialogs.turns.speaking import say, take_back
from dialogs.turns.visit_words import digit_and_words, is_doubtful

#: The options of every fixed question, by kind of prompt: codes in the order of their digits.
OPTIONS: dict[str, tuple[str, ...]] = {
    "consent": ("yes", "no"),
    "detail": ("level_0", "level_1", "level_2"),
    "amber": ("now", "not_now"),
    "ambiguous_stop": ("stop_all", "my_answer"),
    "go_on": ("go_on", "later", "person"),
    "visit": visits.BEFORE,
    "happened": visits.AFTER,
    "missed": visits.MISSED,
}
#: Prompts by which a step of a visit's series asks.
STEPS = frozenset({"visit", "happened", "missed"})
#: Prompts that nothing but words can answer; any text is an answer.
WORDS = frozenset({"which_days", "which_help"})
#: "Which one?" of several visits: kind of prompt -> the reply that was given to all of them.
WHICH: dict[str, visits.Code] = {
    "which_change": "change", "which_need_help": "need_help", "which_no": "no", "which_new_date": "new_date",
}  # fmt: skip
#: All that is asked about visits.
OF_A_VISIT = STEPS | WORDS | WHICH.keys()
#: A yes to these is a yes in any language: nobody knows yet which one this person writes, or it matters too much.
_ANY_LANGUAGE = frozenset({"consent", "amber"})
#: Kind of prompt and code -> more words for it: "we went" is a yes to nothing else.
_ALSO = {("happened", "yes"): "happened", ("happened", "no"): "missed"}


def open_prompt(turn: Turn, contact: Contact) -> Prompt | None:
    """What the contact was asked last and may answer now: the open prompt, else the newest on its way."""
    own = under_way(turn, contact)
    opened = [prompt for prompt in own if prompt.state == "open"]
    return next(reversed(opened or own), None)


def under_way(turn: Turn, contact: Contact) -> list[Prompt]:
    """What the contact is being asked, or is about to be."""
    return [each for each in turn.each(Prompt) if each.contact_id == contact.id and each.state in ("open", "queued")]


def superseded(turn: Turn, contact: Contact) -> list[Prompt]:
    """Prompts that another pushed aside unanswered in the last day, the newest first."""
    own = [prompt for prompt in turn.each(Prompt) if prompt.contact_id == contact.id and prompt.state == "superseded"]
    return sorted(own, key=lambda prompt: (prompt.closed_at or turn.now, prompt.id), reverse=True)


def ask(
    turn: Turn,
    content: Content,
    contact: Contact,
    kind: str,
    key: str,
    purpose: str,
    *,
    address: Address | None = None,
    child: Child | None = None,
    held: str = "",
    before: str = "",
    prompt_fields: dict[str, Any] | None = None,
    **more: Any,
) -> Outgoing | None:
    """Queue a fixed question of `kind`; its wording `key` names the digits, its buttons are made from the options."""
    prompt = fixed_prompt(turn, content, contact, kind, held=held, **(prompt_fields or {}))
    return say(turn, content, contact, key, purpose, address=address, child=child, before=before, prompt=prompt, **more)


def fixed_prompt(turn: Turn, content: Content, contact: Contact, kind: str, **fields: Any) -> Prompt:
    """A prompt of `kind` with its options in the contact's language, unless they are given."""
    options: tuple[Option, ...] = fields.pop("options", ()) or _options(content, contact, kind)
    return new_prompt(turn, contact, kind, options, **fields)


def _options(content: Content, contact: Contact, kind: str) -> tuple[Option, ...]:
    return tuple(
        Option(code, content.wording.say(contact.language, f"option-{code.replace('_', '-')}"))
        for code in OPTIONS.get(kind, ())
    )


def new_prompt(turn: Turn, contact: Contact, kind: str, options: tuple[Option, ...], **fields: Any) -> Prompt:
    """A prompt on its way. One still queued for the same contact gives way; an open one stays until this is claimed."""
    for other in turn.each(Prompt):
        if other.contact_id == contact.id and other.state == "queued":
            close(turn, other, "withdrawn")
    return turn.add(
        Prompt(next(turn.ids), contact.id, kind, "queued", options, created_at=turn.now, **fields), "prompt-queued"
    )


def close(turn: Turn, prompt: Prompt, state: str) -> None:
    """answered, superseded, expired or withdrawn. What would still ask it is taken back, for a closed prompt is not
    read again when a copy's time comes; only one that was pushed aside may be asked once more."""
    turn.change(prompt, f"prompt-{state}", state=state, closed_at=turn.now)
    if state != "superseded":
        _take_back(turn, prompt)


def reopen(turn: Turn, prompt: Prompt) -> None:
    """What had pushed the prompt aside is over: it may be answered again."""
    turn.change(prompt, "prompt-reopened", state="open", closed_at=None)


def withdraw_all(turn: Turn, contact: Contact) -> None:
    """Nothing is being asked any more."""
    for prompt in turn.each(Prompt):
        if prompt.contact_id == contact.id and prompt.state in ("open", "queued", "superseded"):
            close(turn, prompt, "withdrawn")


def claimed(turn: Turn, prompt: Prompt) -> None:
    """The prompt leaves: it opens, and what was open until now is superseded."""
    for other in turn.each(Prompt):
        if other.contact_id == prompt.contact_id and other.state == "open" and other.id != prompt.id:
            close(turn, other, "superseded")
    if prompt.state != "open":
        turn.change(prompt, "prompt-opened", state="open", opened_at=turn.now)


def is_bare_digit(text: str) -> bool:
    said = plain(text)
    return len(said) <= 2 and said.isdigit()


def read_option(prompt: Prompt, text: str, contact: Contact, content: Content) -> str:
    """The code that a text answers a prompt with; '' when it fits none."""
    return _read(prompt.kind, prompt.options, text, contact, content)


def read_fixed(kind: str, text: str, contact: Contact, content: Content) -> str:
    """The code that a text would answer a fixed question of this kind with; '' when it fits none."""
    return _read(kind, _options(content, contact, kind), text, contact, content)


def _read(kind: str, options: tuple[Option, ...], text: str, contact: Contact, content: Content) -> str:
    base = contact.language.partition("-")[0]
    # Many a family writes English and Spanish in one breath.
    spoken = dict.fromkeys((contact.language, base, "en", *(["es"] if base == "en" else [])))
    if kind in _ANY_LANGUAGE:
        spoken |= dict.fromkeys(content.keywords.options)
    choices = tuple(
        Choice(
            option.code,
            option.label,
            tuple(
                word
                for language in spoken
                for name in (option.code, _ALSO.get((kind, option.code), ""))
                for word in content.keywords.options.get(language, {}).get(name, ())
            ),
        )
        for option in options
    )
    if not choices:
        return ""
    said = plain(text)
    for choice in choices:  # the words of the locale count as a whole before anything is guessed from a part
        if any(plain(word) == said for word in choice.keywords):
            return choice.code
    match read_choice(text, contact.language, content.words, choices):
        case Certain(value=index):
            choice = choices[_first(index)]
            return "" if is_doubtful(choice, text, contact.language, content) else choice.code
        case _:
            return _yes_or_no(text, choices, contact, content) if kind in _ANY_LANGUAGE else ""


def _yes_or_no(text: str, choices: Iterable[Choice], contact: Contact, content: Content) -> str:
    """A sure yes that stands in no option's list: "yep", "yeah he is". Among the words of all languages some begin like
    a yes of another ("ya pasó"), so that it would seem to fit two."""
    match read_yes_no(text, contact.language, content.words):
        case Certain(value=is_yes):
            return next((choice.code for choice in choices if ("yes" if is_yes else "no") in choice.keywords), "")
        case _:
            return ""


def read_remarked(prompt: Prompt, text: str, contact: Contact, content: Content) -> str:
    """The code in "yes, but the ride is not sure"; '' where there is none, or where the remark fits an option too."""
    parts = answer_and_remark(text, contact.language, content.words) or sentence_and_remark(text)
    if parts is None or read_option(prompt, parts[1], contact, content):
        return ""
    return read_option(prompt, parts[0], contact, content)


def read_with_words(prompt: Prompt, text: str, contact: Contact, content: Content) -> str:
    """The code that the digit in "2 friday" stands for; '' where the words behind it mean another option."""
    digit, words = digit_and_words(text, contact.language, content)
    if not words or not 0 < digit <= len(prompt.options):
        return ""
    code = prompt.options[digit - 1].code
    return code if read_option(prompt, words, contact, content) in ("", code) else ""


def _first(index: Any) -> int:
    return int(next(iter(index))) if isinstance(index, Iterable) else int(index)


def _take_back(turn: Turn, prompt: Prompt) -> None:
    for row in turn.each(Outgoing):
        if row.prompt_id == prompt.id and row.state == "queued":
            take_back(turn, row, "cleared_by_reply")
