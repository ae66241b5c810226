"""The words of a form: from the locales for a built-in form, from the form itself for an imported one.

Every function returns one text in one language, with the names filled in.
"""

from __future__ import annotations

from typing import assert_never

from dialogs.forms.answers import (
    Amount,
    Clock,
    Day,
    Exact,
    Files,
    Link,
    Moment,
    Picked,
    Said,
    Value,
    Whole,
    YesNo,
)
from dialogs.forms.happenings import Asked, How
from dialogs.forms.limit_texts import limits_text
from dialogs.forms.model import PAGE, WITH_OTHER, Choice, Form, Kind, Note, Question
from dialogs.forms.slots import path_of
from dialogs.forms.speaking import Names, Speaks, joined, unit_text
from dialogs.forms.tailoring import FIXED
from dialogs.forms.written import clock_text, day_text, number_text


def question_text(form: Form, question: Question, language: str, wording: Speaks, names: Names) -> str:
    """The question alone, without options. An imported form's short text is preferred to its long one."""
    if question.is_more:
        what = question.text.say(language)
        return wording.say(language, "form-more-of", what=what) if what else wording.say(language, "form-more")
    key = wording_key(form, question)
    if key:
        return wording.say(language, key, **names)
    text = question.short.say(language) or question.text.say(language)
    return f"{text} ({unit_text(question.units[0], language)})" if len(question.units) == 1 else text


def aloud_text(form: Form, question: Question, language: str, wording: Speaks, names: Names) -> str:
    """The question as a person asks it: without "send the numbers", where its wording has that."""
    key = wording_key(form, question)
    # Not borrowed from English: a language without it has its own question, texting words and all.
    has_own = bool(key) and wording.has(language, f"{key}.aloud")
    return wording.say(language, f"{key}.aloud", **names) if has_own else (
        question_text(form, question, language, wording, names)
    )  # fmt: skip


def slot_text(
    form: Form, slot: str, language: str, wording: Speaks, names: Names, *, is_aloud: bool = False
) -> str:  # fmt: skip
    """The question of one instance; under one of several chosen options, with the option it is about."""
    question = form.question(slot)
    text = (aloud_text if is_aloud else question_text)(form, question, language, wording, names)
    about = form.scopes.get(question.scopes[-1]) if question.scopes else None
    if about is None or about.kind != "picks" or question.is_more:
        return text
    place = path_of(slot, question.link_id, len(question.scopes))[-1] - 1
    chosen = form.question(about.link_id)
    labels = option_labels(form, chosen, language, wording, names)
    return wording.say(language, "form-about", what=labels[place], text=text) if place < len(labels) else text


def why_text(form: Form, question: Question, language: str, wording: Speaks, names: Names) -> str:
    """Why it is asked: the question's own reason, its help text, or the general one."""
    own = _attribute(form, question, "why", language, wording, names)
    return own or question.help.say(language) or wording.say(language, "form-why", **names)


def choice_label(form: Form, question: Question, choice: Choice, language: str, wording: Speaks, names: Names) -> str:
    """What one option is called: by the question's own wording, or as the need that it stands for."""
    key = choice_key(form, question, choice)
    return wording.say(language, key, **names) if key else choice.text.say(language)


def choice_key(form: Form, question: Question, choice: Choice) -> str:
    """The key of an option's label; empty where the form brings it along."""
    key = wording_key(form, question)
    own = f"{key}.choice-{choice.code}" if key else ""
    if own and question.offers in ("found", "needs") and choice.code not in FIXED:
        return "" if choice.text.base else f"topic-{choice.code}"
    return own


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
        case Kind.CHOICE | Kind.SEVERAL | Kind.OPEN_CHOICE | Kind.OPEN_SEVERAL:
            labels = tuple(choice_label(form, question, c, language, wording, names) for c in question.choices)
            if question.kind not in WITH_OTHER:
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
        offer = wording.say(language, _offer_key(form), count=left, minutes=max(1, round(left / 2)), **names)
        return joined(_what_about(form, language, wording), offer)
    question = form.question(asked.link_id)
    text = slot_text(form, asked.link_id, language, wording, names)
    options = numbered(labels_of(form, asked, language, wording, names), is_paged=asked.has_more)
    notes = [note_text(form, note, language, wording, names) for note in form.notes if note.link_id in asked.notes]
    match asked.how:
        case How.FIRST | How.SAME:
            return joined(*notes, text, options)
        case How.KEEP:
            return joined(*notes, text, _keep_text(form, question, asked, language, wording, names))
        case How.AGAIN:
            return _again(form, question, asked, text, options, language, wording, names)
        case How.WHY:
            return joined(why_text(form, question, language, wording, names), text, options)
        case How.READ_BACK:
            said = value_text(form, question, asked.value, language, wording, names) if asked.value else ""
            return wording.say(language, "form-read-back", value=said, **names)
        case How.THREE_WAY:
            return wording.say(language, "form-three-way", **names)
        case How.OTHER:
            return wording.say(language, "form-which-other", **names)
        case How.UNIT:
            return joined(wording.say(language, "form-which-unit"), options)
        case How.TIME:
            return wording.say(language, "form-what-time")
        case How.PAGE:
            return options
        case _:
            assert_never(asked.how)


def labels_of(form: Form, asked: Asked, language: str, wording: Speaks, names: Names) -> tuple[str, ...]:
    """The labels to number in this message: all options, those of the page with "more", or the units."""
    question = form.question(asked.link_id)
    match asked.how:
        case How.UNIT:
            return tuple(unit_text(unit, language) for unit in question.units)
        case How.KEEP | How.READ_BACK | How.THREE_WAY | How.OTHER | How.TIME | How.OFFER:
            return ()
        case _:
            pass
    labels = option_labels(form, question, language, wording, names)
    if not asked.shown:
        if not question.is_long:
            return labels
        return (*labels[:PAGE], wording.say(language, "form-next-page"))
    page = tuple(labels[place] for place in asked.shown)
    return (*page, wording.say(language, "form-next-page")) if asked.has_more else page


def _again(
    form: Form,
    question: Question,
    asked: Asked,
    text: str,
    options: str,
    language: str,
    wording: Speaks,
    names: Names,
) -> str:
    """Once more and clearer: what was wrong, what is allowed, how to pass."""
    key = "form-not-sure" if asked.reason == "not-sure" else "form-sorry"
    sorry = wording.say(language, key, **names) if asked.reason else ""
    rule = _rule_text(question, asked.reason, language)
    clearer = _attribute(form, question, "again", language, wording, names) or text
    limits = limits_text(question, language, wording)
    units = f"({', '.join(unit_text(unit, language) for unit in question.units)})" if len(question.units) > 1 else ""
    skip = wording.say(language, "form-skip-word" if question.is_zero_an_answer else "form-skip")
    return joined(rule or sorry, clearer, units, limits, options, skip)


def _rule_text(question: Question, reason: str, language: str) -> str:
    """What a rule of the form says of itself."""
    kind, _, place = reason.partition(":")
    return question.limits.rules[int(place)].text.say(language) if kind == "rule" else ""


def _keep_text(form: Form, question: Question, asked: Asked, language: str, wording: Speaks, names: Names) -> str:
    value = value_text(form, question, asked.value, language, wording, names) if asked.value else ""
    return wording.say(language, "form-keep", value=value)


def _offer_key(form: Form) -> str:
    """A form that only asks about the adult alone begins with a private moment."""
    asked = [question for question in form.questions if not question.is_silent]
    is_private = bool(form.wording_key) and all(question.is_private for question in asked)
    return "form-offer-private" if is_private else "form-offer"


def _what_about(form: Form, language: str, wording: Speaks) -> str:
    """ "About money, food and home." A program's own form is offered without: its title may name a condition."""
    key = f"form-{form.wording_key}"
    return wording.say(language, f"{key}.offer") if form.wording_key and wording.has(language, f"{key}.offer") else ""


def numbered(labels: tuple[str, ...], *, is_paged: bool = False) -> str:
    """`1 yes 2 no`; the last of a page is `9 more`, however short the page."""
    numbers = [*range(1, len(labels)), PAGE + 1] if is_paged and labels else range(1, len(labels) + 1)
    return " ".join(f"{number} {label}" for number, label in zip(numbers, labels, strict=True))


def position_text(asked: Asked, language: str, wording: Speaks) -> str:
    """`3 of 8`."""
    return wording.say(language, "form-position", number=str(asked.number), of=str(asked.of))


def value_text(form: Form, question: Question, value: Value, language: str, wording: Speaks, names: Names) -> str:
    """The value in the family's language, to read back or to show."""
    match value:
        case YesNo(value=is_yes):
            return wording.say(language, "form-yes" if is_yes else "form-no")
        case Whole(value=number):
            return str(number)
        case Exact(value=number):
            return number_text(number)
        case Day(value=day):
            return day_text(day, language, wording)
        case Moment(value=moment):
            day, _, clock = moment.partition("T")
            return joined(day_text(day, language, wording), clock_text(clock, language) if clock else "")
        case Clock(value=clock):
            return clock_text(clock, language)
        case Amount(value=number, unit=code):
            unit = next((unit_text(unit, language) for unit in question.units if unit.code == code), code)
            return joined(number_text(number), unit)
        case Link(value=address):
            return address
        case Files(files=files):
            return wording.say(language, "form-files", count=len(files))
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
    if question.wording_as:
        return f"form-{question.wording_as}"
    home = question.wording_from or form.wording_key
    return f"form-{home}-{question.link_id}" if home and not question.is_more else ""


def _attribute(form: Form, question: Question, name: str, language: str, wording: Speaks, names: Names) -> str:
    key = wording_key(form, question)
    if not key or not (wording.has(language, f"{key}.{name}") or wording.has(form.base_language, f"{key}.{name}")):
        return ""
    return wording.say(language, f"{key}.{name}", **names)
