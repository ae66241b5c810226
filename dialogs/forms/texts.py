"""The words of a form: from the locales for a built-in form, from the form itself for an imported one.

Every function returns one text in one language, with the names filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, assert_never

from dialogs.forms.answers import Day, Exact, Picked, Said, Value, Whole, YesNo
from dialogs.forms.happenings import Asked, How
from dialogs.forms.model import Choice, Form, Kind, Note, Question

Names = Mapping[str, str]


class Speaks(Protocol):
    """Where wording comes from: `dialogs.wording.Wording`."""

    def has(self, language: str, key: str) -> bool:
        """True when this language itself has the key."""

    def say(self, language: str, key: str, /, **values: object) -> str:
        """The text, in English where the language lacks it."""


def question_text(form: Form, question: Question, language: str, wording: Speaks, names: Names) -> str:
    """The question alone, without options. An imported form's short text is preferred to its long one."""
    key = wording_key(form, question)
    if key:
        return wording.say(language, key, **names)
    return question.short.say(language) or question.text.say(language)


def again_text(form: Form, question: Question, language: str, wording: Speaks, names: Names) -> str:
    """The clearer question of the one re-ask; the question itself where there is none."""
    return _attribute(form, question, "again", language, wording, names) or question_text(
        form, question, language, wording, names
    )


def why_text(form: Form, question: Question, language: str, wording: Speaks, names: Names) -> str:
    """Why it is asked: the question's own reason, its help text, or the general one."""
    own = _attribute(form, question, "why", language, wording, names)
    return own or question.help.say(language) or wording.say(language, "form-why", **names)


def choice_label(form: Form, question: Question, choice: Choice, language: str, wording: Speaks, names: Names) -> str:
    """What one option is called."""
    key = wording_key(form, question)
    return wording.say(language, f"{key}.choice-{choice.code}", **names) if key else choice.text.say(language)


def accepted_words(
    form: Form, question: Question, choice: Choice, language: str, wording: Speaks, names: Names
) -> tuple[str, ...]:
    """Words that mean the option beside its label: `.accept-<code>`, with commas between; its keywords if imported."""
    listed = _attribute(form, question, f"accept-{choice.code}", language, wording, names)
    return (*(word for _, word in choice.keywords), *(word.strip() for word in listed.split(",") if word.strip()))


def option_labels(form: Form, question: Question, language: str, wording: Speaks, names: Names) -> tuple[str, ...]:
    """The labels to number, in order: yes and no for a boolean, "other" last for an open choice; else none."""
    match question.kind:
        case Kind.BOOLEAN:
            return (wording.say(language, "form-yes"), wording.say(language, "form-no"))
        case Kind.CHOICE | Kind.SEVERAL | Kind.OPEN_CHOICE:
            labels = tuple(choice_label(form, question, c, language, wording, names) for c in question.choices)
            if question.kind is not Kind.OPEN_CHOICE:
                return labels
            other = _attribute(form, question, "other", language, wording, names)
            return (*labels, other or wording.say(language, "form-other"))
        case _:
            return ()


def note_text(form: Form, note: Note, language: str, wording: Speaks, names: Names) -> str:
    """A heading or display text; empty where a built-in group has no heading."""
    if not form.wording_key:
        return note.text.say(language)
    key = f"form-{form.wording_key}-{note.link_id}"
    # A heading that English has may not vanish in a language that lacks it.
    return wording.say(language, key, **names) if wording.has(form.base_language, key) else ""


def asked_text(form: Form, asked: Asked, language: str, wording: Speaks, names: Names) -> str:
    """The whole message for an Asked: notes, question, numbered options. Without "3 of 8": see `position_text`."""
    if asked.how is How.OFFER:
        left = asked.of - max(0, asked.number - 1)
        return wording.say(language, "form-offer", count=left, minutes=max(1, round(left / 2)), **names)
    question = form.question(asked.link_id)
    options = numbered(option_labels(form, question, language, wording, names))
    match asked.how:
        case How.FIRST | How.SAME:
            notes = [
                note_text(form, note, language, wording, names) for note in form.notes if note.link_id in asked.notes
            ]
            return _joined(*notes, question_text(form, question, language, wording, names), options)
        case How.AGAIN:
            sorry = wording.say(language, "form-sorry", **names) if asked.reason else ""
            limits = limits_text(question, language, wording)
            again = again_text(form, question, language, wording, names)
            skip = wording.say(language, "form-skip-word" if question.is_zero_an_answer else "form-skip")
            return _joined(sorry, again, limits, options, skip)
        case How.WHY:
            why = why_text(form, question, language, wording, names)
            return _joined(why, question_text(form, question, language, wording, names), options)
        case How.READ_BACK:
            said = value_text(form, question, asked.value, language, wording, names) if asked.value else ""
            return wording.say(language, "form-read-back", value=said, **names)
        case How.THREE_WAY:
            return wording.say(language, "form-three-way", **names)
        case How.OTHER:
            return wording.say(language, "form-which-other", **names)
        case _:
            assert_never(asked.how)


def numbered(labels: tuple[str, ...]) -> str:
    """`1 yes 2 no`."""
    return " ".join(f"{number} {label}" for number, label in enumerate(labels, 1))


def position_text(asked: Asked, language: str, wording: Speaks) -> str:
    """`3 of 8`."""
    return wording.say(language, "form-position", number=str(asked.number), of=str(asked.of))


def limits_text(question: Question, language: str, wording: Speaks) -> str:
    """The bounds of a number, said when it is asked again; empty where there are none."""
    low, high = question.minimum, question.maximum
    if question.kind not in (Kind.INTEGER, Kind.DECIMAL) or (low is None and high is None):
        return ""
    if low is not None and high is not None:
        return wording.say(language, "form-limits", low=str(low), high=str(high))
    return (
        wording.say(language, "form-at-least", low=str(low))
        if low is not None
        else wording.say(language, "form-at-most", high=str(high))
    )


def value_text(form: Form, question: Question, value: Value, language: str, wording: Speaks, names: Names) -> str:
    """The value in the family's language, to read back or to show."""
    match value:
        case YesNo(value=is_yes):
            return wording.say(language, "form-yes" if is_yes else "form-no")
        case Whole(value=number):
            return str(number)
        case Exact(value=number):
            return format(number.normalize(), "f")
        case Day(value=day):
            return _day_text(day, language, wording)
        case Picked(codes=codes, other=other):
            chosen = [c for c in question.choices if c.code in codes]
            labels = [choice_label(form, question, c, language, wording, names) for c in chosen]
            return ", ".join([*labels, other] if other else labels)
        case Said(text=text):
            return text
        case _:
            assert_never(value)


def wording_key(form: Form, question: Question) -> str:
    """The key of a built-in question's wording; empty for an imported form."""
    home = question.wording_from or form.wording_key
    return f"form-{home}-{question.link_id}" if home else ""


def _attribute(form: Form, question: Question, name: str, language: str, wording: Speaks, names: Names) -> str:
    key = wording_key(form, question)
    if not key or not (wording.has(language, f"{key}.{name}") or wording.has(form.base_language, f"{key}.{name}")):
        return ""
    return wording.say(language, f"{key}.{name}", **names)


def _day_text(day: str, language: str, wording: Speaks) -> str:
    year, *rest = day.split("-")
    if not rest:
        return year
    month = wording.say(language, f"form-month-{int(rest[0])}")
    if len(rest) == 1:
        return wording.say(language, "form-month-year", month=month, year=year)
    return wording.say(language, "form-day", day=str(int(rest[1])), month=month, year=year)


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
