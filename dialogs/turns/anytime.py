"""What a family may say at any time: the name of a language, thanks, that it wants a person."""

from __future__ import annotations

from dialogs.forms.commands import Command
from dialogs.rows.interviews import Walk
from dialogs.rows.messages import Prompt
from dialogs.turns import (
    handoff,
    interviews,
    prompts,
    questions,
    visits,
)
from dialogs.turns.hearing import Hearing
from dialogs.turns.speaking import children_of, names, send

#: Fixed questions that a change of language asks again: their wording and purpose.
_ASKED_AGAIN = {
    "consent": ("invite", "reply"),
    "detail": ("detail", "reply"),
    "ambiguous_stop": ("ambiguous-stop", "stop"),
    "amber": ("danger-amber", "safety"),
}
#: Questions that "thanks" leaves as they are, where it is none of their answers.
_THANKED = prompts.OF_A_VISIT - prompts.WORDS | {"consent"}


def look(hearing: Hearing) -> bool:
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
    if content.keywords.says(hearing.text, "thanks") and (prompt is None or _is_only_thanked(hearing, prompt)):
        # A courtesy to the bot makes nobody wait; what is being asked stays so.
        return True
    order = content.commands.find(hearing.text, contact.language)
    is_person = content.keywords.says(hearing.text, "person") or (order is not None and order.command is Command.PERSON)
    if is_person and (prompt is None or prompt.kind != questions.QUESTION):
        child = children_of(turn, contact)
        handoff.person_wanted(turn, contact, child_id=child[0].id if len(child) == 1 else None)
        coming = content.wording.say(contact.language, "person-coming", **names(turn, contact))
        told = handoff.told_once(turn, content, contact)
        send(turn, contact, f"{coming} {told}", "reply", key="person-coming", address=hearing.address)
        return True
    return False


def _is_only_thanked(hearing: Hearing, prompt: Prompt) -> bool:
    """ "Perfecto" may be the yes that was asked for."""
    is_answer = bool(prompts.read_option(prompt, hearing.text, hearing.contact, hearing.content))
    return prompt.kind in _THANKED and not is_answer


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
