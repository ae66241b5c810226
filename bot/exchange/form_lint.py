"""What is allowed in a form and yet worth a second look: wording, cost, conditions that surprise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from dialogs import segments
from dialogs.care import needs
from dialogs.content import Content
from dialogs.forms.answers import Amount
from dialogs.forms.happenings import Asked, How
from dialogs.forms.model import Form
from dialogs.forms.needs import NeedRule
from dialogs.forms.speaking import Speaks
from dialogs.forms.texts import asked_text, note_text, position_text, why_text
from dialogs.reading.text import plain

#: Whoever answers may be a grandmother, and the child a daughter.
_ASSUMES = {
    "en": re.compile(r"\b(mother|father|mom|mommy|mum|dad|daddy|your son|your daughter)\b", re.I),
    "es": re.compile(r"\b(mam[aá]|pap[aá]|madre|padre|su hij[oa](?! o | u |/|\())\b", re.I),
}
#: We never ask these. Source: docs/policies.md, 8.
_NEVER_ASKED = {
    "en": re.compile(
        r"\b(immigra\w*|citizen\w*|visa status|undocumented|green card|social security number|ssn|country of birth|"
        r"born in (?:the )?(?:us|usa|united states)|(?:what|which) country (?:was|were|is) .{0,30}born)\b", re.I
    ),
    "es": re.compile(
        r"\b(inmigra\w*|migratori\w*|ciudadan\w*|indocumentad\w*|n[uú]mero de(?:l)? seguro social|seguro social|"
        r"pa[ií]s de nacimiento|(?:en )?qu[eé] pa[ií]s naci\w*)\b", re.I
    ),
}  # fmt: skip
#: Languages whose every letter a plain SMS can carry, if one chooses words for it.
_PLAIN = ("en", "es")


class Cost(Struct, frozen=True):
    """One question as it leaves the first time in one language, "3 of 8" before it, and what it takes by SMS."""

    link_id: str
    language: str
    segments: int
    encoding: str
    characters: int
    text: str


class Check(Struct, frozen=True):
    """A form that can be asked: what each question costs in each language, what it raises, what to look at again."""

    form: Form
    languages: tuple[str, ...]
    costs: tuple[Cost, ...]
    warnings: tuple[str, ...]
    needs: tuple[NeedRule, ...] = ()

    def segments(self, language: str) -> int:
        """How many SMS all questions take together in one language."""
        return sum(cost.segments for cost in self.costs if cost.language == language)


def check(form: Form, content: Content, names: Mapping[str, str]) -> Check:
    """The cost and the second looks of a form; `names` as the texts fill them in."""
    languages = languages_of(form, content)
    found = [cost for language in languages for cost in _costs(form, language, content.wording, names)]
    texts = {
        place: text for language in languages for place, text in _texts(form, language, content.wording, names).items()
    }
    said = (*_words(texts), *_dear(texts), *_orders(texts, content), *_gaps(form, languages, content))
    warned = (*said, *_conditions(form), *_private(form), *_units(form), *_pairs(form), *form.read_past)
    return Check(form, languages, tuple(found), warned, needs.raised_by(form, content.needs.values()))


def languages_of(form: Form, content: Content) -> tuple[str, ...]:
    """The languages in which the form has wording of its own, the base language first."""
    if form.wording_key:
        key = f"form-{form.wording_key}"
        return tuple(language for language in content.wording.languages if content.wording.has(language, key))
    texts = [form.title, *(note.text for note in form.notes)]
    for question in form.questions:
        texts += [question.text, *(choice.text for choice in question.choices)]
    own = {language for text in texts for language, _ in text.translations}
    return (form.base_language, *sorted(own - {form.base_language}))


def title_of(form: Form, content: Content) -> str:
    """What the form is called."""
    if form.wording_key and content.wording.has("en", f"form-{form.wording_key}"):
        return content.wording.say("en", f"form-{form.wording_key}")
    return form.title.base or form.name


def raised_by(rule: NeedRule) -> str:
    """The questions whose answers raise it."""
    return ", ".join(dict.fromkeys(when.question for when in rule.when))


def as_rows(found: tuple[Cost, ...]) -> list[dict[str, Any]]:
    """For --json."""
    return [
        {"linkId": cost.link_id, "language": cost.language, "segments": cost.segments, "encoding": cost.encoding,
         "characters": cost.characters}
        for cost in found
    ]  # fmt: skip


def _costs(form: Form, language: str, wording: Speaks, names: Mapping[str, str]) -> Iterator[Cost]:
    """Every question as it leaves where all of them are asked: with its "3 of 8" and the headings before it."""
    spoken = [question for question in form.questions if not question.is_silent]
    said_up_to = -1
    for number, question in enumerate(spoken, 1):
        notes = _notes(form, said_up_to, question.order)
        asked = Asked(question.link_id, How.FIRST, number, len(spoken), notes)
        text = f"{position_text(asked, language, wording)} {asked_text(form, asked, language, wording, names)}"
        counted = segments.count(text)
        yield Cost(question.link_id, language, counted.segments, counted.encoding, counted.characters, text)
        said_up_to = max(said_up_to, question.order)


def _notes(form: Form, after: int, up_to: int) -> tuple[str, ...]:
    """Headings and displays between two questions."""
    notes = (note for note in form.notes if note.role not in ("help", "label"))
    return tuple(note.link_id for note in notes if after < note.order <= up_to)


def _asked(form: Form, link_id: str, language: str, wording: Speaks, names: Mapping[str, str]) -> str:
    return asked_text(form, Asked(link_id, How.FIRST, 0, 0), language, wording, names)


def _texts(form: Form, language: str, wording: Speaks, names: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """(linkId, language) -> everything that is read with it: question, options and help, or heading."""
    found = {
        (note.link_id, language): text
        for note in form.notes
        if (text := note_text(form, note, language, wording, names))
    }
    for question in form.questions:
        if not question.is_silent:
            asked = _asked(form, question.link_id, language, wording, names)
            long = "" if form.wording_key else question.text.say(language)
            why = why_text(form, question, language, wording, names) if question.help.base else ""
            found[question.link_id, language] = " ".join(dict.fromkeys(part for part in (asked, long, why) if part))
    return found


def _words(texts: Mapping[tuple[str, str], str]) -> Iterator[str]:
    for (link_id, language), text in texts.items():
        place = f"item {link_id} ({language})"
        for what, patterns in (("assumes who answers or whom it is about", _ASSUMES), ("is never asked", _NEVER_ASKED)):
            match = patterns[language].search(text) if language in patterns else None
            if match:
                yield f"{place}: '{match.group()}' {what}"


def _dear(texts: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """Letters that no plain SMS carries, told once for a language: correct spelling may well be worth them."""
    for language in _PLAIN:
        found = {link: segments.foreign(text) for (link, of), text in texts.items() if of == language}
        items = ", ".join(link for link, letters in found.items() if letters)
        letters = " ".join(sorted({letter for each in found.values() for letter in each}))
        if items:
            yield f"item {items} ({language}): {letters} leave room for 70 letters in an SMS instead of 160"


def _orders(texts: Mapping[tuple[str, str], str], content: Content) -> Iterator[str]:
    """A note or question that says nothing but a word which stops or starts the line."""
    for (link_id, language), text in texts.items():
        if plain(text) in content.keywords.reserved:
            yield f"item {link_id} ({language}): '{text}' is a word that stops, starts or explains the line"


def _gaps(form: Form, languages: tuple[str, ...], content: Content) -> Iterator[str]:
    """Texts of an imported form that would come in its base language instead."""
    for language in languages[1:] if not form.wording_key else ():
        if language.split("-")[0] not in content.wording.languages:
            yield f"language {language}: this line has no words of its own in it yet, only the form has"
        for note in form.notes:
            if note.text.base and note.text.say(language) == note.text.base:
                yield f"item {note.link_id} ({language}): has no translation"
        for question in form.questions:
            labels = [choice.text for choice in question.choices if re.search(r"[^\W\d]", choice.text.base)]
            missing = [text.base for text in (question.text, *labels) if not _has(text.translations, language)]
            if missing and not question.is_silent and not question.wording_as:
                yield f"item {question.link_id} ({language}): has no translation of '{missing[0][:40]}'"


def _has(translations: tuple[tuple[str, str], ...], language: str) -> bool:
    return any(code in (language, language.split("-")[0]) for code, _ in translations)


def _conditions(form: Form) -> Iterator[str]:
    for question in form.questions:
        for gate in question.gates:
            if len(gate.conditions) == 1 and gate.conditions[0].operator == "!=":
                source = gate.conditions[0].source
                yield f"item {question.link_id}: a lone != does not hold while {source} is unanswered"


def _private(form: Form) -> Iterator[str]:
    private = [q.link_id for q in form.questions if q.is_private and not (q.is_silent or q.offers or q.is_more)]
    if private and not form.wording_key:
        where = "private, so on a phone that is shared it is not texted: staff are told to ask it in a call"
        yield f"item {', '.join(private)}: {where}; to ask it of nobody by text, put it in a form to be talked through"


def _units(form: Form) -> Iterator[str]:
    """An amount that is offered in a unit which nobody could answer in."""
    for question in form.questions:
        listed = {unit.code: unit.text.base or unit.code for unit in question.units}
        for value in question.initial:
            if isinstance(value, Amount) and listed and value.unit and value.unit not in listed:
                offered = f"offers an amount in '{value.unit}'"
                yield f"item {question.link_id}: {offered}: give it in {', '.join(listed.values())}, or list that unit"


def _pairs(form: Form) -> Iterator[str]:
    """Help that would never be offered: no need stands behind it, or no question of the form offers it."""
    if form.wording_key:
        return
    raising = {when.question for rule in form.needs for when in rule.when}
    offered = {choice.code for place in form.offering for choice in form.questions[place].choices}
    for link_id in (question.link_id for question in form.questions if question.has_help_pair):
        if link_id not in raising:
            yield f"item {link_id}: help is never offered with it: no need of the form looks at it"
        elif link_id not in offered:
            yield f"item {link_id}: help is never offered with it: no question with urn:kinline:offers names it"
