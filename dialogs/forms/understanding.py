"""A reply at one question -> a typed value, sure or to be read back, or why not. Between `reading` and the forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import assert_never

from dialogs.forms.answers import Link, Picked, Said, Value, YesNo
from dialogs.forms.commands import Command
from dialogs.forms.fitting import fits
from dialogs.forms.interview import Context
from dialogs.forms.measures import date_in, moment_in, number_in, quantity_in, time_in
from dialogs.forms.model import CHOOSING, OPEN, SEVERAL, WITH_OTHER, Form, Kind, Question
from dialogs.forms.regexes import matches
from dialogs.forms.tailoring import HAVE_HELP
from dialogs.forms.texts import accepted_words, option_labels, question_text
from dialogs.reading.choices import Choice, goes_on, read_choice
from dialogs.reading.outcome import Certain, Outcome, ReadBack, Unclear, like, settle
from dialogs.reading.remarks import answer_and_remark, is_lacking
from dialogs.reading.text import plain
from dialogs.reading.yes_no import read_yes_no

#: "Other" was chosen, and its words are still to come. No family can write it.
WANTS_OTHER = "\0"
_ADDRESS = re.compile(r"(?P<scheme>https?://)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,24}(?::\d{1,5})?(?:[/?#]\S*)?", re.I)
_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)")
#: One's own words for an open choice; what is longer is a story, not an option.
_LONGEST_OTHER = 200
#: In so many words "maybe my sister" and "my 15 year old" are own words at an open choice, to be read back.
_DOUBTS, _SOME_WORDS = frozenset({"not-sure", "out-of-range"}), 3
#: What answers a numbered list is no longer.
_LONGEST_DIGIT = 2
#: A shorter word inside a label is an article more often than the option.
_SHORTEST_NAME = 3


def understand(form: Form, question: Question, text: str, language: str, context: Context) -> Outcome[Value]:
    """What the text says at this question."""
    match question.kind:
        case Kind.BOOLEAN:
            said = read_yes_no(text, language, context.words)
            return said if isinstance(said, Unclear) else like(said, YesNo(said.value))
        case Kind.CHOICE | Kind.SEVERAL | Kind.OPEN_CHOICE | Kind.OPEN_SEVERAL:
            return _choice(form, question, text, language, context)
        case Kind.INTEGER | Kind.DECIMAL:
            return number_in(question, text, language, context)
        case Kind.QUANTITY:
            return quantity_in(question, text, language, context)
        case Kind.DATE:
            return date_in(form, question, text, language, context)
        case Kind.DATE_TIME:
            return moment_in(form, question, text, language, context)
        case Kind.TIME:
            return time_in(question, text, language, context)
        case Kind.URL:
            return _address(question, text)
        case Kind.ATTACHMENT:
            return Unclear("no-file")
        case Kind.STRING | Kind.TEXT:
            return _own_words(question, text, language, context)
        case _:
            assert_never(question.kind)


def answer_before_remark(
    form: Form, question: Question, text: str, language: str, context: Context
) -> Certain[Value] | ReadBack[Value] | None:
    """The answer in "yes, but the ride is not sure": sure where the remark says nothing at this question itself."""
    parts = answer_and_remark(text, language, context.words)
    if parts is None or (question.kind is not Kind.BOOLEAN and question.kind not in CHOOSING):
        return None
    answer, remark = (understand(form, question, part, language, context) for part in parts)
    if not isinstance(answer, Certain) or isinstance(remark, Certain):
        return None
    return settle(answer.value, isinstance(remark, Unclear))


def takes_back(form: Form, question: Question, text: str, language: str, context: Context) -> bool:
    """Whether what stands behind the "but" makes the answer before it another one.

    "Yes, except the tube" to "do you have all?", and "yes, but of years ago" beside the option "yes, but old".
    """
    parts = answer_and_remark(text, language, context.words)
    if parts is None or (question.kind is not Kind.BOOLEAN and question.kind not in CHOOSING):
        return False
    if is_lacking(text, language, context.words):
        return True
    labels = option_labels(form, question, language, context.wording, context.names)
    if plain(parts[0]) not in map(plain, labels) or not goes_on(parts[0], labels):
        return False
    said, whole = (understand(form, question, part, language, context) for part in (parts[0], text))
    return isinstance(whole, Unclear) or isinstance(said, Unclear) or whole.value == said.value


def is_yes(text: str, language: str, context: Context) -> bool | None:
    """True or False for a plain yes or no; None for anything less sure."""
    outcome = read_yes_no(text, language, context.words)
    return outcome.value if isinstance(outcome, Certain) else None


def is_no_thanks(text: str, language: str, context: Context) -> bool:
    """ "No thanks": a kind no, which answers the question or turns it down.

    To yes or no it is the no: few who are asked "is it hard?" thank for anything else. Where no is one of several
    answers ("enough money? ... often not") it may be no wish to tell, and declined is never a no: it is read back; but
    where one of them is "I'd rather not say", it is that. To a question in own words there is no no: it is declined.
    Of help, and of an interview that is offered: not now.
    """
    return plain(text) in context.words.of(language).no_thanks


def begins_with_yes(text: str, language: str, context: Context) -> bool:
    """A yes and some words more, where nothing is taken back, asked or counted."""
    head, _, rest = text.strip().partition(" ")
    if not rest or "?" in text or any(character.isdigit() for character in text):
        return False
    return (
        is_yes(head.strip(",.!"), language, context) is True
        and answer_and_remark(text, language, context.words) is None
    )


def names_an_option(form: Form, question: Question, text: str, language: str, context: Context) -> bool:
    """True when the text is an option's label, or whole words of one label only: then it is no command."""
    if question.kind not in CHOOSING:
        return False
    return _named(option_labels(form, question, language, context.wording, context.names), text) is not None


def says_a_label(form: Form, question: Question, text: str, language: str, context: Context) -> bool:
    """True when the text is one of the options word for word, yes and no among them."""
    labels = option_labels(form, question, language, context.wording, context.names)
    return plain(text) in [plain(label) for label in labels]


def _named(labels: Sequence[str], text: str) -> int | None:
    """The place of the label that the text is, or of the only one that holds all its words."""
    if len(text) > _LONGEST_OTHER:
        return None
    said = plain(text)
    spoken = [plain(label) for label in labels]
    if said in spoken:
        return spoken.index(said)
    wanted = set(said.split())
    hits = [place for place, label in enumerate(spoken) if wanted and wanted <= set(label.split())]
    return hits[0] if len(hits) == 1 and len(said) >= _SHORTEST_NAME else None


def asks_back(question: Question, text: str, language: str, context: Context) -> bool:
    """True for a text that asks instead of answering.

    At an open question only a single sentence with a question mark: a story may well hold one.
    """
    stripped = text.strip()
    if question.kind in OPEN:
        return stripped.endswith(("?", "？", "؟")) and len(_SENTENCE_END.findall(stripped)) == 1
    return "?" in stripped or "¿" in stripped or context.commands.opens_question(stripped, language)


def picked_value(question: Question, places: Sequence[int]) -> Value | None:
    """The value behind buttons, by position; None where there is no such option, or they exclude each other."""
    if question.kind is Kind.BOOLEAN:
        return YesNo(places[0] == 0) if places[0] in (0, 1) else None
    if question.kind not in CHOOSING or not all(0 <= place < len(question.choices) for place in places):
        return None
    value = Picked(tuple(choice.code for place, choice in enumerate(question.choices) if place in places))
    return value if fits(question, value) else None


def _choice(form: Form, question: Question, text: str, language: str, context: Context) -> Outcome[Value]:
    digit = text.strip()
    if len(digit) == 1 and digit in "123456789"[: len(question.choices)] and not question.has_digit_labels:
        # Nine replies in ten: no label needs to be looked at.
        return Certain(Picked((question.choices[int(digit) - 1].code,)))
    labels = option_labels(form, question, language, context.wording, context.names)
    options = [
        Choice(choice.code, label, accepted_words(form, question, choice, language, context.wording, context.names))
        for choice, label in zip(question.choices, labels, strict=False)
    ]
    is_open = question.kind in WITH_OTHER
    if is_open:
        options.append(Choice("", labels[-1]))
    exclusive = [place for place, choice in enumerate(question.choices) if choice.is_exclusive]
    if (meant := _commanded(text, language, options, exclusive, context)) is not None:
        return Certain(Picked((options[meant].code,)))
    several = question.kind in SEVERAL
    # "All of them" puts nothing first, and says nothing of help that is there.
    is_ranking = question.offers == "needs"
    aside = [place for place, choice in enumerate(question.choices) if is_ranking or choice.code == HAVE_HELP]
    outcome = read_choice(text, language, context.words, options, several=several, exclusive=exclusive, aside=aside)
    if isinstance(outcome, Certain) and not question.offers and is_no_thanks(text, language, context):
        outcome = ReadBack(outcome.value)
    match outcome:
        case ReadBack(value=(only,)) if question.offers:
            asked = question_text(form, question, language, context.wording, context.names)
            return Unclear("not-an-answer") if _echoes(asked, text, labels[only]) else ReadBack(_picked(question, only))
        case Unclear(reason=reason):
            place = _named(labels, text) if reason == "not-an-answer" else None
            if place is not None and place < len(question.choices):
                return ReadBack(Picked((question.choices[place].code,)))
            if not is_open or question.is_long or len(text) > _LONGEST_OTHER:
                return outcome
            if reason == "not-an-answer":
                return Certain(Picked((), text.strip()))
            is_story = reason == "question" and not asks_back(question, text, language, context)
            is_doubted = (reason in _DOUBTS or is_story) and len(text.split()) >= _SOME_WORDS
            return ReadBack(Picked((), text.strip())) if is_doubted else outcome
        case Certain(value=()) | ReadBack(value=()):
            return Unclear("not-an-answer")
        case Certain(value=places):
            value = _picked(question, places)
            if question.kind is Kind.OPEN_CHOICE and not _is_alone(text, options):
                # "Just me and my mom": an option inside own words.
                return ReadBack(value)
            return Certain(value) if _may_pick(question, value) else Unclear("several")
        case ReadBack(value=places):
            return ReadBack(_picked(question, places))
        case _:
            assert_never(outcome)


def _is_alone(text: str, options: Sequence[Choice]) -> bool:
    """Whether the text is an option or its beginning and nothing else, or points to one by its number."""
    said = plain(text)
    named = (plain(form) for option in options for form in (option.label, *option.keywords))
    return any(character.isdigit() for character in text) or any(form.startswith(said) for form in named)


def _echoes(asked: str, text: str, label: str) -> bool:
    """Whether a text shares with an option only what it was asked with: "yes, help" to "which would you like help
    with?" is not "we have help"."""
    shared = set(plain(label).split()) & set(plain(text).split())
    return bool(shared) and shared <= set(plain(asked).split())


def _commanded(
    text: str, language: str, options: Sequence[Choice], exclusive: Sequence[int], context: Context
) -> int | None:
    """The option that a command stands for here: "none" the only one that excludes, "no idea" the one that says so, and
    "no thanks" the one that would rather not say."""

    def meant(words: str) -> Command | None:
        order = context.commands.find(words, language)
        return order.command if order else None

    def says(option: Choice, command: Command) -> bool:
        return any(meant(words) is command for words in (option.label, *option.keywords))

    match Command.DECLINE if is_no_thanks(text, language, context) else meant(text):
        case Command.NONE:
            places = list(exclusive)
        case Command.UNSURE | Command.DECLINE as command:
            places = [place for place, option in enumerate(options) if says(option, command)]
        case _:
            places = []
    return places[0] if len(places) == 1 else None


def _picked(question: Question, places: int | tuple[int, ...]) -> Picked:
    """The codes at these places, and whether the words of "other" are still wanted."""
    wanted = (places,) if isinstance(places, int) else places
    codes = tuple(choice.code for place, choice in enumerate(question.choices) if place in wanted)
    return Picked(codes, WANTS_OTHER if len(question.choices) in wanted else "")


def _may_pick(question: Question, value: Picked) -> bool:
    """Whether so many may be chosen, as far as that is known before the words of "other"."""
    return bool(value.other) or fits(question, value)


def _is_for_another(words: str, language: str, context: Context) -> bool:
    """Whether it fits any question but one that wants a line or two: a late "2", a "yes"."""
    is_digit = words.isdecimal() and len(words) <= _LONGEST_DIGIT
    return is_digit or (" " not in words and is_yes(words, language, context) is True)


def _address(question: Question, text: str) -> Outcome[Value]:
    """A web address, with or without its scheme."""
    said = text.strip()
    match = _ADDRESS.fullmatch(said)
    if match is None:
        return Unclear("not-an-answer")
    value = Link(said if match["scheme"] else f"https://{said}")
    return Certain(value) if fits(question, value) else Unclear("too-long")


def _own_words(question: Question, text: str, language: str, context: Context) -> Outcome[Value]:
    """Any words are an answer, unless there are none, or too many or few, or they are not as the form wants them."""
    words = text.strip()
    if not words:
        return Unclear("empty")
    if question.kind is Kind.TEXT and context.recorder_id is None and _is_for_another(words, language, context):
        return Unclear("not-an-answer")
    if question.max_length is not None and len(words) > question.max_length:
        return Unclear("too-long")
    if question.limits.min_length is not None and len(words) < question.limits.min_length:
        return Unclear("too-short")
    if question.limits.pattern and not matches(question.limits.pattern, words):
        return Unclear("wrong-form")
    return Certain(Said(words))
